# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names and ids become references, with few requests."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.references import resolve
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.searching import Searching
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import ApiError
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.every_lookup import EVERY
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.field_type import Reference
from support.resolving import KIND, Resolved
from support.tenants import TestTenant

Connect = Callable[..., Client]
PROFILE, CERTIFICATE = EVERY["version_profile"], EVERY["enrollment_cert"]
SUBSIDIARY = "216196257331290001"

AMBIGUOUS = (
    "applications[0]: '4711' is the id of the application segment 'by id' and the name of another one "
    "(id 99). Give the name of the one or the id of the other; where that is not enough, rename one of them."
)


def id_of(zpa: TestTenant, name: str) -> str:
    return zpa.tenant.find("application", name)["id"]


@pytest.fixture
def crowd(zpa: TestTenant) -> TestTenant:
    """A tenant with three pages of applications."""
    zpa.add_application(*("Application %04d" % number for number in range(1200)))
    return zpa


def test_nothing_costs_nothing(zpa: TestTenant, client: Client) -> None:
    assert Resolved(client).ids == []
    assert zpa.tenant.log == []


def test_one_name_costs_one_request(zpa: TestTenant, client: Client) -> None:
    resolved = Resolved(client, "SAP")
    assert (resolved.ids, resolved.names, resolved.problems) == ([id_of(zpa, "SAP")], ["SAP"], [])
    assert len(zpa.calls) == 1


def test_one_name_among_many_costs_one_request(crowd: TestTenant, client: Client) -> None:
    assert Resolved(client, "SAP").ids == [id_of(crowd, "SAP")]
    assert len(crowd.calls) == 1


def test_one_id_costs_one_request(zpa: TestTenant, client: Client) -> None:
    assert Resolved(client, id_of(zpa, "SAP")).names == ["SAP"]
    assert len(zpa.calls) == 1


def test_several_names_cost_one_listing(zpa: TestTenant, client: Client) -> None:
    tokens = ["Jira", "SAP", id_of(zpa, "Git")]
    assert Resolved(client, *tokens).names == ["Jira", "SAP", "Git"]
    assert len(zpa.calls) == 1


def test_a_few_names_among_many_cost_no_more_than_the_pages(crowd: TestTenant, client: Client) -> None:
    assert Resolved(client, "SAP", "Jira", "Git", "Payroll").names == ["SAP", "Jira", "Git", "Payroll"]
    assert len(crowd.calls) == 3


def test_two_names_among_very_many_are_searched(crowd: TestTenant, client: Client) -> None:
    crowd.add_application(*("More %04d" % number for number in range(1500)))
    assert Resolved(client, "SAP", "Application 0000").names == ["SAP", "Application 0000"]
    assert [entry.query.get("search") for entry in crowd.calls] == [
        None,
        "name EQ Application 0000",
        "name EQ SAP",
    ]


def test_as_many_names_as_pages_left_cost_the_pages(crowd: TestTenant, client: Client) -> None:
    assert Resolved(client, "SAP", "Jira").names == ["SAP", "Jira"]
    assert [entry.query.get("search") for entry in crowd.calls] == [None] * 3


def test_names_are_found_in_a_list_that_does_not_tell_its_pages(zpa: TestTenant, client: Client) -> None:
    pages = ([{"id": "1", "name": "a"}], [{"id": "2", "name": "b"}])
    for body in ({"list": pages[0]}, {"list": pages[1]}, {}, {"list": pages[0]}, {"list": pages[1]}):
        zpa.fault("status", status=200, body=body)
    assert Resolved(client, "a", "b").ids == ["1", "2"]


def test_members_that_are_known_cost_nothing(zpa: TestTenant, client: Client) -> None:
    known = (Reference("1", "SAP"), Reference("2", "Jira"))
    assert Resolved(client, "Jira", "1", known=known).ids == ["2", "1"]
    assert zpa.tenant.log == []


def test_only_what_is_not_known_is_asked_for(zpa: TestTenant, client: Client) -> None:
    known = (Reference("1", "Known"),)
    assert Resolved(client, "Known", "SAP", known=known).ids == ["1", id_of(zpa, "SAP")]
    assert [entry.query["search"] for entry in zpa.calls] == ["name EQ SAP"]


def test_the_order_is_that_of_the_tokens(zpa: TestTenant, client: Client) -> None:
    assert Resolved(client, "SAP", "Git", "SAP").names == ["SAP", "Git", "SAP"]


def test_a_token_given_twice_is_asked_for_once(zpa: TestTenant, client: Client) -> None:
    Resolved(client, "SAP", " SAP")
    assert [entry.query.get("search") for entry in zpa.calls] == ["name EQ SAP"]


def test_blanks_around_a_token_mean_nothing(zpa: TestTenant, client: Client) -> None:
    assert Resolved(client, "  SAP\n").names == ["SAP"]


def test_a_name_of_digits_is_found_where_no_id_is_it(zpa: TestTenant, client: Client) -> None:
    zpa.add_application("4711", object_id="99")
    assert Resolved(client, "4711").ids == ["99"]


@pytest.mark.parametrize("others", [[], ["SAP"]])
def test_the_id_of_one_and_the_name_of_another_is_a_problem_with_both(
    zpa: TestTenant, client: Client, others: list[str]
) -> None:
    zpa.add_application("by id", object_id="4711")
    zpa.add_application("4711", object_id="99")
    assert Resolved(client, "4711", *others).problems == [AMBIGUOUS]
    assert Resolved(client, "99", "by id", *others).ids[:2] == ["99", "4711"]


def test_that_is_a_problem_on_a_tenant_too_large_to_list(crowd: TestTenant, client: Client) -> None:
    crowd.add_application(*("More %04d" % number for number in range(1500)))
    crowd.add_application("by id", object_id="4711")
    crowd.add_application("4711", object_id="99")
    assert Resolved(client, "4711").problems == [AMBIGUOUS]
    assert len(crowd.calls) == 3


def test_that_is_a_problem_where_both_are_members(client: Client) -> None:
    known = (Reference("99", "4711"), Reference("4711", "by id"))
    assert Resolved(client, "4711", known=known).problems == [AMBIGUOUS]


@pytest.mark.parametrize("name", ["", "0815", "Twin"])
def test_an_id_means_the_member_for_which_results_have_no_other_word(client: Client, name: str) -> None:
    known = (Reference("99", "4711"), Reference("4711", name), Reference("98", "Twin"))
    assert Resolved(client, "4711", "99", known=known).ids == ["4711", "99"]


def test_the_id_of_a_member_costs_nothing_whatever_else_has_that_name(
    zpa: TestTenant, client: Client
) -> None:
    zpa.add_application("4711", object_id="99")
    assert Resolved(client, "4711", known=(Reference("4711", "by id"),)).ids == ["4711"]
    assert zpa.tenant.log == []


def test_the_name_of_a_member_that_is_the_id_of_something_else_is_a_problem(
    zpa: TestTenant, client: Client
) -> None:
    zpa.add_application("by id", object_id="4711")
    zpa.add_application("4711", object_id="99")
    assert Resolved(client, "4711", known=(Reference("99", "4711"),)).problems == [AMBIGUOUS]


def test_an_id_that_the_list_does_not_show_yet_is_found(zpa: TestTenant, client: Client) -> None:
    zpa.add_application("New", object_id="4711")
    zpa.fault("status", "GET .*application$", status=200, body={"totalPages": "0"})
    assert Resolved(client, "4711").names == ["New"]


@pytest.mark.parametrize("others", [[], ["SAP"]])
def test_an_ambiguous_name_is_a_problem_with_the_ids(
    zpa: TestTenant, client: Client, others: list[str]
) -> None:
    zpa.add_application("Twin", object_id="72")
    zpa.add_application("Twin", object_id="71")
    assert Resolved(client, *others, "Twin").problems == [
        "applications[%d]: 2 application segments are named 'Twin'. "
        "Give the id of the one you mean: 71, 72." % len(others)
    ]


def test_an_ambiguous_name_means_the_one_that_is_a_member(zpa: TestTenant, client: Client) -> None:
    zpa.add_application("Twin", object_id="72")
    zpa.add_application("Twin", object_id="71")
    known = (Reference("72", "Twin"),)
    assert Resolved(client, "Twin", known=known).ids == ["72"]
    assert Resolved(client, "Twin", "SAP", "Git", known=known).ids[0] == "72"


def test_an_ambiguous_name_of_two_members_is_a_problem(client: Client) -> None:
    known = (Reference("71", "Twin"), Reference("72", "Twin"))
    assert "71, 72" in Resolved(client, "Twin", known=known).problems[0]


def test_an_unknown_name_is_a_problem_with_near_matches(client: Client) -> None:
    assert Resolved(client, "payrol").problems == [
        "applications[0]: no application segment has the name or id 'payrol'. Near matches: 'Payroll'. "
        "The others are 'Expenses', 'Git', 'Jira', 'SAP'."
    ]


def test_a_name_in_another_case_is_a_near_match(client: Client) -> None:
    assert "Near matches: 'SAP'" in Resolved(client, "sap").problems[0]


def test_no_more_than_three_near_matches_are_told(zpa: TestTenant, client: Client) -> None:
    zpa.add_application(*("Webshop%d" % number for number in range(20)))
    (problem,) = Resolved(client, "Webshop").problems
    assert problem.count("'Webshop") == 1 + 3


def test_a_failed_listing_tells_what_was_listed(zpa: TestTenant, client: Client) -> None:
    zpa.fault("status", status=400, body={"id": "x", "reason": "No."})
    with pytest.raises(ApiError, match="Cannot list application segments: No"):
        Resolved(client, "SAP", "Jira")


def test_an_unknown_name_like_no_other_says_so(zpa: TestTenant, client: Client) -> None:
    zpa.add_application(*("Webshop%d" % number for number in range(20)))
    assert Resolved(client, "Quux").problems == [
        "applications[0]: no application segment has the name or id 'Quux'. "
        "No name on the tenant is like it; 25 application segments were compared."
    ]


def test_an_unknown_id_is_a_problem(client: Client) -> None:
    assert "no application segment has the name or id '4711'" in Resolved(client, "4711").problems[0]


def test_all_problems_are_told_each_with_its_place(zpa: TestTenant, client: Client) -> None:
    resolved = Resolved(client, "Quux", "SAP", "4711", "Jira")
    assert [problem.split(":")[0] for problem in resolved.problems] == ["applications[0]", "applications[2]"]
    assert resolved.stand_ins == {"applications[0]": ("Quux", "Quux"), "applications[2]": ("4711", "4711")}
    assert resolved.names == ["SAP", "Jira"]


def test_unknown_names_cost_one_listing_however_many(zpa: TestTenant, client: Client) -> None:
    Resolved(client, "Quux", "Quuux", "Quuuux")
    assert len(zpa.calls) == 1


@pytest.mark.parametrize("name", ["R&D", "100 % sure", "a+b"])
def test_an_odd_name_is_resolved(zpa: TestTenant, client: Client, name: str) -> None:
    zpa.tenant.quirks.blind_search = True
    zpa.tenant.quirks.escaped_text = True
    zpa.add_application(name)
    assert Resolved(client, name).names == [name]


def test_an_application_of_another_microtenant_is_unknown(zpa: TestTenant, connect: Connect) -> None:
    zpa.add_application("Theirs", object_id="99", microtenant_id=SUBSIDIARY)
    assert Resolved(connect(), "Theirs").ids == []
    assert Resolved(connect(), "99").ids == []
    assert Resolved(connect(microtenant_id=SUBSIDIARY), "Theirs").ids == ["99"]


def test_an_application_of_another_microtenant_is_unknown_to_a_server_that_shows_it(
    zpa: TestTenant, client: Client
) -> None:
    zpa.tenant.quirks.absent_means_all = True
    zpa.add_application("Theirs", object_id="99", microtenant_id=SUBSIDIARY)
    resolved = Resolved(client, "Theirs", "99", "SAP")
    assert resolved.names == ["SAP"]
    assert all("Theirs" not in problem.split(".", 1)[1] for problem in resolved.problems)


def test_a_problem_starts_with_the_option_that_has_it(client: Client) -> None:
    problems: list[str] = []
    options = {"version_profile": "New Relaese", "other[3]": "Defualt"}
    found = resolve(Searching(client), PROFILE, options, (), problems)
    assert {path: reference[:2] for path, reference in found.items()} == {
        "version_profile": ("New Relaese", "New Relaese"),
        "other[3]": ("Defualt", "Defualt"),
    }
    assert problems == [
        "version_profile: no version profile has the name or id 'New Relaese'. "
        "Near matches: 'New Release', 'New Release - el8'. The others are 'Default', 'Default - el8', "
        "'Previous Default', 'Previous Default - el8'.",
        "other[3]: no version profile has the name or id 'Defualt'. "
        "Near matches: 'Default', 'Default - el8'. The others are 'New Release', 'New Release - el8', "
        "'Previous Default', 'Previous Default - el8'.",
    ]


def test_an_unknown_name_that_may_come_to_be_is_foreseen(client: Client) -> None:
    problems: list[str] = []
    foreseen: list[str] = []
    options = {"a": "Payrol", "b": "SAP", "c": "4711"}
    found = resolve(Searching(client), KIND, options, (), problems, lambda said: not foreseen.append(said))
    assert found["a"][:2] == ("Payrol (does not exist yet)",) * 2
    assert found["b"].name == "SAP"
    assert [problem.partition(":")[0] for problem in problems] == ["c"]
    assert foreseen == [
        "a: no application segment has the name or id 'Payrol'. Near matches: 'Payroll'. "
        "The others are 'Expenses', 'Git', 'Jira', 'SAP'."
    ]


def test_an_ambiguous_name_is_a_problem_even_where_others_may_come_to_be(
    zpa: TestTenant, client: Client
) -> None:
    zpa.add_application("Twin", "Twin")
    problems: list[str] = []
    foreseen: list[str] = []
    resolve(Searching(client), KIND, {"a": "Twin"}, (), problems, lambda said: not foreseen.append(said))
    assert (len(problems), foreseen) == (1, [])


def test_what_a_search_does_not_find_is_found_in_the_list(zpa: TestTenant, client: Client) -> None:
    zpa.fault("status", "search=|application", status=200, body={"totalPages": "0"})
    assert Resolved(client, "SAP").ids == [id_of(zpa, "SAP")]
    assert [entry.query.get("search") for entry in zpa.calls] == ["name EQ SAP", None]


@pytest.mark.parametrize(
    ("tokens", "ids"),
    [
        (["New Release"], ["2"]),
        (["2"], ["2"]),
        (["0", "New Release", "Previous Default"], ["0", "2", "1"]),
        (["2", "new release", "New Release"], ["2", "2", "2"]),
    ],
)
def test_a_kind_that_is_only_listed_costs_one_request(
    zpa: TestTenant, client: Client, tokens: list[str], ids: list[str]
) -> None:
    assert Resolved(client, *tokens, kind=PROFILE).ids == ids
    assert [set(entry.query) for entry in zpa.calls] == [{"page", "pagesize"}]


@pytest.mark.parametrize("token", ["4711", "Late"])
def test_a_kind_that_is_only_listed_costs_each_page_once(zpa: TestTenant, client: Client, token: str) -> None:
    table = zpa.tenant.table(PROFILE.path)
    for number in range(1200):
        table["8%04d" % number] = {"id": "8%04d" % number, "name": "Profile %d" % number}
    table["9"] = {"id": "9", "name": token}
    assert Resolved(client, token, "New Release", kind=PROFILE).ids == ["9", "2"]
    assert Resolved(client, token, kind=PROFILE).ids == ["9"]
    assert [entry.query["page"] for entry in zpa.calls] == ["1", "2", "3"] * 2
    assert not any("search" in entry.query for entry in zpa.calls)


def test_a_kind_that_is_only_listed_costs_nothing_where_all_is_known(zpa: TestTenant, client: Client) -> None:
    known = (Reference("2", "New Release"),)
    assert Resolved(client, "2", "NEW RELEASE", known=known, kind=PROFILE).ids == ["2", "2"]
    assert zpa.tenant.log == []


@pytest.mark.parametrize(("token", "found"), [("NEW RELEASE", "9"), ("New Release", "2")])
def test_the_exact_name_goes_before_one_in_another_letter_case(
    zpa: TestTenant, client: Client, token: str, found: str
) -> None:
    zpa.tenant.table("visible/versionProfiles")["9"] = {"id": "9", "name": "NEW RELEASE"}
    assert Resolved(client, token, kind=PROFILE).ids == [found]


def test_a_kind_that_is_only_listed_is_listed_without_the_microtenant(
    zpa: TestTenant, connect: Connect
) -> None:
    assert Resolved(connect(microtenant_id=SUBSIDIARY), "Default", kind=PROFILE).ids == ["0"]
    assert "microtenantId" not in zpa.calls[0].query


@pytest.mark.parametrize("token", ["new release", "NEW RELEASE", "New Release"])
def test_letter_case_makes_no_difference_in_a_kind_that_folds_it(client: Client, token: str) -> None:
    assert Resolved(client, token, kind=PROFILE).names == ["New Release"]


def test_names_that_differ_in_letter_case_only_are_ambiguous_in_a_kind_that_folds_it(
    zpa: TestTenant, client: Client
) -> None:
    zpa.tenant.table("visible/versionProfiles")["9"] = {"id": "9", "name": "NEW RELEASE"}
    assert Resolved(client, "New release", kind=PROFILE).problems == [
        "applications[0]: 2 version profiles are named 'New release'. Give the id of the one you mean: 2, 9."
    ]


def test_letter_case_counts_in_every_other_kind(client: Client) -> None:
    assert Resolved(client, "sap", known=(Reference("1", "SAP"),)).ids == []
    assert Resolved(client, "connector", "client", kind=CERTIFICATE).ids == []


def test_what_is_known_without_its_name_is_known_by_its_id(zpa: TestTenant, client: Client) -> None:
    assert Resolved(client, "6573", known=(Reference("6573"),), kind=CERTIFICATE).ids == ["6573"]
    assert zpa.tenant.log == []
    assert Resolved(client, "Connector", known=(Reference("6573"),), kind=CERTIFICATE).ids == ["6573"]
    assert len(zpa.calls) == 1


def test_a_kind_says_whether_a_playbook_can_create_it() -> None:
    assert {name for name, kind in EVERY.items() if kind.creatable} == {
        "app_connector_group",
        "application_segment",
        "application_server",
        "browser_access_certificate",
        "c2c_ip_range",
        "connector_schedule",
        "emergency_access_user",
        "inspection_custom_control",
        "inspection_profile",
        "isolation_banner",
        "isolation_certificate",
        "isolation_profile",
        "lss_config",
        "microtenant",
        "pra_approval",
        "pra_console",
        "pra_credential",
        "pra_credential_pool",
        "pra_portal",
        "private_cloud_group",
        "provisioning_key",
        "segment_group",
        "server_group",
        "service_edge_group",
        "user_portal",
        "user_portal_link",
    }


@pytest.mark.parametrize("kind", ["posture_profile", "idp", "trusted_network", "machine_group"])
def test_what_no_playbook_can_create_is_not_foreseen(client: Client, kind: str) -> None:
    problems: list[str] = []
    foreseen: list[str] = []
    resolve(
        Searching(client), EVERY[kind], {"a": "Later"}, (), problems, lambda said: not foreseen.append(said)
    )
    assert (len(problems), foreseen) == (1, [])
