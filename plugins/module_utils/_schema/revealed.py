# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A secret that answers show, of which a task tells nothing unless it is asked to. Pure and private."""

from __future__ import annotations

import typing as t

from .._client.withheld import Withheld
from .field_type import REVEAL

UNASKED = (
    "%s: the %s of the new %s '%s' is told once, by its creation, and is lost unless the task of %s that "
    "creates it asks for it by %s or reveal. %s"
)


class Revealed(t.NamedTuple):
    """The secret of a kind. Answers come without it: see ``_client/withheld.py``.

    - ``withheld``: where answers show it;
    - ``what``: what texts call it;
    - ``result``: the key of a result that has it on demand;
    - ``dest``: the option with the path of the file that gets it;
    - ``is_once``: whether ZPA shows it to nobody but who creates the object;
    - ``hidden``: why ZPA may show none of an object that is there, half a sentence;
    - ``needs``: the option without which a new object has none;
    - ``lost``: what to do about one that no answer to a creation has shown, a sentence;
    - ``beside``: the key of a result with what stands beside it, and what is told of that: each as the result
      calls it, and as answers do.
    """

    withheld: Withheld
    what: str
    result: str
    dest: str
    lost: str
    is_once: bool = False
    hidden: str = ""
    needs: str = ""
    beside: tuple[str, tuple[tuple[str, str], ...]] = ("", ())

    @property
    def spec(self) -> dict[str, t.Any]:
        """The argument spec of the options for it."""
        return {**self.info_spec, REVEAL: dict(_REVEAL), self.dest: {"type": "path", "no_log": False}}

    @property
    def info_spec(self) -> dict[str, t.Any]:
        """The same of the module that lists the objects."""
        return {} if self.is_once else {REVEAL: dict(_REVEAL)}

    def is_asked_for(self, options: t.Mapping[str, t.Any]) -> bool:
        return options.get(REVEAL) is True or options.get(self.dest) is not None

    def is_of_interest(self, options: t.Mapping[str, t.Any]) -> bool:
        """Whether a task has to look after it: also if nobody wants one that ZPA shows once."""
        return self.is_asked_for(options) or (self.is_once and options.get("state") != "absent")

    def is_there(self, values: t.Mapping[str, t.Any]) -> bool:
        """Whether a new object with these values has one."""
        return not self.needs or bool(values.get(self.needs))

    def unasked(self, name: t.Any, noun: str, module: str, option: str = "") -> str:
        """Return a warning of one that ZPA tells once, and of which nobody asks for it.

        ``module``: the module whose tasks can ask. ``option``: what it is about where nothing can ask.
        """
        return UNASKED % (option or self.dest, self.what, noun, name, module, self.dest, self.lost)

    def mistakes(self, options: t.Mapping[str, t.Any]) -> t.Iterator[str]:
        """Yield what is wrong with these options whatever there is, full sentences."""
        given = [self.dest] if options.get(self.dest) is not None else []
        given += [REVEAL] if options.get(REVEAL) is True else []
        for option in given if options.get("state") == "absent" else ():
            yield "%s: has no meaning with state=absent. Leave it out." % option


_REVEAL: dict[str, t.Any] = {"type": "bool", "default": False}
