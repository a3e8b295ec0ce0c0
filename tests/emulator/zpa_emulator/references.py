# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What names an object: rules, and of segments consoles, approvals and portal links as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .answers import Object
from .conditions import OBJECT_TYPES, Reference
from .errors import referenced
from .policy_types import EMBEDDED, RULES
from .state import Tenant
from .sub_applications import PRA

CONSOLES, APPROVALS, LINKS = "praConsole", "approval", "userPortalLink"


def refuse_if_in_rules(tenant: Tenant, path: str, object_id: str) -> None:
    """Refuse the deletion of an object that rules name. ``path``: its resource."""
    for rule in rules_that_name(tenant, path, object_id):
        raise referenced("Rule", rule["name"])


def rules_that_name(tenant: Tenant, path: str, object_id: str) -> Iterator[Object]:
    """Yield the rules that name an object in a condition or in one of their lists."""
    kinds = _object_types(path)
    keys = [key for key, embedded in EMBEDDED.items() if embedded.path == path]
    for rule in tenant.table(RULES).values():
        in_conditions = any((kind, object_id) in right_sides(rule) for kind in kinds)
        in_lists = any(stub["id"] == object_id for key in keys for stub in rule.get(key, ()))
        if in_conditions or in_lists:
            yield rule


def right_sides(rule: Object) -> set[tuple[str, str]]:
    """The object types and the right sides of a rule's operands."""
    return {
        (str(operand.get("objectType")), str(operand.get("rhs")))
        for condition in rule["conditions"]
        for operand in condition["operands"]
    }


def referrers_of(tenant: Tenant, segment: Object) -> Iterator[tuple[str, Object]]:
    """Yield what names a segment or an application in it, each with what refusals call it."""
    for rule in rules_that_name(tenant, "application", segment["id"]):
        yield "Rule", rule
    ids = {app["id"] for app in segment.get(PRA.key, ())}
    for console in consoles_of(tenant, ids):
        yield "Console", console
    for approval in tenant.table(APPROVALS).values():
        if {"id": segment["id"]} in _stubs(approval):
            yield "Approval", approval
    for link in tenant.table(LINKS).values():
        if link.get("applicationId") == segment["id"]:
            yield "User Portal Link", link


def consoles_of(tenant: Tenant, app_ids: Iterable[str]) -> Iterator[Object]:
    """Yield the consoles of applications in segments, which they know by the ids of those."""
    wanted = set(app_ids)
    for console in tenant.table(CONSOLES).values():
        if console.get("praApplication", {}).get("id") in wanted:
            yield console


def refuse_if_console(tenant: Tenant, app_ids: Iterable[str]) -> None:
    """Refuse that applications in segments go while a console names one."""
    for console in consoles_of(tenant, app_ids):
        raise referenced("Console", console["name"])


def unlink(tenant: Tenant, segment: Object) -> None:
    """Take a segment out of all that names it."""
    for noun, user in list(referrers_of(tenant, segment)):
        if noun == "Console":
            del tenant.table(CONSOLES)[user["id"]]
        elif noun == "Approval":
            user["applications"] = [stub for stub in user["applications"] if stub["id"] != segment["id"]]
        elif noun == "User Portal Link":
            del user["applicationId"]
        else:
            _take_out_of_rule(user, segment["id"])


def _take_out_of_rule(rule: Object, segment_id: str) -> None:
    kinds = _object_types("application")
    for condition in rule["conditions"]:
        condition["operands"] = [
            operand
            for operand in condition["operands"]
            if operand.get("objectType") not in kinds or operand.get("rhs") != segment_id
        ]
    rule["conditions"] = [condition for condition in rule["conditions"] if condition["operands"]]


def _object_types(path: str) -> list[str]:
    return [
        name
        for name, kind in OBJECT_TYPES.items()
        if isinstance(kind.rhs, Reference) and kind.rhs.path == path
    ]


def _stubs(approval: Object) -> list[Object]:
    return [{"id": stub["id"]} for stub in approval.get("applications", ())]
