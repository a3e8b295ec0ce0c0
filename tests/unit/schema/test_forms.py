# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What answers may show of a field. From anything else nothing is guessed: an update would lose it."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import UnexpectedAnswer
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.conditions import Conditions
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.field_type import FieldType
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.fields import Field
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.reference_types import (
    DetailedSet,
    EmbeddedReference,
    ReferenceSet,
    ReferenceTo,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.scalars import (
    Bool,
    Text,
    WholeNumber,
    WordSet,
)

OPERAND = {"objectType": "APP", "lhs": "id", "rhs": "1"}
FORMS: list[tuple[FieldType, list[Any], list[Any]]] = [
    (Text(), ["a", "", 1, 1.5], [True, ["a"], {}, float("inf")]),
    (Bool(), [True, "1", "FALSE", 0, ""], [{}, [], "maybe", 2]),
    (WholeNumber(0, 10, 1, 0), [5, "5", "5.0", ""], ["five", [5], True, 1.5]),
    (WordSet("words", "A"), [["A"], {"words": ["A"]}, {"words": None}, {}, ""], ["A", {"words": "A"}, [[]]]),
    (
        EmbeddedReference("application_segment"),
        [{"id": "1"}, {}, {"id": None, "name": ""}, ""],
        ["1", {"name": "x"}],
    ),
    (
        ReferenceSet("application_segment"),
        [[{"id": 1}], [], ""],
        ["1", {}, [None], [{}], [{"id": True}], [1]],
    ),
    (
        DetailedSet("extranet_location"),
        [[{"id": "1", "name": "x"}], [], ""],
        ["1", [{"name": "x"}], [{"id": "1", "name": []}]],
    ),
    (
        Conditions(),
        [[], "", [{"operands": []}], [{"operator": "OR", "negated": False, "operands": [OPERAND]}]],
        [
            *("text", {}, [None], [{}], [{"operands": None}], [{"operands": {}}], [{"operands": ["APP"]}]),
            *([{"operands": [{**OPERAND, key: []}]}] for key in ("lhs", "rhs", "objectType", "name")),
            *([{"operands": [{**OPERAND, key: "1"}]}] for key in ("values", "entryValues")),
            *([{"operands": [{"objectType": "APP", "values": [value]}]}] for value in ([], {})),
            *([{"operands": [{"entryValues": [pair]}]}] for pair in ("mac", {"lhs": []}, {"rhs": {}})),
            *([{"operands": [], "operator": []}], [{"operands": [], "negated": "perhaps"}]),
        ],
    ),
]
GOOD = [(kind, wire) for kind, good, _bad in FORMS for wire in good]
BAD = [(kind, wire) for kind, _good, bad in FORMS for wire in bad]


@pytest.mark.parametrize(("kind", "wire"), GOOD)
def test_what_can_be_understood_and_given_back_is_read(kind: FieldType, wire: Any) -> None:
    Field("option", "wire", kind).read({"wire": wire})


@pytest.mark.parametrize("kind", [kind for kind, _good, _bad in FORMS])
def test_nothing_at_all_is_read_as_the_empty_value(kind: FieldType) -> None:
    assert Field("option", "wire", kind).read({"wire": None}) == Field("option", "wire", kind).read({})


@pytest.mark.parametrize(("kind", "wire"), BAD)
def test_anything_else_is_an_error_that_names_object_and_key(kind: FieldType, wire: Any) -> None:
    with pytest.raises(UnexpectedAnswer, match=r"'Berlin' \(id 7\).*wire is not"):
        Field("option", "wire", kind).read({"id": "7", "name": "Berlin", "wire": wire})


@pytest.mark.parametrize(
    ("field", "record", "key"),
    [
        (Field("option", "wire", Text(), twins=("twin",)), {"wire": "a", "twin": ["a"]}, "twin"),
        (Field("option", "wire", Text(), formerly="old"), {"old": {}}, "old"),
        (
            Field("option", "wire", ReferenceTo("application_segment"), label="name of it"),
            {"wire": "1", "name of it": []},
            "name of it",
        ),
        (Field("option", "wire", Text(), inside="box"), {"box": "text"}, "box"),
        (Field("option", "wire", Text(), inside="box"), {"box": {"wire": []}}, "wire"),
    ],
    ids=["a twin", "an older key", "a label", "what should hold it", "inside of another"],
)
def test_every_key_of_a_field_counts(field: Field, record: dict[str, Any], key: str) -> None:
    with pytest.raises(UnexpectedAnswer, match="%s is not" % key):
        field.read(record)
