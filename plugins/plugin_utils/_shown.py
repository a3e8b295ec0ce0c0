# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What people see of the result of a task, whoever wrote what is in it. Pure, and private."""

from __future__ import annotations

import typing as t

from ansible_collections.zerotrust.zpa.plugins.module_utils._texts import LAYOUT, visible, visible_in

Result = t.Dict[str, t.Any]


def for_people(result: Result) -> Result:
    """Return the result of a task with everything visible that Ansible shows by itself.

    Of a task that fails that is all. Of one that ends well it is the message and the difference: the rest is
    data, and stays as it is. Reports are made of the result as it was, so this comes last.
    """
    if result.get("failed"):
        return {key: visible_in(value) for key, value in result.items()}
    told = {"msg": visible(result["msg"], LAYOUT)} if isinstance(result.get("msg"), str) else {}
    return {**_with_visible_diff(result), **told}


def _with_visible_diff(result: Result) -> Result:
    given = result.get("diff")
    blocks = given if isinstance(given, list) else [given]
    shown = [
        {key: visible(side) if key.endswith("_header") else visible_in(side) for key, side in block.items()}
        for block in blocks
        if isinstance(block, dict)
    ]
    if len(shown) < len(blocks):
        return result
    return {**result, "diff": shown if isinstance(given, list) else shown[0]}
