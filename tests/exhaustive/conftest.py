# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What tests of secrets share."""

from __future__ import annotations

import pytest
from support.exhaustive.secrecy import Keys, new_keys


@pytest.fixture(scope="module")
def keys() -> Keys:
    return new_keys()
