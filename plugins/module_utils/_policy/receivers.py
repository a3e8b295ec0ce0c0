# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which rules of the log policy are parts of log receivers. Private to this collection.

The vendor's clients make such rules with a receiver alone. What manages rules must not take one from it.
"""

from __future__ import annotations

from .._engine import finder
from .._engine.source import Source
from .._resources.log_receiver import RULE_INSIDE
from .._resources.lookups import LOOKUPS
from .._schema.field_type import Reference
from .._schema.record import name_of
from .._schema.unlisted import keys_not_listed

POLICY_OF_RECEIVERS = "siem"


def receivers_by_rule(source: Source) -> dict[str, Reference]:
    """Return the log receivers by the ids of their rules, none where the tenant has no such list.

    Where the list does not show rules, each receiver is read by its id. Raises what the client raises.
    """
    kind = LOOKUPS["lss_config"]
    found = {}
    for listed in source.listed(kind):
        record = listed
        if RULE_INSIDE in keys_not_listed(listed):
            record = finder.by_id(source.client, kind, str(listed["id"])) or listed
        rule = record.get(RULE_INSIDE)
        if isinstance(rule, dict) and rule.get("id"):
            found[str(rule["id"])] = Reference(str(listed["id"]), name_of(record))
    return found
