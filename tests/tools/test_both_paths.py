# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The comparison of results on both paths sees what differs, and only that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from both_paths import Call, compared, read
from support.comparing import comparable
from support.modules import Results

GROUP = "zpa_segment_group"


def call(check: bool = False, **result: Any) -> Call:
    return Call(GROUP, check, result)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"id": "216196257331300001"}, {"id": "216196257331300002"}),
        ({"customer": "72057594000000001"}, {"customer": "72057594000000002"}),
        ({"client": "client-1"}, {"client": "client-22"}),
        (
            {"udid": "6ba7b811-9dad-11d1-80b4-00c04fd430c8"},
            {"udid": "6ba7b812-9dad-11d1-80b4-00c04fd430c8"},
        ),
        ({"made": 1700000000, "changed": 1700000000}, {"made": 1700000000, "changed": 1700000001}),
        ({"msg": "no answer from http://127.0.0.1:1"}, {"msg": "no answer from http://127.0.0.1:65535"}),
        ({"msg": "wants 290 s more after 295 s"}, {"msg": "wants 290 s more after 296 s"}),
    ],
)
def test_what_differs_from_run_to_run_is_the_same(one: Any, other: Any) -> None:
    assert comparable(one) == comparable(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"changed": True}, {"changed": False}),
        ({"changed": True}, {}),
        ({"names": ["a", "b"]}, {"names": ["b", "a"]}),
        ({"id": "216196257331300001"}, {"id": 216196257331300001}),
        (
            {"id": "216196257331300001", "other": "216196257331300001"},
            {"id": "216196257331300001", "other": "216196257331300002"},
        ),
        ({"latitude": 47.3768866}, {"latitude": 47.3768867}),
        ({"seconds": 172800}, {"seconds": 259200}),
        ({"msg": "wants 290 s more"}, {"msg": "wants 291 s more"}),
        ({"msg": "Gave up after 4 tries"}, {"msg": "Gave up after 5 tries"}),
    ],
)
def test_what_says_something_else_is_not_the_same(one: Any, other: Any) -> None:
    assert comparable(one) != comparable(other)


def test_tests_that_agree_are_the_same() -> None:
    here = {"a": [call(changed=True), call(changed=False)], "b": [call(id="216196257331300001")]}
    apart = {"b": [call(id="216196257331300009")], "a": here["a"]}
    comparison = compared(here, apart)
    assert (comparison.same, comparison.only_here, comparison.differences) == (here, {}, [])
    assert str(comparison) == (
        "3 results of 2 tests are the same on both paths, 0 results of 0 tests are in process only, "
        "0 differences"
    )


def test_a_test_that_is_skipped_apart_is_told_as_such() -> None:
    here = {"a": [call()], "b": [call(), call()]}
    comparison = compared(here, {"a": [call()]})
    assert comparison.only_here == {"b": here["b"]}
    assert comparison.differences == []


@pytest.mark.parametrize(
    ("apart", "told"),
    [
        ([call(changed=True), call(changed=True)], ["a, call 2, zpa_segment_group"]),
        ([call(changed=True), call(True, changed=False)], ["a, call 2, zpa_segment_group"]),
        ([call(changed=True)], ["a, call 2, zpa_segment_group"]),
        (
            [call(), call(changed=False), call()],
            ["a, call 1, zpa_segment_group", "a, call 3, zpa_segment_group"],
        ),
    ],
)
def test_every_difference_is_told_with_its_test_and_call(apart: list[Call], told: list[str]) -> None:
    comparison = compared({"a": [call(changed=True), call(changed=False)]}, {"a": apart})
    assert [difference.partition(", in process")[0] for difference in comparison.differences] == told
    assert comparison.same == {}


def test_a_test_that_ran_apart_only_is_a_difference() -> None:
    assert len(compared({}, {"a": [call()]}).differences) == 1


def test_a_difference_shows_both_values_and_is_short() -> None:
    here, apart = call(names=["x" * 1000] * 20), call(names=["y" * 1000] * 20)
    (difference,) = compared({"a": [here]}, {"a": [apart]}).differences
    (short,) = compared({"a": [call(changed=True)]}, {"a": [call(changed=False)]}).differences
    assert [line.strip() for line in short.splitlines()[1:]] == ['-  "changed": true', '+  "changed": false']
    assert len(difference) < 3000


def test_results_are_read_as_they_were_written(tmp_path: Path) -> None:
    for file, test in (("gw0", "a"), ("gw1", "b"), ("gw0", "c")):
        results = Results(tmp_path / file, test)
        results.add(GROUP, False, {"name": "Grün\u2028"})
        results.add(GROUP, True, {})
    calls = [call(name="Grün\u2028"), call(True)]
    assert read(tmp_path) == {"a": calls, "b": calls, "c": calls}
