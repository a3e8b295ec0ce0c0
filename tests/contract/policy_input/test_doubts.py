# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What no document says of a rule: it is written with a warning, and a refusal of it is explained."""

from __future__ import annotations

from typing import Any

import pytest
from support.policies import add_rule
from support.policy_input import CLIENT, EXPORTER, ZAPP, about, conditions, pair
from support.tenants import TestTenant
from zpa_emulator import policies


def warned(result: dict[str, Any]) -> list[str]:
    """Return the warnings of a task, which Ansible's releases spell in two ways."""
    found = result.get("warnings", [])
    return [warning["event"]["msg"] if isinstance(warning, dict) else warning for warning in found]


# Options of a new rule that no document has, and how the warning begins.
DOUBTED: dict[str, tuple[dict[str, Any], str]] = {
    "unknown action": (
        {"action": "CONDITIONAL_ACCESS", **conditions(about("APP", "SAP"))},
        "action: no document lists 'CONDITIONAL_ACCESS', but ALLOW, DENY, REQUIRE_APPROVAL.",
    ),
    "action of another policy type": (
        {"policy_type": "timeout", "action": "ALLOW"},
        "action: no document lists 'ALLOW', but RE_AUTH.",
    ),
    "short timeout": (
        {"policy_type": "timeout", "action": "RE_AUTH", "reauth_timeout": "9 Minutes"},
        "reauth_timeout: 540 is less than the 600 seconds that the vendor's clients send at least.",
    ),
    "unknown capability": (
        {"policy_type": "capabilities", "action": "CHECK_CAPABILITIES", "privileged_capabilities": ["FLY"]},
        "privileged_capabilities: no document lists 'FLY', but CLIPBOARD_COPY",
    ),
    "unknown object type": (
        conditions(about("APLICATION", "SAP")),
        "conditions[0].operands[0].object_type: no document lists 'APLICATION', but APP, ",
    ),
    "object type of another policy type": (
        conditions(about("CONSOLE", "pra consoles A")),
        "conditions: no document has CONSOLE in access rules, which are known to be about APP, ",
    ),
    "client type of another policy type": (
        {
            "policy_type": "redirection",
            "action": "REDIRECT_DEFAULT",
            **conditions(about("CLIENT_TYPE", EXPORTER)),
        },
        "conditions: redirection rules are known to take the client types ",
    ),
    "posture without client types": (
        conditions(about("POSTURE", entries=[pair("Disk encrypted", "false")])),
        "conditions: POSTURE is documented beside CLIENT_TYPE only, ",
    ),
    "network without client types": (
        conditions(about("TRUSTED_NETWORK", entries=[pair("Headquarters", "true")])),
        "conditions: TRUSTED_NETWORK is documented beside CLIENT_TYPE only, ",
    ),
    "platform that is false": (
        conditions(about("PLATFORM", entries=[pair("mac", "false")])),
        "conditions[0].operands[0].entries[0].rhs: no document lists 'false', but true.",
    ),
    "INSPECT without a profile": (
        {"policy_type": "inspection", "action": "INSPECT"},
        "inspection_profile: is missing, and action=INSPECT is known with it only.",
    ),
    "redirection without groups": (
        {"policy_type": "redirection", "action": "REDIRECT_ALWAYS"},
        "service_edge_groups: is missing, and action=REDIRECT_ALWAYS is known with it only.",
    ),
    "no redirection with groups": (
        {"policy_type": "redirection", "action": "REDIRECT_DEFAULT", "service_edge_groups": ["Zurich edge"]},
        "service_edge_groups: is given, and action=REDIRECT_DEFAULT is known without it only.",
    ),
    "neither credential nor pool": (
        {"policy_type": "credential", "action": "INJECT_CREDENTIALS"},
        "credential or credential_pool: is missing, and action=INJECT_CREDENTIALS is known with it only.",
    ),
}

# Options that live tests of the vendor's clients have, or documents list.
KNOWN: dict[str, dict[str, Any]] = {
    "platform and machine group in an inspection rule": {
        "policy_type": "inspection",
        "action": "INSPECT",
        "inspection_profile": "inspection profiles A",
        "conditions": [
            {"operands": [about("SAML", entries=[pair("Email_Okta", "user1@example.com")])]},
            {"operands": [about("PLATFORM", "linux", "windows")]},
            {"operands": [about("MACHINE_GRP", "machine groups A")]},
            {"operands": [about("CLIENT_TYPE", EXPORTER)]},
        ],
    },
    "attributes in a redirection rule": {
        "policy_type": "redirection",
        "action": "REDIRECT_DEFAULT",
        "conditions": [
            {"operands": [about("CLIENT_TYPE", ZAPP)]},
            {"operands": [about("SAML", entries=[pair("Email_Okta", "user1@example.com")])]},
        ],
    },
    "both documented client types in an isolation rule": {
        "policy_type": "isolation",
        "action": "BYPASS_ISOLATE",
        **conditions(about("CLIENT_TYPE", EXPORTER, ZAPP)),
    },
    "trusted network that is not": conditions(
        CLIENT, about("TRUSTED_NETWORK", entries=[pair("Headquarters", "false")])
    ),
}


@pytest.mark.parametrize(("options", "words"), DOUBTED.values(), ids=DOUBTED.keys())
def test_what_no_document_has_is_written_with_one_warning(
    furnished: TestTenant, options: dict[str, Any], words: str
) -> None:
    task = {"name": "New", "action": "ALLOW", **options}
    foreseen, done = (furnished.run("zpa_policy_rule", check, **task) for check in (True, False))
    assert foreseen["changed"] is done["changed"] is True
    assert warned(foreseen) == warned(done)
    (warning,) = warned(done)
    assert warning.startswith(words)
    assert "The API may refuse it." in warning
    again = furnished.run("zpa_policy_rule", **task)
    assert again["changed"] is False
    assert warned(again) == []
    other = furnished.run("zpa_policy_rule", **{**task, "description": "New"})
    assert other["changed"] is True
    assert warned(other) == []


@pytest.mark.parametrize(("options", "words"), DOUBTED.values(), ids=DOUBTED.keys())
def test_a_refusal_of_what_no_document_has_is_explained(
    furnished: TestTenant, options: dict[str, Any], words: str
) -> None:
    furnished.tenant.quirks.undocumented_refused = True
    result = furnished.run("zpa_policy_rule", **{"name": "New", "action": "ALLOW", **options})
    assert result["msg"].startswith("Cannot create policy rule 'New': One or more input fields ")
    assert "What no document has may be the reason: %s" % words in result["msg"]
    assert (result["status"], result["error_id"]) == (400, "invalid.resource.argument")
    assert "New" not in [rule["name"] for rule in furnished.tenant.table("policyRule").values()]


@pytest.mark.parametrize("options", KNOWN.values(), ids=KNOWN.keys())
def test_what_documents_and_live_tests_have_is_written_without_a_word(
    furnished: TestTenant, options: dict[str, Any]
) -> None:
    task = {"name": "New", "action": "ALLOW", **options}
    result = furnished.run("zpa_policy_rule", **task)
    assert result.get("changed") is True, result["msg"]
    assert warned(result) == []
    assert furnished.run("zpa_policy_rule", **task)["changed"] is False


def test_an_update_that_is_refused_for_what_the_rule_has_already_is_explained(furnished: TestTenant) -> None:
    network = conditions(about("TRUSTED_NETWORK", entries=[pair("Headquarters", "true")]))
    furnished.run("zpa_policy_rule", name="Main", **network)
    furnished.tenant.quirks.undocumented_refused = True
    result = furnished.run("zpa_policy_rule", name="Main", description="New")
    assert (
        "may be the reason: conditions: TRUSTED_NETWORK is documented beside CLIENT_TYPE only"
        in result["msg"]
    )


def test_a_whole_configuration_is_not_held_up_by_a_doubt(furnished: TestTenant) -> None:
    rules = [
        {"name": "One", "action": "ALLOW"},
        {"name": "Two", "action": "ALLOW", **DOUBTED["network without client types"][0]},
    ]
    config = {"config": {"policy_rules": {"access": rules}}}
    foreseen, done = (furnished.run("zpa_config", check, **config) for check in (True, False))
    assert warned(foreseen) == warned(done)
    (warning,) = warned(done)
    assert warning.startswith("config.policy_rules.access[1].conditions: TRUSTED_NETWORK is documented ")
    assert furnished.run("zpa_config", **config)["changed"] is False


@pytest.mark.parametrize("is_there", [False, True])
def test_every_rule_of_a_configuration_is_warned_about(furnished: TestTenant, is_there: bool) -> None:
    """Also where all have the same name, and differ by their ids."""
    posture = DOUBTED["posture without client types"][0]
    rules: list[dict[str, Any]] = [{"name": name, "action": "ALLOW", **posture} for name in "ABC"]
    if is_there:
        rules = [{**rule, "id": add_rule(furnished, "Same")["id"], "name": "Same"} for rule in rules]
    config = {"config": {"policy_rules": {"access": rules}}}
    foreseen, done = (furnished.run("zpa_config", check, **config) for check in (True, False))
    assert warned(foreseen) == warned(done)
    assert [warning.partition(": ")[0] for warning in warned(done)] == [
        "config.policy_rules.access[%d].conditions" % place for place in range(3)
    ]


class TestAnIsolationRuleThatLacksWhatADocumentDemands:
    """The tenant has it: what its API took once can be changed in everything else."""

    CHANGES: tuple[dict[str, Any], ...] = (
        {"enabled": False},
        {"description": "New"},
        {"conditions": [{"operands": [about("APP", "SAP")]}, {"operands": [about("APP_GROUP", "Web apps")]}]},
    )

    @pytest.fixture
    def lacking(self, furnished: TestTenant) -> TestTenant:
        stored = add_rule(furnished, "Lacking", "isolation")
        stored["action"] = "ISOLATE"
        operand = {"id": "2", "objectType": "APP", "lhs": "id"}
        operand["rhs"] = furnished.stored("SAP", "application")["id"]
        stored["conditions"] = [{"id": "1", "operator": "OR", "negated": False, "operands": [operand]}]
        return furnished

    @pytest.mark.parametrize("options", CHANGES)
    def test_is_changed(
        self, lacking: TestTenant, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any]
    ) -> None:
        monkeypatch.setattr(policies, "demand_isolation", dict)
        for check in (True, False):
            result = lacking.run("zpa_policy_rule", check, name="Lacking", policy_type="isolation", **options)
            assert result.get("changed") is True, result["msg"]

    @pytest.mark.parametrize("options", CHANGES)
    def test_does_not_hold_up_a_configuration(
        self, lacking: TestTenant, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any]
    ) -> None:
        monkeypatch.setattr(policies, "demand_isolation", dict)
        rules = {"isolation": [{"name": "Lacking", **options}], "access": [{"name": "New", "action": "DENY"}]}
        result = lacking.run("zpa_config", config={"policy_rules": rules})
        assert [step["status"] for step in result["plan"]] == ["done", "done"], result["msg"]

    def test_is_told_where_the_api_refuses_it(self, lacking: TestTenant) -> None:
        result = lacking.run("zpa_policy_rule", name="Lacking", policy_type="isolation", enabled=False)
        assert result["status"] == 400
        assert "may be the reason: isolation_profile: is missing, and action=ISOLATE needs" in result["msg"]
        assert "conditions: isolation rules need an operand about CLIENT_TYPE." in result["msg"]
