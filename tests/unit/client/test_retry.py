# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When to try again, and after how long."""

from __future__ import annotations

import math

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.retry import (
    LONGEST_PAUSE,
    pause,
    retries_of_refusal,
    retry_after,
)
from hypothesis import given
from hypothesis import strategies as st

DATE = "Wed, 21 Oct 2015 07:28:00 GMT"
AT_THAT_DATE = 1445412480.0
chances = st.floats(0, 1)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("4s", 4.0),
        ("13", 13.0),
        ("13s", 13.0),
        ("13.5", 13.5),
        ("8 s", 8.0),
        (" 8s ", 8.0),
        ("4S", 4.0),
        ("500ms", 0.5),
        ("1m", 60.0),
        ("1h", 3600.0),
        ("8sec", 8.0),
        ("8 seconds", 8.0),
        ("2minutes", 120.0),
        ("0", 0.0),
        ("0s", 0.0),
    ],
)
def test_a_retry_after_is_understood_with_and_without_a_unit(header: str, seconds: float) -> None:
    assert retry_after(header, now=0.0) == seconds


@pytest.mark.parametrize("date", [DATE, DATE.lower(), "Wed, 21 Oct 2015 09:28:00 +0200"])
def test_a_retry_after_that_is_a_date_is_a_distance_from_now(date: str) -> None:
    assert retry_after(date, AT_THAT_DATE - 90) == 90.0


def test_a_retry_after_in_the_past_asks_for_nothing() -> None:
    assert retry_after(DATE, AT_THAT_DATE + 90) == 0.0


@pytest.mark.parametrize(
    "header", [None, "", " ", "soon", "-4", "-4s", "4,5", "s", "1e3", "Wed, 99 Foo 2015"]
)
def test_a_retry_after_without_meaning_is_as_good_as_none(header: str | None) -> None:
    assert retry_after(header, now=0.0) is None


def test_milliseconds_are_not_minutes() -> None:
    assert retry_after("4 milliseconds", now=0.0) in (0.004, None)


def test_a_retry_after_is_never_infinite() -> None:
    assert retry_after("9" * 310, now=0.0) != math.inf


@given(st.text(), st.floats(0, 4e9))
def test_no_retry_after_whatsoever_is_negative_or_raises(header: str, now: float) -> None:
    seconds = retry_after(header, now)
    assert seconds is None or seconds >= 0


@given(st.integers(0, 40), st.floats(0.001, 3600), chances)
def test_what_the_api_asks_for_is_honoured_with_little_on_top(
    attempt: int, asked: float, chance: float
) -> None:
    assert asked <= pause(attempt, asked, chance) <= asked + min(1.0, asked / 10)


@given(st.integers(0, 10_000), chances)
def test_a_pause_that_nobody_asked_for_is_between_half_a_second_and_the_longest(
    attempt: int, chance: float
) -> None:
    assert 0.5 <= pause(attempt, None, chance) <= LONGEST_PAUSE


@given(st.integers(0, 40), chances)
def test_pauses_never_shrink_from_one_try_to_the_next(attempt: int, chance: float) -> None:
    assert pause(attempt, None, chance) <= pause(attempt + 1, None, chance)


def test_pauses_double_up_to_the_longest() -> None:
    assert [pause(attempt, None, 1.0) for attempt in range(7)] == [1, 2, 4, 8, 16, 30, 30]


def test_the_dice_decide_over_the_second_half_of_a_pause() -> None:
    assert [pause(3, None, chance) for chance in (0.0, 0.5, 1.0)] == [4, 6, 8]


def test_to_be_asked_for_no_time_at_all_does_not_mean_to_hammer() -> None:
    assert pause(0, 0.0, 0.0) == 0.5


AS_LONG_AS_TIME_ALLOWS = None


@pytest.mark.parametrize(
    ("status", "error_id", "body", "retries"),
    [
        (429, "", "", AS_LONG_AS_TIME_ALLOWS),
        (429, "invalid.toomanyrequests", "", AS_LONG_AS_TIME_ALLOWS),
        (400, "api.concurrent.access.error", "", AS_LONG_AS_TIME_ALLOWS),
        (409, "api.concurrent.access.error", "", AS_LONG_AS_TIME_ALLOWS),
        (400, "db.simultaneous.request", "", AS_LONG_AS_TIME_ALLOWS),
        (400, "non.restricted.entity.authorization.failed", "", 2),
        (409, "", "", 5),
        (409, "resource.not.found", "", 0),
        (409, "resource.referenced", "", 0),
        (409, "missing.rule", "", 0),
        (429, "authz.featureflag.permission.denied", "", 0),
        (200, "invalid.toomanyrequests", "", AS_LONG_AS_TIME_ALLOWS),
        (409, "", "EDIT_LOCK_NOT_AVAILABLE", 5),
        (412, "", '{"reason": "EDIT_LOCK_NOT_AVAILABLE"}', 5),
        (412, "", "Resource Access Blocked", 5),
        (412, "", "Failed during enter Org barrier", 5),
        (412, "", "", 0),
        (400, "", "", 0),
        (400, "bad.request", "", 0),
        (400, "resource.referenced", "", 0),
        (400, "resource.already.exist", "", 0),
        (400, "", "EDIT_LOCK_NOT_AVAILABLE", 0),
        (401, "", "", 0),
        (403, "LIMIT_EXCEEDED", "", 0),
        (404, "resource.not.found", "", 0),
        (413, "", "", 0),
    ],
)
def test_a_refusal_deserves_so_many_retries(
    status: int, error_id: str, body: str, retries: int | None
) -> None:
    assert retries_of_refusal(status, error_id, body) == retries
