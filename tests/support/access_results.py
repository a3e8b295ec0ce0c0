# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the module for access tells without a connection."""

from __future__ import annotations

from typing import Any

from .modules import run_module

MODULE = "zpa_access_analysis"
Result = dict[str, Any]


def analysed(**options: Any) -> Result:
    """Return what the module tells without any connection."""
    result = run_module(MODULE, options)
    assert not result.get("failed"), result["msg"]
    assert result["changed"] is False
    return result


def told_segments(change: Result) -> list[str]:
    return sorted({*change["what"]["segments_before"], *change["what"]["segments_after"]})
