# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connection by which a view looks at a tenant."""

from __future__ import annotations

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.settings import Settings
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.view import NotFromView, Reused, View
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import ConnectionFailed

NOBODY = "http://127.0.0.1:1"


def test_knows_of_what_fails_in_another_microtenant() -> None:
    client = Reused(Settings(NOBODY, NOBODY, "1", "id", "secret", access_token="a token"))
    view = View(client, 0.0)
    view.borrow(client, may_read=True)
    with pytest.raises(ConnectionFailed):
        view.client.within("5").get("segmentGroup/7")
    assert view.client.failures
    view.borrow(client, may_read=True)
    assert not view.client.failures


def test_asks_nothing_where_that_is_not_worth_it() -> None:
    client = Reused(Settings(NOBODY, NOBODY, "1", "id", "secret", access_token="a token"))
    view = View(client, 0.0)
    view.borrow(client, may_read=False)
    with pytest.raises(NotFromView):
        view.client.within("5").get("segmentGroup/7")
