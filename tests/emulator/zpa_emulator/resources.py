# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading and writing objects by the rules of their resource."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .answers import Object, by_name, escaped, json_object, paged
from .errors import Refusal, invalid, not_found, referenced, refuse, refuse_restricted
from .kinds import noisy, stored_form
from .places import city_of
from .references import refuse_if_in_rules
from .rule_types import Embedding, Membership, Referrer, Rules
from .rules import COMPUTED, NOT_OF_MEMBER, OF_MEMBER, RESOURCES, STAMPS, SUMMARY
from .search import search
from .state import (
    DEFAULT_MICROTENANT,
    IGNORED,
    KEEPS,
    REFUSED,
    REPLACES,
    Tenant,
    change_stamp,
    microtenant_of,
)

# What a field that is required cannot be.
NOTHING = (None, "")


class Resource:
    """The endpoints of one resource of one tenant, within the microtenant of a request.

    ``microtenant``: an id, or None for all of them.
    """

    def __init__(self, tenant: Tenant, rules: Rules, microtenant: str | None) -> None:
        self._tenant = tenant
        self._rules = rules
        self._microtenant = microtenant
        # While a page is shown: what names each object, by the list that it is in and the key that does.
        self._naming: dict[tuple[str, str], dict[str, list[Object]]] | None = None

    # -- reading ---------------------------------------------------------------------------------

    def page(self, query: dict[str, str]) -> Object:
        self._naming = {}
        found = list(filter(self._tenant.shows, self._readable()))
        if query.get("search") and not self._tenant.quirks.deaf_search:
            blind = self._tenant.quirks.blind_search
            seen = {entry["id"]: entry for entry in found}
            sought = search(list(map(self._sought, found)), query["search"], blind, self._rules.two_terms)
            found = [seen[entry["id"]] for entry in sought]
        return paged(
            sorted(found, key=self._order),
            query,
            self._tenant.quirks,
            lambda entry: {**self._listed(entry), **self._rules.only_in_lists},
        )

    def everything(self) -> list[Object]:
        """The whole list, in another order each time."""
        self._naming = {}
        found = [self._listed(entry) for entry in filter(self._tenant.shows, self._readable())]
        return found if next(self._tenant.turns) % 2 else found[::-1]

    def stored(self, object_id: str) -> Object:
        """An object as reads show it."""
        return self._shown(self._stored(object_id))

    def _listed(self, entry: Object) -> Object:
        shown = self._shown(entry)
        if not self._tenant.quirks.thin_lists:
            return shown
        return {key: shown[key] for key in SUMMARY if key in shown}

    def summary(self, query: dict[str, str]) -> Object:
        found = sorted(filter(self._tenant.shows, self._readable()), key=by_name)
        return paged(found, query, self._tenant.quirks, lambda entry: {key: entry[key] for key in SUMMARY})

    def get(self, object_id: str) -> Object:
        entry = next((entry for entry in self._readable() if entry["id"] == object_id), None)
        if entry is None or not self._tenant.shows(entry):
            raise not_found()
        return self._shown(entry, by_id=True)

    # -- writing ---------------------------------------------------------------------------------

    def create(self, body: Any) -> Object:
        body = self._with_those_made(json_object(body))
        owner = self._owner(body)
        values: Object = self._checked(body)
        for key, rule in self._rules.fields.items():
            if rule.required and values.get(key) in NOTHING:
                raise invalid(key)
            if key not in values and rule.default is not None:
                values[key] = rule.default
        self._settle(values, body, None, owner)
        self._refuse_duplicate(str(values.get("name")), owner, None)
        members = self._rules.members
        joining = self._members_named_in(body, members, owner) if members else []
        own_place = None if owner == DEFAULT_MICROTENANT else owner
        entry = self._tenant.add(self._rules.path, values, own_place, self._id_of_new())
        self._tenant.made(entry)
        self._write_referrers(entry, body)
        for member in joining:
            member[members.owner_key] = entry["id"]  # type: ignore[union-attr]
        answer = self.written(entry)
        if members and joining:
            answer[members.key] = [
                {key: shown[key] for key in members.created_keys if key in shown}
                for shown in (_application(member) for member in joining)
            ]
        for embedding in self._rules.embeds:
            stubs = values.get(embedding.key, [])
            answer.pop(embedding.key, None)
            if stubs:
                inside = shown_inside(self._tenant, embedding.resource, stubs, embedding.created_keys)
                answer[embedding.key] = inside
        gone = {*self._rules.not_created, *(key for key in self._rules.if_created if key not in body)}
        answer = {key: value for key, value in answer.items() if key not in gone}
        return self._finished(entry, answer)

    def update(self, object_id: str, body: Any, version: str) -> None:
        if version not in self._rules.updates:
            raise not_found()
        entry, body = self._stored(object_id), json_object(body)
        refuse_restricted(entry)
        body = self._with_those_made(body)
        if str(body.get("id", object_id)) != object_id:
            raise invalid("id")
        values = self._checked(body)
        for key, rule in self._rules.fields.items():
            if rule.required and key in values and values[key] in NOTHING:
                raise invalid(key)
        if "name" in values and values["name"] != entry["name"]:
            owner = microtenant_of(entry)
            self._refuse_duplicate(values["name"], owner, object_id)
        after = {**self._left_by_put(entry, body, values, version), **values}
        if "name" in entry:
            after.setdefault("name", entry["name"])
        for key, rule in self._rules.fields.items():
            if key not in after and rule.kind.startswith("flag"):
                after[key] = rule.default or False
        self._settle(after, body, entry, microtenant_of(entry))
        if self._rules.members:
            self._update_members(entry, body, self._rules.members, version)
        self._write_referrers(entry, body)
        entry.clear()
        entry.update(after, **change_stamp())

    def delete(self, object_id: str, query: dict[str, str] | None = None) -> None:
        entry = self._stored(object_id)
        refuse_restricted(entry)
        members = self._rules.members
        users = [(members.member_noun, member) for member in self._members(entry, members)] if members else []
        content: list[tuple[str, str]] = []
        for referrer in self._rules.referrers:
            if referrer.is_content and self._tenant.quirks.content_goes:
                content += [(referrer.resource, user["id"]) for user in self._referring(entry, referrer)]
            else:
                users += [(referrer.noun, user) for user in self._referring(entry, referrer)]
        for noun, user in users:
            raise referenced(noun, user["name"])
        refuse_if_in_rules(self._tenant, self._rules.path, object_id)
        for path, one in [(self._rules.path, object_id), *content]:
            del self._tenant.table(path)[one]

    # -- helpers ---------------------------------------------------------------------------------

    def _order(self, entry: Object) -> Any:
        """The key that lists are sorted by."""
        return by_name(entry)

    def _sought(self, entry: Object) -> Object:
        """An object as searches see it."""
        return entry

    def _id_of_new(self) -> str | None:
        """The id that a new object gets; None for the next one."""
        return self._tenant.new_uuid() if self._rules.has_uuids else None

    def _in_scope(self) -> list[Object]:
        return [
            entry
            for entry in self._tenant.table(self._rules.path).values()
            if self._microtenant in (None, microtenant_of(entry))
        ]

    def _readable(self) -> list[Object]:
        """What reads show: what can be written, and what may be inherited."""
        found = self._in_scope()
        if self._rules.inherited and self._tenant.quirks.inherited_shown and self._microtenant:
            table = self._tenant.table(self._rules.path).values()
            found += [one for one in table if microtenant_of(one) == DEFAULT_MICROTENANT and one not in found]
        return found

    def _stored(self, object_id: str) -> Object:
        entry = next((entry for entry in self._in_scope() if entry["id"] == object_id), None)
        if entry is None:
            raise not_found()
        return entry

    def _shown(self, entry: Object, by_id: bool = False) -> Object:
        """An object as reads show it."""
        answer = self.written(entry)
        if self._rules.pick:
            picked = self._picked(entry)
            answer.update({key: picked[own] for key, own in self._rules.pick.shown_on_reads if own in picked})
        if self._rules.scoped and self._rules.tells_microtenant:
            answer["microtenantName"] = self._tenant.microtenants[microtenant_of(entry)]
        members = self._rules.members
        belonging = self._members(entry, members) if members else []
        if members and belonging:
            answer[members.key] = [escaped(_application(member), self._tenant.quirks) for member in belonging]
        for named in self._rules.named:
            other = self._tenant.table(named.resource).get(entry.get(named.id_key, ""))
            if other:
                answer[named.key] = other["name"]
        shown = [referrer for referrer in self._rules.referrers if referrer.key]
        related: list[tuple[Embedding | Referrer, list[Object]]] = [
            *((embedding, entry.get(embedding.key, [])) for embedding in self._rules.embeds),
            *((referrer, self._referring(entry, referrer)) for referrer in shown),
        ]
        for relation, others in related:
            answer.pop(relation.key, None)
            inside = shown_inside(self._tenant, relation.resource, others, relation.keys)
            if inside:
                answer[relation.key] = inside if relation.keys else [other["id"] for other in others]
        if by_id:
            answer.update(self._rules.wrong_by_id)
        return self._finished(entry, answer)

    def written(self, entry: Object) -> Object:
        """An object as the answer to its creation shows it."""
        answer = {**self._rules.shown, **entry}
        if self._rules.pick:
            picked = self._picked(entry)
            answer.update({key: picked[own] for key, own in self._rules.pick.shown if own in picked})
        return answer

    def inside(self, entry: Object) -> Object:
        """An object as others show it."""
        answer, nested = self.written(entry), self._rules.nested
        if nested and nested.given in entry:
            names = nested.names.items()
            answer[nested.key] = {name: entry[key] for key, name in names if key in entry}
        return answer

    def _finished(self, entry: Object, answer: Object) -> Object:
        """An answer without what is hidden, and with the quirks of the tenant."""
        quirks, older, pick = self._tenant.quirks, self._rules.older, self._rules.pick
        answer = {key: value for key, value in answer.items() if key not in self._rules.hidden}
        if quirks.long_coordinates:
            for key, rule in self._rules.fields.items():
                if rule.kind == "decimal" and key in answer:
                    answer[key] = noisy(rule, answer[key])
        if quirks.older_shape and older:
            gone = {*older.without, *(key for key in older.without_if_false if not answer.get(key))}
            if pick and not entry.get(pick.flag):
                gone.update(older.without_unpicked)
            answer = {older.renamed.get(key, key): answer[key] for key in answer if key not in gone}
        return escaped(answer, quirks)

    def _checked(self, body: Object) -> Object:
        """Return the writable values of a body, refusing wrong ones. Nulls count as absent."""
        values: Object = {}
        for key, most in self._rules.too_large:
            if len(body.get(key) or ()) > most:
                raise Refusal(413, "<html><body><h1>413 Request Entity Too Large</h1></body></html>")
        for key, rule in self._rules.fields.items():
            if body.get(key) is None:
                continue
            try:
                value = stored_form(rule, body[key])
            except ValueError:
                raise invalid(key) from None
            named = [stub["id"] for stub in value] if rule.kind == "ids" else filter(None, [value])
            if rule.refers_to and not all(one in self._tenant.table(rule.refers_to) for one in named):
                raise invalid(key)
            values[key] = self._tenant.tidied(value) if key == "name" else value
        if self._rules.asked_for and self._tenant.quirks.asks_for_certificate:
            key, called = self._rules.asked_for
            if not values.get(key):
                raise refuse("missing.mandatory.params", "Missing mandatory params", called)
        stored = self._tenant.table(self._rules.path).get(str(body.get("id")), {})
        skipped = {*self._rules.fields, *COMPUTED, *self._rules.ignored, *self._rules.computed}
        if not self._rules.writes_only_fields:
            values.update({key: body[key] for key in body if key in stored and key not in skipped})
        return values

    def _left_by_put(self, entry: Object, body: Object, values: Object, version: str) -> Object:
        """Return what an update leaves of an object, apart from the values that it writes."""
        put = self._tenant.quirks.put
        if put == KEEPS:
            return dict(entry)
        if put == REPLACES:
            own = {*STAMPS, *self._rules.computed}
            if self._rules.writes_only_fields:
                own.update(key for key in entry if key not in self._rules.fields)
            return {
                key: value
                for key, value in entry.items()
                if key in own or (key in body and key not in self._rules.fields)
            }
        known = {*self._rules.fields, *COMPUTED, *self._rules.computed}
        if self._rules.writes_only_fields:
            known.update(entry)
        left = {key: value for key, value in entry.items() if key in known or key in body}
        for key, rule in self._rules.fields.items():
            if key not in values and rule.cleared_by_put and version == "v1":
                left.pop(key, None)
        return left

    def _settle(self, values: Object, body: Object, entry: Object | None, owner: str) -> None:
        """Refuse values that do not fit each other, and bring what follows from them up to date."""
        for keys in self._rules.equal:
            if len({values.get(key) or False for key in keys}) > 1:
                raise invalid(*keys)
        for flag, others in self._rules.needs.items():
            if values.get(flag) and not all(map(values.get, others)):
                raise invalid(*(key for key in others if not values.get(key)))
        for key, own in [(key, entry[key]) for key in self._rules.fixed] if entry else ():
            if values.setdefault(key, own) != own:
                if self._tenant.quirks.fixed_fields == REFUSED:
                    raise invalid(key)
                if self._tenant.quirks.fixed_fields == IGNORED:
                    values[key] = own
        unless = self._rules.unless
        if unless and bool(values.get(unless.key)) is bool(values.get(unless.flag)):
            raise invalid(unless.key)
        pick, place = self._rules.pick, self._rules.place
        if pick and not values.get(pick.flag):
            # What is written does not count, nor does it come back when the flag is set later.
            values.pop(pick.key, None)
        elif pick and values.get(pick.key) not in self._tenant.table(pick.resource):
            raise invalid(pick.key)
        if place:
            values.pop(place.city, None)
            values.pop(place.country, None)
            latitude, longitude = values.get(place.latitude), values.get(place.longitude)
            if latitude and longitude:
                values[place.city], values[place.country] = city_of(latitude, longitude)
        for key in [key for key, value in values.items() if value in ("", [], {})]:
            del values[key]

    def _with_those_made(self, body: Object) -> Object:
        """Return a body with ids in place of names of objects that it makes on the fly."""
        made = dict(body)
        for embedding in self._rules.embeds:
            stubs = body.get(embedding.key)
            if not embedding.makes or not isinstance(stubs, list):
                continue
            other = Resource(self._tenant, RESOURCES[embedding.resource], self._microtenant)
            made[embedding.key] = [
                {"id": other.create({"address": stub["name"], "enabled": True, **stub})["id"]}
                if isinstance(stub, dict) and stub.get("name") and not stub.get("id")
                else stub
                for stub in stubs
            ]
        return made

    def _write_referrers(self, entry: Object, body: Object) -> None:
        """Let the list of what names an object decide what does, where it can be written."""
        for referrer in self._rules.referrers:
            given = body.get(referrer.key)
            if not referrer.can_be_written or (given is None and self._tenant.quirks.put != REPLACES):
                continue
            table = self._tenant.table(referrer.resource)
            wanted = [str(one.get("id") if isinstance(one, dict) else one) for one in given or ()]
            if not all(one in table for one in wanted):
                raise invalid(referrer.key)
            named = [other["id"] for other in self._referring(entry, referrer)]
            for other in table.values():
                if (other["id"] in named) != (other["id"] in wanted):
                    _toggle(other, referrer, entry["id"])

    def _picked(self, entry: Object) -> Object:
        """The object that a Pick means: the one written if the flag is set, else the server's."""
        pick = self._rules.pick
        assert pick
        own = entry.get(pick.key) if entry.get(pick.flag) else None
        return self._tenant.table(pick.resource).get(own or getattr(self._tenant, pick.picked), {})

    def _referring(self, entry: Object, referrer: Referrer) -> list[Object]:
        def ids(other: Object) -> list[str]:
            return _named_by(other, referrer)

        return self._that_name(entry, referrer.resource, referrer.list_key, ids)

    def _that_name(
        self, entry: Object, path: str, key: str, ids: Callable[[Object], list[str]]
    ) -> list[Object]:
        """The objects of a list that name one, by the ids that each of them names."""
        others = self._tenant.table(path).values()
        if self._naming is None:
            return [other for other in others if entry["id"] in ids(other)]
        if (path, key) not in self._naming:
            index = self._naming[path, key] = {}
            for other in others:
                for named in dict.fromkeys(ids(other)):
                    index.setdefault(named, []).append(other)
        return self._naming[path, key].get(entry["id"], [])

    def _owner(self, body: Object) -> str:
        owner = str(body.get("microtenantId") or self._microtenant or DEFAULT_MICROTENANT)
        if owner not in self._tenant.microtenants:
            raise invalid("microtenantId")
        return owner

    def _refuse_duplicate(self, name: str, owner: str, object_id: str | None) -> None:
        for other in self._tenant.table(self._rules.path).values():
            same_place = microtenant_of(other) == owner
            if other["name"] == name and same_place and other["id"] != object_id:
                raise refuse("resource.already.exist", "Resource with the given name exists already.")

    def _members(self, entry: Object, members: Membership) -> list[Object]:
        def ids(member: Object) -> list[str]:
            return [member[members.owner_key]] if members.owner_key in member else []

        return self._that_name(entry, members.member, members.owner_key, ids)

    def _members_named_in(self, body: Object, members: Membership, owner: str) -> list[Object]:
        given = body.get(members.key) or []
        if not isinstance(given, list) or not all(isinstance(stub, dict) for stub in given):
            raise invalid(members.key)
        return [self._member(stub.get("id"), members, owner) for stub in given]

    def _member(self, member_id: Any, members: Membership, owner: str) -> Object:
        member = self._tenant.table(members.member).get(str(member_id))
        if member is None or microtenant_of(member) != owner:
            raise Refusal(400, _without_params(invalid(members.key)))
        return member

    def _update_members(self, entry: Object, body: Object, members: Membership, version: str) -> None:
        owner = microtenant_of(entry)
        present = self._members(entry, members)
        bad = Refusal(400, _without_params(invalid(members.key)))
        if version == "v1":
            if body.get(members.key) is None and self._tenant.quirks.put != REPLACES:
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


def _named_by(other: Object, referrer: Referrer) -> list[str]:
    """The ids of what an object names."""
    if referrer.is_content:
        return [other[referrer.list_key]] if referrer.list_key in other else []
    return [stub["id"] for stub in other.get(referrer.list_key, ())]


def _toggle(other: Object, referrer: Referrer, object_id: str) -> None:
    """Let an object name another one, or no longer."""
    names = _named_by(other, referrer)
    wanted = [one for one in names if one != object_id] if object_id in names else [*names, object_id]
    if not referrer.is_content:
        other[referrer.list_key] = [{"id": one} for one in wanted]
    elif object_id in wanted:
        other[referrer.list_key] = object_id
    else:
        del other[referrer.list_key]


def shown_inside(tenant: Tenant, path: str, stubs: list[Object], keys: tuple[str, ...]) -> list[Object]:
    """Objects of a resource, known by their ids, as objects of another one show them."""
    resource, table = Resource(tenant, RESOURCES.get(path, Rules(path)), None), tenant.table(path)
    shown = [resource.inside(table[stub["id"]]) for stub in stubs if stub["id"] in table]
    return [escaped({key: entry[key] for key in keys if key in entry}, tenant.quirks) for entry in shown]


def _application(member: Object) -> Object:
    """A member as its owner shows it."""
    shown = {**RESOURCES["application"].shown, **OF_MEMBER, **member}
    shown["domainName"] = shown["domainNames"][0]
    return {key: value for key, value in shown.items() if key not in NOT_OF_MEMBER}


def _without_params(refusal: Refusal) -> Object:
    return {key: value for key, value in refusal.body.items() if key != "params"}
