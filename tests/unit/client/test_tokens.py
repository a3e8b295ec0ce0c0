# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a client gets its token, keeps it and renews it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.settings import Settings
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import (
    ApiError,
    ConnectionFailed,
    InvalidInput,
    SignInFailed,
)
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from support.client_requests import GROUPS, Connect
from support.clients import World, legacy_settings, oneapi_settings
from support.tenants import TestTenant


def sign_ins(zpa: TestTenant) -> int:
    return sum(entry.is_token_request for entry in zpa.tenant.log)


def test_a_client_that_is_never_used_asks_for_no_token(zpa: TestTenant, client: Client) -> None:
    assert zpa.tenant.log == []


def test_one_token_serves_all_requests_of_a_client(zpa: TestTenant, client: Client) -> None:
    for _number in range(3):
        client.list_all(GROUPS)
    assert sign_ins(zpa) == 1


def test_a_kept_token_serves_the_next_client(zpa: TestTenant, connect: Connect) -> None:
    for _number in range(3):
        connect(cache_folder=str(zpa.cache)).list_all(GROUPS)
    assert sign_ins(zpa) == 1


def test_a_kept_token_that_has_ended_is_not_sent(zpa: TestTenant, connect: Connect, world: World) -> None:
    connect(cache_folder=str(zpa.cache)).list_all(GROUPS)
    world.now += 3600
    connect(cache_folder=str(zpa.cache)).list_all(GROUPS)
    assert sign_ins(zpa) == 2
    assert [entry.status for entry in zpa.calls] == [200, 200]


def test_another_secret_does_not_get_the_token_that_is_kept(zpa: TestTenant, connect: Connect) -> None:
    connect(cache_folder=str(zpa.cache)).list_all(GROUPS)
    with pytest.raises(SignInFailed):
        connect(cache_folder=str(zpa.cache), client_secret="wrong").list_all(GROUPS)


def test_oneapi_serves_under_its_prefix(zpa: TestTenant, connect: Connect) -> None:
    zpa.add_group("Finance")
    assert len(connect(oneapi_settings(zpa)).list_all(GROUPS)) == 1
    assert [entry.path.split("/mgmtconfig")[0] for entry in zpa.tenant.log] == ["/oauth2/v1/token", "/zpa"]


def test_oneapi_takes_a_private_key(zpa: TestTenant, connect: Connect, world: World) -> None:
    key = rsa.generate_private_key(65537, 2048)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    zpa.tenant.clients[zpa.client_id].public_key = public.decode()
    world.now = 4_000_000_000.0  # the emulator checks exp against the real time
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    assert connect(oneapi_settings(zpa, private_key=private, client_secret="")).list_all(GROUPS) == []


def test_a_given_token_needs_no_sign_in(zpa: TestTenant, connect: Connect) -> None:
    token = zpa.emulator.api.tokens.issue(zpa.client_id, oneapi=False)
    connect(access_token=token, client_id="", client_secret="", cache_folder=str(zpa.cache)).list_all(GROUPS)
    assert sign_ins(zpa) == 0
    assert not zpa.cache.exists()


def test_an_expired_token_is_renewed_once(zpa: TestTenant, client: Client) -> None:
    zpa.add_group("Finance")
    zpa.fault("expired")
    assert len(client.list_all(GROUPS)) == 1
    assert sign_ins(zpa) == 2
    assert [entry.status for entry in zpa.calls] == [401, 200]


def test_a_write_with_an_expired_token_is_done_once(zpa: TestTenant, client: Client) -> None:
    zpa.fault("expired")
    client.post(GROUPS, {"name": "Finance"})
    assert len(zpa.tenant.table(GROUPS)) == 1
    assert [entry.status for entry in zpa.writes] == [401, 201]


def test_an_expired_token_that_was_kept_is_replaced_in_the_cache(zpa: TestTenant, connect: Connect) -> None:
    connect(cache_folder=str(zpa.cache)).list_all(GROUPS)
    zpa.emulator.api.tokens.revoke_all(zpa.client_id)
    connect(cache_folder=str(zpa.cache)).list_all(GROUPS)
    zpa.forget()
    connect(cache_folder=str(zpa.cache)).list_all(GROUPS)
    assert [entry.status for entry in zpa.tenant.log] == [200]


def test_a_token_that_another_process_renewed_is_taken_over(zpa: TestTenant, connect: Connect) -> None:
    slow = connect(cache_folder=str(zpa.cache))
    slow.list_all(GROUPS)
    zpa.emulator.api.tokens.revoke_all(zpa.client_id)
    connect(cache_folder=str(zpa.cache)).list_all(GROUPS)
    zpa.forget()
    slow.list_all(GROUPS)
    assert sign_ins(zpa) == 0
    assert [entry.status for entry in zpa.calls] == [401, 200]


def test_a_refusal_of_one_thing_does_not_cost_a_token_that_was_good_for_another(
    zpa: TestTenant, connect: Connect
) -> None:
    connect(cache_folder=str(zpa.cache)).list_all(GROUPS)
    client = connect(cache_folder=str(zpa.cache))
    client.list_all(GROUPS)
    zpa.fault("status", "GET .*/appConnectorGroup", status=403, body={"id": "x", "reason": "No."}, times=9)
    with pytest.raises(ApiError):
        client.list_all("appConnectorGroup")
    assert sign_ins(zpa) == 1


def test_a_403_renews_a_token_that_was_kept_and_good_once_it_has_ended(
    zpa: TestTenant, connect: Connect, world: World
) -> None:
    connect(cache_folder=str(zpa.cache)).list_all(GROUPS)
    client = connect(cache_folder=str(zpa.cache))
    client.list_all(GROUPS)
    forbid(zpa)
    world.now += 3600
    client.list_all(GROUPS)
    assert sign_ins(zpa) == 2


@pytest.mark.parametrize("reason", ["Duplicate request", "The resource is already in use by another request"])
def test_a_refusal_that_passes_by_itself_is_no_name_that_is_taken(
    zpa: TestTenant, client: Client, reason: str
) -> None:
    body = {"id": "api.concurrent.access.error", "reason": reason}
    zpa.fault("status", "POST .*/segmentGroup", status=409, body=body, times=2)
    client.post(GROUPS, {"name": "Finance"})
    assert [entry.status for entry in zpa.writes] == [409, 409, 201]


@pytest.mark.parametrize("status", [401, 403])
def test_what_is_refused_for_its_own_sake_takes_no_new_token(
    zpa: TestTenant, client: Client, status: int
) -> None:
    body = {"id": "authz.featureflag.permission.denied", "reason": "Feature flag ui.waf disabled."}
    zpa.fault("status", "GET ", status=status, body=body, times=9)
    with pytest.raises(ApiError, match=r"Feature flag ui\.waf disabled"):
        client.list_all(GROUPS)
    assert (sign_ins(zpa), len(zpa.calls)) == (1, 1)


def test_a_second_refusal_of_a_token_is_an_error(zpa: TestTenant, client: Client) -> None:
    zpa.fault("expired", times=9)
    with pytest.raises(ApiError) as refused:
        client.list_all(GROUPS)
    assert refused.value.status == 401
    assert (sign_ins(zpa), len(zpa.calls)) == (2, 2)


def test_every_request_may_renew_the_token(zpa: TestTenant, client: Client) -> None:
    zpa.fault("expired")
    client.list_all(GROUPS)
    zpa.fault("expired")
    client.list_all(GROUPS)
    assert sign_ins(zpa) == 3


def forbid(zpa: TestTenant, times: int = 1) -> None:
    body = {"id": "access.denied", "reason": "No access."}
    zpa.fault("status", status=403, body=body, times=times)


def test_a_403_renews_a_token_that_was_kept(zpa: TestTenant, connect: Connect) -> None:
    connect(cache_folder=str(zpa.cache)).list_all(GROUPS)
    zpa.forget()
    forbid(zpa)
    connect(cache_folder=str(zpa.cache)).list_all(GROUPS)
    assert sign_ins(zpa) == 1


def test_a_403_of_a_token_just_obtained_is_an_error(zpa: TestTenant, connect: Connect) -> None:
    forbid(zpa)
    with pytest.raises(ApiError) as refused:
        connect(cache_folder=str(zpa.cache)).list_all(GROUPS)
    assert refused.value.status == 403
    assert (sign_ins(zpa), len(zpa.calls)) == (1, 1)


def test_a_403_that_stays_is_an_error_after_one_renewal(zpa: TestTenant, connect: Connect) -> None:
    connect(cache_folder=str(zpa.cache)).list_all(GROUPS)
    zpa.forget()
    forbid(zpa, times=9)
    with pytest.raises(ApiError) as refused:
        connect(cache_folder=str(zpa.cache)).list_all(GROUPS)
    assert refused.value.status == 403
    assert (sign_ins(zpa), len(zpa.calls)) == (1, 2)


def test_a_403_of_a_token_that_was_renewed_is_an_error(zpa: TestTenant, connect: Connect) -> None:
    connect(cache_folder=str(zpa.cache)).list_all(GROUPS)
    client = connect(cache_folder=str(zpa.cache))
    forbid(zpa)
    client.list_all(GROUPS)
    zpa.forget()
    forbid(zpa)
    with pytest.raises(ApiError):
        client.list_all(GROUPS)
    assert sign_ins(zpa) == 0


def test_a_token_that_was_refused_is_not_kept_where_no_other_can_be_had(
    zpa: TestTenant, connect: Connect
) -> None:
    connect(cache_folder=str(zpa.cache)).list_all(GROUPS)
    zpa.fault("expired")
    zpa.fault("status", "/signin", status=401, body={"reason": "Locked."})
    with pytest.raises(SignInFailed):
        connect(cache_folder=str(zpa.cache)).list_all(GROUPS)
    assert [path.suffix for path in zpa.cache.iterdir()] == [".lock"]


@pytest.mark.parametrize("status", [401, 403])
def test_a_given_token_is_never_renewed(zpa: TestTenant, connect: Connect, status: int) -> None:
    token = zpa.emulator.api.tokens.issue(zpa.client_id, oneapi=False)
    zpa.fault("status", status=status)
    with pytest.raises(ApiError) as refused:
        connect(access_token=token).list_all(GROUPS)
    assert refused.value.status == status
    assert (sign_ins(zpa), len(zpa.calls)) == (0, 1)


def test_a_given_token_that_has_expired_is_told_to_have(zpa: TestTenant, connect: Connect) -> None:
    with pytest.raises(ApiError, match="access_token has expired or is not for this tenant"):
        connect(access_token="expired").list_all(GROUPS)


def test_a_token_is_masked_wherever_it_comes_from(zpa: TestTenant, connect: Connect, world: World) -> None:
    connect(cache_folder=str(zpa.cache)).list_all(GROUPS)
    connect(cache_folder=str(zpa.cache)).list_all(GROUPS)
    kept = [json.loads(path.read_text()) for path in zpa.cache.iterdir() if not path.suffix]
    assert world.secrets == [zpa.client_secret, kept[0]["access_token"], kept[0]["access_token"]]


@pytest.mark.parametrize("settings", [legacy_settings, oneapi_settings])
def test_a_wrong_secret_says_where_to_look(
    zpa: TestTenant, connect: Connect, settings: Callable[..., Settings]
) -> None:
    with pytest.raises(SignInFailed, match="Check client_id and client_secret") as refused:
        connect(settings(zpa, client_secret="wrong")).list_all(GROUPS)
    assert refused.value.status == 401


def test_a_tenant_that_moved_to_oneapi_is_not_told_to_check_its_secret(
    zpa: TestTenant, client: Client
) -> None:
    zpa.fault("status", "/signin", status=401, body="Access is allowed only through Zscaler OneAPI")
    with pytest.raises(SignInFailed, match="set vanity_domain") as refused:
        client.list_all(GROUPS)
    assert "Check client_id" not in str(refused.value)


@pytest.mark.parametrize("fault", [{"kind": "status", "status": 503}, {"kind": "throttle"}])
def test_a_sign_in_host_that_is_busy_is_no_reason_to_check_the_secret(
    zpa: TestTenant, client: Client, fault: dict[str, Any]
) -> None:
    zpa.fault(where="/signin", times=999, **fault)
    with pytest.raises(SignInFailed) as refused:
        client.list_all(GROUPS)
    assert "Check client_id" not in str(refused.value)


def test_a_page_that_refuses_a_sign_in_is_not_quoted(zpa: TestTenant, client: Client) -> None:
    zpa.fault("status", "/signin", status=400, body="you sent " + zpa.client_secret)
    with pytest.raises(SignInFailed, match="Bad Request") as refused:
        client.list_all(GROUPS)
    assert "you sent" not in str(refused.value)


def test_a_sign_in_without_a_token_in_its_answer_fails(zpa: TestTenant, client: Client) -> None:
    zpa.fault("status", "/signin", status=200, body={"token_type": "Bearer"})
    with pytest.raises(SignInFailed, match="without an access token"):
        client.list_all(GROUPS)
    assert zpa.calls == []


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "throttle", "retry_after": "4s"},
        {"kind": "throttle"},
        {"kind": "status", "status": 503},
        {"kind": "cut_before"},
        {"kind": "cut_after"},
        {"kind": "truncated"},
        {"kind": "text", "body": "<html>"},
    ],
)
def test_a_sign_in_is_tried_again_as_a_read_is(
    zpa: TestTenant, client: Client, fault: dict[str, Any]
) -> None:
    zpa.fault(where="/signin", **fault)
    assert client.list_all(GROUPS) == []
    assert sign_ins(zpa) == 2


def test_a_sign_in_that_is_throttled_for_too_long_fails_with_the_limit(
    zpa: TestTenant, connect: Connect
) -> None:
    zpa.fault("throttle", "/signin", retry_after="90s", times=9)
    with pytest.raises(SignInFailed, match="max_wait=60"):
        connect(max_wait=60).list_all(GROUPS)
    assert sign_ins(zpa) == 1


def test_a_sign_in_host_that_is_down_is_named(connect: Connect) -> None:
    with pytest.raises(ConnectionFailed, match=r"http://127\.0\.0\.1:9"):
        connect(token_url="http://127.0.0.1:9/signin").list_all(GROUPS)


def test_a_key_that_cannot_be_used_is_told_before_any_request(zpa: TestTenant, connect: Connect) -> None:
    with pytest.raises(InvalidInput, match="private_key"):
        connect(oneapi_settings(zpa, private_key="garbage")).list_all(GROUPS)
    assert zpa.tenant.log == []
