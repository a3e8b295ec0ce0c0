# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import datetime
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.unquoted import (
    leaves,
    moments,
    unfolded,
)

SPEC: dict[str, dict[str, Any]] = {
    "name": {"type": "str"},
    "size": {"type": "int"},
    "on": {"type": "bool"},
    "state": {"type": "str", "choices": ["present"]},
    "parts": {"type": "list", "elements": "str", "aliases": ["values"]},
    "groups": {"type": "list", "elements": "dict", "options": {"name": {}}},
}


def test_a_value_is_found_by_the_keys_that_are_given_and_told_by_the_name_of_the_option() -> None:
    (leaf,) = leaves(SPEC, {"values": ["A"]})
    assert (leaf.path, leaf.way, leaf.value, leaf.takes) == ("parts[0]", ("values", 0), "A", "str")


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ('[{"name": "A, B"}, {"name": null}]', [{"name": "A, B"}, {}]),
        ("[{'name': 'A'}]", [{"name": "A"}]),
        (' {"name": "A"} ', [{"name": "A"}]),
        ("[]", []),
        ("A, B", "A, B"),
        ("name=A", "name=A"),
        ("", ""),
        ("[{", "[{"),
        ("{x", "{x"),
    ],
)
def test_a_text_is_the_list_of_dictionaries_that_json_reads_and_is_never_cut(given: str, read: Any) -> None:
    assert unfolded(SPEC, {"groups": given}) == {"groups": read}


def test_a_text_is_the_list_of_texts_that_json_reads() -> None:
    assert unfolded(SPEC, {"values": '["A, B", "C"]', "name": '["A"]'}) == {
        "values": ["A, B", "C"],
        "name": '["A"]',
    }


def test_a_moment_is_told_with_its_place_and_a_date_is_a_text() -> None:
    moment = datetime.datetime(2024, 5, 1, 10)
    assert list(moments({"a": [{"b": moment}], "c": datetime.date(2024, 5, 1)})) == [
        "a[0].b: is a moment, which YAML makes of a date with a time without quotes. Put the text in quotes."
    ]
