# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Leads segment groups through their life with zscaler-sdk-python, in an interpreter that has it.

In, as JSON on standard input: ``flavour`` (``legacy`` or ``oneapi``), ``base_url``, ``customer_id``,
``client_id``, ``right`` and ``wrong`` (each with ``client_secret`` or ``private_key``), ``microtenant``,
``groups`` and ``applications`` (ids by name). Out, as JSON on standard output: what the SDK returned, by
step. Only the hosts of the SDK are replaced. Waits are noted down rather than waited.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from zscaler import ZscalerClient
from zscaler.constants import ZPA_BASE_URLS
from zscaler.oneapi_client import LegacyZPAClient
from zscaler.oneapi_oauth_client import OAuth
from zscaler.request_executor import RequestExecutor

Job = dict[str, Any]
Steps = dict[str, Any]
UNKNOWN = "216196257331999999"
WAITS: list[float] = []


def point_to(base_url: str) -> None:
    """Replace the hosts of both sign-ins, and nothing else."""
    ZPA_BASE_URLS["PRODUCTION"] = base_url
    RequestExecutor.BASE_URL = base_url
    OAuth._get_auth_url = lambda self, vanity_domain, cloud: base_url + "/oauth2/v1/token"


def segment_groups(job: Job, proof: dict[str, str]) -> Any:
    """Return the SDK's interface to segment groups. ``proof``: a secret or a private key."""
    config = {
        "clientId": job["client_id"],
        "clientSecret": proof.get("client_secret", ""),
        "privateKey": proof.get("private_key", ""),
        "customerId": job["customer_id"],
    }
    if job["flavour"] == "legacy":
        return LegacyZPAClient({**config, "cloud": "PRODUCTION"}).zpa.segment_groups
    return ZscalerClient({**config, "vanityDomain": "acme", "cloud": "production"}).zpa.segment_groups


def answer(outcome: tuple[Any, Any, Any]) -> dict[str, Any]:
    """Return as data what a method of the SDK returned: result, response, error."""
    result, response, error = outcome
    if error is not None:
        told = {key: getattr(error, "error_" + key, None) for key in ("code", "message")}
        status, params = getattr(error, "status_code", None), getattr(error, "params", None)
        return {"error": type(error).__name__, "status": status, "params": params, **told}
    if isinstance(result, list):
        return {"value": [group.as_dict() for group in result], "status": response.get_status()}
    return {"value": result and result.as_dict(), "status": response.get_status()}


def refused_sign_in(job: Job) -> str:
    """Return what the SDK says to a wrong secret, or to a key that is not the client's."""
    try:
        segment_groups(job, job["wrong"]).list_groups()
    except Exception as error:
        return str(error)
    return ""


def every_page(api: Any) -> list[list[str]]:
    """Return the names of all groups by page, asked for as the SDK's documentation says."""
    groups, response, error = api.list_groups()
    if error:
        raise error
    pages = [[group.name for group in groups]]
    while response.has_next():
        groups, response, error = response.next()
        if error:
            raise error
        pages.append([group.name for group in groups])
    return pages


def reads(api: Any, job: Job) -> Steps:
    groups = job["groups"]
    return {
        "first_page": answer(api.list_groups()),
        "every_page": every_page(api),
        "second_of_five": answer(api.list_groups({"page": 2, "page_size": 5})),
        "beyond_the_last": answer(api.list_groups({"page": 9})),
        "too_large": answer(api.list_groups({"page_size": 501})),
        "by_name": answer(api.list_groups({"search": "Old intranet"})),
        "by_filter": answer(api.list_groups({"search": "enabled+EQ+false"})),
        "by_nobodys_name": answer(api.list_groups({"search": "Nobody"})),
        "one": answer(api.get_group(groups["Finance"])),
        "unknown": answer(api.get_group(UNKNOWN)),
        "throttled": answer(api.get_group(groups["Throttled"])),
    }


def writes(api: Any, job: Job) -> Steps:
    sap, payroll, jira = (job["applications"][name] for name in ("SAP", "Payroll", "Jira"))
    steps = {"empty": answer(api.add_group(name="Empty", enabled=True))}
    members = [{"id": sap}, {"id": payroll}]
    steps["added"] = answer(
        api.add_group(name="Sales", description="All of sales", enabled=True, applications=members)
    )
    group_id = steps["added"]["value"]["id"]
    steps["added_again"] = answer(api.add_group(name="Sales", enabled=True))
    steps["read_back"] = answer(api.get_group(group_id))
    steps["renamed"] = answer(api.update_group(group_id, name="Sales and marketing"))
    steps["read_renamed"] = answer(api.get_group(group_id))
    changes = {"name": "Sales", "description": "Again", "added_apps": [jira], "deleted_apps": [sap]}
    steps["changed_v2"] = answer(api.update_group_v2(group_id, id=group_id, **changes))
    steps["read_changed_v2"] = answer(api.get_group(group_id))
    steps["added_unknown_v2"] = answer(api.update_group_v2(group_id, name="Sales", added_apps=[UNKNOWN]))
    steps["deleted_in_use"] = answer(api.delete_group(group_id))
    steps["emptied"] = answer(api.update_group(group_id, name="Sales", applications=[]))
    steps["deleted"] = answer(api.delete_group(group_id))
    steps["read_deleted"] = answer(api.get_group(group_id))
    steps["deleted_unknown"] = answer(api.delete_group(UNKNOWN))
    return steps


def in_a_microtenant(api: Any, job: Job) -> Steps:
    here = {"microtenant_id": job["microtenant"]}
    steps = {"added_there": answer(api.add_group(name="Finance", enabled=True, **here))}
    group_id = steps["added_there"]["value"]["id"]
    steps["listed_there"] = answer(api.list_groups(dict(here)))
    steps["read_there"] = answer(api.get_group(group_id, dict(here)))
    steps["read_from_default"] = answer(api.get_group(group_id))
    steps["renamed_there"] = answer(api.update_group(group_id, name="Treasury", **here))
    steps["deleted_from_default"] = answer(api.delete_group(group_id))
    steps["deleted_there"] = answer(api.delete_group(group_id, **here))
    return steps


def main() -> None:
    job = json.load(sys.stdin)
    time.sleep = WAITS.append
    point_to(job["base_url"])
    steps: Steps = {"refused_sign_in": refused_sign_in(job)}
    api = segment_groups(job, job["right"])
    for part in (reads, writes, in_a_microtenant):
        steps.update(part(api, job))
    # The last one, since the SDK does not renew a token of the legacy sign-in.
    steps["expired"] = answer(api.get_group(job["groups"]["Expired"]))
    steps["waits"] = WAITS
    json.dump(steps, sys.stdout)


if __name__ == "__main__":
    main()
