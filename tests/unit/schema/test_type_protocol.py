# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which types of fields there are, their own files know alone; everybody else asks a type."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy import conditions
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.field_type import FieldType

ROOT = Path(__file__).parents[3]
HOME = ROOT / "plugins" / "module_utils" / "_schema"
QUESTIONS = {"isinstance", "issubclass", "type", "cast"}
IMPORT = "from .._schema.fields import ReferenceSet, Text\n"


def all_types(of: type[FieldType] = FieldType) -> Iterator[str]:
    yield of.__name__
    for subclass in of.__subclasses__():
        yield from all_types(subclass)


def questions(source: str) -> list[int]:
    """Return the lines that ask what type a field has."""
    nodes = list(ast.walk(ast.parse(source)))
    imported = {
        alias.asname or alias.name
        for node in nodes
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in set(all_types())
    }
    calls = [node for node in nodes if isinstance(node, ast.Call) and called(node.func) in QUESTIONS]
    return [
        call.lineno
        for call in calls
        for said in ({called(part) for argument in call.args for part in ast.walk(argument)},)
        if said & imported or any(is_type_of_a_field(argument) for argument in call.args)
    ]


def called(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def is_type_of_a_field(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "type" and "field" in ast.unparse(node.value)


def test_nobody_asks_what_type_a_field_has_but_the_types_themselves() -> None:
    files = [
        path
        for folder in ("plugins", "tools")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if HOME not in path.parents and path.name != Path(conditions.__file__).name
    ]
    found = {str(path.relative_to(ROOT)): questions(path.read_text("utf-8")) for path in files}
    assert len(found) > 100
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "source",
    [
        IMPORT + "isinstance(kind, ReferenceSet)",
        IMPORT + "isinstance(kind, (int, Text))",
        IMPORT + "t.cast(ReferenceSet, kind).kinds",
        "isinstance(field.type, types.Text)",
        "type(self.field(name).type) is Anything",
    ],
)
def test_a_question_for_the_type_of_a_field_is_found(source: str) -> None:
    assert questions(source)


@pytest.mark.parametrize("source", [IMPORT + "Text().decode(wire)", "isinstance(node, ast.Name)"])
def test_to_use_a_type_is_no_such_question(source: str) -> None:
    assert questions(source) == []
