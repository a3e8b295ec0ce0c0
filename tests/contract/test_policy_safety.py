# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No rule is ever widened, doubled or given another thing than the one that is meant."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from support.tenants import TestTenant
from zpa_emulator.policy_seeds import (
    add_deception_rule,
    add_idp,
    add_policy_rule,
    add_posture_profile,
    add_scim_group,
)

ZAPP: dict[str, Any] = {"operands": [{"object_type": "CLIENT_TYPE", "objects": ["zpn_client_type_zapp"]}]}


def about(object_type: str, *objects: str, **operand: Any) -> dict[str, Any]:
    return {
        "operands": [
            {"object_type": object_type, **({"objects": list(objects)} if objects else {}), **operand}
        ]
    }


def posture(name: str) -> list[dict[str, Any]]:
    return [about("POSTURE", entries=[{"lhs": name, "rhs": "true"}]), ZAPP]


def group(idp: str, name: str) -> list[dict[str, Any]]:
    return [about("SCIM_GROUP", entries=[{"lhs": idp, "rhs": name}])]


def rule(zpa: TestTenant, check: bool = False, **options: Any) -> dict[str, Any]:
    return zpa.run("zpa_policy_rule", check, **options)


def stored(zpa: TestTenant, name: str = "R") -> dict[str, Any]:
    return zpa.tenant.find("policyRule", name)


def written(zpa: TestTenant) -> set[tuple[str, str, str]]:
    """What the rule R is about, as the tenant has it."""
    conditions = stored(zpa)["conditions"]
    return {(one["objectType"], one["lhs"], one["rhs"]) for entry in conditions for one in entry["operands"]}


class TestNamesWithBrackets:
    """The cloud at the end of a name may be left out. Every other bracket is part of the name."""

    @pytest.mark.parametrize("wanted", ["Patch level (high)", "Patch level", "Patch level (v1.3)"])
    def test_are_not_taken_for_another_profile(self, zpa: TestTenant, wanted: str) -> None:
        for name in ("Patch level (low)", "Patch level (v1.2)"):
            add_posture_profile(zpa.tenant, name)
        result = rule(zpa, name="R", action="ALLOW", conditions=posture(wanted))
        assert "no posture profile has the name or id '%s'" % wanted in result["msg"]
        assert zpa.writes == []

    def test_are_found_without_the_cloud_behind_them(self, zpa: TestTenant) -> None:
        found = add_posture_profile(zpa.tenant, "AV (strict)")
        rule(zpa, name="R", action="ALLOW", conditions=posture("AV (strict)"))
        assert ("POSTURE", found["postureUdid"], "true") in written(zpa)

    def test_choose_the_cloud_where_a_name_is_in_two(self, zpa: TestTenant) -> None:
        add_posture_profile(zpa.tenant, "Disk", cloud="zscalertwo", postureUdid="udid-two")
        add_posture_profile(zpa.tenant, "Disk", cloud="zscalerthree", postureUdid="udid-three")
        rule(zpa, name="R", action="ALLOW", conditions=posture("Disk (zscalertwo.net)"))
        assert ("POSTURE", "udid-two", "true") in written(zpa)
        assert "are named 'Disk'" in rule(zpa, name="S", action="ALLOW", conditions=posture("Disk"))["msg"]

    def test_are_not_left_out_of_what_is_given(self, zpa: TestTenant) -> None:
        add_posture_profile(zpa.tenant, "Agent runs")
        wanted = "Agent runs (backup.exe)"
        result = rule(zpa, name="R", action="ALLOW", conditions=posture(wanted))
        assert "no posture profile has the name or id '%s'" % wanted in result["msg"]
        assert zpa.writes == []


@pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
def test_an_attribute_that_a_rule_has_is_not_taken_for_one_of_another_provider(
    zpa: TestTenant, check: bool
) -> None:
    for provider in ("Okta", "Azure"):
        add_idp(zpa.tenant, provider, saml_attributes=["Email"])
    email = next(
        one["id"] for one in zpa.tenant.table("samlAttribute").values() if one["name"] == "Email_Okta"
    )
    operand = {"objectType": "SAML", "entryValues": [{"lhs": email, "rhs": "x"}]}
    add_policy_rule(zpa.tenant, "access", "R", action="ALLOW", conditions=[{"operands": [operand]}])
    entries = [{"lhs": email, "rhs": "x"}]
    result = rule(zpa, check, name="R", conditions=[about("SAML", idp="Azure", entries=entries)])
    assert "no SAML attribute has the name or id '%s'" % email in result["msg"]
    assert zpa.writes == []


class TestUpdatesOfSomethingElse:
    @pytest.fixture
    def odd(self, zpa: TestTenant) -> TestTenant:
        """A rule with an operand for the test to make odd."""
        add_policy_rule(
            zpa.tenant,
            "access",
            "R",
            action="ALLOW",
            conditions=[{"operands": [{"objectType": "APP", "values": ["SAP"]}]}],
        )
        return zpa

    @staticmethod
    def operand(zpa: TestTenant) -> dict[str, Any]:
        return stored(zpa)["conditions"][0]["operands"][0]

    @pytest.mark.parametrize(
        "change",
        [
            {"negated": True},
            {"lhs": "name", "rhs": "SAP"},
            {"objectType": "NEW_TYPE"},
            {"objectType": "NEW_TYPE", "lhs": None, "rhs": None, "range": {"from": 1}},
            {"objectType": "SAML", "lhs": "7", "rhs": " a &amp; b "},
        ],
    )
    def test_send_conditions_back_as_they_came_where_v2_would_lose_something(
        self, odd: TestTenant, change: dict[str, Any], code_patch: pytest.MonkeyPatch
    ) -> None:
        operand = self.operand(odd)
        operand.update(change)
        for key in [key for key, value in operand.items() if value is None]:
            del operand[key]
        computed = ("id", "creationTime", "modifiedTime", "modifiedBy")
        expected = {key: value for key, value in operand.items() if key not in computed}
        sent: list[Any] = []
        code_patch.setattr(
            Client, "put", lambda client, path, body, version="v1": sent.append((version, body))
        )
        rule(odd, name="R", description="d")
        version, body = sent[0]
        assert version == "v1"
        assert body["conditions"][0]["operands"] == [expected]

    def test_go_through_v2_where_it_can_say_everything(self, odd: TestTenant) -> None:
        rule(odd, name="R", description="d")
        assert odd.writes[0].path.startswith("/mgmtconfig/v2/")

    def test_notice_a_condition_that_the_api_did_not_keep(
        self, odd: TestTenant, code_patch: pytest.MonkeyPatch
    ) -> None:
        put = Client.put

        def forgetful(client: Client, path: str, body: Any, version: str = "v1") -> None:
            put(client, path, {**body, "conditions": []}, version)

        code_patch.setattr(Client, "put", forgetful)
        result = rule(odd, name="R", description="d")
        assert result["failed"]
        assert "read back conditions is" in result["msg"]

    def test_keep_what_only_the_answer_for_one_rule_shows(
        self, odd: TestTenant, code_patch: pytest.MonkeyPatch
    ) -> None:
        stored(odd).update(customMsg="Call us", description="old")
        pages = Client.list_all

        def short(client: Client, *arguments: Any, **keywords: Any) -> list[dict[str, Any]]:
            found = pages(client, *arguments, **keywords)
            return [{key: value for key, value in entry.items() if key != "customMsg"} for entry in found]

        code_patch.setattr(Client, "list_all", short)
        rule(odd, name="R", description="new")
        assert stored(odd)["customMsg"] == "Call us"


class TestGroups:
    @pytest.fixture
    def providers(self, zpa: TestTenant) -> TestTenant:
        for name in ("Okta", "Azure AD"):
            add_idp(zpa.tenant, name)
        add_scim_group(zpa.tenant, "Okta", "Engineering", group_id=9001)
        return zpa

    def test_belong_to_their_identity_provider(self, providers: TestTenant) -> None:
        rule(providers, name="R", action="ALLOW", conditions=group("Okta", "9001"))
        result = rule(providers, name="R", conditions=group("Azure AD", "9001"))
        assert "no SCIM group has the name or id '9001'" in result["msg"]

    def test_take_no_identity_provider_beside_their_entries(self, providers: TestTenant) -> None:
        conditions = [about("SCIM_GROUP", idp="Azure AD", entries=[{"lhs": "Okta", "rhs": "Engineering"}])]
        result = rule(providers, name="R", action="ALLOW", conditions=conditions)
        assert "conditions[0].operands[0].idp: is given beside entries" in result["msg"]

    def test_of_a_provider_that_does_not_exist_are_one_error_in_check_mode_too(
        self, providers: TestTenant
    ) -> None:
        result = rule(providers, True, name="R", action="ALLOW", conditions=group("New one", "Engineering"))
        (problem,) = result["problems"]
        assert "no identity provider has the name or id 'New one'" in problem

    def test_of_a_provider_without_scim_are_a_problem_with_its_path(self, providers: TestTenant) -> None:
        add_idp(providers.tenant, "Partners", scim=False)
        conditions = [*group("Partners", "All"), about("APP", "Nothing")]
        result = rule(providers, name="R", action="ALLOW", conditions=conditions)
        assert [problem.split(":")[0] for problem in result["problems"]] == [
            "conditions[1].operands[0].objects[0]",
            "conditions[0].operands[0].entries[0].rhs",
        ]

    def test_whose_names_cannot_be_had_stop_no_task(self, providers: TestTenant) -> None:
        rule(providers, name="R", action="ALLOW", conditions=group("Okta", "Engineering"))
        providers.tenant.find("idp", "Okta")["scimEnabled"] = False
        (shown,) = providers.run("zpa_policy_rule_info")["policy_rules"]
        assert shown["conditions"][0]["operands"][0]["entries"] == [{"lhs": "Okta", "rhs": "9001"}]
        assert rule(providers, name="R", state="absent")["changed"]


class TestLostAnswers:
    @pytest.mark.parametrize("kind", ["cut_before", "cut_after"])
    def test_to_a_creation_make_no_second_rule(self, zpa: TestTenant, kind: str) -> None:
        zpa.fault(kind, "POST")
        assert rule(zpa, name="R", action="ALLOW")["changed"]
        names = [found["name"] for found in zpa.tenant.table("policyRule").values()]
        assert names == ["R"]

    def test_to_a_creation_that_shows_late_make_no_second_rule(
        self, zpa: TestTenant, code_patch: pytest.MonkeyPatch
    ) -> None:
        pages, late = Client.list_all, [True] * 3

        def lagging(client: Client, path: str, *arguments: Any, **keywords: Any) -> list[dict[str, Any]]:
            found = pages(client, path, *arguments, **keywords)
            return (
                found if not (found and late) else late.clear() or [] if len(late) == 1 else late.pop() and []
            )

        code_patch.setattr(Client, "list_all", lagging)
        zpa.fault("cut_after", "POST")
        assert rule(zpa, name="R", action="ALLOW")["changed"]
        assert [entry.method for entry in zpa.writes] == ["POST"]

    def test_to_a_move_after_a_creation_end_at_the_place(self, zpa: TestTenant) -> None:
        add_deception_rule(zpa.tenant)
        add_policy_rule(zpa.tenant, "access", "First", action="DENY")
        zpa.fault("cut_after", "PUT .*reorder")
        assert rule(zpa, name="R", action="ALLOW", rule_order=2)["policy_rule"]["rule_order"] == 2
        names = [found["name"] for found in zpa.run("zpa_policy_rule_info")["policy_rules"]]
        assert names == ["Zscaler Deception", "R", "First"]

    def test_a_move_that_is_refused_says_that_the_rule_was_created(self, zpa: TestTenant) -> None:
        add_policy_rule(zpa.tenant, "access", "First", action="DENY")
        zpa.fault("status", "PUT .*reorder", status=400, body={"id": "x", "reason": "Not today."})
        message = rule(zpa, name="R", action="ALLOW", rule_order=1)["msg"]
        assert "The rule itself was created, but could not be moved to place 1" in message


def test_an_accepted_creation_without_an_id_is_looked_for_and_never_sent_again(
    zpa: TestTenant, code_patch: pytest.MonkeyPatch
) -> None:
    post = Client.post

    def silent(client: Client, *arguments: Any, **keywords: Any) -> dict[str, Any]:
        post(client, *arguments, **keywords)
        return {"name": "R"}

    code_patch.setattr(Client, "post", silent)
    assert rule(zpa, name="R", action="ALLOW")["policy_rule"]["id"] == stored(zpa)["id"]
    assert [entry.method for entry in zpa.writes] == ["POST"]
