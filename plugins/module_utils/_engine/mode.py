# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a plan is carried out: the only place where that is asked. Private to this collection.

Results are made of plans in any case, so that nothing else has to know. Beside it the client refuses to write
where it must not, whoever asks it to.
"""

from __future__ import annotations

import typing as t

from .._client.client import Client

Outcome = t.TypeVar("Outcome")


def carried_out(client: Client, planned: Outcome, carry_out: t.Callable[[], Outcome]) -> Outcome:
    """Return what becomes of a plan: what ``carry_out`` makes of it, in check mode what is ``planned``."""
    return planned if client.read_only else carry_out()


def foresees(client: Client, sentence: str) -> bool:
    """Whether a name that nothing has can be that of what an earlier task is going to create.

    In check mode that task has created nothing, so that ``sentence``, which complains of the name, is a
    warning. Where the plan is carried out it is a problem.
    """
    is_foreseen = carried_out(client, True, lambda: False)
    if is_foreseen:
        client.warn("%s In a real run that is an error, unless an earlier task creates it." % sentence)
    return is_foreseen
