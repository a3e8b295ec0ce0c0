# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who is still there, as far as a process can see; how signals end a task."""

from __future__ import annotations

import io
import os
import pty
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.watch import Watch
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import Abandoned
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue import attendance
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.attendance import (
    HAS_ENDED,
    NOBODY_READS,
    VARIABLE,
    Process,
    described,
    heeding,
    is_gone,
    watching,
)


@pytest.fixture
def child() -> Iterator[subprocess.Popen[bytes]]:
    """A process that lives until its input ends."""
    command = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        yield process
        process.kill()


def looked(told: str) -> list[str]:
    """What the looks find that a module makes of the variable."""
    return [look() for look in attendance._looks_at_processes(told)]


def test_a_process_that_lives_is_there(child: subprocess.Popen[bytes]) -> None:
    assert looked(described(os.getpid(), child.pid)) == [""]


def test_a_process_that_ended_is_gone(child: subprocess.Popen[bytes]) -> None:
    told = described(os.getpid(), child.pid)
    child.kill()
    child.wait()
    assert looked(told) == [HAS_ENDED]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the state of a process")
def test_a_process_that_nobody_has_buried_is_gone(child: subprocess.Popen[bytes]) -> None:
    told = described(child.pid)
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert looked(told) == [HAS_ENDED]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells when a process started")
def test_another_process_of_its_number_is_another() -> None:
    assert is_gone(Process(os.getpid(), "1"))


def test_a_process_of_which_nothing_is_told_but_that_it_is_there_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(attendance, "_stat", lambda pid: None)
    assert not is_gone(Process(os.getpid(), "1"))


def test_a_process_of_somebody_else_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(pid: int, number: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", refuse)
    monkeypatch.setattr(attendance, "_stat", lambda pid: None)
    assert not is_gone(Process(1, "1"))


@pytest.mark.parametrize(
    "told",
    [
        "",
        "somewhere",
        "pid:[1] 999999:1",
        *("%s " + words for words in ("", "0:1", "-1:1", "x", "1", "1:2:3", "x:y")),
    ],
)
def test_where_nothing_certain_is_told_nothing_is_looked_at(told: str) -> None:
    assert looked(told % attendance._numbering() if "%s" in told else told) == []


def output_looks(stream: object) -> list[str]:
    return [look() for look in attendance._looks_at_output(stream)]


@pytest.mark.parametrize("kind", ["pipe", "socket", "terminal"])
def test_output_is_read_until_the_other_end_is_closed(kind: str) -> None:
    if kind == "socket":
        pair = socket.socketpair()
        reader, writer = (end.detach() for end in pair)
    else:
        reader, writer = os.pipe() if kind == "pipe" else pty.openpty()
    with os.fdopen(writer, "wb", 0) as stream:
        (look,) = attendance._looks_at_output(stream)
        assert look() == ""
        os.close(reader)
        assert look() == NOBODY_READS


def test_a_connection_that_sends_nothing_more_still_reads() -> None:
    near, far = socket.socketpair()
    with near, far:
        far.shutdown(socket.SHUT_WR)
        assert output_looks(near) == [""]


def test_output_that_goes_nowhere_is_no_sign() -> None:
    with Path(os.devnull).open("wb") as nowhere:
        assert output_looks(nowhere) == [""]
    assert output_looks(io.StringIO()) == []


@pytest.mark.parametrize("number", attendance.SIGNALS)
def test_a_signal_ends_a_task_in_its_pause_and_finds_the_handler_put_back(number: signal.Signals) -> None:
    got: list[int] = []
    kept = signal.signal(number, lambda number, frame: got.append(number))
    try:
        watch = Watch()
        with pytest.raises(Abandoned, match=number.name), heeding(watch):
            watch.pause(60, lambda seconds: os.kill(os.getpid(), number))
        assert got == []
        os.kill(os.getpid(), number)
        assert got == [number]
    finally:
        signal.signal(number, kept)


def test_a_signal_that_is_ignored_stays_so() -> None:
    kept = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        watch = Watch()
        with heeding(watch):
            os.kill(os.getpid(), signal.SIGHUP)
        assert watch.reason == ""
    finally:
        signal.signal(signal.SIGHUP, kept)


def test_another_thread_heeds_no_signals_and_works() -> None:
    found: list[str] = []

    def work() -> None:
        with heeding(Watch()):
            found.append("worked")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == ["worked"]


def test_threads_that_run_beside_leave_signals_to_the_main_one() -> None:
    masks: list[set[int]] = []
    thread = threading.Thread(target=lambda: masks.append(signal.pthread_sigmask(signal.SIG_BLOCK, ())))
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    with attendance.for_the_main_thread():
        thread.start()
    thread.join()
    assert masks[0] >= set(attendance.SIGNALS)
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before


def test_a_module_looks_after_the_processes_that_the_environment_names(
    monkeypatch: pytest.MonkeyPatch, child: subprocess.Popen[bytes]
) -> None:
    monkeypatch.setenv(VARIABLE, described(child.pid))
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    with watching() as watch:
        watch.ask()
        child.kill()
        child.wait()
        with pytest.raises(Abandoned, match=HAS_ENDED):
            watch.ask()


def test_a_module_asks_what_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    own = Watch()
    monkeypatch.setattr(attendance, "given", own)
    with watching() as watch:
        assert watch is own
