# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where answers have what makes a log receiver, as the models of the vendor's SDKs. Pure, private.

An answer is an object with two others inside: the configuration, with the name and an id of its own, and the
rule of the log policy. That is written in the v2 form under one key, and shown in the v1 form under another
one, or under both.
"""

from __future__ import annotations

import typing as t

from .._schema.field_type import Record

CONFIG, RULE_INSIDE, SHOWN_RULE = "config", "policyRuleResource", "policyRule"
# What of the configuration says which object it is, and what ZPA records about it.
LIFTED = ("name", "microtenantId", "microtenantName", "creationTime", "modifiedTime", "modifiedBy")


def as_described(record: Record) -> Record:
    """Return a log receiver as its description has it: the name on the outside, and one rule.

    Of two forms of a rule the one that is documented to be shown counts, and has names. What it lacks is
    taken from the other one.
    """
    found: dict[str, t.Any] = dict(record)
    config = found.get(CONFIG)
    if isinstance(config, dict):
        found.update((key, config[key]) for key in LIFTED if key in config and key not in found)
    shown, written = found.pop(SHOWN_RULE, None), found.get(RULE_INSIDE)
    if isinstance(shown, dict) and shown:
        rule = {**(written if isinstance(written, dict) else {}), **shown}
        if isinstance(written, dict) and written.get("conditions") and not shown.get("conditions"):
            rule["conditions"] = written["conditions"]
        found[RULE_INSIDE] = rule
    return found
