# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What enrols by itself: the tenant has Old, and Unused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.resource import Resource

from support import read_form
from support.tenants import TestTenant

from .case import Case, FieldCases, Subject, field_cases

FIELDS = {
    "description": FieldCases("New", "New", ("Old",), ""),
    "enabled": FieldCases(False, False, (True, "yes")),
}


def adding(path: str) -> Callable[..., dict[str, Any]]:
    """Return what lets one have enrolled under a path."""

    def add(zpa: TestTenant, name: str, object_id: str | None = None, **values: Any) -> dict[str, Any]:
        microtenant_id = values.pop("microtenant_id", None)
        return zpa.tenant.add(path, {"name": name, "enabled": True, **values}, microtenant_id, object_id)

    return add


def enrolled(resource: Resource, object_id: str, answers: Mapping[str, Any]) -> Subject:
    """Return the table of a kind."""
    path, add = resource.kind.path, adding(resource.kind.path)

    def prepare(zpa: TestTenant) -> None:
        add(zpa, "Old", object_id, description="Old")
        add(zpa, "Unused")

    cases = {
        "nothing to do": Case({"name": "Old", "enabled": True}, {"enabled": True}, 1, changed=False),
        "nothing to do by id": Case({"id": object_id, "enabled": True}, {"enabled": True}, 1, changed=False),
        **field_cases(FIELDS, "Old", object_id),
        "rename": Case({"id": object_id, "name": "Main"}, {"name": "Main", "description": "Old"}, 4),
        "rename by the old name": Case({"name": "Old", "new_name": "Main"}, {"name": "Main"}, 4),
        "delete": Case({"name": "Unused", "state": "absent"}, None, 2),
        "delete what is not there": Case({"name": "Nobody", "state": "absent"}, None, 1, changed=False),
        "delete an id that is not there": Case({"id": "4711", "state": "absent"}, None, 1, changed=False),
    }
    return Subject(
        resource=resource,
        key=resource.key,
        path=path,
        prepare=prepare,
        fields=("name", *FIELDS),
        created=("name", "enabled"),
        cases=cases,
        add=add,
        required={"enabled": True},
        answers={**read_form.EVERY, "enabled": False, **answers},
        worked_out=resource.read_only - read_form.STAMPS.keys(),
    )
