# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is deleted and what is not: the same in modules and whole tenants, in check mode and for real."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.lss_config import LSS_CONFIG
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.policy_types import POLICY_TYPES
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.rule import POLICY_RULE
from support.cases import NAMED
from support.cases.pra_console import SEGMENT_ID
from support.policies import BROWSER, about_groups, add_rule, furnish
from support.tenants import TestTenant
from zpa_emulator.policy_seeds import add_console

pytestmark = pytest.mark.generated

SUBSIDIARY = "216196257331290001"
TABLES = {table.key: table for table in NAMED}

# What rules can name: before such an object is deleted, they are looked at.
IN_RULES = sorted(POLICY_RULE.refers_to & TABLES.keys())
CHECK = pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
WAY = pytest.mark.parametrize("way", ["module", "configuration"])

# Those whose rules can be about segment groups; of two no document says what they can be about.
ABOUT_GROUPS = [
    name for name, row in POLICY_TYPES.items() if not row.object_types or "APP_GROUP" in row.object_types
]


def config(zpa: TestTenant, check: bool = False, **options: Any) -> dict[str, Any]:
    return zpa.run("zpa_config", check, **options)


def delete(zpa: TestTenant, way: str, check: bool, kind: str, **entry: Any) -> dict[str, Any]:
    """Declare an object to be absent, by its module or in a configuration."""
    zpa.forget()
    absent = {"state": "absent", **entry}
    if way == "module":
        return TABLES[kind].run(zpa, check, **absent)
    return config(zpa, check, config=TABLES[kind].config(absent))


def ids(zpa: TestTenant, kind: str = "segment_group") -> list[str]:
    return sorted(zpa.tenant.table(TABLES[kind].path))


class TestWhatARuleNames:
    @CHECK
    @WAY
    @pytest.mark.parametrize("policy_type", ABOUT_GROUPS)
    def test_is_not_deleted_whichever_policy_the_rule_is_of(
        self, zpa: TestTenant, policy_type: str, way: str, check: bool
    ) -> None:
        zpa.add_group("Only in rule", object_id="4200000")
        conditions = about_groups("Only in rule") + (BROWSER if policy_type == "isolation" else [])
        rule = add_rule(zpa, "Names it", policy_type, conditions=conditions)
        result = delete(zpa, way, check, "segment_group", name="Only in rule")
        assert result.get("failed"), result
        assert "Cannot delete segment group 'Only in rule'" in result["msg"]
        assert "it is named by %s rule 'Names it' (id %s)." % (policy_type, rule["id"]) in result["msg"]
        assert zpa.writes == []

    @CHECK
    @WAY
    def test_is_not_deleted_where_the_rule_names_it_beside_its_conditions(
        self, zpa: TestTenant, way: str, check: bool
    ) -> None:
        zpa.add_connector_group("Zurich")
        add_rule(zpa, "Through Zurich", appConnectorGroups=["Zurich"])
        result = delete(zpa, way, check, "app_connector_group", name="Zurich")
        assert "it is named by access rule 'Through Zurich' (id " in result["msg"]
        assert zpa.writes == []

    @CHECK
    @WAY
    @pytest.mark.parametrize(
        "oddity",
        [
            {"conditions": [{"operands": [{"objectType": "APP_GROUP_2", "lhs": "id", "rhs": "4200000"}]}]},
            {"conditions": [{"operands": [{"objectType": "APP_GROUP", "things": ["4200000"]}]}]},
            {"conditions": [{"operands": "of another form", "about": {"group": 4200000}}]},
            {"segmentGroups": [{"id": "4200000", "name": "Odd"}]},
        ],
        ids=["object type", "form of an operand", "form of a condition", "key"],
    )
    def test_is_not_deleted_where_the_rule_is_newer_than_the_collection(
        self,
        zpa: TestTenant,
        code_patch: pytest.MonkeyPatch,
        oddity: dict[str, Any],
        way: str,
        check: bool,
    ) -> None:
        zpa.add_group("Odd", object_id="4200000")
        add_rule(zpa, "New thing", "siem")
        listed = Client.list_all

        def newer(client: Client, path: str, *more: Any, **keywords: Any) -> list[dict[str, Any]]:
            found = listed(client, path, *more, **keywords)
            return [{**one, **oddity} for one in found] if "SIEM_POLICY" in path else found

        code_patch.setattr(Client, "list_all", newer)
        result = delete(zpa, way, check, "segment_group", name="Odd")
        assert "it is named by siem rule 'New thing' (id " in result["msg"]
        assert zpa.writes == []

    @WAY
    def test_is_told_with_everything_that_names_it(self, zpa: TestTenant, way: str) -> None:
        zpa.add_group("Finance", applications=["SAP"])
        add_rule(zpa, "a", conditions=about_groups("Finance"))
        add_rule(zpa, "t", "timeout", conditions=about_groups("Finance"))
        said = delete(zpa, way, True, "segment_group", name="Finance")["msg"]
        for noun, name, path in (
            ("Application", "SAP", "application"),
            ("access rule", "a", "policyRule"),
            ("timeout rule", "t", "policyRule"),
        ):
            assert "%s '%s' (id %s)" % (noun, name, zpa.stored(name, path)["id"]) in said

    def test_is_told_with_a_few_of_very_many(self, zpa: TestTenant) -> None:
        names = ["App %02d" % number for number in range(30)]
        zpa.add_application(*names)
        zpa.add_group("Finance", applications=names)
        said = delete(zpa, "module", True, "segment_group", name="Finance")["msg"]
        assert "Application 'App 19' (id " in said
        assert "App 20" not in said
        assert " and 10 more. " in said

    @WAY
    def test_goes_where_no_rule_names_it(self, zpa: TestTenant, way: str) -> None:
        furnish(zpa)
        add_rule(zpa, "a", conditions=about_groups("Web apps"))
        zpa.add_group("Unused")
        assert delete(zpa, way, True, "segment_group", name="Unused")["changed"] is True
        assert delete(zpa, way, False, "segment_group", name="Unused")["changed"] is True
        assert delete(zpa, way, False, "segment_group", name="Unused")["changed"] is False


class TestTheLookAtRules:
    @CHECK
    @pytest.mark.parametrize("kind", IN_RULES)
    def test_of_a_module_comes_right_before_the_deletion(
        self, zpa: TestTenant, kind: str, check: bool
    ) -> None:
        TABLES[kind].add(zpa, "Unused")
        delete(zpa, "module", check, kind, name="Unused")
        # Provisioning keys name groups of machines, and these are in them.
        managed = {
            "app_connector_group": ["provisioningKey", "connector"],
            "service_edge_group": ["provisioningKey", "serviceEdge"],
            "application_segment": ["userPortalLink", "praConsole", "approval"],
            # Which segment it opens is told by its name, in the plan and of what is deleted.
            "pra_console": ["application", SEGMENT_ID],
            "pra_portal": ["praConsole"],
            "user_portal": ["userPortalLink"],
            # Where rules look it up.
            "isolation_profile": ["profiles"],
            "pra_credential": ["credential-pool"],
        }
        others = managed.get(kind, [])
        others += ["lssConfig"] if kind in LSS_CONFIG.refers_to else []
        lists = ["GET"] * (len(POLICY_TYPES) + len(others))
        sent = [entry.method for entry in zpa.calls]
        assert sent == ["GET", *lists] + ([] if check else ["GET", "DELETE"])
        assert {entry.path.rpartition("/")[2] for entry in zpa.calls[1 : 1 + len(lists)]} == {
            *(row.wire for row in POLICY_TYPES.values()),
            *others,
        }

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"name": "Theirs"}, "was renamed to 'Theirs' since it was planned to delete it"),
            ({"restrictedEntity": True}, "managed by Zscaler"),
        ],
        ids=["renamed", "taken over by Zscaler"],
    )
    @pytest.mark.parametrize("kind", IN_RULES)
    def test_gives_nobody_time_to_change_what_is_deleted(
        self, zpa: TestTenant, kind: str, change: dict[str, Any], said: str
    ) -> None:
        group = TABLES[kind].add(zpa, "Unused")
        zpa.fault("cut_before", "GET .*/TIMEOUT_POLICY", on_strike=lambda: group.update(change))
        assert said in delete(zpa, "module", False, kind, name="Unused")["msg"]
        assert zpa.writes == []

    def test_gives_nobody_time_to_add_something_to_it(self, zpa: TestTenant) -> None:
        group = zpa.add_group("Unused")
        sap = zpa.tenant.find("application", "SAP")
        zpa.fault(
            "cut_before",
            "GET .*/TIMEOUT_POLICY",
            on_strike=lambda: sap.update(segmentGroupId=group["id"]),
        )
        assert "it is named by Application 'SAP'" in delete(
            zpa, "module", False, "segment_group", name="Unused"
        ).get("msg", "")
        assert zpa.writes == []

    @pytest.mark.parametrize("status", [401, 403])
    def test_passes_a_policy_over_that_is_not_licensed(self, zpa: TestTenant, status: int) -> None:
        zpa.add_group("Unused")
        body = {"id": "authz.featureflag.permission.denied", "reason": "Feature flag ui.waf disabled."}
        zpa.fault("status", "GET .*/INSPECTION_POLICY", status=status, body=body, times=9)
        assert delete(zpa, "module", False, "segment_group", name="Unused")["changed"] is True

    def test_does_not_mind_who_deletes_it_meanwhile(self, zpa: TestTenant) -> None:
        group = zpa.add_group("Unused")
        table = zpa.tenant.table("segmentGroup")
        zpa.fault("cut_before", "GET .*/TIMEOUT_POLICY", on_strike=lambda: table.pop(group["id"]))
        assert delete(zpa, "module", False, "segment_group", name="Unused")["changed"] is False
        assert zpa.writes == []

    @pytest.mark.parametrize("kind", TABLES)
    def test_is_not_taken_where_nothing_is_deleted(self, zpa: TestTenant, kind: str) -> None:
        delete(zpa, "module", False, kind, name="Nobody")
        assert len(zpa.calls) == 1

    def test_of_a_configuration_is_one_for_all_deletions(self, zpa: TestTenant) -> None:
        for number in range(5):
            zpa.add_group("Group %d" % number)
        config(zpa, state="overridden", config={"segment_groups": [], "app_connector_groups": []})
        looks = [entry for entry in zpa.calls if "policySet/rules" in entry.path]
        assert len(looks) == len(POLICY_TYPES)
        assert ids(zpa) == []

    @WAY
    @pytest.mark.parametrize("status", [400, 403, 404])
    def test_passes_over_policies_that_the_tenant_does_not_have(
        self, zpa: TestTenant, way: str, status: int
    ) -> None:
        zpa.add_group("Unused")
        zpa.fault("status", "GET .*/SIEM_POLICY", status=status, body={"id": "no.licence"}, times=99)
        assert delete(zpa, way, False, "segment_group", name="Unused")["changed"] is True

    @CHECK
    @WAY
    def test_that_fails_is_an_error_before_any_write(self, zpa: TestTenant, way: str, check: bool) -> None:
        zpa.add_group("Unused")
        zpa.fault("status", "GET .*/SIEM_POLICY", status=500, body={}, times=99)
        result = delete(zpa, way, check, "segment_group", name="Unused")
        assert "Cannot list siem rules" in result["msg"]
        assert zpa.writes == []


def test_what_only_the_api_knows_to_name_it_is_told_in_the_words_of_the_api(zpa: TestTenant) -> None:
    zpa.add_group("Unused")
    body = {"id": "resource.referenced", "reason": "In use.", "params": ["Console", "x"]}
    for way in ("module", "configuration"):
        zpa.fault("status", "DELETE", status=400, body=body)
        result = delete(zpa, way, False, "segment_group", name="Unused")
        assert "In use" in result["msg"]
        assert (result["error_id"], result["params"]) == ("resource.referenced", ["Console", "x"])


class TestForce:
    """``force_delete`` of application segments."""

    @pytest.fixture
    def named(self, zpa: TestTenant) -> TestTenant:
        """A segment with an application that a console opens, in a rule."""
        apps = [{"domain": "desktop.example.com", "applicationProtocol": "RDP"}]
        zpa.add_application("Desk", praApps=apps)
        add_console(zpa.tenant, "Desktop", "desktop.example.com")
        operand = {"objectType": "APP", "values": ["Desk"]}
        add_rule(zpa, "a", conditions=[{"operands": [operand]}])
        return zpa

    @CHECK
    @WAY
    def test_that_is_not_used_is_told_of_where_something_names_the_segment(
        self, named: TestTenant, way: str, check: bool
    ) -> None:
        said = delete(named, way, check, "application_segment", name="Desk")["msg"]
        assert "access rule 'a' (id " in said
        assert "privileged console 'Desktop' (id " in said
        assert "set force_delete=true" in said
        assert named.writes == []

    @WAY
    def test_asks_nobody(self, named: TestTenant, way: str) -> None:
        for check, changed in ((True, True), (False, True), (True, False), (False, False)):
            result = delete(named, way, check, "application_segment", name="Desk", force_delete=True)
            assert result.get("changed") is changed, result
            assert not any("policySet" in one.path or "praConsole" in one.path for one in named.calls)
            if changed and not check:
                assert [(one.method, one.query) for one in named.writes] == [
                    ("DELETE", {"forceDelete": "true"})
                ]

    @CHECK
    def test_does_not_delete_what_the_same_plan_names(self, named: TestTenant, check: bool) -> None:
        operands = [{"object_type": "APP", "objects": [named.stored("Desk", "application")["id"]]}]
        rule = {"name": "a", "description": "x", "conditions": [{"operands": operands}]}
        result = config(
            named,
            check,
            config={
                "application_segments": [{"name": "Desk", "state": "absent", "force_delete": True}],
                "policy_rules": {"access": [rule]},
            },
        )
        assert "it is named by access rule 'a' (id " in result["msg"]
        assert "console" not in result["msg"]
        assert named.writes == []

    @WAY
    def test_is_hinted_at_where_zpa_refuses(self, zpa: TestTenant, way: str) -> None:
        zpa.add_application("Desk")
        zpa.add_group("Home", applications=["Desk"])
        zpa.tenant.quirks.plain_delete_refused = True
        result = delete(zpa, way, False, "application_segment", name="Desk")
        assert (
            "that this collection cannot tell, take it out of that, or set force_delete=true" in result["msg"]
        )
        done = delete(zpa, way, False, "application_segment", name="Desk", force_delete=True)
        assert done["changed"] is True

    @WAY
    def test_is_kept_where_the_answer_is_lost(self, named: TestTenant, way: str) -> None:
        named.fault("cut_before", "DELETE")
        delete(named, way, False, "application_segment", name="Desk", force_delete=True)
        assert [one.query for one in named.writes] == [{"forceDelete": "true"}] * 2


@WAY
@pytest.mark.parametrize("in_lists", ["documented", "all", "none"])
def test_a_console_keeps_a_segment_whatever_lists_show_of_that(
    zpa: TestTenant, in_lists: str, way: str
) -> None:
    zpa.tenant.quirks.apps_in_lists = in_lists
    zpa.add_application("Desk", praApps=[{"domain": "desktop.example.com", "applicationProtocol": "RDP"}])
    zpa.add_application("Door", praApps=[{"domain": "desktop.example.com", "applicationProtocol": "SSH"}])
    zpa.add_group("Home", applications=["Desk", "Door"])
    console = add_console(zpa.tenant, "Desktop", "desktop.example.com")
    opened = console["praApplication"]
    console["praApplication"] = {"id": opened["id"]}
    named = next(one for one in zpa.tenant.table("application").values() if one["id"] == opened["appId"])
    free = {"Desk": "Door", "Door": "Desk"}[named["name"]]
    assert "console 'Desktop'" in delete(zpa, way, False, "application_segment", name=named["name"])["msg"]
    assert delete(zpa, way, False, "application_segment", name=free)["changed"] is True


class TestAnIdAndAName:
    @pytest.fixture
    def twins(self, zpa: TestTenant) -> TestTenant:
        zpa.add_group("One", object_id="71")
        zpa.add_group("Two", object_id="72")
        return zpa

    @CHECK
    @WAY
    def test_of_two_objects_are_refused_with_both_names(
        self, twins: TestTenant, way: str, check: bool
    ) -> None:
        result = delete(twins, way, check, "segment_group", id="71", name="Two")
        assert (
            "name: 'Two' is not what is to be deleted by its id 71, which is segment group 'One'"
            in (result["msg"])
        )
        assert (twins.writes, ids(twins)) == ([], ["71", "72"])

    @CHECK
    @WAY
    def test_are_refused_where_the_name_is_that_of_nothing(
        self, twins: TestTenant, way: str, check: bool
    ) -> None:
        assert (
            "'Three' is not what" in delete(twins, way, check, "segment_group", id="71", name="Three")["msg"]
        )
        assert twins.writes == []

    @WAY
    def test_of_one_object_delete_it_and_then_nothing(self, twins: TestTenant, way: str) -> None:
        given = {"id": "71", "name": " One "}
        for check, changed in ((True, True), (False, True), (True, False), (False, False)):
            result = delete(twins, way, check, "segment_group", **given)
            assert result["changed"] is changed, result
            assert "warnings" not in result
        assert ids(twins) == ["72"]

    @CHECK
    @WAY
    def test_where_nothing_has_the_id_spare_what_has_the_name_and_say_so(
        self, twins: TestTenant, way: str, check: bool
    ) -> None:
        result = delete(twins, way, check, "segment_group", id="4711", name="Two")
        assert result["changed"] is False
        assert "no segment group has the id 4711. Another one is named 'Two' (id 72)" in (
            str(result["warnings"])
        )
        assert (twins.writes, ids(twins)) == ([], ["71", "72"])

    def test_of_one_of_two_twins_delete_that_one_and_then_nothing(self, zpa: TestTenant) -> None:
        for object_id in ("71", "72"):
            zpa.add_group("Twin", object_id=object_id)
        for changed in (True, False):
            result = delete(zpa, "module", False, "segment_group", id="71", name="Twin")
            assert result["changed"] is changed
        assert ids(zpa) == ["72"]

    @CHECK
    def test_of_a_rule_of_another_policy_type_are_refused(self, zpa: TestTenant, check: bool) -> None:
        add_rule(zpa, "t", "timeout", object_id="45")
        single = zpa.run("zpa_policy_rule", check, id="45", description="x")
        whole = config(zpa, check, config={"policy_rules": {"access": [{"id": "45", "description": "x"}]}})
        for result in (single, whole):
            assert "id: 45 is the id of timeout rule 't'. Correct the policy type or the id." in result["msg"]
        assert zpa.writes == []

    def test_that_nothing_has_cost_the_list_alone(self, zpa: TestTenant) -> None:
        assert zpa.run("zpa_policy_rule", id="4711", state="absent")["changed"] is False
        assert len(zpa.calls) == 1

    def test_of_what_is_renamed_leave_the_old_name_to_be_absent(self, twins: TestTenant) -> None:
        entries = [{"id": "71", "name": "New"}, {"name": "One", "state": "absent"}]
        for changed in (True, False):
            result = config(twins, config={"segment_groups": entries})
            assert result["changed"] is changed
        assert ids(twins) == ["71", "72"]

    @CHECK
    @pytest.mark.parametrize(
        ("entries", "said"),
        [
            ([{"id": "71", "state": "absent"}, {"name": "One"}], "Declare each object once."),
            ([{"id": "71", "name": "One", "state": "absent"}, {"name": "One"}], "Declare each object once."),
            ([{"id": "71", "state": "absent"}, {"id": "72", "name": "One"}], "is the name of another"),
            ([{"id": "71", "name": "New"}, {"name": "New", "state": "absent"}], "Declare each object once."),
            ([{"name": "New", "state": "absent"}, {"id": "71", "name": "New"}], "declared to be absent"),
            (
                [{"id": "71", "name": "Two", "state": "absent"}, {"name": "Two"}],
                "is not what is to be deleted",
            ),
        ],
    )
    def test_of_entries_that_contradict_each_other_are_refused(
        self, twins: TestTenant, entries: list[dict[str, Any]], said: str, check: bool
    ) -> None:
        result = config(twins, check, config={"segment_groups": entries})
        assert said in result["msg"]
        assert twins.writes == []


class TestAnObjectOfAnotherMicrotenant:
    """What a server shows that takes no microtenant for all of them."""

    @pytest.fixture
    def theirs(self, zpa: TestTenant) -> TestTenant:
        zpa.tenant.quirks.absent_means_all = True
        zpa.add_group("Theirs", object_id="55", microtenant_id=SUBSIDIARY)
        return zpa

    @CHECK
    @WAY
    @pytest.mark.parametrize("state", ["present", "absent"])
    def test_is_neither_changed_nor_said_to_be_deleted(
        self, theirs: TestTenant, way: str, check: bool, state: str
    ) -> None:
        result = delete(theirs, way, check, "segment_group", id="55", state=state, enabled=False)
        assert "id: 55 is the id of segment group 'Theirs', which belongs to the microtenant" in result["msg"]
        assert SUBSIDIARY in result["msg"]
        assert (theirs.writes, ids(theirs)) == ([], ["55"])

    def test_is_no_rule_to_be_deleted_either(self, zpa: TestTenant, code_patch: pytest.MonkeyPatch) -> None:
        add_rule(zpa, "Theirs", object_id="55")
        listed = Client.list_all

        def generous(*words: Any, **keywords: Any) -> list[dict[str, Any]]:
            return [{**one, "microtenantId": SUBSIDIARY} for one in listed(*words, **keywords)]

        code_patch.setattr(Client, "list_all", generous)
        for check in (True, False):
            result = zpa.run("zpa_policy_rule", check, id="55", state="absent")
            assert "belongs to the microtenant" in result["msg"]
        assert zpa.writes == []
