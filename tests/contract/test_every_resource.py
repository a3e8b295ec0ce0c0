# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every resource does beyond the laws: names, restricted objects, microtenants, listings."""

from __future__ import annotations

import re
from typing import Any

import pytest
from support.cases import CREATED, RESOURCES, Subject
from support.tenants import TestTenant

MICROTENANT = "216196257331290001"
ODD_NAMES = (
    'The "quoted"',
    "It's & that's",
    "100 % sure",
    "a/b\\c",
    "two  blanks",
    "plus + equals = question ?",
    "semi;colon, comma: #hash",
    "Ünïcödé 名前",
    "rocket 🚀 ship",
    "x" * 255,
    "{{ not a template }}",
    "name EQ Finance",
    "-",
)
# Lists of the emulator show what those of other servers may leave out.
LISTED_HERE = ("pra_credential_pool",)


@pytest.fixture(params=[one for one in RESOURCES if one.is_described], ids=str)
def described(request: pytest.FixtureRequest) -> Subject:
    return request.param


@pytest.fixture(params=RESOURCES, ids=str)
def subject(request: pytest.FixtureRequest) -> Subject:
    return request.param


@pytest.fixture(params=[one for one in RESOURCES if one.can_change], ids=str)
def changing(request: pytest.FixtureRequest) -> Subject:
    return request.param


in_microtenants = pytest.mark.parametrize(
    "subject", [subject for subject in RESOURCES if subject.resource.kind.scoped], ids=str, indirect=True
)


@pytest.mark.parametrize("name", ODD_NAMES)
def test_any_name_lives_through_create_update_and_delete(
    zpa: TestTenant, subject: Subject, name: str
) -> None:
    zpa.tenant.quirks.blind_search = True
    created = subject.create(zpa, name=name)
    assert created["changed"], created
    assert subject.run(zpa, name=name)["changed"] is False
    updated = subject.run(zpa, name=name, description="d")
    assert updated[subject.key]["id"] == created[subject.key]["id"]
    assert [found["name"] for found in subject.listed(zpa, name=name)] == [name]
    assert subject.run(zpa, name=name, state="absent")["changed"]
    assert subject.listed(zpa) == []


@pytest.mark.parametrize("name", ODD_NAMES)
def test_an_odd_name_costs_no_more_requests(zpa: TestTenant, subject: Subject, name: str) -> None:
    subject.listed(zpa)
    zpa.forget()
    subject.create(zpa, name=name)
    subject.create(zpa, name=name)
    assert len(zpa.calls) == subject.creation + 1 + subject.names_apart


def test_blanks_at_the_ends_of_a_name_mean_nothing(zpa: TestTenant, subject: Subject) -> None:
    subject.create(zpa, name="Finance")
    assert subject.run(zpa, name="  Finance ")["changed"] is False


def test_a_name_is_found_among_names_that_contain_it(zpa: TestTenant, subject: Subject) -> None:
    for name in ("Finance 2", "finance", "Finance", "Old Finance"):
        subject.add(zpa, name, object_id={"Finance": "42"}.get(name))
    assert subject.run(zpa, name="Finance", **subject.same)[subject.key]["id"] == "42"


@pytest.mark.parametrize("subject", CREATED, ids=str)
@pytest.mark.parametrize("check", [False, True])
def test_what_differs_from_another_one_in_letter_case_alone_is_not_created(
    zpa: TestTenant, subject: Subject, check: bool
) -> None:
    subject.create(zpa, name="Blue whale")
    zpa.forget()
    (problem,) = subject.create(zpa, name="BLUE WHALE", check=check)["problems"]
    assert "name: 'BLUE WHALE' is not spelled like %s 'Blue whale' (id " % subject.noun in problem
    assert zpa.writes == []


def test_two_of_one_name_are_an_error_with_their_ids(zpa: TestTenant, subject: Subject) -> None:
    subject.add(zpa, "Twin", object_id="71")
    subject.add(zpa, "Twin", object_id="72")
    result = subject.run(zpa, name="Twin", **subject.other)
    assert result["failed"]
    assert "71, 72" in result["msg"]
    assert "Set id" in result["msg"]
    assert zpa.writes == []


def test_an_id_chooses_between_two_of_one_name(zpa: TestTenant, changing: Subject) -> None:
    changing.add(zpa, "Twin", object_id="71")
    changing.add(zpa, "Twin", object_id="72")
    new_name = "Other" if changing.can_be_renamed else "Twin"
    assert changing.run(zpa, id="72", **{**changing.touched, "name": new_name})["changed"]
    names = {key: entry["name"] for key, entry in zpa.tenant.table(changing.path).items()}
    assert (names["71"], names["72"]) == ("Twin", new_name)


def test_an_id_that_is_not_there_is_an_error_before_any_write(zpa: TestTenant, subject: Subject) -> None:
    result = subject.create(zpa, id="4711", name="Finance")
    assert "id: no %s has the id 4711" % subject.noun in result["msg"]
    assert zpa.writes == []


@pytest.mark.parametrize("check", [True, False])
def test_renaming_to_a_name_that_is_taken_is_refused_before_any_write(
    zpa: TestTenant, subject: Subject, check: bool
) -> None:
    subject.add(zpa, "Finance", object_id="42")
    subject.add(zpa, "Taken", object_id="43")
    result = subject.run(zpa, check, id="42", name="Taken")
    assert "name: 'Taken' is the name of another %s (id 43)" % subject.noun in result["msg"]
    assert zpa.writes == []


@pytest.mark.parametrize("flag", ["restrictedEntity", "readOnly", "zscalerManaged"])
@pytest.mark.parametrize("state", ["present", "absent"])
@pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
def test_a_restricted_object_is_refused_before_any_write(
    zpa: TestTenant, subject: Subject, flag: str, state: str, check: bool
) -> None:
    subject.add(zpa, "Decoy", **{flag: True})
    result = subject.run(zpa, check, name="Decoy", state=state, **subject.other)
    assert "managed by Zscaler" in result["msg"]
    assert zpa.writes == []


def test_the_name_zscaler_deception_is_restricted_without_a_flag(zpa: TestTenant, subject: Subject) -> None:
    subject.add(zpa, "Zscaler Deception")
    result = subject.run(zpa, name="Zscaler Deception", **subject.other)
    assert "managed by Zscaler" in result["msg"]
    assert zpa.writes == []


def test_the_reserved_name_cannot_be_given(zpa: TestTenant, subject: Subject) -> None:
    subject.add(zpa, "Finance", object_id="42")
    zpa.forget()
    renamed = subject.run(zpa, id="42", name="Zscaler Deception")
    created = subject.create(zpa, name="Zscaler Deception") if subject.is_created else renamed
    assert (
        subject.resource.not_updated or ("reserved" if subject.can_be_renamed else "never changes it")
    ) in renamed["msg"]
    assert "reserved" in created["msg"]
    assert zpa.writes == []


def test_a_restricted_object_that_is_as_declared_is_no_error(zpa: TestTenant, subject: Subject) -> None:
    subject.add(zpa, "Decoy", restrictedEntity=True)
    assert subject.run(zpa, name="Decoy", **subject.same)["changed"] is False


def test_an_address_in_a_description_survives_an_update_of_something_else(
    zpa: TestTenant, described: Subject
) -> None:
    address = "see https://wiki/?page=1&region=eu&copy=2"
    described.add(zpa, "Finance", description=address)
    described.run(zpa, name="Finance", **described.other)
    assert zpa.stored("Finance", described.path)["description"] == address


def test_an_update_carries_no_computed_fields(zpa: TestTenant, changing: Subject) -> None:
    changing.add(zpa, "Finance")
    changing.run(zpa, name="Finance", **changing.other)
    computed = {"creationTime", "modifiedTime", "modifiedBy", "microtenantName"}
    computed |= {"version", "versionProfileName"}
    computed |= {"upgradePriority", "versionProfileVisibilityScope"}
    computed |= {"ruleOrder", "priority", "policyType", "policySetId"}
    assert not computed & set(zpa.writes[0].body)


def test_names_that_come_back_escaped_are_no_change(zpa: TestTenant, subject: Subject) -> None:
    zpa.tenant.quirks.escaped_text = True
    subject.create(zpa, name="R&D <new>", description='"Research" & more')
    again = subject.create(zpa, name="R&D <new>", description='"Research" & more')
    assert again["changed"] is False


def test_an_update_does_not_store_the_escaping_of_the_answer(zpa: TestTenant, described: Subject) -> None:
    zpa.tenant.quirks.escaped_text = True
    described.create(zpa, name="R&D", description="a & b")
    described.run(zpa, name="R&D", **described.other)
    described.run(zpa, name="R&D", **described.same)
    stored = zpa.stored("R&D", described.path)
    assert (stored["name"], stored["description"]) == ("R&D", "a & b")


@in_microtenants
def test_a_microtenant_has_its_own(zpa: TestTenant, subject: Subject) -> None:
    subject.create(zpa, name="Finance", description="default")
    created = subject.create(zpa, name="Finance", description="sub", microtenant_id=MICROTENANT)
    assert created["changed"]
    assert created[subject.key]["microtenant_id"] == MICROTENANT
    again = subject.run(zpa, name="Finance", description="sub", microtenant_id=MICROTENANT)
    assert again["changed"] is False
    assert subject.run(zpa, name="Finance", description="default")["changed"] is False


@in_microtenants
def test_microtenant_zero_is_the_default_microtenant(zpa: TestTenant, subject: Subject) -> None:
    subject.create(zpa, name="Finance")
    assert subject.run(zpa, name="Finance", microtenant_id="0")["changed"] is False


@in_microtenants
def test_every_request_carries_the_microtenant(zpa: TestTenant, subject: Subject) -> None:
    created = subject.create(zpa, name="G", microtenant_id=MICROTENANT)
    subject.run(zpa, name="G", description="d", microtenant_id=MICROTENANT)
    subject.run(zpa, id=created[subject.key]["id"], name="H", microtenant_id=MICROTENANT)
    name = "H" if subject.can_be_renamed else "G"
    subject.run(zpa, name=name, state="absent", microtenant_id=MICROTENANT)
    update, creation = {"PUT"} if subject.can_change else set(), {"POST"} if subject.is_created else set()
    assert {entry.method for entry in zpa.calls} == {"GET", "DELETE"} | update | creation
    assert {entry.query.get("microtenantId") for entry in zpa.calls} == {MICROTENANT}


@in_microtenants
def test_what_is_in_another_microtenant_is_not_taken_for_ours(zpa: TestTenant, subject: Subject) -> None:
    zpa.tenant.quirks.absent_means_all = True
    subject.add(zpa, "Finance", microtenant_id=MICROTENANT, object_id="55")
    assert subject.run(zpa, check=True, name="Finance", state="absent")["changed"] is False
    assert subject.create(zpa, name="Finance")[subject.key]["id"] != "55"


def in_turn(subject: Subject, found: list[dict[str, Any]]) -> list[str]:
    """Return the ids of what was listed. Microtenants come by the places that they have, some in no order."""
    if subject.resource.kind.holds_others or subject.is_bare:
        found = sorted(found, key=lambda one: str(one["name"]))
    return [one["id"] for one in found]


class TestInfo:
    @pytest.fixture
    def listed(self, zpa: TestTenant, subject: Subject) -> TestTenant:
        disabled: dict[str, Any] = {"enabled": False} if subject.searches else {"disabled": "1"}
        # In the order in which the API lists them.
        subject.add(zpa, "Intranet", object_id="2", **disabled)
        subject.add(zpa, "Web mail", object_id="3", **disabled)
        subject.add(zpa, "Web shop", object_id="1", description="sells")
        return zpa

    @staticmethod
    def ids(subject: Subject, zpa: TestTenant, **options: Any) -> list[str]:
        return in_turn(subject, subject.listed(zpa, **options))

    def test_lists_all_in_the_order_of_the_api(self, listed: TestTenant, subject: Subject) -> None:
        assert self.ids(subject, listed) == ["2", "3", "1"]

    def test_never_changes_anything(self, listed: TestTenant, subject: Subject) -> None:
        assert subject.info(listed)["changed"] is False

    @pytest.mark.parametrize(
        ("options", "ids"),
        [
            ({"id": "2"}, ["2"]),
            ({"id": "2", "name": "Intranet"}, ["2"]),
            ({"id": "2", "name": "Web shop"}, []),
            ({"id": "99"}, []),
            ({"name": "Web mail"}, ["3"]),
            ({"name": "web mail"}, []),
            ({"name": "Nobody"}, []),
        ],
    )
    def test_finds_what_is_asked_for(
        self, listed: TestTenant, subject: Subject, options: dict[str, Any], ids: list[str]
    ) -> None:
        assert self.ids(subject, listed, **options) == ids

    @pytest.mark.parametrize(
        ("options", "ids"),
        [
            ({"enabled": True}, ["1"]),
            ({"enabled": False}, ["2", "3"]),
            ({"search": "name LIKE web"}, ["3", "1"]),
            ({"search": "enabled EQ true"}, ["1"]),
            ({"search": "name STARTSWITH web", "enabled": False}, ["3"]),
            ({"name": "Web mail", "enabled": True}, []),
        ],
    )
    def test_finds_what_is_searched_for(
        self, listed: TestTenant, subject: Subject, options: dict[str, Any], ids: list[str]
    ) -> None:
        if "enabled" in str(options) and not subject.can_be_off:
            pytest.skip("It cannot be switched off.")
        if subject.searches or "search" not in options:
            assert self.ids(subject, listed, **options) == ids
        else:
            assert "search: there is no such option" in subject.info(listed, **options)["msg"]

    def test_finds_what_is_described_so(self, zpa: TestTenant, described: Subject) -> None:
        described.add(zpa, "Web shop", object_id="1", description="sells")
        described.add(zpa, "Intranet", object_id="2")
        if described.searches:
            assert self.ids(described, zpa, search="description EQ sells") == ["1"]

    def test_reads_a_thousand_in_pages_of_five_hundred(self, zpa: TestTenant, subject: Subject) -> None:
        for number in range(1001):
            subject.add(zpa, "Group %d" % number)
        assert len(subject.listed(zpa)) == 1001
        keys = {field.place for field in subject.resource.fields}
        lists_of_parts = sum(parts.wire in keys for parts in subject.resource.kind.parts)
        pages = 1 if subject.is_bare else 3
        one_by_one = [entry for entry in zpa.calls if re.search(r"/[0-9]+$", entry.path)]
        # What no list shows each has to be asked for.
        kind = subject.resource.kind
        is_hidden = kind.unlisted and not kind.parts and subject.key not in LISTED_HERE
        assert len(one_by_one) == (1001 if is_hidden else 0)
        sizes = [
            entry.query.get("pagesize", entry.query.get("pageSize"))
            for entry in zpa.calls
            if entry not in one_by_one
        ]
        # A list without counts is read once more.
        again = 2 if subject.resource.kind.roll else 0
        assert sizes == ["500"] * (pages + again + lists_of_parts + subject.names_apart)

    def test_finds_one_of_a_thousand_with_as_few_requests_as_it_can(
        self, zpa: TestTenant, subject: Subject
    ) -> None:
        for number in range(1001):
            subject.add(zpa, "Group %d" % number)
        assert subject.run(zpa, name="Group 777", **subject.same)["changed"] is False
        is_found = subject.searches and not subject.resource.kind.list_only
        again = 2 if subject.resource.kind.roll else 0
        assert len(zpa.calls) == (1 if is_found or subject.is_bare else 3 + again) + subject.names_apart

    def test_runs_the_same_in_check_mode(self, listed: TestTenant, subject: Subject) -> None:
        found = subject.but_what_is_always_there(subject.info(listed, True)[subject.key + "s"])
        assert in_turn(subject, found) == ["2", "3", "1"]

    def test_a_search_that_is_no_search_is_refused(self, listed: TestTenant, subject: Subject) -> None:
        message = subject.info(listed, search="web")["msg"]
        wrong = "search: 'web' is not of the form" if subject.searches else "search: there is no such option"
        assert wrong in message

    def test_a_list_of_nothing_is_empty(self, zpa: TestTenant, subject: Subject) -> None:
        assert subject.listed(zpa) == []
