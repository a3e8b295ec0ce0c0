# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Data in a form that travels fast."""

from __future__ import annotations

import datetime
import json
import typing as t

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.utils.unsafe_proxy import wrap_var
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._light import is_plain, json_of, plain, unsafe

LISTED: dict[str, t.Any] = {
    "groups": [{"name": "A{{ 1 }}", "on": True}, {"name": "A{{ 1 }}", "size": 3, "of": None}]
}


class Unsafe(str):
    """A text as ansible-core 2.16 has it where no template may be looked for."""

    __slots__ = ()
    __UNSAFE__ = True


def types_in(value: t.Any) -> t.Any:
    if isinstance(value, dict):
        return [(type(key), types_in(entry)) for key, entry in value.items()]
    return list(map(types_in, value)) if isinstance(value, list) else type(value)


def test_texts_of_a_result_are_as_unsafe_as_ansible_makes_them() -> None:
    assert unsafe(LISTED) == LISTED
    assert types_in(unsafe(LISTED)) == types_in(wrap_var(LISTED))


def test_equal_texts_of_a_result_are_one() -> None:
    first, second = unsafe(LISTED)["groups"]
    assert first["name"] is second["name"]


def test_arguments_that_were_read_from_a_file_become_plain() -> None:
    read = DataLoader().load("groups: [{name: Finance, enabled: true, size: 3}]")  # type: ignore[no-untyped-call,unused-ignore]
    found = plain({"config": read})
    assert found == {"config": {"groups": [{"name": "Finance", "enabled": True, "size": 3}]}}
    assert type(found["config"]["groups"][0]["name"]).__name__ == "str"


def test_an_unsafe_text_of_arguments_stays_unsafe() -> None:
    found = plain([Unsafe("{{ 1 }}"), Unsafe("{{ 1 }}")])
    assert [type(text) for text in found] == [Unsafe, Unsafe]
    assert found[0] is found[1]


def test_a_secret_of_arguments_stays_as_it_is_marked() -> None:
    class Marked(str):
        __slots__ = ()

    secret = Marked("secret")
    assert plain({"key": secret}, {"secret"})["key"] is secret


def test_what_is_of_types_of_python_at_any_depth_is_plain() -> None:
    for value in (LISTED, [], {}, "a", 1, 1.5, True, None, [[{"a": [{}]}]]):
        assert is_plain(value)


@pytest.mark.parametrize(
    "part", [Unsafe("a"), datetime.date(2024, 5, 1), ("a",), {"a"}, {1: "a"}, {Unsafe("a"): 1}, b"a"]
)
def test_anything_else_is_not_plain_however_deep_it_is(part: t.Any) -> None:
    assert not is_plain(part)
    assert not is_plain({"groups": [{"name": "A"}, {"name": [part]}]})


def test_plain_options_are_handed_over_as_json() -> None:
    options = {"config": {**LISTED, "name": "Z\u00fcrich \U0001f600"}}
    assert json.loads(json_of(options)) == options
    assert json_of({}) == ""


@pytest.mark.parametrize(
    "part", ["half \ud83d of one", {"__ansible_type": "x"}, {"__ansible_unsafe": "x"}, [10**5000]]
)
def test_what_ansible_looks_for_in_arguments_goes_through_it(part: t.Any) -> None:
    assert is_plain(part)
    assert json_of({"config": {"groups": [part]}}) == ""
