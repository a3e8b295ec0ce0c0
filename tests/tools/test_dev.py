# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the commands of this project do to a machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import ci_browser
import dev
import pytest


@pytest.mark.parametrize(
    ("present", "variables", "user", "is_installed"),
    [
        ((), {"CI": "true"}, 0, False),
        (("apt-get",), {"CI": "true"}, 0, True),
        (("apt-get",), {"CI": "true"}, 1000, False),
        (("apt-get",), {}, 0, False),
        (("apt-get", "google-chrome"), {"CI": "true"}, 0, False),
        (("apt-get",), {"CI": "true", "ZPA_TEST_BROWSER": "/opt/browser"}, 0, False),
    ],
)
def test_a_browser_is_installed_where_a_pipeline_has_none_and_nowhere_else(
    present: Sequence[str],
    variables: dict[str, str],
    user: int,
    is_installed: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    commands: list[list[str]] = []
    for name in ("CI", "ZPA_TEST_BROWSER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(os, "geteuid", lambda: user)
    monkeypatch.setattr(shutil, "which", lambda name: "/bin/" + name if name in present else None)
    ci_browser.install(lambda command, **options: commands.append(command))
    assert [command[-1] for command in commands] == (["-qq", "chromium"] if is_installed else [])


class Matrix:
    """What is run with which ansible-core, on a machine with some Pythons, where some tests may fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.pythons = {python: "python%d.%d" % python for python in dev.CORES.values()}
        self.failing: set[str] = set()
        self.ran: list[tuple[str, Sequence[str]]] = []
        monkeypatch.setattr(dev, "pythons", lambda: self.pythons)
        monkeypatch.setattr(dev, "make_venv", lambda venv, *_how: venv)
        monkeypatch.setattr(dev, "test_venv", lambda: Path("newest"))
        monkeypatch.setattr(dev, "core_of", lambda venv: "2.21.5")
        monkeypatch.setattr(dev, "ROOT", Path("/srv/zpa"))
        monkeypatch.setattr(dev, "pytest", self._pytest)

    def _pytest(self, venv: Path, arguments: Sequence[str]) -> int:
        self.ran.append((venv.name, arguments))
        return 1 if venv.name in self.failing else 0


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Matrix:
    return Matrix(monkeypatch)


def test_the_matrix_tests_with_each_ansible_core(machine: Matrix, capsys: pytest.CaptureFixture[str]) -> None:
    dev.matrix([])
    cores = ["2.16", "2.17", "2.18", "2.19", "2.20", "newest"]
    assert machine.ran == [(core, dev.EACH_CORE) for core in cores]
    assert "ansible-core 2.21.5   passed" in capsys.readouterr().out


def test_the_matrix_says_what_is_not_run_for_want_of_a_python(
    machine: Matrix, capsys: pytest.CaptureFixture[str]
) -> None:
    del machine.pythons[3, 10]
    dev.matrix([])
    assert [core for core, _arguments in machine.ran] == ["2.17", "2.18", "2.19", "2.20", "newest"]
    assert "ansible-core 2.16     not run: there is no Python 3.10" in capsys.readouterr().out


def test_an_ansible_core_that_cannot_run_below_a_blank_is_not_run_there(
    machine: Matrix, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "ROOT", Path("/srv/my zpa"))
    results = dev.tested_with_another()
    assert results["2.16"] == "not run: it runs no module with a Python in a path that has a blank"
    assert results["2.17"] == "passed"


def test_the_matrix_goes_on_after_a_failure_and_fails_in_the_end(machine: Matrix) -> None:
    machine.failing = {"2.16"}
    with pytest.raises(SystemExit) as ended:
        dev.matrix([])
    assert ended.value.code == 1
    assert len(machine.ran) == len(dev.CORES) + 1


def test_the_sample_on_another_ansible_core_is_another_one_after_each_commit(
    machine: Matrix, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits = iter([70, 71])
    monkeypatch.setattr(dev, "turn", lambda: next(commits))
    dev.tested_with_another()
    dev.tested_with_another()
    assert [arguments[-2:] for _core, arguments in machine.ran] == [["--turn", "70"], ["--turn", "71"]]
    assert {*dev.FOR_EACH_CORE, "--one-in", "--one-file-in"} <= {*machine.ran[0][1]}


def test_what_runs_beside_something_else_is_shown_in_the_end_and_fails_the_run_with_the_first_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    program = tmp_path / "dev.py"
    program.write_text("import sys; print('It ran:', sys.argv[1]); sys.exit(sys.argv[1] == 'lint')", "utf-8")
    monkeypatch.setattr(dev, "__file__", str(program))
    monkeypatch.setattr(dev, "test_venv", lambda: tmp_path)
    with dev.beside("another", "docs"):
        print("Something else")
    assert capsys.readouterr().out == "Something else\nIt ran: another\n\nIt ran: docs\n\n"
    with pytest.raises(SystemExit) as ended, dev.beside("lint", "another"):
        pass
    assert ended.value.code == 1
    assert capsys.readouterr().out == "It ran: lint\n\n"


def test_what_python_compiles_is_kept_for_the_next_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert "PYTHONDONTWRITEBYTECODE" not in dev.environment(Path("venv"))


def test_whose_turn_it_is_follows_from_the_commits() -> None:
    assert dev.turn() == dev.turn() >= 0


@pytest.mark.parametrize(
    ("pythons", "core"), [({(3, 10), (3, 11)}, "2.16"), ({(3, 11), (3, 13)}, "2.19"), ({(3, 13)}, None)]
)
def test_an_ordinary_run_takes_one_other_ansible_core(
    machine: Matrix, pythons: set[tuple[int, int]], core: str | None
) -> None:
    machine.pythons = dict.fromkeys(pythons, "python3")
    results = dev.tested_with_another()
    assert [name for name, _arguments in machine.ran] == ([core] if core else [])
    assert [name for name, result in results.items() if result == "passed"] == ([core] if core else [])
    assert results.keys() == {"%d.%d" % core for core in dev.CORES}


def test_help_behind_the_emulator_is_that_of_the_emulator(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[str] = []
    monkeypatch.setattr(dev, "emulator", given.extend)
    monkeypatch.setattr("sys.argv", ["dev.py", "emulator", "--help"])
    dev.main()
    assert given == ["--help"]
