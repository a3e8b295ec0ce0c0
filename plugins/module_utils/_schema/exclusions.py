# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which values of an object's options exclude each other: rows of a table. Pure and private.

A row is about canonical values. What certainly does not go is refused before anything is written, unless the
object is so already; of what the documents leave open, or say differently, people are warned.
"""

from __future__ import annotations

import typing as t

from .field_type import API_DECIDES, FieldType

Values = t.Mapping[str, t.Any]
Options = t.Mapping[str, t.Any]

DOES_NOT_GO, MAY_NOT_GO = "does not go", "may not go"
# By whether the options give both sides; if not, one is what the object has, or what a new one has.
BOTH = "%(place)s: %(said)s %(goes)s with %(rest)s. Change one of the two."
HAS = (
    "%(place)s: %(said)s %(goes)s with %(rest)s, which the %(noun)s has. Change that as well, or leave "
    "%(option)s out."
)
NEW_HAS = (
    "%(place)s: %(said)s %(goes)s with %(rest)s, which a new %(noun)s has. Change that as well, or leave "
    "%(option)s out."
)


class OneSide(t.NamedTuple):
    """One half of a row: some values of an option.

    - ``told``: how messages call them, with the option;
    - ``holds``: whether a canonical value is one of them, or an entry of it where ``accept`` is given;
    - ``accept``: makes the canonical form of one entry of the option.
    """

    option: str
    told: str
    holds: t.Callable[[t.Any], bool]
    accept: t.Callable[[t.Any], t.Any] | None = None

    def said(self, given: t.Any, type_: FieldType) -> t.Any:
        """Return the canonical value of an option, as far as that is of interest here."""
        if not isinstance(given, list):
            return type_.accept(given)
        return given if self.accept is None else frozenset(map(self.accept, given))

    def found(self, values: Values) -> t.AbstractSet[t.Any]:
        """Return what of an object is meant: its entries, or one for the value as a whole."""
        value = values.get(self.option)
        if self.accept is not None:
            return frozenset(filter(self.holds, value or ()))
        return frozenset([self.told]) if self.holds(value) else frozenset()

    def places(self, option: t.Any, found: t.AbstractSet[t.Any]) -> t.Iterator[tuple[str, str]]:
        """Yield where an option has what was found, and how it is called there."""
        if self.accept is None:
            yield self.option, self.told.partition("=")[2] or self.told.partition(" in ")[0]
            return
        for place, entry in enumerate(option):
            if self.accept(entry) in found:
                yield "%s[%d]" % (self.option, place), "'%s'" % entry


def equal(option: str, value: t.Any) -> OneSide:
    """An option has one value."""
    told = str(value).lower() if isinstance(value, bool) else value
    return OneSide(option, "%s=%s" % (option, told), lambda found: bool(found == value))


def filled(option: str) -> OneSide:
    """An option that has entries has some."""
    return OneSide(option, "an entry in %s" % option, bool)


class Exclusion(t.NamedTuple):
    """Two sides that do not go together, or may not: whether that is certain is what documents say of it."""

    one: OneSide
    other: OneSide
    is_certain: bool = True

    def broken(self, options: Options, present: Values | None, values: Values, noun: str) -> t.Iterator[str]:
        """Yield what options would make of an object that did not hold before, in sentences.

        ``present``: its canonical values as it is, None if it is new; ``values``: as it would be.
        """
        one, other = self.one.found(values), self.other.found(values)
        if present is not None and self.other.found(present):
            one -= self.one.found(present) if other <= self.other.found(present) else frozenset()
        if not one or not other:
            return
        side, rest, found = (self.one, self.other, one)
        if options.get(side.option) is None:
            side, rest, found = self.other, self.one, other
        given = options.get(side.option)
        if given is None:
            return
        is_both = options.get(rest.option) is not None
        sentence = BOTH if is_both else NEW_HAS if present is None else HAS
        said = {"goes": DOES_NOT_GO if self.is_certain else MAY_NOT_GO, "rest": rest.told, "noun": noun}
        for place, entry in side.places(given, found):
            told = sentence % {**said, "place": place, "said": entry, "option": side.option}
            yield told if self.is_certain else "%s %s" % (told, API_DECIDES)


def is_refused_between(
    exclusions: t.Iterable[Exclusion], present: Values, between: Values, values: Values
) -> bool:
    """Whether an object cannot be what it would be on its way from ``present`` to ``values``."""

    def is_broken(row: Exclusion, of: Values) -> bool:
        return bool(row.one.found(of)) and bool(row.other.found(of))

    return any(
        is_broken(row, between) and not is_broken(row, present) and not is_broken(row, values)
        for row in exclusions
    )
