# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finding objects by id, by exact name, or all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils import _lookup
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import ApiError, InvalidInput
from ansible_collections.zerotrust.zpa.plugins.module_utils._model.segment_group import SEGMENT_GROUP
from support.tenants import TestTenant

Connect = Callable[..., Client]
KIND = SEGMENT_GROUP.kind
SUBSIDIARY = "216196257331290001"


def ids(records: list[dict]) -> list[str]:
    return [record["id"] for record in records]


def test_an_object_is_found_by_its_id(zpa: TestTenant, client: Client) -> None:
    zpa.add_group("Finance", object_id="42")
    found = _lookup.by_id(client, KIND, "42")
    assert found is not None
    assert found["name"] == "Finance"


def test_an_id_that_is_not_there_finds_nothing(client: Client) -> None:
    assert _lookup.by_id(client, KIND, "4711") is None


@pytest.mark.parametrize("status", [400, 404])
def test_the_api_may_say_with_either_status_that_there_is_nothing(
    zpa: TestTenant, client: Client, status: int
) -> None:
    zpa.fault("status", status=status, body={"id": "resource.not.found", "reason": "No."})
    assert _lookup.by_id(client, KIND, "42") is None


def test_a_404_of_a_proxy_does_not_mean_that_there_is_nothing(zpa: TestTenant, client: Client) -> None:
    zpa.fault("status", status=404, body="<h1>Not found</h1>")
    with pytest.raises(ApiError, match="Cannot read segment group 42"):
        _lookup.by_id(client, KIND, "42")


def test_an_id_cannot_leave_its_place_in_the_path(zpa: TestTenant, client: Client) -> None:
    assert _lookup.by_id(client, KIND, "../application/1?x#y") is None
    assert _lookup.path_of(KIND, "../a?b#c") == "segmentGroup/..%2Fa%3Fb%23c"


@pytest.mark.parametrize("body", [{}, [], {"totalPages": "1", "list": []}])
def test_an_answer_that_is_no_object_is_an_error(zpa: TestTenant, client: Client, body: object) -> None:
    zpa.fault("status", status=200, body=body, times=9)
    with pytest.raises(Exception, match="Cannot read segment group 42"):
        _lookup.by_id(client, KIND, "42")


def test_only_the_exact_name_counts(zpa: TestTenant, client: Client) -> None:
    for number, name in enumerate(["Finance", "finance", "FINANCE", "Finance 2", "My Finance"], 1):
        zpa.add_group(name, object_id=str(number))
    assert ids(_lookup.all_named(client, KIND, "Finance")) == ["1"]


def test_blanks_at_the_ends_of_a_stored_name_do_not_count(zpa: TestTenant, client: Client) -> None:
    zpa.fault("status", status=200, body={"totalPages": "1", "list": [{"id": "1", "name": " Finance "}]})
    assert ids(_lookup.all_named(client, KIND, "Finance")) == ["1"]


@pytest.mark.parametrize("name", ["R&D", "a < b", "It's"])
def test_an_escaped_name_is_found(zpa: TestTenant, client: Client, name: str) -> None:
    zpa.tenant.quirks.escaped_text = True
    zpa.add_group(name, object_id="1")
    assert ids(_lookup.all_named(client, KIND, name)) == ["1"]


def test_a_name_is_looked_for_in_its_own_microtenant(zpa: TestTenant, connect: Connect) -> None:
    zpa.add_group("Finance", object_id="1")
    zpa.add_group("Finance", object_id="2", microtenant_id=SUBSIDIARY)
    assert ids(_lookup.all_named(connect(), KIND, "Finance")) == ["1"]
    assert ids(_lookup.all_named(connect(microtenant_id=SUBSIDIARY), KIND, "Finance")) == ["2"]


def test_a_server_that_lists_all_microtenants_does_not_confuse_names(
    zpa: TestTenant, connect: Connect
) -> None:
    zpa.tenant.quirks.absent_means_all = True
    zpa.add_group("Finance", object_id="1")
    zpa.add_group("Finance", object_id="2", microtenant_id=SUBSIDIARY)
    assert ids(_lookup.all_named(connect(), KIND, "Finance")) == ["1"]


def test_one_object_of_a_name_is_it(zpa: TestTenant, client: Client) -> None:
    zpa.add_group("Finance", object_id="1")
    found = _lookup.by_name(client, KIND, "Finance")
    assert found is not None
    assert found["id"] == "1"


def test_no_object_of_a_name_is_none(client: Client) -> None:
    assert _lookup.by_name(client, KIND, "Finance") is None


def test_two_objects_of_a_name_are_an_error_with_their_ids(zpa: TestTenant, client: Client) -> None:
    zpa.add_group("Twin", object_id="72")
    zpa.add_group("Twin", object_id="71")
    with pytest.raises(InvalidInput) as failed:
        _lookup.by_name(client, KIND, "Twin")
    assert failed.value.problems == [
        "name: 2 segment groups are named 'Twin' (ids 71, 72). Set id to choose one."
    ]


def test_a_failed_look_up_tells_what_was_looked_for(zpa: TestTenant, client: Client) -> None:
    zpa.fault("status", status=400, body={"id": "x", "reason": "No."}, times=9)
    with pytest.raises(ApiError, match=r"Cannot look up segment group 'Finance': No \(HTTP 400, x\)"):
        _lookup.by_name(client, KIND, "Finance")


def test_everything_is_everything_in_the_order_of_the_api(zpa: TestTenant, client: Client) -> None:
    for name in ("b", "a", "c"):
        zpa.add_group(name, object_id=name)
    assert ids(_lookup.everything(client, KIND)) == ["a", "b", "c"]


def test_a_failed_listing_tells_what_was_listed(zpa: TestTenant, client: Client) -> None:
    zpa.fault("status", status=400, body={"reason": "No."})
    with pytest.raises(ApiError, match="Cannot list segment groups: No"):
        _lookup.everything(client, KIND)


def test_what_lives_in_no_microtenant_is_always_in_scope(connect: Connect) -> None:
    record = {"id": "1", "microtenantId": "8"}
    client = connect(microtenant_id=SUBSIDIARY)
    assert _lookup.in_scope(client, KIND._replace(scoped=False), [record]) == [record]
    assert _lookup.in_scope(client, KIND, [record]) == []
