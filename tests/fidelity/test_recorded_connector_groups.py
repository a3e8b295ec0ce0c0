# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""App Connector groups and what they need, as recorded and as documented, request by request.

The recordings are the cassettes of zscaler/zscaler-sdk-python, in tests/integration/zpa/cassettes:
TestAppConnectorGroup.yaml, TestServerGroup.yaml and TestEnrolmentCertificate.yaml. The document is the
vendor's help page "Configuring App Connector Groups Using API".
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from support.tenants import TestTenant
from zpa_emulator.places import CITIES, city_of
from zpa_emulator.seeds import add_app_connector_group, add_server_group, read_seed
from zpa_emulator.state import Quirks

MICROTENANT = "216196257331290001"
UNKNOWN = "216196257331999999"
JSON_UTF8 = "application/json;charset=utf-8"
NOT_FOUND = {"id": "resource.not.found", "reason": "No resource exists with the given id/name"}
EL8 = "72057594037929501"
# The recorded creation, with other texts.
CREATION = {
    "name": "acg-one",
    "description": "d",
    "enabled": True,
    "latitude": "37.33874",
    "longitude": "-121.8852525",
    "location": "San Jose, CA, USA",
    "upgradeDay": "SUNDAY",
    "upgradeTimeInSecs": "66600",
    "overrideVersionProfile": True,
    "versionProfileName": "Default",
    "versionProfileId": "0",
    "dnsQueryType": "IPV4_IPV6",
    "praEnabled": True,
    "tcpQuickAckApp": True,
    "tcpQuickAckAssistant": True,
    "tcpQuickAckReadAssistant": True,
}
FILLED_IN = {
    "cityCountry": "San Jose, US",
    "countryCode": "US",
    "useInDrMode": False,
    "connectorGroupType": "APP",
    "wafDisabled": False,
    "readOnly": False,
    "zscalerManaged": False,
    "lssAppConnectorGroup": False,
}
ONLY_READ = {
    "upgradePriority": "WEEK",
    "versionProfileVisibilityScope": "ALL",
    "version": {
        "version_profile_gid": "0",
        "versionProfileName": "Default",
        "sargeVersion": "26.52.3",
        "childVersion": "26.52.3",
        "latestPlatform": "el9",
    },
    "microtenantName": "Default",
}
STAMPS = ("id", "modifiedTime", "creationTime", "modifiedBy")
LEAST = {"name": "acg-one", "latitude": "50.11", "longitude": "8.68", "location": "Frankfurt"}
# The keys that connector groups inside a recorded server group have.
EMBEDDED = (
    "id modifiedTime creationTime modifiedBy name enabled description versionProfileId "
    "overrideVersionProfile location dnsQueryType cityCountry countryCode tcpQuickAckApp "
    "tcpQuickAckAssistant tcpQuickAckReadAssistant praEnabled useInDrMode connectorGroupType wafDisabled "
    "lssAppConnectorGroup"
)
# The keys of a recorded certificate that is not the root.
CERTIFICATE = (
    "id modifiedTime creationTime modifiedBy cName validFromInEpochSec validToInEpochSec certificate "
    "issuedTo issuedBy serialNo name allowSigning parentCertId parentCertName privateKeyPresent "
    "clientCertType csr storeInHsm readOnly zscalerManaged"
)
# The keys of the first group in the first list of the document, but for its connectors.
OLDER = (
    "id modifiedTime creationTime modifiedBy name enabled upgradeTimeInSecs upgradeDay location latitude "
    "longitude cityCountry countryCode tcpQuickAckApp tcpQuickAckAssistant tcpQuickAckReadAssistant "
    "siemConnectorGroup"
)


@dataclass
class Wire:
    """Requests to one tenant as they are, with a token of one of the sign-ins."""

    zpa: TestTenant
    prefix: str
    token: str

    def send(self, method: str, path: str, body: Any = None, version: str = "v1") -> requests.Response:
        """``path``: what follows the customer, with the query as it goes over the wire."""
        customer_id = self.zpa.tenant.customer_id
        root = "%s/mgmtconfig/%s/admin/customers/%s/" % (self.prefix, version, customer_id)
        headers = {"Authorization": "Bearer %s" % self.token}
        url = self.zpa.emulator.base_url + root + path
        return requests.request(method, url, json=body, headers=headers, timeout=10)

    def get(self, path: str, version: str = "v1") -> Any:
        answer = self.send("GET", path, version=version)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def group(self, group_id: str) -> Any:
        return self.get("appConnectorGroup/" + group_id)

    def listed(self, group_id: str) -> Any:
        """The group as the list shows it."""
        groups = self.get("appConnectorGroup").get("list", ())
        return next(group for group in groups if group["id"] == group_id)

    def create(self, **body: Any) -> Any:
        answer = self.send("POST", "appConnectorGroup", {**LEAST, **body})
        assert answer.status_code == 201, answer.text
        return answer.json()

    def put(self, group_id: str, **body: Any) -> None:
        answer = self.send("PUT", "appConnectorGroup/" + group_id, body)
        assert (answer.status_code, answer.content) == (204, b""), answer.text


@pytest.fixture(params=["", "/zpa"], ids=["legacy", "oneapi"])
def wire(request: pytest.FixtureRequest, zpa: TestTenant) -> Wire:
    form = {"client_id": zpa.client_id, "client_secret": zpa.client_secret}
    if request.param:
        form.update(grant_type="client_credentials", audience="https://api.zscaler.com")
    path = "/oauth2/v1/token" if request.param else "/signin"
    answer = requests.post(zpa.emulator.base_url + path, data=form, timeout=10)
    return Wire(zpa, request.param, answer.json()["access_token"])


def refused(answer: requests.Response, *names: str) -> None:
    assert (answer.status_code, answer.json()) == (
        400,
        {
            "params": list(names),
            "id": "invalid.resource.argument",
            "reason": "One or more input fields %s are not valid." % ", ".join(names),
        },
    )


# -- The recorded life ---------------------------------------------------------------------------------


def test_an_app_connector_group_lives_as_recorded(wire: Wire) -> None:
    created = wire.send("POST", "appConnectorGroup", CREATION)
    group = created.json()
    assert (created.status_code, created.headers["content-type"]) == (201, JSON_UTF8)
    stamps = {key: group[key] for key in STAMPS}
    assert all(isinstance(value, str) and value.isdigit() for value in stamps.values())
    assert group == {**stamps, **CREATION, **FILLED_IN}
    path = "appConnectorGroup/" + group["id"]
    assert wire.get(path) == {**group, **ONLY_READ}

    updated = wire.send("PUT", path, {"name": "acg-one Updated"})
    assert (updated.status_code, updated.content) == (204, b"")
    assert "content-type" not in updated.headers
    changed = wire.get(path)
    moved = {"name": "acg-one Updated", "modifiedTime": changed["modifiedTime"]}
    erased = ("latitude", "longitude", "cityCountry", "countryCode")
    left = {key: value for key, value in group.items() if key not in erased}
    assert changed == {**left, **ONLY_READ, **moved}

    listed = wire.get("appConnectorGroup")
    assert listed == {"totalPages": "1", "totalCount": "1", "list": [changed]}
    deleted = wire.send("DELETE", path)
    assert (deleted.status_code, deleted.content) == (204, b"")
    gone = wire.send("GET", path)
    assert (gone.status_code, gone.json()) == (404, NOT_FOUND)


def test_a_server_group_shows_its_connector_groups_as_recorded(wire: Wire) -> None:
    group = wire.create(**{**CREATION, "lssAppConnectorGroup": True})
    add_server_group(wire.zpa.tenant, "Servers", "d", app_connector_groups=["acg-one"])
    (server_group,) = wire.get("serverGroup")["list"]
    assert wire.get("serverGroup/" + server_group["id"]) == server_group
    assert {key: server_group[key] for key in server_group if key not in STAMPS} == {
        "enabled": True,
        "name": "Servers",
        "description": "d",
        "ipAnchored": False,
        "configSpace": "DEFAULT",
        "extranetEnabled": False,
        "readOnly": False,
        "zscalerManaged": False,
        "microtenantName": "Default",
        "dynamicDiscovery": True,
        "appConnectorGroups": [{key: group[key] for key in EMBEDDED.split()}],
    }


def test_an_enrollment_certificate_is_found_by_its_name(wire: Wire) -> None:
    found = wire.get("enrollmentCert?search=name%2BEQ%2BService+Edge", "v2")
    (certificate,) = found["list"]
    assert (found["totalPages"], found["totalCount"]) == ("1", "1")
    assert set(certificate) == set(CERTIFICATE.split())
    common_name = wire.zpa.tenant.customer_id + ".zpa-customer.com/Service Edge"
    assert (certificate["cName"], certificate["clientCertType"]) == (common_name, "NONE")
    assert wire.get("enrollmentCert/" + certificate["id"]) == certificate


def test_every_tenant_has_five_enrollment_certificates(wire: Wire) -> None:
    certificates = {entry["name"]: entry for entry in wire.get("enrollmentCert", "v2")["list"]}
    assert set(certificates) == {"Client", "Connector", "Isolation Client", "Root", "Service Edge"}
    assert "parentCertId" not in certificates["Root"]
    for name in ("Client", "Connector"):
        assert certificates[name]["parentCertId"] == certificates["Root"]["id"]
        assert certificates[name]["issuedBy"] == certificates["Root"]["issuedTo"]


def test_enrollment_certificates_are_listed_by_the_second_version_only(wire: Wire) -> None:
    certificate = wire.get("enrollmentCert", "v2")["list"][0]
    assert wire.send("GET", "enrollmentCert").json() == NOT_FOUND
    assert wire.send("GET", "enrollmentCert/" + certificate["id"], version="v2").json() == NOT_FOUND


# -- Creations -----------------------------------------------------------------------------------------


def test_what_a_creation_leaves_out_has_the_documented_default_but_it_is_disabled(wire: Wire) -> None:
    group = wire.create()
    assert {key: group[key] for key in group if key not in (*STAMPS, *LEAST)} == {
        **FILLED_IN,
        "enabled": False,
        "cityCountry": "Frankfurt am Main, DE",
        "countryCode": "DE",
        "upgradeDay": "SUNDAY",
        "upgradeTimeInSecs": "66600",
        "dnsQueryType": "IPV4_IPV6",
        "overrideVersionProfile": False,
        "versionProfileId": "0",
        "versionProfileName": "Default",
        "tcpQuickAckApp": False,
        "tcpQuickAckAssistant": False,
        "tcpQuickAckReadAssistant": False,
        "praEnabled": False,
    }


@pytest.mark.parametrize("key", ["name", "latitude", "longitude", "location"])
@pytest.mark.parametrize("how", ["absent", "null", "empty"])
def test_a_creation_needs_a_name_and_a_place(wire: Wire, key: str, how: str) -> None:
    body: dict[str, Any] = {name: value for name, value in LEAST.items() if name != key}
    body.update({"absent": {}, "null": {key: None}, "empty": {key: ""}}[how])
    refused(wire.send("POST", "appConnectorGroup", body), key)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("latitude", "90.0001"),
        ("latitude", "-90.0001"),
        ("latitude", 91),
        ("latitude", True),
        ("latitude", "north"),
        ("latitude", "1e1"),
        ("latitude", " 1"),
        ("latitude", "1\n"),
        ("longitude", "180.0001"),
        ("longitude", -181),
        ("longitude", [1]),
        ("location", ["7"]),
        ("enabled", "true"),
        ("upgradeDay", "Sunday"),
        ("upgradeDay", ["SUNDAY"]),
        ("upgradeTimeInSecs", "-900"),
        ("upgradeTimeInSecs", "-66600"),
        ("upgradeTimeInSecs", "86400"),
        ("upgradeTimeInSecs", "901"),
        ("upgradeTimeInSecs", "900.0"),
        ("upgradeTimeInSecs", 900.5),
        ("dnsQueryType", "IPV5"),
        ("wafDisabled", 0),
        ("dcHostingInfo", "x" * 65),
        ("versionProfileId", "Default"),
        ("enrollmentCertId", "1"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_field(wire: Wire, key: str, value: Any) -> None:
    refused(wire.send("POST", "appConnectorGroup", {**LEAST, key: value}), key)
    group = wire.create()
    before = wire.group(group["id"])
    refused(wire.send("PUT", "appConnectorGroup/" + group["id"], {**LEAST, key: value}), key)
    assert wire.group(group["id"]) == before


@pytest.mark.parametrize(
    ("key", "sent", "kept"),
    [
        ("latitude", "90", "90"),
        ("latitude", -90, "-90"),
        ("latitude", 0, "0"),
        ("latitude", 37.33874, "37.33874"),
        ("latitude", 0.00001, "0.00001"),
        ("longitude", "-180.0", "-180.0"),
        ("upgradeTimeInSecs", 0, "0"),
        ("upgradeTimeInSecs", "85500", "85500"),
        ("dcHostingInfo", "x" * 64, "x" * 64),
    ],
)
def test_the_ends_of_ranges_are_accepted_and_numbers_become_strings(
    wire: Wire, key: str, sent: Any, kept: str
) -> None:
    assert wire.group(wire.create(**{key: sent})["id"])[key] == kept


def test_empty_texts_are_not_kept(wire: Wire) -> None:
    group = wire.create(description="", dcHostingInfo="", siteId="")
    assert not {"description", "dcHostingInfo", "siteId"} & set(group)
    wire.put(group["id"], **LEAST, description="d", dcHostingInfo="rack 7")
    assert wire.group(group["id"])["dcHostingInfo"] == "rack 7"
    wire.put(group["id"], **LEAST, description="")
    shown = wire.group(group["id"])
    assert ("description" in shown, shown["dcHostingInfo"]) == (False, "rack 7")


def test_a_second_group_of_a_name_is_refused(wire: Wire) -> None:
    wire.create()
    other = wire.create(name="acg-two")
    for method, path in (("POST", ""), ("PUT", "/" + other["id"])):
        answer = wire.send(method, "appConnectorGroup" + path, LEAST)
        assert (answer.status_code, answer.json()["id"]) == (400, "resource.already.exist")


# -- Places --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("latitude", "longitude", "city"),
    [
        ("37.3382082", "-121.8863286", "San Jose, US"),
        ("45.3363593", "-122.60484730000002", "Oregon City, US"),
        ("43.8041334", "-120.55420119999997", "Brothers, US"),
        ("36.778261", "-119.41793239999998", "Sanger, US"),
        ("40.88222220000001", "-73.8369444", "New York, US"),
        ("-36.9", "-179.9", "Auckland, NZ"),
    ],
)
def test_coordinates_have_the_city_of_the_recordings_and_the_document(
    latitude: str, longitude: str, city: str
) -> None:
    assert city_of(latitude, longitude) == (city, city[-2:])


def test_every_city_is_its_own_nearest() -> None:
    for name, latitude, longitude in CITIES:
        assert city_of(str(latitude), str(longitude))[0] == name


def test_the_server_alone_says_which_city_it_is(wire: Wire) -> None:
    wrong = {"cityCountry": "Atlantis, XX", "countryCode": "XX"}
    group = wire.create(**wrong)
    assert (group["cityCountry"], group["countryCode"]) == ("Frankfurt am Main, DE", "DE")
    wire.put(group["id"], **{**LEAST, **wrong, "latitude": "1.35", "longitude": "103.8"})
    shown = wire.group(group["id"])
    assert (shown["cityCountry"], shown["countryCode"]) == ("Singapore, SG", "SG")


@pytest.mark.parametrize("missing", ["latitude", "longitude"])
def test_one_coordinate_alone_has_no_city(wire: Wire, missing: str) -> None:
    group = wire.create()
    wire.put(group["id"], **{**LEAST, missing: None})
    shown = wire.group(group["id"])
    assert not {missing, "cityCountry", "countryCode"} & set(shown)
    assert shown["location"] == "Frankfurt"


# -- Fields that depend on each other ------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        {"tcpQuickAckApp": True},
        {"tcpQuickAckApp": True, "tcpQuickAckAssistant": True},
        {"tcpQuickAckApp": True, "tcpQuickAckAssistant": True, "tcpQuickAckReadAssistant": False},
    ],
)
def test_the_three_quick_acknowledgements_are_equal_after_a_write(wire: Wire, body: dict[str, Any]) -> None:
    names = ("tcpQuickAckApp", "tcpQuickAckAssistant", "tcpQuickAckReadAssistant")
    refused(wire.send("POST", "appConnectorGroup", {**LEAST, **body}), *names)
    off, on = wire.create(), wire.create(**dict.fromkeys(names, True), name="acg-two")
    refused(wire.send("PUT", "appConnectorGroup/" + off["id"], {**LEAST, **body}), *names)
    assert wire.group(off["id"])["tcpQuickAckApp"] is False
    answer = wire.send("PUT", "appConnectorGroup/" + on["id"], {**LEAST, "name": "acg-two", **body})
    assert answer.status_code == (400 if False in body.values() else 204)


@pytest.mark.parametrize("value", [None, "", UNKNOWN])
def test_an_override_needs_a_version_profile_that_exists(wire: Wire, value: str | None) -> None:
    body = {"overrideVersionProfile": True, "versionProfileId": value}
    refused(wire.send("POST", "appConnectorGroup", {**LEAST, **body}), "versionProfileId")
    group = wire.create()
    path = "appConnectorGroup/" + group["id"]
    refused(wire.send("PUT", path, {**LEAST, **body}), "versionProfileId")


@pytest.mark.parametrize(
    ("profile", "name", "platform"), [("2", "New Release", "el9"), (EL8, "Default - el8", "el8")]
)
def test_an_override_shows_its_profile_whatever_name_is_written(
    wire: Wire, profile: str, name: str, platform: str
) -> None:
    written: dict[str, Any] = {"versionProfileId": profile, "versionProfileName": "Default"}
    group = wire.create(overrideVersionProfile=True, **written)
    assert (group["versionProfileId"], group["versionProfileName"]) == (profile, name)
    shown = wire.group(group["id"])
    assert (shown["versionProfileId"], shown["versionProfileName"]) == (profile, name)
    assert (shown["version"]["version_profile_gid"], shown["version"]["latestPlatform"]) == (
        profile,
        platform,
    )


def test_an_override_keeps_its_profile_when_an_update_leaves_it_out(wire: Wire) -> None:
    group = wire.create(overrideVersionProfile=True, versionProfileId=2)
    wire.put(group["id"], **LEAST, description="d")
    assert wire.group(group["id"])["versionProfileId"] == "2"


def test_without_an_override_the_server_picks_the_profile(wire: Wire) -> None:
    group = wire.create(overrideVersionProfile=False, versionProfileId="2")
    assert (group["versionProfileId"], group["versionProfileName"]) == ("0", "Default")
    wire.zpa.tenant.default_version_profile = "1"
    shown = wire.group(group["id"])
    assert (shown["versionProfileId"], shown["versionProfileName"]) == ("1", "Previous Default")
    path = "appConnectorGroup/" + group["id"]
    refused(wire.send("PUT", path, {**LEAST, "overrideVersionProfile": True}), "versionProfileId")
    wire.put(group["id"], **{**shown, "overrideVersionProfile": True})
    assert wire.group(group["id"])["versionProfileId"] == "1"


def test_version_profiles_are_listed_and_nothing_else(wire: Wire) -> None:
    profiles = wire.get("visible/versionProfiles")["list"]
    assert {profile["name"]: profile["id"] for profile in profiles} == {
        "Default": "0",
        "Previous Default": "1",
        "New Release": "2",
        "Default - el8": EL8,
        "Previous Default - el8": "72057594037929502",
        "New Release - el8": "72057594037929503",
    }
    for profile in profiles:
        keys = {"id", "name", "description", "visibilityScope", "upgradePriority", "versions"}
        assert set(profile) == keys
        assert profile["versions"][0]["version_profile_gid"] == profile["id"]
    for path in ("visible/versionProfiles/0", "visible", "versionProfiles", "visible/versionProfiles/0/x"):
        assert wire.send("GET", path).json() == NOT_FOUND
    assert wire.send("POST", "visible/versionProfiles", {"name": "x"}).json() == NOT_FOUND


@pytest.mark.parametrize("microtenant", ["0", "null", "", MICROTENANT, UNKNOWN])
def test_version_profiles_are_the_same_for_every_microtenant(wire: Wire, microtenant: str) -> None:
    everywhere = wire.get("visible/versionProfiles")
    assert wire.get("visible/versionProfiles?microtenantId=" + microtenant) == everywhere


def test_version_profiles_are_searched_and_paged(wire: Wire) -> None:
    found = wire.get("visible/versionProfiles?search=name%20LIKE%20el8&pagesize=2&page=2")
    assert (found["totalPages"], found["totalCount"], len(found["list"])) == ("2", "3", 1)


# -- Log streaming -------------------------------------------------------------------------------------


def test_a_read_by_id_denies_that_a_group_is_for_log_streaming(wire: Wire) -> None:
    group = wire.create(lssAppConnectorGroup=True)
    assert group["lssAppConnectorGroup"] is True
    assert wire.group(group["id"])["lssAppConnectorGroup"] is False
    assert wire.listed(group["id"])["lssAppConnectorGroup"] is True


def test_what_a_read_by_id_denies_is_lost_when_it_is_sent_back(wire: Wire) -> None:
    group = wire.create(lssAppConnectorGroup=True)
    wire.put(group["id"], **LEAST)
    assert wire.listed(group["id"])["lssAppConnectorGroup"] is True
    wire.put(group["id"], **wire.group(group["id"]))
    assert wire.listed(group["id"])["lssAppConnectorGroup"] is False


# -- What else is in a group ---------------------------------------------------------------------------


def test_connectors_and_server_groups_are_shown_and_survive_every_update(wire: Wire) -> None:
    connectors = [{"id": "216196257331295001", "name": "one", "enabled": True}]
    tenant = wire.zpa.tenant
    group = add_app_connector_group(tenant, "Berlin", "52.52", "13.405", "Berlin", connectors=connectors)
    add_server_group(tenant, "Servers", app_connector_groups=["Berlin"])
    before = wire.group(group["id"])
    (connector,) = before["connectors"]
    assert (connector["name"], before["cityCountry"]) == ("one", "Berlin, DE")
    assert connector["assistantVersion"]["ctrlChannelStatus"] == "ZPN_STATUS_AUTHENTICATED"
    (server_group,) = before["serverGroups"]
    assert (server_group["id"], server_group["name"]) == (
        tenant.find("serverGroup", "Servers")["id"],
        "Servers",
    )
    wire.put(group["id"], name="Berlin", connectors=[], serverGroups=[])
    wire.put(group["id"], name="Munich")
    after = wire.listed(group["id"])
    assert (after["connectors"], after["serverGroups"]) == ([connector], before["serverGroups"])


def test_a_whole_group_may_be_sent_back(wire: Wire) -> None:
    connectors = [{"id": "1", "name": "one"}]
    extra: dict[str, Any] = {"connectors": connectors, "ipAcl": ["192.0.2.0/24"], "description": "d"}
    group = add_app_connector_group(wire.zpa.tenant, "Berlin", 52.52, 13.405, "Berlin", **extra)
    add_server_group(wire.zpa.tenant, "Servers", app_connector_groups=["Berlin"])
    before = wire.listed(group["id"])
    wire.put(group["id"], **before)
    after = wire.listed(group["id"])
    moving = ("modifiedTime", "modifiedBy")
    assert {**before, **{key: after[key] for key in moving}} == after


def test_an_update_loses_unknown_keys_that_it_leaves_out(wire: Wire) -> None:
    group = add_app_connector_group(wire.zpa.tenant, "Berlin", ipAcl=["192.0.2.0/24"])
    wire.put(group["id"], **LEAST, ipAcl=["192.0.2.0/24"])
    assert wire.group(group["id"])["ipAcl"] == ["192.0.2.0/24"]
    wire.put(group["id"], **LEAST)
    assert "ipAcl" not in wire.group(group["id"])


def test_unknown_keys_and_those_of_the_server_are_ignored(wire: Wire) -> None:
    group = wire.create(colour="blue", connectors=[{"id": "1"}], serverGroups=[{"id": "1"}], readOnly=True)
    assert not {"colour", "connectors", "serverGroups"} & set(group)
    assert group["readOnly"] is False


# -- Deletions, restricted groups, microtenants, lists -------------------------------------------------


def test_a_group_that_a_server_group_refers_to_is_not_deleted(wire: Wire) -> None:
    group = wire.create()
    add_server_group(wire.zpa.tenant, "Servers", app_connector_groups=["acg-one"])
    answer = wire.send("DELETE", "appConnectorGroup/" + group["id"])
    assert (answer.status_code, answer.json()) == (
        400,
        {
            "params": ["Server Group", "Servers"],
            "id": "resource.referenced",
            "reason": "Resource is being referenced in Server Group : Servers.",
        },
    )
    assert wire.group(group["id"])["name"] == "acg-one"


@pytest.mark.parametrize("flag", ["restrictedEntity", "readOnly", "zscalerManaged"])
def test_a_restricted_group_is_neither_changed_nor_deleted(wire: Wire, flag: str) -> None:
    group = add_app_connector_group(wire.zpa.tenant, "Zscaler Deception", **{flag: True})
    path = "appConnectorGroup/" + group["id"]
    for answer in (wire.send("DELETE", path), wire.send("PUT", path, LEAST)):
        assert answer.status_code == 400
        assert answer.json()["id"] == "non.restricted.entity.authorization.failed"
    assert wire.get(path)[flag] is True


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_certificates_are_not_written(wire: Wire, method: str) -> None:
    path = "enrollmentCert" if method == "POST" else "enrollmentCert/6573"
    assert wire.send(method, path, {"name": "x"}).json() == NOT_FOUND


def test_the_second_version_has_no_connector_groups(wire: Wire) -> None:
    path = "appConnectorGroup/" + wire.create()["id"]
    for method, where in (("GET", "appConnectorGroup"), ("GET", path), ("PUT", path), ("DELETE", path)):
        assert wire.send(method, where, LEAST, "v2").json() == NOT_FOUND


def test_a_group_lands_in_its_microtenant(wire: Wire) -> None:
    there = "appConnectorGroup?microtenantId=" + MICROTENANT
    group = wire.send("POST", there, LEAST).json()
    assert group["microtenantId"] == MICROTENANT
    assert wire.get("appConnectorGroup") == {"totalPages": "0", "totalCount": "0"}
    (listed,) = wire.get(there)["list"]
    assert (listed["id"], listed["microtenantName"]) == (group["id"], "Subsidiary")
    assert wire.send("GET", "appConnectorGroup/" + group["id"]).json() == NOT_FOUND


def test_groups_are_searched_by_name_as_documented(wire: Wire) -> None:
    for name in ("App_Connector_Test", "Production"):
        add_app_connector_group(wire.zpa.tenant, name)
    found = wire.get("appConnectorGroup?search=name%20LIKE%20test")
    assert [group["name"] for group in found["list"]] == ["App_Connector_Test"]


# -- Quirks --------------------------------------------------------------------------------------------


def test_long_coordinates_come_back_as_in_the_document(wire: Wire) -> None:
    group = wire.create(latitude="45.3363593", longitude="-122.6048473")
    wire.zpa.tenant.quirks = Quirks(long_coordinates=True)
    for shown in (wire.group(group["id"]), wire.listed(group["id"])):
        assert shown["longitude"] == "-122.60484730000002"
        assert shown["latitude"] != "45.3363593"
        assert abs(float(shown["latitude"]) - 45.3363593) < 1e-13
        wire.put(group["id"], **shown)


@pytest.mark.parametrize(("latitude", "longitude"), [("90", "180"), ("-90", "-180"), ("0", "0")])
def test_long_coordinates_stay_within_their_range(wire: Wire, latitude: str, longitude: str) -> None:
    wire.zpa.tenant.quirks = Quirks(long_coordinates=True)
    group = wire.create(latitude=latitude, longitude=longitude)
    assert (group["latitude"], group["longitude"]) != (latitude, longitude)
    assert "e" not in group["latitude"] + group["longitude"]
    wire.put(group["id"], **group)


def test_the_older_shape_is_that_of_the_first_list_of_the_document(wire: Wire) -> None:
    wire.zpa.tenant.quirks = Quirks(older_shape=True)
    group = wire.create(enabled=True)
    for shown in (group, wire.group(group["id"]), wire.listed(group["id"])):
        assert set(shown) == set(OLDER.split())


def test_the_older_shape_shows_what_differs_from_the_default(wire: Wire) -> None:
    written: dict[str, Any] = {"praEnabled": True, "wafDisabled": True, "lssAppConnectorGroup": True}
    group = wire.create(overrideVersionProfile=True, versionProfileId="2", **written)
    wire.zpa.tenant.quirks = Quirks(older_shape=True)
    shown = wire.listed(group["id"])
    assert (shown["praEnabled"], shown["wafDisabled"], shown["siemConnectorGroup"]) == (True, True, True)
    assert (shown["versionProfileId"], shown["versionProfileName"]) == ("2", "New Release")
    assert not {"useInDrMode", "lssAppConnectorGroup", "dnsQueryType"} & set(shown)
    assert wire.group(group["id"])["siemConnectorGroup"] is False


# -- Seeds ---------------------------------------------------------------------------------------------


def test_the_example_has_connector_groups_of_every_sort() -> None:
    path = Path(__file__).parents[1] / "emulator" / "seeds" / "example.yml"
    (tenant,) = read_seed(path)
    groups = {group["name"]: group for group in tenant.table("appConnectorGroup").values()}
    assert {one["appConnectorGroupId"] for one in tenant.table("connector").values()} == {
        groups["San Jose"]["id"]
    }
    assert (groups["Frankfurt"]["countryCode"], groups["Frankfurt"]["upgradeDay"]) == ("DE", "SATURDAY")
    assert groups["Log streaming"]["lssAppConnectorGroup"] is True
    assert groups["Singapore"]["enabled"] is False
    assert groups["Zscaler Deception"]["restrictedEntity"] is True
    (server_group,) = tenant.table("serverGroup").values()
    assert server_group["appConnectorGroups"] == [{"id": groups["San Jose"]["id"]}]
