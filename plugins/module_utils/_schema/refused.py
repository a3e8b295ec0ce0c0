# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which options a refusal of the API is about, by the words that it has for them. Pure and private."""

from __future__ import annotations

import re
import typing as t

from .fields import Field
from .resource import Resource

# What options of every resource are called on the wire, beside its fields.
COMMON_OPTIONS = {"id": "id", "microtenantId": "microtenant_id"}
_WORD = re.compile(r"\w+")
_CAMEL_CASE = re.compile(r"[a-z]+[A-Z]\w*")


def options_called(resource: Resource, word: str) -> list[str]:
    """Return the options that the API means by a word of a refusal: outer ones before inner ones."""
    named = [field.name for field in resource.fields if word in field.called]
    common = [COMMON_OPTIONS[word]] if word in COMMON_OPTIONS else []
    return named or common or list(_inner_options_called(resource.fields, word))


def refused_options(
    resource: Resource, params: t.Iterable[str], reason: str, error_id: str = ""
) -> dict[str, list[str]]:
    """Return the options that a refusal is about, by the words that it has for them.

    A reason is searched for keys alone that are no words of any language. Its id can be about one.
    """
    words = [word for param in params for word in _WORD.findall(param)]
    words += [word for word in _WORD.findall(reason) if _CAMEL_CASE.fullmatch(word)]
    words += [error_id] if error_id else []
    found = {word: options_called(resource, word) for word in words}
    return {word: options for word, options in found.items() if options}


def _inner_options_called(fields: t.Iterable[Field], word: str) -> t.Iterator[str]:
    for field in fields:
        mark = "[]" if field.type.option["type"] == "list" else ""
        below = [inner.name for inner in field.type.fields if word in inner.called]
        for name in below or _inner_options_called(field.type.fields, word):
            yield "%s%s.%s" % (field.name, mark, name)
