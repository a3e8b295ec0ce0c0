# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From objects to values and back to bodies, for App Connector groups."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.app_connector_group import (
    APP_CONNECTOR_GROUP,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.field_type import Reference
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.metadata import describe
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.scalars import Degrees
from hypothesis import given
from hypothesis import strategies as st

Values = dict[str, Any]
TWINS = ("tcpQuickAckApp", "tcpQuickAckAssistant", "tcpQuickAckReadAssistant")
# What no answer shows is none of the values of a group.
FIELDS = [field.name for field in APP_CONNECTOR_GROUP.fields if not field.handed]
# As the API shows a group of which everything is set.
RECORD: Values = {
    "id": "72057594037928000",
    "modifiedTime": "1773370207",
    "creationTime": "1773370207",
    "modifiedBy": "72057594037929181",
    "name": "Frankfurt",
    "enabled": True,
    "description": "R&amp;D",
    "versionProfileId": "1",
    "overrideVersionProfile": True,
    "versionProfileName": "Previous Default",
    "versionProfileVisibilityScope": "ALL",
    "upgradeTimeInSecs": "25200",
    "upgradeDay": "TUESDAY",
    "location": "Frankfurt am Main, Germany",
    "latitude": "50.110922100",
    "longitude": "8.682126700000001",
    "dnsQueryType": "IPV4",
    "cityCountry": "Frankfurt am Main, DE",
    "countryCode": "DE",
    **dict.fromkeys(TWINS, True),
    "praEnabled": True,
    "useInDrMode": True,
    "connectorGroupType": "APP",
    "wafDisabled": True,
    "upgradePriority": "WEEK",
    "readOnly": False,
    "zscalerManaged": False,
    "lssAppConnectorGroup": True,
    "dcHostingInfo": "Hall 3",
    "enrollmentCertId": "6573",
    "siteId": "72057594037928001",
    "siteName": "Main",
    "privateCloudId": "72057594037928003",
    "microtenantId": "216196257331290001",
    "microtenantName": "Subsidiary",
    "version": {"version_profile_gid": "1"},
    "connectors": [{"id": "8", "name": "Frankfurt-1"}],
    "serverGroups": [{"id": "9", "name": "ERP"}],
    "ipAcl": ["2001:db8::/32"],
    "npAssistantGroup": {"kept": [1, 2]},
}
VALUES: Values = {
    "name": "Frankfurt",
    "description": "R&D",
    "enabled": True,
    "latitude": Degrees(Decimal("50.1109221")),
    "longitude": Degrees(Decimal("8.6821267")),
    "location": "Frankfurt am Main, Germany",
    "country_code": "DE",
    "upgrade_day": "TUESDAY",
    "upgrade_time_in_secs": 25200,
    "dns_query_type": "IPV4",
    "override_version_profile": True,
    "version_profile": Reference("1", "Previous Default"),
    "tcp_quick_ack": True,
    "use_in_dr_mode": True,
    "waf_disabled": True,
    "pra_enabled": True,
    "lss_app_connector_group": True,
    "dc_hosting_info": "Hall 3",
    "enrollment_cert": Reference("6573"),
    "site_id": "72057594037928001",
    "private_cloud_id": "72057594037928003",
}
OLDER = {
    "id": "7",
    "name": "Old",
    "enabled": True,
    "latitude": "37.33",
    "longitude": "-121.88",
    "siemConnectorGroup": True,
    **dict.fromkeys(TWINS, False),
}
DISAGREEING = {**OLDER, "tcpQuickAckApp": True}
WITHOUT_PLACE = {key: value for key, value in RECORD.items() if key not in ("latitude", "longitude")}
CHOSEN = {**RECORD, "overrideVersionProfile": False, "versionProfileId": "2"}

words = st.sampled_from(["", "a", "R&D", "x < y", "ü"])
ids = st.integers(0, 9).map(str)
places = st.integers(-90 * 10**7, 90 * 10**7).map(lambda units: Degrees(Decimal(units).scaleb(-7)))
wishes = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["Frankfurt", "Main"]),
        "description": words,
        "enabled": st.booleans(),
        "latitude": places,
        "longitude": places,
        "location": words,
        "country_code": st.sampled_from(["DE", "CH"]),
        "upgrade_day": st.sampled_from(["MONDAY", "TUESDAY"]),
        "upgrade_time_in_secs": st.sampled_from([0, 900, 66600]),
        "dns_query_type": st.sampled_from(["IPV4_IPV6", "IPV6"]),
        "override_version_profile": st.booleans(),
        "version_profile": ids.map(Reference),
        "tcp_quick_ack": st.booleans(),
        "use_in_dr_mode": st.booleans(),
        "waf_disabled": st.booleans(),
        "pra_enabled": st.booleans(),
        "lss_app_connector_group": st.booleans(),
        "dc_hosting_info": words,
        "enrollment_cert": ids.map(Reference),
        "site_id": ids,
        "private_cloud_id": ids,
    },
)
records = st.sampled_from([RECORD, OLDER, DISAGREEING, WITHOUT_PLACE, CHOSEN, {"id": "7", "name": "x"}])


def body(record: Values | None = None, **after: Any) -> Values:
    return APP_CONNECTOR_GROUP.update_body(record or RECORD, after)


def stored(record: Values, sent: Values) -> Values:
    """The object after an update: what the API computes stays as it is, the rest is what was sent."""
    computed = {key: value for key, value in record.items() if key in APP_CONNECTOR_GROUP.read_only}
    return {**computed, **sent}


def test_every_field_can_be_wished_for() -> None:
    assert sorted(VALUES) == sorted(FIELDS)


def test_an_object_is_read_as_values_of_all_fields() -> None:
    assert APP_CONNECTOR_GROUP.decode(RECORD) == VALUES


def test_what_is_referred_to_is_read_with_the_name_that_the_answer_shows() -> None:
    read = APP_CONNECTOR_GROUP.decode(RECORD)
    assert read["version_profile"][:2] == ("1", "Previous Default")
    assert read["enrollment_cert"][:2] == ("6573", "")


def test_what_an_object_lacks_has_its_documented_default() -> None:
    assert APP_CONNECTOR_GROUP.decode({}) == {
        "name": "",
        "description": "",
        "enabled": False,
        "latitude": None,
        "longitude": None,
        "location": "",
        "country_code": None,
        "upgrade_day": "SUNDAY",
        "upgrade_time_in_secs": 66600,
        "dns_query_type": "IPV4_IPV6",
        "override_version_profile": False,
        "version_profile": None,
        "tcp_quick_ack": False,
        "use_in_dr_mode": False,
        "waf_disabled": False,
        "pra_enabled": False,
        "lss_app_connector_group": False,
        "dc_hosting_info": "",
        "enrollment_cert": None,
        "site_id": "",
        "private_cloud_id": "",
    }


def test_values_are_shown_as_options() -> None:
    shown = APP_CONNECTOR_GROUP.show(APP_CONNECTOR_GROUP.decode(RECORD))
    assert shown == {
        **VALUES,
        "latitude": 50.1109221,
        "longitude": 8.682126700000001,
        "version_profile": "Previous Default",
        "enrollment_cert": "6573",
    }


def test_values_of_one_name_are_told_apart_from_those_beside() -> None:
    one, other = {"version_profile": Reference("1", "x")}, {"version_profile": Reference("2", "x")}
    assert APP_CONNECTOR_GROUP.show(one, other) == {"version_profile": "1"}
    assert APP_CONNECTOR_GROUP.show(one, {}) == {"version_profile": "x"}


def test_a_version_profile_that_zpa_chose_is_not_read() -> None:
    assert APP_CONNECTOR_GROUP.decode(CHOSEN)["version_profile"] is None


@pytest.mark.parametrize(
    ("values", "settled"),
    [
        ({"version_profile": Reference("1")}, {"version_profile": Reference("1")}),
        ({"override_version_profile": False, "version_profile": Reference("1")}, {"version_profile": None}),
        (
            {"override_version_profile": True, "version_profile": Reference("1")},
            {"version_profile": Reference("1")},
        ),
        (
            {"override_version_profile": None, "version_profile": Reference("1")},
            {"version_profile": Reference("1")},
        ),
        ({"override_version_profile": False}, {}),
        ({}, {}),
    ],
)
def test_only_what_means_nothing_is_settled(values: Values, settled: Values) -> None:
    assert APP_CONNECTOR_GROUP.settle(values) == {**values, **settled}


@given(wishes)
def test_settling_twice_is_settling_once(values: Values) -> None:
    settled = APP_CONNECTOR_GROUP.settle(values)
    assert list(settled) == list(values)
    assert APP_CONNECTOR_GROUP.settle(settled) == settled


@given(wishes)
def test_a_creation_means_what_is_wanted_and_nothing_else(wanted: Values) -> None:
    sent = APP_CONNECTOR_GROUP.create_body(wanted, "")
    worked_out = {"country_code": None}
    expected = {**APP_CONNECTOR_GROUP.decode({}), **wanted, **worked_out}
    assert APP_CONNECTOR_GROUP.decode(sent) == APP_CONNECTOR_GROUP.settle(expected)
    keys = {key for field in APP_CONNECTOR_GROUP.fields for key in (field.wire, *field.twins)}
    assert set(sent) <= keys - {"countryCode"}
    assert "siemConnectorGroup" not in sent


def test_a_creation_sends_the_wire_form_of_every_type() -> None:
    assert APP_CONNECTOR_GROUP.create_body(APP_CONNECTOR_GROUP.decode(RECORD), "7") == {
        "name": "Frankfurt",
        "description": "R&D",
        "enabled": True,
        "latitude": "50.1109221",
        "longitude": "8.682126700000001",
        "location": "Frankfurt am Main, Germany",
        "upgradeDay": "TUESDAY",
        "upgradeTimeInSecs": "25200",
        "dnsQueryType": "IPV4",
        "overrideVersionProfile": True,
        "versionProfileId": "1",
        **dict.fromkeys(TWINS, True),
        "useInDrMode": True,
        "wafDisabled": True,
        "praEnabled": True,
        "lssAppConnectorGroup": True,
        "dcHostingInfo": "Hall 3",
        "enrollmentCertId": "6573",
        "siteId": "72057594037928001",
        "privateCloudId": "72057594037928003",
        "microtenantId": "7",
    }


def test_a_creation_sends_zeros_and_refusals_but_nothing_empty() -> None:
    values = {
        "latitude": Degrees(Decimal(0)),
        "upgrade_time_in_secs": 0,
        "enabled": False,
        "version_profile": Reference("0"),
        "description": "",
        "site_id": "",
        "enrollment_cert": None,
    }
    assert APP_CONNECTOR_GROUP.create_body(values, "0") == {
        "latitude": "0",
        "upgradeTimeInSecs": "0",
        "enabled": False,
        "versionProfileId": "0",
    }


@given(records, wishes)
def test_after_an_update_the_group_has_the_wanted_values_and_its_other_ones(
    record: Values, wanted: Values
) -> None:
    before = {name: APP_CONNECTOR_GROUP.field(name).read(record) for name in FIELDS}
    found = APP_CONNECTOR_GROUP.decode(stored(record, body(record, **wanted)))
    is_moved = any(name in wanted and wanted[name] != before[name] for name in ("latitude", "longitude"))
    worked_out = {"country_code": None if is_moved else before["country_code"]}
    assert found == APP_CONNECTOR_GROUP.settle({**before, **wanted, **worked_out})


@given(records, wishes)
def test_an_update_carries_nothing_that_the_api_computes_whatever_is_wanted(
    record: Values, wanted: Values
) -> None:
    assert not set(body(record, **wanted)) & APP_CONNECTOR_GROUP.read_only


@pytest.mark.parametrize("key", sorted(APP_CONNECTOR_GROUP.read_only))
def test_an_update_never_carries_what_the_api_computes(key: str) -> None:
    assert key not in body({**RECORD, key: "x"}, name="new")


@given(records, wishes)
def test_an_update_carries_what_this_collection_does_not_know(record: Values, wanted: Values) -> None:
    unknown = {"ipAcl": ["2001:db8::/32"], "newThing": {"text": "&lt;", "number": 1.50}, "nothing": None}
    sent = body({**record, **unknown}, **wanted)
    assert {key: sent[key] for key in unknown} == unknown


@given(records, wishes)
def test_an_update_adds_no_key_that_is_not_wanted(record: Values, wanted: Values) -> None:
    fields = [APP_CONNECTOR_GROUP.field(name) for name in wanted]
    wanted_keys = {key for field in fields for key in (field.wire, *field.twins)}
    renamed = {field.wire for field in APP_CONNECTOR_GROUP.fields if field.formerly in record}
    assert set(body(record, **wanted)) <= set(record) | wanted_keys | renamed


@given(records, wishes)
def test_an_update_spells_nothing_anew_that_does_not_change(record: Values, wanted: Values) -> None:
    before = APP_CONNECTOR_GROUP.decode(record)
    sent = body(record, **wanted)
    for field in APP_CONNECTOR_GROUP.fields:
        if field.in_body and (field.name not in wanted or wanted[field.name] == before[field.name]):
            for key in (field.wire, *field.twins):
                came = record.get(key, record.get(field.formerly))
                assert sent.get(key) == field.type.again(came)


@given(records, wishes)
def test_an_update_leaves_the_object_as_it_was_read(record: Values, wanted: Values) -> None:
    before = repr(record)
    body(record, **wanted)
    assert repr(record) == before


def test_an_update_of_nothing_is_the_object_without_what_the_api_computes() -> None:
    assert body() == {
        **{key: value for key, value in RECORD.items() if key not in APP_CONNECTOR_GROUP.not_sent},
        "description": "R&D",
    }


@pytest.mark.parametrize("spelling", ["50.110922100", "50.11092210000001", "+50", " 50 ", "5E+1", 50.1, None])
@pytest.mark.parametrize("key", ["latitude", "longitude"])
def test_a_coordinate_that_is_not_declared_keeps_its_spelling(key: str, spelling: Any) -> None:
    assert body({**RECORD, key: spelling}, description="d")[key] == spelling


def test_a_coordinate_that_is_lost_stays_so_unless_it_is_declared() -> None:
    assert "latitude" not in body(WITHOUT_PLACE, description="d")
    assert body(WITHOUT_PLACE, latitude=VALUES["latitude"])["latitude"] == "50.1109221"


@pytest.mark.parametrize("wanted", [True, False])
@pytest.mark.parametrize("record", [RECORD, OLDER, DISAGREEING])
def test_declared_twins_are_all_sent(record: Values, wanted: bool) -> None:
    sent = body(record, tcp_quick_ack=wanted)
    assert [sent[key] for key in TWINS] == [wanted] * 3


def test_twins_that_are_missing_are_all_sent_where_they_change() -> None:
    sent = body({"id": "7"}, tcp_quick_ack=True)
    assert [sent[key] for key in TWINS] == [True] * 3
    assert not set(TWINS) & set(body({"id": "7"}, tcp_quick_ack=False))


def test_twins_that_disagree_have_no_value() -> None:
    assert APP_CONNECTOR_GROUP.decode(DISAGREEING)["tcp_quick_ack"] is None


def test_a_newer_key_replaces_the_older_one_where_it_changes() -> None:
    sent = body(OLDER, lss_app_connector_group=False)
    assert sent["lssAppConnectorGroup"] is False
    assert "siemConnectorGroup" not in sent


@pytest.mark.parametrize("wanted", [{"description": "d"}, {"lss_app_connector_group": True}])
def test_an_older_key_goes_back_under_both_keys_where_it_does_not_change(wanted: Values) -> None:
    sent = body(OLDER, **wanted)
    assert (sent["siemConnectorGroup"], sent["lssAppConnectorGroup"]) == (True, True)


def test_a_version_profile_is_sent_by_its_id() -> None:
    sent = body(CHOSEN, override_version_profile=True, version_profile=Reference("0", "Default"))
    assert (sent["overrideVersionProfile"], sent["versionProfileId"]) == (True, "0")
    assert "versionProfileName" not in sent


def test_a_group_is_described_by_what_no_task_can_set() -> None:
    assert describe(APP_CONNECTOR_GROUP, RECORD) == {
        "creation_time": 1773370207,
        "modified_time": 1773370207,
        "modified_by": "72057594037929181",
        "microtenant_name": "Subsidiary",
        "microtenant_id": "216196257331290001",
        "city_country": "Frankfurt am Main, DE",
        "version_profile_id": "1",
        "version_profile_name": "Previous Default",
        "upgrade_priority": "WEEK",
        "connector_group_type": "APP",
        "connector_ids": ["8"],
        "server_group_ids": ["9"],
        "restricted": False,
    }
