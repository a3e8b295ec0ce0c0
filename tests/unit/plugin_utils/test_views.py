# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the items of a loop share, and nobody else."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._client.settings import Settings
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.watch import Watch
from ansible_collections.zerotrust.zpa.plugins.plugin_utils import _in_process
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._views import MOST_CONNECTIONS, Views

SETTINGS = Settings("https://api.example.com", "https://api.example.com/signin", "1", "id", "secret")


def views_of(
    uuid: str, seconds: float = 60, environment: dict[str, str] | None = None, **task: Any
) -> Views | None:
    task = {"_uuid": uuid, "until": None, "retries": None, "loop": ["a"], **task}
    action: Any = SimpleNamespace(_task=SimpleNamespace(**task), _seconds_of_views=lambda variables: seconds)
    return _in_process.InProcessAction._views(action, {}, environment or {})


def test_are_the_same_for_all_items_of_a_task_and_others_for_the_next() -> None:
    first = views_of("1")
    assert first is not None
    assert views_of("1") is first
    assert views_of("2") not in (first, None)


def test_are_others_for_another_age() -> None:
    assert views_of("1", 60) is not views_of("1", 30)


def test_are_nothing_without_a_loop_with_tries_or_turned_off() -> None:
    assert views_of("1", loop=None) is None
    assert views_of("1", until=["it is so"]) is None
    assert views_of("1", retries=3) is None
    assert views_of("1", 0) is None


def test_are_others_after_an_item_that_shares_nothing_and_in_another_environment() -> None:
    first = views_of("1")
    assert views_of("1", 0) is None
    second = views_of("1")
    assert second is not first
    assert views_of("1", environment={"http_proxy": "http://127.0.0.1:1"}) is not second


def test_the_token_is_secret_to_each_item_and_what_one_writes_to_it_alone() -> None:
    views, first, second = Views(60), set[str](), set[str]()
    settings = SETTINGS._replace(access_token="the token")
    views.connect(settings, False, print, first.add, Watch()).hide(["a password"])
    views.connect(settings, False, print, second.add, Watch())
    assert first == {"the token", "a password"}
    assert second == {"the token"}


def test_a_connection_is_kept_for_the_same_settings_alone() -> None:
    views = Views(60)
    one, again, other = (
        views.connect(settings, False, print, print, Watch())
        for settings in (SETTINGS, SETTINGS, SETTINGS._replace(client_secret="another"))
    )
    assert one is again
    assert other is not one


def test_of_many_connections_the_last_are_kept() -> None:
    views = Views(60)
    of_each = [SETTINGS._replace(customer_id=str(number)) for number in range(MOST_CONNECTIONS + 1)]
    first, *others = [views.connect(settings, False, print, print, Watch()) for settings in of_each]
    again = [views.connect(settings, False, print, print, Watch()) for settings in of_each[1:]]
    assert all(one is other for one, other in zip(others, again, strict=True))
    assert views.connect(of_each[0], False, print, print, Watch()) is not first
