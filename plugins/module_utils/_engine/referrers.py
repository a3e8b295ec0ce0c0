# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What names an object: the question beside every deletion. Private to this collection.

"An object that is referenced in another object cannot be deleted": the vendor's page on segment groups.
That rules count as well is seen from its Terraform provider, which takes a group out of all rules before it
deletes it.
"""

from __future__ import annotations

import typing as t

from .._client.forms import texts_in
from .._errors import ApiError, UnexpectedAnswer
from .._policy.policy_types import POLICY_TYPES
from .._policy.rule import POLICY_RULE, policy_rule
from .._schema.fields import ANY_KIND, Record, ReferenceSet
from .._schema.resource import Resource, name_of
from .source import Source

MOST_TOLD = 20

# A kind and an id.
Target = t.Tuple[str, str]


class Referrer(t.NamedTuple):
    """Something that names an object. ``place``: where it is declared, if it is; ``id``: if it has one."""

    noun: str
    name: str
    id: str = ""
    place: str = ""

    def __str__(self) -> str:
        where = [told for told in ("id %s" % self.id if self.id else "", self.place) if told]
        return "%s '%s' (%s)" % (self.noun, self.name, ", ".join(where))


class Rule(t.NamedTuple):
    """A rule as it is or will be, and what it names."""

    referrer: Referrer
    targets: frozenset[Target]


def find_referrers(
    victims: t.Iterable[tuple[Resource, Record]],
    rules: t.Iterable[Rule],
    moved: t.Container[str] = (),
) -> dict[Target, list[Referrer]]:
    """Return what names each of the objects that shall go, by their kind and id.

    ``rules``: those that stay; they are only looked at if rules can name one of the objects. ``moved``: the
    ids of members that will belong to something else by then.
    """
    found: dict[Target, list[Referrer]] = {
        (resource.key, str(record["id"])): [
            member for member in members_of(resource, record) if member.id not in moved
        ]
        for resource, record in victims
    }
    sought = {target for target in found if target[0] in _KINDS_IN_RULES}
    of_any_kind = {(ANY_KIND, object_id): (kind, object_id) for kind, object_id in sought}
    for rule in rules if sought else ():
        hits = rule.targets & sought
        hits |= {of_any_kind[target] for target in rule.targets & of_any_kind.keys()}
        for target in hits:
            found[target].append(rule.referrer)
    return found


def can_be_named(resource: Resource) -> bool:
    """Whether anything can name an object of a kind."""
    return resource.blocks_delete is not None or resource.key in _KINDS_IN_RULES


def members_of(resource: Resource, record: Record) -> list[Referrer]:
    """Return what an object itself shows to name it: the members that keep it from being deleted."""
    wire, noun = resource.blocks_delete or ("", "")
    members = sorted(ReferenceSet("").decode(record.get(wire)), key=lambda member: (member.name, member.id))
    return [Referrer(noun, member.name or member.id, member.id) for member in members]


def listed_rules(source: Source) -> t.Iterator[tuple[str, Resource, t.Sequence[Record]]]:
    """Yield the rules of each policy type that the tenant has, with their description.

    Raises what the client raises for a list that cannot be read although the tenant has it.
    """
    for policy_type in POLICY_TYPES:
        resource = policy_rule(policy_type)
        try:
            records = source.table(resource.kind, "list %s rules" % policy_type).records
        except ApiError as error:
            if not error.is_not_there:
                raise
            continue
        yield policy_type, resource, records


def rules_as_listed(source: Source) -> t.Iterator[Rule]:
    """Yield all rules of the tenant as they are."""
    for policy_type, resource, records in listed_rules(source):
        for record in records:
            referrer = Referrer("%s rule" % policy_type, name_of(record), str(record["id"]))
            yield Rule(referrer, targets_of(resource, record))


def targets_of(
    resource: Resource, record: Record, values: t.Mapping[str, t.Any] | None = None
) -> frozenset[Target]:
    """Return the kinds and ids of all that a rule names.

    ``values``: its canonical values, where they will be others than those of the record. Of what this
    collection does not understand every text counts: ids of ZPA occur once.
    """
    if values is None:
        try:
            values = resource.decode(record)
        except UnexpectedAnswer:
            return frozenset(_of_any_kind(record))
    known = {key for field in resource.fields for key in (field.wire, field.formerly, field.inside)}
    beyond = [wire for key, wire in record.items() if key not in known and isinstance(wire, (dict, list))]
    named = (
        (kind, reference.id)
        for field in resource.fields
        for kind, reference in field.type.references(values.get(field.name))
    )
    return frozenset([*named, *_of_any_kind(beyond)])


def named_by(referrers: t.Sequence[Referrer]) -> str:
    """Return what names an object, in words."""
    told = ", ".join(map(str, referrers[:MOST_TOLD]))
    more = len(referrers) - MOST_TOLD
    return "%s and %d more" % (told, more) if more > 0 else told


def _of_any_kind(wire: t.Any) -> t.Iterator[Target]:
    return ((ANY_KIND, text) for text in texts_in(wire))


_KINDS_IN_RULES = frozenset(kind for field in POLICY_RULE.fields for kind in field.type.kinds)
