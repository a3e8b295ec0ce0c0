# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Field types of inspection profiles: lists of controls, what these belong to, what is done with all of them.

Pure and private to this collection.
"""

from __future__ import annotations

import re
import typing as t

from .compound import TextSet
from .entry_rules import NEEDED
from .field_type import FieldType, Reference, Token
from .fields import Field
from .nested import Entry
from .nested_list import NestedList
from .reference_types import ReferenceTo
from .scalars import Choice, Text

CONTROL, ACTION, ACTION_VALUE = "control", "action", "action_value"
REDIRECT = "REDIRECT"
# What is done with a control in a profile, or with all of a sort.
ACTIONS = ("PASS", "BLOCK", REDIRECT, "ALLOW")
# What an answer shows of a control beside, which is a matter of the control: of the vendor's page and SDKs.
OF_CONTROL = (
    *("associatedInspectionProfileNames", "attachment", "controlGroup", "controlNumber", "controlRuleJson"),
    *("controlType", "creationTime", "defaultAction", "defaultActionValue", "description", "modifiedBy"),
    *("modifiedTime", "name", "paranoiaLevel", "protocolType", "rules", "severity", "type", "version"),
)
_FOR_ALL = re.compile(r"[A-Z_]+:[A-Z_]+")
NONE = "NONE"


class Edition(FieldType):
    """A version of something, which is known by its text. What belongs to it is listed by that."""

    def decode(self, wire: t.Any) -> Reference | None:
        text = "" if wire is None else str(wire).strip()
        return Reference(text, text) if text else None

    def wrong(self, option: t.Any) -> str:
        return "" if self.decode(option) else "is empty. Give a version, or leave the option out."

    def encode(self, value: Reference | None) -> str | None:
        return value.id if value else None

    def show(self, value: Reference | None, beside: t.Any = None) -> str | None:
        return value.id if value else None


class ReferenceByNumber(ReferenceTo):
    """Another object that is known by its number: that is its name here, where there is one."""

    def show(self, value: Reference | None, beside: t.Any = None) -> str | None:
        return None if value is None else value.name or value.id

    def ids(self, value: Reference | None, shown: t.Any) -> t.Iterator[str]:
        if value is not None and not value.name:
            yield value.id


class ControlList(NestedList):
    """The controls of a profile and what is done with each, told apart by which control it is."""

    def __init__(self, control: Field, *more: Field, required: bool = False) -> None:
        super().__init__(
            CONTROL,
            control,
            *more,
            Field(
                ACTION,
                "action",
                Choice(*ACTIONS, missing=""),
                required=required,
                text="What is done where the control applies.",
            ),
            Field(
                ACTION_VALUE,
                "actionValue",
                Text(),
                text="Where users are sent, an URL, with V(REDIRECT).",
            ),
            ignored=OF_CONTROL,
        )

    def tokens(self, option: t.Any, path: str, present: t.Any = None) -> t.Iterator[Token]:
        known = tuple(entry.values[CONTROL] for entry in present or () if entry.values.get(CONTROL))
        for place, entry in self._entries(option, path):
            if entry.get(CONTROL) is not None:
                yield Token(self.kinds[0], "%s.%s" % (place, CONTROL), entry[CONTROL], known)

    def oddities(
        self, option: t.Any, path: str, wanted: t.Any = None, present: t.Any = None
    ) -> t.Iterator[str]:
        yield from super().oddities(option, path, wanted, present)
        had = set(present or ())
        times: dict[Reference, int] = {}
        for entry in wanted or ():
            control, values = _control(entry), entry.values
            times[control] = times.get(control, 0) + 1
            is_lacking = values.get(ACTION) == REDIRECT and not values.get(ACTION_VALUE)
            if is_lacking and entry not in had:
                needed = NEEDED % (ACTION, REDIRECT, "the URL")
                yield "%s (%s).%s: %s" % (path, control.name or control.id, ACTION_VALUE, needed)
        for control in sorted(control for control, count in times.items() if count > 1):
            yield "%s: names %s twice. Say it once." % (path, control.name or control.id)

    def show(self, value: t.Any, beside: t.Any = None) -> t.Any:
        return super().show(self._told_apart(value, beside), beside)

    def say(self, value: t.Any) -> t.Any:
        return super().say(self._told_apart(value))

    def contrast(self, value: t.Any, beside: t.Any = None) -> t.Any:
        return super().contrast(self._told_apart(value, beside), beside)

    def _told_apart(self, entries: t.Any, beside: t.Any = None) -> frozenset[Entry]:
        # A number is that of one control in each edition, and two editions are told apart elsewhere.
        is_numbered = isinstance(self._field(CONTROL).type, ReferenceByNumber)
        return told_apart(entries, () if is_numbered else beside)

    def _order(self, entry: Entry) -> tuple[str, str]:
        control = _control(entry)
        return (control.name or control.id, control.id)

    def _by_key(self, value: t.Any) -> dict[t.Any, Entry]:
        """The same by what people can say of a control as well."""
        found = super()._by_key(value)
        said = {
            text: entry for entry in found.values() for text in (_control(entry).name, _control(entry).id)
        }
        return {**said, **found}


def told_apart(entries: t.Iterable[Entry], beside: t.Iterable[Entry] | None = None) -> frozenset[Entry]:
    """Return entries without the names that others have as well: their ids tell those apart."""
    own = list(entries or ())
    ids_of: dict[str, set[str]] = {}
    for control in map(_control, (*own, *(beside or ()))):
        ids_of.setdefault(control.name, set()).add(control.id)
    return frozenset(
        Entry({**one.values, CONTROL: Reference(_control(one).id)}, one.worked_out)
        if len(ids_of[_control(one).name]) > 1
        else one
        for one in own
    )


def _control(entry: Entry) -> Reference:
    """Return which control an entry is of. What the API shows without an id is of none."""
    found = entry.values.get(CONTROL)
    return found if isinstance(found, Reference) else Reference("")


class ForAllControls(TextSet):
    """What is done with all controls of each sort, ``SORT:ACTION``; that nothing is need not be said.

    ``sorts``: those of which a write says so.
    """

    def __init__(self, *sorts: str) -> None:
        super().__init__()
        self._sorts = sorts

    def decode(self, wire: t.Any) -> frozenset[str]:
        return frozenset(entry for entry in super().decode(wire) if not entry.endswith(":" + NONE))

    def wrong(self, option: t.Any) -> str:
        said = [self.entry(entry) for entry in option if entry] if isinstance(option, list) else []
        for entry in said:
            if not _FOR_ALL.fullmatch(entry):
                return "'%s' is not of the form SORT:ACTION, as PREDEFINED:PASS is." % entry
        sorts = [entry.partition(":")[0] for entry in dict.fromkeys(said)]
        twice = sorted({sort for sort in sorts if sorts.count(sort) > 1})
        return "says more than one action for %s. Give one." % ", ".join(twice) if twice else ""

    def takes(self) -> str:
        return "Each is V(SORT:ACTION). Letter case does not matter."

    def encode(self, value: t.Iterable[str]) -> list[str]:
        return self.instead((), value)

    def again(self, wire: t.Any) -> t.Any:
        return wire

    def instead(self, wire: t.Any, value: t.Iterable[str]) -> list[str]:
        """What is done with no control of a sort is said as well, as answers do."""
        there = [self.entry(entry).partition(":")[0] for entry in wire or ()]
        wanted = {entry.partition(":")[0]: entry for entry in value}
        sorts = dict.fromkeys((*self._sorts, *there, *sorted(wanted)))
        return [wanted.get(sort, "%s:%s" % (sort, NONE)) for sort in sorts]

    def entry(self, entry: t.Any) -> str:
        return super().entry(entry).upper()
