# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ``zpa_policy_rule`` does beyond the laws: order, protected rules, names, what nobody knows."""

from __future__ import annotations

import copy
import dataclasses
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from support.policies import add_rule, furnish, rules_in_order, stored_operands
from support.tenants import TestTenant
from zpa_emulator import conditions as known
from zpa_emulator import policies
from zpa_emulator.policy_seeds import add_deception_rule, add_idp, add_look_up

MICROTENANT = "216196257331290001"


def rule(zpa: TestTenant, check: bool = False, **options: Any) -> dict[str, Any]:
    return zpa.run("zpa_policy_rule", check, **options)


def both(zpa: TestTenant, **options: Any) -> dict[str, Any]:
    """Run a task in check mode and for real, and return the result that they agree on."""
    zpa.forget()
    predicted = rule(zpa, True, **options)
    assert zpa.writes == []
    real = rule(zpa, **options)
    for part in ("changed", "diff", "failed", "problems"):
        assert predicted.get(part) == real.get(part), (predicted.get("msg"), real.get("msg"))
    if "failed" in real:
        assert zpa.writes == []
    return real


def conditions(*operands: dict[str, Any], **beside: Any) -> dict[str, Any]:
    return {"conditions": [{"operands": list(operands)}], **beside}


def about(object_type: str, *objects: Any) -> dict[str, Any]:
    return {"object_type": object_type, "objects": list(objects)}


def pairs(object_type: str, lhs: Any, rhs: Any, **beside: Any) -> dict[str, Any]:
    return {"object_type": object_type, "entries": [{"lhs": lhs, "rhs": rhs}], **beside}


class TestOrder:
    @pytest.fixture
    def abc(self, zpa: TestTenant) -> TestTenant:
        for name in "ABCD":
            add_rule(zpa, name)
        return zpa

    @pytest.mark.parametrize(
        ("name", "place", "order"),
        [
            ("A", 1, "ABCD"),
            ("A", 2, "BACD"),
            ("A", 4, "BCDA"),
            ("D", 1, "DABC"),
            ("D", 4, "ABCD"),
            ("C", 2, "ACBD"),
            ("B", 3, "ACBD"),
            ("E", 1, "EABCD"),
            ("E", 3, "ABECD"),
            ("E", 5, "ABCDE"),
        ],
    )
    def test_is_as_declared(self, abc: TestTenant, name: str, place: int, order: str) -> None:
        before = rules_in_order(abc)
        result = both(abc, name=name, action="ALLOW", rule_order=place)
        assert rules_in_order(abc) == list(order)
        assert result["changed"] is (rules_in_order(abc) != before)
        assert result["policy_rule"]["rule_order"] == place
        assert result["diff"]["after"]["rule_order"] == place
        assert both(abc, name=name, action="ALLOW", rule_order=place)["changed"] is False

    @pytest.mark.parametrize(
        ("name", "place", "end"), [("A", 5, 4), ("D", 99, 4), ("E", 6, 5), ("E", 999, 5)]
    )
    def test_beyond_the_end_is_refused(self, abc: TestTenant, name: str, place: int, end: int) -> None:
        (problem,) = both(abc, name=name, action="ALLOW", rule_order=place)["problems"]
        assert problem.startswith(
            "rule_order: %d is not a place for '%s', which can have 1 to %d." % (place, name, end)
        )
        assert rules_in_order(abc) == list("ABCD")

    def test_and_other_fields_change_in_one_task(self, abc: TestTenant) -> None:
        result = both(abc, name="C", rule_order=1, action="DENY", description="New")
        assert result["diff"] == {
            "before": {"name": "C", "description": "", "action": "ALLOW", "rule_order": 3},
            "after": {"name": "C", "description": "New", "action": "DENY", "rule_order": 1},
        }
        assert rules_in_order(abc) == list("CABD")
        assert [entry.method for entry in abc.writes] == ["PUT", "PUT"]
        assert abc.writes[1].path.endswith("/reorder/1")
        assert both(abc, name="C", rule_order=1, action="DENY", description="New")["changed"] is False

    def test_alone_writes_no_rule(self, abc: TestTenant) -> None:
        both(abc, name="C", rule_order=1)
        (move,) = abc.writes
        assert move.path.endswith("/reorder/1")
        assert move.body is None

    def test_that_is_omitted_puts_a_new_rule_last(self, abc: TestTenant) -> None:
        assert both(abc, name="E", action="DENY")["policy_rule"]["rule_order"] == 5
        assert rules_in_order(abc) == list("ABCDE")

    def test_that_is_omitted_moves_nothing(self, abc: TestTenant) -> None:
        both(abc, name="B", action="DENY")
        assert rules_in_order(abc) == list("ABCD")

    @pytest.mark.parametrize(("name", "place", "ok"), [("A", 3, True), ("A", 4, False), ("C", 1, True)])
    def test_leaves_the_default_rule_last(self, zpa: TestTenant, name: str, place: int, ok: bool) -> None:
        for each in "ABC":
            add_rule(zpa, each, "timeout")
        result = both(zpa, name=name, policy_type="timeout", rule_order=place)
        assert ("failed" not in result) is ok
        assert rules_in_order(zpa, "timeout")[-1] == "Default_Rule"

    def test_of_a_new_rule_can_be_the_last_before_the_default_rule(self, zpa: TestTenant) -> None:
        add_rule(zpa, "A", "timeout")
        options = {"policy_type": "timeout", "action": "RE_AUTH", "rule_order": 2}
        assert both(zpa, name="B", **options)["changed"]
        assert rules_in_order(zpa, "timeout") == ["A", "B", "Default_Rule"]

    @pytest.mark.parametrize("name", ["B", "C", "new"])
    def test_above_a_restricted_rule_is_refused(self, zpa: TestTenant, name: str) -> None:
        for each in "ABC":
            add_rule(zpa, each)
        add_deception_rule(zpa.tenant, position=2)
        zpa.forget()
        for place in (1, 2):
            (problem,) = both(zpa, name=name, action="DENY", rule_order=place)["problems"]
            assert problem.startswith("rule_order: %d is not a place for '%s'" % (place, name))
            assert "nothing goes above a restricted rule" in problem
        assert rules_in_order(zpa) == ["A", "Zscaler Deception", "B", "C"]

    def test_below_a_restricted_rule_is_free(self, zpa: TestTenant) -> None:
        for each in "ABC":
            add_rule(zpa, each)
        add_deception_rule(zpa.tenant)
        assert both(zpa, name="C", rule_order=2)["changed"]
        assert rules_in_order(zpa) == ["Zscaler Deception", "C", "A", "B"]

    def test_is_not_taken_from_a_rule_above_a_restricted_one(self, zpa: TestTenant) -> None:
        for each in "AB":
            add_rule(zpa, each)
        add_deception_rule(zpa.tenant, position=2)
        assert "1 only" in both(zpa, name="A", rule_order=3)["problems"][0]

    def test_that_another_writer_changed_meanwhile_is_set_by_the_next_run(self, abc: TestTenant) -> None:
        both(abc, name="D", rule_order=1)
        both(abc, name="A", rule_order=1)
        assert both(abc, name="D", rule_order=1)["changed"]
        assert rules_in_order(abc) == list("DABC")


# What makes a rule one of Zscaler's.
RESTRICTED: dict[str, dict[str, Any]] = {
    "by flag": {"name": "Decoys", "restrictedEntity": True},
    "by name": {"name": "Zscaler Deception", "restrictedEntity": False},
}


class TestProtected:
    @pytest.fixture(params=RESTRICTED.values(), ids=RESTRICTED.keys())
    def name(self, zpa: TestTenant, request: pytest.FixtureRequest) -> str:
        for each in "AB":
            add_rule(zpa, each)
        add_deception_rule(zpa.tenant, **request.param, position=1, description="Old")
        return request.param["name"]

    @pytest.mark.parametrize(
        "options",
        [
            {"action": "DENY"},
            {"description": ""},
            {"conditions": [{"operands": [about("APP", "SAP")]}]},
            {"state": "absent"},
        ],
        ids=str,
    )
    def test_restricted_rules_are_neither_changed_nor_deleted(
        self, zpa: TestTenant, name: str, options: dict[str, Any]
    ) -> None:
        before = copy.deepcopy(zpa.tenant.table("policyRule"))
        result = both(zpa, name=name, **options)
        assert "it is managed by Zscaler" in result["msg"]
        assert zpa.tenant.table("policyRule") == before

    def test_restricted_rules_are_not_moved(self, zpa: TestTenant, name: str) -> None:
        result = both(zpa, name=name, rule_order=2)
        assert "rule" in result["msg"]
        assert "keeps its place" in result["msg"] or "managed by Zscaler" in result["msg"]
        assert rules_in_order(zpa)[0] == name

    def test_restricted_rules_as_they_are_are_no_error(self, zpa: TestTenant, name: str) -> None:
        options = {"description": "Old", "action": "ALLOW", "rule_order": 1}
        assert both(zpa, name=name, **options)["changed"] is False

    def test_others_are_not_renamed_to_the_reserved_name(self, zpa: TestTenant) -> None:
        add_rule(zpa, "A", object_id="42")
        assert "reserved" in both(zpa, id="42", name="Zscaler Deception")["msg"]

    @pytest.mark.parametrize("policy_type", ["timeout", "client_forwarding", "isolation"])
    def test_default_rules_are_not_deleted(self, zpa: TestTenant, policy_type: str) -> None:
        add_rule(zpa, "A", policy_type)
        message = both(zpa, name="Default_Rule", policy_type=policy_type, state="absent")["msg"]
        assert "it is the default rule of its policy, which cannot be deleted" in message
        assert rules_in_order(zpa, policy_type) == ["A", "Default_Rule"]

    @pytest.mark.parametrize("policy_type", ["timeout", "client_forwarding", "isolation"])
    def test_default_rules_are_not_moved(self, zpa: TestTenant, policy_type: str) -> None:
        add_rule(zpa, "A", policy_type)
        result = both(zpa, name="Default_Rule", policy_type=policy_type, rule_order=1)
        assert "rule_order: 'Default_Rule' is a default rule, which keeps its place." in result["msg"]
        assert rules_in_order(zpa, policy_type) == ["A", "Default_Rule"]

    def test_default_rules_can_be_given_their_place(self, zpa: TestTenant) -> None:
        add_rule(zpa, "A", "timeout")
        assert both(zpa, name="Default_Rule", policy_type="timeout", rule_order=2)["changed"] is False

    @pytest.mark.parametrize(
        ("policy_type", "options"),
        [
            ("client_forwarding", {"action": "BYPASS"}),
            ("isolation", {"action": "ISOLATE", "isolation_profile": "Safe browsing"}),
            ("timeout", {"reauth_timeout": "8 Hours", "reauth_idle_timeout": "Never"}),
            ("timeout", {"custom_msg": ""}),
        ],
    )
    def test_default_rules_can_be_changed(
        self, zpa: TestTenant, policy_type: str, options: dict[str, Any]
    ) -> None:
        furnish(zpa)
        add_rule(zpa, "A", policy_type)
        assert both(zpa, name="Default_Rule", policy_type=policy_type, **options)["changed"]
        assert both(zpa, name="Default_Rule", policy_type=policy_type, **options)["changed"] is False
        assert zpa.tenant.find("policyRule", "Default_Rule")["defaultRule"] is True


class TestNames:
    @pytest.fixture
    def furnished(self, zpa: TestTenant) -> TestTenant:
        return furnish(zpa)

    def test_that_two_objects_have_are_an_error_with_their_ids(self, furnished: TestTenant) -> None:
        ids = sorted(entry["id"] for entry in furnished.add_application("Twin", "Twin"))
        operand = about("APP", "SAP", "Twin")
        (problem,) = both(furnished, name="R", action="ALLOW", **conditions(operand))["problems"]
        assert problem == (
            "conditions[0].operands[0].objects[1]: 2 application segments are named 'Twin'. "
            "Give the id of the one you mean: %s, %s." % (*ids,)
        )

    @pytest.mark.parametrize(
        ("operand", "told"),
        [
            (pairs("SCIM", "department", "x"), "2 SCIM attributes are named 'department' ("),
            (pairs("POSTURE", "Twin", "true"), "2 posture profiles are named 'Twin'. Give the id"),
        ],
    )
    def test_that_two_have_name_the_candidates(
        self, furnished: TestTenant, operand: dict[str, Any], told: str
    ) -> None:
        for number in (1, 2):
            add_look_up(furnished.tenant, "posture", "Twin", postureUdid="twin-%d" % number)
        options = conditions(operand, about("CLIENT_TYPE", "zpn_client_type_zapp"))
        (problem,) = both(furnished, name="R", action="ALLOW", **options)["problems"]
        assert problem.startswith("conditions[0].operands[0].entries[0].lhs: " + told)
        if operand["object_type"] == "SCIM":
            assert "of Okta" in problem
            assert "of Azure" in problem

    @pytest.mark.parametrize(
        ("options", "path", "near"),
        [
            (conditions(about("APP", "SAP", "Jirra")), "conditions[0].operands[0].objects[1]", "'Jira'"),
            (
                conditions(pairs("SCIM_GROUP", "Okta", "Finanz")),
                "conditions[0].operands[0].entries[0].rhs",
                "'Finance'",
            ),
            (
                conditions(pairs("SCIM_GROUP", "Octa", "Finance")),
                "conditions[0].operands[0].entries[0].lhs",
                "'Okta'",
            ),
            (
                conditions(pairs("SAML", "Email_Octa", "x")),
                "conditions[0].operands[0].entries[0].lhs",
                "'Email_Okta'",
            ),
            (
                conditions(pairs("SCIM", "tittle", "x", idp="Okta")),
                "conditions[0].operands[0].entries[0].lhs",
                "'title'",
            ),
            ({"app_connector_groups": ["Zürich"]}, "app_connector_groups[0]", "'Zurich'"),
            ({"app_server_groups": ["Paris server"]}, "app_server_groups[0]", "'Paris servers'"),
        ],
    )
    def test_that_nobody_has_are_an_error_with_near_matches(
        self, furnished: TestTenant, options: dict[str, Any], path: str, near: str
    ) -> None:
        result = rule(furnished, name="R", action="ALLOW", **options)
        (problem,) = result["problems"]
        assert problem.startswith(path + ": no ")
        assert "Near matches: " in problem
        assert near in problem
        assert furnished.writes == []

    @pytest.mark.parametrize(
        ("options", "line"),
        [
            (conditions(about("APP", "New app")), "APP is New app (does not exist yet)"),
            (conditions(about("APP_GROUP", "Finance apps", "New")), "APP_GROUP is New (does not exist yet)"),
        ],
    )
    @pytest.mark.parametrize("exists", [True, False], ids=["update", "create"])
    def test_that_an_earlier_task_may_create_are_a_warning_of_check_mode(
        self, furnished: TestTenant, options: dict[str, Any], line: str, exists: bool
    ) -> None:
        if exists:
            add_rule(furnished, "R")
        result = rule(furnished, True, name="R", action="ALLOW", **options)
        assert result.get("changed") is True, result.get("msg")
        (told,) = result["diff"]["after"]["conditions"]
        assert line in told["any of"]
        assert "In a real run that is an error, unless an earlier task creates it." in str(result["warnings"])
        assert rule(furnished, name="R", action="ALLOW", **options)["failed"]

    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    @pytest.mark.parametrize(
        ("policy_type", "options"),
        [
            ("access", {"action": "ALLOW", **conditions(about("IDP", "New"))}),
            ("access", {"action": "ALLOW", **conditions(pairs("SCIM_GROUP", "Okta", "New"))}),
            ("access", {"action": "ALLOW", **conditions(pairs("SCIM_GROUP", "New", "Finance"))}),
            ("access", {"action": "ALLOW", **conditions(pairs("SAML", "New", "x"))}),
            ("access", {"action": "ALLOW", **conditions(pairs("SCIM", "New", "x", idp="Okta"))}),
            (
                "access",
                {
                    "action": "ALLOW",
                    **conditions(
                        pairs("POSTURE", "New", "true"), about("CLIENT_TYPE", "zpn_client_type_zapp")
                    ),
                },
            ),
            ("inspection", {"action": "INSPECT", "inspection_profile": "New"}),
        ],
    )
    def test_that_no_task_can_create_are_an_error_in_both_runs(
        self, furnished: TestTenant, policy_type: str, options: dict[str, Any], check: bool
    ) -> None:
        result = rule(furnished, check, name="R", policy_type=policy_type, **options)
        assert "has the name or id 'New'" in result["msg"]
        assert furnished.writes == []

    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_that_are_the_id_of_one_object_and_the_name_of_another_are_an_error(
        self, furnished: TestTenant, check: bool
    ) -> None:
        furnished.add_application("by id", object_id="4711")
        furnished.add_application("4711", object_id="99")
        result = rule(furnished, check, name="R", action="ALLOW", **conditions(about("APP", "4711")))
        assert (
            "objects[0]: '4711' is the id of the application segment 'by id' and the name of" in result["msg"]
        )
        assert furnished.writes == []

    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    @pytest.mark.parametrize(
        ("code", "hint"),
        [("UK", "'GB'"), ("False", 'write "NO" in quotes'), ("Norway", "'NO' (Norway)"), ("XY1", "")],
    )
    def test_of_countries_that_are_none_are_an_error_in_both_runs(
        self, furnished: TestTenant, code: str, hint: str, check: bool
    ) -> None:
        options = conditions(about("COUNTRY_CODE", "DE", code))
        result = rule(furnished, check, name="R", action="ALLOW", **options)
        assert ".objects[1]: '%s' is nothing that COUNTRY_CODE can be" % code in result["msg"]
        assert hint in result["msg"]
        assert furnished.writes == []

    @pytest.mark.parametrize(
        ("policy_type", "options"),
        [
            ("access", {"action": "ALLOW", "app_connector_groups": ["New", "Zurich"]}),
            ("access", {"action": "ALLOW", "app_server_groups": ["New"]}),
            ("credential", {"action": "INJECT_CREDENTIALS", "credential_pool": "New"}),
            ("redirection", {"action": "REDIRECT_ALWAYS", "service_edge_groups": ["New"]}),
        ],
    )
    def test_of_options_that_an_earlier_task_may_create_too(
        self, furnished: TestTenant, policy_type: str, options: dict[str, Any]
    ) -> None:
        result = rule(furnished, True, name="R", policy_type=policy_type, **options)
        assert result.get("changed") is True, result.get("msg")
        assert "New (does not exist yet)" in str(result["diff"]["after"])
        assert len(result["warnings"]) == 1
        assert rule(furnished, name="R", policy_type=policy_type, **options)["failed"]

    @pytest.mark.parametrize(
        "options",
        [
            conditions(about("APP", "4711")),
            conditions(pairs("SAML", "4711", "x")),
            conditions(pairs("SCIM", "4711", "x", idp="Okta")),
            conditions(pairs("SCIM_GROUP", "Okta", "4711")),
            {"app_connector_groups": ["4711"]},
        ],
    )
    def test_ids_that_nobody_has_are_an_error_in_check_mode_as_well(
        self, furnished: TestTenant, options: dict[str, Any]
    ) -> None:
        (problem,) = both(furnished, name="R", action="ALLOW", **options)["problems"]
        assert "has the name or id '4711'" in problem

    @pytest.mark.parametrize(
        ("operand", "path"),
        [
            (pairs("SCIM_GROUP", "4711", "Finance"), "entries[0].lhs"),
            (pairs("SCIM", "title", "x", idp="4711"), "idp"),
            (pairs("SAML", "Email", "x", idp="4711"), "idp"),
            ({"object_type": "SCIM_GROUP", "idp": "4711", "objects": ["Finance"]}, "idp"),
        ],
        ids=["SCIM_GROUP", "SCIM", "SAML", "SCIM_GROUP by idp"],
    )
    def test_ids_of_identity_providers_that_are_none_are_named(
        self, furnished: TestTenant, operand: dict[str, Any], path: str
    ) -> None:
        for check in (True, False):
            result = rule(furnished, check, name="R", action="ALLOW", **conditions(operand))
            wanted = "conditions[0].operands[0].%s: no identity provider has the name or id '4711'" % path
            assert any(problem.startswith(wanted) for problem in result.get("problems", ())), result["msg"]

    def test_of_each_kind_are_looked_up_once(self, furnished: TestTenant) -> None:
        options = conditions(
            about("APP", "SAP", "Jira", "Git"),
            about("APP_GROUP", "Finance apps", "Web apps"),
            pairs("SAML", "Email_Okta", "x"),
            pairs("SAML", "Email", "x", idp="Azure"),
            pairs("SCIM_GROUP", "Okta", "Finance"),
            pairs("SCIM_GROUP", "Azure", "Finance"),
            pairs("SCIM", "title", "x", idp="Okta"),
            pairs("POSTURE", "Disk encrypted", "true"),
            pairs("POSTURE", "Jailbroken", "false"),
            about("CLIENT_TYPE", "zpn_client_type_zapp"),
            about("MACHINE_GRP", "machine groups A"),
            about("LOCATION", "locations A", "locations B"),
        )
        options["conditions"].append({"operands": [about("APP", "SAP", "Payroll")]})
        options["conditions"].append({"operands": [about("LOCATION", "locations C")]})
        groups = {"app_connector_groups": ["Zurich"], "app_server_groups": ["Zurich servers"]}
        result = both(furnished, name="R", action="ALLOW", **options, **groups)
        assert result["changed"], result
        furnished.forget()
        rule(furnished, True, name="R2", action="ALLOW", **options, **groups)
        paths = [entry.path.split("/customers/")[1] for entry in furnished.calls]
        assert sorted(paths) == sorted(set(paths))
        # The rules, and a list for each kind of name; of SCIM things, one for each identity provider, and of
        # the values of the attribute.
        assert len(paths) == 1 + 8 + 4 + 1

    def test_of_a_rule_that_has_them_need_no_look_up(self, furnished: TestTenant) -> None:
        options = conditions(about("APP", "SAP"), about("MACHINE_GRP", "machine groups A"))
        rule(furnished, name="R", action="ALLOW", **options, app_connector_groups=["Zurich"])
        furnished.forget()
        assert rule(furnished, name="R", **options, app_connector_groups=["Zurich"])["changed"] is False
        assert len(furnished.calls) == 1

    def test_of_saml_attributes_in_two_identity_providers_are_told_apart(self, furnished: TestTenant) -> None:
        add_idp(furnished.tenant, "Second", saml_attributes=["Email"])
        for entry in furnished.tenant.table("samlAttribute").values():
            entry["name"] = entry["samlName"]
        result = both(furnished, name="R", action="ALLOW", **conditions(pairs("SAML", "Email", "x")))
        assert "3 SAML attributes are named 'Email' (" in result["problems"][0]
        assert "Set idp to choose one" in result["problems"][0]
        for idp in ("Okta", "Azure"):
            operand = pairs("SAML", "Email", "x", idp=idp)
            assert both(furnished, name="R", action="ALLOW", **conditions(operand))["changed"]
            (shown,) = furnished.run("zpa_policy_rule_info", name="R")["policy_rules"]
            assert shown["conditions"][0]["operands"][0]["idp"] == idp
            assert rule(furnished, **shown)["changed"] is False

    def test_that_look_like_ids_are_told_by_id(self, furnished: TestTenant) -> None:
        (application,) = furnished.add_application("12345")
        result = both(furnished, name="R", action="ALLOW", **conditions(about("APP", "12345")))
        assert result["changed"]
        (operand,) = result["policy_rule"]["conditions"][0]["operands"]
        assert operand["objects"] in ([application["id"]], ["12345"])
        assert rule(furnished, **result["policy_rule"])["changed"] is False

    def test_that_come_back_escaped_are_found(self, furnished: TestTenant) -> None:
        furnished.tenant.quirks.escaped_text = True
        furnished.add_application("R&D <new>")
        options = conditions(about("APP", "R&D <new>"))
        result = both(furnished, name="R&D", action="ALLOW", custom_msg="a & b", **options)
        assert result["policy_rule"]["conditions"][0]["operands"][0]["objects"] == ["R&D <new>"]
        assert rule(furnished, name="R&D", custom_msg="a & b", **options)["changed"] is False


def plant(stored: dict[str, Any], *operands: dict[str, Any], operator: str = "OR") -> None:
    """Put a condition on a rule that no client of today would write."""
    stored["conditions"].append({"id": "1", "operator": operator, "negated": False, "operands": [*operands]})


class TestUnknown:
    """What this collection does not know lives on, can be seen, and can be given back."""

    @pytest.fixture
    def stored(self, zpa: TestTenant, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
        """A rule about things that the emulator knows and the collection does not."""
        kinds = {
            **known.OBJECT_TYPES,
            "QUANTUM_STATE": known.ObjectType(known.ID, None, ("values",)),
            "MOON_PHASE": known.ObjectType(None, None),
        }
        monkeypatch.setattr(known, "OBJECT_TYPES", kinds)
        monkeypatch.setattr(policies, "OBJECT_TYPES", kinds)
        kind = policies.BY_NAME["ACCESS_POLICY"]
        wider = dataclasses.replace(kind, object_types=tuple(kinds))
        monkeypatch.setitem(policies.BY_NAME, "ACCESS_POLICY", wider)
        furnish(zpa)
        operands = [{"objectType": "SCIM_GROUP", "lhs": "Okta", "rhs": "Finance"}]
        stored = add_rule(zpa, "Main", conditions=[{"operands": operands}])
        plant(
            stored,
            {"id": "2", "objectType": "QUANTUM_STATE", "lhs": "id", "rhs": "entangled"},
            {"id": "3", "objectType": "MOON_PHASE", "lhs": "full", "rhs": "true"},
        )
        return stored

    def test_object_types_are_shown(self, zpa: TestTenant, stored: dict[str, Any]) -> None:
        (shown,) = zpa.run("zpa_policy_rule_info")["policy_rules"]
        assert {
            "operator": "OR",
            "negated": False,
            "operands": [
                {"object_type": "MOON_PHASE", "entries": [{"lhs": "full", "rhs": "true"}]},
                {"object_type": "QUANTUM_STATE", "objects": ["entangled"]},
            ],
        } in shown["conditions"]

    def test_object_types_survive_an_update_of_something_else(
        self, zpa: TestTenant, stored: dict[str, Any]
    ) -> None:
        before = stored_operands(stored)
        assert both(zpa, name="Main", description="New")["changed"]
        assert stored_operands(stored) == before
        (write,) = zpa.writes
        assert "/mgmtconfig/v1/" in write.path

    def test_object_types_survive_a_move(self, zpa: TestTenant, stored: dict[str, Any]) -> None:
        add_rule(zpa, "Second")
        before = stored_operands(stored)
        assert both(zpa, name="Main", rule_order=2)["changed"]
        assert stored_operands(stored) == before

    def test_object_types_can_be_given_back(self, zpa: TestTenant, stored: dict[str, Any]) -> None:
        (shown,) = zpa.run("zpa_policy_rule_info")["policy_rules"]
        assert both(zpa, **shown)["changed"] is False
        before = stored_operands(stored)
        assert both(zpa, **{**shown, "description": "New"})["changed"]
        assert stored_operands(stored) == before

    def test_object_types_are_not_written_anew(self, zpa: TestTenant, stored: dict[str, Any]) -> None:
        (shown,) = zpa.run("zpa_policy_rule_info")["policy_rules"]
        (problem, *_more) = both(zpa, **{**shown, "conditions": shown["conditions"][:1]}).get(
            "problems", [""]
        )
        assert not problem or "is not an object type" in problem

    def test_words_survive_an_update_of_something_else(self, zpa: TestTenant) -> None:
        stored = add_rule(zpa, "Main")
        plant(stored, {"id": "2", "objectType": "CLIENT_TYPE", "lhs": "id", "rhs": "zpn_client_type_new"})
        (shown,) = zpa.run("zpa_policy_rule_info")["policy_rules"]
        assert both(zpa, **shown)["changed"] is False

    @pytest.mark.parametrize(
        "operand",
        [
            {"id": "2", "objectType": "POSTURE", "lhs": "a-udid-that-is-gone", "rhs": "true"},
            {"id": "2", "objectType": "APP", "lhs": "id", "rhs": "4711"},
            {"id": "2", "objectType": "SAML", "lhs": "4711", "rhs": "x"},
            {"id": "2", "objectType": "SCIM", "lhs": "4711", "rhs": "x"},
            {"id": "2", "objectType": "SCIM_GROUP", "lhs": "4711", "rhs": "4712"},
        ],
        ids=lambda operand: operand["objectType"],
    )
    def test_objects_that_are_gone_are_shown_by_id_and_can_be_given_back(
        self, zpa: TestTenant, operand: dict[str, str]
    ) -> None:
        stored = add_rule(furnish(zpa), "Main")
        plant(stored, operand)
        result = zpa.run("zpa_policy_rule_info")
        assert "failed" not in result, result["msg"]
        (shown,) = result["policy_rules"]
        assert operand["rhs"] in str(shown["conditions"])
        assert both(zpa, **shown)["changed"] is False

    def test_groups_of_an_identity_provider_without_scim_are_shown_by_id(self, zpa: TestTenant) -> None:
        """Which it had when the rule was made."""
        stored = add_rule(furnish(zpa), "Main")
        legacy = zpa.stored("Legacy", "idp")["id"]
        plant(stored, {"id": "2", "objectType": "SCIM_GROUP", "lhs": legacy, "rhs": "4712"})
        result = zpa.run("zpa_policy_rule_info")
        assert "failed" not in result, result["msg"]
        (shown,) = result["policy_rules"]
        assert "4712" in str(shown["conditions"])
        assert both(zpa, name="Main", conditions=[])["changed"]

    @pytest.mark.parametrize("task", ["update", "give back"])
    @pytest.mark.parametrize(
        ("policy_type", "flags", "operand"),
        [
            ("access", {"action": "ALLOW_BUT_RECORD"}, None),
            ("access", {"operator": "XOR"}, None),
            ("timeout", {"reauthTimeout": "300"}, None),
            ("timeout", {"reauthTimeout": "soon"}, None),
            ("capabilities", {"privilegedCapabilities": {"capabilities": ["FLY", "FILE_UPLOAD"]}}, None),
            ("access", {}, {"objectType": "PLATFORM", "lhs": "chromeos", "rhs": "true"}),
            ("access", {}, {"objectType": "PLATFORM", "lhs": "mac", "rhs": "false"}),
            ("access", {}, {"objectType": "RISK_FACTOR_TYPE", "lhs": "ZIA", "rhs": "EXTREME"}),
            ("access", {}, {"objectType": "CHROME_ENTERPRISE", "lhs": "watched", "rhs": "true"}),
            ("access", {}, {"objectType": "COUNTRY_CODE", "lhs": "EUR", "rhs": "true"}),
            ("access", {}, {"objectType": "APP", "lhs": "name", "rhs": "SAP"}),
            ("access", {}, {"objectType": "CONSOLE", "lhs": "id", "rhs": "4711"}),
            ("access", {}, {"objectType": "SAML", "lhs": "4711", "rhs": ""}),
        ],
        ids=str,
    )
    def test_values_that_no_document_has_live_on(
        self, zpa: TestTenant, policy_type: str, flags: Any, operand: dict[str, str] | None, task: str
    ) -> None:
        """What a newer ZPA, or an older one, has given to a rule: given back, it is right or refused."""
        stored = add_rule(furnish(zpa), "Main", policy_type, flags=flags)
        if operand:
            plant(stored, operand)
        result = zpa.run("zpa_policy_rule_info", name="Main", policy_type=policy_type)
        assert "failed" not in result, result["msg"]
        (shown,) = result["policy_rules"]
        if task == "give back":
            result = both(zpa, **shown)
            assert result.get("changed") is False or result["problems"]
            return
        result = rule(zpa, True, name="Main", policy_type=policy_type, custom_msg="New")
        assert result.get("changed") is True, result["msg"]
        rule(zpa, name="Main", policy_type=policy_type, custom_msg="New")
        (write,) = zpa.writes
        sent = {key: write.body.get(key) for key in flags}
        assert sent == flags
        if operand:
            assert operand["rhs"] in str(write.body["conditions"])
            assert operand["lhs"] in str(write.body["conditions"]) or operand["lhs"] == "id"

    def test_fields_survive(self, zpa: TestTenant) -> None:
        stored = add_rule(zpa, "Main", flags={"desktopPolicyMappings": [{"x": 1}], "browserPostureName": "y"})
        both(zpa, name="Main", description="New")
        assert stored["desktopPolicyMappings"] == [{"x": 1}]
        assert stored["browserPostureName"] == "y"

    def test_an_extranet_survives(self, zpa: TestTenant) -> None:
        extranet = {"zpnErId": "7", "locationDTO": [{"id": "5", "name": "x"}], "somethingNew": [1]}
        stored = add_rule(zpa, "Main", extranetEnabled=True, extranetDTO=extranet)
        both(zpa, name="Main", description="New")
        assert stored["extranetDTO"] == extranet
        both(zpa, name="Main", extranet_location_groups=["6"])
        assert stored["extranetDTO"] == {**extranet, "locationGroupDTO": [{"id": "6"}]}


QUIRKS = ("shuffled_conditions", "older_shape", "escaped_text", "blind_search", "no_total_count")
RICH: dict[str, dict[str, Any]] = {
    "access": {
        "action": "REQUIRE_APPROVAL",
        "custom_msg": "Ask <Ann> & Bob",
        "app_connector_groups": ["Zurich", "Paris"],
        "app_server_groups": ["Zurich servers"],
        "conditions": [
            {"operands": [about("APP", "SAP", "Jira", "Git"), about("APP_GROUP", "Web apps", "Lab apps")]},
            {"operands": [pairs("SCIM_GROUP", "Okta", "Sales"), pairs("SAML", "Email_Azure", "a & b")]},
            {
                "operator": "AND",
                "operands": [
                    pairs("POSTURE", "Disk encrypted", "true"),
                    pairs("POSTURE", "Jailbroken", "false"),
                ],
            },
            {"operands": [about("CLIENT_TYPE", "zpn_client_type_zapp", "zpn_client_type_vdi")]},
        ],
    },
    "timeout": {"action": "RE_AUTH", "reauth_timeout": "10 Days", "reauth_idle_timeout": "never"},
    "isolation": {
        "action": "ISOLATE",
        "isolation_profile": "Safe browsing",
        **conditions(about("CLIENT_TYPE", "zpn_client_type_exporter")),
    },
    "inspection": {"action": "INSPECT", "inspection_profile": "inspection profiles B"},
    "redirection": {"action": "REDIRECT_ALWAYS", "service_edge_groups": ["Paris edge", "Zurich edge"]},
    "capabilities": {
        "action": "CHECK_CAPABILITIES",
        "privileged_capabilities": ["file_upload", "CLIPBOARD_COPY"],
    },
    "credential": {
        "action": "INJECT_CREDENTIALS",
        "credential_pool": "credential pools B",
        **conditions(about("CONSOLE", "pra consoles A")),
    },
    "privileged_portal": {
        "action": "CHECK_PRIVILEGED_PORTAL_CAPABILITIES",
        "privileged_portal_capabilities": ["DELETE_FILE"],
    },
    "clientless_session_protection": {
        "action": "MONITOR",
        **conditions(about("USER_PORTAL", "user portals A")),
    },
}


@pytest.mark.parametrize("policy_type", RICH)
@pytest.mark.parametrize("quirk", QUIRKS)
def test_no_oddity_of_a_server_is_drift(zpa: TestTenant, quirk: str, policy_type: str) -> None:
    furnish(zpa)
    setattr(zpa.tenant.quirks, quirk, True)
    options = {"name": "R & D", "policy_type": policy_type, **RICH[policy_type]}
    created = both(zpa, **options)
    assert created.get("changed") is True, created.get("msg")
    assert both(zpa, **options)["changed"] is False
    assert both(zpa, **options, description="<new>")["changed"]
    assert both(zpa, **options, description="<new>")["changed"] is False
    assert both(zpa, **created["policy_rule"])["changed"]  # the description
    assert both(zpa, name="R & D", policy_type=policy_type, state="absent")["changed"]


class TestMicrotenant:
    def test_can_require_an_approval(self, zpa: TestTenant) -> None:
        options = {"name": "R", "action": "REQUIRE_APPROVAL", "microtenant_id": MICROTENANT}
        result = both(zpa, **options)
        assert result["policy_rule"]["action"] == "REQUIRE_APPROVAL"
        assert result["policy_rule"]["microtenant_id"] == MICROTENANT
        assert both(zpa, **options)["changed"] is False
        assert rules_in_order(zpa, "access", MICROTENANT) == ["R"]

    def test_has_a_policy_set_and_an_order_of_its_own(self, zpa: TestTenant) -> None:
        for name in "AB":
            add_rule(zpa, name)
            add_rule(zpa, name, microtenant_id=MICROTENANT)
        assert both(zpa, name="B", rule_order=1, microtenant_id=MICROTENANT)["changed"]
        assert rules_in_order(zpa, "access", MICROTENANT) == ["B", "A"]
        assert rules_in_order(zpa) == ["A", "B"]
        assert {entry.query.get("microtenantId") for entry in zpa.calls} == {MICROTENANT}

    def test_has_applications_of_its_own(self, zpa: TestTenant) -> None:
        (ours,) = zpa.add_application("Shared", microtenant_id=MICROTENANT)
        zpa.add_application("Shared", "Elsewhere")
        options = {"name": "R", "action": "ALLOW", "microtenant_id": MICROTENANT}
        assert both(zpa, **options, **conditions(about("APP", "Shared")))["changed"]
        stored = zpa.tenant.find("policyRule", "R")
        assert stored["conditions"][0]["operands"][0]["rhs"] == ours["id"]
        assert rule(zpa, **options, **conditions(about("APP", "Elsewhere")))["failed"]

    def test_of_a_result_can_be_given_back(self, zpa: TestTenant) -> None:
        shown = both(zpa, name="R", action="ALLOW", microtenant_id=MICROTENANT)["policy_rule"]
        assert both(zpa, **shown)["changed"] is False

    @pytest.mark.parametrize("action", ["state", "description"])
    def test_does_not_touch_the_rule_of_that_name_of_another(self, zpa: TestTenant, action: str) -> None:
        add_rule(zpa, "R")
        add_rule(zpa, "R", microtenant_id=MICROTENANT)
        change = {"state": "absent"} if action == "state" else {"description": "New"}
        assert both(zpa, name="R", microtenant_id=MICROTENANT, **change)["changed"]
        assert rules_in_order(zpa) == ["R"]
        rules = zpa.run("zpa_policy_rule_info", name="R")["policy_rules"]
        assert [entry["description"] for entry in rules] == [""]

    @pytest.fixture
    def shared(self, zpa: TestTenant, code_patch: pytest.MonkeyPatch) -> TestTenant:
        """A tenant that lists a rule of a microtenant among its own."""
        original = Client.list_all

        def generous(*words: Any, **keywords: Any) -> list[dict[str, Any]]:
            found = original(*words, **keywords)
            return [{**one, "microtenantId": MICROTENANT} if one["id"] == "42" else one for one in found]

        add_rule(zpa, "Theirs", object_id="42")
        add_rule(zpa, "Ours")
        code_patch.setattr(Client, "list_all", generous)
        return zpa

    @pytest.mark.parametrize("options", [{"description": "New"}, {"state": "absent"}])
    def test_does_not_touch_the_rule_of_another_by_its_id(
        self, shared: TestTenant, options: dict[str, Any]
    ) -> None:
        result = both(shared, id="42", **options)
        assert result.get("failed") or result["changed"] is False
        assert shared.writes == []

    def test_cannot_order_rules_among_those_of_another(self, shared: TestTenant) -> None:
        assert "lists rules of other microtenants" in both(shared, name="Ours", rule_order=1)["msg"]
        assert shared.writes == []


def test_metadata_tells_what_no_option_sets(zpa: TestTenant) -> None:
    stored = add_rule(zpa, "R", object_id="42", flags={"groupId": "555", "policyGroupName": "Team A"})
    add_rule(zpa, "Last")
    facts = zpa.run("zpa_policy_rule_info", id="42")["metadata"]["42"]
    policy_sets = list(zpa.tenant.table("policySet"))
    assert facts == {
        "creation_time": int(stored["creationTime"]),
        "default_rule": False,
        "microtenant_id": "0",
        "microtenant_name": "",
        "modified_by": stored["modifiedBy"],
        "modified_time": int(stored["modifiedTime"]),
        "policy_group_id": "555",
        "policy_group_name": "Team A",
        "policy_set_id": policy_sets[0],
        "priority": 2,
        "restricted": False,
    }
