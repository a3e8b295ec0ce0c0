# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finding objects by id, by exact name, or all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.search import Term
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine import finder
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.repository import Store
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import (
    ApiError,
    ConnectionFailed,
    InvalidInput,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.app_connector_group import (
    APP_CONNECTOR_GROUP,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.lookups import LOOKUPS
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.segment_group import SEGMENT_GROUP
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.kind import Kind
from support.tenants import TestTenant

Connect = Callable[..., Client]
KIND = SEGMENT_GROUP.kind
CONNECTORS = APP_CONNECTOR_GROUP.kind
PROFILE = LOOKUPS["version_profile"]
# As the API has it: listed by its second version, read one by one by its first.
CERTIFICATE = LOOKUPS["enrollment_cert"]
LIST, SINGLE = r"GET .*appConnectorGroup$", "GET .*appConnectorGroup/"
NOTHING = {"totalPages": "0", "totalCount": "0"}
GONE = {"id": "resource.not.found", "reason": "No."}
SUBSIDIARY = "216196257331290001"


def ids(records: list[dict]) -> list[str]:
    return [record["id"] for record in records]


def test_an_object_is_found_by_its_id(zpa: TestTenant, client: Client) -> None:
    zpa.add_group("Finance", object_id="42")
    found = finder.by_id(client, KIND, "42")
    assert found is not None
    assert found["name"] == "Finance"


def test_an_id_that_is_not_there_finds_nothing(client: Client) -> None:
    assert finder.by_id(client, KIND, "4711") is None


@pytest.mark.parametrize("status", [400, 404])
def test_the_api_may_say_with_either_status_that_there_is_nothing(
    zpa: TestTenant, client: Client, status: int
) -> None:
    zpa.fault("status", status=status, body={"id": "resource.not.found", "reason": "No."})
    assert finder.by_id(client, KIND, "42") is None


def test_a_404_of_a_proxy_does_not_mean_that_there_is_nothing(zpa: TestTenant, client: Client) -> None:
    zpa.fault("status", status=404, body="<h1>Not found</h1>")
    with pytest.raises(ApiError, match="Cannot read segment group 42"):
        finder.by_id(client, KIND, "42")


def test_an_id_cannot_leave_its_place_in_the_path(zpa: TestTenant, client: Client) -> None:
    assert finder.by_id(client, KIND, "../application/1?x#y") is None
    assert KIND.path_of("../a?b#c") == "segmentGroup/..%2Fa%3Fb%23c"


@pytest.mark.parametrize("body", [{}, [], {"totalPages": "1", "list": []}])
def test_an_answer_that_is_no_object_is_an_error(zpa: TestTenant, client: Client, body: object) -> None:
    zpa.fault("status", status=200, body=body, times=9)
    with pytest.raises(Exception, match="Cannot read segment group 42"):
        finder.by_id(client, KIND, "42")


def test_only_the_exact_name_counts(zpa: TestTenant, client: Client) -> None:
    for number, name in enumerate(["Finance", "finance", "FINANCE", "Finance 2", "My Finance"], 1):
        zpa.add_group(name, object_id=str(number))
    assert ids(finder.all_named(client, KIND, "Finance")) == ["1"]


def test_blanks_at_the_ends_of_a_stored_name_do_not_count(zpa: TestTenant, client: Client) -> None:
    zpa.fault("status", status=200, body={"totalPages": "1", "list": [{"id": "1", "name": " Finance "}]})
    assert ids(finder.all_named(client, KIND, "Finance")) == ["1"]


@pytest.mark.parametrize("name", ["R&D", "a < b", "It's"])
def test_an_escaped_name_is_found(zpa: TestTenant, client: Client, name: str) -> None:
    zpa.tenant.quirks.escaped_text = True
    zpa.add_group(name, object_id="1")
    assert ids(finder.all_named(client, KIND, name)) == ["1"]


def test_a_name_is_looked_for_in_its_own_microtenant(zpa: TestTenant, connect: Connect) -> None:
    zpa.add_group("Finance", object_id="1")
    zpa.add_group("Finance", object_id="2", microtenant_id=SUBSIDIARY)
    assert ids(finder.all_named(connect(), KIND, "Finance")) == ["1"]
    assert ids(finder.all_named(connect(microtenant_id=SUBSIDIARY), KIND, "Finance")) == ["2"]


def test_a_server_that_lists_all_microtenants_does_not_confuse_names(
    zpa: TestTenant, connect: Connect
) -> None:
    zpa.tenant.quirks.absent_means_all = True
    zpa.add_group("Finance", object_id="1")
    zpa.add_group("Finance", object_id="2", microtenant_id=SUBSIDIARY)
    assert ids(finder.all_named(connect(), KIND, "Finance")) == ["1"]


def test_one_object_of_a_name_is_it(zpa: TestTenant, client: Client) -> None:
    zpa.add_group("Finance", object_id="1")
    found = Store(client, SEGMENT_GROUP).only_one_named("Finance")
    assert found is not None
    assert found["id"] == "1"


def test_no_object_of_a_name_is_none(client: Client) -> None:
    assert Store(client, SEGMENT_GROUP).only_one_named("Finance") is None


def test_two_objects_of_a_name_are_an_error_with_their_ids(zpa: TestTenant, client: Client) -> None:
    zpa.add_group("Twin", object_id="72")
    zpa.add_group("Twin", object_id="71")
    with pytest.raises(InvalidInput) as failed:
        Store(client, SEGMENT_GROUP).only_one_named("Twin")
    assert failed.value.problems == [
        "name: 2 segment groups are named 'Twin' (ids 71, 72). Set id to choose one."
    ]


def test_a_failed_look_up_tells_what_was_looked_for(zpa: TestTenant, client: Client) -> None:
    zpa.fault("status", status=400, body={"id": "x", "reason": "No."}, times=9)
    with pytest.raises(ApiError, match=r"Cannot look up segment group 'Finance': No \(HTTP 400, x\)"):
        Store(client, SEGMENT_GROUP).only_one_named("Finance")


def test_everything_is_everything_in_the_order_of_the_api(zpa: TestTenant, client: Client) -> None:
    for name in ("b", "a", "c"):
        zpa.add_group(name, object_id=name)
    assert ids(finder.everything(client, KIND)) == ["a", "b", "c"]


def test_a_failed_listing_tells_what_was_listed(zpa: TestTenant, client: Client) -> None:
    zpa.fault("status", status=400, body={"reason": "No."})
    with pytest.raises(ApiError, match="Cannot list segment groups: No"):
        finder.everything(client, KIND)


def test_what_lives_in_no_microtenant_is_always_in_scope(connect: Connect) -> None:
    record = {"id": "1", "microtenantId": "8"}
    client = connect(microtenant_id=SUBSIDIARY)
    assert KIND._replace(scoped=False).in_scope([record], client.settings.microtenant_id) == [record]
    assert KIND.in_scope([record], client.settings.microtenant_id) == []


# -- kinds whose list is the truth ---------------------------------------------------------------


@pytest.fixture
def streaming(zpa: TestTenant) -> TestTenant:
    """A tenant with a group for log streaming, which the answer by id says to be none."""
    zpa.add_connector_group("Streaming", object_id="42", lssAppConnectorGroup=True)
    return zpa


@pytest.fixture
def behind(streaming: TestTenant) -> TestTenant:
    """The same, with the group behind the first page of the list."""
    for number in range(1200):
        streaming.add_connector_group("Group %04d" % number)
    return streaming


def truth(record: dict | None) -> Any:
    return record and record["lssAppConnectorGroup"]


def how(zpa: TestTenant) -> list[str]:
    """The requests for connector groups: a page of the list, a search, one by id."""
    return [
        entry.path.rsplit("/", 1)[1] if entry.path[-1].isdigit() else entry.query.get("search", "page")
        for entry in zpa.calls
    ]


def test_what_the_list_shows_goes_before_the_answer_by_id(streaming: TestTenant, client: Client) -> None:
    assert truth(finder.by_id(client, CONNECTORS, "42")) is True
    assert how(streaming) == ["page"]


def test_what_is_behind_the_first_page_costs_three_requests(behind: TestTenant, client: Client) -> None:
    assert truth(finder.by_id(client, CONNECTORS, "42")) is True
    assert how(behind) == ["page", "42", "name EQ Streaming"]


def test_what_is_called_by_its_name_as_well_costs_one_request(behind: TestTenant, client: Client) -> None:
    assert truth(finder.by_id(client, CONNECTORS, "42", "Streaming")) is True
    assert how(behind) == ["name EQ Streaming"]


@pytest.mark.parametrize("name", ["Former", "Group 0007"])
def test_what_has_another_name_meanwhile_costs_three_requests(
    behind: TestTenant, client: Client, name: str
) -> None:
    assert truth(finder.by_id(client, CONNECTORS, "42", name)) is True
    assert how(behind) == ["name EQ " + name, "42", "name EQ Streaming"]


def test_of_two_of_one_name_the_one_with_the_id_is_meant(streaming: TestTenant, client: Client) -> None:
    streaming.add_connector_group("Streaming", object_id="41")
    found = finder.by_id(client, CONNECTORS, "42", "Streaming")
    assert found is not None
    assert found["id"] == "42"


def test_an_id_that_the_list_spells_as_a_number_is_found(streaming: TestTenant, client: Client) -> None:
    body = {"totalPages": "1", "list": [{"id": 42, "name": "x"}]}
    streaming.fault("status", LIST, status=200, body=body)
    assert finder.by_id(client, CONNECTORS, "42") == {"id": 42, "name": "x"}


@pytest.mark.parametrize("name", ["", "Streaming"])
def test_what_is_readable_but_on_no_list_is_found_without_what_it_may_have_wrong(
    streaming: TestTenant, client: Client, name: str
) -> None:
    streaming.fault("status", LIST, status=200, body=NOTHING, times=9)
    found = finder.by_id(client, CONNECTORS, "42", name)
    assert found is not None
    assert found["name"] == "Streaming"
    assert "lssAppConnectorGroup" not in found


@pytest.mark.parametrize(("name", "asked"), [("", "page"), ("Streaming", "name EQ Streaming")])
def test_what_is_neither_on_the_list_nor_readable_is_not_there(
    zpa: TestTenant, client: Client, name: str, asked: str
) -> None:
    assert finder.by_id(client, CONNECTORS, "42", name) is None
    assert how(zpa) == [asked, "42"]


@pytest.mark.parametrize("where", [LIST, SINGLE])
def test_a_failure_on_the_way_to_the_truth_tells_what_was_read(
    behind: TestTenant, client: Client, where: str
) -> None:
    behind.fault("status", where, status=400, body={"id": "x", "reason": "No."})
    with pytest.raises(ApiError, match="Cannot read App Connector group 42: No"):
        finder.by_id(client, CONNECTORS, "42")


def test_an_answer_by_id_with_another_object_is_an_error(behind: TestTenant, client: Client) -> None:
    behind.fault("status", SINGLE, status=200, body={"id": "43", "name": "x"}, times=9)
    with pytest.raises(Exception, match="Cannot read App Connector group 42"):
        finder.by_id(client, CONNECTORS, "42")


def test_a_name_says_nothing_about_other_kinds(zpa: TestTenant, client: Client) -> None:
    zpa.add_group("Finance", object_id="42")
    found = finder.by_id(client, KIND, "42", "Treasury")
    assert found is not None
    assert [entry.path.rsplit("/", 1)[1] for entry in zpa.calls] == ["42"]


# -- kinds that are only listed ------------------------------------------------------------------


@pytest.mark.parametrize(("object_id", "name"), [("2", "New Release"), ("0", "Default")])
def test_what_is_only_listed_is_found_by_id_in_the_list(
    zpa: TestTenant, client: Client, object_id: str, name: str
) -> None:
    found = finder.by_id(client, PROFILE, object_id)
    assert found is not None
    assert found["name"] == name
    assert [set(entry.query) for entry in zpa.calls] == [{"page", "pagesize"}]


def test_what_is_not_on_the_only_list_is_not_there(zpa: TestTenant, client: Client) -> None:
    assert finder.by_id(client, PROFILE, "4711") is None
    assert finder.all_named(client, PROFILE, "Nobody") == []
    assert len(zpa.calls) == 2


@pytest.mark.parametrize("name", ["Default", "DEFAULT", "default"])
def test_what_is_only_listed_is_found_by_name_without_a_search(
    zpa: TestTenant, client: Client, name: str
) -> None:
    assert ids(finder.all_named(client, PROFILE, name)) == ["0"]
    assert [set(entry.query) for entry in zpa.calls] == [{"page", "pagesize"}]


def test_all_pages_of_the_only_list_count(zpa: TestTenant, client: Client) -> None:
    table = zpa.tenant.table(PROFILE.path)
    for number in range(600):
        table["9%03d" % number] = {"id": "9%03d" % number, "name": "A %d" % number}
    assert ids(finder.all_named(client, PROFILE, "previous default")) == ["1"]
    found = finder.by_id(client, PROFILE, "1")
    assert found is not None
    assert len(zpa.calls) == 4


def test_a_failure_of_the_only_list_tells_what_was_looked_for(zpa: TestTenant, client: Client) -> None:
    zpa.fault("status", status=400, body={"id": "x", "reason": "No."}, times=9)
    with pytest.raises(ApiError, match="Cannot look up version profile 'Default': No"):
        finder.all_named(client, PROFILE, "Default")
    with pytest.raises(ApiError, match="Cannot read version profile 0: No"):
        finder.by_id(client, PROFILE, "0")


def test_letter_case_makes_no_difference_only_where_a_kind_folds_it(client: Client) -> None:
    folding = LOOKUPS["application_segment"]._replace(folds_case=True)
    assert finder.shortened(folding, "STRASSE") == finder.short_name(folding, {"name": "straße"})
    assert finder.shortened(KIND, "SAP") == "SAP"
    assert [found["name"] for found in finder.all_named(client, folding, "sap")] == ["SAP"]
    assert finder.all_named(client, CERTIFICATE, "connector") == []


def test_an_answer_by_id_that_is_no_object_is_told(zpa: TestTenant, client: Client) -> None:
    zpa.fault("status", status=200, body=[], times=9)
    with pytest.raises(ConnectionFailed) as failed:
        finder.by_id(client, LOOKUPS["application_segment"], "6573")
    path = client.full_path("application/6573")
    assert (failed.value.method, failed.value.path) == ("GET", path)
    assert "the answer does not show the object asked for" in str(failed.value)


# -- everything ----------------------------------------------------------------------------------

MIXED = {
    "totalPages": "1",
    "list": [
        {"id": "1", "name": "a"},
        {"id": "2", "name": "b", "microtenantId": SUBSIDIARY},
        {"id": "3", "name": "c", "microtenantId": "0", "microtenantName": "Default"},
        {"id": "4", "name": "d", "microtenantId": "8"},
    ],
}


@pytest.mark.parametrize(
    ("microtenant_id", "kind", "found"),
    [
        ("", KIND, ["1", "2", "3", "4"]),
        ("0", KIND, ["1", "3"]),
        (SUBSIDIARY, KIND, ["1", "2"]),
        (SUBSIDIARY, KIND._replace(scoped=False), ["1", "2", "3", "4"]),
    ],
)
def test_everything_in_a_microtenant_is_what_may_belong_to_it(
    zpa: TestTenant, connect: Connect, microtenant_id: str, kind: Kind, found: list[str]
) -> None:
    zpa.fault("status", status=200, body=MIXED)
    assert ids(finder.everything(connect(microtenant_id=microtenant_id), kind)) == found


@pytest.mark.parametrize(("kind", "is_asked"), [(KIND, True), (PROFILE, False)])
def test_everything_is_asked_for_in_the_microtenant_where_that_matters(
    zpa: TestTenant, connect: Connect, kind: Kind, is_asked: bool
) -> None:
    finder.everything(connect(microtenant_id=SUBSIDIARY), kind)
    assert ("microtenantId" in zpa.calls[0].query) is is_asked


def test_everything_can_be_narrowed_by_the_server(zpa: TestTenant, client: Client) -> None:
    for name in ("a", "b", "ab"):
        zpa.add_group(name, object_id=name)
    assert ids(finder.everything(client, KIND, Term("name", "LIKE", "a"))) == ["a", "ab"]
    assert [entry.query["search"] for entry in zpa.calls] == ["name LIKE a"]
