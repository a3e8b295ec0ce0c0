# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Moments in time, which options say in several forms. Pure and private to this collection.

Forms are that of RFC 3339, which is one of ISO 8601, that of RFC 1123, which the vendor's Terraform provider
takes, and seconds since 1970, which the wire has.
"""

from __future__ import annotations

import datetime
import re
import typing as t

from .._client.search import unescape
from .field_type import FieldType, whole

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
# The last second of the year 9999, which is the last that a calendar of Python has.
LAST_SECOND = 253402300799
_SECONDS = re.compile(r"-?\d{1,18}", re.ASCII)
_ZONE = r"(?P<zone>[A-Za-z]{1,4}|[+-]\d{2}(?::?\d{2})?)?"
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.0+)?)?"
_FORMS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})[Tt ]%s ?%s" % (_CLOCK, _ZONE), re.ASCII),
    re.compile(
        r"(?:(?P<weekday>[A-Za-z]{3,9}),? +)?(?P<day>\d{1,2}) (?P<month>[A-Za-z]{3}) (?P<year>\d{4}) %s ?%s"
        % (_CLOCK, _ZONE),
        re.ASCII,
    ),
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
# The zones that RFC 822 names, on which RFC 1123 builds, by hours before UTC. Others mean several things.
_ZONES = {"Z": 0, "UT": 0, "UTC": 0, "GMT": 0}
_ZONES.update({"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7})
SPELLINGS = "'2036-06-02T08:00:00+02:00'"
# A form that lacks the zone, and what is none.
ZONELESS = (
    "'%s' has no time zone, so that it can be several moments. Add one: Z for UTC, or for example +02:00."
)
UNKNOWN_ZONE = (
    "'%s' has the time zone %s, which is not known. Give an offset in place of it, for example +02:00."
)
NO_MOMENT = "'%s' is not a moment in time. Give for example %s, or seconds since 1970."


class Moment(FieldType):
    """A moment, to the second. The wire has seconds since 1970: a text in answers, a number in requests.

    Results show it in UTC, as ``2036-06-02T06:00:00Z``.
    """

    form = "a whole number"

    def has_form(self, wire: t.Any) -> bool:
        return wire == "" or whole(wire) is not None

    def decode(self, wire: t.Any) -> int | None:
        """Return the seconds, None where there is none."""
        return whole(wire) or None

    def accept(self, option: t.Any) -> t.Any:
        """Return the seconds; what is no moment stays a text, which equals none."""
        return _seconds_of(_tidy(option)) or _tidy(option)

    def wrong(self, option: t.Any) -> str:
        said = _tidy(option)
        if not said:
            return "is empty. Give a moment in time, or leave the option out."
        found = _seconds_of(said)
        if found is not None and 0 < found <= LAST_SECOND:
            return ""
        parts = _parts(said)
        if found is None and parts and not parts["zone"] and _date(parts):
            return ZONELESS % said
        if found is None and parts and parts["zone"] and _offset(parts["zone"]) is None:
            return UNKNOWN_ZONE % (said, parts["zone"])
        return NO_MOMENT % (said, SPELLINGS)

    def takes(self) -> str:
        return (
            "A moment with its time zone, such as V(2036-06-02T08:00:00+02:00), V(2036-06-02 06:00:00Z) or "
            "V(Mon, 02 Jun 2036 06:00:00 GMT), or seconds since 1970. All of these can mean the same moment. "
            "Put it in quotes."
        )

    def doubts(self, option: t.Any, path: str, wanted: t.Any, present: t.Any) -> t.Iterator[str]:
        parts = _parts(_tidy(option))
        date = _date(parts) if parts else None
        weekday = (parts or {}).get("weekday")
        if wanted != present and date and weekday:
            right = _WEEKDAYS[date.weekday()]
            if weekday[:3].lower() != right[:3].lower():
                yield "%s: '%s' is a %s. The date counts." % (path, _tidy(option), right)

    def encode(self, value: t.Any) -> t.Any:
        return value

    def again(self, wire: t.Any) -> t.Any:
        """A number, as requests have it."""
        return wire if whole(wire) is None else whole(wire)

    def show(self, value: t.Any, beside: t.Any = None) -> str | None:
        if not isinstance(value, int):
            return value if value is None else str(value)
        return shown_moment(value)


def shown_moment(seconds: int) -> str:
    """Return a moment as results show it; a number that no calendar has as it is."""
    if not 0 < seconds <= LAST_SECOND:
        return str(seconds)
    return (_EPOCH + datetime.timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _tidy(option: t.Any) -> str:
    return " ".join(unescape(str(option)).split())


def _parts(said: str) -> dict[str, t.Any] | None:
    """Return the parts of a date with a time, None for what is none."""
    found = next(filter(None, (form.fullmatch(said) for form in _FORMS)), None)
    return found.groupdict() if found else None


def _date(parts: t.Mapping[str, t.Any]) -> datetime.datetime | None:
    """Return the date and the time that parts say, as if it was UTC, None if there is no such one."""
    month = str(parts["month"]).lower()
    number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month) if month.isdigit() else 0
    try:
        return datetime.datetime(
            int(parts["year"]),
            number,
            int(parts["day"]),
            int(parts["hour"]),
            int(parts["minute"]),
            int(parts["second"] or 0),
            tzinfo=datetime.timezone.utc,
        )
    except ValueError:
        return None


def _offset(zone: str) -> int | None:
    """Return by how many seconds a zone is ahead of UTC, None for one that nobody knows."""
    if zone[0] not in "+-":
        hours = _ZONES.get(zone.upper())
        return None if hours is None else hours * 3600
    ahead = int(zone[1:3]) * 3600 + int(zone[3:].lstrip(":") or 0) * 60
    # No clock is further ahead, or behind.
    return None if ahead > 14 * 3600 or int(zone[3:].lstrip(":") or 0) > 59 else ahead * int(zone[0] + "1")


def _seconds_of(said: str) -> int | None:
    """Return the seconds since 1970 of what somebody wrote, None for what is no moment."""
    if _SECONDS.fullmatch(said):
        return int(said)
    parts = _parts(said)
    date = _date(parts) if parts else None
    offset = _offset(parts["zone"]) if parts and parts["zone"] else None
    if date is None or offset is None:
        return None
    return int((date - _EPOCH).total_seconds()) - offset
