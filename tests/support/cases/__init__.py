# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is tested of every kind: one table a resource, with the cases that the laws are subject with.

A kind that is listed here is in all tests over kinds: of faults, late reads, races, configurations, options
and answers at random, documentation. Kinds of objects come in the order in which they are written.
"""

from __future__ import annotations

from .app_connector_group import APP_CONNECTOR_GROUPS
from .case import Case, Subject
from .policy_rule import POLICY_RULES
from .segment_group import SEGMENT_GROUPS

# Objects by name; one of each resource; and all, since rules are of several policy types.
OBJECTS = (SEGMENT_GROUPS, APP_CONNECTOR_GROUPS)
RESOURCES = (*OBJECTS, POLICY_RULES[0])
SUBJECTS = (*OBJECTS, *POLICY_RULES)

__all__ = ["OBJECTS", "RESOURCES", "SUBJECTS", "Case", "Subject"]
