# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Isolation banners and certificates that zscaler-sdk-python and the modules of this collection share.

The SDK knows them as cbi_banner, at banners, and cbi_certificate, at certificates. Profiles are at profiles.
"""

from __future__ import annotations

from typing import Any

import pytest
from fidelity.clients import Client
from support.cases.isolation_banner import KNOWN
from support.cases.isolation_certificate import OLD
from support.cases.isolation_profile import REQUIRED, furnish, ids
from support.tenants import TestTenant

GIVEN = {
    "banner": {"primary_color": "#0076BE", "notification_title": "Isolated", "banner": True},
    "certificate": {"pem": OLD},
}
kinds = pytest.mark.parametrize("kind", GIVEN)


def succeeded(result: dict[str, Any]) -> dict[str, Any]:
    assert not result.get("failed"), result
    return result


@kinds
def test_what_the_sdk_makes_is_unchanged_if_it_is_declared_so(
    sdk: Client, zpa: TestTenant, kind: str
) -> None:
    sdk.call("cbi_" + kind, "add_cbi_" + kind, name="one", **GIVEN[kind]).must_succeed()
    zpa.forget()
    assert succeeded(zpa.run("zpa_isolation_" + kind, name="one", **GIVEN[kind]))["changed"] is False
    assert zpa.writes == []


@kinds
def test_what_a_task_makes_is_read_and_deleted_by_the_sdk(sdk: Client, zpa: TestTenant, kind: str) -> None:
    made = succeeded(zpa.run("zpa_isolation_" + kind, name="one", **GIVEN[kind]))["isolation_" + kind]
    read = sdk.call("cbi_" + kind, "get_cbi_" + kind, made["id"]).value
    assert read["name"] == "one"
    sdk.call("cbi_" + kind, "delete_cbi_" + kind, made["id"]).must_succeed()
    assert succeeded(zpa.run("zpa_isolation_" + kind, name="one", state="absent"))["changed"] is False


def test_an_update_of_the_sdk_leaves_what_a_task_puts_right(sdk: Client, zpa: TestTenant) -> None:
    declared = {"name": "one", "logo": KNOWN["logo"], **GIVEN["banner"]}
    made = succeeded(zpa.run("zpa_isolation_banner", **declared))["isolation_banner"]
    sdk.call("cbi_banner", "update_cbi_banner", made["id"], name="one", banner=False).must_succeed()
    assert succeeded(zpa.run("zpa_isolation_banner", **declared))["changed"] is True
    assert succeeded(zpa.run("zpa_isolation_banner", **declared))["changed"] is False


def test_a_profile_of_the_sdk_is_unchanged_if_it_is_declared_so(sdk: Client, zpa: TestTenant) -> None:
    furnish(zpa)
    given = {
        "name": "one",
        "banner_id": ids(zpa, "banners", "Blue")[0],
        "region_ids": ids(zpa, "regions", "Paris", "Ohio"),
        "certificate_ids": ids(zpa, "certificates", "Root"),
        "security_controls": {"copy_paste": "all"},
    }
    sdk.call("cbi_profile", "add_cbi_profile", **given).must_succeed()
    zpa.forget()
    declared = {"certificates": ["Root"], "security_controls": {"copy_paste": "all"}, **REQUIRED}
    result = succeeded(zpa.run("zpa_isolation_profile", name="one", **declared))
    assert (result["changed"], zpa.writes) == (False, [])
    sdk.call("cbi_profile", "delete_cbi_profile", result["isolation_profile"]["id"]).must_succeed()
    assert succeeded(zpa.run("zpa_isolation_profile", name="one", state="absent"))["changed"] is False
