# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What nobody gives and is sent all the same, since the API asks for it. Private to this collection."""

from __future__ import annotations

import typing as t

from .._client.client import Client
from .._errors import ApiError, RequestError
from .._schema.field_type import Reference
from .._schema.fields import Field
from .._schema.refused import refused_options
from .._schema.resource import Resource

if t.TYPE_CHECKING:
    from .plan import Plan


class Asker(t.Protocol):
    """Where objects are written, as far as is needed here: the store, which imports this."""

    client: Client
    resource: Resource

    def resolve(self, field: Field, given: t.Any, present: t.Any, problems: list[str], /) -> t.Any:
        """See ``Store.resolve``."""

    def update(self, plan: Plan, /) -> None:
        """See ``Store.update``."""


def after_refusal(
    store: Asker, lacking: t.Iterable[Field], sent: t.Container[str], refusal: ApiError
) -> dict[str, Reference]:
    """Return what a refusal asks for, by the fields, to be sent as well.

    ``lacking``: the fields that nobody gives. ``sent``: the names of those that were sent all the same.
    Raises the refusal where it asks for nothing else, or for what cannot be had.
    """
    asked = _asked(store.resource, lacking, refusal)
    if all(field.name in sent for field in asked):
        for field in asked:
            refusal.hint(
                "'%s' was sent for %s, which this tenant asks for. Set %s to another one"
                % (field.if_asked, field.name, field.name)
            )
        raise refusal
    found = {}
    for field in asked:
        found[field.name], problems = _looked_up(store, field)
        if problems:
            refusal.hint(
                "This tenant asks for %s, and '%s', which is sent where it is left out, cannot be had: "
                "%s Set %s to the name or id of another one"
                % (field.name, field.if_asked, " ".join(problems), field.name)
            )
            raise refusal
    return found


def if_there(store: Asker, fields: t.Iterable[Field]) -> dict[str, Reference]:
    """Return what is sent for fields that nobody gives, as far as it can be had."""
    found = {field.name: _looked_up(store, field) for field in fields}
    return {name: one for name, (one, problems) in found.items() if not problems}


def _looked_up(store: Asker, field: Field) -> tuple[t.Any, list[str]]:
    """Return what is sent for a field that nobody gives, and why it cannot be had, if so."""
    problems: list[str] = []
    try:
        return field.type.accept(store.resolve(field, field.if_asked, None, problems)), problems
    except RequestError as error:
        return None, [str(error)]


def _asked(resource: Resource, lacking: t.Iterable[Field], refusal: ApiError) -> list[Field]:
    """Return those of the fields that were left out for which a refusal asks."""
    if refusal.is_trouble or refusal.may_have_written:
        return []
    named = refused_options(resource, refusal.params, refusal.reason).values()
    return [field for field in lacking if any(field.name in options for options in named)]
