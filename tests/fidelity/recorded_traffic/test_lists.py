# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists, searches, microtenants and rate limits, as recorded and as documents say."""

from __future__ import annotations

import pytest
from support.recorded import BAD_APPLICATIONS, JSON, NOT_FOUND, UNKNOWN, Wire, ids
from zpa_emulator.state import Throttle

MICROTENANT = "216196257331290001"

TOO_MANY = {
    "exception": "invalid.toomanyrequests",
    "id": "invalid.toomanyrequests",
    "reason": "Exceeded the number of requests allowed.",
}


# -- Lists -----------------------------------------------------------------------------------------------


def test_a_page_has_twenty_entries_and_page_counts_are_strings(wire: Wire) -> None:
    for number in range(24):
        wire.zpa.add_group("Team %02d" % number)
    first, second = wire.get("segmentGroup"), wire.get("segmentGroup?page=2")
    assert (len(first["list"]), len(second["list"])) == (20, 4)
    for page in (first, second):
        assert (page["totalPages"], page["totalCount"]) == ("2", "24")


def test_a_page_has_500_entries_at_most(wire: Wire) -> None:
    for number in range(501):
        wire.zpa.add_group("Team %03d" % number)
    page = wire.get("segmentGroup?page=1&pagesize=500")
    assert (len(page["list"]), page["totalPages"]) == (500, "2")
    refused = wire.send("GET", "segmentGroup?page=1&pagesize=501")
    assert (refused.status_code, refused.json()["id"]) == (400, "invalid.resource.argument")


def test_only_the_lower_case_page_size_counts(wire: Wire) -> None:
    for number in range(3):
        wire.zpa.add_group("Team %d" % number)
    assert len(wire.get("segmentGroup?pageSize=1")["list"]) == 3
    assert len(wire.get("segmentGroup?pagesize=1")["list"]) == 1


def test_an_empty_list_has_no_list(wire: Wire) -> None:
    assert wire.get("segmentGroup") == {"totalPages": "0", "totalCount": "0"}


def test_a_page_beyond_the_last_has_no_list(wire: Wire) -> None:
    wire.zpa.add_group("Finance")
    assert wire.get("segmentGroup?page=2") == {"totalPages": "1", "totalCount": "1"}


def test_lists_are_ordered_by_name_without_case_blanks_and_hyphens(wire: Wire) -> None:
    names = ["BD-MGR02", "BD MGR 03", "BD  MGR  04", "faa", "iOS"]
    for name in reversed(names):
        wire.zpa.add_group(name)
    assert wire.found("") == names


# -- Searches --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("name%2BEQ%2Bfoo+bar", ["foo bar"]),
        ("name%2BEQ%2Bfoo%20bar", ["foo bar"]),
        ("name%20EQ%20foo%20bar", ["foo bar"]),
        ("name+EQ+foo+bar", ["foo bar"]),
        ("name%20EQ%20FOO%20BAR", ["foo bar"]),
        ("name%20EQ%20foo", ["foo"]),
        ("name%20EQ%20fo", []),
        ("name%20LIKE%20foo", ["foo", "foo bar", "foo  bar"]),
        ("name%20LIKE%20O%20B", ["foo bar"]),
        ("enabled%20EQ%20true", ["foo bar"]),
        ("enabled%2BEQ%2Bfalse", ["foo", "foo  bar", "other"]),
        ("foo", ["foo", "foo bar", "foo  bar"]),
        ("", ["foo", "foo bar", "foo  bar", "other"]),
    ],
)
def test_a_search_finds_what_its_wire_form_means(wire: Wire, search: str, found: list[str]) -> None:
    for name in ("foo", "foo bar", "foo  bar", "other"):
        wire.zpa.add_group(name, enabled=name == "foo bar")
    assert sorted(wire.found("?search=" + search)) == sorted(found)


@pytest.mark.parametrize(
    "search", ["foo+bar", "foo%20bar", "Domain+Joined+-+myDomain", "name%20MATCHES%20foo"]
)
def test_several_bare_words_are_refused(wire: Wire, search: str) -> None:
    answer = wire.send("GET", "segmentGroup?search=" + search)
    assert (answer.status_code, answer.json()["id"]) == (400, "filtering.input.invalid.operand")


def test_a_search_encoded_twice_finds_nothing(wire: Wire) -> None:
    wire.zpa.add_group("foo bar")
    assert wire.found("?search=name%252BEQ%252Bfoo%2520bar") == []


def test_found_groups_are_paged_like_all_others(wire: Wire) -> None:
    for number in range(3):
        wire.zpa.add_group("Team %d" % number)
    wire.zpa.add_group("Finance")
    page = wire.get("segmentGroup?search=name%20LIKE%20team&pagesize=2&page=2")
    assert (page["totalPages"], page["totalCount"]) == ("2", "3")
    assert [group["name"] for group in page["list"]] == ["Team 2"]


# -- Microtenants ----------------------------------------------------------------------------------------


def test_a_group_without_a_microtenant_lands_in_default(wire: Wire) -> None:
    group = wire.create(name="Finance")
    shown = wire.get("segmentGroup/" + group["id"])
    assert shown["microtenantName"] == "Default"
    assert "microtenantId" not in shown
    assert wire.found("") == wire.found("?microtenantId=0") == ["Finance"]


@pytest.mark.parametrize("where", ["query", "body", "both"])
def test_a_group_lands_in_the_microtenant_of_query_or_body(wire: Wire, where: str) -> None:
    query = "?microtenantId=" + MICROTENANT if where != "body" else ""
    body = {"microtenantId": MICROTENANT} if where != "query" else {}
    group = wire.create(query, name="Finance", **body)
    assert group["microtenantId"] == MICROTENANT
    assert "microtenantName" not in group
    assert wire.found("") == []
    (listed,) = wire.get("segmentGroup?microtenantId=" + MICROTENANT)["list"]
    assert (listed["id"], listed["microtenantName"]) == (group["id"], "Subsidiary")


@pytest.mark.parametrize("query", ["?microtenantId=null", "?microtenantId="])
def test_null_means_all_microtenants(wire: Wire, query: str) -> None:
    wire.create(name="Finance")
    wire.create("?microtenantId=" + MICROTENANT, name="Treasury")
    assert wire.found(query) == ["Finance", "Treasury"]


def test_an_empty_microtenant_in_a_body_means_default(wire: Wire) -> None:
    assert "microtenantId" not in wire.create(name="Finance", microtenantId="")
    assert wire.found("?microtenantId=0") == ["Finance"]


def test_the_same_name_may_be_in_two_microtenants(wire: Wire) -> None:
    wire.create(name="Finance")
    assert wire.create("?microtenantId=" + MICROTENANT, name="Finance")["name"] == "Finance"


def test_a_group_of_another_microtenant_is_not_found(wire: Wire) -> None:
    there = "?microtenantId=" + MICROTENANT
    path = "segmentGroup/" + wire.create(there, name="Finance")["id"]
    for method in ("GET", "PUT", "DELETE"):
        assert wire.send(method, path, {"name": "Money"}).json() == NOT_FOUND
    assert wire.send("PUT", path + there, {"name": "Money"}).status_code == 204
    assert wire.send("DELETE", path + there).status_code == 204


def test_an_application_of_another_microtenant_is_refused(wire: Wire) -> None:
    body = {"name": "Finance", "applications": [{"id": ids(wire.zpa, "SAP")[0]}]}
    answer = wire.send("POST", "segmentGroup?microtenantId=" + MICROTENANT, body)
    assert (answer.status_code, answer.json()) == (400, BAD_APPLICATIONS)


def test_an_unknown_microtenant_is_refused(wire: Wire) -> None:
    answer = wire.send("GET", "segmentGroup?microtenantId=" + UNKNOWN)
    assert (answer.status_code, answer.json()["id"]) == (400, "invalid.resource.argument")


def test_microtenants_are_listed_with_default_as_zero(wire: Wire) -> None:
    assert {entry["id"]: entry["name"] for entry in wire.get("microtenants")["list"]} == {
        "0": "Default",
        MICROTENANT: "Subsidiary",
    }


def test_the_summary_of_microtenants_is_a_list_without_an_envelope(wire: Wire) -> None:
    assert wire.get("microtenants/summary") == [
        {"id": MICROTENANT, "name": "Subsidiary", "enabled": True},
        {"id": "0", "name": "Default", "enabled": True},
    ]


# -- Rate limits -----------------------------------------------------------------------------------------


def test_a_429_is_answered_as_recorded(wire: Wire) -> None:
    wire.zpa.fault("throttle", retry_after="4s")
    answer = wire.send("GET", "segmentGroup")
    assert (answer.status_code, answer.json()) == (429, TOO_MANY)
    assert (answer.headers["content-type"], answer.headers["retry-after"]) == (JSON, "4s")
    assert answer.headers["x-ratelimit-limit"] == "5000, 5000;w=60"
    assert (answer.headers["x-ratelimit-remaining"], answer.headers["x-ratelimit-reset"]) == ("4932", "48")
    assert wire.send("GET", "segmentGroup").status_code == 200


def test_reads_and_writes_have_limits_of_their_own(wire: Wire) -> None:
    group = wire.create(name="sg-one")
    wire.zpa.tenant.throttle = Throttle()
    reads = [wire.send("GET", "segmentGroup") for number in range(21)]
    writes = [wire.put(group["id"], name="sg-one") for number in range(11)]
    assert [answer.status_code for answer in reads] == [200] * 20 + [429]
    assert [answer.status_code for answer in writes] == [204] * 10 + [429]
    for answer in (reads[-1], writes[-1]):
        assert answer.json() == TOO_MANY
        assert 1 <= int(answer.headers["retry-after"].removesuffix("s")) <= 10
