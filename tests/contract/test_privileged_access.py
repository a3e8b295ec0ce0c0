# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Privileged Remote Access as a whole: from a portal to the rules, in one configuration."""

from __future__ import annotations

from typing import Any

import pytest
from support.tenants import TestTenant

HOST, PASSWORD = "ssh.example.com", "s3cReT-of-a-credential="
NAMES: dict[str, Any] = {
    "segment_groups": [{"name": "Servers"}],
    "server_groups": [{"name": "Servers", "dynamic_discovery": True}],
    "application_segments": [
        {
            "name": "Bastion",
            "domain_names": [HOST],
            "segment_group": "Servers",
            "server_groups": ["Servers"],
            "tcp_ports": [22],
            "pra_apps": [{"domain": HOST, "application_protocol": "SSH", "application_port": 22}],
        }
    ],
    "pra_portals": [{"name": "Portal", "domain": "pra.example.com"}],
    "pra_consoles": [
        {"name": "Shell", "application_segment": "Bastion", "application": HOST, "portals": ["Portal"]}
    ],
    "pra_credentials": [{"name": "Root", "credential_type": "USERNAME_PASSWORD", "user_name": "root"}],
    "pra_credential_pools": [
        {"name": "Pool", "credential_type": "USERNAME_PASSWORD", "credentials": ["Root"]}
    ],
    "policy_rules": {
        "credential": [
            {
                "name": "Inject",
                "action": "INJECT_CREDENTIALS",
                "credential": "Root",
                "conditions": [{"operands": [{"object_type": "CONSOLE", "objects": ["Shell"]}]}],
            }
        ],
        "privileged_portal": [
            {
                "name": "Files",
                "action": "CHECK_PRIVILEGED_PORTAL_CAPABILITIES",
                "privileged_portal_capabilities": ["DELETE_FILE"],
                "conditions": [{"operands": [{"object_type": "PRIVILEGE_PORTAL", "objects": ["Portal"]}]}],
            }
        ],
    },
}
ABSENT = ("policy_rules", "pra_consoles", "pra_portals", "pra_credential_pools", "pra_credentials")


def whole(**secrets: str) -> dict[str, Any]:
    return {**NAMES, "pra_credentials": [{**NAMES["pra_credentials"][0], **secrets}]}


def test_all_of_it_comes_in_one_run_and_stays_in_the_next(zpa: TestTenant) -> None:
    result = zpa.run("zpa_config", config=whole(password=PASSWORD))
    assert result["changed"], result["msg"]
    assert PASSWORD not in str(result)
    app = zpa.stored("Bastion", "application")["praApps"][0]
    assert zpa.stored("Shell", "praConsole")["praApplication"] == {"id": app["id"]}
    assert zpa.stored("Root", "credential")["password"] == PASSWORD
    zpa.forget()
    again = zpa.run("zpa_config", config=whole(password=PASSWORD))
    assert (again["changed"], zpa.writes) == (False, [])


@pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
def test_a_missing_secret_is_refused_before_anything_is_written(zpa: TestTenant, check: bool) -> None:
    result = zpa.run("zpa_config", check, config=whole())
    assert "config.pra_credentials[0].password: is missing." in result["msg"]
    assert zpa.writes == []


def test_an_export_says_which_secrets_have_to_be_given(zpa: TestTenant) -> None:
    zpa.run("zpa_config", config=whole(password=PASSWORD))
    exported = zpa.run("zpa_config", state="gathered")
    assert PASSWORD not in str(exported)
    assert "password" not in exported["config"]["pra_credentials"][0]
    said = [one for one in exported["not_carried"] if "ZPA never shows it" in one]
    assert len(said) == 1
    assert said[0].startswith("pra_credentials[0] ('Root').password: is left out")


def test_what_refers_goes_before_what_it_refers_to(zpa: TestTenant) -> None:
    zpa.run("zpa_config", config=whole(password=PASSWORD))
    zpa.forget()
    config = {
        name: {"credential": [], "privileged_portal": []} if name == "policy_rules" else [] for name in ABSENT
    }
    result = zpa.run("zpa_config", config=config, state="overridden")
    assert result["summary"]["deleted"] == 6, result["msg"]
    gone = [entry.path.split("/")[6] for entry in zpa.writes if entry.method == "DELETE"]
    assert gone.index("policySet") < gone.index("praConsole") < gone.index("praPortal")
    assert gone.index("credential-pool") < gone.index("credential")


def test_a_pool_of_which_lists_show_no_credentials_is_read_by_its_id(zpa: TestTenant) -> None:
    def thin(status: int, body: Any) -> tuple[int, Any]:
        shown = [{key: value for key, value in one.items() if key != "credentials"} for one in body["list"]]
        return status, {**body, "list": shown}

    pool = {"name": "Pool", "credential_type": "USERNAME_PASSWORD"}
    for name in ("one", "two"):
        options = {"name": name, "credential_type": "USERNAME_PASSWORD", "user_name": name}
        zpa.run("zpa_pra_credential", password=PASSWORD, **options)
    zpa.run("zpa_pra_credential_pool", credentials=["one"], **pool)
    zpa.fault("changed", "GET .*/credential-pool$", times=99, change=thin)
    zpa.forget()
    assert zpa.run("zpa_pra_credential_pool", credentials=["one"], **pool)["changed"] is False
    config = zpa.run("zpa_config", state="gathered", kinds=["pra_credential_pools"])["config"]
    assert config["pra_credential_pools"][0]["credentials"] == ["one"]
    assert zpa.run("zpa_config", config=config)["changed"] is False
    assert zpa.writes == []
    changed = zpa.run("zpa_pra_credential_pool", name="Pool", credentials=["two", "one"])
    assert changed["diff"]["before"]["credentials"] == ["one"]
    assert changed["pra_credential_pool"]["credentials"] == ["one", "two"]
