# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What decides access on a tenant, as it is and as a plan would leave it. Reads, and writes nothing. Private.

Both have the form of a configuration, with what Zscaler manages as well: its rules stand first and decide.
"""

from __future__ import annotations

import typing as t

from .._client.client import Client, JsonObject
from .._engine.names import Names
from .._engine.plan import DELETE, UPDATE, predict
from .._engine.source import Source
from .._errors import ApiError
from .._policy.ordering import end_of
from .._resources.application_segment import APPLICATION_SEGMENT
from .._resources.lookups import LOOKUPS
from .._resources.segment_group import SEGMENT_GROUP
from .._schema.field_type import Reference
from .._schema.resource import Resource
from .plan import ConfigPlan, plan_config
from .renames import Renamed, with_new_names
from .repositories import Stores
from .sections import RULES, SAID_BY_PLACE, SECTIONS, Options, Section
from .steps import REORDER, Planned
from .warnings import Reporter

# What of an object decides access. Of rules it is all they have, and what only they name has its name.
DECIDING = {
    SEGMENT_GROUP.list_key: ("name", "enabled"),
    APPLICATION_SEGMENT.list_key: (
        "name",
        "enabled",
        "segment_group",
        "domain_names",
        "tcp_ports",
        "udp_ports",
        "icmp_access_type",
        "match_style",
        "bypass_type",
        "policy_style",
    ),
}
NAMED_OF_RULES = ("conditions",)
CONCERNED = tuple(section for section in SECTIONS if section.is_ordered or section.path in DECIDING)
NOT_ANALYSED = "%s: not analysed, since the API does not list it: %s."
SWITCHED_ON = " Policies are taken to ask for SAML and SCIM of each of them."
GROUP, MEMBERS = "segment_group", SEGMENT_GROUP.members

Config = t.Dict[str, t.Any]
# Canonical values of objects by their ids, in their order.
Objects = t.Dict[str, t.Mapping[str, t.Any]]


class Outlook(t.NamedTuple):
    """``after`` is None where nothing is planned. ``idps``: records of identity providers.

    ``not_read``: a sentence for each list that the tenant does not have.
    """

    before: Config
    after: Config | None
    idps: list[JsonObject]
    not_read: list[str]


class AccessBefore(t.NamedTuple):
    """What decides access on a tenant as it is. The rest: see Outlook."""

    names: Names
    objects: dict[str, Objects]
    idps: list[JsonObject]
    not_read: list[str]


def outlook(client: Client, source: Source, options: Options) -> Outlook:
    """Return what the tenant has, and what it would have with the configuration of ``options``.

    Raises InvalidInput with all that is wrong with that, and what the client raises.
    """
    found = access_before(source)
    is_planned = options.get("config") is not None
    return outlook_of(found, plan_config(source, options, Reporter(client)) if is_planned else None)


def access_before(source: Source) -> AccessBefore:
    """Return what decides access on the tenant. Raises what the client raises."""
    stores = Stores(source)
    not_read: list[str] = []
    objects: dict[str, Objects] = {}
    for section in CONCERNED:
        records = _records(stores, section, not_read)
        if records is not None:
            objects[section.path] = {str(record["id"]): section.resource.decode(record) for record in records}
    return AccessBefore(stores.names, objects, _idps(source, not_read), not_read)


def outlook_of(found: AccessBefore, plan: ConfigPlan | None) -> Outlook:
    """Return the tenant as it was found, and as a plan that was made of the same reading would leave it."""
    after = _config(plan.stores.names, _planned(plan, found.objects)) if plan else None
    return Outlook(_config(found.names, found.objects), after, found.idps, found.not_read)


def _records(stores: Stores, section: Section, not_read: list[str]) -> list[JsonObject] | None:
    try:
        return stores.rules_of(section).rules() if section.is_ordered else stores.of(section).all()
    except ApiError as error:
        if section.is_always_there or not error.is_not_there:
            raise
        not_read.append(NOT_ANALYSED % (section.path, error))
        return None


def _idps(source: Source, not_read: list[str]) -> list[JsonObject]:
    try:
        return source.table(LOOKUPS["idp"]).records
    except ApiError as error:
        if not error.is_not_there:
            raise
        not_read.append(NOT_ANALYSED % ("identity providers", error) + SWITCHED_ON)
        return []


def _config(names: Names, objects: t.Mapping[str, Objects]) -> Config:
    """Return objects in the form of a configuration."""
    config: Config = {RULES: {}}
    for section in CONCERNED:
        if section.path in objects:
            place = config[RULES] if section.is_ordered else config
            place[section.name] = [
                {"id": object_id, **_entry(names, section, values)}
                for object_id, values in objects[section.path].items()
            ]
    return config


def _entry(names: Names, section: Section, values: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    entry = {}
    for field in section.resource.fields:
        if field.name not in values or field.name in SAID_BY_PLACE:
            continue
        if not section.is_ordered and field.name not in DECIDING[section.path]:
            continue
        value = values[field.name]
        if not section.is_ordered or field.name in NAMED_OF_RULES:
            value = names.told_value(field.type, value, field.owner_in(values))
        shown = field.type.say(value)
        if shown is not None:
            entry[field.name] = shown
    return entry


# -- As planned ------------------------------------------------------------------------------------------


def _planned(plan: ConfigPlan, before: t.Mapping[str, Objects]) -> dict[str, Objects]:
    """Return objects as they would be. What nobody declares stays, by the new names of what it names."""
    renamed = _renamed(plan)
    lists = {section.path: planned for section, planned in plan.lists}
    after: dict[str, Objects] = {}
    for section in CONCERNED:
        had, planned = before.get(section.path), lists.get(section.path, [])
        if had is None and not planned:
            continue
        found: Objects = {
            object_id: with_new_names(section.resource, values, renamed)
            for object_id, values in (had or {}).items()
        }
        for one in planned:
            if one.plan.operation == DELETE:
                found.pop(str(one.id), None)
            elif one.plan.after:
                found[one.id_or_stand_in] = _values(section.resource, one, renamed)
        after[section.path] = _in_order(plan, section, found, planned) if section.is_ordered else found
    _settle_members(lists.get(SEGMENT_GROUP.list_key, []), lists.get(APPLICATION_SEGMENT.list_key, []), after)
    return after


def _values(resource: Resource, one: Planned, renamed: Renamed) -> dict[str, t.Any]:
    return with_new_names(resource, predict(resource, one.plan), renamed)


def _renamed(plan: ConfigPlan) -> dict[tuple[str, str], str]:
    return {
        (section.resource.key, str(one.id)): one.plan.after["name"]
        for section, planned in plan.lists
        for one in planned
        if one.plan.operation == UPDATE and one.plan.after.get("name") != one.plan.before.get("name")
    }


def _in_order(plan: ConfigPlan, section: Section, found: Objects, planned: t.Sequence[Planned]) -> Objects:
    """Return rules in the order that the plan gives them; new ones start before the default rule."""
    placed = plan.stores.rules_of(section).placed()
    present = [rule.id for rule in placed]
    new = [one.id_or_stand_in for one in planned if one.id is None and one.id_or_stand_in in found]
    end = end_of(placed)
    order = [*present[:end], *new, *present[end:]]
    wanted = next(
        (
            step.options["rules"]
            for step in plan.steps
            if step.operation == REORDER and step.section.path == section.path
        ),
        None,
    )
    if wanted is not None:
        fixed = {rule.id for rule in placed if rule.is_fixed}
        turn = iter(wanted)
        order = [rule_id if rule_id in fixed else next(turn) for rule_id in order]
    return {rule_id: found[rule_id] for rule_id in order if rule_id in found}


def _settle_members(
    groups: t.Sequence[Planned], segments: t.Sequence[Planned], after: t.Mapping[str, Objects]
) -> None:
    """Let segments belong to the groups that list them. What segments say themselves counts before that."""
    there = after.get(APPLICATION_SEGMENT.list_key, {})
    said = {one.id_or_stand_in for one in segments if one.plan.after.get(GROUP)}

    def move(member: Reference, group: Reference | None) -> None:
        if member.id in there and member.id not in said:
            there[member.id] = {**there[member.id], GROUP: group}

    listing = [one for one in groups if one.plan.after.get(MEMBERS) is not None]
    for one in listing:
        for member in (one.plan.before.get(MEMBERS) or frozenset()) - one.plan.after[MEMBERS]:
            move(member, None)
    for one in listing:
        for member in one.plan.after[MEMBERS]:
            move(member, Reference(one.id_or_stand_in, one.plan.after.get("name") or one.name))
