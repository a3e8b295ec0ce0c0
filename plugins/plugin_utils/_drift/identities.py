# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The kinds of which a name does not tell one from another, or not alone. Pure, private to this collection.

It knows all kinds, which tasks that are not reported need not.
"""

from __future__ import annotations

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.registry import MANAGED

WITH_MORE_THAN_A_NAME = {resource.key: resource for resource in MANAGED if resource.identity != ("name",)}
