# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a client sends, and what nobody may see of it."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.settings import Settings
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import (
    SignInFailed,
    WriteInCheckMode,
    ZpaError,
)
from support.client_requests import GROUPS, PASSING, Connect, Scripted, life_of_a_group, names
from support.clients import World, legacy_settings, oneapi_settings
from support.tenants import TestTenant

SUBSIDIARY = "216196257331290001"


def sent(zpa: TestTenant) -> list[str]:
    return [entry.method for entry in zpa.calls]


# -- requests ------------------------------------------------------------------------------------


def test_a_customer_is_in_every_path(zpa: TestTenant, client: Client) -> None:
    client.list_all(GROUPS)
    assert zpa.calls[0].path == "/mgmtconfig/v1/admin/customers/%s/segmentGroup" % zpa.tenant.customer_id


def test_a_customer_cannot_leave_its_place_in_the_path(world: World, scripted: Scripted) -> None:
    server = scripted((200, "[]"))
    client = world.client(Settings(server.base_url, "", "1/../2?", access_token="t"))
    client.list_all(GROUPS)
    client.close()
    path = server.received[0].path.split("?")[0]
    assert path == "/mgmtconfig/v1/admin/customers/1%2F..%2F2%3F/segmentGroup"


def test_a_version_can_be_chosen(zpa: TestTenant, client: Client) -> None:
    group = zpa.add_group("Finance")
    client.put("segmentGroup/" + group["id"], {"name": "Finance"}, version="v2")
    assert zpa.calls[0].path.startswith("/mgmtconfig/v2/")


def test_the_user_agent_is_on_every_request(zpa: TestTenant, connect: Connect) -> None:
    connect(user_agent="zerotrust.zpa/1 ansible-core/2").list_all(GROUPS)
    assert [entry.user_agent for entry in zpa.tenant.log] == ["zerotrust.zpa/1 ansible-core/2"] * 2


def test_the_microtenant_is_on_every_verb(zpa: TestTenant, connect: Connect) -> None:
    life_of_a_group(connect(microtenant_id=SUBSIDIARY))
    assert sent(zpa) == ["POST", "GET", "GET", "PUT", "DELETE"]
    assert {entry.query.get("microtenantId") for entry in zpa.calls} == {SUBSIDIARY}


def test_without_a_microtenant_none_is_sent(zpa: TestTenant, client: Client) -> None:
    life_of_a_group(client)
    assert {entry.query.get("microtenantId") for entry in zpa.calls} == {None}


def test_what_lives_in_no_microtenant_is_asked_for_without(zpa: TestTenant, connect: Connect) -> None:
    client = connect(microtenant_id=SUBSIDIARY)
    application = zpa.tenant.find("application", "SAP")
    client.get("application/" + application["id"], scoped=False)
    client.list_all("application", scoped=False)
    client.named("application", "SAP", scoped=False)
    assert {entry.query.get("microtenantId") for entry in zpa.calls} == {None}


@pytest.mark.parametrize(
    "write",
    [
        lambda client: client.post(GROUPS, {"name": "x"}),
        lambda client: client.put("segmentGroup/7", {"name": "x"}),
        lambda client: client.delete("segmentGroup/7"),
    ],
    ids=["POST", "PUT", "DELETE"],
)
def test_a_client_that_only_reads_refuses_to_write(
    zpa: TestTenant, connect: Connect, write: Callable[[Client], Any]
) -> None:
    with pytest.raises(WriteInCheckMode):
        write(connect(read_only=True))
    assert zpa.tenant.log == []


def test_a_client_that_only_reads_reads(zpa: TestTenant, connect: Connect) -> None:
    zpa.add_group("Finance")
    assert names(connect(read_only=True).list_all(GROUPS)) == ["Finance"]


def test_a_redirect_of_a_sign_in_is_not_followed(
    zpa: TestTenant, connect: Connect, scripted: Scripted
) -> None:
    elsewhere = scripted((200, '{"access_token": "x"}'))
    server = scripted((307, "", (("Location", elsewhere.base_url + "/signin"),)))
    with pytest.raises(SignInFailed, match="not followed"):
        connect(token_url=server.base_url + "/signin").list_all(GROUPS)
    assert elsewhere.received == []


def chain_of(error: BaseException | None) -> list[BaseException]:
    return [error, *chain_of(error.__cause__ or error.__context__)] if error else []


SECRET_FAULTS = [*PASSING, {"kind": "throttle"}] + [
    {"kind": "status", "status": status} for status in (307, 400, 401, 403)
]


# -- what nobody may see -------------------------------------------------------------------------


@pytest.mark.parametrize("settings", [legacy_settings, oneapi_settings])
@pytest.mark.parametrize("where", ["/mgmtconfig/", "/signin|/token"])
@pytest.mark.parametrize("fault", SECRET_FAULTS, ids=lambda fault: str(fault.get("status", fault["kind"])))
def test_no_error_shows_a_secret_or_a_token(
    zpa: TestTenant,
    connect: Connect,
    world: World,
    fault: dict[str, Any],
    where: str,
    settings: Callable[..., Settings],
) -> None:
    client = connect(settings(zpa))
    zpa.fault(where=where, times=999, **fault)
    with pytest.raises(ZpaError) as failed:
        client.post(GROUPS, {"name": "Finance"})
    shown = "".join(str(error) + repr(error) for error in chain_of(failed.value))
    shown += "".join(traceback.format_exception(failed.value)) + json.dumps(failed.value.details())
    assert [secret for secret in [zpa.client_secret, *world.secrets] if secret in shown] == []


def test_settings_do_not_show_their_secrets() -> None:
    settings = Settings("https://api", "https://t", "1", "id", "sEcReT", "kEy", "tOkEn")
    shown = "%s %r %s" % (settings, settings, [settings])
    assert not {word for word in ("sEcReT", "kEy", "tOkEn") if word in shown}
