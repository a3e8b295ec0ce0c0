# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the fields of one object inside an object say to each other. Pure and private."""

from __future__ import annotations

import typing as t

Values = t.Mapping[str, t.Any]


class EntryRule(t.NamedTuple):
    """One combination of values that does not go, or may not go.

    - ``option``: the one that is complained of; ``about``: all that decide;
    - ``clashes``: whether canonical values clash. What is missing in them is not there;
    - ``sentence``: what is wrong and what to do, without its subject;
    - ``is_certain``: whether a document says so plainly. If not, it is a warning, and the API decides;
    - ``can_be_had``: whether an object of the tenant can be so: then it can be given back as it is.
    """

    option: str
    about: tuple[str, ...]
    clashes: t.Callable[[Values], bool]
    sentence: str
    is_certain: bool = True
    can_be_had: bool = True

    def is_broken(self, values: Values, before: Values | None) -> bool:
        """Whether values clash, and did not do so before in the same way."""
        if not self.clashes(values):
            return False
        return before is None or any(values.get(name) != before.get(name) for name in self.about)


def broken(rules: t.Iterable[EntryRule], values: Values, before: Values | None) -> t.Iterator[EntryRule]:
    """Yield the rules that values break. ``before``: those of the object as it is, None if it is new."""
    return (rule for rule in rules if rule.is_broken(values, before))
