# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What provisioning keys have beyond every other kind: types, what is fixed, uses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support.provisioning_keys import CHECK, KEYS, NEW, OF_CONNECTORS, key, secret
from support.tenants import TestTenant

OF_EDGES = {"association_type": "service_edge_group"}
EDGE_KEYS = "associationType/SERVICE_EDGE_GRP/provisioningKey"

TITLE = "Spare (app_connector_group)"
OLD: dict[str, Any] = {"enabled": False, "max_usage": 7, "ip_acl": ["198.51.100.0/24"], "exportable": True}


def configured(zpa: TestTenant, entry: dict[str, Any], check: bool = False, **more: Any) -> dict[str, Any]:
    """The result of a configuration with one provisioning key."""
    zpa.forget()
    return zpa.run("zpa_config", check, config={"provisioning_keys": [entry]}, **more)


class TestTheTypes:
    @CHECK
    def test_of_service_edges_have_their_group_and_certificate(self, zpa: TestTenant, check: bool) -> None:
        result = key(zpa, check, **OF_EDGES, name="New", service_edge_group="Geneva", max_usage=1)
        after = result["diff"]["after"]
        assert (after["service_edge_group"], after["enrollment_cert"]) == ("Geneva", "Service Edge")
        if not check:
            assert zpa.stored("New", EDGE_KEYS)["maxUsage"] == "1"

    def test_of_others_have_the_id_of_theirs(self, zpa: TestTenant) -> None:
        other = {
            "association_type": "NP_ASSISTANT_GRP",
            "name": "New",
            "zcomponent_id": "4711",
            "max_usage": 1,
        }
        result = key(zpa, **other)
        assert result["provisioning_key"]["association_type"] == "network_connector_group"
        assert result["provisioning_key"]["zcomponent_id"] == "4711"
        assert key(zpa, **other)["changed"] is False

    def test_tell_keys_of_one_name_apart(self, zpa: TestTenant) -> None:
        zpa.add_provisioning_key("Spare", "Geneva", "SERVICE_EDGE_GRP", max_usage=5)
        assert key(zpa, **OF_EDGES, name="Spare", max_usage=6)["changed"]
        assert zpa.stored("Spare", KEYS)["maxUsage"] == "5"
        assert zpa.stored("Spare", EDGE_KEYS)["maxUsage"] == "6"

    @pytest.mark.parametrize(
        ("options", "problem"),
        [
            (
                {**NEW, **OF_EDGES},
                "app_connector_group: goes with association_type=app_connector_group, and not with "
                "service_edge_group. Leave it out, or correct association_type.",
            ),
            ({"name": "New", "max_usage": 1}, "app_connector_group: is missing."),
            ({**OF_EDGES, "name": "New", "max_usage": 1}, "service_edge_group: is missing."),
            ({"name": "New", "app_connector_group": "Zurich"}, "max_usage: is missing."),
            ({**NEW, "association_type": "connectors"}, "'connectors' is not one of app_connector_group,"),
            (
                {**NEW, "association_type": "exporter_group"},
                "app_connector_group: goes with association_type=",
            ),
            ({"name": "Spare", "max_usage": 0}, "max_usage: 0 is not a number from 1 to"),
        ],
    )
    def test_are_told_from_each_other_before_any_write(
        self, zpa: TestTenant, options: dict[str, Any], problem: str
    ) -> None:
        assert problem in key(zpa, **options)["msg"]
        assert zpa.writes == []

    def test_that_a_tenant_refuses_leave_the_others(self, zpa: TestTenant) -> None:
        zpa.tenant.quirks.refused_key_types = {"NP_ASSISTANT_GRP", "EXPORTER_GRP"}
        listed = zpa.run("zpa_provisioning_key_info")
        assert [one["name"] for one in listed["provisioning_keys"]] == ["Spare", "Used"]
        gathered = zpa.run("zpa_config", state="gathered", kinds=["provisioning_keys"])
        assert [one["name"] for one in gathered["config"]["provisioning_keys"]] == ["Spare", "Used"]
        declared = {"provisioning_keys": [{**OF_CONNECTORS, "name": "Used"}]}
        overridden = zpa.run("zpa_config", config=declared, state="overridden")
        assert overridden["summary"]["deleted"] == 1
        entry = {"association_type": "exporter_group", "name": "New", "zcomponent_id": "1", "max_usage": 1}
        refused = zpa.run("zpa_config", config={"provisioning_keys": [entry]})
        assert refused["failed"] and zpa.writes[1:] == []


class TestWhatIsFixed:
    @CHECK
    @pytest.mark.parametrize(
        "options", [{"app_connector_group": "Berlin"}, {"enrollment_cert": "Client"}], ids=["group", "cert"]
    )
    def test_is_refused_with_the_way_out(self, zpa: TestTenant, options: dict[str, Any], check: bool) -> None:
        (option, value), *_more = options.items()
        msg = key(zpa, check, name="Spare", **options)["msg"]
        assert "%s: is '" % option in msg and "and not '%s', and ZPA never changes it." % value in msg
        assert "create it anew while nothing has used it, which recreate=true does." in msg
        assert zpa.writes == []

    def test_is_another_of_a_new_key_where_the_old_one_was_never_used(self, zpa: TestTenant) -> None:
        before = zpa.stored("Spare", KEYS)["id"], secret(zpa, "Spare")
        options = {"name": "Spare", "app_connector_group": "Berlin", "recreate": True}
        predicted, result = key(zpa, True, **options), key(zpa, **options)
        assert predicted["diff"] == result["diff"]
        assert result["diff"]["after"]["app_connector_group"] == "Berlin"
        assert [entry.method for entry in zpa.writes] == ["DELETE", "POST"]
        assert (zpa.stored("Spare", KEYS)["id"], secret(zpa, "Spare")) != before
        assert zpa.stored("Spare", KEYS)["maxUsage"] == "5"
        assert key(zpa, **options)["changed"] is False

    @CHECK
    def test_says_plainly_that_the_old_key_goes(self, zpa: TestTenant, check: bool, tmp_path: Path) -> None:
        options = {"name": "Spare", "app_connector_group": "Berlin", "recreate": True}
        asked = key(zpa, True, **options, key_dest=str(tmp_path / "key"))
        result = key(zpa, check, **options)
        assert result["diff"]["before_header"] == "provisioning key '%s' (delete)" % TITLE
        assert result["diff"]["after_header"] == "provisioning key '%s' (create)" % TITLE
        assert result["diff"]["before"]["max_usage"] == result["diff"]["after"]["max_usage"] == 5
        dead = "The key of the old one is dead: whatever has it, as a file, needs that of the new one."
        asks = "A task of zpa_provisioning_key gives it by key_dest or reveal."
        assert "%s %s" % (dead, asks) in str(result["warnings"])
        assert dead in str(asked["warnings"]) and asks not in str(asked["warnings"])

    @pytest.mark.parametrize("wide", [False, True], ids=["module", "config"])
    def test_has_in_the_new_key_what_the_old_one_had(self, zpa: TestTenant, wide: bool) -> None:
        key(zpa, name="Spare", **OLD)
        entry = {**OF_CONNECTORS, "name": "Spare", "app_connector_group": "Berlin", "recreate": True}
        changed = configured(zpa, entry) if wide else key(zpa, **entry)
        assert changed["changed"], changed
        (shown,) = zpa.run("zpa_provisioning_key_info", name="Spare")["provisioning_keys"]
        assert {option: shown[option] for option in OLD} == OLD

    @pytest.mark.parametrize("wide", [False, True], ids=["module", "config"])
    def test_lists_all_that_the_new_key_needs_where_it_is_not_created(
        self, zpa: TestTenant, wide: bool
    ) -> None:
        key(zpa, name="Spare", **OLD)
        entry = {**OF_CONNECTORS, "name": "Spare", "app_connector_group": "Berlin", "recreate": True}
        zpa.fault("status", "POST .*/provisioningKey", status=400)
        failed = configured(zpa, entry) if wide else key(zpa, **entry)
        assert failed["changed"] is True
        begin = "It was deleted to be created anew. Once that is mended run the task again with all that it "
        listed = failed["msg"].partition(begin + "had and shall have: ")[2]
        needed, _end = json.JSONDecoder().raw_decode(listed)
        assert {option: needed[option] for option in OLD} == OLD
        if wide:
            assert [step["status"] for step in failed["plan"]] == ["done", "failed"]
        result = key(zpa, **{**entry, **needed})
        assert result["changed"] and zpa.stored("Spare", KEYS)["maxUsage"] == "7"

    @CHECK
    def test_is_not_made_anew_where_the_key_was_used(self, zpa: TestTenant, check: bool) -> None:
        msg = key(zpa, check, name="Used", app_connector_group="Berlin", recreate=True)["msg"]
        assert "recreate: is only possible for what was never used, and it has been 3 times." in msg
        assert zpa.writes == []

    def test_is_not_made_anew_where_it_was_used_meanwhile(self, zpa: TestTenant) -> None:
        spare = zpa.stored("Spare", KEYS)
        zpa.fault("late", "GET .*/%s" % spare["id"], on_strike=lambda: spare.update(usageCount="1"))
        assert "it has been 1 time." in key(zpa, name="Spare", enrollment_cert="Client", recreate=True)["msg"]
        assert zpa.writes == []

    def test_is_another_of_a_new_key_in_a_configuration(self, zpa: TestTenant) -> None:
        old = zpa.stored("Spare", KEYS)["id"]
        entry = {**OF_CONNECTORS, "name": "Spare", "app_connector_group": "Berlin", "recreate": True}
        predicted, result = configured(zpa, entry, check=True), configured(zpa, entry)
        for one in (predicted, result):
            gone, come = one["plan"]
            assert (gone["operation"], gone["id"], gone["after"]) == ("delete", old, {})
            assert (come["operation"], come["before"]) == ("create", {})
            assert come["after"]["max_usage"] == 5
            assert one["summary"] == {
                "created": 1,
                "updated": 0,
                "deleted": 1,
                "reordered": 0,
                "unchanged": 0,
            }
            assert "[0].recreate: the provisioning key %r is deleted" % TITLE in str(one["warnings"])
        assert predicted["diff"] == result["diff"]
        assert result["plan"][1]["id"] == zpa.stored("Spare", KEYS)["id"] != old
        assert len(zpa.tenant.table(KEYS)) == 2
        assert configured(zpa, entry)["changed"] is False

    @CHECK
    def test_is_a_deletion_which_brakes_refuse(self, zpa: TestTenant, check: bool) -> None:
        entry = {**OF_CONNECTORS, "name": "Spare", "app_connector_group": "Berlin", "recreate": True}
        braked = configured(zpa, entry, check, max_deletions=0, protect=["Spa*"])
        assert braked["problems"] == [
            "config.provisioning_keys[0].recreate: '%s' is protected and never deleted, not even to create "
            "it anew. Take it out of protect, or declare it as it is." % TITLE,
            "max_deletions: 1 objects would be deleted, and at most 0 may be: provisioning key '%s' (id "
            "%s, to be created anew). Declare what shall stay, protect it, or raise max_deletions."
            % (TITLE, zpa.stored("Spare", KEYS)["id"]),
        ]
        assert zpa.writes == []

    @pytest.mark.parametrize("is_used", [False, True], ids=["done", "used"])
    def test_is_left_alone_where_somebody_was_faster(self, zpa: TestTenant, is_used: bool) -> None:
        def meanwhile() -> None:
            spare = zpa.stored("Spare", KEYS)
            if is_used:
                spare.update(usageCount="1")
            else:
                spare.update(zcomponentId=berlin, zcomponentName="Berlin")

        spare, berlin = zpa.stored("Spare", KEYS), zpa.stored("Berlin", "appConnectorGroup")["id"]
        entry = {**OF_CONNECTORS, "name": "Spare", "app_connector_group": "Berlin", "recreate": True}
        zpa.fault("late", "GET .*/%s" % spare["id"], on_strike=meanwhile)
        result = configured(zpa, entry)
        assert result["changed"] is False and zpa.writes == []
        if is_used:
            assert [step["status"] for step in result["plan"]] == ["failed", "not_tried"]
        else:
            assert (result["plan"], result["summary"]["unchanged"]) == ([], 1)

    @CHECK
    def test_a_limit_below_the_uses_is_refused(self, zpa: TestTenant, check: bool) -> None:
        assert (
            "max_usage: 2 is less than 3, which is how often"
            in key(zpa, check, name="Used", max_usage=2)["msg"]
        )
        assert zpa.writes == []
        assert key(zpa, check, name="Used", max_usage=3)["changed"]

    @CHECK
    def test_hiding_the_key_warns_before_and_is_never_undone(self, zpa: TestTenant, check: bool) -> None:
        hidden = key(zpa, check, name="Spare", exportable=False)
        assert hidden["changed"] and "exportable: false cannot be undone" in str(hidden["warnings"])
        zpa.stored("Spare", KEYS)["exportable"] = False
        assert "warnings" not in key(zpa, check, name="Spare", exportable=False)
        assert (
            "exportable: is false and not true, and" in key(zpa, check, name="Spare", exportable=True)["msg"]
        )

    @CHECK
    def test_a_limit_that_is_none_is_told_once(self, zpa: TestTenant, check: bool) -> None:
        assert len(key(zpa, check, name="Used", max_usage=0)["problems"]) == 1

    @CHECK
    def test_a_name_in_another_letter_case_is_not_asked_for_what_a_new_key_needs(
        self, zpa: TestTenant, check: bool
    ) -> None:
        (problem,) = key(zpa, check, name="spare")["problems"]
        assert problem.startswith("name: 'spare' is not spelled like provisioning key 'Spare' (id ")

    @CHECK
    def test_what_a_deletion_spells_otherwise_stays_with_a_warning(
        self, zpa: TestTenant, check: bool
    ) -> None:
        entry = {**OF_CONNECTORS, "name": "spare", "state": "absent"}
        for result in (key(zpa, check, **entry), configured(zpa, entry, check)):
            assert result["changed"] is False
            assert "name: nothing is called 'spare', and provisioning key 'Spare' (id " in str(
                result["warnings"]
            )
        assert zpa.writes == []

    @pytest.mark.parametrize("option", ["reveal", "key_dest"])
    def test_a_configuration_that_asks_for_a_key_is_told_who_gives_it(
        self, zpa: TestTenant, option: str
    ) -> None:
        (problem,) = configured(zpa, {**OF_CONNECTORS, **NEW, option: "x"})["problems"]
        assert problem == (
            "config.provisioning_keys[0].%s: there is no such option. A configuration gives no keys. Leave "
            "it out, and give it to a task of zpa_provisioning_key." % option
        )


def test_a_tenant_with_codes_in_the_place_of_keys_is_told_so(zpa: TestTenant) -> None:
    zpa.tenant.quirks.refuses_keys = True
    msg = key(zpa, **NEW)["msg"]
    assert "A tenant that has moved to enrollment by OAuth 2.0 takes no provisioning keys" in msg
    assert "user_codes" in msg


def test_addresses_that_are_none_are_left_to_the_api(zpa: TestTenant) -> None:
    result = key(zpa, True, name="Spare", ip_acl=["10.0.0.0/8", "somewhere"])
    assert "ip_acl: 'somewhere' is no IP address and no network." in str(result["warnings"])
