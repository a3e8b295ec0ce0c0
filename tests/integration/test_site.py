# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The site of the documentation: built once, then read by a program and looked at in a browser."""

from __future__ import annotations

import fcntl
import importlib.util
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

import docs_site
import pytest
import yaml
from support.browser import Look, browsing, find_browser
from support.guides import GUIDES
from support.playbooks import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("sphinx") is None,
    reason="Sphinx is not installed: requirements-dev.txt has it, for the newest ansible-core",
)
BROWSER = find_browser()
SECTIONS = yaml.safe_load((GUIDES.parent / "extra-docs.yml").read_text("utf-8"))["sections"]
LISTED = [guide for section in SECTIONS for guide in section["toctree"]]
PLUGINS = {
    *("%s_module" % path.stem for path in (ROOT / "plugins" / "modules").glob("*.py")),
    *("%s_role" % path.name for path in (ROOT / "roles").iterdir()),
    *("%s_callback" % path.stem for path in (ROOT / "plugins" / "callback").glob("*.py")),
    *("%s_lookup" % path.stem for path in (ROOT / "plugins" / "lookup").glob("*.py")),
}
# One page of each kind, and the first one.
LOOKED_AT = [
    "index.html",
    "docsite/guide_concepts.html",
    "docsite/guide_drift_report.html",
    "zpa_policy_rule_module.html",
    "zpa_tenant_role.html",
    "drift_report_callback.html",
]
PHONE = Look(360, 740)
Open = Callable[..., AbstractContextManager[Any]]


class Read(NamedTuple):
    """What a page refers to, what it loads by itself, and what can be referred to in it."""

    links: list[str]
    loads: list[str]
    places: set[str]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found = Read([], [], set())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.found.places.update(given[name] for name in ("id", "name") if name in given)
        if tag == "a" and "href" in given:
            self.found.links.append(given["href"])
        elif tag == "link" and given.get("rel") == "stylesheet":
            self.found.loads.append(given["href"])
        elif "src" in given:
            self.found.loads.append(given["src"])


def read(page: Path) -> Read:
    reader = _Reader()
    reader.feed(page.read_text("utf-8"))
    return reader.found


def is_elsewhere(address: str) -> bool:
    return bool(urlsplit(address).scheme or urlsplit(address).netloc)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built once for all processes of a test run."""
    at = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        at = at.parent
    with (at / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        outcome = at / "site.txt"
        if not outcome.exists():
            outcome.write_text(docs_site.build(at / "site", at / "site-source"), "utf-8")
    assert outcome.read_text("utf-8") == ""
    return at / "site"


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Read]:
    return {page.resolve(): read(page) for page in site.rglob("*.html")}


@pytest.fixture(scope="module")
def open_page() -> Iterator[Open]:
    if not BROWSER:
        pytest.skip("no Chromium or Chrome is found; see CONTRIBUTING.md")
    with browsing(BROWSER) as opened:
        yield opened


def test_every_guide_is_listed_once() -> None:
    assert sorted(LISTED) == sorted(path.stem for path in GUIDES.glob("guide_*.rst"))


def test_every_guide_and_plugin_has_a_page(site: Path) -> None:
    assert {path.stem for path in (site / "docsite").glob("*.html")} == set(LISTED)
    there = {path.stem for path in site.glob("*.html")}
    assert there == PLUGINS | {"changelog", "environment_variables", "index", "search"}


def test_the_first_page_leads_to_every_other(site: Path, pages: dict[Path, Read]) -> None:
    links = {unquote(urlsplit(link).path) for link in pages[(site / "index.html").resolve()].links}
    wanted = {"docsite/%s.html" % guide for guide in LISTED} | {"%s.html" % plugin for plugin in PLUGINS}
    assert sorted(wanted - links) == []


def test_no_link_leads_to_nothing(pages: dict[Path, Read]) -> None:
    broken = []
    for page, found in pages.items():
        for link in [link for link in found.links if not is_elsewhere(link)]:
            path, place = unquote(urlsplit(link).path), unquote(urlsplit(link).fragment)
            target = (page.parent / path).resolve() if path else page
            there = target.exists() and (not place or target not in pages or place in pages[target].places)
            if not there:
                broken.append("%s: %s" % (page.name, link))
    assert broken == []


def test_no_page_has_the_list_of_headings_that_the_theme_complains_of(site: Path) -> None:
    texts = {page: page.read_text("utf-8") for page in site.rglob("*.html")}
    assert [page.name for page, text in texts.items() if re.search(r'<\w+ class="contents', text)] == []


def test_nothing_is_loaded_from_elsewhere(pages: dict[Path, Read]) -> None:
    assert [address for found in pages.values() for address in found.loads if is_elsewhere(address)] == []


def test_pictures_and_files_of_guides_are_there(site: Path) -> None:
    assert (site / "_images" / "drift.png").exists()
    for name in ("drift_report.schema.json", "tenant_folder.schema.json"):
        assert len(list(site.rglob(name))) == 1


class Shown(NamedTuple):
    """What a phone shows of a page: its width, the sizes of its texts; and what the browser complains of."""

    headings: int
    width: int
    sizes: list[float]
    complaints: list[str]


@pytest.fixture(scope="module", params=LOOKED_AT)
def shown(request: pytest.FixtureRequest, site: Path, open_page: Open) -> Shown:
    wrong: list[str] = []

    def listen(page: Page) -> None:
        page.on("console", lambda said: wrong.append("%s: %s" % (said.type, said.text)))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("requestfailed", lambda failed: wrong.append(failed.url))

    with open_page(site / request.param, PHONE, before=listen) as page:
        page.wait_for_load_state("networkidle")
        return Shown(
            page.locator("h1").count(),
            page.evaluate("document.documentElement.scrollWidth"),
            page.evaluate(
                "[...document.querySelectorAll('article p, article li')]"
                ".filter((one) => one.offsetParent).map((one) => parseFloat(getComputedStyle(one).fontSize))"
            ),
            wrong,
        )


def test_a_browser_finds_nothing_wrong(shown: Shown) -> None:
    assert shown.headings == 1
    assert shown.complaints == []


def test_a_phone_shows_a_page_in_its_width(shown: Shown) -> None:
    assert shown.width == PHONE.width
    assert min(shown.sizes) >= 12


def test_a_warning_stops_the_build(tmp_path: Path) -> None:
    source = tmp_path / "source"
    shutil.copytree(docs_site.SETTINGS, source)
    (source / "index.rst").write_text("Title\n=====\n\n:ref:`nowhere`\n", "utf-8")
    assert "WARNING: undefined label" in docs_site.write_site(source, tmp_path / "html")


def test_pages_that_cannot_be_made_stop_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docs_site, "write_pages", lambda source: "antsibull-docs failed.")
    assert docs_site.build(tmp_path / "html", tmp_path / "source") == "antsibull-docs failed."
    assert not (tmp_path / "html").exists()
