# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was recorded from the API, and what its documents say, request by request.

The recordings are the cassettes of zscaler/zscaler-sdk-python, in tests/integration/zpa/cassettes:
TestSegmentGroup.yaml, TestAccessPolicyReorderRule.yaml (429), TestAppConnectorGroup.yaml (401). The documents
are the vendor's help pages, above all "Configuring Segment Groups Using API".
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
import pytest
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator
from zpa_emulator.state import Throttle

MICROTENANT = "216196257331290001"
UNKNOWN = "216196257331999999"
AUDIENCE = "https://api.zscaler.com"
JSON = "application/json"
JSON_UTF8 = "application/json;charset=utf-8"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
NOT_FOUND = {"id": "resource.not.found", "reason": "No resource exists with the given id/name"}
BAD_APPLICATIONS = {
    "id": "invalid.resource.argument",
    "reason": "One or more input fields applications are not valid.",
}
UNAUTHORIZED = {"detail": "unauthorized", "type": "", "title": "", "status": ""}
TOO_MANY = {
    "exception": "invalid.toomanyrequests",
    "id": "invalid.toomanyrequests",
    "reason": "Exceeded the number of requests allowed.",
}
# The keys that all 29 applications of the recorded list have.
RECORDED_APPLICATION = (
    "id modifiedTime creationTime modifiedBy name domainName domainNames enabled passiveHealthEnabled "
    "tcpPortRanges doubleEncrypt healthCheckType icmpAccessType bypassType configSpace ipAnchored "
    "bypassOnReauth inspectTrafficWithZia tcpKeepAlive useInDrMode matchStyle selectConnectorCloseToApp "
    "weightedLoadBalancing extranetEnabled adpEnabled apiProtectionEnabled autoAppProtectEnabled "
    "fqdnDnsCheck policyStyle tcpPortRange"
)


@dataclass
class Wire:
    """Requests to one tenant as they are, with a token of one of the sign-ins."""

    zpa: TestTenant
    prefix: str
    token: str

    def send(
        self, method: str, path: str, body: Any = None, version: str = "v1", token: str | None = None
    ) -> requests.Response:
        """``path``: what follows the customer, with the query as it goes over the wire."""
        customer_id = self.zpa.tenant.customer_id
        root = "%s/mgmtconfig/%s/admin/customers/%s/" % (self.prefix, version, customer_id)
        headers = {"Authorization": "Bearer %s" % (self.token if token is None else token)}
        url = self.zpa.emulator.base_url + root + path
        return requests.request(method, url, json=body, headers=headers, timeout=10)

    def get(self, path: str) -> Any:
        answer = self.send("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def create(self, query: str = "", **body: Any) -> Any:
        answer = self.send("POST", "segmentGroup" + query, body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def put(self, group_id: str, version: str = "v1", **body: Any) -> requests.Response:
        return self.send("PUT", "segmentGroup/" + group_id, body, version)

    def found(self, query: str) -> list[str]:
        """The names that a query for groups finds."""
        return [group["name"] for group in self.get("segmentGroup" + query).get("list", ())]


def sign_in(zpa: TestTenant, path: str, **form: str) -> requests.Response:
    return requests.post(zpa.emulator.base_url + path, data=form, timeout=10)


def legacy_form(zpa: TestTenant) -> dict[str, str]:
    return {"client_id": zpa.client_id, "client_secret": zpa.client_secret}


def oneapi_form(zpa: TestTenant) -> dict[str, str]:
    return {**legacy_form(zpa), "grant_type": "client_credentials", "audience": AUDIENCE}


@pytest.fixture
def legacy(zpa: TestTenant) -> Wire:
    return Wire(zpa, "", sign_in(zpa, "/signin", **legacy_form(zpa)).json()["access_token"])


@pytest.fixture
def oneapi(zpa: TestTenant) -> Wire:
    token = sign_in(zpa, "/oauth2/v1/token", **oneapi_form(zpa)).json()["access_token"]
    return Wire(zpa, "/zpa", token)


@pytest.fixture(params=["", "/zpa"], ids=["legacy", "oneapi"])
def wire(request: pytest.FixtureRequest) -> Wire:
    return request.getfixturevalue("oneapi" if request.param else "legacy")


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def keyed(zpa: TestTenant, key: rsa.RSAPrivateKey) -> TestTenant:
    """The tenant with a client that has a key and no secret."""
    pem, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    client = zpa.tenant.clients[zpa.client_id]
    client.client_secret, client.public_key = "", key.public_key().public_bytes(pem, form).decode()
    return zpa


def assertion_form(zpa: TestTenant, key: Any, algorithm: str = "RS256", **changed: Any) -> dict[str, str]:
    """The form of a sign-in by key. ``changed``: claims other than right, or None to leave them out."""
    right = {"iss": zpa.client_id, "sub": zpa.client_id, "aud": AUDIENCE, "exp": int(time.time()) + 600}
    claims = {name: value for name, value in {**right, **changed}.items() if value is not None}
    return {
        "client_id": zpa.client_id,
        "grant_type": "client_credentials",
        "audience": AUDIENCE,
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": jwt.encode(claims, key, algorithm=algorithm),
    }


# -- Signing in ------------------------------------------------------------------------------------------


def test_api_keys_give_a_token_for_an_hour_which_is_a_string(zpa: TestTenant) -> None:
    answer = sign_in(zpa, "/signin", **legacy_form(zpa))
    assert answer.status_code == 200
    assert set(answer.json()) == {"token_type", "access_token", "expires_in"}
    assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("Bearer", "3600")


def test_oneapi_gives_a_token_whose_lifetime_is_a_number(zpa: TestTenant) -> None:
    answer = sign_in(zpa, "/oauth2/v1/token", **oneapi_form(zpa))
    assert answer.status_code == 200
    assert set(answer.json()) == {"token_type", "access_token", "expires_in"}
    assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("Bearer", 83999)


def test_a_token_is_a_jwt_that_tells_when_it_expires(legacy: Wire, oneapi: Wire) -> None:
    for token, lifetime in ((legacy.token, 3600), (oneapi.token, 83999)):
        claims = jwt.decode(token, options={"verify_signature": False})
        assert abs(claims["exp"] - time.time() - lifetime) < 60


@pytest.mark.parametrize(
    "change", [{"client_secret": "wrong"}, {"client_id": "nobody"}, {"client_secret": ""}]
)
def test_wrong_credentials_are_refused(zpa: TestTenant, change: dict[str, str]) -> None:
    refused = sign_in(zpa, "/signin", **{**legacy_form(zpa), **change})
    assert (refused.status_code, refused.json()["id"]) == (401, "unauthorized")
    refused = sign_in(zpa, "/oauth2/v1/token", **{**oneapi_form(zpa), **change})
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("change", [{"audience": "https://example.com"}, {"grant_type": "password"}])
def test_oneapi_insists_on_grant_type_and_audience(zpa: TestTenant, change: dict[str, str]) -> None:
    assert sign_in(zpa, "/oauth2/v1/token", **{**oneapi_form(zpa), **change}).status_code == 401


def test_api_keys_go_without_a_grant_type(zpa: TestTenant) -> None:
    assert sign_in(zpa, "/signin", **oneapi_form(zpa)).status_code == 401


def test_credentials_in_json_are_refused(zpa: TestTenant) -> None:
    for path, form in (("/signin", legacy_form(zpa)), ("/oauth2/v1/token", oneapi_form(zpa))):
        assert requests.post(zpa.emulator.base_url + path, json=form, timeout=10).status_code == 401


def test_the_right_private_key_signs_in(keyed: TestTenant, key: rsa.RSAPrivateKey) -> None:
    answer = sign_in(keyed, "/oauth2/v1/token", **assertion_form(keyed, key))
    assert answer.status_code == 200
    assert Wire(keyed, "/zpa", answer.json()["access_token"]).found("") == []


def test_another_private_key_is_refused(keyed: TestTenant) -> None:
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    answer = sign_in(keyed, "/oauth2/v1/token", **assertion_form(keyed, other))
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    "change", [{"aud": "https://example.com"}, {"exp": 1}, {"exp": None}, {"iss": "other"}, {"sub": "other"}]
)
def test_an_assertion_with_a_wrong_claim_is_refused(
    keyed: TestTenant, key: rsa.RSAPrivateKey, change: dict[str, Any]
) -> None:
    assert sign_in(keyed, "/oauth2/v1/token", **assertion_form(keyed, key, **change)).status_code == 401


def test_an_assertion_of_another_algorithm_is_refused(keyed: TestTenant) -> None:
    form = assertion_form(keyed, "a shared secret that is long enough for it", "HS256")
    assert sign_in(keyed, "/oauth2/v1/token", **form).status_code == 401


def test_an_assertion_without_its_type_is_refused(keyed: TestTenant, key: rsa.RSAPrivateKey) -> None:
    form = {**assertion_form(keyed, key), "client_assertion_type": ""}
    assert sign_in(keyed, "/oauth2/v1/token", **form).status_code == 401


def test_no_secret_does_not_stand_for_a_missing_one(keyed: TestTenant) -> None:
    assert sign_in(keyed, "/oauth2/v1/token", **oneapi_form(keyed)).status_code == 401
    assert sign_in(keyed, "/signin", client_id=keyed.client_id, client_secret="").status_code == 401


# -- Tokens ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["", "not-a-token"])
def test_the_gateway_answers_an_unknown_token_as_recorded(oneapi: Wire, token: str) -> None:
    answer = oneapi.send("GET", "segmentGroup", token=token)
    assert (answer.status_code, answer.json()) == (401, UNAUTHORIZED)
    assert answer.headers["content-type"] == JSON
    assert answer.headers["x-oneapi-api-category"] == "public"
    assert not [name for name in answer.headers if name.lower().startswith("x-ratelimit")]


def test_a_token_is_good_for_the_paths_of_its_sign_in_only(
    zpa: TestTenant, legacy: Wire, oneapi: Wire
) -> None:
    assert Wire(zpa, "/zpa", legacy.token).send("GET", "segmentGroup").status_code == 401
    assert Wire(zpa, "", oneapi.token).send("GET", "segmentGroup").status_code == 401


def test_a_token_is_good_for_its_own_customer_only(emulator: Emulator, wire: Wire, tmp_path: Path) -> None:
    stranger = new_tenant(emulator, tmp_path / "other")
    assert Wire(stranger, wire.prefix, wire.token).send("GET", "segmentGroup").status_code == 403


# -- The recorded life of a segment group ----------------------------------------------------------------


def test_a_segment_group_lives_as_recorded(wire: Wire) -> None:
    created = wire.send("POST", "segmentGroup", {"name": "sg-one", "description": "d", "enabled": True})
    group = created.json()
    assert (created.status_code, created.headers["content-type"]) == (201, JSON_UTF8)
    computed = {key: group[key] for key in ("id", "modifiedTime", "creationTime", "modifiedBy")}
    assert all(isinstance(value, str) and value.isdigit() for value in computed.values())
    written = {"name": "sg-one", "description": "d", "enabled": True}
    filled_in = {
        "configSpace": "DEFAULT",
        "tcpKeepAliveEnabled": "0",
        "readOnly": False,
        "zscalerManaged": False,
    }
    assert group == {**computed, **written, **filled_in}
    path = "segmentGroup/" + group["id"]
    assert wire.get(path) == {**group, "microtenantName": "Default"}

    updated = wire.put(group["id"], name="sg-one Updated")
    assert (updated.status_code, updated.content) == (204, b"")
    assert "content-type" not in updated.headers
    changed = wire.get(path)
    del group["description"]
    assert changed == {
        **group,
        "name": "sg-one Updated",
        "microtenantName": "Default",
        "modifiedTime": changed["modifiedTime"],
    }

    wire.zpa.add_group("Example", description="Example test", applications=["SAP"])
    listed = wire.get("segmentGroup")
    assert (listed["totalPages"], listed["totalCount"]) == ("1", "2")
    assert listed["list"][1] == {**changed, "policyMigrated": True}
    assert set(listed) == {"totalPages", "totalCount", "list"}

    deleted = wire.send("DELETE", path)
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert "content-type" not in deleted.headers
    gone = wire.send("GET", path)
    assert (gone.status_code, gone.json()) == (404, NOT_FOUND)


def test_an_embedded_application_has_every_recorded_key(wire: Wire) -> None:
    wire.zpa.add_group("Finance", applications=["SAP"])
    (application,) = wire.get("segmentGroup")["list"][0]["applications"]
    assert set(application) >= set(RECORDED_APPLICATION.split())
    assert application["domainName"] == application["domainNames"][0]
    assert application["tcpPortRanges"] == ["443", "443"]
    assert application["tcpPortRange"] == [{"from": "443", "to": "443"}]


def test_the_answer_to_a_creation_shows_reduced_applications(wire: Wire) -> None:
    sap = wire.zpa.tenant.find("application", "SAP")
    (application,) = wire.create(name="Finance", applications=[{"id": sap["id"]}])["applications"]
    assert application["id"] == sap["id"]
    assert "name" not in application


def test_reads_and_deletions_may_bring_an_empty_object(wire: Wire) -> None:
    group = wire.create(name="sg-one")
    path = "segmentGroup/" + group["id"]
    assert wire.send("GET", path, {}).status_code == 200
    assert wire.send("GET", "segmentGroup", {}).status_code == 200
    assert wire.send("DELETE", path, {}).status_code == 204


def test_only_a_name_makes_a_disabled_group(wire: Wire) -> None:
    assert wire.create(name="sg-one")["enabled"] is False


def test_a_name_loses_blanks_at_its_ends_and_keeps_those_inside(wire: Wire) -> None:
    assert wire.create(name="  BD   SA   Profile ")["name"] == "BD   SA   Profile"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"enabled": True}, "name"),
        ({"name": "  "}, "name"),
        ({"name": ["7"]}, "name"),
        ({"name": "sg-one", "enabled": "yes"}, "enabled"),
        ({"name": "sg-one", "configSpace": "MOON"}, "configSpace"),
    ],
)
def test_a_wrong_field_is_refused_by_its_name(wire: Wire, body: dict[str, Any], field: str) -> None:
    answer = wire.send("POST", "segmentGroup", body)
    assert (answer.status_code, answer.headers["content-type"]) == (400, JSON)
    assert (answer.json()["id"], answer.json()["params"]) == ("invalid.resource.argument", [field])


def test_nulls_and_unknown_keys_are_ignored(wire: Wire) -> None:
    sap = wire.zpa.tenant.find("application", "SAP")
    group = wire.create(name="sg-one", description=None, applications=[{"id": sap["id"]}], colour="blue")
    assert not {"description", "colour"} & set(group)
    assert wire.put(group["id"], name="sg-one", applications=None, policyMigrated=None).status_code == 204
    assert wire.zpa.members("sg-one") == ["SAP"]


def test_a_whole_object_may_be_sent_back(wire: Wire) -> None:
    wire.zpa.add_group("Finance", description="d", applications=["SAP", "Payroll"])
    before = wire.get("segmentGroup")["list"][0]
    assert wire.put(before["id"], **before).status_code == 204
    after = wire.get("segmentGroup")["list"][0]
    moving = ("modifiedTime", "modifiedBy")
    assert {**before, **{key: after[key] for key in moving}} == after


def test_a_number_is_taken_for_a_text_and_shown_as_one(wire: Wire) -> None:
    group = wire.create(name=7, description=1.5, tcpKeepAliveEnabled=1)
    assert (group["name"], group["description"], group["tcpKeepAliveEnabled"]) == ("7", "1.5", "1")


def test_a_second_group_of_a_name_is_refused(wire: Wire) -> None:
    other = wire.create(name="sg-two")
    wire.create(name="sg-one")
    for answer in (
        wire.send("POST", "segmentGroup", {"name": "sg-one"}),
        wire.put(other["id"], name="sg-one"),
    ):
        assert (answer.status_code, answer.json()["id"]) == (400, "resource.already.exist")


def test_a_group_with_applications_is_not_deleted(wire: Wire) -> None:
    group = wire.zpa.add_group("Finance", applications=["SAP"])
    answer = wire.send("DELETE", "segmentGroup/" + group["id"])
    assert (answer.status_code, answer.json()) == (
        400,
        {
            "params": ["Application", "SAP"],
            "id": "resource.referenced",
            "reason": "Resource is being referenced in Application : SAP.",
        },
    )
    assert wire.found("") == ["Finance"]


@pytest.mark.parametrize("flag", ["restrictedEntity", "readOnly", "zscalerManaged"])
def test_a_restricted_group_is_neither_changed_nor_deleted(wire: Wire, flag: str) -> None:
    group = wire.zpa.add_group("Zscaler Deception", **{flag: True})
    path = "segmentGroup/" + group["id"]
    changes = [
        wire.send("DELETE", path),
        wire.put(group["id"], name="x"),
        wire.put(group["id"], "v2", name="x"),
    ]
    for answer in changes:
        assert answer.status_code == 400
        assert answer.json()["id"] == "non.restricted.entity.authorization.failed"
    assert wire.get(path)["name"] == "Zscaler Deception"


def test_an_unknown_id_is_not_found(wire: Wire) -> None:
    path = "segmentGroup/" + UNKNOWN
    answers = [
        wire.send("GET", path),
        wire.send("DELETE", path),
        wire.put(UNKNOWN, name="x"),
        wire.put(UNKNOWN, "v2", name="x"),
    ]
    for answer in answers:
        assert (answer.status_code, answer.json()) == (404, NOT_FOUND)


def test_the_second_version_has_only_the_update(wire: Wire) -> None:
    group = wire.create(name="sg-one")
    path = "segmentGroup/" + group["id"]
    for method, where in (("GET", path), ("DELETE", path), ("GET", "segmentGroup"), ("POST", "segmentGroup")):
        assert wire.send(method, where, {"name": "sg-two"}, "v2").status_code == 404


# -- Updates of the second version -----------------------------------------------------------------------


def ids(zpa: TestTenant, *names: str) -> list[str]:
    return [zpa.tenant.find("application", name)["id"] for name in names]


def test_v2_adds_and_removes_applications(wire: Wire) -> None:
    group = wire.zpa.add_group("Finance", applications=["SAP", "Payroll"])
    answer = wire.put(
        group["id"],
        "v2",
        id=group["id"],
        name="Finance",
        enabled=True,
        skipDetailedAppInfo=True,
        scopeName="Default",
        configSpace="DEFAULT",
        restrictedEntity=False,
        hideInfoTooltip=True,
        description="d",
        addedApps=ids(wire.zpa, "Jira"),
        deletedApps=ids(wire.zpa, "SAP"),
    )
    assert (answer.status_code, answer.content) == (204, b"")
    assert wire.zpa.members("Finance") == ["Jira", "Payroll"]
    shown = wire.get("segmentGroup/" + group["id"])
    assert shown["description"] == "d"
    assert not {"skipDetailedAppInfo", "scopeName", "hideInfoTooltip", "addedApps"} & set(shown)


def test_v2_accepts_ids_that_are_numbers(wire: Wire) -> None:
    group = wire.zpa.add_group("Finance")
    added = [int(object_id) for object_id in ids(wire.zpa, "SAP")]
    assert wire.put(group["id"], "v2", name="Finance", addedApps=added).status_code == 204
    assert wire.zpa.members("Finance") == ["SAP"]


def test_v2_keeps_what_it_is_not_told_to_change(wire: Wire) -> None:
    group = wire.zpa.add_group("Finance", description="d", applications=["SAP"])
    assert wire.put(group["id"], "v2", name="Money", addedApps=[], deletedApps=[]).status_code == 204
    shown = wire.get("segmentGroup/" + group["id"])
    assert (shown["name"], shown["description"], shown["enabled"]) == ("Money", "d", True)
    assert wire.zpa.members("Money") == ["SAP"]


def test_v2_accepts_an_empty_list_of_applications(wire: Wire) -> None:
    group = wire.zpa.add_group("Finance", applications=["SAP"])
    assert wire.put(group["id"], "v2", name="Finance", applications=[]).status_code == 204
    assert wire.zpa.members("Finance") == ["SAP"]


@pytest.mark.parametrize("wrong", ["unknown", "present", "absent", "not a list", "whole list"])
def test_v2_refuses_wrong_applications_and_changes_nothing(wire: Wire, wrong: str) -> None:
    group = wire.zpa.add_group("Finance", applications=["SAP"])
    sap, jira = ids(wire.zpa, "SAP", "Jira")
    lists: dict[str, Any] = {
        "unknown": {"addedApps": [jira, UNKNOWN]},
        "present": {"addedApps": [jira, sap]},
        "absent": {"deletedApps": [sap, jira]},
        "not a list": {"addedApps": jira},
        "whole list": {"applications": [{"id": jira}]},
    }
    answer = wire.put(group["id"], "v2", name="Money", **lists[wrong])
    assert (answer.status_code, answer.json()) == (400, BAD_APPLICATIONS)
    assert wire.zpa.members("Finance") == ["SAP"]


def test_v1_replaces_the_applications_that_it_names_and_keeps_them_otherwise(wire: Wire) -> None:
    group = wire.zpa.add_group("Finance", applications=["SAP", "Payroll"])
    assert wire.put(group["id"], name="Finance").status_code == 204
    assert wire.zpa.members("Finance") == ["Payroll", "SAP"]
    wanted = [{"id": object_id} for object_id in ids(wire.zpa, "SAP", "Jira")]
    assert wire.put(group["id"], name="Finance", applications=wanted).status_code == 204
    assert wire.zpa.members("Finance") == ["Jira", "SAP"]
    assert wire.put(group["id"], name="Finance", applications=[]).status_code == 204
    assert wire.zpa.members("Finance") == []


def test_an_application_belongs_to_one_group_only(wire: Wire) -> None:
    wire.zpa.add_group("Finance", applications=["SAP", "Payroll"])
    group = wire.create(name="Money")
    assert wire.put(group["id"], "v2", addedApps=ids(wire.zpa, "SAP")).status_code == 204
    assert wire.zpa.members("Money") == ["SAP"]
    assert wire.zpa.members("Finance") == ["Payroll"]


# -- Lists -----------------------------------------------------------------------------------------------


def test_a_page_has_twenty_entries_and_page_counts_are_strings(wire: Wire) -> None:
    for number in range(24):
        wire.zpa.add_group("Team %02d" % number)
    first, second = wire.get("segmentGroup"), wire.get("segmentGroup?page=2")
    assert (len(first["list"]), len(second["list"])) == (20, 4)
    for page in (first, second):
        assert (page["totalPages"], page["totalCount"]) == ("2", "24")


def test_a_page_has_500_entries_at_most(wire: Wire) -> None:
    for number in range(501):
        wire.zpa.add_group("Team %03d" % number)
    page = wire.get("segmentGroup?page=1&pagesize=500")
    assert (len(page["list"]), page["totalPages"]) == (500, "2")
    refused = wire.send("GET", "segmentGroup?page=1&pagesize=501")
    assert (refused.status_code, refused.json()["id"]) == (400, "invalid.resource.argument")


def test_only_the_lower_case_page_size_counts(wire: Wire) -> None:
    for number in range(3):
        wire.zpa.add_group("Team %d" % number)
    assert len(wire.get("segmentGroup?pageSize=1")["list"]) == 3
    assert len(wire.get("segmentGroup?pagesize=1")["list"]) == 1


def test_an_empty_list_has_no_list(wire: Wire) -> None:
    assert wire.get("segmentGroup") == {"totalPages": "0", "totalCount": "0"}


def test_a_page_beyond_the_last_has_no_list(wire: Wire) -> None:
    wire.zpa.add_group("Finance")
    assert wire.get("segmentGroup?page=2") == {"totalPages": "1", "totalCount": "1"}


def test_lists_are_ordered_by_name_without_case_blanks_and_hyphens(wire: Wire) -> None:
    names = ["BD-MGR02", "BD MGR 03", "BD  MGR  04", "faa", "iOS"]
    for name in reversed(names):
        wire.zpa.add_group(name)
    assert wire.found("") == names


# -- Searches --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("name%2BEQ%2Bfoo+bar", ["foo bar"]),
        ("name%2BEQ%2Bfoo%20bar", ["foo bar"]),
        ("name%20EQ%20foo%20bar", ["foo bar"]),
        ("name+EQ+foo+bar", ["foo bar"]),
        ("name%20EQ%20FOO%20BAR", ["foo bar"]),
        ("name%20EQ%20foo", ["foo"]),
        ("name%20EQ%20fo", []),
        ("name%20LIKE%20foo", ["foo", "foo bar", "foo  bar"]),
        ("name%20LIKE%20O%20B", ["foo bar"]),
        ("enabled%20EQ%20true", ["foo bar"]),
        ("enabled%2BEQ%2Bfalse", ["foo", "foo  bar", "other"]),
        ("foo", ["foo", "foo bar", "foo  bar"]),
        ("", ["foo", "foo bar", "foo  bar", "other"]),
    ],
)
def test_a_search_finds_what_its_wire_form_means(wire: Wire, search: str, found: list[str]) -> None:
    for name in ("foo", "foo bar", "foo  bar", "other"):
        wire.zpa.add_group(name, enabled=name == "foo bar")
    assert sorted(wire.found("?search=" + search)) == sorted(found)


@pytest.mark.parametrize(
    "search", ["foo+bar", "foo%20bar", "Domain+Joined+-+myDomain", "name%20MATCHES%20foo"]
)
def test_several_bare_words_are_refused(wire: Wire, search: str) -> None:
    answer = wire.send("GET", "segmentGroup?search=" + search)
    assert (answer.status_code, answer.json()["id"]) == (400, "filtering.input.invalid.operand")


def test_a_search_encoded_twice_finds_nothing(wire: Wire) -> None:
    wire.zpa.add_group("foo bar")
    assert wire.found("?search=name%252BEQ%252Bfoo%2520bar") == []


def test_found_groups_are_paged_like_all_others(wire: Wire) -> None:
    for number in range(3):
        wire.zpa.add_group("Team %d" % number)
    wire.zpa.add_group("Finance")
    page = wire.get("segmentGroup?search=name%20LIKE%20team&pagesize=2&page=2")
    assert (page["totalPages"], page["totalCount"]) == ("2", "3")
    assert [group["name"] for group in page["list"]] == ["Team 2"]


# -- Microtenants ----------------------------------------------------------------------------------------


def test_a_group_without_a_microtenant_lands_in_default(wire: Wire) -> None:
    group = wire.create(name="Finance")
    shown = wire.get("segmentGroup/" + group["id"])
    assert shown["microtenantName"] == "Default"
    assert "microtenantId" not in shown
    assert wire.found("") == wire.found("?microtenantId=0") == ["Finance"]


@pytest.mark.parametrize("where", ["query", "body", "both"])
def test_a_group_lands_in_the_microtenant_of_query_or_body(wire: Wire, where: str) -> None:
    query = "?microtenantId=" + MICROTENANT if where != "body" else ""
    body = {"microtenantId": MICROTENANT} if where != "query" else {}
    group = wire.create(query, name="Finance", **body)
    assert group["microtenantId"] == MICROTENANT
    assert "microtenantName" not in group
    assert wire.found("") == []
    (listed,) = wire.get("segmentGroup?microtenantId=" + MICROTENANT)["list"]
    assert (listed["id"], listed["microtenantName"]) == (group["id"], "Subsidiary")


@pytest.mark.parametrize("query", ["?microtenantId=null", "?microtenantId="])
def test_null_means_all_microtenants(wire: Wire, query: str) -> None:
    wire.create(name="Finance")
    wire.create("?microtenantId=" + MICROTENANT, name="Treasury")
    assert wire.found(query) == ["Finance", "Treasury"]


def test_an_empty_microtenant_in_a_body_means_default(wire: Wire) -> None:
    assert "microtenantId" not in wire.create(name="Finance", microtenantId="")
    assert wire.found("?microtenantId=0") == ["Finance"]


def test_the_same_name_may_be_in_two_microtenants(wire: Wire) -> None:
    wire.create(name="Finance")
    assert wire.create("?microtenantId=" + MICROTENANT, name="Finance")["name"] == "Finance"


def test_a_group_of_another_microtenant_is_not_found(wire: Wire) -> None:
    there = "?microtenantId=" + MICROTENANT
    path = "segmentGroup/" + wire.create(there, name="Finance")["id"]
    for method in ("GET", "PUT", "DELETE"):
        assert wire.send(method, path, {"name": "Money"}).json() == NOT_FOUND
    assert wire.send("PUT", path + there, {"name": "Money"}).status_code == 204
    assert wire.send("DELETE", path + there).status_code == 204


def test_an_application_of_another_microtenant_is_refused(wire: Wire) -> None:
    body = {"name": "Finance", "applications": [{"id": ids(wire.zpa, "SAP")[0]}]}
    answer = wire.send("POST", "segmentGroup?microtenantId=" + MICROTENANT, body)
    assert (answer.status_code, answer.json()) == (400, BAD_APPLICATIONS)


def test_an_unknown_microtenant_is_refused(wire: Wire) -> None:
    answer = wire.send("GET", "segmentGroup?microtenantId=" + UNKNOWN)
    assert (answer.status_code, answer.json()["id"]) == (400, "invalid.resource.argument")


def test_microtenants_are_listed_with_default_as_zero(wire: Wire) -> None:
    assert {entry["id"]: entry["name"] for entry in wire.get("microtenants")["list"]} == {
        "0": "Default",
        MICROTENANT: "Subsidiary",
    }


def test_the_summary_of_microtenants_is_a_list_without_an_envelope(wire: Wire) -> None:
    assert wire.get("microtenants/summary") == [
        {"id": MICROTENANT, "name": "Subsidiary", "enabled": True},
        {"id": "0", "name": "Default", "enabled": True},
    ]


# -- Rate limits -----------------------------------------------------------------------------------------


def test_a_429_is_answered_as_recorded(wire: Wire) -> None:
    wire.zpa.fault("throttle", retry_after="4s")
    answer = wire.send("GET", "segmentGroup")
    assert (answer.status_code, answer.json()) == (429, TOO_MANY)
    assert (answer.headers["content-type"], answer.headers["retry-after"]) == (JSON, "4s")
    assert answer.headers["x-ratelimit-limit"] == "5000, 5000;w=60"
    assert (answer.headers["x-ratelimit-remaining"], answer.headers["x-ratelimit-reset"]) == ("4932", "48")
    assert wire.send("GET", "segmentGroup").status_code == 200


def test_reads_and_writes_have_limits_of_their_own(wire: Wire) -> None:
    group = wire.create(name="sg-one")
    wire.zpa.tenant.throttle = Throttle()
    reads = [wire.send("GET", "segmentGroup") for number in range(21)]
    writes = [wire.put(group["id"], name="sg-one") for number in range(11)]
    assert [answer.status_code for answer in reads] == [200] * 20 + [429]
    assert [answer.status_code for answer in writes] == [204] * 10 + [429]
    for answer in (reads[-1], writes[-1]):
        assert answer.json() == TOO_MANY
        assert 1 <= int(answer.headers["retry-after"].removesuffix("s")) <= 10
