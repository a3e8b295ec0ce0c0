# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The applications inside a segment: each keeps its id, goes when left out, and belongs to its segment."""

from __future__ import annotations

from typing import Any

import pytest
from support.segments_inside import (
    ALL,
    BROWSER,
    DESKTOP,
    DOMAINS,
    RDP,
    SCAN,
    SCANNED,
    SHELL,
    SORTS,
    SSH,
    WEB,
    Stored,
    ids,
    published,
    segment,
    sent,
    stored,
)
from support.tenants import TestTenant
from zpa_emulator import sub_applications

pytestmark = pytest.mark.generated

CHANGE = sub_applications.Change


class TestCreation:
    def test_makes_all_of_them_and_shows_what_zpa_works_out(self, zpa: TestTenant) -> None:
        shown = published(zpa, **ALL)
        (browser,) = shown["browser_access"]
        assert browser["cname"].endswith(".h.b.zpa-app.net")
        assert browser == {
            **BROWSER,
            "enabled": True,
            "trust_untrusted_cert": False,
            "allow_options": False,
            "path": "/",
            "hidden": False,
            "ext_label": "",
            "ext_domain": "",
            "cname": browser["cname"],
        }
        assert shown["pra_apps"] == [DESKTOP, {**SHELL, "connection_security": ""}]
        assert shown["inspection_apps"] == [{**SCANNED, "trust_untrusted_cert": False, "protocols": []}]
        again = segment(zpa, name="Office", **{name: shown[name] for name in SORTS})
        assert again.get("changed") is False, again

    def test_says_of_each_what_the_documents_ask_for(self, zpa: TestTenant) -> None:
        segment(zpa, name="Office", segment_group="Apps", domain_names=DOMAINS, **ALL)
        body = sent(zpa)
        certificate = zpa.stored("web.example.com", "certificate")["id"]
        assert body["clientlessApps"] == [
            {
                "name": WEB,
                "domain": WEB,
                "applicationProtocol": "HTTPS",
                "applicationPort": "443",
                "certificateId": certificate,
                "enabled": True,
                "trustUntrustedCert": False,
                "allowOptions": False,
                "hidden": False,
            }
        ]
        assert body["commonAppsDto"] == {
            "appsConfig": [
                {
                    "name": RDP,
                    "domain": RDP,
                    "enabled": True,
                    "applicationProtocol": "RDP",
                    "applicationPort": "3389",
                    "connectionSecurity": "ANY",
                    "appTypes": ["SECURE_REMOTE_ACCESS"],
                },
                {
                    "name": SSH,
                    "domain": SSH,
                    "enabled": True,
                    "applicationProtocol": "SSH",
                    "applicationPort": "22",
                    "appTypes": ["SECURE_REMOTE_ACCESS"],
                },
                {
                    "name": SCAN,
                    "domain": SCAN,
                    "enabled": True,
                    "applicationProtocol": "HTTPS",
                    "applicationPort": "8443",
                    "certificateId": certificate,
                    "trustUntrustedCert": False,
                    "appTypes": ["INSPECT"],
                },
            ]
        }
        assert not {"praApps", "inspectionApps"} & set(body)


PARTIAL: list[dict[str, Any]] = [{}, {"tcp_ports": [443]}, {"browser_access": [BROWSER]}, {"enabled": False}]


class TestAnUpdate:
    @pytest.mark.parametrize("options", PARTIAL, ids="".join)
    def test_of_something_else_keeps_all_of_them(self, zpa: TestTenant, options: dict[str, Any]) -> None:
        published(zpa, **ALL)
        before = ids(zpa)
        entry = stored(zpa)["praApps"][0]
        entry["newer"] = {"kept": True}
        result = segment(zpa, name="Office", description="New", **options)
        assert result["changed"], result.get("msg")
        assert ids(zpa) == before
        configs = sent(zpa)["commonAppsDto"]
        assert set(configs) == {"appsConfig"}
        assert len(configs["appsConfig"]) == 3
        assert configs["appsConfig"][0]["newer"] == {"kept": True}
        assert {"id", "appId"} <= set(sent(zpa)["clientlessApps"][0])

    @pytest.mark.parametrize("left_out", ["orphaned", "stay", "gone"])
    def test_of_one_keeps_the_ids_of_all(self, zpa: TestTenant, left_out: str) -> None:
        published(zpa, **ALL)
        zpa.tenant.quirks.left_out_apps = left_out
        before = ids(zpa)
        changed = {
            "browser_access": [{**BROWSER, "application_port": 8080, "path": "/login"}],
            "pra_apps": [{**DESKTOP, "connection_security": "TLS"}, SHELL],
            "inspection_apps": [{**SCANNED, "certificate": "other.example.com"}],
        }
        result = segment(zpa, name="Office", **changed)
        assert result["changed"], result.get("msg")
        assert ids(zpa) == before
        assert result["application_segment"]["browser_access"][0]["path"] == "/login"
        assert result["application_segment"]["pra_apps"][0]["connection_security"] == "TLS"
        assert result["application_segment"]["inspection_apps"][0]["certificate"] == "other.example.com"

    @pytest.mark.parametrize("left_out", ["orphaned", "stay", "gone"])
    @pytest.mark.parametrize("option", SORTS)
    def test_removes_what_the_list_leaves_out_and_nothing_else(
        self, zpa: TestTenant, option: str, left_out: str
    ) -> None:
        published(zpa, **ALL)
        zpa.tenant.quirks.left_out_apps = left_out
        before = ids(zpa)
        wanted = ALL[option][1:]
        gone = ALL[option][0]["domain"]
        result = segment(zpa, name="Office", **{option: wanted})
        assert result["changed"], result.get("msg")
        _key, deleted = SORTS[option]
        assert sent(zpa)["commonAppsDto"][deleted] == [before[option].pop(gone)]
        assert ids(zpa) == before
        assert stored(zpa).get("orphans") is None
        assert not segment(zpa, name="Office", **{option: wanted})["changed"]

    def test_takes_an_application_and_its_domain_away_together(self, zpa: TestTenant) -> None:
        published(zpa, **ALL)
        zpa.tenant.quirks.undocumented_refused = True
        result = segment(zpa, name="Office", domain_names=[WEB, RDP, SCAN], pra_apps=[DESKTOP])
        assert result["changed"], result.get("msg")
        assert result["application_segment"]["domain_names"] == [RDP, SCAN, WEB]
        assert [app["domain"] for app in stored(zpa)["praApps"]] == [RDP]

    def test_adds_one_without_an_id_beside_those_that_stay(self, zpa: TestTenant) -> None:
        published(zpa, pra_apps=[SHELL])
        before = ids(zpa)["pra_apps"]
        result = segment(zpa, name="Office", pra_apps=[DESKTOP, SHELL])
        assert result["diff"]["before"]["pra_apps"] == [{**SHELL, "connection_security": ""}]
        assert result["diff"]["after"]["pra_apps"] == [DESKTOP, {**SHELL, "connection_security": ""}]
        ((ssh, rdp),) = [sent(zpa)["commonAppsDto"]["appsConfig"]]
        assert ssh["praAppId"] == before[SSH]
        assert "praAppId" not in rdp
        assert ids(zpa)["pra_apps"][SSH] == before[SSH]

    def test_leaves_alone_what_an_entry_does_not_say(self, zpa: TestTenant) -> None:
        published(
            zpa, browser_access=[{**BROWSER, "path": "/login", "allow_options": True, "enabled": False}]
        )
        assert not segment(zpa, name="Office", browser_access=[{"domain": WEB}])["changed"]
        result = segment(zpa, name="Office", browser_access=[{"domain": WEB.upper(), "hidden": True}])
        (shown,) = result["application_segment"]["browser_access"]
        assert (shown["path"], shown["allow_options"], shown["enabled"]) == ("/login", True, False)
        assert shown["hidden"]

    def test_to_another_protocol_needs_nothing_that_is_for_the_old_one(self, zpa: TestTenant) -> None:
        zpa.tenant.quirks.undocumented_refused = True
        published(zpa, pra_apps=[DESKTOP])
        other = {"domain": RDP, "application_protocol": "SSH", "application_port": 22}
        result = segment(zpa, name="Office", pra_apps=[other])
        assert result["changed"], result.get("msg")
        assert result["application_segment"]["pra_apps"] == [{**other, "connection_security": ""}]
        assert not segment(zpa, name="Office", pra_apps=[other])["changed"]

    def test_to_a_protocol_without_certificates_needs_no_certificate(self, zpa: TestTenant) -> None:
        published(zpa, inspection_apps=[SCANNED])
        other = {"domain": SCAN, "application_protocol": "HTTP", "application_port": 80}
        result = segment(zpa, name="Office", inspection_apps=[other])
        assert result["changed"], result.get("msg")
        assert result["application_segment"]["inspection_apps"][0]["certificate"] is None
        assert not segment(zpa, name="Office", inspection_apps=[other])["changed"]

    def test_can_come_without_any_of_them(self, zpa: TestTenant) -> None:
        published(zpa)
        segment(zpa, name="Office", description="New")
        assert not {"commonAppsDto", "clientlessApps", "praApps"} & set(sent(zpa))


class TestOrderMeansNothing:
    def test_of_entries_and_of_answers(self, zpa: TestTenant) -> None:
        published(zpa, pra_apps=[SHELL, DESKTOP])
        for apps in ([SHELL, DESKTOP], [DESKTOP, SHELL]):
            assert not segment(zpa, name="Office", pra_apps=apps)["changed"]
        stored(zpa)["praApps"].reverse()
        assert not segment(zpa, name="Office", pra_apps=[SHELL, DESKTOP])["changed"]
        assert zpa.writes == []


class TestANeighbour:
    """Two segments publish the same domains on other ports."""

    @pytest.fixture
    def zpa(self, zpa: TestTenant) -> TestTenant:
        ports = {"tcp_ports": ["1-1000"]}
        published(zpa, "Neighbour", **ports, **ALL)
        published(zpa, "Office", tcp_ports=["1001-65535"], **ALL)
        return zpa

    @pytest.mark.parametrize(
        "options",
        [
            {"description": "New"},
            {"pra_apps": []},
            {"pra_apps": [{**SHELL, "application_port": 2222}], "browser_access": [], "inspection_apps": []},
            {"state": "absent"},
        ],
    )
    def test_keeps_its_own(self, zpa: TestTenant, options: dict[str, Any]) -> None:
        before, theirs = ids(zpa, "Neighbour"), stored(zpa, "Neighbour").copy()
        result = segment(zpa, name="Office", **options)
        assert result["changed"], result.get("msg")
        assert ids(zpa, "Neighbour") == before
        assert stored(zpa, "Neighbour") == theirs

    def test_that_an_answer_shows_is_not_touched(self, zpa: TestTenant) -> None:
        """What says that it belongs to another segment belongs to that, wherever it is shown."""
        foreign = {**stored(zpa, "Neighbour")["praApps"][0]}
        before = ids(zpa, "Neighbour")
        own = [app for app in stored(zpa)["praApps"] if app["domain"] != foreign["domain"]]
        stored(zpa)["praApps"] = own
        segment(zpa, name="Office", pra_apps=[SHELL, DESKTOP])
        assert ids(zpa, "Neighbour") == before
        assert set(ids(zpa)["pra_apps"]) == {SSH, RDP}


class TestCheckMode:
    @pytest.mark.parametrize(
        "options",
        [ALL, {"pra_apps": [DESKTOP]}, {"browser_access": [], "inspection_apps": []}],
    )
    @pytest.mark.parametrize("is_new", [True, False])
    def test_foretells_what_is_done(self, zpa: TestTenant, options: dict[str, Any], is_new: bool) -> None:
        if not is_new:
            published(zpa, browser_access=[{**BROWSER, "path": "/old"}], pra_apps=[SHELL])
        given = {"name": "Office", "segment_group": "Apps", "domain_names": DOMAINS, **options}
        foretold = segment(zpa, check=True, **given)
        assert zpa.writes == []
        done = segment(zpa, **given)
        assert (foretold["changed"], foretold["diff"]) == (done["changed"], done["diff"])
        assert done["changed"]
        assert not segment(zpa, **given)["changed"]


class TestWhatStaysAnyway:
    @pytest.mark.parametrize("option", SORTS)
    def test_is_an_error(self, zpa: TestTenant, option: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """A server that ignores the lists of what goes, and keeps what is left out."""
        published(zpa, **ALL)
        zpa.tenant.quirks.left_out_apps = "stay"
        monkeypatch.setattr(sub_applications, "Change", deaf_to_deletions)
        result = segment(zpa, name="Office", **{option: []})
        assert result["failed"]
        assert "read back %s is [{'domain': " % option in result["msg"]

    def test_and_so_is_what_an_update_of_something_else_loses(
        self, zpa: TestTenant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        published(zpa, **ALL)
        monkeypatch.setattr(sub_applications, "settle", lose_all)
        result = segment(zpa, name="Office", description="New")
        assert result["failed"]
        assert "read back browser_access is [] instead of" in result["msg"]


def deaf_to_deletions(given: Any, whole: bool, deleted: list[str]) -> sub_applications.Change:
    return CHANGE(given, False, [])


def lose_all(changes: Any, values: Stored, tenant: Any) -> None:
    for key, _deleted in SORTS.values():
        values[key] = []
