# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the README has to have: all that the collection has, and links that work wherever it is shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "README.md").read_text("utf-8")
REPOSITORY = yaml.safe_load((ROOT / "galaxy.yml").read_text("utf-8"))["repository"]
# Where a host of repositories shows a file, and where it gives the file itself.
PLACES = re.compile(re.escape(REPOSITORY) + r"/(?:blob|raw)/main/(.+)")
# How many lines a screen has.
SCREEN = 30


def addresses() -> list[str]:
    """Return what every link and picture leads to."""
    inline = [child for token in MarkdownIt().enable("table").parse(TEXT) for child in token.children or ()]
    found = [str(child.attrs.get("href") or child.attrs.get("src") or "") for child in inline]
    return [address for address in found if address]


def test_every_link_is_absolute() -> None:
    assert addresses()
    assert [address for address in addresses() if not address.startswith("https://")] == []


def test_every_link_into_the_repository_leads_to_a_file() -> None:
    files = [place[1] for place in map(PLACES.fullmatch, addresses()) if place]
    assert files
    assert [file for file in files if not (ROOT / file).exists()] == []


def test_every_definition_of_a_link_is_used() -> None:
    defined = re.findall(r"^\[(\w+)\]: ", TEXT, re.MULTILINE)
    assert [name for name in defined if "][%s]" % name not in TEXT] == []
    assert re.findall(r"\]\[(\w+)\]", TEXT)
    assert set(re.findall(r"\]\[(\w+)\]", TEXT)) == set(defined)


@pytest.mark.parametrize("folder", ["plugins/modules", "plugins/callback", "plugins/lookup", "roles"])
def test_everything_that_the_collection_has_is_named(folder: str) -> None:
    names = [path.stem for path in (ROOT / folder).glob("[!_]*") if path.suffix in ("", ".py")]
    assert [name for name in names if "`zerotrust.zpa.%s`" % name not in TEXT] == []


def test_every_module_is_in_one_table_of_a_subject() -> None:
    modules = {path.stem for path in (ROOT / "plugins" / "modules").glob("zpa_*.py")}
    section = TEXT.split("\n## Modules\n")[1].split("\n## ")[0]
    told = re.findall(r"^\| `zerotrust\.zpa\.(zpa_\w+)` \| [^|]+ \|$", section, re.MULTILINE)
    internal = {"zpa_audit_report", "zpa_config_files"}
    assert sorted(told) == sorted(modules - internal)
    subjects = section.split("\n### ")[1:]
    assert [subject.splitlines()[0] for subject in subjects if "\n| Module |" not in subject] == []


def test_what_is_said_of_other_tools_is_shown_by_tests() -> None:
    section = TEXT.split("\n## Beside other tools\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| ")][2:]
    assert rows
    for cells in rows:
        shown = re.findall(r"\]\[(\w+)\]", cells[-1])
        assert shown, cells
        for name in shown:
            assert re.search(r"^\[%s\]: .*/blob/main/tests/.*\.py$" % name, TEXT, re.MULTILINE), name


def test_every_guide_is_linked() -> None:
    guides = [path.name for path in (ROOT / "docs" / "docsite" / "rst").glob("guide_*.rst")]
    assert [guide for guide in guides if "docs/docsite/rst/%s" % guide not in TEXT] == []


def test_security_is_linked_and_its_links_work_wherever_it_is_shown() -> None:
    assert "/blob/main/SECURITY.md" in TEXT
    security = (ROOT / "SECURITY.md").read_text("utf-8")
    links = re.findall(r"\]\(([^)]+)\)", security)
    assert links
    assert [link for link in links if not link.startswith("https://")] == []
    files = [place[1] for place in map(PLACES.fullmatch, links) if place]
    assert [file for file in files if not (ROOT / file).exists()] == []
    assert "@" not in security


def test_the_two_commands_that_do_everything_come_first() -> None:
    (first, *_rest) = re.findall(r"```(?:\w+)\n(.*?)```", TEXT, re.DOTALL)
    assert [line.split("  ")[0] for line in first.splitlines()] == [
        "python3 tools/dev.py demo",
        "python3 tools/dev.py test",
    ]
    assert first in "\n".join(TEXT.splitlines()[: SCREEN // 2])


def test_what_it_is_and_for_whom_is_on_the_first_screen() -> None:
    assert "It is for" in "\n".join(TEXT.splitlines()[:SCREEN])
