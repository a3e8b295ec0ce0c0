# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a scenario on a tenant that is always the same, with trouble at any of its requests.

A tenant is compared by its changes: what differs from the tenant as it was furnished, object by object, to
the last unknown key. Ids of new objects and times are put into a neutral form; that a time changed is not.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import pickle
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client import client as client_code
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.transport import Transport
from support.comparing import comparable
from support.exhaustive.fault_scenarios import OLD, Scenario, furnish_for_faults
from support.exhaustive.fault_troubles import FOR_EVER, Trouble
from support.tenants import new_tenant
from zpa_emulator import Emulator, LogEntry
from zpa_emulator.state import Quirks

Changes = dict[str, Any]
Result = dict[str, Any]
# Words of a failed run by which people know that something can have been written.
TELLS_OF_A_WRITE = re.compile(
    r"outcome is unknown|itself was (accepted|created|updated)|API accepted|[Rr]un the task again"
)
PAUSE = threading.Event()  # never set: time.sleep is not what it was
STAMPS = ("modifiedTime", "creationTime", "modifiedBy", "lastCredentialResetTime")


class Seam:
    """Sees each request of a client in this process before it is sent, and each pause that it makes."""

    def __init__(self) -> None:
        self.clock_moved = 0.0
        self.reset()

    def reset(self) -> None:
        self.number = 0
        self.before_request: Callable[[int, Transport], None] = lambda number, transport: None
        self.at_pause: Callable[[], None] = lambda: None
        self.clock_moved = 0.0

    @classmethod
    def into(cls, patch: pytest.MonkeyPatch) -> Seam:
        """Put one in until the test ends. Pauses are not made."""
        seam, exchange, begin = cls(), Transport.exchange, Client.__init__

        def seen(transport: Transport, request: Any, now: float) -> Any:
            seam.before_request(seam.number, transport)
            seam.number += 1
            return exchange(transport, request, now)

        def with_clock(client: Client, *given: Any, **options: Any) -> None:
            begin(client, *given, **options, clock=lambda: time.time() + seam.clock_moved)

        patch.setattr(Transport, "exchange", seen)
        patch.setattr(Client, "__init__", with_clock)
        patch.setattr("time.sleep", lambda seconds: seam.at_pause())
        return seam


class Clean(NamedTuple):
    """A run without trouble: its requests, the changes before each and after the last, the result."""

    requests: list[LogEntry]
    changes: list[Changes]
    result: Result

    @property
    def stages(self) -> list[Changes]:
        """What the tenant goes through, from the beginning to the end."""
        return [state for state, _same in itertools.groupby(self.changes)]


class Verdict(NamedTuple):
    """How a run ended: "ok", "failed" or, where something was written before that, "partial"."""

    end: str
    complaints: list[str]


class Stage:
    """A tenant that can be put back to its beginning, and a scenario on it."""

    def __init__(self, emulator: Emulator, scenario: Scenario, cache: Path) -> None:
        self.emulator, self.scenario = emulator, scenario
        self.zpa = new_tenant(emulator, cache)
        furnish_for_faults(self.zpa)
        self._begin = pickle.dumps((self.zpa.tenant.tables, self.zpa.tenant.ended_users))
        self.base: dict[str, dict[str, dict[str, Any]]] = pickle.loads(self._begin)[0]  # noqa: S301 - made here
        self._clean: Clean | None = None

    def reset(self) -> None:
        """Put the tenant, its faults, its log and the token cache back."""
        tenant = self.zpa.tenant
        tenant.tables, tenant.ended_users = pickle.loads(self._begin)  # noqa: S301 - made above
        tenant.faults, tenant.quirks = [], Quirks()
        self.zpa.forget()
        shutil.rmtree(self.zpa.cache, ignore_errors=True)

    def run(self, seam: Seam) -> Result:
        """Run the scenario as things are."""
        seam.number = 0
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(client_code, "PAGE_SIZE", self.scenario.page_size)
            return self.zpa.run(self.scenario.module, self.scenario.check, **self.scenario.options)

    def clean(self, seam: Seam) -> Clean:
        """Run it without trouble, once for all."""
        if self._clean is None:
            states: list[Changes] = []
            self.reset()
            seam.reset()
            seam.before_request = lambda number, transport: states.append(self.changes())
            result = self.run(seam)
            seam.reset()
            assert not result.get("failed"), result["msg"]
            self._clean = Clean(list(self.zpa.tenant.log), [*states, self.changes()], result)
        return self._clean

    def changes(self) -> Changes:
        """Return the objects that are not what they were: by their name, as they are now, None if gone."""
        tables = self.zpa.tenant.tables
        names = {
            key: "new %s %s" % (path, entry.get("name"))
            for path, table in tables.items()
            for key, entry in table.items()
            if key not in self.base.get(path, {})
        }
        found: Changes = {}
        for path, table in tables.items():
            before = self.base.get(path, {})
            for key in [*before, *(key for key in table if key not in before)]:
                if before.get(key) != table.get(key):
                    label = names.get(key) or "%s %s" % (path, before[key].get("name") or key)
                    while label in found:
                        label += " again"
                    found[label] = _neutral(table.get(key), names)
        return found


def _neutral(value: Any, names: dict[str, str], depth: int = 0) -> Any:
    if isinstance(value, dict):
        # What is below an object gets new ids with every update of it.
        return {
            key: "a time" if key in STAMPS and entry != OLD else _neutral(entry, names, depth + 1)
            for key, entry in value.items()
            # A key is made anew for each object.
            if key != "provisioningKey" and (depth == 0 or key not in ("id", *STAMPS))
        }
    if isinstance(value, list):
        return [_neutral(entry, names, depth + 1) for entry in value]
    return names.get(value, value) if isinstance(value, str) else value


@contextlib.contextmanager
def in_trouble(stage: Stage, seam: Seam, trouble: Trouble, number: int, lasting: bool) -> Iterator[None]:
    """Let something happen to the request of this number, or from it on."""
    usual: list[tuple[Transport, Any]] = []

    def strike(now: int, transport: Transport) -> None:
        is_struck = now >= number if lasting else now == number
        if is_struck and trouble.is_refused and now == number:
            stage.emulator.refuse()
        if now == number:
            seam.clock_moved = trouble.clock
        if trouble.patience and not usual:
            usual.append((transport, transport._timeout))
        if trouble.patience:
            transport._timeout = trouble.patience if is_struck else usual[0][1]  # type: ignore[assignment]

    def open_again() -> None:
        seam.at_pause = lambda: None
        stage.emulator.accept()

    if trouble.fault:
        stage.zpa.fault(
            **{"where": ".", **trouble.fault, "skip": number, "times": FOR_EVER if lasting else 1}
        )
    seam.before_request = strike
    if trouble.is_refused and not lasting:
        seam.at_pause = open_again
    try:
        yield
    finally:
        if trouble.is_refused:
            stage.emulator.accept()
        seam.reset()
        stage.zpa.tenant.faults.clear()
        wait_for_answers(stage, trouble)


def wait_for_answers(stage: Stage, trouble: Trouble) -> None:
    """Wait until what was delayed has taken effect."""
    is_delayed = bool(trouble.fault) and trouble.fault["kind"] == "slow"
    while is_delayed and any(entry.fault and not entry.status for entry in stage.zpa.tenant.log):
        PAUSE.wait(0.01)


def strike(stage: Stage, seam: Seam, trouble: Trouble, number: int, lasting: bool) -> Verdict:
    """Run a scenario with trouble, then twice without, and say what is wrong with it."""
    clean = stage.clean(seam)
    stage.reset()
    with in_trouble(stage, seam, trouble, number, lasting):
        result = stage.run(seam)
    found = stage.changes()
    complaints = judge(stage, clean, result, found, trouble.is_word_of_the_api)
    if result.get("failed") and trouble.passes and not lasting:
        complaints.append("was not survived: %s" % result["msg"])
    end = "ok" if not result.get("failed") else "failed" if found == clean.stages[0] else "partial"
    return Verdict(end, complaints + aftermath(stage, seam, clean))


def judge(
    stage: Stage, clean: Clean, result: Result, found: Changes, may_leave_out: bool = False
) -> list[str]:
    """Return what is not true in a result, or wrong with the tenant that it left.

    ``may_leave_out``: whether lists that the API refuses to show may be missing, if that is told.
    """
    complaints = []
    if found not in clean.stages:
        complaints.append("the tenant is in a state that a run without trouble never makes: %s" % found)
    if stage.zpa.client_secret in json.dumps(result):
        complaints.append("the secret is told")
    if not result.get("failed"):
        if found != clean.stages[-1]:
            complaints.append("says ok, and the tenant is not as wanted: %s" % found)
        expected = without_lists(clean.result, result) if may_leave_out else clean.result
        if comparable(told(result)) != comparable(told(expected)):
            complaints.append("tells something else than a run without trouble: %s" % told(result))
        return complaints
    if not str(result.get("msg") or "").strip():
        complaints.append("fails without a message")
    if "defect" in result["msg"]:
        complaints.append("ends as a defect: %s" % result["msg"])
    has_changed = found != clean.stages[0]
    if result.get("changed") and not has_changed and not any(map(leaves_doubt, stage.zpa.writes)):
        complaints.append("says changed, and nothing can have been")
    if "plan" in result:
        complaints += wrong_statuses(clean, result, found)
        if has_changed and not result["changed"]:
            complaints.append("says that nothing was changed: %s" % result["msg"])
    elif has_changed and not TELLS_OF_A_WRITE.search(result["msg"]):
        complaints.append("does not tell that something was written: %s" % result["msg"])
    return complaints


def leaves_doubt(entry: LogEntry) -> bool:
    """Whether a write can have taken effect, as far as its client knows."""
    return not 400 <= entry.status < 500


def told(result: Result) -> Result:
    """What a result says that does not depend on how it came about, with its keys in order.

    ``metadata`` does: the answer to a creation has less of it than what is read later.
    """
    kept = {key: value for key, value in result.items() if key not in ("warnings", "invocation", "metadata")}
    ordered: Result = json.loads(json.dumps(kept, sort_keys=True))
    return ordered


def without_lists(clean: Result, result: Result) -> Result:
    """Return a result without what another one tells to have left out, which are lists of a gathering.

    Of an analysis such a list may have decided everything that it told.
    """
    if any("the API does not list it" in words for words in result.get("assumptions", ())):
        return result
    remarks = [words for words in result.get("not_carried", ()) if "the API does not list it" in words]
    if not remarks:
        return clean
    missing = {words.partition(":")[0].partition(".")[2] for words in remarks}
    rules = {kind: listed for kind, listed in clean["config"]["policy_rules"].items() if kind not in missing}
    others = [words for words in result["not_carried"] if words not in remarks]
    if others != clean["not_carried"]:
        return clean
    config = {**clean["config"], "policy_rules": rules}
    return {**clean, "config": config, "not_carried": result["not_carried"]}


def wrong_statuses(clean: Clean, result: Result, found: Changes) -> list[str]:
    """Return what is not true in the statuses of a plan. Each of its steps takes one write."""
    statuses = [step["status"] for step in result["plan"]]
    planned = [step["operation"] for step in clean.result["plan"]]
    if [step["operation"] for step in result["plan"]] != planned:
        return ["has another plan: %s" % result["plan"]]
    done, failed = statuses.count("done"), statuses.count("failed")
    if statuses != ["done"] * done + ["failed"] * failed + ["not_tried"] * (len(statuses) - done - failed):
        return ["has statuses in an odd order: %s" % statuses]
    possible = clean.stages[done : done + failed + 1]
    if found not in possible:
        return ["says %s, and the tenant is not so: %s" % (statuses, found)]
    return []


def aftermath(stage: Stage, seam: Seam, clean: Clean) -> list[str]:
    """Run it again and once more, now that nothing goes wrong."""
    complaints = []
    again = stage.run(seam)
    if again.get("failed"):
        return ["the run after it fails: %s" % again["msg"]]
    if stage.changes() != clean.stages[-1]:
        complaints.append("the run after it does not converge: %s" % stage.changes())
    stage.zpa.forget()
    once_more = stage.run(seam)
    if not stage.scenario.check and (once_more.get("failed") or once_more["changed"]):
        complaints.append("the third run changes something: %s" % once_more)
    if stage.zpa.writes:
        complaints.append("the third run writes: %s" % stage.zpa.writes)
    return complaints
