# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a write can be explained by what the module was told, and whether a result can be true.

A write that a run without lies makes as well is right. Any other has to follow from the answers:

- it is about an object of a wanted name or id, as the answers have it;
- an update carries what the task sets as the run without lies sets it, and everything else as it was read:
  nothing is left out, made up, or turned into another type;
- a creation carries what the task says, and ids that were told;
- an order has each rule that was told once.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from support.exhaustive.fuzz_wire import Exchange

# What the API adds to conditions and operands, and no client sends back.
OF_SERVER = ("id", "name", "idpName", "creationTime", "modifiedBy", "modifiedTime", "conditionId", "ruleGid")
# How Python writes what is no text.
REPR = re.compile(r"\s*(\{['}]|\[['\[\]{]|None$|\[None|<object)")


class Write(NamedTuple):
    method: str
    path: str
    body: Any

    @property
    def parts(self) -> list[str]:
        return self.path.split("/")[6:]

    @property
    def object_id(self) -> str:
        """The id of the object that it is about, empty for a creation or the order of all rules."""
        parts = self.parts
        if self.method == "POST" or parts[-1] == "reorder":
            return ""
        return parts[-3] if parts[-2] == "reorder" else parts[-1]


class Truth(NamedTuple):
    """What a run does without lies. ``wanted``: the names and ids that its options have."""

    exchanges: list[Exchange]
    writes: list[Write]
    wanted: set[str]
    deletes_others: bool


def complaints(truth: Truth, told: list[Exchange], writes: list[Write]) -> Iterator[str]:
    """Yield why writes cannot be explained, each a sentence that is the same for the same reason."""
    for write in writes:
        if write in truth.writes:
            continue
        yield from _wrong_target(truth, told, write)
        if write.method == "POST":
            yield from _wrong_creation(truth, told, write)
        elif write.method == "PUT" and isinstance(write.body, dict):
            yield from _wrong_update(truth, told, write)
        elif write.method == "PUT" and isinstance(write.body, list):
            yield from _wrong_order(told, write)


def _wrong_target(truth: Truth, told: list[Exchange], write: Write) -> Iterator[str]:
    known = {part for one in truth.writes for part in one.parts} | _leaves([one.told for one in told])
    words = {"policySet", "rule", "reorder", "segmentGroup", "appConnectorGroup"}
    for part in write.parts:
        if part not in known | words | truth.wanted and not (part.isdigit() and int(part) < 1000):
            yield "writes to a path that nobody told: %s" % part
    if not write.object_id or truth.deletes_others:
        return
    meant = {one.object_id for one in truth.writes} | truth.wanted
    for record in _objects([one.told for one in told]):
        if _text(record.get("name")) in truth.wanted:
            meant.add(str(record.get("id")))
    if write.object_id not in meant:
        yield "%s of an object that is not wanted" % write.method


def _wrong_creation(truth: Truth, told: list[Exchange], write: Write) -> Iterator[str]:
    clean = next((one for one in truth.writes if one[:2] == write[:2] and _name(one) == _name(write)), None)
    said = _leaves([one.told for one in told]) | truth.wanted
    said |= _leaves([one.body for one in truth.writes])
    for key, value in write.body.items():
        if None in _scalars(value):
            yield "creation with null in %s" % key
        if not _leaves(value) <= said:
            yield "creation with something made up in %s" % key
        if clean and key in clean.body and type(value) is not type(clean.body[key]):
            yield "creation with another type of %s" % key
    if clean and not set(clean.body) <= set(write.body):
        yield "creation without %s" % ", ".join(sorted(set(clean.body) - set(write.body)))


def _name(write: Write) -> Any:
    return write.body.get("name")


def _wrong_update(truth: Truth, told: list[Exchange], write: Write) -> Iterator[str]:
    read = _read(told, write.object_id)
    clean = next((one for one in truth.writes if one[:2] == write[:2]), None)
    if clean is None or not isinstance(clean.body, dict) or not read:
        values = list(write.body.values())
        if not _leaves(values) <= _leaves([one.told for one in told]) | truth.wanted | {"true", "false"}:
            yield "update with something made up"
        return
    before = _read(truth.exchanges, write.object_id)[-1]
    never_sent = {key for key in before if key not in clean.body}
    is_set = {key for key in clean.body if _meant(clean.body[key]) != _meant(before.get(key))}
    for key in sorted({key for record in read[-1:] for key in record} - set(write.body) - never_sent):
        yield "update without %s, which was told" % key
    for key, value in write.body.items():
        shown = [_meant(record.get(key)) for record in read if key in record]
        if key in ("addedApps", "deletedApps"):
            continue
        if (
            key in is_set
            and _meant(value) != _meant(clean.body[key])
            and not _is_told(told, clean, key, value)
        ):
            yield "update that sets %s otherwise" % key
        if key not in is_set and _meant(value) not in (shown or [_meant(clean.body.get(key))]):
            yield "update that changes %s, which is not set" % key
    if "addedApps" in write.body and _members(read[-1], write.body) != _members(before, clean.body):
        yield "update that ends with other members"


def _is_told(told: list[Exchange], clean: Write, key: str, value: Any) -> bool:
    """Whether references are other ones because the answers give another id to what is named."""
    known = _leaves([one.told for one in told]) | _leaves(clean.body[key])
    return isinstance(value, list) and len(value) == len(clean.body[key]) and _leaves(value) <= known


def _wrong_order(told: list[Exchange], write: Write) -> Iterator[str]:
    ids = [one for one in write.body if isinstance(one, str)]
    if len(set(ids)) < len(write.body):
        yield "order that has a rule twice, or what is no id"
    listed: set[str] = set()
    for exchange in told:
        if exchange.method == "GET" and "policySet/rules" in exchange.path:
            listed |= {str(record.get("id")) for record in _objects(exchange.told)}
    if not set(map(str, write.body)) <= listed:
        yield "order with a rule that nobody told"


def _members(record: dict[str, Any], body: dict[str, Any]) -> set[str]:
    shown = record.get("applications")
    present = {str(entry["id"]) for entry in shown or () if isinstance(entry, dict) and entry.get("id")}
    return (present | set(body["addedApps"])) - set(body["deletedApps"])


# -- Values ----------------------------------------------------------------------------------------------


def _read(told: list[Exchange], object_id: str) -> list[dict[str, Any]]:
    """Return what was told of an object before anything was written about it."""
    found = []
    for exchange in told:
        if exchange.method == "PUT" and object_id in exchange.path:
            break
        if exchange.method == "GET":
            records = exchange.told
            if isinstance(records, dict) and "list" in records:
                records = records["list"]
            for record in records if isinstance(records, list) else [records]:
                if isinstance(record, dict) and str(record.get("id")) == object_id:
                    found.append(record)
    return found


def _meant(value: Any) -> str:
    """A value in a form that is the same for all spellings of it: conditions, references, texts."""
    if isinstance(value, list):
        return json.dumps(sorted(text for entry in value for text in _meant_entry(entry)))
    if isinstance(value, dict) and value.get("id") is not None:
        return str(value["id"])
    if isinstance(value, dict):
        return json.dumps({key: _meant(inner) for key, inner in sorted(value.items())})
    return "" if value is None else _text(value)


def _meant_entry(entry: Any) -> Iterator[str]:
    if isinstance(entry, dict) and entry.get("operands") == []:
        return  # a condition that is about nothing says nothing
    if isinstance(entry, dict) and isinstance(entry.get("operands"), list):
        head = [_text(entry.get("operator") or "OR"), _text(entry.get("negated") or False)]
        yield json.dumps([head, sorted(text for one in entry["operands"] for text in _meant_operand(one))])
    elif isinstance(entry, dict) and entry.get("id") is not None:
        yield str(entry["id"])
    else:
        yield json.dumps(entry, sort_keys=True)


def _meant_operand(operand: Any) -> Iterator[str]:
    if not isinstance(operand, dict):
        yield json.dumps(operand)
        return
    kind = _text(operand.get("objectType"))
    pairs = [{"lhs": "id", "rhs": value} for value in operand.get("values") or ()]
    pairs += operand.get("entryValues") or []
    for pair in pairs:
        yield json.dumps([kind, _text(pair.get("lhs")), _text(pair.get("rhs"))])
    if not pairs:
        rest = {key: value for key, value in operand.items() if key not in (*OF_SERVER, "idpId")}
        if set(rest) == {"objectType", "lhs", "rhs"} and not isinstance(rest["rhs"], (dict, list)):
            yield json.dumps([kind, _text(rest["lhs"]), _text(rest["rhs"])])
        else:
            yield json.dumps(rest, sort_keys=True)


def _text(value: Any) -> str:
    """A scalar as a text; what is none is told apart from its spelling."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        return "not a text: " + json.dumps(value)
    return "" if value is None else html.unescape(str(value)).strip()


def _leaves(value: Any) -> set[str]:
    found: set[str] = set()
    for scalar in _scalars(value):
        text = _text(scalar)
        found |= {text, text.upper(), text.lower()}
    return found


def _scalars(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [*value, *(one for inner in value.values() for one in _scalars(inner))]
    if isinstance(value, list):
        return [one for inner in value for one in _scalars(inner)]
    return [value]


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for inner in inside:
        yield from _objects(inner)


# -- Results ---------------------------------------------------------------------------------------------


def untrue(clean: Any, found: Any, where: str = "result") -> Iterator[str]:
    """Yield why a result cannot be true: a type that it never has, Python in place of a text."""
    if isinstance(found, str) and REPR.match(found):
        yield "%s is Python" % where
    elif isinstance(clean, dict) and isinstance(found, dict):
        if where == "result" and set(clean) != set(found):
            yield "result has other keys"
        if clean and all(key.isdigit() for key in clean):
            (known, *_others) = clean.values()
            for inner in found.values():
                yield from untrue(known, inner, where + ".*")
        else:
            for key in sorted(set(clean) & set(found)):
                yield from untrue(clean[key], found[key], "%s.%s" % (where, key))
    elif isinstance(clean, list) and isinstance(found, list):
        for inner in found if clean else ():
            yield from untrue(clean[0], inner, where + "[]")
    elif clean is not None and found is not None and not _is_like(clean, found):
        yield "%s is %s, not %s" % (where, type(found).__name__, type(clean).__name__)


def _is_like(one: Any, other: Any) -> bool:
    numbers = (int, float)
    if isinstance(one, bool) or isinstance(other, bool):
        return type(one) is type(other)
    return type(one) is type(other) or (isinstance(one, numbers) and isinstance(other, numbers))
