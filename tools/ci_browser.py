# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The browser that tests of pages need, and how a pipeline gets one. Needs nothing but Python."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable

# The programs that the tests of pages can use, the first of which is a package of Debian as well.
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def has_browser() -> bool:
    """Whether the tests find a browser, as tests/support/browser.py looks for one."""
    return bool(os.environ.get("ZPA_TEST_BROWSER")) or any(map(shutil.which, BROWSERS))


def install(run: Callable[..., None]) -> None:
    """Install a browser by ``run`` where a pipeline runs as root on Debian and has none.

    Elsewhere nothing is installed. Without one the tests that need it are skipped, which nobody would see
    in a pipeline.
    """
    can_install = os.environ.get("CI") and os.geteuid() == 0 and shutil.which("apt-get")
    if has_browser() or not can_install:
        return
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-qq"], env=quiet)
    run(["apt-get", "install", "-qq", "--yes", "--no-install-recommends", BROWSERS[0]], env=quiet)
