# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Log receivers beyond the laws: both forms of their rules, and rules that are listed as rules as well."""

from __future__ import annotations

from typing import Any

import pytest
from support.cases.lss_config import (
    ABOUT_FINANCE,
    ABOUT_WEB,
    BY_CLIENT,
    FORMAT,
    RECEIVER_ID,
    REQUIRED,
    add,
    furnish,
    prepare,
    read_as,
)
from support.policies import add_rule, rules_in_order
from support.tenants import TestTenant
from zpa_emulator.policies import PolicySet
from zpa_emulator.state import BOTH, RULES_OF_RECEIVERS

FORMS = pytest.mark.parametrize("form", RULES_OF_RECEIVERS)
CHECK = pytest.mark.parametrize("check", [True, False], ids=["check", "real"])


def receiver(zpa: TestTenant, check: bool = False, **options: Any) -> dict[str, Any]:
    return zpa.run("zpa_lss_config", check, name="SIEM", **options)


def config(zpa: TestTenant, check: bool = False, state: str = "merged", **lists: Any) -> dict[str, Any]:
    return zpa.run("zpa_config", check, state=state, config=lists)


def sent(zpa: TestTenant) -> dict[str, Any]:
    """The body of the only write."""
    (write,) = zpa.writes
    return dict(write.body)


def rule_of(zpa: TestTenant) -> dict[str, Any]:
    return dict(zpa.tenant.table("policyRule")[zpa.stored("SIEM", "lssConfig")["ruleId"]])


def siem(zpa: TestTenant) -> list[str]:
    return rules_in_order(zpa, "siem")


@pytest.fixture
def ours(zpa: TestTenant) -> TestTenant:
    prepare(zpa)
    zpa.forget()
    return zpa


# -- Both forms of a rule --------------------------------------------------------------------------------


@FORMS
def test_conditions_are_compared_whichever_form_a_read_shows(ours: TestTenant, form: str) -> None:
    ours.tenant.quirks.receivers_show = form
    same = receiver(ours, conditions=ABOUT_FINANCE, operator="OR", rule_name="SIEM rule")
    assert (same["changed"], ours.writes) == (False, []), same
    changed = receiver(ours, conditions=ABOUT_WEB)
    assert changed["diff"]["after"]["conditions"] == [{"any of": ["APP_GROUP is Logged web apps"]}]
    assert receiver(ours, conditions=ABOUT_WEB)["changed"] is False


@FORMS
def test_a_partial_task_sends_the_rule_back_in_the_form_in_which_it_is_written(
    ours: TestTenant, form: str
) -> None:
    ours.tenant.quirks.receivers_show = form
    ours.tenant.quirks.put = "replaces"
    before = rule_of(ours)
    assert receiver(ours, description="New")["changed"] is True
    body = sent(ours)
    assert "policyRule" not in body
    rule, group = body["policyRuleResource"], ours.stored("Logged finance apps", "segmentGroup")["id"]
    (condition,) = rule["conditions"]
    assert condition["operands"] == [{"objectType": "APP_GROUP", "values": [group]}]
    assert (rule["action"], rule["id"]) == ("LOG", before["id"])
    assert rule["policySetId"] == PolicySet.of_type(ours.tenant, "SIEM_POLICY", None).shown()["id"]
    after = rule_of(ours)
    assert {key: after[key] for key in ("name", "description", "operator")} == {
        key: before[key] for key in ("name", "description", "operator")
    }


def test_what_only_one_form_of_a_rule_shows_counts(ours: TestTenant) -> None:
    ours.tenant.quirks.receivers_show = BOTH
    ours.fault(
        "changed",
        "GET .*/lssConfig",
        times=9,
        change=lambda status, body: (status, without_conditions(body)),
    )
    assert receiver(ours, conditions=ABOUT_FINANCE)["changed"] is False


def without_conditions(body: dict[str, Any]) -> dict[str, Any]:
    for one in body.get("list", [body]):
        one["policyRule"].pop("conditions", None)
    return body


def test_a_list_that_shows_no_rules_is_not_taken_for_none(ours: TestTenant) -> None:
    ours.tenant.quirks.silent_receiver_lists = True
    assert receiver(ours, conditions=ABOUT_FINANCE)["changed"] is False
    assert receiver(ours, enabled=False)["changed"] is True
    assert "conditions" in sent(ours)["policyRuleResource"]
    exported = ours.run("zpa_config", state="gathered", kinds=["lss_configs"])["config"]["lss_configs"]
    assert exported[0]["conditions"] == read_as(*ABOUT_FINANCE)


def test_unknown_keys_of_the_configuration_and_of_the_rule_survive(ours: TestTenant) -> None:
    ours.stored("SIEM", "lssConfig")["more"] = {"compression": "GZIP"}
    ours.tenant.table("policyRule")[ours.stored("SIEM", "lssConfig")["ruleId"]]["version"] = "7"
    ours.tenant.quirks.put = "replaces"
    receiver(ours, lss_port=7000)
    body = sent(ours)
    assert (body["config"]["compression"], body["config"]["lssPort"]) == ("GZIP", "7000")
    assert body["policyRuleResource"]["version"] == "7"
    assert body["config"]["id"] != body["id"] == RECEIVER_ID


def test_what_only_the_older_form_says_keeps_a_receiver_from_being_updated(ours: TestTenant) -> None:
    rule = ours.tenant.table("policyRule")[ours.stored("SIEM", "lssConfig")["ruleId"]]
    rule["conditions"][0]["operands"][0]["objectType"] = "NEWER"
    for check in (True, False):
        refused = receiver(ours, check, description="New")
        assert "in its older form alone" in refused["msg"]
    assert ours.writes == []
    assert receiver(ours, description="New", conditions=BY_CLIENT)["changed"] is True


def test_texts_that_stay_go_back_without_the_escapes_of_the_answer(ours: TestTenant) -> None:
    ours.tenant.quirks.escaped_text = True
    ours.stored("SIEM", "lssConfig")["description"] = "Ann & Bob"
    receiver(ours, lss_port=7000)
    assert sent(ours)["config"]["description"] == "Ann & Bob"


# -- Options ---------------------------------------------------------------------------------------------


def test_a_format_is_written_to_the_last_character_and_compared_as_a_text(ours: TestTenant) -> None:
    other = '{"User": %j{Username},  "Time": %j{LogTimestamp:time}}\\n\n'
    changed = receiver(ours, format=other)
    assert sent(ours)["config"]["format"] == other
    assert changed["lss_config"]["format"].strip() == other.strip()
    ours.forget()
    assert receiver(ours, format=other)["changed"] is False
    swapped = '{"Time": %j{LogTimestamp:time}, "User": %j{Username}}\\n'
    assert receiver(ours, True, format=swapped)["changed"] is True


@CHECK
@pytest.mark.parametrize("missing", sorted(REQUIRED))
def test_what_a_new_receiver_needs_is_asked_for_before_anything_is_sent(
    zpa: TestTenant, check: bool, missing: str
) -> None:
    given = {name: value for name, value in REQUIRED.items() if name != missing}
    refused = receiver(zpa, check, **given)
    assert refused["problems"] == [
        "%s: is missing. 'SIEM' would be a new log receiver, and ZPA creates none without it. Add it, or "
        "correct the name." % missing
    ]
    assert zpa.writes == []


def test_a_log_type_that_no_document_lists_is_written_with_a_warning(zpa: TestTenant) -> None:
    made = receiver(zpa, **{**REQUIRED, "source_log_type": "zpn_newer_log"})
    assert made["lss_config"]["source_log_type"] == "zpn_newer_log"
    assert "source_log_type: no document lists 'zpn_newer_log'" in str(made["warnings"])


@pytest.mark.parametrize(
    ("options", "warning"),
    [
        (
            {"source_log_type": "zpn_auth_log", "format": "%s{Username}"},
            "no document has APP_GROUP for source_log_type=zpn_auth_log",
        ),
        ({"source_log_type": "zpn_audit_log", "filter": [], "format": "x"}, "no document has any for"),
        (
            {"source_log_type": "zpn_audit_log", "conditions": [], "format": "x"},
            "filter: is given, and source_log_type=zpn_audit_log is known without it only",
        ),
    ],
)
def test_what_no_client_takes_for_a_log_type_causes_a_warning(
    ours: TestTenant, options: dict[str, Any], warning: str
) -> None:
    (told,) = receiver(ours, True, **options)["warnings"]
    assert warning in str(told)


@pytest.mark.parametrize("way", ["module", "configuration"])
def test_a_group_that_does_not_serve_log_streaming_causes_a_warning(ours: TestTenant, way: str) -> None:
    ours.add_connector_group("Others", lssAppConnectorGroup=False)
    named = {"app_connector_groups": ["Others", "Senders"]}
    if way == "module":
        result = receiver(ours, True, **named)
    else:
        result = config(ours, True, lss_configs=[{"name": "SIEM", **named}])
    (told,) = result["warnings"]
    assert "app_connector_groups: 'Others' does not serve the log streaming service" in str(told)


def test_a_group_that_the_same_plan_gives_to_log_streaming_causes_none(ours: TestTenant) -> None:
    ours.add_connector_group("Others", lssAppConnectorGroup=False)
    result = config(
        ours,
        app_connector_groups=[{"name": "Others", "lss_app_connector_group": True}],
        lss_configs=[{"name": "SIEM", "app_connector_groups": ["Others"]}],
    )
    assert result["changed"] is True
    assert not result.get("warnings")


# -- A whole tenant --------------------------------------------------------------------------------------


def test_a_plan_makes_what_its_receivers_name_and_deletes_both_in_one_run(zpa: TestTenant) -> None:
    place = {"latitude": 50.11, "longitude": 8.68, "location": "Frankfurt", "lss_app_connector_group": True}
    lists: dict[str, Any] = {
        "segment_groups": [{"name": "Finance"}],
        "app_connector_groups": [{"name": "Senders", **place}],
        "lss_configs": [
            {
                "name": "SIEM",
                **REQUIRED,
                "app_connector_groups": ["Senders"],
                "conditions": [{"operands": [{"object_type": "APP_GROUP", "objects": ["Finance"]}]}],
            }
        ],
    }
    predicted = config(zpa, True, **lists)
    made = config(zpa, **lists)
    assert made["changed"], made["msg"]
    assert [step["kind"] for step in predicted["plan"]] == [step["kind"] for step in made["plan"]]
    zpa.forget()
    assert (config(zpa, **lists)["changed"], zpa.writes) == (False, [])
    absent = {key: [{"name": one["name"], "state": "absent"} for one in some] for key, some in lists.items()}
    gone = config(zpa, **absent)
    assert gone["changed"], gone["msg"]
    assert gone["plan"][0]["kind"] == "lss_config"
    assert (siem(zpa), zpa.tenant.table("lssConfig")) == ([], {})


def test_what_a_receiver_stops_naming_can_go_in_the_same_plan(ours: TestTenant) -> None:
    result = config(
        ours,
        segment_groups=[{"name": "Logged finance apps", "state": "absent"}],
        lss_configs=[{"name": "SIEM", "conditions": ABOUT_WEB}],
    )
    assert result["changed"], result["msg"]


@pytest.mark.parametrize("kind", ["segment_group", "app_connector_group"])
def test_what_a_receiver_names_is_not_deleted(ours: TestTenant, kind: str) -> None:
    name = {"segment_group": "Logged finance apps", "app_connector_group": "Frankfurt"}[kind]
    alone = ours.run("zpa_" + kind, name=name, state="absent")
    whole = config(ours, **{kind + "s": [{"name": name, "state": "absent"}]})
    for refused in (alone, whole):
        assert "named by log receiver 'SIEM'" in refused["msg"]
        assert "siem rule" not in refused["msg"]
    assert ours.writes == []


def test_an_export_has_the_rule_with_its_receiver_alone_and_brings_both_to_another_tenant(
    ours: TestTenant, other: TestTenant
) -> None:
    add_rule(ours, "By hand", "siem", action="LOG")
    exported = ours.run("zpa_config", state="gathered")["config"]
    assert [rule["name"] for rule in exported["policy_rules"]["siem"]] == ["By hand"]
    (entry,) = exported["lss_configs"]
    assert entry["conditions"] == read_as(*ABOUT_FINANCE)
    assert "id" not in str(sorted(entry))
    lists = {key: exported[key] for key in ("segment_groups", "app_connector_groups", "lss_configs")}
    for group in lists["segment_groups"]:
        group.pop("applications", None)
    made = config(other, **lists)
    assert made["changed"], made["msg"]
    (copy,) = other.run("zpa_lss_config_info")["lss_configs"]
    assert {**copy, "id": None} == {**ours.run("zpa_lss_config_info")["lss_configs"][0], "id": None}
    assert config(ours, **lists)["changed"] is False


@pytest.fixture
def other(zpa: TestTenant, emulator: Any, tmp_path: Any) -> TestTenant:
    from support.tenants import new_tenant

    return new_tenant(emulator, tmp_path / "other")


# -- Rules that are listed as rules as well --------------------------------------------------------------


def test_an_overridden_list_of_rules_leaves_those_of_receivers_alone(ours: TestTenant) -> None:
    add_rule(ours, "By hand", "siem", action="LOG")
    result = config(ours, state="overridden", policy_rules={"siem": []})
    assert [(step["operation"], step["name"]) for step in result["plan"]] == [("delete", "By hand")]
    assert siem(ours) == ["SIEM rule"]


def test_rules_of_receivers_are_not_listed_as_undeclared(ours: TestTenant) -> None:
    result = ours.run("zpa_config", True, config={"policy_rules": {"siem": []}}, list_objects=True)
    assert result["objects"] == []


def test_an_export_of_rules_alone_says_what_it_leaves_out(ours: TestTenant) -> None:
    result = ours.run("zpa_config", state="gathered", kinds=["policy_rules.siem"])
    assert result["config"] == {"policy_rules": {"siem": []}}
    assert (
        "left out is what is told with that of which it is a part: 'SIEM rule' of log receiver 'SIEM'"
        in (result["not_carried"][0])
    )


@CHECK
@pytest.mark.parametrize("way", ["module", "configuration"])
def test_the_rule_of_a_receiver_is_not_deleted_alone(ours: TestTenant, way: str, check: bool) -> None:
    absent = {"name": "SIEM rule", "state": "absent"}
    if way == "module":
        refused = ours.run("zpa_policy_rule", check, policy_type="siem", **absent)
    else:
        refused = config(ours, check, policy_rules={"siem": [absent]})
    assert "'SIEM rule' is the rule of log receiver 'SIEM', and goes with it alone" in refused["msg"]
    assert (ours.writes, siem(ours)) == ([], ["SIEM rule"])


def test_a_change_of_the_rule_of_a_receiver_causes_a_warning(ours: TestTenant) -> None:
    changed = ours.run("zpa_policy_rule", policy_type="siem", name="SIEM rule", conditions=BY_CLIENT)
    assert changed["changed"] is True
    assert "Declare it there alone" in str(changed["warnings"])
    same = ours.run("zpa_policy_rule", policy_type="siem", name="SIEM rule", conditions=BY_CLIENT)
    assert not same.get("warnings")


def test_a_rule_is_not_declared_twice_in_one_configuration(ours: TestTenant) -> None:
    rule = {"siem": [{"name": "SIEM rule", "conditions": ABOUT_FINANCE}]}
    refused = config(ours, True, lss_configs=[{"name": "SIEM", "conditions": ABOUT_WEB}], policy_rules=rule)
    assert refused["problems"] == [
        "config.policy_rules.siem[0]: is the rule of log receiver 'SIEM' (id %s), which "
        "config.lss_configs[0] declares as well. Declare what the rule says there alone." % RECEIVER_ID
    ]
    gone = config(ours, True, lss_configs=[{"name": "SIEM", "state": "absent"}], policy_rules=rule)
    assert "is the rule of log receiver 'SIEM' (id %s), and goes with it" % RECEIVER_ID in gone["msg"]
    beside = config(ours, True, lss_configs=[{"name": "SIEM", "enabled": False}], policy_rules=rule)
    assert beside["changed"], beside["msg"]


# -- The loop, and refusals ------------------------------------------------------------------------------


def test_a_new_rule_is_sent_with_its_policy_set_and_the_name_of_the_receiver(zpa: TestTenant) -> None:
    furnish(zpa)
    receiver(zpa, **REQUIRED, conditions=ABOUT_FINANCE)
    rule = sent(zpa)["policyRuleResource"]
    assert (rule["name"], rule["action"]) == ("SIEM", "LOG")
    assert rule["policySetId"] == PolicySet.of_type(zpa.tenant, "SIEM_POLICY", None).shown()["id"]
    assert "policyRuleResource" not in zpa_body_of_plain(zpa)


def zpa_body_of_plain(zpa: TestTenant) -> dict[str, Any]:
    """The body that makes a receiver of which nothing of a rule is said."""
    zpa.forget()
    zpa.run("zpa_lss_config", name="Plain", **REQUIRED, operator="AND", conditions=[])
    return sent(zpa)


def test_a_receiver_in_a_microtenant_says_so_in_its_configuration(zpa: TestTenant) -> None:
    zpa.tenant.table("microtenants")["216196257331290001"] = {
        "id": "216196257331290001",
        "name": "Subsidiary",
    }
    made = receiver(zpa, **REQUIRED, microtenant_id="216196257331290001")
    assert made["lss_config"]["microtenant_id"] == "216196257331290001"
    assert sent(zpa)["config"]["microtenantId"] == "216196257331290001"


def test_a_receiver_is_found_by_its_name_alone(zpa: TestTenant) -> None:
    add(zpa, "SIEM", format=FORMAT)
    add(zpa, "Other", description="SIEM")
    zpa.forget()
    assert [one["name"] for one in zpa.run("zpa_lss_config_info", name="SIEM")["lss_configs"]] == ["SIEM"]


def test_a_new_receiver_does_not_disturb_the_order_of_other_rules(ours: TestTenant) -> None:
    for name in ("A", "B"):
        add_rule(ours, name, "siem", action="LOG")
    result = config(
        ours,
        lss_configs=[{"name": "New", **REQUIRED, "conditions": BY_CLIENT}],
        policy_rules={"siem": [{"name": "B"}, {"name": "A"}]},
    )
    assert result["changed"], result["msg"]
    assert [name for name in siem(ours) if name in "AB"] == ["B", "A"]
    assert {"New", "SIEM rule"} <= set(siem(ours))
