# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows of RESOURCES, see rules.py: AppProtection."""

from __future__ import annotations

from .inspection_catalog import VERSIONS
from .rule_types import FieldRule, Referrer, Rules

CUSTOM_CONTROL = Rules(
    path="inspectionControls/custom",
    fields={
        "name": FieldRule("text", required=True),
        "description": FieldRule("text"),
        "severity": FieldRule("choice", required=True, choices=("CRITICAL", "ERROR", "WARNING", "INFO")),
        "type": FieldRule("choice", required=True, choices=("REQUEST", "RESPONSE")),
        "defaultAction": FieldRule("choice", choices=("PASS", "BLOCK", "REDIRECT", "ALLOW")),
        "defaultActionValue": FieldRule("text"),
        "paranoiaLevel": FieldRule("choice", default="1", choices=("1", "2", "3", "4")),
        "protocolType": FieldRule("text", default="HTTP"),
        "controlRuleJson": FieldRule("text"),
    },
    referrers=(
        Referrer(
            key="associatedInspectionProfileNames",
            resource="inspectionProfile",
            list_key="customControls",
            noun="Inspection Profile",
            keys=("id", "name"),
        ),
    ),
    shown={"controlNumber": "4500001", "version": "1.0"},
    ignored=("action", "actionValue", "controlException", "controlType", "rules"),
    computed=("associatedInspectionProfileNames", "controlNumber", "version"),
    scoped=False,
)

# What it has of controls is not in rows: see inspection.py.
PROFILE = Rules(
    path="inspectionProfile",
    fields={
        "name": FieldRule("text", required=True),
        "description": FieldRule("text"),
        "paranoiaLevel": FieldRule("choice", required=True, choices=("1", "2", "3", "4")),
        "predefinedControlsVersion": FieldRule("choice", required=True, choices=VERSIONS),
        "globalControlActions": FieldRule("texts"),
        "commonGlobalOverrideActionsConfig": FieldRule("object"),
        "overrideAction": FieldRule("choice", choices=("COMMON", "NONE", "SPECIFIC")),
        "zsDefinedControlChoice": FieldRule("choice", choices=("ALL", "SPECIFIC")),
        "apiProfile": FieldRule("flag"),
    },
    shown={"incarnationNumber": "1"},
    computed=("controlsInfo", "incarnationNumber"),
    scoped=False,
)

INSPECTION = (CUSTOM_CONTROL, PROFILE)
