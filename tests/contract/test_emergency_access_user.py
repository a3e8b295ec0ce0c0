# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What zpa_emergency_access_user does beyond what all kinds do: such users are never deleted."""

from __future__ import annotations

from typing import Any

import yaml
from ansible_collections.zerotrust.zpa.plugins.modules import zpa_emergency_access_user
from support.cases.emergency_access_user import NAMES, add
from support.tenants import TestTenant

BEN = {"name": "ben@example.com", "first_name": "Ben", "last_name": "Other"}


def run(zpa: TestTenant, check: bool = False, **options: Any) -> dict[str, Any]:
    return zpa.run("zpa_emergency_access_user", check, **options)


def steps(zpa: TestTenant) -> list[str]:
    return ["%s %s" % (entry.method, entry.path.partition("emergencyAccess")[2]) for entry in zpa.writes]


def test_who_is_created_is_active_at_once(zpa: TestTenant) -> None:
    assert run(zpa, **BEN)["changed"] is True
    (created,) = zpa.writes
    assert created.query == {"activateNow": "true"}
    assert set(created.body) == {"emailId", "firstName", "lastName"}


def test_absent_deactivates_and_present_activates_again(zpa: TestTenant) -> None:
    user_id = add(zpa, "ben@example.com")["id"]
    assert run(zpa, name="ben@example.com", state="absent")["changed"] is True
    assert run(zpa, name="ben@example.com", state="absent")["changed"] is False
    assert zpa.run("zpa_emergency_access_user_info")["emergency_access_users"] == []
    foreseen = run(zpa, True, **BEN)
    again = run(zpa, **BEN)
    assert foreseen["diff"] == again["diff"]
    assert again["emergency_access_user"]["id"] == user_id
    assert run(zpa, **BEN)["changed"] is False
    path = "/user/" + user_id
    assert steps(zpa) == ["PUT %s/deactivate" % path, "PUT " + path, "PUT %s/activate" % path]
    assert zpa.writes[1].body == {
        "userId": user_id,
        "emailId": "ben@example.com",
        "firstName": "Ben",
        "lastName": "Other",
    }


def test_an_address_that_differs_in_letter_case_is_that_of_the_same_user(zpa: TestTenant) -> None:
    add(zpa, "ben@example.com", active=False)
    again = run(zpa, **{**BEN, "name": "Ben@Example.com"})
    assert "POST" not in {entry.method for entry in zpa.writes}
    assert again["failed"] is True


def test_a_list_of_several_pages_is_read_to_its_end(zpa: TestTenant) -> None:
    for number in range(1001):
        add(zpa, "user%04d@example.com" % number)
    listed = zpa.run("zpa_emergency_access_user_info")["emergency_access_users"]
    assert len(listed) == 1001
    assert {call.query.get("pageId") for call in zpa.calls} == {None, "500", "1000"}
    assert run(zpa, name="user1000@example.com", **NAMES)["changed"] is False


def test_belongs_to_the_whole_tenant(zpa: TestTenant) -> None:
    assert run(zpa, **BEN, microtenant_id="7")["problems"] == [
        "microtenant_id: an emergency access user belongs to the tenant as a whole, and the connection is "
        "for one of its microtenants. Give 0 to change it for all of them."
    ]


def test_its_page_says_that_the_name_is_an_email_address_and_cannot_be_another() -> None:
    said = yaml.safe_load(zpa_emergency_access_user.DOCUMENTATION)["options"]
    assert said["name"]["description"][0].startswith("The email address of the user")
    assert "Together with another O(name) it is refused." in said["id"]["description"]
