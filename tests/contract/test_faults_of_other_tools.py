# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What other tools do, and this collection must not; most of it is about application segments.

The guides on coming from them name it: zscaler.zpacloud, Terraform and scripts.
"""

from __future__ import annotations

from typing import Any

import pytest
from support.policies import add_look_up
from support.tenants import TestTenant
from support.wire import Wire

SEGMENT = "zpa_application_segment"
SORTS = {
    "pra_apps": ("praApps", {"application_port": 22, "application_protocol": "SSH"}),
    "inspection_apps": ("inspectionApps", {"application_port": 22, "application_protocol": "HTTP"}),
    "browser_access": (
        "clientlessApps",
        {"application_port": 22, "application_protocol": "HTTPS", "certificate": "Wildcard"},
    ),
}


@pytest.fixture
def zpa(zpa: TestTenant) -> TestTenant:
    zpa.add_group("Finance apps")
    zpa.add_group("Others")
    zpa.add_server_group("Servers")
    add_look_up(zpa.tenant, "certificate", "Wildcard")
    return zpa


def publish(zpa: TestTenant, name: str = "Salaries", **options: Any) -> dict[str, Any]:
    """Create a segment, and return it as it is shown by its id."""
    given = {"segment_group": "Finance apps", "domain_names": ["a.example.com"], "tcp_ports": [22], **options}
    assert zpa.run(SEGMENT, name=name, enabled=True, **given)["changed"]
    return shown(zpa, name)


def shown(zpa: TestTenant, name: str = "Salaries") -> dict[str, Any]:
    found: dict[str, Any] = Wire(zpa).get("application/" + zpa.stored(name, "application")["id"])
    return found


def test_a_name_in_another_case_makes_no_second_segment(zpa: TestTenant) -> None:
    before = publish(zpa)
    options = {"segment_group": "Finance apps", "domain_names": ["a.example.com"]}
    zpa.forget()
    (problem,) = zpa.run(SEGMENT, name="SALARIES", **options)["problems"]
    assert "is not spelled like application segment 'Salaries' (id %s)" % before["id"] in problem
    assert zpa.writes == []


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"icmp_access_type": "PING_TRACEROUTING"},
        {"policy_style": "DUAL_POLICY_EVAL", "health_reporting": "NONE"},
        {"bypass_type": "ON_NET", "health_check_type": "NONE", "passive_health_enabled": False},
        {"match_style": "INCLUSIVE", "tcp_keep_alive": True},
        {"udp_ports": [53], "server_groups": ["Servers"], "ip_anchored": True},
    ],
    ids=lambda options: "-".join(options) or "nothing",
)
def test_a_task_about_something_else_leaves_all_the_rest(zpa: TestTenant, options: dict[str, Any]) -> None:
    before = publish(zpa, **options)
    assert zpa.run(SEGMENT, name="Salaries", description="What people earn")["changed"]
    after = shown(zpa)
    assert {key for key in {*before, *after} if before.get(key) != after.get(key)} <= {
        "description",
        "modifiedTime",
    }


def test_a_task_about_tcp_ports_leaves_udp_ports(zpa: TestTenant) -> None:
    publish(zpa, udp_ports=[53])
    assert zpa.run(SEGMENT, name="Salaries", tcp_ports=["8000-8010"])["changed"]
    after = shown(zpa)
    assert after["tcpPortRange"] == [{"from": "8000", "to": "8010"}]
    assert after["udpPortRange"] == [{"from": "53", "to": "53"}]


@pytest.mark.parametrize("style", ["NONE", "DUAL_POLICY_EVAL"])
def test_a_policy_style_is_what_was_said(zpa: TestTenant, style: str) -> None:
    publish(zpa)
    zpa.run(SEGMENT, name="Salaries", policy_style=style)
    assert shown(zpa)["policyStyle"] == style


def test_a_new_segment_is_sent_without_what_nobody_said(zpa: TestTenant) -> None:
    zpa.forget()
    publish(zpa)
    created = next(entry for entry in zpa.writes if entry.method == "POST")
    known = {"name", "enabled", "segmentGroupId", "serverGroups", "domainNames", "tcpPortRanges"}
    assert set(created.body) == known


@pytest.mark.parametrize("option", SORTS)
class TestApplications:
    def test_one_with_the_same_domain_in_another_segment_is_left_alone(
        self, zpa: TestTenant, option: str
    ) -> None:
        key, fields = SORTS[option]
        apps = [{"domain": "a.example.com", **fields}]
        publish(zpa, **{option: apps})
        elsewhere = [{"domain": "a.example.com", **fields, "application_port": 2222}]
        others = {"segment_group": "Others", "tcp_ports": [2222], option: elsewhere}
        neighbour = publish(zpa, "Neighbour", **others)
        more = [*apps, {"domain": "b.example.com", **fields}]
        domains = ["a.example.com", "b.example.com"]
        for wanted in (more, more[1:], []):
            zpa.run(SEGMENT, name="Salaries", domain_names=domains, **{option: wanted})
            assert [one["domain"] for one in shown(zpa).get(key, [])] == [one["domain"] for one in wanted]
            assert shown(zpa, "Neighbour")[key] == neighbour[key]

    def test_one_that_is_left_out_goes_and_the_others_keep_their_ids(
        self, zpa: TestTenant, option: str
    ) -> None:
        key, fields = SORTS[option]
        names = ["a.example.com", "b.example.com"]
        before = publish(zpa, domain_names=names, **{option: [{"domain": name, **fields} for name in names]})
        zpa.run(SEGMENT, name="Salaries", **{option: [{"domain": names[1], **fields}]})
        assert [one["id"] for one in shown(zpa)[key]] == [before[key][1]["id"]]

    def test_another_port_of_one_is_a_change_of_it(self, zpa: TestTenant, option: str) -> None:
        key, fields = SORTS[option]
        publish(zpa, tcp_ports=[22, 23], **{option: [{"domain": "a.example.com", **fields}]})
        before = shown(zpa)[key][0]
        wanted = [{"domain": "a.example.com", **fields, "application_port": 23}]
        assert zpa.run(SEGMENT, name="Salaries", **{option: wanted})["changed"]
        (after,) = shown(zpa)[key]
        assert (after["id"], after["applicationPort"]) == (before["id"], "23")

    def test_domains_without_one_stay(self, zpa: TestTenant, option: str) -> None:
        _key, fields = SORTS[option]
        names = ["a.example.com", "b.example.com"]
        publish(zpa, domain_names=names, **{option: [{"domain": names[0], **fields}]})
        assert sorted(shown(zpa)["domainNames"]) == names

    def test_one_keeps_its_id_on_a_tenant_with_pages_of_them(self, zpa: TestTenant, option: str) -> None:
        """Some clients look only at the first page of all, and make one anew that is not there."""
        key, fields = SORTS[option]
        for number in range(25):
            name = "s%d.example.com" % number
            publish(zpa, "Segment %d" % number, domain_names=[name], **{option: [{"domain": name, **fields}]})
        before = shown(zpa, "Segment 24")[key][0]["id"]
        wanted = [{"domain": "s24.example.com", **fields, "application_port": 22}]
        zpa.run(SEGMENT, name="Segment 24", description="New", **{option: wanted})
        assert [one["id"] for one in shown(zpa, "Segment 24")[key]] == [before]


# What tasks for other tools say about segments, with the only sentence about it: its path, and what to write.
OF_OTHER_TOOLS: dict[str, tuple[dict[str, Any], str, str]] = {
    "ports": (
        {"tcp_port_range": [{"from": "443", "to": "443"}]},
        "tcp_port_range: ",
        "Write tcp_ports: a list such as",
    ),
    "flat ports": ({"udp_port_ranges": ["53", "53"]}, "udp_port_ranges: ", "Write udp_ports: a list such as"),
    "group": (
        {"segment_group_id": "1"},
        "segment_group_id: ",
        "Write segment_group, which takes names and ids.",
    ),
    "servers": (
        {"server_group_ids": ["1"]},
        "server_group_ids: ",
        "Write server_groups, which takes names and ids.",
    ),
    "applications": (
        {"common_apps_dto": {"apps_config": []}},
        "common_apps_dto: ",
        "Write browser_access, inspection_apps or pra_apps: a list of applications for each sort.",
    ),
    "Browser Access": ({"clientless_apps": []}, "clientless_apps: ", "Write browser_access"),
    "sharing": ({"share_to_microtenants": ["1"]}, "share_to_microtenants: ", "Write shared_with."),
    "load balancing": (
        {"weighted_load_balancing": True},
        "weighted_load_balancing: ",
        "Write load_balancing, a list of server groups with their weights.",
    ),
    "extranet": ({"zpn_er_id": "1"}, "zpn_er_id: ", "Write extranet, with enabled and partner in it."),
    "of ZPA": ({"is_incomplete_dr_config": True}, "is_incomplete_dr_config: ", "Leave it out: ZPA sets it."),
    "sort of application": (
        {"pra_apps": [{"domain": "a.example.com", "app_types": ["SECURE_REMOTE_ACCESS"]}]},
        "pra_apps[0].app_types: ",
        "Leave it out: the list that the application is in says it.",
    ),
    "name of an application": (
        {"pra_apps": [{"domain": "a.example.com", "name": "A"}]},
        "pra_apps[0].name: ",
        "Leave it out: ZPA calls an application by its domain.",
    ),
    "certificate": (
        {"inspection_apps": [{"domain": "a.example.com", "certificate_id": "1"}]},
        "inspection_apps[0].certificate_id: ",
        "Write certificate, which takes names and ids.",
    ),
    "weights": (
        {"load_balancing": [{"id": "1", "weight": 1}]},
        "load_balancing[0].id: ",
        "Write server_group",
    ),
    "ping": ({"icmp_access_type": True}, "icmp_access_type: ", "Write PING for true and NONE for false"),
    "style": ({"policy_style": True}, "policy_style: ", "Write DUAL_POLICY_EVAL or NONE"),
}


@pytest.mark.parametrize(("given", "path", "advice"), OF_OTHER_TOOLS.values(), ids=OF_OTHER_TOOLS.keys())
def test_what_a_task_for_another_tool_says_is_refused_with_what_to_write(
    zpa: TestTenant, given: dict[str, Any], path: str, advice: str
) -> None:
    result = zpa.run(SEGMENT, True, name="Salaries", **given)
    assert result["failed"]
    line = next(line for line in result["msg"].splitlines() if path in line)
    assert advice in line, result["msg"]
    assert zpa.calls == []


# The same about other kinds: the module, what is said, and what to write.
KEY = {"name": "Zurich", "association_type": "CONNECTOR_GRP", "max_usage": "10"}
OF_OTHER_KINDS: dict[str, tuple[str, dict[str, Any], str]] = {
    "key_type": ("zpa_provisioning_key", {**KEY, "key_type": "connector"}, "Write association_type: app_"),
    "component_id": ("zpa_provisioning_key", {**KEY, "component_id": "1"}, "Write app_connector_group or"),
    "app_connector_group_id": (
        "zpa_provisioning_key",
        {**KEY, "app_connector_group_id": "1"},
        "Write app_connector_group, which takes names and ids.",
    ),
    "enrollment_cert_id": (
        "zpa_provisioning_key",
        {**KEY, "enrollment_cert_id": "1"},
        "Write enrollment_cert, which takes names and ids.",
    ),
    "provisioning_key": (
        "zpa_provisioning_key",
        {**KEY, "provisioning_key": "x"},
        "It is had by key_dest or reveal of zpa_provisioning_key.",
    ),
    "frequency": ("zpa_connector_schedule", {"kind": "app_connector", "frequency": "days"}, "always days"),
    "interval": (
        "zpa_connector_schedule",
        {"kind": "service_edge", "interval": "5"},
        "Write frequency_interval.",
    ),
    "grace_distance_value": (
        "zpa_service_edge_group",
        {"name": "Zurich", "grace_distance_value": "10"},
        "Write grace_distance, with enabled, value and unit in it.",
    ),
    "trusted_network_ids": (
        "zpa_service_edge_group",
        {"name": "Zurich", "trusted_network_ids": ["1"]},
        "Write trusted_networks, which takes names and ids.",
    ),
    "city": (
        "zpa_service_edge_group",
        {"name": "Zurich", "city": "Zurich"},
        "Leave it out: ZPA works it out",
    ),
    "criteria_attribute": (
        "zpa_microtenant",
        {"name": "Sales", "criteria_attribute": "AuthDomain"},
        "Leave it out: it is always AuthDomain.",
    ),
    "user": (
        "zpa_microtenant",
        {"name": "Sales", "user": {}},
        "had by password_dest or reveal of zpa_microtenant.",
    ),
}


@pytest.mark.parametrize(
    ("path", "module", "given", "advice"),
    [(path, *said) for path, said in OF_OTHER_KINDS.items()],
    ids=OF_OTHER_KINDS.keys(),
)
def test_what_a_task_about_the_connector_side_says_elsewhere_is_refused_with_what_to_write(
    zpa: TestTenant, path: str, module: str, given: dict[str, Any], advice: str
) -> None:
    zpa.forget()
    result = zpa.run(module, True, **given)
    assert result["failed"]
    line = next(line for line in result["msg"].splitlines() if path + ": " in line)
    assert advice in line, result["msg"]
    assert zpa.calls == []
