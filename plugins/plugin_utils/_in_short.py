# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What -v shows of a long result of a whole tenant, or of who reaches what: how it begins. Private.

Ansible shows the whole result with -v, which of a large tenant are megabytes in a line. Whoever registers the
result, and callbacks, have all of it.
"""

from __future__ import annotations

import typing as t
from collections import Counter

from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.sections import SECTIONS, list_in
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.summary import counts_of_lists, title_of
from ansible_collections.zerotrust.zpa.plugins.module_utils._texts import visible

from ._drift.tasks import module_of

if t.TYPE_CHECKING:
    from ansible.plugins.action import ActionBase

# A result with more entries than that is told in short, and so many steps are named then.
MOST_ENTRIES, MOST_NAMED = 50, 10
# What of an analysis of access can be much, and how much more than one of the others.
MUCH_OF_ACCESS = (("changes", 5), ("decisions", 5), ("never_match", 1), ("redundant", 1), ("tests", 1))
# The number of v from which on everything is shown.
WHOLE = 3
# Keeps ansible-core from showing a result.
NOT_SHOWN = "_ansible_verbose_override"
Result = t.Dict[str, t.Any]


def with_short_form(action: ActionBase, host: str, result: Result) -> Result:
    """Return the result of an action, which -v and -vv show in short if it is long."""
    verbosity = action._display.verbosity
    # What fails is shown as a whole without any v, and nothing can change that.
    if not 0 < verbosity < WHOLE or action._task.no_log or result.get("failed"):
        return result
    lines = list(in_short(result))
    if not lines:
        return result
    first, *others = lines
    module = module_of(action._task)
    shown = ["%s [%s]: %s" % (module, visible(host), first), *("  " + line for line in others)]
    action._display.verbose("\n".join(shown), caplevel=0)
    return {**result, NOT_SHOWN: True}


def in_short(result: Result) -> t.Iterator[str]:
    """Yield lines that tell what a long result has, none of one that is short. All of them are visible."""
    plan, objects = result.get("plan") or [], result.get("objects") or []
    config = result.get("config")
    lists = {one.path: len(given) for one in SECTIONS for given in [list_in(config, one.path)] if given}
    # An analysis of access is a result of its own, or part of one.
    access = result if "changes" in result or "never_match" in result else result.get("access") or {}
    found = sum(lines * len(access.get(name) or ()) for name, lines in MUCH_OF_ACCESS)
    if len(plan) + len(objects) + sum(lists.values()) + found <= MOST_ENTRIES:
        return
    yield "the result is long. With -vvv it is shown as a whole, and register has all of it."
    if access:
        yield from (visible(line) for line in str(access.get("msg", "")).splitlines())
    if plan:
        yield "plan: %d steps" % len(plan)
        yield from ("  " + line for line in counts_of_lists(plan))
        yield "  in their order:"
        yield from ("    " + visible(title_of(step)) for step in plan[:MOST_NAMED])
        if len(plan) > MOST_NAMED:
            yield "    and %d more" % (len(plan) - MOST_NAMED)
    if objects:
        standings = Counter(row["standing"] for row in objects)
        told = ", ".join("%s %d" % pair for pair in sorted(standings.items()))
        yield "objects: %d (%s)" % (len(objects), told)
    if lists:
        yield "config: %s" % ", ".join("%s %d" % pair for pair in lists.items())
