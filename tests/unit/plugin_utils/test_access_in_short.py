# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What -v shows of who reaches what, where that is long."""

from __future__ import annotations

from ansible_collections.zerotrust.zpa.plugins.plugin_utils._in_short import in_short

CHANGE = {"direction": "gained"}


def test_a_long_analysis_is_told_by_its_message() -> None:
    result = {"changes": [CHANGE] * 11, "msg": "Access: gained 11.\n- gained: \u202ea"}
    first, *others = in_short(result)
    assert first.startswith("the result is long.")
    assert others == ["Access: gained 11.", "- gained: \\u202ea"]
    assert list(in_short({"access": result, "plan": []})) == [first, *others]


def test_a_short_one_is_shown_as_it_is() -> None:
    assert list(in_short({"changes": [CHANGE] * 10, "msg": "Access: gained 10."})) == []
