# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One spelling of names that some write with their cloud and some without it. Private.

ZPA calls a posture profile ``Disk encrypted (zscalerthree.net)``, and people may leave out the bracket.
"""

from __future__ import annotations

import typing as t

from .._access.facts import Configuration
from .._access.readings import operands_of
from .._access.rewriting import with_operands
from .._access.who import TRAITS
from .._engine.finder import without_cloud
from .._resources.lookups import LOOKUPS

# The traits whose names have a cloud, and their kinds, by what operands of them are called.
WITH_CLOUD = {
    TRAITS[name].object_type: (name, LOOKUPS[kind])
    for name, kind in (("posture", "posture_profile"), ("trusted_networks", "trusted_network"))
}

WholeNames = t.Mapping[t.Tuple[str, str], str]
SomethingAsked = t.Mapping[str, t.Any]


def whole_names(configurations: t.Iterable[Configuration]) -> WholeNames:
    """Return the names with their cloud, by the type of operand and the name without it.

    Where a configuration has both, or two clouds, they are two things.
    """
    found: dict[tuple[str, str], set[str]] = {}
    several: set[tuple[str, str]] = set()
    for configuration in configurations:
        said: dict[tuple[str, str], set[str]] = {}
        for _rule, operand in operands_of(configuration):
            if operand.object_type in WITH_CLOUD:
                kind = WITH_CLOUD[operand.object_type][1]
                key = (operand.object_type, without_cloud(kind, operand.left))
                said.setdefault(key, set()).add(operand.left)
        several |= {key for key, names in said.items() if len(names) > 1}
        for key, names in said.items():
            found.setdefault(key, set()).update(name for name in names if name != key[1])
    return {key: next(iter(names)) for key, names in found.items() if len(names) == 1 and key not in several}


def spelled_whole(configuration: Configuration, names: WholeNames) -> Configuration:
    """Return a configuration with the whole names."""
    if not names:
        return configuration
    return configuration._replace(
        policies=with_operands(
            configuration.policies,
            lambda one: one._replace(left=names.get((one.object_type, one.left), one.left)),
        )
    )


def asked_whole(request: SomethingAsked, names: WholeNames) -> SomethingAsked:
    """Return a request, or a test, whose requester goes by the whole names."""
    who = request.get("who")
    if not names or not isinstance(who, dict):
        return request
    told = dict(who)
    for object_type, (trait, _kind) in WITH_CLOUD.items():
        value = who.get(trait)
        if isinstance(value, dict):
            told[trait] = {names.get((object_type, key), key): one for key, one in value.items()}
        elif isinstance(value, list):
            told[trait] = [names.get((object_type, key), key) for key in map(str, value)]
    return {**request, "who": told}
