# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Application segments: what is wrong with input, what goes together, ports in both forms."""

from __future__ import annotations

from typing import Any

import pytest
from support.cases.application_segment import REQUIRED, furnish
from support.tenants import TestTenant


def segment(zpa: TestTenant, check: bool = False, **options: Any) -> dict[str, Any]:
    return zpa.run("zpa_application_segment", check, **options)


@pytest.fixture
def home(zpa: TestTenant) -> TestTenant:
    furnish(zpa)
    return zpa


# What is wrong, and what is said of it.
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"tcp_ports": [443, 0]}, "tcp_ports[1]: '0' is no port and no range of ports."),
    ({"tcp_ports": ["70000"]}, "tcp_ports[0]: '70000' is no port and no range of ports."),
    ({"udp_ports": [53, "443-80"]}, "udp_ports[1]: '443-80' is no port and no range of ports."),
    ({"domain_names": ["a.example.com", " "]}, "domain_names[1]: is empty."),
    ({"domain_names": ["a b.example.com"]}, "domain_names[0]: 'a b.example.com' is no domain name."),
    ({"domain_names": ["https://a.example.com"]}, "domain_names[0]: 'https://a.example.com' is no domain"),
    ({"domain_names": ["a.example.com/path"]}, "domain_names[0]: 'a.example.com/path' is no domain name."),
    ({"domain_names": ["a.example.com:443"]}, "domain_names[0]: 'a.example.com:443' is no domain name."),
    ({"domain_names": ["10.1.0.0/33"]}, "domain_names[0]: '10.1.0.0/33' is no domain name."),
    ({"domain_names": ["10.1.2"]}, "domain_names[0]: '10.1.2' is no domain name."),
    ({"segment_group": " "}, "segment_group: is empty."),
    ({"server_groups": [""]}, "server_groups[0]: is empty."),
    ({"bypass_type": "SOMETIMES"}, "bypass_type: 'SOMETIMES' is not one of NEVER, ALWAYS, ON_NET."),
    ({"default_max_age": -1}, "default_max_age: -1 is not a number from 0 to 2147483647."),
    (
        {"match_style": "inclusive", "double_encrypt": True},
        "double_encrypt: true does not go with match_style=INCLUSIVE. Change one of the two.",
    ),
    (
        {"match_style": "INCLUSIVE", "ip_anchored": True},
        "ip_anchored: true does not go with match_style=INCLUSIVE. Change one of the two.",
    ),
    (
        {"match_style": "INCLUSIVE", "health_reporting": "continuous"},
        "health_reporting: CONTINUOUS does not go with match_style=INCLUSIVE. Change one of the two.",
    ),
    (
        {"match_style": "EXCLUSIVE", "domain_names": ["a.example.com", "Web*.example.com"]},
        "domain_names[1]: 'Web*.example.com' does not go with match_style=EXCLUSIVE. Change one of the two.",
    ),
    (
        {"domain_names": ["w?b.example.com"]},
        "domain_names[0]: 'w?b.example.com' does not go with match_style=EXCLUSIVE, which a new application "
        "segment has. Change that as well, or leave domain_names out.",
    ),
    (
        {"adp_enabled": True, "auto_app_protect_enabled": True},
        "adp_enabled: true does not go with auto_app_protect_enabled=true. Change one of the two.",
    ),
]


class TestWhatIsWrong:
    @pytest.mark.parametrize(("options", "problem"), WRONG, ids=[said for _options, said in WRONG])
    def test_is_refused_by_its_path(self, home: TestTenant, options: dict[str, Any], problem: str) -> None:
        for check in (True, False):
            result = segment(home, check, **{"name": "New", **REQUIRED, **options})
            assert [said for said in result["problems"] if said.startswith(problem)], result["problems"]
        assert home.writes == []

    def test_is_told_all_at_once_before_any_request(self, home: TestTenant) -> None:
        options = {
            "tcp_ports": [0, "70000", "443-80"],
            "domain_names": ["", "a b", "https://a.example.com", "web*.example.com"],
            "match_style": "INCLUSIVE",
            "double_encrypt": True,
            "health_reporting": "CONTINUOUS",
        }
        result = segment(home, name="New", segment_group="Home", **options)
        told = {problem.partition(": ")[0] for problem in result["problems"]}
        assert told == {
            *("tcp_ports[%d]" % place for place in range(3)),
            *("domain_names[%d]" % place for place in range(3)),
            "double_encrypt",
            "health_reporting",
        }
        assert home.calls == []

    @pytest.mark.parametrize(("options", "problem"), WRONG, ids=[said for _options, said in WRONG])
    def test_is_told_with_its_place_in_a_configuration(
        self, home: TestTenant, options: dict[str, Any], problem: str
    ) -> None:
        right = [{"name": "App %d" % number, **REQUIRED} for number in range(3)]
        entries = [*right, {"name": "New", **REQUIRED, **options}]
        result = home.run("zpa_config", config={"application_segments": entries})
        path = "config.application_segments[3]."
        assert [said for said in result["problems"] if said.startswith(path + problem)], result["problems"]
        assert home.writes == []

    def test_is_told_of_every_entry_of_a_configuration(self, home: TestTenant) -> None:
        wrong: list[dict[str, Any]] = [
            {"tcp_ports": [443, 70000]},
            {"double_encrypt": True, "match_style": "INCLUSIVE"},
            {"domain_names": ["a b"]},
        ]
        entries = [{"name": "App %d" % number, **REQUIRED, **options} for number, options in enumerate(wrong)]
        result = home.run("zpa_config", config={"application_segments": entries})
        assert [problem.partition(": ")[0] for problem in result["problems"]] == [
            "config.application_segments[0].tcp_ports[1]",
            "config.application_segments[1].double_encrypt",
            "config.application_segments[2].domain_names[0]",
        ]
        assert home.writes == []


@pytest.mark.parametrize(
    "name",
    [
        "*.example.com",
        ".example.com",
        "intranet",
        "_sip._tcp.example.com",
        "10.1.2.3",
        "10.1.0.0/16",
        "10.1.2.3/16",
        "2001:db8::1",
        "2001:db8::/32",
        "bücher.example.com",
    ],
)
def test_a_domain_name_can_have_many_forms(home: TestTenant, name: str) -> None:
    options: dict[str, Any] = {"name": "New", "segment_group": "Home", "domain_names": [name]}
    created = segment(home, **options)
    assert created["application_segment"]["domain_names"] == [name], created
    assert segment(home, **options)["changed"] is False


class TestPorts:
    """What stays, whatever else a task changes, and in which of the two forms it came."""

    FLAT = ("80", "80", "81", "90")
    OBJECTS = ({"from": "80", "to": "80"}, {"from": "81", "to": "90"})

    @pytest.fixture(params=["both", "flat", "objects"])
    def shown(self, request: pytest.FixtureRequest, home: TestTenant) -> TestTenant:
        """A segment whose ports answers show in both forms, or in one of them alone."""
        group = home.stored("Home")["id"]
        stored = home.add_application_segment("Web", segmentGroupId=group)
        stored.pop("tcpPortRanges"), stored.pop("tcpPortRange")
        if request.param != "objects":
            stored["tcpPortRanges"] = [*self.FLAT]
        if request.param != "flat":
            stored["tcpPortRange"] = [*self.OBJECTS]
        return home

    def test_go_back_as_pairs_in_a_row_beside_another_change(self, shown: TestTenant) -> None:
        result = segment(shown, name="Web", description="New")
        assert result["application_segment"]["tcp_ports"] == ["80-90"], result
        (write,) = shown.writes
        assert write.body["tcpPortRanges"] == [*self.FLAT]
        assert {"tcpPortRange", "udpPortRange", "udpPortRanges"} & write.body.keys() == set()

    def test_are_the_same_in_every_spelling(self, shown: TestTenant) -> None:
        for ports in (["80-90"], [80, "81-90"], ["85-90", "80-86"]):
            shown.forget()
            assert segment(shown, name="Web", tcp_ports=ports)["changed"] is False
            assert len(shown.calls) == 1

    def test_are_cleared_in_both_forms(self, shown: TestTenant) -> None:
        assert segment(shown, name="Web", tcp_ports=[])["application_segment"]["tcp_ports"] == []
        assert shown.writes[0].body["tcpPortRanges"] == shown.writes[0].body["tcpPortRange"] == []


class TestWhatDoesNotGoTogether:
    """A segment of the tenant that is matched with others, and whose domain name is a pattern."""

    @pytest.fixture
    def matched(self, home: TestTenant) -> TestTenant:
        group = home.stored("Home")["id"]
        home.add_application_segment(
            "Web", domains=["web*.example.com"], matchStyle="INCLUSIVE", segmentGroupId=group
        )
        return home

    @pytest.fixture
    def odd(self, matched: TestTenant) -> TestTenant:
        """The same as nobody can make it."""
        matched.stored("Web", "application")["doubleEncrypt"] = True
        return matched

    def test_is_refused_where_the_segment_has_one_half(self, matched: TestTenant) -> None:
        (problem,) = segment(matched, name="Web", double_encrypt=True)["problems"]
        assert problem == (
            "double_encrypt: true does not go with match_style=INCLUSIVE, which the application segment has. "
            "Change that as well, or leave double_encrypt out."
        )
        (problem,) = segment(matched, name="Web", match_style="EXCLUSIVE")["problems"]
        assert problem == (
            "match_style: EXCLUSIVE does not go with patterns in domain_names, which the application segment "
            "has. Change that as well, or leave match_style out."
        )
        assert matched.writes == []

    def test_goes_where_the_other_half_changes_as_well(self, matched: TestTenant) -> None:
        options = {"match_style": "EXCLUSIVE", "domain_names": ["web.example.com"], "double_encrypt": True}
        result = segment(matched, name="Web", **options)
        assert result["application_segment"]["double_encrypt"] is True, result

    def test_is_no_problem_of_a_task_that_does_not_make_it(self, odd: TestTenant) -> None:
        shown = odd.run("zpa_application_segment_info", name="Web")["application_segments"][0]
        assert segment(odd, **shown)["changed"] is False
        assert segment(odd, name="Web", double_encrypt=True, match_style="INCLUSIVE")["changed"] is False
        entry = {"name": "Web", "double_encrypt": True, "match_style": "INCLUSIVE"}
        assert odd.run("zpa_config", config={"application_segments": [entry]})["changed"] is False

    def test_is_refused_where_more_of_it_is_made(self, matched: TestTenant) -> None:
        matched.stored("Web", "application")["matchStyle"] = "EXCLUSIVE"
        names = ["web*.example.com", "mail*.example.com"]
        (problem,) = segment(matched, name="Web", domain_names=names)["problems"]
        assert problem.startswith("domain_names[1]: 'mail*.example.com' does not go with")


UNSURE: list[tuple[dict[str, Any], str]] = [
    (
        {"udp_ports": [53], "select_connector_close_to_app": True},
        "udp_ports: an entry may not go with select_connector_close_to_app=true. Change one of the two.",
    ),
    (
        {"tcp_protocols": ["SMB"]},
        "tcp_protocols: an entry may not go with adp_enabled=false, which a new application segment has.",
    ),
    (
        {"adp_enabled": True, "match_style": "INCLUSIVE"},
        "adp_enabled: true may not go with match_style=INCLUSIVE. Change one of the two.",
    ),
]


@pytest.mark.parametrize(("options", "warning"), UNSURE, ids=[said for _options, said in UNSURE])
def test_what_documents_do_not_say_plainly_is_left_to_the_api(
    home: TestTenant, options: dict[str, Any], warning: str
) -> None:
    result = segment(home, True, name="New", **REQUIRED, **options)
    assert warning in str(result["warnings"]), result
    assert result["changed"] is True
    done = segment(home, name="New", **REQUIRED, **options)
    assert len(home.writes) == 1, done


def test_what_an_application_lacks_is_told_together_with_plain_mistakes(zpa: TestTenant) -> None:
    desktop = {"domain": "a.example.com", "application_protocol": "RDP", "application_port": 3389}
    result = zpa.run("zpa_application_segment", name="New", tcp_ports=[0], pra_apps=[desktop])
    assert [problem.split(":")[0] for problem in result["problems"]] == [
        "tcp_ports[0]",
        "pra_apps[0].connection_security",
    ]
    assert zpa.tenant.log == []
