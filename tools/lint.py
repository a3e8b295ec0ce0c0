# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the linters, or those that are named: ``python3 tools/dev.py lint [NAME ...]``.

Each is a row of LINTERS and nowhere else: the hooks of commits in ``.pre-commit-config.yaml`` name rows.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import NamedTuple

import dev


class Linter(NamedTuple):
    """A program of the environment with its words. ``is_quick``: whether a commit waits for it."""

    command: tuple[str, ...]
    is_quick: bool = True


ANSIBLE_LINT = ("ansible-lint", "--profile", "production", "--offline", "--strict")
LINTERS = {
    "ruff": Linter(("ruff", "check", ".")),
    "format": Linter(("ruff", "format", "--check", ".")),
    "mypy": Linter(("mypy",)),
    "yamllint": Linter(("yamllint", "--strict", ".")),
    "ansible-lint": Linter(ANSIBLE_LINT, is_quick=False),
    "ansible-lint-awx": Linter(
        (
            *ANSIBLE_LINT,
            "extensions/awx/configure.yml",
            *("extensions/awx/project/%s.yml" % name for name in ("apply", "audit", "cleanup", "export")),
        ),
        is_quick=False,
    ),
    "changelog": Linter(("antsibull-changelog", "lint")),
    "kind-docs": Linter(("python", "tools/kind_docs.py", "--check")),
    "kind-places": Linter(("python", "tools/kind_places.py", "--check")),
    "config-docs": Linter(("python", "tools/config_docs.py", "--check")),
    "folder-schema": Linter(("python", "tools/folder_schema.py", "--check")),
    "action-plugins": Linter(("python", "tools/action_plugins.py", "--check")),
    "antsibull-docs": Linter(
        (
            *("antsibull-docs", "lint-collection-docs", "--plugin-docs", "--skip-rstcheck"),
            *("--check-extra-docs-refs", "--validate-collection-refs=self", "."),
        ),
        is_quick=False,
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python3 tools/dev.py lint", description="Run the linters.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(LINTERS))
    names = parser.parse_args().names or list(LINTERS)
    unknown = [name for name in names if name not in LINTERS]
    if unknown:
        parser.error("there is no linter %s, only %s" % (", ".join(unknown), ", ".join(LINTERS)))
    dev.arrange_collection()
    tools = Path(sys.executable).parent
    for name in names:
        program, *words = LINTERS[name].command
        dev.run([tools / program, *words], env=dev.environment(tools.parent))


if __name__ == "__main__":
    main()
