# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names that end in the cloud of a tenant. Pure, and private to this collection."""

from __future__ import annotations

import re

# Names of posture profiles and trusted networks end in the cloud, such as "(zscalerthree.net)". Their
# "zscalerCloud" says which one that is; where it is missing, only a domain of Zscaler's is taken for one.
# Other brackets are part of the name: a wrong profile would open a wrong door.
_BRACKET = re.compile(r"\s*\(([^()\s]+)\)$")
_CLOUD = re.compile(r"z(?:s|pa)[a-z0-9-]*\.(?:net|us)")


def cloudless(name: str, cloud: str = "") -> str:
    """Return a name without its cloud. ``cloud``: which one it is, "" where nobody says it."""
    bracket = _BRACKET.search(name)
    inside = bracket[1].lower() if bracket else ""
    is_cloud = cloud in (inside, inside.rpartition(".")[0]) if cloud else _CLOUD.fullmatch(inside)
    return name[: bracket.start()] if bracket and is_cloud else name
