# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ZPA records about an object."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.segment_group import SEGMENT_GROUP
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.metadata import (
    describe,
    ids,
    number,
    text,
    texts,
)


@pytest.mark.parametrize(
    ("wire", "value"), [("1773370207", 1773370207), (7, 7), ("-2", -2), (None, None), ("", None), ("x", None)]
)
def test_numbers_are_spelled_as_texts(wire: Any, value: int | None) -> None:
    assert number(wire) == value


@pytest.mark.parametrize(("wire", "value"), [("x", "x"), (7, "7"), (None, ""), ("", "")])
def test_a_missing_text_is_empty(wire: Any, value: str) -> None:
    assert text(wire) == value


@pytest.mark.parametrize(
    ("wire", "value"), [([{"id": 2}, {"id": "1"}], ["1", "2"]), (None, []), ([], []), ([{}, "x"], [])]
)
def test_ids_are_sorted_texts(wire: Any, value: list[str]) -> None:
    assert ids(wire) == value


def test_an_object_is_described_by_what_no_task_can_set() -> None:
    record = {
        "id": "7",
        "creationTime": "1",
        "modifiedTime": "2",
        "modifiedBy": "3",
        "microtenantName": "Default",
        "configSpace": "DEFAULT",
        "applications": [{"id": "9"}, {"id": "8"}],
    }
    assert describe(SEGMENT_GROUP, record) == {
        "creation_time": 1,
        "modified_time": 2,
        "modified_by": "3",
        "microtenant_name": "Default",
        "microtenant_id": "0",
        "config_space": "DEFAULT",
        "application_ids": ["8", "9"],
        "restricted": False,
    }


def test_the_owner_of_an_object_is_told() -> None:
    assert (
        describe(SEGMENT_GROUP, {"microtenantId": 145260601092866314})["microtenant_id"]
        == "145260601092866314"
    )


def test_a_restricted_object_is_told_to_be() -> None:
    assert describe(SEGMENT_GROUP, {"readOnly": True})["restricted"] is True


@pytest.mark.parametrize(
    ("wire", "value"), [(["b", "a"], ["b", "a"]), ([7], ["7"]), (None, []), ([], []), ((), [])]
)
def test_texts_keep_their_order(wire: Any, value: list[str]) -> None:
    assert texts(wire) == value
