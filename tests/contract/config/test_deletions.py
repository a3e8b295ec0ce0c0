# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""zpa_config with everything declared: what is deleted, and what is not."""

from __future__ import annotations

import re
from typing import Any

import pytest
from support.cases import NAMED
from support.configurations import (
    ADD,
    DECEPTION,
    DEFAULT,
    KINDS,
    MICROTENANT,
    access,
    apply,
    entries,
    names_of,
    override,
    run,
)
from support.policies import add_rule, rules_in_order
from support.tenants import SUBSIDIARY, TestTenant
from zpa_emulator.policy_seeds import add_deception_rule

pytestmark = pytest.mark.generated

# These name others, which then cannot be deleted.
NAMING = ("provisioning_keys", "pra_consoles", "pra_credential_pools")
PLAIN = {kind: path for kind, path in KINDS.items() if kind not in NAMING}


class TestOverridden:
    @pytest.fixture
    def plain(self, zpa: TestTenant) -> TestTenant:
        """Groups, connector groups and rules that nothing refers to."""
        zpa.tenant.tables["application"].clear()
        zpa.tenant.table("microtenants")[SUBSIDIARY]["readOnly"] = True
        for name in ("One", "Two", "Three"):
            for kind in PLAIN:
                ADD[kind](zpa, name)
            add_rule(zpa, name)
            add_rule(zpa, name, "timeout")
        add_deception_rule(zpa.tenant)
        return zpa

    @pytest.fixture
    def three(self, plain: TestTenant, request: pytest.FixtureRequest) -> TestTenant:
        """The same, with three of the kind of a test where those are no plain ones."""
        kind = request.node.callspec.params["kind"]
        for subject in NAMED:
            if subject.key + "s" == kind and kind not in PLAIN:
                subject.furnish(plain)
                for name in ("One", "Two", "Three"):
                    subject.add(plain, name)
        return plain

    @pytest.mark.parametrize("kind", PLAIN)
    def test_deletes_of_the_kinds_that_are_given_only(self, plain: TestTenant, kind: str) -> None:
        assert override(plain, entries(kind, {"name": "Two"}))["summary"]["deleted"] == 2
        for each, path in PLAIN.items():
            assert names_of(plain, path) == (["Two"] if each == kind else ["One", "Three", "Two"])
        assert len(rules_in_order(plain)) == 4

    def test_deletes_of_the_policies_that_are_given_only(self, plain: TestTenant) -> None:
        override(plain, access("Two"))
        assert rules_in_order(plain) == [DECEPTION, "Two"]
        assert rules_in_order(plain, "timeout") == ["One", "Two", "Three", DEFAULT]
        assert len(names_of(plain)) == 3

    @pytest.mark.parametrize("given", [None, {"policy_rules": None}, {"policy_rules": {}}, {}])
    def test_deletes_nothing_where_no_list_is_given(self, plain: TestTenant, given: Any) -> None:
        result = run(plain, config=given, state="overridden")
        assert "config: names no kind of object." in result["msg"]
        assert plain.tenant.log == []

    @pytest.mark.parametrize("kind", KINDS)
    def test_takes_an_empty_list_at_its_word(self, three: TestTenant, kind: str) -> None:
        assert override(three, {kind: []})["changed"]
        assert names_of(three, KINDS[kind]) == []

    def test_never_deletes_deception_or_default_rules(self, plain: TestTenant) -> None:
        override(
            plain, {"policy_rules": {"access": [], "timeout": [], "isolation": [], "client_forwarding": []}}
        )
        assert rules_in_order(plain) == [DECEPTION]
        assert rules_in_order(plain, "timeout") == [DEFAULT]
        assert rules_in_order(plain, "isolation") == [DEFAULT]

    @pytest.mark.parametrize(
        "flags",
        [
            {"restrictedEntity": True},
            {"readOnly": True},
            {"zscalerManaged": True},
            {"restrictionType": "READ_ONLY"},
            {"name": DECEPTION},
        ],
    )
    @pytest.mark.parametrize("kind", KINDS)
    def test_never_deletes_what_zscaler_manages(
        self, three: TestTenant, kind: str, flags: dict[str, Any]
    ) -> None:
        three.stored("Two", KINDS[kind]).update(flags)
        assert override(three, {kind: []})["summary"]["deleted"] == 2
        assert len(names_of(three, KINDS[kind])) == 1

    @pytest.mark.parametrize("pattern", ["Two", "T*", "T?o", "[TU]wo", " Two ", "id"])
    @pytest.mark.parametrize("kind", [*KINDS, "rules"])
    def test_never_deletes_what_is_protected(self, three: TestTenant, kind: str, pattern: str) -> None:
        path = KINDS.get(kind, "policyRule")
        found = [entry for entry in three.tenant.table(path).values() if entry["name"] == "Two"]
        protect = [found[0]["id"] if pattern == "id" else pattern]
        config = {kind: []} if kind in KINDS else access()
        result = override(three, config, protect=protect)
        kept = {"T*": {"Two", "Three"}}.get(pattern, {"Two"})
        left = set(names_of(three, path)) if kind in KINDS else {*rules_in_order(three)} - {DECEPTION}
        assert left == kept
        assert result["summary"]["deleted"] == 3 - len(kept)

    @pytest.mark.parametrize("pattern", ["two", "T", "wo", "Tw", "T?", "[AB]wo"])
    def test_protects_by_whole_names_in_their_letter_case(self, plain: TestTenant, pattern: str) -> None:
        assert override(plain, {"segment_groups": []}, protect=[pattern])["summary"]["deleted"] == 3

    def test_protects_a_name_with_brackets(self, plain: TestTenant) -> None:
        plain.add_group("Break glass [DO NOT DELETE]")
        override(plain, {"segment_groups": []}, protect=["Break glass [DO NOT DELETE]"])
        assert names_of(plain) == ["Break glass [DO NOT DELETE]"]

    def test_keeps_protected_rules_where_they_are(self, plain: TestTenant) -> None:
        add_rule(plain, "Four")
        override(plain, access("Four", "Two"), protect=["Three"])
        assert rules_in_order(plain) == [DECEPTION, "Four", "Three", "Two"]

    @pytest.mark.parametrize("state", ["merged", "overridden"])
    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_refuses_to_delete_what_is_protected_and_declared_absent(
        self, plain: TestTenant, state: str, check: bool
    ) -> None:
        config = {"segment_groups": [{"name": "New"}, {"name": "Two", "state": "absent"}]}
        result = run(plain, check, config=config, state=state, protect=["Tw*"])
        assert "config.segment_groups[1]: 'Two' is protected and never deleted." in result["msg"]
        assert plain.writes == []

    def test_changes_what_is_protected_and_declared(self, plain: TestTenant) -> None:
        override(plain, {"segment_groups": [{"name": "Two", "description": "d"}]}, protect=["*"])
        assert plain.stored("Two")["description"] == "d"
        assert len(names_of(plain)) == 3

    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_refuses_more_deletions_than_max_deletions_and_names_them(
        self, plain: TestTenant, check: bool
    ) -> None:
        config = {"segment_groups": [{"name": "New"}], **access("Two")}
        result = override(plain, config, check, max_deletions=4)
        assert "max_deletions: 5 objects would be deleted, and at most 4 may be: " in result["msg"]
        named = "segment group 'One', segment group 'Two', segment group 'Three'"
        assert set(named.split(", ")) <= set(re.findall(r"segment group '\w+'", result["msg"]))
        assert set(re.findall(r"access rule '(\w+)'", result["msg"])) == {"One", "Three"}
        assert plain.writes == []

    def test_deletes_exactly_as_many_as_max_deletions(self, plain: TestTenant) -> None:
        assert override(plain, {"segment_groups": []}, max_deletions=3)["summary"]["deleted"] == 3

    def test_deletes_ten_objects_at_most_unless_told_otherwise(self, plain: TestTenant) -> None:
        for number in range(8):
            plain.add_group("More %d" % number)
        assert "at most 10 may be" in override(plain, {"segment_groups": []})["msg"]
        assert override(plain, {"segment_groups": [{"name": "One"}]})["summary"]["deleted"] == 10

    @pytest.mark.parametrize("state", ["merged", "overridden"])
    def test_deletes_nothing_at_all_with_max_deletions_zero(self, plain: TestTenant, state: str) -> None:
        three = [{"name": name} for name in ("One", "Two", "Three")]
        result = run(plain, config={"segment_groups": three}, state=state, max_deletions=0)
        assert result["changed"] is False
        three[1] = {"name": "Two", "state": "absent"}
        result = run(plain, config={"segment_groups": three}, state=state, max_deletions=0)
        assert "max_deletions: 1 objects would be deleted" in result["msg"]
        assert plain.writes == []

    @pytest.mark.parametrize("sees_all", [True, False])
    def test_never_deletes_objects_of_other_microtenants(self, plain: TestTenant, sees_all: bool) -> None:
        plain.tenant.quirks.absent_means_all = sees_all
        for add in (plain.add_group, plain.add_connector_group):
            add("Theirs", microtenant_id=MICROTENANT)
        add_rule(plain, "Theirs", microtenant_id=MICROTENANT)
        override(plain, {"segment_groups": [], "app_connector_groups": [], **access()})
        assert names_of(plain) == names_of(plain, "appConnectorGroup") == ["Theirs"]
        assert rules_in_order(plain, microtenant=MICROTENANT) == ["Theirs"]

    def test_of_a_microtenant_deletes_its_own_objects_only(self, plain: TestTenant) -> None:
        for add in (plain.add_group, plain.add_connector_group):
            add("Theirs", microtenant_id=MICROTENANT)
        add_rule(plain, "Theirs", microtenant_id=MICROTENANT)
        config = {"segment_groups": [], "app_connector_groups": [], **access()}
        assert override(plain, config, microtenant_id=MICROTENANT)["summary"]["deleted"] == 3
        assert names_of(plain) == names_of(plain, "appConnectorGroup") == ["One", "Three", "Two"]
        assert len(rules_in_order(plain)) == 4

    def test_keeps_what_is_declared_by_its_id_or_renamed(self, plain: TestTenant) -> None:
        ids = {entry["name"]: entry["id"] for entry in plain.tenant.table("segmentGroup").values()}
        config = {"segment_groups": [{"id": ids["One"]}, {"id": ids["Two"], "name": "Second"}]}
        override(plain, config)
        assert names_of(plain) == ["One", "Second"]

    def test_deletes_none_of_several_with_a_declared_name(self, plain: TestTenant) -> None:
        other = plain.add_group("One copy")
        other["name"] = "One"
        result = override(plain, {"segment_groups": [{"name": "One"}]})
        assert "config.segment_groups[0].name: 2 segment groups are named 'One'" in result["msg"]
        assert plain.writes == []

    @pytest.mark.parametrize("by_id", [False, True])
    def test_takes_what_is_declared_wrongly_for_declared(self, plain: TestTenant, by_id: bool) -> None:
        two = {"id": plain.stored("Two")["id"]} if by_id else {"name": "Two"}
        config = {"segment_groups": [{"name": "One"}, {**two, "applications": ["x"]}, {"name": "Three"}]}
        result = override(plain, config, max_deletions=0)
        (problem,) = result["problems"]
        assert problem.startswith("config.segment_groups[1].applications[0]: no application segment")

    def test_deletes_one_of_two_with_the_same_name_by_id(self, plain: TestTenant) -> None:
        other = plain.add_group("One copy")
        other["name"] = "One"
        config = {
            "segment_groups": [
                {"name": "One", "id": plain.stored("One")["id"]},
                {"id": other["id"], "name": "One", "state": "absent"},
            ]
        }
        assert apply(plain, config)["changed"] is True
        assert names_of(plain) == ["One", "Three", "Two"]
        assert apply(plain, config)["changed"] is False

    def test_deletes_one_of_two_rules_with_the_same_name_by_id(self, zpa: TestTenant) -> None:
        add_rule(zpa, "One", object_id="71")
        add_rule(zpa, "One", object_id="72")
        config = access({"name": "One", "id": "72"}, {"id": "71", "name": "One", "state": "absent"})
        assert apply(zpa, config)["changed"] is True
        assert list(zpa.tenant.table("policyRule")) == ["72"]
        assert apply(zpa, config)["changed"] is False

    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_does_not_delete_by_id_what_has_another_name_than_the_entry(
        self, zpa: TestTenant, check: bool
    ) -> None:
        add_rule(zpa, "One", object_id="71")
        add_rule(zpa, "Two", object_id="72")
        result = run(zpa, check, config=access("One", {"id": "72", "name": "One", "state": "absent"}))
        assert (
            "config.policy_rules.access[1].name: 'One' is not what is to be deleted by its id 72, which is "
            "policy rule 'Two'." in result["msg"]
        )
        assert zpa.writes == []
