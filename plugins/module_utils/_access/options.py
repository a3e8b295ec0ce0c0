# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of questions about access: who asks, for what, and what is expected. Pure, private."""

from __future__ import annotations

import typing as t

from .asked import ASKED_PROTOCOLS, EXPECTED, REQUEST_KEYS, TEST_KEYS, WHAT_KEYS
from .who import FLAGS, NAMES, TRAITS, VALUES

Spec = t.Dict[str, t.Dict[str, t.Any]]

_NAMES: dict[str, t.Any] = {"type": "list", "elements": "str"}
_PORT: dict[str, t.Any] = {"type": "int"}
_PROTOCOL: dict[str, t.Any] = {"type": "str", "choices": list(ASKED_PROTOCOLS)}
# A risk is a level, or one for each source; a browser is managed or not, whoever says so.
_EITHER = ("risk", "chrome")


def _trait(name: str) -> dict[str, t.Any]:
    form = TRAITS[name].form
    if name in _EITHER:
        return {"type": "raw"}
    if form == NAMES:
        return _NAMES
    return {"type": "dict" if form in (FLAGS, VALUES) else "str"}


_WHO: dict[str, t.Any] = {"type": "dict", "options": {name: _trait(name) for name in TRAITS}}
_OF_REQUEST: Spec = {
    "name": {"type": "str"},
    "host": {"type": "str", "required": True},
    "port": _PORT,
    "protocol": {**_PROTOCOL, "default": ASKED_PROTOCOLS[0]},
    "who": _WHO,
    "approved": {"type": "bool"},
}
_OF_WHAT: Spec = {
    "segments": _NAMES,
    "segment_groups": _NAMES,
    "host": {"type": "str"},
    "port": _PORT,
    "protocol": _PROTOCOL,
}
_OF_TEST: Spec = {
    "name": {"type": "str"},
    "who": _WHO,
    "what": {"type": "dict", "required": True, "options": {name: _OF_WHAT[name] for name in WHAT_KEYS}},
    "expect": {"type": "str", "required": True, "choices": list(EXPECTED)},
    "place": {"type": "str"},
}
EXPLAIN: dict[str, t.Any] = {
    "type": "list",
    "elements": "dict",
    "options": {name: _OF_REQUEST[name] for name in REQUEST_KEYS},
    "default": [],
}
ACCESS_TESTS: dict[str, t.Any] = {
    "type": "list",
    "elements": "dict",
    "options": {name: _OF_TEST[name] for name in TEST_KEYS},
    "default": [],
}
# Whether policies ask for what an identity provider tells; a configuration has nothing of that.
IDENTITY_PROVIDERS: dict[str, t.Any] = {
    "type": "list",
    "elements": "dict",
    "options": {
        "name": {"type": "str", "required": True},
        "saml": {"type": "bool", "default": True},
        "scim": {"type": "bool", "default": True},
    },
}


def wrong_identity_providers(path: str, given: t.Sequence[t.Mapping[str, t.Any]]) -> list[str]:
    """Return what is wrong with identity providers, sentences: those without a name, and those told twice."""
    names = [str(one["name"]).strip() for one in given]
    return [
        "%s[%d].name: %s"
        % (
            path,
            place,
            "'%s' is there already. Tell of it once." % name
            if name
            else "is empty. Fill the entry, or leave it out.",
        )
        for place, name in enumerate(names)
        if not name or name in names[:place]
    ]


def lookups_of(idps: t.Iterable[t.Mapping[str, t.Any]]) -> dict[str, t.Any]:
    """Return identity providers as lookups of a configuration have them."""
    return {
        "idps": [
            {
                "id": one["name"].strip(),
                "name": one["name"].strip(),
                "disableSamlBasedPolicy": one.get("saml") is False,
                "enableScimBasedPolicy": one.get("scim") is not False,
            }
            for one in idps
        ]
    }


def without_nothing(value: t.Any) -> t.Any:
    """Return options without those that are not given, at any depth."""
    if isinstance(value, dict):
        return {key: without_nothing(one) for key, one in value.items() if one is not None}
    return [without_nothing(one) for one in value] if isinstance(value, list) else value
