# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Inspection profiles of AppProtection: "Configuring AppProtection Profiles Using API". Private.

That page says that the mandatory predefined controls must be passed, and that an update replaces all
controls. Its examples of lists show none, and the answer to a creation shows no more of them than was sent.
"""

from __future__ import annotations

import typing as t

from .._client.forms import is_scalar
from .._schema.controls import ControlList, Edition, ForAllControls, ReferenceByNumber
from .._schema.fields import Field
from .._schema.implied import Implied
from .._schema.kind import Metadata
from .._schema.metadata import COMPUTED, RECORDED, number
from .._schema.reference_types import ReferenceTo
from .._schema.resource import Resource, Unmanaged
from .._schema.scalars import Name, Text, WholeNumber
from .lookups import LOOKUPS

_VERSION = "predefined_controls_version"


def _counts(wire: t.Any) -> dict[str, int | None]:
    """How many controls of each sort there are."""
    entries = [one for one in wire if isinstance(one, dict)] if isinstance(wire, list) else []
    return {str(one["controlType"]): number(one.get("count")) for one in entries if one.get("controlType")}


def _words(wire: t.Any) -> dict[str, str]:
    found = wire.items() if isinstance(wire, dict) else ()
    return {str(key): str(value) for key, value in found if is_scalar(value)}


_PREDEFINED = ControlList(
    Field(
        "control",
        "id",
        ReferenceByNumber("inspection_predefined_control"),
        label="controlNumber",
        text="the predefined control. The number tells it in every tenant, and so does the name where no "
        "other control has it.",
        shown="The number of the control.",
    ),
    Field("called", "name", Text(), is_computed=True, text="What ZPA calls the control."),
)
_CUSTOM = ControlList(
    Field(
        "control",
        "id",
        ReferenceTo("inspection_custom_control"),
        label="name",
        text="the custom control.",
    ),
    required=True,
)

INSPECTION_PROFILE = Resource(
    kind=LOOKUPS["inspection_profile"],
    key="inspection_profile",
    fields=(
        Field("name", "name", Name(), echoes=("nameWithoutTrim",)),
        Field("description", "description", Text()),
        Field(
            "paranoia_level",
            "paranoiaLevel",
            WholeNumber(1, 5, 1, missing=1),
            required=True,
            text="The paranoia level of OWASP: the higher, the more predefined controls are used.",
            shown="The paranoia level of OWASP.",
        ),
        Field(
            _VERSION,
            "predefinedControlsVersion",
            Edition(),
            text="The version of the rule set that the predefined controls are of, for example "
            "V(OWASP_CRS/4.8.0). A new profile has the newest that the tenant lists, if it says none.",
            shown="The version of the rule set that the predefined controls are of.",
        ),
        Field(
            "predefined_controls",
            "predefinedControls",
            _PREDEFINED,
            owner=_VERSION,
            echoes=("controlsInfo",),
            implied=Implied(
                key="control",
                flag="defaultGroup",
                group="controlGroup",
                called="preprocessors",
                defaults=(("action", "defaultAction"), ("action_value", "defaultActionValue")),
                newest="inspection_control_version",
            ),
            text="The predefined controls of the profile, in any order. Those of the preprocessors are "
            "always there and need not be listed: ZPA takes no profile without them. Every other one that is "
            "not listed is taken away.\n"
            "What says no action has the one of the rule set, if it is new.",
            shown="The predefined controls of the profile, those of the preprocessors among them.",
        ),
        Field(
            "custom_controls",
            "customControls",
            _CUSTOM,
            echoes=("controlsInfo",),
            text="The custom controls of the profile, in any order. What is not listed is taken away.",
            shown="The custom controls of the profile.",
        ),
        Field(
            "global_control_actions",
            "globalControlActions",
            ForAllControls("PREDEFINED", "CUSTOM", "OVERRIDE_ACTION"),
            echoes=("commonGlobalOverrideActionsConfig", "overrideAction"),
            text="What is done with all controls of a sort, for example V(PREDEFINED:PASS) and "
            "V(CUSTOM:BLOCK), and whose action counts: that for all with V(OVERRIDE_ACTION:COMMON), that of "
            "each control with V(OVERRIDE_ACTION:SPECIFIC). V(NONE) as an action is as good as leaving it "
            "out.",
            shown="What is done with all controls of a sort, and whose action counts.",
        ),
    ),
    metadata=(
        *RECORDED,
        Metadata("incarnation_number", "incarnationNumber", number),
        Metadata("control_counts", "controlsInfo", _counts),
        Metadata("override_actions_config", "commonGlobalOverrideActionsConfig", _words),
    ),
    read_only=COMPUTED,
    unmanaged=(
        Unmanaged("apiDiscoveryEnabled", "whether APIs are discovered"),
        Unmanaged("apiProfile", "whether it is a profile of APIs"),
        Unmanaged("checkControlDeploymentStatus", "whether ZPA looks how far controls are deployed"),
        Unmanaged("exceptionsVersion", "the version of its exceptions"),
        Unmanaged("nameWithoutTrim", "the name as it was typed"),
        Unmanaged("overrideAction", "whose action counts, which its global actions say"),
        Unmanaged("predefinedADPControls", "predefined controls of Active Directory"),
        Unmanaged("predefinedApiControls", "predefined controls of APIs"),
        Unmanaged("threatlabzControls", "controls of ThreatLabz"),
        Unmanaged("websocketControls", "controls of WebSocket"),
        Unmanaged("zsDefinedControlChoice", "whether Zscaler chooses the controls of ThreatLabz"),
    ),
)
