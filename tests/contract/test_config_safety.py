# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole tenants where the API does what no document rules out: nobody is let in, nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from support.policies import add_rule, furnish
from support.tenants import TestTenant
from zpa_emulator.policies import PolicySet

pytestmark = pytest.mark.generated

PLACE = {"latitude": 47.3768866, "longitude": 8.541694, "location": "Zurich, Switzerland"}
SUBSIDIARY = "216196257331290001"


def run(zpa: TestTenant, check: bool = False, **options: Any) -> dict[str, Any]:
    zpa.forget()
    return zpa.run("zpa_config", check, **options)


def access(*rules: dict[str, Any]) -> dict[str, Any]:
    return {"policy_rules": {"access": list(rules)}}


def about(group: str) -> list[dict[str, Any]]:
    return [{"operands": [{"object_type": "APP_GROUP", "objects": [group]}]}]


def listed_as(kind: str, *entries: dict[str, Any]) -> dict[str, Any]:
    """A configuration with one list: a kind, or the rules of a policy type."""
    is_policy = kind in ("access", "timeout")
    return {"policy_rules": {kind: list(entries)}} if is_policy else {kind: list(entries)}


def twins(zpa: TestTenant, kind: str, first: str, second: str) -> dict[str, dict[str, Any]]:
    """Add two objects with the ids 71 and 72, and return the table that they are in."""
    for object_id, name in (("71", first), ("72", second)):
        if kind == "segment_groups":
            zpa.add_group(name, object_id=object_id)
        elif kind == "app_connector_groups":
            zpa.add_connector_group(name, object_id=object_id)
        else:
            add_rule(zpa, name, kind, object_id=object_id)
    paths = {"segment_groups": "segmentGroup", "app_connector_groups": "appConnectorGroup"}
    return zpa.tenant.table(paths.get(kind, "policyRule"))


def order(zpa: TestTenant) -> list[str]:
    return [rule["name"] for rule in PolicySet.of_type(zpa.tenant, "ACCESS_POLICY", None).rules]


def in_short(result: dict[str, Any]) -> list[str]:
    return ["%s %s" % (step["operation"], step["name"]) for step in result["plan"]]


class TestANewRuleThatTheApiPutsOnTop:
    @pytest.fixture
    def on_top(self, zpa: TestTenant, monkeypatch: pytest.MonkeyPatch) -> TestTenant:
        add = PolicySet.add

        def add_on_top(self: PolicySet, body: Any, version: str) -> Any:
            rule = add(self, body, version)
            self._stored["rules"].remove(rule["id"])
            self._stored["rules"].insert(0, rule["id"])
            return rule

        for name in ("Nobody", "Somebody"):
            add_rule(zpa, name)
        monkeypatch.setattr(PolicySet, "add", add_on_top)
        return zpa

    def test_is_put_behind_the_others_as_planned(self, on_top: TestTenant) -> None:
        config = access(*({"name": name, "action": "ALLOW"} for name in ("First", "Second")))
        result = run(on_top, config=config)
        assert order(on_top) == ["Nobody", "Somebody", "First", "Second"]
        assert in_short(result) == ["create First", "create Second", "reorder access"]
        assert "did not put new access rules behind the others" in str(result["warnings"])
        assert run(on_top, config=config)["changed"] is False


class TestANameThatARenameSetsFree:
    @pytest.mark.parametrize("kind", ["segment_groups", "app_connector_groups"])
    def test_is_that_of_the_new_object_for_every_rule(self, zpa: TestTenant, kind: str) -> None:
        is_group = kind == "segment_groups"
        first = zpa.add_group("X") if is_group else zpa.add_connector_group("X")
        named = {"conditions": about("X")} if is_group else {"app_connector_groups": ["X"]}
        run(zpa, config=access({"name": "old", "action": "ALLOW", **named}))
        renamed = {"id": first["id"], "name": "Former"}
        config = {
            kind: [renamed, {"name": "X", **({} if is_group else PLACE)}],
            **access({"name": "old", **named}, {"name": "new", "action": "ALLOW", **named}),
        }
        predicted = run(zpa, True, config=config)
        result = run(zpa, config=config)
        assert in_short(predicted) == ["update X", "create X", "update old", "create new"]
        assert in_short(result) == in_short(predicted)
        assert result["diff"] == predicted["diff"]
        assert run(zpa, config=config)["changed"] is False
        named_now = {
            str(rule) for rule in zpa.tenant.table("policyRule").values() if first["id"] in str(rule)
        }
        assert named_now == set()


class TestALaggingList:
    """What was written does not show in the lists for a while."""

    @staticmethod
    def hide(code_patch: pytest.MonkeyPatch, name: str, times: int) -> None:
        listed, late = Client.list_all, [True] * times

        def lagging(client: Client, path: str, *more: Any, **keywords: Any) -> list[dict[str, Any]]:
            found = listed(client, path, *more, **keywords)
            hidden = [record for record in found if record.get("name") != name]
            return hidden if len(hidden) < len(found) and late and late.pop() else found

        code_patch.setattr(Client, "list_all", lagging)

    def test_does_not_make_a_task_forget_what_it_created(
        self, zpa: TestTenant, code_patch: pytest.MonkeyPatch
    ) -> None:
        self.hide(code_patch, "A", 3)
        zpa.fault("cut_before", "POST .*segmentGroup", skip=1)
        groups = [{"name": "A"}, {"name": "B"}]
        result = run(
            zpa,
            config={
                "segment_groups": groups,
                **access({"name": "r", "action": "ALLOW", "conditions": about("A")}),
            },
        )
        assert in_short(result) == ["create A", "create B", "create r"]
        assert [step["status"] for step in result["plan"]] == ["done"] * 3
        assert len(zpa.tenant.table("segmentGroup")) == 2

    @pytest.mark.parametrize("times", [1, 4])
    def test_is_waited_for_before_rules_are_ordered(
        self, zpa: TestTenant, code_patch: pytest.MonkeyPatch, times: int
    ) -> None:
        add_rule(zpa, "old")
        self.hide(code_patch, "new", times)
        result = run(zpa, config=access({"name": "new", "action": "DENY"}, {"name": "old"}))
        assert not result.get("failed"), result
        assert order(zpa) == ["new", "old"]

    def test_that_never_shows_a_new_rule_is_an_error_that_says_so(
        self, zpa: TestTenant, code_patch: pytest.MonkeyPatch
    ) -> None:
        add_rule(zpa, "old")
        self.hide(code_patch, "new", 99)
        result = run(zpa, config=access({"name": "new", "action": "DENY"}, {"name": "old"}))
        assert "The API accepted the creation of policy rule 'new' (id " in result["msg"]
        assert "), but does not list it yet. What is new can show late." in result["msg"]
        assert [step["status"] for step in result["plan"]] == ["failed", "not_tried"]

    def test_does_not_pass_for_a_deletion(self, zpa: TestTenant, code_patch: pytest.MonkeyPatch) -> None:
        for name in ("a", "b"):
            zpa.add_group(name)
        zpa.fault("status", "DELETE", status=503, body={})
        listed, seen = Client.list_all, []

        def empty(client: Client, path: str, *more: Any, **keywords: Any) -> list[dict[str, Any]]:
            seen.append(path)
            return [] if seen.count(path) > 1 else listed(client, path, *more, **keywords)

        code_patch.setattr(Client, "list_all", empty)
        absent = [{"name": name, "state": "absent"} for name in ("a", "b")]
        result = run(zpa, config={"segment_groups": absent})
        assert [step["status"] for step in result["plan"]] == ["done", "done"]
        assert zpa.tenant.table("segmentGroup") == {}


def test_an_empty_list_of_a_merged_configuration_costs_no_request(zpa: TestTenant) -> None:
    zpa.add_group("One")
    run(zpa, config={"segment_groups": [{"name": "One"}], "app_connector_groups": [], **access()})
    assert [entry.path.rpartition("/")[2] for entry in zpa.calls] == ["segmentGroup"]


@pytest.mark.parametrize("check", [False, True])
def test_what_differs_from_what_nobody_declares_in_letter_case_alone_is_not_created(
    zpa: TestTenant, check: bool
) -> None:
    zpa.add_group("Finance")
    declared = [{"name": "FINANCE"}]
    (problem,) = run(zpa, check, config={"segment_groups": declared})["problems"]
    assert problem.startswith(
        "config.segment_groups[0].name: 'FINANCE' is not spelled like segment group 'Finance' (id "
    )
    assert zpa.writes == []
    # Who declares both means both.
    assert run(zpa, check, config={"segment_groups": [{"name": "Finance"}, *declared]})["changed"]


class TestOverridden:
    @pytest.mark.parametrize("name", ["finance", "FINANCE"])
    def test_does_not_replace_an_object_by_one_that_is_spelled_otherwise(
        self, zpa: TestTenant, name: str
    ) -> None:
        zpa.add_group("Finance")
        for check in (True, False):
            result = run(zpa, check, state="overridden", config={"segment_groups": [{"name": name}]})
            assert "is not spelled like 'Finance" in result["msg"]
            assert zpa.writes == []

    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    @pytest.mark.parametrize("kind", ["segment_groups", "app_connector_groups", "access", "timeout"])
    @pytest.mark.parametrize(
        ("entry", "other"),
        [
            ({"id": "71"}, "Twin"),
            ({"id": "71", "name": "Twin"}, "Twin"),
            ({"id": "71", "name": " Twin "}, "Twin"),
            ({"id": "71", "name": "New"}, "Twin"),
            ({"id": "71", "name": "Twin", "state": "absent"}, "Twin"),
            ({"id": "71", "name": "Twin"}, "TWIN"),
            ({"id": "71", "name": "Twin"}, "Tw in"),
            ({"id": "4711", "name": "Twin", "state": "absent"}, "Twin"),
        ],
        ids=["id", "name", "blanks", "new name", "absent", "letter case", "other blanks", "id of nothing"],
    )
    def test_deletes_what_nobody_declares_whatever_its_name_is(
        self, zpa: TestTenant, kind: str, entry: dict[str, Any], other: str, check: bool
    ) -> None:
        table = twins(zpa, kind, "Twin", other)
        gone = {"72", *(["71"] if entry["id"] != "71" or "state" in entry else [])}
        result = run(zpa, check, state="overridden", config=listed_as(kind, entry))
        assert {step["id"] for step in result["plan"] if step["operation"] == "delete"} == gone
        assert {"71", "72"} - set(table) == (set() if check else gone)
        if not check:
            assert run(zpa, state="overridden", config=listed_as(kind, entry))["changed"] is False

    @pytest.mark.parametrize("brake", [{"max_deletions": 0}, {"protect": ["T*"]}, {"protect": ["72"]}])
    def test_brakes_for_an_undeclared_twin_as_well(self, zpa: TestTenant, brake: dict[str, Any]) -> None:
        twins(zpa, "segment_groups", "Twin", "Twin")
        result = run(zpa, state="overridden", config=listed_as("segment_groups", {"id": "71"}), **brake)
        if "protect" in brake:
            assert result["changed"] is False
        else:
            assert "max_deletions: 1 objects would be deleted" in result["msg"]
            assert "segment group 'Twin' (id 72)" in result["msg"]
        assert zpa.writes == []

    @pytest.mark.parametrize(
        ("entry", "other"),
        [
            ({"name": "Twin", "description": "x"}, "73"),
            ({"id": "72", "name": "Twin", "applications": ["No such thing"]}, "73"),
            ({"id": "71", "name": "Other"}, "72"),
        ],
        ids=["two of the name", "unknown application", "taken name"],
    )
    def test_spares_what_a_wrong_entry_may_mean(
        self, zpa: TestTenant, entry: dict[str, Any], other: str
    ) -> None:
        twins(zpa, "segment_groups", "Twin", "Twin")
        zpa.add_group("Other", object_id="73")
        config = listed_as("segment_groups", entry)
        said = run(zpa, state="overridden", config=config, max_deletions=0)["problems"][-1]
        assert said.startswith("max_deletions: 1 objects would be deleted")
        assert "(id %s)" % other in said
        assert zpa.writes == []

    def test_spares_twins_in_another_microtenant(self, zpa: TestTenant) -> None:
        zpa.tenant.quirks.absent_means_all = True
        zpa.add_group("Twin", object_id="71")
        zpa.add_group("Twin", object_id="72", microtenant_id=SUBSIDIARY)
        config = listed_as("segment_groups", {"id": "71", "name": "Twin"})
        assert run(zpa, state="overridden", config=config)["changed"] is False

    def test_spares_what_has_no_name(self, zpa: TestTenant) -> None:
        for name in ("Unused", "Odd"):
            zpa.add_group(name)
        zpa.stored("Odd")["name"] = ""
        result = run(zpa, state="overridden", config={"segment_groups": []})
        assert in_short(result) == ["delete Unused"]
        assert [group["name"] for group in zpa.tenant.table("segmentGroup").values()] == [""]

    @pytest.mark.parametrize("is_null", [True, False], ids=["null", "missing"])
    def test_spares_what_does_not_say_whose_it_is_among_others_that_do(
        self, zpa: TestTenant, code_patch: pytest.MonkeyPatch, is_null: bool
    ) -> None:
        zpa.add_group("Ours", microtenant_id=SUBSIDIARY)
        zpa.add_group("Nobody's", microtenant_id=SUBSIDIARY)
        owner = ("microtenantId", "microtenantName")
        options = {"state": "overridden", "microtenant_id": SUBSIDIARY, "config": {"segment_groups": []}}
        original = Client.list_all

        def forgetful(*words: Any, **keywords: Any) -> list[dict[str, Any]]:
            found = original(*words, **keywords)
            for record in (one for one in found if one["name"] == "Nobody's"):
                for key in owner:
                    record.pop(key, None)
                record.update(dict.fromkeys(owner if is_null else ()))
            return found

        code_patch.setattr(Client, "list_all", forgetful)
        result = run(zpa, True, **options)
        assert in_short(result) == ["delete Ours"]


def test_a_policy_without_licence_does_not_keep_a_group_from_being_deleted(zpa: TestTenant) -> None:
    zpa.add_group("One")
    zpa.fault("status", "GET .*/SIEM_POLICY", status=403, body={"id": "no.licence"}, times=99)
    result = run(zpa, config={"segment_groups": [{"name": "One", "state": "absent"}]})
    assert [step["status"] for step in result["plan"]] == ["done"]


def test_a_policy_that_cannot_be_read_keeps_a_group_from_being_deleted(zpa: TestTenant) -> None:
    zpa.add_group("One")
    zpa.fault("status", "GET .*/SIEM_POLICY", status=500, body={}, times=99)
    result = run(zpa, config={"segment_groups": [{"name": "One", "state": "absent"}]})
    assert "Cannot list siem rules" in result["msg"]
    assert zpa.writes == []


class TestGathered:
    def test_leaves_out_what_has_no_name_and_says_so(self, zpa: TestTenant) -> None:
        group = zpa.add_group("One")
        group["name"] = ""
        gathered = run(zpa, state="gathered", kinds=["segment_groups"])
        assert gathered["config"] == {"segment_groups": []}
        assert gathered["not_carried"] == ["segment_groups: %s is left out: it has no name." % group["id"]]

    @pytest.mark.parametrize(
        ("operand", "operator", "words"),
        [
            ({"objectType": "PLATFORM", "lhs": "mac", "rhs": "false"}, "OR", ""),
            (
                {"objectType": "POSTURE", "lhs": "1", "rhs": "VERIFIED"},
                "OR",
                "'VERIFIED' is nothing that POSTURE",
            ),
            ({"objectType": "APP", "lhs": "id", "rhs": "1"}, "XOR", "operator: 'XOR' is not one of AND, OR."),
            ({"objectType": "APP"}, "OR", "what is said of APP is told as it is"),
            ({"objectType": "NEW_THING", "lhs": "id", "rhs": "1"}, "OR", "what is said of NEW_THING is told"),
        ],
    )
    def test_never_tells_a_rule_without_the_conditions_that_it_has(
        self, zpa: TestTenant, operand: dict[str, str], operator: str, words: str
    ) -> None:
        furnish(zpa)
        rule = add_rule(zpa, "Mac only", action="ALLOW")
        odd = {"id": "1", "operator": operator, "negated": False, "operands": [{"id": "2", **operand}]}
        rule["conditions"] = [odd]
        gathered = run(zpa, state="gathered", kinds=["policy_rules.access"])
        (entry,) = gathered["config"]["policy_rules"]["access"]
        assert entry["conditions"][0]["operator"] == operator
        assert operand["objectType"] in str(entry["conditions"])
        assert words in str(gathered["not_carried"])
        assert bool(words) == bool([said for said in gathered["not_carried"] if "operand" not in said])
        for state in ("merged", "overridden"):
            assert run(zpa, state=state, config=gathered["config"])["changed"] is False
        rule["conditions"] = []
        found = run(zpa, True, config=gathered["config"])
        assert found.get("plan") or found["problems"]

    def test_says_what_of_a_rule_has_no_option(self, zpa: TestTenant) -> None:
        add_rule(
            zpa, "Step up", flags={"action": "CONDITIONAL_ACCESS", "postActions": [{"x": 1}], "actionId": "7"}
        )
        gathered = run(zpa, state="gathered", kinds=["policy_rules.access"])
        (entry,) = gathered["config"]["policy_rules"]["access"]
        assert entry["action"] == "CONDITIONAL_ACCESS"
        (said,) = gathered["not_carried"]
        assert said.startswith("policy_rules.access: not managed: actionId (")
        assert "of 'Step up'; postActions (" in said
