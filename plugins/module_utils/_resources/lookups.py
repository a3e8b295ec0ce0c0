# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Kinds that can be found by name or id, managed or not: one row each. Private to this collection.

Parent-only kinds, which a tenant has once for all its microtenants, are not scoped.
"""

from __future__ import annotations

import typing as t

from .._schema.identity import Parent
from .._schema.kind import Kind, Metadata
from .._schema.metadata import IS_DESCRIBED, IS_ENABLED, WHAT_IT_IS, text, texts
from .._schema.record import DEFAULT_MICROTENANT
from .._schema.unlisted import Parts

# What enrols with a provisioning key, or with a user code: as options say it, and as paths do.
ASSOCIATION = Parent(
    "association_type",
    "associationType",
    (
        ("app_connector_group", "CONNECTOR_GRP"),
        ("service_edge_group", "SERVICE_EDGE_GRP"),
        ("network_connector_group", "NP_ASSISTANT_GRP"),
        ("private_cloud_controller_group", "SITE_CONTROLLER_GRP"),
        ("exporter_group", "EXPORTER_GRP"),
    ),
)


def _sub_applications(wire: str, sort: str, *keys: str, **details: t.Any) -> Parts:
    """Return where sub-applications of one sort are listed. Recorded are lists of these and ``keys``."""
    recorded = {"id", "name", "enabled", "applicationPort", "applicationProtocol", "domain", "appId", *keys}
    query = (("applicationType", sort), ("expandAll", "false"))
    return Parts(wire, "application/getAppsByType", query, "appId", frozenset(recorded), **details)


SCHEDULE_OF = Parent(
    "kind", "scheduleOf", (("app_connector", "connectorSchedule"), ("service_edge", "serviceEdgeSchedule"))
)


class Lookups(t.Dict[str, Kind]):
    """Kinds by what options and results call them. Those that few tasks name come once one is asked for."""

    def __missing__(self, key: str) -> Kind:
        from .named_by_few import ROWS

        return ROWS[key]


_ROWS = {
    "app_connector": Kind("App Connector", "connector", creatable=False, facts=WHAT_IT_IS),
    "app_connector_group": Kind(
        "App Connector group",
        "appConnectorGroup",
        # Asked for one group by its id, the API can say that a group for log streaming is none.
        wrong_by_id=("lssAppConnectorGroup",),
        facts=(*WHAT_IT_IS, Metadata("location", "location", text)),
    ),
    "application_segment": Kind(
        "application segment",
        "application",
        # Recorded lists show less of a server group than the answer by id, and no recorded or documented one
        # shows these keys for sure.
        unlisted=("clientlessApps", "praApps", "inspectionApps"),
        may_list_less=True,
        parts=(
            _sub_applications("clientlessApps", "BROWSER_ACCESS"),
            _sub_applications("praApps", "SECURE_REMOTE_ACCESS", "connectionSecurity"),
            # Protocols of Active Directory, which an application of its own sort has.
            _sub_applications(
                "inspectionApps",
                "INSPECT",
                only_beside=(("protocols", "applicationProtocol", ("NONE", "")),),
            ),
        ),
        facts=(*WHAT_IT_IS, Metadata("domain_names", "domainNames", texts)),
    ),
    "application_server": Kind(
        "application server",
        "server",
        facts=(*WHAT_IT_IS, Metadata("address", "address", text)),
    ),
    "connector_schedule": Kind(
        "connector schedule", "%s", scoped=False, parents=(SCHEDULE_OF,), is_one=True, can_lack=True
    ),
    "emergency_access_user": Kind(
        "emergency access user",
        "emergencyAccess/users",
        single=("emergencyAccess/user", "v1"),
        # The identity provider is that of the whole tenant.
        scoped=False,
        list_only=True,
        can_lack=True,
        roll=("userId", "emailId", "allowedActivate", "deactivate", "activate", "activateNow"),
    ),
    "enrollment_cert": Kind(
        "enrollment certificate",
        "enrollmentCert",
        version="v2",
        is_inherited=True,
        list_only=True,
        creatable=False,
        facts=(IS_DESCRIBED,),
    ),
    # No search was recorded, and that of the vendor's Go SDK by name finds nothing. A tenant has 500 at most.
    "microtenant": Kind(
        "microtenant",
        "microtenants",
        scoped=False,
        list_only=True,
        without_id=DEFAULT_MICROTENANT,
        holds_others=True,
        can_lack=True,
        facts=(IS_ENABLED,),
    ),
    "provisioning_key": Kind(
        "provisioning key",
        "associationType/%s/provisioningKey",
        parents=(ASSOCIATION,),
        facts=(IS_ENABLED, Metadata("association_type", ASSOCIATION.wire, text)),
    ),
    "segment_group": Kind("segment group", "segmentGroup", facts=WHAT_IT_IS),
    "server_group": Kind(
        "server group",
        "serverGroup",
        # Recorded are the segments of a group in lists alone. Users have seen them by id as well
        # (zscaler/zscaler-sdk-python#506), which says nothing of the tenants of all others.
        wrong_by_id=("applications",),
        facts=WHAT_IT_IS,
    ),
    "service_edge": Kind("service edge", "serviceEdge", creatable=False, facts=(IS_ENABLED,), can_lack=True),
    "service_edge_group": Kind("service edge group", "serviceEdgeGroup", facts=WHAT_IT_IS),
    "version_profile": Kind(
        "version profile",
        "visible/versionProfiles",
        scoped=False,
        list_only=True,
        folds_case=True,
        creatable=False,
        facts=(
            IS_DESCRIBED,
            Metadata("visibility_scope", "visibilityScope", text),
            Metadata("upgrade_priority", "upgradePriority", text),
        ),
    ),
}
LOOKUPS = Lookups(_ROWS)

# Lists of words: the path of an object whose keys they are, or of an array, and its version.
WORDS = {
    "client_type": ("clientTypes", "v1"),
    "platform": ("platform", "v1"),
    "risk_score": ("riskScoreValues", "v2"),
}
