# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a flag switches on and off, with values that mean something only while it is on. Pure and private."""

from __future__ import annotations

import typing as t

from .nested import Entry, NestedInParts, Option

LACKS_WHILE_ON = "%s.%s: is missing, and %s.%s=true needs it. Add it, or set %s.%s to false."


class Switched(NestedInParts):
    """An object in several keys of the object around it, of which the first field is a flag.

    While that is off the others mean nothing, whatever is left in them, and all of them are needed while it
    is on. Who gives one of them wants it on.
    """

    def decode(self, wire: t.Any) -> Entry:
        return self._settled(super().decode(wire))

    def accept(self, option: t.Any) -> Entry:
        entry = super().accept(option)
        return Entry({self._flag: True, **entry.values}) if entry.values else entry

    def over(self, value: t.Any, present: t.Any) -> t.Any:
        found = super().over(value, present)
        return self._settled(found) if isinstance(found, Entry) else found

    def _unfit(self, option: t.Any, path: str, wanted: t.Any, present: t.Any) -> t.Iterator[str]:
        yield from super()._unfit(option, path, wanted, present)
        if not isinstance(wanted, Entry) or wanted == present or not wanted.values.get(self._flag):
            return
        for field in self.fields[1:]:
            if wanted.values.get(field.name) == field.type.decode(None):
                yield LACKS_WHILE_ON % (path, field.name, path, self._flag, path, self._flag)

    def _written(self, wire: Option, entry: Entry) -> dict[str, t.Any]:
        """To switch it off takes the flag alone: what nobody uses stays as it is."""
        if not entry.values.get(self._flag):
            body = self._kept(wire)
            self.fields[0].write(body, False)
            return body
        return super()._written(wire, entry)

    def _settled(self, entry: Entry) -> Entry:
        if entry.values.get(self._flag) is not False:
            return entry
        nothing = {field.name: field.type.decode(None) for field in self.fields}
        return Entry({**nothing, self._flag: False}, entry.worked_out)

    @property
    def _flag(self) -> str:
        return str(self.fields[0].name)
