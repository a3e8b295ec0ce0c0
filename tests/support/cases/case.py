# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The form of the tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from support.tenants import TestTenant


@dataclass(frozen=True)
class Case:
    """A declaration against the tenant that the table prepares.

    ``after``: what the fields are afterwards, None where the object is gone. ``requests``: the
    budget with a cached token. ``exists``: whether the object is there before. ``moved``: fields
    that change although they are not declared.
    """

    options: dict[str, Any]
    after: dict[str, Any] | None
    requests: int
    exists: bool = True
    changed: bool = True
    moved: tuple[str, ...] = ()


@dataclass(frozen=True)
class Subject:
    """A resource and its table.

    ``key``: the result key of the module, whose name is ``zpa_`` and that. ``path``: the resource's
    path. ``prepare`` fills the tenant. ``fields``: the options that are fields. ``created``: those
    that every creation sets. ``derived``: those that ZPA works out, which check mode cannot always
    know. ``add`` puts an object into a tenant. ``required``: what a creation must say beside a name.
    """

    key: str
    path: str
    prepare: Callable[[TestTenant], None]
    fields: tuple[str, ...]
    created: tuple[str, ...]
    cases: dict[str, Case]
    add: Callable[..., dict[str, Any]]
    required: dict[str, Any]
    derived: tuple[str, ...] = ()

    @property
    def noun(self) -> str:
        return self.key.replace("_", " ").replace("app connector", "App Connector")

    def run(self, zpa: TestTenant, check: bool = False, **options: Any) -> dict[str, Any]:
        return zpa.run("zpa_" + self.key, check, **options)

    def create(self, zpa: TestTenant, check: bool = False, **options: Any) -> dict[str, Any]:
        return self.run(zpa, check, **{**self.required, **options})

    def listed(self, zpa: TestTenant, **options: Any) -> list[dict[str, Any]]:
        return zpa.run("zpa_%s_info" % self.key, **options)[self.key + "s"]
