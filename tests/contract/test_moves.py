# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Segments that are moved to another microtenant."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from support.tenants import TestTenant

SUBSIDIARY = "216196257331290001"
THERE = {"microtenant": "Subsidiary", "segment_group": "Their web", "server_group": "Theirs"}
MOVE = {"name": "Books", "move_to": THERE}
CHECK = pytest.mark.parametrize("check", [True, False], ids=["check", "apply"])


@pytest.fixture
def zpa(zpa: TestTenant, monkeypatch: pytest.MonkeyPatch) -> TestTenant:
    monkeypatch.setattr(Client, "wait_for_consistency", lambda *arguments: True)
    zpa.add_group("Web", object_id="41")
    zpa.add_group("Their web", object_id="42", microtenant_id=SUBSIDIARY)
    zpa.add_server_group("Berlin", object_id="31")
    zpa.add_server_group("Theirs", object_id="32", microtenant_id=SUBSIDIARY)
    zpa.add_application_segment(
        "Books", object_id="51", segmentGroupId="41", serverGroups=[{"id": "31"}], description="Ours"
    )
    return zpa


def run(zpa: TestTenant, check: bool = False, **options: Any) -> dict[str, Any]:
    zpa.forget()
    return zpa.run("zpa_application_segment", check, **options)


def moved(zpa: TestTenant, check: bool = False, **options: Any) -> dict[str, Any]:
    result = run(zpa, check, **options)
    assert "failed" not in result, result["msg"]
    return result


def refused(zpa: TestTenant, check: bool = False, **options: Any) -> str:
    result = run(zpa, check, **options)
    assert result.get("failed"), result
    assert zpa.writes == []
    return str(result["msg"])


def owner(zpa: TestTenant) -> str:
    return str(zpa.stored("Books", "application").get("microtenantId", "0"))


@pytest.mark.parametrize("which", [{"name": "Books"}, {"id": "51"}, {"id": "51", "name": "Books"}])
def test_a_segment_moves_as_check_mode_foretells_and_only_once(
    zpa: TestTenant, which: dict[str, str]
) -> None:
    foretold = moved(zpa, True, **which, move_to=THERE)
    assert zpa.writes == []
    done = moved(zpa, **which, move_to=THERE)
    (write,) = zpa.writes
    assert (write.method, write.path.rpartition("/customers/")[2].partition("/")[2]) == (
        "POST",
        "application/51/move",
    )
    assert write.body == {
        "targetMicrotenantId": SUBSIDIARY,
        "targetSegmentGroupId": "42",
        "targetServerGroupId": "32",
    }
    assert done["diff"] == {
        "before": {"microtenant": "Default", "segment_group": "Web", "server_groups": ["Berlin"]},
        "after": {"microtenant": "Subsidiary", "segment_group": "Their web", "server_groups": ["Theirs"]},
    }
    key = "application_segment"
    assert (foretold["changed"], foretold["diff"], foretold[key]) == (True, done["diff"], done[key])
    assert (done[key]["microtenant_id"], done[key]["description"]) == (SUBSIDIARY, "Ours")
    for check in (True, False):
        again = moved(zpa, check, **which, move_to=THERE)
        assert (again["changed"], again[key], zpa.writes) == (False, done[key], [])


def test_it_moves_back_to_the_default_microtenant(zpa: TestTenant) -> None:
    moved(zpa, **MOVE)
    back = {"microtenant": "Default", "segment_group": "Web"}
    done = moved(zpa, name="Books", microtenant_id=SUBSIDIARY, move_to=back)
    (write,) = zpa.writes
    assert write.query == {"microtenantId": SUBSIDIARY}
    assert write.body == {"targetMicrotenantId": "0", "targetSegmentGroupId": "41"}
    assert (done["changed"], owner(zpa)) == (True, "0")
    assert not moved(zpa, name="Books", microtenant_id=SUBSIDIARY, move_to=back)["changed"]


def test_what_is_not_said_of_server_groups_is_not_foretold(zpa: TestTenant) -> None:
    there = {"microtenant": SUBSIDIARY, "segment_group": "42"}
    foretold = moved(zpa, True, name="Books", move_to=there)
    assert foretold["application_segment"]["server_groups"] is None
    assert "server_groups" not in foretold["diff"]["after"]
    assert moved(zpa, name="Books", move_to=there)["application_segment"]["server_groups"] == []


@CHECK
def test_one_that_shall_be_where_it_is_stays(zpa: TestTenant, check: bool) -> None:
    result = moved(zpa, check, name="Books", move_to={"microtenant": "Default", "segment_group": "Web"})
    assert (result["changed"], zpa.writes, owner(zpa)) == (False, [], "0")


@pytest.mark.parametrize("kind", ["cut_before", "cut_after", "truncated"])
def test_a_lost_answer_is_looked_after_before_anything_is_sent_again(zpa: TestTenant, kind: str) -> None:
    zpa.fault(kind, "POST .*/move")
    assert moved(zpa, **MOVE)["changed"]
    assert len(zpa.writes) == (2 if kind == "cut_before" else 1)
    assert owner(zpa) == SUBSIDIARY


def test_one_that_shows_there_since_it_is_shared_has_not_moved_yet(zpa: TestTenant) -> None:
    zpa.fault("cut_before", "POST .*/move")
    shared = {"id": "51", "name": "Books"}
    zpa.fault("status", "GET .*/application/51", status=200, body=shared, skip=1)
    assert moved(zpa, **MOVE)["changed"]
    assert (len(zpa.writes), owner(zpa)) == (2, SUBSIDIARY)


MISSING = {"id": "resource.not.found", "reason": "Resource not found"}


def test_one_that_shows_late_there_is_waited_for(zpa: TestTenant) -> None:
    zpa.fault("status", "GET .*/application/51", status=404, body=MISSING, skip=1, times=2)
    assert moved(zpa, **MOVE)["application_segment"]["microtenant_id"] == SUBSIDIARY
    assert len(zpa.writes) == 1


def test_one_that_does_not_show_there_is_told_of(zpa: TestTenant) -> None:
    zpa.fault("status", "GET .*/application/51", status=404, body=MISSING, skip=1, times=30)
    said = str(run(zpa, **MOVE)["msg"])
    assert (
        "move application segment 'Books' to the microtenant 'Subsidiary' (id 51), but does not show" in said
    )


@CHECK
@pytest.mark.parametrize(
    ("option", "value"), [("description", "x"), ("tcp_ports", ["443"]), ("force_delete", True)]
)
def test_nothing_else_goes_with_it(zpa: TestTenant, option: str, value: Any, check: bool) -> None:
    said = refused(zpa, check, **MOVE, **{option: value})
    assert option + ": does not go with move_to, which moves the application segment as it is." in said
    assert zpa.calls == []


def test_what_shall_be_absent_does_not_move(zpa: TestTenant) -> None:
    assert "state: absent does not go with move_to." in refused(zpa, **MOVE, state="absent")


def test_groups_are_looked_for_in_the_other_microtenant(zpa: TestTenant) -> None:
    said = refused(zpa, name="Books", move_to={**THERE, "segment_group": "Web", "server_group": "Berlin"})
    assert "move_to.segment_group: no segment group has the name or id 'Web'" in said
    assert "move_to.server_group: no server group has the name or id 'Berlin'" in said


@CHECK
def test_an_unknown_microtenant_is_told_by_its_path(zpa: TestTenant, check: bool) -> None:
    said = refused(zpa, check, name="Books", move_to={**THERE, "microtenant": "Nowhere"})
    assert "move_to.microtenant: no microtenant has the name or id 'Nowhere'" in said


@CHECK
@pytest.mark.parametrize("which", [{"name": "Films"}, {"id": "99"}])
def test_one_that_is_in_neither_is_told_of(zpa: TestTenant, which: dict[str, str], check: bool) -> None:
    said = refused(zpa, check, **which, move_to=THERE)
    ((option, value),) = which.items()
    assert "%s: no application segment has the %s '%s', neither in" % (option, option, value) in said


@CHECK
@pytest.mark.parametrize("which", [{"name": "Books"}, {"id": "51"}])
def test_another_one_of_its_name_there_is_told_of(
    zpa: TestTenant, which: dict[str, str], check: bool
) -> None:
    zpa.add_application_segment("Books", object_id="52", segmentGroupId="42", microtenant_id=SUBSIDIARY)
    said = refused(zpa, check, **which, move_to=THERE)
    assert "'Books' here (id 51) and in the microtenant 'Subsidiary' as well (id 52)" in said


def test_an_id_and_the_name_of_something_else_are_refused(zpa: TestTenant) -> None:
    assert "is not what is to be moved by its id 51" in refused(zpa, id="51", name="Films", move_to=THERE)


def test_a_refusal_says_which_option_it_is_about(zpa: TestTenant) -> None:
    body = {"id": "invalid.resource.argument", "params": ["targetServerGroupId"], "reason": "No."}
    zpa.fault("status", "POST .*/move", status=400, body=body)
    assert "Correct move_to.server_group, which the API calls" in str(run(zpa, **MOVE)["msg"])


@CHECK
def test_certificates_that_stay_behind_are_warned_of(zpa: TestTenant, check: bool) -> None:
    app = {"domain": "www.example.com", "applicationProtocol": "HTTPS", "applicationPort": "443"}
    zpa.stored("Books", "application")["clientlessApps"] = [{"id": "61", "appId": "51", **app}]
    (warning,) = moved(zpa, check, **MOVE)["warnings"]
    assert "move_to: the move takes the certificates away" in str(warning)
