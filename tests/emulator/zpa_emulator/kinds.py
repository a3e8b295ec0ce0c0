# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The values of fields: which are accepted, and how they are stored."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from .rule_types import FieldRule

DECIMAL = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
WHOLE = re.compile(r"-?\d+", re.ASCII)
ID = re.compile(r"\d*", re.ASCII)
# About the noise that the coordinates in the vendor's examples have.
NOISE = 2e-14
LAST_PORT = 65535


def stored_form(rule: FieldRule, value: Any) -> Any:
    """Return a value of a request as it is stored. ValueError: the rule refuses it."""
    return _KINDS[rule.kind](rule, value)


def noisy(rule: FieldRule, text: str) -> str:
    """Return a decimal as a binary number in between would spell it, within the range of the rule."""
    value = float(text)
    away = NOISE if value >= 0 else -NOISE
    for changed in (value + away, value - away):
        spelt = format(Decimal(repr(changed)), "f")
        if _in_range(rule, spelt):
            return spelt
    return text


def as_text(value: Any) -> Any:
    """Return a number as the text that is stored: it is taken wherever the API has texts."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return format(Decimal(repr(value)), "f") if is_number else value


def _text(rule: FieldRule, value: Any) -> Any:
    value = as_text(value)
    if not isinstance(value, str) or (rule.longest is not None and len(value) > rule.longest):
        raise ValueError(value)
    return value


def _flag(rule: FieldRule, value: Any) -> Any:
    if not isinstance(value, bool):
        raise ValueError(value)
    return value


def _flag_or_text(rule: FieldRule, value: Any) -> Any:
    """A flag, for which documents have a text as well."""
    return _flag(rule, {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value)


def _choice(rule: FieldRule, value: Any) -> Any:
    value = as_text(value)
    if value not in rule.choices:
        raise ValueError(value)
    return value


def _number(pattern: re.Pattern[str]) -> Callable[[FieldRule, Any], Any]:
    def stored(rule: FieldRule, value: Any) -> Any:
        spelt = as_text(value)
        if not isinstance(spelt, str) or not pattern.fullmatch(spelt) or not _in_range(rule, spelt):
            raise ValueError(value)
        return spelt

    return stored


def _real(rule: FieldRule, value: Any) -> Any:
    """A number that comes back with a point: 10 as ``10.0``."""
    return repr(float(_number(DECIMAL)(rule, value)))


def _in_range(rule: FieldRule, spelt: str) -> bool:
    number = Decimal(spelt)
    too_low = rule.low is not None and number < rule.low
    too_high = rule.high is not None and number > rule.high
    return not too_low and not too_high and (rule.step is None or number % rule.step == 0)


def _id(rule: FieldRule, value: Any) -> Any:
    """An empty id stands for none."""
    spelt = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(spelt, str) or not ID.fullmatch(spelt):
        raise ValueError(value)
    return spelt


def _ids(rule: FieldRule, value: Any) -> Any:
    """A list of objects with ids, of which nothing else is kept."""
    if not isinstance(value, list) or not all(isinstance(stub, dict) and stub.get("id") for stub in value):
        raise ValueError(value)
    return [{"id": one} for one in dict.fromkeys(_id(rule, stub["id"]) for stub in value)]


def _texts(rule: FieldRule, value: Any) -> Any:
    """A list of texts, which may have to be some of the choices."""
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise ValueError(value)
    if rule.choices and not set(value) <= set(rule.choices):
        raise ValueError(value)
    return value


def _object(rule: FieldRule, value: Any) -> Any:
    if not isinstance(value, dict):
        raise ValueError(value)
    return value


_KINDS: dict[str, Callable[[FieldRule, Any], Any]] = {
    "text": _text,
    "flag": _flag,
    "flag or text": _flag_or_text,
    "choice": _choice,
    "decimal": _number(DECIMAL),
    "real": _real,
    "whole": _number(WHOLE),
    "id": _id,
    "ids": _ids,
    "texts": _texts,
    "object": _object,
}
