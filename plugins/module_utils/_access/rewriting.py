# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules with other operands. Pure, private."""

from __future__ import annotations

import typing as t

from .facts import Atom, Rule


def with_operands(
    policies: t.Mapping[str, tuple[Rule, ...]], change: t.Callable[[Atom], Atom]
) -> dict[str, tuple[Rule, ...]]:
    """Return the rules of each policy with every operand changed."""
    return {
        name: tuple(
            rule._replace(
                conditions=tuple(
                    one._replace(operands=tuple(map(change, one.operands))) for one in rule.conditions
                )
            )
            for rule in rules
        )
        for name, rules in policies.items()
    }
