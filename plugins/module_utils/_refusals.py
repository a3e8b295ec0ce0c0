# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the API means when it refuses: by the id of its answer before its status. Pure, and private.

The same refusal comes under several statuses. That a feature is not licensed was seen under 401, 403 and
others (zscaler/zscaler-terraformer#122, #242, #270), that an object is missing under 400 and 404 (the
vendor's Go SDK), and an answer of success can hold a refusal as well. So the status only counts where the id
is none that is known here. The ids are those of the vendor's pages and SDKs.
"""

from __future__ import annotations

import re
import typing as t

# There is no such object.
MISSING = "absent"
# The token is good, and the thing is not to be had.
DENIED = "denied"
# What was asked for is wrong in itself.
INVALID = "invalid"
# Something of this name, or its like, is there already.
TAKEN = "taken"
# An order of other rules than there are.
STALE = "stale"
# Nothing was done, and the same request may succeed later.
BUSY = "busy"
# The token is refused.
TOKEN = "token"
# The server itself failed.
TROUBLE = "trouble"
OTHER = "other"


# The body of a request is not what the API can read: something in it has another type.
ODDLY_TYPED = "read.message.failed"


class Known(t.NamedTuple):
    """What an id means, and how often its request is worth another try; None: as long as time allows."""

    meaning: str
    retries: int | None = 0


IDS: dict[str, Known] = {
    "invalid.toomanyrequests": Known(BUSY, None),
    "api.concurrent.access.error": Known(BUSY, None),
    "db.simultaneous.request": Known(BUSY, None),
    "non.restricted.entity.authorization.failed": Known(DENIED, 2),
    "resource.not.found": Known(MISSING),
    "resource.already.exist": Known(TAKEN),
    "resource.referenced": Known(OTHER),
    "invalid.resource.argument": Known(INVALID),
    "filtering.input.invalid.operand": Known(INVALID),
    "missing.mandatory.params": Known(INVALID),
    "missing.rule": Known(STALE),
    "default.rule.reorder.notallowed": Known(INVALID),
}
# How the ids begin that are about rights and licences, of which new ones come.
RIGHTS = "authz."

STATUSES = {400: INVALID, 401: TOKEN, 403: DENIED, 404: MISSING, 429: BUSY}

# How an answer says that something of this name is there already. No document tells the id; it is known
# from SDKs, other servers use others, and some give only a reason. So it goes by the meaning of both.
_TAKEN_ID = re.compile(
    r"already[._ -]?exist|exists?[._ -]already|not[._ -]?unique"
    r"|duplicated?(?![._ -]?request)|name[._ -]?(?:duplicated?|taken|in[._ -]?use)",
    re.IGNORECASE,
)
_TAKEN_REASON = re.compile(
    r"already (?:exist|(?:been )?taken)|exists? already|\bname is taken\b"
    r"|(?:must|should|has to|needs to) be unique|(?:is |are )?not unique"
    r"|\bduplicated? (?:\w+ )?names?\b|\bname\b.{0,60}\b(?:duplicated?|in use|used)\b",
    re.IGNORECASE,
)
_TAKEN_STATUSES = (400, 409, 422)

# Ids of objects are numbers, or have dashes, and no letters with dots between.
_ERROR_ID = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+", re.ASCII)


def known(error_id: str) -> Known | None:
    """Return what an id means whatever the status, None where only the status can tell."""
    return Known(DENIED) if error_id.startswith(RIGHTS) else IDS.get(error_id)


def meaning_of(status: int, error_id: str) -> str:
    """Return what a refusal means, one of the words above.

    A server that has failed is believed in nothing else than what it says of rights.
    """
    by_id = known(error_id)
    if (status == 408 or status >= 500) and not error_id.startswith(RIGHTS):
        return TROUBLE
    return by_id.meaning if by_id else STATUSES.get(status, OTHER)


def is_taken(status: int, error_id: str, reason: str) -> bool:
    """Whether a refusal may mean that something of this name, or its like, is there already."""
    meaning = meaning_of(status, error_id)
    said = _TAKEN_ID.search(error_id) or _TAKEN_REASON.search(reason)
    return meaning == TAKEN or (bool(said) and status in _TAKEN_STATUSES)


def doubt_of_token(status: int, error_id: str) -> str:
    """Return TOKEN where a token is refused, DENIED where that may be why, and nothing otherwise.

    API keys get a 403 for an old token as well as for what they may not do (the vendor's Go SDK).
    """
    if known(error_id) or status not in (401, 403):
        return ""
    return STATUSES[status]


def is_refusal(answer: t.Any) -> bool:
    """Whether an answer of success is a refusal all the same: its id is an error's, not an object's."""
    error_id = answer.get("id") if isinstance(answer, dict) else None
    if not isinstance(error_id, str):
        return False
    return known(error_id) is not None or (
        isinstance(answer.get("reason"), str) and bool(_ERROR_ID.fullmatch(error_id))
    )
