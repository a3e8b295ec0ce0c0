# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A credential is one thing: where a task signs in, with what, and what a refusal says of it."""

from __future__ import annotations

from typing import Any

import pytest
from support.modules import run_module
from support.tenants import TestTenant

ONEAPI = {
    "ZSCALER_VANITY_DOMAIN": "acme",
    "ZSCALER_CLIENT_ID": "of-another-tool",
    "ZSCALER_CLIENT_SECRET": "the-secret-of-another-tool",
}


def run(zpa: TestTenant, options: dict[str, Any], **environment: str) -> dict[str, Any]:
    """List groups with the address and the tenant in the environment, and no credential but what is given."""
    there = {name: zpa.environment[name] for name in ("ZPA_BASE_URL", "ZPA_CUSTOMER_ID")}
    return run_module(
        "zpa_segment_group_info", {"token_cache": False, **options}, False, {**there, **environment}
    )


def sign_ins(zpa: TestTenant) -> list[str]:
    return [entry.path for entry in zpa.tenant.log if entry.is_token_request]


@pytest.fixture
def of_task(zpa: TestTenant) -> dict[str, Any]:
    return {"client_id": zpa.client_id, "client_secret": zpa.client_secret}


@pytest.mark.parametrize(
    "beside", [{}, {"vanity_domain": ""}, {"vanity_domain": " "}], ids=["without", "empty", "blank"]
)
def test_an_api_key_of_a_task_signs_in_as_one_whatever_the_environment_has(
    zpa: TestTenant, of_task: dict[str, Any], beside: dict[str, Any]
) -> None:
    result = run(zpa, {**of_task, **beside}, **ONEAPI, ZPA_ACCESS_TOKEN="old", ZSCALER_PRIVATE_KEY="/no/key")
    assert "failed" not in result, result.get("msg")
    assert sign_ins(zpa) == ["/signin"]


def test_an_api_client_of_a_task_signs_in_to_oneapi(zpa: TestTenant, of_task: dict[str, Any]) -> None:
    result = run(
        zpa, {**of_task, "vanity_domain": "beta"}, **ONEAPI, ZPA_CLIENT_ID="a", ZPA_CLIENT_SECRET="b"
    )
    assert "failed" not in result, result.get("msg")
    assert sign_ins(zpa) == ["/oauth2/v1/token"]


@pytest.mark.parametrize(
    ("options", "switch"), [({"vanity_domain": ""}, ""), ({}, "true"), ({}, "1")], ids=str
)
def test_the_environment_has_both_and_the_one_that_is_wanted_signs_in(
    zpa: TestTenant, options: dict[str, Any], switch: str
) -> None:
    key = {"ZPA_CLIENT_ID": zpa.client_id, "ZPA_CLIENT_SECRET": zpa.client_secret}
    result = run(zpa, options, **ONEAPI, **key, ZSCALER_USE_LEGACY_CLIENT=switch)
    assert "failed" not in result, result.get("msg")
    assert sign_ins(zpa) == ["/signin"]


@pytest.mark.parametrize("part", ["client_id", "client_secret"])
def test_half_a_credential_in_the_task_is_refused_with_the_way_out(
    zpa: TestTenant, of_task: dict[str, Any], part: str
) -> None:
    """Neither half of the environment's own credential belongs to it."""
    other = "client_secret" if part == "client_id" else "client_id"
    key = {"ZPA_CLIENT_ID": "of-the-environment", "ZPA_CLIENT_SECRET": "secret-of-the-environment"}
    message = run(zpa, {part: of_task[part]}, **key)["msg"]
    assert message.startswith("%s: is missing" % other)
    assert "The task, or its module_defaults, gives %s" % part in message
    assert "{{ lookup('ansible.builtin.env', 'ZPA_%s') }}" % other.upper() in message
    assert "Set in the environment, but not used: ZPA_CLIENT_ID, ZPA_CLIENT_SECRET" in message
    assert zpa.tenant.log == []


def test_the_way_out_names_the_variable_that_is_set(zpa: TestTenant, of_task: dict[str, Any]) -> None:
    message = run(zpa, {"client_id": of_task["client_id"]}, **ONEAPI)["msg"]
    assert "{{ lookup('ansible.builtin.env', 'ZSCALER_CLIENT_SECRET') }}\" with vanity_domain" in message


@pytest.mark.parametrize(
    ("options", "environment"),
    [
        ({"vanity_domain": "beta"}, ONEAPI),
        ({"vanity_domain": ""}, ONEAPI),
        ({}, {**ONEAPI, "ZSCALER_USE_LEGACY_CLIENT": "true"}),
        ({}, {"ZSCALER_CLIENT_ID": "one", "ZPA_CLIENT_SECRET": "the-secret-of-another"}),
        ({}, {"ZPA_CLIENT_ID": "one", "ZSCALER_PRIVATE_KEY": "/no/key"}),
    ],
    ids=["another domain", "no domain", "switched off", "two halves", "a key without a domain"],
)
def test_why_variables_that_are_set_do_not_count_is_told(
    zpa: TestTenant, options: dict[str, Any], environment: dict[str, str]
) -> None:
    for problem in run(zpa, options, **environment)["problems"]:
        assert problem.endswith(
            "They are of the other way of signing in, or belong to another vanity domain, and parts of two "
            "credentials are never mixed."
        ), problem


def test_nothing_of_the_kind_is_told_where_no_variable_is_set(zpa: TestTenant) -> None:
    assert "They are of" not in run(zpa, {"vanity_domain": "beta"}, ZSCALER_CLIENT_ID="mine")["msg"]


def test_a_refused_sign_in_says_where_each_part_came_from(zpa: TestTenant) -> None:
    secret = "not-the-secret-at-all"
    result = run(
        zpa,
        {"client_id": zpa.client_id, "client_secret": secret, "cloud": "beta"},
        **ONEAPI,
        ZSCALER_CLOUD="gov",
        ZPA_CLOUD="ZPATWO",
    )
    assert result["msg"].endswith(
        "cloud and vanity_domain are where they belong. What was used for signing in: "
        "client_id (task), client_secret (task), "
        "cloud (task), customer_id (ZPA_CUSTOMER_ID), base_url (ZPA_BASE_URL), no vanity_domain. Set in the "
        "environment, but not used: ZSCALER_VANITY_DOMAIN, ZSCALER_CLIENT_ID, ZSCALER_CLIENT_SECRET, "
        "ZSCALER_CLOUD, ZPA_CLOUD"
    )
    for value in (secret, ONEAPI["ZSCALER_CLIENT_SECRET"], zpa.client_id):
        assert value not in result["msg"]


def test_a_token_that_has_ended_says_where_it_came_from(zpa: TestTenant) -> None:
    message = run(zpa, {}, ZPA_ACCESS_TOKEN="ended")["msg"]
    assert (
        "has expired or is not for this tenant. What was used for signing in: access_token (ZPA_ACCESS_TOKEN)"
        in message
    )


def test_a_tenant_of_others_says_where_it_came_from(zpa: TestTenant, of_task: dict[str, Any]) -> None:
    zpa.fault("status", status=403, body={}, times=9)
    message = run(zpa, of_task)["msg"]
    assert "check customer_id, microtenant_id and the rights of the API client. What was used" in message
    assert "customer_id (ZPA_CUSTOMER_ID)" in message


def test_a_secret_and_a_key_of_one_place_are_refused(zpa: TestTenant, of_task: dict[str, Any]) -> None:
    message = run(zpa, {**of_task, "private_key": "/no/key", "vanity_domain": "acme"})["msg"]
    assert "client_secret: is given together with private_key" in message
    assert "Remove one: the first is from the task, the second from the task." in message


def test_secrets_of_the_environment_are_masked(zpa: TestTenant) -> None:
    secret = "sEcReT-of-the-environment"
    body = {"id": "unauthorized", "reason": "no client has the secret " + secret}
    zpa.fault("status", "/signin", status=401, body=body)
    result = run(zpa, {}, ZPA_CLIENT_ID=zpa.client_id, ZPA_CLIENT_SECRET=secret)
    assert "no client has the secret" in result["msg"]
    assert secret not in str(result)
