# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""App Connectors and service edges: how they are listed and deleted, and what nobody can bring about."""

from __future__ import annotations

import time
from typing import Any, NamedTuple

import pytest
from support.tenants import SUBSIDIARY, TestTenant
from zpa_emulator.seeds import add_machine, add_service_edge_group

DAY = 86400


class Machine(NamedTuple):
    path: str
    key: str
    noun: str


MACHINES = (
    Machine("connector", "app_connector", "App Connector"),
    Machine("serviceEdge", "service_edge", "service edge"),
)


@pytest.fixture(params=MACHINES, ids=lambda machine: machine.path)
def machine(request: pytest.FixtureRequest) -> Machine:
    found: Machine = request.param
    return found


@pytest.fixture
def site(zpa: TestTenant, machine: Machine) -> TestTenant:
    """Up runs, Gone and Long are away, New has never connected; Other is in another group."""
    for name in ("Berlin", "Bonn"):
        zpa.add_connector_group(name)
        add_service_edge_group(zpa.tenant, name)
    add_machine(zpa.tenant, machine.path, "Up", "Berlin", object_id="1")
    add_machine(zpa.tenant, machine.path, "Gone", "Berlin", disconnected_for="29d", object_id="2")
    add_machine(zpa.tenant, machine.path, "Long", "Berlin", disconnected_for="40d", object_id="3")
    add_machine(zpa.tenant, machine.path, "New", "Berlin", connected=False, object_id="4")
    add_machine(zpa.tenant, machine.path, "Other", "Bonn", object_id="5", currentVersion="1.2.3")
    return zpa


def names(zpa: TestTenant, machine: Machine, **options: Any) -> set[str]:
    result = zpa.run("zpa_%s_info" % machine.key, **options)
    assert "failed" not in result, result["msg"]
    return {one["name"] for one in result[machine.key + "s"]}


class TestTheListing:
    @pytest.mark.parametrize(
        ("options", "found"),
        [
            ({"status": "connected"}, {"Up", "Other"}),
            ({"status": "Disconnected"}, {"Gone", "Long"}),
            ({"status": "never_connected"}, {"New"}),
            ({"status": "ZPN_STATUS_AUTHENTICATED"}, {"Up", "Other"}),
            ({"status": "ZPN_STATUS_SOMETHING"}, set()),
            ({"version": "1.2.3"}, {"Other"}),
            ({"group": "Bonn"}, {"Other"}),
            ({"group": "Berlin", "status": "connected"}, {"Up"}),
            ({"disconnected_for_days": 30}, {"Long"}),
            ({"disconnected_for_days": 29}, {"Gone", "Long"}),
            ({"disconnected_for_days": 0}, {"Gone", "Long"}),
            ({"disconnected_for_days": 41}, set()),
            ({"disconnected_for_days": 30, "name": "Gone"}, set()),
        ],
    )
    def test_is_narrowed_by(
        self, site: TestTenant, machine: Machine, options: dict[str, Any], found: set[str]
    ) -> None:
        assert names(site, machine, **options) == found

    def test_of_a_group_that_is_not_there_is_an_error(self, site: TestTenant, machine: Machine) -> None:
        result = site.run("zpa_%s_info" % machine.key, group="Bern")
        assert "group: " in result["msg"]
        assert "Berlin" in result["msg"]

    @pytest.mark.parametrize(
        ("options", "problem"),
        [
            ({"disconnected_for_days": -1}, "disconnected_for_days: -1 is less than 0."),
            ({"status": " "}, "status: is empty."),
        ],
    )
    def test_by_nothing_is_refused(
        self, site: TestTenant, machine: Machine, options: dict[str, Any], problem: str
    ) -> None:
        result = site.run("zpa_%s_info" % machine.key, **options)
        assert result["problems"][0].startswith(problem)

    def test_counts_nobody_as_gone_of_whom_nobody_knows_since_when(
        self, site: TestTenant, machine: Machine
    ) -> None:
        table = site.tenant.table(machine.path)
        del table["3"]["lastBrokerDisconnectTime"]
        assert names(site, machine, disconnected_for_days=30) == set()

    def test_counts_by_the_shorter_of_two_times(self, site: TestTenant, machine: Machine) -> None:
        """One that has connected since has been in contact since."""
        site.tenant.table(machine.path)["3"]["lastBrokerConnectTime"] = str(int((time.time() - DAY) * 1e6))
        assert names(site, machine, disconnected_for_days=30) == set()

    def test_counts_nobody_as_gone_who_has_been_connected_all_the_time(
        self, site: TestTenant, machine: Machine
    ) -> None:
        up = site.tenant.table(machine.path)["1"]
        up["lastBrokerDisconnectTime"] = str(int((time.time() - 41 * DAY) * 1e6))
        up["lastBrokerConnectTime"] = str(int((time.time() - 40 * DAY) * 1e6))
        assert names(site, machine, disconnected_for_days=30) == {"Long"}

    def test_tells_what_zpa_knows_of_each(self, site: TestTenant, machine: Machine) -> None:
        facts = site.run("zpa_%s_info" % machine.key)["metadata"]
        assert [facts[one]["status"] for one in "1234"] == [
            *("connected", "disconnected", "disconnected", "never_connected")
        ]
        assert time.time() - 41 * DAY < facts["3"]["last_disconnect_time"] < time.time() - 39 * DAY
        assert facts["5"]["current_version"] == "1.2.3"
        assert [facts[one][machine.key + "_group_name"] for one in "15"] == ["Berlin", "Bonn"]
        assert facts["4"]["last_connect_time"] is None


class TestWhatNobodyCanBringAbout:
    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_is_an_error_that_says_how_it_comes(
        self, site: TestTenant, machine: Machine, check: bool
    ) -> None:
        result = site.run("zpa_" + machine.key, check, name="Upp", enabled=True)
        assert "'Upp'" in result["msg"]
        assert "It comes into being when a machine" in result["msg"]
        assert "zpa_provisioning_key" in result["msg"]
        assert "'Up'" in result["msg"]
        assert site.writes == []

    def test_is_one_in_a_configuration_as_well(self, site: TestTenant, machine: Machine) -> None:
        config = {machine.key + "s": [{"name": "Up"}, {"name": "Nobody"}], "segment_groups": [{"name": "A"}]}
        (problem,) = site.run("zpa_config", config=config)["problems"]
        assert problem.startswith("config.%ss[1].name: " % machine.key)
        assert site.writes == []

    def test_is_not_in_the_export_of_everything_which_an_empty_tenant_takes(
        self, site: TestTenant, machine: Machine
    ) -> None:
        section = machine.key + "s"
        gathered = site.run("zpa_config", state="gathered")
        assert section not in gathered["config"]
        (told,) = [said for said in gathered["not_carried"] if said.startswith(section + ": ")]
        assert "left out are 'Gone', 'Long', 'New' and 2 more" in told
        assert "'Gone'" not in str(gathered["config"])
        site.tenant.table(machine.path).clear()
        assert site.run("zpa_config", config=gathered["config"])["changed"] is False

    def test_is_exported_if_it_is_asked_for(self, site: TestTenant, machine: Machine) -> None:
        section = machine.key + "s"
        config = site.run("zpa_config", state="gathered", kinds=[section])["config"]
        assert len(config[section]) == 5
        assert site.run("zpa_config", config=config, state="overridden")["changed"] is False


class TestManyDeletions:
    @staticmethod
    def delete(zpa: TestTenant, machine: Machine, *which: str, check: bool = False) -> dict[str, Any]:
        zpa.forget()
        entries = [{"name": name, "state": "absent"} for name in which]
        return zpa.run("zpa_config", check, config={machine.key + "s": entries})

    def test_are_one_request(self, site: TestTenant, machine: Machine) -> None:
        predicted = self.delete(site, machine, "Gone", "Long", "Nobody", check=True)
        assert site.writes == []
        result = self.delete(site, machine, "Gone", "Long", "Nobody")
        assert (predicted["changed"], predicted["diff"]) == (result["changed"], result["diff"])
        assert [
            (one.method, one.path.rpartition("customers/")[2].partition("/")[2]) for one in site.writes
        ] == [("POST", machine.path + "/bulkDelete")]
        assert site.writes[0].body == {"ids": ["2", "3"]}
        assert [(step["name"], step["operation"], step["status"]) for step in result["plan"]] == [
            ("Gone", "delete", "done"),
            ("Long", "delete", "done"),
        ]
        assert result["summary"]["deleted"] == 2
        assert set(site.tenant.table(machine.path)) == {"1", "4", "5"}
        assert self.delete(site, machine, "Gone", "Long")["changed"] is False
        assert site.writes == []

    def test_of_one_are_an_ordinary_one(self, site: TestTenant, machine: Machine) -> None:
        self.delete(site, machine, "Gone")
        assert [one.method for one in site.writes] == ["DELETE"]

    def test_of_what_nobody_declares_are_one_as_well(self, site: TestTenant, machine: Machine) -> None:
        config = {machine.key + "s": [{"name": "Up"}, {"name": "New"}]}
        result = site.run("zpa_config", config=config, state="overridden", protect=["Other"])
        assert result["summary"]["deleted"] == 2
        assert [one.method for one in site.writes] == ["POST"]

    @pytest.mark.parametrize("fault", ["cut_before", "cut_after", "truncated"])
    def test_survive_a_lost_answer(self, site: TestTenant, machine: Machine, fault: str) -> None:
        site.fault(fault, "POST .*/bulkDelete")
        result = self.delete(site, machine, "Gone", "Long")
        assert "failed" not in result, result["msg"]
        assert [step["status"] for step in result["plan"]] == ["done", "done"]
        assert set(site.tenant.table(machine.path)) == {"1", "4", "5"}

    def test_go_on_if_somebody_else_deletes_one_meanwhile(self, site: TestTenant, machine: Machine) -> None:
        """ZPA knows no such id then, and deletes none of them."""
        site.fault(
            "late",
            "POST .*/bulkDelete",
            on_strike=lambda: site.tenant.table(machine.path).pop("2", None),
        )
        result = self.delete(site, machine, "Gone", "Long")
        assert "failed" not in result, result["msg"]
        assert set(site.tenant.table(machine.path)) == {"1", "4", "5"}

    def test_tell_what_is_left(self, site: TestTenant, machine: Machine) -> None:
        site.tenant.quirks.left_in_bulk = 1
        result = self.delete(site, machine, "Gone", "Long")
        assert "but still shows 'Long' (id 3)" in result["msg"]
        assert [(step["name"], step["status"]) for step in result["plan"]] == [
            ("Gone", "done"),
            ("Long", "failed"),
        ]
        assert result["changed"] is True
        site.tenant.quirks.left_in_bulk = 0
        assert self.delete(site, machine, "Gone", "Long")["summary"]["deleted"] == 1

    def test_delete_nothing_if_one_has_another_name_by_then(self, site: TestTenant, machine: Machine) -> None:
        """It is another machine to those who declared it."""
        path = "GET .*/%s$" % machine.path

        def rename() -> None:
            site.tenant.table(machine.path)["2"]["name"] = "Back"

        site.fault("late", path, skip=1, on_strike=rename)
        result = self.delete(site, machine, "Gone", "Long")
        assert "'Gone' (id 2) was renamed to 'Back'" in result["msg"], result
        assert site.writes == []


def test_all_three_that_can_be_written_are_sent_together(zpa: TestTenant) -> None:
    zpa.add_connector_group("Berlin")
    add_machine(zpa.tenant, "connector", "Gate", "Berlin", description="Old")
    zpa.run("zpa_app_connector", name="Gate", enabled=False)
    (write,) = zpa.writes
    assert {key: write.body[key] for key in ("name", "description", "enabled")} == {
        "name": "Gate",
        "description": "Old",
        "enabled": False,
    }
    assert not {"privateIp", "fingerprint", "assistantVersion", "currentVersion"} & {*write.body}


class TestASchedule:
    def test_that_others_have_made_meanwhile_is_updated(self, zpa: TestTenant) -> None:
        def make() -> None:
            zpa.tenant.add("connectorSchedule", {"frequency": "days", "frequencyInterval": "5"})

        zpa.fault("late", "POST .*/connectorSchedule", on_strike=make)
        result = zpa.run("zpa_connector_schedule", kind="app_connector", enabled=True, frequency_interval=30)
        assert "failed" not in result, result["msg"]
        (stored,) = zpa.tenant.table("connectorSchedule").values()
        assert (stored["enabled"], stored["frequencyInterval"]) == (True, "30")

    @pytest.mark.parametrize("quirk", [{"silent_schedule": True}, {"no_schedule": "empty"}])
    def test_comes_into_being_whatever_answers_there_are(
        self, zpa: TestTenant, quirk: dict[str, Any]
    ) -> None:
        for name, value in quirk.items():
            setattr(zpa.tenant.quirks, name, value)
        given = {"kind": "service_edge", "enabled": True, "frequency_interval": 60}
        assert zpa.run("zpa_connector_schedule", **given)["changed"] is True
        assert zpa.run("zpa_connector_schedule", **given)["changed"] is False

    def test_is_created_with_its_unit_and_whose_it_is(self, zpa: TestTenant) -> None:
        zpa.run("zpa_connector_schedule", kind="service_edge", frequency_interval=60)
        (write,) = zpa.writes
        assert write.body["frequency"] == "days"
        assert write.body["customerId"] == zpa.connection["customer_id"]

    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    @pytest.mark.parametrize("inside", [SUBSIDIARY, "Subsidiary", " 7 "])
    def test_belongs_to_the_whole_tenant_and_no_microtenant_changes_it(
        self, zpa: TestTenant, inside: str, check: bool
    ) -> None:
        entry = {"kind": "service_edge", "frequency_interval": 60}
        refused = zpa.run("zpa_connector_schedule", check, **entry, microtenant_id=inside)
        assert refused["problems"] == [
            "microtenant_id: a connector schedule belongs to the tenant as a whole, and the connection is "
            "for one of its microtenants. Give 0 to change it for all of them."
        ]
        assert zpa.calls == []

    @pytest.mark.parametrize("whole", ["0", "Default", "default ", "", None])
    def test_is_that_of_the_tenant_where_the_default_microtenant_is_said(
        self, zpa: TestTenant, whole: str | None
    ) -> None:
        entry = {"kind": "service_edge", "frequency_interval": 60}
        assert zpa.run("zpa_connector_schedule", **entry, microtenant_id=whole)["changed"] is True
        assert (
            zpa.run("zpa_config", config={"connector_schedules": [entry]}, microtenant_id=whole)["changed"]
            is False
        )
        assert {entry.query.get("microtenantId") for entry in zpa.calls} == {None}

    def test_is_in_no_configuration_of_a_microtenant(self, zpa: TestTenant) -> None:
        zpa.run("zpa_connector_schedule", kind="app_connector", frequency_interval=60)
        zpa.forget()
        config = {"connector_schedules": [{"kind": "app_connector", "frequency_interval": 90}]}
        refused = zpa.run("zpa_config", config=config, microtenant_id=SUBSIDIARY)
        assert refused["problems"] == [
            "config.connector_schedules: belongs to the tenant as a whole, and the connection is for one "
            "of its microtenants. Leave it out, or take microtenant_id away."
        ]
        gathered = zpa.run("zpa_config", state="gathered", microtenant_id=SUBSIDIARY)
        assert "connector_schedules" not in gathered["config"]
        assert zpa.writes == []

    def test_can_be_looked_at_from_a_microtenant(self, zpa: TestTenant) -> None:
        zpa.run("zpa_connector_schedule", kind="app_connector", frequency_interval=60)
        listed = zpa.run("zpa_connector_schedule_info", microtenant_id=SUBSIDIARY)
        assert [one["frequency_interval"] for one in listed["connector_schedules"]] == [60]

    def test_has_one_of_a_few_numbers_of_days(self, zpa: TestTenant) -> None:
        result = zpa.run("zpa_connector_schedule", kind="app_connector", frequency_interval=6)
        assert result["problems"] == ["frequency_interval: 6 is not one of 5, 7, 14, 30, 60, 90."]

    def test_is_not_deleted(self, zpa: TestTenant) -> None:
        result = zpa.run("zpa_connector_schedule", kind="app_connector", state="absent")
        assert "Set enabled to false, so that it deletes nothing." in result["msg"]
        assert zpa.calls == []
