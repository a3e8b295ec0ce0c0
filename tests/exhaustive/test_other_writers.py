# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Another client writes between any two requests of a run: what becomes of it is known, case by case.

ZPA has no way to say "update this, if it is still as I read it": an update replaces the whole object. So what
others change between the last read of an object and its update is lost. ``other_writers.txt`` tells what
happens in each case; the tests here tell as well that nothing is lost outside of that window. A full run
prints the rows of that table as they are.
"""

from __future__ import annotations

import itertools
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from support.exhaustive.fault_stage import Clean, Seam, Stage
from support.exhaustive.other_writers import (
    DUELS,
    MEDDLINGS,
    NATURAL,
    OF_A_NAME,
    RULES,
    WIDER,
    Duel,
    IsStillSo,
    Meddling,
    access_set,
)
from zpa_emulator import Emulator, LogEntry

TABLE = Path(__file__).parent / "other_writers.txt"
SAMPLE = 16
MARKS = {(False, True): "+", (False, False): "-", (True, True): "f", (True, False): "x"}
UNDONE = "-x"
CASES = [(duel, meddling) for duel in DUELS for meddling in MEDDLINGS if meddling.fits(duel)]


def name_of(duel: Duel, meddling: Meddling) -> str:
    return "%s, %s" % (duel.title, meddling.name)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """All cases, or one in so many of those about one object.

    A plan with something of every kind has hundreds of requests, each of which takes three runs of it.
    """
    if "meddling" in metafunc.fixturenames:
        is_full = metafunc.config.getoption("exhaustive")
        few = [case for case in CASES if case[0].scenario.kind != "mixed"]
        sample = [case for case in few if zlib.crc32(name_of(*case).encode()) % SAMPLE == 0]
        chosen = CASES if is_full else sample
        metafunc.parametrize(("duel", "meddling"), chosen, ids=[name_of(*case) for case in chosen])


class Ending(NamedTuple):
    """How a run ended in which somebody meddled. ``mark``: see ``other_writers.txt``."""

    mark: str
    complaints: list[str]


@pytest.fixture(scope="module")
def rows(exhaustive: bool) -> Iterator[list[str]]:
    """What was found, to be printed after a full run."""
    found: list[str] = []
    yield found
    if exhaustive:
        print("\n".join(["", *found, "%d rows, %d runs" % (len(found), sum(map(count_runs, found)))]))


def count_runs(row: str) -> int:
    """How many runs a row is about."""
    return sum(int(mark[3:] or 1) for mark in row.rpartition(": ")[2].split())


@pytest.mark.generated
def test_what_another_client_writes_meanwhile_is_undone_only_as_documented(
    emulator: Emulator,
    code_patch: pytest.MonkeyPatch,
    rows: list[str],
    tmp_path: Path,
    duel: Duel,
    meddling: Meddling,
) -> None:
    seam, stage = Seam.into(code_patch), Stage(emulator, duel.scenario, tmp_path / "tokens")
    clean = stage.clean(seam)
    object_id = id_of(stage, duel)
    kinds = [kind_of(entry, duel, object_id) for entry in clean.requests]
    ends = [meddle(stage, seam, clean, duel, meddling, number) for number in range(len(kinds))]
    marks = [kind + end.mark for kind, end in zip(kinds, ends, strict=True)]
    row = "%s: %s" % (name_of(duel, meddling), in_short(marks))
    rows.append(row)
    wrong = ["%d: %s" % (number, words) for number, end in enumerate(ends) for words in end.complaints]
    undone = {number for number, end in enumerate(ends) if end.mark in UNDONE}
    wrong += [
        "%d: is undone, though it was read" % number for number in undone - may_undo(duel, meddling, kinds)
    ]
    assert wrong == [], "\n".join(wrong)
    assert row in TABLE.read_text("utf-8").splitlines()


@pytest.mark.parametrize("duel", [duel for duel in DUELS if duel.name], ids=lambda duel: duel.title)
def test_one_request_lies_between_the_last_read_of_an_object_and_its_change(
    emulator: Emulator, code_patch: pytest.MonkeyPatch, tmp_path: Path, duel: Duel
) -> None:
    stage = Stage(emulator, duel.scenario, tmp_path / "tokens")
    object_id = id_of(stage, duel)
    kinds = [kind_of(entry, duel, object_id) for entry in stage.clean(Seam.into(code_patch)).requests]
    last = last_write(kinds, "UD")
    last = last_write(kinds, "O") if last is None else last
    assert last is not None
    assert (len(window(kinds, last)) > 1) is (duel.title in WIDER), kinds


def in_short(marks: list[str]) -> str:
    """The marks of a row, with a number in the place of repetitions."""
    runs = [(mark, len(list(same))) for mark, same in itertools.groupby(marks)]
    return " ".join(mark if times == 1 else "%s*%d" % (mark, times) for mark, times in runs)


def id_of(stage: Stage, duel: Duel) -> str:
    """The id that the object has before the run, "" if there is none."""
    found = stage.base[duel.path].items()
    return next(
        (key for key, stored in found if stored["name"] == duel.name and is_subject(stage, duel, key)), ""
    )


def is_subject(stage: Stage, duel: Duel, key: str) -> bool:
    """Rules of other policies can have the same name."""
    return duel.path != RULES or key in access_set(stage.base)["rules"]


def kind_of(entry: LogEntry, duel: Duel, object_id: str) -> str:
    """The letter of a request: see ``other_writers.txt``."""
    if entry.is_token_request:
        return "S"
    is_alone = bool(object_id) and entry.path.endswith("/" + object_id)
    if entry.method == "GET":
        lists = ("policyType/ACCESS_POLICY",) if duel.path == RULES else ("/" + duel.path,)
        search = entry.query.get("search", "")
        is_listed = entry.path.endswith(lists) and "policySet/policyType" not in entry.path
        return "R" if is_alone or (is_listed and (not search or search.endswith(" " + duel.name))) else "r"
    if "/reorder" in entry.path:
        return "O"
    is_created = entry.method == "POST" and (entry.body or {}).get("name") == duel.wanted and not duel.name
    letters = {"PUT": "U", "DELETE": "D"}
    return letters[entry.method] if is_alone else "C" if is_created else "w"


def may_undo(duel: Duel, meddling: Meddling, kinds: list[str]) -> set[int]:
    """The requests before which something can be written that the run undoes."""
    last = last_write(kinds, "O" if meddling.is_order else "UD")
    if not meddling.undone or last is None:
        return set()
    if kinds[last] == "D":
        # What shall not exist goes with all that it has, but for a name by which it is another object.
        return {last} if meddling.undone == OF_A_NAME else set(range(last + 1))
    return window(kinds, last) if meddling.undone == NATURAL else set(range(last + 1))


def last_write(kinds: list[str], letters: str) -> int | None:
    return max((number for number, kind in enumerate(kinds) if kind in letters), default=None)


def window(kinds: list[str], write: int) -> set[int]:
    """The requests from the last read of an object to what is written to it."""
    read = max(number for number, kind in enumerate(kinds[:write]) if kind == "R")
    return set(range(read + 1, write + 1))


def meddle(stage: Stage, seam: Seam, clean: Clean, duel: Duel, meddling: Meddling, number: int) -> Ending:
    """Run the scenario, let the other writer do something before one of its requests, and run it again."""
    object_id = id_of(stage, duel)
    stage.reset()
    expected = {*clean.changes[-1], "new %s %s" % (duel.path, duel.name or duel.wanted)}
    # A group that is made again takes its applications with it.
    expected.update("application %s" % name for name in duel.scenario.options.get("applications", ()))
    still: list[IsStillSo] = []

    def before(now: int, transport: object) -> None:
        if now == number and not still:
            still.append(meddling.do(stage.zpa, duel, object_id))
            expected.update(stage.changes())

    seam.before_request = before
    result = stage.run(seam)
    seam.reset()
    is_kept = still[0]()
    found = stage.changes()
    complaints = (
        ["touches what it is not about: %s" % sorted(set(found) - expected)] if set(found) - expected else []
    )
    if any(label.endswith(" again") for label in found):
        complaints.append("makes something twice: %s" % sorted(found))
    if stage.zpa.client_secret in json.dumps(result) or "defect" in result.get("msg", ""):
        complaints.append("ends badly: %s" % result["msg"])
    if result.get("failed") and not result["msg"].strip():
        complaints.append("fails without a message")
    mark = MARKS[bool(result.get("failed")), is_kept]
    return Ending(mark, complaints + later_runs(stage, seam))


def later_runs(stage: Stage, seam: Seam) -> list[str]:
    """Run it again: it converges, or refuses before it writes, where both wishes contradict each other."""
    stage.zpa.forget()
    again = stage.run(seam)
    if again.get("failed"):
        return ["the run after it fails half way: %s" % again["msg"]] if stage.zpa.writes else []
    stage.zpa.forget()
    once_more = stage.run(seam)
    if once_more.get("failed") or once_more["changed"] or stage.zpa.writes:
        return ["the third run changes something: %s" % once_more]
    return []
