# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the laws are subject with: kinds of change to each kind of object, one table a resource."""

from __future__ import annotations

from .app_connector_group import APP_CONNECTOR_GROUPS
from .case import Case, Subject
from .policy_rule import POLICY_RULES
from .segment_group import SEGMENT_GROUPS

# One of each resource; and all, since rules are of several policy types.
RESOURCES = (SEGMENT_GROUPS, APP_CONNECTOR_GROUPS, POLICY_RULES[0])
SUBJECTS = (SEGMENT_GROUPS, APP_CONNECTOR_GROUPS, *POLICY_RULES)

__all__ = ["RESOURCES", "SUBJECTS", "Case", "Subject"]
