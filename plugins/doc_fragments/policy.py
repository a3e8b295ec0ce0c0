# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Policy types and conditions, as every module of policy rules takes them."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  conditions:
    description:
      - When the rule applies. All conditions must be met (or any, see O(operator)). Their order has no
        meaning.
      - If omitted they are left alone, V([]) removes them all, and a rule without conditions always applies.
      - A text that is JSON, as surveys and C(-e) on the command line give it, is read as what it says.
    type: list
    elements: dict
    suboptions:
      operator:
        description:
          - Whether one of the operands is enough, V(OR), or all are needed, V(AND). Letter case does not
            matter.
        type: str
        default: OR
      negated:
        description:
          - Whether the condition is met where its operands are not. No source shows that ZPA obeys it, so
            try it before you rely on it.
        type: bool
        default: false
      operands:
        description:
          - What the condition is about. At least one is required. Their order has no meaning.
        type: list
        elements: dict
        suboptions:
          object_type:
            description:
              - The kind of thing. Required. Letter case does not matter.
              - With O(conditions[].operands[].objects), each by name or ID - V(APP) application segments,
                V(APP_GROUP) segment groups, V(BRANCH_CONNECTOR_GROUP), V(CHROME_POSTURE_PROFILE) managed
                browser profiles, V(CONSOLE) privileged consoles, V(EDGE_CONNECTOR_GROUP) cloud connector
                groups (V(CLOUD_CONNECTOR_GROUP) means the same), V(IDP) identity providers, V(LOCATION),
                V(MACHINE_GRP) machine groups, V(PRIVILEGE_PORTAL), V(USER_PORTAL), V(WORKLOAD_TAG_GROUP).
              - With O(conditions[].operands[].objects) that are words - V(CLIENT_TYPE) such as
                V(zpn_client_type_zapp), V(PLATFORM) out of V(android), V(ios), V(linux), V(mac),
                V(windows), V(COUNTRY_CODE) two letters, V(RISK_FACTOR_TYPE) out of V(UNKNOWN), V(LOW),
                V(MEDIUM), V(HIGH), V(CRITICAL), V(CHROME_ENTERPRISE) V(true) or V(false) for a managed
                browser or none.
              - With O(conditions[].operands[].entries) of a left and a right side - V(SAML) attribute and
                value, V(SCIM) attribute and value, V(SCIM_GROUP) identity provider and group, V(POSTURE)
                posture profile and V(true) or V(false), V(TRUSTED_NETWORK) network and V(true) or
                V(false).
              - Which of them a rule can be about depends on its policy type. One that no document has there,
                or at all, is written with a warning, and the API decides.
            type: str
          objects:
            description: Names, IDs or words. One of them is enough, or all are needed, as the operator says.
            type: list
            elements: str
            aliases: [values]
          entries:
            description:
              - Pairs of a left and a right side. A single pair need not be a list.
              - What a rule has and no pair can say is shown as the left side V(?) and the operand of the API
                in JSON as the right side. It can be given back.
            type: list
            elements: dict
            aliases: [entry_values]
            suboptions:
              lhs:
                description: The left side, by name or ID. Required.
                type: str
              rhs:
                description: The right side. Required.
                type: str
          idp:
            description:
              - The identity provider of a V(SAML) or V(SCIM) attribute, or of V(SCIM_GROUP)
                O(conditions[].operands[].objects), by name or ID.
              - Only needed where several identity providers have an attribute of that name.
            type: str
"""

    POLICY_TYPE = r"""
options:
  policy_type:
    description:
      - The policy to which the rule belongs, V(access), V(timeout), V(client_forwarding), V(inspection),
        V(isolation), V(redirection), V(capabilities), V(credential), V(siem),
        V(clientless_session_protection), V(protection) or V(privileged_portal).
      - What the API calls them is understood as well, such as V(ACCESS_POLICY), V(GLOBAL_POLICY),
        V(REAUTH_POLICY) or V(BYPASS_POLICY). Letter case does not matter.
    type: str
    default: access
"""
