# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Segments that share a domain name have one match style: a configuration changes all of them at once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from support.tenants import TestTenant

IDS = ["51", "52"]
BULK = "PUT application/bulkUpdateMultiMatch"
BOTH = [{"name": name, "match_style": "INCLUSIVE"} for name in ("Books", "Shelves")]
TOO_MANY = 100


@pytest.fixture
def zpa(zpa: TestTenant, monkeypatch: pytest.MonkeyPatch) -> TestTenant:
    """A tenant with two segments of one domain name, and one without."""
    monkeypatch.setattr(Client, "wait_for_consistency", lambda *arguments: True)
    zpa.tenant.table("application").clear()
    zpa.add_group("Web", object_id="41")
    for object_id, name, domain in (
        ("51", "Books", "books.example.com"),
        ("52", "Shelves", "books.example.com"),
        ("53", "Lamps", "lamps.example.com"),
    ):
        zpa.add_application_segment(
            name,
            object_id=object_id,
            segmentGroupId="41",
            domainNames=[domain],
            tcpPortRanges=[object_id] * 2,
        )
    return zpa


def run(zpa: TestTenant, *segments: dict[str, Any], check: bool = False) -> dict[str, Any]:
    zpa.forget()
    config = {"application_segments": [dict(one) for one in segments]}
    return zpa.run("zpa_config", check, config=config)


def done(zpa: TestTenant, *segments: dict[str, Any]) -> dict[str, Any]:
    """Bring about what check mode foretells; the next run changes nothing."""
    foretold = run(zpa, *segments, check=True)
    assert ("failed" not in foretold, zpa.writes) == (True, []), foretold.get("msg")
    result = run(zpa, *segments)
    assert "failed" not in result, result["msg"]
    told = [[{**step, "id": "", "status": ""} for step in one["plan"]] for one in (foretold, result)]
    assert told[0] == told[1]
    assert (foretold["summary"], foretold["diff"]) == (result["summary"], result["diff"])
    result["writes"] = writes_of(zpa)
    result["bodies"] = [call.body for call in zpa.writes]
    again = run(zpa, *segments)
    assert (again["changed"], zpa.writes) == (False, [])
    return result


def refused(zpa: TestTenant, *segments: dict[str, Any]) -> dict[str, Any]:
    result = run(zpa, *segments)
    assert result.get("failed"), result
    return result


def writes_of(zpa: TestTenant) -> list[str]:
    return ["%s %s" % (call.method, re.sub(r".*/customers/\d+/", "", call.path)) for call in zpa.writes]


def styles(zpa: TestTenant) -> list[str]:
    table = zpa.tenant.table("application").values()
    return [str(one.get("matchStyle", "EXCLUSIVE")) for one in table]


def as_before(status: int, segment: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Show a segment as one that has not changed yet."""
    return status, {**segment, "matchStyle": "EXCLUSIVE"}


# -- One request -------------------------------------------------------------------------------------------


def test_segments_that_get_one_style_get_it_by_one_request(zpa: TestTenant) -> None:
    result = done(zpa, *BOTH)
    assert (result["writes"], result["bodies"]) == (
        [BULK],
        [{"applicationIds": IDS, "matchStyle": "INCLUSIVE"}],
    )
    assert styles(zpa) == ["INCLUSIVE", "INCLUSIVE", "EXCLUSIVE"]
    assert [(one["name"], one["id"], one["operation"], one["status"]) for one in result["plan"]] == [
        ("Books", "51", "update", "done"),
        ("Shelves", "52", "update", "done"),
    ]
    sides = [(one["before"]["match_style"], one["after"]["match_style"]) for one in result["plan"]]
    assert sides == [("EXCLUSIVE", "INCLUSIVE")] * 2
    assert result["summary"]["updated"] == 2


def test_the_way_back_is_one_request_as_well(zpa: TestTenant) -> None:
    done(zpa, *BOTH)
    result = done(zpa, *({**one, "match_style": "EXCLUSIVE"} for one in BOTH))
    assert result["writes"] == [BULK]


def test_a_segment_alone_is_updated_as_ever(zpa: TestTenant) -> None:
    result = done(zpa, {"name": "Lamps", "match_style": "INCLUSIVE"}, {"name": "Books", "description": "x"})
    assert result["writes"] == ["PUT application/53", "PUT application/51"]


def test_what_else_changes_follows_by_an_update_of_its_own(zpa: TestTenant) -> None:
    new = {"name": "New", "segment_group": "Web", "domain_names": ["new.example.com"]}
    result = done(zpa, new, {**BOTH[0], "description": "All of them"}, BOTH[1])
    assert result["writes"] == [BULK, "POST application", "PUT application/51"]
    assert result["plan"][1]["before"] == {"name": "Books", "description": "", "match_style": "EXCLUSIVE"}
    assert result["plan"][1]["after"]["description"] == "All of them"


def test_each_style_has_a_request(zpa: TestTenant) -> None:
    for object_id, name in (("54", "Chairs"), ("55", "Tables")):
        zpa.add_application_segment(
            name,
            object_id=object_id,
            segmentGroupId="41",
            domainNames=["sit.example.com"],
            tcpPortRanges=[object_id] * 2,
            matchStyle="INCLUSIVE",
        )
    back = [{"name": name, "match_style": "EXCLUSIVE"} for name in ("Chairs", "Tables")]
    result = done(zpa, *BOTH, *back)
    assert result["writes"] == [BULK, BULK]
    assert styles(zpa) == ["INCLUSIVE", "INCLUSIVE", "EXCLUSIVE", "EXCLUSIVE", "EXCLUSIVE"]


def test_numbers_are_sent_where_texts_are_refused(zpa: TestTenant) -> None:
    zpa.tenant.quirks.numbers_in_bulk = True
    result = run(zpa, *BOTH)
    assert "failed" not in result, result["msg"]
    assert [call.body["applicationIds"] for call in zpa.writes] == [IDS, [51, 52]]
    assert styles(zpa)[:2] == ["INCLUSIVE"] * 2


def test_what_can_not_be_read_as_numbers_either_is_refused_after_two_tries(zpa: TestTenant) -> None:
    body = {"id": "read.message.failed", "reason": "Failed to read http message", "params": []}
    zpa.fault("status", "PUT .*/bulkUpdateMultiMatch", status=400, body=body, times=TOO_MANY)
    result = refused(zpa, *BOTH)
    assert writes_of(zpa) == [BULK, BULK]
    assert "read.message.failed" in result["msg"]


# -- What does not go with a style ---------------------------------------------------------------------------


def test_what_does_not_go_with_the_new_style_is_taken_away_before(zpa: TestTenant) -> None:
    zpa.stored("Books", "application")["doubleEncrypt"] = True
    result = done(zpa, {**BOTH[0], "double_encrypt": False}, BOTH[1])
    assert result["writes"] == ["PUT application/51", BULK]
    assert result["plan"][0]["before"] == {
        "name": "Books",
        "match_style": "EXCLUSIVE",
        "double_encrypt": True,
    }


def test_what_does_not_go_with_the_old_style_follows(zpa: TestTenant) -> None:
    done(zpa, *BOTH)
    back = [{**one, "match_style": "EXCLUSIVE"} for one in BOTH]
    result = done(zpa, {**back[0], "double_encrypt": True}, back[1])
    assert result["writes"] == [BULK, "PUT application/51"]


def test_what_goes_neither_before_nor_after_is_written_with_it(zpa: TestTenant) -> None:
    zpa.stored("Books", "application")["doubleEncrypt"] = True
    for name, domain in (("Books", "books"), ("Shelves", "shelves")):
        zpa.stored(name, "application")["domainNames"] = ["%s.corp.example.com" % domain]
    pattern = {"domain_names": ["b*s.corp.example.com"], "double_encrypt": False}
    result = done(zpa, {**BOTH[0], **pattern}, BOTH[1])
    assert sorted(result["writes"]) == ["PUT application/51", "PUT application/52"]


# -- What can fail --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["cut_before", "cut_after", "truncated"])
def test_a_lost_answer_is_looked_after_before_anything_is_sent_again(zpa: TestTenant, kind: str) -> None:
    zpa.fault(kind, "PUT .*/bulkUpdateMultiMatch")
    result = run(zpa, *BOTH)
    assert "failed" not in result, result["msg"]
    assert len(writes_of(zpa)) <= 2
    if kind != "cut_before":
        assert writes_of(zpa) == [BULK]
    assert styles(zpa)[:2] == ["INCLUSIVE"] * 2
    assert [step["status"] for step in result["plan"]] == ["done"] * 2


def test_a_late_read_is_waited_for(zpa: TestTenant) -> None:
    zpa.fault("changed", r"GET .*/application/5\d$", times=2, change=as_before)
    result = run(zpa, *BOTH)
    assert "failed" not in result, result["msg"]
    assert writes_of(zpa) == [BULK]


def test_what_never_shows_fails_with_names(zpa: TestTenant) -> None:
    zpa.fault("changed", r"GET .*/application/52$", times=TOO_MANY, change=as_before)
    result = refused(zpa, *BOTH)
    said = (
        "accepted match_style=INCLUSIVE for the application segments 'Books', 'Shelves', but does not show "
    )
    assert said + "it for 'Shelves'." in result["msg"]
    assert [step["status"] for step in result["plan"]] == ["not_tried", "failed"]
    assert result["changed"]


def test_a_refusal_names_the_segments_and_nothing_of_them_is_written(zpa: TestTenant) -> None:
    zpa.add_application_segment(
        "Third", object_id="54", domainNames=["books.example.com"], tcpPortRanges=["54", "54"]
    )
    result = refused(zpa, {**BOTH[0], "description": "not yet"}, BOTH[1])
    assert writes_of(zpa) == [BULK, "POST application/multimatchUnsupportedReferences"]
    assert "Cannot set match_style=INCLUSIVE of the application segments 'Books', 'Shelves'" in result["msg"]
    # The words of the API, and what they mean.
    assert "missing from the request but are required for the update: [54]" in result["msg"]
    assert "These share them, and have another: 'Third' (id 54)" in result["msg"]
    assert "Give all of them the same match_style in one task of zpa_config" in result["msg"]
    assert [step["status"] for step in result["plan"]] == ["failed", "failed"]
    assert not result["changed"]


def test_after_it_a_failure_tells_of_a_change(zpa: TestTenant) -> None:
    zpa.fault(
        "status", r"PUT .*/application/51$", status=400, body={"id": "x.y", "reason": "No", "params": []}
    )
    result = refused(zpa, {**BOTH[0], "description": "x"}, BOTH[1])
    assert result["changed"]
    assert [step["status"] for step in result["plan"]] == ["failed", "done"]
    assert run(zpa, {**BOTH[0], "description": "x"}, BOTH[1])["changed"]
    assert styles(zpa)[:2] == ["INCLUSIVE"] * 2


# -- One of several ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("style", ["INCLUSIVE", "EXCLUSIVE"])
def test_one_of_several_is_refused_with_the_names_of_the_others(zpa: TestTenant, style: str) -> None:
    if style == "EXCLUSIVE":
        done(zpa, *BOTH)
    result = zpa.run("zpa_application_segment", name="Books", match_style=style)
    assert result["failed"]
    assert "The domain has another match style in Shelves" in result["msg"]
    assert "These share them, and have another: 'Shelves' (id 52). Give all of them" in result["msg"]


def test_what_others_have_that_keeps_them_from_it_is_told(zpa: TestTenant) -> None:
    zpa.stored("Shelves", "application")["doubleEncrypt"] = True
    result = zpa.run("zpa_application_segment", name="Books", match_style="INCLUSIVE")
    assert "'Shelves' (id 52) with Double Encryption" in result["msg"]
    result = refused(zpa, *BOTH[:1], {"name": "Shelves", "match_style": "INCLUSIVE"})
    assert "double_encrypt" in result["msg"]


def test_older_rules_are_told_in_the_words_of_the_api(zpa: TestTenant) -> None:
    zpa.tenant.quirks.older_multimatch = True
    zpa.stored("Shelves", "application")["inspectTrafficWithZia"] = True
    result = refused(zpa, *BOTH)
    assert (
        "The following features [Inspect Traffic with ZIA] are not supported for multimatch" in result["msg"]
    )
    assert writes_of(zpa)[0] == BULK


def test_the_list_tells_who_it_is_about_where_that_cannot_be_asked(zpa: TestTenant) -> None:
    zpa.fault("status", "multimatchUnsupportedReferences", status=403, times=TOO_MANY)
    result = zpa.run("zpa_application_segment", name="Books", match_style="INCLUSIVE")
    assert result["error_id"] == "domain.match.style.overlapping"
    assert "'Shelves' (id 52). Give all of them" in result["msg"]


def test_a_refusal_stays_as_it_is_where_nothing_tells_who_it_is_about(zpa: TestTenant) -> None:
    zpa.fault("status", "multimatchUnsupportedReferences", status=403, times=TOO_MANY)
    zpa.fault("status", "GET .*/application$", status=403, skip=1, times=TOO_MANY)
    result = zpa.run("zpa_application_segment", name="Books", match_style="INCLUSIVE")
    assert result["error_id"] == "domain.match.style.overlapping"
    assert result["msg"].endswith("in Shelves (HTTP 400, domain.match.style.overlapping)")


def test_wildcards_share_what_they_cover(zpa: TestTenant) -> None:
    done(zpa, *BOTH)
    zpa.stored("Lamps", "application")["domainNames"] = ["*.example.com"]
    zpa.stored("Lamps", "application")["matchStyle"] = "INCLUSIVE"
    result = zpa.run("zpa_application_segment", name="Lamps", match_style="EXCLUSIVE")
    assert "'Books' (id 51), 'Shelves' (id 52). Give all of them" in result["msg"]
