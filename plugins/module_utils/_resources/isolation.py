# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What all that is behind /cbiconfig has in common. Private to this collection.

Recorded are no times and no microtenants, lists that are arrays, and bodies of all writes. What is there from
the beginning says so.
"""

from __future__ import annotations

from .._schema.kind import Metadata
from .._schema.resource import Unmanaged
from .._schema.scalars import Bool

IS_DEFAULT = Metadata("is_default", "isDefault", Bool().decode)
AS_TYPED = Unmanaged("nameWithoutTrim", "the name as it was typed")
