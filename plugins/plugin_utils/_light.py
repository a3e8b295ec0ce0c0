# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Data in a form that travels fast from the process of a task to that of the run. Private to this collection.

ansible-core pickles the result of a task and its arguments. A text of Python's own is a few bytes there, and
one that is used again a reference. Texts that ansible-core has put something on take many times as long.
"""

from __future__ import annotations

import json
import typing as t

from ansible.utils.unsafe_proxy import wrap_var
from ansible_collections.zerotrust.zpa.plugins.module_utils._texts import has_halves

# Exactly these: what is derived from them has something put on.
PLAIN_TEXT, PLAIN_MAPPING, PLAIN_LIST = (str,), (dict,), (list,)
PLAIN_VALUES = (str, bool, int, float, type(None))
# What begins each key by which ansible-core knows that a dictionary stands for something else.
MARK_OF_CORE = "__ansible"


def is_plain(value: t.Any) -> bool:
    """Whether data is of Python's own types all through, with texts for keys: nothing is put on any of it.

    So nothing in it says of itself that it is a secret, and nothing is a moment.
    """
    found = [value]
    # Those that are inside are added while it goes on.
    for part in found:
        kind = type(part)
        if kind in PLAIN_MAPPING:
            if not all(type(key) in PLAIN_TEXT for key in part):
                return False
            found += part.values()
        elif kind in PLAIN_LIST:
            found += part
        elif kind not in PLAIN_VALUES:
            return False
    return True


def json_of(options: t.Mapping[str, t.Any]) -> str:
    """Return options that are ``is_plain`` as JSON, "" where there are none, or ansible-core has to see them.

    It refuses halves of characters, and makes something else of dictionaries with some keys.
    """
    if not options:
        return ""
    try:
        told = json.dumps(options, ensure_ascii=False)
    except ValueError:
        # A number has thousands of digits.
        return ""
    return "" if MARK_OF_CORE in told or has_halves(told) else told


def unsafe(value: t.Any) -> t.Any:
    """Return data of JSON types with each text as none in which templates are looked for, as ``wrap_var``.

    Texts that are equal become one. Up to ansible-core 2.18.
    """
    known: dict[str, t.Any] = {}

    def wrapped(part: t.Any) -> t.Any:
        if type(part) in PLAIN_TEXT:
            found = known.get(part)
            if found is None:
                found = known[part] = wrap_var(part)
            return found
        if type(part) in PLAIN_MAPPING:
            return {wrapped(key): wrapped(entry) for key, entry in part.items()}
        if type(part) in PLAIN_LIST:
            return [wrapped(entry) for entry in part]
        return wrap_var(part)

    return wrapped(value)


def plain(value: t.Any, kept: t.Collection[str] = ()) -> t.Any:
    """Return arguments of a task with texts of Python's own: without where they were read.

    Nobody looks for templates in them any more. What says of itself that it is unsafe stays so, and equal
    ones become one. ``kept``: texts that stay as they are, since they are marked as secret.
    """
    known: dict[str, str] = {}

    def bare(part: t.Any) -> t.Any:
        if type(part) in PLAIN_VALUES:
            return part
        if isinstance(part, str):
            if part in kept:
                return part
            return known.setdefault(part, part) if _is_unsafe(part) else str.__str__(part)
        if isinstance(part, (list, tuple)):
            return [bare(entry) for entry in part]
        if isinstance(part, (dict, t.Mapping)):
            return {bare(key): bare(entry) for key, entry in part.items()}
        return part

    return bare(value)


def _is_unsafe(text: str) -> bool:
    return getattr(text, "__UNSAFE__", False) is True
