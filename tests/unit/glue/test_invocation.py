# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a result says that its task was given."""

from __future__ import annotations

from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.module import as_given


def test_leaves_out_what_is_not_given_inside_of_an_option() -> None:
    filled_in = {"segment_groups": [{"name": "New", "description": "", "enabled": False, "id": None}]}
    assert as_given(filled_in) == {"segment_groups": [{"name": "New", "description": "", "enabled": False}]}


def test_leaves_an_option_itself_and_empty_ones_as_they_are() -> None:
    assert [as_given(value) for value in (None, [], {}, "", 0, [None])] == [None, [], {}, "", 0, [None]]
