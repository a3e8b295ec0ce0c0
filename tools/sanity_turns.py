# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an everyday run has of ``ansible-test sanity``: all tests, of which the slow ones take turns.

Those look at one file after the other, and take eight minutes of processor for all of them. So they have one
file in so many, with each commit others, and all that the latest commits have changed; with one Python.
"""

from __future__ import annotations

import subprocess
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ansible_test_tree import ansible_test

# Those that ``ansible-test`` knows: modules run on older ones than Ansible does.
PYTHONS = [(3, minor) for minor in range(9, 15)]
SLOW = ("import", "pep8", "pylint")
ONE_FILE_IN = 5
LATEST_COMMITS = 25


def everyday(root: Path, venv: Path, pythons: Mapping[tuple[int, ...], str], turn: int) -> None:
    """Run all tests of ``ansible-test sanity``, the slow ones with a sample; exit if one fails."""
    known = [version for version in PYTHONS if version in pythons] or [max(pythons)]
    version = known[turn % len(known)]
    common = ["sanity", "--color", "no", "--python", "%d.%d" % version]
    quick = [word for name in SLOW for word in ("--skip-test", name)]
    slow = [word for name in SLOW for word in ("--test", name)]
    sampled = [*common, *slow, *files_of(root, turn)]
    ansible_test(root, venv, {version: pythons[version]}, [*common, *quick], sampled)


def files_of(root: Path, turn: int) -> list[str]:
    """Return the files of a turn."""
    listed = _git(root, "ls-files", "*.py")
    # As far as the history goes that is here.
    changed = _git(root, "log", "-%d" % LATEST_COMMITS, "--format=", "--name-only")
    return sorted(sample(listed, changed, turn))


def sample(files: Sequence[str], changed: Sequence[str], turn: int) -> Iterator[str]:
    """Yield the files of a turn: each is in one of so many that follow one another, or has been changed."""
    for file in files:
        if file in changed or (zlib.crc32(file.encode()) + turn) % ONE_FILE_IN == 0:
            yield file


def _git(root: Path, *arguments: str) -> list[str]:
    asked = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False)
    return asked.stdout.splitlines()
