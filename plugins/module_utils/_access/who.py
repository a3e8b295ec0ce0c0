# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who asks, in words: a dictionary of what a requester is and has, without what is absent. Pure, private."""

from __future__ import annotations

import typing as t

from .facts import Atom
from .search import Requester
from .space import (
    ANY_NETWORK,
    CLIENT,
    ELSE,
    NOBODY,
    PROVIDER,
    REPORTED,
    UNKNOWN_TYPE,
    Space,
)

Who = t.Mapping[str, t.Any]

# One word; a list of names; names with true or false; names with a list of values; names with one word.
WORD, NAMES, FLAGS, VALUES, LEVELS = "word", "names", "flags", "values", "words"


class Trait(t.NamedTuple):
    """One thing that a requester is or has: what operands about it are called, and its form."""

    object_type: str
    form: str


TRAITS: dict[str, Trait] = {
    "client_type": Trait("CLIENT_TYPE", WORD),
    "idp": Trait("IDP", WORD),
    "scim_groups": Trait("SCIM_GROUP", NAMES),
    "saml": Trait("SAML", VALUES),
    "scim": Trait("SCIM", VALUES),
    "posture": Trait("POSTURE", FLAGS),
    "trusted_networks": Trait("TRUSTED_NETWORK", NAMES),
    "platform": Trait("PLATFORM", WORD),
    "country": Trait("COUNTRY_CODE", WORD),
    "risk": Trait("RISK_FACTOR_TYPE", LEVELS),
    "machine_group": Trait("MACHINE_GRP", WORD),
    "cloud_connector_groups": Trait("EDGE_CONNECTOR_GROUP", NAMES),
    "branch_connector_groups": Trait("BRANCH_CONNECTOR_GROUP", NAMES),
    "locations": Trait("LOCATION", NAMES),
    "workload_tag_groups": Trait("WORKLOAD_TAG_GROUP", NAMES),
    "chrome": Trait("CHROME_ENTERPRISE", FLAGS),
    "chrome_profiles": Trait("CHROME_POSTURE_PROFILE", NAMES),
    "console": Trait("CONSOLE", WORD),
    "user_portal": Trait("USER_PORTAL", WORD),
    "privileged_portal": Trait("PRIVILEGE_PORTAL", WORD),
}
OF_TYPE = {trait.object_type: name for name, trait in TRAITS.items()}
# Operands that nobody here understands, in words, and whether they are taken to hold.
NOT_UNDERSTOOD = "not_understood"


def riddle(operand: Atom) -> str:
    """Return what an operand is called that is not understood."""
    if operand.left == UNKNOWN_TYPE:
        return operand.right
    return "%s %s is %s" % (operand.object_type, operand.left, operand.right)


def who_is(space: Space, requester: Requester) -> dict[str, t.Any]:
    """Return a requester in words."""
    who: dict[str, t.Any] = {}
    if requester.client:
        who["client_type"] = space.values[CLIENT][requester.client]
    idp = space.values[PROVIDER][requester.provider]
    if idp != NOBODY:
        who["idp"] = idp
    # What nobody chose is the first value, or that a client which reports something has nothing to report.
    for number, value in sorted(requester.chosen.items()):
        if number > PROVIDER and value:
            _tell(who, space.keys[number], space.values[number][value])
    return who


def _tell(who: dict[str, t.Any], key: tuple[str, ...], value: str) -> None:
    kind = key[0]
    if kind == UNKNOWN_TYPE:
        who.setdefault(NOT_UNDERSTOOD, {})[riddle(Atom(*key[1:]))] = True
        return
    name = OF_TYPE[kind]
    form = TRAITS[name].form
    if kind == "TRUSTED_NETWORK":
        who.setdefault(name, [])
        if value == "true":
            who[name].append("any other" if key[1] == ANY_NETWORK else key[1])
    elif form == WORD:
        who[name] = value
    elif form == FLAGS:
        who.setdefault(name, {})[key[1]] = value in ("true", "yes")
    elif form == LEVELS:
        who.setdefault(name, {})[key[1]] = value
    elif form == VALUES:
        who.setdefault(name, {}).setdefault(key[2], []).append(key[3])
    elif len(key) > 1:
        who.setdefault(name, []).append(key[-1])
    elif value != ELSE:
        who[name] = [value]


def simplest(
    space: Space, requester: Requester, is_one: t.Callable[[int], bool], matching: t.Any
) -> Requester:
    """Return a requester with nothing that is not needed.

    ``is_one``: whether a set of matching rows is still one that counts. ``matching``: see Program.
    """
    chosen = dict(requester.chosen)
    client, provider = requester.client, requester.provider

    def consistent(client: int, provider: int, values: t.Mapping[int, int]) -> bool:
        return all(space.goes_with(number, value, client, provider) for number, value in values.items())

    # Things of the hub are given up with it.
    for number in sorted(chosen, key=lambda one: (space.keys[one][0] in REPORTED, one)):
        fewer = {other: value for other, value in chosen.items() if other != number}
        if is_one(matching(fewer, client, provider)):
            chosen = fewer
    for tried in (0, provider):
        if consistent(client, tried, chosen) and is_one(matching(chosen, client, tried)):
            provider = tried
            break
    for tried in (0, 1, client):
        if consistent(client=tried, provider=provider, values=chosen) and is_one(
            matching(chosen, tried, provider)
        ):
            client = tried
            break
    return Requester(client, provider, chosen, matching(chosen, client, provider))


def says_who_asks(who: Who) -> str:
    """Return a sentence part: ``idp Corp, scim_groups Sales, platform windows``; "anyone" for nothing."""
    parts = []
    for name, value in who.items():
        if isinstance(value, dict):
            said = ", ".join("%s=%s" % (key, _word(inner)) for key, inner in value.items())
        elif isinstance(value, (list, tuple)):
            said = "+".join(map(str, value)) or "none"
        else:
            said = _word(value)
        parts.append("%s %s" % (name, said))
    return "; ".join(parts) or "anyone"


def _word(value: t.Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "+".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
