# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Custom controls that zscaler-sdk-python and the module share, at inspectionControls/custom."""

from __future__ import annotations

from fidelity.clients import Client
from support.tenants import TestTenant

CONDITIONS = [{"lhs": "SIZE", "op": "GE", "rhs": "1000"}]
RULES = [{"type": "RESPONSE_BODY", "names": [], "conditions": CONDITIONS}]
GIVEN = {"name": "control", "severity": "CRITICAL", "type": "RESPONSE", "default_action": "BLOCK"}


def test_what_the_sdk_makes_is_unchanged_if_it_is_declared_so(sdk: Client, zpa: TestTenant) -> None:
    sdk.call("app_protection", "add_custom_control", **GIVEN, rules=RULES).must_succeed()
    zpa.forget()
    result = zpa.run("zpa_inspection_custom_control", **GIVEN, rules=RULES)
    assert (result.get("failed"), result["changed"], zpa.writes) == (None, False, [])


def test_what_a_task_makes_is_read_and_deleted_by_the_sdk(sdk: Client, zpa: TestTenant) -> None:
    made = zpa.run("zpa_inspection_custom_control", **GIVEN, rules=RULES)["inspection_custom_control"]
    read = sdk.call("app_protection", "get_custom_control", made["id"]).value
    assert (read["name"], read["default_action"]) == ("control", "BLOCK")
    sdk.call("app_protection", "delete_custom_control", made["id"]).must_succeed()
    assert zpa.run("zpa_inspection_custom_control", name="control", state="absent")["changed"] is False
