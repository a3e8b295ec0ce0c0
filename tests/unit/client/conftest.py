# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What sends the requests of the client."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.transport import Transport


@pytest.fixture
def transport() -> Iterator[Transport]:
    opened = Transport("agent/1", True, 5)
    yield opened
    opened.close()
