# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ``zpa_reference_info`` lists."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._model.kinds import KINDS
from support.tenants import TestTenant

MICROTENANT = "216196257331290001"


def references(zpa: TestTenant, **options: Any) -> list[dict[str, Any]]:
    return zpa.run("zpa_reference_info", **options)["references"]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_listed_with_ids_and_names(zpa: TestTenant, kind: str) -> None:
    found = references(zpa, kind=kind)
    assert found
    assert all(entry["id"] and entry["name"] for entry in found)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_tells_the_facts_of_its_row(zpa: TestTenant, kind: str) -> None:
    assert all(
        set(entry["facts"]) == {fact.name for fact in KINDS[kind].facts}
        for entry in references(zpa, kind=kind)
    )


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_found_by_name(zpa: TestTenant, kind: str) -> None:
    wanted = references(zpa, kind=kind)[-1]
    assert references(zpa, kind=kind, name=wanted["name"]) == [wanted]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_nothing_under_an_unknown_name(zpa: TestTenant, kind: str) -> None:
    assert references(zpa, kind=kind, name="Nobody") == []


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_costs_one_request(zpa: TestTenant, kind: str) -> None:
    references(zpa, kind=kind)
    assert len(zpa.calls) == 1
    assert zpa.writes == []


def test_version_profiles_are_told_with_their_ids(zpa: TestTenant) -> None:
    names = {entry["name"]: entry["id"] for entry in references(zpa, kind="version_profile")}
    assert names["Default"] == "0"
    assert names["Previous Default"] == "1"
    assert names["New Release"] == "2"


def test_a_version_profile_is_found_in_any_letter_case(zpa: TestTenant) -> None:
    assert [entry["id"] for entry in references(zpa, kind="version_profile", name="new release")] == ["2"]


def test_the_default_microtenant_is_zero(zpa: TestTenant) -> None:
    found = {entry["name"]: entry["id"] for entry in references(zpa, kind="microtenant")}
    assert found == {"Default": "0", "Subsidiary": MICROTENANT}


def test_applications_of_a_microtenant_are_its_own(zpa: TestTenant) -> None:
    zpa.add_application("Sub app", microtenant_id=MICROTENANT)
    found = references(zpa, kind="application", microtenant_id=MICROTENANT)
    assert [entry["name"] for entry in found] == ["Sub app"]


def test_an_unknown_kind_is_refused_with_those_there_are(zpa: TestTenant) -> None:
    message = zpa.run("zpa_reference_info", kind="colour")["msg"]
    assert "value of kind must be one of: %s" % ", ".join(sorted(KINDS)) in message


def test_an_empty_name_is_refused(zpa: TestTenant) -> None:
    assert "name: is empty." in zpa.run("zpa_reference_info", kind="microtenant", name=" ")["msg"]
    assert zpa.tenant.log == []
