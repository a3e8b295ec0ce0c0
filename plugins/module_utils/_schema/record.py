# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an object says of itself, of whichever kind it is. Pure and private to this collection."""

from __future__ import annotations

import typing as t

from .field_type import Record
from .scalars import Name

DEFAULT_MICROTENANT = "0"
BUILT_IN_ID = "0"
DECEPTION = "Zscaler Deception"
DEFAULT_RULE = "Default_Rule"
NAME = Name()
# Where ZPA shows a name as it was typed, if it does: a key of newer answers.
TYPED = "nameWithoutTrim"
RESTRICTED = ("restrictedEntity", "readOnly", "zscalerManaged", "restrictionType")


def name_of(record: t.Mapping[str, t.Any]) -> str:
    """Return what an object is called, "" where it has no name."""
    return NAME.decode(record.get("name"))


def is_typed(record: Record, name: str) -> bool:
    """Whether ZPA shows that a name is what somebody typed for an object."""
    return NAME.decode(record.get(TYPED)) == name


def is_restricted(record: Record) -> bool:
    """Whether an object belongs to Zscaler Deception or to Zscaler: no update, no delete.

    The vendor's API pages name ``restrictedEntity``; newer answers have the other flags; the
    reference clients go by the name. What ZPA has from the beginning, as the Default microtenant, has the
    id 0.
    """
    *flags, kind = RESTRICTED
    return (
        str(record.get("id")) == BUILT_IN_ID
        or any(str(record.get(flag)).lower() in ("true", "1") for flag in flags)
        or str(record.get(kind) or "NONE").upper() != "NONE"
        or NAME.decode(record.get("name")) == DECEPTION
    )


def is_default(record: Record) -> bool:
    """Whether an object is the default rule of its policy set; the name tells where the flag does not.

    What the isolation API has from the beginning says so of itself.
    """
    if str(record.get("isDefault")).lower() == "true":
        return True
    if record.get("defaultRule") is None:
        is_rule = any(key in record for key in ("ruleOrder", "action", "conditions", "policySetId"))
        return is_rule and NAME.decode(record.get("name")) == DEFAULT_RULE
    return str(record.get("defaultRule")).lower() in ("true", "1")


def is_inside_microtenant(microtenant_id: t.Any) -> bool:
    """Whether a connection, as options or settings say it, is for a part of the tenant."""
    return str(microtenant_id or "").strip().casefold() not in ("", DEFAULT_MICROTENANT, "default")


def is_in_scope(record: Record, microtenant_id: str) -> bool:
    """Whether an object found by name belongs to the microtenant that the connection is for.

    Only what contradicts counts: the API leaves ``microtenantId`` out for the Default
    microtenant, which is also where everything goes if none is given.
    """
    owner, name = str(record.get("microtenantId") or DEFAULT_MICROTENANT), record.get("microtenantName")
    is_default = name == "Default" or (owner == DEFAULT_MICROTENANT and not name)
    if microtenant_id in ("", DEFAULT_MICROTENANT):
        return is_default
    if "microtenantId" in record or "microtenantName" in record:
        return owner == microtenant_id
    return True
