# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was done of the code that documentation shows: tests count it, and the end of a run tells it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

PROPERTY = "done"
Done = tuple[str, str, int]

_done: list[Done] = []


def add(document: str, sort: str, number: int = 1) -> None:
    """Count what a test has done of a document, for example seven commands."""
    _done.append((document, sort, number))


def taken() -> list[tuple[str, Done]]:
    """Return what was done since this was asked, as properties of a test."""
    found = [(PROPERTY, one) for one in _done]
    _done.clear()
    return found


def table(tests: Iterable[Iterable[tuple[str, Done]]]) -> list[str]:
    """Return lines that tell what was done, of the properties of each test.

    What several tests do of a document counts once.
    """
    most: dict[str, Counter[str]] = {}
    for properties in tests:
        of_test: dict[str, Counter[str]] = {}
        for name, done in properties:
            if name == PROPERTY:
                of_test.setdefault(done[0], Counter())[done[1]] += done[2]
        for document, counts in of_test.items():
            most[document] = most.get(document, Counter()) | counts
    rows = [(document, most[document]) for document in sorted(most)]
    if rows:
        rows.append(("together", sum((counts for _document, counts in rows), Counter())))
    return ["%s: %s" % (document, in_words(counts)) for document, counts in rows]


def in_words(counts: Counter[str]) -> str:
    return ", ".join("%d %s" % (counts[sort], sort) for sort in sorted(counts) if counts[sort])
