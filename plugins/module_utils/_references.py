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

NOT_YET = " (does not exist yet)"


def resolve(
    client: Client,
    kind: Kind,
    tokens: t.Mapping[str, str],
    known: t.Iterable[Reference],
    problems: list[str],
    foresee: t.Callable[[str], None] | None = None,
    everything: t.Callable[[Client, Kind], list[Record]] = _lookup.everything,
) -> dict[str, Reference]:
    """Return what names and ids refer to. ``tokens``: each by its option's path, as the result is.

    ``known`` are references that need no request: the present members. What cannot be resolved
    is added to ``problems``, each a sentence that starts with the path (``applications[2]``), and
    stands in the result as it was given.
    One token that is not known costs one request; more cost a search each or the pages of the
    list, whichever is less. With ``foresee`` an unknown name is no problem: the sentence goes there
    and the reference says that it does not exist yet. ``everything`` reads a whole list.
    """
    members = _Index(kind, known)
    wanted = {path: token.strip() for path, token in tokens.items()}
    missing = {token for token in wanted.values() if not members.find(token)}
    fetched = _Index.of_records(client, kind, _fetch(client, kind, sorted(missing), everything))
    resolved: dict[str, Reference] = {}
    listed: _Index | None = fetched if kind.list_only else None
    for path, token in wanted.items():
        found = members.find(token) or fetched.find(token)
        if not found:
            # A search is a hint, never the proof; and the list tells near matches.
            listed = listed or _Index.of_records(client, kind, everything(client, kind))
            found = listed.find(token)
        if len(found) == 1:
            resolved[path] = found[0]
        elif found:
            ids = ", ".join(sorted(reference.id for reference in found))
            problems.append(
                "%s: %d %s are named '%s'. Give the id of the one you mean: %s."
                % (path, len(found), kind.plural, token, ids)
            )
            resolved[path] = Reference(token, token)
        else:
            names = t.cast(_Index, listed).names
            resolved[path] = unknown(kind, path, token, names, problems, foresee)
    return resolved


def unknown(
    kind: Kind,
    path: str,
    token: str,
    names: t.Sequence[str],
    problems: list[str],
    foresee: t.Callable[[str], None] | None,
) -> Reference:
    """Tell that nothing is called ``token``, and return what stands for it."""
    sentence = _unknown(path, kind, token, names)
    if foresee is None or token.isdigit():
        problems.append(sentence)
        return Reference(token, token)
    foresee(sentence)
    return Reference(token + NOT_YET, token + NOT_YET)


class _Index:
    """References by id and by name. An id goes before an equal name."""

    def __init__(self, kind: Kind, references: t.Iterable[Reference]) -> None:
        self._kind = kind
        self._by_id = {reference.id: reference for reference in references}
        self._by_name: dict[str, list[Reference]] = {}
        for reference in self._by_id.values():
            self._by_name.setdefault(_lookup.spelling(kind, reference.name), []).append(reference)

    @classmethod
    def of_records(cls, client: Client, kind: Kind, records: t.Iterable[Record]) -> _Index:
        """Return the index of objects as the API returned them."""
        found = _lookup.in_scope(client, kind, records)
        pairs = [(str(record["id"]), reference_to(kind, record)) for record in found]
        index = cls(kind, [reference for _own_id, reference in pairs])
        index._by_id.update({own_id: reference for own_id, reference in pairs if own_id not in index._by_id})
        return index

    def find(self, token: str) -> list[Reference]:
        if token in self._by_id:
            return [self._by_id[token]]
        found = self._by_name.get(_lookup.spelling(self._kind, token), [])
        return [reference for reference in found if reference.name == token] or found

    @property
    def names(self) -> list[str]:
        return sorted({reference.name for reference in self._by_id.values()})


def reference_to(kind: Kind, record: Record) -> Reference:
    """Return what options and rules say of an object."""
    return Reference(str(record.get(kind.refers_by, record["id"])), _lookup.name_of(record))


def _fetch(
    client: Client,
    kind: Kind,
    tokens: t.Sequence[str],
    everything: t.Callable[[Client, Kind], list[Record]],
) -> list[Record]:
    """Return objects among which is what ``tokens`` mean, if it exists."""
    if not tokens:
        return []
    if kind.list_only:
        return everything(client, kind)
    if len(tokens) == 1:
        return _fetch_one(client, kind, tokens[0])
    return _fetch_many(client, kind, tokens)


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


def _unknown(path: str, kind: Kind, token: str, names: t.Sequence[str]) -> str:
    from difflib import get_close_matches

    by_folded = {_lookup.spelling(kind, name).casefold(): name for name in names}
    wanted = _lookup.spelling(kind, token).casefold()
    near = [by_folded[match] for match in get_close_matches(wanted, by_folded, 3, 0.6)]
    if near:
        advice = "Near matches: %s." % ", ".join("'%s'" % name for name in near)
    else:
        advice = "No name on the tenant is like it; %d %s were compared." % (len(names), kind.plural)
    return "%s: no %s has the name or id '%s'. %s" % (path, kind.noun, token, advice)
