# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Refusals, with the bodies that the API gives them."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """An error answer: HTTP status, body (text if it is a string, else JSON), headers."""

    def __init__(self, status: int, body: Any, headers: dict[str, str] | None = None):
        super().__init__(body)
        self.status = status
        self.body = body
        self.headers = headers or {}


def refuse(error_id: str, reason: str, *params: str, status: int = 400) -> Refusal:
    body: dict[str, Any] = {"params": list(params)} if params else {}
    return Refusal(status, {**body, "id": error_id, "reason": reason})


def invalid(*names: str) -> Refusal:
    reason = "One or more input fields %s are not valid." % ", ".join(names)
    return refuse("invalid.resource.argument", reason, *names)


def unreadable() -> Refusal:
    """The refusal of a body with a wrong JSON type somewhere: it names no field."""
    reason = "Failed to read http message, Please check the input/format of the message"
    return refuse("read.message.failed", reason)


def coded(code: str, message: str) -> Refusal:
    """The shape that refusals about Multimatch have in the documents."""
    return Refusal(400, {**({"code": code} if code else {}), "message": message})


def not_found() -> Refusal:
    return refuse("resource.not.found", "No resource exists with the given id/name", status=404)


def restricted() -> Refusal:
    return refuse("non.restricted.entity.authorization.failed", "The resource is a restricted entity.")


def referenced(noun: str, name: str) -> Refusal:
    """The refusal to delete an object while another one names it."""
    reason = "Resource is being referenced in %s : %s." % (noun, name)
    return refuse("resource.referenced", reason, noun, name)


def is_restricted(entry: dict[str, Any]) -> bool:
    """Whether Zscaler itself, such as its Deception, owns an object."""
    return any(entry.get(key) for key in ("restrictedEntity", "readOnly", "zscalerManaged"))


def refuse_restricted(entry: dict[str, Any]) -> None:
    if is_restricted(entry):
        raise restricted()


def unauthorized(oneapi: bool) -> Refusal:
    """A missing or expired token: recorded from the OneAPI gateway, assumed elsewhere."""
    if oneapi:
        words = {"detail": "unauthorized", "type": "", "title": "", "status": ""}
        return Refusal(401, words, {"x-oneapi-api-category": "public"})
    return refuse("unauthorized", "The access token is missing or not valid.", status=401)


def throttled(retry_after: str | None) -> Refusal:
    """The recorded 429."""
    words = "invalid.toomanyrequests"
    headers = {
        "x-ratelimit-limit": "5000, 5000;w=60",
        "x-ratelimit-remaining": "4932",
        "x-ratelimit-reset": "48",
    }
    if retry_after is not None:
        headers["retry-after"] = retry_after
    body = {"exception": words, "id": words, "reason": "Exceeded the number of requests allowed."}
    return Refusal(429, body, headers)
