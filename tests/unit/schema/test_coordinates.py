# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Coordinates: exact where they are sent, equal to six decimals where they are compared."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.scalars import (
    FAR_OUT,
    Coordinate,
    Degrees,
)
from hypothesis import example, given
from hypothesis import strategies as st

LONGITUDE = Coordinate(180)
PLAIN = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?")

floats = st.floats(-180, 180)
sixths = st.integers(-180 * 10**6, 180 * 10**6).map(lambda units: Decimal(units).scaleb(-6))
sevenths = st.integers(-179 * 10**7, 179 * 10**7).map(lambda units: Decimal(units).scaleb(-7))
noise = st.integers(-(10**5), 10**5).map(lambda units: Decimal(units).scaleb(-15))
numbers_as_texts = st.text("0123456789eE+-._ \tnaif", max_size=12)
scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), numbers_as_texts)
junk = st.one_of(scalars, st.lists(scalars, max_size=2), st.dictionaries(st.text(), scalars, max_size=2))


def degrees(text: str) -> Degrees:
    found = LONGITUDE.decode(text)
    assert found is not None
    return found


@given(sevenths, noise)
def test_the_noise_of_binary_fractions_is_no_difference(exact: Decimal, off: Decimal) -> None:
    longer = degrees(format(exact + off, "f"))
    assert longer == degrees(str(exact))
    assert hash(longer) == hash(degrees(str(exact)))


@given(sevenths)
def test_the_nearest_binary_fraction_means_the_same(exact: Decimal) -> None:
    assert degrees(format(Decimal(float(exact)), "f")) == degrees(str(exact))


@given(sevenths, st.integers(0, 9))
def test_zeros_at_the_end_are_no_difference(exact: Decimal, zeros: int) -> None:
    text = format(exact, "f")
    assert degrees(text + "0" * zeros) == degrees(text)
    assert degrees("  %s\n" % text) == degrees(text)


@given(sixths, sixths)
def test_two_coordinates_of_six_decimals_are_equal_exactly_if_they_are_one(
    one: Decimal, other: Decimal
) -> None:
    same = degrees(str(one)) == degrees(str(other))
    assert same is (one == other)
    assert (degrees(str(one)) != degrees(str(other))) is not same


@given(sixths.filter(lambda exact: abs(exact) < 180), st.integers(-4994, 4994))
def test_what_follows_the_sixth_decimal_is_no_difference(exact: Decimal, off: int) -> None:
    assert degrees(str(exact + Decimal(off).scaleb(-10))) == degrees(str(exact))


@given(sixths.filter(lambda exact: exact < 180))
def test_the_sixth_decimal_is_a_difference(exact: Decimal) -> None:
    assert degrees(str(exact)) != degrees(str(exact + Decimal("0.000001")))


@given(floats, floats)
def test_what_is_equal_has_one_hash(one: float, other: float) -> None:
    first, second = degrees(str(one)), degrees(str(other))
    assert first == degrees(str(one))
    assert first != second or hash(first) == hash(second)


@pytest.mark.parametrize("zero", ["-0", "0.0000000000001", "-1e-300", "0E+5", -0.0, 0])
def test_there_is_one_zero(zero: Any) -> None:
    assert LONGITUDE.decode(zero) == degrees("0")
    assert hash(LONGITUDE.decode(zero)) == hash(degrees("0"))


@pytest.mark.parametrize("other", [45, 45.0, "45", Decimal(45), (Decimal(45),), None])
def test_degrees_are_equal_to_degrees_only(other: Any) -> None:
    assert (degrees("45") == other) is False
    assert (degrees("45") != other) is True


@given(floats)
def test_every_digit_of_a_number_that_is_given_goes_out(given_number: float) -> None:
    assert Decimal(LONGITUDE.encode(LONGITUDE.accept(given_number))) == Decimal(repr(given_number))


@given(st.decimals(-180, 180, places=20).map(lambda exact: format(exact, "f")))
def test_every_digit_of_a_longer_text_goes_out(text: str) -> None:
    assert Decimal(LONGITUDE.encode(degrees(text))) == Decimal(text)


@given(st.one_of(floats.map(repr), sevenths.map(str), st.decimals(-180, 180, places=30).map(str)))
@example("-0.0000")
@example("1E+2")
@example("0E+2")
@example("100")
@example("1e-320")
def test_a_number_goes_out_in_plain_notation(text: str) -> None:
    assert PLAIN.fullmatch(LONGITUDE.encode(degrees(text)))
    assert LONGITUDE.encode(degrees(text)) != "-0"


@pytest.mark.parametrize(
    ("text", "wire"),
    [
        ("45.0", "45"),
        ("100", "100"),
        ("1e2", "100"),
        ("-0.0", "0"),
        ("007.50", "7.5"),
        (".5", "0.5"),
        ("-.5", "-0.5"),
        ("1e-7", "0.0000001"),
        ("-122.60484730000002", "-122.60484730000002"),
    ],
)
def test_a_number_goes_out_in_its_shortest_spelling(text: str, wire: str) -> None:
    assert LONGITUDE.encode(degrees(text)) == wire


@given(floats)
def test_what_goes_out_means_what_was_given(given_number: float) -> None:
    value = LONGITUDE.accept(given_number)
    back = LONGITUDE.decode(LONGITUDE.encode(value))
    assert back == value
    assert back.exact == value.exact  # type: ignore[union-attr]


@given(floats)
def test_a_coordinate_is_shown_as_the_number_that_was_given(given_number: float) -> None:
    assert LONGITUDE.show(LONGITUDE.accept(given_number)) == given_number


@given(sevenths)
def test_what_is_shown_of_a_coordinate_means_it(exact: Decimal) -> None:
    shown = LONGITUDE.show(degrees(str(exact)))
    assert isinstance(shown, float)
    assert LONGITUDE.accept(shown) == degrees(str(exact))


def test_nothing_is_shown_as_nothing() -> None:
    assert LONGITUDE.show(None) is None


@pytest.mark.parametrize(
    "wire",
    [
        None,
        "",
        " ",
        "north",
        "12,5",
        "12 30",
        "0x10",
        True,
        [],
        {},
        "nan",
        "NaN",
        "snan",
        "inf",
        "-Infinity",
        math.nan,
        math.inf,
        -math.inf,
        "1e400",
        "-1e400",
        "1e1000000",
        "1e999999999999999999",
        "-1e9999999999999999999999",
        10**400,
    ],
)
def test_what_is_no_coordinate_is_nothing(wire: Any) -> None:
    assert LONGITUDE.decode(wire) is None


@given(junk)
def test_whatever_the_api_returns_can_be_compared_and_shown(wire: Any) -> None:
    value = LONGITUDE.decode(wire)
    assert value == LONGITUDE.decode(wire)
    assert hash(value) == hash(LONGITUDE.decode(wire))
    assert LONGITUDE.show(value) is None or -FAR_OUT < LONGITUDE.show(value) < FAR_OUT  # type: ignore[operator]


@pytest.mark.parametrize("limit", [90, 180])
@pytest.mark.parametrize("sign", [1, -1])
def test_the_limit_itself_can_be_given_and_nothing_beyond_can(limit: int, sign: int) -> None:
    assert Coordinate(limit).decode(str(sign * limit)) == Degrees(Decimal(sign * limit))
    assert Coordinate(limit).wrong(sign * limit) == ""
    assert Coordinate(limit).wrong(sign * math.nextafter(limit, 999)) != ""


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("limit", [90, 180])
def test_what_a_tenant_has_beyond_the_limit_is_read_as_it_is(limit: int, sign: int) -> None:
    assert Coordinate(limit).decode(str(sign * (limit + 1))) == Degrees(Decimal(sign * (limit + 1)))
    assert Coordinate(limit).decode(sign * 999.5) == Degrees(Decimal(sign) * Decimal("999.5"))


@pytest.mark.parametrize("wire", ["1000", "-1000", 1000, "1e30"])
def test_what_is_far_beyond_any_limit_is_nothing(wire: Any) -> None:
    assert LONGITUDE.decode(wire) is None


@given(floats)
def test_a_number_in_range_is_not_wrong(given_number: float) -> None:
    assert LONGITUDE.wrong(given_number) == ""


@pytest.mark.parametrize("given_number", [0, 0.0, -0.0, 180, -180, 180.0])
def test_zero_and_the_limits_are_not_wrong(given_number: float) -> None:
    assert LONGITUDE.wrong(given_number) == ""


@pytest.mark.parametrize("given_number", [181, -181, 180.0000001, math.nan, math.inf, -math.inf])
def test_a_number_out_of_range_is_wrong(given_number: float) -> None:
    assert LONGITUDE.wrong(given_number) == "%s is not a number from -180 to 180." % given_number


@pytest.mark.parametrize("given_text", ["north", "", [], {}])
def test_what_is_no_number_is_left_to_the_argument_spec(given_text: Any) -> None:
    assert LONGITUDE.wrong(given_text) == ""


def test_a_coordinate_is_an_option_with_a_point() -> None:
    assert LONGITUDE.option == {"type": "float"}


@given(junk)
def test_what_is_not_declared_goes_back_as_it_came(wire: Any) -> None:
    assert LONGITUDE.again(wire) is wire
