# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which parts of a connection belong together, and where they come from."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.sources import Sources, sources_of

TENANT = {"ZPA_CUSTOMER_ID": "1"}
KEY = {"ZPA_CLIENT_ID": "key", "ZPA_CLIENT_SECRET": "key-secret"}
CLIENT = {"ZSCALER_CLIENT_ID": "client", "ZSCALER_CLIENT_SECRET": "client-secret"}
ACME = {"ZSCALER_VANITY_DOMAIN": "acme"}
LEGACY = {"ZSCALER_USE_LEGACY_CLIENT": "true"}
OF_TASK = {"client_id": "mine", "client_secret": "my-secret"}
SIGN_IN = ("access_token", "client_id", "client_secret", "private_key", "vanity_domain", "cloud")


def sources(task: dict[str, Any], *environment: dict[str, str]) -> Sources:
    return sources_of(task, {name: value for part in environment for name, value in part.items()})


def sign_in(task: dict[str, Any], *environment: dict[str, str]) -> dict[str, Any]:
    values = sources(task, *environment).values
    return {name: values[name] for name in SIGN_IN if name in values}


MINE = OF_TASK
OF_KEY = {"client_id": "key", "client_secret": "key-secret"}
OF_CLIENT = {"client_id": "client", "client_secret": "client-secret"}
CASES: dict[str, tuple[dict[str, Any], tuple[dict[str, str], ...], dict[str, Any]]] = {
    "the task alone": (OF_TASK, (), MINE),
    "the task beside variables of OneAPI": (OF_TASK, (ACME, CLIENT), MINE),
    "the task, which says that there is no vanity domain": (
        {**OF_TASK, "vanity_domain": ""},
        (ACME, CLIENT),
        MINE,
    ),
    "the task beside a private key": (OF_TASK, ({"ZSCALER_PRIVATE_KEY": "key"},), MINE),
    "the task beside a token": (OF_TASK, ({"ZPA_ACCESS_TOKEN": "token"},), MINE),
    "the task with a vanity domain of its own": (
        {**OF_TASK, "vanity_domain": "beta"},
        (ACME, CLIENT),
        {**MINE, "vanity_domain": "beta"},
    ),
    "a part of it in the task": ({"client_id": "mine"}, (KEY,), {"client_id": "mine"}),
    "another part of it in the task": (
        {"client_secret": "my-secret"},
        (KEY, ACME, CLIENT),
        {"client_secret": "my-secret"},
    ),
    "a token in the task": ({"access_token": "token"}, (ACME, CLIENT), {"access_token": "token"}),
    "empty options": (
        {"client_id": "", "client_secret": " ", "access_token": None},
        (KEY,),
        OF_KEY,
    ),
    "an API key": ({}, (KEY,), OF_KEY),
    "OneAPI": ({}, (CLIENT, ACME), {**OF_CLIENT, "vanity_domain": "acme"}),
    "both, with a vanity domain": ({}, (KEY, CLIENT, ACME), {**OF_CLIENT, "vanity_domain": "acme"}),
    "both, without one": ({}, (KEY, CLIENT), OF_KEY),
    "both, and the task says that there is no vanity domain": (
        {"vanity_domain": ""},
        (KEY, CLIENT, ACME),
        OF_KEY,
    ),
    "both, and the task names the vanity domain": (
        {"vanity_domain": "acme"},
        (KEY, CLIENT),
        {**OF_CLIENT, "vanity_domain": "acme"},
    ),
    "both, and the switch for API keys": ({}, (KEY, CLIENT, ACME, LEGACY), OF_KEY),
    "the switch for API keys, turned off": (
        {},
        (KEY, CLIENT, ACME, {"ZSCALER_USE_LEGACY_CLIENT": "False"}),
        {**OF_CLIENT, "vanity_domain": "acme"},
    ),
    "the task names a vanity domain beside the switch for API keys": (
        {"vanity_domain": "acme"},
        (KEY, CLIENT, LEGACY),
        {**OF_CLIENT, "vanity_domain": "acme"},
    ),
    "variables of API keys alone, with a vanity domain": (
        {},
        (KEY, ACME),
        {**OF_KEY, "vanity_domain": "acme"},
    ),
    "variables of OneAPI alone, without a vanity domain": ({}, (CLIENT,), OF_CLIENT),
    "OneAPI whose vanity domain is not wanted": ({"vanity_domain": ""}, (CLIENT, ACME), {}),
    "OneAPI of another vanity domain": (
        {"vanity_domain": "beta"},
        (CLIENT, ACME, KEY),
        {"vanity_domain": "beta"},
    ),
    "OneAPI of the same vanity domain": (
        {"vanity_domain": "ACME"},
        (CLIENT, ACME),
        {**OF_CLIENT, "vanity_domain": "ACME"},
    ),
    "parts of two families": (
        {},
        ({"ZPA_CLIENT_ID": "key", "ZSCALER_PRIVATE_KEY": "pem"}, ACME),
        {"private_key": "pem", "vanity_domain": "acme"},
    ),
    "a token and more": (
        {},
        ({"ZPA_ACCESS_TOKEN": "token"}, KEY, ACME),
        {"access_token": "token", "vanity_domain": "acme"},
    ),
}


@pytest.mark.parametrize(("task", "environment", "expected"), CASES.values(), ids=CASES.keys())
def test_a_credential_comes_from_one_place_as_a_whole(
    task: dict[str, Any], environment: tuple[dict[str, str], ...], expected: dict[str, Any]
) -> None:
    assert sign_in(task, *environment) == expected


BETA, GOV = {"ZPA_CLOUD": "BETA"}, {"ZSCALER_CLOUD": "gov"}


@pytest.mark.parametrize(
    ("task", "environment", "cloud"),
    [
        ({"cloud": "QA"}, (KEY, BETA, GOV), "QA"),
        ({}, (KEY, BETA, GOV), "BETA"),
        ({}, (CLIENT, ACME, BETA, GOV), "gov"),
        ({"vanity_domain": ""}, (KEY, CLIENT, ACME, BETA, GOV), "BETA"),
        ({}, (KEY, CLIENT, ACME, LEGACY, BETA, GOV), "BETA"),
        # One alone is nobody else's.
        ({}, (KEY, GOV), "gov"),
        ({}, (CLIENT, ACME, BETA), "BETA"),
        (OF_TASK, (GOV,), "gov"),
        (OF_TASK, (BETA,), "BETA"),
        # One that stands beside a credential belongs to it.
        (OF_TASK, (CLIENT, ACME, GOV), None),
        ({**OF_TASK, "vanity_domain": "acme"}, (KEY, BETA), None),
        ({}, (KEY, CLIENT, ACME, BETA), None),
        ({"vanity_domain": "beta"}, (CLIENT, ACME, GOV), None),
        # The variables of the other way are used as a whole.
        ({}, (CLIENT, GOV), "gov"),
        ({}, (KEY, ACME, BETA), "BETA"),
    ],
)
def test_a_cloud_is_that_of_the_way_of_signing_in(
    task: dict[str, Any], environment: tuple[dict[str, str], ...], cloud: str | None
) -> None:
    assert sources(task, *environment).values.get("cloud") == cloud


@pytest.mark.parametrize("task", [{}, OF_TASK, {"access_token": "token"}, {"vanity_domain": ""}])
def test_what_says_where_comes_from_the_environment_beside_any_credential(task: dict[str, Any]) -> None:
    there = {"ZPA_MICROTENANT_ID": "7", "ZPA_BASE_URL": "https://zpa", "ZPA_TIMEOUT": "5"}
    values = sources(task, TENANT, there, KEY).values
    assert (values["customer_id"], values["microtenant_id"]) == ("1", "7")
    assert (values["base_url"], values["timeout"]) == ("https://zpa", "5")


def test_a_tenant_of_the_task_goes_with_a_credential_of_the_environment() -> None:
    found = sources({"customer_id": "2", "cloud": "beta"}, TENANT, KEY)
    assert found.values == {**OF_KEY, "customer_id": "2", "cloud": "beta"}


def test_what_was_used_is_told_with_its_places_and_without_a_value() -> None:
    found = sources({**OF_TASK, "cloud": "BETA"}, TENANT, ACME, CLIENT, GOV)
    assert found.used == (
        "What was used for signing in: "
        "client_id (task), client_secret (task), cloud (task), customer_id (ZPA_CUSTOMER_ID), "
        "no vanity_domain. Set in the environment, but not used: ZSCALER_VANITY_DOMAIN, ZSCALER_CLIENT_ID, "
        "ZSCALER_CLIENT_SECRET, ZSCALER_CLOUD."
    )


def test_who_said_that_there_is_no_vanity_domain_is_told() -> None:
    assert "no vanity_domain (ZSCALER_USE_LEGACY_CLIENT)." in sources({}, KEY, ACME, LEGACY).used
    assert "no vanity_domain (task)." in sources({"vanity_domain": ""}, KEY, ACME).used
    assert sources({}, KEY).used == (
        "What was used for signing in: "
        "client_id (ZPA_CLIENT_ID), client_secret (ZPA_CLIENT_SECRET), cloud (default), "
        "no vanity_domain."
    )


def test_a_switch_that_is_neither_true_nor_false_is_a_problem() -> None:
    (problem,) = sources({}, KEY, ACME, {"ZSCALER_USE_LEGACY_CLIENT": "maybe"}).problems
    assert problem.startswith("ZSCALER_USE_LEGACY_CLIENT: is neither true nor false.")


@pytest.mark.parametrize("value", [7, True, [], {}, 1.5])
def test_an_option_of_a_wrong_type_is_given(value: Any) -> None:
    assert sign_in({"client_id": value}, KEY) == {"client_id": value}
