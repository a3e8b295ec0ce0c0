# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whatever rules name takes the name of what the same task makes, in options as well as in conditions."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.object_types import OBJECT_TYPES, Named
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.rule import POLICY_RULE
from support.cases import CREATED
from support.crowds import KINDS
from support.tenants import TestTenant

# What is made, by the option or the object type that names it.
MADE = {
    "APP": "application_segment",
    "APP_GROUP": "segment_group",
    "CONSOLE": "pra_console",
    "PRIVILEGE_PORTAL": "pra_portal",
    "USER_PORTAL": "user_portal",
    "app_connector_groups": "app_connector_group",
    "app_server_groups": "server_group",
    "service_edge_groups": "service_edge_group",
    "isolation_profile": "isolation_profile",
    "inspection_profile": "inspection_profile",
    "credential": "pra_credential",
    "credential_pool": "pra_credential_pool",
}
SUBJECTS = {subject.key: subject for subject in CREATED}
BROWSER = {
    "conditions": [{"operands": [{"object_type": "CLIENT_TYPE", "objects": ["zpn_client_type_exporter"]}]}]
}
# What a rule needs beside.
BESIDE: dict[str, dict[str, Any]] = {"isolation_profile": BROWSER}


def test_nothing_that_rules_name_and_tasks_make_is_left_out() -> None:
    fields = [field for field in POLICY_RULE.fields if field.name != "conditions"]
    named = {field.name: kind for field in fields for kind in field.type.kinds}
    sides = [(name, side) for name, row in OBJECT_TYPES.items() for side in (row.left, row.right)]
    named.update((name, side.kind) for name, side in sides if isinstance(side, Named))
    named = {name: kind for name, kind in named.items() if kind in SUBJECTS}
    assert named == MADE


@pytest.mark.generated
@pytest.mark.parametrize("name", MADE)
def test_a_rule_names_what_the_same_task_makes(zpa: TestTenant, name: str) -> None:
    row, subject = KINDS[name], SUBJECTS[MADE[name]]
    subject.furnish(zpa)
    rule = {"name": "About it", "action": row.action, **BESIDE.get(name, {}), **row.options(["New"])}
    config = {
        **subject.config({"name": "New", **subject.required}),
        "policy_rules": {row.policy_type: [rule]},
    }
    checked = zpa.run("zpa_config", True, config=config)
    assert (checked.get("msg"), zpa.writes) == (None, [])
    assert zpa.run("zpa_config", config=config).get("msg") is None
    assert zpa.run("zpa_config", config=config)["changed"] is False
