# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What zscaler-sdk-python and the modules of this collection share.

userPortal, userPortalLink, privateCloudControllerGroup, v2/ipRanges, emergencyAccess/users.
"""

from __future__ import annotations

from fidelity.clients import Client
from support.tenants import TestTenant

LABEL = {"ext_label": "staff", "ext_domain": "corp.example.com"}
LINK = {"name": "books", "description": "d", "enabled": True, "link": "books.corp.example.com"}


def test_a_portal_of_the_sdk_with_its_link_is_unchanged_if_it_is_declared_so(
    sdk: Client, zpa: TestTenant
) -> None:
    given = {"name": "staff", "description": "d", "enabled": True, **LABEL}
    more = {"managed_by_zs": True, "domain": "corp.example.com", "ext_domain_name": "-x.b.zscalerportal.net"}
    portal = sdk.call("user_portal_controller", "add_user_portal", **given, **more).must_succeed()
    ids = [portal.value["id"]]
    sdk.call("user_portal_link", "add_portal_link", **LINK, user_portal_ids=ids).must_succeed()
    zpa.forget()
    assert zpa.run("zpa_user_portal", **given)["changed"] is False
    assert zpa.run("zpa_user_portal_link", **LINK, user_portals=["staff"])["changed"] is False
    assert zpa.writes == []


def test_a_portal_of_a_task_is_read_changed_and_deleted_by_the_sdk(sdk: Client, zpa: TestTenant) -> None:
    made = zpa.run("zpa_user_portal", name="staff", **LABEL)["user_portal"]
    read = sdk.call("user_portal_controller", "get_user_portal", made["id"]).value
    assert (read["name"], read["domain"]) == ("staff", made["domain"])
    link = zpa.run("zpa_user_portal_link", **LINK, user_portals=["staff"])["user_portal_link"]
    given = {"name": "books", "link": LINK["link"], "user_portal_ids": [made["id"]]}
    sdk.call("user_portal_link", "update_portal_link", link["id"], **given).must_succeed()
    # The SDK left out the description, and ZPA erased it.
    assert zpa.run("zpa_user_portal_link", **LINK)["diff"]["before"]["description"] == ""
    sdk.call("user_portal_link", "delete_portal_link", link["id"]).must_succeed()
    sdk.call("user_portal_controller", "delete_user_portal", made["id"]).must_succeed()
    assert zpa.run("zpa_user_portal", name="staff", state="absent")["changed"] is False


def test_a_range_and_a_group_of_the_sdk_are_unchanged_if_they_are_declared_so(
    sdk: Client, zpa: TestTenant
) -> None:
    given = {"name": "Zurich", "description": "d", "enabled": True, "location": "Zurich, Switzerland"}
    addresses = {"ip_range_begin": "192.168.1.1", "ip_range_end": "192.168.1.254", "country_code": "CH"}
    sdk.call("c2c_ip_ranges", "add_ip_range", **given, **addresses).must_succeed()
    place = {"latitude": "47.3768866", "longitude": "8.541694"}
    sdk.call("private_cloud_group", "add_cloud_group", **given, **place).must_succeed()
    zpa.forget()
    assert zpa.run("zpa_c2c_ip_range", **given, **addresses)["changed"] is False
    assert zpa.run("zpa_private_cloud_group", **given, **place)["changed"] is False
    assert zpa.writes == []


def test_an_emergency_access_user_of_a_task_is_read_and_deactivated_by_the_sdk(
    sdk: Client, zpa: TestTenant
) -> None:
    given = {"first_name": "Robin", "last_name": "Berger"}
    made = zpa.run("zpa_emergency_access_user", name="robin@example.com", **given)["emergency_access_user"]
    read = sdk.call("emergency_access", "get_user", made["id"]).value
    assert {key: read[key] for key in given} == given
    sdk.call("emergency_access", "deactivate_user", made["id"]).must_succeed()
    gone = zpa.run("zpa_emergency_access_user", name="robin@example.com", state="absent")
    assert gone["changed"] is False
