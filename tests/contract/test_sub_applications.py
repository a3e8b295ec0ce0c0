# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The applications inside a segment: each keeps its id, goes when left out, and belongs to its segment."""

from __future__ import annotations

from typing import Any

import pytest
from support.tenants import TestTenant
from zpa_emulator import sub_applications
from zpa_emulator.policy_seeds import add_look_up
from zpa_emulator.state import Quirks

WEB, SSH, RDP, SCAN = "web.example.com", "ssh.example.com", "rdp.example.com", "scan.example.com"
DOMAINS = [WEB, SSH, RDP, SCAN]
BROWSER = {
    "domain": WEB,
    "application_protocol": "HTTPS",
    "application_port": 443,
    "certificate": "web.example.com",
}
SHELL = {"domain": SSH, "application_protocol": "SSH", "application_port": 22}
DESKTOP = {
    "domain": RDP,
    "application_protocol": "RDP",
    "application_port": 3389,
    "connection_security": "ANY",
}
SCANNED = {
    "domain": SCAN,
    "application_protocol": "HTTPS",
    "application_port": 8443,
    "certificate": "web.example.com",
}
ALL = {"browser_access": [BROWSER], "pra_apps": [SHELL, DESKTOP], "inspection_apps": [SCANNED]}
SORTS = {
    "browser_access": ("clientlessApps", "deletedBaApps"),
    "pra_apps": ("praApps", "deletedPraApps"),
    "inspection_apps": ("inspectionApps", "deletedInspectApps"),
}
Stored = dict[str, Any]
CHANGE = sub_applications.Change


@pytest.fixture(params=["none", "all"])
def zpa(zpa: TestTenant, request: pytest.FixtureRequest) -> TestTenant:
    """A tenant whose list of segments shows nothing of what is inside them, or all."""
    zpa.add_group("Apps")
    add_look_up(zpa.tenant, "certificate", "web.example.com")
    add_look_up(zpa.tenant, "certificate", "other.example.com")
    zpa.tenant.quirks = Quirks(apps_in_lists=request.param)
    return zpa


def segment(zpa: TestTenant, check: bool = False, **options: Any) -> dict[str, Any]:
    return zpa.run("zpa_application_segment", check, **options)


def published(zpa: TestTenant, name: str = "Office", **options: Any) -> dict[str, Any]:
    """Let there be a segment."""
    place = {"segment_group": "Apps", "domain_names": DOMAINS, "tcp_ports": ["1-65535"], "enabled": True}
    result = segment(zpa, name=name, **{**place, **options})
    assert result["changed"], result.get("msg")
    zpa.forget()
    return dict(result["application_segment"])


def stored(zpa: TestTenant, name: str = "Office") -> Stored:
    return zpa.stored(name, "application")


def ids(zpa: TestTenant, name: str = "Office") -> dict[str, dict[str, str]]:
    """The ids of all applications of a segment, by sort and domain."""
    entry = stored(zpa, name)
    return {
        sort: {app["domain"]: app["id"] for app in entry.get(key, ())} for sort, (key, _path) in SORTS.items()
    }


def sent(zpa: TestTenant) -> Stored:
    (write,) = zpa.writes
    return dict(write.body)


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


class TestWhatDoesNotGo:
    @pytest.mark.parametrize("check", [False, True])
    @pytest.mark.parametrize(
        ("options", "problem"),
        [
            (
                {"pra_apps": [{**DESKTOP, "connection_security": None}]},
                "pra_apps[0].connection_security: is missing, and application_protocol=RDP needs it.",
            ),
            (
                {"pra_apps": [{**SHELL, "connection_security": "ANY"}]},
                "pra_apps[0].connection_security: goes with application_protocol=RDP alone. Leave it out.",
            ),
            (
                {"inspection_apps": [{**SCANNED, "application_protocol": "HTTP"}]},
                "inspection_apps[0].certificate: goes with application_protocol=HTTPS alone. Leave it out.",
            ),
            (
                {"browser_access": [{**BROWSER, "certificate": None}]},
                "browser_access[0].certificate: is missing, and application_protocol=HTTPS needs it. Give "
                "the name or id of a Browser Access certificate, or ext_label and ext_domain",
            ),
            (
                {"inspection_apps": [{**SCANNED, "certificate": None}]},
                "inspection_apps[0].certificate: is missing, and application_protocol=HTTPS needs it.",
            ),
            (
                {"inspection_apps": [{**SCANNED, "application_port": 0}]},
                "inspection_apps[0].application_port: is 0, which goes with application_protocol=NONE alone.",
            ),
            (
                {"pra_apps": [SHELL, {**DESKTOP, "application_port": 70000}]},
                "pra_apps[1].application_port: 70000 is no port. Give a number from 1 to 65535.",
            ),
            (
                {"pra_apps": [{**SHELL, "domain": "https://ssh.example.com"}]},
                "pra_apps[0].domain: 'https://ssh.example.com' is no domain name. Give a host name",
            ),
            (
                {"pra_apps": [{**SHELL, "application_port": 0}]},
                "pra_apps[0].application_port: 0 is no port.",
            ),
            (
                {"pra_apps": [{"domain": SSH}]},
                "pra_apps[0].application_protocol: is missing. ZPA creates none without it.",
            ),
            (
                {"pra_apps": [SHELL, SHELL]},
                "pra_apps[1].domain: is that of pra_apps[0] as well. Say it once.",
            ),
            (
                {"pra_apps": [{**SHELL, "application_protocol": "FTP"}]},
                "pra_apps[0].application_protocol: 'FTP' is not one of RDP, SSH, VNC.",
            ),
            (
                {"browser_access": [{**BROWSER, "cname": "x.example.com"}]},
                "browser_access[0].cname: is 'x.example.com', which nobody can set: ZPA works it out.",
            ),
        ],
    )
    def test_is_refused_before_anything_is_written(
        self, zpa: TestTenant, options: dict[str, Any], problem: str, check: bool
    ) -> None:
        result = segment(zpa, check, name="Office", segment_group="Apps", domain_names=DOMAINS, **options)
        assert any(sentence.startswith(problem) for sentence in result["problems"]), result
        assert zpa.writes == []

    def test_is_found_together_with_what_is_there(self, zpa: TestTenant) -> None:
        published(zpa, pra_apps=[SHELL])
        for entry in ({"connection_security": "ANY"}, {"application_protocol": "RDP"}):
            (problem,) = segment(zpa, name="Office", pra_apps=[{"domain": SSH, **entry}])["problems"]
            assert problem.startswith("pra_apps[0].connection_security: ")
        assert zpa.writes == []

    def test_is_told_with_all_other_problems(self, zpa: TestTenant) -> None:
        wrong = [{**DESKTOP, "connection_security": None, "application_port": 70000}]
        options = {"pra_apps": wrong, "browser_access": [{**BROWSER, "certificate": None}]}
        result = segment(zpa, name="Office", segment_group="Nobody", domain_names=DOMAINS, **options)
        assert len(result["problems"]) == 4

    def test_is_no_reason_to_stop_where_it_is_so_already(self, zpa: TestTenant) -> None:
        published(zpa, **ALL)
        del stored(zpa)["clientlessApps"][0]["certificateId"]
        (desktop,) = [app for app in stored(zpa)["praApps"] if app["domain"] == RDP]
        del desktop["connectionSecurity"]
        shown = segment(zpa, name="Office", enabled=True)["application_segment"]
        again = segment(zpa, name="Office", **{name: shown[name] for name in SORTS})
        assert again.get("changed") is False, again

    @pytest.mark.parametrize(
        ("options", "warning"),
        [
            (
                {"browser_access": [{**BROWSER, "application_protocol": "HTTP", "certificate": None}]},
                "browser_access[0].certificate: is missing, which is documented only for what Zscaler",
            ),
            (
                {"browser_access": [{**BROWSER, "ext_label": "web", "ext_domain": "example.com"}]},
                "browser_access[0].certificate: is given beside ext_label or ext_domain",
            ),
            (
                {"inspection_apps": [{**SCANNED, "protocols": ["SMB"]}]},
                "inspection_apps[0].protocols: has entries, which are documented for",
            ),
        ],
    )
    def test_is_a_warning_where_no_document_is_plain(
        self, zpa: TestTenant, options: dict[str, Any], warning: str
    ) -> None:
        given = {"name": "Office", "segment_group": "Apps", "domain_names": DOMAINS, **options}
        told = [str(one) for one in segment(zpa, check=True, **given)["warnings"]]
        assert len([one for one in told if warning in one and "The API may refuse it." in one]) == 1
        done = segment(zpa, **given)
        assert done.get("status") == 400 or warning in str(done["warnings"])

    @pytest.mark.parametrize(
        "options",
        [{"pra_apps": [DESKTOP, SHELL]}, {"domain_names": [WEB]}],
        ids=["of applications", "of domain names"],
    )
    def test_is_a_warning_where_an_application_has_no_domain(
        self, zpa: TestTenant, options: dict[str, Any]
    ) -> None:
        published(zpa, domain_names=[WEB, SSH], pra_apps=[SHELL])
        domain = RDP if "pra_apps" in options else SSH
        told = str(segment(zpa, name="Office", **options)["warnings"])
        assert "pra_apps: has an application for '%s', which is not among domain_names." % domain in told
        assert told.count("has an application for") == 1
        assert "warnings" not in segment(zpa, name="Office", **options)

    def test_is_no_warning_where_a_wildcard_covers_the_domain(self, zpa: TestTenant) -> None:
        published(zpa, domain_names=["*.example.com"])
        assert "warnings" not in segment(zpa, name="Office", pra_apps=[SHELL])

    def test_is_an_option_that_pra_applications_do_not_have(self, zpa: TestTenant) -> None:
        result = segment(zpa, name="Office", pra_apps=[{**SHELL, "enabled": False}])
        assert result["msg"].startswith(
            "pra_apps[0].enabled: there is no such option. Leave it out: ZPA cannot"
        )


class TestOtherSorts:
    def test_of_certificates_are_those_that_zscaler_manages(self, zpa: TestTenant) -> None:
        managed = {**BROWSER, "certificate": None, "ext_label": "web", "ext_domain": "example.com"}
        del managed["certificate"]
        shown = published(zpa, browser_access=[managed])["browser_access"][0]
        assert (shown["ext_label"], shown["ext_domain"], shown["certificate"]) == ("web", "example.com", None)
        assert sorted(key for key in stored(zpa)["clientlessApps"][0] if key.startswith("ext")) == [
            "extDomain",
            "extLabel",
        ]

    def test_of_inspection_are_the_protocols_of_active_directory(self, zpa: TestTenant) -> None:
        directory = {
            "domain": SCAN,
            "application_protocol": "none",
            "application_port": 0,
            "protocols": ["smb", "LDAP"],
        }
        shown = published(zpa, inspection_apps=[directory])["inspection_apps"][0]
        assert shown["protocols"] == ["LDAP", "SMB"]
        assert not segment(zpa, name="Office", inspection_apps=[directory])["changed"]
        result = segment(zpa, name="Office", inspection_apps=[{**directory, "protocols": []}])
        assert result["application_segment"]["inspection_apps"][0]["protocols"] == []
        assert sent(zpa)["commonAppsDto"]["appsConfig"][0]["adpEnabled"] is False

    def test_of_names_for_a_certificate_are_its_id(self, zpa: TestTenant) -> None:
        published(zpa, browser_access=[BROWSER])
        certificate = zpa.stored("web.example.com", "certificate")["id"]
        by_id = [{**BROWSER, "certificate": certificate}]
        assert not segment(zpa, name="Office", browser_access=by_id)["changed"]
        result = segment(zpa, name="Office", browser_access=[{**BROWSER, "certificate": "none.example.com"}])
        (problem,) = result["problems"]
        assert problem.startswith("browser_access[0].certificate: no Browser Access certificate has the name")


class TestAConfiguration:
    """The same in one task for the whole tenant."""

    @staticmethod
    def config(
        zpa: TestTenant, *segments: dict[str, Any], check: bool = False, **options: Any
    ) -> dict[str, Any]:
        return zpa.run("zpa_config", check, config={"application_segments": [*segments]}, **options)

    def test_keeps_the_ids_and_the_neighbours(self, zpa: TestTenant) -> None:
        published(zpa, "Neighbour", tcp_ports=["1-1000"], **ALL)
        published(zpa, tcp_ports=["1001-65535"], **ALL)
        before, theirs = ids(zpa), ids(zpa, "Neighbour")
        wanted = {"name": "Office", "pra_apps": [{**DESKTOP, "application_port": 3390}], "description": "New"}
        foretold = self.config(zpa, wanted, check=True)
        result = self.config(zpa, wanted)
        assert result["changed"], result.get("msg")
        sides = [[(step["before"], step["after"]) for step in run["plan"]] for run in (foretold, result)]
        assert sides[0] == sides[1]
        assert ids(zpa, "Neighbour") == theirs
        del before["pra_apps"][SSH]
        assert ids(zpa) == before
        assert not self.config(zpa, wanted)["changed"]

    def test_tells_every_problem_with_its_path(self, zpa: TestTenant) -> None:
        first = {"name": "A", "segment_group": "Apps", "domain_names": DOMAINS}
        wrong = [{**DESKTOP, "connection_security": None}, {**SHELL, "application_port": 70000}]
        second = {"name": "B", "segment_group": "Apps", "domain_names": DOMAINS, "pra_apps": wrong}
        problems = self.config(zpa, first, second)["problems"]
        assert sorted(problem.partition(": ")[0] for problem in problems) == [
            "config.application_segments[1].pra_apps[0].connection_security",
            "config.application_segments[1].pra_apps[1].application_port",
        ]
        assert zpa.writes == []

    def test_that_was_exported_has_no_ids_and_changes_nothing(self, zpa: TestTenant) -> None:
        published(zpa, **ALL)
        exported = zpa.run("zpa_config", state="gathered")["config"]["application_segments"]
        (office,) = [one for one in exported if one["name"] == "Office"]
        assert set(office["browser_access"][0]) == {
            *BROWSER,
            *(
                "enabled",
                "trust_untrusted_cert",
                "allow_options",
                "path",
                "hidden",
                "ext_label",
                "ext_domain",
            ),
        }
        assert office["browser_access"][0]["certificate"] == "web.example.com"
        assert office["pra_apps"] == [DESKTOP, {**SHELL, "connection_security": ""}]
        again = self.config(zpa, office)
        assert again.get("changed") is False, again
        assert segment(zpa, name="Office", state="absent")["changed"]
        made = self.config(zpa, office)
        assert made.get("changed"), made
        assert {sort: set(apps) for sort, apps in ids(zpa).items()} == {
            "browser_access": {WEB},
            "pra_apps": {SSH, RDP},
            "inspection_apps": {SCAN},
        }
