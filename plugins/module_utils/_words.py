# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Words that may be meant by one that nothing is called. Pure, and private to this collection."""

from __future__ import annotations

import re
import typing as t

# So many words are all told; of more only those that are like the one given, so many of them.
MOST_LISTED, MOST_NEAR = 10, 3
# How much two words have to be like each other, from 0 to 1: to be an error of typing, and to be told at all.
TYPING, ALIKE = 0.8, 0.6
# A beginning or a part of a word with fewer letters says nothing.
FEWEST_LETTERS = 3


Known = t.Union[t.Iterable[str], t.Mapping[str, str]]


def suggestion(given: str, known: Known) -> str:
    """Return a sentence that helps to correct a word that nothing is called, or "".

    ``known``: words, or a mapping to them from the ways to write them. Of few it names all, those that are
    like the one given first.
    """
    words = sorted(set(known.values() if isinstance(known, t.Mapping) else known))
    found = near(given, known if isinstance(known, t.Mapping) else words)
    others = [word for word in words if word not in found] if len(words) <= MOST_LISTED else []
    if not found:
        return "These exist: %s." % quoted(others) if others else ""
    told = "Near matches: %s." % quoted(found)
    if not others:
        return told
    return ("%s The others are %s." if others[1:] else "%s The other one is %s.") % (told, quoted(others))


def near_matches(given: str, known: t.Iterable[str]) -> str:
    """Return a sentence with those of some words that are like another one, with a blank before it, or "".

    For messages that list the known words themselves.
    """
    found = near(given, list(known))
    return " Near matches: %s." % quoted(found) if found else ""


def not_one_of(said: str, given: str, allowed: t.Sequence[str]) -> str:
    """Return that something is none of the words that it can be.

    Those that are like it come last, but before the words where these are many: nobody reads to the end.
    """
    found = near_matches(given, allowed)
    if found and len(allowed) > MOST_LISTED:
        return "%s is not one of the %d that it can be.%s All are %s." % (
            said,
            len(allowed),
            found,
            ", ".join(allowed),
        )
    return "%s is not one of %s.%s" % (said, ", ".join(allowed), found)


def near(given: str, known: Known) -> list[str]:
    """Return the words that are like another one, the likeliest first. ``known``: as above."""
    from difflib import SequenceMatcher, get_close_matches

    spellings = known if isinstance(known, t.Mapping) else {word: word for word in known}
    by_folded = {said.casefold(): word for said, word in spellings.items()}
    wanted = given.strip().casefold()
    if not wanted:
        return []
    close = get_close_matches(wanted, by_folded, 2 * MOST_NEAR, ALIKE)
    mistyped = [one for one in close if SequenceMatcher(None, wanted, one).ratio() >= TYPING]
    found = [by_folded[one] for one in (*(mistyped or _sharing(wanted, by_folded)), *close)]
    return list(dict.fromkeys(found))[:MOST_NEAR]


def _sharing(wanted: str, words: t.Iterable[str]) -> list[str]:
    """Return words that begin like another one, or have a part in common with it, short ones first.

    Parts that many words have in common say nothing.
    """
    if len(wanted) < FEWEST_LETTERS:
        return []
    by_length = sorted(words, key=lambda word: (len(word), word))
    beginning = [one for one in by_length if one.startswith(wanted) or _begins_with(wanted, one)]
    parts = _parts(wanted)
    sharing = [one for one in by_length if wanted in one or parts & _parts(one)]
    sharing.sort(key=lambda word: len(parts & _parts(word)), reverse=True)
    return beginning + (sharing if len(sharing) <= MOST_LISTED else [])


def _begins_with(wanted: str, word: str) -> bool:
    return len(word) >= FEWEST_LETTERS and wanted.startswith(word)


def _parts(word: str) -> set[str]:
    return {part for part in re.findall(r"[^\W_]+", word) if len(part) >= FEWEST_LETTERS}


def quoted(words: t.Iterable[str]) -> str:
    return ", ".join("'%s'" % word for word in words)
