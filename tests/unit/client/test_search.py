# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The grammar of searches, and how an object answers one."""

from __future__ import annotations

import html

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.search import (
    OPERATORS,
    Term,
    is_searchable,
    parse,
    unescape,
)
from hypothesis import given
from hypothesis import strategies as st

FOUND = {"name": "Web Shop", "enabled": True, "size": "10", "note": None, "list": ["x"], "map": {"x": 1}}


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("name EQ Finance", Term("name", "EQ", "Finance")),
        ("name LIKE two words", Term("name", "LIKE", "two words")),
        ("  name  EQ   padded  ", Term("name", "EQ", "padded")),
        ("name EQ two  blanks", Term("name", "EQ", "two  blanks")),
        ("name EQ name EQ x", Term("name", "EQ", "name EQ x")),
        ("name EQ a\nb", Term("name", "EQ", "a\nb")),
        ("enabled EQ true", Term("enabled", "EQ", "true")),
        ("name EQ R AND D", Term("name", "EQ", "R AND D")),
    ],
)
def test_a_search_is_a_field_an_operator_and_a_value(text: str, term: Term) -> None:
    assert parse(text) == term


@pytest.mark.parametrize("operator", OPERATORS)
def test_every_operator_of_the_sources_is_understood(operator: str) -> None:
    assert parse("name %s x" % operator) == Term("name", operator, "x")


def test_the_operators_are_those_of_the_sources() -> None:
    words = "EQ NE GT LT GE LE GTEQ LTEQ LIKE CONTAINS STARTSWITH ENDSWITH"
    assert " ".join(OPERATORS) == words


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "Finance",
        "name Finance",
        "name EQ",
        "name EQ ",
        "EQ x",
        "name eq x",
        "na-me EQ x",
        "name IS x",
        "enabled EQ true AND name EQ x",
        "enabled EQ true or name EQ x",
    ],
)
def test_what_does_not_follow_the_grammar_is_no_search(text: str) -> None:
    assert parse(text) is None


def test_a_term_goes_on_the_wire_as_it_is_written() -> None:
    assert str(Term("name", "EQ", "a & b")) == "name EQ a & b"


@pytest.mark.parametrize(
    ("field", "operator", "wanted", "answer"),
    [
        ("name", "EQ", "Web Shop", True),
        ("name", "EQ", "web shop", True),
        ("name", "EQ", "Web", False),
        ("name", "NE", "Web", True),
        ("name", "NE", "WEB SHOP", False),
        ("name", "LIKE", "b s", True),
        ("name", "LIKE", "c", False),
        ("name", "CONTAINS", "SHOP", True),
        ("name", "CONTAINS", "x", False),
        ("name", "STARTSWITH", "web", True),
        ("name", "STARTSWITH", "shop", False),
        ("name", "ENDSWITH", "shop", True),
        ("name", "ENDSWITH", "web", False),
        ("name", "GT", "A", True),
        ("name", "LT", "A", False),
        ("size", "GT", "9", True),
        ("size", "GT", "10", False),
        ("size", "GE", "10", True),
        ("size", "GE", "10.5", False),
        ("size", "LT", "10.5", True),
        ("size", "LT", "10", False),
        ("size", "LE", "10", True),
        ("size", "LE", "9", False),
        ("size", "LT", "word", True),
        ("size", "GTEQ", "10", True),
        ("size", "GTEQ", "11", False),
        ("size", "LTEQ", "10", True),
        ("size", "LTEQ", "9", False),
        ("name", "GT", "1000", True),
        ("enabled", "EQ", "true", True),
        ("enabled", "EQ", "TRUE", True),
        ("enabled", "EQ", "false", False),
        ("enabled", "NE", "false", True),
    ],
)
def test_an_object_answers_a_term_or_not(field: str, operator: str, wanted: str, answer: bool) -> None:
    assert Term(field, operator, wanted).matches(FOUND) is answer


@pytest.mark.parametrize(
    ("operator", "wanted", "answer"),
    [("GT", "15d", False), ("LT", "15d", True), ("GTEQ", "1d 11h 57m 54s", True), ("GT", "36h", False)],
)
def test_lengths_of_time_are_compared_as_times(operator: str, wanted: str, answer: bool) -> None:
    found = {"lastBrokerDisconnectTimeDuration": "01d 11h 57m 54s"}
    assert Term("lastBrokerDisconnectTimeDuration", operator, wanted).matches(found) is answer


def test_a_false_value_is_spelled_false() -> None:
    assert Term("enabled", "EQ", "false").matches({"enabled": False})


@pytest.mark.parametrize("field", ["unknown", "note", "list", "map"])
def test_a_field_that_cannot_be_compared_is_left_to_a_server_that_was_asked(field: str) -> None:
    assert Term(field, "EQ", "anything").matches(FOUND, trust=True)
    assert not Term(field, "EQ", "anything").matches(FOUND)


def test_a_text_escaped_a_thousand_times_is_undone() -> None:
    assert unescape("a &" + "amp;" * 1000 + "lt; b") == "a < b"


def test_an_empty_value_can_be_compared() -> None:
    assert not Term("name", "EQ", "x").matches({"name": ""})


@pytest.mark.parametrize("escaped", ["R&amp;D", "R&amp;amp;D", "R&D", "R&#38;D"])
def test_html_escaping_does_not_hide_an_object(escaped: str) -> None:
    assert Term("name", "EQ", "R&D").matches({"name": escaped})


def test_ids_are_compared_to_their_last_digit() -> None:
    assert Term("id", "GT", "216196257331300001").matches({"id": "216196257331300002"})


@given(st.text(), st.text(), st.sampled_from(["GT", "GE", "LT", "LE", "GTEQ", "LTEQ"]))
def test_any_two_values_can_be_compared(found: str, wanted: str, operator: str) -> None:
    assert Term("f", operator, wanted).matches({"f": found}) in (True, False)


@pytest.mark.parametrize(
    "name", ["Finance", "two words", "Anders", "land or-gate", "a_b", "a/b", "a.b-c", "7", "-"]
)
def test_a_plain_name_can_be_searched(name: str) -> None:
    assert is_searchable(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "two  blanks",
        " x",
        "x ",
        "R&D",
        "100 %",
        "a+b",
        "it's",
        '"x"',
        "a,b",
        "a@b",
        "ü",
        "🚀",
        "a\\b",
        "a\tb",
        "R AND D",
        "research and development",
        "this or that",
        "AND",
        "x or",
    ],
)
def test_a_name_that_a_search_may_miss_cannot(name: str) -> None:
    assert not is_searchable(name)


def test_a_name_with_a_line_break_at_its_end_cannot_be_searched() -> None:
    assert not is_searchable("Finance\n")


@given(st.text())
def test_what_the_api_escaped_once_or_twice_is_undone(text: str) -> None:
    plain = text.replace("&", "")
    assert unescape(html.escape(plain)) == unescape(html.escape(html.escape(plain))) == plain


@pytest.mark.parametrize("text", ["AT&T", "R & D", "&", "a && b"])
def test_a_text_that_is_not_escaped_stays(text: str) -> None:
    assert unescape(text) == text


@pytest.mark.parametrize("text", ["https://wiki/?page=1&region=eu", "?a=1&copy=2", "x&section=3", "a&notb"])
def test_an_ampersand_in_an_address_is_no_entity(text: str) -> None:
    assert unescape(text) == text


@pytest.mark.parametrize("text", ["x&region; y", "x&notes; y", "x&copyright; y"])
def test_a_word_between_ampersand_and_semicolon_need_not_be_an_entity(text: str) -> None:
    assert unescape(text) == text


def test_a_text_of_escapes_without_end_is_no_obstacle() -> None:
    assert unescape("&" + "amp;" * 2000) == "&"
