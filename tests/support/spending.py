# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What tests cost: seconds of processor, their own and those of processes that they have started."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping

PROPERTY = "cpu"
# How many files are told of.
FILES = 12


def spent() -> float:
    """Return the seconds of this process and its children. What others do changes nothing in it."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def table(tests: Iterable[tuple[str, float]]) -> list[str]:
    """Return lines that tell what folders cost, and the files that cost most, of each test with its cost."""
    folders, files = Counter[str](), Counter[str]()
    for name, seconds in tests:
        file = name.partition("::")[0]
        folders["/".join(file.split("/")[:2])] += seconds
        files[file] += seconds
    if not files:
        return []
    together = sum(folders.values())
    most: Mapping[str, float] = dict(files.most_common(FILES))
    rows = [*folders.most_common(), ("together", together), *most.items()]
    return ["%7.1f s %3.0f%%  %s" % (one, 100 * one / (together or 1), name) for name, one in rows]
