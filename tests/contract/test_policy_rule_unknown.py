# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a rule has that nobody knows, or that no option says."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from support.policies import add_rule, furnish, stored_operands
from support.rule_options import about, both, conditions, pairs, rule
from support.tenants import TestTenant
from zpa_emulator import conditions as known
from zpa_emulator import policies


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
