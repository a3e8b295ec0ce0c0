# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Law 8: whatever happens to one request, the tenant ends as declared and nothing is made twice."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
import requests
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.policy_types import POLICY_TYPES
from support.cases import OBJECTS, objects_but
from support.modules import run_module
from support.policies import add_rule, rules_in_order
from support.tenants import TestTenant

PASSING = {
    "429 with a unit": {"kind": "throttle", "retry_after": "4s"},
    "429 without a word": {"kind": "throttle"},
    "500": {"kind": "status", "status": 500},
    "520 of a content network": {"kind": "status", "status": 520},
    "502 with a page": {"kind": "status", "status": 502, "body": "<html>Bad gateway</html>"},
    "503 with Retry-After": {"kind": "status", "status": 503, "retry_after": "2"},
    "cut before it took effect": {"kind": "cut_before"},
    "cut after it took effect": {"kind": "cut_after"},
    "half an answer": {"kind": "truncated"},
    "a page instead of JSON": {"kind": "text", "body": "<html>Welcome to the hotel</html>"},
    "an expired token": {"kind": "expired"},
    "simultaneous changes": {
        "kind": "status",
        "status": 400,
        "body": {"id": "api.concurrent.access.error", "reason": "Unable to modify the resource."},
    },
}
GROUP, RULE = "zpa_segment_group", "zpa_policy_rule"
SAP = [{"operands": [{"object_type": "APP", "objects": ["SAP"]}]}]
# A task, and how many requests it sends where nothing goes wrong.
TASKS: dict[str, tuple[str, dict[str, Any], int]] = {
    "create": (GROUP, {"name": "New", "applications": ["Jira"], "enabled": True}, 3),
    "update": (GROUP, {"name": "Finance", "applications": ["SAP", "Git"], "description": "new"}, 4),
    "rename": (GROUP, {"id": "42", "name": "Treasury"}, 4),
    # The rules of every policy type and log receivers are looked at before, and then the group again.
    "delete": (GROUP, {"name": "Unused", "state": "absent"}, 4 + len(POLICY_TYPES)),
    "create a rule": (RULE, {"name": "New", "action": "ALLOW", "conditions": SAP}, 4),
    "create a rule at a place": (RULE, {"name": "New", "action": "DENY", "rule_order": 2}, 5),
    "update a rule": (RULE, {"name": "Main", "conditions": SAP}, 5),
    "rename a rule": (RULE, {"id": "43", "name": "Other"}, 4),
    "move a rule": (RULE, {"name": "Main", "rule_order": 1}, 3),
    "update and move a rule": (RULE, {"name": "Main", "rule_order": 1, "description": "new"}, 5),
    "delete a rule": (RULE, {"name": "Main", "state": "absent"}, 2),
    **{
        "%s %s" % (what, subject): ("zpa_" + subject.key, {**subject.where, **options}, requests)
        for subject in objects_but("segment_group")
        for what, options, requests in (
            ("create", {"name": "New", **subject.required}, subject.creation),
            ("update", {"name": "Finance", **subject.touched}, 3 + subject.looks),
        )
        if what == "create" or subject.can_change
    },
}


@pytest.fixture
def tenant(zpa: TestTenant) -> TestTenant:
    zpa.add_group("Finance", applications=["SAP", "Payroll"], object_id="42")
    zpa.add_group("Unused")
    for subject in objects_but("segment_group"):
        subject.furnish(zpa)
        subject.add(zpa, "Finance")
    for name, rule_id in (("First", None), ("Second", None), ("Main", "43")):
        add_rule(zpa, name, object_id=rule_id)
    return zpa


# In an ordinary run each fault strikes one in so many requests of a task, and each request is struck.
ONE_IN = 4


def strikes(is_full: bool) -> list[tuple[str, str, int]]:
    """The faults, the tasks, and the numbers of the requests that they strike."""
    return [
        (what, task, number)
        for place, what in enumerate(PASSING)
        for task, (_module, _options, requests) in TASKS.items()
        for number in range(requests)
        if is_full or (place + number) % min(ONE_IN, requests) == 0
    ]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "number" in metafunc.fixturenames:
        given = [
            pytest.param(PASSING[what], task, number, id="%s, %s, request %d" % (what, task, number + 1))
            for what, task, number in strikes(metafunc.config.getoption("exhaustive"))
        ]
        metafunc.parametrize(("fault", "task", "number"), given)


def test_an_ordinary_run_strikes_each_request_of_a_task_and_takes_each_fault_for_each_task() -> None:
    every, taken = strikes(True), strikes(False)
    assert {strike[1:] for strike in taken} == {strike[1:] for strike in every}
    assert {strike[:2] for strike in taken} == {strike[:2] for strike in every}


@pytest.mark.generated
def test_one_fault_at_any_request_changes_nothing_in_the_end(
    tenant: TestTenant, fault: dict[str, Any], task: str, number: int
) -> None:
    module, options, _requests = TASKS[task]
    tenant.fault(**fault, skip=number)
    result = tenant.run(module, **options)
    assert result.get("changed") is True, result.get("msg")
    assert tenant.tenant.faults.pop().times == 0, "the fault did not strike"
    for path in ("policyRule", *(subject.path for subject in OBJECTS)):
        found = tenant.tenant.table(path).values()
        names = [(one["name"], one.get("microtenantId")) for one in found if not one.get("defaultRule")]
        assert len(names) == len(set(names))
    tenant.forget()
    assert tenant.run(module, **options)["changed"] is False
    assert tenant.writes == []


@pytest.mark.parametrize("kind", ["cut_before", "cut_after"])
def test_a_lost_creation_is_looked_for_before_it_is_sent_again(tenant: TestTenant, kind: str) -> None:
    tenant.fault(kind, "POST .*/segmentGroup")
    tenant.group(name="New")
    sent = [entry.method for entry in tenant.calls]
    # It can be there and not show yet.
    looks = ["GET"] * 5 + ["POST", "GET"] if kind == "cut_before" else ["GET"]
    assert sent == ["GET", "POST", *looks]


@pytest.mark.parametrize(
    ("module", "options"),
    [
        ("zpa_segment_group", {"name": "Unused", "state": "absent"}),
        ("zpa_policy_rule", {"name": "First", "state": "absent"}),
        ("zpa_config", {"config": {"segment_groups": [{"name": "Unused", "state": "absent"}]}}),
    ],
    ids=["a group", "a rule", "a configuration"],
)
def test_a_lost_deletion_is_not_sent_again_to_what_was_renamed_meanwhile(
    tenant: TestTenant, module: str, options: dict[str, Any]
) -> None:
    table = tenant.tenant.table("policyRule" if "policy" in module else "segmentGroup")
    (found,) = [one for one in table.values() if one["name"] in ("Unused", "First")]
    tenant.fault("cut_before", "DELETE", on_strike=lambda: found.update(name="Theirs"))
    result = tenant.run(module, **options)
    assert "was renamed to 'Theirs' since it was planned to delete it, and is still there" in result["msg"]
    assert result.get("changed", False) is False
    assert [entry.method for entry in tenant.writes] == ["DELETE"]
    assert found["id"] in table


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": "Theirs"}, "was renamed to 'Theirs' since it was planned to delete it, and is still there"),
        ({"restrictedEntity": True}, "managed by Zscaler"),
    ],
    ids=["renamed", "taken over by Zscaler"],
)
def test_a_configuration_does_not_delete_what_has_changed_since_it_was_planned(
    tenant: TestTenant, change: dict[str, Any], said: str
) -> None:
    (found,) = [one for one in tenant.tenant.table("segmentGroup").values() if one["name"] == "Unused"]
    by_id = "GET .*/segmentGroup/%s" % found["id"]
    tenant.fault("cut_before", by_id, on_strike=lambda: found.update(change))
    result = tenant.run("zpa_config", config={"segment_groups": [{"name": "Unused", "state": "absent"}]})
    assert said in result["msg"]
    assert tenant.writes == []


@pytest.mark.parametrize("kind", ["cut_before", "cut_after"])
@pytest.mark.parametrize("place", [None, 1])
def test_a_lost_creation_of_a_rule_makes_one_rule(tenant: TestTenant, kind: str, place: int | None) -> None:
    tenant.fault(kind, "POST .*/rule$")
    result = tenant.run(RULE, name="New", action="DENY", rule_order=place)
    assert result.get("changed") is True, result.get("msg")
    wanted = ["New", "First", "Second", "Main"] if place else ["First", "Second", "Main", "New"]
    assert rules_in_order(tenant) == wanted
    assert [entry.method for entry in tenant.writes].count("POST") == (2 if kind == "cut_before" else 1)


@pytest.mark.parametrize("kind", ["cut_before", "cut_after"])
@pytest.mark.parametrize(
    "options", [{"name": "Main"}, {"name": "Main", "action": "DENY"}, {"name": "New", "action": "DENY"}]
)
def test_a_lost_move_is_looked_after(tenant: TestTenant, kind: str, options: dict[str, Any]) -> None:
    tenant.fault(kind, "PUT .*/reorder/")
    result = tenant.run(RULE, rule_order=1, **options)
    assert result.get("changed") is True, result.get("msg")
    assert rules_in_order(tenant)[0] == options["name"]
    assert len(rules_in_order(tenant)) == 3 + (options["name"] == "New")
    moves = [entry for entry in tenant.writes if "/reorder/" in entry.path]
    assert len(moves) == (2 if kind == "cut_before" else 1)


def test_a_creation_whose_move_fails_is_completed_by_the_next_run(tenant: TestTenant) -> None:
    tenant.fault("status", "PUT .*/reorder/", status=400, body={"id": "x", "reason": "No."})
    options = {"name": "New", "action": "DENY", "rule_order": 1}
    assert tenant.run(RULE, **options)["failed"]
    tenant.forget()
    assert tenant.run(RULE, **options)["changed"]
    assert rules_in_order(tenant) == ["New", "First", "Second", "Main"]
    assert len(tenant.writes) == 1


@pytest.mark.parametrize("task", [name for name, row in TASKS.items() if row[0] == RULE])
def test_simultaneous_changes_of_rules_are_waited_out(
    tenant: TestTenant, pauses: list[float], task: str
) -> None:
    _module, options, _requests = TASKS[task]
    tenant.fault(**PASSING["simultaneous changes"], where="(POST|PUT|DELETE) .*/policySet/", times=2)
    result = tenant.run(RULE, **options)
    assert result.get("changed") is True, result.get("msg")
    assert pauses
    assert tenant.run(RULE, **options)["changed"] is False


@pytest.mark.parametrize("task", [name for name, row in TASKS.items() if row[0] == RULE])
@pytest.mark.parametrize("answer", [{}, {"message": "ok"}, [1], "text"])
def test_an_answer_that_is_no_list_is_never_a_policy_without_rules(
    tenant: TestTenant, task: str, answer: Any
) -> None:
    tenant.fault("status", "GET .*/policySet/", status=200, body=answer, times=10)
    assert tenant.run(RULE, **TASKS[task][1])["failed"]
    assert tenant.writes == []


@pytest.mark.parametrize("answer", [{}, ["x"], {"id": ""}, "text"])
def test_a_policy_set_that_is_none_is_an_error_before_any_write(tenant: TestTenant, answer: Any) -> None:
    tenant.fault("status", "GET .*/policySet/policyType/", status=200, body=answer, times=10)
    result = tenant.run(RULE, name="New", action="DENY")
    assert "Cannot look up the policy set of access rules" in result["msg"]
    assert tenant.writes == []


def test_a_lost_update_is_planned_again_from_what_is_there(tenant: TestTenant) -> None:
    tenant.fault("cut_after", "PUT ")
    result = tenant.group(name="Finance", applications=["SAP", "Git"])
    assert result["segment_group"]["applications"] == ["Git", "SAP"]
    assert len(tenant.writes) == 1


def test_a_write_that_never_gets_through_is_reported_with_its_doubt(tenant: TestTenant) -> None:
    tenant.fault("cut_before", "POST .*/segmentGroup", times=100)
    message = tenant.group(name="New")["msg"]
    assert message.startswith("Cannot create segment group 'New': the connection broke")
    assert "run the task again" in message


def test_a_server_that_is_down_is_given_up_in_time(tenant: TestTenant, pauses: list[float]) -> None:
    tenant.fault("status", status=503, times=1000)
    result = tenant.group(name="New")
    assert result["status"] == 503
    assert sum(pauses) < 60


def test_a_wait_beyond_the_limit_is_not_begun(tenant: TestTenant, pauses: list[float]) -> None:
    tenant.fault("throttle", retry_after="593s")
    result = tenant.group(name="New")
    assert "The API wants 593 s more after 0 s, the limit being max_wait=300" in result["msg"]
    assert pauses == []


def test_a_token_that_is_refused_twice_is_an_error(tenant: TestTenant) -> None:
    tenant.fault("expired", times=10)
    result = tenant.group(name="New")
    assert result["status"] == 401
    assert len(tenant.tenant.log) == 4


def test_the_pause_is_at_least_what_the_api_asks_for(tenant: TestTenant, pauses: list[float]) -> None:
    tenant.fault("throttle", retry_after="4s")
    tenant.group(name="New")
    assert 4.0 <= sum(pauses) <= 5.0


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
def test_faults_do_not_make_check_mode_write(tenant: TestTenant, fault: dict[str, Any]) -> None:
    tenant.fault(**fault)
    assert tenant.group(True, name="New")["changed"] is True
    assert tenant.writes == []


@pytest.mark.parametrize("answer", [{}, {"message": "ok"}, [1], "text"])
def test_an_answer_that_is_no_list_is_never_an_empty_list(tenant: TestTenant, answer: Any) -> None:
    tenant.fault("status", "GET ", status=200, body=answer, times=10)
    assert tenant.group(name="Finance", state="absent")["failed"]
    assert tenant.group(name="Finance")["failed"]
    assert tenant.writes == []


@pytest.mark.parametrize("pages", ["pages_as_count", "no_total_count"])
def test_odd_page_counts_do_no_harm(tenant: TestTenant, pages: str) -> None:
    setattr(tenant.tenant.quirks, pages, True)
    assert tenant.group(name="Finance", enabled=True)["changed"] is False
    names = [group["name"] for group in tenant.groups()["segment_groups"]]
    stored = sorted(group["name"] for group in tenant.tenant.table("segmentGroup").values())
    assert len(stored) > 2
    assert names == stored


def test_an_object_that_disappears_meanwhile_is_no_error_when_it_should(tenant: TestTenant) -> None:
    tenant.fault("cut_after", "DELETE ")
    assert tenant.group(name="Unused", state="absent")["changed"] is True


def test_all_the_waiting_of_one_write_stays_below_max_wait(tenant: TestTenant, pauses: list[float]) -> None:
    tenant.fault("status", "POST .*/segmentGroup", status=503, retry_after="290", times=10)
    assert "max_wait=300" in tenant.group(name="New")["msg"]
    assert sum(pauses) <= 300


@pytest.mark.parametrize("answer", [{}, ["x"], {"id": "7"}])
@pytest.mark.parametrize("state", ["present", "absent"])
def test_an_answer_that_is_not_the_object_asked_for_is_an_error(
    tenant: TestTenant, answer: Any, state: str
) -> None:
    tenant.fault("status", "GET .*/42", status=200, body=answer)
    result = tenant.group(id="42", state=state)
    assert "the answer does not show the object asked for" in result["msg"]
    assert result["path"].startswith("/mgmtconfig/v1/admin/customers/")
    assert tenant.writes == []


def test_an_error_answer_to_a_write_keeps_its_words(tenant: TestTenant) -> None:
    body = {"id": "some.id", "reason": "Down for repairs.", "params": ["a"]}
    tenant.fault("status", "POST .*/segmentGroup", status=503, body=body, times=10)
    result = tenant.group(name="New")
    assert (result["error_id"], result["reason"], result["params"]) == ("some.id", "Down for repairs.", ["a"])


def test_a_name_that_exists_is_not_sent_again_and_again(tenant: TestTenant, pauses: list[float]) -> None:
    body = {"id": "resource.already.exist", "reason": "Exists."}
    tenant.fault("status", "POST .*/segmentGroup", status=409, body=body, times=10)
    result = tenant.group(name="New")
    assert result["error_id"] == "resource.already.exist"
    assert "Nothing of that name is shown to this API client" in result["msg"]
    assert len(tenant.writes) == 1
    # It may show late.
    assert len(pauses) == 4


SAID = [
    (400, {"id": "resource.already.exist", "reason": "Exists."}),
    (400, {"id": "resource.already.exists", "reason": "Exists."}),
    (409, {"id": "conflict", "reason": "An object with the name New already exists"}),
    (400, {"reason": "The name must be unique."}),
]
# Who creates the same first: by module, how the object came, and what is left to do.
RIVALS: dict[str, tuple[str, dict[str, Any], Callable[[TestTenant], Any], list[str]]] = {
    "the same group": (GROUP, {"name": "New"}, lambda zpa: zpa.add_group("New"), ["POST"]),
    "another group": (
        GROUP,
        {"name": "New", "applications": ["Jira"]},
        lambda zpa: zpa.add_group("New"),
        ["POST", "PUT"],
    ),
    "a connector group": (
        "zpa_app_connector_group",
        {"name": "New", "latitude": 47.3, "longitude": 8.5, "location": "Zurich", "description": "Ours"},
        lambda zpa: zpa.add_connector_group("New"),
        ["POST", "PUT"],
    ),
    "the same rule": (
        RULE,
        {"name": "New", "action": "DENY"},
        lambda zpa: add_rule(zpa, "New", action="DENY"),
        ["POST"],
    ),
    "a rule elsewhere": (
        RULE,
        {"name": "New", "action": "DENY", "rule_order": 1},
        lambda zpa: add_rule(zpa, "New", action="DENY"),
        ["POST", "PUT"],
    ),
}


@pytest.mark.parametrize(("status", "body"), SAID, ids=str)
@pytest.mark.parametrize("rival", RIVALS)
def test_who_creates_the_same_first_does_not_make_a_task_fail(
    tenant: TestTenant, rival: str, status: int, body: dict[str, Any]
) -> None:
    module, options, create, methods = RIVALS[rival]
    tenant.fault("status", "POST .*customers", status=status, body=body, on_strike=lambda: create(tenant))
    result = tenant.run(module, **options)
    assert "failed" not in result, result.get("msg")
    assert result["changed"] is (len(methods) > 1)
    assert [entry.method for entry in tenant.writes] == methods
    assert "somebody else has created" in str(result["warnings"])
    if options.get("rule_order"):
        assert rules_in_order(tenant)[0] == "New"
    tenant.forget()
    assert tenant.run(module, **options)["changed"] is False
    assert tenant.writes == []


class TestProxy:
    """A forwarding proxy that takes the request to the emulator and can cut the answer."""

    @pytest.fixture
    def sent(self, tenant: TestTenant) -> Any:
        requests_seen: list[str] = []

        class Forward(http.server.BaseHTTPRequestHandler):
            def handle_any(self) -> None:
                requests_seen.append(self.command)
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                headers = {key: value for key, value in self.headers.items() if key != "Host"}
                answer = requests.request(
                    self.command, self.path, data=body, headers=headers, timeout=10, proxies={"http": ""}
                )
                if self.command == "POST" and "segmentGroup" in self.path:
                    self.connection.close()
                else:
                    self.send_response(answer.status_code)
                    self.send_header("Content-Length", str(len(answer.content)))
                    self.end_headers()
                    self.wfile.write(answer.content)

            do_GET = do_POST = handle_any

            def log_message(self, *words: object) -> None:
                pass

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Forward) as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            self.variable = {"http_proxy": "http://127.0.0.1:%d" % server.server_address[1]}
            yield requests_seen
            server.shutdown()
            thread.join()

    def test_a_creation_whose_answer_a_proxy_loses_is_not_sent_again(
        self, tenant: TestTenant, sent: list[str]
    ) -> None:
        environment = {**tenant.environment, **self.variable}
        result = run_module("zpa_segment_group", {"name": "New"}, False, environment)
        assert result["changed"]
        assert sent == ["POST", "GET", "POST", "GET"]
        assert len(tenant.writes) == 1


def test_a_defect_ends_the_task_as_a_failure_without_secrets(
    tenant: TestTenant, code_patch: pytest.MonkeyPatch
) -> None:
    def broken(client: Client, *given: Any) -> None:
        raise KeyError("nobody expected %s" % tenant.client_secret)

    code_patch.setattr(Client, "list_all", broken)
    result = tenant.groups()
    assert result["failed"]
    assert result["msg"].startswith("A defect of the collection ended the task, please report it")
    assert "KeyError: 'nobody expected ********'" in result["msg"]
    assert tenant.client_secret not in json.dumps(result)
