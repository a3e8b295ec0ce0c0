# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How often Python looks for garbage while a task runs."""

from __future__ import annotations

import gc

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.collector import MANY, looking_rarely


def test_python_looks_rarely_inside_and_as_before_afterwards() -> None:
    before = gc.get_threshold()
    with looking_rarely():
        assert gc.get_threshold()[0] == MANY
    assert gc.get_threshold() == before


def test_what_ends_a_module_puts_it_back() -> None:
    before = gc.get_threshold()
    with pytest.raises(SystemExit), looking_rarely():
        raise SystemExit(0)
    assert gc.get_threshold() == before


def test_much_that_is_passed_on_is_not_looked_at_again_until_the_next_task_begins() -> None:
    try:
        with looking_rarely(keeps=True):
            made = [[number] for number in range(2 * MANY)]
        assert gc.get_freeze_count() >= len(made)
        with looking_rarely(keeps=True):
            assert not gc.get_freeze_count()
    finally:
        gc.unfreeze()


def test_little_is_looked_at_as_ever() -> None:
    frozen = gc.get_freeze_count()
    with looking_rarely(keeps=True):
        pass
    assert gc.get_freeze_count() == frozen
