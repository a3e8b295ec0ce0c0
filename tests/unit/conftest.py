# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Clients on the emulator that never really wait, and servers that answer as told."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator

import hypothesis
import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.settings import Settings
from support import randomly
from support.clients import World, legacy_settings
from support.scripted import Answer, ScriptedServer
from support.tenants import TestTenant

RANDOM_CASES = 200


def pytest_configure(config: pytest.Config) -> None:
    """Take the same random cases in every run: all of them in an exhaustive one."""
    cases = RANDOM_CASES if config.getoption("exhaustive") else RANDOM_CASES // randomly.ONE_IN
    hypothesis.settings.register_profile("unit", deadline=None, derandomize=True, max_examples=cases)
    hypothesis.settings.load_profile("unit")


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def settings_of(zpa: TestTenant) -> Callable[..., Settings]:
    """Settings of the test tenant; keywords change them. Tests of another server have their own."""
    return functools.partial(legacy_settings, zpa)


@pytest.fixture
def connect(settings_of: Callable[..., Settings], world: World) -> Iterator[Callable[..., Client]]:
    """Opens clients; keywords change their settings."""
    with contextlib.ExitStack() as opened:

        def open_client(settings=None, read_only: bool = False, **changes) -> Client:
            client = world.client(settings or settings_of(**changes), read_only)
            opened.callback(client.close)
            return client

        yield open_client


@pytest.fixture
def client(connect: Callable[..., Client]) -> Client:
    """A client of the test tenant that keeps no token."""
    return connect()


@pytest.fixture
def scripted() -> Iterator[Callable[..., ScriptedServer]]:
    """Starts servers that give the answers they are called with."""
    with contextlib.ExitStack() as started:
        yield lambda *answers: started.enter_context(ScriptedServer([Answer(*answer) for answer in answers]))
