# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The version of the collection, for the User-Agent. Equal to ``galaxy.yml``, which a test checks."""

from __future__ import annotations

VERSION = "1.1.0"
