# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names and ids in options become references. Private to this collection."""

from __future__ import annotations

import typing as t

from ._model.fields import Reference
from ._model.resource import Kind
from ._tables import Index, NearMatches, Source

NOT_YET = " (does not exist yet)"


def resolve(
    source: Source,
    kind: Kind,
    tokens: t.Mapping[str, str],
    known: t.Iterable[Reference],
    problems: list[str],
    foresee: t.Callable[[str], None] | None = None,
) -> dict[str, Reference]:
    """Return what names and ids refer to. ``tokens``: each by its option's path, as the result is.

    ``known`` are references that need no request: the present members. What cannot be resolved
    is added to ``problems``, each a sentence that starts with the path (``applications[2]``), and
    stands in the result as it was given. With ``foresee`` an unknown name is no problem: the sentence
    goes there and the reference says that it does not exist yet.
    """
    members = Index(kind, source.as_listed(kind, known))
    wanted = {path: token.strip() for path, token in tokens.items()}
    missing = {token for token in wanted.values() if not members.find(token)}
    fetched = source.among(kind, sorted(missing)) if missing else members
    resolved: dict[str, Reference] = {}
    for path, token in wanted.items():
        # A search is a hint, never the proof; and the list tells near matches.
        found = members.find(token) or fetched.find(token) or source.table(kind).index.find(token)
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
            resolved[path] = unknown(kind, path, token, source.table(kind).near, problems, foresee)
    return resolved


def unknown(
    kind: Kind,
    path: str,
    token: str,
    near: NearMatches,
    problems: list[str],
    foresee: t.Callable[[str], None] | None,
) -> Reference:
    """Tell that nothing is called ``token``, and return what stands for it."""
    sentence = "%s: no %s has the name or id '%s'. %s" % (path, kind.noun, token, near.advice(token))
    if foresee is None or token.isdigit():
        problems.append(sentence)
        return Reference(token, token)
    foresee(sentence)
    return Reference(token + NOT_YET, token + NOT_YET)
