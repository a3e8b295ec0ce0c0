# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names and ids in options become references. Private to this collection."""

from __future__ import annotations

import typing as t

from . import _lookup
from ._client.client import Client, Record
from ._errors import while_doing
from ._model.fields import Reference
from ._model.resource import Kind


def resolve(
    client: Client,
    kind: Kind,
    tokens: t.Mapping[str, str],
    known: t.Iterable[Reference],
    problems: list[str],
) -> list[Reference]:
    """Return what names and ids refer to, in their order. ``tokens``: each by its option's path.

    ``known`` are references that need no request: the present members. What cannot be resolved
    is added to ``problems``, each a sentence that starts with the path (``applications[2]``).
    One token that is not known costs one request; more cost a search each or the pages of the
    list, whichever is less.
    """
    members = _Index(kind, known)
    wanted = {path: token.strip() for path, token in tokens.items()}
    unknown = {token for token in wanted.values() if not members.find(token)}
    fetched = _Index(kind, _fetch(client, kind, sorted(unknown)))
    resolved = []
    names: list[str] | None = None
    for path, token in wanted.items():
        found = members.find(token) or fetched.find(token)
        if len(found) == 1:
            resolved.append(found[0])
        elif found:
            ids = ", ".join(sorted(reference.id for reference in found))
            problems.append(
                "%s: %d %s are named '%s'. Give the id of the one you mean: %s."
                % (path, len(found), kind.plural, token, ids)
            )
        else:
            names = _names(client, kind) if names is None else names
            problems.append(_unknown(path, kind, token, names))
    return resolved


class _Index:
    """References by id and by name. An id goes before an equal name."""

    def __init__(self, kind: Kind, references: t.Iterable[Reference]) -> None:
        self._kind = kind
        self._by_id = {reference.id: reference for reference in references}
        self._by_name: dict[str, list[Reference]] = {}
        for reference in self._by_id.values():
            self._by_name.setdefault(_lookup.spelling(kind, reference.name), []).append(reference)

    def find(self, token: str) -> list[Reference]:
        if token in self._by_id:
            return [self._by_id[token]]
        return self._by_name.get(_lookup.spelling(self._kind, token), [])


def _fetch(client: Client, kind: Kind, tokens: t.Sequence[str]) -> list[Reference]:
    """Return references among which is what ``tokens`` mean, if it exists."""
    if not tokens:
        return []
    if kind.list_only:
        records = _lookup.everything(client, kind)
    elif len(tokens) == 1:
        records = _fetch_one(client, kind, tokens[0])
    else:
        records = _fetch_many(client, kind, tokens)
    return [
        Reference(str(record["id"]), _lookup.name_of(record))
        for record in _lookup.in_scope(client, kind, records)
    ]


def _fetch_one(client: Client, kind: Kind, token: str) -> list[Record]:
    found = _lookup.by_id(client, kind, token) if token.isdigit() else None
    return [found] if found else _lookup.all_named(client, kind, token)


def _fetch_many(client: Client, kind: Kind, tokens: t.Sequence[str]) -> list[Record]:
    with while_doing("list %s" % kind.plural):
        pages = client.pages(kind.path, None, kind.version, kind.scoped)
        first = next(pages)
        if first.pages_left is not None and first.pages_left > len(tokens):
            return [record for token in tokens for record in _fetch_one(client, kind, token)]
        return first.records + [record for page in pages for record in page.records]


def _names(client: Client, kind: Kind) -> list[str]:
    records = _lookup.in_scope(client, kind, _lookup.everything(client, kind))
    return sorted({_lookup.name_of(record) for record in records})


def _unknown(path: str, kind: Kind, token: str, names: t.Sequence[str]) -> str:
    from difflib import get_close_matches

    by_folded = {name.casefold(): name for name in names}
    near = [by_folded[match] for match in get_close_matches(token.casefold(), by_folded, 3, 0.6)]
    if near:
        advice = "Near matches: %s." % ", ".join("'%s'" % name for name in near)
    else:
        advice = "No name on the tenant is like it; %d %s were compared." % (len(names), kind.plural)
    return "%s: no %s has the name or id '%s'. %s" % (path, kind.noun, token, advice)
