# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Kinds that options refer to by name or id: one row each. Private to this collection."""

from __future__ import annotations

from .resource import Kind

KINDS = {
    "application": Kind("application segment", "application"),
}
