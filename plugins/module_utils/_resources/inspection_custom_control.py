# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Custom controls of AppProtection: TestAppProtectionCustomControl.yaml of the vendor's Python SDK. Private.

Recorded: answers have the rules as JSON in a text, and no action beside the one by default. An update that
has that text and an empty list keeps the rules; the vendor's provider for Terraform sends the list alone.
"""

from __future__ import annotations

from .._schema.compound import TextSet
from .._schema.fields import Field
from .._schema.kind import Metadata
from .._schema.metadata import COMPUTED, RECORDED, text
from .._schema.nested_bag import BagInText, NestedBag
from .._schema.resource import BackReference, Resource, Unmanaged
from .._schema.scalars import Choice, Name, Text, WholeNumber, Word
from .lookups import LOOKUPS

_CONDITIONS = NestedBag(
    "lhs",
    Field(
        "lhs",
        "lhs",
        Word(),
        required=True,
        text="What is looked at: V(VALUE), the text itself, or V(SIZE), its length.",
    ),
    Field(
        "op",
        "op",
        Word(),
        required=True,
        text="How it is compared, V(RX) for a regular expression, V(EQ), V(LE), V(GE), V(CONTAINS), "
        "V(STARTS_WITH) or V(ENDS_WITH).",
    ),
    Field(
        "rhs",
        "rhs",
        Text(can_be_empty=False),
        required=True,
        text="What it is compared with: a number for V(SIZE), a text or a regular expression for V(VALUE).",
    ),
)
_RULES = BagInText(
    "type",
    Field(
        "type",
        "type",
        Word(),
        required=True,
        text="What of a request or a response the rule is about, for example V(REQUEST_HEADERS), "
        "V(REQUEST_URI), V(QUERY_STRING), V(REQUEST_COOKIES), V(REQUEST_METHOD), V(REQUEST_BODY), "
        "V(RESPONSE_HEADERS) or V(RESPONSE_BODY).",
    ),
    Field(
        "names",
        "names",
        TextSet(),
        text="Of headers and cookies, the names of those that are looked at. Other types need none.",
    ),
    Field("conditions", "conditions", _CONDITIONS, required=True, text="What has to be true of it."),
    carrier="rules",
)

INSPECTION_CUSTOM_CONTROL = Resource(
    kind=LOOKUPS["inspection_custom_control"],
    key="inspection_custom_control",
    fields=(
        Field("name", "name", Name()),
        Field("description", "description", Text()),
        Field(
            "type",
            "type",
            Choice("REQUEST", "RESPONSE", missing="REQUEST"),
            required=True,
            text="Whether requests or responses are looked at.",
        ),
        Field(
            "severity",
            "severity",
            Choice("CRITICAL", "ERROR", "WARNING", "INFO", missing="CRITICAL"),
            required=True,
            text="How grave it is where the control applies.",
        ),
        Field(
            "default_action",
            "defaultAction",
            Choice("PASS", "BLOCK", "REDIRECT", "ALLOW", missing="PASS"),
            create_default="PASS",
            text="What is done where the control applies, unless an inspection profile says otherwise.",
        ),
        Field(
            "default_action_value",
            "defaultActionValue",
            Text(),
            text="Where users are sent, an URL. O(default_action=REDIRECT) needs one.",
        ),
        Field(
            "paranoia_level",
            "paranoiaLevel",
            WholeNumber(1, 5, 1, missing=1),
            create_default=1,
            text="The paranoia level of OWASP from which on the control is used.",
        ),
        Field(
            "protocol_type",
            "protocolType",
            Word(),
            text="The protocol, for example V(HTTP) or V(WEBSOCKET). ZPA chooses it if omitted.",
            shown="The protocol.",
        ),
        Field(
            "rules",
            "controlRuleJson",
            _RULES,
            formerly="rules",
            text="What the control looks for. All rules, in any order: what is not listed is taken away.",
            shown="What the control looks for.",
        ),
    ),
    metadata=(
        *RECORDED,
        Metadata("control_number", "controlNumber", text),
        Metadata("version", "version", text),
    ),
    read_only=COMPUTED | {"controlNumber", "version"},
    unmanaged=(
        Unmanaged("action", "what an inspection profile does where the control applies"),
        Unmanaged("actionValue", "where an inspection profile sends users"),
        Unmanaged("controlException", "what the control leaves alone"),
        Unmanaged("controlType", "the sort of control", ("CUSTOM",)),
        Unmanaged("nameWithoutTrim", "the name as it was typed"),
    ),
    back_references=(
        BackReference("associatedInspectionProfileNames", "inspection_profile", "Inspection Profile"),
    ),
)
