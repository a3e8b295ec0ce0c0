# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The side of a driver that is the same for every client: calls come in, answers go out.

Each is an object in JSON on a line of its own. ``{"sign_in": {...}}`` makes a client of what a driver needs
for it. ``{"api": ..., "method": ..., "given": [...], "options": {...}}`` calls a method of it. The answer has
what the driver makes of the outcome, or ``error`` and ``text`` if the client raised something that it is not
meant to. ``waits``: the seconds of every wait meanwhile, which are noted down rather than waited. A tuple,
which JSON does not have, comes in as ``{"tuple": [...]}``.
"""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

PATIENCE = 60


def serve(sign_in: Callable[..., Any], call: Callable[..., dict[str, Any]]) -> None:
    """Answer until the input ends. ``call``: takes the client first, then what the line says."""
    waits: list[float] = []
    # What a client prints is no answer.
    answers, sys.stdout = sys.stdout, sys.stderr
    time.sleep = waits.append
    client = None
    for line in sys.stdin:
        job = json.loads(line, object_hook=unmarked)
        waits.clear()
        signal.alarm(PATIENCE)
        try:
            if "sign_in" in job:
                client, answer = sign_in(**job["sign_in"]), {}
            else:
                answer = call(client, **job)
        except Exception as error:
            answer = {"error": type(error).__name__, "text": str(error)}
        signal.alarm(0)
        print(json.dumps({**answer, "waits": waits}), file=answers, flush=True)


def unmarked(entry: dict[str, Any]) -> Any:
    return tuple(entry["tuple"]) if set(entry) == {"tuple"} else entry
