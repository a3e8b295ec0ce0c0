# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What names an object of the tenant: the question beside every deletion. Private to this collection.

Only what can name it, as descriptions say, is read, and only if the object does not show that itself. That
rules count is seen from the vendor's Terraform provider, which takes a group out of all rules before it
deletes it.
"""

from __future__ import annotations

import typing as t

from .._engine import finder, parts
from .._engine.referrers import Referrer
from .._engine.source import Source
from .._policy.policy_types import POLICY_TYPES
from .._policy.receivers import POLICY_OF_RECEIVERS, receivers_by_rule
from .._policy.rule import POLICY_RULE, policy_rule
from .._resources.lookups import LOOKUPS
from .._resources.registry import MANAGED
from .._schema.field_type import Record
from .._schema.kind import Kind
from .._schema.resource import Resource
from .._schema.unlisted import keys_not_listed
from .graph import Graph, Node


class Shelf(t.NamedTuple):
    """One list of the tenant.

    ``noun``: what one of its objects is called. ``key``: what tells its kind from others. ``names``: the keys
    of the kinds that its objects can name. ``what``: their description.
    """

    noun: str
    key: str
    names: frozenset[str]
    what: Resource

    @property
    def kind(self) -> Kind:
        return self.what.kind

    def can_name(self, resource: Resource) -> bool:
        """Whether what is in it can name objects of a kind."""
        return resource.key in self.names

    def must_be_read(self, resource: Resource) -> bool:
        """Whether nothing else tells if what is in it names an object of a kind."""
        return self.can_name(resource) and self.key not in {back.kind for back in resource.back_references}

    def records(self, source: Source, kind: Kind | None = None) -> list[t.Any]:
        """Return its objects, none where the tenant has no such list. ``kind``: it, or a part of it.

        Rules that are parts of log receivers are left out: these name what they name.
        """
        found = source.listed(kind or self.kind, "list %ss" % self.noun)
        if not found or self.what is not policy_rule(POLICY_OF_RECEIVERS):
            return found
        receivers = receivers_by_rule(source)
        return [record for record in found if str(record["id"]) not in receivers]

    def parts_about(self, resource: Resource) -> list[Kind]:
        """Return the parts of it in which something can name objects of a kind. Most lists have no parts."""
        under = [field.under for field in self.what.fields if resource.key in field.type.kinds]
        if not under or None in under:
            return [self.kind]
        return [self.kind.inside(wire) for one in under if one for wire in one.wires]

    def told(self, source: Source, record: Record, kinds: t.AbstractSet[str]) -> Record:
        """Return one of its objects with all by which it can name objects of these kinds.

        What the list does not show is taken from lists of parts, or from the answer by its id.
        """
        hidden = keys_not_listed(record)
        if not hidden:
            return record
        needed = {
            field.place: {inner.place for inner in field.type.fields if kinds & set(inner.type.kinds)}
            for field in self.what.fields
            if field.place in hidden and kinds & set(field.type.kinds)
        }
        found = parts.joined(self.what, record, needed, lambda which: source.parts_of(self.kind, which))
        if found is not None:
            return found
        object_id, title = str(record["id"]), self.what.title(record)
        return finder.by_id(source.client, self.kind.of(record), object_id, title) or record

    def put_in(self, graph: Graph, record: Record) -> None:
        """Put one of its objects into a graph as it is."""
        node = Node(self.key, str(record["id"]))
        referrer = Referrer(self.noun, self.what.title(record), node.id)
        graph.add(self.what, node, referrer, record)


def shelf_of(resource: Resource, noun: str = "", names: t.AbstractSet[str] = frozenset()) -> Shelf:
    """Return the list of what is managed."""
    return Shelf(noun or resource.kind.noun, resource.key, frozenset(names or resource.refers_to), resource)


def shelves() -> list[Shelf]:
    """Return all lists of the tenant in which something can name what is managed."""
    return [
        *map(shelf_of, MANAGED),
        # Rules of all policies are alike in what they can name.
        *(
            shelf_of(policy_rule(policy_type), "%s rule" % policy_type, POLICY_RULE.refers_to)
            for policy_type in POLICY_TYPES
        ),
    ]


def find_referrers(source: Source, resource: Resource, record: Record) -> list[Referrer] | None:
    """Return what names an object without being shown by it, None where nothing can.

    Raises what the client raises for a list that cannot be read although the tenant has it.
    """
    asked = [shelf for shelf in shelves() if shelf.must_be_read(resource)]
    if not asked:
        return None
    graph, victim = Graph(), Node(resource.key, str(record["id"]))
    for shelf in asked:
        for kind in shelf.parts_about(resource):
            for found in shelf.records(source, kind):
                shelf.put_in(graph, shelf.told(source, found, {resource.key}))
    add_parts(graph, source, resource, [record])
    return graph.named_by([victim])[victim]


def _other_ids(source: Source, resource: Resource, object_id: str) -> t.Iterator[str]:
    """Yield the ids by which others know an object, if that is another one than its own."""
    for row in source.listed(LOOKUPS[resource.key]):
        if str(row.get(resource.named_under)) == object_id:
            yield str(row["id"])


def add_parts(graph: Graph, source: Source, resource: Resource, records: t.Iterable[Record]) -> None:
    """Add to a graph what of objects others name by ids of its own, if something in it can.

    Lists may not show the parts of an object. It can be known by another id itself.
    """
    for record in records if resource.named_under else ():
        object_id = str(record["id"])
        graph.add_parts(Node(resource.key, object_id), _other_ids(source, resource, object_id))
    can_be_named = {kind.key for kind in MANAGED if kind.part_named}
    if not resource.parts or not any(node.kind in can_be_named for node in graph.told):
        return
    for record in records:
        object_id = str(record["id"])
        found = finder.by_id(source.client, resource.kind.of(record), object_id, resource.title(record))
        graph.add_parts(Node(resource.key, object_id), resource.part_ids(found or record))
