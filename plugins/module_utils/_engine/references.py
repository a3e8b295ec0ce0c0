# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names and ids in options become references. Private to this collection."""

from __future__ import annotations

import typing as t

from .._errors import ApiError
from .._schema.field_type import Reference, is_id
from .._schema.kind import Kind
from . import finder
from .index import Index, NearMatches
from .source import Source

NOT_YET = " (does not exist yet)"


class Unresolved(Reference):
    """What stands for itself, since it is a problem already."""

    __slots__ = ()


def resolve(
    source: Source,
    kind: Kind,
    tokens: t.Mapping[str, str],
    known: t.Iterable[Reference],
    problems: list[str],
    foresees: t.Callable[[str], bool] | None = None,
) -> dict[str, Reference]:
    """Return what names and ids refer to. ``tokens``: each by its option's path, as the result is.

    ``known`` are references that need no request: the present members. What cannot be resolved
    is added to ``problems``, each a sentence that starts with the path (``applications[2]``), and
    stands in the result as it was given. ``foresees``: whether an unknown name of a kind that a playbook
    can create is no problem, given the sentence: the reference says that it does not exist yet.
    """
    known = source.as_listed(kind, known)
    members = Index(kind, known)
    wanted = {path: token.strip() for path, token in tokens.items()}
    is_listed = source.has(kind)
    present = {token: _among_members(kind, members, token, is_listed) for token in wanted.values()}
    missing = sorted(token for token, found in present.items() if not found)
    settled = {reference.id for found in present.values() for reference in found}
    # A name that is shown says all that there is to say, unless people may leave out a part of it.
    others = {
        reference.id
        for reference in known
        if reference.id not in settled and (not reference.name or kind.has_cloud_suffix)
    }
    fetched = _fetched(source, kind, missing, others, wanted) if missing else members
    resolved: dict[str, Reference] = {}
    for path, token in wanted.items():
        # A search is a hint, never the proof; and the list tells near matches.
        index = members if present[token] else fetched if fetched.find(token) else source.table(kind).index
        found = present[token] or _without_strangers(index, members, token)
        if len(found) == 1:
            resolved[path] = found[0]
        elif found:
            problems.append(ambiguous(kind, path, token, index.identified(token), found))
            resolved[path] = Unresolved(token, token)
        else:
            resolved[path] = unknown(kind, path, token, source.table(kind).near, problems, foresees)
    return resolved


def _fetched(
    source: Source,
    kind: Kind,
    missing: t.Sequence[str],
    others: t.Collection[str],
    wanted: t.Mapping[str, str],
) -> Index:
    """Return references among which is what is not known yet. ``others``: ids of members without a name.

    Where the API does not list a kind, ids are taken for what they are: to write them takes no list.
    """
    refusal = source.refused.get(kind.path)
    if refusal is None:
        try:
            return source.among(kind, missing, others)
        except ApiError as error:
            if not error.is_not_there:
                raise
            refusal = source.refused[kind.path] = error
    if kind.refers_by != "id" or not all(map(is_id, missing)):
        raise refusal
    paths = sorted(path for path, token in wanted.items() if token in missing)
    source.client.warn(
        "%s: taken for an id as it is, since the API does not list %s: %s."
        % (", ".join(paths), kind.plural, refusal)
    )
    return Index(kind, map(Reference, missing))


def without_list(
    kind: Kind,
    tokens: t.Mapping[str, str],
    known: t.Iterable[Reference],
    problems: list[str],
    owner: str,
) -> dict[str, Reference]:
    """Return what names and ids refer to where nothing can list the kind: members, and ids as they are.

    ``owner``: the option that would tell by what it is listed.
    """
    members = Index(kind, known)
    resolved: dict[str, Reference] = {}
    for path, given in tokens.items():
        token = given.strip()
        found = _among_members(kind, members, token, False)
        if len(found) == 1:
            resolved[path] = found[0]
        elif is_id(token):
            resolved[path] = Reference(token)
        else:
            problems.append(
                "%s: no %s is known by the name '%s'. Give %s, to which it belongs, or the id."
                % (path, kind.noun, token, owner)
            )
            resolved[path] = Unresolved(token, token)
    return resolved


def _among_members(kind: Kind, members: Index, token: str, is_listed: bool) -> list[Reference]:
    """Return the members that a name or an id means whatever else there is, none where that has to be asked.

    An id means the member that has it, since results have no other word for what has no name of its own.
    A member in another letter case is not worth the list, where that was not read: Zscaler itself gives the
    names of the kind that folds it.
    """
    identified = members.identified(token)
    named = [member for member in members.exactly(token) if member not in identified]
    if identified:
        name = identified[0].name
        has_own_name = name and not name.isdigit() and len(members.exactly(name)) == 1
        return identified + named if has_own_name else identified
    # The name of a member can be the id of something else.
    can_be_id = finder.can_be_id(kind, token)
    return [] if can_be_id else named or (members.named(token) if kind.folds_case and not is_listed else [])


def _without_strangers(index: Index, members: Index, token: str) -> list[Reference]:
    """Return what a name or an id can mean; of several things of one name the only one that is a member."""
    found = index.find(token)
    if index.identified(token) or not index.exactly(token):
        return found
    present = [reference for reference in found if members.with_id(reference.id)]
    return present if len(present) == 1 else found


def ambiguous(
    kind: Kind, path: str, token: str, identified: t.Sequence[Reference], found: t.Sequence[Reference]
) -> str:
    """Return a sentence that says what ``token`` can mean, and how to say which.

    ``identified``: those of the found that have it as their id.
    """
    ids = ", ".join(sorted(reference.id for reference in found if reference not in identified))
    if identified:
        return (
            "%s: '%s' is the id of the %s '%s' and the name of another one (id %s). Give the name of the one "
            "or the id of the other; where that is not enough, rename one of them."
            % (path, token, kind.noun, identified[0].name, ids)
        )
    names = sorted({reference.name for reference in found})
    if kind.has_cloud_suffix and len(names) == len(found):
        return "%s: %d %s are named '%s', but for the cloud. Give the whole name of the one you mean: %s." % (
            path,
            len(found),
            kind.plural,
            token,
            ", ".join("'%s'" % name for name in names),
        )
    if kind.numbered and len(names) == len(found):
        return "%s: %d %s are named '%s'. Give the number of the one you mean: %s." % (
            path,
            len(found),
            kind.plural,
            token,
            ", ".join(names),
        )
    return "%s: %d %s are named '%s'. Give the id of the one you mean: %s." % (
        path,
        len(found),
        kind.plural,
        token,
        ids,
    )


def unknown(
    kind: Kind,
    path: str,
    token: str,
    near: NearMatches,
    problems: list[str],
    foresees: t.Callable[[str], bool] | None = None,
) -> Reference:
    """Tell that nothing is called ``token``, and return what stands for it."""
    sentence = "%s: no %s has the name or id '%s'. %s" % (path, kind.noun, token, near.advice(token))
    can_come = kind.creatable and not finder.can_be_id(kind, token) and "\n" not in token
    if can_come and foresees and foresees(sentence):
        return Reference(token + NOT_YET, token + NOT_YET)
    problems.append(sentence)
    return Unresolved(token, token)
