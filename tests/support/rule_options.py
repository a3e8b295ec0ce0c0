# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of rules, and what becomes of a rule that is declared so."""

from __future__ import annotations

from typing import Any

from support.tenants import TestTenant


def rule(zpa: TestTenant, check: bool = False, **options: Any) -> dict[str, Any]:
    return zpa.run("zpa_policy_rule", check, **options)


def both(zpa: TestTenant, **options: Any) -> dict[str, Any]:
    """Run a task in check mode and for real, and return the result that they agree on."""
    zpa.forget()
    predicted = rule(zpa, True, **options)
    assert zpa.writes == []
    real = rule(zpa, **options)
    for part in ("changed", "diff", "failed", "problems"):
        assert predicted.get(part) == real.get(part), (predicted.get("msg"), real.get("msg"))
    if "failed" in real:
        assert zpa.writes == []
    return real


def conditions(*operands: dict[str, Any], **beside: Any) -> dict[str, Any]:
    return {"conditions": [{"operands": list(operands)}], **beside}


def about(object_type: str, *objects: Any) -> dict[str, Any]:
    return {"object_type": object_type, "objects": list(objects)}


def pairs(object_type: str, lhs: Any, rhs: Any, **beside: Any) -> dict[str, Any]:
    return {"object_type": object_type, "entries": [{"lhs": lhs, "rhs": rhs}], **beside}
