# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How values look in options, on the wire, in comparisons and in results."""

from __future__ import annotations

import html
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.field_type import Reference, documented
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.reference_types import (
    ReferenceSet,
    ReferenceTo,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.scalars import (
    Bool,
    Choice,
    Coordinate,
    CountryCode,
    Id,
    Name,
    Text,
    WholeNumber,
)
from hypothesis import given
from hypothesis import strategies as st

PLAIN = st.text().map(lambda text: text.replace("&", "+"))
references = st.builds(Reference, st.integers(1, 9).map(str), st.sampled_from(["", "a", "b", "77", "c d"]))
sets = st.frozensets(references)
APPLICATIONS = ReferenceSet("application_segment", added="addedApps", removed="deletedApps")
DAY = Choice("MONDAY", "TUESDAY", missing="TUESDAY")
SECONDS = WholeNumber(0, 86400, 900, missing=66600)
PROFILE = ReferenceTo("version_profile")
PLAIN_TYPES = [Text(), Name(), Id(), Bool(), DAY, CountryCode(), SECONDS, Coordinate(90)]
ALL_TYPES = [*PLAIN_TYPES, PROFILE, APPLICATIONS]
by_class = {"ids": lambda field_type: type(field_type).__name__}

wires = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.floats(-99, 99),
    st.text(),
    st.sampled_from(["monday", " TUESDAY", "us", "66600", "-0", "45.00", "&amp;lt;", "TRUE", " x "]),
)


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


@pytest.mark.parametrize("field_type", [Text(), Name()], **by_class)
def test_a_text_loses_the_blanks_at_its_ends_and_no_others(field_type: Text) -> None:
    assert field_type.accept("\t a  b \n") == field_type.decode(" a  b ") == "a  b"


@pytest.mark.parametrize("wire", [True, "true", "True", "TRUE", "1", 1, "yes"])
def test_the_api_has_many_words_for_true(wire: Any) -> None:
    assert Bool().decode(wire) is True


@pytest.mark.parametrize("wire", [False, "false", "FALSE", "0", 0, "no", None, ""])
def test_all_others_mean_false(wire: Any) -> None:
    assert Bool().decode(wire) is False


@pytest.mark.parametrize("value", [True, False])
def test_a_boolean_goes_out_as_a_boolean(value: bool) -> None:
    assert Bool().encode(Bool().accept(value)) is value


@pytest.mark.parametrize("field_type", ALL_TYPES, **by_class)
def test_every_type_has_an_argument_spec(field_type: Any) -> None:
    assert field_type.option["type"] in ("str", "bool", "list", "int", "float")


@pytest.mark.parametrize("field_type", PLAIN_TYPES, **by_class)
@given(wire=wires)
def test_what_is_shown_means_the_same_given_again(field_type: Any, wire: Any) -> None:
    value = field_type.decode(wire)
    shown = field_type.show(value)
    if shown is not None:
        assert field_type.accept(shown) == value


@pytest.mark.parametrize("field_type", PLAIN_TYPES, **by_class)
@given(wire=wires)
def test_what_goes_out_reads_back_the_same(field_type: Any, wire: Any) -> None:
    value = field_type.decode(wire)
    if value is not None:
        assert field_type.decode(field_type.encode(value)) == value


@pytest.mark.parametrize("field_type", PLAIN_TYPES, **by_class)
@given(wire=wires)
def test_what_goes_back_undeclared_means_what_came(field_type: Any, wire: Any) -> None:
    assert field_type.decode(field_type.again(wire)) == field_type.decode(wire)


@pytest.mark.parametrize(
    ("field_type", "wire"),
    [
        (Id(), 7),
        (Bool(), "1"),
        (DAY, "monday"),
        (CountryCode(), None),
        (SECONDS, 66600),
        (SECONDS, "066600"),
        (Coordinate(90), "45.00"),
        (PROFILE, "0"),
        (PROFILE, 2),
    ],
)
def test_what_goes_back_undeclared_keeps_its_spelling(field_type: Any, wire: Any) -> None:
    assert field_type.again(wire) is wire


def test_a_text_that_goes_back_undeclared_loses_the_escaping_of_the_answer() -> None:
    assert Text().again("R&amp;amp;D ") == "R&D "
    assert Name().again(" R&amp;D ") == " R&D "


@pytest.mark.parametrize("wire", [None, "", " x ", "\n"])
def test_a_text_that_goes_back_undeclared_keeps_its_blanks(wire: str | None) -> None:
    assert Text().again(wire) == wire


def test_a_set_that_goes_back_undeclared_is_its_ids() -> None:
    assert APPLICATIONS.again([{"id": 2, "name": "b"}, {"id": "1", "enabled": True}]) == [
        {"id": "1"},
        {"id": "2"},
    ]


@pytest.mark.parametrize("field_type", ALL_TYPES, **by_class)
def test_nothing_is_a_value_of_every_type_that_can_be_shown(field_type: Any) -> None:
    value = field_type.decode(None)
    assert value == field_type.decode(None)
    assert field_type.show(value) in (None, "", False, "TUESDAY", 66600, [])


@pytest.mark.parametrize("longest", [1, 64])
def test_a_text_of_the_greatest_length_is_not_wrong(longest: int) -> None:
    assert Text(longest=longest).wrong("x" * longest) == ""


def test_a_text_that_is_too_long_is_wrong_with_both_lengths() -> None:
    assert Text(longest=64).wrong("ü" * 65) == "has 65 characters. Give at most 64."


@pytest.mark.parametrize("text", ["", " ", "x" * 10000])
def test_any_text_will_do_where_nothing_is_demanded(text: str) -> None:
    assert Text().wrong(text) == ""


@pytest.mark.parametrize("text", ["", " ", "\t\n"])
def test_a_text_that_cannot_be_empty_is_wrong_if_it_is(text: str) -> None:
    assert Text(can_be_empty=False).wrong(text) == "is empty. Give a text, or leave the option out."
    assert Text(can_be_empty=False).wrong(" x ") == ""


def test_a_text_that_can_be_empty_can_be_so_within_its_length() -> None:
    assert Text(longest=1).wrong("") == ""


@pytest.mark.parametrize(
    ("wire", "value"), [("7", "7"), (7, "7"), (" 7 ", "7"), (0, "0"), (None, ""), ("", "")]
)
def test_an_id_is_a_text_without_blanks(wire: Any, value: str) -> None:
    assert Id().decode(wire) == Id().accept(wire) == value


@pytest.mark.parametrize("option", ["0", "7", " 72057594037928001 ", "", " ", 7, "9" * 19])
def test_a_decimal_number_is_an_id_and_an_empty_one_means_none(option: Any) -> None:
    assert Id().wrong(option) == ""


@pytest.mark.parametrize("option", ["Frankfurt", "1.5", "-1", "007", "1" * 20, "٣", True])
def test_what_is_no_decimal_number_is_no_id(option: Any) -> None:
    assert Id().wrong(option) == "'%s' is not an id of ZPA, which is a decimal number." % option


@pytest.mark.parametrize("spelling", ["MONDAY", "monday", "Monday", "  mOnDaY\n"])
def test_a_choice_is_read_in_any_letter_case(spelling: str) -> None:
    assert DAY.decode(spelling) == DAY.accept(spelling) == "MONDAY"
    assert DAY.wrong(spelling) == ""


@pytest.mark.parametrize("wire", [None, "", "  "])
def test_a_choice_that_is_missing_is_its_default(wire: Any) -> None:
    assert DAY.decode(wire) == "TUESDAY"


def test_a_choice_that_is_not_known_yet_is_read_as_it_is() -> None:
    assert DAY.decode("Someday") == "SOMEDAY"


@pytest.mark.parametrize("option", ["Funday", "", "MON", "MONDAY,TUESDAY", 1, True, []])
def test_what_is_none_of_the_choices_is_wrong_with_all_of_them(option: Any) -> None:
    assert DAY.wrong(option).startswith("'%s' is not one of MONDAY, TUESDAY." % option)


def test_a_choice_that_is_like_the_word_given_is_told() -> None:
    assert DAY.wrong("MON").endswith(" Near matches: 'MONDAY'.")


@pytest.mark.parametrize(("wire", "value"), [("us", "US"), (" De ", "DE"), (None, None), ("", None)])
def test_a_country_code_is_in_capitals(wire: Any, value: str | None) -> None:
    assert CountryCode().decode(wire) == CountryCode().accept(wire) == value


@pytest.mark.parametrize("option", ["US", "us", " us "])
def test_two_letters_are_a_country_code(option: str) -> None:
    assert CountryCode().wrong(option) == ""


@pytest.mark.parametrize("option", ["", "U", "USA", "U1", "U S", "ÜS", "Germany", 49, None])
def test_anything_else_is_no_country_code(option: Any) -> None:
    message = "'%s' is not a country code of ISO 3166-1, which is two letters such as US."
    assert CountryCode().wrong(option).startswith(message % option)


@pytest.mark.parametrize(
    ("wire", "value"),
    [
        ("66600", 66600),
        (66600, 66600),
        (" 900 ", 900),
        ("0", 0),
        (0, 0),
        ("-66600", -66600),
        (None, 66600),
        ("600.0", 600),
        (600.0, 600),
        ("600.", 600),
        ("-1.000", -1),
    ],
)
def test_a_whole_number_is_spelled_as_a_text(wire: Any, value: int) -> None:
    assert SECONDS.decode(wire) == value


@given(st.integers())
def test_a_whole_number_goes_out_as_a_text(number: int) -> None:
    assert SECONDS.encode(SECONDS.accept(number)) == str(number)


@pytest.mark.parametrize("wire", ["", "noon", "6.5", "600.01", "6e2", ".0", "1" * 9999, True, []])
def test_what_is_no_whole_number_equals_none(wire: Any) -> None:
    assert SECONDS.decode(wire) == str(wire)


def test_the_default_of_a_whole_number_is_not_what_an_empty_one_means() -> None:
    assert SECONDS.decode("") != SECONDS.decode(None)


@pytest.mark.parametrize("number", [0, 900, 66600, 85500])
def test_a_step_of_the_range_is_not_wrong(number: int) -> None:
    assert SECONDS.wrong(number) == ""


@pytest.mark.parametrize("number", [-900, -1, 1, 899, 901, 85501, 86400, 10**30])
def test_a_number_beside_the_steps_or_beyond_the_range_is_wrong(number: int) -> None:
    assert SECONDS.wrong(number) == "%d is not a number from 0 to 85500 in steps of 900." % number


def test_a_range_need_not_begin_at_zero() -> None:
    assert WholeNumber(10, 20, 5, missing=10).wrong(0) == "0 is not a number from 10 to 15 in steps of 5."
    assert WholeNumber(10, 20, 5, missing=10).wrong(15) == ""


@pytest.mark.parametrize("option", ["noon", 1.5, [], {}, None])
def test_a_number_of_a_wrong_type_is_left_to_the_argument_spec(option: Any) -> None:
    assert SECONDS.wrong(option) == ""


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
    assert {member[:2] for member in members} == {("7", "R&D"), ("8", "")}


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


@pytest.mark.parametrize(("wire", "reference"), [("7", "7"), (7, "7"), ("0", "0"), (0, "0")])
def test_a_reference_is_read_by_its_id(wire: Any, reference: str) -> None:
    assert PROFILE.decode(wire) == Reference(reference)
    assert PROFILE.encode(Reference(reference, "x")) == reference


@pytest.mark.parametrize("wire", [None, ""])
def test_no_reference_is_nothing(wire: Any) -> None:
    assert PROFILE.decode(wire) is None
    assert PROFILE.show(None) is None


def test_a_reference_is_accepted_once_it_is_looked_up() -> None:
    assert PROFILE.accept(Reference("2", "New Release"))[:2] == ("2", "New Release")


@pytest.mark.parametrize("option", ["", " ", "\t"])
def test_an_empty_reference_is_wrong(option: str) -> None:
    assert PROFILE.wrong(option) == "is empty. Give a name or an id, or leave the option out."


@pytest.mark.parametrize("option", ["Default", "0", 0])
def test_a_name_or_an_id_is_not_wrong(option: Any) -> None:
    assert PROFILE.wrong(option) == ""


@pytest.mark.parametrize(
    ("value", "beside", "shown"),
    [
        (Reference("2", "New Release"), None, "New Release"),
        (Reference("2", ""), None, "2"),
        (Reference("2", "4711"), None, "2"),
        (Reference("2", "2"), None, "2"),
        (Reference("2", "same"), Reference("3", "same"), "2"),
        (Reference("2", "same"), Reference("3", "other"), "same"),
        (Reference("2", "same"), Reference("3", ""), "same"),
        (Reference("2", "same"), Reference("2", "same"), "same"),
        (Reference("2", "same"), Reference("2", ""), "same"),
    ],
)
def test_a_reference_is_shown_by_a_name_that_means_it(
    value: Reference, beside: Reference | None, shown: str
) -> None:
    assert PROFILE.show(value, beside) == shown


@given(references, references)
def test_two_references_beside_each_other_are_shown_alike_exactly_if_they_are_one(
    one: Reference, other: Reference
) -> None:
    one, other = one._replace(name="name"), other._replace(name="name")
    assert (PROFILE.show(one, other) == PROFILE.show(other, one)) is (one == other)


def test_members_of_one_name_in_two_sets_are_told_apart() -> None:
    before, after = (
        [Reference("1", "twin"), Reference("3", "x")],
        [Reference("2", "twin"), Reference("3", "x")],
    )
    assert (APPLICATIONS.show(before, after), APPLICATIONS.show(after, before)) == (["1", "x"], ["2", "x"])


@pytest.mark.parametrize(
    ("field_type", "said"),
    [
        (Text(), ""),
        (Text(longest=64), "At most 64 characters."),
        (Choice("AND", "OR", missing="AND"), "One of V(AND) and V(OR). Letter case does not matter."),
        (WholeNumber(0, 86400, 900, missing=0), "From V(0) to V(85500) in steps of 900."),
        (Coordinate(90), "From V(-90) to V(90). Two values are the same if they agree to six decimals."),
        (ReferenceSet("server_group"), ""),
        (ReferenceSet("server_group", most=48), "At most 48."),
    ],
)
def test_the_documentation_says_what_is_taken(field_type: Any, said: str) -> None:
    assert field_type.takes() == said


@pytest.mark.parametrize(
    ("words", "said"),
    [(["A"], "V(A)"), (["A", "B"], "V(A) or V(B)"), (["A", "B", "C"], "V(A), V(B) or V(C)")],
)
def test_words_are_listed_as_people_do(words: list[str], said: str) -> None:
    assert documented(words, "or") == said
