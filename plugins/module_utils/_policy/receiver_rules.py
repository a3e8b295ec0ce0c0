# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is known of the rule and the filter of a log receiver, by its log type. Pure, private.

That is what the vendor's Terraform provider takes. No document says that there is nothing else.
"""

from __future__ import annotations

import typing as t

from .._schema.field_type import API_DECIDES
from .condition import Condition

_IDENTITY = ("CLIENT_TYPE", "IDP", "SAML", "SCIM", "SCIM_GROUP")
OBJECT_TYPES_OF = {"zpn_trans_log": ("APP", "APP_GROUP", *_IDENTITY), "zpn_auth_log": _IDENTITY}
WITHOUT_FILTER = (
    "zpn_http_trans_log",
    "zpn_audit_log",
    "zpn_waf_http_exchanges_log",
    "zpn_ast_comprehensive_stats",
    "zpn_pbroker_comprehensive_stats",
)
NO_FORMAT = (
    "source_log_type: changes, and the format stays, which was made for '%s'. Give the format of the new log "
    "type as well."
)

Values = t.Mapping[str, t.Any]


def doubts_of_receiver(before: Values, after: Values) -> list[str]:
    """Return what no document has of a log receiver as it would be written.

    Nothing is said of what stays. ``before``, ``after``: all its canonical values, {} before it exists.
    """
    log_type = str(after.get("source_log_type"))
    changed = {name for name, value in after.items() if not before or before.get(name) != value}
    doubts = []
    if before and "source_log_type" in changed and "format" not in changed:
        doubts.append(NO_FORMAT % before.get("source_log_type"))
    if changed & {"source_log_type", "filter"} and after.get("filter") and log_type in WITHOUT_FILTER:
        doubts.append(
            "filter: is given, and source_log_type=%s is known without it only. %s" % (log_type, API_DECIDES)
        )
    if changed & {"source_log_type", "conditions"}:
        doubts += _doubts_of_conditions(log_type, after.get("conditions") or ())
    return doubts


def _doubts_of_conditions(log_type: str, conditions: t.Iterable[Condition]) -> t.Iterator[str]:
    types = {operand.object_type for condition in conditions for operand in condition.operands}
    known = OBJECT_TYPES_OF.get(log_type, ())
    unknown = sorted(types - set(known))
    if unknown and known:
        yield "conditions: no document has %s for source_log_type=%s, which is known with %s. %s" % (
            ", ".join(unknown),
            log_type,
            ", ".join(known),
            API_DECIDES,
        )
    elif unknown:
        yield "conditions: no document has any for source_log_type=%s. %s" % (log_type, API_DECIDES)
