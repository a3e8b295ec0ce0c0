# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Applications inside segments that zscaler-sdk-python and the modules of this collection share."""

from __future__ import annotations

from typing import Any

import pytest
from fidelity.clients import Client
from support.tenants import TestTenant
from zpa_emulator.policy_seeds import add_look_up

A, B = "a.example.com", "b.example.com"
MODULE = "zpa_application_segment"
DECLARED = {
    "name": "seg",
    "enabled": True,
    "segment_group": "group",
    "server_groups": ["servers"],
    "domain_names": [A, B],
    "tcp_ports": [22, 443, 3389],
}
SORTS = {
    "pra_apps": (
        "SECURE_REMOTE_ACCESS",
        [
            {"domain": A, "application_protocol": "SSH", "application_port": 22},
            {
                "domain": B,
                "application_protocol": "RDP",
                "application_port": 3389,
                "connection_security": "ANY",
            },
        ],
    ),
    "inspection_apps": (
        "INSPECT",
        [
            {"domain": A, "application_protocol": "HTTPS", "application_port": 443, "certificate": "cert"},
            {"domain": B, "application_protocol": "HTTP", "application_port": 22},
        ],
    ),
    "browser_access": (
        "BROWSER_ACCESS",
        [
            {"domain": A, "application_protocol": "HTTPS", "application_port": 443, "certificate": "cert"},
            {"domain": B, "application_protocol": "HTTP", "application_port": 22, "certificate": "cert"},
        ],
    ),
}
METHODS = {
    "pra_apps": ("app_segments_pra", "segment_pra"),
    "inspection_apps": ("app_segments_inspection", "segment_inspection"),
    "browser_access": ("app_segments_ba_v2", "segment_ba"),
}


def succeeded(result: dict[str, Any]) -> dict[str, Any]:
    assert not result.get("failed"), result
    return result


@pytest.fixture
def given(zpa: TestTenant) -> dict[str, Any]:
    """The same segment in the words of the SDK, on a tenant without segments."""
    zpa.tenant.table("application").clear()
    return {
        "name": "seg",
        "enabled": True,
        "segment_group_id": zpa.add_group("group")["id"],
        "server_group_ids": [zpa.add_server_group("servers")["id"]],
        "domain_names": [A, B],
        "tcp_port_ranges": ["22", "22", "443", "443", "3389", "3389"],
    }


@pytest.fixture(params=SORTS)
def option(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def certificate(zpa: TestTenant) -> str:
    return str(add_look_up(zpa.tenant, "certificate", "cert")["id"])


def in_words_of_the_sdk(apps: list[dict[str, Any]], certificate: str) -> dict[str, Any]:
    configs = []
    for app in apps:
        config = {**app, "application_port": str(app["application_port"]), "enabled": True}
        if config.pop("certificate", None):
            config["certificate_id"] = certificate
        configs.append(config)
    return {"common_apps_dto": {"apps_config": configs}}


def ids(sdk: Client, sort: str) -> dict[str, str]:
    listed = sdk.call("app_segment_by_type", "get_segments_by_type", sort).value
    return {entry["domain"]: entry["id"] for entry in listed}


def test_what_the_sdk_made_is_unchanged_if_it_is_declared_so(
    sdk: Client, zpa: TestTenant, given: dict[str, Any], option: str, certificate: str
) -> None:
    (_sort, apps), (api, method) = SORTS[option], METHODS[option]
    options = {**given, **in_words_of_the_sdk(apps, certificate)}
    sdk.call(api, "add_" + method, **options).must_succeed()
    zpa.forget()
    assert succeeded(zpa.run(MODULE, **{**DECLARED, option: apps}))["changed"] is False
    assert zpa.writes == []


def test_what_a_task_made_keeps_its_ids_under_the_sdk_and_the_other_way_round(
    sdk: Client, zpa: TestTenant, given: dict[str, Any], option: str, certificate: str
) -> None:
    (sort, apps), (api, method) = SORTS[option], METHODS[option]
    task = {**DECLARED, option: apps}
    segment_id = succeeded(zpa.run(MODULE, **task))["application_segment"]["id"]
    made = ids(sdk, sort)
    options = {**given, **in_words_of_the_sdk(apps[:1], certificate), "description": "By the SDK"}
    sdk.call(api, "update_" + method, segment_id, **options).must_succeed()
    assert ids(sdk, sort) == {A: made[A]}
    assert succeeded(zpa.run(MODULE, **task))["changed"] is True
    again = ids(sdk, sort)
    assert (again[A], again.keys()) == (made[A], {A, B})
    assert zpa.stored("seg", "application")["description"] == "By the SDK"
    assert succeeded(zpa.run(MODULE, **{**task, option: []}))["changed"] is True
    assert ids(sdk, sort) == {}
