# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ``zpa_application_segment_info`` lists segments by, beside what every kind is listed by."""

from __future__ import annotations

from typing import Any

import pytest
from support.tenants import TestTenant

# What the listing of segments itself need not show: the applications inside, of which there is a list a sort.
SORTS = 3
BOOKS_ID, ALL_ID = "216196257331299961", "216196257331299962"


@pytest.fixture
def segments(zpa: TestTenant) -> TestTenant:
    """The tenant has segments of two groups, and Empty, a group without any."""
    zpa.tenant.table("application").clear()
    zpa.add_group("Finance", object_id=BOOKS_ID)
    zpa.add_group("Everything", object_id=ALL_ID)
    zpa.add_group("Empty")
    for name, group, domains, more in (
        ("All", ALL_ID, ["*"], {}),
        ("Example", ALL_ID, ["*.example.com", "a.example.org"], {"enabled": False}),
        ("Web", ALL_ID, ["bo?ks.corp.example.com"], {"matchStyle": "INCLUSIVE"}),
        ("Corp", ALL_ID, [".corp.example.com"], {}),
        ("Books", BOOKS_ID, ["books.corp.example.com", "*.books.corp.example.com"], {}),
        ("Net", BOOKS_ID, ["10.0.0.0/8"], {}),
        ("Rack", BOOKS_ID, ["10.1.0.0/16", "10.1.2.3"], {}),
    ):
        zpa.add_application_segment(name, domains=domains, segmentGroupId=group, **more)
    zpa.forget()
    return zpa


def listed(zpa: TestTenant, **options: Any) -> dict[str, Any]:
    return zpa.run("zpa_application_segment_info", **options)


def names(result: dict[str, Any]) -> list[str]:
    return [segment["name"] for segment in result["application_segments"]]


def covering(result: dict[str, Any]) -> list[tuple[str, str]]:
    """The names of segments, each with which of its domain names covers the host."""
    found = result["covered_by"]
    assert list(found) == [segment["id"] for segment in result["application_segments"]]
    return [(segment["name"], found[segment["id"]]) for segment in result["application_segments"]]


def test_those_that_cover_a_host_come_most_specific_first(segments: TestTenant) -> None:
    result = listed(segments, domain="Books.Corp.Example.com")
    assert covering(result) == [
        ("Books", "books.corp.example.com"),
        ("Web", "bo?ks.corp.example.com"),
        ("Corp", ".corp.example.com"),
        ("Example", "*.example.com"),
        ("All", "*"),
    ]
    assert len(segments.calls) == 1 + SORTS


def test_a_narrower_network_comes_before_a_wider_one(segments: TestTenant) -> None:
    assert covering(listed(segments, domain="10.1.2.4")) == [("Rack", "10.1.0.0/16"), ("Net", "10.0.0.0/8")]
    assert covering(listed(segments, domain="10.1.2.3"))[0] == ("Rack", "10.1.2.3")


def test_what_covers_a_host_can_be_narrowed_further(segments: TestTenant) -> None:
    result = listed(segments, domain="books.corp.example.com", enabled=True, segment_group="Everything")
    assert names(result) == ["Web", "Corp", "All"]
    assert len(segments.calls) == 1 + SORTS


def test_a_single_one_is_read_by_its_id(segments: TestTenant) -> None:
    assert names(listed(segments, domain="10.2.0.1")) == ["Net"]
    assert len(segments.calls) == 2


def test_without_a_host_nothing_is_said_of_what_covers_it(segments: TestTenant) -> None:
    assert "covered_by" not in listed(segments)
    assert listed(segments, domain="192.0.2.1")["covered_by"] == {}


@pytest.mark.parametrize("group", ["Finance", BOOKS_ID])
def test_those_of_a_segment_group_are_listed_without_a_look_at_the_group(
    segments: TestTenant, group: str
) -> None:
    assert set(names(listed(segments, segment_group=group))) == {"Books", "Net", "Rack"}
    assert len(segments.calls) == 1 + SORTS
    assert not [call for call in segments.calls if "segmentGroup" in call.path]


def test_a_group_without_segments_is_no_error_and_one_that_is_not_there_is(segments: TestTenant) -> None:
    assert names(listed(segments, segment_group="Empty")) == []
    assert len(segments.calls) == 2
    result = listed(segments, segment_group="finance")
    assert result["failed"]
    assert result["problems"][0].startswith("segment_group: ")
    assert "Finance" in result["problems"][0]


BROWSERS = {
    "clientlessApps": [
        {"domain": "www.example.com", "applicationProtocol": "HTTP", "applicationPort": "80", "enabled": True}
    ]
}
CONSOLES = {"praApps": [{"domain": "ssh.example.com", "applicationProtocol": "SSH", "applicationPort": "22"}]}
INSPECTED = {
    "inspectionApps": [{"domain": "www.example.com", "applicationProtocol": "HTTP", "applicationPort": "80"}]
}
HAVING: dict[str, dict[str, Any]] = {
    "Browsers": BROWSERS,
    "Consoles": CONSOLES,
    "Both": {**BROWSERS, **CONSOLES},
    "Inspected": INSPECTED,
}


@pytest.fixture
def with_applications(segments: TestTenant) -> TestTenant:
    """The tenant has segments with applications inside as well."""
    for name, apps in HAVING.items():
        domains = [app["domain"] for one in apps.values() for app in one]
        segments.add_application_segment(name, domains=domains, segmentGroupId=BOOKS_ID, **apps)
    segments.forget()
    return segments


@pytest.mark.parametrize("shown", ["all", "documented", "none"])
@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("browser_access", {"Browsers", "Both"}),
        ("pra", {"Consoles", "Both"}),
        ("inspection", {"Inspected"}),
    ],
)
def test_those_with_applications_of_a_sort_are_listed_whether_or_not_the_list_shows_them(
    with_applications: TestTenant, sort: str, found: set[str], shown: str
) -> None:
    with_applications.tenant.quirks.apps_in_lists = shown
    result = listed(with_applications, sub_application=sort)
    assert set(names(result)) == found
    # By their ids only those are read of whose applications the lists of a sort tell too little.
    assert len(with_applications.calls) <= (1 if shown == "all" else 1 + SORTS + len(HAVING))
    fields = {"browser_access": "browser_access", "pra": "pra_apps", "inspection": "inspection_apps"}
    assert all(segment[fields[sort]] for segment in result["application_segments"])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            {"domain": "https://books.corp.example.com"},
            "domain: 'https://books.corp.example.com' is no host.",
        ),
        ({"domain": "books.corp.example.com:443"}, "domain: 'books.corp.example.com:443' is no host."),
        ({"domain": "10.0.0.0/8"}, "domain: '10.0.0.0/8' is no host."),
        ({"domain": ""}, "domain: '' is no host."),
        ({"segment_group": " "}, "segment_group: is empty."),
    ],
)
def test_what_can_mean_nothing_is_refused_before_any_request(
    segments: TestTenant, options: dict[str, Any], said: str
) -> None:
    result = listed(segments, **options)
    assert result["failed"]
    assert said in result["msg"]
    assert segments.calls == []


def test_a_whole_segment_is_shown_as_its_module_would(segments: TestTenant) -> None:
    (shown,) = listed(segments, name="Books")["application_segments"]
    again = segments.run("zpa_application_segment", check=True, **shown)
    assert not again["changed"]
    assert again["application_segment"] == shown
