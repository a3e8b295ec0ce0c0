# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An update of one option changes no other key of the object, whatever a PUT means for what it leaves out.

Every key that answers are known to show has an unusual value, and there are keys that nobody knows.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.policy_types import POLICY_TYPES
from support import read_form
from support.policies import add_rule, furnish, with_ids
from support.tenants import TestTenant, new_tenant
from support.wire import Wire
from zpa_emulator import Emulator
from zpa_emulator.policies import PolicySet
from zpa_emulator.state import PUTS

# What an update of the description changes.
CHANGED = ("description", "modifiedTime", "modifiedBy")


class Kind(NamedTuple):
    """``list``: the path of its list. ``section``: its list in a configuration. ``add`` makes one."""

    module: str
    path: str
    list: str
    section: tuple[str, ...]
    where: dict[str, str]
    values: dict[str, Any]
    add: Callable[[TestTenant], dict[str, Any]]

    def config(self, **entry: Any) -> dict[str, Any]:
        config: Any = [entry] if entry else []
        for name in reversed(self.section):
            config = {name: config}
        return dict(config)


def _rules(name: str) -> Kind:
    own = {**read_form.RULE, **read_form.OF_TYPE.get(name, {})}
    return Kind(
        "zpa_policy_rule",
        "policyRule",
        "policySet/rules/policyType/" + POLICY_TYPES[name].wire,
        ("policy_rules", name),
        {"policy_type": name},
        {key: value for key, value in own.items() if value is not None},
        lambda zpa: add_rule(zpa, "Main", name),
    )


KINDS = {
    "segment group": Kind(
        "zpa_segment_group",
        "segmentGroup",
        "segmentGroup",
        ("segment_groups",),
        {},
        read_form.SEGMENT_GROUP,
        lambda zpa: zpa.add_group("Main", applications=["SAP", "Jira"]),
    ),
    "App Connector group": Kind(
        "zpa_app_connector_group",
        "appConnectorGroup",
        "appConnectorGroup",
        ("app_connector_groups",),
        {},
        read_form.APP_CONNECTOR_GROUP,
        lambda zpa: zpa.add_connector_group(
            "Main",
            latitude="50.1109221",
            longitude="8.6821267",
            connectors=[{"id": "5", "name": "Main-1"}],
        ),
    ),
    **{"%s rule" % name: _rules(name) for name in POLICY_TYPES},
}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


@pytest.fixture(params=PUTS)
def tenant(request: pytest.FixtureRequest, zpa: TestTenant, kind: Kind) -> TestTenant:
    """A tenant with an object, Main, of which every key has an unusual value."""
    furnish(zpa)
    stored = kind.add(zpa)
    values = with_ids(zpa, {**kind.values, **read_form.UNKNOWN})
    conditions = values.pop("conditions", None)
    if conditions:
        stamp = {"creationTime": "1", "modifiedTime": "1", "modifiedBy": "1"}
        (entry,) = conditions
        entry["operands"] = [{"id": "12", **stamp, **operand} for operand in entry["operands"]]
        values["conditions"] = [{"id": "11", **stamp, **entry}]
    stored.update(values, creationTime=read_form.STAMPS["creationTime"])
    zpa.tenant.quirks.put = request.param
    return zpa


def shown(zpa: TestTenant, kind: Kind) -> dict[str, Any]:
    """Return all of Main that the API shows, but for what every update changes."""
    (found,) = (entry for entry in Wire(zpa).get(kind.list)["list"] if entry["name"] == "Main")
    found = {key: value for key, value in copy.deepcopy(found).items() if key not in CHANGED}
    for entry in found.get("conditions", ()):
        for part in (entry, *entry["operands"]):
            for key in ("id", "creationTime", "modifiedTime", "modifiedBy", "conditionId"):
                part.pop(key, None)
    return found


def test_a_module_changes_the_description_alone(tenant: TestTenant, kind: Kind) -> None:
    before = shown(tenant, kind)
    assert {*kind.values, *read_form.UNKNOWN} - {*CHANGED} <= set(before) | {"restrictedEntity"}
    result = tenant.run(kind.module, **kind.where, name="Main", description="New")
    assert result["changed"], result
    assert tenant.stored("Main", kind.path)["description"] == "New"
    assert shown(tenant, kind) == before


def test_a_configuration_changes_the_description_alone(tenant: TestTenant, kind: Kind) -> None:
    before = shown(tenant, kind)
    result = tenant.run("zpa_config", config=kind.config(name="Main", description="New"))
    assert result["changed"], result
    assert tenant.stored("Main", kind.path)["description"] == "New"
    assert shown(tenant, kind) == before


def test_what_no_option_sets_is_told_in_one_sentence_a_list(tenant: TestTenant, kind: Kind) -> None:
    section = ".".join(kind.section)
    exported = tenant.run("zpa_config", state="gathered", kinds=[section])
    audited = tenant.run("zpa_config", True, config=kind.config(), list_objects=True)
    for told in (exported["not_carried"], audited["not_listed"]):
        (said,) = [words for words in told if words.startswith(section + ": not managed: ")]
        assert "somethingNew of 'Main'" in said
        assert "nameWithoutTrim (the name as it was typed) of 'Main'" in said


class TestARuleThatIsSwitchedOff:
    """Somebody has switched a rule off that lets people in."""

    @pytest.fixture(params=PUTS)
    def off(self, request: pytest.FixtureRequest, zpa: TestTenant) -> TestTenant:
        zpa.tenant.quirks.put = request.param
        add_rule(zpa, "Guests", disabled="1", customMsg="Ask Ann.")
        return zpa

    def test_stays_off_whatever_else_is_declared(self, off: TestTenant) -> None:
        result = off.run("zpa_policy_rule", name="Guests", description="touched", custom_msg="")
        assert (len(off.writes), result["policy_rule"]["enabled"]) == (1, False)
        assert off.stored("Guests", "policyRule")["disabled"] == "1"

    def test_is_switched_on_only_by_the_option(self, off: TestTenant) -> None:
        predicted = off.run("zpa_policy_rule", True, name="Guests", enabled=True)
        result = off.run("zpa_policy_rule", name="Guests", enabled=True)
        assert predicted["diff"] == result["diff"]
        assert result["diff"]["before"] == {"name": "Guests", "enabled": False}
        assert result["diff"]["after"] == {"name": "Guests", "enabled": True}
        assert off.stored("Guests", "policyRule")["disabled"] == "0"

    def test_is_off_on_the_tenant_to_which_it_is_copied(self, off: TestTenant, emulator: Emulator) -> None:
        gathered = off.run("zpa_config", state="gathered", kinds=["policy_rules.access"])
        other = new_tenant(emulator, off.cache)
        other.run("zpa_config", config=gathered["config"])
        assert other.stored("Guests", "policyRule")["disabled"] == "1"
        assert other.run("zpa_config", config=gathered["config"])["changed"] is False

    def test_is_drift_where_it_is_declared_to_be_on(self, off: TestTenant) -> None:
        config = {"policy_rules": {"access": [{"name": "Guests", "enabled": True}]}}
        (step,) = off.run("zpa_config", True, config=config)["plan"]
        assert (step["before"]["enabled"], step["after"]["enabled"]) == (False, True)

    def test_is_switched_off_at_once_where_its_creation_leaves_it_on(
        self, zpa: TestTenant, code_patch: pytest.MonkeyPatch
    ) -> None:
        add = PolicySet.add

        def add_as_ever(policy_set: PolicySet, body: Any, version: str) -> Any:
            return add(policy_set, {key: body[key] for key in body if key != "disabled"}, version)

        code_patch.setattr(PolicySet, "add", add_as_ever)
        result = zpa.run("zpa_policy_rule", name="Guests", action="ALLOW", enabled=False)
        assert zpa.stored("Guests", "policyRule")["disabled"] == "1"
        assert result["policy_rule"]["enabled"] is False
        assert len(zpa.writes) == 2
        again = zpa.run("zpa_policy_rule", name="Guests", action="ALLOW", enabled=False)
        assert again["changed"] is False

    def test_is_told_if_an_update_switches_it_on(
        self, zpa: TestTenant, code_patch: pytest.MonkeyPatch
    ) -> None:
        code_patch.setattr("time.sleep", lambda seconds: None)
        add_rule(zpa, "Guests", disabled="1")
        update = PolicySet.update

        def forgetting(self: PolicySet, rule_id: str, body: Any, version: str) -> None:
            update(self, rule_id, {**body, "disabled": "0"}, version)

        code_patch.setattr(PolicySet, "update", forgetting)
        result = zpa.run("zpa_policy_rule", name="Guests", description="touched")
        assert "enabled is True instead of False" in result["msg"]
