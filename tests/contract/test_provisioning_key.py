# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What provisioning keys have beyond every other kind: types, what is fixed, uses, and the key itself."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator

OF_CONNECTORS = {"association_type": "app_connector_group"}
OF_EDGES = {"association_type": "service_edge_group"}
KEYS = "associationType/CONNECTOR_GRP/provisioningKey"
EDGE_KEYS = "associationType/SERVICE_EDGE_GRP/provisioningKey"
CHECK = pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
NEW = {"name": "New", "app_connector_group": "Zurich", "max_usage": 2}

TITLE = "Spare (app_connector_group)"
OLD: dict[str, Any] = {"enabled": False, "max_usage": 7, "ip_acl": ["198.51.100.0/24"], "exportable": True}


def configured(zpa: TestTenant, entry: dict[str, Any], check: bool = False, **more: Any) -> dict[str, Any]:
    """The result of a configuration with one provisioning key."""
    zpa.forget()
    return zpa.run("zpa_config", check, config={"provisioning_keys": [entry]}, **more)


@pytest.fixture
def zpa(zpa: TestTenant, monkeypatch: pytest.MonkeyPatch) -> TestTenant:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    zpa.add_connector_group("Zurich")
    zpa.add_connector_group("Berlin")
    zpa.add_service_edge_group("Geneva")
    zpa.add_provisioning_key("Spare", "Zurich", max_usage=5)
    zpa.add_provisioning_key("Used", "Zurich", max_usage=5, usage_count=3)
    zpa.forget()
    return zpa


def key(zpa: TestTenant, check: bool = False, **options: Any) -> dict[str, Any]:
    zpa.forget()
    return zpa.run("zpa_provisioning_key", check, **{**OF_CONNECTORS, **options})


def secret(zpa: TestTenant, name: str, path: str = KEYS) -> str:
    return str(zpa.stored(name, path)["provisioningKey"])


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
        assert "has been 1 times" in key(zpa, name="Spare", enrollment_cert="Client", recreate=True)["msg"]
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
            "exportable: is 'False' and not 'True'" in key(zpa, check, name="Spare", exportable=True)["msg"]
        )


def test_a_tenant_with_codes_in_the_place_of_keys_is_told_so(zpa: TestTenant) -> None:
    zpa.tenant.quirks.refuses_keys = True
    msg = key(zpa, **NEW)["msg"]
    assert "A tenant that has moved to enrollment by OAuth 2.0 takes no provisioning keys" in msg
    assert "user_codes" in msg


def test_addresses_that_are_none_are_left_to_the_api(zpa: TestTenant) -> None:
    result = key(zpa, True, name="Spare", ip_acl=["10.0.0.0/8", "somewhere"])
    assert "ip_acl: 'somewhere' is no IP address and no network." in str(result["warnings"])


class TestTheKeyItself:
    @CHECK
    @pytest.mark.parametrize(
        "options",
        [NEW, {"name": "Spare"}, {"name": "Spare", "max_usage": 9}, {"name": "Used", "max_usage": 1}],
        ids=["new", "unchanged", "changed", "refused"],
    )
    def test_is_in_no_result(self, zpa: TestTenant, options: dict[str, Any], check: bool) -> None:
        result = key(zpa, check, **options)
        secrets = [entry["provisioningKey"] for entry in zpa.tenant.table(KEYS).values()]
        assert not any(one in json.dumps(result) for one in secrets)
        assert "3|" not in json.dumps(result)

    def test_is_in_no_list_export_or_audit(self, zpa: TestTenant) -> None:
        results = [
            zpa.run("zpa_provisioning_key_info"),
            zpa.run("zpa_config", state="gathered"),
            zpa.run(
                "zpa_config", True, config={"provisioning_keys": []}, state="overridden", list_objects=True
            ),
            zpa.run("zpa_reference_info", kind="provisioning_key"),
        ]
        assert "3|" not in json.dumps(results)
        assert results[0]["metadata"][zpa.stored("Spare", KEYS)["id"]]["key_is_shown"] is True

    def test_is_told_on_demand(self, zpa: TestTenant) -> None:
        assert key(zpa, True, **NEW, reveal=True)["key"] is None
        assert key(zpa, **NEW, reveal=True)["key"] == secret(zpa, "New")
        assert key(zpa, name="Spare", reveal=True)["key"] == secret(zpa, "Spare")
        listed = zpa.run("zpa_provisioning_key_info", reveal=True)["revealed"]
        assert listed == {one["id"]: one["provisioningKey"] for one in zpa.tenant.table(KEYS).values()}

    def test_goes_into_a_file_for_its_owner_alone(self, zpa: TestTenant, tmp_path: Path) -> None:
        dest = tmp_path / "key"
        options = {**NEW, "key_dest": str(dest)}
        predicted = key(zpa, True, **options)
        assert not dest.exists()
        result = key(zpa, **options)
        assert predicted["diff"] == result["diff"]
        assert result["diff"]["after"]["key_dest"] == "%s: the key" % dest
        assert dest.read_text() == secret(zpa, "New")
        assert dest.stat().st_mode & 0o777 == 0o600
        assert secret(zpa, "New") not in json.dumps(result)
        assert key(zpa, **options)["changed"] is False
        assert [one.name for one in tmp_path.iterdir() if one.name != "tokens"] == ["key"]

    @CHECK
    @pytest.mark.parametrize("wrong", ["gone", "other", "open"])
    def test_is_written_again_where_the_file_is_not_right(
        self, zpa: TestTenant, tmp_path: Path, wrong: str, check: bool
    ) -> None:
        dest = tmp_path / "key"
        if wrong != "gone":
            dest.write_text(secret(zpa, "Spare") if wrong == "open" else "another")
            dest.chmod(0o644 if wrong == "open" else 0o600)
        was = wrong != "gone" and (dest.read_text(), dest.stat().st_mode)
        assert key(zpa, check, name="Spare", key_dest=str(dest))["changed"] is True
        assert zpa.writes == []
        if check:
            assert (wrong != "gone" and (dest.read_text(), dest.stat().st_mode)) == was
        else:
            assert (dest.read_text(), dest.stat().st_mode & 0o777) == (secret(zpa, "Spare"), 0o600)

    @CHECK
    def test_is_not_asked_for_where_the_file_could_not_be_written(
        self, zpa: TestTenant, tmp_path: Path, check: bool
    ) -> None:
        assert "is a folder" in key(zpa, check, **NEW, key_dest=str(tmp_path))["msg"]
        absent = key(zpa, check, name="Spare", state="absent", key_dest=str(tmp_path / "key"), reveal=True)
        assert len(absent["problems"]) == 2
        assert zpa.calls == []

    @CHECK
    def test_is_not_created_where_the_file_has_no_folder(
        self, zpa: TestTenant, tmp_path: Path, check: bool
    ) -> None:
        """In check mode an earlier task may have made none yet."""
        result = key(zpa, check, **NEW, key_dest=str(tmp_path / "no" / "key"))
        told = "key_dest: there is no folder %s. Make it first, or give another path." % (tmp_path / "no")
        if check:
            assert result["changed"] is True
            assert told + " In a real run that is an error, unless an earlier task" in str(result["warnings"])
        else:
            assert (result["problems"], zpa.calls) == ([told], [])

    @CHECK
    def test_is_never_written_into_what_is_no_ordinary_file(
        self, zpa: TestTenant, tmp_path: Path, check: bool
    ) -> None:
        os.mkfifo(tmp_path / "pipe")
        (tmp_path / "link").symlink_to("/dev/null")
        for name in ("pipe", "link"):
            msg = key(zpa, check, **NEW, key_dest=str(tmp_path / name))["msg"]
            assert "key_dest: %s is no ordinary file." % (tmp_path / name) in msg
        assert zpa.calls == []

    def test_takes_the_place_of_a_link(self, zpa: TestTenant, tmp_path: Path) -> None:
        (tmp_path / "others").write_text("kept", "utf-8")
        for name, target in (("link", "others"), ("loose", "nowhere")):
            dest = tmp_path / name
            dest.symlink_to(tmp_path / target)
            assert key(zpa, name="Spare", key_dest=str(dest))["changed"]
            assert not dest.is_symlink() and dest.read_text("utf-8") == secret(zpa, "Spare")
            assert key(zpa, name="Spare", key_dest=str(dest))["changed"] is False
        assert (tmp_path / "others").read_text("utf-8") == "kept"
        assert not (tmp_path / "nowhere").exists()

    @pytest.mark.parametrize("path", ["key", "./key", "~/key", "$HOME/key"])
    def test_goes_where_the_shell_would_find_the_path(
        self, zpa: TestTenant, tmp_path: Path, path: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("HOME", str(tmp_path))
        assert key(zpa, name="Spare", key_dest=path)["changed"]
        assert (tmp_path / "key").read_text("utf-8") == secret(zpa, "Spare")

    @pytest.mark.parametrize("options", [NEW, {"name": "Spare", "exportable": False}], ids=["new", "hidden"])
    def test_a_file_that_cannot_be_written_leaves_the_tenant_as_it_is(
        self, zpa: TestTenant, tmp_path: Path, options: dict[str, Any]
    ) -> None:
        """Also where nothing told so before: there is no room, or a name is too long."""
        msg = key(zpa, **options, key_dest=str(tmp_path / ("k" * 250)))["msg"]
        assert "cannot be written: file name too long." in msg
        assert zpa.writes == []

    def test_is_not_written_into_a_file_that_its_owner_alone_can_replace(
        self, zpa: TestTenant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tmp_path.chmod(0o1777)
        (tmp_path / "key").write_text("another", "utf-8")
        monkeypatch.setattr("os.geteuid", lambda: 4711)
        msg = key(zpa, **NEW, key_dest=str(tmp_path / "key"))["msg"]
        assert "belongs to another user, and nobody else can replace it" in msg
        assert zpa.calls == []

    def test_that_the_file_does_not_get_is_told_with_what_was_done(
        self, zpa: TestTenant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*words: Any) -> None:
            raise OSError(errno.EIO, "Input/output error")

        zpa.fault("late", "POST", on_strike=lambda: monkeypatch.setattr("os.replace", refuse))
        result = key(zpa, **NEW, key_dest=str(tmp_path / "key"))
        assert result["changed"] is True
        assert result["msg"].startswith("key_dest: the provisioning key 'New' (id ")
        assert (
            "was created, but the file did not get its key: %s: cannot" % (tmp_path / "key") in result["msg"]
        )
        assert "Run the task again then, which writes it as long as ZPA shows it" in result["msg"]

    @pytest.mark.parametrize(
        "text", ['Qu"o\\t\u00e9\n\t</x>{{ 1 }}', "\U0001f511 blank at the end ", "half \ud83d"]
    )
    def test_is_written_as_it_is_whatever_it_is_made_of(
        self, zpa: TestTenant, tmp_path: Path, text: str
    ) -> None:
        zpa.stored("Spare", KEYS)["provisioningKey"] = text
        options = {"name": "Spare", "key_dest": str(tmp_path / "key")}
        assert key(zpa, **options)["changed"]
        assert (tmp_path / "key").read_bytes() == text.encode("utf-8", "surrogatepass")
        assert key(zpa, **options)["changed"] is False

    def test_that_is_hidden_leaves_a_file_alone(self, zpa: TestTenant, tmp_path: Path) -> None:
        dest = tmp_path / "key"
        options = {**NEW, "exportable": False, "key_dest": str(dest)}
        assert key(zpa, **options)["changed"]
        assert dest.read_text() == secret(zpa, "New")
        again = key(zpa, **options)
        assert again["changed"] is False
        assert "the file is left as it is" in str(again["warnings"])
        dest.unlink()
        assert "it cannot be written: ZPA shows no key that is not exportable" in key(zpa, **options)["msg"]
        assert key(zpa, name="New", reveal=True)["key"] is None

    @pytest.mark.parametrize("check", [False, True], ids=["real", "check"])
    def test_that_is_hidden_is_not_told_and_a_warning_says_so(self, zpa: TestTenant, check: bool) -> None:
        key(zpa, **NEW, exportable=False)
        result = key(zpa, check, **NEW, reveal=True)
        assert (result["changed"], result["key"]) == (False, None)
        wanted = "reveal: the result has no key of provisioning key 'New': ZPA shows no key that is not"
        assert wanted in str(result["warnings"])

    def test_that_is_about_to_be_hidden_is_written_before(self, zpa: TestTenant, tmp_path: Path) -> None:
        dest = tmp_path / "key"
        assert key(zpa, name="Spare", exportable=False, key_dest=str(dest))["changed"]
        assert dest.read_text() == secret(zpa, "Spare")

    def test_that_no_answer_shows_is_told_to_be_lost(self, zpa: TestTenant, tmp_path: Path) -> None:
        zpa.tenant.quirks.hides_new_key = True
        result = key(zpa, **NEW, exportable=False, key_dest=str(tmp_path / "key"))
        assert result["changed"] and "no answer has shown its key, which is lost" in str(result["warnings"])
        assert not (tmp_path / "key").exists()

    @pytest.mark.parametrize("kind", ["cut_after", "status"])
    def test_survives_a_lost_answer_to_the_creation(self, zpa: TestTenant, tmp_path: Path, kind: str) -> None:
        details = {"status": 500} if kind == "status" else {}
        zpa.fault(kind, "POST", **details)
        dest = tmp_path / "key"
        result = key(zpa, **NEW, key_dest=str(dest))
        assert result["changed"], result
        assert [one["name"] for one in zpa.tenant.table(KEYS).values()].count("New") == 1
        assert dest.read_text() == secret(zpa, "New")

    def test_goes_with_what_the_error_of_a_proxy_quotes(self, zpa: TestTenant) -> None:
        page = "<p>%s</p>" % secret(zpa, "Spare")
        zpa.fault("status", "PUT", status=418, body=page)
        assert secret(zpa, "Spare") not in json.dumps(key(zpa, name="Spare", max_usage=9))


def test_an_export_has_no_key_and_applies_to_an_empty_tenant(zpa: TestTenant, emulator: Emulator) -> None:
    gathered = zpa.run("zpa_config", state="gathered", kinds=["app_connector_groups", "provisioning_keys"])
    assert gathered["config"]["provisioning_keys"][0] == {
        **OF_CONNECTORS,
        "name": "Spare",
        "enabled": True,
        "max_usage": 5,
        "app_connector_group": "Zurich",
        "enrollment_cert": "Connector",
        "exportable": True,
        "ip_acl": [],
    }
    other = new_tenant(emulator, zpa.cache)
    applied = other.run("zpa_config", config=gathered["config"])
    assert applied["summary"]["created"] == 4
    assert "3|" not in json.dumps(applied)
    assert other.run("zpa_config", config=gathered["config"])["changed"] is False
