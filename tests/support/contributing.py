# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Follows CONTRIBUTING.md: its blocks of code, copies of the checkout to change, an emulator of a copy.

What a block is follows from its place. One below a line such as "`some/path.py`, a new file:" is that file.
One of the language ``diff`` that names files is an edit of them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import dev
from markdown_it import MarkdownIt
from markdown_it.token import Token
from zpa_emulator import LogEntry

from .playbooks import ROOT

PAGE = ROOT / "CONTRIBUTING.md"
NEW = ", a new file:"
# The tenant that the emulator has unless told otherwise.
TENANT = {
    "ZPA_CUSTOMER_ID": "216196257331281920",
    "ZPA_CLIENT_ID": "emulator-client-id",
    "ZPA_CLIENT_SECRET": "emulator-client-secret",
}
# Names that .gitignore has, wherever they are.
IGNORED = shutil.ignore_patterns(
    ".git",
    *(line.rstrip("/").rpartition("/")[2] for line in (ROOT / ".gitignore").read_text("utf-8").splitlines()),
)
NO_TEXT = (".png",)


class Block(NamedTuple):
    """A block of code. ``section``: the heading above it; ``before``: the paragraph above it."""

    section: str
    before: str
    language: str
    content: str

    @property
    def new_file(self) -> str:
        """The path of the file that the block is, empty if it is none."""
        return self.before.removesuffix(NEW).strip("`") if self.before.endswith(NEW) else ""

    @property
    def is_edit(self) -> bool:
        return self.language == "diff" and self.content.startswith("--- a/")


def tokens() -> list[Token]:
    return MarkdownIt().enable("table").parse(PAGE.read_text("utf-8"))


def blocks() -> list[Block]:
    """Return the blocks of code of the page, in their order."""
    found, section, before, opened = [], "", "", ""
    for token in tokens():
        if token.type == "inline" and opened == "heading_open":
            section = token.content
        elif token.type == "inline":
            before = token.content.splitlines()[-1]
        elif token.type == "fence":
            found.append(Block(section, before, token.info, token.content))
        opened = token.type
    return found


def block(section: str, language: str, number: int = 0) -> str:
    """Return the content of one of the blocks of a language in a section."""
    found = [one.content for one in blocks() if one.section == section and one.language == language]
    return found[number]


def rows(section: str) -> list[list[str]]:
    """Return the rows of the table of a section, each a list of cells, without the header."""
    found: list[list[str]] = []
    heading = opened = ""
    for token in tokens():
        if token.type == "inline" and opened == "heading_open":
            heading = token.content
        elif token.type == "tr_open" and heading == section:
            found.append([])
        elif token.type == "inline" and opened in ("td_open", "th_open") and heading == section:
            found[-1].append(token.content)
        opened = token.type
    return found[1:]


def spans() -> list[str]:
    """Return what the page shows as code within a line."""
    inside = [child for token in tokens() for child in token.children or ()]
    return [child.content for child in inside if child.type == "code_inline"]


def text_files() -> Iterator[Path]:
    """Yield the texts of the checkout, without what git ignores."""
    for folder, folders, names in os.walk(ROOT):
        ignored = IGNORED(folder, [*folders, *names])
        folders[:] = [name for name in folders if name not in ignored]
        paths = [Path(folder) / name for name in names if name not in ignored]
        yield from (path for path in paths if path.suffix not in NO_TEXT)


def copy_checkout(to: Path) -> Path:
    """Copy the checkout without what git ignores; return the folder of collections that has the copy."""
    shutil.copytree(ROOT, to, ignore=IGNORED, symlinks=True)
    collections = to / ".cache" / "collections"
    dev.arrange_collection(collections, to)
    return collections


@dataclass(frozen=True)
class Emulated:
    """The tenant of an emulator that runs as a process. ``log``: the file of its requests."""

    base_url: str
    folder: Path
    log: Path

    @property
    def environment(self) -> dict[str, str]:
        tokens = str(self.folder / "tokens")
        return {"ZPA_BASE_URL": self.base_url, "ZPA_TOKEN_CACHE_DIR": tokens, **TENANT}

    @property
    def requests(self) -> list[LogEntry]:
        lines = self.log.read_text("utf-8").splitlines() if self.log.exists() else []
        return [LogEntry(**json.loads(line)) for line in lines]

    def forget(self) -> None:
        self.log.unlink(missing_ok=True)


@contextmanager
def emulator_of(tree: Path, folder: Path) -> Iterator[Emulated]:
    """Start the emulator of a copy, or of the checkout itself, on a free port, and stop it afterwards."""
    log = folder / "requests.jsonl"
    command = [sys.executable, tree / "tests" / "emulator", "--port", "0", "--log", log]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            printed = dict(line.split() for line in (process.stdout.readline(), process.stdout.readline()))
            yield Emulated(printed["base_url"], folder, log)
        finally:
            process.terminate()


def result_in(output: str) -> dict[str, Any]:
    """Return the result that the one task of a playbook run with ``-v`` printed."""
    (line,) = (line for line in output.splitlines() if "[localhost] => " in line)
    return json.loads(line.partition(" => ")[2])
