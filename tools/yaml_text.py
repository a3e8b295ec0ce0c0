# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes documentation as YAML that reads well: in lines, without quotes where that is possible. Pure."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

WIDTH = 110
# What an entry of a documentation has beside its texts and what is below it, in this order.
FACTS = ("returned", "type", "elements", "required", "choices", "default", "aliases")


def entries(documented: Mapping[str, Mapping[str, Any]], depth: int = 0) -> Iterator[str]:
    """Return documented options or results as lines of YAML."""
    pad = "  " * depth
    for name, entry in documented.items():
        yield pad + name + ":"
        line = "%s  description: %s" % (pad, entry["description"][0])
        if "returned" in entry and len(entry["description"]) == 1 and fits(line):
            yield line
        else:
            yield from texts("description", entry["description"], pad + "  ")
        for fact in FACTS:
            if fact in entry:
                yield "%s  %s: %s" % (pad, fact, flow(entry[fact]))
        if "sample" in entry:
            yield from value("sample", entry["sample"], pad + "  ")
        for below in ("suboptions", "contains"):
            if below in entry:
                yield "%s  %s:" % (pad, below)
                yield from entries(entry[below], depth + 2)


def texts(key: str, paragraphs: Sequence[str], pad: str = "") -> Iterator[str]:
    """Return paragraphs as a list of YAML."""
    yield "%s%s:" % (pad, key)
    for text in paragraphs:
        first, rest = pad + "  - ", pad + "    "
        if not is_plain(text):
            yield first + ">-"
            first = rest
        yield from textwrap.wrap(
            text,
            WIDTH,
            initial_indent=first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )


def value(key: str, given: Any, pad: str = "") -> Iterator[str]:
    """Return a key and its value: in one line if it has room, otherwise with a line for each entry."""
    line = "%s%s: %s" % (pad, key, flow(given))
    is_nested = isinstance(given, dict) and any(isinstance(below, dict) for below in given.values())
    if (len(line) <= WIDTH and not is_nested) or not isinstance(given, (dict, list)):
        yield line
    elif isinstance(given, dict):
        yield "%s%s:" % (pad, key)
        for name, below in given.items():
            yield from value(flow(name), below, pad + "  ")
    else:
        yield "%s%s:" % (pad, key)
        for entry in given:
            yield from item(entry, pad + "  ")


def item(given: Any, pad: str) -> Iterator[str]:
    """Return an entry of a list: in one line if it has room, otherwise with a line for each key."""
    line = "%s- %s" % (pad, flow(given))
    if len(line) <= WIDTH or not isinstance(given, (dict, str)):
        yield line
    elif isinstance(given, str):
        yield pad + "- >-"
        yield from textwrap.wrap(given, WIDTH, initial_indent=pad + "  ", subsequent_indent=pad + "  ")
    else:
        lines = [line for name, below in given.items() for line in value(flow(name), below, pad + "  ")]
        yield pad + "- " + lines[0].lstrip()
        yield from lines[1:]


def fits(line: str) -> bool:
    """Whether a key and its text have room in a line and mean themselves."""
    key, _colon, text = line.strip().partition(": ")
    try:
        return len(line) <= WIDTH and bool(yaml.safe_load(line) == {key: text})
    except yaml.YAMLError:
        return False


def is_plain(text: str) -> bool:
    """Whether a text means itself in YAML, without quotes."""
    try:
        return yaml.safe_load("- " + text) == [text]
    except yaml.YAMLError:
        return False


class _Dumper(yaml.SafeDumper):
    """Quotes with double quotes, where quotes are needed."""


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    has_to = yaml.safe_dump(text).startswith(("'", '"'))
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if has_to else None)


_Dumper.add_representer(str, _text)


def flow(given: Any) -> str:
    """Return a value in one line."""
    dumped = yaml.dump(
        given, Dumper=_Dumper, default_flow_style=True, width=sys.maxsize, sort_keys=False, allow_unicode=True
    )
    return str(dumped).removesuffix("...\n").strip()
