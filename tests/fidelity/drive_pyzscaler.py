# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Leads segment groups through their life with pyZscaler, in an interpreter that has it.

In, as JSON on standard input: ``base_url``, ``customer_id``, ``client_id``, ``right`` and ``wrong`` (each
with ``client_secret``), ``groups`` and ``applications`` (ids by name). Out, as JSON on standard output: what
pyZscaler returned, by step. It is pointed to the base URL by its own ``override_url``. Waits are noted down
rather than waited.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from pyzscaler.zpa import ZPA
from restfly.errors import APIError

Job = dict[str, Any]
Steps = dict[str, Any]
UNKNOWN = "216196257331999999"
WAITS: list[float] = []


def sign_in(job: Job, proof: dict[str, str]) -> ZPA:
    names = ("client_id", "customer_id")
    return ZPA(override_url=job["base_url"], **{name: job[name] for name in names}, **proof)


def attempt(method: Callable[..., Any], *given: Any, **options: Any) -> dict[str, Any]:
    """Call a method of pyZscaler and return what it returned or raised, as data."""
    try:
        value = method(*given, **options)
    except APIError as error:
        return {"error": type(error).__name__, "status": error.code, "body": error.response.json()}
    except Exception as error:
        return {"error": type(error).__name__, "message": str(error)}
    if hasattr(value, "to_dict"):
        return {"value": value.to_dict()}
    return {"value": value.to_list() if hasattr(value, "to_list") else value}


def reads(api: Any, job: Job) -> Steps:
    groups = job["groups"]
    return {
        "listed": attempt(api.list_groups),
        "three": attempt(api.list_groups, max_items=3),
        "one_page_of_five": attempt(api.list_groups, pagesize=5, max_pages=1),
        "too_large": attempt(api.list_groups, pagesize=501),
        "by_name": attempt(api.list_groups, search="name EQ Old intranet"),
        "by_part": attempt(api.list_groups, search="name LIKE intranet"),
        "by_filter": attempt(api.list_groups, search="enabled EQ false"),
        "by_word": attempt(api.list_groups, search="intranet"),
        "by_two_words": attempt(api.list_groups, search="Old intranet"),
        "by_nobodys_name": attempt(api.list_groups, search="name EQ Nobody"),
        "one": attempt(api.get_group, groups["Finance"]),
        "unknown": attempt(api.get_group, UNKNOWN),
        "throttled": attempt(api.get_group, groups["Throttled"]),
    }


def writes(api: Any, job: Job) -> Steps:
    sap, payroll, jira = (job["applications"][name] for name in ("SAP", "Payroll", "Jira"))
    steps = {"only_a_name": attempt(api.add_group, "Empty")}
    steps["added"] = attempt(
        api.add_group, "Sales", enabled=True, description="All of sales", application_ids=[sap, payroll]
    )
    group_id = steps["added"]["value"]["id"]
    steps["read_back"] = attempt(api.get_group, group_id)
    steps["renamed"] = attempt(api.update_group, group_id, name="Sales and marketing")
    steps["disabled"] = attempt(api.update_group, group_id, enabled=False)
    steps["changed_members"] = attempt(api.update_group, group_id, application_ids=[payroll, jira])
    steps["empty_ids"] = attempt(api.update_group, group_id, application_ids=[])
    steps["updated_unknown"] = attempt(api.update_group, UNKNOWN, name="Nobody")
    steps["deleted_in_use"] = attempt(api.delete_group, group_id)
    steps["took_over"] = attempt(api.add_group, "Successor", application_ids=[payroll, jira])
    steps["read_bereft"] = attempt(api.get_group, group_id)
    steps["deleted"] = attempt(api.delete_group, group_id)
    steps["read_deleted"] = attempt(api.get_group, group_id)
    steps["deleted_unknown"] = attempt(api.delete_group, UNKNOWN)
    return steps


def main() -> None:
    job = json.load(sys.stdin)
    time.sleep = WAITS.append
    steps: Steps = {"refused_sign_in": attempt(sign_in, job, job["wrong"])}
    with sign_in(job, job["right"]) as zpa:
        for part in (reads, writes):
            steps.update(part(zpa.segment_groups, job))
        steps["expired"] = attempt(zpa.segment_groups.get_group, job["groups"]["Expired"])
    steps["waits"] = WAITS
    json.dump(steps, sys.stdout)


if __name__ == "__main__":
    main()
