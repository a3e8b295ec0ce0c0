# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who waits for the result of a task, and whether they still do. Private to this collection.

How much of that can be seen depends on the platform and the connection. A task goes on wherever it is not
certain that nobody waits: one that is stopped without need is no better than one that is not stopped.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import typing as t

from .._client.watch import Look, Watch
from .connection import environment_value

# Tells a module which processes of this machine wait for it; see ``described``.
VARIABLE = "_ZPA_AWAITED_BY"
HAS_ENDED = "ansible-playbook, which ran the task, has ended"
NOBODY_READS = "Nobody waits for the result of the task any more"
TOLD = "The task was told to end (%s)"
# What ends a process, and leaves it time to say so.
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

# Of the process that a module runs in, where that is not its own: whoever runs the module there sets it.
given: Watch | None = None


class Process(t.NamedTuple):
    """A process as it was when somebody looked. ``started`` tells it from a later one of its number."""

    pid: int
    started: str


class Stat(t.NamedTuple):
    """What Linux tells of a process: its state, and when it started."""

    state: str
    started: str


@contextlib.contextmanager
def watching() -> t.Iterator[Watch]:
    """Return what a module is to ask whether to go on."""
    if given is not None:
        yield given
        return
    with contextlib.ExitStack() as stack:
        watch = Watch([*_looks_at_processes(environment_value(VARIABLE)), *_looks_at_output(sys.stdout)])
        stack.enter_context(heeding(watch))
        yield watch


@contextlib.contextmanager
def heeding(watch: Watch) -> t.Iterator[None]:
    """Let ``watch`` know of the signals that end a process, in place of what they do otherwise.

    What is ignored, as by nohup, stays so. Only the main thread of a process can heed signals.
    """
    kept: dict[signal.Signals, t.Any] = {}
    try:
        for number in SIGNALS:
            handler = signal.getsignal(number)
            if handler not in (None, signal.SIG_IGN):
                signal.signal(number, lambda got, frame: watch.tell(TOLD % signal.Signals(got).name))
                kept[number] = handler
    except ValueError:
        pass
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def for_the_main_thread() -> t.Iterator[None]:
    """Leave signals that end a process to its main thread, where other threads begin.

    The system gives a signal to any thread that takes it. Python acts on it in the main thread, which does
    not wake up from what it waits for unless it took the signal itself.
    """
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def described(*pids: int) -> str:
    """Return the processes that wait for a task as VARIABLE tells them: where numbers hold, and each."""
    return " ".join([_numbering(), *("%d:%s" % (pid, _started(pid)) for pid in pids)])


def _looks_at_processes(told: str) -> list[Look]:
    """Return what looks after the processes that wait for a task, if they can be seen from here."""
    numbering, *words = told.split() or [""]
    try:
        awaiting = [Process(int(pid), started) for pid, started in (word.split(":") for word in words)]
    except ValueError:
        return []
    if numbering != _numbering() or any(process.pid < 1 for process in awaiting):
        return []
    return [lambda: HAS_ENDED if any(map(is_gone, awaiting)) else ""] if awaiting else []


def is_gone(process: Process) -> bool:
    """Whether a process has ended. One that cannot be seen has not."""
    try:
        os.kill(process.pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        pass  # somebody else's
    found = _stat(process.pid)
    return found is not None and (found.state in "ZX" or process.started not in ("", found.started))


def _looks_at_output(stream: t.Any) -> list[Look]:
    """Return what looks whether the other end of a pipe, a socket or a terminal is still open.

    The result goes there. The other end is closed with the worker of Ansible on this machine, and with the
    connection on others.
    """
    try:
        poll, descriptor = select.poll(), stream.fileno()
        poll.register(descriptor, 0)
    except (AttributeError, OSError, ValueError):
        return []
    closed = select.POLLERR | select.POLLHUP

    def look() -> str:
        return NOBODY_READS if any(events & closed for _descriptor, events in poll.poll(0)) else ""

    return [look]


def _numbering() -> str:
    """Return what tells apart the containers of a machine, in each of which processes have other numbers."""
    try:
        return os.readlink("/proc/self/ns/pid")
    except OSError:
        return sys.platform


def _started(pid: int) -> str:
    found = _stat(pid)
    return found.started if found else ""


def _stat(pid: int) -> Stat | None:
    """Return what Linux tells of a process, None where nothing does; see proc(5)."""
    try:
        with open("/proc/%d/stat" % pid, encoding="utf-8", errors="replace") as stream:
            fields = stream.read().rpartition(")")[2].split()
        return Stat(fields[0], fields[19])
    except (OSError, IndexError):
        return None
