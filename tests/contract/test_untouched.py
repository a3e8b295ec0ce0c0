# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An update of one option changes no other key of the object, whatever a PUT means for what it leaves out.

Every key that answers are known to show has an unusual value, and there are keys that nobody knows.
"""

from __future__ import annotations

import copy
from typing import Any

import pytest
from support import read_form
from support.cases import SUBJECTS, Subject
from support.policies import add_rule, furnish, with_ids
from support.tenants import TestTenant, new_tenant
from support.wire import ISOLATION, V1, Wire
from zpa_emulator import Emulator
from zpa_emulator.policies import PolicySet
from zpa_emulator.state import PUTS

# What an update of the description changes.
CHANGED = ("description", "modifiedTime", "modifiedBy")


# Of what has its configuration inside, test_log_receivers.py tells the same.
FLAT = [one for one in SUBJECTS if one.is_described and not one.resource.rule]


@pytest.fixture(params=FLAT, ids=str)
def subject(request: pytest.FixtureRequest) -> Subject:
    return request.param


@pytest.fixture(params=PUTS)
def tenant(request: pytest.FixtureRequest, zpa: TestTenant, subject: Subject) -> TestTenant:
    """A tenant with an object, Main, of which every key has an unusual value."""
    furnish(zpa)
    stored = subject.add(zpa, "Main", **subject.members)
    values = with_ids(zpa, {**subject.answers, **read_form.UNKNOWN})
    conditions = values.pop("conditions", None)
    if conditions:
        stamp = {"creationTime": "1", "modifiedTime": "1", "modifiedBy": "1"}
        (entry,) = conditions
        entry["operands"] = [{"id": "12", **stamp, **operand} for operand in entry["operands"]]
        values["conditions"] = [{"id": "11", **stamp, **entry}]
    stored.update(values, creationTime=read_form.STAMPS["creationTime"])
    zpa.tenant.quirks.put = request.param
    return zpa


def shown(zpa: TestTenant, subject: Subject) -> dict[str, Any]:
    """Return all of Main that the API shows, but for what every update changes."""
    listed = Wire(zpa).get(subject.list_path, root=ISOLATION if subject.is_bare else V1)
    entries = listed if subject.is_bare else listed["list"]
    (found,) = (entry for entry in entries if entry["name"] == "Main")
    if subject.resource.kind.unlisted:
        found = Wire(zpa).get("%s/%s" % (subject.path, found["id"]))
    found = {key: value for key, value in copy.deepcopy(found).items() if key not in CHANGED}
    for entry in found.get("conditions", ()):
        for part in (entry, *entry["operands"]):
            for key in ("id", "creationTime", "modifiedTime", "modifiedBy", "conditionId"):
                part.pop(key, None)
    return found


def test_a_module_changes_the_description_alone(tenant: TestTenant, subject: Subject) -> None:
    before = shown(tenant, subject)
    assert {*subject.answers, *read_form.UNKNOWN} - {*CHANGED} <= set(before) | {"restrictedEntity"}
    result = subject.run(tenant, name="Main", description="New")
    assert result["changed"], result
    assert tenant.stored("Main", subject.path)["description"] == "New"
    assert shown(tenant, subject) == before


def test_a_configuration_changes_the_description_alone(tenant: TestTenant, subject: Subject) -> None:
    before = shown(tenant, subject)
    result = tenant.run("zpa_config", config=subject.config({"name": "Main", "description": "New"}))
    assert result["changed"], result
    assert tenant.stored("Main", subject.path)["description"] == "New"
    assert shown(tenant, subject) == before


def test_what_no_option_sets_is_told_in_one_sentence_a_list(tenant: TestTenant, subject: Subject) -> None:
    section = ".".join(subject.section)
    exported = tenant.run("zpa_config", state="gathered", kinds=[section])
    audited = tenant.run("zpa_config", True, config=subject.config(), list_objects=True)
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
        add_rule(zpa, "Guests", disabled="1")
        update = PolicySet.update

        def forgetting(self: PolicySet, rule_id: str, body: Any, version: str) -> None:
            update(self, rule_id, {**body, "disabled": "0"}, version)

        code_patch.setattr(PolicySet, "update", forgetting)
        result = zpa.run("zpa_policy_rule", name="Guests", description="touched")
        assert "enabled is True instead of False" in result["msg"]
