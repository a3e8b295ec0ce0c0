# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What clients that nobody here wrote get from the emulator: zscaler-sdk-python and pyZscaler.

How they sign in, and what is the same for segment groups and App Connector groups. What only one of them has
is in the files beside.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from fidelity.clients import Client, Groups
from support.tenants import TestTenant

MICROTENANT = "216196257331290001"
UNKNOWN = "216196257331999999"
TEAMS = ["Team %02d" % number for number in range(20)]
NAMES = ["Finance", "Old intranet", *TEAMS]
NOT_FOUND = (404, "resource.not.found")
RESTRICTED = (400, "non.restricted.entity.authorization.failed")
MOVING = ("modified_time", "modified_by")


@dataclass(frozen=True)
class Kind:
    """A sort of groups. ``needed``: what a creation needs beside the name."""

    of: Callable[[Client], Groups]
    seed: Callable[..., dict[str, Any]]
    needed: dict[str, Any]


KINDS = {
    "segment groups": Kind(lambda client: client.segment_groups, TestTenant.add_group, {}),
    "connector groups": Kind(
        lambda client: client.connector_groups,
        TestTenant.add_connector_group,
        {"latitude": "47.3768866", "longitude": "8.541694", "location": "Zurich, Switzerland"},
    ),
}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


@pytest.fixture
def groups(client: Client, kind: Kind) -> Groups:
    """Groups of each sort, with each client, signed in in each way."""
    return kind.of(client)


@pytest.fixture
def sdk_groups(sdk: Client, kind: Kind) -> Groups:
    return kind.of(sdk)


@pytest.fixture
def pyzscaler_groups(pyzscaler: Client, kind: Kind) -> Groups:
    return kind.of(pyzscaler)


@pytest.fixture
def many(zpa: TestTenant, kind: Kind) -> dict[str, str]:
    """The ids of more groups than a page has, by name. One of them is disabled."""
    return {name: kind.seed(zpa, name, enabled=name != "Old intranet")["id"] for name in reversed(NAMES)}


# -- Both clients ----------------------------------------------------------------------------------------


def test_a_group_is_found_by_its_name(groups: Groups, many: dict[str, str]) -> None:
    assert groups.find("Old intranet").names == ["Old intranet"]


def test_nothing_is_found_that_nobody_is_called(groups: Groups, many: dict[str, str]) -> None:
    assert groups.find("Nobody").value == []


def test_a_group_is_read_by_its_id(groups: Groups, many: dict[str, str]) -> None:
    group = groups.get(many["Finance"]).value
    assert (group["id"], group["name"], group["enabled"]) == (many["Finance"], "Finance", True)
    assert group["microtenant_name"] == "Default"


def test_an_unknown_id_is_not_found(groups: Groups) -> None:
    for answer in (groups.get(UNKNOWN), groups.update(UNKNOWN, name="Nobody"), groups.delete(UNKNOWN)):
        assert answer.refusal == NOT_FOUND
        assert answer.reason == "No resource exists with the given id/name"


def test_a_new_group_is_disabled_unless_it_is_said_to_be_enabled(groups: Groups, kind: Kind) -> None:
    assert groups.add(name="Silent", **kind.needed).value["enabled"] is False
    assert groups.add(name="Enabled", enabled=True, **kind.needed).value["enabled"] is True


def test_a_new_group_has_no_description_unless_it_is_given_one(groups: Groups, kind: Kind) -> None:
    assert "description" not in groups.add(name="Silent", **kind.needed).value
    described = groups.add(name="Described", description="d", **kind.needed).value
    assert groups.get(described["id"]).value["description"] == "d"


def test_the_microtenant_is_named_only_where_a_group_is_read(groups: Groups, kind: Kind) -> None:
    added = groups.add(name="Sales", **kind.needed).value
    assert "microtenant_name" not in added
    assert groups.get(added["id"]).value["microtenant_name"] == "Default"


def test_a_group_needs_a_name(groups: Groups, kind: Kind) -> None:
    answer = groups.add(name="", **kind.needed)
    assert answer.refusal == (400, "invalid.resource.argument")
    assert answer.params == ["name"]


def test_a_second_group_of_a_name_is_refused(groups: Groups, many: dict[str, str], kind: Kind) -> None:
    answer = groups.add(name="Finance", **kind.needed)
    assert answer.refusal == (400, "resource.already.exist")


def test_a_restricted_group_is_neither_changed_nor_deleted(
    groups: Groups, zpa: TestTenant, kind: Kind
) -> None:
    """Zscaler Deception makes such groups."""
    group = kind.seed(zpa, "Deception", readOnly=True)
    assert groups.update(group["id"], name="Mine").refusal == RESTRICTED
    assert groups.delete(group["id"]).refusal == RESTRICTED


def test_a_deleted_group_is_gone(groups: Groups, many: dict[str, str]) -> None:
    answer = groups.delete(many["Finance"])
    assert answer.told.get("status", answer.value) == 204
    assert groups.get(many["Finance"]).refusal == NOT_FOUND
    assert groups.find("Finance").value == []


# -- zscaler-sdk-python ----------------------------------------------------------------------------------


def test_the_sdk_signs_in_where_its_flavour_does(sdk: Client) -> None:
    assert sdk.segment_groups.list().value == []
    paths = {entry.path for entry in sdk.zpa.tenant.log if entry.is_token_request}
    assert paths == {"/oauth2/v1/token" if sdk.uses_oneapi else "/signin"}


def test_the_sdk_uses_the_prefix_of_oneapi_with_oneapi_only(sdk_groups: Groups, zpa: TestTenant) -> None:
    assert sdk_groups.list().value == []
    prefix = "/zpa" if sdk_groups.client.uses_oneapi else ""
    assert zpa.calls[0].path.split("/mgmtconfig/")[0] == prefix


def test_the_sdk_is_refused_with_a_wrong_secret_or_key(sdk: Client) -> None:
    answer = sdk.sign_in(sdk.wrong)
    if sdk.uses_oneapi:
        answer = sdk.segment_groups.list()
    assert sdk.sign_ins[-1] == 401
    told = '"error": "invalid_client"' if sdk.uses_oneapi else "Failed to login"
    assert told in answer.error[1]


def test_the_sdk_signs_in_once_for_many_calls(sdk: Client) -> None:
    assert [sdk.segment_groups.list().status for number in range(3)] == [200] * 3
    assert sdk.sign_ins == [200]


def test_the_sdk_signs_in_again_once_a_oneapi_token_has_expired(sdk: Client) -> None:
    sdk.zpa.fault("expired", skip=1)
    assert sdk.segment_groups.list().value == []
    answer = sdk.segment_groups.list()
    if sdk.uses_oneapi:
        assert answer.value == []
        assert sdk.sign_ins == [200, 200]
    else:
        assert answer.refusal == (401, "unauthorized")


def test_the_sdk_waits_as_long_as_a_429_says(sdk: Client) -> None:
    sdk.zpa.fault("throttle", retry_after="4s")
    answer = sdk.segment_groups.list()
    assert answer.value == []
    padding = 1 if sdk.uses_oneapi else 0
    assert answer.waits == [4 + padding]


def test_the_sdk_lists_twenty_groups_unless_told_otherwise(sdk_groups: Groups, many: dict[str, str]) -> None:
    assert sdk_groups.list().names == NAMES[:20]


def test_the_sdk_lists_every_page(sdk_groups: Groups, many: dict[str, str]) -> None:
    pages = sdk_groups.every_page().value
    assert [[group["name"] for group in page] for page in pages] == [NAMES[:20], NAMES[20:]]


def test_the_sdk_lists_a_page_of_the_size_it_asks_for(sdk_groups: Groups, many: dict[str, str]) -> None:
    assert sdk_groups.list({"page": 2, "page_size": 5}).names == NAMES[5:10]


def test_the_sdk_lists_nothing_beyond_the_last_page(sdk_groups: Groups, many: dict[str, str]) -> None:
    assert sdk_groups.list({"page": 9}).value == []


def test_the_sdk_is_refused_a_page_of_more_than_500(sdk_groups: Groups) -> None:
    answer = sdk_groups.list({"page_size": 501})
    assert answer.refusal == (400, "invalid.resource.argument")
    assert answer.params == ["pagesize"]


def test_the_sdk_encodes_the_plus_signs_of_a_search(
    sdk_groups: Groups, many: dict[str, str], zpa: TestTenant
) -> None:
    """The queries are here as they came in: percent-decoded once."""
    assert sdk_groups.list({"search": "Old intranet"}).names == ["Old intranet"]
    assert sdk_groups.list({"search": "enabled+EQ+false"}).names == ["Old intranet"]
    searches = [entry.query["search"] for entry in zpa.calls]
    assert searches == ["name+EQ+Old intranet", "enabled+EQ+false"]


def test_the_sdk_is_told_that_a_group_was_created(sdk_groups: Groups, kind: Kind) -> None:
    assert sdk_groups.add(name="Sales", **kind.needed).status == 201


def test_the_sdk_gets_no_body_from_an_update(sdk_groups: Groups, many: dict[str, str]) -> None:
    answer = sdk_groups.update(many["Finance"], name="Treasury")
    assert answer.status == 204
    assert "name" not in answer.value


def test_the_sdk_works_in_a_microtenant(sdk_groups: Groups, many: dict[str, str], kind: Kind) -> None:
    here = {"microtenant_id": MICROTENANT}
    added = sdk_groups.add(name="Finance", **kind.needed, **here).value
    assert added["microtenant_id"] == MICROTENANT
    assert sdk_groups.list(here).names == ["Finance"]
    assert sdk_groups.get(added["id"], here).value["microtenant_name"] == "Subsidiary"
    assert sdk_groups.update(added["id"], name="Treasury", **here).status == 204
    assert sdk_groups.list(here).names == ["Treasury"]
    assert sdk_groups.delete(added["id"], **here).status == 204
    assert sdk_groups.list(here).value == []


def test_the_sdk_does_not_find_a_group_of_a_microtenant_from_default(
    sdk_groups: Groups, zpa: TestTenant, kind: Kind
) -> None:
    group = kind.seed(zpa, "Finance", microtenant_id=MICROTENANT)
    assert sdk_groups.list().value == []
    for answer in (
        sdk_groups.get(group["id"]),
        sdk_groups.update(group["id"], name="x"),
        sdk_groups.delete(group["id"]),
    ):
        assert answer.refusal == NOT_FOUND


def test_the_sdk_sends_an_empty_object_with_reads_and_deletions_of_oneapi(
    sdk_groups: Groups, many: dict[str, str], zpa: TestTenant
) -> None:
    assert sdk_groups.list().status == 200
    assert sdk_groups.get(many["Finance"]).status == 200
    assert sdk_groups.delete(many["Finance"]).status == 204
    assert [entry.body for entry in zpa.calls] == [{} if sdk_groups.client.uses_oneapi else None] * 3


# -- pyZscaler -------------------------------------------------------------------------------------------


def test_pyzscaler_is_refused_with_a_wrong_secret(pyzscaler: Client) -> None:
    assert pyzscaler.sign_in(pyzscaler.wrong).error[0] == "UnauthorizedError"
    assert pyzscaler.sign_ins == [200, 401]


def test_pyzscaler_signs_in_once(pyzscaler: Client) -> None:
    assert [pyzscaler.segment_groups.list().value for number in range(3)] == [[]] * 3
    assert pyzscaler.sign_ins == [200]


def test_pyzscaler_is_refused_once_its_token_has_expired(pyzscaler: Client) -> None:
    pyzscaler.zpa.fault("expired")
    assert pyzscaler.segment_groups.list().refusal == (401, "unauthorized")


def test_pyzscaler_stumbles_over_the_unit_of_a_429(pyzscaler: Client) -> None:
    """It reads ``retry-after: 4s`` as a number: the emulator sends what was recorded."""
    pyzscaler.zpa.fault("throttle", retry_after="4s")
    error, text = pyzscaler.segment_groups.get(UNKNOWN).error
    assert error == "ValueError"
    assert "'4s'" in text


def test_pyzscaler_lists_all_groups_until_a_page_is_empty(
    pyzscaler_groups: Groups, many: dict[str, str], zpa: TestTenant
) -> None:
    assert pyzscaler_groups.list().names == NAMES
    assert [entry.query.get("page") for entry in zpa.calls] == ["1", "2", "3"]


def test_pyzscaler_lists_as_many_as_it_is_told_to(pyzscaler_groups: Groups, many: dict[str, str]) -> None:
    assert pyzscaler_groups.list(max_items=3).names == NAMES[:3]
    assert pyzscaler_groups.list(pagesize=5, max_pages=1).names == NAMES[:5]


def test_pyzscaler_is_refused_a_page_of_more_than_500(pyzscaler_groups: Groups) -> None:
    answer = pyzscaler_groups.list(pagesize=501)
    assert answer.refusal == (400, "invalid.resource.argument")
    assert answer.params == ["pagesize"]


@pytest.mark.parametrize(
    "search", ["name EQ Old intranet", "name LIKE intranet", "enabled EQ false", "intranet"]
)
def test_pyzscaler_lists_what_it_searches_for(
    pyzscaler_groups: Groups, many: dict[str, str], search: str
) -> None:
    assert pyzscaler_groups.list(search=search).names == ["Old intranet"]


def test_pyzscaler_is_refused_a_search_of_two_bare_words(pyzscaler_groups: Groups) -> None:
    answer = pyzscaler_groups.list(search="Old intranet")
    assert answer.refusal == (400, "filtering.input.invalid.operand")


def test_pyzscaler_sees_which_groups_are_restricted(
    pyzscaler_groups: Groups, zpa: TestTenant, kind: Kind
) -> None:
    """The SDK does not for segment groups: it passes on the keys that it knows."""
    for restricted in (True, False):
        group = kind.seed(zpa, "Group %s" % restricted, readOnly=restricted, zscalerManaged=restricted)
        shown = pyzscaler_groups.get(group["id"]).value
        assert (shown["read_only"], shown["zscaler_managed"]) == (restricted, restricted)


def test_pyzscaler_changes_only_what_it_is_told_to(pyzscaler_groups: Groups, many: dict[str, str]) -> None:
    """It reads the group and sends it back whole."""
    before = pyzscaler_groups.get(many["Finance"]).value
    told = {"name": "Treasury", "description": "Money", "enabled": False}
    after = pyzscaler_groups.update(many["Finance"], **told).value
    expected = {**before, **told}
    assert without_stamps(after) == without_stamps(expected)


def without_stamps(group: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in group.items() if key not in MOVING}
