# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The applications inside a segment: for browsers, for Privileged Remote Access, for AppProtection.

After "Configuring Application Segments Using API", "Configuring Browser Access Application Segments Using
API", TestApplicationSegmentPRA.yaml and TestApplicationSegmentInspection.yaml of the vendor's Python SDK, and
what both of the vendor's SDKs send.

Each has an id of its own. Answers show them in three lists. Browser Access goes back in its own one, the
others together in ``commonAppsDto.appsConfig``. What is only left out there stays as an orphan, so that an
update says which ones go. None is known by its place or its name, and none is taken from another segment, as
other clients do (zscaler/zpacloud-ansible#113). Private to this collection.
"""

from __future__ import annotations

from .._schema.addresses import DomainName, Port, UrlPath
from .._schema.compound import FlaggedWordList
from .._schema.entry_rules import EntryRule, Values
from .._schema.fields import Field
from .._schema.metadata import COMPUTED
from .._schema.owned_list import OwnedList
from .._schema.reference_types import ReferenceTo
from .._schema.scalars import Bool, Choice, Text

# The port of what has none.
NO_PORT = 0
_DTO = "commonAppsDto"
_DOMAIN = Field(
    "domain",
    "domain",
    DomainName(),
    text="The host name or address of the application, which O(domain_names) should have as well. It tells "
    "one application of the list from another.",
    shown="The host name or address of the application.",
)
_PORT = Field(
    "application_port", "applicationPort", Port(), required=True, text="The port of the application."
)
_TRUST = Field(
    "trust_untrusted_cert",
    "trustUntrustedCert",
    Bool(),
    create_default=False,
    text="Whether the certificate of the application itself is trusted whoever has signed it.",
)
_CERTIFICATE = Field(
    "certificate",
    "certificateId",
    ReferenceTo("browser_access_certificate"),
    label="certificateName",
)
# What answers show of each beside its fields, and nobody sets.
_SHOWN = ("microtenantId", "portal", "adpEnabled")


def _is_managed_by_zscaler(values: Values) -> bool:
    return bool(values.get("ext_label") or values.get("ext_domain"))


def _lacks_certificate(values: Values) -> bool:
    return not values.get("certificate") and not _is_managed_by_zscaler(values)


_NO_CERTIFICATE = (
    "is missing, and application_protocol=%s needs it. Give the name or id of a Browser Access certificate%s."
)
_OR_MANAGED = ", or ext_label and ext_domain for one that Zscaler manages"

BROWSER_ACCESS = Field(
    "browser_access",
    "clientlessApps",
    OwnedList(
        "domain",
        _DOMAIN,
        Field(
            "application_protocol",
            "applicationProtocol",
            Choice("HTTP", "HTTPS", missing=""),
            required=True,
            text="How the application itself is reached.",
        ),
        _PORT,
        _CERTIFICATE._replace(
            text="the Browser Access certificate of the application. Leave it out where Zscaler manages the "
            "certificate, see O(browser_access[].ext_label).",
            shown="the Browser Access certificate of the application.",
        ),
        # Enabled is what answers to creations show that do not say it.
        Field(
            "enabled", "enabled", Bool(), create_default=True, text="Whether the application can be reached."
        ),
        _TRUST,
        Field(
            "allow_options",
            "allowOptions",
            Bool(),
            create_default=False,
            text="Whether browsers can send C(OPTIONS) requests before they have signed in.",
        ),
        Field("path", "path", UrlPath(), text="The path of the URL that users are sent to."),
        Field(
            "hidden",
            "hidden",
            Bool(),
            create_default=False,
            text="Whether user portals leave the application out.",
        ),
        # Only the newer of the vendor's SDKs and the Terraform provider have these two.
        Field(
            "ext_label",
            "extLabel",
            Text(),
            echoes=("extId",),
            text="The first part of the host name of an application whose certificate Zscaler manages.",
        ),
        Field(
            "ext_domain",
            "extDomain",
            Text(),
            echoes=("extDomainName", "extId"),
            text="The rest of the host name of an application whose certificate Zscaler manages.",
        ),
        Field(
            "cname",
            "cname",
            Text(),
            is_computed=True,
            text="The name under which ZPA serves the application. The DNS name of the application has to be "
            "an alias of it.",
        ),
        carrier=("clientlessApps",),
        removed=(_DTO, "deletedBaApps"),
        owner="appId",
        also=("application_protocol", "application_port"),
        named="name",
        rules=(
            EntryRule(
                "certificate",
                ("application_protocol", "certificate", "ext_label", "ext_domain"),
                lambda values: values.get("application_protocol") == "HTTPS" and _lacks_certificate(values),
                _NO_CERTIFICATE % ("HTTPS", _OR_MANAGED),
            ),
            EntryRule(
                "certificate",
                ("application_protocol", "certificate", "ext_label", "ext_domain"),
                lambda values: values.get("application_protocol") == "HTTP" and _lacks_certificate(values),
                "is missing, which is documented only for what Zscaler manages the certificate of.",
                is_certain=False,
            ),
            EntryRule(
                "certificate",
                ("certificate", "ext_label", "ext_domain"),
                lambda values: bool(values.get("certificate")) and _is_managed_by_zscaler(values),
                "is given beside ext_label or ext_domain, which are for a certificate that Zscaler manages.",
                is_certain=False,
            ),
        ),
        computed=COMPUTED,
        ignored=("localDomain", *_SHOWN),
    ),
    text="The applications that browsers reach without a client, all of them: what the list leaves out is "
    "removed. O(match_style) has to be V(EXCLUSIVE).\n"
    "An application keeps its ID, and what its entry leaves out, as long as it keeps its domain.",
    shown="The applications that browsers reach without a client.",
)

PRA_APPS = Field(
    "pra_apps",
    "praApps",
    OwnedList(
        "domain",
        _DOMAIN,
        Field(
            "application_protocol",
            "applicationProtocol",
            Choice("RDP", "SSH", "VNC", missing=""),
            required=True,
            text="How the application is reached.",
        ),
        _PORT,
        Field(
            "connection_security",
            "connectionSecurity",
            Choice("ANY", "NLA", "NLA_EXT", "TLS", "VM_CONNECT", "RDP", missing=""),
            text="The security of an RDP connection. V(RDP) of "
            "O(pra_apps[].application_protocol) needs it, the others go without.",
            shown="The security of an RDP connection.",
        ),
        carrier=(_DTO, "appsConfig"),
        removed=(_DTO, "deletedPraApps"),
        own_id="praAppId",
        owner="appId",
        also=("application_protocol", "application_port"),
        marks=(("appTypes", ["SECURE_REMOTE_ACCESS"]),),
        # It cannot be disabled (zscaler/terraform-provider-zpa#593).
        start=(("enabled", True),),
        named="name",
        only_with=(("connection_security", "application_protocol", ("RDP",)),),
        rules=(
            EntryRule(
                "connection_security",
                ("application_protocol", "connection_security"),
                lambda values: (
                    values.get("application_protocol") == "RDP" and not values.get("connection_security")
                ),
                "is missing, and application_protocol=RDP needs it. Give for example ANY.",
            ),
            EntryRule(
                "connection_security",
                ("application_protocol", "connection_security"),
                lambda values: (
                    values.get("application_protocol") not in (None, "RDP")
                    and bool(values.get("connection_security"))
                ),
                "goes with application_protocol=RDP alone. Leave it out.",
                can_be_had=False,
            ),
        ),
        computed=COMPUTED,
        ignored=("hidden", "certificateId", "certificateName", "cname", "localDomain", "allowOptions")
        + ("trustUntrustedCert", *_SHOWN),
    ),
    text="The applications of Privileged Remote Access, all of them: what the list leaves out is removed, "
    "which consoles have to be before. ZPA cannot disable one.\n"
    "An application keeps its ID, and what its entry leaves out, as long as it keeps its domain.",
    shown="The applications of Privileged Remote Access.",
)

INSPECTION_APPS = Field(
    "inspection_apps",
    "inspectionApps",
    OwnedList(
        "domain",
        _DOMAIN,
        Field(
            "application_protocol",
            "applicationProtocol",
            Choice("HTTP", "HTTPS", "NONE", missing=""),
            required=True,
            text="How the application is reached. V(NONE) is for AppProtection of Active Directory.",
        ),
        _PORT._replace(
            type=Port(least=NO_PORT),
            text="The port of the application. V(0) is for V(NONE) of "
            "O(inspection_apps[].application_protocol) alone.",
            shown="The port of the application.",
        ),
        _CERTIFICATE._replace(
            text="the Browser Access certificate with which the traffic is inspected. V(HTTPS) of "
            "O(inspection_apps[].application_protocol) needs it.",
            shown="the Browser Access certificate with which the traffic is inspected.",
        ),
        _TRUST,
        Field(
            "protocols",
            "protocols",
            FlaggedWordList("LDAP", "SMB", "KERBEROS"),
            parts=("adpEnabled",),
            text="Which protocols of Active Directory are inspected.",
        ),
        carrier=(_DTO, "appsConfig"),
        removed=(_DTO, "deletedInspectApps"),
        own_id="inspectAppId",
        owner="appId",
        also=("application_protocol", "application_port"),
        marks=(("appTypes", ["INSPECT"]),),
        start=(("enabled", True),),
        named="name",
        only_with=(("certificate", "application_protocol", ("HTTPS", "NONE", "")),),
        rules=(
            EntryRule(
                "certificate",
                ("application_protocol", "certificate"),
                lambda values: (
                    values.get("application_protocol") == "HTTPS" and not values.get("certificate")
                ),
                _NO_CERTIFICATE % ("HTTPS", ""),
            ),
            EntryRule(
                "certificate",
                ("application_protocol", "certificate"),
                lambda values: (
                    values.get("application_protocol") == "HTTP" and bool(values.get("certificate"))
                ),
                "goes with application_protocol=HTTPS alone. Leave it out.",
                can_be_had=False,
            ),
            EntryRule(
                "application_port",
                ("application_protocol", "application_port"),
                lambda values: (
                    values.get("application_port") == NO_PORT
                    and values.get("application_protocol") not in (None, "NONE")
                ),
                "is 0, which goes with application_protocol=NONE alone. Give a number from 1 to 65535.",
            ),
            EntryRule(
                "protocols",
                ("application_protocol", "protocols"),
                lambda values: (
                    bool(values.get("protocols")) and values.get("application_protocol") not in (None, "NONE")
                ),
                "has entries, which are documented for application_protocol=NONE alone.",
                is_certain=False,
            ),
        ),
        computed=COMPUTED,
        ignored=("hidden", "cname", "localDomain", "allowOptions", *_SHOWN),
    ),
    text="The applications that AppProtection inspects, all of them: what the list leaves out is removed. "
    "O(match_style) has to be V(EXCLUSIVE).\n"
    "An application keeps its ID, and what its entry leaves out, as long as it keeps its domain.",
    shown="The applications that AppProtection inspects.",
)

SUB_APPLICATIONS = (BROWSER_ACCESS, PRA_APPS, INSPECTION_APPS)
