# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All kinds that can be found by name or id, for what goes through them. Private to this collection."""

from __future__ import annotations

from .._schema.kind import Kind
from .lookups import LOOKUPS
from .named_by_few import ROWS

EVERY: dict[str, Kind] = dict(sorted({**LOOKUPS, **ROWS}.items()))
