# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is tested of every kind: one table a resource, with the cases that the laws are subject with.

A kind that is managed has a table here, in a file of its own key, and is so in all tests over kinds: of
faults, late reads, races, configurations, options and answers at random, documentation. Kinds of objects come
in the order in which they are written.
"""

from __future__ import annotations

import importlib

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.registry import (
    MANAGED,
    in_write_order,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.resource import Resource

from .case import Case, Subject
from .policy_rule import POLICY_RULES


def table_of(resource: Resource) -> Subject:
    """Return the table of a kind, which its file calls by the list: SEGMENT_GROUPS, for example."""
    table = getattr(importlib.import_module("%s.%s" % (__name__, resource.key)), resource.list_key.upper())
    assert isinstance(table, Subject)
    return table


# Objects; those that have names, and one resource of rules; and all, since rules are of several policy types.
# CREATED are those that tasks create, and MADE these with the resource of rules.
OBJECTS = tuple(map(table_of, in_write_order(MANAGED)))
NAMED = tuple(subject for subject in OBJECTS if subject.resource.has_names)
RESOURCES = (*NAMED, POLICY_RULES[0])
CREATED = tuple(subject for subject in NAMED if subject.is_created)
MADE = (*CREATED, POLICY_RULES[0])
SUBJECTS = (*OBJECTS, *POLICY_RULES)


def objects_but(*keys: str) -> tuple[Subject, ...]:
    """The kinds of objects without those of which a test says more itself."""
    return tuple(subject for subject in CREATED if subject.key not in keys)


__all__ = ["CREATED", "MADE", "NAMED", "OBJECTS", "RESOURCES", "SUBJECTS", "Case", "Subject", "objects_but"]
