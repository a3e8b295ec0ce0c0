# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Objects listed as options."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.reconcile import converge
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.repository import Store
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import ApiError
from ansible_collections.zerotrust.zpa.plugins.module_utils._info.objects import find_objects
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.app_connector_group import (
    APP_CONNECTOR_GROUP,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.segment_group import SEGMENT_GROUP
from support.tenants import TestTenant

Connect = Callable[..., Client]
SUBSIDIARY = "216196257331290001"


def names(client: Client, **options: Any) -> list[str]:
    return [shown["name"] for shown in find_objects(client, SEGMENT_GROUP, options).shown]


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
    assert find_objects(client, SEGMENT_GROUP, {}) == ([], {}, {})


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
        ({"enabled": False}, None),
        ({"id": "1", "search": "name LIKE web"}, None),
        ({"search": "name LIKE web", "enabled": True}, "name LIKE web"),
        ({"search": "name LIKE web and mail"}, None),
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


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"search": "colour EQ red"}, ["Red"]),
        ({"search": "colour EQ red", "enabled": True}, ["Red"]),
        ({"search": "colour EQ red", "enabled": False}, []),
        ({"search": "description EQ red"}, []),
        ({"search": "colour EQ red", "name": "Red"}, []),
        ({"search": "colour EQ red", "id": "9"}, []),
    ],
)
def test_the_server_is_trusted_only_where_it_was_asked_for_what_it_does_not_show(
    groups: TestTenant, client: Client, options: dict[str, Any], found: list[str]
) -> None:
    record = {"id": "9", "name": "Red", "enabled": True}
    listed = {"totalPages": "1", "list": [record]}
    groups.fault("status", status=200, body=record if "id" in options else listed)
    assert names(client, **options) == found


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
    listing = find_objects(client, SEGMENT_GROUP, {"id": "1"})
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
    for shown in find_objects(client, SEGMENT_GROUP, {}).shown:
        assert not converge(Store(client, SEGMENT_GROUP), {"state": "present", **shown}).changed


def test_what_is_listed_of_every_type_can_be_declared_and_changes_nothing(
    zpa: TestTenant, client: Client
) -> None:
    zpa.add_connector_group("Zurich", object_id="7", overrideVersionProfile=True, versionProfileId="2")
    zpa.add_connector_group("Basel", latitude="-0.5", enrollmentCertId="6573", dcHostingInfo="&amp;")
    for shown in find_objects(client, APP_CONNECTOR_GROUP, {}).shown:
        assert not converge(Store(client, APP_CONNECTOR_GROUP), {"state": "present", **shown}).changed


# -- searches ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("search", "is_found"),
    [
        ("latitude EQ 47.3768866", True),
        ("latitude EQ 47.37688660", True),
        ("latitude EQ 47.4", False),
        ("latitude NE 47.4", True),
        ("upgradeTimeInSecs EQ 66600.0", True),
        ("upgradeTimeInSecs NE 66600", False),
        ("upgradeDay EQ sunday", True),
        ("upgradeDay NE SUNDAY", False),
        ("enabled EQ TRUE", True),
        ("enabled EQ 1", True),
        ("enabled EQ false", False),
        ("versionProfileId EQ 2", True),
        ("versionProfileId EQ 1", False),
        ("siemConnectorGroup EQ true", True),
        ("lssAppConnectorGroup EQ true", True),
        ("lssAppConnectorGroup EQ false", False),
        ("tcpQuickAckApp EQ true", False),
        ("tcpQuickAckApp EQ false", False),
        ("description EQ R&D", True),
        ("description LIKE r&", True),
        ("name STARTSWITH zur", True),
        ("countryCode EQ ch", True),
    ],
)
def test_a_search_compares_fields_as_they_mean(
    zpa: TestTenant, client: Client, search: str, is_found: bool
) -> None:
    group = {
        "id": "7",
        "name": "Zurich",
        "description": " R&amp;D ",
        "enabled": True,
        "latitude": "47.376886600",
        "longitude": "8.541694",
        "countryCode": "CH",
        "upgradeTimeInSecs": "66600",
        "siemConnectorGroup": True,
        "overrideVersionProfile": True,
        "versionProfileId": "2",
        "tcpQuickAckApp": True,
    }
    zpa.fault("status", status=200, body={"totalPages": "1", "list": [group]})
    found = find_objects(client, APP_CONNECTOR_GROUP, {"search": search}).shown
    assert [shown["name"] for shown in found] == (["Zurich"] if is_found else [])


@pytest.mark.parametrize(("search", "found"), [("enabled EQ false", ["Web Shop"]), ("colour EQ red", None)])
def test_a_search_that_the_api_refuses_is_answered_here_where_the_field_is_known(
    groups: TestTenant, client: Client, search: str, found: list[str] | None
) -> None:
    groups.fault("status", status=400, body={"id": "filtering.input.invalid.operand", "reason": "No."})
    if found is None:
        with pytest.raises(ApiError):
            names(client, search=search)
    else:
        assert names(client, search=search) == found
        assert [entry.query.get("search") for entry in groups.calls] == [search, None]
