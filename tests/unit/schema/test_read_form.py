# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every key that answers show has its place: an option, a fact, worked out by ZPA, or named as unmanaged."""

from __future__ import annotations

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.rule import policy_rule
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.accounted import recorded_keys, uncarried
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.resource import Resource
from support import read_form
from support.cases import SUBJECTS, Subject

KINDS = {str(subject): subject for subject in SUBJECTS}


@pytest.fixture(params=SUBJECTS, ids=str)
def subject(request: pytest.FixtureRequest) -> Subject:
    return request.param


@pytest.fixture
def resource(subject: Subject) -> Resource:
    return subject.resource


@pytest.fixture
def read_keys(subject: Subject) -> set[str]:
    """The keys that answers show."""
    shown = read_form.RULE if subject.key == "policy_rule" else subject.answers
    return {*shown, *subject.formerly, *subject.worked_out, *read_form.STAMPS}


def test_every_key_of_an_answer_has_exactly_one_place(resource: Resource, read_keys: set[str]) -> None:
    places = (resource.option_keys, recorded_keys(resource), {row.wire for row in resource.unmanaged})
    for key in read_keys:
        assert [key in place for place in places].count(True) == 1, key


def test_only_what_zpa_works_out_is_kept_from_an_update(subject: Subject, read_keys: set[str]) -> None:
    resource = subject.resource
    computed = {"creationTime", "modifiedTime", "modifiedBy", "microtenantName", "id"}
    # Segment groups send their id, as the vendor's page does.
    assert resource.not_sent - computed - {"applications"} == subject.worked_out - {
        *("applications", "ruleOrder", "cityCountry", "countryCode")
    }
    place = {parent.wire: parent.choices[0][1] for parent in resource.kind.parents}
    # What is there once is known by its path and by its own id.
    own = {"id": "%s/7" % "/".join(place.values())} if resource.kind.is_one else {}
    carried = resource.update_body({**dict.fromkeys(read_keys), **place, **own}, {})
    other_forms = {field.formerly for field in resource.fields if field.type.has_two_forms}
    other_forms |= {field.wire for field in resource.fields if field.type.carriers}
    assert read_keys - set(carried) - other_forms == resource.not_sent | ({"ruleOrder"} & read_keys)


def test_nothing_is_told_of_an_object_that_has_only_what_options_say(
    resource: Resource, read_keys: set[str]
) -> None:
    usual = {"configSpace": "DEFAULT", "tcpKeepAliveEnabled": "0", "connectorGroupType": "APP"}
    usual |= {"defaultRuleName": "Default_Rule", "privilegedCapabilities": {}, "extranetEnabled": False}
    shown = {key: value for key, value in usual.items() if key in read_keys}
    texts = {key: "x" for key in ("name", "description") if key in resource.option_keys}
    assert uncarried(resource, {**texts, "modifiedTime": "7", **shown}) == {}


def test_what_is_set_beside_all_options_is_told_also_if_nobody_knows_it(resource: Resource) -> None:
    told = uncarried(resource, {"nameWithoutTrim": " Main ", "somethingNew": [7], "newFlag": False})
    # An address is no name that is typed.
    has_typed = resource.has_names and resource.field("name").wire == "name"
    of_name = "the name as it was typed" if has_typed else ""
    assert told == {"nameWithoutTrim": of_name, "somethingNew": ""}


def test_the_policy_group_of_a_rule_is_told() -> None:
    told = uncarried(policy_rule("access"), {"groupId": "555", "policyGroupName": "Team A"})
    assert set(told) == {"groupId", "policyGroupName"}


def test_what_only_other_policy_types_have_is_told() -> None:
    assert uncarried(policy_rule("access"), {"reauthTimeout": "3600"}) == {
        "reauthTimeout": "nothing that access rules have"
    }
    assert uncarried(policy_rule("timeout"), {"reauthTimeout": "3600"}) == {}


@pytest.mark.parametrize(
    ("name", "option", "echo"),
    [
        ("segment_group", "name", "nameWithoutTrim"),
        ("app_connector_group", "latitude", "geoLocationId"),
        ("app_connector_group", "longitude", "geoLocationId"),
        ("app_connector_group", "site_id", "siteName"),
        ("access rule", "name", "nameWithoutTrim"),
    ],
)
def test_what_follows_from_an_option_goes_back_unless_that_changes(name: str, option: str, echo: str) -> None:
    resource = KINDS[name].resource
    record = {"id": "7", "name": "Main", "latitude": "1", "longitude": "2", "siteId": "3", echo: "x"}
    value = resource.field(option).type.decode("5")
    assert resource.update_body(record, {"description": "new"})[echo] == "x"
    assert echo not in resource.update_body(record, {option: value})
