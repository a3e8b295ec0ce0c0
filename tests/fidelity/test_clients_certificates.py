# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Browser Access certificates that zscaler-sdk-python and the module share: clientlessCertificate/issued."""

from __future__ import annotations

from typing import Any

from fidelity.clients import Client
from support.cases.browser_access_certificate import GIVEN, NEW, WEB
from support.tenants import TestTenant

MODULE = "zpa_browser_access_certificate"


def succeeded(result: dict[str, Any]) -> dict[str, Any]:
    assert not result.get("failed"), result
    return result


def test_what_the_sdk_makes_is_unchanged_if_it_is_declared_so(sdk: Client, zpa: TestTenant) -> None:
    sdk.call("certificates", "add_certificate", name="web", cert_blob=WEB.blob).must_succeed()
    zpa.forget()
    assert succeeded(zpa.run(MODULE, name="web", **GIVEN))["changed"] is False
    assert zpa.writes == []


def test_what_a_task_makes_is_read_listed_and_deleted_by_the_sdk(sdk: Client, zpa: TestTenant) -> None:
    made = succeeded(zpa.run(MODULE, name="web", description="d", **GIVEN))["browser_access_certificate"]
    read = sdk.call("certificates", "get_certificate", made["id"]).value
    assert (read["name"], read["description"], read["certificate"]) == ("web", "d", WEB.certificate)
    listed = sdk.call("certificates", "list_issued_certificates").value
    assert [one["id"] for one in listed] == [made["id"]]
    sdk.call("certificates", "delete_certificate", made["id"]).must_succeed()
    assert succeeded(zpa.run(MODULE, name="web", state="absent"))["changed"] is False


def test_a_certificate_that_the_sdk_replaced_is_another_one(sdk: Client, zpa: TestTenant) -> None:
    made = succeeded(zpa.run(MODULE, name="web", **GIVEN))["browser_access_certificate"]
    sdk.call("certificates", "delete_certificate", made["id"]).must_succeed()
    sdk.call("certificates", "add_certificate", name="web", cert_blob=NEW.blob).must_succeed()
    assert "certificate: is the one with the SHA-256" in zpa.run(MODULE, name="web", **GIVEN)["msg"]
