# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts in options. Pure, and private to this collection."""

from __future__ import annotations

import typing as t


def is_blank(value: t.Any) -> bool:
    """Whether a value is a text without anything to see."""
    return isinstance(value, str) and not value.strip()
