# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the checkout importable as ``ansible_collections.zerotrust.zpa``, at whatever path it is."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT / "tools"))

import dev  # noqa: E402  (found only once its folder is on the path)

dev.arrange_collection()
sys.path.insert(0, str(dev.COLLECTIONS))
os.environ["ANSIBLE_COLLECTIONS_PATH"] = str(dev.COLLECTIONS)
