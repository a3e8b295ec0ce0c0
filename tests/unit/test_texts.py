# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts from outside, as far as anybody can use them."""

from __future__ import annotations

from ansible_collections.zerotrust.zpa.plugins.module_utils._texts import cut, without_halves


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
