# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All fields of an object, read at once, are what each of them reads."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import UnexpectedAnswer
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.registry import MANAGED
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.fields import Field
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.reading import Reader
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.resource import Resource

WIRES: tuple[Any, ...] = (None, "", "0", "1", 1, 0, 1.0, True, False, "TRUE", "x", [], {}, [{"id": "7"}])


def read_alone(field: Field, record: dict[str, Any]) -> Any:
    try:
        return field.read(record)
    except UnexpectedAnswer as error:
        return str(error)


def read_at_once(reader: Reader, field: Field, record: dict[str, Any]) -> Any:
    try:
        return reader.values(record)[field.name]
    except UnexpectedAnswer as error:
        return str(error)


@pytest.mark.parametrize("resource", MANAGED, ids=lambda resource: resource.key)
def test_fields_are_read_at_once_as_each_is_alone(resource: Resource) -> None:
    reader = Reader(resource.fields)
    # The second time, what is known is known.
    for wire in WIRES * 2:
        for field in resource.fields:
            for key in field.keys:
                record = {"id": "5", key: wire}
                found, alone = read_at_once(reader, field, record), read_alone(field, record)
                assert (type(found), found) == (type(alone), alone), (key, wire)


def test_what_no_object_has_is_nothing_in_all_of_them() -> None:
    for resource in MANAGED:
        reader, nothing = Reader(resource.fields), {field.name: field.read({}) for field in resource.fields}
        assert reader.values({}) == reader.values({"id": "5", "other": [1]}) == nothing


def test_an_object_that_is_decoded_twice_can_be_changed_by_nobody() -> None:
    for resource in MANAGED:
        record = {"id": "5", "name": "A"}
        first = resource.decode(record)
        first.clear()
        assert resource.decode(record) == resource.decode(dict(record)) != {}
