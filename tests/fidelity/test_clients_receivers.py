# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Log receivers: what the vendor's SDK writes to ``lssConfig`` is read here, and the other way round."""

from __future__ import annotations

from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._client.forms import texts_in
from fidelity.clients import Client
from support.tenants import TestTenant

FORMAT = '{"Time": %j{LogTimestamp:time}, "User": %j{Username}}\\n'
GIVEN: dict[str, Any] = {"name": "SIEM", "lss_host": "logs.example.com", "use_tls": True}
OPTIONS = {**GIVEN, "lss_port": 6514, "source_log_type": "zpn_trans_log", "format": FORMAT}
ABOUT = [{"operands": [{"object_type": "APP_GROUP", "objects": ["Finance apps"]}]}]


def of_sdk(zpa: TestTenant) -> dict[str, Any]:
    """What the SDK calls the same."""
    zpa.add_connector_group("Frankfurt", lssAppConnectorGroup=True)
    group = zpa.stored("Frankfurt", "appConnectorGroup")["id"]
    log = {"source_log_type": "user_activity", "log_stream_content": FORMAT}
    return {**GIVEN, "lss_port": "6514", **log, "app_connector_group_ids": [group]}


def test_a_receiver_of_the_sdk_is_unchanged_if_it_is_declared_so(sdk: Client, zpa: TestTenant) -> None:
    sdk.call("lss", "add_lss_config", **of_sdk(zpa)).must_succeed()
    zpa.forget()
    again = zpa.run("zpa_lss_config", **OPTIONS, app_connector_groups=["Frankfurt"])
    assert (again["changed"], zpa.writes) == (False, []), again


def test_a_receiver_of_a_task_is_read_and_deleted_by_the_sdk(sdk: Client, zpa: TestTenant) -> None:
    zpa.add_group("Finance apps")
    zpa.add_connector_group("Frankfurt", lssAppConnectorGroup=True)
    own = {**OPTIONS, "app_connector_groups": ["Frankfurt"], "conditions": ABOUT}
    made = zpa.run("zpa_lss_config", **own)["lss_config"]
    read = sdk.call("lss", "get_config", made["id"]).value
    assert {"SIEM", "logs.example.com", FORMAT, "6514"} <= set(texts_in(read))
    sdk.call("lss", "delete_lss_config", made["id"]).must_succeed()
    zpa.forget()
    assert zpa.run("zpa_lss_config", name="SIEM", state="absent")["changed"] is False
