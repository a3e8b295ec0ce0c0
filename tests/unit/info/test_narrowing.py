# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A kind that is listed by options of its own, as far as that does not depend on which kind it is."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import InvalidInput
from ansible_collections.zerotrust.zpa.plugins.module_utils._info.narrowing import wrong_narrowing
from ansible_collections.zerotrust.zpa.plugins.module_utils._info.objects import Listed, find_objects
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.lookups import LOOKUPS
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.compound import TextSet
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.fields import Field
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.info_options import info_argument_spec
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.narrowing import Narrowing
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.reference_types import ReferenceTo
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.resource import Resource
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.scalars import Name
from support.tenants import TestTenant

SITE = Resource(
    kind=LOOKUPS["application_segment"],
    key="site",
    fields=(
        Field("name", "name", Name()),
        Field("hosts", "domainNames", TextSet()),
        Field("ports", "tcpPortRanges", TextSet()),
        Field("group", "segmentGroupId", ReferenceTo("segment_group"), label="segmentGroupName"),
    ),
    metadata=(),
    read_only=frozenset(),
    narrowed_by=(
        Narrowing("group", (("", "group"),), "Only those of this group."),
        Narrowing("host", (("", "hosts"),), "Only those that cover it.", is_host=True),
        Narrowing("having", (("names", "hosts"), ("ports", "ports")), "Only those that have some."),
    ),
)


@pytest.fixture
def sites(zpa: TestTenant) -> TestTenant:
    for name in zpa.tenant.table("application").copy():
        zpa.tenant.table("application").pop(name)
    zpa.add_application("All", domains=["*"], tcpPortRanges=[])
    zpa.add_application("Wide", domains=["*.example.com", "a.example.org"])
    of_books = {"segmentGroupId": "71", "segmentGroupName": "Books"}
    zpa.add_application("Wiki", domains=["wiki.example.com", "*.wiki.example.com"], **of_books)
    zpa.add_application("Net", domains=["10.0.0.0/8"], **of_books)
    zpa.add_group("Books", object_id="71")
    zpa.add_group("Empty", object_id="72")
    return zpa


def listed(client: Client, **options: Any) -> Listed:
    return find_objects(client, SITE, options)


def names(client: Client, **options: Any) -> list[str]:
    return [shown["name"] for shown in listed(client, **options).shown]


def test_the_options_are_there_beside_those_of_every_kind() -> None:
    spec = info_argument_spec(SITE)
    assert set(spec) == {"id", "name", "search", "group", "host", "having"}
    assert spec["having"]["choices"] == ["names", "ports"]


def test_what_covers_a_host_comes_closest_first_with_what_covers_it(
    sites: TestTenant, client: Client
) -> None:
    found = listed(client, host="WIKI.example.com")
    assert [shown["name"] for shown in found.shown] == ["Wiki", "Wide", "All"]
    assert list(found.covered_by.values()) == ["wiki.example.com", "*.example.com", "*"]
    assert list(found.covered_by) == [shown["id"] for shown in found.shown] == list(found.metadata)
    assert len(sites.calls) == 1


def test_those_that_cover_it_equally_stay_in_the_order_of_the_api(sites: TestTenant, client: Client) -> None:
    for name in ("B", "A", "C"):
        sites.add_application(name, domains=["x.example.net"])
    in_order = [name for name in names(client) if name in "ABC"]
    assert names(client, host="x.example.net") == [*in_order, "All"]


def test_what_nothing_covers_is_an_empty_listing(sites: TestTenant, client: Client) -> None:
    assert names(client, host="192.0.2.1") == []


@pytest.mark.parametrize("group", ["Books", "71", " Books "])
def test_what_names_something_is_found_by_its_name_or_id_in_one_request(
    sites: TestTenant, client: Client, group: str
) -> None:
    assert set(names(client, group=group)) == {"Wiki", "Net"}
    assert len(sites.calls) == 1


def test_what_nothing_names_takes_a_look_whether_it_is_there(sites: TestTenant, client: Client) -> None:
    assert names(client, group="Empty") == []
    assert len(sites.calls) == 2


def test_a_name_that_nothing_has_is_told_with_those_that_come_near(sites: TestTenant, client: Client) -> None:
    with pytest.raises(InvalidInput) as caught:
        listed(client, group="books")
    assert "group: " in str(caught.value)
    assert "Books" in str(caught.value)


def test_what_has_entries_of_a_sort_is_found_by_the_word_for_it(sites: TestTenant, client: Client) -> None:
    assert set(names(client, having="ports")) == {"Wide", "Wiki", "Net"}
    assert len(names(client, having="names")) == 4


def test_all_that_is_given_must_fit(sites: TestTenant, client: Client) -> None:
    assert names(client, host="wiki.example.com", having="ports", group="Books") == ["Wiki"]
    assert names(client, host="wiki.example.com", name="Wide") == ["Wide"]


@pytest.mark.parametrize(
    ("options", "problems"),
    [
        ({}, []),
        ({"group": "Books", "host": "a.b", "having": "ports"}, []),
        ({"group": " "}, ["group: is empty. Give a name or an id, or leave the option out."]),
        ({"host": "*.b"}, ["host: '*.b' is no host."]),
        ({"group": "", "host": "https://a"}, ["group: is empty.", "host: 'https://a' is no host."]),
        ({"host": 7, "having": {}}, ["host: '7' is no host."]),
    ],
)
def test_what_can_mean_nothing_is_a_problem(options: dict[str, Any], problems: list[str]) -> None:
    found = wrong_narrowing(SITE, options)
    assert len(found) == len(problems)
    assert all(said.startswith(begin) for said, begin in zip(found, problems, strict=True))
