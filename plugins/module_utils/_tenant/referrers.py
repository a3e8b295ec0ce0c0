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

from .._engine.referrers import Referrer
from .._engine.source import Source
from .._policy.policy_types import POLICY_TYPES
from .._policy.rule import POLICY_RULE, policy_rule
from .._resources.registry import MANAGED
from .._schema.field_type import Record
from .._schema.resource import Resource
from .graph import Graph, Node


class Shelf(t.NamedTuple):
    """One list of the tenant. ``noun``: what one of its objects is called."""

    noun: str
    resource: Resource

    def can_name(self, resource: Resource) -> bool:
        """Whether what is in it can name objects of a kind. Rules of all policies are alike in that."""
        refers_to = POLICY_RULE.refers_to if self.resource.key == POLICY_RULE.key else self.resource.refers_to
        return resource.key in refers_to

    def must_be_read(self, resource: Resource) -> bool:
        """Whether nothing else tells if what is in it names an object of a kind."""
        return self.can_name(resource) and self.resource.key not in {
            back.kind for back in resource.back_references
        }

    def records(self, source: Source) -> list[t.Any]:
        """Return its objects, none where the tenant does not have such a list."""
        return source.listed(self.resource.kind, "list %ss" % self.noun)

    def put_in(self, graph: Graph, record: Record) -> None:
        """Put one of its objects into a graph as it is."""
        node = Node(self.resource.key, str(record["id"]))
        referrer = Referrer(self.noun, self.resource.title(record), node.id)
        graph.add(self.resource, node, referrer, record)


def shelves() -> list[Shelf]:
    """Return all lists of the tenant of what is managed."""
    return [
        *(Shelf(resource.kind.noun, resource) for resource in MANAGED),
        *(Shelf("%s rule" % policy_type, policy_rule(policy_type)) for policy_type in POLICY_TYPES),
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
        for found in shelf.records(source):
            shelf.put_in(graph, found)
    return graph.named_by([victim])[victim]
