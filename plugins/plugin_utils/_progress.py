# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tells how far the module of a task is while it runs. Private to this collection."""

from __future__ import annotations

import contextlib
import math
import threading
import time
import typing as t
from collections import deque

from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.attendance import for_the_main_thread
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.progress import HowFar, ProgressFile
from ansible_collections.zerotrust.zpa.plugins.module_utils._texts import visible

if t.TYPE_CHECKING:
    from ansible.plugins.action import ActionBase

INTERVAL_VARIABLE, DEFAULT_INTERVAL = "zpa_progress_interval", 10.0
# The least number of seconds between two looks at the file.
POLL = 0.2

# The most seconds back over which the pace is measured: kinds differ in what they take, and limits in when.
WINDOW = 60.0


def interval_of(value: t.Any) -> float:
    """Return the seconds between two lines; 0 stands for no lines, what is no such number for the default."""
    try:
        seconds = DEFAULT_INTERVAL if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        return DEFAULT_INTERVAL
    return seconds if math.isfinite(seconds) and seconds >= 0 else DEFAULT_INTERVAL


class PaceMeter:
    """Tells from how far steps were, and are, how long the rest will take."""

    def __init__(self) -> None:
        self._earlier: deque[HowFar] = deque([HowFar(0, 0, 0.0, "")])

    def seconds_left(self, now: HowFar) -> int | None:
        """Return how many seconds the rest takes at the pace of the last minute, None if nobody can tell."""
        while len(self._earlier) > 1 and self._earlier[0].seconds < now.seconds - WINDOW:
            self._earlier.popleft()
        then = self._earlier[0]
        self._earlier.append(now)
        done, seconds = now.done - then.done, now.seconds - then.seconds
        return math.ceil((now.total - now.done) * seconds / done) if done > 0 and seconds > 0 else None


def line_of(host: str, now: HowFar, seconds_left: int | None) -> str:
    """Return a line that tells how far the steps for a host are."""
    line = "zpa_config [%s]: %d of %d changes made, the latest in %s" % (host, now.done, now.total, now.what)
    if now.done == now.total or seconds_left is None:
        return line
    return "%s, about %d second%s left" % (line, seconds_left, "s" * (seconds_left != 1))


class Pacer:
    """Decides what is told and when: news only, an ``interval`` after the start or what was told last.

    ``read`` returns how far it is, None if nothing tells that yet.
    """

    def __init__(
        self,
        interval: float,
        read: t.Callable[[], HowFar | None],
        clock: t.Callable[[], float] = time.monotonic,
    ) -> None:
        self._interval = interval
        self._read = read
        self._clock = clock
        self._told = 0, 0
        self._due = clock() + interval

    def pause(self) -> float:
        """Return the seconds until it makes sense to ask again."""
        return max(POLL, self._due - self._clock())

    def news(self) -> HowFar | None:
        """Return what to tell now, None if there is nothing to tell."""
        if self._clock() < self._due:
            return None
        now = self._read()
        if now is None or now[:2] == self._told:
            return None
        self._told = now[:2]
        self._due = self._clock() + self._interval
        return now


@contextlib.contextmanager
def telling(pacer: Pacer, tell: t.Callable[[HowFar], None]) -> t.Iterator[None]:
    """Pass what the pacer has to tell to ``tell``, in a thread, until the block ends."""
    end = threading.Event()

    def watch() -> None:
        with contextlib.suppress(Exception):
            while not end.wait(min(pacer.pause(), threading.TIMEOUT_MAX)):
                now = pacer.news()
                if now:
                    tell(now)

    thread = threading.Thread(target=watch, daemon=True)
    with contextlib.suppress(RuntimeError), for_the_main_thread():  # no more threads can be had
        thread.start()
    try:
        yield
    finally:
        end.set()
        if thread.ident:
            thread.join()


def progress_of(action: ActionBase, task_vars: t.Mapping[str, t.Any]) -> t.ContextManager[None]:
    """Return a context in which lines tell how far the module of an action is.

    Where that is not possible it is an empty one: the task does not depend on it.
    """
    with contextlib.suppress(Exception):
        host = task_vars["inventory_hostname"]
        interval = interval_of(action._templar.template(task_vars.get(INTERVAL_VARIABLE)))
        if interval and _shares_files(action):
            # The module is given this folder as its own, and the action removes it.
            file = ProgressFile(action._connection._shell.tmpdir or action._make_tmp_path())
            file.remove()
            pace = PaceMeter()

            def tell(now: HowFar) -> None:
                # Where output goes to a pipe, what is written to stdout waits, and may be for a program.
                line = line_of(visible(host), now, pace.seconds_left(now))
                action._display.display(line, stderr=True)

            return telling(Pacer(interval, file.read), tell)
    return contextlib.nullcontext()


def _shares_files(action: ActionBase) -> bool:
    """Whether the module runs on this machine, with the folder of the task, while the action waits."""
    return (
        action._connection.transport == "local"
        and not action._task.async_val
        and not action._is_become_unprivileged()
    )
