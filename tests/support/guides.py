# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Follows a guide as its reader does: writes its files, runs its commands, compares what they print.

What a block of code is follows from its language:

- ``yaml`` with a caption is a file of that name, and so is any other language with a caption;
- ``yaml`` without one is a playbook, or tasks that are run as one;
- ``console`` is commands, run one after the other in the same folder, where ``export`` lasts;
- ``text`` is what the commands before it print, or the names of files that are there then, line by line;
  ``...`` stands for any lines.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from antsibull_docutils.rst_code_finder import find_code_blocks, mark_antsibull_code_block
from docutils import nodes
from docutils.parsers.rst import Directive, directives

from .playbooks import ROOT, Run, run_playbook
from .tenants import TestTenant

GUIDES = ROOT / "docs" / "docsite" / "rst"
# Of the author of commits nobody is asked.
GIT = {
    **{"GIT_%s_NAME" % role: "Somebody" for role in ("AUTHOR", "COMMITTER")},
    **{"GIT_%s_EMAIL" % role: "somebody@example.com" for role in ("AUTHOR", "COMMITTER")},
    "GIT_CONFIG_NOSYSTEM": "1",
}
# Commands that have to end well and are run as they are.
PLAIN = (
    "ansible",
    "ansible-doc",
    "ansible-galaxy",
    "ansible-inventory",
    "ansible-vault",
    "cat",
    "cp",
    "diff",
    "git",
    "ls",
    "mkdir",
)
CAPTION = "antsibull-other-caption"
EXITS_WITH = re.compile(r"\s+# exit status (\d+)$")


class Block(NamedTuple):
    """A block of code. ``caption``: the path of the file that it is, empty for none."""

    language: str
    caption: str
    content: str
    line: int


class _CodeBlock(Directive):
    """The directive of Sphinx, as far as its caption counts."""

    has_content = True
    optional_arguments = 1
    option_spec = dict.fromkeys(
        ("caption", "class", "dedent", "emphasize-lines", "name", "force", "linenos", "lineno-start"),
        directives.unchanged,
    )

    def run(self) -> list[nodes.Node]:
        literal = nodes.literal_block("\n".join(self.content), "\n".join(self.content))
        mark_antsibull_code_block(
            literal,
            language=self.arguments[0] if self.arguments else None,
            content_offset=self.content_offset,
            block_text=self.block_text,
            other={"caption": self.options.get("caption", "")},
        )
        return [literal]


def blocks_of(path: Path) -> list[Block]:
    """Return the blocks of code of a guide, in their order."""
    with warnings.catch_warnings():
        # The library uses what docutils is going to do without.
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        found = list(
            find_code_blocks(path.read_text("utf-8"), path=path, extra_directives={"code-block": _CodeBlock})
        )
    return [
        Block(one.language or "", one.attributes[CAPTION], one.content, one.row_offset + 1) for one in found
    ]


class Reader:
    """Somebody who follows a guide, with a tenant and a folder of their own.

    ``runs``: the playbooks that were run.
    """

    def __init__(self, zpa: TestTenant, at: Path, **environment: str) -> None:
        self.zpa = zpa
        self.at = at
        self.runs: list[Run] = []
        self._environment = environment
        self._printed = ""

    def follow(self, guide: str, meanwhile: Mapping[str, Callable[[], object]] | None = None) -> list[Run]:
        """Do what a guide says. ``meanwhile``: what others do before a command that holds the given words."""
        left = dict(meanwhile or {})
        for block in blocks_of(GUIDES / guide):
            try:
                self._do(block, left)
            except AssertionError as error:
                raise AssertionError("%s, line %d: %s" % (guide, block.line, error)) from error
        assert not left, "no command holds %s" % ", ".join(left)
        return self.runs

    def _do(self, block: Block, left: dict[str, Callable[[], object]]) -> None:
        if block.caption:
            self._write(block)
        elif block.language == "yaml":
            self._play(yaml.safe_load(block.content))
        elif block.language == "console":
            self._printed = ""
            for line in _commands(block.content):
                for words in [words for words in left if words in line]:
                    left.pop(words)()
                self._run(line)
        elif block.language == "text":
            self._compare(block.content)
        else:
            raise AssertionError("a block of %s needs a caption" % (block.language or "no language"))

    def _write(self, block: Block) -> None:
        if block.language == "yaml":
            assert yaml.safe_load(block.content) is not None
        # Of a file that belongs elsewhere the guide shows the name, and says in words where it goes.
        assert not Path(block.caption).is_absolute(), "%s is outside of the folder" % block.caption
        path = self.at / block.caption
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.content, "utf-8")

    def _play(self, content: Any) -> None:
        assert isinstance(content, list), "a mapping needs a caption, the name of its file"
        is_play = all("hosts" in entry or "ansible.builtin.import_playbook" in entry for entry in content)
        playbook = self.at / "example.yml"
        plays = content if is_play else [{"hosts": "localhost", "gather_facts": False, "tasks": content}]
        playbook.write_text(yaml.safe_dump(plays, sort_keys=False), "utf-8")
        self._keep(run_playbook(self.zpa, playbook, self.at, **self._environment), 0)

    def _run(self, line: str) -> None:
        expected = EXITS_WITH.search(line)
        words = shlex.split(EXITS_WITH.sub("", line))
        given = {}
        while words and re.match(r"[A-Z][A-Z_]*=", words[0]):
            name, _equals, given[name] = words.pop(0).partition("=")
        environment = {**self._environment, **given}
        code = int(expected[1]) if expected else 0
        if words[0] == "export":
            self._environment.update(word.split("=", 1) for word in words[1:] if "..." not in word)
        elif words[0] == "cd":
            self.at = self.at / words[1]
        elif words[0] == "ansible-playbook":
            self._keep(run_playbook(self.zpa, Path(words[1]), self.at, *words[2:], **environment), code)
        elif words[0] == "python3" or words[0] in PLAIN:
            self._plain(words, environment, code)
        else:
            raise AssertionError("nobody knows how to run %s" % line)

    def _plain(self, words: list[str], environment: dict[str, str], code: int) -> None:
        program = {"python3": sys.executable}.get(words[0], words[0])
        tools = str(Path(sys.executable).parent)
        done = subprocess.run(
            [program, *words[1:]],
            cwd=self.at,
            env={
                **os.environ,
                **GIT,
                **self.zpa.environment,
                **environment,
                "HOME": str(self.at),
                "PATH": os.pathsep.join([tools, os.environ["PATH"]]),
            },
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        assert done.returncode == code, done.stdout
        self._printed += done.stdout

    def _keep(self, run: Run, code: int) -> None:
        assert run.code == code, run.output
        self.runs.append(run)
        self._printed += run.output

    def _compare(self, content: str) -> None:
        printed = [" ".join(line.split()) for line in self._printed.splitlines()]
        for line in filter(None, (" ".join(line.split()) for line in content.splitlines())):
            shown = line == "..." or any(line in other for other in printed)
            assert shown or (self.at / line).exists(), "'%s' is not in\n%s" % (line, self._printed)


def _commands(content: str) -> Iterator[str]:
    """Yield the commands of a block, which may begin with a prompt and go on behind a backslash."""
    for line in re.sub(r"\\\n\s*", " ", content).splitlines():
        command = line.removeprefix("$ ").strip()
        if command and not command.startswith("#"):
            yield command
