# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Conditions of entry that hold at any time, and what the release check tells."""

from __future__ import annotations

import sys

import check_release
import pytest
from check_release import Check, NotRun

# Quick, without network, and true of any commit, not only of a release.
ALWAYS = (
    check_release.version,
    check_release.metadata,
    check_release.names_of_modules,
    check_release.readme,
    check_release.pipeline,
    check_release.no_ignores,
)


def stopped() -> list[str]:
    sys.exit("pip failed")


def not_here() -> list[str]:
    raise NotRun("there is no Python 3.10")


@pytest.mark.parametrize("problems", ALWAYS, ids=lambda check: check.__name__)
def test_the_condition_holds(problems: check_release.Problems) -> None:
    assert problems() == []


@pytest.mark.parametrize(
    ("outcome", "code", "shown"),
    [
        (list, 0, "1 of 1 checks passed, 0 failed, 0 not run."),
        (lambda: ["a link is relative"], 1, "a link is relative"),
        (lambda: ["a link is relative"], 1, "0 of 1 checks passed, 1 failed, 0 not run."),
        (stopped, 1, "pip failed"),
        (not_here, 0, "not run: there is no Python 3.10"),
        (not_here, 0, "0 of 1 checks passed, 0 failed, 1 not run."),
    ],
)
def test_it_says_what_failed_and_what_did_not_run(
    outcome: check_release.Problems,
    code: int,
    shown: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(check_release, "CHECKS", [Check("readme", outcome)])
    with pytest.raises(SystemExit) as ended:
        check_release.main()
    assert ended.value.code == code
    assert shown in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "belongs"),
    [
        ("plugins/modules/zpa_config.py", True),
        (".ansible-lint", True),
        ("tests/integration/targets/zpa_policy_rule/tasks/main.yml", True),
        ("tests/unit/engine/test_plan.py", False),
        ("plugins/modules/__pycache__/zpa_config.cpython-313.pyc", False),
        (".cache/site/index.html", False),
        ("tools/dev.py", False),
        ("docs/.DS_Store", False),
    ],
)
def test_only_what_users_need_belongs_into_the_tarball(name: str, belongs: bool) -> None:
    assert check_release.belongs(name) is belongs


def test_nothing_else_is_in_the_tarball_of_the_last_commit() -> None:
    assert check_release.contents() == []
