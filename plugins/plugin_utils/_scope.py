# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where an audit is in its play, and whether a task is in it. Private.

An audit that comes to its end says so. One that is cut short cannot: after ``meta: end_host`` nobody speaks
for it. So each task asks where it is itself: in the block in which the audit began, or not. Blocks and tasks
keep their UUIDs in all copies that Ansible makes of them, and know what they are in, also where they are
included while the play runs.
"""

from __future__ import annotations

import importlib
import os
import sys
import typing as t
from types import FrameType

from ansible.module_utils.parsing.convert_bool import boolean

# They say nothing of their attributes to those who check types.
Block: t.Any = importlib.import_module("ansible.playbook.block").Block
TaskInclude: t.Any = importlib.import_module("ansible.playbook.task_include").TaskInclude
TaskExecutor: t.Any = importlib.import_module("ansible.executor.task_executor").TaskExecutor
PlayIterator: t.Any = importlib.import_module("ansible.executor.play_iterator").PlayIterator

INSIDE, OUTSIDE, UNCLEAR = "inside", "outside", "unclear"
COLLECTION = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
ROLE = os.path.join(COLLECTION, "roles", "zpa_audit")
# The parts of a block, by the state in which a host goes through them.
PARTS = {"TASKS": "block", "RESCUE": "rescue", "ALWAYS": "always"}
BlockPart = t.Tuple[t.Any, str]


class Scope(t.NamedTuple):
    """Where an audit began: UUIDs of the play and of the block, and the part of that. Empty if in none.

    ``ends_there``: the audit is over where this part is. That is known of the role alone: others may have
    left out the end, and may rely on what follows being audited.

    ``source``: the include or import that brought the task that begins it, the role, and whether it is a
    handler. What ends it is from there as well, so that no file that is audited can do so.
    """

    play: str
    block: str
    part: str
    ends_there: bool
    source: str


def scope_of(task: t.Any) -> Scope:
    """Return the scope of the audit that a task begins."""
    places = _places_of(task)
    # What stands in a play beside each other is a block as well, of which nobody has written "block".
    written = [(block, part) for block, part in places if isinstance(getattr(block, "_ds", None), dict)]
    if not written:
        return Scope(_play_of(places), "", "", False, _source_of(task))
    block, part = written[0]
    return Scope(_play_of(places), str(block._uuid), part, _role_of(task) == ROLE, _source_of(task))


def is_check(task: t.Any) -> bool:
    """Whether a task changes nothing: in check mode, whoever has put it there."""
    return bool(boolean(task.check_mode, strict=False))


def standing_of(task: t.Any, host: str, scope: Scope) -> str:
    """Return whether a task that runs for a host is INSIDE a scope, OUTSIDE, or whether that is UNCLEAR."""
    places = _places_of(task)
    is_handler = _is_handler(places)
    if is_handler:
        # It is where it is run, not where it is written.
        places = _places_of_flush(host)
    if _is_in(places, scope):
        return INSIDE
    play = _play_of(places)
    # A handler that still waits when the audit is over may have been notified by it.
    may_belong = not play or (is_handler and play == scope.play)
    return UNCLEAR if may_belong or not scope.ends_there else OUTSIDE


def ends(task: t.Any, scope: Scope) -> bool:
    """Whether a task is one that can end the audit of a scope.

    It is written in the same block, where its ``rescue`` and ``always`` are as good: nothing of the audited
    part can follow them.
    """
    places = _places_of(task)
    is_there = (
        scope.block in [str(block._uuid) for block, _part in places]
        if scope.block
        else _play_of(places) == scope.play
    )
    return is_there and _source_of(task) == scope.source


def may_be_notified_in(task: t.Any, scope: Scope) -> bool:
    """Whether a task is a handler that the audit of a scope may have notified: one of its play."""
    places = _places_of(task)
    return _is_handler(places) and _play_of(places) == scope.play


def _is_handler(places: t.Sequence[BlockPart]) -> bool:
    """Whether what is in these places is written as a handler, or included by one."""
    return any(block._use_handlers for block, _part in places)


def _is_in(places: t.Sequence[BlockPart], scope: Scope) -> bool:
    if not scope.block:
        return _play_of(places) == scope.play
    return (scope.block, scope.part) in [(str(block._uuid), part) for block, part in places]


def _source_of(task: t.Any) -> str:
    """Return what brought a task into its play, the same for all that is written beside each other."""
    brought_by = next((str(one._uuid) for one in _above(task) if isinstance(one, TaskInclude)), "")
    is_handler = _is_handler(_places_of(task))
    return " ".join(["handler" if is_handler else "task", brought_by, _role_of(task)])


def _role_of(task: t.Any) -> str:
    """Return the folder of the role that a task belongs to, empty if it is of none."""
    return os.path.realpath(task._role.get_role_path()) if task._role else ""


def _places_of(task: t.Any) -> list[BlockPart]:
    """Return the blocks that a task or a block is in, the nearest first, each with the part of it."""
    found, path = [], {task._uuid}
    for one in _above(task):
        if isinstance(one, Block):
            found.append((one, _part_of(one, path)))
        path.add(one._uuid)
    return found


def _above(task: t.Any) -> t.Iterator[t.Any]:
    """Yield the blocks, includes and imports that a task or a block is in, the nearest first."""
    parent = task._parent
    while parent is not None:
        yield parent
        parent = parent._parent


def _part_of(block: t.Any, path: set[str]) -> str:
    """Return the part of a block that has one of these UUIDs in it."""
    for part in ("rescue", "always"):
        if not path.isdisjoint(one._uuid for one in getattr(block, part)):
            return part
    return "block"


def _places_of_flush(host: str) -> list[BlockPart]:
    """Return the blocks in which the handlers of a host are run at the moment, nothing if that is not known.

    Nobody hands it to a task. But a worker is a fork of the run, and on the stack on which it was made there
    is the iterator of the play, as the strategy knew it then.
    """
    iterator = _iterator()
    if iterator is None or host not in iterator.host_states:
        return []
    state = iterator.get_state_for_host(host).copy()
    if state.run_state.name != "HANDLERS":
        return []
    state.run_state = state.pre_flushing_run_state
    active = iterator.get_active_state(state)
    block, part = active.get_current_block(), PARTS.get(active.run_state.name)
    return [(block, part), *_places_of(block)] if part else []


def host_of(variables: t.Mapping[str, t.Any]) -> str:
    """Return the host that the task at hand runs for. The variable of its name any task can set to another.

    An action is not handed the host. But what executes the task is on the stack, and knows it.
    """
    executor = _on_stack("self", TaskExecutor)
    return str(executor._host.name if executor else variables.get("inventory_hostname"))


def _iterator() -> t.Any:
    return _on_stack("iterator", PlayIterator)


def _on_stack(name: str, sort: t.Any) -> t.Any:
    """Return the nearest variable of this name and sort of those who called, nothing if none has one."""
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        found = frame.f_locals.get(name)
        if isinstance(found, sort):
            return found
        frame = frame.f_back
    return None


def _play_of(places: t.Iterable[BlockPart]) -> str:
    return next((str(block._play._uuid) for block, _part in places if block._play is not None), "")
