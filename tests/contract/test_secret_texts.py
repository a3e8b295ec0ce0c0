# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts in options that the controller knows to be secrets, since they were encrypted alone."""

from __future__ import annotations

import json

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.module import SECRET_TEXTS
from support.tenants import TestTenant

WORD, LETTER = "Ada-Lovelace's line", "n"


@pytest.fixture
def lines(code_patch: pytest.MonkeyPatch) -> list[str]:
    """What the log of the system gets."""
    lines: list[str] = []
    code_patch.setattr("syslog.syslog", lambda *given: lines.append(str(given[-1])))
    code_patch.setattr("ansible.module_utils.basic.has_journal", False)
    return lines


def config(zpa: TestTenant, *secrets: str, **entry: str) -> dict[str, object]:
    given = {"config": {"segment_groups": [{"name": "A", **entry}]}, SECRET_TEXTS: list(secrets)}
    return zpa.run("zpa_config", **given)


def test_they_are_written_and_neither_returned_nor_logged(zpa: TestTenant, lines: list[str]) -> None:
    result = config(zpa, WORD, description=WORD)
    assert zpa.stored("A")["description"] == WORD
    assert result["changed"]
    assert "Lovelace" not in json.dumps(result)
    assert any("segment_groups" in line for line in lines)
    assert not [line for line in lines if "Lovelace" in line]


def test_the_log_tells_how_many_entries_a_configuration_has_and_not_what_they_are(
    zpa: TestTenant, lines: list[str]
) -> None:
    zpa.add_group("Sales")
    rules = {"access": [{"name": "Rule of Sales", "action": "ALLOW"}], "timeout": []}
    given = {"segment_groups": [{"name": "Sales"}, {"name": "Finance"}], "policy_rules": rules}
    assert not zpa.run("zpa_config", config=given, _ansible_check_mode=True).get("failed")
    assert any("'segment_groups': 'entries: 2'" in line for line in lines)
    assert any("'access': 'entries: 1', 'timeout': 'entries: 0'" in line for line in lines)
    assert not [line for line in lines if "Sales" in line]


def test_one_that_is_part_of_many_others_does_not_spoil_the_result(zpa: TestTenant, lines: list[str]) -> None:
    result = config(zpa, LETTER, description=LETTER)
    assert "plan" in result
    assert not [line for line in lines if "'description': 'n'" in line]


def test_they_are_no_option(zpa: TestTenant) -> None:
    result = config(zpa, WORD)
    assert SECRET_TEXTS not in json.dumps(result)
    assert not result.get("failed")
