# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Receivers of the log streaming service (LSS): the models of the vendor's SDKs and its Terraform provider.

Each has a rule of the log policy inside, of which the conditions say what is logged. Private, pure.
"""

from __future__ import annotations

import typing as t

from .._resources.log_receiver import CONFIG, LIFTED, RULE_INSIDE
from .._resources.lookups import LOOKUPS
from .._schema.addresses import Port
from .._schema.compound import TextSet
from .._schema.fields import Field
from .._schema.kind import Metadata
from .._schema.metadata import COMPUTED, RECORDED, text
from .._schema.reference_types import ReferenceSet
from .._schema.resource import Resource, Unmanaged
from .._schema.scalars import Bool, Choice, Name, Text
from .._schema.verbatim import ExactText, NewerWord
from .conditions import Conditions

# Every log type of the vendor's Terraform provider.
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


def _inside(key: str) -> t.Callable[[t.Any], str]:
    """Return what reads a key of an object inside the object."""
    return lambda wire: text(wire.get(key)) if isinstance(wire, dict) else ""


class NameOrNone(Name):
    """The name of what need not be there, for which results show null."""

    def show(self, value: str, beside: t.Any = None) -> str | None:
        return value or None


LSS_CONFIG = Resource(
    kind=LOOKUPS["lss_config"],
    key="lss_config",
    fields=(
        Field("name", "name", Name(), inside=CONFIG),
        Field("description", "description", Text(), inside=CONFIG),
        Field("enabled", "enabled", Bool(), create_default=True, inside=CONFIG),
        Field(
            "lss_host",
            "lssHost",
            Text(can_be_empty=False),
            inside=CONFIG,
            required=True,
            text="The host name or address to which logs are sent.",
        ),
        Field(
            "lss_port",
            "lssPort",
            Port(),
            inside=CONFIG,
            required=True,
            text="The TCP port there.",
        ),
        Field(
            "source_log_type",
            "sourceLogType",
            NewerWord(*LOG_TYPES),
            inside=CONFIG,
            required=True,
            text="Which logs are sent. V(zpn_trans_log) is the activity of users, V(zpn_auth_log) their "
            "status, V(zpn_http_trans_log) Browser Access, V(zpn_audit_log) what administrators did, "
            "V(zpn_waf_http_exchanges_log) AppProtection, V(zpn_ast_auth_log) the status of App Connectors, "
            "V(zpn_ast_comprehensive_stats) their metrics, V(zpn_sys_auth_log) the status of private service "
            "edges, V(zpn_pbroker_comprehensive_stats) their metrics.",
            shown="Which logs are sent.",
        ),
        Field(
            "format",
            "format",
            ExactText(),
            inside=CONFIG,
            required=True,
            text="How each log is written, a template of the log streaming service. It goes to ZPA to the "
            "last character, and is compared as a text, so that another order in JSON is a change. Blanks "
            "and line breaks at its ends are no change.\n"
            "It belongs to the O(source_log_type): give both to change that. ZPA lists its own templates for "
            "each log type in the admin portal, and at C(lssConfig/logType/formats) of the API.",
            shown="How each log is written.",
        ),
        Field(
            "use_tls",
            "useTls",
            Bool(),
            inside=CONFIG,
            create_default=False,
            text="Whether logs are sent by TLS.",
        ),
        Field(
            "filter",
            "filter",
            TextSet(),
            inside=CONFIG,
            text="The status codes of what is not sent, in any order, for example V(ZPN_STATUS_AUTH_FAILED). "
            "Each log type has others, and some have none. ZPA lists them at C(lssConfig/statusCodes) of the "
            "API.",
            shown="The status codes of what is not sent, sorted.",
        ),
        Field(
            "audit_message",
            "auditMessage",
            Text(),
            inside=CONFIG,
            text="A text about the change, for the audit log.",
        ),
        Field(
            "app_connector_groups",
            "connectorGroups",
            ReferenceSet("app_connector_group"),
            text="the App Connector groups that send the logs.\n"
            "They have to serve the log streaming service, see "
            "O(zerotrust.zpa.zpa_app_connector_group#module:lss_app_connector_group). One that does not, as "
            "far as ZPA shows it, causes a warning.",
        ),
        Field(
            "rule_name",
            "name",
            NameOrNone(),
            inside=RULE_INSIDE,
            text="The name of the rule of the log receiver in the log policy.\n"
            "A new rule without one gets the name of the log receiver. It keeps that where the log receiver "
            "gets another one.",
            shown="The name of its rule in the log policy.",
        ),
        Field(
            "rule_description",
            "description",
            Text(),
            inside=RULE_INSIDE,
            text="A text that describes the rule.",
        ),
        Field(
            "operator",
            "operator",
            Choice("AND", "OR", missing="AND"),
            inside=RULE_INSIDE,
            text="Whether all O(conditions) must be met, V(AND), or one is enough, V(OR). A new rule has "
            "V(AND).",
            shown="Whether all conditions must be met or one is enough.",
        ),
        Field(
            "conditions",
            "conditions",
            Conditions(),
            inside=RULE_INSIDE,
            refused_as=("operands", "objectType", "lhs", "rhs", "values", "entryValues"),
            shown="What is logged, in a fixed order. Names where ZPA shows them or the task named them, IDs "
            "otherwise.",
        ),
    ),
    metadata=(
        *RECORDED,
        Metadata("config_id", CONFIG, _inside("id")),
        Metadata("rule_id", RULE_INSIDE, _inside("id")),
        Metadata("rule_order", RULE_INSIDE, _inside("ruleOrder")),
        Metadata("policy_set_id", RULE_INSIDE, _inside("policySetId")),
    ),
    # What is lifted goes back where it came from.
    read_only=COMPUTED.union(LIFTED),
    unmanaged=(Unmanaged("nameWithoutTrim", "the name as it was typed"),),
    # A receiver that lost a condition sends what nobody meant to leave the tenant.
    guarded=("operator", "conditions", "app_connector_groups"),
    rule=RULE_INSIDE,
    of_every_rule=("action", "defaultRuleName", "policySetId", "policyType", "priority", "ruleOrder"),
)
