# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Application segments, whatever lists show of the applications inside them, in few requests."""

from __future__ import annotations

from typing import Any

import pytest
from support.tenants import TestTenant
from zpa_emulator.policy_seeds import add_look_up
from zpa_emulator.state import Quirks

pytestmark = pytest.mark.generated

SORTS = {"browser_access": "clientlessApps", "pra_apps": "praApps", "inspection_apps": "inspectionApps"}
MANY, MOST_REQUESTS = 300, 10


@pytest.fixture(params=["all", "documented", "none"])
def zpa(zpa: TestTenant, request: pytest.FixtureRequest) -> TestTenant:
    """A tenant with segments with applications of every sort, of which lists show all, some or none."""
    zpa.add_group("Apps")
    add_look_up(zpa.tenant, "certificate", "web.example.com")
    zpa.tenant.quirks = Quirks(apps_in_lists=request.param)
    result = zpa.run("zpa_config", config={"application_segments": [entry(number) for number in (1, 2)]})
    assert result["summary"]["created"] == 2, result
    zpa.forget()
    return zpa


def apps(number: int) -> dict[str, Any]:
    web, ssh, scan = ("%s%d.example.com" % (sort, number) for sort in ("web", "ssh", "scan"))
    secure = {"application_protocol": "HTTPS", "certificate": "web.example.com"}
    return {
        "browser_access": [{"domain": web, "application_port": 443, **secure}],
        "pra_apps": [{"domain": ssh, "application_protocol": "SSH", "application_port": 22}],
        "inspection_apps": [{"domain": scan, "application_port": 8443, **secure}],
    }


def entry(number: int) -> dict[str, Any]:
    domains = ["%s%d.example.com" % (sort, number) for sort in ("web", "ssh", "scan")]
    return {
        "name": "Segment %d" % number,
        "segment_group": "Apps",
        "domain_names": domains,
        "tcp_ports": ["1-65535"],
        **apps(number),
    }


def segment(zpa: TestTenant, **options: Any) -> dict[str, Any]:
    return zpa.run("zpa_application_segment", **options)


def config(zpa: TestTenant, *entries: dict[str, Any], **options: Any) -> dict[str, Any]:
    return zpa.run("zpa_config", config={"application_segments": list(entries)}, **options)


def kept(zpa: TestTenant, name: str = "Segment 1") -> dict[str, Any]:
    stored = zpa.stored(name, "application")
    return {key: stored[key] for key in SORTS.values()}


def test_one_that_is_as_declared_takes_a_request(zpa: TestTenant) -> None:
    result = segment(zpa, name="Segment 1", segment_group="Apps", tcp_ports=["1-65535"])
    assert (result["changed"], len(zpa.calls)) == (False, 1)
    for option in SORTS:
        assert result["application_segment"][option] != []


@pytest.mark.parametrize("option", SORTS)
def test_applications_that_are_as_declared_take_another_one_at_most(zpa: TestTenant, option: str) -> None:
    result = segment(zpa, name="Segment 1", **{option: apps(1)[option]})
    assert (result["changed"], len(zpa.calls) <= 2) == (False, True)


def test_an_update_takes_a_read_before_it_and_keeps_all_applications(zpa: TestTenant) -> None:
    before = kept(zpa)
    result = segment(zpa, name="Segment 1", description="New")
    assert [call.method for call in zpa.calls] == ["GET", "GET", "PUT", "GET"]
    assert kept(zpa) == before
    assert all(len(result["application_segment"][option]) == 1 for option in SORTS)


def test_a_configuration_changes_nothing_but_what_it_says(zpa: TestTenant) -> None:
    before = kept(zpa)
    assert config(zpa, {"name": "Segment 1", "description": "New"}, entry(2))["summary"]["updated"] == 1
    assert kept(zpa) == before


def test_info_never_takes_what_a_list_does_not_show_for_none(zpa: TestTenant) -> None:
    for options in ({}, {"name": "Segment 1"}):
        for shown in zpa.run("zpa_application_segment_info", **options)["application_segments"]:
            is_ours = shown["name"].startswith("Segment")
            assert not is_ours or all(shown[option] is None or len(shown[option]) == 1 for option in SORTS)


def test_what_is_exported_has_all_applications_and_changes_nothing(zpa: TestTenant) -> None:
    told = zpa.run("zpa_config", state="gathered", kinds=["application_segments"])["config"]
    ours = [one for one in told["application_segments"] if one["name"].startswith("Segment")]
    assert [len(one[option]) for one in ours for option in SORTS] == [1] * 6
    zpa.forget()
    assert config(zpa, *told["application_segments"])["changed"] is False


def with_many(zpa: TestTenant) -> list[dict[str, Any]]:
    """Let there be many segments like the second one, and return what is declared of them."""
    stored = zpa.stored("Segment 2", "application")
    entries = [entry(1)]
    for number in range(3, MANY + 2):
        inside = {
            key: [{**app, "id": "8%d%d" % (place, number)} for app in stored[key]]
            for place, key in enumerate(SORTS.values())
        }
        named = {"id": zpa.tenant.new_id(), "name": "Segment %d" % number}
        zpa.tenant.add("application", {**stored, **inside, **named})
        entries.append({**entry(2), "name": "Segment %d" % number})
    zpa.forget()
    return entries


def test_many_that_are_as_declared_are_audited_in_pages_of_requests(zpa: TestTenant) -> None:
    entries = with_many(zpa)
    declared = {"application_segments": entries}
    result = zpa.run("zpa_config", True, config=declared, list_objects=True)
    assert result["changed"] is False, result
    assert result["summary"]["unchanged"] == MANY
    assert len(zpa.calls) <= MOST_REQUESTS


def test_many_are_exported_in_pages_of_requests(zpa: TestTenant) -> None:
    if zpa.tenant.quirks.apps_in_lists == "none":
        pytest.skip("documented lists show what browsers reach")
    with_many(zpa)
    options = {"state": "gathered", "kinds": ["application_segments"]}
    told = zpa.run("zpa_config", **options)["config"]["application_segments"]
    assert len(zpa.calls) <= MOST_REQUESTS
    ours = [one["inspection_apps"] for one in told if one["name"].startswith("Segment")]
    assert [len(apps) for apps in ours] == [1] * (MANY + 1)
    # The certificate is in the list; of the protocols, which others have, nobody says anything.
    scan = ours[0][0]
    assert scan["certificate"] == "web.example.com"
    assert "protocols" not in scan or zpa.tenant.quirks.apps_in_lists == "all"
    zpa.forget()
    assert config(zpa, *told)["changed"] is False
    assert len(zpa.calls) <= MOST_REQUESTS


def test_protocols_of_active_directory_are_exported_and_audited_all_the_same(zpa: TestTenant) -> None:
    scan = {"domain": "scan1.example.com", "application_protocol": "NONE", "application_port": 0}
    changed = {**scan, "protocols": ["LDAP"], "certificate": "web.example.com"}
    result = segment(
        zpa, name="Segment 1", adp_enabled=True, tcp_protocols=["LDAP"], inspection_apps=[changed]
    )
    assert result["changed"], result
    told = zpa.run("zpa_config", state="gathered", kinds=["application_segments"])["config"]
    protocols = {
        one["name"]: one["inspection_apps"][0].get("protocols")
        for one in told["application_segments"]
        if one["inspection_apps"]
    }
    assert protocols == {"Segment 1": ["LDAP"], "Segment 2": []}
    assert config(zpa, *told["application_segments"])["changed"] is False
