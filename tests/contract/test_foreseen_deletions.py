# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What check mode foresees of deletions is what comes of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from support.policies import about_groups, add_rule
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator


class Prediction(NamedTuple):
    """A deletion on a tenant: the lists of a configuration, or a module with options."""

    prepare: Callable[[TestTenant], Any]
    module: str
    options: dict[str, Any]


def _restricted(zpa: TestTenant) -> None:
    zpa.add_group("Decoy", restrictedEntity=True)


def _default_rule(zpa: TestTenant) -> None:
    add_rule(zpa, "t", "timeout")


def _decoy_rule(zpa: TestTenant) -> None:
    add_rule(zpa, "Decoy", flags={"readOnly": True})


def _in_a_group(zpa: TestTenant) -> None:
    zpa.add_group("Finance", applications=["SAP"])


def _in_a_rule(zpa: TestTenant) -> None:
    zpa.add_group("Finance")
    add_rule(zpa, "a", conditions=about_groups("Finance"))


def _served(zpa: TestTenant) -> None:
    zpa.add_connector_group("Zurich")
    zpa.add_server_group("ERP", app_connector_groups=["Zurich"])


def _unused(zpa: TestTenant) -> None:
    zpa.add_group("Unused")
    zpa.add_connector_group("Unused")
    add_rule(zpa, "Unused")


ABSENT = {"state": "absent"}
PREDICTIONS = {
    "restricted": Prediction(_restricted, "zpa_segment_group", {"name": "Decoy", **ABSENT}),
    "default rule": Prediction(
        _default_rule, "zpa_policy_rule", {"name": "Default_Rule", "policy_type": "timeout", **ABSENT}
    ),
    "restricted rule": Prediction(_decoy_rule, "zpa_policy_rule", {"name": "Decoy", **ABSENT}),
    "applications": Prediction(_in_a_group, "zpa_segment_group", {"name": "Finance", **ABSENT}),
    "rule": Prediction(_in_a_rule, "zpa_segment_group", {"name": "Finance", **ABSENT}),
    "server group": Prediction(_served, "zpa_app_connector_group", {"name": "Zurich", **ABSENT}),
    "unused group": Prediction(_unused, "zpa_segment_group", {"name": "Unused", **ABSENT}),
    "unused connector group": Prediction(_unused, "zpa_app_connector_group", {"name": "Unused", **ABSENT}),
    "unused rule": Prediction(_unused, "zpa_policy_rule", {"name": "Unused", **ABSENT}),
    "a whole tenant": Prediction(
        _unused,
        "zpa_config",
        {"state": "overridden", "config": {"segment_groups": [], "policy_rules": {"access": []}}},
    ),
    "a whole tenant with a rule that names": Prediction(
        _in_a_rule, "zpa_config", {"state": "overridden", "config": {"segment_groups": []}}
    ),
    "a whole tenant with a rule that goes as well": Prediction(
        _in_a_rule,
        "zpa_config",
        {"state": "overridden", "config": {"segment_groups": [], "policy_rules": {"access": []}}},
    ),
    "a whole tenant with a rule that lets go": Prediction(
        _in_a_rule,
        "zpa_config",
        {
            "config": {
                "segment_groups": [{"name": "Finance", **ABSENT}],
                "policy_rules": {"access": [{"name": "a", "conditions": []}]},
            }
        },
    ),
}


@pytest.mark.parametrize("case", PREDICTIONS.values(), ids=PREDICTIONS.keys())
def test_check_mode_says_of_a_deletion_what_the_real_run_does_from_an_equal_tenant(
    emulator: Emulator, tmp_path: Any, case: Prediction
) -> None:
    told = []
    for check in (True, False):
        zpa = new_tenant(emulator, tmp_path / str(check))
        zpa.add_application("SAP")
        case.prepare(zpa)
        result = zpa.run(case.module, check, **case.options)
        assert not (zpa.writes if check or result.get("failed") else [])
        names = {
            one["id"]: one["name"]
            for table in zpa.tenant.tables.values()
            for one in table.values()
            if "name" in one
        }
        said = str({key: result.get(key) for key in ("failed", "changed", "msg", "diff")})
        for object_id in sorted(names, key=len, reverse=True):
            said = said.replace(object_id, "<%s>" % names[object_id])
        told.append(said)
    assert told[0] == told[1]
