# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a credential of AWX has for a tenant."""

from __future__ import annotations

from typing import Any

from support.awx import CREDENTIAL_TYPE

FIELDS: list[dict[str, Any]] = CREDENTIAL_TYPE["inputs"]["fields"]
