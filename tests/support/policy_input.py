# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Conditions as options say them, and what is told of a rule that has them."""

from __future__ import annotations

from typing import Any

from support.tenants import TestTenant

EXPORTER, ZAPP = "zpn_client_type_exporter", "zpn_client_type_zapp"


def about(object_type: str | None, *objects: Any, **more: Any) -> dict[str, Any]:
    """An operand."""
    operand = {"object_type": object_type, "objects": list(objects) or None, **more}
    return {key: value for key, value in operand.items() if value is not None}


def pair(lhs: Any, rhs: Any) -> dict[str, Any]:
    return {key: value for key, value in (("lhs", lhs), ("rhs", rhs)) if value is not None}


def conditions(*operands: dict[str, Any], **beside: Any) -> dict[str, Any]:
    """Options with one condition."""
    return {"conditions": [{"operands": list(operands)}], **beside}


CLIENT = about("CLIENT_TYPE", ZAPP)


def refused(zpa: TestTenant, options: dict[str, Any]) -> list[str]:
    """Return the problems of a task, which check mode and the real run tell alike, and write nothing."""
    told = []
    for check in (True, False):
        result = zpa.run("zpa_policy_rule", check, **options)
        assert result["failed"]
        told.append(result.get("problems"))
    assert told[0] == told[1]
    assert told[0]
    assert zpa.writes == []
    return told[0]
