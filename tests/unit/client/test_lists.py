# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a client reads lists, and looks for a name in them."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client import pages as pages_room
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.pages import PAGE_SIZE
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.search import Term
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.settings import Settings
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import ApiError, ConnectionFailed
from support.client_requests import GROUPS, Scripted, names
from support.clients import World
from support.scripted import ScriptedServer
from support.tenants import TestTenant

NAMES = ("Alpha", "Beta", "Gamma")


# -- pages ---------------------------------------------------------------------------------------


def test_an_empty_list_is_empty(client: Client) -> None:
    assert client.list_all(GROUPS) == []


def test_a_page_costs_one_request(zpa: TestTenant, client: Client) -> None:
    for name in NAMES:
        zpa.add_group(name)
    assert names(client.list_all(GROUPS)) == list(NAMES)
    assert len(zpa.calls) == 1


@pytest.mark.parametrize(("count", "requests"), [(500, 1), (501, 2), (1001, 3)])
def test_a_large_list_is_read_in_pages_of_500(
    zpa: TestTenant, client: Client, count: int, requests: int
) -> None:
    wanted = ["Group %04d" % number for number in range(count)]
    for name in wanted:
        zpa.add_group(name)
    assert names(client.list_all(GROUPS)) == wanted
    assert [entry.query["page"] for entry in zpa.calls] == [str(n + 1) for n in range(requests)]
    assert {entry.query["pagesize"] for entry in zpa.calls} == {"500"}


@pytest.mark.parametrize("quirk", ["pages_as_count", "no_total_count"])
@pytest.mark.parametrize("count", [0, 3, 501])
def test_wrong_or_missing_counts_lose_nothing_and_double_nothing(
    zpa: TestTenant, client: Client, quirk: str, count: int
) -> None:
    setattr(zpa.tenant.quirks, quirk, True)
    wanted = ["Group %04d" % number for number in range(count)]
    for name in wanted:
        zpa.add_group(name)
    assert names(client.list_all(GROUPS)) == wanted


def test_more_pages_promised_than_there_are_cost_one_request(zpa: TestTenant, client: Client) -> None:
    zpa.tenant.quirks.pages_as_count = True
    for name in NAMES:
        zpa.add_group(name)
    client.list_all(GROUPS)
    assert len(zpa.calls) == 2


def test_the_first_page_tells_how_many_follow_and_is_read_once(zpa: TestTenant, client: Client) -> None:
    for number in range(1001):
        zpa.add_group("Group %d" % number)
    listing = client.listing(GROUPS)
    assert (listing.first.is_all, listing.first.pages_left) == (False, 2)
    assert len(listing.all()) == 1001
    assert len(zpa.calls) == 3


def scripted_client(world: World, server: ScriptedServer, **changes: Any) -> Client:
    return world.client(Settings(server.base_url, "", "1", access_token="t", **changes))


def page(*ids: Any, **details: Any) -> tuple[int, str]:
    return 200, json.dumps({"list": [{"id": number} for number in ids], **details})


# As many objects as a page has, and counts that cannot be right: more can follow.
MISCOUNTED = page(*range(1, 21), totalPages="1", totalCount="0")


# Where the number of objects is not told, what comes at last are the pages that are asked for again.
@pytest.mark.parametrize(
    ("answers", "ids"),
    [
        ([page(1, 2), page(3), page(), page(1, 2), page(3)], [1, 2, 3]),
        ([page(1, 2, totalPages=None), page(3), page(), page(1, 2), page(3)], [1, 2, 3]),
        ([page(1, 2, totalPages="many"), page(), page(1, 2)], [1, 2]),
        ([page(1, 2, totalPages=2), page(3, totalPages=2), page(1, 2)], [1, 2, 3]),
        ([page(1, 2, totalPages="9"), page(1, 2, totalPages="9")], [1, 2]),
        ([page(1, 2, totalPages="2"), page(2, 3, totalPages="2"), page(1, 2)], [1, 2, 3]),
        ([page(1, 2, totalPages="2", totalCount="3"), page(3, totalPages="2", totalCount="3")], [1, 2, 3]),
        ([page(1, totalPages="1", totalCount="0")], [1]),
        ([MISCOUNTED, page(21, totalPages="1", totalCount="0"), MISCOUNTED], [*range(1, 22)]),
        ([MISCOUNTED, page(totalPages="1", totalCount="0"), MISCOUNTED], [*range(1, 21)]),
        ([(200, '{"totalPages": "0"}')], []),
        ([(200, '{"totalPages": 0, "totalCount": 0, "list": null}')], []),
        ([(200, '[{"id": 1}, {"id": 2}]')], [1, 2]),
        ([(200, "[]")], []),
    ],
)
def test_a_list_ends_where_nothing_new_comes(
    world: World, scripted: Scripted, answers: list[tuple[int, str]], ids: list[int]
) -> None:
    server = scripted(*answers)
    client = scripted_client(world, server)
    assert [record["id"] for record in client.list_all(GROUPS)] == ids
    assert len(server.received) == len(answers)
    client.close()


def test_an_object_deleted_while_a_list_is_read_costs_no_other_one(zpa: TestTenant, client: Client) -> None:
    wanted = ["Group %04d" % number for number in range(600)]
    table = zpa.tenant.table(GROUPS)
    deleted, *_others = [zpa.add_group(name)["id"] for name in wanted]
    zpa.fault("slow", "GET .*segmentGroup", skip=1, on_strike=lambda: table.pop(deleted))
    assert names(client.list_all(GROUPS)) == wanted[1:]
    assert [entry.query["page"] for entry in zpa.calls] == ["1", "2", "1", "2"]


def test_a_list_that_never_holds_still_is_used_with_a_warning(
    zpa: TestTenant, client: Client, world: World
) -> None:
    table = zpa.tenant.table(GROUPS)
    for number in range(600):
        zpa.add_group("Group %04d" % number)
    zpa.fault("slow", "GET .*segmentGroup", times=99, on_strike=lambda: table.pop(next(iter(table))))
    found = {record["id"] for record in client.list_all(GROUPS)}
    assert set(table) <= found
    (warning,) = world.warnings
    assert "segmentGroup changed while it was read, in each of 4 readings" in warning


def test_a_list_without_end_is_an_error(
    zpa: TestTenant, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages_room, "MOST_PAGES", 5)
    ids = itertools.count()
    zpa.fault("changed", times=99, change=lambda status, body: page_of_a_list(status, next(ids)))
    with pytest.raises(ConnectionFailed, match="the list does not end"):
        client.list_all(GROUPS)
    assert len(zpa.calls) == 5


def page_of_a_list(status: int, number: int) -> tuple[int, dict[str, Any]]:
    return status, {"totalPages": str(number + 2), "list": [{"id": str(number), "name": "x"}]}


@pytest.mark.parametrize(
    "body",
    [
        {},
        "<html>Welcome to the hotel</html>",
        {"id": "some.error", "reason": "An error with the status of a success."},
        {"totalPages": "1", "list": "none"},
        {"totalPages": "1", "list": ["name"]},
        {"totalPages": "1", "list": {"id": "7"}},
        ["name"],
        7,
    ],
)
def test_what_is_no_list_never_passes_for_an_empty_one(zpa: TestTenant, client: Client, body: Any) -> None:
    zpa.fault("status", status=200, body=body, times=9)
    with pytest.raises((ConnectionFailed, ApiError)):
        client.list_all(GROUPS)


# -- search by name ------------------------------------------------------------------------------


def test_a_plain_name_costs_one_search(zpa: TestTenant, client: Client) -> None:
    for name in NAMES:
        zpa.add_group(name)
    assert names(client.named(GROUPS, "Beta")) == ["Beta"]
    assert [entry.query["search"] for entry in zpa.calls] == ["name EQ Beta"]


def test_an_odd_name_is_found_in_the_list_where_that_is_one_page(zpa: TestTenant, client: Client) -> None:
    zpa.tenant.quirks.blind_search = True
    zpa.add_group("R&D")
    assert names(client.named(GROUPS, "R&D")) == ["R&D"]
    assert ["search" in entry.query for entry in zpa.calls] == [False]


@pytest.fixture
def crowd(zpa: TestTenant) -> TestTenant:
    """A tenant whose groups take two pages; the last of them is ZZ & Top."""
    for number in range(500):
        zpa.add_group("Group %d" % number)
    zpa.add_group("ZZ & Top")
    return zpa


def test_an_odd_name_among_many_is_searched(crowd: TestTenant, client: Client) -> None:
    assert names(client.named(GROUPS, "ZZ & Top")) == ["ZZ & Top"]
    assert ["search" in entry.query for entry in crowd.calls] == [False, True]


def test_an_odd_name_that_the_search_misses_is_found_in_the_list(crowd: TestTenant, client: Client) -> None:
    crowd.tenant.quirks.blind_search = True
    assert "ZZ & Top" in names(client.named(GROUPS, "ZZ & Top"))
    assert [entry.query.get("search", entry.query["page"]) for entry in crowd.calls] == [
        "1",
        "name EQ ZZ & Top",
        "2",
    ]


def test_other_hits_of_a_search_do_not_prove_that_an_odd_name_is_free(
    crowd: TestTenant, client: Client
) -> None:
    other = {"totalPages": "1", "list": [{"id": "1", "name": "ZZ Top"}]}
    crowd.fault("status", status=200, body=other, skip=1)
    assert "ZZ & Top" in names(client.named(GROUPS, "ZZ & Top"))


@pytest.mark.parametrize(
    ("status", "error_id"),
    [(400, "filtering.input.invalid.operand"), (400, "x"), (409, "resource.not.found"), (404, "")],
)
@pytest.mark.parametrize("name", ["Beta", "ZZ & Top"])
def test_a_search_that_the_api_refuses_is_replaced_by_the_list(
    crowd: TestTenant, client: Client, name: str, status: int, error_id: str
) -> None:
    crowd.add_group("Beta")
    body = {"id": error_id, "reason": "No."}
    crowd.fault("status", status=status, body=body, skip=0 if name == "Beta" else 1)
    assert name in names(client.named(GROUPS, name))


def test_a_search_that_fails_otherwise_is_an_error(zpa: TestTenant, client: Client) -> None:
    zpa.fault("status", status=403, body={})
    with pytest.raises(ApiError):
        client.named(GROUPS, "Beta")


ODD_NAMES = [
    "R&D",
    "100 % sure",
    "a+b",
    "a/b",
    "a=b?c#d",
    'the "quoted"',
    "it's",
    "rocket 🚀",
    "名前",
    "a;b",
    "a%20b",
]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_any_name_arrives_at_the_server_as_it_is(zpa: TestTenant, client: Client, name: str) -> None:
    client.list_all(GROUPS, Term("name", "EQ", name))
    assert zpa.calls[0].query["search"] == "name EQ " + name


def test_an_empty_answer_ends_a_list_that_has_begun_without_a_number_of_pages(
    zpa: TestTenant, client: Client
) -> None:
    for body in ({"list": [{"id": "1"}]}, {}, {"list": [{"id": "1"}]}):
        zpa.fault("status", "GET .*/segmentGroup", status=200, body=body)
    assert client.list_all(GROUPS) == [{"id": "1"}]


def test_a_page_is_as_large_as_the_api_allows() -> None:
    assert PAGE_SIZE == 500
