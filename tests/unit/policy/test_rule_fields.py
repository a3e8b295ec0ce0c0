# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How values of policy rules look in options, on the wire, in comparisons and in results."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.field_type import FieldType, Reference
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.reference_types import (
    EmbeddedReference,
    ReferenceSet,
    ReferenceTo,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.scalars import (
    Bool,
    Choice,
    Duration,
    Name,
    Place,
    Text,
    Word,
    WordSet,
)
from hypothesis import given
from hypothesis import strategies as st

TIMEOUT = Duration(600)
CAPABILITIES = WordSet("capabilities", "FILE_UPLOAD", "FILE_DOWNLOAD", "SHARE_SESSION")
CREDENTIAL = EmbeddedReference("pra_credential")
GROUPS = ReferenceSet("app_connector_group", most=3)
PROFILE = ReferenceTo("isolation_profile")
words = st.sampled_from(["FILE_UPLOAD", "FILE_DOWNLOAD", "SHARE_SESSION"])

# -- durations -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spelling", "seconds"),
    [
        ("600", 600),
        (600, 600),
        (" 600 ", 600),
        ("600.0", 600),
        (600.0, 600),
        ("30 Minutes", 1800),
        ("1 minute", 60),
        ("90seconds", 90),
        ("8 HOURS", 28800),
        ("10 Days", 864000),
        ("10   days", 864000),
        ("Never", -1),
        (" never ", -1),
        ("-1", -1),
        (-1, -1),
        ("0", 0),
        (0, 0),
    ],
)
def test_a_duration_is_read_in_every_spelling(spelling: Any, seconds: int) -> None:
    assert TIMEOUT.decode(spelling) == TIMEOUT.accept(spelling) == seconds


@pytest.mark.parametrize("wire", [None, ""])
def test_a_missing_duration_is_nothing(wire: Any) -> None:
    assert TIMEOUT.decode(wire) is None


@pytest.mark.parametrize(
    "spelling",
    ["soon", "10 fortnights", "-2", "1.5 hours", "10 Days 2 Hours", "6e2", "True", " ", ".0", "9" * 9999],
)
def test_what_is_no_duration_stays_a_text_that_equals_none(spelling: str) -> None:
    assert TIMEOUT.decode(spelling) == spelling
    assert "is not a duration. Give seconds, or for example '30 Minutes'" in TIMEOUT.wrong(spelling)


@pytest.mark.parametrize("option", ["600", "10 Minutes", "Never", "-1", "0", "30 days", "601 Seconds"])
def test_a_duration_that_is_long_enough_is_not_wrong(option: str) -> None:
    assert TIMEOUT.wrong(option) == ""


@pytest.mark.parametrize("option", ["599", "1", "9 Minutes", "1 second"])
def test_a_duration_that_no_client_sends_is_doubted(option: str) -> None:
    assert TIMEOUT.wrong(option) == ""
    seconds = TIMEOUT.accept(option)
    assert TIMEOUT.doubt(seconds) == (
        "%d is less than the 600 seconds that the vendor's clients send at least. The API may refuse it."
        % seconds
    )


@pytest.mark.parametrize("seconds", [-1, 0, 600, 172800, None])
def test_a_duration_that_clients_send_is_not_doubted(seconds: Any) -> None:
    assert TIMEOUT.doubt(seconds) == ""


@pytest.mark.parametrize("option", ["-1 Day", "-2", "soon", ""])
def test_what_is_no_duration_is_wrong(option: str) -> None:
    assert TIMEOUT.wrong(option).startswith("'%s' is not a duration." % option)


@given(st.integers(-1, 10**9))
def test_a_duration_means_the_same_given_and_read_back(seconds: int) -> None:
    assert TIMEOUT.encode(TIMEOUT.accept(str(seconds))) == str(seconds)
    assert TIMEOUT.accept(str(TIMEOUT.show(seconds))) == TIMEOUT.decode(TIMEOUT.encode(seconds)) == seconds


@given(st.integers(0, 10**6), st.sampled_from([("Minutes", 60), ("hour", 3600), ("DAYS", 86400)]))
def test_a_unit_is_as_many_seconds(count: int, unit: tuple[str, int]) -> None:
    assert TIMEOUT.accept("%d %s" % (count, unit[0])) == count * unit[1]


# -- words ---------------------------------------------------------------------------------------


@given(st.lists(words))
def test_a_set_of_words_is_read_in_any_order_and_letter_case(given_words: list[str]) -> None:
    spelled = [" %s " % word.lower() for word in reversed(given_words)]
    assert CAPABILITIES.accept(spelled) == frozenset(given_words)
    assert CAPABILITIES.decode({"capabilities": spelled}) == frozenset(given_words)


@given(st.frozensets(words))
def test_a_set_of_words_means_the_same_given_and_read_back(value: frozenset[str]) -> None:
    assert CAPABILITIES.decode(CAPABILITIES.encode(value)) == value
    assert CAPABILITIES.accept(CAPABILITIES.show(value)) == value
    assert CAPABILITIES.show(value) == sorted(value)


@pytest.mark.parametrize("wire", [None, {}, {"capabilities": None}, {"capabilities": []}, []])
def test_no_words_are_an_empty_set(wire: Any) -> None:
    assert CAPABILITIES.decode(wire) == frozenset()


def test_words_go_out_in_an_object() -> None:
    assert CAPABILITIES.encode(frozenset(("B", "A"))) == {"capabilities": ["A", "B"]}


def test_words_that_are_not_known_yet_are_doubted() -> None:
    assert CAPABILITIES.decode({"capabilities": ["new"]}) == frozenset(("NEW",))
    assert CAPABILITIES.wrong(["file_upload", "new"]) == ""
    assert CAPABILITIES.doubt(frozenset(("FILE_UPLOAD", "FILE_UPLAOD"))) == (
        "no document lists 'FILE_UPLAOD', but FILE_UPLOAD, FILE_DOWNLOAD, SHARE_SESSION. Near matches: "
        "'FILE_UPLOAD'. The API may refuse it."
    )
    assert CAPABILITIES.doubt(frozenset(("FILE_UPLOAD", "SHARE_SESSION"))) == ""


def test_an_empty_word_is_wrong() -> None:
    assert CAPABILITIES.wrong(["file_upload", " "]) == "names an empty word. Leave it out."
    assert CAPABILITIES.wrong([]) == ""


@pytest.mark.parametrize(("wire", "word"), [(" allow ", "ALLOW"), ("ALLOW", "ALLOW"), (None, ""), ("", "")])
def test_a_word_is_in_capitals(wire: Any, word: str) -> None:
    assert Word().decode(wire) == Word().accept(wire) == word


# -- places --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wire", "place"), [("1", 1), (1, 1), ("12.0", 12), (None, None), ("", None), ("x", None)]
)
def test_a_place_is_a_number_or_nothing(wire: Any, place: int | None) -> None:
    assert Place().decode(wire) == place


@pytest.mark.parametrize("option", [1, 2, 1000, "x", None])
def test_places_are_counted_from_one(option: Any) -> None:
    assert Place().wrong(option) == ""


@pytest.mark.parametrize("option", [0, -1])
def test_there_is_no_place_before_the_first(option: int) -> None:
    assert Place().wrong(option) == "%d is not a place. The first is 1." % option


# -- references ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wire", "pair"),
    [
        ({"id": "18483", "name": " R&amp;D "}, ("18483", "R&D")),
        ({"id": 7}, ("7", "")),
        ({"id": 0}, ("0", "")),
    ],
)
def test_an_embedded_reference_is_an_object_with_its_id(wire: Any, pair: tuple[str, str]) -> None:
    found = CREDENTIAL.decode(wire)
    assert found is not None
    assert found[:2] == pair
    assert CREDENTIAL.encode(found) == CREDENTIAL.again(wire) == {"id": pair[0]}


@pytest.mark.parametrize("wire", [None, {}, {"id": None}, {"id": ""}, {"name": "x"}, "7", []])
def test_no_embedded_reference_is_nothing(wire: Any) -> None:
    assert CREDENTIAL.decode(wire) is None
    assert CREDENTIAL.encode(None) is None
    assert CREDENTIAL.again(wire) is None


def test_a_set_can_have_a_greatest_size() -> None:
    assert GROUPS.wrong(["a"] * 3) == GROUPS.wrong(7) == GROUPS.wrong(None) == ""
    assert GROUPS.wrong(["a"] * 4) == "has 4 entries. Give at most 3."
    assert ReferenceSet("application_segment").wrong(["a"] * 999) == ""


# -- what is told --------------------------------------------------------------------------------

EVERY_TYPE = [Text(), Name(), Bool(), Word(), Place(), TIMEOUT, CAPABILITIES, GROUPS, PROFILE, CREDENTIAL]
every_type = pytest.mark.parametrize("field_type", EVERY_TYPE, ids=lambda one: type(one).__name__)


@every_type
def test_a_diff_says_what_the_result_says(field_type: FieldType) -> None:
    value = field_type.decode(None)
    assert field_type.contrast(value) == field_type.show(value)
    assert field_type.contrast(value, value) == field_type.show(value, value)


@pytest.mark.parametrize("field_type", [Text(), Bool(), TIMEOUT, Choice("A", missing="A"), CAPABILITIES])
def test_of_two_equal_values_the_one_on_the_tenant_is_told(field_type: FieldType) -> None:
    before, after = object(), object()
    assert field_type.told(before, after) is before


@pytest.mark.parametrize("field_type", [PROFILE, CREDENTIAL])
def test_of_two_equal_references_the_one_with_a_name_is_told(field_type: FieldType) -> None:
    named, unnamed = Reference("1", "x"), Reference("1")
    assert field_type.told(unnamed, named) is named
    assert field_type.told(named, unnamed) is named
    assert field_type.told(named, Reference("1", "y")) is named
    assert field_type.told(None, None) is None


def test_a_reference_is_told_apart_in_a_diff() -> None:
    assert PROFILE.contrast(Reference("1", "x"), Reference("2", "x")) == "1"
    assert PROFILE.contrast(Reference("1", "x"), Reference("2", "y")) == "x"
