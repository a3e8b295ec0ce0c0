# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The list of managed kinds, and the order in which they are written."""

from __future__ import annotations

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.lookups import LOOKUPS
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.registry import (
    MANAGED,
    in_write_order,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.segment_group import SEGMENT_GROUP
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.field_type import FieldType
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.fields import Field
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.identity import Parent
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.reference_types import (
    ReferenceSet,
    ReferenceTo,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.resource import Resource
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.scalars import Name
from hypothesis import given
from hypothesis import strategies as st

LETTERS = "abcdefgh"


def kind(key: str, *types: FieldType, in_body: bool = True) -> Resource:
    fields = [Field("field_%d" % number, "", type_, in_body=in_body) for number, type_ in enumerate(types)]
    return SEGMENT_GROUP._replace(key=key, fields=(Field("name", "name", Name()), *fields))


def order(*kinds: Resource) -> list[str]:
    return [resource.key for resource in in_write_order(kinds)]


def test_what_is_referred_to_comes_before_what_refers_to_it() -> None:
    shelf, book = kind("shelf", ReferenceSet("book")), kind("book", ReferenceTo("author"))
    assert order(shelf, book, kind("author")) == ["author", "book", "shelf"]


def test_what_does_not_refer_to_each_other_keeps_the_order_of_the_registry() -> None:
    assert order(kind("b"), kind("c"), kind("a")) == ["b", "c", "a"]
    assert order(kind("b"), kind("c", ReferenceTo("d")), kind("a"), kind("d")) == ["b", "a", "d", "c"]


def test_what_is_not_managed_orders_nothing() -> None:
    assert order(kind("b", ReferenceTo("idp")), kind("a", ReferenceSet("location"))) == ["b", "a"]


def test_a_field_that_is_never_sent_orders_nothing() -> None:
    assert order(kind("b", ReferenceSet("a"), in_body=False), kind("a")) == ["b", "a"]


def test_what_a_path_names_comes_before_what_is_in_it() -> None:
    shelf = kind("shelf")
    book = kind("book")
    on_shelf = book.kind._replace(parents=(Parent("shelf", "shelfId", kind="shelf"),))
    assert order(book._replace(kind=on_shelf), shelf) == ["shelf", "book"]


def test_a_kind_can_refer_to_itself() -> None:
    assert order(kind("b", ReferenceTo("b"), ReferenceTo("a")), kind("a")) == ["a", "b"]


def test_kinds_that_refer_to_each_other_in_a_circle_are_named() -> None:
    with pytest.raises(ValueError, match=r"have no order: a, b, c\.$"):
        order(
            kind("a", ReferenceTo("b")), kind("b", ReferenceTo("c")), kind("c", ReferenceTo("a")), kind("d")
        )


@given(st.permutations(LETTERS), st.sets(st.tuples(st.sampled_from(LETTERS), st.sampled_from(LETTERS))))
def test_every_order_without_a_circle_holds_each_kind_once_after_what_it_refers_to(
    given_as: list[str], pairs: set[tuple[str, str]]
) -> None:
    kinds = [kind(key, *(ReferenceTo(low) for low, high in pairs if low < high == key)) for key in given_as]
    found = order(*kinds)
    assert sorted(found) == sorted(given_as)
    assert all(found.index(low) < found.index(high) for low, high in pairs if low < high)


@pytest.mark.parametrize("resource", MANAGED, ids=lambda resource: resource.key)
def test_a_kind_is_found_as_the_row_of_its_key_says(resource: Resource) -> None:
    found = LOOKUPS[resource.key]
    # What others look up elsewhere has another id there.
    assert found.noun == resource.kind.noun if resource.named_under else found is resource.kind


def test_every_kind_that_is_managed_has_a_place_in_the_order() -> None:
    assert sorted(order(*MANAGED)) == sorted(resource.key for resource in MANAGED)
