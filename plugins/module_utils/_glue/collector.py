# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How often Python looks for garbage while much is made that stays. Private to this collection.

A whole tenant is a million objects, nearly all of them used until the task ends. Python goes through them
again and again as they become more, which takes a good part of the time of a plan. It is told to do so
rarely: what is thrown away is still found, so that a run of hours does not grow.
"""

from __future__ import annotations

import contextlib
import gc
import typing as t

# How many new objects are worth a look.
MANY = 100_000
RARELY = (MANY, 20, 50)


@contextlib.contextmanager
def looking_rarely(keeps: bool = False) -> t.Iterator[None]:
    """Let Python look for garbage rarely while the block runs.

    ``keeps``: whether what was made, if it is much, is only passed on afterwards. Then nobody looks at it any
    more, until the next such block begins.
    """
    if keeps and gc.get_freeze_count():
        gc.unfreeze()
    before, begun = gc.get_threshold(), _looks()
    gc.set_threshold(*RARELY)
    try:
        yield
    finally:
        if keeps and _looks() > begun:
            gc.freeze()
        gc.set_threshold(*before)


def _looks() -> int:
    """Return how often Python has looked at what is new."""
    return int(gc.get_stats()[0]["collections"])
