# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What CONTRIBUTING.md names is there, and what it promises of linters, hooks and editors holds."""

from __future__ import annotations

import configparser
import fnmatch
import itertools
import re
import subprocess
import sys
from pathlib import Path

import action_plugins
import commit_hook
import dev
import lint
import pytest
import yaml
from commit_hook import MARK, Hook
from support.contributing import PAGE, blocks, rows, spans, text_files, tokens
from support.guides import GIT
from support.playbooks import ROOT

# Where paths of the page can begin.
BEGINNINGS = (
    ROOT,
    ROOT / "plugins",
    ROOT / "plugins" / "module_utils",
    ROOT / "plugins" / "plugin_utils" / "_drift",
)
PATH = re.compile(r"\.?[\w*-]+(/[\w.*-]+)*(/|\.(py|ya?ml|md|rst|toml|json|txt))")
# What commands make, or a reader writes.
MADE = {"describe.yml", "user_portal_aups.yml"}
CODE = (".py", ".yml", ".yaml", ".toml")


# -- The page --------------------------------------------------------------------------------------------


def test_every_path_on_the_page_exists() -> None:
    named = {span for span in spans() if PATH.fullmatch(span)}
    known = MADE | {one.new_file for one in blocks()}
    assert len(named) > 60
    assert [path for path in sorted(named - known) if not any(list(at.glob(path)) for at in BEGINNINGS)] == []


def test_every_name_on_the_page_is_in_the_code() -> None:
    texts = [path.read_text("utf-8") for path in text_files() if path.suffix in CODE and path != PAGE]
    words = set(re.findall(r"\w+", "\n".join(texts)))
    named = {span for span in spans() if re.fullmatch(r"[A-Za-z_]\w*", span)}
    assert {"SEGMENT_GROUP", "converge"} <= named
    assert named - words == set()


def test_every_link_of_the_page_leads_to_one_of_its_headings() -> None:
    inside = [child for token in tokens() for child in token.children or ()]
    links = {str(child.attrs["href"]) for child in inside if child.type == "link_open"}
    headings = {
        "#" + following.content.lower().replace(" ", "-")
        for token, following in itertools.pairwise(tokens())
        if token.type == "heading_open"
    }
    assert links
    assert links <= headings


def test_every_command_is_on_the_page_and_in_the_makefile() -> None:
    commands = {name.replace("_", "-") for name in dev.COMMANDS}
    listed = {cells[0].strip("`").split()[2] for cells in rows("The commands")}
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert listed == commands
    assert commands - set(re.findall(r"[\w-]+", makefile)) == set()


def files_of_a_kind() -> dict[str, int]:
    """Return the files that the page writes by hand to add a kind, with their lines as it counts them."""
    return {cells[0].strip("`"): int(cells[2]) for cells in rows("Add a resource")}


def test_a_kind_takes_the_files_and_the_lines_that_the_page_says() -> None:
    found = {}
    for one in blocks():
        if one.new_file:
            found[one.new_file] = len(one.content.splitlines())
        elif one.is_edit:
            (name,) = re.findall(r"^\+\+\+ b/(.+)$", one.content, re.MULTILINE)
            found[name] = len(re.findall(r"^\+(?!\+\+ )", one.content, re.MULTILINE))
    assert found == files_of_a_kind()


def test_a_kind_takes_few_files_and_few_lines() -> None:
    """At most eight files, and 100 lines beside texts, cases and the row of the emulator."""
    files = files_of_a_kind()
    assert len(files) + len(["lookups.py", "the life of an object"]) <= 8
    assert sum(lines for name, lines in files.items() if name.startswith("plugins/")) <= 100
    assert sum(files.values()) <= 150


# -- Linters and hooks -----------------------------------------------------------------------------------

(HOOKS,) = (repo["hooks"] for repo in yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"])


def test_the_hooks_are_the_quick_linters() -> None:
    runner = ".venv/bin/python tools/lint.py "
    assert [hook["entry"] for hook in HOOKS] == [
        runner + name for name, linter in lint.LINTERS.items() if linter.is_quick
    ]


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_has_files_to_run_for_and_the_environment_to_run_in(hook: dict[str, str]) -> None:
    assert hook["language"] == "system"
    assert any(re.search(hook["files"], str(path.relative_to(ROOT))) for path in text_files())


def test_a_linter_that_is_not_there_is_an_error_that_names_the_others() -> None:
    command = [sys.executable, ROOT / "tools" / "lint.py", "flake8"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "there is no linter flake8, only ruff, format, mypy" in done.stderr


@pytest.mark.parametrize(
    ("hook", "reason"),
    [
        (Hook(Path("h"), "", ""), ""),
        (Hook(Path("h"), "", "#!/bin/sh\n%s: about it\n" % MARK), ""),
        (Hook(Path("h"), "", "#!/bin/sh\nmake\n"), "there is another one"),
        (Hook(Path("h"), "/srv/hooks", ""), "git looks for hooks in /srv/hooks, not for this checkout alone"),
        (Hook(None, "", ""), "this folder is no checkout of git"),
    ],
)
def test_the_hook_is_installed_where_it_is_in_nobodys_way(hook: Hook, reason: str) -> None:
    assert hook.why_not() == reason


def git(at: Path, *words: str) -> None:
    command = ["git", "-c", "user.name=Somebody", "-c", "user.email=somebody@example.com", *words]
    subprocess.run(command, cwd=at, check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository without commits, which the configuration of nobody reaches."""
    for name, value in {**GIT, "GIT_CONFIG_GLOBAL": "/dev/null"}.items():
        monkeypatch.setenv(name, value)
    at = tmp_path / "check out"
    at.mkdir()
    git(at, "init", "--quiet")
    return at


def test_the_hook_of_a_checkout_is_found(checkout: Path) -> None:
    path = checkout / ".git" / "hooks" / "pre-commit"
    assert commit_hook.hook_of(checkout) == Hook(path, "", "")
    path.write_text("make\n", "utf-8")
    assert commit_hook.hook_of(checkout) == Hook(path, "", "make\n")


def test_a_folder_inside_the_checkout_of_another_project_has_no_hook(checkout: Path) -> None:
    (checkout / "zpa").mkdir()
    assert commit_hook.hook_of(checkout / "zpa") == Hook(None, "", "")


def test_where_there_is_no_git_there_is_no_hook(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert commit_hook.hook_of(checkout) == Hook(None, "", "")


def test_a_folder_of_hooks_for_many_repositories_is_left_alone(checkout: Path, tmp_path: Path) -> None:
    git(checkout, "config", "core.hooksPath", str(tmp_path))
    assert commit_hook.hook_of(checkout).shared == str(tmp_path)
    (tmp_path / "pre-commit").write_text(MARK, "utf-8")
    commit_hook.remove(checkout)
    assert (tmp_path / "pre-commit").exists()


def test_what_is_not_installed_says_why_and_what_does_the_same(checkout: Path) -> None:
    (checkout / ".git" / "hooks" / "pre-commit").write_text("make\n", "utf-8")
    said = commit_hook.install(checkout, Path(".venv"), checkout / "cache")
    assert said == "not installed: there is another one; .venv/bin/pre-commit run does the same"


@pytest.mark.parametrize(("text", "is_left"), [("make\n", True), ("#!/bin/sh\n" + MARK, False)])
def test_only_our_own_hook_is_removed(checkout: Path, text: str, is_left: bool) -> None:
    path = checkout / ".git" / "hooks" / "pre-commit"
    path.write_text(text, "utf-8")
    commit_hook.remove(checkout)
    assert path.exists() is is_left


def test_setup_says_what_it_made_and_how_to_use_it(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "ROOT", checkout)
    monkeypatch.setattr(dev, "COLLECTIONS", checkout / ".cache" / "collections")
    monkeypatch.setattr(dev, "test_venv", lambda: checkout / ".venv")
    monkeypatch.setattr(commit_hook, "install", lambda root, venv, cache: "runs %s/bin/x" % venv)
    dev.setup([])
    dev.setup([])
    printed = capsys.readouterr().out
    activate = next(one.content for one in blocks() if ". .venv/bin/activate" in one.content)
    assert printed.count(activate.strip()) == 2
    assert ".git/hooks/pre-commit  runs .venv/bin/x\n" in printed
    link = checkout / ".cache" / "collections" / "ansible_collections" / "zerotrust" / "zpa"
    assert link.resolve() == checkout


# -- Action plugins --------------------------------------------------------------------------------------


@pytest.fixture
def somewhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A collection of two modules, one of which has an action plugin."""
    for name in ("modules/zpa_one.py", "modules/zpa_two.py", "modules/zpa_three.yml", "action/zpa_one.py"):
        path = tmp_path / "plugins" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("own\n", "utf-8")
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    return tmp_path / "plugins" / "action"


def call(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    monkeypatch.setattr(sys, "argv", ["action_plugins.py", *words])
    action_plugins.main()


def test_a_module_gets_the_action_plugin_that_it_lacks(
    somewhere_else: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call(monkeypatch)
    call(monkeypatch)
    assert {path.name for path in somewhere_else.iterdir()} == {"zpa_one.py", "zpa_two.py"}
    assert (somewhere_else / "zpa_one.py").read_text("utf-8") == "own\n"
    ours = (ROOT / "plugins" / "action" / "zpa_segment_group.py").read_text("utf-8")
    assert (somewhere_else / "zpa_two.py").read_text("utf-8") == ours.replace("zpa_segment_group", "zpa_two")


def test_a_check_for_action_plugins_writes_nothing_and_says_what_to_run(
    somewhere_else: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SystemExit, match=r"plugins/action/zpa_two\.py is stale\. Run: python3 tools/dev"):
        call(monkeypatch, "--check")
    assert not (somewhere_else / "zpa_two.py").exists()


# -- Editors ---------------------------------------------------------------------------------------------

EDITORS = configparser.ConfigParser(delimiters="=")
EDITORS.read_string("[root]\n" + (ROOT / ".editorconfig").read_text("utf-8"))


def wanted(name: str) -> dict[str, str]:
    """Return what .editorconfig says of a file, by its name."""
    found: dict[str, str] = {}
    for section in EDITORS.sections():
        inside = re.search(r"\{(.+)\}", section)
        for choice in inside[1].split(",") if inside else [""]:
            if fnmatch.fnmatchcase(name, re.sub(r"\{.+\}", choice, section)):
                found.update(EDITORS[section])
    return found


def test_editors_are_told_what_the_linters_check() -> None:
    ruff = re.search(r"^line-length = (\d+)$", (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    yamllint = yaml.safe_load((ROOT / ".yamllint").read_text("utf-8"))
    assert wanted("plan.py")["max_line_length"] == ruff[1]
    assert wanted("galaxy.yml")["max_line_length"] == str(yamllint["rules"]["line-length"]["max"])


def test_every_file_is_as_editors_are_told() -> None:
    wrong = []
    for path in text_files():
        content, style = path.read_bytes().decode(wanted(path.name)["charset"]), wanted(path.name)
        assert style["end_of_line"] == "lf"
        lines = content.split("\n")
        foreign = " " if style["indent_style"] == "tab" else "\t"
        is_right = (
            "\r" not in content
            and (lines[-1] == "") is (style["insert_final_newline"] == "true")
            and not any(line != line.rstrip() or line.startswith(foreign) for line in lines)
        )
        wrong += [] if is_right else [str(path.relative_to(ROOT))]
    assert wrong == []
