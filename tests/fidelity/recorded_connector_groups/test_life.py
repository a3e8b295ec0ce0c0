# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""App Connector groups and what they need, as recorded and as documented, request by request.

The recordings are the cassettes of zscaler/zscaler-sdk-python, in tests/integration/zpa/cassettes:
TestAppConnectorGroup.yaml, TestServerGroup.yaml and TestEnrolmentCertificate.yaml. The document is the
vendor's help page "Configuring App Connector Groups Using API".
"""

from __future__ import annotations

from typing import Any

import pytest
from support.connector_groups_on_wire import LEAST, NOT_FOUND, Wire, refused
from zpa_emulator.places import CITIES, city_of
from zpa_emulator.seeds import add_server_group

JSON_UTF8 = "application/json;charset=utf-8"

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
