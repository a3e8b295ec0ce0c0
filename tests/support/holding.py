# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many laws on what one test has lived through: all are looked at, those that are broken are told by name.

A test for each law and each story would be thousands of tests, whose bookkeeping costs as much as they do.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

BEGINNING = "law_"
Law = Callable[..., None]


def laws_in(module: Mapping[str, Any]) -> tuple[Law, ...]:
    """The laws of a file: its functions of which the name begins with ``law_``, in their order."""
    return tuple(
        one for name, one in module.items() if name.startswith(BEGINNING) and inspect.isfunction(one)
    )


def broken(laws: tuple[Law, ...], **known: object) -> dict[str, str]:
    """What the laws that do not hold say, by their names. Each takes of what is known what it names."""
    told = {}
    for law in laws:
        try:
            law(**{name: known[name] for name in inspect.signature(law).parameters})
        except Exception as error:
            told[law.__name__[len(BEGINNING) :]] = "%s: %s" % (type(error).__name__, error)
    return told


def hold(laws: tuple[Law, ...], **known: object) -> None:
    """Fail with what each law says that does not hold."""
    told = broken(laws, **known)
    assert not told, "\n\n".join("%s\n%s" % one for one in told.items())
