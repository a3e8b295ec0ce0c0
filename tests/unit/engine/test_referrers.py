# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What keeps an object from being deleted, in words."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.referrers import (
    Referrer,
    named_by,
    shown_referrers,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.rule import policy_rule
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.app_connector_group import (
    APP_CONNECTOR_GROUP,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.segment_group import SEGMENT_GROUP
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.resource import BackReference

APPS = [{"id": "2", "name": "SAP"}, {"id": 1, "name": "Jira"}, {"id": "3"}]
OF_IDS = SEGMENT_GROUP._replace(back_references=(BackReference("ids", "server_group", "Server Group"),))


@pytest.mark.parametrize(
    ("resource", "record", "members"),
    [
        (
            SEGMENT_GROUP,
            {"id": "42", "name": "Finance", "applications": APPS},
            ["Application '3' (id 3)", "Application 'Jira' (id 1)", "Application 'SAP' (id 2)"],
        ),
        (SEGMENT_GROUP, {"id": "42"}, []),
        (SEGMENT_GROUP, {"id": "42", "applications": None}, []),
        (SEGMENT_GROUP, {"id": "42", "applications": ""}, []),
        (
            APP_CONNECTOR_GROUP,
            {"id": "7", "serverGroups": [{"id": "9", "name": "ERP"}, {"id": 8}]},
            ["Server Group '8' (id 8)", "Server Group 'ERP' (id 9)"],
        ),
        (OF_IDS, {"id": "7", "ids": ["9", 8]}, ["Server Group '8' (id 8)", "Server Group '9' (id 9)"]),
        (OF_IDS, {"id": "7", "ids": {"9": "ERP"}}, ["Server Group 'ERP' (id 9)"]),
        (OF_IDS, {"id": "7", "ids": "9"}, []),
        (policy_rule("access"), {"id": "7", "applications": APPS}, []),
    ],
)
def test_an_object_shows_what_names_it(resource: Any, record: dict[str, Any], members: list[str]) -> None:
    assert sorted(map(str, shown_referrers(resource, record).values())) == members


def test_what_is_known_otherwise_is_not_shown() -> None:
    record = {"id": "42", "name": "Finance", "applications": APPS}
    known = {("application_segment", "1"), ("application_segment", "3")}
    assert list(shown_referrers(SEGMENT_GROUP, record, known)) == [("application_segment", "2")]


def test_what_is_shown_by_its_id_alone_is_named() -> None:
    record = {"id": "7", "ids": ["9"]}
    (named,) = shown_referrers(OF_IDS, record, (), lambda kind, one: one._replace(name=kind)).values()
    assert str(named) == "Server Group 'server_group' (id 9)"


@pytest.mark.parametrize("resource", [SEGMENT_GROUP, APP_CONNECTOR_GROUP, OF_IDS], ids=lambda one: one.key)
def test_what_an_object_shows_to_name_it_is_never_sent(resource: Any) -> None:
    (back,) = resource.back_references
    record = {"id": "7", "name": "x", back.wire: [{"id": "9", "name": "ERP"}]}
    assert back.wire not in resource.update_body(record, {"name": "y"})


@pytest.mark.parametrize(
    ("referrer", "said"),
    [
        (Referrer("access rule", "r", "9"), "access rule 'r' (id 9)"),
        (Referrer("access rule", "r", "9", "config.x[1]"), "access rule 'r' (id 9, config.x[1])"),
        (Referrer("access rule", "r", "", "config.x[1]"), "access rule 'r' (config.x[1])"),
    ],
)
def test_a_referrer_is_told_with_its_id_and_its_place(referrer: Referrer, said: str) -> None:
    assert str(referrer) == said


@pytest.mark.parametrize(("count", "end"), [(20, "'19' (id 19)"), (21, " and 1 more")])
def test_of_very_many_referrers_twenty_are_told(count: int, end: str) -> None:
    said = named_by([Referrer("rule", str(number), str(number)) for number in range(count)])
    assert said.endswith(end)
    assert said.count("(id ") == 20
