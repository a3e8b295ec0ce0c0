# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Policy rules of every type: "Configuring Access Policies Using API" and its kin. Private, pure."""

from __future__ import annotations

import functools

from .._resources.extranet import FLAT_EXTRANET
from .._schema.fields import Field
from .._schema.kind import Kind, Metadata
from .._schema.metadata import COMPUTED, RECORDED, number, text
from .._schema.record import DEFAULT_RULE
from .._schema.reference_types import EmbeddedReference, ReferenceSet, ReferenceTo
from .._schema.resource import Resource, Unmanaged
from .._schema.scalars import Bool, Choice, Duration, Enabled, Name, Place, Text, Word, WordSet
from .conditions import Conditions
from .policy_types import POLICY_TYPES

MOST_CONNECTOR_GROUPS = 48
SHORTEST_TIMEOUT = 600
# Groups have an order of their own, before that of the rules in them.
POLICY_GROUP, POLICY_GROUP_NAME = "groupId", "policyGroupName"

POLICY_RULE = Resource(
    kind=Kind("policy rule", "policySet/rules/policyType"),
    key="policy_rule",
    fields=(
        Field("name", "name", Name(), echoes=("nameWithoutTrim",)),
        Field("description", "description", Text()),
        Field(
            "enabled",
            "disabled",
            Enabled(),
            text="Whether the rule is switched on. One that is switched off keeps its place and is passed "
            "over. A new rule is switched on.",
        ),
        Field("action", "action", Word(), required=True, text="What the rule does."),
        Field(
            "rule_order",
            "ruleOrder",
            Place(),
            in_body=False,
            refused_as=("newOrder",),
            text="The place of the rule in its policy. The rules between shift by one.\n"
            "If omitted the rule stays where it is. To order several rules do not set it on each, since "
            "every move shifts the others.\n"
            "Rules of Zscaler Deception and the default rule keep their places, and nothing goes above a "
            "rule of Zscaler Deception. A place that would need that is refused.\n"
            "Where rules of the policy are in policy groups, another place is refused, since no document "
            "tells what a move does to these.",
            shown="Its place in the policy, the first being 1.",
        ),
        Field(
            "operator",
            "operator",
            Choice("AND", "OR", missing="AND"),
            text="Whether all O(conditions) must be met, V(AND), or one is enough, V(OR). A new rule has "
            "V(AND).",
            shown="Whether all conditions must be met or one is enough.",
        ),
        Field(
            "conditions",
            "conditions",
            Conditions(),
            refused_as=("operands", "objectType", "lhs", "rhs", "values", "entryValues"),
            shown="When the rule applies, in a fixed order. Names where ZPA shows them or the task named "
            "them, IDs otherwise.",
        ),
        Field(
            "custom_msg",
            "customMsg",
            Text(),
            text="What a user is told whom the rule stops.",
        ),
        Field(
            "app_connector_groups",
            "appConnectorGroups",
            ReferenceSet("app_connector_group", most=MOST_CONNECTOR_GROUPS),
            formerly="connectorGroups",
            text="the App Connector groups that serve what the rule allows.\n"
            "Without any, those of the application serve it.",
            shown="the App Connector groups that serve what the rule allows. None for those of the "
            "application.",
        ),
        Field(
            "app_server_groups",
            "appServerGroups",
            ReferenceSet("server_group"),
            text="the server groups that serve what the rule allows.",
        ),
        Field(
            "service_edge_groups",
            "serviceEdgeGroups",
            ReferenceSet("service_edge_group"),
            text="the service edge groups to which clients are redirected.",
        ),
        Field(
            "isolation_profile",
            "zpnIsolationProfileId",
            ReferenceTo("isolation_profile"),
            formerly="zpnCbiProfileId",
            text="the isolation profile.",
        ),
        Field(
            "inspection_profile",
            "zpnInspectionProfileId",
            ReferenceTo("inspection_profile"),
            label="zpnInspectionProfileName",
            text="the inspection profile.",
        ),
        Field(
            "reauth_timeout",
            "reauthTimeout",
            Duration(SHORTEST_TIMEOUT),
            text="After what time users have to sign in again.\n"
            "Ten minutes are V(600) seconds, two days V(172800).",
            shown="After how many seconds users sign in again, V(-1) for never.",
        ),
        Field(
            "reauth_idle_timeout",
            "reauthIdleTimeout",
            Duration(SHORTEST_TIMEOUT),
            text="After what time without traffic users have to sign in again.\n"
            "Ten minutes are V(600) seconds.",
            shown="After how many seconds without traffic users sign in again, V(-1) for never.",
        ),
        Field(
            "privileged_capabilities",
            "privilegedCapabilities",
            WordSet(
                "capabilities",
                "CLIPBOARD_COPY",
                "CLIPBOARD_PASTE",
                "CONTROL_SESSION",
                "FILE_DOWNLOAD",
                "FILE_UPLOAD",
                "INSPECT_FILE_DOWNLOAD",
                "INSPECT_FILE_UPLOAD",
                "JOIN_SESSION",
                "MONITOR_SESSION",
                "RECORD_SESSION",
                "SHARE_SESSION",
            ),
            text="What privileged users may do.",
        ),
        Field(
            "privileged_portal_capabilities",
            "privilegedPortalCapabilities",
            WordSet(
                "capabilities",
                "ACCESS_UNINSPECTED_FILE",
                "ACCESS_UNINSPECTED_FILE_SANDBOX",
                "DELETE_FILE",
                "REQUEST_APPROVALS",
                "REVIEW_APPROVALS",
                "UPLOAD_INSPECTED_SANDBOX",
                "UPLOAD_INSPECTED_SCAN",
            ),
            text="What users of a privileged portal may do.",
        ),
        Field(
            "credential",
            "credential",
            EmbeddedReference("pra_credential"),
            text="the privileged credential that is injected. It takes the place of a credential pool.",
        ),
        Field(
            "credential_pool",
            "credentialPool",
            EmbeddedReference("pra_credential_pool"),
            text="the pool of privileged credentials out of which one is injected. It takes the place of a "
            "credential.",
        ),
        *FLAT_EXTRANET,
        Field(
            "device_posture_failure_notification_enabled",
            "devicePostureFailureNotificationEnabled",
            Bool(),
            text="Whether users are told why their device was refused.",
        ),
    ),
    metadata=(
        *RECORDED,
        Metadata("policy_set_id", "policySetId", text),
        Metadata("priority", "priority", number),
        Metadata("default_rule", "defaultRule", lambda wire: str(wire).lower() in ("true", "1")),
        Metadata("policy_group_id", POLICY_GROUP, text),
        Metadata("policy_group_name", POLICY_GROUP_NAME, text),
    ),
    read_only=COMPUTED
    | {
        # The path says both, and every recorded answer has them whatever was sent.
        "id",
        "policySetId",
        # Recorded: they follow from the policy and from the place of the rule in it, which is not written.
        "policyType",
        "priority",
        # The name of zpnInspectionProfileId, which is what is written.
        "zpnInspectionProfileName",
    },
    unmanaged=(
        Unmanaged("actionId", "what else happens when the rule applies"),
        Unmanaged("auditMessage", "a text about the last change"),
        Unmanaged("browserPostureName", "the name of the browser posture profile"),
        Unmanaged("browserPostureProfileId", "the browser posture profile"),
        Unmanaged("bypassDefaultRule", "whether it is the default rule of client forwarding"),
        # Recorded on every rule of a policy that has a default rule.
        Unmanaged("defaultRuleName", "the name of the default rule", (DEFAULT_RULE,)),
        Unmanaged("desktopPolicyMappings", "the desktops that privileged users get"),
        Unmanaged(POLICY_GROUP, "the policy group of the rule, by which rules are ordered first"),
        Unmanaged("lssDefaultRule", "whether it is the default rule of log streaming"),
        Unmanaged("nameWithoutTrim", "the name as it was typed"),
        Unmanaged(POLICY_GROUP_NAME, "the name of the policy group", tells_value=True),
        Unmanaged("policyMigrated", "whether ZPA migrated the rule", (True,)),
        Unmanaged("postActionTypes", "what else happens when the rule applies, such as a stronger sign-in"),
        Unmanaged("postActions", "what else happens when the rule applies, such as a stronger sign-in"),
        Unmanaged("reauthDefaultRule", "whether it is the default rule of timeouts"),
        Unmanaged("version", "the version of the rule"),
    ),
    names_unknown=True,
    made_by_zpa=DEFAULT_RULE,
    # A rule that lost a condition lets in whom nobody meant, and so does one that comes back on.
    guarded=(
        "enabled",
        "action",
        "operator",
        "conditions",
        "app_connector_groups",
        "app_server_groups",
        "service_edge_groups",
        "isolation_profile",
        "inspection_profile",
        "credential",
        "credential_pool",
    ),
)


@functools.lru_cache(maxsize=64)
def policy_rule(policy_type: str) -> Resource:
    """Return the description of a rule of one policy type, given by its name in POLICY_TYPES."""
    allowed = POLICY_TYPES[policy_type]
    special = {name for row in POLICY_TYPES.values() for name in row.fields}
    foreign = [field for field in POLICY_RULE.fields if field.name in special - {*allowed.fields}]
    defaults = dict(allowed.defaults)
    return POLICY_RULE._replace(
        kind=POLICY_RULE.kind._replace(path="%s/%s" % (POLICY_RULE.kind.path, allowed.wire)),
        guarded=tuple(name for name in POLICY_RULE.guarded if name not in special or name in allowed.fields),
        fields=tuple(
            field._replace(create_default=defaults.get(field.name, field.create_default))
            for field in POLICY_RULE.fields
            if field not in foreign
        ),
        unmanaged=POLICY_RULE.unmanaged
        + tuple(
            Unmanaged(key, "nothing that %s rules have" % policy_type)
            for key in sorted({key for field in foreign for key in field.keys} - POLICY_RULE.read_only)
        ),
    )
