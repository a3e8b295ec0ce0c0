# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ``zpa_policy_rule_order`` does: any order, one write, no surprises."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import InvalidInput
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.reorder import (
    bring_into_order,
    plan_order,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.repository import PolicyStore
from support.clients import World, legacy_settings
from support.tenants import TestTenant
from zpa_emulator.policies import PolicySet
from zpa_emulator.policy_seeds import add_deception_rule, add_policy_rule

MICROTENANT = "216196257331290001"
DECEPTION, DEFAULT = "Zscaler Deception", "Default_Rule"
ACTIONS = {
    "access": {"action": "ALLOW"},
    "timeout": {"action": "RE_AUTH", "reauthTimeout": "172800", "reauthIdleTimeout": "600"},
    "client_forwarding": {"action": "BYPASS"},
}


def fill(zpa: TestTenant, names: str, policy_type: str = "access", **details: Any) -> None:
    for name in names:
        add_policy_rule(zpa.tenant, policy_type, name, **ACTIONS[policy_type], **details)


def order(zpa: TestTenant, *rules: str, check: bool = False, **options: Any) -> dict[str, Any]:
    return zpa.run("zpa_policy_rule_order", check, rules=list(rules), **options)


def names(zpa: TestTenant, policy_type: str = "ACCESS_POLICY", microtenant: str | None = None) -> list[str]:
    """The names of the rules in the order that the tenant has."""
    return [rule["name"] for rule in PolicySet.of_type(zpa.tenant, policy_type, microtenant).rules]


def rule_id(zpa: TestTenant, name: str) -> str:
    return zpa.tenant.find("policyRule", name)["id"]


@pytest.fixture
def six(zpa: TestTenant) -> TestTenant:
    fill(zpa, "abcdef")
    zpa.run("zpa_policy_rule_info", name="-")
    zpa.forget()
    return zpa


CASES = {
    "keep exchanges two places": (["c", "a"], "keep", "cbadef", 3),
    "keep moves one rule": (["b", "c", "a"], "keep", "bcadef", 3),
    "keep of one rule does nothing": (["e"], "keep", "abcdef", 1),
    "keep of what is in order does nothing": (["a", "d", "f"], "keep", "abcdef", 1),
    "last puts the listed first": (["f", "e"], "last", "feabcd", 3),
    "last moves one rule to the top": (["f"], "last", "fabcde", 3),
    "first puts the listed last": (["b", "a"], "first", "cdefba", 3),
    "first moves one rule to the end": (["a"], "first", "bcdefa", 3),
    "fail takes the whole order": (list("fedcba"), "fail", "fedcba", 3),
    "fail does nothing if all is in order": (list("abcdef"), "fail", "abcdef", 1),
}


class TestLaws:
    @pytest.fixture(params=CASES.values(), ids=CASES.keys())
    def case(self, request: pytest.FixtureRequest) -> tuple[list[str], str, str, int]:
        return request.param

    def test_the_tenant_is_as_declared(self, six: TestTenant, case: Any) -> None:
        wanted, unlisted, after, _requests = case
        order(six, *wanted, unlisted=unlisted)
        assert names(six) == list(after)

    def test_the_second_run_changes_nothing_and_writes_nothing(self, six: TestTenant, case: Any) -> None:
        wanted, unlisted, _after, _requests = case
        order(six, *wanted, unlisted=unlisted)
        six.forget()
        assert order(six, *wanted, unlisted=unlisted)["changed"] is False
        assert six.writes == []

    def test_check_mode_writes_nothing(self, six: TestTenant, case: Any) -> None:
        order(six, *case[0], check=True, unlisted=case[1])
        assert six.writes == []

    def test_check_mode_tells_what_the_real_run_does(self, six: TestTenant, case: Any) -> None:
        predicted = order(six, *case[0], check=True, unlisted=case[1])
        real = order(six, *case[0], unlisted=case[1])
        for key in ("changed", "diff", "rules"):
            assert predicted[key] == real[key]

    def test_the_diff_lists_the_names_before_and_after(self, six: TestTenant, case: Any) -> None:
        diff = order(six, *case[0], unlisted=case[1])["diff"]
        assert diff == {"before": {"rules": list("abcdef")}, "after": {"rules": list(case[2])}}

    def test_the_rules_are_returned_in_their_order(self, six: TestTenant, case: Any) -> None:
        rules = order(six, *case[0], unlisted=case[1])["rules"]
        assert rules == [
            {"id": rule_id(six, name), "name": name, "order": place} for place, name in enumerate(case[2], 1)
        ]

    def test_there_is_one_write_at_most(self, six: TestTenant, case: Any) -> None:
        order(six, *case[0], unlisted=case[1])
        assert len(six.writes) == (0 if case[2] == "abcdef" else 1)

    def test_the_budget_of_requests_holds(self, six: TestTenant, case: Any) -> None:
        order(six, *case[0], unlisted=case[1])
        assert len(six.calls) == case[3], [str(entry) for entry in six.calls]


def test_one_rule_moves_by_the_single_call(six: TestTenant) -> None:
    order(six, "f", unlisted="last")
    assert six.writes[0].path.endswith("/rule/%s/reorder/1" % rule_id(six, "f"))


def test_several_rules_move_by_the_bulk_call_with_every_id(six: TestTenant) -> None:
    order(six, "f", "c", unlisted="last")
    (write,) = six.writes
    assert write.path.endswith("/reorder")
    assert write.body == [rule_id(six, name) for name in "fcabde"]


def test_rules_can_be_named_by_name_and_by_id(six: TestTenant) -> None:
    order(six, rule_id(six, "c"), "a")
    assert names(six) == list("cbadef")


def test_names_that_occur_twice_need_ids_and_the_error_says_which(zpa: TestTenant) -> None:
    fill(zpa, "ab")
    twin = add_policy_rule(zpa.tenant, "access", "c", action="DENY")
    twin["name"] = "a"
    ids = [rule["id"] for rule in zpa.tenant.table("policyRule").values() if rule["name"] == "a"]
    message = order(zpa, "a", "b")["msg"]
    assert "rules[0]: 2 rules are named 'a'. Give the id of the one you mean: %s." % ", ".join(ids) == message
    result = order(zpa, ids[1], "b", ids[0])
    assert result["diff"]["after"]["rules"] == ["a (id %s)" % ids[1], "b", "a (id %s)" % ids[0]]


def test_all_that_is_wrong_with_the_list_is_told_at_once(six: TestTenant) -> None:
    result = order(six, "a", "nobody", "a", rule_id(six, "a"), "B")
    assert [problem.split(":")[0] for problem in result["problems"]] == [
        "rules[1]",
        "rules[2]",
        "rules[3]",
        "rules[4]",
    ]
    assert "'a' is listed already, as rules[0]" in result["problems"][1]
    assert "Near matches: 'b'" in result["problems"][3]
    assert six.writes == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"rules": []}, "rules: is empty. List the rules in their order."),
        ({"rules": ["a", " "]}, "rules[1]: is empty."),
        ({"rules": ["a"], "unlisted": "drop"}, "unlisted: 'drop' is not one of keep, last, first, fail."),
        ({"rules": ["a"], "policy_type": "acces"}, "policy_type: 'acces' is not a policy type."),
        ({"rules": ["a"], "unlisted": "fail"}, "rules: does not list 'b', 'c', 'd', 'e', 'f'."),
    ],
)
def test_bad_input_is_refused_in_plain_words(six: TestTenant, options: dict[str, Any], words: str) -> None:
    assert words in six.run("zpa_policy_rule_order", **options)["msg"]
    assert six.writes == []


class TestFixedRules:
    @pytest.fixture
    def guarded(self, zpa: TestTenant) -> TestTenant:
        add_deception_rule(zpa.tenant)
        fill(zpa, "abc")
        zpa.forget()
        return zpa

    def test_nothing_goes_above_a_rule_of_zscaler_deception(self, guarded: TestTenant) -> None:
        order(guarded, "c", "b", unlisted="last")
        assert names(guarded) == [DECEPTION, "c", "b", "a"]

    def test_a_restricted_rule_can_be_listed_where_it_is(self, guarded: TestTenant) -> None:
        order(guarded, DECEPTION, "c", "b", "a", unlisted="fail")
        assert names(guarded) == [DECEPTION, "c", "b", "a"]

    def test_a_restricted_rule_listed_elsewhere_is_refused(self, guarded: TestTenant) -> None:
        message = order(guarded, "a", DECEPTION)["msg"]
        assert "'Zscaler Deception' is listed after 'a', but keeps its place" in message
        assert guarded.writes == []

    def test_a_rule_cannot_rise_above_a_restricted_one_in_the_middle(self, zpa: TestTenant) -> None:
        fill(zpa, "ab")
        add_policy_rule(zpa.tenant, "access", "Decoy", action="ALLOW", restrictedEntity=True)
        fill(zpa, "cd")
        message = order(zpa, "d", unlisted="last")["msg"]
        assert "'d' would go above 'Decoy', a restricted rule that keeps its place" in message
        assert order(zpa, "b", "a")["changed"]
        assert order(zpa, "d", "c")["changed"]
        assert names(zpa) == ["b", "a", "Decoy", "d", "c"]

    @pytest.mark.parametrize("policy_type", ["timeout", "client_forwarding"])
    def test_the_default_rule_stays_last(self, zpa: TestTenant, policy_type: str) -> None:
        fill(zpa, "abc", policy_type)
        result = order(zpa, "a", policy_type=policy_type, unlisted="first")
        assert [rule["name"] for rule in result["rules"]] == ["b", "c", "a", DEFAULT]
        order(zpa, "c", "b", "a", DEFAULT, policy_type=policy_type, unlisted="fail")
        assert names(zpa, {"timeout": "TIMEOUT_POLICY"}.get(policy_type, "BYPASS_POLICY"))[-1] == DEFAULT

    def test_a_default_rule_listed_elsewhere_is_refused(self, zpa: TestTenant) -> None:
        fill(zpa, "ab", "timeout")
        assert "keeps its place" in order(zpa, DEFAULT, "a", policy_type="timeout")["msg"]


def test_a_microtenant_orders_its_own_rules(zpa: TestTenant) -> None:
    fill(zpa, "abc", microtenant_id=MICROTENANT)
    fill(zpa, "abc")
    order(zpa, "c", "b", microtenant_id=MICROTENANT)
    assert names(zpa, microtenant=MICROTENANT) == ["a", "c", "b"]
    assert names(zpa) == ["a", "b", "c"]
    assert {entry.query.get("microtenantId") for entry in zpa.calls} == {MICROTENANT}


class TestForeseenRules:
    def test_are_placed_in_check_mode_with_a_warning(self, six: TestTenant) -> None:
        result = order(six, "new", "a", check=True, unlisted="last")
        assert result["diff"]["after"]["rules"] == ["new (does not exist yet)", *"abcdef"]
        assert "no policy rule has the name or id 'new'" in str(result["warnings"])
        assert six.writes == []

    def test_stand_where_they_would_be_created(self, six: TestTenant) -> None:
        result = order(six, "b", "new", check=True)
        assert result["diff"]["before"]["rules"] == [*"abcdef", "new (does not exist yet)"]
        assert result["changed"] is False

    def test_are_an_error_in_a_real_run(self, six: TestTenant) -> None:
        assert "rules[0]: no policy rule has the name or id 'new'" in order(six, "new", "a")["msg"]

    def test_that_are_ids_are_an_error_in_check_mode_too(self, six: TestTenant) -> None:
        assert "no policy rule has the name or id '4711'" in order(six, "4711", "a", check=True)["msg"]


class TestOtherWriters:
    """Another client changes the rules between the read and the write, or right after it."""

    @pytest.fixture
    def meanwhile(self, six: TestTenant, code_patch: pytest.MonkeyPatch) -> Callable[..., None]:
        """Lets something happen before the first write, or after it."""

        def install(act: Callable[[], Any], after: bool = False) -> None:
            put, pending = Client.put, [act]

            def interrupted(client: Client, *arguments: Any, **keywords: Any) -> None:
                if pending and not after:
                    pending.pop()()
                put(client, *arguments, **keywords)
                if pending and after:
                    pending.pop()()

            code_patch.setattr(Client, "put", interrupted)

        return install

    @staticmethod
    def delete(zpa: TestTenant, name: str) -> None:
        PolicySet.of_type(zpa.tenant, "ACCESS_POLICY", None).delete(rule_id(zpa, name))

    @staticmethod
    def move(zpa: TestTenant, name: str, place: int) -> None:
        PolicySet.of_type(zpa.tenant, "ACCESS_POLICY", None).move(rule_id(zpa, name), str(place))

    def test_an_added_rule_is_planned_for(self, six: TestTenant, meanwhile: Callable[..., None]) -> None:
        meanwhile(lambda: fill(six, "g"))
        result = order(six, "f", "e", unlisted="last")
        assert [rule["name"] for rule in result["rules"]] == names(six) == list("feabcdg")
        assert [write.status for write in six.writes] == [400, 204]

    def test_a_deleted_rule_is_planned_for(self, six: TestTenant, meanwhile: Callable[..., None]) -> None:
        meanwhile(lambda: self.delete(six, "c"))
        order(six, "f", "e", unlisted="last")
        assert names(six) == list("feabd")

    def test_a_deleted_rule_that_was_listed_is_an_error(
        self, six: TestTenant, meanwhile: Callable[..., None]
    ) -> None:
        meanwhile(lambda: self.delete(six, "e"))
        message = order(six, "f", "e", unlisted="last")["msg"]
        assert "rules[1]: no policy rule has the name or id 'e'" in message
        assert names(six) == list("abcdf")

    def test_a_rule_that_is_made_anew_is_planned_for(
        self, six: TestTenant, meanwhile: Callable[..., None]
    ) -> None:
        def replace() -> None:
            self.delete(six, "f")
            fill(six, "f")

        meanwhile(replace)
        order(six, "f", unlisted="last")
        assert names(six) == list("fabcde")
        assert [write.status for write in six.writes] == [404, 204]

    def test_a_moved_rule_does_not_keep_the_order_from_being_as_declared(
        self, six: TestTenant, meanwhile: Callable[..., None]
    ) -> None:
        meanwhile(lambda: self.move(six, "c", 1))
        order(six, "f", "e", unlisted="last")
        assert names(six)[:2] == ["f", "e"]

    def test_a_rule_moved_after_the_write_is_told(
        self, six: TestTenant, meanwhile: Callable[..., None]
    ) -> None:
        meanwhile(lambda: self.move(six, "f", 6), after=True)
        message = order(six, "f", "e", unlisted="last")["msg"]
        assert "The API accepted the new order of the policy rules, but shows it otherwise" in message
        assert len(six.writes) == 1

    def test_a_rule_added_after_the_write_is_a_warning(
        self, six: TestTenant, meanwhile: Callable[..., None]
    ) -> None:
        meanwhile(lambda: fill(six, "g"), after=True)
        result = order(six, "f", "e", unlisted="last")
        assert result["changed"]
        assert "Somebody else added or deleted rules" in str(result["warnings"])

    def test_rules_that_change_all_the_time_are_given_up_on(
        self, six: TestTenant, code_patch: pytest.MonkeyPatch
    ) -> None:
        put, added = Client.put, iter("ghijklm")

        def interrupted(client: Client, *arguments: Any, **keywords: Any) -> None:
            fill(six, next(added))
            put(client, *arguments, **keywords)

        code_patch.setattr(Client, "put", interrupted)
        result = order(six, "f", "e", unlisted="last")
        assert result["reason"] == "resource input length is not valid"
        assert len(six.writes) == 3


@pytest.mark.parametrize("kind", ["cut_before", "cut_after"])
@pytest.mark.parametrize("wanted", [["f", "e"], ["f"]], ids=["bulk", "single"])
def test_a_lost_answer_is_looked_after(six: TestTenant, kind: str, wanted: list[str]) -> None:
    six.fault(kind, "PUT .*reorder")
    assert order(six, *wanted, unlisted="last")["changed"]
    assert names(six)[: len(wanted)] == wanted
    assert len(six.writes) == (2 if kind == "cut_before" else 1)


def test_a_refusal_for_another_reason_is_told_in_the_words_of_the_api(six: TestTenant) -> None:
    body = {"id": "authz.featureflag.permission.denied", "reason": "Feature flag x disabled."}
    six.fault("status", "PUT", status=403, body=body)
    six.fault("status", "PUT", status=403, body=body)
    assert "Cannot order the policy rules: Feature flag x disabled" in order(six, "f", "e")["msg"]


def test_any_order_is_reached_with_one_write_and_stays(zpa: TestTenant) -> None:
    """Random tenants and wishes, executed: 300 that can be met."""
    dice = random.Random(20)
    executed = refused = 0
    world = World()
    while executed < 300:
        zpa.tenant.table("policySet").clear()
        zpa.tenant.table("policyRule").clear()
        policy_type = dice.choice(["access", "timeout"])
        if policy_type == "access" and dice.random() < 0.5:
            add_deception_rule(zpa.tenant)
        fill(zpa, "abcdefgh"[: dice.randint(1, 8)], policy_type)
        client = world.client(legacy_settings(zpa))
        store = PolicyStore(client, policy_type)
        movable = [rule["name"] for rule in store.rules() if rule["name"] not in (DECEPTION, DEFAULT)]
        wish = dice.sample(movable, dice.randint(1, len(movable)))
        options = {"rules": wish, "unlisted": dice.choice(["keep", "last", "first", "fail"])}
        try:
            plan = plan_order(store, options)
        except InvalidInput:
            refused += 1
            continue
        zpa.forget()
        outcome = bring_into_order(PolicyStore(client, policy_type), options)
        assert len(zpa.writes) == plan.changes
        zpa.forget()
        again = bring_into_order(PolicyStore(client, policy_type), options)
        assert (again.changed, zpa.writes) == (False, [])
        assert [rule["id"] for rule in outcome.rules] == plan.wanted
        client.close()
        executed += 1
    assert refused > 0


def test_a_thousand_rules_are_ordered_with_one_write(zpa: TestTenant) -> None:
    for number in range(1000):
        add_policy_rule(zpa.tenant, "access", "Rule %04d" % number, action="ALLOW")
    zpa.run("zpa_policy_rule_info", name="-")
    zpa.forget()
    assert order(zpa, *("Rule %04d" % number for number in reversed(range(1000))), unlisted="fail")["changed"]
    assert [entry.method for entry in zpa.calls] == ["GET", "GET", "PUT", "GET", "GET"]
    assert names(zpa)[0] == "Rule 0999"


def test_a_rule_that_does_not_exist_yet_is_listed_once(six: TestTenant) -> None:
    result = order(six, "new", "new", "a", check=True)
    assert "rules[1]: 'new (does not exist yet)' is listed already, as rules[0]" in result["msg"]


def test_a_rule_that_does_not_exist_yet_has_no_id(six: TestTenant) -> None:
    assert order(six, "new", "a", check=True, unlisted="last")["rules"][0]["id"] is None


def test_a_write_that_never_succeeds_is_told_in_its_own_words(six: TestTenant) -> None:
    six.fault("cut_before", "PUT .*reorder", times=9)
    message = order(six, "f", "e", unlisted="last")["msg"]
    assert "Cannot order the policy rules" in message
    assert "Its outcome is unknown" in message


def test_a_list_that_cannot_be_read_back_says_that_the_order_was_accepted(six: TestTenant) -> None:
    six.fault(
        "status", "GET .*rules/policyType", status=403, body={"id": "x", "reason": "No."}, skip=1, times=9
    )
    assert "The new order itself was accepted" in order(six, "f", "e", unlisted="last")["msg"]


class TestRulesCalledLikeAnId:
    @pytest.fixture
    def alike(self, zpa: TestTenant) -> tuple[str, str]:
        """The ids of two rules, the second of which is called like the id of the first."""
        first = add_policy_rule(zpa.tenant, "access", "a", action="ALLOW")
        second = add_policy_rule(zpa.tenant, "access", first["id"], action="ALLOW")
        return first["id"], second["id"]

    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_are_ambiguous(self, zpa: TestTenant, alike: tuple[str, str], check: bool) -> None:
        first, _second = alike
        result = order(zpa, first, check=check)
        assert (
            "rules[0]: '%s' is the id of the rule 'a' and the name of another one (id %s)." % alike
            in (result["msg"])
        )
        assert zpa.writes == []

    def test_are_told_apart_by_all_ids(self, zpa: TestTenant, alike: tuple[str, str]) -> None:
        first, second = alike
        result = order(zpa, second, first)
        assert [entry["id"] for entry in result["rules"]][:2] == [second, first]
