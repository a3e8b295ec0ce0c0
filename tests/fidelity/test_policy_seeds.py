# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Seeds of rules and of what they name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import zpa_emulator
from zpa_emulator.errors import Refusal
from zpa_emulator.lookups import LOOKUPS
from zpa_emulator.policies import PolicySet
from zpa_emulator.policy_seeds import PLAIN, add_deception_rule, add_policy_rule, add_scim_group
from zpa_emulator.rules import RESOURCES
from zpa_emulator.seeds import read_seed, tenant_of
from zpa_emulator.state import Tenant

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = Path(zpa_emulator.__file__).parents[1] / "seeds" / "example.yml"
MICROTENANT = "216196257331290001"


def rules_of(tenant: Tenant, policy_type: str, microtenant: str | None = None) -> list[dict[str, Any]]:
    return PolicySet.of_type(tenant, policy_type, microtenant).rules


def operands_of(rule: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [
        (operand["objectType"], operand["lhs"], operand["rhs"])
        for condition in rule["conditions"]
        for operand in condition["operands"]
    ]


@pytest.fixture(scope="module")
def example() -> Tenant:
    (tenant,) = read_seed(EXAMPLE)
    return tenant


def test_the_example_has_rules_in_their_order(example: Tenant) -> None:
    assert [rule["name"] for rule in rules_of(example, "ACCESS_POLICY")] == [
        "Zscaler Deception",
        "Finance from managed devices",
        "Engineering",
        "No jump host from the warehouse",
    ]
    names = [rule["name"] for rule in rules_of(example, "ISOLATION_POLICY")]
    assert names == ["Contractors in isolation", "Default_Rule"]


def test_names_of_a_seed_become_ids(example: Tenant) -> None:
    finance = example.find("policyRule", "Finance from managed devices")
    okta, posture = example.find("idp", "Okta")["id"], "%s (zscalerthree.net)"
    groups = [entry for entry in example.table("scimgroup").values() if entry["name"] == "Finance"]
    assert operands_of(finance) == [
        ("APP_GROUP", "id", example.find("segmentGroup", "Finance")["id"]),
        ("SCIM_GROUP", okta, str(groups[0]["id"])),
        ("CLIENT_TYPE", "id", "zpn_client_type_zapp"),
        ("POSTURE", example.find("posture", posture % "Disk encrypted")["postureUdid"], "true"),
        ("POSTURE", example.find("posture", posture % "Domain joined")["postureUdid"], "true"),
    ]
    jump = example.find("policyRule", "No jump host from the warehouse")
    network = example.find("network", "Warehouse (zscalerthree.net)")["networkId"]
    assert ("TRUSTED_NETWORK", network, "true") in operands_of(jump)
    isolated = example.find("policyRule", "Contractors in isolation")
    profile = example.find("isolation/profiles", "Contractors read only")
    assert isolated["zpnIsolationProfileId"] == profile["id"]
    servers = example.find("serverGroup", "Finance servers")
    assert finance["appServerGroups"] == [{"id": servers["id"]}]
    connectors = [example.find("appConnectorGroup", name)["id"] for name in ("San Jose", "Frankfurt")]
    engineering = example.find("policyRule", "Engineering")
    assert engineering["appConnectorGroups"] == [{"id": object_id} for object_id in connectors]


def test_a_seed_can_have_every_look_up_and_microtenants() -> None:
    two = [{"name": "One"}, {"name": "Two", "microtenant_id": MICROTENANT}]
    lists = dict.fromkeys((*PLAIN, "service_edge_groups"), two)
    tenant = tenant_of(
        {
            "customer_id": 1,
            "microtenants": [{"id": MICROTENANT, "name": "Subsidiary"}],
            "policy_rules": {
                "CREDENTIAL_POLICY": [
                    {"name": "rule", "action": "INJECT_CREDENTIALS", "credential": "One"},
                ],
                "redirection": [
                    {
                        "name": "rule",
                        "action": "REDIRECT_ALWAYS",
                        "serviceEdgeGroups": ["One", {"id": "Two"}],
                    },
                    {"name": "rule", "action": "REDIRECT_DEFAULT", "microtenant_id": MICROTENANT},
                ],
            },
            **lists,
        }
    )
    assert set(PLAIN.values()) <= {*(lookup.path for lookup in LOOKUPS), *RESOURCES}
    for path in (*PLAIN.values(), "serviceEdgeGroup"):
        assert [entry["name"] for entry in tenant.table(path).values()] == ["One", "Two"]
    (rule,) = rules_of(tenant, "CREDENTIAL_POLICY")
    assert rule["credential"] == {"id": tenant.find("credential", "One")["id"]}
    (rule,) = rules_of(tenant, "REDIRECTION_POLICY")
    assert [stub["id"] for stub in rule["serviceEdgeGroups"]] == list(tenant.table("serviceEdgeGroup"))
    assert len(rules_of(tenant, "REDIRECTION_POLICY", MICROTENANT)) == 1


def test_objects_of_a_seed_can_have_ids_and_further_keys() -> None:
    keys = ("idps", "posture_profiles", "trusted_networks", "isolation_profiles", "machine_groups")
    paths = ("idp", "posture", "network", "isolation/profiles", "machineGroup")
    one = {"name": "One", "object_id": "72057594037928001", "further": "key"}
    tenant = tenant_of({"customer_id": 1, **{key: [one] for key in keys}})
    for path in paths:
        ((object_id, entry),) = tenant.table(path).items()
        assert (object_id, entry["id"], entry["further"]) == (one["object_id"], one["object_id"], "key")


def test_no_object_takes_the_id_that_a_seed_gives_to_another() -> None:
    free = int(Tenant("1").new_id())
    given = [{"name": "Named %d" % number, "object_id": str(free + number)} for number in (1, 3, 4)]
    unnamed = [{"name": "Unnamed %d" % number} for number in range(4)]
    tenant = tenant_of(
        {"customer_id": 1, "applications": [*unnamed[:2], *given, *unnamed[2:]], "idps": [{"name": "Okta"}]}
    )
    assert len(tenant.table("application")) == 7
    for entry in given:
        assert tenant.find("application", entry["name"])["id"] == entry["object_id"]
    assert tenant.find("idp", "Okta")["id"] not in [entry["object_id"] for entry in given]


def test_no_two_objects_of_a_seed_have_the_same_id() -> None:
    two = [{"name": name, "object_id": 72057594037928001} for name in ("One", "Two")]
    with pytest.raises(ValueError, match=r"application: the object_id 72057594037928001 is given twice"):
        tenant_of({"customer_id": 1, "applications": two})


def test_a_scim_group_takes_no_id_that_another_has() -> None:
    tenant = tenant_of({"customer_id": 1, "idps": [{"name": "Okta", "scim_groups": ["a"]}]})
    following = int(next(iter(tenant.table("scimgroup")))) + 1
    add_scim_group(tenant, "Okta", "b", group_id=following)
    add_scim_group(tenant, "Okta", "c")
    assert sorted(group["name"] for group in tenant.table("scimgroup").values()) == ["a", "b", "c"]


def test_rules_can_be_put_at_a_position() -> None:
    tenant = Tenant("1")
    add_policy_rule(tenant, "access", "a")
    add_policy_rule(tenant, "access", "b")
    add_policy_rule(tenant, "access", "c", position=1)
    deception = add_deception_rule(tenant, action="DENY")
    assert [rule["name"] for rule in rules_of(tenant, "ACCESS_POLICY")] == [
        "Zscaler Deception",
        "c",
        "a",
        "b",
    ]
    assert (deception["restrictedEntity"], deception["readOnly"], deception["action"]) == (True, True, "DENY")


def test_a_rule_of_a_seed_is_checked_like_any_other() -> None:
    with pytest.raises(Refusal):
        add_policy_rule(Tenant("1"), "isolation", "no client type", action="BYPASS_ISOLATE")
