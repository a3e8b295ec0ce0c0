# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Service edges: see enrolled.py."""

from __future__ import annotations

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.service_edge import SERVICE_EDGE

from .enrolled import enrolled

SERVICE_EDGES = enrolled(
    SERVICE_EDGE, "216196257331299981", {"listenIps": ["192.0.2.1"], "publishIpv6": True}
)
