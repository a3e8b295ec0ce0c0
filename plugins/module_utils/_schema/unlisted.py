# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What lists need not show of an object: nobody knows it, which is not the same as none. Pure, private."""

from __future__ import annotations

import typing as t

AnyRecord = t.TypeVar("AnyRecord", bound=t.Mapping[str, t.Any])


class _NotListed:
    """The one value that no answer has. No request can have it either: JSON has no word for it."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "not listed"


# Stands in an object under a key that its list did not show.
NOT_LISTED: t.Final = _NotListed()


class Parts(t.NamedTuple):
    """Parts of objects, of which the API has one list for all objects together.

    - ``wire``: the key under which an object itself shows its own;
    - ``path``, ``query``: where they are listed;
    - ``owner``: the key of a part with the id of the object that it belongs to;
    - ``shows``: the keys that the list is known to show of each part that has something there. It shows a
      key as well that any of its parts has;
    - ``only_beside``: keys that, as documented, only parts have that show certain values under another key:
      the key, that other one, its values.
    """

    wire: str
    path: str
    query: tuple[tuple[str, str], ...]
    owner: str
    shows: frozenset[str] = frozenset()
    only_beside: tuple[tuple[str, str, tuple[t.Any, ...]], ...] = ()

    def left_open(self, part: t.Mapping[str, t.Any]) -> frozenset[str]:
        """Return the keys under which a part has nothing, as documented."""
        return frozenset(key for key, other, values in self.only_beside if part.get(other, "") not in values)


def as_listed(keys: t.Collection[str], records: t.Sequence[AnyRecord]) -> list[AnyRecord]:
    """Return the objects of a list with NOT_LISTED for those of the keys that it shows of none of them.

    A key that any of them has is one that the list shows: then the others have nothing there.
    """
    marks = {key: NOT_LISTED for key in keys if not any(key in record for record in records)}
    return [t.cast(AnyRecord, {**record, **marks}) for record in records] if marks else list(records)


def keys_not_listed(record: t.Mapping[str, t.Any]) -> frozenset[str]:
    """Return the keys of an object of which nobody knows what it has there."""
    return frozenset(key for key, value in record.items() if value is NOT_LISTED)
