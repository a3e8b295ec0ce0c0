# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The kinds of a report: what is managed, and what only policies have. Pure and private to this collection.

Tasks that are not reported need none of this.
"""

from __future__ import annotations

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.registry import (
    MANAGED,
    in_write_order,
)

from .beyond import CONFIGURATION, RULE, RULE_ORDER

# What one of a kind is called.
KIND_NAMES = {
    **{resource.key: resource.kind.noun for resource in in_write_order(MANAGED)},
    RULE: "rule",
    RULE_ORDER: "order of rules",
    CONFIGURATION: "configuration",
}
# The order in which objects are shown, which is a promise of the report.
KIND_ORDER = (CONFIGURATION, *(kind for kind in KIND_NAMES if kind != CONFIGURATION))
