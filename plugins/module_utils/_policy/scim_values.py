# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What users have as SCIM attributes: a value that nobody has is doubted. Private to this collection."""

from __future__ import annotations

import typing as t

from .._client.client import Client, JsonObject
from .._client.pages import Listing
from .._client.search import PlainTerm, is_searchable
from .._engine import finder
from .._engine.index import NearMatches
from .._errors import ApiError, RequestError
from .._resources.lookups import LOOKUPS
from .._schema.kind import Kind
from .._schema.record import name_of

if t.TYPE_CHECKING:
    from .condition import Condition, Operand

SCIM = "SCIM"


class ScimValues:
    """The values that users have, for one task: one page an attribute, and of a longer list a search a value.

    What the API does not tell is doubted by nobody.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._listings: dict[str, Listing] = {}
        self._is_troubled = False

    def doubts(
        self, before: t.Iterable[Condition], after: t.Iterable[Condition]
    ) -> t.Iterator[tuple[Operand, str]]:
        """Yield the operands that conditions would get whose value nobody has, each with what to say of it.

        That is a sentence without a subject. The operands have their identity provider and names, if known.
        """
        had = {operand for condition in before for operand in condition.operands}
        new = {operand for condition in after for operand in condition.operands} - had
        for operand in sorted(new, key=lambda one: one.meaning):
            if operand.object_type == SCIM and operand.is_understood and operand.idp:
                near = None if self._is_troubled else self._near(operand)
                if near is not None:
                    yield operand, _doubt(operand, near)

    def _near(self, operand: Operand) -> NearMatches | None:
        """Return what is like a value that nobody has, None where somebody has it or nobody can tell."""
        kind = LOOKUPS["scim_attribute_value"].owned_by(operand.idp, operand.left)
        value = operand.right
        try:
            first = self._listing(kind).first
            known = list(first.records)
            if not first.is_all and not finder.called(kind, known, value):
                hits = self._hits(kind, value)
                if hits is None:
                    return None
                known += hits
        except RequestError as error:
            # Where the API itself is in trouble, a doubt is not worth the tries that it would take.
            self._is_troubled = not isinstance(error, ApiError) or error.is_trouble
            return None
        # Where nobody has any value, it may just be that no user was sent to ZPA yet.
        if not known or finder.called(kind, known, value):
            return None
        return NearMatches(kind, ((name, name) for name in map(name_of, known)))

    def _listing(self, kind: Kind) -> Listing:
        if kind.path not in self._listings:
            self._listings[kind.path] = self._client.listing(
                kind.path, None, kind.version, kind.scoped, kind.of_texts
            )
        return self._listings[kind.path]

    def _hits(self, kind: Kind, value: str) -> list[JsonObject] | None:
        """Return what a search finds, None where it proves nothing.

        An @ defeats it, so that the vendor's clients search for what comes before.
        """
        text = value.partition("@")[0]
        if not is_searchable(text):
            return None
        listing = self._client.listing(kind.path, PlainTerm(text), kind.version, kind.scoped, kind.of_texts)
        first = listing.first
        return first.records if first.is_all or finder.called(kind, first.records, value) else None


def _doubt(operand: Operand, near: NearMatches) -> str:
    return (
        "no user of '%s' has the %s '%s', as far as ZPA knows. %s Correct it unless such users will come."
        % (
            operand.idp_name or operand.idp,
            operand.left_name or operand.left,
            operand.right,
            near.advice(operand.right),
        )
    )
