# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers of the API that are not as documented: every kind of lie, at every place of every answer."""

from __future__ import annotations

import copy
import json
import re
import zlib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from support.tenants import TestTenant
from zpa_emulator import Fault

Path = tuple[Any, ...]
IDS = re.compile(r"\d{5,}")
GONE = object()
SAME = object()


def _spelled_otherwise(value: Any) -> Any:
    """A number or a boolean as a text, digits as a number."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return str(value)
    return int(value) if isinstance(value, str) and value.isdigit() else SAME


def _for(kind: type, lie: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A lie about one type of values only."""
    return lambda value: lie(value) if isinstance(value, kind) else SAME


def _deep(value: Any) -> Any:
    for _level in range(60):
        value = {"a": [value]}
    return value


def _other_name(entry: Any) -> Any:
    return {**entry, "name": "Somebody else"} if isinstance(entry, dict) else entry


# What is told in the place of a value, GONE if nothing is, SAME where the lie says nothing about the value.
LIES: dict[str, Callable[[Any], Any]] = {
    "gone": lambda value: GONE,
    "null": lambda value: None,
    "an empty text": lambda value: "",
    "blanks": lambda value: "  ",
    "another word": lambda value: "SOMETHING_NEW",
    "zero": lambda value: 0,
    "minus one": lambda value: -1,
    "a fraction": lambda value: 1.5,
    "true": lambda value: True,
    "an empty list": lambda value: [],
    "an empty object": lambda value: {},
    "in a list": lambda value: [value],
    "in an object": lambda value: {"x": value},
    "a list of texts": lambda value: ["x", "y"],
    "a list of nulls": lambda value: [None],
    "a huge number": lambda value: 10**30,
    "an infinite number": lambda value: float("inf"),
    "no number": lambda value: float("nan"),
    "a long text": lambda value: "x" * 50_000,
    "control characters": lambda value: "a\0b\r\n\x1b[31m",
    "half a character": lambda value: "\ud800",
    "deeply nested": _deep,
    "spelled otherwise": _spelled_otherwise,
    "twice": _for(list, lambda value: value + value),
    "backwards": _for(list, lambda value: value[::-1]),
    "one less": _for(list, lambda value: value[1:]),
    "with null": _for(list, lambda value: [None, *value]),
    "with a text": _for(list, lambda value: ["x", *value]),
    "with a number": _for(list, lambda value: [*value, 7]),
    "with a list": _for(list, lambda value: [[], *value]),
    "with an empty object": _for(list, lambda value: [*value, {}]),
    "with another of the same id": _for(list, lambda value: [*value, *map(_other_name, value[:1])]),
    "with something new": _for(dict, lambda value: {**value, "somethingNew": {"kept": [1, 2]}}),
    "as a list": _for(dict, lambda value: list(value.values())),
}

# Errors that are told although nothing went wrong: the status and the body.
BODIES: dict[str, Any] = {
    "nothing": {},
    "null": "null",
    "a list": [{"id": "x"}],
    "a number": "5",
    "a page": "<html>Bad gateway</html>",
    "lists for texts": {"id": ["x"], "reason": [None, {}], "params": {"a": [1]}},
    "nested params": {"id": "resource.already.exist", "reason": "It is.", "params": [[["a"]], None, 1]},
    "numbers for texts": {"id": 7, "code": 1.5, "reason": 0, "message": True, "params": 3},
    "not found": {"id": "resource.not.found", "reason": None},
}
ERRORS = {
    "HTTP %d with %s" % (status, words): (status, body)
    for status in (304, 400, 401, 403, 404, 409, 412, 429, 500, 503)
    for words, body in BODIES.items()
}


class Case(NamedTuple):
    """A lie about the value at ``path`` in answer ``number`` of a run; ``lasting``: told again and again."""

    number: int
    line: str
    path: Path
    lie: str
    lasting: bool

    def __str__(self) -> str:
        where = ".".join(map(str, self.path)) or "all of it"
        how = "always" if self.lasting else "once"
        return "answer %d, %s, %s: %s, %s" % (self.number, self.line, where, self.lie, how)

    @property
    def checksum(self) -> int:
        """The same in every run, although ids are not."""
        return zlib.crc32(IDS.sub("", str(self)).encode())


class Exchange(NamedTuple):
    """A request and the body of its answer, as the module was told it."""

    method: str
    path: str
    told: Any

    @property
    def line(self) -> str:
        return "%s %s" % (self.method, "/".join(self.path.split("/")[6:]))


class Wire:
    """Stands between a tenant and its client: notes every answer, and changes what a case says."""

    def __init__(self, zpa: TestTenant, case: Case | None = None) -> None:
        self._zpa = zpa
        self._case = case
        self._count = 0
        self.exchanges: list[Exchange] = []
        zpa.tenant.faults.append(Fault("changed", "/customers/", times=10**9, change=self._change))

    def _change(self, status: int, body: Any) -> tuple[int, Any]:
        entry = self._zpa.tenant.log[-1]
        exchange = Exchange(entry.method, entry.path, copy.deepcopy(body))
        if self._case and self._case.lie in ERRORS and self._is_meant(exchange):
            status, told = ERRORS[self._case.lie]
            exchange = exchange._replace(told=told)
        elif status < 300 and self._is_meant(exchange):
            told = lied(exchange.told, self._case) if self._case else SAME
            if told is not SAME:
                status = 200 if told is not None else status
                exchange = exchange._replace(told=told)
        self._count += 1
        self.exchanges.append(exchange)
        return status, exchange.told

    def _is_meant(self, exchange: Exchange) -> bool:
        case = self._case
        if case is None:
            return False
        return case.line == exchange.line if case.lasting else case.number == self._count


def lied(body: Any, case: Case) -> Any:
    """Return a body with the lie of a case in it, SAME where there is no place for it."""
    lie = LIES[case.lie]
    if not case.path:
        told = lie(body)
        return None if told is GONE else told
    body = copy.deepcopy(body)
    holder = body
    try:
        for key in case.path[:-1]:
            holder = holder[key]
        told = lie(holder[case.path[-1]])
    except (KeyError, IndexError, TypeError):
        return SAME
    if told is SAME:
        return SAME
    if told is GONE:
        del holder[case.path[-1]]
    else:
        holder[case.path[-1]] = told
    return body


def cases_of(clean: list[Exchange], wanted: set[str], one_in: int) -> Iterator[Case]:
    """Yield the cases of a run, of which ``clean`` are the answers without a lie, or one in so many.

    Of places that look alike, such as the names of many objects, there are two: one that belongs to what
    is ``wanted``, by its name or id, and one other.
    """
    for number, exchange in enumerate(clean):
        for path, value in _telling_places(exchange.told, wanted):
            for lie in (*LIES, *(() if path else ERRORS)):
                for lasting in (False, True):
                    case = Case(number, exchange.line, path, lie, lasting)
                    if case.checksum % one_in == 0 and _says_something(value, lie):
                        yield case


def _says_something(value: Any, lie: str) -> bool:
    if lie in ERRORS:
        return True
    told = LIES[lie](value)
    return told is GONE or (told is not SAME and json.dumps(told) != json.dumps(value))


def _telling_places(body: Any, wanted: set[str]) -> list[tuple[Path, Any]]:
    chosen: dict[tuple[Path, bool], tuple[Path, Any]] = {}
    for path, value, is_wanted in _places(body, wanted, (), False):
        shape = tuple("*" if isinstance(key, int) else key for key in path)
        chosen.setdefault((shape, is_wanted), (path, value))
    return list(chosen.values())


def _places(value: Any, wanted: set[str], path: Path, is_wanted: bool) -> Iterator[tuple[Path, Any, bool]]:
    if isinstance(value, dict):
        is_wanted = is_wanted or bool({str(value.get("name")), str(value.get("id"))} & wanted)
    yield path, value, is_wanted
    keys = list(value) if isinstance(value, dict) else range(len(value) if isinstance(value, list) else 0)
    for key, inner in ((key, value[key]) for key in keys):
        yield from _places(inner, wanted, (*path, key), is_wanted)
