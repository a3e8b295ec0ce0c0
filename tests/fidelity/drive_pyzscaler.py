# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calls pyZscaler as it is told to, in an interpreter that has it; see driving.py.

pyZscaler is pointed to the base URL by its own ``override_url``.
"""

from __future__ import annotations

from typing import Any

from driving import serve
from pyzscaler.zpa import ZPA
from restfly.errors import APIError


def sign_in(base_url: str, **settings: str) -> ZPA:
    return ZPA(override_url=base_url, **settings)


def call(zpa: ZPA, api: str, method: str, given: list[Any], options: dict[str, Any]) -> dict[str, Any]:
    try:
        value = getattr(getattr(zpa, api), method)(*given, **options)
    except APIError as error:
        body = error.response.json()
        told = {"code": body["id"], "message": body["reason"], "params": body.get("params")}
        return {"error": type(error).__name__, "status": error.code, **told}
    if hasattr(value, "to_dict"):
        return {"value": value.to_dict()}
    return {"value": value.to_list() if hasattr(value, "to_list") else value}


if __name__ == "__main__":
    serve(sign_in, call)
