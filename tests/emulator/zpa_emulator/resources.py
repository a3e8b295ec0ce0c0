# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading and writing objects by the rules of their resource."""

from __future__ import annotations

import html
import re
import time
from typing import Any

from .errors import Refusal, invalid, not_found, refuse, restricted
from .rules import COMPUTED, RESOURCES, Membership, Rules
from .search import search
from .state import DEFAULT_MICROTENANT, Tenant

Object = dict[str, Any]
DEFAULT_PAGE_SIZE, LARGEST_PAGE = 20, 500


class Resource:
    """The endpoints of one resource of one tenant, within the microtenant of a request.

    ``microtenant``: an id, or None for all of them.
    """

    def __init__(self, tenant: Tenant, rules: Rules, microtenant: str | None, modified_by: str) -> None:
        self._tenant = tenant
        self._rules = rules
        self._microtenant = microtenant
        self._modified_by = modified_by

    # -- reading ---------------------------------------------------------------------------------

    def page(self, query: dict[str, str]) -> Object:
        number = max(1, _whole(query.get("page"), 1))
        size = _whole(query.get("pagesize"), DEFAULT_PAGE_SIZE)
        if not 1 <= size <= LARGEST_PAGE:
            raise invalid("pagesize")
        found = sorted(self._in_scope(), key=lambda entry: _collation(entry["name"]))
        if query.get("search"):
            found = search(found, query["search"], self._tenant.quirks.blind_search)
        pages = -(-len(found) // size)
        if self._tenant.quirks.pages_as_count:
            pages = len(found)
        answer: Object = {"totalPages": str(pages)}
        if not self._tenant.quirks.no_total_count:
            answer["totalCount"] = str(len(found))
        page = found[(number - 1) * size : number * size]
        if page:
            answer["list"] = [{**self._shown(entry), **self._rules.only_in_lists} for entry in page]
        return answer

    def get(self, object_id: str) -> Object:
        return self._shown(self._stored(object_id))

    # -- writing ---------------------------------------------------------------------------------

    def create(self, body: Any) -> Object:
        body = _object(body)
        owner = self._owner(body)
        values: Object = self._checked(body)
        for key, rule in self._rules.fields.items():
            if rule.required and not values.get(key):
                raise invalid(key)
            if key not in values and rule.default is not None:
                values[key] = rule.default
        self._refuse_duplicate(str(values["name"]), owner, None)
        now = str(int(time.time()))
        entry = {
            "id": self._tenant.new_id(),
            "modifiedTime": now,
            "creationTime": now,
            "modifiedBy": self._modified_by,
            **values,
        }
        if owner != DEFAULT_MICROTENANT:
            entry["microtenantId"] = owner
        members = self._rules.members
        joining = self._members_named_in(body, members, owner) if members else []
        self._tenant.table(self._rules.path)[entry["id"]] = entry
        for member in joining:
            member[members.owner_key] = entry["id"]  # type: ignore[union-attr]
        answer = {**entry, **self._rules.shown}
        if members and joining:
            answer[members.key] = [
                {key: shown[key] for key in members.created_keys if key in shown}
                for shown in (_application(member) for member in joining)
            ]
        return self._escaped(answer)

    def update(self, object_id: str, body: Any, version: str) -> None:
        if version not in self._rules.updates:
            raise not_found()
        entry, body = self._stored(object_id), _object(body)
        _refuse_restricted(entry)
        if str(body.get("id", object_id)) != object_id:
            raise invalid("id")
        values = self._checked(body)
        if "name" in values and not values["name"]:
            raise invalid("name")
        if values.get("name", entry["name"]) != entry["name"]:
            owner = entry.get("microtenantId", DEFAULT_MICROTENANT)
            self._refuse_duplicate(values["name"], owner, object_id)
        if self._rules.members:
            self._update_members(entry, body, self._rules.members, version)
        for key, rule in self._rules.fields.items():
            if key not in values and rule.cleared_by_put and version == "v1":
                entry.pop(key, None)
        known = {*self._rules.fields, *COMPUTED}
        for key in [key for key in entry if key not in known and key not in body]:
            del entry[key]
        entry.update(values)
        for key in [key for key, value in entry.items() if value == ""]:
            del entry[key]
        entry["modifiedTime"] = str(int(time.time()))
        entry["modifiedBy"] = self._modified_by

    def delete(self, object_id: str) -> None:
        entry = self._stored(object_id)
        _refuse_restricted(entry)
        members = self._rules.members
        for member in self._members(entry, members) if members else ():
            noun, name = members.member_noun, member["name"]  # type: ignore[union-attr]
            raise refuse(
                "resource.referenced",
                "Resource is being referenced in %s : %s." % (noun, name),
                noun,
                name,
            )
        del self._tenant.table(self._rules.path)[object_id]

    # -- helpers ---------------------------------------------------------------------------------

    def _in_scope(self) -> list[Object]:
        return [
            entry
            for entry in self._tenant.table(self._rules.path).values()
            if self._microtenant in (None, entry.get("microtenantId", DEFAULT_MICROTENANT))
        ]

    def _stored(self, object_id: str) -> Object:
        entry = next((entry for entry in self._in_scope() if entry["id"] == object_id), None)
        if entry is None:
            raise not_found()
        return entry

    def _shown(self, entry: Object) -> Object:
        owner = entry.get("microtenantId", DEFAULT_MICROTENANT)
        name = self._tenant.microtenants[owner]
        answer = {**self._rules.shown, **entry, "microtenantName": name}
        members = self._rules.members
        belonging = self._members(entry, members) if members else []
        if members and belonging:
            answer[members.key] = [self._escaped(_application(member)) for member in belonging]
        return self._escaped(answer)

    def _escaped(self, answer: Object) -> Object:
        if not self._tenant.quirks.escaped_text:
            return answer
        texts: Object = {key: html.escape(answer[key]) for key in ("name", "description") if key in answer}
        return {**answer, **texts}

    def _checked(self, body: Object) -> Object:
        """Return the writable values of a body, refusing wrong ones. Nulls count as absent."""
        values: Object = {}
        for key, rule in self._rules.fields.items():
            value = body.get(key)
            if value is None:
                continue
            if not _KINDS[rule.kind](value, rule.choices):
                raise invalid(key)
            values[key] = value.strip() if key == "name" else value
        stored = self._tenant.table(self._rules.path).get(str(body.get("id")), {})
        skipped = {*self._rules.fields, *COMPUTED, *self._rules.ignored}
        values.update({key: body[key] for key in body if key in stored and key not in skipped})
        return values

    def _owner(self, body: Object) -> str:
        owner = str(body.get("microtenantId") or self._microtenant or DEFAULT_MICROTENANT)
        if owner not in self._tenant.microtenants:
            raise invalid("microtenantId")
        return owner

    def _refuse_duplicate(self, name: str, owner: str, object_id: str | None) -> None:
        for other in self._tenant.table(self._rules.path).values():
            same_place = other.get("microtenantId", DEFAULT_MICROTENANT) == owner
            if other["name"] == name and same_place and other["id"] != object_id:
                raise refuse("resource.already.exist", "Resource with the given name exists already.")

    def _members(self, entry: Object, members: Membership) -> list[Object]:
        return [
            member
            for member in self._tenant.table(members.member).values()
            if member.get(members.owner_key) == entry["id"]
        ]

    def _members_named_in(self, body: Object, members: Membership, owner: str) -> list[Object]:
        given = body.get(members.key) or []
        if not isinstance(given, list) or not all(isinstance(stub, dict) for stub in given):
            raise invalid(members.key)
        return [self._member(stub.get("id"), members, owner) for stub in given]

    def _member(self, member_id: Any, members: Membership, owner: str) -> Object:
        member = self._tenant.table(members.member).get(str(member_id))
        if member is None or member.get("microtenantId", DEFAULT_MICROTENANT) != owner:
            raise Refusal(400, _without_params(invalid(members.key)))
        return member

    def _update_members(self, entry: Object, body: Object, members: Membership, version: str) -> None:
        owner = entry.get("microtenantId", DEFAULT_MICROTENANT)
        present = self._members(entry, members)
        bad = Refusal(400, _without_params(invalid(members.key)))
        if version == "v1":
            if body.get(members.key) is None:
                return
            wanted = self._members_named_in(body, members, owner)
            joining = [member for member in wanted if member not in present]
            leaving = [member for member in present if member not in wanted]
        else:
            added, removed = body.get(members.added) or [], body.get(members.removed) or []
            if body.get(members.key) or not isinstance(added, list) or not isinstance(removed, list):
                raise bad
            joining = [self._member(member_id, members, owner) for member_id in added]
            leaving = [self._member(member_id, members, owner) for member_id in removed]
            if any(member in present for member in joining):
                raise bad
            if any(member not in present for member in leaving):
                raise bad
        for member in leaving:
            member.pop(members.owner_key, None)
        for member in joining:
            member[members.owner_key] = entry["id"]


def _application(member: Object) -> Object:
    """A member as its owner shows it."""
    hidden = ("segmentGroupId", "microtenantId")
    shown = {**RESOURCES["application"].shown, **member}
    return {key: value for key, value in shown.items() if key not in hidden}


def _refuse_restricted(entry: Object) -> None:
    if entry.get("restrictedEntity") or entry.get("readOnly") or entry.get("zscalerManaged"):
        raise restricted()


def _without_params(refusal: Refusal) -> Object:
    return {key: value for key, value in refusal.body.items() if key != "params"}


def _object(body: Any) -> Object:
    if not isinstance(body, dict):
        raise refuse("bad.request", "The provided request is invalid")
    return body


def _whole(text: str | None, default: int) -> int:
    try:
        return int(text) if text else default
    except ValueError:
        raise refuse("bad.request", "The provided request is invalid") from None


def _collation(name: str) -> tuple[str, str]:
    """Case, blanks and hyphens are ignored first."""
    return re.sub(r"[\s-]+", "", name).casefold(), name


_KINDS = {
    "text": lambda value, choices: isinstance(value, str),
    "flag": lambda value, choices: isinstance(value, bool),
    "choice": lambda value, choices: value in choices,
}
