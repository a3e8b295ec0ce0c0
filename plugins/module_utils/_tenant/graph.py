# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who names whom among the objects of a tenant. Pure and private to this collection.

An edge goes from what names to what is named. It comes from a description: from its fields, from the keys
under which an object shows what names it, and for rules from all that this collection does not understand.
"""

from __future__ import annotations

import typing as t

from .._client.forms import texts_in
from .._engine.referrers import Referrer, Target
from .._errors import UnexpectedAnswer
from .._schema.field_type import ANY_KIND, Record
from .._schema.resource import Resource


class Node(t.NamedTuple):
    """An object: the key of its kind, and its id or what stands for that until it is created."""

    kind: str
    id: str


class Edge(t.NamedTuple):
    """``option``: by which ``source`` names ``target``, "" where no option says it."""

    source: Node
    target: Node
    option: str


class Graph:
    """Objects as they are or will be.

    ``edges``: who names whom; ``told``: what messages call who names. ``parts``: the ids of what is part of
    an object, by which others name it.
    """

    def __init__(
        self,
        edges: t.Iterable[Edge] = (),
        told: t.Mapping[Node, Referrer] | None = None,
        parts: t.Mapping[Node, t.AbstractSet[str]] | None = None,
    ) -> None:
        self.edges = list(edges)
        self.told = dict(told or {})
        self.parts = {whole: set(ids) for whole, ids in (parts or {}).items()}

    def add(
        self,
        resource: Resource,
        node: Node,
        referrer: Referrer,
        record: Record,
        values: t.Mapping[str, t.Any] | None = None,
    ) -> None:
        """Add an object with what it names; see ``edges_of``."""
        self.told[node] = referrer
        self.edges += edges_of(resource, node, record, values)

    def add_named(self, node: Node, referrers: t.Mapping[Target, Referrer]) -> None:
        """Add what an object itself shows to name it."""
        for target, referrer in referrers.items():
            source = Node(*target)
            self.told.setdefault(source, referrer)
            self.edges.append(Edge(source, node, ""))

    def add_parts(self, whole: Node, ids: t.Iterable[str]) -> None:
        """Let what names a part of an object, or the object by another id, name the object."""
        self.parts.setdefault(whole, set()).update(ids)

    def without(self, gone: t.Collection[Node]) -> Graph:
        """Return the graph that is left when some objects, and what they name, are gone."""
        return Graph([edge for edge in self.edges if edge.source not in gone], self.told, self.parts)

    def moved(self, members: t.Collection[Node]) -> Graph:
        """Return the graph in which some objects do not belong any more to what they show that they do."""
        left = [
            edge
            for edge in self.edges
            if edge.option or edge.target.kind == ANY_KIND or edge.source not in members
        ]
        return Graph(left, self.told, self.parts)

    def referrers_of(self, victims: t.Iterable[Node]) -> dict[Node, list[Edge]]:
        """Return the edges to each of the objects, one from each source. What names itself keeps nobody."""
        found: dict[Node, dict[Node, Edge]] = {victim: {} for victim in victims}
        meant: dict[Node, list[Node]] = {victim: [victim] for victim in found}
        for victim in found:
            for any_id in {victim.id, *self.parts.get(victim, ())}:
                meant.setdefault(Node(ANY_KIND, any_id), []).append(victim)
            for other_id in self.parts.get(victim, ()):
                meant.setdefault(Node(victim.kind, other_id), []).append(victim)
        for edge in self.edges:
            for victim in meant.get(edge.target, ()):
                if edge.source != victim:
                    found[victim].setdefault(edge.source, edge)
        return {victim: list(edges.values()) for victim, edges in found.items()}

    def named_by(self, victims: t.Iterable[Node]) -> dict[Node, list[Referrer]]:
        """Return what names each of the objects, as messages call it."""
        found = self.referrers_of(victims)
        return {victim: [self.told[edge.source] for edge in edges] for victim, edges in found.items()}


def edges_of(
    resource: Resource, node: Node, record: Record, values: t.Mapping[str, t.Any] | None = None
) -> t.Iterator[Edge]:
    """Yield what an object names.

    ``values``: its canonical values, where they will be others than those of the record. Of what this
    collection does not understand every text counts: ids of ZPA occur once.
    """
    if values is None:
        try:
            values = resource.decode(record)
        except UnexpectedAnswer:
            yield from _edges_to_any_kind(node, record)
            return
    for field in resource.fields:
        # Members name what they belong to.
        if not field.is_exclusive:
            for kind, reference in field.type.references(values.get(field.name)):
                yield Edge(node, Node(kind, reference.id), field.name)
    kind, option = resource.belongs_to
    owners = [fact.of(record) for fact in resource.metadata if fact.name == option]
    yield from (Edge(node, Node(kind, str(owner)), "") for owner in owners if owner)
    if resource.part_named:
        # It names the part by an id of its own, and does not have to show of what that is one.
        yield from _edges_to_any_kind(node, record.get(resource.part_named.wire))
    if resource.names_unknown:
        known = {
            key
            for field in resource.fields
            for key in (field.wire, *field.parts, field.formerly, field.inside)
        }
        beyond = [wire for key, wire in record.items() if key not in known and isinstance(wire, (dict, list))]
        yield from _edges_to_any_kind(node, beyond)


def _edges_to_any_kind(node: Node, wire: t.Any) -> t.Iterator[Edge]:
    return (Edge(node, Node(ANY_KIND, text), "") for text in texts_in(wire))
