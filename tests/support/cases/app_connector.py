# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""App Connectors: see enrolled.py."""

from __future__ import annotations

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.app_connector import APP_CONNECTOR

from .enrolled import enrolled

APP_CONNECTORS = enrolled(APP_CONNECTOR, "216196257331299980", {})
