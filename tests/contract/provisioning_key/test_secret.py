# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The provisioning key itself: where it is shown, and where never."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest
from support.provisioning_keys import CHECK, KEYS, NEW, OF_CONNECTORS, key, secret
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator


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
