# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Kinds of which nobody has recorded a list: it may show less of an object than the answer by its id."""

from __future__ import annotations

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.lookups import LOOKUPS
from support.cases import NAMED, Subject
from support.tenants import TestTenant

SUBJECTS = [one for one in NAMED if one.looks and not one.resource.kind.unlisted]
ALWAYS_NEW = {"modifiedTime", "modifiedBy", "description"}


@pytest.fixture
def thin(zpa: TestTenant, subject: Subject) -> TestTenant:
    """A tenant whose lists show hardly anything, and whose updates replace what they leave out."""
    subject.furnish(zpa)
    subject.create(zpa, name="Zurich")
    subject.add(zpa, "Frankfurt")
    zpa.tenant.quirks.thin_lists = True
    zpa.tenant.quirks.put = "replaces"
    zpa.stored("Zurich", subject.path)["futureField"] = "kept"
    zpa.forget()
    return zpa


def test_a_kind_with_keys_that_lists_do_not_show_may_list_less() -> None:
    assert [kind.noun for kind in LOOKUPS.values() if kind.unlisted and not kind.may_list_less] == []


@pytest.mark.parametrize("subject", SUBJECTS, ids=str)
def test_what_a_list_does_not_show_is_no_change(thin: TestTenant, subject: Subject) -> None:
    assert subject.run(thin, name="Zurich", **subject.required)["changed"] is False
    config = subject.config({"name": "Zurich", **subject.required})
    assert thin.run("zpa_config", config=config)["changed"] is False
    assert thin.writes == []


@pytest.mark.parametrize("subject", SUBJECTS, ids=str)
@pytest.mark.parametrize("way", ["task", "configuration"])
def test_an_update_loses_nothing_that_a_list_does_not_show(
    thin: TestTenant, subject: Subject, way: str
) -> None:
    before = dict(thin.stored("Zurich", subject.path))
    if way == "task":
        planned = subject.run(thin, True, name="Zurich", **subject.touched)
        done = subject.run(thin, name="Zurich", **subject.touched)
    else:
        config = subject.config({"name": "Zurich", **subject.touched})
        planned = thin.run("zpa_config", True, config=config)
        done = thin.run("zpa_config", config=config)
    assert planned["diff"] == done["diff"]
    after = thin.stored("Zurich", subject.path)
    assert after["futureField"] == "kept"
    touched = {subject.resource.field(name).wire for name in subject.touched}
    assert {key for key in before if after.get(key) != before[key]} <= ALWAYS_NEW | touched


@pytest.mark.parametrize("subject", [one for one in SUBJECTS if one.resource.kind.list_only], ids=str)
def test_an_object_that_is_not_found_by_its_id_is_not_created_once_more(
    thin: TestTenant, subject: Subject
) -> None:
    thin.tenant.quirks.thin_lists = False
    thin.fault("status", "GET .*%s/" % subject.path, status=404)
    result = subject.run(thin, True, name="Zurich", **{**subject.required, **subject.touched})
    assert [call.status for call in thin.calls].count(404) == 1
    assert result["diff"]["before"]["name"] == "Zurich"
