# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calls zscaler-sdk-python as it is told to, in an interpreter that has it; see driving.py.

Only the hosts of the SDK are replaced.
"""

from __future__ import annotations

from typing import Any

from driving import serve
from zscaler import ZscalerClient
from zscaler.constants import ZPA_BASE_URLS
from zscaler.oneapi_client import LegacyZPAClient
from zscaler.oneapi_oauth_client import OAuth
from zscaler.request_executor import RequestExecutor


def point_to(base_url: str) -> None:
    """Replace the hosts of both sign-ins, and nothing else."""
    ZPA_BASE_URLS["PRODUCTION"] = base_url
    RequestExecutor.BASE_URL = base_url
    OAuth._get_auth_url = lambda self, vanity_domain, cloud: base_url + "/oauth2/v1/token"


def sign_in(
    base_url: str,
    oneapi: bool,
    client_id: str,
    customer_id: str,
    client_secret: str = "",
    private_key: str = "",
) -> Any:
    """Return the SDK's interface to ZPA. It signs in to OneAPI with the first call only."""
    point_to(base_url)
    config = {
        "clientId": client_id,
        "clientSecret": client_secret,
        "privateKey": private_key,
        "customerId": customer_id,
    }
    if oneapi:
        return ZscalerClient({**config, "vanityDomain": "acme", "cloud": "production"}).zpa
    return LegacyZPAClient({**config, "cloud": "PRODUCTION"}).zpa


def call(
    zpa: Any, api: str, method: str, given: list[Any], options: dict[str, Any], every_page: bool = False
) -> dict[str, Any]:
    """``every_page``: go on as the SDK's documentation says, and return a list of pages."""
    outcome = getattr(getattr(zpa, api), method)(*given, **options)
    if not isinstance(outcome, tuple):
        # A few methods of older releases return nothing else, and None for an error.
        return {"value": as_data(outcome)}
    result, response, error = outcome
    if error is not None:
        told = {key: getattr(error, "error_" + key, None) for key in ("code", "message")}
        status, params = getattr(error, "status_code", None), getattr(error, "params", None)
        return {"error": type(error).__name__, "status": status, "params": params, **told}
    status, value = response.get_status(), as_data(result)
    if every_page:
        value = [value]
        while response.has_next():
            result, response, error = response.next()
            if error:
                raise error
            value.append(as_data(result))
    return {"value": value, "status": status}


def as_data(result: Any) -> Any:
    """A few methods return data already."""
    if isinstance(result, list):
        return [as_data(entry) for entry in result]
    return result.as_dict() if hasattr(result, "as_dict") else result


if __name__ == "__main__":
    serve(sign_in, call)
