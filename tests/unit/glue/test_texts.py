# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts in options."""

from __future__ import annotations

from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.texts import is_blank


def test_what_is_blank_is_a_text() -> None:
    assert [value for value in ("", " \t", "x", None, 0, []) if is_blank(value)] == ["", " \t"]
