# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What people read of a result shows what cannot be seen as escapes. What is data stays as it is."""

from __future__ import annotations

import json

import pytest
from support.cases import RESOURCES, Subject
from support.tenants import TestTenant

EVIL, SHOWN = "\x1b]0;x\x07\u202e\x9b", "\\u001b]0;x\\u0007\\u202e\\u009b"
every_kind = pytest.mark.parametrize("subject", RESOURCES, ids=str)


@every_kind
def test_a_failed_task_shows_escapes_in_all_that_it_returns(zpa: TestTenant, subject: Subject) -> None:
    refusal = {"id": "bad" + EVIL, "reason": "No" + EVIL, "params": ["p" + EVIL]}
    zpa.fault("status", "(POST|PUT) .*/customers/", status=400, body=json.dumps(refusal))
    result = subject.create(zpa, name="New")
    assert result["failed"]
    assert "No%s (HTTP 400, bad%s)" % (SHOWN, SHOWN) in result["msg"]
    assert (result["reason"], result["error_id"], result["params"]) == (
        "No" + SHOWN,
        "bad" + SHOWN,
        ["p" + SHOWN],
    )


def test_a_name_cannot_begin_another_line_of_a_problem(zpa: TestTenant) -> None:
    result = zpa.group(name="New", applications=["a\n- b", "c"])
    assert len(result["problems"]) == 2
    assert "'a\\n- b'" in result["problems"][0]


@every_kind
def test_data_are_what_the_tenant_has(zpa: TestTenant, subject: Subject) -> None:
    subject.add(zpa, "G" + EVIL, description="Old" + EVIL)
    (found,) = [one for one in subject.listed(zpa) if one["name"].startswith("G")]
    assert (found["name"], found.get("description", "Old" + EVIL)) == ("G" + EVIL, "Old" + EVIL)


@every_kind
def test_sentences_about_data_show_escapes(zpa: TestTenant, subject: Subject) -> None:
    subject.add(zpa, "R" + EVIL, restrictedEntity=True)
    result = zpa.run("zpa_config", state="gathered", kinds=[".".join(subject.section)])
    assert "'%s' is left out" % subject.title("R" + EVIL).replace(EVIL, SHOWN) in "\n".join(
        result["not_carried"]
    )
