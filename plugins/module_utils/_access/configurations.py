# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A configuration as ``zpa_config`` gives and takes it, or records of the API, as facts. Pure, private."""

from __future__ import annotations

import json
import typing as t
from functools import lru_cache

from .._policy.condition import NO_OPTION
from .._policy.condition import Condition as Canonical
from .._policy.condition import Operand as CanonicalOperand
from .._policy.condition_options import Draft, Findings, draft_conditions
from .._policy.object_types import OBJECT_TYPES, Words
from .._policy.policy_types import policy_type_named
from .._policy.rule import POLICY_RULE, policy_rule
from .._resources.application_segment import APPLICATION_SEGMENT
from .._resources.segment_group import SEGMENT_GROUP
from .._schema.fields import Field
from .._schema.resource import Resource
from .._schema.scalars import Name
from .facts import Atom, Configuration, Criterion, Group, Idp, Rule, Segment
from .rewriting import with_operands

Told = t.Mapping[str, t.Any]

SEGMENTS, SEGMENT_GROUPS, RULES = "application_segments", "segment_groups", "policy_rules"
# Attributes belong to an identity provider, and a name that is said without one is the only one of it.
OWNED = ("SAML", "SCIM")
# What tells rules of one policy from others where they match, besides the action.
NO_SETTING = ("name", "description", "enabled", "action", "rule_order", "operator", "conditions")


def from_config(config: Told, lookups: Told | None = None) -> Configuration:
    """Return the facts of a configuration: the option ``config`` of zpa_config, or what it gathered.

    ``lookups``: records of the API of what a configuration refers to alone, by kind: ``idps``,
    ``saml_attributes``, ``scim_attributes``. Without them every identity provider has its policies on.
    """
    groups = {group.key: group for group in map(_group_declared, _entries(config, SEGMENT_GROUPS))}
    segments = {segment.key: segment for segment in map(_segment_declared, _entries(config, SEGMENTS))}
    members = {
        str(member): str(entry.get("name"))
        for entry in _entries(config, SEGMENT_GROUPS)
        for member in entry.get("applications") or ()
    }
    segments = _joined(segments, members)
    aliases = _aliases(config)
    policies = {
        name: tuple(_rule_declared(name, entry, aliases) for entry in entries if _is_entry(entry))
        for name, entries in (config.get(RULES) or {}).items()
        if isinstance(entries, list)
    }
    told = {kind for kind in (SEGMENTS, SEGMENT_GROUPS) if isinstance(config.get(kind), list)} | set(policies)
    return _checked(segments, groups, policies, lookups or {}, frozenset(told))


def from_records(tenant: Told, policies: t.Mapping[str, t.Sequence[Told]]) -> Configuration:
    """Return the facts of records as the API returns them, conditions in either of its forms.

    ``tenant``: ``segments``, ``segment_groups``, ``idps``, ``saml_attributes``, ``scim_attributes``.
    """
    members = {
        str(member["id"]): str(one["id"])
        for one in tenant.get("segment_groups") or ()
        for member in one.get("applications") or ()
    }
    segments = _joined(
        {str(one["id"]): _segment_recorded(one) for one in tenant.get("segments") or ()}, members
    )
    groups = {str(one["id"]): _group_recorded(one) for one in tenant.get("segment_groups") or ()}
    rules = {
        name: tuple(_rule_recorded(name, record) for record in records)
        for given, records in policies.items()
        for name in (policy_type_named(given) or policy_type_named(given + "_POLICY") or given.lower(),)
    }
    return _checked(segments, groups, rules, tenant, frozenset({SEGMENTS, SEGMENT_GROUPS} | set(rules)))


def _joined(segments: dict[str, Segment], groups: t.Mapping[str, str]) -> dict[str, Segment]:
    """Return segments in the groups that list them, where they say none themselves."""
    return {
        key: segment if segment.group else segment._replace(group=groups.get(key, ""))
        for key, segment in segments.items()
    }


# -- Of a configuration ----------------------------------------------------------------------------------


def _entries(config: Told, key: str) -> list[Told]:
    return [entry for entry in config.get(key) or () if _is_entry(entry)]


def _is_entry(entry: t.Any) -> bool:
    return isinstance(entry, dict) and entry.get("state", "present") != "absent"


def _aliases(config: Told) -> dict[tuple[str, str], str]:
    """Return the names of what a configuration says by id as well."""
    return {
        (object_type, str(entry["id"])): str(entry["name"])
        for object_type, kind in (("APP", SEGMENTS), ("APP_GROUP", SEGMENT_GROUPS))
        for entry in _entries(config, kind)
        if entry.get("id") is not None and entry.get("name") is not None
    }


def _with_defaults(resource: Resource, *names: str) -> dict[str, tuple[Field, t.Any]]:
    """Return options of a resource, each with what a new object has of it."""
    fields = [resource.field(name) for name in names]
    return {
        field.name: (field, field.type.decode(None) if field.create_default is None else field.create_default)
        for field in fields
    }


_OF_SEGMENTS = _with_defaults(
    APPLICATION_SEGMENT,
    "enabled",
    "domain_names",
    "tcp_ports",
    "udp_ports",
    "icmp_access_type",
    "match_style",
    "bypass_type",
    "policy_style",
)
_OF_GROUPS = _with_defaults(SEGMENT_GROUP, "enabled")


def _accepted(options: t.Mapping[str, tuple[Field, t.Any]], entry: Told) -> dict[str, t.Any]:
    """Return options in their canonical form, as a new object gets them where they are not said."""
    return {
        name: otherwise if entry.get(name) is None else field.type.accept(entry[name])
        for name, (field, otherwise) in options.items()
    }


def _key(entry: Told) -> str:
    return Name().decode(entry.get("name") if entry.get("name") is not None else entry.get("id"))


def _segment_declared(entry: Told) -> Segment:
    key = _key(entry)
    group = str(entry.get("segment_group") or "").strip()
    return _segment(key, key, group, _accepted(_OF_SEGMENTS, entry))


def _group_declared(entry: Told) -> Group:
    return Group(_key(entry), _key(entry), bool(_accepted(_OF_GROUPS, entry)["enabled"]))


def _rule_declared(policy: str, entry: Told, aliases: t.Mapping[tuple[str, str], str]) -> Rule:
    drafted = draft_conditions(entry.get("conditions"), Findings([], []))
    conditions = tuple(
        Criterion(one.operator, one.negated, tuple(_operand_of(draft, aliases) for draft in one.drafts))
        for one in drafted
    )
    settings = tuple(
        (name, json.dumps(entry[name], sort_keys=True, default=str))
        for name in _settings_of(policy)
        if entry.get(name) not in (None, "", [], {}, False)
    )
    return Rule(
        _key(entry),
        _key(entry),
        str(entry.get("action") or "").strip().upper(),
        entry.get("enabled") is not False,
        str(entry.get("operator") or "AND").strip().upper(),
        conditions,
        settings,
    )


@lru_cache(maxsize=64)
def _settings_of(policy: str) -> tuple[str, ...]:
    """Return the options of rules that say what else they do."""
    return tuple(sorted({field.name for field in policy_rule(policy).fields} - {*NO_SETTING}))


def _operand_of(draft: Draft, aliases: t.Mapping[tuple[str, str], str]) -> Atom:
    idp = draft.idp.token if draft.idp else ""
    right = aliases.get((draft.object_type, draft.right.token), draft.right.token)
    return _operand(draft.object_type, draft.left.token, right, idp)


# -- Of records ------------------------------------------------------------------------------------------


def _segment_recorded(record: Told) -> Segment:
    values = APPLICATION_SEGMENT.decode(record)
    group = values["segment_group"]
    return _segment(str(record["id"]), str(values["name"]), group.id if group else "", values)


def _group_recorded(record: Told) -> Group:
    values = SEGMENT_GROUP.decode(record)
    return Group(str(record["id"]), str(values["name"]), bool(values["enabled"]))


def _rule_recorded(policy: str, record: Told) -> Rule:
    values = POLICY_RULE.decode(record)
    conditions = tuple(sorted(map(_condition_recorded, values["conditions"])))
    settings = tuple(
        (name, str(field.type.say(values[name])))
        for field in POLICY_RULE.fields
        for name in (field.name,)
        if name not in NO_SETTING and values.get(name) and field.type.say(values[name])
    )
    return Rule(
        str(record.get("id") or values["name"]),
        str(values["name"]),
        str(values["action"] or "").upper(),
        bool(values["enabled"]),
        values["operator"],
        conditions,
        settings,
    )


def _condition_recorded(condition: Canonical) -> Criterion:
    operands = tuple(sorted(map(_operand_recorded, condition.operands)))
    return Criterion(condition.operator, condition.negated, operands)


def _operand_recorded(operand: CanonicalOperand) -> Atom:
    return _operand(operand.object_type, operand.left, operand.right, operand.idp)


# -- Of both ---------------------------------------------------------------------------------------------


def _segment(key: str, name: str, group: str, values: Told) -> Segment:
    return Segment(
        key,
        name,
        bool(values["enabled"]),
        group,
        tuple(sorted(values["domain_names"] or ())),
        tuple(values["tcp_ports"] or ()),
        tuple(values["udp_ports"] or ()),
        values["icmp_access_type"] not in ("NONE", "", None),
        str(values["match_style"]).upper() == "INCLUSIVE",
        str(values["bypass_type"]).upper(),
        str(values["policy_style"]).upper() == "DUAL_POLICY_EVAL",
    )


def _operand(object_type: str, left: str, right: str, idp: str) -> Atom:
    """Return an operand with both sides as they are compared. Texts of users stay as they are written."""
    row = OBJECT_TYPES.get(object_type)
    if row is None or left == NO_OPTION:
        return Atom(object_type, left, right)
    left = row.left.form(left.strip()) if isinstance(row.left, Words) else left.strip()
    if isinstance(row.right, Words):
        right = row.right.form(right.strip())
    elif object_type not in OWNED:
        right = right.strip()
    return Atom(object_type, left, right, left if object_type == "SCIM_GROUP" else idp.strip())


def _checked(
    segments: t.Mapping[str, Segment],
    groups: t.Mapping[str, Group],
    policies: t.Mapping[str, tuple[Rule, ...]],
    lookups: Told,
    told: frozenset[str],
) -> Configuration:
    """Return facts with identity providers by name, where it is known, and attributes joined to them."""
    idps = {key: idp for record in lookups.get("idps") or () for key, idp in _idps(record)}

    def called(token: str) -> str:
        return idps[token].key if token in idps else token

    def named(operand: Atom) -> Atom:
        operand = operand._replace(idp=called(operand.idp))
        if operand.object_type == "SCIM_GROUP":
            return operand._replace(left=operand.idp)
        return operand._replace(right=called(operand.right)) if operand.object_type == "IDP" else operand

    policies = with_operands(policies, named)
    owners = {
        key: called(str(record["idpId"]))
        for kind in ("saml_attributes", "scim_attributes")
        for record in lookups.get(kind) or ()
        if record.get("idpId") is not None
        for key in {str(record[key]) for key in ("id", "name") if record.get(key) is not None}
    }
    owners.update(_said_owners(policies))

    def joined(operand: Atom) -> Atom:
        is_open = operand.object_type in OWNED and not operand.idp
        return operand._replace(idp=owners.get(operand.left, "")) if is_open else operand

    by_key = {idp.key: idp for idp in idps.values()}
    return Configuration(segments, groups, with_operands(policies, joined), by_key, owners, told)


def _said_owners(policies: t.Mapping[str, tuple[Rule, ...]]) -> dict[str, str]:
    """Return whose attributes are, where rules say one identity provider of a name and no other."""
    said: dict[str, set[str]] = {}
    for rules in policies.values():
        for rule in rules:
            for condition in rule.conditions:
                for operand in condition.operands:
                    if operand.object_type in OWNED and operand.idp:
                        said.setdefault(operand.left, set()).add(operand.idp)
    return {key: next(iter(idps)) for key, idps in said.items() if len(idps) == 1}


def _idps(record: Told) -> t.Iterator[tuple[str, Idp]]:
    """Yield an identity provider by its id and by its name. Switches that are not told are on."""
    name = str(record.get("name") or record.get("id"))
    saml = str(record.get("disableSamlBasedPolicy", False)).lower() not in ("true", "1")
    scim = str(record.get("enableScimBasedPolicy", True)).lower() not in ("false", "0")
    for key in dict.fromkeys((str(record.get("id")), name)):
        yield key, Idp(name, name, saml, scim)
