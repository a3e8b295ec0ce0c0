# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts from outside, as far as anybody can use them."""

from __future__ import annotations

import unicodedata

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._texts import LAYOUT, cut, visible, without_halves


def test_a_value_without_halves_of_characters_stays_as_it_is() -> None:
    value = {"name": "Caf\u00e9 \U0001f512", "list": ["a", 1, None, True, {"b": 2.5}]}
    assert without_halves(value) == (value, [])


def test_halves_are_told_by_their_paths_and_replaced() -> None:
    value = {"config": {"groups": [{"name": "ok"}, {"name": "a\udcffb", "k\ud800": 1}]}, "top": "\ud800"}
    found = without_halves(value)
    assert found.paths == ["config.groups[1].name", "top"]
    assert found.value["config"]["groups"][1] == {"name": "a\ufffdb", "k\ufffd": 1}


def test_a_text_is_cut_with_a_mark_that_says_how_much_is_missing() -> None:
    assert cut("x" * 300) == "x" * 300
    assert cut("x" * 20_000_000) == "x" * 300 + " [... 19999700 characters more]"
    assert cut("abcdef", 2) == "ab [... 4 characters more]"


def test_a_text_that_is_told_has_no_halves_of_characters() -> None:
    assert cut("cut \ud83d") == "cut \ufffd"


@pytest.mark.parametrize(
    "text",
    [
        "Finance: sales & marketing (EMEA)",
        "Z\u00fcrich, \u6771\u4eac, \u041c\u043e\u0441\u043a\u0432\u0430",
        "\u05d0\u05d1\u05d9\u05d1 \u0645\u0631\u062d\u0628\u0627",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian, which needs the non-joiner
        "\u0915\u094d\u200d\u0937",  # Devanagari with a joiner
        "\u1820\u180b\u1822",  # Mongolian with a form
        "\U0001f469\u200d\u2764\ufe0f\u200d\U0001f468 \u2764\ufe0f \xa9\ufe0f 1\ufe0f\u20e3",
        "\u8fbb\U000e0100",  # a form of an ideograph
        "a\xa0b\u2003c",
        "C:\\u202e\\n",
        "",
    ],
)
def test_text_of_any_script_is_shown_as_it_is(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;owned\x07", "\\u001b]0;owned\\u0007"),
        ("\x9b31m\x7f\x85", "\\u009b31m\\u007f\\u0085"),
        ("a\r\n\tb", "a\\r\\n\\tb"),
        ("\u202egpj.exe\u2066\u200f\u061c", "\\u202egpj.exe\\u2066\\u200f\\u061c"),
        ("ad\u200bmin\ufeff\u2060\xad", "ad\\u200bmin\\ufeff\\u2060\\u00ad"),
        ("ad\u200dmin \xe9\u200c\xe9 a\ufe0f", "ad\\u200dmin \xe9\\u200c\xe9 a\\ufe0f"),
        ("\u2764\ufe0f\ufe0e\ufe0e", "\u2764\ufe0f\\ufe0e\\ufe0e"),
        ("a\u2028b\u2029", "a\\u2028b\\u2029"),
        ("\U0001f3f4\U000e0067\U000e007f", "\U0001f3f4\\U000e0067\\U000e007f"),
        ("\u3164\u115f\uffa0", "\\u3164\\u115f\\uffa0"),
        ("\ud800 \udcff \ufffe \U0001ffff", "\\ud800 \\udcff \\ufffe \\U0001ffff"),
    ],
)
def test_what_cannot_be_seen_is_shown_as_an_escape(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_a_text_of_several_lines_keeps_them() -> None:
    assert visible("a\n\tb\x1b", LAYOUT) == "a\n\tb\\u001b"


def test_no_character_that_unicode_calls_a_control_a_turn_or_a_half_is_shown() -> None:
    directions = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    for code in range(0x110000):
        character = chr(code)
        is_one = unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")
        if is_one or unicodedata.bidirectional(character) in directions:
            assert visible(character).isascii(), hex(code)
