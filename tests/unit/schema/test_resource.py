# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From objects to values and back to bodies, for segment groups."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.every_lookup import EVERY
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.segment_group import SEGMENT_GROUP
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.field_type import Reference
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.fields import Field
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.kind import Kind
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.record import is_in_scope, is_restricted
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.reference_types import ReferenceSet
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.resource import Resource
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.scalars import Name
from support.cases import SUBJECTS

SAP, JIRA, GIT = Reference("1", "SAP"), Reference("2", "Jira"), Reference("3", "Git")
RECORD = {
    "id": "300000000000000001",
    "modifiedTime": "1773370207",
    "creationTime": "1773370207",
    "modifiedBy": "300000000000000099",
    "name": "sg-one",
    "description": "R&amp;D",
    "enabled": True,
    "applications": [{"id": "1", "name": "SAP", "domainName": "sap"}, {"id": "2", "name": "Jira"}],
    "configSpace": "DEFAULT",
    "tcpKeepAliveEnabled": "0",
    "readOnly": False,
    "zscalerManaged": False,
    "restrictionType": "NONE",
    "microtenantName": "Default",
    "policyMigrated": True,
    "somethingNew": {"kept": [1, 2]},
}


def body(**after: Any) -> dict[str, Any]:
    return SEGMENT_GROUP.update_body(RECORD, after)


def test_an_object_is_read_as_values_of_all_fields() -> None:
    assert SEGMENT_GROUP.decode(RECORD) == {
        "name": "sg-one",
        "description": "R&D",
        "enabled": True,
        "applications": frozenset((SAP, JIRA)),
    }


def test_what_an_object_lacks_is_read_as_empty() -> None:
    assert SEGMENT_GROUP.decode({}) == {
        "name": "",
        "description": "",
        "enabled": False,
        "applications": frozenset(),
    }


def test_values_are_shown_as_options() -> None:
    assert SEGMENT_GROUP.show({"name": "x", "applications": {SAP, JIRA}}) == {
        "name": "x",
        "applications": ["Jira", "SAP"],
    }


def test_a_field_that_does_not_exist_is_a_defect() -> None:
    with pytest.raises(KeyError):
        SEGMENT_GROUP.field("colour")


def test_a_creation_sends_what_says_something() -> None:
    values = {"name": "x", "description": "", "enabled": False, "applications": frozenset((JIRA, SAP))}
    assert SEGMENT_GROUP.create_body(values, "") == {
        "name": "x",
        "enabled": False,
        "applications": [{"id": "1"}, {"id": "2"}],
    }


def test_a_creation_sends_no_empty_set() -> None:
    assert SEGMENT_GROUP.create_body({"name": "x", "applications": frozenset()}, "") == {"name": "x"}


@pytest.mark.parametrize("microtenant_id", ["", "0"])
def test_a_creation_in_the_default_microtenant_does_not_name_it(microtenant_id: str) -> None:
    assert "microtenantId" not in SEGMENT_GROUP.create_body({"name": "x"}, microtenant_id)


def test_a_creation_names_another_microtenant() -> None:
    assert SEGMENT_GROUP.create_body({"name": "x"}, "7")["microtenantId"] == "7"


def test_an_update_carries_the_whole_object_and_the_constants_of_the_portal() -> None:
    assert body() == {
        "id": "300000000000000001",
        "name": "sg-one",
        "description": "R&D",
        "enabled": True,
        "configSpace": "DEFAULT",
        "tcpKeepAliveEnabled": "0",
        "somethingNew": {"kept": [1, 2]},
        "readOnly": False,
        "zscalerManaged": False,
        "restrictionType": "NONE",
        "policyMigrated": True,
        "skipDetailedAppInfo": True,
        "hideInfoTooltip": True,
        "addedApps": [],
        "deletedApps": [],
    }


def test_an_update_carries_what_is_wanted() -> None:
    changed = body(name="new", description="", enabled=False)
    assert (changed["name"], changed["description"], changed["enabled"]) == ("new", "", False)


def test_an_update_carries_the_difference_of_the_applications() -> None:
    changed = body(applications=frozenset((JIRA, GIT)))
    assert (changed["addedApps"], changed["deletedApps"]) == (["3"], ["1"])


@pytest.mark.parametrize("key", sorted(SEGMENT_GROUP.read_only))
def test_an_update_never_carries_what_the_api_computes(key: str) -> None:
    assert key not in SEGMENT_GROUP.update_body({**RECORD, key: "x"}, {"name": "new"})


def test_an_update_carries_no_field_that_is_neither_there_nor_wanted() -> None:
    assert "description" not in SEGMENT_GROUP.update_body({"id": "1", "name": "x"}, {"enabled": True})


def test_an_update_leaves_the_object_as_it_was_read() -> None:
    before = repr(RECORD)
    body(name="new", applications=frozenset())
    assert repr(RECORD) == before


def test_an_id_that_is_a_number_is_sent_as_a_text() -> None:
    assert SEGMENT_GROUP.update_body({"id": 7, "name": "x"}, {})["id"] == "7"


WITHOUT_DELTA = Resource(
    kind=Kind("thing", "thing"),
    key="thing",
    fields=(
        Field("name", "name", Name()),
        Field("members", "memberList", ReferenceSet("application_segment")),
    ),
    metadata=(),
    read_only=frozenset(),
)


@pytest.mark.parametrize(
    ("after", "members"),
    [({"members": frozenset((GIT,))}, [{"id": "3"}]), ({"name": "y"}, [{"id": "1"}])],
)
def test_a_set_whose_update_takes_no_difference_goes_out_whole(
    after: dict[str, Any], members: list[dict[str, str]]
) -> None:
    record = {"id": "7", "name": "x", "memberList": [{"id": "1", "name": "SAP"}]}
    assert WITHOUT_DELTA.update_body(record, after)["memberList"] == members


def test_a_set_whose_update_takes_a_difference_does_not_go_out_itself() -> None:
    resource = SEGMENT_GROUP._replace(read_only=frozenset())
    assert "applications" not in resource.update_body(RECORD, {"applications": frozenset((GIT,))})


@pytest.mark.parametrize(
    "record",
    [
        {"restrictedEntity": True},
        {"restrictedEntity": "true"},
        {"readOnly": True},
        {"readOnly": "1"},
        {"zscalerManaged": True},
        {"restrictionType": "DECEPTION"},
        {"name": "Zscaler Deception"},
        {"name": " Zscaler Deception "},
    ],
)
def test_an_object_of_zscaler_is_restricted(record: dict[str, Any]) -> None:
    assert is_restricted({"name": "x", "restrictedEntity": False, **record})


@pytest.mark.parametrize(
    "record",
    [
        RECORD,
        {},
        {"restrictedEntity": False, "readOnly": "false", "zscalerManaged": "0"},
        {"restrictionType": None},
        {"restrictionType": "none"},
        {"name": "Zscaler Deception 2"},
    ],
)
def test_an_ordinary_object_is_not(record: dict[str, Any]) -> None:
    assert not is_restricted(record)


@pytest.mark.parametrize(
    ("record", "microtenant_id", "belongs"),
    [
        ({}, "", True),
        ({}, "0", True),
        ({"microtenantName": "Default"}, "", True),
        ({"microtenantId": "0"}, "", True),
        ({"microtenantId": 0}, "0", True),
        ({"microtenantId": "145260601092866314", "microtenantName": "Default"}, "", True),
        ({"microtenantId": "7", "microtenantName": "Sub"}, "", False),
        ({"microtenantId": "7"}, "0", False),
        ({"microtenantId": "7"}, "7", True),
        ({"microtenantId": 7}, "7", True),
        ({"microtenantId": "8"}, "7", False),
        ({"microtenantName": "Default"}, "7", False),
        ({}, "7", True),
    ],
)
def test_an_object_belongs_to_the_microtenant_unless_it_says_otherwise(
    record: dict[str, Any], microtenant_id: str, belongs: bool
) -> None:
    assert is_in_scope(record, microtenant_id) is belongs


def test_a_kind_has_a_plural() -> None:
    assert EVERY["application_segment"].plural == "application segments"


every_resource = pytest.mark.parametrize(
    "resource", [subject.resource for subject in SUBJECTS], ids=map(str, SUBJECTS)
)


# What rules name depends on their conditions, a server leads to nothing of the tenant, and of what enrols ZPA
# alone says where it is.
NAMES_NOTHING = (
    *("microtenant", "policy_rule", "application_server"),
    *("app_connector", "service_edge", "connector_schedule", "c2c_ip_range"),
    "emergency_access_user",
    *("isolation_banner", "isolation_certificate", "inspection_custom_control", "pra_credential"),
    "browser_access_certificate",
)


@every_resource
def test_every_reference_names_a_kind_that_exists(resource: Resource) -> None:
    named = {kind for field in resource.fields for kind in field.type.kinds}
    assert named or resource.key in NAMES_NOTHING
    assert named <= set(EVERY)


@every_resource
def test_every_field_that_depends_on_others_names_them(resource: Resource) -> None:
    names = {field.name for field in resource.fields}
    named = {name for field in resource.fields for name in (*field.derived_from, field.needs) if name}
    assert named <= names


@every_resource
def test_every_key_belongs_to_one_field(resource: Resource) -> None:
    keys = [
        (field.inside, key, word)
        for field in resource.fields
        for key in (field.wire, *field.twins, field.formerly)
        for word in (field.under.words if field.under else [""])
        if key
    ]
    assert len(keys) == len(set(keys))


@every_resource
def test_every_default_of_a_creation_is_a_value_of_its_field(resource: Resource) -> None:
    for field in resource.fields:
        default = field.create_default
        assert default is None or field.type.accept(default) == default
        assert default is None or field.type.wrong(default) == ""
