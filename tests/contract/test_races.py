# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Others delete between any two requests of a run: it ends in words, and the next run knows what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from support.cases import NAMED, objects_but
from support.policies import add_rule, rules_in_order
from support.tenants import TestTenant
from zpa_emulator.policy_seeds import add_deception_rule
from zpa_emulator.state import DEFAULT_MICROTENANT

RULES, GROUPS = "policyRule", "segmentGroup"
# Of so many requests of a task, at most, an ordinary run tries each.
MOST_MOMENTS = 8
Moments = Callable[[int], range]
ABOUT_WEB = [{"operands": [{"object_type": "APP_GROUP", "objects": ["Web"]}]}]


class Task(NamedTuple):
    """A task, and what others delete while it works: the table and the name."""

    module: str
    options: dict[str, Any]
    victims: tuple[tuple[str, str], ...]


RULE, ORDER, CONFIG = "zpa_policy_rule", "zpa_policy_rule_order", "zpa_config"
TASKS = {
    "moves a rule beside a restricted one": Task(
        RULE, {"name": "B", "rule_order": 1}, ((RULES, "A"), (RULES, "B"), (RULES, "Zscaler Deception"))
    ),
    "moves a rule": Task(RULE, {"name": "E", "rule_order": 4}, ((RULES, "E"), (RULES, "D"))),
    "creates a rule at a place": Task(
        RULE, {"name": "New", "action": "DENY", "rule_order": 5}, ((RULES, "New"), (RULES, "D"))
    ),
    "creates a rule that is off": Task(
        RULE, {"name": "New", "action": "DENY", "enabled": False}, ((RULES, "New"),)
    ),
    "updates a rule": Task(RULE, {"name": "B", "description": "new"}, ((RULES, "B"), (RULES, "C"))),
    "updates and moves a rule": Task(
        RULE, {"name": "B", "description": "new", "rule_order": 1}, ((RULES, "B"),)
    ),
    "deletes a rule": Task(RULE, {"name": "B", "state": "absent"}, ((RULES, "B"), (RULES, "C"))),
    "names a group": Task(RULE, {"name": "B", "conditions": ABOUT_WEB}, ((RULES, "B"), (GROUPS, "Web"))),
    "orders rules": Task(ORDER, {"rules": ["E", "D", "C"]}, ((RULES, "D"), (RULES, "A"))),
    "moves one by order": Task(ORDER, {"rules": ["E", "D"]}, ((RULES, "D"), (RULES, "C"))),
    "creates a group": Task(
        "zpa_segment_group", {"name": "New", "applications": ["SAP"]}, ((GROUPS, "New"),)
    ),
    **{
        "%s %s" % (what, subject): Task(
            "zpa_" + subject.key, {**subject.where, **options}, ((subject.path, options["name"]),)
        )
        for subject in NAMED
        for what, options in (
            *((("creates", {"name": "New", **subject.required}),) if subject.is_created else ()),
            *((("updates", {"name": "Zurich", **subject.touched}),) if subject.can_change else ()),
            ("deletes", {"name": "Zurich", "state": "absent"}),
        )
    },
    "brings about a configuration": Task(
        CONFIG,
        {
            "config": {
                **{
                    subject.key + "s": subject.entries(subject.config({"name": "Zurich", **subject.touched}))
                    for subject in NAMED
                    if subject.can_change
                },
                "segment_groups": [{"name": "New"}, {"name": "Web", "description": "new"}],
                "policy_rules": {
                    "access": [
                        {"name": "E"},
                        {"name": "New", "action": "DENY", "conditions": ABOUT_WEB},
                        {"name": "C", "description": "new"},
                        {"name": "A", "state": "absent"},
                    ]
                },
            },
        },
        (
            *((RULES, name) for name in ("A", "B", "C", "E", "New")),
            (GROUPS, "New"),
            (GROUPS, "Web"),
            *((subject.path, "Zurich") for subject in objects_but("segment_group")),
        ),
    ),
}
CASES = [
    pytest.param(task, *victim, id="%s, %s" % (title, victim[1]))
    for title, task in TASKS.items()
    for victim in task.victims
]


def furnish(zpa: TestTenant) -> None:
    for table in (RULES, "policySet", *(subject.path for subject in NAMED)):
        # The Default microtenant is always there.
        for object_id in set(zpa.tenant.table(table)) - {DEFAULT_MICROTENANT}:
            del zpa.tenant.table(table)[object_id]
    zpa.tenant.faults.clear()
    add_rule(zpa, "A")
    add_rule(zpa, "B")
    add_rule(zpa, "Decoy")
    add_deception_rule(zpa.tenant, position=3)
    zpa.tenant.table(RULES).pop(zpa.stored("Decoy", RULES)["id"])
    forget_gone(zpa)
    for name in ("C", "D", "E"):
        add_rule(zpa, name)
    zpa.add_group("Web")
    for subject in NAMED:
        subject.furnish(zpa)
        subject.add(zpa, "Zurich")
    zpa.add_application("SAP")
    zpa.forget()


def forget_gone(zpa: TestTenant) -> None:
    table = zpa.tenant.table(RULES)
    for policy_set in zpa.tenant.table("policySet").values():
        policy_set["rules"] = [rule_id for rule_id in policy_set["rules"] if rule_id in table]


def delete(zpa: TestTenant, path: str, name: str) -> None:
    """Delete what has a name, if there is such a thing by now."""
    table = zpa.tenant.table(path)
    for object_id in [key for key, entry in table.items() if entry["name"] == name]:
        del table[object_id]
    forget_gone(zpa)


@pytest.fixture
def moments(request: pytest.FixtureRequest, exhaustive: bool) -> Moments:
    """The numbers of requests at which something happens: of many some, with each commit others."""
    turn = int(request.config.getoption("turn"))

    def drawn(count: int) -> range:
        step = 1 if exhaustive else max(1, count // MOST_MOMENTS)
        return range(turn % step, count, step)

    return drawn


@pytest.mark.generated
@pytest.mark.parametrize(("task", "path", "name"), CASES)
def test_what_others_delete_meanwhile_ends_in_words(
    zpa: TestTenant, moments: Moments, task: Task, path: str, name: str
) -> None:
    furnish(zpa)
    assert not zpa.run(task.module, **task.options).get("failed")
    for number in moments(len(zpa.calls) + 1):
        furnish(zpa)
        zpa.fault("late", skip=number, on_strike=lambda: delete(zpa, path, name))
        result = zpa.run(task.module, **task.options)
        assert "defect" not in result.get("msg", ""), (number, result["msg"])
        if result.get("failed"):
            assert "Leave id out to create one" not in result["msg"], (number, "nobody gave an id")
        zpa.tenant.faults.clear()
        zpa.run(task.module, **task.options)
        again = zpa.run(task.module, **task.options)
        assert again.get("failed") or not again["changed"], number
    assert rules_in_order(zpa)
