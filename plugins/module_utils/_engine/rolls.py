# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading lists that something beside ZPA keeps, and what is in them. Private to this collection."""

from __future__ import annotations

import typing as t

from .._client.client import Client, JsonObject
from .._client.forms import is_id_on_wire
from .._client.pages import PAGE_SIZE, Listing, Page, Pages
from .._errors import WrongAnswer
from .._schema.field_type import Record
from .._schema.kind import Kind
from .._schema.record import name_of
from .._schema.resource import Resource
from .plan import Plan


class Roll(t.NamedTuple):
    """What a kind says of such a list; see there."""

    id: str
    name: str
    gone: str
    ended: str
    begun: str
    at_once: str

    def is_gone(self, record: Record) -> bool:
        return str(record.get(self.gone)).lower() in ("true", "1")


def there(client: Client, kind: Kind) -> list[JsonObject]:
    """Return the objects of a list that count as being there. Raises what ``Client.listing`` does."""
    return [record for record in _everything(client, kind) if not Roll(*kind.roll).is_gone(record)]


def _everything(client: Client, kind: Kind) -> list[JsonObject]:
    # What follows a page, by its number.
    tokens: dict[int, str] = {}
    full_path = client.full_path(kind.path, kind.version)

    def fetch(number: int) -> Page:
        query = {"pageSize": str(PAGE_SIZE)}
        if number > 1:
            query["pageId"] = tokens[number]
        answer = client.get(kind.path, kind.version, kind.scoped, query)
        token = answer.get("nextPage") if isinstance(answer, dict) else None
        if token not in (None, ""):
            tokens[number + 1] = str(token)
        # Nobody has recorded one: the usual forms of a list are taken as well.
        keys = ("items", "list", "nextPage", "totalPages")
        shown = answer if isinstance(answer, list) else None
        if isinstance(answer, dict) and any(key in answer for key in keys):
            shown = answer.get("items") or answer.get("list") or []
        if not isinstance(shown, list) or not all(isinstance(record, dict) for record in shown):
            raise WrongAnswer("the answer is not a list as the API documents it", "GET", full_path)
        records = [kind.marked(record) for record in shown]
        if not all(is_id_on_wire(record["id"]) for record in records):
            raise WrongAnswer("the answer is not a list as the API documents it", "GET", full_path)
        return Page(records, number + (number + 1 in tokens and token not in (None, "")), None)

    return Listing(client.doubt, Pages(fetch), full_path).all()


def begin(client: Client, resource: Resource, plan: Plan) -> t.Any:
    """Create what is planned, or begin it again where it was ended. Raises what ``Client.post`` does.

    Returns what the API answers, or the object that there was.
    """
    kind, wanted = resource.kind, name_of(plan.after).casefold()
    roll = Roll(*kind.roll)
    ended = [one for one in _everything(client, kind) if name_of(one).casefold() == wanted]
    if ended:
        body = resource.update_body(ended[0], plan.after)
        client.put(kind.path_of(str(ended[0]["id"])), body, kind.version_of_one, kind.scoped)
        _follow(client, kind, ended[0], roll.begun)
        return {**ended[0], roll.gone: False}
    path, version = resource.created_at
    body = resource.create_body(plan.after, client.settings.microtenant_id)
    return client.post(path or kind.path, body, version or kind.version, kind.scoped, {roll.at_once: "true"})


def end(client: Client, kind: Kind, record: Record) -> None:
    """Let an object count as absent. Raises what ``Client.put`` does."""
    _follow(client, kind, record, Roll(*kind.roll).ended)


def _follow(client: Client, kind: Kind, record: Record, step: str) -> None:
    path = "%s/%s" % (kind.path_of(str(record["id"])), step)
    client.put(path, {}, kind.version_of_one, kind.scoped)
