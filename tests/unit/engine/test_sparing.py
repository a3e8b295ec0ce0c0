# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A few objects in a long list, whatever the server does about searches."""

from __future__ import annotations

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.references import resolve
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.searching import Searching
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.sparing import Wish, find
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import ApiError
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.lookups import LOOKUPS
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.field_type import Reference
from support.tenants import TestTenant
from zpa_emulator.policy_seeds import add_idp, add_posture_profile, add_scim_group

COUNT, PAGES = 1600, 4
# The first comes last in the list, which begins with the one that changed last.
NAMES = ["Group %04d" % number for number in range(COUNT)]


class Groups:
    """The SCIM groups of an identity provider, and what names of them cost that a rule has or shall have."""

    def __init__(self, zpa: TestTenant, client: Client) -> None:
        self.zpa, self.client = zpa, client
        self.idp = str(add_idp(zpa.tenant, "Okta")["id"])
        self.other = str(add_idp(zpa.tenant, "Entra")["id"])
        self.ids = {name: self.add(name, number) for number, name in enumerate(NAMES)}

    def add(self, name: str, when: int = 1, idp: str = "Okta") -> str:
        return str(add_scim_group(self.zpa.tenant, idp, name, 1600000000 + when)["id"])

    def rename(self, group_id: str, name: str) -> None:
        self.zpa.tenant.table("scimgroup")[group_id]["name"] = name

    def resolved(self, *tokens: str, has: tuple[str, ...] = ()) -> list[str]:
        """The ids of what was found, or the problems. ``has``: the ids that the rule has."""
        kind = LOOKUPS["scim_group"].owned_by(self.idp)
        problems: list[str] = []
        by_path = {"objects[%d]" % place: token for place, token in enumerate(tokens)}
        source = Searching(self.client)
        found = resolve(source, kind, by_path, [Reference(one) for one in has], problems)
        return problems or [reference.id for reference in found.values()]

    @property
    def asked(self) -> list[str]:
        """What was asked for: the id of one, ``*`` for a page of the list, or what was searched for."""
        return [
            entry.query.get("search", "*") if "/idpId/" in entry.path else entry.path.rpartition("/")[2]
            for entry in self.zpa.calls
        ]


@pytest.fixture
def groups(zpa: TestTenant, client: Client) -> Groups:
    return Groups(zpa, client)


def test_the_only_one_that_a_rule_has_is_read_by_its_id(groups: Groups) -> None:
    only = groups.ids["Group 0007"]
    assert groups.resolved("Group 0007", has=(only,)) == [only]
    assert groups.asked == [only]


def test_the_only_one_may_have_a_name_that_no_search_finds(groups: Groups) -> None:
    groups.zpa.tenant.quirks.blind_search = True
    odd = groups.add("R&D @ Corp (100 %)")
    assert groups.resolved("R&D @ Corp (100 %)", has=(odd,)) == [odd]
    assert groups.asked == [odd]


def test_several_are_searched_by_what_their_names_have_in_common(groups: Groups) -> None:
    wanted = ["Group 0171", "Group 0175", "Group 0178"]
    has = tuple(groups.ids[name] for name in wanted)
    assert groups.resolved(*wanted, has=has) == list(has)
    assert groups.asked == ["Group 017"]


def test_several_of_which_too_many_have_the_common_part_are_read_by_their_ids(groups: Groups) -> None:
    wanted = ["Group 0001", "Group 1001"]
    has = tuple(groups.ids[name] for name in wanted)
    assert groups.resolved(*wanted, has=has) == list(has)
    assert groups.asked[0] == "Group"
    assert groups.asked[1:] == sorted(has)


def test_many_cost_no_more_than_the_pages(groups: Groups) -> None:
    wanted = NAMES[:600:50]
    has = tuple(groups.ids[name] for name in wanted)
    assert groups.resolved(*wanted, has=has) == list(has)
    assert len(groups.asked) <= PAGES


def test_names_without_a_common_part_begin_with_the_list(groups: Groups) -> None:
    has = (groups.add("ab"), groups.add("xy"))
    assert groups.resolved("ab", "xy", has=has) == list(has)
    assert groups.asked == ["*", *sorted(has)]


@pytest.mark.parametrize("wanted", [["Group 0171"], ["Group 0171", "Group 0172"]], ids=["one", "two"])
def test_a_search_that_is_not_obeyed_is_the_list(groups: Groups, wanted: list[str]) -> None:
    groups.zpa.tenant.quirks.deaf_search = True
    has = tuple(groups.ids[name] for name in wanted)
    # The rule has another one beside them, so that none of them can be taken for the only one.
    assert groups.resolved(*wanted, has=has) == list(has)
    assert len(groups.asked) <= 1 + len(wanted)
    groups.zpa.forget()
    assert groups.resolved("Group 0171") == [groups.ids["Group 0171"]]
    assert len(groups.asked) == PAGES


@pytest.mark.parametrize("status", [400, 403, 404, 405, 500, 501])
def test_where_none_can_be_read_by_its_id_it_is_searched(groups: Groups, status: int) -> None:
    groups.zpa.fault("status", r"scimgroup/\d+$", status=status, body={"id": "x", "reason": "No."}, times=9)
    only = groups.ids["Group 0007"]
    assert groups.resolved("Group 0007", has=(only,)) == [only]
    assert set(groups.asked) == {only, "Group 0007"}


@pytest.mark.parametrize("wrong", [{"id": 1}, {"idpId": None}, {"idpId": ""}], ids=str)
@pytest.mark.parametrize("is_named", [True, False], ids=["named", "nameless"])
def test_an_answer_for_an_id_that_does_not_show_that_it_is_it_is_none(
    groups: Groups, wrong: dict[str, object], is_named: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, only = groups.client.get, groups.ids["Group 0007"]
    monkeypatch.setattr(groups.client, "get", lambda *asked: {**real(*asked), **wrong})
    if is_named:
        assert groups.resolved("Group 0007", has=(only,)) == [only]
        return
    wish = Wish("", lambda record: str(record["id"]) == only, lambda record: False)
    found = find(groups.client, LOOKUPS["scim_group"].owned_by(groups.idp), [wish], [only])
    assert "Group 0007" in [record["name"] for record in found.records]


@pytest.mark.parametrize("status", [400, 403, 405, 501])
def test_where_searches_are_refused_the_list_tells(groups: Groups, status: int) -> None:
    groups.zpa.fault("status", "search=", status=status, body={"id": "x", "reason": "No."}, times=9)
    groups.zpa.fault("status", r"scimgroup/\d+$", status=404, body={"id": "x", "reason": "No."}, times=9)
    wanted = ["Group 0171", "Group 0172"]
    has = tuple(groups.ids[name] for name in wanted)
    assert groups.resolved(*wanted, has=has) == list(has)


def test_an_api_in_trouble_stays_an_error(groups: Groups) -> None:
    groups.zpa.fault("status", "scimgroup/", status=501, body={"id": "x", "reason": "No."}, times=9)
    with pytest.raises(ApiError, match="No"):
        groups.resolved("Group 0007", has=(groups.ids["Group 0007"],))


def test_another_name_than_the_one_that_the_rule_has_is_searched(groups: Groups) -> None:
    has = (groups.ids["Group 0007"],)
    assert groups.resolved("Group 0008", has=has) == [groups.ids["Group 0008"]]
    assert groups.asked == [*has, "Group 0008"]


def test_a_group_that_was_renamed_is_no_longer_meant_by_its_name(groups: Groups) -> None:
    renamed = groups.ids["Group 0007"]
    groups.rename(renamed, "Renamed")
    successor = groups.add("Group 0007")
    assert groups.resolved("Group 0007", has=(renamed,)) == [successor]
    assert groups.resolved("Renamed", has=(renamed,)) == [renamed]


def test_a_group_that_is_gone_is_not_meant(groups: Groups) -> None:
    gone = groups.ids["Group 0007"]
    del groups.zpa.tenant.table("scimgroup")[gone]
    (problem,) = groups.resolved("Group 0007", has=(gone,))
    assert "no SCIM group has the name or id 'Group 0007'" in problem


def test_the_name_of_a_group_that_is_gone_is_not_looked_for_in_the_list(groups: Groups) -> None:
    kind = LOOKUPS["scim_group"].owned_by(groups.idp)
    gone = groups.ids["Group 0007"]
    del groups.zpa.tenant.table("scimgroup")[gone]

    def is_it(record: dict[str, object]) -> bool:
        return str(record["id"]) == gone

    assert find(groups.client, kind, [Wish("", is_it, is_it)], [gone]).whole is None
    assert groups.asked == ["*", gone]


@pytest.mark.parametrize("others", [0, 1], ids=["alone", "beside another"])
def test_of_two_groups_of_one_name_the_one_that_the_rule_has_is_meant(groups: Groups, others: int) -> None:
    twin = groups.add("Group 0171")
    tokens = ["Group 0171", "Group 0172"][: 1 + others]
    has = (twin, groups.ids["Group 0172"])[: 1 + others]
    assert groups.resolved(*tokens, has=has) == list(has)
    (problem,) = groups.resolved("Group 0171", has=(groups.ids["Group 0005"],))
    assert "2 SCIM groups are named 'Group 0171'" in problem


def test_a_group_of_another_identity_provider_is_not_taken_for_one(groups: Groups) -> None:
    theirs = groups.add("Group 0007", idp="Entra")
    assert groups.resolved("Group 0007", has=(theirs,)) == [groups.ids["Group 0007"]]
    (problem,) = groups.resolved(theirs)
    assert "no SCIM group has the name or id '%s'" % theirs in problem


def test_an_id_costs_a_few_requests_and_not_the_pages(groups: Groups) -> None:
    assert groups.resolved(groups.ids["Group 0007"]) == [groups.ids["Group 0007"]]
    assert len(groups.asked) == 3


def test_names_of_another_number_begin_with_the_list(zpa: TestTenant, client: Client) -> None:
    """They are a change, so that the names that are there have to be told as well."""
    idp = str(add_idp(zpa.tenant, "Okta", scim_groups=["A", "B", "C"])["id"])
    kind = LOOKUPS["scim_group"].owned_by(idp)
    has = [Reference(str(group_id)) for group_id in zpa.tenant.table("scimgroup")]
    source = Searching(client)
    resolve(source, kind, {"objects[0]": "A", "objects[1]": "C"}, has, [])
    assert len(zpa.calls) == 1
    assert source.has(kind)


def test_a_name_without_its_cloud_is_searched_as_a_part(zpa: TestTenant, client: Client) -> None:
    for number in range(700):
        add_posture_profile(zpa.tenant, "Profile %03d" % number)
    profile = zpa.tenant.find("posture", "Profile 650 (zscalerthree.net)")
    known = [Reference(profile["postureUdid"], profile["name"])]
    for name in ("Profile 650", profile["name"]):
        found = resolve(Searching(client), LOOKUPS["posture_profile"], {"lhs": name}, known, [])
        assert found["lhs"].id == profile["postureUdid"]
    assert [entry.query["search"] for entry in zpa.calls] == ["name LIKE Profile 650"]


def test_a_short_name_that_two_clouds_have_stays_ambiguous(zpa: TestTenant, client: Client) -> None:
    ours = add_posture_profile(zpa.tenant, "Disk")
    add_posture_profile(zpa.tenant, "Disk", cloud="zscalertwo", postureUdid="another")
    problems: list[str] = []
    known = [Reference(ours["postureUdid"], ours["name"])]
    resolve(Searching(client), LOOKUPS["posture_profile"], {"lhs": "Disk"}, known, problems)
    assert "Give the whole name" in problems[0]
