# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From findings to the report, as data. Pure and private to this collection."""

from __future__ import annotations

import datetime
import typing as t

from ansible_collections.zerotrust.zpa.plugins.module_utils._version import VERSION as COLLECTION_VERSION

from .access import access_counts, access_shown
from .findings import (
    AS_DECLARED,
    CREATE,
    DELETE,
    DRIFTED,
    ERROR,
    REORDER,
    UPDATE,
    Tenant,
)
from .kinds import KIND_ORDER

FORMAT, FORMAT_VERSION = "zerotrust.zpa drift report", 1
INCOMPLETE = "incomplete"
OPERATIONS = (CREATE, UPDATE, DELETE, REORDER)

Document = t.Dict[str, t.Any]
Counts = t.Dict[str, int]


def report(
    tenants: t.Iterable[Tenant],
    generated_at: datetime.datetime,
    unmanaged_is_drift: bool = False,
) -> Document:
    """Return the report, as docs/docsite/rst/drift_report.schema.json describes it.

    It can be written as JSON as it is.

    ``generated_at`` has to know its time zone. ``unmanaged_is_drift``: whether the verdict counts as drift
    what nobody declared.
    """
    shown = [_tenant(tenant) for tenant in sorted(tenants, key=lambda tenant: tenant.name)]
    summary = _sum([tenant["summary"] for tenant in shown])
    report: Document = _plain(
        {
            "format": FORMAT,
            "version": FORMAT_VERSION,
            "collection_version": COLLECTION_VERSION,
            "generated_at": generated_at.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "unmanaged_is_drift": unmanaged_is_drift,
            "verdict": _verdict(summary, unmanaged_is_drift),
            "summary": summary,
            "tenants": shown,
        }
    )
    return report


def _verdict(summary: Counts, unmanaged_is_drift: bool) -> str:
    if summary["drifted"] or summary["access_refused"] or (unmanaged_is_drift and summary["unmanaged"]):
        return DRIFTED
    # Who compared nothing does not know that all is well.
    is_compared = summary["as_declared"] or summary["access_analyses"]
    return AS_DECLARED if is_compared and not summary["errors"] else INCOMPLETE


def _tenant(tenant: Tenant) -> dict[str, t.Any]:
    objects = sorted((finding._asdict() for finding in tenant.findings), key=_place)
    unmanaged = sorted((one._asdict() for one in tenant.unmanaged), key=_place)
    counted = (
        ["Of %d objects that are as declared only the number is known." % tenant.unnamed]
        if tenant.unnamed
        else []
    )
    access = [access_shown(one) for one in tenant.access]
    return {
        "name": tenant.name,
        "summary": {**_count(objects, len(unmanaged), tenant.unnamed), **access_counts(access)},
        "access": access,
        "objects": objects,
        "unmanaged": unmanaged,
        "notes": [*tenant.notes, *counted],
    }


def _place(row: t.Mapping[str, t.Any]) -> tuple[int, str, str, str, str]:
    kind = row["kind"]
    rank = KIND_ORDER.index(kind) if kind in KIND_ORDER else len(KIND_ORDER)
    return (rank, row["policy_type"] or "", row["name"].casefold(), row["name"], row["id"] or "")


def _count(objects: t.Sequence[t.Mapping[str, t.Any]], unmanaged: int, unnamed: int) -> Counts:
    def of(key: str, value: str, status: str) -> int:
        return sum(one[key] == value and one["status"] == status for one in objects)

    return {
        "as_declared": of("status", AS_DECLARED, AS_DECLARED) + unnamed,
        "drifted": of("status", DRIFTED, DRIFTED),
        **{operation: of("operation", operation, DRIFTED) for operation in OPERATIONS},
        "errors": of("status", ERROR, ERROR),
        "unmanaged": unmanaged,
    }


def _sum(counts: t.Sequence[Counts]) -> Counts:
    keys = {**_count([], 0, 0), **access_counts([])}
    return {key: sum(count[key] for count in counts) for key in keys}


def _plain(value: t.Any) -> t.Any:
    """Return data as JSON can say it, with what is no character in Unicode replaced."""
    if isinstance(value, t.Mapping):
        return {_plain(str(key)): _plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return str(value).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
