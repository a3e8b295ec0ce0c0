# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the commands of this project do to a machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence

import dev
import pytest


@pytest.mark.parametrize(
    ("present", "variables", "user", "is_installed"),
    [
        ((), {"CI": "true"}, 0, False),
        (("apt-get",), {"CI": "true"}, 0, True),
        (("apt-get",), {"CI": "true"}, 1000, False),
        (("apt-get",), {}, 0, False),
        (("apt-get", "google-chrome"), {"CI": "true"}, 0, False),
        (("apt-get",), {"CI": "true", "ZPA_TEST_BROWSER": "/opt/browser"}, 0, False),
    ],
)
def test_a_browser_is_installed_where_a_pipeline_has_none_and_nowhere_else(
    present: Sequence[str],
    variables: dict[str, str],
    user: int,
    is_installed: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    commands: list[list[str]] = []
    for name in ("CI", "ZPA_TEST_BROWSER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(os, "geteuid", lambda: user)
    monkeypatch.setattr(shutil, "which", lambda name: "/bin/" + name if name in present else None)
    monkeypatch.setattr(dev, "run", lambda command, **options: commands.append(command))
    dev.browser_for_ci()
    assert [command[-1] for command in commands] == (["-qq", "chromium"] if is_installed else [])
