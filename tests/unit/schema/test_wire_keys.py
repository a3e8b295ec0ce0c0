# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A field and its keys on the wire: twins, older names, labels."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.compound import TextSet
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.field_type import Reference
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.fields import Field
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.reference_types import ReferenceTo
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.scalars import Bool, Name, Text

TWINS = Field("quick", "one", Bool(), twins=("two", "three"))
RENAMED = Field("streaming", "newer", Bool(), formerly="older")
LABELLED = Field("profile", "profileId", ReferenceTo("version_profile"), label="profileName")
PLAIN = Field("name", "title", Name())


def written(field: Field, value: Any, **body: Any) -> dict[str, Any]:
    field.write(body, value)
    return body


def kept(field: Field, **body: Any) -> dict[str, Any]:
    field.keep(body)
    return body


def test_a_field_is_read_from_its_key() -> None:
    assert PLAIN.read({"title": " x ", "name": "y"}) == "x"


def test_a_field_that_is_missing_is_empty() -> None:
    assert PLAIN.read({"name": "y"}) == ""


def test_a_key_without_a_name_is_no_older_key_of_any_field() -> None:
    names = Field("names", "names", TextSet())
    assert names.read({"": 1}) == frozenset()
    assert written(PLAIN, "x", **{"": 1}) == {"title": "x", "": 1}
    assert kept(names, **{"": 1}) == {"": 1}


def test_a_field_is_written_to_its_key_only() -> None:
    assert written(PLAIN, "x", other=1) == {"title": "x", "other": 1}


@pytest.mark.parametrize("value", [True, False])
def test_twins_that_agree_are_their_value(value: bool) -> None:
    assert TWINS.read({"one": value, "two": value, "three": value}) is value


@pytest.mark.parametrize("values", sorted(set(itertools.product([True, False], repeat=3)))[1:-1])
def test_twins_that_disagree_have_no_value(values: tuple[bool, ...]) -> None:
    assert TWINS.read(dict(zip(("one", "two", "three"), values, strict=True))) is None


def test_twins_agree_whatever_their_spelling() -> None:
    assert TWINS.read({"one": True, "two": "1", "three": "TRUE"}) is True
    assert TWINS.read({"one": False}) is False


@pytest.mark.parametrize("missing", ["one", "two", "three"])
def test_a_twin_that_is_missing_has_its_default(missing: str) -> None:
    record = {"one": True, "two": True, "three": True}
    del record[missing]
    assert TWINS.read(record) is None


@pytest.mark.parametrize("value", [True, False])
def test_twins_are_all_written(value: bool) -> None:
    assert written(TWINS, value, one="x", two=not value) == {"one": value, "two": value, "three": value}


def test_an_older_key_is_read_where_there_is_no_newer_one() -> None:
    assert RENAMED.read({"older": True}) is True
    assert RENAMED.read({}) is False


@pytest.mark.parametrize("value", [True, False])
def test_the_newer_key_counts_where_there_are_both(value: bool) -> None:
    assert RENAMED.read({"older": not value, "newer": value}) is value


def test_the_newer_key_replaces_the_older_one() -> None:
    assert written(RENAMED, False, older=True, other=1) == {"newer": False, "other": 1}


def test_an_older_key_goes_back_undeclared_under_both_keys_as_it_came() -> None:
    assert kept(RENAMED, older="1", other=1) == {"older": "1", "newer": "1", "other": 1}


def test_a_newer_key_that_is_there_goes_back_undeclared_beside_the_older_one() -> None:
    assert kept(RENAMED, older="1", newer=False) == {"older": "1", "newer": False}


def test_a_label_is_the_name_of_what_is_referred_to() -> None:
    found = LABELLED.read({"profileId": 2, "profileName": " R&amp;D "})
    assert found[:2] == ("2", "R&D")


@pytest.mark.parametrize("record", [{"profileId": "2"}, {"profileId": "2", "profileName": None}])
def test_without_a_label_the_name_is_unknown(record: dict[str, Any]) -> None:
    assert LABELLED.read(record)[:2] == ("2", "")


def test_a_label_without_an_id_refers_to_nothing() -> None:
    assert LABELLED.read({"profileName": "Default"}) is None


def test_a_label_is_not_written() -> None:
    assert written(LABELLED, Reference("2", "New Release")) == {"profileId": "2"}


def test_a_reference_without_a_label_has_no_name() -> None:
    assert LABELLED._replace(label="").read({"profileId": "2", "": "x"})[:2] == ("2", "")


@pytest.mark.parametrize("field", [PLAIN, TWINS, RENAMED, LABELLED], ids=lambda field: field.name)
def test_what_is_missing_stays_so_undeclared(field: Field) -> None:
    assert kept(field, other=1) == {"other": 1}


@pytest.mark.parametrize("field", [PLAIN, TWINS, RENAMED, LABELLED], ids=lambda field: field.name)
def test_what_is_undeclared_reads_the_same_afterwards(field: Field) -> None:
    record = {"title": " R&amp;D ", "one": "1", "two": 0, "older": "TRUE", "profileId": 7, "other": [1]}
    before = field.read(record)
    assert field.read(kept(field, **record)) == before


def test_every_key_of_an_undeclared_text_loses_the_escaping_of_the_answer() -> None:
    texts = Field("text", "one", Text(), twins=("two",), formerly="older")
    assert kept(texts, one="&lt;", two="&gt;", older="&amp;", other="&lt;") == {
        "one": "<",
        "two": ">",
        "older": "&",
        "other": "&lt;",
    }
