# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The client against the emulator: tokens, pages, retries, refusals, and what it never does."""

from __future__ import annotations

import itertools
import json
import traceback
from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client import pages as pages_room
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.pages import PAGE_SIZE
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.search import Term
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.settings import Settings
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import (
    ApiError,
    ConnectionFailed,
    InvalidInput,
    RequestError,
    SignInFailed,
    UncertainWrite,
    WriteInCheckMode,
    ZpaError,
)
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from support.clients import World, legacy_settings, oneapi_settings
from support.scripted import ScriptedServer
from support.tenants import TestTenant

Connect = Callable[..., Client]
Scripted = Callable[..., ScriptedServer]
GROUPS = "segmentGroup"
SUBSIDIARY = "216196257331290001"
NAMES = ("Alpha", "Beta", "Gamma")


def sign_ins(zpa: TestTenant) -> int:
    return sum(entry.is_token_request for entry in zpa.tenant.log)


def sent(zpa: TestTenant) -> list[str]:
    return [entry.method for entry in zpa.calls]


# -- tokens --------------------------------------------------------------------------------------


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


# -- pages ---------------------------------------------------------------------------------------


def names(records: list[dict[str, Any]]) -> list[str]:
    return [record["name"] for record in records]


def test_an_empty_list_is_empty(client: Client) -> None:
    assert client.list_all(GROUPS) == []


def test_a_page_costs_one_request(zpa: TestTenant, client: Client) -> None:
    for name in NAMES:
        zpa.add_group(name)
    assert names(client.list_all(GROUPS)) == list(NAMES)
    assert len(zpa.calls) == 1


@pytest.mark.parametrize(("count", "requests"), [(500, 1), (501, 2), (1001, 3)])
def test_a_large_list_is_read_in_pages_of_500(
    zpa: TestTenant, client: Client, count: int, requests: int
) -> None:
    wanted = ["Group %04d" % number for number in range(count)]
    for name in wanted:
        zpa.add_group(name)
    assert names(client.list_all(GROUPS)) == wanted
    assert [entry.query["page"] for entry in zpa.calls] == [str(n + 1) for n in range(requests)]
    assert {entry.query["pagesize"] for entry in zpa.calls} == {"500"}


@pytest.mark.parametrize("quirk", ["pages_as_count", "no_total_count"])
@pytest.mark.parametrize("count", [0, 3, 501])
def test_wrong_or_missing_counts_lose_nothing_and_double_nothing(
    zpa: TestTenant, client: Client, quirk: str, count: int
) -> None:
    setattr(zpa.tenant.quirks, quirk, True)
    wanted = ["Group %04d" % number for number in range(count)]
    for name in wanted:
        zpa.add_group(name)
    assert names(client.list_all(GROUPS)) == wanted


def test_more_pages_promised_than_there_are_cost_one_request(zpa: TestTenant, client: Client) -> None:
    zpa.tenant.quirks.pages_as_count = True
    for name in NAMES:
        zpa.add_group(name)
    client.list_all(GROUPS)
    assert len(zpa.calls) == 2


def test_the_first_page_tells_how_many_follow_and_is_read_once(zpa: TestTenant, client: Client) -> None:
    for number in range(1001):
        zpa.add_group("Group %d" % number)
    listing = client.listing(GROUPS)
    assert (listing.first.is_all, listing.first.pages_left) == (False, 2)
    assert len(listing.all()) == 1001
    assert len(zpa.calls) == 3


def scripted_client(world: World, server: ScriptedServer, **changes: Any) -> Client:
    return world.client(Settings(server.base_url, "", "1", access_token="t", **changes))


def page(*ids: Any, **details: Any) -> tuple[int, str]:
    return 200, json.dumps({"list": [{"id": number} for number in ids], **details})


# As many objects as a page has, and counts that cannot be right: more can follow.
MISCOUNTED = page(*range(1, 21), totalPages="1", totalCount="0")


# Where the number of objects is not told, what comes at last are the pages that are asked for again.
@pytest.mark.parametrize(
    ("answers", "ids"),
    [
        ([page(1, 2), page(3), page(), page(1, 2), page(3)], [1, 2, 3]),
        ([page(1, 2, totalPages=None), page(3), page(), page(1, 2), page(3)], [1, 2, 3]),
        ([page(1, 2, totalPages="many"), page(), page(1, 2)], [1, 2]),
        ([page(1, 2, totalPages=2), page(3, totalPages=2), page(1, 2)], [1, 2, 3]),
        ([page(1, 2, totalPages="9"), page(1, 2, totalPages="9")], [1, 2]),
        ([page(1, 2, totalPages="2"), page(2, 3, totalPages="2"), page(1, 2)], [1, 2, 3]),
        ([page(1, 2, totalPages="2", totalCount="3"), page(3, totalPages="2", totalCount="3")], [1, 2, 3]),
        ([page(1, totalPages="1", totalCount="0")], [1]),
        ([MISCOUNTED, page(21, totalPages="1", totalCount="0"), MISCOUNTED], [*range(1, 22)]),
        ([MISCOUNTED, page(totalPages="1", totalCount="0"), MISCOUNTED], [*range(1, 21)]),
        ([(200, '{"totalPages": "0"}')], []),
        ([(200, '{"totalPages": 0, "totalCount": 0, "list": null}')], []),
        ([(200, '[{"id": 1}, {"id": 2}]')], [1, 2]),
        ([(200, "[]")], []),
    ],
)
def test_a_list_ends_where_nothing_new_comes(
    world: World, scripted: Scripted, answers: list[tuple[int, str]], ids: list[int]
) -> None:
    server = scripted(*answers)
    client = scripted_client(world, server)
    assert [record["id"] for record in client.list_all(GROUPS)] == ids
    assert len(server.received) == len(answers)
    client.close()


def test_an_object_deleted_while_a_list_is_read_costs_no_other_one(zpa: TestTenant, client: Client) -> None:
    wanted = ["Group %04d" % number for number in range(600)]
    table = zpa.tenant.table(GROUPS)
    deleted, *_others = [zpa.add_group(name)["id"] for name in wanted]
    zpa.fault("slow", "GET .*segmentGroup", skip=1, on_strike=lambda: table.pop(deleted))
    assert names(client.list_all(GROUPS)) == wanted[1:]
    assert [entry.query["page"] for entry in zpa.calls] == ["1", "2", "1", "2"]


def test_a_list_that_never_holds_still_is_used_with_a_warning(
    zpa: TestTenant, client: Client, world: World
) -> None:
    table = zpa.tenant.table(GROUPS)
    for number in range(600):
        zpa.add_group("Group %04d" % number)
    zpa.fault("slow", "GET .*segmentGroup", times=99, on_strike=lambda: table.pop(next(iter(table))))
    found = {record["id"] for record in client.list_all(GROUPS)}
    assert set(table) <= found
    (warning,) = world.warnings
    assert "segmentGroup changed while it was read, in each of 4 readings" in warning


def test_a_list_without_end_is_an_error(
    zpa: TestTenant, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages_room, "MOST_PAGES", 5)
    ids = itertools.count()
    zpa.fault("changed", times=99, change=lambda status, body: page_of_a_list(status, next(ids)))
    with pytest.raises(ConnectionFailed, match="the list does not end"):
        client.list_all(GROUPS)
    assert len(zpa.calls) == 5


def page_of_a_list(status: int, number: int) -> tuple[int, dict[str, Any]]:
    return status, {"totalPages": str(number + 2), "list": [{"id": str(number), "name": "x"}]}


@pytest.mark.parametrize(
    "body",
    [
        {},
        "<html>Welcome to the hotel</html>",
        {"id": "some.error", "reason": "An error with the status of a success."},
        {"totalPages": "1", "list": "none"},
        {"totalPages": "1", "list": ["name"]},
        {"totalPages": "1", "list": {"id": "7"}},
        ["name"],
        7,
    ],
)
def test_what_is_no_list_never_passes_for_an_empty_one(zpa: TestTenant, client: Client, body: Any) -> None:
    zpa.fault("status", status=200, body=body, times=9)
    with pytest.raises((ConnectionFailed, ApiError)):
        client.list_all(GROUPS)


# -- search by name ------------------------------------------------------------------------------


def test_a_plain_name_costs_one_search(zpa: TestTenant, client: Client) -> None:
    for name in NAMES:
        zpa.add_group(name)
    assert names(client.named(GROUPS, "Beta")) == ["Beta"]
    assert [entry.query["search"] for entry in zpa.calls] == ["name EQ Beta"]


def test_an_odd_name_is_found_in_the_list_where_that_is_one_page(zpa: TestTenant, client: Client) -> None:
    zpa.tenant.quirks.blind_search = True
    zpa.add_group("R&D")
    assert names(client.named(GROUPS, "R&D")) == ["R&D"]
    assert ["search" in entry.query for entry in zpa.calls] == [False]


@pytest.fixture
def crowd(zpa: TestTenant) -> TestTenant:
    """A tenant whose groups take two pages; the last of them is ZZ & Top."""
    for number in range(500):
        zpa.add_group("Group %d" % number)
    zpa.add_group("ZZ & Top")
    return zpa


def test_an_odd_name_among_many_is_searched(crowd: TestTenant, client: Client) -> None:
    assert names(client.named(GROUPS, "ZZ & Top")) == ["ZZ & Top"]
    assert ["search" in entry.query for entry in crowd.calls] == [False, True]


def test_an_odd_name_that_the_search_misses_is_found_in_the_list(crowd: TestTenant, client: Client) -> None:
    crowd.tenant.quirks.blind_search = True
    assert "ZZ & Top" in names(client.named(GROUPS, "ZZ & Top"))
    assert [entry.query.get("search", entry.query["page"]) for entry in crowd.calls] == [
        "1",
        "name EQ ZZ & Top",
        "2",
    ]


def test_other_hits_of_a_search_do_not_prove_that_an_odd_name_is_free(
    crowd: TestTenant, client: Client
) -> None:
    other = {"totalPages": "1", "list": [{"id": "1", "name": "ZZ Top"}]}
    crowd.fault("status", status=200, body=other, skip=1)
    assert "ZZ & Top" in names(client.named(GROUPS, "ZZ & Top"))


@pytest.mark.parametrize(
    ("status", "error_id"),
    [(400, "filtering.input.invalid.operand"), (400, "x"), (409, "resource.not.found"), (404, "")],
)
@pytest.mark.parametrize("name", ["Beta", "ZZ & Top"])
def test_a_search_that_the_api_refuses_is_replaced_by_the_list(
    crowd: TestTenant, client: Client, name: str, status: int, error_id: str
) -> None:
    crowd.add_group("Beta")
    body = {"id": error_id, "reason": "No."}
    crowd.fault("status", status=status, body=body, skip=0 if name == "Beta" else 1)
    assert name in names(client.named(GROUPS, name))


def test_a_search_that_fails_otherwise_is_an_error(zpa: TestTenant, client: Client) -> None:
    zpa.fault("status", status=403, body={})
    with pytest.raises(ApiError):
        client.named(GROUPS, "Beta")


ODD_NAMES = [
    "R&D",
    "100 % sure",
    "a+b",
    "a/b",
    "a=b?c#d",
    'the "quoted"',
    "it's",
    "rocket 🚀",
    "名前",
    "a;b",
    "a%20b",
]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_any_name_arrives_at_the_server_as_it_is(zpa: TestTenant, client: Client, name: str) -> None:
    client.list_all(GROUPS, Term("name", "EQ", name))
    assert zpa.calls[0].query["search"] == "name EQ " + name


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


def life_of_a_group(client: Client) -> None:
    created = client.post(GROUPS, {"name": "Finance"})
    path = "segmentGroup/" + created["id"]
    client.get(path)
    client.list_all(GROUPS)
    client.put(path, {"name": "Finance"})
    client.delete(path)


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


# -- retries -------------------------------------------------------------------------------------


def test_a_429_is_waited_out_for_as_long_as_the_api_asks(
    zpa: TestTenant, client: Client, world: World
) -> None:
    zpa.fault("throttle", retry_after="4s", times=3)
    client.list_all(GROUPS)
    assert world.pauses == [4.0, 4.0, 4.0]


def test_a_429_without_a_word_is_waited_out_longer_and_longer(
    zpa: TestTenant, client: Client, world: World
) -> None:
    zpa.fault("throttle", times=4)
    client.list_all(GROUPS)
    assert world.pauses == [0.5, 1.0, 2.0, 4.0]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_429_of_a_write_is_waited_out_and_the_write_done_once(
    zpa: TestTenant, client: Client, world: World, method: str
) -> None:
    zpa.fault("throttle", method + " .*segmentGroup", retry_after="2s", times=2)
    life_of_a_group(client)
    assert world.pauses == [2.0, 2.0]
    assert zpa.tenant.table(GROUPS) == {}


def test_the_longest_wait_bounds_all_pauses_of_a_request(
    zpa: TestTenant, connect: Connect, world: World
) -> None:
    zpa.fault("throttle", retry_after="40s", times=99)
    with pytest.raises(ApiError, match=r"The API wants 40 s more after 80 s, the limit being max_wait=100"):
        connect(max_wait=100).list_all(GROUPS)
    assert world.pauses == [40.0, 40.0]
    assert len(zpa.calls) == 3


def test_a_wait_that_is_too_long_from_the_start_costs_no_pause_and_no_request(
    zpa: TestTenant, connect: Connect, world: World
) -> None:
    zpa.fault("throttle", retry_after="301", times=99)
    with pytest.raises(ApiError, match="max_wait=300"):
        connect().list_all(GROUPS)
    assert world.pauses == []
    assert len(zpa.calls) == 1


def test_a_429_for_ever_ends_with_the_limit(zpa: TestTenant, connect: Connect, world: World) -> None:
    zpa.fault("throttle", times=999)
    with pytest.raises(ApiError, match=r"Gave up after \d+ s, the limit being max_wait=60"):
        connect(max_wait=60).list_all(GROUPS)
    assert 30 < sum(world.pauses) <= 60


def test_no_time_to_wait_means_no_retry(zpa: TestTenant, connect: Connect, world: World) -> None:
    zpa.fault("status", status=503)
    with pytest.raises(ApiError, match="Gave up after 0 s, the limit being max_wait=0"):
        connect(max_wait=0).list_all(GROUPS)
    assert (world.pauses, len(zpa.calls)) == ([], 1)


def test_the_limit_counts_for_each_request_anew(zpa: TestTenant, connect: Connect, world: World) -> None:
    client = connect(max_wait=5)
    for _number in range(3):
        zpa.fault("throttle", retry_after="4s")
        client.list_all(GROUPS)
    assert world.pauses == [4.0, 4.0, 4.0]


PASSING = [
    {"kind": "status", "status": 500},
    {"kind": "status", "status": 502, "body": "<html>Bad gateway</html>"},
    {"kind": "status", "status": 503},
    {"kind": "status", "status": 504},
    {"kind": "status", "status": 408},
    {"kind": "cut_before"},
    {"kind": "cut_after"},
    {"kind": "truncated"},
    {"kind": "text", "body": "<html>"},
]


@pytest.mark.parametrize("fault", PASSING, ids=lambda fault: str(fault.get("status", fault["kind"])))
def test_a_read_outlives_a_fault(
    zpa: TestTenant, client: Client, world: World, fault: dict[str, Any]
) -> None:
    zpa.add_group("Finance")
    zpa.fault(**fault)
    assert names(client.list_all(GROUPS)) == ["Finance"]
    assert world.pauses == [0.5]


@pytest.mark.parametrize(
    ("fault", "tries"),
    [({"kind": "status", "status": 500}, 5), ({"kind": "cut_before"}, 4), ({"kind": "truncated"}, 4)],
    ids=["500", "cut", "truncated"],
)
def test_a_read_that_keeps_failing_is_given_up(
    zpa: TestTenant, client: Client, fault: dict[str, Any], tries: int
) -> None:
    zpa.fault(**fault, times=99)
    with pytest.raises(RequestError):
        client.list_all(GROUPS)
    assert len(zpa.calls) == tries


@pytest.mark.parametrize("fault", PASSING[:-1], ids=lambda fault: str(fault.get("status", fault["kind"])))
def test_a_creation_is_never_sent_again_by_itself(
    zpa: TestTenant, client: Client, world: World, fault: dict[str, Any]
) -> None:
    zpa.fault(where="POST .*segmentGroup", **fault)
    with pytest.raises(UncertainWrite):
        client.post(GROUPS, {"name": "Finance"})
    assert (len(zpa.writes), world.pauses) == (1, [])


@pytest.mark.parametrize("kind", ["cut_before", "cut_after"])
@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_write_whose_answer_is_lost_is_uncertain(
    zpa: TestTenant, client: Client, method: str, kind: str
) -> None:
    path = "segmentGroup/" + zpa.add_group("Finance")["id"]
    zpa.fault(kind, method + " ")
    with pytest.raises(UncertainWrite):
        client.put(path, {"name": "Finance"}) if method == "PUT" else client.delete(path)
    assert len(zpa.writes) == 1


@pytest.mark.parametrize(
    ("status", "error_id", "tries"),
    [
        (400, "non.restricted.entity.authorization.failed", 3),
        (409, "", 6),
        (400, "resource.referenced", 1),
        (400, "bad.request", 1),
        (413, "", 1),
    ],
)
def test_a_refusal_that_changed_nothing_is_retried_as_often_as_it_deserves(
    zpa: TestTenant, client: Client, status: int, error_id: str, tries: int
) -> None:
    zpa.fault(
        "status", "POST .*segmentGroup", status=status, body={"id": error_id, "reason": "No."}, times=99
    )
    with pytest.raises(ApiError) as refused:
        client.post(GROUPS, {"name": "Finance"})
    assert (refused.value.status, refused.value.error_id) == (status, error_id)
    assert len(zpa.writes) == tries


def refusal(error_id: str) -> dict[str, Any]:
    return {"kind": "status", "status": 400, "body": {"id": error_id, "reason": "No."}}


def test_what_was_refused_once_is_not_said_to_be_given_up(zpa: TestTenant, client: Client) -> None:
    zpa.fault("throttle", "POST .*segmentGroup", times=7)
    zpa.fault(where="POST .*segmentGroup", **refusal("resource.referenced"))
    with pytest.raises(ApiError, match="HTTP 400, resource") as refused:
        client.post(GROUPS, {"name": "Finance"})
    assert "Gave up" not in str(refused.value)
    assert len(zpa.writes) == 8


def test_what_is_worth_two_more_tries_gets_them_after_other_troubles(zpa: TestTenant, client: Client) -> None:
    zpa.fault("throttle", "POST .*segmentGroup", times=7)
    zpa.fault(where="POST .*segmentGroup", times=9, **refusal("non.restricted.entity.authorization.failed"))
    with pytest.raises(ApiError, match="Gave up after 3 tries"):
        client.post(GROUPS, {"name": "Finance"})
    assert len(zpa.writes) == 10


@pytest.mark.parametrize("status", [400, 409])
def test_a_name_that_is_taken_is_not_tried_again(
    zpa: TestTenant, client: Client, world: World, status: int
) -> None:
    body = {"id": "conflict", "reason": "A segment group of this name already exists."}
    zpa.fault("status", "POST .*segmentGroup", status=status, body=body, times=9)
    with pytest.raises(ApiError) as refused:
        client.post(GROUPS, {"name": "Finance"})
    assert refused.value.already_exists
    assert (len(zpa.writes), world.pauses) == (1, [])


@pytest.mark.parametrize("error_id", ["api.concurrent.access.error", "db.simultaneous.request"])
def test_simultaneous_changes_are_waited_out(zpa: TestTenant, client: Client, error_id: str) -> None:
    zpa.fault("status", "POST .*segmentGroup", status=400, body={"id": error_id, "reason": "No."}, times=7)
    client.post(GROUPS, {"name": "Finance"})
    assert len(zpa.writes) == 8


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_host_that_is_down_is_tried_four_times(connect: Connect, world: World, method: str) -> None:
    client = connect(api_root="http://127.0.0.1:9", access_token="t")
    with pytest.raises(ConnectionFailed, match="connection refused"):
        client.get("x") if method == "GET" else client.post("x", {})
    assert world.pauses == [0.5, 1.0, 2.0]


def test_the_dice_spread_the_pauses(zpa: TestTenant, client: Client, world: World) -> None:
    world.chance = 1.0
    zpa.fault("throttle", retry_after="4s")
    zpa.fault("throttle")
    client.list_all(GROUPS)
    assert world.pauses == [4.4, 2.0]


def lost_write(asked: float | None = None) -> UncertainWrite:
    lost = UncertainWrite("lost", "POST", "/path", 503)
    lost.asked = asked
    return lost


def test_before_a_lost_write_is_looked_after_there_is_a_pause(client: Client, world: World) -> None:
    patience = client.new_patience()
    for attempt in range(4):
        client.wait_after(lost_write(), attempt, patience)
    assert world.pauses == [0.5, 1.0, 2.0, 4.0]


def test_before_a_lost_write_is_looked_after_the_api_gets_the_time_it_asks_for(
    client: Client, world: World
) -> None:
    client.wait_after(lost_write(asked=9.0), 0, client.new_patience())
    assert world.pauses == [9.0]


def test_a_write_that_is_lost_again_and_again_is_given_up(client: Client, world: World) -> None:
    lost = lost_write()
    with pytest.raises(UncertainWrite, match="run the task again to find out") as given_up:
        client.wait_after(lost, 4, client.new_patience())
    assert given_up.value is lost
    assert world.pauses == []


def test_a_lost_write_is_not_looked_after_where_that_takes_too_long(connect: Connect, world: World) -> None:
    with pytest.raises(UncertainWrite, match="max_wait=5"):
        impatient = connect(max_wait=5)
        impatient.wait_after(lost_write(asked=9.0), 0, impatient.new_patience())
    assert world.pauses == []


def test_all_the_waiting_for_one_write_together_stays_below_max_wait(connect: Connect, world: World) -> None:
    client = connect(max_wait=20)
    patience = client.new_patience()
    client.wait_after(lost_write(asked=9.0), 0, patience)
    client.wait_after(lost_write(asked=9.0), 1, patience)
    with pytest.raises(UncertainWrite, match="after 18 s, the limit being max_wait=20"):
        client.wait_after(lost_write(asked=9.0), 2, patience)
    assert world.pauses == [9.0, 9.0]


def test_an_empty_answer_ends_a_list_that_has_begun_without_a_number_of_pages(
    zpa: TestTenant, client: Client
) -> None:
    for body in ({"list": [{"id": "1"}]}, {}, {"list": [{"id": "1"}]}):
        zpa.fault("status", "GET .*/segmentGroup", status=200, body=body)
    assert client.list_all(GROUPS) == [{"id": "1"}]


# -- what nobody may see -------------------------------------------------------------------------


def chain_of(error: BaseException | None) -> list[BaseException]:
    return [error, *chain_of(error.__cause__ or error.__context__)] if error else []


SECRET_FAULTS = [*PASSING, {"kind": "throttle"}] + [
    {"kind": "status", "status": status} for status in (307, 400, 401, 403)
]


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


def test_a_page_is_as_large_as_the_api_allows() -> None:
    assert PAGE_SIZE == 500
