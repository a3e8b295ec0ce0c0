# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Playbooks with secrets in variables, the folders that they write into, and what came out of a secret."""

from __future__ import annotations

import contextlib
import dataclasses
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from .secrecy import Found, files_in, found_in
from .secret_cases import VARIABLES

REPORTS = "junit,tree,zerotrust.zpa.drift_report"


class Folders(NamedTuple):
    """``given`` holds what a user writes, with secrets. A run can write into ``made`` and ``temporary``."""

    given: Path
    made: Path
    temporary: Path

    @classmethod
    @contextlib.contextmanager
    def below(cls, folder: Path) -> Iterator[Folders]:
        # The path of a socket, which Ansible makes in it, can only be short.
        with tempfile.TemporaryDirectory(prefix="s") as temporary:
            folders = cls(folder / "given", folder / "made", Path(temporary))
            for path in (folders.given, folders.made / "home", folders.tokens):
                path.mkdir(parents=True, mode=0o700)
            yield folders

    @property
    def tokens(self) -> Path:
        return self.made / "tokens"

    def environment(self, python_path: Path | None = None) -> dict[str, str]:
        """Return what sends all that a run writes into these folders."""
        variables = {
            "HOME": str(self.made / "home"),
            "TMPDIR": str(self.temporary),
            "JUNIT_OUTPUT_DIR": str(self.made / "junit"),
            "ANSIBLE_CALLBACK_TREE_DIR": str(self.made / "tree"),
            "ZPA_DRIFT_REPORT_DIR": str(self.made / "drift"),
            "ZPA_TOKEN_CACHE_DIR": str(self.tokens),
            "ANSIBLE_CALLBACKS_ENABLED": REPORTS,
            "ANSIBLE_DISPLAY_TRACEBACK": "always",
            "ANSIBLE_DIFF_ALWAYS": "true",
            # None of those that the test tenant brings along.
            **dict.fromkeys((*VARIABLES.values(), "ZPA_BASE_URL"), ""),
        }
        return {**variables, "PYTHONPATH": str(python_path)} if python_path else variables


@dataclasses.dataclass
class Play:
    """Tasks that never fail the play, and the secrets that they have, which are in variables."""

    tasks: list[dict[str, Any]]
    variables: dict[str, Any]
    secrets: set[str]

    def add(
        self,
        module: str,
        options: Mapping[str, Any],
        credentials: Mapping[str, Any],
        secret: str,
        **keywords: Any,
    ) -> None:
        """Add a task with keywords of its own, and one that shows its result."""
        number = len(self.tasks)
        names = {name: "given_%d_%s" % (number, name) for name in credentials}
        self.variables.update((names[name], literal(value)) for name, value in credentials.items())
        self.secrets.add(secret)
        told = {name: "{{ %s }}" % variable for name, variable in names.items()}
        task = {
            "name": "Case %d" % number,
            "zerotrust.zpa." + module: {**options, **told},
            "ignore_errors": True,
            "register": "result",
            **keywords,
        }
        self.tasks += [task, {"ansible.builtin.debug": {"var": "result"}}]

    def written(self, folder: Path) -> Path:
        """Write the play, with its variables in a file beside it, and return its path."""
        play = {
            "hosts": "localhost",
            "gather_facts": False,
            "vars_files": ["secrets.yml"],
            "tasks": self.tasks,
        }
        (folder / "play.yml").write_text(yaml.safe_dump([play]), "utf-8")
        (folder / "secrets.yml").write_text(yaml.dump(self.variables, Dumper=Dumper), "utf-8")
        return folder / "play.yml"


class Literal(str):
    """A text that is no template, whatever is in it."""


def literal(value: Any) -> Any:
    """Return a value in which no text is a template."""
    if isinstance(value, dict):
        return {key: literal(inside) for key, inside in value.items()}
    if isinstance(value, (list, tuple)):
        return [literal(inside) for inside in value]
    return Literal(value) if isinstance(value, str) else value


class Dumper(yaml.SafeDumper):
    """Writes texts that are no templates as such."""


Dumper.add_representer(Literal, lambda dumper, text: dumper.represent_scalar("!unsafe", str(text), style='"'))


def leaks_of(output: str, folders: Folders, secrets: set[str], tokens: set[str]) -> list[Found]:
    """What a run printed or left. Tokens may be in their own folder, and nothing else."""
    rest = {"output": output, **files_in(folders.made, folders.temporary, but=[folders.tokens])}
    return [*found_in(rest, secrets | tokens), *found_in(files_in(folders.tokens), secrets)]
