# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What values have to look like to mean anything. Pure, and private to this collection."""

from __future__ import annotations

import re
import typing as t
from math import isfinite

# What a header can hold, and what servers take of one.
_SENDABLE = re.compile(r"[!-~]{1,16000}")
# A length of time. None of its parts is longer than any real one.
_LASTING = re.compile(r"(?:(\d{1,6})d)?\s*(?:(\d{1,6})h)?\s*(?:(\d{1,6})m)?\s*(?:(\d{1,9})s)?", re.I)


def is_sendable(token: t.Any) -> bool:
    """Whether something is an access token as far as it can be sent as one."""
    return isinstance(token, str) and bool(_SENDABLE.fullmatch(token))


def is_scalar(wire: t.Any) -> bool:
    """Whether the wire shows a text or a number. Booleans and what is not finite are neither."""
    if isinstance(wire, float):
        return isfinite(wire)
    return isinstance(wire, (str, int)) and not isinstance(wire, bool)


def is_scalar_or_none(wire: t.Any) -> bool:
    """Whether the wire shows a text, a number, or nothing."""
    return wire is None or is_scalar(wire)


def is_id_on_wire(wire: t.Any) -> bool:
    """Whether the wire shows an id: a text or a whole number."""
    return is_scalar(wire) and not isinstance(wire, float) and bool(str(wire).strip())


def texts_in(wire: t.Any) -> t.Iterator[str]:
    """Yield all texts and numbers at any depth."""
    if isinstance(wire, dict):
        yield from texts_in(list(wire.values()))
    elif isinstance(wire, list):
        for entry in wire:
            yield from texts_in(entry)
    elif is_scalar(wire):
        yield str(wire)


def seconds_lasted(text: str) -> int | None:
    """Return how many seconds a length of time such as ``01d 11h 57m 54s`` has, None where it is none."""
    found = _LASTING.fullmatch(text.strip())
    if found is None or not any(found.groups()):
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds
