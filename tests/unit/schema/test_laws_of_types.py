# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every type of field has to keep to. They are listed in ``support.types_of_fields``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.field_type import FieldType
from hypothesis import example, given
from hypothesis import strategies as st
from support.types_of_fields import HIDDEN, TYPES, Row, junk

pytestmark = pytest.mark.generated
every_type = pytest.mark.parametrize("row", TYPES, ids=[row.called for row in TYPES])
every_type_at_all = pytest.mark.parametrize(
    "kind",
    [*(row.type for row in TYPES), *HIDDEN],
    ids=[*(row.called for row in TYPES), *(type(kind).__name__ for kind in HIDDEN)],
)


def taken(kind: FieldType, option: Any, value: Any) -> Any:
    """Return the canonical value of what is shown of one, whose references are what names can mean."""
    found = {}
    for token in kind.tokens(option, "option", value):
        known = [one for of, one in kind.references(value) if of == token.kind]
        meant = {one for one in known if token.text == one.id} or {
            one for one in known if token.text == one.name
        }
        # Of several inner objects two may refer to what has one name: each knows its own.
        own = [one for one in token.known if one in meant]
        found[token.path] = own[0] if own else next(iter(meant))
    return kind.over(kind.accept(kind.resolved(option, "option", found)), value)


def all_types(of: type[FieldType] = FieldType) -> Iterator[type[FieldType]]:
    for subclass in of.__subclasses__():
        yield subclass
        yield from all_types(subclass)


def test_every_type_is_a_row() -> None:
    ours = {kind.__name__ for kind in all_types() if ".module_utils." in kind.__module__}
    assert ours == {row.called for row in TYPES} | {type(kind).__name__ for kind in HIDDEN}


@every_type
@given(data=st.data())
def test_what_is_written_reads_back_the_same(row: Row, data: st.DataObject) -> None:
    value = data.draw(row.values)
    if value is not None:
        wire = row.type.encode(value)
        assert row.type.has_form(wire)
        assert row.type.decode(wire) == value
        assert row.type.fulfils(value, row.type.decode(wire))


@every_type
@given(data=st.data())
def test_what_goes_back_means_what_came(row: Row, data: st.DataObject) -> None:
    value = data.draw(row.values)
    if value is not None:
        assert row.type.decode(row.type.again(row.type.encode(value))) == value


@every_type
@given(data=st.data())
def test_what_takes_the_place_of_another_is_what_is_read_then(row: Row, data: st.DataObject) -> None:
    before, after = data.draw(row.values), data.draw(row.values)
    if before is not None and after is not None:
        assert row.type.decode(row.type.instead(row.type.encode(before), after)) == after


@every_type
@given(data=st.data())
def test_what_is_shown_is_an_option_that_means_it(row: Row, data: st.DataObject) -> None:
    value = data.draw(row.values)
    shown = row.type.show(value)
    if row.is_an_option and shown is not None:
        assert list(row.type.mistakes(shown, "option")) == []
        assert list(row.type.oddities(shown, "option", value, value)) == []
        assert taken(row.type, shown, value) == value


@every_type
@given(data=st.data())
def test_what_is_equal_has_one_hash_and_tells_of_itself_the_same(row: Row, data: st.DataObject) -> None:
    one, other = data.draw(row.values), data.draw(row.values)
    assert (one == other) is (other == one)
    assert (one != other) is not (one == other)
    if one == other:
        assert hash(one) == hash(other)
        assert row.type.told(one, other) == one


@every_type
@given(data=st.data())
def test_what_goes_out_alike_means_the_same(row: Row, data: st.DataObject) -> None:
    one, other = data.draw(row.values), data.draw(row.values)
    if one is not None and other is not None:
        assert (row.type.decode(row.type.encode(one)) == other) is (one == other)
        if row.type.encode(one) == row.type.encode(other):
            assert one == other


@every_type
@given(data=st.data())
def test_references_can_be_exchanged_one_by_one(row: Row, data: st.DataObject) -> None:
    value = data.draw(row.values)
    assert row.type.with_references(value, lambda kind, reference: reference) == value
    named = row.type.with_references(value, lambda kind, one: one._replace(name=kind + " " + one.id))
    assert named == value
    found = [(kind, one) for kind, one in row.type.references(named) if kind]
    assert all(one.name == "%s %s" % (kind, one.id) for kind, one in found)
    assert {kind for kind, _one in found} <= set(row.type.kinds)


@every_type_at_all
@given(option=junk)
def test_whatever_is_given_can_be_judged(kind: FieldType, option: Any) -> None:
    told = [*kind.mistakes(option, "option"), *kind.oddities(option, "option")]
    assert isinstance(kind.wrong(option), str)
    assert all(sentence.startswith("option") and sentence[-1] in "." for sentence in told)


@every_type_at_all
@given(wire=junk)
@example(wire=[{"": 1}])
def test_whatever_the_api_returns_can_be_judged(kind: FieldType, wire: Any) -> None:
    if wire is not None and kind.has_form(wire):
        kind.show(kind.decode(wire))
        kind.again(wire)
    kind.beyond(wire)


@every_type_at_all
def test_options_have_a_form_of_their_own(kind: FieldType) -> None:
    spec = kind.options("option")
    assert spec["option"]["type"] in ("str", "bool", "int", "float", "list", "dict")
    spec["option"]["type"] = "changed"
    assert kind.options("option")["option"]["type"] != "changed"
