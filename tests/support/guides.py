# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Follows a guide as its reader does: writes its files, runs its commands, compares what they print.

What a block of code is follows from its language:

- ``yaml`` with a caption is a file of that name, and so is any other language with a caption;
- ``yaml`` without one is a playbook, or tasks that are run as one;
- ``console`` is commands, run one after the other in the same folder, where ``export`` lasts. A value ``...``
  is one that the reader has;
- ``text`` is what the commands or tasks before it print, line by line in that order, or the names of files
  that are there by then; ``...`` stands for any lines.

Nothing is passed over in silence: a block that is none of these is an error, and so is a file that no command
needs. What cannot be run is listed here with the reason.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from antsibull_docutils.rst_code_finder import find_code_blocks, mark_antsibull_code_block
from docutils import nodes
from docutils.parsers.rst import Directive, directives
from markdown_it import MarkdownIt

from . import tally
from .modules import UNPACED
from .playbooks import ROOT, Run, run_playbook
from .tenants import TestTenant

GUIDES = ROOT / "docs" / "docsite" / "rst"
README = "README.md"
DOCUMENTS = [README, *sorted(path.name for path in GUIDES.glob("guide_*.rst"))]
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
    "grep",
    "ls",
    "mkdir",
)
# Commands that are not run, by their beginning, and why.
NOT_RUN = {
    "ansible-builder build": "needs a container engine and a base image; the tests of AWX make all else",
    "podman push": "needs a registry of images",
    "python3 tools/dev.py demo": "makes a virtual environment; test_commands.py runs the demo itself",
    "python3 tools/dev.py test": "is what runs this",
}
# Files that no command here needs, and why. Those that run elsewhere are run by another test.
NOT_USED = {
    "before.yml": "is for zscaler.zpacloud, which is not installed",
    "both.yml": "is for zscaler.zpacloud as well",
    "forget.tf": "is for Terraform",
    "main.tf": "is for Terraform",
    "zpa-audit": "is for cron; the script that it names is run",
}
USED_ELSEWHERE = {
    "audit.sh": "test_roles.py runs it in another folder",
    "seed.yml": "is for an emulator that the reader starts; test_guides_code.py makes tenants of it",
    "with_pyzscaler.py": "test_clients_and_guides.py runs it with the client",
    "with_sdk.py": "test_clients_and_guides.py runs it with the client",
}
PIPELINE = ".gitlab-ci.yml"
CONFIGURATION = "ansible.cfg"
CAPTION = "antsibull-other-caption"
TABLE = re.compile(r"^\.\. list-table::\n(?: .*\n|\n)+", re.MULTILINE)
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


@cache
def blocks_of(path: Path) -> list[Block]:
    """Return the blocks of code of a guide, in their order."""
    if path.suffix == ".md":
        fences = [token for token in MarkdownIt().parse(path.read_text("utf-8")) if token.type == "fence"]
        return [Block(one.info, "", one.content, (one.map or [0])[0] + 1) for one in fences]
    with warnings.catch_warnings():
        # The library uses what docutils is going to do without.
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        found = list(
            find_code_blocks(path.read_text("utf-8"), path=path, extra_directives={"code-block": _CodeBlock})
        )
    return [
        Block(one.language or "", one.attributes[CAPTION], one.content, one.row_offset + 1) for one in found
    ]


def place_of(document: str) -> Path:
    return (ROOT if document.endswith(".md") else GUIDES) / document


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
        self._said: list[str] = []

    def follow(self, document: str, meanwhile: Mapping[str, Callable[[], object]] | None = None) -> list[Run]:
        """Do what a guide says. ``meanwhile``: what others do before a command that holds the given words."""
        left = dict(meanwhile or {})
        blocks = blocks_of(place_of(document))
        for block in blocks:
            try:
                for sort, number in {"blocks": 1, **self.do(block, left)}.items():
                    tally.add(document, sort, number)
            except AssertionError as error:
                raise AssertionError("%s, line %d: %s" % (document, block.line, error)) from error
        assert not left, "no command holds %s" % ", ".join(left)
        assert unused(blocks, self._said) == []
        return self.runs

    def do(self, block: Block, meanwhile: dict[str, Callable[[], object]] | None = None) -> dict[str, int]:
        """Do what a block says. Return what there is in it, for the tally."""
        left = {} if meanwhile is None else meanwhile
        if block.caption:
            self._write(block)
            return {"files not used" if block.caption in NOT_USED else "files": 1}
        if block.language == "yaml":
            self._printed = ""
            self._said.append(block.content)
            self._play(yaml.safe_load(block.content))
            return {"playbooks": 1}
        if block.language == "console":
            self._printed = ""
            told = list(commands_of(block.content))
            commands = [line for line in told if not line.startswith(tuple(NOT_RUN))]
            for line in commands:
                for words in [words for words in left if words in line]:
                    left.pop(words)()
                self._said.append(line)
                self._run(line)
            return {"commands": len(commands), "commands not run": len(told) - len(commands)}
        if block.language == "text":
            self._compare(block.content)
            return {"outputs": 1}
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
        words = [word for given in shlex.split(EXITS_WITH.sub("", line)) for word in self._globbed(given)]
        given = {}
        while words and re.match(r"[A-Z][A-Z_]*=", words[0]):
            name, value = words.pop(0).split("=", 1)
            given[name] = value
        environment = {**self._environment, **given}
        code = int(expected[1]) if expected else 0
        if words[0] == "export":
            self._environment.update(word.split("=", 1) for word in words[1:] if "..." not in word)
        elif words[0] == "unset":
            for name in words[1:]:
                del self._environment[name]
        elif words[0] == "cd":
            self.at = self.at / words[1]
        elif words[0] == "ansible-playbook":
            self._keep(run_playbook(self.zpa, Path(words[1]), self.at, *words[2:], **environment), code)
        elif words[0] == "python3" or words[0] in PLAIN:
            self._plain(words, environment, code)
        else:
            raise AssertionError("nobody knows how to run %s" % line)

    def _globbed(self, word: str) -> list[str]:
        """Return the files for which a shell takes a word."""
        is_pattern = re.fullmatch(r"[\w.-]*\*[\w.*-]*", word)
        return (is_pattern and sorted(path.name for path in self.at.glob(word))) or [word]

    def _plain(self, words: list[str], environment: dict[str, str], code: int) -> None:
        program = {"python3": sys.executable}.get(words[0], words[0])
        tools = str(Path(sys.executable).parent)
        done = subprocess.run(
            [program, *words[1:]],
            cwd=self.at,
            env={
                **os.environ,
                **GIT,
                **UNPACED,
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
        left = [" ".join(line.split()) for line in self._printed.splitlines()]
        for line in filter(None, (" ".join(line.split()) for line in content.splitlines())):
            found = [number for number, other in enumerate(left) if line in other]
            if found:
                left = left[found[0] + 1 :]
            else:
                is_there = line == "..." or (self.at / line).exists()
                assert is_there, "'%s' does not come next in\n%s" % (line, self._printed)


def unused(blocks: list[Block], said: list[str]) -> list[str]:
    """Return the files of a guide that nothing needs of all that was run."""
    files = [block for block in blocks if block.caption not in (*NOT_USED, *USED_ELSEWHERE)]
    left = {block.caption: block.content for block in files if block.caption not in ("", PIPELINE)}
    read = list(said)
    while read:
        text = read.pop()
        named = [caption for caption in left if is_named(caption, text)]
        read += [left.pop(caption) for caption in named]
    return list(left)


def is_named(caption: str, text: str) -> bool:
    """Whether a command or a file names another file, or the folder in which it is."""
    if caption == CONFIGURATION:
        return text.startswith("ansible-playbook ")
    return bool(re.search(r"(?<![\w.-])%s(?![\w.-])" % re.escape(Path(caption).parts[0]), text))


def commands_of(content: str) -> Iterator[str]:
    """Yield the commands of a block. They may have a prompt, go on in the next line, and be explained."""
    for line in re.sub(r"\s*\\\n\s*", " ", content).splitlines():
        command = line.removeprefix("$ ").strip()
        if command and not command.startswith("#"):
            yield re.sub(r"\s+# (?!exit status).*", "", command)


def commands_of_pipelines(document: str) -> list[str]:
    """Return the commands of the jobs that a guide has for a pipeline."""
    files = [block.content for block in blocks_of(place_of(document)) if block.caption == PIPELINE]
    jobs = [job for content in files for job in yaml.safe_load(content).values() if isinstance(job, dict)]
    return [line for job in jobs for key in ("before_script", "script") for line in job.get(key, ())]


def tables_of(text: str) -> Iterator[list[list[str]]]:
    """Yield the tables of a guide, each as rows of cells. The first row has the titles."""
    for table in TABLE.findall(text):
        yield [
            [" ".join(cell.split()) for cell in re.split(r"^ {5}-(?= |$)", row, flags=re.MULTILINE)]
            for row in re.split(r"^ {3}\* -", table, flags=re.MULTILINE)[1:]
        ]
