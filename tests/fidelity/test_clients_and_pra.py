# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What zscaler-sdk-python and the modules of this collection share of Privileged Remote Access.

That is what is at ``approval``, ``praPortal``, ``praConsole``, ``credential`` and ``credential-pool``.
"""

from __future__ import annotations

import time
from email.utils import formatdate
from typing import Any

import pytest
from fidelity.clients import Client
from support.tenants import TestTenant
from zpa_emulator.policy_seeds import add_approval, add_look_up

# What is declared, and what the SDK is given beside that or in its place.
KINDS: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "pra_portal": ("portal", {"domain": "pra.example.com", "enabled": True}, {}),
    "pra_credential": (
        "credential",
        {"credential_type": "USERNAME_PASSWORD", "user_name": "root"},
        {"password": "opens nothing", "user_domain": "example.com"},
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_sdk_makes_is_unchanged_if_it_is_declared_so(
    sdk: Client, zpa: TestTenant, kind: str
) -> None:
    called, declared, given = KINDS[kind]
    sdk.call(kind, "add_" + called, name="One", **{**declared, **given}).must_succeed()
    again = zpa.run("zpa_" + kind, name="One", **declared)
    assert again["changed"] is False, again
    sdk.call(kind, "delete_" + called, again[kind]["id"]).must_succeed()
    assert zpa.run("zpa_" + kind, name="One", state="absent")["changed"] is False


def test_a_pool_of_the_sdk_is_unchanged_if_it_is_declared_so(sdk: Client, zpa: TestTenant) -> None:
    first = add_look_up(zpa.tenant, "credential", "First")
    given = {"credential_type": "USERNAME_PASSWORD", "credential_ids": [first["id"]]}
    sdk.call("pra_credential_pool", "add_credential_pool", name="One", **given)
    declared = {"credential_type": "USERNAME_PASSWORD", "credentials": ["First"]}
    again = zpa.run("zpa_pra_credential_pool", name="One", **declared)
    assert again["changed"] is False, again


def test_a_console_of_the_sdk_is_unchanged_if_it_is_declared_so(sdk: Client, zpa: TestTenant) -> None:
    app = {"domain": "ssh.example.com", "applicationProtocol": "SSH", "applicationPort": "22"}
    segment = zpa.add_application_segment("Bastion", domains=["ssh.example.com"], praApps=[app])
    portal = add_look_up(zpa.tenant, "praPortal", "Portal")
    given = {"pra_application_id": segment["praApps"][0]["id"], "pra_portal_ids": [portal["id"]]}
    sdk.call("pra_console", "add_console", name="One", enabled=True, **given).must_succeed()
    declared = {"application_segment": "Bastion", "application": "ssh.example.com", "portals": ["Portal"]}
    again = zpa.run("zpa_pra_console", name="One", **declared)
    assert again["changed"] is False, again


def test_an_approval_of_the_sdk_is_unchanged_if_it_is_declared_so(sdk: Client, zpa: TestTenant) -> None:
    segment = zpa.add_application_segment("Bastion", domains=["ssh.example.com"])
    # The SDK refuses what began more than an hour ago.
    start, end = (formatdate(time.time() + later, usegmt=True) for later in (600, 86400))
    hours = {"days": ["MON"], "start_time": "09:00", "end_time": "17:00", "time_zone": "Europe/Zurich"}
    given = {"application_ids": [segment["id"]], "start_time": start, "end_time": end, "working_hours": hours}
    sdk.call("pra_approval", "add_approval", email_ids=["Ada@example.com"], **given).must_succeed()
    which = {"email_ids": ["ada@example.com"], "application_segments": ["Bastion"]}
    again = zpa.run("zpa_pra_approval", **which, start_time=start, end_time=end, working_hours=hours)
    assert again["changed"] is False, again
    sdk.call("pra_approval", "delete_approval", again["pra_approval"]["id"]).must_succeed()
    assert zpa.run("zpa_pra_approval", **which, state="absent")["changed"] is False


def test_the_sdk_deletes_what_is_over(sdk: Client, zpa: TestTenant) -> None:
    zpa.add_application_segment("Bastion", domains=["ssh.example.com"])
    add_approval(zpa.tenant, ["ada@example.com"], ["Bastion"], startTime="1", endTime="2")
    kept = add_approval(zpa.tenant, ["bob@example.com"], ["Bastion"])
    sdk.call("pra_approval", "expired_approval").must_succeed()
    assert list(zpa.tenant.table("approval")) == [kept["id"]]
