# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Random loops over modules, told the same and done the same with a view as without one.

The items of a loop are cases of the tables, in any order and in either mode: creations, changes of each
field, renames, deletions, things named that an earlier item has made, renamed or deleted, and refusals.
"""

from __future__ import annotations

import copy
import itertools
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue import viewing
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._views import Views
from hypothesis import given, note
from hypothesis import strategies as st
from support import modules
from support.cases import SUBJECTS, Subject
from support.randomly import executed, share
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator, Tenant, conditions

# Moments, which two tenants do not share, and what tells the tenants themselves apart.
MOMENT = re.compile(r"\b1[789]\d{8}(\d{6})?(\.\d+)?\b|\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?")
# What each tenant has of its own, and no module writes.
OWN = {"modifiedTime", "creationTime", "certificate", "csr", "serialNo", "networkId"}
TABLES = (
    *("segmentGroup", "appConnectorGroup", "connector", "serviceEdgeGroup", "serviceEdge", "server"),
    *("serverGroup", "application", "policyRule", "policySet", "connectorSchedule", "serviceEdgeSchedule"),
)


Item = tuple[str, bool]


def told(zpa: TestTenant, result: dict[str, Any]) -> str:
    """Return what a result says, without what another run or another tenant would say otherwise."""
    said = {key: value for key, value in result.items() if key not in ("invocation", "exception")}
    text = json.dumps(said, sort_keys=True).replace(zpa.tenant.customer_id, "CUSTOMER")
    return MOMENT.sub("0", text.replace(zpa.client_id, "CLIENT"))


def kept(zpa: TestTenant) -> str:
    """Return what a tenant has, without when it was written."""
    tables = {path: copy.deepcopy(zpa.tenant.table(path)) for path in TABLES}
    for table in tables.values():
        for entry in table.values():
            entry.update(dict.fromkeys(OWN & entry.keys(), "its own"))
    text = json.dumps(tables, sort_keys=True).replace(zpa.tenant.customer_id, "CUSTOMER")
    return MOMENT.sub("0", text)


def written(zpa: TestTenant) -> list[tuple[str, str]]:
    return [(entry.method, entry.path.replace(zpa.tenant.customer_id, "CUSTOMER")) for entry in zpa.writes]


def difference(one: str, other: str) -> tuple[str, str]:
    """Return where two texts begin to differ."""
    at = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    return (one[max(0, at - 80) : at + 80], other[max(0, at - 80) : at + 80])


Play = Callable[[Subject, list[Item]], None]


@pytest.fixture
def is_the_same(emulator: Emulator, tmp_path: Path, no_proxy: None, monkeypatch: pytest.MonkeyPatch) -> Play:
    """Plays a loop with a view and without one, on two tenants, and compares."""
    # Only in one process there is something to share.
    monkeypatch.setattr(modules, "runs_apart", False)

    def played(subject: Subject, play: list[Item], views: Views | None) -> tuple[list[Any], list[Any]]:
        """Return what each item told and left behind, and what all of them wrote."""
        # Two tenants give the same ids, to the same things.
        monkeypatch.setattr(Tenant, "_ids", itertools.count(216197300000000000))
        monkeypatch.setattr(conditions, "_ids", itertools.count(46277407))
        monkeypatch.setattr(viewing, "given", views)
        zpa = new_tenant(emulator, tmp_path)
        zpa.add_application("SAP", "Payroll", "Expenses", "Jira", "Git")
        subject.prepare(zpa)
        ends = []
        for name, check in play:
            result = subject.run(zpa, check, **subject.cases[name].options)
            ends.append((told(zpa, result), kept(zpa)))
        return ends, written(zpa)

    def compare(subject: Subject, play: list[Item]) -> None:
        viewed, wrote = played(subject, play, Views(60))
        alone, wrote_alone = played(subject, play, None)
        for item, seen, plain in zip(play, viewed, alone, strict=True):
            for one, other in zip(seen, plain, strict=True):
                assert one == other, (item, *difference(one, other))
        assert wrote == wrote_alone

    return compare


@pytest.mark.parametrize("subject", [one for one in SUBJECTS if not one.resource.revealed], ids=str)
def test_a_view_changes_nothing_of_what_a_loop_tells_and_does(subject: Subject, is_the_same: Play) -> None:
    items = st.tuples(st.sampled_from(sorted(subject.cases)), st.sampled_from([False, False, True]))

    @executed(share(12))
    @given(st.lists(items, min_size=2, max_size=8))
    def whatever_is_played(play: list[Item]) -> None:
        note(repr((str(subject), play)))
        is_the_same(subject, play)

    whatever_is_played()


@pytest.mark.parametrize(
    "play",
    [
        # What an answer by id shows is not what the list shows, nor what a search finds.
        [("change the double_encrypt by id", False), ("keep the tcp_ports, spelling 0", False)],
        [
            ("change the tcp_protocols by id", False),
            ("keep the pra_apps, spelling 2", False),
            ("keep the tcp_ports, spelling 0", True),
        ],
        [("keep the tcp_ports, spelling 0", False), ("keep the inspection_apps, spelling 0", False)] * 2,
    ],
    ids=["changed before", "looked at closer before", "both in turns"],
)
def test_a_segment_is_told_as_without_a_view(play: list[Item], is_the_same: Play) -> None:
    (subject,) = (one for one in SUBJECTS if one.key == "application_segment")
    is_the_same(subject, play)
