# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Application segments: "Configuring Application Segments Using API", the vendor's SDKs and recorded traffic.

What the server fills in where a key is missing is what a recorded segment shows that was created without it:
``missing`` of the types. None of it is sent unless a task says it. Private to this collection.
"""

from __future__ import annotations

from .._schema.compound import PortRanges, SharedWith, WordList
from .._schema.coverage import is_pattern
from .._schema.domains import DomainNames
from .._schema.exclusions import Exclusion, OneSide, equal, filled
from .._schema.fields import Apart, Field, Together
from .._schema.kind import Metadata
from .._schema.load_balancing import LoadBalancing
from .._schema.metadata import COMPUTED, RECORDED, ids, text
from .._schema.moves import MoveKey, Moves
from .._schema.narrowing import Narrowing
from .._schema.nested import NestedInParts
from .._schema.reference_types import DetailedReference, ReferenceSet, ReferenceTo
from .._schema.resource import Resource, Unmanaged
from .._schema.scalars import Bool, Choice, Name, NumberFlag, Text, WholeNumber
from .lookups import LOOKUPS
from .sub_applications import SUB_APPLICATIONS

# The vendor's page on ranges and limits.
MOST_DOMAINS = 2000
PROTOCOLS = ("LDAP", "SMB", "KERBEROS")
LONGEST = 2**31

NARROWED_BY = (
    Narrowing(
        "segment_group",
        (("", "segment_group"),),
        "Only those that belong to this segment group. Its name or ID.",
    ),
    Narrowing(
        "domain",
        (("", "domain_names"),),
        "Only those whose domain names cover this host, a name or an IP address, the most specific first.\n"
        "The name or address itself comes first, then patterns, then wildcards, V(*.hr.example.com) before "
        "V(*.example.com), or networks, narrower ones before wider ones. Names are not looked up in DNS, and "
        "V(*.example.com) is for names below V(example.com), not for that itself.\n"
        "Ports and O(enabled) are not asked. RV(covered_by) tells which domain name it is.",
        is_host=True,
    ),
    Narrowing(
        "sub_application",
        (("browser_access", "browser_access"), ("pra", "pra_apps"), ("inspection", "inspection_apps")),
        "Only those with applications of this sort inside: for browsers, Privileged Remote Access, or "
        "AppProtection.",
    ),
)

_EXTRANET = NestedInParts(
    Field("enabled", "extranetEnabled", Bool(), text="Whether the segment is for an extranet."),
    Field(
        "partner",
        "zpnErId",
        DetailedReference("extranet_partner"),
        text="the partner whose extranet it is.",
    ),
)

_DOMAIN_NAMES = DomainNames(most=MOST_DOMAINS)
_INCLUSIVE, _EXCLUSIVE = equal("match_style", "INCLUSIVE"), equal("match_style", "EXCLUSIVE")
_PATTERNS = OneSide("domain_names", "patterns in domain_names", is_pattern, _DOMAIN_NAMES.entry)
_AD_PROTECTION = equal("adp_enabled", True)
_NO_AD_PROTECTION = equal("adp_enabled", False)

# What the vendor's pages say plainly is certain. The page on multimatch of 2026 forbids double encryption and
# source IP anchoring alone, older ones AppProtection and Browser Access as well.
EXCLUSIONS = (
    Exclusion(equal("double_encrypt", True), _INCLUSIVE),
    Exclusion(equal("ip_anchored", True), _INCLUSIVE),
    Exclusion(equal("health_reporting", "CONTINUOUS"), _INCLUSIVE),
    Exclusion(_PATTERNS, _EXCLUSIVE),
    Exclusion(_AD_PROTECTION, equal("auto_app_protect_enabled", True)),
    Exclusion(_AD_PROTECTION, _INCLUSIVE, is_certain=False),
    Exclusion(filled("browser_access"), _INCLUSIVE, is_certain=False),
    Exclusion(filled("inspection_apps"), _INCLUSIVE, is_certain=False),
    # Refused by the Terraform provider (zscaler/terraform-provider-zpa#297).
    Exclusion(filled("udp_ports"), equal("select_connector_close_to_app", True), is_certain=False),
    Exclusion(filled("tcp_protocols"), _NO_AD_PROTECTION, is_certain=False),
    Exclusion(filled("udp_protocols"), _NO_AD_PROTECTION, is_certain=False),
)

# By the vendor's page "Configuring Application Segment Multimatch Using API" and its SDKs. The ids of the
# refusals are those of that page and, the first, of zscaler/terraform-provider-zpa#606.
MATCH_STYLES = Together(
    "bulkUpdateMultiMatch",
    ids="applicationIds",
    key="matchStyle",
    sharing="domain_names",
    refusals=(
        "domain.match.style.overlapping",
        "multimatch.inconsistent.missing.apps",
        "features.not.supported.for.multimatch",
    ),
    asked="multimatchUnsupportedReferences",
    asked_of="INCLUSIVE",
    asked_name="appSegmentName",
    asked_why="unsupportedFeatures",
)

# "Configuring Application Segments Using API": the keys are those of the vendor's SDKs.
MOVES = Moves(
    "move",
    (
        MoveKey(
            "microtenant",
            "targetMicrotenantId",
            "microtenant",
            "The name or ID of the microtenant, V(Default) for the Default one.",
            required=True,
        ),
        MoveKey(
            "segment_group",
            "targetSegmentGroupId",
            "segment_group",
            "The name or ID of the segment group there to which the segment then belongs.",
            field="segment_group",
            required=True,
        ),
        MoveKey(
            "server_group",
            "targetServerGroupId",
            "server_group",
            "The name or ID of the server group there through which its applications are then reached.",
            field="server_groups",
        ),
    ),
    unforeseen=("server_groups", "shared_with", "browser_access"),
    has_certificates="browser_access",
    text="Moves the segment from the microtenant of the connection to another one. It is found by O(name) or "
    "O(id), and no other option goes with this one.\n"
    "What is there already, and not here any more, is left as it is, whatever its groups are.\n"
    "What O(browser_access) has loses its certificates by this. Choose them again afterwards.",
)

APPLICATION_SEGMENT = Resource(
    kind=LOOKUPS["application_segment"],
    key="application_segment",
    fields=(
        Field("name", "name", Name(), echoes=("nameWithoutTrim",)),
        Field("description", "description", Text()),
        # Documented as disabled unless said otherwise.
        Field("enabled", "enabled", Bool(), create_default=False),
        Field(
            "segment_group",
            "segmentGroupId",
            ReferenceTo("segment_group"),
            required=True,
            label="segmentGroupName",
            text="the segment group to which the segment belongs. Another one moves it there.",
            shown="the segment group to which the segment belongs.",
        ),
        # Documented as required; an empty list works. What an update does that leaves it out nobody knows.
        Field(
            "server_groups",
            "serverGroups",
            ReferenceSet("server_group"),
            is_always_sent=True,
            text="the server groups through which the applications are reached.",
        ),
        Field(
            "domain_names",
            "domainNames",
            _DOMAIN_NAMES,
            required=True,
            text="The applications: host names, wildcards such as V(*.example.com) or V(.example.com), IP "
            "addresses and networks such as V(10.1.0.0/16). Patterns with V(*) or V(?) elsewhere, such as "
            "V(web*.example.com), need O(match_style=INCLUSIVE).",
            shown="The host names, addresses, networks and patterns of the applications.",
        ),
        Field(
            "tcp_ports",
            "tcpPortRanges",
            PortRanges(is_flat=True),
            formerly="tcpPortRange",
            text="The TCP ports of the applications.",
        ),
        Field(
            "udp_ports",
            "udpPortRanges",
            PortRanges(is_flat=True),
            formerly="udpPortRange",
            text="The UDP ports of the applications.",
        ),
        Field(
            "match_style",
            "matchStyle",
            Choice("EXCLUSIVE", "INCLUSIVE", missing="EXCLUSIVE"),
            together=MATCH_STYLES,
            text="Whether a request goes to the segment that fits it best alone, V(EXCLUSIVE), or to every "
            "segment that it fits, V(INCLUSIVE), which the admin portal calls multimatch. It is the same for "
            "all segments that share a domain name. ZPA refuses to change one of these alone: declare all of "
            "them in one task of M(zerotrust.zpa.zpa_config), which changes them by one request.\n"
            "V(INCLUSIVE) does not go with O(double_encrypt=true), O(ip_anchored=true) or "
            "O(health_reporting=CONTINUOUS).",
            shown="Whether a request goes to the segment that fits best alone, or to every one that fits.",
        ),
        Field(
            "bypass_type",
            "bypassType",
            Choice("NEVER", "ALWAYS", "ON_NET", missing="NEVER"),
            text="When users reach the applications without ZPA: never, always, or on a trusted network, "
            "V(ON_NET).",
        ),
        Field(
            "bypass_on_reauth",
            "bypassOnReauth",
            Bool(),
            text="Whether users reach the applications without ZPA while they have to authenticate again.",
        ),
        Field(
            "health_reporting",
            "healthReporting",
            Choice("NONE", "ON_ACCESS", "CONTINUOUS", missing="ON_ACCESS"),
            text="When App Connectors report whether the applications can be reached: never, when one is "
            "accessed, or all the time.",
        ),
        Field(
            "health_check_type",
            "healthCheckType",
            Choice("DEFAULT", "NONE", missing="DEFAULT"),
            text="How App Connectors check whether the applications can be reached.",
        ),
        Field(
            "passive_health_enabled",
            "passiveHealthEnabled",
            Bool(missing=True),
            text="Whether the traffic of users tells whether the applications can be reached.",
        ),
        Field(
            "icmp_access_type",
            "icmpAccessType",
            Choice("NONE", "PING", "PING_TRACEROUTING", missing="NONE"),
            text="Which ICMP users can send to the applications: none, C(ping), or C(ping) and "
            "C(traceroute).",
        ),
        Field(
            "tcp_keep_alive",
            "tcpKeepAlive",
            NumberFlag(),
            text="Whether connections to the applications are kept alive.",
        ),
        Field(
            "is_cname_enabled",
            "isCnameEnabled",
            Bool(missing=True),
            text="Whether the canonical names of applications are answered with.",
        ),
        Field(
            "double_encrypt",
            "doubleEncrypt",
            Bool(),
            text="Whether the traffic is encrypted from the client to the App Connector as well.",
        ),
        Field(
            "ip_anchored",
            "ipAnchored",
            Bool(),
            text="Whether the segment is for source IP anchoring.",
        ),
        Field(
            "inspect_traffic_with_zia",
            "inspectTrafficWithZia",
            Bool(),
            text="Whether ZIA inspects the traffic.",
        ),
        Field(
            "select_connector_close_to_app",
            "selectConnectorCloseToApp",
            Bool(),
            text="Whether App Connectors near the applications are preferred to those near the users. With "
            "O(udp_ports) it causes a warning, and the API decides.",
            shown="Whether App Connectors near the applications are preferred to those near the users.",
        ),
        Field(
            "use_in_dr_mode",
            "useInDrMode",
            Bool(),
            text="Whether the segment is for disaster recovery.",
        ),
        Field(
            "adp_enabled",
            "adpEnabled",
            Bool(),
            text="Whether AppProtection for Active Directory is on. It does not go with "
            "O(auto_app_protect_enabled=true).",
            shown="Whether AppProtection for Active Directory is on.",
        ),
        Field(
            "tcp_protocols",
            "tcpProtocols",
            WordList(*PROTOCOLS),
            text="Which protocols of Active Directory AppProtection inspects on TCP ports. Without "
            "O(adp_enabled=true) they cause a warning, and the API decides.",
            shown="Which protocols of Active Directory AppProtection inspects on TCP ports.",
        ),
        Field(
            "udp_protocols",
            "udpProtocols",
            WordList(*PROTOCOLS),
            text="Which protocols of Active Directory AppProtection inspects on UDP ports. Without "
            "O(adp_enabled=true) they cause a warning, and the API decides.",
            shown="Which protocols of Active Directory AppProtection inspects on UDP ports.",
        ),
        Field(
            "auto_app_protect_enabled",
            "autoAppProtectEnabled",
            Bool(),
            text="Whether AppProtection finds out by itself what to inspect. The tenant needs an enrollment "
            "certificate for AppProtection.",
            shown="Whether AppProtection finds out by itself what to inspect.",
        ),
        Field(
            "api_protection_enabled",
            "apiProtectionEnabled",
            Bool(),
            text="Whether AppProtection protects APIs.",
        ),
        Field(
            "fqdn_dns_check",
            "fqdnDnsCheck",
            Bool(),
            text="Whether the names of the applications are checked in DNS.",
        ),
        Field(
            "policy_style",
            "policyStyle",
            Choice("NONE", "DUAL_POLICY_EVAL", missing="NONE"),
            text="Whether policies are evaluated for the IP address of a host name as well, "
            "V(DUAL_POLICY_EVAL).",
            shown="Whether policies are evaluated for the IP address of a host name as well.",
        ),
        Field(
            "default_idle_timeout",
            "defaultIdleTimeout",
            WholeNumber(0, LONGEST, 1, missing=0),
            text="The idle timeout of the segment as ZPA has it.",
        ),
        Field(
            "default_max_age",
            "defaultMaxAge",
            WholeNumber(0, LONGEST, 1, missing=0),
            text="The maximum age of the segment as ZPA has it.",
        ),
        Field(
            "config_space",
            "configSpace",
            Choice("DEFAULT", "SIEM", missing="DEFAULT"),
            text="What the segment is for: applications, V(DEFAULT), or log streaming, V(SIEM).",
        ),
        Field(
            "extranet",
            _EXTRANET.keys[0],
            _EXTRANET,
            parts=_EXTRANET.keys[1:],
            text="The extranet that the segment is for. O(extranet.enabled=false) switches it off.\n"
            "What it leaves out is left alone.",
            shown="The extranet that the segment is for.",
        ),
        *SUB_APPLICATIONS,
        # The answers by id have it (zscaler-sdk-go); of those of lists no source tells.
        Field(
            "shared_with",
            "sharedToMicrotenants",
            SharedWith("microtenant"),
            inside="sharedMicrotenantDetails",
            in_body=False,
            apart=Apart("share", key="shareToMicrotenants", is_hidden=True),
            text="the microtenants that use the segment as well. It is written after the segment, by a "
            "request of its own.",
            shown="the microtenants that use the segment as well.",
        ),
        # By the vendor's SDKs. It follows the update of the segment, which says which groups there are.
        Field(
            "load_balancing",
            "weightedLbConfig",
            LoadBalancing(),
            in_body=False,
            apart=Apart(
                "weightedLbConfig", id_key="applicationId", is_read=True, flag="weightedLoadBalancing"
            ),
            among="server_groups",
            refused_as=("applicationToServerGroupMappings", "weightedLoadBalancing"),
            text="How the traffic is shared among O(server_groups). It is read and written after the "
            "segment, by requests of its own. What it does not list has no weight and is not passive.\n"
            "Where it is omitted, what an update of the segment changes in it is changed back, as far as the "
            "server groups are still there.",
            shown="How the traffic is shared among the server groups. V(null) where the task did not read "
            "it.",
        ),
    ),
    metadata=(
        *RECORDED,
        Metadata("segment_group_id", "segmentGroupId", text),
        Metadata("server_group_ids", "serverGroups", ids),
    ),
    read_only=COMPUTED
    | {
        # Of the segment group, which its id says.
        "segmentGroupName",
        # Not supported in creations and updates: load balancing has a path of its own.
        "weightedLoadBalancing",
        # Sharing has a path of its own.
        "sharedMicrotenantDetails",
        # What ZPA finds out.
        "appRecommendationId",
        "applications",
        "inconsistentConfigDetails",
    },
    exclusions=EXCLUSIONS,
    # What an update does to applications that it says no word of nobody knows: all are sent, and looked for.
    guarded=tuple(field.name for field in SUB_APPLICATIONS),
    unmanaged=(
        Unmanaged("cnameConfig", "whether canonical names are flattened", ("NOFLATTEN",)),
        Unmanaged("domainName", "the first of the domain names"),
        Unmanaged("isIncompleteDRConfig", "whether something of disaster recovery is missing"),
        Unmanaged("nameWithoutTrim", "the name as it was typed"),
        Unmanaged("tags", "its tags"),
    ),
    forced_by="forceDelete",
    moves=MOVES,
    # Recorded: consoles know an application in a segment by its own id.
    parts=("praApps", "inspectionApps", "clientlessApps"),
    narrowed_by=NARROWED_BY,
)
