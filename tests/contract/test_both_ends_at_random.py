# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Segments and segment groups that say each other, in whichever way both ends are declared."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.both_ends import bring_about, new
from support.randomly import executed, few
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator

GROUPS, SEGMENTS = ("A", "B", "C"), ("p", "q", "r", "s")


class Case(NamedTuple):
    """Where segments belong, and where they shall, "" standing for nowhere and None for no segment.

    ``listing``: the groups that list theirs; ``saying``: the segments that say theirs; ``described``: what
    else changes; ``renamed``: the groups and segments that get another name.
    """

    before: dict[str, str | None]
    after: dict[str, str | None]
    listing: frozenset[str]
    saying: frozenset[str]
    described: frozenset[str]
    renamed: frozenset[str]


def some(names: Sequence[str]) -> st.SearchStrategy[frozenset[str]]:
    return st.sets(st.sampled_from(names)).map(frozenset)


CASES = st.builds(
    Case,
    st.fixed_dictionaries({name: st.sampled_from([None, "", *GROUPS]) for name in SEGMENTS}),
    st.fixed_dictionaries({name: st.sampled_from([None, *GROUPS]) for name in SEGMENTS}),
    some(GROUPS),
    some(SEGMENTS),
    some((*GROUPS, *SEGMENTS)),
    some((*GROUPS, *SEGMENTS)),
)


def declared(zpa: TestTenant, case: Case) -> dict[str, Any]:
    """Both lists, which agree; a segment says where it belongs itself where no list would say it."""

    def called(name: str) -> str:
        return name + "!" if name in case.renamed and case.before.get(name, "") is not None else name

    def entry(name: str, path: str, **options: Any) -> dict[str, Any]:
        said = {"id": zpa.stored(name, path)["id"]} if name in case.renamed else {}
        more = {"description": "x"} if name in case.described else {}
        return {**said, "name": called(name), **more, **options}

    owners: list[dict[str, Any]] = []
    for name in GROUPS:
        members = [called(one) for one, group in case.after.items() if group == name]
        owners.append(
            entry(name, "segmentGroup", **({"applications": members} if name in case.listing else {}))
        )
    segments = []
    for name, group in case.after.items():
        if group is None:
            segments += [{"name": name, "state": "absent"}]
            continue
        is_said = name in case.saying or group not in case.listing
        options = {"segment_group": called(group)} if is_said else {}
        if case.before[name] is None:
            segments.append({**new(called(name)), **options})
        else:
            segments.append(entry(name, "application", **options))
    return {"segment_groups": owners, "application_segments": segments}


@given(CASES)
@executed(few(60))
def test_whichever_ends_are_declared_each_segment_comes_to_its_group(
    emulator: Emulator, tmp_path_factory: pytest.TempPathFactory, case: Case
) -> None:
    zpa = new_tenant(emulator, Path(tmp_path_factory.mktemp("cache")))
    for name in GROUPS:
        zpa.add_group(name)
    for name, group in case.before.items():
        if group is not None:
            owner = {"segmentGroupId": zpa.stored(group)["id"]} if group else {}
            zpa.add_application(name, **owner)
    lists = declared(zpa, case)
    changed = bring_about(zpa, **lists)["changed"]
    names = {group["id"]: group["name"].rstrip("!") for group in zpa.tenant.table("segmentGroup").values()}
    found = {
        one["name"].rstrip("!"): names.get(one.get("segmentGroupId", ""), "")
        for one in zpa.tenant.table("application").values()
    }
    assert found == {name: group for name, group in case.after.items() if group is not None}
    assert changed is True or case.before == case.after
