# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Results of modules in a form in which those of two runs can be compared."""

from __future__ import annotations

import json
import re
from typing import Any

# What differs from run to run: the port of the emulator, times, and how long was waited, which is random.
FLEETING = re.compile(r"(?<=127\.0\.0\.1:)\d+|\b1\d{9}\b|(?<= after )\d+(?= s\b)")
# What differs from tenant to tenant and stands for the same thing within a result: client ids, uuids, and
# ids of objects and customers.
IDENTITY = re.compile(r"client-\d+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<![\d.])\d{7,}")


def comparable(value: Any) -> str:
    """A result as text, with what differs from tenant to tenant and from run to run in a neutral form."""
    names: dict[str, str] = {}

    def neutral(found: re.Match[str]) -> str:
        return names.setdefault(found[0], "id %d" % len(names))

    return IDENTITY.sub(neutral, FLEETING.sub("0", json.dumps(value, indent=1)))
