# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hosts for every way in which patterns such as ``web*.example.com`` cover one together. Pure, private."""

from __future__ import annotations

import collections
import typing as t

# How many states of the automata of all patterns are looked at, and how many ends are tried.
MOST_STATES, MOST_ENDS = 4000, 200000


def hosts_of_patterns(patterns: t.Sequence[str], wildcards: t.Sequence[str]) -> tuple[list[str], bool]:
    """Return hosts such that each set of patterns that can cover a host, below each wildcard, has one.

    Also whether that is certain: of very many patterns only a part is tried.
    """
    if not patterns:
        return [], True
    automata = [_Automaton(pattern) for pattern in patterns]
    characters = {one for pattern in patterns for one in pattern} - {"*", "?"}
    # What no pattern has comes first: x stands for it unless they have it.
    foreign = [letter for letter in "xqzjk0123456789abcdefghilmnoprstuvwy" if letter not in characters]
    letters = [*foreign[:1], *sorted(characters)]
    start = tuple(automaton.start for automaton in automata)
    reached: dict[tuple[int, ...], str] = {start: ""}
    queue = collections.deque([start])
    while queue:
        state = queue.popleft()
        text = reached[state]
        for letter in letters:
            if letter == "." and (not text or text.endswith(".")):
                continue
            after = tuple(one.step(state[place], letter) for place, one in enumerate(automata))
            if after not in reached and len(reached) < MOST_STATES:
                reached[after] = text + letter
                queue.append(after)
    is_complete = len(reached) < MOST_STATES
    found: dict[tuple[str, tuple[bool, ...]], str] = {}
    tried = 0
    for state, text in reached.items():
        if not text or text.endswith("."):
            continue
        for ending in ["", *wildcards]:
            if ending == ".":
                continue
            tried += len(ending)
            if tried > MOST_ENDS:
                return list(dict.fromkeys(found.values())), False
            covered = tuple(one.accepts(one.run(state[place], ending)) for place, one in enumerate(automata))
            if any(covered):
                found.setdefault((ending, covered), text + ending)
    return list(dict.fromkeys(found.values())), is_complete


class _Automaton:
    """The places in a pattern that a text can have led to, as bits of a number."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self.start = self._closed(1)
        self._end = 1 << len(pattern)

    def step(self, places: int, letter: str) -> int:
        after = 0
        for place, wanted in enumerate(self._pattern):
            if places >> place & 1:
                if wanted == "*":
                    after |= 1 << place
                elif wanted in ("?", letter):
                    after |= 2 << place
        return self._closed(after)

    def run(self, places: int, text: str) -> int:
        for letter in text:
            places = self.step(places, letter)
        return places

    def accepts(self, places: int) -> bool:
        return bool(places & self._end)

    def _closed(self, places: int) -> int:
        """A star can stand for nothing."""
        for place, wanted in enumerate(self._pattern):
            if wanted == "*" and places >> place & 1:
                places |= 2 << place
        return places
