# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Objects listed as options."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._converge import converge
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import ApiError
from ansible_collections.zerotrust.zpa.plugins.module_utils._gather import gather
from ansible_collections.zerotrust.zpa.plugins.module_utils._model.segment_group import SEGMENT_GROUP
from support.tenants import TestTenant

Connect = Callable[..., Client]
SUBSIDIARY = "216196257331290001"


def names(client: Client, **options: Any) -> list[str]:
    return [shown["name"] for shown in gather(client, SEGMENT_GROUP, options).shown]


@pytest.fixture
def groups(zpa: TestTenant) -> TestTenant:
    zpa.add_group("Finance", description="d", applications=["SAP"], object_id="1")
    zpa.add_group("Web Shop", enabled=False, object_id="2")
    zpa.add_group("Webmail", object_id="3")
    return zpa


def test_without_options_all_are_listed_in_the_order_of_the_api(groups: TestTenant, client: Client) -> None:
    assert names(client) == ["Finance", "Webmail", "Web Shop"]
    assert len(groups.calls) == 1


def test_nothing_is_an_empty_listing(client: Client) -> None:
    assert gather(client, SEGMENT_GROUP, {}) == ([], {})


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"name": "Finance"}, ["Finance"]),
        ({"name": " Finance "}, ["Finance"]),
        ({"name": "finance"}, []),
        ({"id": "2"}, ["Web Shop"]),
        ({"id": "4711"}, []),
        ({"id": "2", "name": "Web Shop"}, ["Web Shop"]),
        ({"id": "2", "name": "Finance"}, []),
        ({"enabled": True}, ["Finance", "Webmail"]),
        ({"enabled": False}, ["Web Shop"]),
        ({"search": "name LIKE web"}, ["Webmail", "Web Shop"]),
        ({"search": "name EQ WEBMAIL"}, ["Webmail"]),
        ({"search": "name LIKE web", "enabled": True}, ["Webmail"]),
        ({"name": "Finance", "enabled": False}, []),
        ({"id": "1", "search": "name LIKE web"}, []),
        ({"name": None, "id": None, "search": None, "enabled": None}, ["Finance", "Webmail", "Web Shop"]),
    ],
)
def test_all_options_that_are_given_must_fit(
    groups: TestTenant, client: Client, options: dict[str, Any], found: list[str]
) -> None:
    assert names(client, **options) == found
    assert len(groups.calls) == 1


@pytest.mark.parametrize(
    ("options", "search"),
    [
        ({}, None),
        ({"enabled": False}, "enabled EQ false"),
        ({"search": "name LIKE web", "enabled": True}, "name LIKE web"),
    ],
)
def test_the_server_narrows_by_one_option(
    groups: TestTenant, client: Client, options: dict[str, Any], search: str | None
) -> None:
    names(client, **options)
    assert groups.calls[0].query.get("search") == search


def test_a_hit_of_the_server_that_does_not_fit_is_left_out(groups: TestTenant, client: Client) -> None:
    body = {"totalPages": "1", "list": [{"id": "9", "name": "Webmail"}, {"id": "8", "name": "Other"}]}
    groups.fault("status", status=200, body=body)
    assert names(client, search="name LIKE web") == ["Webmail"]


def test_a_search_that_the_api_refuses_is_an_error(groups: TestTenant, client: Client) -> None:
    body = {"id": "filtering.input.invalid.operand", "reason": "No."}
    groups.fault("status", status=400, body=body)
    with pytest.raises(ApiError, match="Cannot list segment groups: No"):
        names(client, search="colour EQ red")


def test_two_objects_of_a_name_are_both_listed(groups: TestTenant, client: Client) -> None:
    groups.add_group("Finance")
    assert names(client, name="Finance") == ["Finance", "Finance"]


def test_a_listing_belongs_to_its_microtenant(groups: TestTenant, connect: Connect) -> None:
    groups.add_group("Theirs", microtenant_id=SUBSIDIARY)
    assert names(connect(microtenant_id=SUBSIDIARY)) == ["Theirs"]
    assert "Theirs" not in names(connect(microtenant_id="0"))


def test_without_a_microtenant_all_are_listed_that_the_server_shows(
    groups: TestTenant, client: Client
) -> None:
    groups.tenant.quirks.absent_means_all = True
    groups.add_group("Theirs", microtenant_id=SUBSIDIARY)
    assert "Theirs" in names(client)


def test_an_object_is_listed_with_what_zpa_records_about_it(groups: TestTenant, client: Client) -> None:
    listing = gather(client, SEGMENT_GROUP, {"id": "1"})
    assert listing.shown == [
        {
            "id": "1",
            "name": "Finance",
            "description": "d",
            "enabled": True,
            "applications": ["SAP"],
            "microtenant_id": None,
        }
    ]
    assert listing.metadata["1"]["application_ids"] == [groups.tenant.find("application", "SAP")["id"]]


def test_what_is_listed_can_be_declared_and_changes_nothing(groups: TestTenant, client: Client) -> None:
    for shown in gather(client, SEGMENT_GROUP, {}).shown:
        assert not converge(client, SEGMENT_GROUP, {"state": "present", **shown}).changed
