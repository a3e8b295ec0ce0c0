# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The matrix of who reaches what in a real browser, with 500 groups and 5,000 application segments."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.configurations import from_config
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.matrix_page import matrix_page
from playwright.sync_api import Page
from support.access_tenants import tenant
from support.browser import browsing, find_browser

BROWSER = find_browser()
pytestmark = pytest.mark.skipif(BROWSER is None, reason="there is no browser")
Open = Callable[..., AbstractContextManager[Page]]
STEPS = 1_000_000


@pytest.fixture(scope="module")
def open_page() -> Iterator[Open]:
    with browsing(str(BROWSER)) as opened:
        yield opened


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("matrix") / "matrix.html"
    file.write_text(matrix_page(from_config(tenant()), STEPS, 20_000, "A tenant."), "utf-8")
    return file


def shown(page: Page) -> str:
    return page.inner_text("#shown")


def test_it_opens_and_is_searched_within_seconds_and_makes_only_what_is_in_sight(
    open_page: Open, page_file: Path
) -> None:
    errors: list[str] = []

    def watch(page: Page) -> None:
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)

    begun = time.monotonic()
    with open_page(page_file, before=watch) as page:
        # What is waited for by a function, the page's policy forbids unless it is there at once.
        page.locator("#cells tbody tr").nth(5).wait_for()
        assert time.monotonic() - begun < 10
        assert page.evaluate("document.querySelectorAll('#cells td').length") < 1000
        rows, columns = (int(shown(page).split(" ")[place]) for place in (2, 7))
        assert rows > 400 and columns > 1000
        page.evaluate("document.getElementById('grid').scrollTo(1e7, 1e7)")
        page.locator("#cells tbody tr:last-child th", has_text="partners-").wait_for()
        begun = time.monotonic()
        page.fill("input[name=who]", "corp-7")
        page.fill("input[name=what]", "segment-4321")
        assert time.monotonic() - begun < 5
        # corp-7, and corp-70 to corp-79.
        assert shown(page).startswith("11 of ") and " and 1 of " in shown(page)
        page.click("#cells td button")
        told = page.inner_text("#detail")
        assert told.startswith("SCIM group corp-7 (Corp): ") and "segment-4321" in told
        page.click("button[type=reset]")
        page.locator("#shown", has_not_text=re.compile(r"^\s*11 of")).wait_for()
        page.fill("input[name=rule]", "rule-777")
        page.check("input[name=granted]")
        assert 0 < int(shown(page).split(" ")[0]) < rows
        assert "rule-777" in page.inner_text("#cells tbody")
    assert errors == []
