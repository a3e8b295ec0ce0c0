# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hours of the days of a week: times of day, cron expressions, and all of it. Pure and private."""

from __future__ import annotations

import re
import typing as t

from .nested import Entry, Nested
from .scalars import Text

_TIME = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)
# "[Seconds][Minutes][Hours][Day of the Month][Month][Day of the Week][Year]". The year can be left out.
_CRON_PARTS = (6, 7)
EXPRESSION_STAYS = (
    "%s.%s: changes, and %s ('%s') stays as it is, by which ZPA may go. Give that as well, for the same "
    "hours in UTC."
)


class TimeOfDay(Text):
    """Hours and minutes, of 24 hours. ``9:00`` is ``09:00``."""

    def decode(self, wire: t.Any) -> str:
        text = super().decode(wire)
        found = _TIME.fullmatch(text)
        return "%02d:%s" % (int(found[1]), found[2]) if found else text

    def wrong(self, option: t.Any) -> str:
        found = _TIME.fullmatch(self.decode(option))
        if not self.decode(option) or (found and int(found[1]) < 24 and int(found[2]) < 60):
            return ""
        return (
            "'%s' is not a time from 00:00 to 23:59. Give for example '17:00', in quotes: without them YAML "
            "makes the number 1020 of it." % option
        )

    def takes(self) -> str:
        return "From V(00:00) to V(23:59), in quotes: YAML makes a number of V(17:00) without them."


class Cron(Text):
    """A cron expression with seconds. Letter case, blanks and the order of a list mean nothing."""

    def decode(self, wire: t.Any) -> str:
        parts = super().decode(wire).upper().split()
        return " ".join(",".join(sorted(set(part.split(",")))) for part in parts)

    def wrong(self, option: t.Any) -> str:
        count = len(self.decode(option).split())
        if not count or count in _CRON_PARTS:
            return ""
        return (
            "'%s' has %d parts. Give seconds, minutes, hours, day of the month, month and day of the week, "
            "for example '0 0 16 ? * MON,TUE'." % (option, count)
        )

    def takes(self) -> str:
        return (
            "Seconds, minutes, hours, day of the month, month, day of the week and, if it matters, the year, "
            "for example V(0 0 16 ? * MON,TUE)."
        )


class WorkingHours(Nested):
    """Hours that are told twice: as people have them, in a time zone, and as cron expressions.

    Recorded are expressions in UTC. ZPA works none of them out of the others, as far as anybody has seen, and
    no source says which of the two counts.
    """

    _TWICE: t.ClassVar[dict[str, str]] = {"start_time": "start_time_cron", "end_time": "end_time_cron"}
    _FOR_BOTH: t.ClassVar[tuple[str, ...]] = ("days", "time_zone")

    def doubts(self, option: t.Any, path: str, wanted: t.Any, present: t.Any) -> t.Iterator[str]:
        yield from super().doubts(option, path, wanted, present)
        if not isinstance(wanted, Entry) or not isinstance(present, Entry):
            return
        changed = {name for name, value in wanted.values.items() if value != present.values.get(name)}
        for name, expression in self._TWICE.items():
            about = [one for one in (name, *self._FOR_BOTH) if one in changed]
            if about and expression not in changed and present.values.get(expression):
                yield EXPRESSION_STAYS % (path, about[0], expression, present.values[expression])
