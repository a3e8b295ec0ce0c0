# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which lists are asked what names an object, as descriptions say."""

from __future__ import annotations

from typing import Any, cast

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.source import Source
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.policy_types import POLICY_TYPES
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.rule import policy_rule
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.app_connector_group import (
    APP_CONNECTOR_GROUP,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.segment_group import SEGMENT_GROUP
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.fields import Field
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.reference_types import ReferenceTo
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.resource import BackReference, Resource
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.referrers import (
    find_referrers,
    shelf_of,
    shelves,
)

RULES = ["%s rule" % policy_type for policy_type in POLICY_TYPES]
BOOK = SEGMENT_GROUP._replace(key="book", back_references=())
READER = shelf_of(
    SEGMENT_GROUP._replace(key="reader", fields=(Field("book", "", ReferenceTo("book")),)), "reader"
)


class Unread:
    """A source of which nothing is read."""

    def listed(self, *words: Any) -> Any:
        pytest.fail("a list was read")


@pytest.mark.parametrize(
    ("resource", "others"),
    [
        (SEGMENT_GROUP, ["log receiver"]),
        (APP_CONNECTOR_GROUP, ["provisioning key", "App Connector", "log receiver"]),
    ],
    ids=lambda one: getattr(one, "key", ""),
)
def test_of_what_shows_all_but_rules_the_rules_are_read(resource: Resource, others: list[str]) -> None:
    assert [shelf.noun for shelf in shelves() if shelf.must_be_read(resource)] == others + RULES


def test_of_keys_only_those_are_read_that_can_name_such_a_group() -> None:
    (keys,) = [shelf for shelf in shelves() if shelf.key == "provisioning_key"]
    assert [one.path for one in keys.parts_about(APP_CONNECTOR_GROUP)] == [
        "associationType/CONNECTOR_GRP/provisioningKey"
    ]


def test_of_what_nothing_can_name_nothing_is_read() -> None:
    assert find_referrers(cast(Source, Unread()), policy_rule("access"), {"id": "9"}) is None


def test_what_can_name_a_kind_is_read_unless_the_kind_shows_that() -> None:
    shown = BOOK._replace(back_references=(BackReference("readers", "reader", "Reader"),))
    assert [READER.must_be_read(kind) for kind in (BOOK, shown, SEGMENT_GROUP)] == [True, False, False]
    assert [READER.can_name(kind) for kind in (BOOK, shown, SEGMENT_GROUP)] == [True, True, False]
