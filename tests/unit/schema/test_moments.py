# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Moments as people say them, and hours of a day."""

from __future__ import annotations

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.emails import EmailSet
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.fields import Field
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.moments import LAST_SECOND, Moment
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.scalars import Text
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.working_hours import (
    Cron,
    TimeOfDay,
    WorkingHours,
)

SIX_O_CLOCK, SHOWN = 2095999200, "2036-06-02T06:00:00Z"
MOMENT = Moment()


@pytest.mark.parametrize(
    "said",
    [
        SHOWN,
        "2036-06-02t06:00:00z",
        "2036-06-02 06:00:00Z",
        "2036-06-02 06:00:00.000 UTC",
        "2036-06-02T06:00Z",
        "2036-06-02T08:00:00+02:00",
        "2036-06-02T08:00:00+0200",
        "2036-06-02T08+02:00".replace("08", "08:00"),
        "2036-06-01T23:30:00-06:30",
        "Mon, 02 Jun 2036 06:00:00 GMT",
        "Mon, 2 Jun 2036 6:00:00 +0000",
        "Mon, 02 Jun 2036 08:00:00 +0200",
        "Sun, 01 Jun 2036 22:00:00 PST",
        "2 jun 2036 02:00 EDT",
        str(SIX_O_CLOCK),
        " %d " % SIX_O_CLOCK,
    ],
)
def test_one_moment_is_the_same_in_every_form(said: str) -> None:
    assert (MOMENT.wrong(said), MOMENT.accept(said)) == ("", SIX_O_CLOCK)
    assert MOMENT.show(MOMENT.accept(said)) == SHOWN


@pytest.mark.parametrize(
    "said", ["2036-06-02T06:00:00", "2036-06-02 06:00", "Mon, 02 Jun 2036 06:00:00", "02 Jun 2036 06:00"]
)
def test_a_date_without_a_zone_is_refused(said: str) -> None:
    assert "has no time zone" in MOMENT.wrong(said)
    assert MOMENT.accept(said) == said


@pytest.mark.parametrize(
    ("said", "zone"), [("02 Jun 2036 06:00:00 IST", "IST"), ("2036-06-02T06:00:00+15:00", "+15:00")]
)
def test_a_zone_that_nobody_knows_is_refused(said: str, zone: str) -> None:
    assert "has the time zone %s, which is not known" % zone in MOMENT.wrong(said)


@pytest.mark.parametrize(
    "said",
    [
        *("tomorrow", "2036-06-02", "06:00Z", "2036-02-30T06:00:00Z", "2036-13-02T06:00:00Z"),
        *("2036-06-02T24:00:00Z", "2036-06-02T06:00:60Z", "2036-06-02T06:00:00.5Z", "32 Jun 2036 06:00 GMT"),
        *("2 Foo 2036 06:00 GMT", "2036-06-02T06:00:00+02:60", "0", "-5", str(LAST_SECOND + 1)),
        *("%d000" % SIX_O_CLOCK, "２０９５９９９２００"),
    ],
)
def test_what_is_no_moment_is_refused(said: str) -> None:
    assert MOMENT.wrong(said)


def test_an_empty_moment_is_refused() -> None:
    assert MOMENT.wrong(" ").startswith("is empty.")


@pytest.mark.parametrize(
    ("wire", "value", "back"),
    [(str(SIX_O_CLOCK), SIX_O_CLOCK, SIX_O_CLOCK), (SIX_O_CLOCK, SIX_O_CLOCK, SIX_O_CLOCK), ("", None, "")],
)
def test_answers_have_texts_and_requests_numbers(wire: object, value: object, back: object) -> None:
    assert (MOMENT.has_form(wire), MOMENT.decode(wire), MOMENT.again(wire)) == (True, value, back)


def test_a_number_beyond_all_calendars_can_be_given_back() -> None:
    value = MOMENT.decode("%d000" % SIX_O_CLOCK)
    assert MOMENT.accept(MOMENT.show(value)) == value
    assert list(MOMENT.oddities(MOMENT.show(value), "end_time", value, value)) == []


def test_a_wrong_day_of_the_week_is_told() -> None:
    said = "Tue, 02 Jun 2036 06:00:00 GMT"
    assert list(MOMENT.doubts(said, "start_time", SIX_O_CLOCK, None)) == [
        "start_time: 'Tue, 02 Jun 2036 06:00:00 GMT' is a Monday. The date counts."
    ]
    assert list(MOMENT.doubts(said, "start_time", SIX_O_CLOCK, SIX_O_CLOCK)) == []
    assert list(MOMENT.doubts(said.replace("Tue", "Mon"), "start_time", SIX_O_CLOCK, None)) == []


@pytest.mark.parametrize(("said", "meant"), [("9:00", "09:00"), ("17:30", "17:30"), ("", "")])
def test_a_time_of_day_is_one_of_24_hours(said: str, meant: str) -> None:
    assert (TimeOfDay().wrong(said), TimeOfDay().accept(said)) == ("", meant)


@pytest.mark.parametrize("said", ["1020", "24:00", "17:60", "5 pm"])
def test_what_is_no_time_of_day_is_refused(said: str) -> None:
    assert "in quotes" in TimeOfDay().wrong(said)


def test_the_spelling_of_a_cron_expression_means_nothing() -> None:
    assert Cron().accept("0  0 16 ? * tue,Mon") == Cron().decode("0 0 16 ? * MON,TUE")
    assert Cron().accept("0 0 16 ? * MON-FRI") != Cron().decode("0 0 16 ? * MON,FRI")


@pytest.mark.parametrize(
    ("said", "is_right"), [("", True), ("0 0 16 ? * MON 2036", True), ("0 16 * *", False)]
)
def test_a_cron_expression_has_six_parts_or_seven(said: str, is_right: bool) -> None:
    assert (Cron().wrong(said) == "") is is_right


HOURS = WorkingHours(
    Field("days", "days", Text()),
    Field("start_time", "startTime", TimeOfDay()),
    Field("start_time_cron", "startTimeCron", Cron()),
)
WIRE = {"days": "MON", "startTime": "09:00", "startTimeCron": "0 0 7 ? * MON"}


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ({"start_time": "08:00"}, "start_time"),
        ({"days": "TUE"}, "days"),
        ({"start_time": "9:00"}, ""),
        ({"start_time": "08:00", "start_time_cron": "0 0 6 ? * MON"}, ""),
        ({"start_time_cron": "0 0 6 ? * MON"}, ""),
    ],
)
def test_hours_that_change_beside_an_expression_that_stays_are_told(
    option: dict[str, str], told: str
) -> None:
    present = HOURS.decode(WIRE)
    wanted = HOURS.over(HOURS.accept(option), present)
    found = list(HOURS.doubts(option, "working_hours", wanted, present))
    assert [one.partition(":")[0] for one in found] == (["working_hours." + told] if told else [])


def test_addresses_differ_in_more_than_letter_case_and_stay_as_they_are_written() -> None:
    kind = EmailSet(1)
    assert kind.accept(["Ada@Example.com"]) == kind.decode(["ada@example.com"])
    assert kind.encode(kind.accept([" Ada@Example.com "])) == ["Ada@Example.com"]
    assert "has 2 addresses" in kind.doubt(kind.accept(["a@x.org", "b@x.org"]))
    assert kind.doubt(kind.accept(["a@x.org", "A@x.org"])) == ""


@pytest.mark.parametrize("said", [[], ["ada"], ["@x.org"], ["ada@"]])
def test_what_is_no_address_is_refused(said: list[str]) -> None:
    assert EmailSet(1).wrong(said)
    assert list(EmailSet(1).mistakes(["", None], "email_ids")) == [
        "email_ids[%d]: is empty. Give an email address, or leave the entry out." % place for place in (0, 1)
    ]
