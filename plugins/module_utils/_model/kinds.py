# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Kinds that options refer to by name or id: one row each. Private to this collection."""

from __future__ import annotations

from .fields import Bool
from .metadata import text, texts
from .resource import Kind, Metadata

ENABLED = Metadata("enabled", "enabled", Bool().decode)
DESCRIPTION = Metadata("description", "description", text)

KINDS = {
    "application": Kind(
        "application segment",
        "application",
        facts=(ENABLED, DESCRIPTION, Metadata("domain_names", "domainNames", texts)),
    ),
    "enrollment_cert": Kind(
        "enrollment certificate",
        "enrollmentCert",
        version="v2",
        single_version="v1",
        facts=(DESCRIPTION,),
    ),
    "microtenant": Kind("microtenant", "microtenants", scoped=False, list_only=True, facts=(ENABLED,)),
    "version_profile": Kind(
        "version profile",
        "visible/versionProfiles",
        scoped=False,
        list_only=True,
        folds_case=True,
        facts=(
            DESCRIPTION,
            Metadata("visibility_scope", "visibilityScope", text),
            Metadata("upgrade_priority", "upgradePriority", text),
        ),
    ),
}
