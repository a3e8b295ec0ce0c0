# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows of RESOURCES, see rules.py: receivers of the log streaming service."""

from __future__ import annotations

from .rule_types import Embedding, FieldRule, Rules

RECEIVERS = "lssConfig"
LOG_TYPES = (
    "zpn_trans_log",
    "zpn_auth_log",
    "zpn_ast_auth_log",
    "zpn_http_trans_log",
    "zpn_audit_log",
    "zpn_ast_comprehensive_stats",
    "zpn_sys_auth_log",
    "zpn_waf_http_exchanges_log",
    "zpn_pbroker_comprehensive_stats",
)
# What is in the configuration inside a receiver. Here it is kept outside, as that of other objects.
INSIDE = {
    "name": FieldRule("text", required=True),
    "description": FieldRule("text"),
    "enabled": FieldRule("flag", default=False),
    "lssHost": FieldRule("text", required=True),
    "lssPort": FieldRule("whole", required=True, low=1, high=65535),
    # Newer servers have more of them, so that any word is taken.
    "sourceLogType": FieldRule("text", required=True),
    "format": FieldRule("text", required=True),
    "useTls": FieldRule("flag", default=False),
    "filter": FieldRule("texts"),
    "auditMessage": FieldRule("text"),
}
STAMPS_INSIDE = ("creationTime", "modifiedTime", "modifiedBy", "microtenantId", "microtenantName")

RECEIVER = Rules(
    path=RECEIVERS,
    version="v2",
    fields={
        **INSIDE,
        "connectorGroups": FieldRule("ids", refers_to="appConnectorGroup"),
        # What else a configuration has.
        "more": FieldRule("object"),
    },
    embeds=(Embedding("connectorGroups", "appConnectorGroup", ("id", "name"), ("id",)),),
    computed=("ruleId",),
)
