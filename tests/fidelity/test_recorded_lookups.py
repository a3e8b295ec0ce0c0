# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The look-ups that rules need, as they were recorded from the API and as SDKs ask for them.

The recordings are the cassettes TestIdP.yaml, TestSamlAttributes.yaml, TestScimAttributes.yaml,
TestScimGroups.yaml, TestPostureProfiles.yaml, TestTrustedNetworks.yaml, TestMachineGroups.yaml,
TestIsolationProfile.yaml, TestServiceEdgeGroup.yaml, TestPRACredential.yaml, TestPRAPortal.yaml and
TestUserPortal.yaml of zscaler/zscaler-sdk-python, in tests/integration/zpa/cassettes.
"""

from __future__ import annotations

from typing import Any

import pytest
from support.tenants import TestTenant
from support.wire import CREDENTIALS, ISOLATION, USERS, V1, V2, Wire
from zpa_emulator.policy_seeds import (
    PLAIN,
    add_idp,
    add_isolation_profile,
    add_look_up,
    add_posture_profile,
    add_saml_attribute,
    add_scim_attribute,
    add_scim_group,
    add_trusted_network,
)
from zpa_emulator.seeds import add_service_edge_group

MICROTENANT = "216196257331290001"
STAMPED = "id modifiedTime creationTime modifiedBy name"
# The keys that every recorded object has; IdPs for users, of which one was recorded, have more than others.
RECORDED = {
    "idp": STAMPED + " certificates loginUrl idpEntityId autoProvision signSamlRequest ssoType domainList "
    "useCustomSPMetadata scimEnabled enableScimBasedPolicy disableSamlBasedPolicy reauthOnUserUpdate "
    "userSpSigningCertId enableArbitraryAuthDomains userMetadata oneIdentityEnabled "
    "scimServiceProviderEndpoint scimSharedSecretExists forceAuth loginHint enabled delta redirectBinding",
    "samlAttribute": STAMPED + " userAttribute idpId samlName idpName delta",
    "scimattribute": "id creationTime modifiedBy name idpId dataType schemaURI multivalued required "
    "caseSensitive mutability returned uniqueness delta",
    "posture": STAMPED + " postureUdid applyToMachineTunnelEnabled crlCheckEnabled "
    "nonExportablePrivateKeyEnabled zscalerCloud",
    "network": STAMPED + " networkId zscalerCloud",
    "machineGroup": STAMPED + " enabled",
    "isolation/profiles": "id creationTime modifiedBy name description enabled isolationTenantId "
    "isolationProfileId isolationUrl",
    "serviceEdgeGroup": STAMPED + " enabled versionProfileId overrideVersionProfile versionProfileName "
    "upgradePriority versionProfileVisibilityScope upgradeTimeInSecs upgradeDay isPublic useInDrMode "
    "exclusiveForBusinessContinuity graceDistanceEnabled readOnly zscalerManaged microtenantName",
    "credential": STAMPED + " credentialType microtenantName",
    "praPortal": STAMPED + " enabled userNotificationEnabled microtenantName",
    "userPortal": STAMPED + " enabled userNotificationEnabled microtenantName",
}
# Where lists are asked for, if that is not the first version; look-ups without one object by its id.
LIST_ROOT = {"idp": V2, "samlAttribute": V2, "posture": V2, "network": V2, "credential-pool": CREDENTIALS}
LISTS_ONLY = (
    "extranetResource/partner",
    "isolation/profiles",
    "location/summary",
    "managedBrowserProfile/search",
    "workloadTagGroup/summary",
)
COUNTING = ("samlAttribute", "isolation/profiles")
PARENT_ONLY = ("idp", "samlAttribute", "posture", "network", "cloudConnectorGroup", "inspectionProfile")
# What one object shows and a list does not, or the other way round.
APART = {
    "inspectionProfile": {
        "predefinedControls",
        "predefinedControlsVersion",
        "customControls",
        "controlsInfo",
    }
}
PATHS = (
    "idp",
    "samlAttribute",
    "posture",
    "network",
    "isolation/profiles",
    "serviceEdgeGroup",
    *PLAIN.values(),
)
CLOUD = ("posture", "network")


@pytest.fixture(params=[False, True], ids=["legacy", "oneapi"])
def wire(request: pytest.FixtureRequest, zpa: TestTenant) -> Wire:
    return Wire(zpa, request.param)


def add(zpa: TestTenant, path: str, name: str, **extra: Any) -> dict[str, Any]:
    """Add an object of a look-up by the function that seeds use."""
    if path == "idp":
        return add_idp(zpa.tenant, name, ["example.com"], **extra)
    if path == "samlAttribute":
        if not zpa.tenant.table("idp"):
            add_idp(zpa.tenant, "Okta")
        return add_saml_attribute(zpa.tenant, "Okta", name, **extra)
    adders = {
        "posture": add_posture_profile,
        "network": add_trusted_network,
        "isolation/profiles": add_isolation_profile,
        "serviceEdgeGroup": add_service_edge_group,
    }
    if path in adders:
        return adders[path](zpa.tenant, name, **extra)
    return add_look_up(zpa.tenant, path, name, **extra)


def names(answer: dict[str, Any]) -> list[str]:
    return [entry["name"] for entry in answer.get("list", ())]


@pytest.mark.parametrize("path", PATHS)
def test_a_look_up_is_listed_with_the_recorded_keys(wire: Wire, path: str) -> None:
    found = add(wire.zpa, path, "First")
    listed = wire.get(path, LIST_ROOT.get(path, V1))
    envelope = {"totalPages": "1", "totalCount": "1", **({"currentCount": "1"} if path in COUNTING else {})}
    assert {key: value for key, value in listed.items() if key != "list"} == envelope
    (entry,) = listed["list"]
    assert set(entry) >= {*RECORDED.get(path, "id name").split()}
    assert entry["id"] == found["id"]
    booleans = {key for key, value in entry.items() if isinstance(value, bool)}
    assert all(isinstance(entry[key], (str, list, dict)) for key in set(entry) - booleans)


@pytest.mark.parametrize("path", [path for path in PATHS if path not in LISTS_ONLY])
def test_one_of_a_look_up_is_read_in_the_first_version(wire: Wire, path: str) -> None:
    found = add(wire.zpa, path, "First")
    (listed,) = wire.get(path, LIST_ROOT.get(path, V1))["list"]
    root = CREDENTIALS if path == "credential-pool" else V1
    more = {"readOnly": False, "zscalerManaged": False} if path == "machineGroup" else {}
    shown = wire.get("%s/%s" % (path, found["id"]), root)
    apart = APART.get(path, set())
    one, other = (
        {key: value for key, value in answer.items() if key not in apart} for answer in (shown, listed)
    )
    assert one == {**other, **more}
    status, body = wire.refused("GET", path + "/216196257331999999", root=root)
    assert (status, body["id"]) == (404, "resource.not.found")


@pytest.mark.parametrize("path", LIST_ROOT)
def test_a_list_is_in_its_version_only(wire: Wire, path: str) -> None:
    other = V1 if LIST_ROOT[path] != V1 else V2
    assert wire.refused("GET", path, root=other)[0] == 404


@pytest.mark.parametrize("path", PATHS)
def test_a_look_up_is_paged_sorted_and_searched(wire: Wire, path: str) -> None:
    root = LIST_ROOT.get(path, V1)
    given = ["BD MGR 03", "BD-MGR02", "iOS", "faa-x", "BD  MGR  04", "BD-MGR01"]
    stored = {add(wire.zpa, path, name)["name"]: name for name in given}
    in_order = ["BD-MGR01", "BD-MGR02", "BD MGR 03", "BD  MGR  04", "faa-x", "iOS"]
    of_idp = ["Okta"] if path == "samlAttribute" else []
    listed = [name for name in names(wire.get(path, root)) if name not in of_idp]
    assert [stored[name] for name in listed] == in_order
    second = wire.get(path + "?page=2&pagesize=4", root)
    assert [stored[name] for name in names(second)] == in_order[4:]
    assert (second["totalPages"], second["totalCount"]) == ("2", "6")
    (wanted,) = (name for name in stored if stored[name] == "BD-MGR02")
    found = wire.get(path + "?search=name%2BEQ%2B" + wanted.replace(" ", "+"), root)
    assert names(found) == [wanted]
    assert names(wire.get(path + "?search=name%20LIKE%20MGR", root)) == listed[:4]


@pytest.mark.parametrize("path", PATHS)
def test_what_belongs_to_the_parent_is_seen_in_every_microtenant(wire: Wire, path: str) -> None:
    add(wire.zpa, path, "Parent")
    there = wire.get("%s?microtenantId=%s" % (path, MICROTENANT), LIST_ROOT.get(path, V1))
    assert len(there.get("list", ())) == (1 if path in PARENT_ONLY else 0)


@pytest.mark.parametrize("path", CLOUD)
def test_names_end_with_their_cloud(wire: Wire, path: str) -> None:
    add(wire.zpa, path, "Domain_Joined")
    (entry,) = wire.get(path, V2)["list"]
    assert (entry["name"], entry["zscalerCloud"]) == ("Domain_Joined (zscalerthree.net)", "zscalerthree")


@pytest.mark.parametrize("path", ["machineGroup", "cloudConnectorGroup", "branchConnectorGroup"])
def test_summaries_are_names_only(wire: Wire, path: str) -> None:
    found = add(wire.zpa, path, "First", description="Not shown")
    assert wire.get(path + "/summary")["list"] == [{"id": found["id"], "name": "First", "enabled": True}]


def test_an_empty_look_up_has_no_list(wire: Wire) -> None:
    assert wire.get("posture", V2) == {"totalPages": "0", "totalCount": "0"}


# -- IdPs, their attributes and groups -------------------------------------------------------------------


def test_saml_attributes_are_listed_by_their_idp_and_named_after_it(wire: Wire) -> None:
    okta = add_idp(wire.zpa.tenant, "Okta", saml_attributes=["Email", "FirstName"])
    add_idp(wire.zpa.tenant, "Partners", saml_attributes=["Email"])
    listed = wire.get("samlAttribute/idp/" + okta["id"], V2)
    assert names(listed) == ["Email_Okta", "FirstName_Okta"]
    assert (listed["currentCount"], listed["totalCount"]) == ("2", "2")
    assert names(wire.get("samlAttribute", V2)) == ["Email_Okta", "Email_Partners", "FirstName_Okta"]
    short = {(entry["samlName"], entry["idpName"], entry["idpId"]) for entry in listed["list"]}
    assert short == {("Email", "Okta", okta["id"]), ("FirstName", "Okta", okta["id"])}
    assert wire.refused("GET", "samlAttribute/idp/1", root=V2)[0] == 404


def test_scim_attributes_are_below_their_idp_and_their_values_elsewhere(wire: Wire) -> None:
    okta = add_idp(wire.zpa.tenant, "Okta")
    other = add_idp(wire.zpa.tenant, "Partners")
    active = add_scim_attribute(wire.zpa.tenant, "Okta", "active", ["true", "false"], dataType="Boolean")
    add_scim_attribute(wire.zpa.tenant, "Partners", "active")
    path = "idp/%s/scimattribute" % okta["id"]
    listed = wire.get(path)
    (entry,) = listed["list"]
    assert set(entry) >= {*RECORDED["scimattribute"].split()}
    assert (entry["dataType"], entry["idpId"]) == ("Boolean", okta["id"])
    assert (listed["totalPages"], listed["currentCount"], listed["totalCount"]) == ("1", "1", "1")
    assert wire.get("%s/%s" % (path, active["id"])) == entry
    assert wire.refused("GET", "idp/%s/scimattribute/%s" % (other["id"], active["id"]))[0] == 404
    values = "scimattribute/idpId/%s/attributeId/%s" % (okta["id"], active["id"])
    assert wire.get(values, USERS) == {"totalPages": 1, "totalCount": 2, "list": ["false", "true"]}
    assert wire.get(values + "?search=tr", USERS)["list"] == ["true"]


def test_scim_groups_are_listed_by_time_with_numbers_and_nulls(wire: Wire) -> None:
    okta = add_idp(wire.zpa.tenant, "Okta")
    add_scim_group(wire.zpa.tenant, "Okta", "Example2", 1739574264, 2958434)
    add_scim_group(wire.zpa.tenant, "Okta", "marmot-conda", 1765237277, 3251059)
    add_scim_group(wire.zpa.tenant, "Okta", "System User", 1739574353, 2958436)
    path = "scimgroup/idpId/" + okta["id"]
    listed = wire.get(path, USERS)
    assert (listed["totalPages"], listed["totalCount"]) == (1, 3)
    assert names(listed) == ["marmot-conda", "System User", "Example2"]
    newest = {
        "id": 3251059,
        "modifiedTime": 1765237277,
        "creationTime": 1765237277,
        "name": "marmot-conda",
        "idpId": int(okta["id"]),
        "idpGroupId": None,
        "internalId": listed["list"][0]["internalId"],
    }
    assert listed["list"][0] == newest
    assert wire.get("scimgroup/3251059", USERS) == newest
    assert names(wire.get(path + "?search=system", USERS)) == ["System User"]
    assert names(wire.get(path + "?search=e", USERS)) == ["System User", "Example2"]
    assert names(wire.get(path + "?search=name%20EQ%20example2", USERS)) == ["Example2"]
    assert "list" not in wire.get(path + "?search=name%20EQ%20Example", USERS)
    by_name = wire.get(path + "?page=1&pagesize=500&sortBy=name&sortOrder=ASC", USERS)
    assert names(by_name) == ["Example2", "marmot-conda", "System User"]
    assert names(wire.get(path + "?pagesize=2&page=2", USERS)) == ["Example2"]


@pytest.mark.parametrize("path", ["scimgroup/idpId/%s", "scimattribute/idpId/%s/attributeId/1"])
def test_an_idp_without_scim_has_no_groups(wire: Wire, path: str) -> None:
    partners = add_idp(wire.zpa.tenant, "Partners", scim=False)
    for idp_id in (partners["id"], "216196257331999999"):
        status, body = wire.refused("GET", path % idp_id, root=USERS)
        reason = "One or more input fields idpId are not valid."
        assert (status, body) == (
            400,
            {"params": ["idpId"], "id": "invalid.resource.argument", "reason": reason},
        )


# -- Isolation profiles ----------------------------------------------------------------------------------


def test_isolation_profiles_have_other_names_in_the_isolation_api(wire: Wire) -> None:
    add_isolation_profile(wire.zpa.tenant, "BD   SA   Profile")
    (profile,) = wire.get("isolation/profiles")["list"]
    renamed = {
        "isolationTenantId": "cbiTenantId",
        "isolationProfileId": "cbiProfileId",
        "isolationUrl": "cbiUrl",
    }
    wanted = {renamed.get(key, key): value for key, value in profile.items()}
    assert wire.get("zpaprofiles", ISOLATION) == [wanted]


# -- What is the same for everybody ----------------------------------------------------------------------


def test_client_types_are_those_of_the_document(wire: Wire) -> None:
    assert wire.get("clientTypes") == {
        "zpn_client_type_exporter": "Web Browser",
        "zpn_client_type_exporter_noauth": "Web Browser Unauthenticated",
        "zpn_client_type_machine_tunnel": "Machine Tunnel",
        "zpn_client_type_edge_connector": "Cloud Connector",
        "zpn_client_type_zia_inspection": "ZIA Inspection",
        "zpn_client_type_zapp": "Client Connector",
        "zpn_client_type_slogger": "ZPA LSS",
        "zpn_client_type_browser_isolation": "Cloud Browser",
        "zpn_client_type_ip_anchoring": "ZIA Service Edge",
        "zpn_client_type_zapp_partner": "Client Connector Partner",
        "zpn_client_type_branch_connector": "Branch Connector",
        "zpn_client_type_vdi": "Client Connector for VDI",
    }


def test_platforms_and_risk_scores_are_those_of_the_sdks(wire: Wire) -> None:
    platforms = {"linux": "Linux", "android": "Android", "windows": "Windows", "ios": "iOS", "mac": "Mac"}
    assert wire.get("platform") == platforms
    assert wire.get("riskScoreValues", V2) == ["CRITICAL", "HIGH", "MEDIUM", "LOW", "UNKNOWN"]
    assert wire.get("riskScoreValues?excludeUnknown=true", V2) == ["CRITICAL", "HIGH", "MEDIUM", "LOW"]
