# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Wrong types, forms and names of options are told with their place in the data."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.complaints import check

LEAF = {"size": {"type": "int"}, "kind": {"type": "str", "choices": ["a", "b"]}, "ok": {"type": "bool"}}
SPEC: dict[str, dict[str, Any]] = {
    "name": {"type": "str", "required": True},
    "one": {"type": "dict", "options": LEAF},
    "many": {
        "type": "list",
        "elements": "dict",
        "aliases": ["several"],
        "options": {**LEAF, "deep": {"type": "list", "elements": "dict", "options": LEAF}},
    },
}


def given(value: Any) -> Any:
    """What was given of options: what was not is null after the check."""
    if isinstance(value, dict):
        return {key: given(entry) for key, entry in value.items() if entry is not None}
    return [given(entry) for entry in value] if isinstance(value, list) else value


def problems_of(**options: Any) -> list[str]:
    return check(SPEC, {"name": "x", **options}).problems


def test_nothing_is_wrong_with_what_is_right() -> None:
    several = [{"ok": "yes", "deep": [{"kind": "a"}]}]
    checked = check(SPEC, {"name": 1, "one": {"size": "3"}, "several": several})
    assert checked.problems == []
    assert given(checked.options["one"]) == {"size": 3}
    assert given(checked.options["many"]) == [{"ok": True, "deep": [{"kind": "a"}]}]


@pytest.mark.parametrize(
    ("options", "path", "words"),
    [
        ({"colour": 1}, "", "Unsupported options: colour. Supported parameters include: many"),
        ({"one": {"colour": 1}}, "one: ", "Unsupported options: colour."),
        ({"many": [{}, {"colour": 1}]}, "many[1]: ", "Unsupported options: colour."),
        ({"many": [{"size": "big"}]}, "many[0]: ", "argument 'size' is of type"),
        (
            {"many": [{"deep": [{}, {"kind": "c"}]}]},
            "many[0].deep[1]: ",
            "value of kind must be one of: a, b",
        ),
        ({"many": [{"deep": [7]}]}, "many[0].deep[0]: ", "is of type int, and not a dictionary"),
        ({"many": {"size": 1}}, "", "argument 'many' is of type"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(options: dict[str, Any], path: str, words: str) -> None:
    (problem,) = problems_of(**options)
    assert problem.startswith(path + words)


def test_everything_that_is_wrong_is_told() -> None:
    found = problems_of(
        colour=1, one={"size": "big"}, many=[{"ok": "perhaps"}, "x", {"deep": [{"kind": "c"}]}]
    )
    assert len(found) == 5


def test_a_wrong_entry_does_not_move_the_others() -> None:
    options = check(SPEC, {"name": "x", "many": ["wrong", {"size": 1}]}).options
    assert given(options["many"]) == ["wrong", {"size": 1}]


def test_null_counts_as_not_given() -> None:
    assert problems_of(one=None, many=[{"kind": None, "deep": None}]) == []
    assert check(SPEC, {"name": None}).problems == ["missing required arguments: name"]


def test_an_entry_can_be_spelled_as_text() -> None:
    checked = check(SPEC, {"name": "x", "many": ["size=4 kind=b", '{"size": 5}']})
    assert checked.problems == []
    assert given(checked.options["many"]) == [{"size": 4, "kind": "b"}, {"size": 5}]
