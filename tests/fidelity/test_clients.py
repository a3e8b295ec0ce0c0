# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What clients that nobody here wrote get from the emulator: zscaler-sdk-python and pyZscaler.

Each client leads segment groups through their life once for each way of signing in; the tests look at what
it returned by step, and at what the emulator saw.
"""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator

HERE = Path(__file__).resolve().parent
MICROTENANT = "216196257331290001"
TEAMS = ["Team %02d" % number for number in range(20)]
NAMES = ["Expired", "Finance", "Old intranet", *TEAMS, "Throttled"]
NOT_FOUND = "No resource exists with the given id/name"
IN_USE = "Resource is being referenced in Application : Payroll."


@dataclass
class Run:
    """A finished life cycle: what the client returned by step, and the tenant that it worked on."""

    signed_in: str
    steps: dict[str, Any]
    tenant: TestTenant
    groups: dict[str, str]
    applications: dict[str, str]

    def value(self, step: str) -> Any:
        assert "value" in self.steps[step], self.steps[step]
        return self.steps[step]["value"]

    def names(self, step: str) -> list[str]:
        return [group["name"] for group in self.value(step)]

    def members(self, step: str) -> set[str]:
        """The names of the applications of the group that a step returned."""
        names = {object_id: name for name, object_id in self.applications.items()}
        return {names[application["id"]] for application in self.value(step).get("applications", ())}

    def searches(self) -> list[str]:
        """The searches as they came in: percent-decoded once."""
        return [entry.query["search"] for entry in self.tenant.calls if "search" in entry.query]

    @property
    def sign_ins(self) -> list[int]:
        return [entry.status for entry in self.tenant.tenant.log if entry.is_token_request]


@dataclass(frozen=True)
class Keys:
    """An RSA key: the private half in PKCS#8 PEM, the public half in PEM."""

    private: str
    public: str


def new_keys() -> Keys:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    private = key.private_bytes(pem, pkcs8, serialization.NoEncryption())
    public = key.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo)
    return Keys(private.decode(), public.decode())


def interpreter(client: str) -> str:
    """Return the Python that has a client, which the command that runs the tests has installed."""
    variable = "ZPA_TEST_" + client.upper().replace("-", "_")
    if not os.environ.get(variable):
        pytest.fail("%s is not set. Run these tests by: python3 tools/dev.py check tests/fidelity" % variable)
    return os.environ[variable]


def drive(client: str, tenant: TestTenant, folder: Path, **job: Any) -> Run:
    """Let a client work on a tenant, and return what came of it."""
    python = interpreter(client)
    applications = {
        entry["name"]: entry["id"] for entry in tenant.add_application("SAP", "Payroll", "Jira", "Git")
    }
    groups = {name: tenant.add_group(name)["id"] for name in (*TEAMS, "Throttled", "Expired")}
    groups["Finance"] = tenant.add_group("Finance", description="The money", applications=["Git"])["id"]
    groups["Old intranet"] = tenant.add_group("Old intranet", enabled=False)["id"]
    tenant.fault("throttle", "GET .*/%s$" % groups["Throttled"], retry_after="4s")
    tenant.fault("expired", "GET .*/%s$" % groups["Expired"])
    everything = {
        "base_url": tenant.emulator.base_url,
        "customer_id": tenant.tenant.customer_id,
        "client_id": tenant.client_id,
        "microtenant": MICROTENANT,
        "groups": groups,
        "applications": applications,
        **job,
    }
    # Settings and proxies of whoever runs the tests stay away, and so does the SDK's cache of answers.
    env = {"HOME": str(folder), "ZSCALER_CLIENT_CACHE_ENABLED": "false"}
    driver = HERE / ("drive_%s.py" % client.replace("-", "_"))
    done = subprocess.run(
        [python, str(driver)],
        input=json.dumps(everything),
        capture_output=True,
        cwd=folder,
        env=env,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Run(job["signed_in"], json.loads(done.stdout), tenant, groups, applications)


@pytest.fixture(scope="module", params=["API keys", "OneAPI secret", "OneAPI private key"])
def sdk(request: pytest.FixtureRequest, emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """What the SDK did, once for each way of signing in."""
    folder = tmp_path_factory.mktemp("sdk")
    tenant = new_tenant(emulator, folder / "tokens")
    right, wrong = {"client_secret": tenant.client_secret}, {"client_secret": "not the secret"}
    if request.param == "OneAPI private key":
        own, other = new_keys(), new_keys()
        client = tenant.tenant.clients[tenant.client_id]
        client.client_secret, client.public_key = "", own.public
        right, wrong = {"private_key": own.private}, {"private_key": other.private}
    flavour = "legacy" if request.param == "API keys" else "oneapi"
    job = {"flavour": flavour, "right": right, "wrong": wrong, "signed_in": request.param}
    return drive("zscaler-sdk-python", tenant, folder, **job)


@pytest.fixture(scope="module")
def pyzscaler(emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """What pyZscaler did. It knows API keys only."""
    folder = tmp_path_factory.mktemp("pyzscaler")
    tenant = new_tenant(emulator, folder / "tokens")
    right, wrong = {"client_secret": tenant.client_secret}, {"client_secret": "not the secret"}
    return drive("pyzscaler", tenant, folder, right=right, wrong=wrong, signed_in="API keys")


def refused(step: dict[str, Any]) -> tuple[int, str, str]:
    """Return status, id and reason of a refusal, as the SDK or pyZscaler told it."""
    body = step.get("body", {})
    return step["status"], step.get("code") or body["id"], step.get("message") or body["reason"]


# -- zscaler-sdk-python ----------------------------------------------------------------------------------


def test_the_sdk_signs_in_where_its_flavour_does(sdk: Run) -> None:
    paths = {entry.path for entry in sdk.tenant.tenant.log if entry.is_token_request}
    assert paths == {"/signin" if sdk.signed_in == "API keys" else "/oauth2/v1/token"}


def test_the_sdk_uses_the_prefix_of_oneapi_with_oneapi_only(sdk: Run) -> None:
    prefixes = {entry.path.split("/mgmtconfig/")[0] for entry in sdk.tenant.calls}
    assert prefixes == {"" if sdk.signed_in == "API keys" else "/zpa"}


def test_the_sdk_is_refused_with_a_wrong_secret_or_key(sdk: Run) -> None:
    assert sdk.sign_ins[0] == 401
    told = "Failed to login" if sdk.signed_in == "API keys" else '"error": "invalid_client"'
    assert told in sdk.steps["refused_sign_in"]


def test_the_sdk_signs_in_once_for_many_calls(sdk: Run) -> None:
    assert sdk.sign_ins[1:] == [200] * (1 if sdk.signed_in == "API keys" else 2)


def test_the_sdk_signs_in_again_once_a_oneapi_token_has_expired(sdk: Run) -> None:
    if sdk.signed_in == "API keys":
        assert refused(sdk.steps["expired"])[:2] == (401, "unauthorized")
    else:
        assert sdk.value("expired")["name"] == "Expired"


def test_the_sdk_waits_as_long_as_a_429_says(sdk: Run) -> None:
    assert sdk.value("throttled")["name"] == "Throttled"
    padding = 0 if sdk.signed_in == "API keys" else 1
    assert sdk.steps["waits"] == [4 + padding]


def test_the_sdk_lists_twenty_groups_unless_told_otherwise(sdk: Run) -> None:
    assert sdk.names("first_page") == NAMES[:20]


def test_the_sdk_lists_every_page(sdk: Run) -> None:
    assert sdk.steps["every_page"] == [NAMES[:20], NAMES[20:]]


def test_the_sdk_lists_a_page_of_the_size_it_asks_for(sdk: Run) -> None:
    assert sdk.names("second_of_five") == NAMES[5:10]


def test_the_sdk_lists_nothing_beyond_the_last_page(sdk: Run) -> None:
    assert sdk.value("beyond_the_last") == []


def test_the_sdk_is_refused_a_page_of_more_than_500(sdk: Run) -> None:
    step = sdk.steps["too_large"]
    assert refused(step)[:2] == (400, "invalid.resource.argument")
    assert step["params"] == ["pagesize"]


def test_the_sdk_lists_what_it_searches_for(sdk: Run) -> None:
    assert sdk.names("by_name") == ["Old intranet"]
    assert sdk.names("by_filter") == ["Old intranet"]
    assert sdk.value("by_nobodys_name") == []


def test_the_sdk_encodes_the_plus_signs_of_a_search(sdk: Run) -> None:
    assert sdk.searches() == ["name+EQ+Old intranet", "enabled+EQ+false", "name+EQ+Nobody"]


def test_the_sdk_marks_listed_groups_as_migrated_and_single_ones_not(sdk: Run) -> None:
    listed = next(group for group in sdk.value("first_page") if group["name"] == "Finance")
    assert {**sdk.value("one"), "policy_migrated": True} == listed


def test_the_sdk_gets_a_group_with_its_applications(sdk: Run) -> None:
    group = sdk.value("one")
    assert (group["id"], group["description"]) == (sdk.groups["Finance"], "The money")
    assert (group["enabled"], group["microtenant_name"]) == (True, "Default")
    application = group["applications"][0]
    assert (application["name"], application["domain_names"]) == ("Git", ["git.example.com"])
    assert application["tcp_port_range"] == [{"from": "443", "to": "443"}]


def test_the_sdk_does_not_find_an_unknown_id(sdk: Run) -> None:
    for step in ("unknown", "deleted_unknown", "read_deleted"):
        assert refused(sdk.steps[step]) == (404, "resource.not.found", NOT_FOUND)


def test_the_sdk_adds_a_group_without_applications(sdk: Run) -> None:
    assert sdk.steps["empty"]["status"] == 201
    assert sdk.value("empty")["applications"] == []


def test_the_sdk_adds_a_group_with_applications(sdk: Run) -> None:
    assert sdk.steps["added"]["status"] == 201
    assert sdk.members("added") == {"SAP", "Payroll"}
    group = sdk.value("read_back")
    assert (group["name"], group["description"], group["enabled"]) == ("Sales", "All of sales", True)
    assert sdk.members("read_back") == {"SAP", "Payroll"}


def test_the_sdk_sees_the_microtenant_and_application_names_only_when_it_reads(sdk: Run) -> None:
    added, read = sdk.value("added"), sdk.value("read_back")
    assert "microtenant_name" not in added
    assert "name" not in added["applications"][0]
    assert read["microtenant_name"] == "Default"
    assert "name" in read["applications"][0]


def test_the_sdk_is_refused_a_second_group_of_a_name(sdk: Run) -> None:
    assert refused(sdk.steps["added_again"])[:2] == (400, "resource.already.exist")


def test_the_sdk_gets_no_body_from_an_update(sdk: Run) -> None:
    for step in ("renamed", "changed_v2", "emptied", "renamed_there"):
        assert sdk.steps[step]["status"] == 204
        assert set(sdk.value(step)) == {"id", "applications"}


def test_the_sdk_empties_a_description_that_it_leaves_out_of_an_update(sdk: Run) -> None:
    group = sdk.value("read_renamed")
    assert group["name"] == "Sales and marketing"
    assert "description" not in group
    assert group["enabled"] is True


def test_the_sdk_keeps_applications_that_it_leaves_out_of_an_update(sdk: Run) -> None:
    assert sdk.members("read_renamed") == {"SAP", "Payroll"}


def test_the_sdk_adds_and_removes_applications_by_the_second_version(sdk: Run) -> None:
    assert sdk.members("read_changed_v2") == {"Payroll", "Jira"}
    assert sdk.value("read_changed_v2")["description"] == "Again"


def test_the_sdk_is_refused_an_unknown_application(sdk: Run) -> None:
    reason = "One or more input fields applications are not valid."
    assert refused(sdk.steps["added_unknown_v2"]) == (400, "invalid.resource.argument", reason)


def test_the_sdk_is_refused_to_delete_a_group_with_applications(sdk: Run) -> None:
    step = sdk.steps["deleted_in_use"]
    assert refused(step) == (400, "resource.referenced", IN_USE)
    assert step["params"] == ["Application", "Payroll"]


def test_the_sdk_deletes_a_group_once_it_is_empty(sdk: Run) -> None:
    assert sdk.steps["deleted"] == {"value": None, "status": 204}
    assert "Sales" not in [group["name"] for group in sdk.tenant.tenant.table("segmentGroup").values()]


def test_the_sdk_works_in_a_microtenant(sdk: Run) -> None:
    assert sdk.value("added_there")["microtenant_id"] == MICROTENANT
    assert sdk.value("read_there")["microtenant_name"] == "Subsidiary"
    assert sdk.names("listed_there") == ["Finance"]
    assert sdk.steps["deleted_there"]["status"] == 204


def test_the_sdk_does_not_find_a_group_of_a_microtenant_from_default(sdk: Run) -> None:
    for step in ("read_from_default", "deleted_from_default"):
        assert refused(sdk.steps[step]) == (404, "resource.not.found", NOT_FOUND)


def test_the_sdk_sends_an_empty_object_with_reads_and_deletions_of_oneapi(sdk: Run) -> None:
    bodies = [entry.body for entry in sdk.tenant.calls if entry.method == "DELETE"]
    assert bodies == [None if sdk.signed_in == "API keys" else {}] * 5


# -- pyZscaler -------------------------------------------------------------------------------------------


def test_pyzscaler_is_refused_with_a_wrong_secret(pyzscaler: Run) -> None:
    step = pyzscaler.steps["refused_sign_in"]
    assert (step["error"], *refused(step)[:2]) == ("UnauthorizedError", 401, "unauthorized")


def test_pyzscaler_signs_in_once(pyzscaler: Run) -> None:
    assert pyzscaler.sign_ins == [401, 200]


def test_pyzscaler_lists_all_groups_until_a_page_is_empty(pyzscaler: Run) -> None:
    assert pyzscaler.names("listed") == NAMES
    pages = [entry.query.get("page") for entry in pyzscaler.tenant.calls]
    assert pages[:3] == ["1", "2", "3"]


def test_pyzscaler_lists_as_many_as_it_is_told_to(pyzscaler: Run) -> None:
    assert pyzscaler.names("three") == NAMES[:3]
    assert pyzscaler.names("one_page_of_five") == NAMES[:5]


def test_pyzscaler_is_refused_a_page_of_more_than_500(pyzscaler: Run) -> None:
    step = pyzscaler.steps["too_large"]
    assert refused(step)[:2] == (400, "invalid.resource.argument")
    assert step["body"]["params"] == ["pagesize"]


@pytest.mark.parametrize("step", ["by_name", "by_part", "by_filter", "by_word"])
def test_pyzscaler_lists_what_it_searches_for(pyzscaler: Run, step: str) -> None:
    assert pyzscaler.names(step) == ["Old intranet"]


def test_pyzscaler_lists_nothing_that_nobody_is_called(pyzscaler: Run) -> None:
    assert pyzscaler.value("by_nobodys_name") == []


def test_pyzscaler_is_refused_a_search_of_two_bare_words(pyzscaler: Run) -> None:
    assert refused(pyzscaler.steps["by_two_words"])[:2] == (400, "filtering.input.invalid.operand")


def test_pyzscaler_gets_a_group_with_its_applications(pyzscaler: Run) -> None:
    group = pyzscaler.value("one")
    assert (group["name"], group["description"]) == ("Finance", "The money")
    assert (group["read_only"], group["zscaler_managed"]) == (False, False)
    assert pyzscaler.members("one") == {"Git"}


def test_pyzscaler_does_not_find_an_unknown_id(pyzscaler: Run) -> None:
    for step in ("unknown", "updated_unknown", "deleted_unknown", "read_deleted"):
        assert pyzscaler.steps[step]["error"] == "NotFoundError"
        assert refused(pyzscaler.steps[step]) == (404, "resource.not.found", NOT_FOUND)


def test_pyzscaler_stumbles_over_the_unit_of_a_429(pyzscaler: Run) -> None:
    """It reads ``retry-after: 4s`` as a number: the emulator sends what was recorded."""
    assert pyzscaler.steps["throttled"]["error"] == "ValueError"
    assert "'4s'" in pyzscaler.steps["throttled"]["message"]


def test_pyzscaler_is_refused_once_its_token_has_expired(pyzscaler: Run) -> None:
    assert pyzscaler.steps["expired"]["error"] == "UnauthorizedError"


def test_pyzscaler_adds_a_disabled_group_if_given_only_a_name(pyzscaler: Run) -> None:
    group = pyzscaler.value("only_a_name")
    assert (group["name"], group["enabled"]) == ("Empty", False)
    assert not {"description", "applications"} & set(group)


def test_pyzscaler_adds_a_group_with_applications(pyzscaler: Run) -> None:
    assert pyzscaler.members("added") == {"SAP", "Payroll"}
    group = pyzscaler.value("read_back")
    assert (group["name"], group["description"], group["enabled"]) == ("Sales", "All of sales", True)
    assert pyzscaler.members("read_back") == {"SAP", "Payroll"}


def test_pyzscaler_changes_only_what_it_is_told_to(pyzscaler: Run) -> None:
    before, after = pyzscaler.value("read_back"), pyzscaler.value("renamed")
    moving = ("modified_time", "modified_by")
    same = {key: value for key, value in before.items() if key not in moving}
    assert {key: value for key, value in after.items() if key not in moving} == {
        **same,
        "name": "Sales and marketing",
    }
    assert pyzscaler.value("disabled")["enabled"] is False
    assert pyzscaler.members("disabled") == {"SAP", "Payroll"}


def test_pyzscaler_replaces_the_applications_of_a_group(pyzscaler: Run) -> None:
    assert pyzscaler.members("changed_members") == {"Payroll", "Jira"}


def test_pyzscaler_keeps_the_applications_when_given_no_ids(pyzscaler: Run) -> None:
    """It sends the empty list by a key that the API does not know."""
    assert any(entry.body and "applicationIds" in entry.body for entry in pyzscaler.tenant.writes)
    assert pyzscaler.members("empty_ids") == {"Payroll", "Jira"}


def test_pyzscaler_is_refused_to_delete_a_group_with_applications(pyzscaler: Run) -> None:
    step = pyzscaler.steps["deleted_in_use"]
    assert refused(step) == (400, "resource.referenced", IN_USE)
    assert step["body"]["params"] == ["Application", "Payroll"]


def test_pyzscaler_moves_applications_to_the_group_that_names_them(pyzscaler: Run) -> None:
    assert pyzscaler.members("took_over") == {"Payroll", "Jira"}
    assert "applications" not in pyzscaler.value("read_bereft")


def test_pyzscaler_deletes_a_group_once_it_is_empty(pyzscaler: Run) -> None:
    assert pyzscaler.value("deleted") == 204
