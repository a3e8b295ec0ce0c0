# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Puzzles as policies: whether the rule LAST decides anything is as hard to tell as the puzzle is to solve.

A switch is a SCIM group that somebody is in or not. Each rule above LAST blocks whoever breaks a demand.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import combinations, product

from .access_tenants import Config, condition, objects, tenant

LAST = "whoever breaks no demand"
# Numbers of switches, from 1 on, below 0 where they have to be off: one of them has to be as it says.
Demand = tuple[int, ...]


def at_random(switches: int, demands: int, seed: int) -> Iterator[Demand]:
    """Three switches a demand. With 4.3 demands a switch they are hardest, and mostly cannot all be met."""
    dice = random.Random(seed)
    for _one in range(demands):
        yield tuple(dice.choice((-1, 1)) * one for one in dice.sample(range(1, switches + 1), 3))


def pigeons(count: int, seed: int = 0) -> Iterator[Demand]:
    """Each pigeon has a hole, no two have the same, and one hole is missing."""
    home = {pair: number for number, pair in enumerate(product(range(count), range(count - 1)), 1)}
    for pigeon in range(count):
        yield tuple(home[pigeon, hole] for hole in range(count - 1))
    for hole in range(count - 1):
        for one, other in combinations(range(count), 2):
            yield (-home[one, hole], -home[other, hole])


def parity(switches: int, seed: int) -> Iterator[Demand]:
    """How many of the same switches are on is even and odd, counted in two orders, one after the other."""
    dice = random.Random(seed)
    carried = switches
    for is_odd in (False, True):
        order = list(range(1, switches + 1))
        dice.shuffle(order)
        so_far = order[0]
        for one in order[1:]:
            carried += 1
            yield from _sum_of(so_far, one, carried)
            so_far = carried
        yield (so_far if is_odd else -so_far,)


def _sum_of(one: int, other: int, both: int) -> Iterator[Demand]:
    """Demand that a third switch is on if exactly one of two is."""
    for signs in product((1, -1), repeat=3):
        if signs.count(-1) % 2:
            yield tuple(sign * number for sign, number in zip(signs, (one, other, both), strict=True))


def as_config(demands: Iterator[Demand], *above: Config) -> Config:
    """Return a small tenant whose access rules are some given ones, one for each demand, and LAST."""
    config = tenant(0, 3, 2, 4)
    breaking = [
        {"name": "demand %d" % number, "action": "DENY", "conditions": [_is_not(one) for one in demand]}
        for number, demand in enumerate(demands)
    ]
    last = {"name": LAST, "action": "ALLOW", "conditions": [condition(objects("IDP", "A"))]}
    config["policy_rules"]["access"] = [*above, *breaking, last]
    return config


def _is_not(switch: int) -> Config:
    member = condition(objects("SCIM_GROUP", "group-%d" % abs(switch), idp="A"))
    return {**member, "negated": switch > 0}


PUZZLES: dict[str, Callable[[int, int], Iterator[Demand]]] = {
    "at random": lambda size, seed: at_random(size, int(size * 4.3), seed),
    "pigeons": pigeons,
    "parity": parity,
}
