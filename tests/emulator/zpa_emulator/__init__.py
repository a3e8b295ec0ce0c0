# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A local Zscaler Private Access: its management API over HTTP, for the demo and every test."""

from __future__ import annotations

from .server import Emulator
from .state import Fault, LogEntry, Tenant

__all__ = ["Emulator", "Fault", "LogEntry", "Tenant"]
