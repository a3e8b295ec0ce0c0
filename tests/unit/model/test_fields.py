# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How values look in options, on the wire, in comparisons and in results."""

from __future__ import annotations

import html
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._model.fields import (
    Bool,
    Name,
    Reference,
    ReferenceSet,
    Text,
)
from hypothesis import given
from hypothesis import strategies as st

PLAIN = st.text().map(lambda text: text.replace("&", "+"))
references = st.builds(Reference, st.integers(1, 9).map(str), st.sampled_from(["", "a", "b", "77", "c d"]))
sets = st.frozensets(references)
APPLICATIONS = ReferenceSet("application", added="addedApps", removed="deletedApps")


@pytest.mark.parametrize("wire", [None, ""])
@pytest.mark.parametrize("field_type", [Text(), Name()])
def test_a_missing_text_is_an_empty_one(field_type: Text, wire: Any) -> None:
    assert field_type.decode(wire) == ""


@pytest.mark.parametrize("escaped", ["R&amp;D &lt;x&gt;", "R&amp;amp;D &amp;lt;x&amp;gt;", "R&D <x>"])
def test_html_escapes_of_a_text_are_undone(escaped: str) -> None:
    assert Text().decode(escaped) == "R&D <x>"


def test_a_number_on_the_wire_is_read_as_a_text() -> None:
    assert Text().decode(7) == "7"


@given(PLAIN)
def test_a_text_means_the_same_given_and_read_back(text: str) -> None:
    given_text = Text().accept(text)
    assert Text().decode(Text().encode(given_text)) == Text().decode(html.escape(given_text)) == given_text


@given(st.text())
def test_a_text_is_shown_as_it_can_be_given_again(text: str) -> None:
    shown = Text().show(Text().decode(html.escape(text)))
    assert Text().encode(shown) == shown


def test_a_text_escaped_three_times_means_the_same_given_and_read_back() -> None:
    given_text = Text().accept("&amp;amp;lt;")
    assert Text().decode(Text().encode(given_text)) == given_text


@pytest.mark.parametrize("text", ["https://wiki/?page=1&region=eu", "https://wiki/?a=1&copy=2", "a&notb"])
def test_a_text_with_an_ampersand_is_taken_as_it_is_given(text: str) -> None:
    assert Text().accept(text) == text


def test_a_text_keeps_its_blanks() -> None:
    assert Text().accept("  a  b  ") == "  a  b  "


def test_a_name_loses_the_blanks_at_its_ends() -> None:
    assert Name().accept("\t a  b \n") == Name().decode(" a  b ") == "a  b"


@pytest.mark.parametrize("wire", [True, "true", "True", "TRUE", "1", 1, "yes"])
def test_the_api_has_many_words_for_true(wire: Any) -> None:
    assert Bool().decode(wire) is True


@pytest.mark.parametrize("wire", [False, "false", "FALSE", "0", 0, "no", None, ""])
def test_all_others_mean_false(wire: Any) -> None:
    assert Bool().decode(wire) is False


@pytest.mark.parametrize("value", [True, False])
def test_a_boolean_goes_out_as_a_boolean(value: bool) -> None:
    assert Bool().encode(Bool().accept(value)) is value


@pytest.mark.parametrize("field_type", [Text(), Name(), Bool(), APPLICATIONS])
def test_every_type_has_an_argument_spec(field_type: Any) -> None:
    assert field_type.option["type"] in ("str", "bool", "list")


def test_a_list_of_references_is_a_list_of_texts() -> None:
    assert APPLICATIONS.option == {"type": "list", "elements": "str"}


def test_references_of_one_id_are_equal_whatever_their_names() -> None:
    assert Reference("1", "a") == Reference("1", "b")
    assert len({Reference("1", "a"), Reference("1", "b")}) == 1


def test_references_of_two_ids_differ_whatever_their_names() -> None:
    assert (Reference("1", "a") == Reference("2", "a")) is False


def test_references_of_one_id_do_not_differ() -> None:
    assert (Reference("1", "a") != Reference("1", "b")) is False


def test_a_reference_is_not_equal_to_its_id() -> None:
    assert (Reference("1", "a") == ("1", "a")) is False


@pytest.mark.parametrize("wire", [None, [], [{}], [{"id": None, "name": "x"}], ["7"]])
def test_a_set_without_usable_members_is_empty(wire: Any) -> None:
    assert APPLICATIONS.decode(wire) == frozenset()


def test_members_are_read_by_id_and_name() -> None:
    members = APPLICATIONS.decode([{"id": 7, "name": " R&amp;D "}, {"id": "8"}])
    assert {tuple(member) for member in members} == {("7", "R&D"), ("8", "")}


@given(sets)
def test_a_set_means_the_same_given_and_read_back(members: frozenset[Reference]) -> None:
    assert APPLICATIONS.decode(APPLICATIONS.encode(APPLICATIONS.accept(list(members)))) == members


@given(st.lists(references, unique=True))
def test_the_order_of_a_set_has_no_meaning(members: list[Reference]) -> None:
    forwards, backwards = APPLICATIONS.accept(members), APPLICATIONS.accept(reversed(members))
    assert forwards == backwards
    assert APPLICATIONS.encode(forwards) == APPLICATIONS.encode(backwards)


def test_a_set_goes_out_as_ids() -> None:
    assert APPLICATIONS.encode([Reference("2", "b"), Reference("1", "a")]) == [{"id": "1"}, {"id": "2"}]


@pytest.mark.parametrize(
    ("members", "shown"),
    [
        ([Reference("2", "b"), Reference("1", "c")], ["b", "c"]),
        ([Reference("1", "")], ["1"]),
        ([Reference("1", "twin"), Reference("2", "twin"), Reference("3", "x")], ["1", "2", "x"]),
        ([Reference("1", "4711")], ["1"]),
        ([], []),
    ],
)
def test_members_are_shown_by_names_that_mean_them(members: list[Reference], shown: list[str]) -> None:
    assert APPLICATIONS.show(members) == shown


@given(sets)
def test_what_is_shown_of_a_set_means_each_member_once(members: frozenset[Reference]) -> None:
    shown = APPLICATIONS.show(members)
    meant = [{member.id for member in members if word in (member.id, member.name)} for word in shown]
    assert len(shown) == len(members)
    assert {next(iter(ids)) for ids in meant if len(ids) == 1} == {member.id for member in members}


@given(sets, sets)
def test_a_delta_turns_one_set_into_the_other(
    before: frozenset[Reference], after: frozenset[Reference]
) -> None:
    delta = APPLICATIONS.delta(before, after)
    ids = {member.id for member in before}
    assert set(delta["addedApps"]).isdisjoint(ids)
    assert set(delta["deletedApps"]) <= ids
    assert (ids | set(delta["addedApps"])) - set(delta["deletedApps"]) == {member.id for member in after}
