# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What errors say, and what they tell playbooks."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import (
    ApiError,
    ConnectionFailed,
    InconsistentRead,
    InvalidInput,
    RequestError,
    RestrictedObject,
    SignInFailed,
    StatusError,
    UncertainWrite,
    WriteInCheckMode,
    ZpaError,
    while_doing,
)


def api_error(**changes: Any) -> ApiError:
    facts = {"status": 400, "error_id": "resource.referenced", "reason": "In use.", "params": ["x"]}
    return ApiError("DELETE", "/path", **{**facts, **changes})


def test_one_problem_is_the_message() -> None:
    assert str(InvalidInput(["name: is empty."])) == "name: is empty."


def test_several_problems_are_listed_and_counted() -> None:
    assert str(InvalidInput(["a.", "b."])) == "2 problems were found, nothing was written:\n- a.\n- b."


def test_problems_are_facts() -> None:
    assert InvalidInput(("a.", "b.")).details() == {"problems": ["a.", "b."]}


def test_an_answer_is_told_with_its_status_and_id() -> None:
    assert str(api_error()) == "In use (HTTP 400, resource.referenced)"


def test_an_answer_without_an_id_is_told_with_its_status() -> None:
    assert str(api_error(error_id="")) == "In use (HTTP 400)"


def test_an_answer_without_a_reason_says_so() -> None:
    assert str(api_error(reason="", error_id="")) == "no reason given (HTTP 400)"


def test_an_answer_is_told_in_facts() -> None:
    assert api_error().details() == {
        "method": "DELETE",
        "path": "/path",
        "status": 400,
        "error_id": "resource.referenced",
        "reason": "In use.",
        "params": ["x"],
    }


def test_what_an_answer_does_not_say_is_no_fact() -> None:
    assert set(api_error(error_id="", reason="", params=()).details()) == {"method", "path", "status"}


@pytest.mark.parametrize(
    ("facts", "not_found"),
    [
        *(({"status": status, "error_id": "resource.not.found"}, True) for status in (200, 400, 404, 409)),
        ({"status": 500, "error_id": "resource.not.found"}, False),
        ({"status": 404, "error_id": "authz.featureflag.permission.denied"}, False),
        ({"status": 404, "error_id": "new.kind.of_error"}, True),
        ({"status": 404, "error_id": ""}, True),
        ({"status": 404, "error_id": "", "from_api": False}, False),
        ({"status": 400, "error_id": ""}, False),
    ],
)
def test_only_the_api_itself_can_say_that_an_object_is_missing(
    facts: dict[str, Any], not_found: bool
) -> None:
    assert api_error(**facts).not_found is not_found


AUTHZ = "authz.featureflag.permission.denied"


@pytest.mark.parametrize(
    ("facts", "is_there"),
    [
        *(({"status": status, "error_id": AUTHZ}, False) for status in (200, 400, 401, 403, 404, 409, 500)),
        *(({"status": status, "error_id": "x"}, False) for status in (400, 403, 404)),
        ({"status": 403, "error_id": "", "from_api": False}, True),
        ({"status": 401, "error_id": "x"}, True),
        ({"status": 409, "error_id": "x"}, True),
        ({"status": 500, "error_id": "x"}, True),
        ({"status": 400, "error_id": "api.concurrent.access.error"}, True),
        ({"status": 400, "error_id": "resource.referenced"}, True),
    ],
)
def test_a_list_that_is_refused_for_good_is_not_there(facts: dict[str, Any], is_there: bool) -> None:
    assert api_error(**facts).is_not_there is not is_there


TAKEN = [
    {"error_id": "resource.already.exist"},
    {"error_id": "resource.already.exists"},
    {"error_id": "RESOURCE_ALREADY_EXISTS", "status": 409},
    {"error_id": "duplicate.name"},
    {"error_id": "DUPLICATE_ITEM", "status": 409},
    {"reason": "Resource with the given name exists already."},
    {"reason": "Segment group already exists", "status": 409},
    {"reason": "A rule of this name already exist."},
    {"reason": "Duplicate name"},
    {"reason": "Name must be unique within the policy", "status": 422},
    {"reason": "The name is not unique."},
    {"reason": "The name 'x' is already in use."},
    {"reason": "This name has already been taken."},
    {"error_id": "resource.already.exist", "status": 200},
]
NOT_TAKEN = [
    {"error_id": "other"},
    {"error_id": "resource.referenced", "reason": "Resource is being referenced in Application : x."},
    {"error_id": "resource.not.found", "reason": "No resource exists with the given id/name"},
    {"error_id": "invalid.resource.argument", "reason": "One or more input fields name are not valid."},
    {"reason": "Segment group already exists", "status": 403},
    {"reason": "Segment group already exists", "status": 429},
]


@pytest.mark.parametrize("said", TAKEN, ids=str)
def test_a_name_that_is_taken_is_known_by_what_is_said(said: dict[str, Any]) -> None:
    assert api_error(**{"error_id": "", "reason": "", **said}).already_exists


@pytest.mark.parametrize("said", NOT_TAKEN, ids=str)
def test_no_other_refusal_means_that_a_name_is_taken(said: dict[str, Any]) -> None:
    assert not api_error(**{"error_id": "", "reason": "", **said}).already_exists


def test_a_hint_is_added_to_the_message() -> None:
    error = ConnectionFailed("No answer", "GET", "/path")
    error.hint("Check the cable")
    assert str(error) == "No answer. Check the cable"


def test_a_hint_does_not_hide_what_was_done() -> None:
    error = api_error()
    error.doing = "delete segment group 'x'"
    error.hint("Wait")
    assert str(error) == "Cannot delete segment group 'x': In use (HTTP 400, resource.referenced). Wait"


def test_a_failed_request_tells_what_it_was_for() -> None:
    with pytest.raises(RequestError, match="Cannot read x: No answer"), while_doing("read x"):
        raise ConnectionFailed("No answer", "GET", "/path")


def test_what_is_told_first_is_what_was_closest() -> None:
    with pytest.raises(RequestError, match="Cannot read x"), while_doing("do all"), while_doing("read x"):
        raise ConnectionFailed("No answer", "GET", "/path")


def test_an_error_that_is_no_request_passes_unchanged() -> None:
    with pytest.raises(InvalidInput) as failed, while_doing("read x"):
        raise InvalidInput(["bad."])
    assert str(failed.value) == "bad."


def test_a_status_that_there_was_not_is_no_fact() -> None:
    assert UncertainWrite("lost", "POST", "/path").details() == {"method": "POST", "path": "/path"}


def test_a_status_that_there_was_is_a_fact() -> None:
    assert UncertainWrite("lost", "POST", "/path", 503).details()["status"] == 503


def test_a_lost_write_knows_how_long_to_wait() -> None:
    answer = ApiError("POST", "/path", 503, "some.id", "Down.")
    lost = UncertainWrite.because(answer, asked=4.0)
    assert (lost.asked, lost.status, lost.error_id, lost.reason) == (4.0, 503, "some.id", "Down.")


def test_a_long_message_is_cut() -> None:
    for error in (InconsistentRead("x" * 10**7), InvalidInput(["x" * 10**7]), RestrictedObject("x" * 10**7)):
        assert 20000 <= len(str(error)) < 20100


def test_many_problems_are_all_told() -> None:
    problems = ["option[%d]: is wrong." % number for number in range(5000)]
    assert str(InvalidInput(problems)).count("is wrong") == 5000


def test_what_a_request_was_for_is_cut() -> None:
    with pytest.raises(RequestError) as failed, while_doing("update segment group '%s'" % ("x" * 10**7)):
        raise ConnectionFailed("No answer", "GET", "/path/" + "x" * 10**7)
    assert len(str(failed.value)) < 500
    assert len(json.dumps(failed.value.details())) < 500


ERRORS = [
    InvalidInput(["a"]),
    RestrictedObject("a"),
    WriteInCheckMode("a"),
    InconsistentRead("a"),
    ConnectionFailed("a", "GET", "/p"),
    SignInFailed("a", "POST", "/p", 401),
    UncertainWrite("a", "POST", "/p"),
    StatusError("a", "GET", "/p", 500),
    api_error(),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_the_facts_of_every_error_are_json(error: ZpaError) -> None:
    assert json.loads(json.dumps(error.details())) == error.details()
