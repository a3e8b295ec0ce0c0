# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts in options and in results, however deep they are. Pure, and private to this collection."""

from __future__ import annotations

import typing as t


def texts_in(value: t.Any) -> t.Iterator[str]:
    """Yield all texts in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from texts_in(key)
            yield from texts_in(entry)
    elif isinstance(value, (list, tuple)):
        for entry in value:
            yield from texts_in(entry)


def is_blank(value: t.Any) -> bool:
    """Whether a value is a text without anything to see."""
    return isinstance(value, str) and not value.strip()
