# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Between which moments something holds, and what follows once it is over. Pure, private to this collection.

Every question takes the time ``now``, in seconds since 1970.
"""

from __future__ import annotations

import typing as t

from .field_type import API_DECIDES, Record
from .moments import Moment, shown_moment

Values = t.Mapping[str, t.Any]

START, END = "start_time", "end_time"
TURNED = "end_time: %s is not after the start, %s. Give a later moment."
WAS_OVER = (
    "end_time: %s is past, so that a new %s would be of no use to anybody, and none is created. Give a later "
    "moment, or take it out of what is declared."
)
ENDED_BEFORE = "end_time: %s is past. Delete the %s to end it at once, or give a later moment."
HAS_BEGUN = (
    "start_time: is %s and not %s, and ZPA never changes it once the %s has begun. Leave it out, or delete "
    "the %s and create it anew."
)
LONG_AGO = "start_time: %s is more than %d minutes ago, and ZPA documents no such start. %s"
LASTS_LONG = "end_time: is more than %d days after the start, and ZPA documents at most that. %s"
STAYS_OVER = "end_time: %s is past, so that the %s is still of no use to anybody after this change."
BEGINS_ANEW = (
    "start_time: the %s is over, and whether ZPA lets one begin anew no document says. If it refuses, delete "
    "it and create it anew."
)


class Period(t.NamedTuple):
    """Kinds of which objects hold from their ``start_time`` to their ``end_time``, both moments.

    - ``ends``: the key of the end;
    - ``said_by``: the key under which ZPA says how one stands; ``active``, ``over``: what it says there of
      one that has begun and of one that has ended;
    - ``latest``: how many seconds after its start one can still be made, and ``longest``: how many days one
      can last. Clients of the vendor refuse others, and no page does.
    """

    ends: str
    said_by: str
    active: str
    over: str
    latest: int
    longest: int

    def is_over(self, record: Record, now: float) -> bool:
        """Whether an object as the API returned it has ended."""
        end = Moment().decode(record.get(self.ends))
        return record.get(self.said_by) == self.over or (end is not None and end <= now)

    def refused(
        self, noun: str, present: Values | None, values: Values, record: Record, now: float
    ) -> t.Iterator[str]:
        """Yield what an object cannot become.

        ``present``: its canonical values as it is, None if it is new; ``values``: as it would be.
        """
        had = present or {}
        start, end = values.get(START), values.get(END)
        is_moved = end != had.get(END)
        if not isinstance(end, int):
            return
        if isinstance(start, int) and end <= start and (is_moved or start != had.get(START)):
            yield TURNED % (shown_moment(end), shown_moment(start))
        elif end <= now and is_moved:
            yield (WAS_OVER if present is None else ENDED_BEFORE) % (shown_moment(end), noun)
        has_begun = record.get(self.said_by) == self.active
        begun = had.get(START)
        if has_begun and isinstance(begun, int) and isinstance(start, int) and start != begun:
            yield HAS_BEGUN % (shown_moment(begun), shown_moment(start), noun, noun)

    def doubts(self, noun: str, present: Values | None, values: Values, now: float) -> t.Iterator[str]:
        """Yield what ZPA may refuse of a change, or what it does not bring about."""
        had = present or {}
        start, end = values.get(START), values.get(END)
        if not isinstance(start, int) or not isinstance(end, int):
            return
        is_moved, ended = start != had.get(START), had.get(END)
        if is_moved and start < now - self.latest:
            yield LONG_AGO % (shown_moment(start), self.latest // 60, API_DECIDES)
        if end - start > self.longest * 86400 and (is_moved or end != ended):
            yield LASTS_LONG % (self.longest, API_DECIDES)
        if isinstance(ended, int) and ended <= now:
            if end <= now:
                yield STAYS_OVER % (shown_moment(end), noun)
            elif is_moved:
                yield BEGINS_ANEW % noun
