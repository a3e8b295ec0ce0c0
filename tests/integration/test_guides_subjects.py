# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guides to single subjects: what they show is done, and what they list is what the code has."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import pytest
import yaml
from ansible.module_utils.basic import missing_required_lib
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.object_types import (
    OBJECT_TYPES,
    wire_name,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.policy_types import POLICY_TYPES
from ansible_collections.zerotrust.zpa.plugins.module_utils._refusals import IDS
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from support import playbooks
from support.guide_tables import (
    client_types_in_words,
    clouds_of_api_keys,
    clouds_of_oneapi,
    connection_options,
    object_types_taken,
    policy_types_allowed,
    read_only_at_start,
    unmanaged_keys,
)
from support.guides import GUIDES, Reader, blocks_of
from support.messages import entries_of, messages, plain, says_something, unused_exceptions
from support.policies import add_rule, furnish, rules_in_order
from support.tenants import TestTenant
from zpa_emulator.policy_seeds import add_idp, add_look_up, add_posture_profile
from zpa_emulator.state import ApiClient

# What the examples name beside what ``furnish`` adds, by path.
NAMED = {
    "branchConnectorGroup": "Branch gateways",
    "cloudConnectorGroup": "Cloud gateways",
    "credential": "Router admin",
    "location/summary": "Zurich office",
    "machineGroup": "Kiosks",
    "managedBrowserProfile/search": "Company Chrome",
    "praConsole": "Router console",
    "praPortal": "Admin portal",
    "userPortal": "Partner portal",
    "workloadTagGroup/summary": "Build servers",
}
# The requests of tasks: the module and its options.
TASKS: dict[str, tuple[str, dict[str, Any]]] = {
    "a segment group or App Connector group that is as declared": ("zpa_segment_group", {"name": "Old"}),
    "a new segment group": ("zpa_segment_group", {"name": "New"}),
    "a changed segment group": ("zpa_segment_group", {"name": "Old", "description": "Other"}),
    "a deleted segment group": ("zpa_segment_group", {"name": "Old", "state": "absent"}),
    "a rule that is as declared": ("zpa_policy_rule", {"name": "A"}),
    "a new rule": ("zpa_policy_rule", {"name": "New", "action": "DENY"}),
    "a changed rule": ("zpa_policy_rule", {"name": "A", "action": "DENY"}),
    "a rule that is moved": ("zpa_policy_rule", {"name": "A", "rule_order": 2}),
    "a deleted rule": ("zpa_policy_rule", {"name": "A", "state": "absent"}),
    "an order of rules that is as declared": ("zpa_policy_rule_order", {"rules": ["A", "B"]}),
    "an order of rules that is changed": ("zpa_policy_rule_order", {"rules": ["B", "A"]}),
}
# Those of configurations: how many there are beside, and what is declared.
CONFIGS: dict[str, tuple[int, dict[str, Any]]] = {
    "each list that is given, up to 500 objects": (0, {"segment_groups": [{"name": "Old"}]}),
    "each new segment group": (2, {"segment_groups": [{"name": "New"}]}),
    "new segment groups, together": (3, {"segment_groups": [{"name": "New"}]}),
    "each changed segment group": (1, {"segment_groups": [{"name": "Old", "enabled": False}]}),
    # The rules of every policy type and log receivers are read before.
    "each deleted segment group": (
        2 + len(POLICY_TYPES),
        {"segment_groups": [{"name": "Old", "state": "absent"}]},
    ),
    "each new application segment": (
        3,
        {
            "application_segments": [
                {
                    "name": "New",
                    "segment_group": "Old",
                    "domain_names": ["new.example.com"],
                    "tcp_ports": [443],
                }
            ]
        },
    ),
    "applications inside segments, of each of the three sorts, up to 500": (
        1,
        {"application_segments": [{"name": "App", "pra_apps": []}]},
    ),
    "each segment that balances its load": (
        1,
        {"application_segments": [{"name": "App", "load_balancing": [{"server_group": "Old", "weight": 3}]}]},
    ),
    "each new rule": (4, {"policy_rules": {"access": [{"name": "New", "action": "DENY"}]}}),
    "new rules of a policy, together": (
        2,
        {"policy_rules": {"access": [{"name": "New", "action": "DENY"}]}},
    ),
    "each deleted rule": (1, {"policy_rules": {"access": [{"name": "A", "state": "absent"}]}}),
}


def text_of(guide: str) -> str:
    return (GUIDES / guide).read_text("utf-8")


class TestTroubleshooting:
    GUIDE = "guide_troubleshooting.rst"

    @pytest.fixture
    def entries(self) -> list[str]:
        return entries_of(GUIDES / self.GUIDE)

    def test_is_done_as_it_says(self, zpa: TestTenant, tmp_path: Path) -> None:
        Reader(zpa, tmp_path).follow(self.GUIDE)
        assert zpa.writes == []

    def test_explains_every_message_of_the_collection(self, entries: list[str]) -> None:
        unexplained = [
            "%s: %s" % (one.place, one.text)
            for one in messages()
            if not any(entry in one.text for entry in entries)
        ]
        assert unexplained == []

    def test_explains_no_message_that_nobody_writes(self, entries: list[str]) -> None:
        of_ansible = plain(missing_required_lib("requests"))
        texts = [*(one.text for one in messages()), of_ansible]
        assert [entry for entry in entries if not any(entry in text for text in texts)] == []

    def test_tells_messages_by_words_enough(self, entries: list[str]) -> None:
        assert [entry for entry in entries if not says_something(entry)] == []
        assert len(set(entries)) == len(entries)

    def test_leaves_out_only_texts_that_are_there(self) -> None:
        assert unused_exceptions() == []

    def test_names_every_error_of_the_api_that_is_known(self) -> None:
        assert [name for name in IDS if "``%s``" % name not in text_of(self.GUIDE)] == []


class TestAuthentication:
    GUIDE = "guide_authentication.rst"

    @pytest.fixture
    def key(self, zpa: TestTenant, tmp_path: Path) -> None:
        """A pair of keys: the tenant knows the public one, the reader has the private one."""
        made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = made.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        private = made.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        zpa.tenant.clients[zpa.client_id].public_key = public.decode()
        (tmp_path / "zpa-key.pem").write_bytes(private)
        (tmp_path / "zpa-key.jwk").write_text(jwt.algorithms.RSAAlgorithm.to_jwk(made), "ascii")

    @pytest.mark.usefixtures("key")
    def test_is_done_as_it_says(self, zpa: TestTenant, tmp_path: Path) -> None:
        zpa.tenant.clients["the-client-id"] = ApiClient("the-client-id", "the-client-secret")
        oneapi = {"ZSCALER_CLIENT_ID": zpa.client_id, "ZSCALER_CLIENT_SECRET": zpa.client_secret}
        Reader(zpa, tmp_path, **oneapi).follow(self.GUIDE)
        assert zpa.stored("Finance apps")["microtenantId"] == "216196257331290001"
        assert "the-client-secret" not in (tmp_path / "secrets" / "zpa.yml").read_text("utf-8")

    @pytest.mark.parametrize(
        "table", [connection_options, clouds_of_api_keys, clouds_of_oneapi], ids=lambda table: table.__name__
    )
    def test_lists_what_the_code_has(self, table: Callable[[], str]) -> None:
        assert table() in text_of(self.GUIDE)


class TestConditions:
    GUIDE = "guide_conditions.rst"

    def declared(self) -> list[tuple[str, str, str]]:
        """Policy type, name of the rule and object type of each operand in the files of the guide."""
        found = []
        for block in blocks_of(GUIDES / self.GUIDE):
            content = yaml.safe_load(block.content) if block.caption else {}
            for policy_type, rules in content.get("policy_rules", {}).items():
                found += [
                    (policy_type, rule["name"], operand["object_type"])
                    for rule in rules
                    for condition in rule["conditions"]
                    for operand in condition["operands"]
                ]
        return found

    def test_is_done_as_it_says(
        self, zpa: TestTenant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(playbooks, "path_flags", playbooks.NO_PACE)
        furnish(zpa)
        for path, name in NAMED.items():
            add_look_up(zpa.tenant, path, name)
        Reader(zpa, tmp_path).follow(self.GUIDE)
        for _policy_type, name, object_type in self.declared():
            rule = zpa.stored(name, "policyRule")
            kinds = [operand["objectType"] for entry in rule["conditions"] for operand in entry["operands"]]
            assert wire_name(object_type) in kinds, name

    def test_has_an_example_of_every_object_type(self) -> None:
        assert {object_type for _type, _name, object_type in self.declared()} == set(OBJECT_TYPES)

    def test_says_of_nothing_that_is_known_that_no_document_has_it(self) -> None:
        lines = re.findall(r"^- (``[A-Z].*) in :ansval:`(\w+)` rules$", text_of(self.GUIDE), re.MULTILINE)
        refused = [(name, kind) for names, kind in lines for name in re.findall(r"``(\w+)``", names)]
        assert len(refused) == 3
        assert {name for name, _kind in refused} <= set(OBJECT_TYPES)
        assert [one for one in refused if one[0] in POLICY_TYPES[one[1]].object_types] == []

    def test_has_only_examples_that_their_policy_type_is_known_to_allow(self) -> None:
        assert [
            (policy_type, name)
            for policy_type, name, object_type in self.declared()
            if wire_name(object_type) not in POLICY_TYPES[policy_type].object_types
        ] == []

    @pytest.mark.parametrize(
        "table",
        [object_types_taken, policy_types_allowed, client_types_in_words],
        ids=lambda table: table.__name__,
    )
    def test_lists_what_the_code_has(self, table: Callable[[], str]) -> None:
        assert table() in text_of(self.GUIDE)


class TestConcepts:
    def test_list_every_key_that_no_option_sets(self) -> None:
        assert unmanaged_keys() in text_of("guide_concepts.rst")


class TestAccessAnalysis:
    GUIDE = "guide_access_analysis.rst"

    def test_is_done_as_it_says(self, zpa: TestTenant, tmp_path: Path) -> None:
        zpa.add_server_group("Servers", app_connector_groups=[zpa.add_connector_group("Here")["name"]])
        add_idp(zpa.tenant, "Okta", scim_groups=["Accounting", "Contractors"])
        add_posture_profile(zpa.tenant, "Disk encrypted")
        Reader(zpa, tmp_path).follow(self.GUIDE)
        # What was refused was not written.
        assert "Accounting" in rules_in_order(zpa)


class TestRuleOrder:
    GUIDE = "guide_rule_order.rst"
    TWINS = ("216196257331370001", "216196257331370002")

    def test_is_done_as_it_says(self, zpa: TestTenant, tmp_path: Path) -> None:
        add_rule(zpa, "Zscaler Deception", flags={"restrictedEntity": True, "readOnly": True})
        for name in ("Everybody", "Guests", "Engineering", "Break glass"):
            add_rule(zpa, name)
        for twin in self.TWINS:
            add_rule(zpa, "Every day", "timeout", twin)
        add_rule(zpa, "Every week", "timeout")
        runs = Reader(zpa, tmp_path).follow(self.GUIDE)
        orders = [entry for entry in zpa.writes if "reorder" in entry.path]
        # Of the whole guide only the new rule and the orders are written, each at once.
        assert len(zpa.writes) == len(orders) + 1
        assert len(orders) == 6
        assert "changed=2" in runs[-2].output
        assert "changed=0" in runs[-1].output


class TestPerformance:
    GUIDE = "guide_performance.rst"

    @pytest.fixture
    def estate(self, zpa: TestTenant) -> TestTenant:
        """A tenant with a group and two rules, to which somebody has signed in."""
        zpa.add_group("Old", enabled=True)
        zpa.add_connector_group("Old")
        balanced = {"id": zpa.add_server_group("Old")["id"], "weight": "3", "passive": False}
        zpa.add_application_segment("App", serverGroups=[balanced], weightedLoadBalancing=True)
        for name in "AB":
            add_rule(zpa, name)
        zpa.groups(name="Nobody")
        zpa.forget()
        return zpa

    def rows(self) -> dict[str, int]:
        """The numbers of requests that the guide tells, by what is done."""
        found = re.findall(r"   \* - (.+)\n     - (\d+)(?: more)?\n", text_of(self.GUIDE))
        return {what: int(number) for what, number in found}

    def test_is_done_as_it_says(self, zpa: TestTenant, tmp_path: Path) -> None:
        Reader(zpa, tmp_path).follow(self.GUIDE)

    def test_tells_of_nothing_that_is_not_counted_here(self) -> None:
        assert list(self.rows()) == [*TASKS, *CONFIGS]

    @pytest.mark.parametrize("what", TASKS)
    def test_tells_the_requests_of_a_task(self, estate: TestTenant, what: str) -> None:
        module, options = TASKS[what]
        assert "failed" not in estate.run(module, **options)
        assert len(estate.calls) == self.rows()[what]

    def test_tells_the_requests_of_an_app_connector_group(self, estate: TestTenant) -> None:
        estate.connector_group(name="Old")
        assert len(estate.calls) == 1

    @pytest.mark.parametrize("what", CONFIGS)
    def test_tells_the_requests_of_a_configuration(self, estate: TestTenant, what: str) -> None:
        others, config = CONFIGS[what]
        assert "failed" not in estate.run("zpa_config", config=config)
        assert len(estate.calls) == others + self.rows()[what]

    def test_lists_what_the_code_has(self) -> None:
        assert read_only_at_start() in text_of(self.GUIDE)
