# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How objects of a kind are moved to another microtenant, and the option for it. Pure and private."""

from __future__ import annotations

import typing as t

from .reference_types import ReferenceTo

MOVE_TO = "move_to"
TO_MICROTENANT = "microtenant"
# What goes with a move, beside what says how to reach the tenant: it says which object is moved.
SAYS_WHICH = ("state", "id", "name", MOVE_TO)


class MoveKey(t.NamedTuple):
    """A key of a move. ``kind``: of what it names. ``field``: the one that it sets, "" for none."""

    option: str
    wire: str
    kind: str
    text: str
    field: str = ""
    required: bool = False

    @property
    def path(self) -> str:
        return "%s.%s" % (MOVE_TO, self.option)


class Moves(t.NamedTuple):
    """The move of a kind.

    - ``path``: what follows the path of the object;
    - ``targets``: the keys of it. That of the microtenant sets no field;
    - ``unforeseen``: the fields of which nobody knows what they have after it;
    - ``has_certificates``: the field of which the certificates stay behind.
    """

    path: str
    targets: tuple[MoveKey, ...]
    unforeseen: tuple[str, ...]
    has_certificates: str
    text: str

    @property
    def spec(self) -> dict[str, t.Any]:
        """The argument spec of the option."""
        options = {
            one.option: {"type": "str", **({"required": True} if one.required else {})}
            for one in self.targets
        }
        return {MOVE_TO: {"type": "dict", "options": options}}

    def mistakes(
        self, spec: t.Mapping[str, t.Any], options: t.Mapping[str, t.Any], noun: str
    ) -> t.Iterator[str]:
        """Yield what is wrong with a move whatever the tenant has. ``spec``: the other options there are."""
        given = options.get(MOVE_TO)
        if given is None:
            return
        if options.get("state") == "absent":
            yield "state: absent does not go with move_to. Leave one of the two out."
        for name in spec:
            if name not in SAYS_WHICH and options.get(name) not in (None, spec[name].get("default")):
                yield (
                    "%s: does not go with move_to, which moves the %s as it is. Set it in a task of its own, "
                    "once it is moved." % (name, noun)
                )
        for one in self.targets if isinstance(given, dict) else ():
            if given.get(one.option) is not None:
                yield from ReferenceTo(one.kind).mistakes(given[one.option], one.path)
