# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts in options and results, however deep they are."""

from __future__ import annotations

from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.texts import (
    is_blank,
    texts_in,
    without_halves,
)


def test_a_value_without_halves_of_characters_stays_as_it_is() -> None:
    value = {"name": "Caf\u00e9 \U0001f512", "list": ["a", 1, None, True, {"b": 2.5}]}
    assert without_halves(value) == (value, [])


def test_halves_are_told_by_their_paths_and_replaced() -> None:
    value = {"config": {"groups": [{"name": "ok"}, {"name": "a\udcffb", "k\ud800": 1}]}, "top": "\ud800"}
    found = without_halves(value)
    assert found.paths == ["config.groups[1].name", "top"]
    assert found.value["config"]["groups"][1] == {"name": "a\ufffdb", "k\ufffd": 1}


def test_all_texts_of_a_value_are_found() -> None:
    assert list(texts_in({"a": ["b", ("c", 1)], "d": None})) == ["a", "b", "c", "d"]


def test_what_is_blank_is_a_text() -> None:
    assert [value for value in ("", " \t", "x", None, 0, []) if is_blank(value)] == ["", " \t"]
