# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The two paths on which a task of a playbook can run its module."""

from __future__ import annotations

import pytest
from support import playbooks


@pytest.fixture(scope="module", params=["in_process", "apart"])
def path(request: pytest.FixtureRequest) -> str:
    """Where modules run: in Ansible's own process, as they do unless told otherwise, or in their own."""
    return request.param


@pytest.fixture
def both_paths(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test runs twice: the modules of its playbooks on the one path and on the other."""
    monkeypatch.setattr(playbooks, "path_flags", playbooks.FLAGS_OF_PATHS[path])
