# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Applications inside a segment that do not go although they are left out, and those of other sorts."""

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
    ids,
    published,
    segment,
    sent,
    stored,
)
from support.tenants import TestTenant

pytestmark = pytest.mark.generated


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
