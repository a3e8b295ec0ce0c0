# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A real browser, as people have it, without its window."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ci_browser import BROWSERS

if TYPE_CHECKING:
    from playwright.sync_api import Page

# It shall ask nothing of anybody by itself, and run in a container as well.
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class Look(NamedTuple):
    """How somebody looks at a page. ``scheme``: light or dark. ``scripts``: whether they run."""

    width: int = 1000
    height: int = 800
    scheme: str = "light"
    scripts: bool = True


PLAIN = Look()


def find_browser() -> str | None:
    """Return the path of a Chromium or Chrome of this machine, None if there is none."""
    named = os.environ.get("ZPA_TEST_BROWSER")
    return named or next((path for path in map(shutil.which, BROWSERS) if path), None)


@contextlib.contextmanager
def browsing(path: str) -> Iterator[Callable[..., contextlib.AbstractContextManager[Page]]]:
    """Start a browser with an empty profile, and give what opens a file in a page of its own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as profile:
        browser = playwright.chromium.launch(
            executable_path=path, args=[*SWITCHES, "--disk-cache-dir=" + profile]
        )

        @contextlib.contextmanager
        def open_page(
            file: Path, look: Look = PLAIN, before: Callable[[Page], None] | None = None
        ) -> Iterator[Page]:
            context = browser.new_context(
                viewport={"width": look.width, "height": look.height},
                color_scheme=look.scheme,  # type: ignore[arg-type]
                java_script_enabled=look.scripts,
            )
            page = context.new_page()
            if before:
                before(page)
            page.goto(file.as_uri())
            try:
                yield page
            finally:
                context.close()

        yield open_page
        browser.close()
