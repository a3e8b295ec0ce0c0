# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The password of the first administrator of a microtenant, which ZPA tells once."""

from __future__ import annotations

import builtins
import errno
from pathlib import Path
from typing import Any

import pytest
from support.tenants import TestTenant

RETAIL: dict[str, Any] = {"name": "Retail", "criteria_attribute_values": ["example.net"]}
RESET = "Reset it in the admin portal, or delete the microtenant and create it anew."


def created(zpa: TestTenant, check: bool = False, **options: Any) -> dict[str, Any]:
    return zpa.run("zpa_microtenant", check, **{**RETAIL, **options})


def password_of(zpa: TestTenant) -> str:
    (password,) = zpa.tenant.first_passwords.values()
    return str(password)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "retail.password"


def test_nobody_gets_it_who_has_not_asked_and_a_warning_says_so(zpa: TestTenant) -> None:
    foreseen, real = created(zpa, True), created(zpa)
    assert password_of(zpa) not in str(real)
    for result in (foreseen, real):
        assert (
            "password_dest: the password of the first administrator of the new microtenant 'Retail' is told "
            "once, by its creation, and is lost unless the task of zpa_microtenant that creates it asks for "
            "it by password_dest or reveal. " + RESET
        ) in str(result["warnings"])
    assert "warnings" not in created(zpa)


def test_a_microtenant_without_domains_has_no_administrator_and_no_warning(zpa: TestTenant) -> None:
    result = created(zpa, criteria_attribute_values=None)
    assert "warnings" not in result
    assert result["admin_user"] is None


def test_the_result_tells_the_administrator_without_the_password(zpa: TestTenant) -> None:
    assert created(zpa, True)["admin_user"] is None
    result = created(zpa)
    microtenant_id = result["microtenant"]["id"]
    assert result["admin_user"]["username"] == "mtAdmin_%s@example.net" % microtenant_id
    assert {*result["admin_user"]} == {
        *("id", "username", "display_name", "email", "role_id", "must_change_password")
    }
    assert created(zpa)["admin_user"] is None


def test_the_task_that_creates_it_can_have_it_and_no_other(zpa: TestTenant) -> None:
    assert created(zpa, True, reveal=True)["password"] is None
    result = created(zpa, reveal=True)
    assert result["password"] == password_of(zpa)
    assert "warnings" not in result
    again = created(zpa, reveal=True)
    assert (again["changed"], again["password"]) == (False, None)


def test_a_file_gets_it_that_its_owner_alone_can_read(zpa: TestTenant, file: Path) -> None:
    foreseen = created(zpa, True, password_dest=str(file))
    assert not file.exists()
    result = created(zpa, password_dest=str(file))
    assert (file.read_text("utf-8"), file.stat().st_mode & 0o777) == (password_of(zpa), 0o600)
    assert foreseen["diff"] == result["diff"]
    assert result["diff"]["after"]["password_dest"] == "%s: the password of the first administrator" % file
    assert password_of(zpa) not in str(result)
    assert "warnings" not in result


@pytest.mark.parametrize("left", [True, False], ids=["there", "gone"])
def test_the_file_is_left_alone_once_the_microtenant_is_there(
    zpa: TestTenant, file: Path, left: bool
) -> None:
    created(zpa, reveal=True)
    if left:
        file.write_text("kept", "utf-8")
    again = created(zpa, password_dest=str(file))
    assert (again["changed"], file.exists()) == (False, left)
    assert "warnings" not in again


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("option", ["reveal", "password_dest"])
def test_what_there_will_not_be_is_not_given(zpa: TestTenant, file: Path, check: bool, option: str) -> None:
    asked = {"reveal": True} if option == "reveal" else {"password_dest": str(file)}
    result = created(zpa, check, criteria_attribute_values=None, **asked)
    assert result["problems"] == [
        "%s: without criteria_attribute_values there will be no password of the first administrator. Give "
        "that as well, or leave this out." % option
    ]
    assert zpa.writes == []


def test_the_folder_of_the_file_must_be_there_before_anything_is_sent(zpa: TestTenant, file: Path) -> None:
    result = created(zpa, password_dest=str(file / "below"))
    assert "password_dest: there is no folder" in result["msg"]
    assert zpa.calls == []


def test_a_file_that_cannot_be_written_leaves_the_tenant_as_it_is(zpa: TestTenant, file: Path) -> None:
    """Also where nothing told so before: there is no room, or a name is too long."""
    asked = {"password_dest": str(file.with_name("p" * 250))}
    assert "password_dest: " in created(zpa, **asked)["msg"]
    assert zpa.writes == []
    created(zpa, reveal=True)
    assert created(zpa, **asked)["changed"] is False


@pytest.mark.parametrize("check", [True, False])
def test_nor_is_anything_asked_where_nobody_can_replace_the_file(
    zpa: TestTenant, file: Path, check: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text("kept", "utf-8")
    monkeypatch.setattr("os.path.ismount", lambda path: str(path) == str(file))
    msg = created(zpa, check, password_dest=str(file))["msg"]
    assert "password_dest: %s: cannot be written: it is a mount of its own" % file in msg
    assert zpa.calls == []


def test_a_file_of_another_user_that_cannot_be_read_is_replaced(
    zpa: TestTenant, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text("another's", "utf-8")
    unreadable(file, monkeypatch)
    result = created(zpa, password_dest=str(file))
    assert result["diff"]["before"]["password_dest"] == "%s: what this user cannot read" % file
    monkeypatch.undo()
    assert file.read_text("utf-8") == password_of(zpa)


def unreadable(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a file be one that this user can neither read nor give a second name, as of another user."""
    real = builtins.open

    def refuse(*words: Any, **more: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    def read(path: Any, *words: Any, **more: Any) -> Any:
        return refuse() if str(path) == str(file) else real(path, *words, **more)

    monkeypatch.setattr("builtins.open", read)
    monkeypatch.setattr("os.link", refuse)
    monkeypatch.setattr("shutil.copy2", refuse)


# -- Where something goes wrong ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["cut_after", "truncated"])
@pytest.mark.parametrize("option", ["reveal", "password_dest", ""])
def test_a_lost_answer_loses_it_with_a_warning(zpa: TestTenant, file: Path, kind: str, option: str) -> None:
    asked: dict[str, Any] = {"reveal": {"reveal": True}, "password_dest": {"password_dest": str(file)}}.get(
        option, {}
    )
    zpa.fault(kind, "POST .*/microtenants")
    result = created(zpa, **asked)
    assert result["changed"] is True
    assert len(zpa.writes) == 1
    assert (
        "(id %s) was created, but no answer has shown its password of the first administrator, which is "
        "lost. %s"
        % (
            result["microtenant"]["id"],
            RESET,
        )
        in str(result["warnings"])
    )
    assert not file.exists()
    assert result.get("password") is None


def test_an_answer_that_is_refused_and_sent_again_loses_nothing(zpa: TestTenant) -> None:
    zpa.fault("cut_before", "POST .*/microtenants")
    assert created(zpa, reveal=True)["password"] == password_of(zpa)


def test_a_file_has_it_also_if_the_microtenant_does_not_show(zpa: TestTenant, file: Path) -> None:
    zpa.tenant.quirks.late_reads = 99
    result = created(zpa, password_dest=str(file))
    assert file.read_text("utf-8") == password_of(zpa)
    assert result["msg"].endswith(
        "password_dest: the password of the first administrator was told before that, and is in %s" % file
    )
    assert password_of(zpa) not in str(result)


def test_a_file_that_is_not_written_after_all_loses_it_with_what_was_done(
    zpa: TestTenant, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*words: Any) -> None:
        raise OSError(errno.EIO, "Input/output error")

    zpa.fault("late", "POST .*/microtenants", on_strike=lambda: monkeypatch.setattr("os.replace", refuse))
    result = created(zpa, password_dest=str(file))
    assert result["changed"] is True
    assert "password_dest: the microtenant 'Retail' (id " in result["msg"]
    assert result["msg"].endswith(
        ") was created, but the file did not get its password of the first administrator: %s: cannot be "
        "written: input/output error. See to that, or choose another folder. The password of the first "
        "administrator is lost. %s" % (file, RESET)
    )


def test_a_result_that_does_not_come_loses_it_with_words(zpa: TestTenant) -> None:
    zpa.tenant.quirks.late_reads = 99
    result = created(zpa, reveal=True)
    assert result["msg"].endswith(
        "reveal: the password of the first administrator was told before that, and is lost. " + RESET
    )
    assert password_of(zpa) not in str(result)


@pytest.mark.parametrize("check", [True, False])
def test_a_configuration_has_no_place_for_it_and_says_so(zpa: TestTenant, check: bool) -> None:
    result = zpa.run("zpa_config", check, config={"microtenants": [RETAIL]})
    assert "unless the task of zpa_microtenant that creates it asks" in str(result["warnings"])
    assert RESET in str(result["warnings"])
    assert zpa.tenant.first_passwords == {} or password_of(zpa) not in str(result)
