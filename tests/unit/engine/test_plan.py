# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What must be done: pure, and proved by example and by property."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.plan import (
    CREATE,
    DELETE,
    NOTHING,
    UPDATE,
    Plan,
    fields_not_as_planned,
    plan_absent,
    plan_present,
    predict,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.rule import policy_rule
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.app_connector_group import (
    APP_CONNECTOR_GROUP,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.segment_group import SEGMENT_GROUP
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.field_type import Reference
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.scalars import Degrees
from hypothesis import given
from hypothesis import strategies as st

Record = dict[str, Any]
APPS = [Reference(str(number), "App %d" % number) for number in range(1, 6)]
FIELDS = ["name", "description", "enabled", "applications"]

words = st.sampled_from(["", "a", "b", "R&D", "x < y", "ü"])
app_sets = st.frozensets(st.sampled_from(APPS))
wishes = st.fixed_dictionaries(
    {"name": st.sampled_from(["Finance", "Treasury"])},
    optional={"description": words, "enabled": st.booleans(), "applications": app_sets},
)


def record_of(name: str, description: str, enabled: bool, applications: frozenset[Reference]) -> Record:
    """An object as the API shows it: what is empty is left out."""
    record: Record = {"id": "7", "name": name, "enabled": enabled, "unknown": ["kept"], "readOnly": False}
    if description:
        record["description"] = description
    if applications:
        record["applications"] = [{"id": app.id, "name": app.name} for app in applications]
    return record


records = st.builds(record_of, st.sampled_from(["Finance", "Treasury"]), words, st.booleans(), app_sets)
currents = st.one_of(st.none(), records)


def applied(plan: Plan) -> Record:
    """What the API shows after the plan is carried out, made from the bodies that are sent."""
    names = {app.id: app.name for app in APPS}
    if plan.current is None:
        body = SEGMENT_GROUP.create_body(plan.after, "")
        members = {entry["id"] for entry in body.pop("applications", [])}
    else:
        body = SEGMENT_GROUP.update_body(plan.current, plan.after)
        before = {entry["id"] for entry in plan.current.get("applications", [])}
        members = (before | set(body.pop("addedApps"))) - set(body.pop("deletedApps"))
    shown = {"id": "7", **{key: value for key, value in body.items() if value != ""}}
    if members:
        shown["applications"] = [{"id": app_id, "name": names[app_id]} for app_id in sorted(members)]
    return shown


@given(currents, wishes)
def test_after_a_plan_is_carried_out_nothing_is_left_to_do(current: Record | None, wanted: Record) -> None:
    shown = applied(plan_present(SEGMENT_GROUP, current, wanted))
    assert plan_present(SEGMENT_GROUP, shown, wanted).operation == NOTHING


@given(currents, wishes)
def test_a_plan_promises_exactly_what_is_wanted(current: Record | None, wanted: Record) -> None:
    after = plan_present(SEGMENT_GROUP, current, wanted).after
    assert {name: after[name] for name in wanted} == wanted


@given(currents, wishes)
def test_a_plan_keeps_its_promises_to_a_tenant_that_obeys(current: Record | None, wanted: Record) -> None:
    plan = plan_present(SEGMENT_GROUP, current, wanted)
    assert fields_not_as_planned(SEGMENT_GROUP, plan, applied(plan)) == []


@given(records, wishes)
def test_what_is_not_wanted_stays(current: Record, wanted: Record) -> None:
    before = SEGMENT_GROUP.decode(current)
    after = SEGMENT_GROUP.decode(applied(plan_present(SEGMENT_GROUP, current, wanted)))
    assert {name: after[name] for name in FIELDS if name not in wanted} == {
        name: before[name] for name in FIELDS if name not in wanted
    }


@given(records, wishes)
def test_a_field_that_nobody_knows_survives(current: Record, wanted: Record) -> None:
    assert applied(plan_present(SEGMENT_GROUP, current, wanted))["unknown"] == ["kept"]


@given(records, wishes)
def test_there_is_something_to_do_exactly_if_before_and_after_differ(current: Record, wanted: Record) -> None:
    plan = plan_present(SEGMENT_GROUP, current, wanted)
    diff = plan.diff(SEGMENT_GROUP)
    assert plan.changes is (diff["before"] != diff["after"])


@given(currents, wishes)
def test_a_prediction_is_what_is_then_shown(current: Record | None, wanted: Record) -> None:
    plan = plan_present(SEGMENT_GROUP, current, wanted)
    assert SEGMENT_GROUP.show(predict(SEGMENT_GROUP, plan)) == SEGMENT_GROUP.show(
        SEGMENT_GROUP.decode(applied(plan))
    )


@given(records, app_sets)
def test_only_adding_takes_nothing_away(current: Record, wanted: frozenset[Reference]) -> None:
    plan = plan_present(SEGMENT_GROUP, current, {"applications": wanted}, {"applications"})
    assert plan.after["applications"] == plan.before["applications"] | wanted
    assert applied(plan).get("applications", []) != [] or not plan.before["applications"]


@given(records, app_sets)
def test_only_adding_what_is_there_already_is_nothing(current: Record, some: frozenset[Reference]) -> None:
    present = SEGMENT_GROUP.decode(current)["applications"]
    plan = plan_present(SEGMENT_GROUP, current, {"applications": present & some}, {"applications"})
    assert plan.operation == NOTHING


@given(records)
def test_the_spelling_of_a_member_is_no_change(current: Record) -> None:
    by_id = frozenset(Reference(app.id) for app in SEGMENT_GROUP.decode(current)["applications"])
    plan = plan_present(SEGMENT_GROUP, current, {"applications": by_id})
    assert plan.operation == NOTHING
    assert plan.after["applications"] == plan.before["applications"]
    assert plan.diff(SEGMENT_GROUP)["before"] == plan.diff(SEGMENT_GROUP)["after"]


@pytest.mark.parametrize("order", list(itertools.permutations("123")))
def test_the_order_of_members_is_no_change(order: tuple[str, ...]) -> None:
    current = record_of("Finance", "", True, frozenset())
    current["applications"] = [{"id": app_id, "name": "App " + app_id} for app_id in order]
    assert plan_present(SEGMENT_GROUP, current, {"applications": frozenset(APPS[:3])}).operation == NOTHING


@pytest.mark.parametrize(
    ("current", "wanted"),
    [
        ({"id": "7", "name": "x"}, {"description": "", "enabled": False, "applications": frozenset()}),
        ({"id": "7", "name": "x", "description": None, "applications": None}, {"description": ""}),
        ({"id": "7", "name": "x", "description": "R&amp;D"}, {"description": "R&D"}),
        ({"id": "7", "name": " x "}, {"name": "x"}),
        ({"id": "7", "name": "x", "enabled": "TRUE"}, {"enabled": True}),
    ],
)
def test_spelling_is_no_change(current: Record, wanted: Record) -> None:
    assert plan_present(SEGMENT_GROUP, current, wanted).operation == NOTHING


def test_what_is_not_there_is_created_with_the_documented_defaults() -> None:
    plan = plan_present(SEGMENT_GROUP, None, {"name": "Finance"})
    assert plan == Plan(CREATE, None, {}, {"name": "Finance", "enabled": False})


def test_a_wish_goes_before_a_default() -> None:
    assert plan_present(SEGMENT_GROUP, None, {"name": "x", "enabled": True}).after["enabled"] is True


def test_a_diff_holds_only_what_is_managed_in_the_order_of_the_options() -> None:
    current = record_of("Finance", "old", True, frozenset(APPS[:2]))
    plan = plan_present(SEGMENT_GROUP, current, {"description": "new", "name": "Finance"})
    assert plan.operation == UPDATE
    assert list(plan.diff(SEGMENT_GROUP)["after"].items()) == [("name", "Finance"), ("description", "new")]
    assert plan.diff(SEGMENT_GROUP)["before"] == {"name": "Finance", "description": "old"}


def test_members_are_told_by_name_in_a_diff() -> None:
    current = record_of("Finance", "", True, frozenset(APPS[:2]))
    plan = plan_present(SEGMENT_GROUP, current, {"applications": frozenset((Reference("1"), APPS[2]))})
    assert plan.diff(SEGMENT_GROUP)["before"] == {"applications": ["App 1", "App 2"]}


def test_what_is_there_and_must_not_be_is_deleted() -> None:
    current = record_of("Finance", "d", True, frozenset())
    plan = plan_absent(SEGMENT_GROUP, current)
    assert (plan.operation, plan.current, plan.after) == (DELETE, current, {})
    assert plan.diff(SEGMENT_GROUP) == {
        "before": {"name": "Finance", "description": "d", "enabled": True, "applications": []},
        "after": {},
    }


def test_what_is_not_there_and_must_not_be_is_nothing() -> None:
    plan = plan_absent(SEGMENT_GROUP, None)
    assert (plan.operation, plan.changes) == (NOTHING, False)
    assert plan.diff(SEGMENT_GROUP) == {"before": {}, "after": {}}


@pytest.mark.parametrize(
    ("found", "broken"),
    [
        ({"name": "Finance", "enabled": True}, []),
        ({"name": "Finance", "enabled": False}, ["enabled"]),
        ({"name": "Other"}, ["name", "enabled"]),
        ({"name": "Finance", "enabled": True, "description": "not promised"}, []),
    ],
)
def test_a_promise_that_does_not_read_back_is_broken(found: Record, broken: list[str]) -> None:
    plan = plan_present(SEGMENT_GROUP, None, {"name": "Finance", "enabled": True})
    assert fields_not_as_planned(SEGMENT_GROUP, plan, found) == broken


def test_a_member_without_its_name_keeps_a_promise() -> None:
    plan = plan_present(SEGMENT_GROUP, None, {"name": "x", "applications": frozenset(APPS[:1])})
    found = {"name": "x", "applications": [{"id": "1", "bypassType": "NEVER"}]}
    assert fields_not_as_planned(SEGMENT_GROUP, plan, found) == []


@pytest.mark.parametrize(
    ("policy_type", "option", "wire", "value"),
    [
        ("access", "action", "action", "ALLOW"),
        ("access", "operator", "operator", "OR"),
        (
            "access",
            "conditions",
            "conditions",
            [{"operands": [{"objectType": "APP", "lhs": "id", "rhs": "1"}]}],
        ),
        ("access", "app_connector_groups", "appConnectorGroups", [{"id": "1"}]),
        ("access", "app_server_groups", "appServerGroups", [{"id": "1"}]),
        ("redirection", "service_edge_groups", "serviceEdgeGroups", [{"id": "1"}]),
        ("isolation", "isolation_profile", "zpnIsolationProfileId", "1"),
        ("inspection", "inspection_profile", "zpnInspectionProfileId", "1"),
        ("credential", "credential", "credential", {"id": "1"}),
        ("credential", "credential_pool", "credentialPool", {"id": "1"}),
    ],
)
def test_what_decides_whom_a_rule_lets_in_is_promised_to_stay(
    policy_type: str, option: str, wire: str, value: Any
) -> None:
    resource = policy_rule(policy_type)
    rule: Record = {"id": "7", "name": "R", "action": "DENY", wire: value}
    plan = plan_present(resource, rule, {"description": "New"})
    found = {**rule, "description": "New"}
    assert fields_not_as_planned(resource, plan, found) == []
    del found[wire]
    assert fields_not_as_planned(resource, plan, found) == [option]


# -- values that depend on others ----------------------------------------------------------------

PLACED: Record = {
    "id": "7",
    "name": "Zurich",
    "latitude": "47.3768866",
    "longitude": "8.541694",
    "countryCode": "CH",
    "overrideVersionProfile": True,
    "versionProfileId": "1",
    "versionProfileName": "Previous Default",
}


def north(text: str) -> Degrees:
    return Degrees(Decimal(text))


def predicted(current: Record | None, **wanted: Any) -> Record:
    return predict(APP_CONNECTOR_GROUP, plan_present(APP_CONNECTOR_GROUP, current, wanted))


@pytest.mark.parametrize("wanted", [{"latitude": north("1")}, {"longitude": north("1")}])
def test_what_zpa_works_out_from_what_changes_is_unknown(wanted: Record) -> None:
    assert predicted(PLACED, **wanted)["country_code"] is None


@pytest.mark.parametrize(
    "wanted", [{}, {"description": "d"}, {"latitude": north("47.37688661")}, {"longitude": north("8.541694")}]
)
def test_what_zpa_works_out_from_what_stays_is_known(wanted: Record) -> None:
    assert predicted(PLACED, **wanted)["country_code"] == "CH"


def test_what_zpa_works_out_is_unknown_of_what_is_not_there_yet() -> None:
    assert predicted(None, name="x", latitude=north("1"), longitude=north("1"))["country_code"] is None


def test_what_is_declared_is_known_whatever_it_is_worked_out_from() -> None:
    assert predicted(PLACED, latitude=north("1"), country_code="FR")["country_code"] == "FR"


def test_what_zpa_works_out_is_unknown_but_not_promised() -> None:
    plan = plan_present(APP_CONNECTOR_GROUP, PLACED, {"latitude": north("1")})
    assert "country_code" not in plan.diff(APP_CONNECTOR_GROUP)["after"]
    found = {**PLACED, "latitude": "1", "countryCode": "GA"}
    assert fields_not_as_planned(APP_CONNECTOR_GROUP, plan, found) == []


def test_after_it_is_carried_out_a_plan_predicts_what_was_read() -> None:
    plan = plan_present(APP_CONNECTOR_GROUP, PLACED, {"latitude": north("1")})
    found = {**PLACED, "latitude": "1.00000000000002", "countryCode": "GA"}
    values = predict(APP_CONNECTOR_GROUP, plan._replace(current=found))
    assert (values["country_code"], values["latitude"]) == ("GA", north("1"))


def test_a_flag_that_is_taken_back_takes_its_field_with_it() -> None:
    assert predicted(PLACED, override_version_profile=False)["version_profile"] is None
    assert predicted(PLACED, description="d")["version_profile"] == Reference("1")


def test_what_was_idle_is_known_once_its_flag_is_set() -> None:
    current = {**PLACED, "overrideVersionProfile": False}
    wanted = {"override_version_profile": True, "version_profile": Reference("2", "New Release")}
    plan = plan_present(APP_CONNECTOR_GROUP, current, wanted)
    assert plan.diff(APP_CONNECTOR_GROUP) == {
        "before": {"override_version_profile": False, "version_profile": None},
        "after": {"override_version_profile": True, "version_profile": "New Release"},
    }
    assert predict(APP_CONNECTOR_GROUP, plan)["version_profile"] == Reference("2")


def test_an_idle_field_is_no_promise() -> None:
    wanted = {"override_version_profile": False, "version_profile": Reference("1")}
    plan = plan_present(APP_CONNECTOR_GROUP, None, wanted)
    found = {"overrideVersionProfile": False, "versionProfileId": "2"}
    broken = fields_not_as_planned(APP_CONNECTOR_GROUP, plan, found)
    assert not {"override_version_profile", "version_profile"} & set(broken)


@pytest.mark.parametrize(
    "found",
    [
        {**PLACED, "versionProfileId": "2"},
        {**PLACED, "overrideVersionProfile": False},
        {key: value for key, value in PLACED.items() if key != "versionProfileId"},
    ],
)
def test_a_field_with_its_flag_is_a_promise(found: Record) -> None:
    current = {**PLACED, "versionProfileId": "0"}
    plan = plan_present(APP_CONNECTOR_GROUP, current, {"version_profile": Reference("1")})
    assert plan.operation == UPDATE
    assert fields_not_as_planned(APP_CONNECTOR_GROUP, plan, PLACED) == []
    assert fields_not_as_planned(APP_CONNECTOR_GROUP, plan, found) == ["version_profile"]


@pytest.mark.parametrize("wanted", [True, False])
def test_twins_that_disagree_are_neither_and_so_a_change(wanted: bool) -> None:
    plan = plan_present(APP_CONNECTOR_GROUP, {**PLACED, "tcpQuickAckApp": True}, {"tcp_quick_ack": wanted})
    assert plan.diff(APP_CONNECTOR_GROUP) == {
        "before": {"tcp_quick_ack": None},
        "after": {"tcp_quick_ack": wanted},
    }
    assert fields_not_as_planned(APP_CONNECTOR_GROUP, plan, {"tcpQuickAckApp": True}) == ["tcp_quick_ack"]


def test_a_coordinate_that_means_the_same_is_told_as_it_is_stored() -> None:
    current = {**PLACED, "latitude": "47.376886600000001"}
    plan = plan_present(APP_CONNECTOR_GROUP, current, {"latitude": north("47.3768866")})
    assert plan.operation == NOTHING
    diff = plan.diff(APP_CONNECTOR_GROUP)
    assert diff["before"] == diff["after"]


def test_a_lost_coordinate_is_a_change() -> None:
    plan = plan_present(APP_CONNECTOR_GROUP, {"id": "7", "name": "x"}, {"latitude": north("0")})
    assert plan.diff(APP_CONNECTOR_GROUP) == {"before": {"latitude": None}, "after": {"latitude": 0.0}}


def test_a_reference_by_id_is_told_by_the_name_that_is_shown() -> None:
    plan = plan_present(APP_CONNECTOR_GROUP, PLACED, {"version_profile": Reference("1")})
    assert plan.operation == NOTHING
    assert plan.diff(APP_CONNECTOR_GROUP)["after"] == {"version_profile": "Previous Default"}


def test_two_references_of_one_name_are_a_change_that_can_be_seen() -> None:
    wanted = {"version_profile": Reference("9", "Previous Default")}
    plan = plan_present(APP_CONNECTOR_GROUP, PLACED, wanted)
    assert plan.diff(APP_CONNECTOR_GROUP) == {
        "before": {"version_profile": "1"},
        "after": {"version_profile": "9"},
    }


def test_a_creation_has_the_documented_defaults_of_every_type() -> None:
    assert plan_present(APP_CONNECTOR_GROUP, None, {"name": "x"}).after == {
        "name": "x",
        "enabled": True,
        "upgrade_day": "SUNDAY",
        "upgrade_time_in_secs": 66600,
        "dns_query_type": "IPV4_IPV6",
        "override_version_profile": False,
        "tcp_quick_ack": False,
        "use_in_dr_mode": False,
        "waf_disabled": False,
        "pra_enabled": False,
        "lss_app_connector_group": False,
    }
