# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists of modules in texts that people write: rows of the README, the action group, alphabetical indexes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

COLLECTION = "zerotrust.zpa"


def with_rows(readme: str, rows: Mapping[str, str]) -> str:
    """Return the text of the README with the rows of modules in its tables, each sorted by name.

    A module stays in the table where it is. One that is in none comes into the last one, until somebody
    moves it to those of its subject.
    """
    row = r"\| `%s\.(zpa_\w+)` \| (.*) \|\n" % re.escape(COLLECTION)
    header = r"(?<=^\| Module \| What it does \|\n\| --- \| --- \|\n)"
    tables = list(re.finditer(r"%s(%s)+" % (header, row), readme, re.MULTILINE))
    assert tables, "README.md has no table of modules"
    texts = [dict(re.findall(row, table[0])) for table in tables]
    placed = {name for table in texts for name in table}
    texts[-1].update((name, text) for name, text in rows.items() if name not in placed)
    for table, found in reversed(list(zip(tables, texts, strict=True))):
        told = {name: rows.get(name, found[name]) for name in sorted(found)}
        written = "".join("| `%s.%s` | %s |\n" % (COLLECTION, name, text) for name, text in told.items())
        readme = readme[: table.start()] + written + readme[table.end() :]
    return readme


def with_group(runtime: str, modules: Sequence[str]) -> str:
    """Return the text of ``meta/runtime.yml`` with the modules of the action group, which ends it."""
    head, group, _members = runtime.partition("action_groups:\n  all:\n")
    return head + group + "".join("    - %s\n" % module for module in modules)


def grouped(texts: Mapping[str, str]) -> list[str]:
    """Return the modules whose documentation says that they belong to the action group."""
    said = "  - %s.attributes.actiongroup\n" % COLLECTION
    return sorted(name for name, text in texts.items() if said in text)
