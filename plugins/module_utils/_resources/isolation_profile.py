# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Isolation profiles: models of the vendor's SDKs, and its provider for Terraform. Private.

What is named is written by id, under one key, and shown as objects under another one. Rules name a profile by
an id that another list has, beside the one that it has here.
"""

from __future__ import annotations

from .._schema.compound import TextSet
from .._schema.fields import Field
from .._schema.metadata import COMPUTED, RECORDED
from .._schema.nested import Nested
from .._schema.resource import Resource, Unmanaged
from .._schema.scalars import Bool, Name, Text
from .._schema.written import ReferenceById, ReferencesById, SmallChoice
from .isolation import AS_TYPED, IS_DEFAULT
from .lookups import LOOKUPS

FEWEST_REGIONS = 2


def _flags(**texts: str) -> tuple[Field, ...]:
    """Fields that are true or false, by their keys on the wire: the option, what it says."""
    return tuple(
        Field(said.partition(": ")[0], wire, Bool(), text=said.partition(": ")[2])
        for wire, said in texts.items()
    )


_SECURITY = Nested(
    Field(
        "copy_paste",
        "copyPaste",
        SmallChoice("none", "all", missing="none"),
        text="Whether users can copy and paste between their device and isolated pages.",
    ),
    Field(
        "upload_download",
        "uploadDownload",
        SmallChoice("none", "all", "upstream", missing="none"),
        text="Which files users can move: V(all) into isolated pages and out of them, V(upstream) into them "
        "alone, V(none) neither.",
    ),
    *_flags(
        documentViewer="document_viewer: Whether documents, as of Microsoft Office, are shown in isolation.",
        allowPrinting="allow_printing: Whether users can print.",
        flattenedPdf="flattened_pdf: Whether users get documents as what ZPA calls flattened PDF files.",
        restrictKeystrokes="restrict_keystrokes: Whether pages take nothing that is typed.",
        localRender="local_render: Whether links out of isolation open in the user's own browser.",
    ),
    Field(
        "deep_link",
        "deepLink",
        Nested(
            Field("enabled", "enabled", Bool(), text="Whether links may open applications of the device."),
            Field("applications", "applications", TextSet(), text="The applications that links may open."),
        ),
        text="Links that open an application of the user's device, such as a mail program.",
    ),
    Field(
        "watermark",
        "watermark",
        Nested(
            Field("enabled", "enabled", Bool(), text="Whether there is a watermark."),
            *_flags(
                showUserId="show_user_id: Whether it says who the user is.",
                showTimestamp="show_timestamp: Whether it says the time.",
                showMessage="show_message: Whether it has a message.",
            ),
            # Ansible keeps the name "message" of an option for itself.
            Field("text", "message", Text(), text="The message of the watermark."),
        ),
        text="What is printed over pages.",
    ),
)
_EXPERIENCE = Nested(
    *_flags(
        sessionPersistence="session_persistence: Whether cookies are kept for the next session.",
        browserInBrowser="browser_in_browser: Whether an isolated page looks like a browser in the browser.",
        persistIsolationBar="persist_isolation_bar: Whether the bar that tells of isolation stays in sight.",
        translate="translate: Whether pages can be translated.",
        zgpu="zgpu: Whether what ZPA calls ZGPU is used. No document says what it does.",
    ),
    Field(
        "forward_to_zia",
        "forwardToZia",
        Nested(
            Field("enabled", "enabled", Bool(), text="Whether what isolated browsers load goes through it."),
            Field("organization_id", "organizationId", Text(), text="The ID of the organization there."),
            Field(
                "cloud_name",
                "cloudName",
                Text(),
                text="The cloud of the organization there, for example V(zscalertwo).",
            ),
            Field(
                "pac_file_url",
                "pacFileUrl",
                Text(),
                text="The address of the PAC file by which isolated browsers get there.",
            ),
        ),
        text="Zscaler Internet Access behind isolated browsers.",
    ),
)

ISOLATION_PROFILE = Resource(
    kind=LOOKUPS["isolation_banner"]._replace(noun="isolation profile", path="profiles", may_list_less=True),
    key="isolation_profile",
    fields=(
        Field("name", "name", Name()),
        Field("description", "description", Text()),
        Field(
            "banner",
            "bannerId",
            ReferenceById("isolation_banner"),
            formerly="banner",
            required=True,
            text="the isolation banner.",
        ),
        Field(
            "regions",
            "regionIds",
            ReferencesById("isolation_region", least=FEWEST_REGIONS),
            formerly="regions",
            required=True,
            text="the regions in which isolated browsers run.",
        ),
        Field(
            "certificates",
            "certificateIds",
            ReferencesById("isolation_certificate"),
            formerly="certificates",
            text="the isolation certificates that isolated browsers trust.",
        ),
        Field("security_controls", "securityControls", _SECURITY, text="What users may do."),
        Field("user_experience", "userExperience", _EXPERIENCE, text="What users see."),
    ),
    metadata=(*RECORDED, IS_DEFAULT),
    read_only=COMPUTED,
    unmanaged=(
        AS_TYPED,
        Unmanaged("cbiProfileId", "its own id once more"),
        Unmanaged("cbiTenantId", "the id of the tenant for isolation"),
        Unmanaged("cbiUrl", "where isolated browsers begin"),
        Unmanaged("debugMode", "whether sessions are recorded to find faults"),
        Unmanaged("enabled", "whether it is in use", (True,)),
        Unmanaged("href", "where it is"),
    ),
    named_under="isolationProfileId",
)
