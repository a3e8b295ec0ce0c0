# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A tenant as a configuration. Private to this collection."""

from __future__ import annotations

import re
import time
import typing as t
from collections import Counter

from .._client.client import Client, JsonObject
from .._engine.apart import with_all_apart
from .._engine.names import Names
from .._engine.source import Source
from .._errors import ApiError
from .._policy.repository import PolicyStore
from .._schema.period import Period
from .._schema.record import is_restricted, name_of
from .._schema.resource import Resource
from .._schema.unlisted import keys_not_listed
from .repositories import Stores
from .sections import SAID_BY_PLACE, Section, chosen, of_place
from .unmanaged import few, uncarried_keys

GIVE_IT = "%s: is left out, since ZPA never shows it. Give it for a tenant that does not have the %s yet."


def gathered_config(client: Client, kinds: t.Collection[str] | None) -> dict[str, t.Any]:
    """Return the result of a task that gathers: ``config``, and what another tenant cannot take over.

    ``kinds``: which lists, as ``configuration.chosen`` takes them. Raises what the client raises.
    """
    stores = Stores(Source(client))
    config: dict[str, t.Any] = {}
    not_carried: list[str] = []
    sections = of_place(chosen(kinds), client.settings.microtenant_id)
    found = [(section, _records(stores, section, kinds, not_carried)) for section in sections]
    come_by_themselves: set[str] = set()
    if kinds is None:
        come_by_themselves = {section.resource.key for section in sections if section.resource.not_created}
        found = [(section, _that_can_be_created(section, records, not_carried)) for section, records in found]
    told = {section.resource.key for section, records in found if records is not None}
    for section, records in found:
        if records is None:
            continue
        where, _dot, name = section.path.rpartition(".")
        place = config.setdefault(where, {}) if where else config
        place[name] = _declare_all(
            stores.names, _without_members(section, told, come_by_themselves), records, not_carried
        )
    return {"changed": False, "plan": [], "config": config, "not_carried": not_carried}


def _that_can_be_created(
    section: Section, records: list[JsonObject] | None, not_carried: list[str]
) -> list[JsonObject] | None:
    """Return a list, None where no task can create what is in it: no other tenant could take that over."""
    if records and section.resource.not_created:
        names = [section.resource.title(record) for record in records]
        not_carried.append(
            "%s: left out are %s: no task can create them, so that another tenant would refuse the whole. "
            "Name the list in kinds, which the role calls zpa_export_kinds, to have it all the same."
            % (section.path, few(names))
        )
    return None if section.resource.not_created else records


def _without_members(
    section: Section, told: t.Container[str], come_by_themselves: t.Container[str]
) -> Section:
    """Return a list without options for members that are told elsewhere, or not at all.

    Members that say the same themselves are created after what they belong to, so that another tenant takes
    what they say in one run. It has none of those that no task can create.
    """
    resource = section.resource
    fields = tuple(
        field
        for field in resource.fields
        if not (field.other_end and field.type.kinds[0] in told)
        and not (field.is_exclusive and field.type.kinds[0] in come_by_themselves)
    )
    return section._replace(resource=resource._replace(fields=fields))


def _records(
    stores: Stores, section: Section, kinds: t.Collection[str] | None, not_carried: list[str]
) -> list[JsonObject] | None:
    """Return a list in a stable order, None where the tenant has no such list."""
    try:
        if section.is_ordered:
            return _that_stand_alone(stores.rules_of(section), section, kinds, not_carried)
        store = stores.of(section)
        records = sorted(store.table.in_scope, key=lambda record: _by_name(section, record))
        return [
            record
            if is_restricted(record)
            else with_all_apart(store, store.told_whole(record, leaves_open=True))
            for record in records
        ]
    except ApiError as error:
        is_asked_for = section.is_always_there or section.path in (kinds or ())
        if is_asked_for or not error.is_not_there:
            raise
        not_carried.append("%s: left out, since the API does not list it: %s." % (section.path, error))
        return None


def _that_stand_alone(
    store: PolicyStore, section: Section, kinds: t.Collection[str] | None, not_carried: list[str]
) -> list[JsonObject]:
    """Return the rules that are no part of something else, which tells them itself."""
    wholes = [(rule, store.part_of(rule)) for rule in store.rules()]
    parts = ["'%s' of %s" % (name_of(rule), whole) for rule, whole in wholes if whole]
    if parts and kinds is not None:
        not_carried.append(
            "%s: left out is what is told with that of which it is a part: %s."
            % (section.path, ", ".join(parts))
        )
    return [rule for rule, whole in wholes if not whole]


def _by_name(section: Section, record: JsonObject) -> tuple[str, str, str]:
    name = section.resource.title(record)
    return (name.casefold(), name, str(record["id"]))


def _declare_all(
    names: Names, section: Section, records: t.Sequence[JsonObject], not_carried: list[str]
) -> list[dict[str, t.Any]]:
    resource = section.resource
    if resource.period:
        records = _going_on(section, resource.period, records, not_carried)
    keys = [resource.key_of(resource.identity_in(record)) for record in records]
    times = Counter(keys)
    entries: list[dict[str, t.Any]] = []
    for place, record in enumerate(records):
        name = resource.title(record)
        if is_restricted(record) and name == resource.made_by_zpa:
            # Every tenant has it.
            continue
        if is_restricted(record):
            not_carried.append("%s: '%s' is left out: Zscaler manages it." % (section.path, name))
            continue
        if not name:
            not_carried.append("%s: %s is left out: it has no name." % (section.path, record["id"]))
            continue
        path = "%s[%d]" % (section.path, len(entries))
        entry, remarks = _declare(names, resource, record)
        if times[keys[place]] > 1:
            entry = {"id": str(record["id"]), **entry}
            remarks.append(
                "id: %s tells it from others with the same %s, on this tenant."
                % (record["id"], " and ".join(resource.identity))
            )
        if resource.not_created:
            remarks.append(
                "%s: no task can create it: another tenant must have it already. %s"
                % (resource.says_which, resource.not_created)
            )
        refused = dict(_refused(section, entry))
        if refused and section.is_told_whole:
            # With the name alone it stays, and no tenant creates one from it.
            entry = {key: value for key, value in entry.items() if key in ("id", "name")}
            remarks = [remark for remark in remarks if remark.startswith("id:")]
        for option, reason in refused.items():
            entry.pop(option, None)
            left_out = "only the name is told: it" if section.is_told_whole else "is left out: it"
            remarks.append("%s: %s %s" % (option, left_out, reason))
        if not refused:
            remarks += _bound_to_tenant(section, record, entry)
        entries.append(entry)
        not_carried += ["%s ('%s').%s" % (path, name, remark) for remark in remarks]
    not_carried += uncarried_keys(section, records)
    not_carried += _unknown_options(section, records)
    return entries


def _going_on(
    section: Section, period: Period, records: t.Sequence[JsonObject], not_carried: list[str]
) -> list[JsonObject]:
    """Leave out what is over: a tenant that does not have it would refuse the whole."""
    now = time.time()
    over = [record for record in records if period.is_over(record, now)]
    if over:
        names = [section.resource.title(record) for record in over]
        not_carried.append("%s: left out are %s: they are over." % (section.path, few(names)))
    return [record for record in records if record not in over]


def _unknown_options(section: Section, records: t.Iterable[JsonObject]) -> list[str]:
    """Return a sentence for each option of which no list tells what objects have."""
    holders: dict[str, list[str]] = {}
    for record in records:
        for field in section.resource.fields if not is_restricted(record) else ():
            if field.place in keys_not_listed(record):
                holders.setdefault(field.name, []).append(section.resource.title(record))
    return [
        "%s: %s is left out of %s: no list of the API shows it. Where it is left out it stays as it is."
        % (section.path, option, few(names))
        for option, names in holders.items()
    ]


def _declare(names: Names, resource: Resource, record: JsonObject) -> tuple[dict[str, t.Any], list[str]]:
    """Return an object as an entry, and remarks on what is an id in it."""
    values = resource.decode(record)
    entry: dict[str, t.Any] = {}
    remarks: list[str] = []
    for field in resource.fields:
        if field.is_worked_out or field.name in SAID_BY_PLACE or field.name not in values:
            continue
        if not field.type.is_shown and not field.handed and field.is_needed(values):
            remarks.append(GIVE_IT % (field.name, resource.kind.noun))
        value = names.told_value(field.type, values[field.name], field.owner_in(values))
        shown = field.type.say(value)
        if shown is None or (field.required and shown == ""):
            continue
        entry[field.name] = shown
        remarks += [
            "%s: %s is an ID of this tenant. Another tenant has another one, if any."
            % (field.name, object_id)
            for object_id in sorted(set(field.type.ids(value, shown)))
        ]
    return entry, remarks


def _bound_to_tenant(section: Section, record: JsonObject, entry: t.Mapping[str, t.Any]) -> t.Iterator[str]:
    """Yield what another tenant, or this one without the object, would not get from an entry."""
    for problem in [*section.odd(entry), *section.unfit(record)]:
        yield "%s Only where the object is so already can this be applied." % problem
    unknown = section.not_understood(record)
    if unknown:
        yield (
            "conditions: what is said of %s is told as it is, since this collection does not understand all "
            "of it. IDs in it are those of this tenant." % ", ".join(unknown)
        )


_SUBJECT = re.compile(r"([a-z_]+)[^:]*: (?:is )?(.*)", re.DOTALL)


def _refused(section: Section, entry: t.Mapping[str, t.Any]) -> t.Iterator[tuple[str, str]]:
    """Yield the options of an entry that no task could give back, and why.

    What an object has can be given back as it is, so that this is a net: whatever falls into it is told.
    """
    refused: dict[str, str] = {}
    for problem in section.wrong({**entry, "state": "present"}):
        found = _SUBJECT.match(problem)
        if found and found[1] not in section.resource.identity:
            refused.setdefault(found[1], "could not be given back: " + found[2])
    yield from refused.items()
