# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options that are dictionaries for ansible-core: the collection alone knows what is inside. Private.

So ansible-core cannot know which texts inside are secrets, and would write them into the log of the system.
"""

from __future__ import annotations

import typing as t

Spec = t.Mapping[str, t.Mapping[str, t.Any]]


def secret_texts(spec: Spec, value: t.Any) -> t.Iterator[str]:
    """Yield the texts in options, at any depth, that are secrets, however wrong their form is."""
    return _secrets(_with_secrets(spec), value)


def _with_secrets(spec: Spec) -> dict[str, t.Any]:
    """Return the options that are secrets or have one inside, so that nothing else is looked at."""
    found: dict[str, t.Any] = {}
    for name, option in spec.items():
        inside = _with_secrets(option.get("options") or {})
        if option.get("no_log") or inside:
            found[name] = {**option, "options": inside}
    return found


def _secrets(spec: Spec, value: t.Any) -> t.Iterator[str]:
    if isinstance(value, list):
        for entry in value:
            yield from _secrets(spec, entry)
    elif isinstance(value, dict):
        for name, option in spec.items():
            for key in (name, *option.get("aliases", ())):
                given = value.get(key)
                yield from _texts(given) if option.get("no_log") else _secrets(option["options"], given)


def _texts(value: t.Any) -> t.Iterator[str]:
    if isinstance(value, (dict, list)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)
    elif isinstance(value, (str, int, float)) and not isinstance(value, bool) and str(value):
        yield str(value)


def in_outline(value: t.Any) -> t.Any:
    """Return what a log says of such an option, which may have a secret under a misspelled name."""
    if isinstance(value, dict):
        return "a dictionary with %s" % ", ".join(map(str, value)) if value else {}
    return value if value is None else "a value of another form"


def counted(value: t.Any) -> t.Any:
    """Return how many entries each list of a configuration has, in words."""
    if isinstance(value, dict):
        return {name: counted(inside) for name, inside in value.items() if inside is not None}
    return "entries: %d" % len(value) if isinstance(value, list) else "a value of another form"
