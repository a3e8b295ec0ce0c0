# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Builds the site of the documentation, guides and plugins: ``python3 tools/dev.py site``.

antsibull-docs writes a page for each plugin and copies the guides, Sphinx makes HTML of both. A warning of
either is an error. The first page is made here, so that guides come before plugins and the side bar has short
titles.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import dev
import site_index
import yaml

ROOT = dev.ROOT
SITE = ROOT / ".cache" / "site"
SETTINGS = ROOT / "tools" / "site"
DOCSITE = ROOT / "docs" / "docsite"
VERSION = yaml.safe_load((ROOT / "galaxy.yml").read_text("utf-8"))["version"]
FIRST_PAGE = """.. _plugins_in_zerotrust.zpa:

zerotrust.zpa
=============

Keeps a tenant of Zscaler Private Access (ZPA) as it is declared in Ansible: applications, connectors and
edges, all policies, privileged remote access, isolation, portals and microtenants. The second run changes
nothing, and a run with ``--check --diff`` tells the truth about the one without.

These pages are about version %s.

%s

%s

%s

%s
"""
SECTION = """%(title)s
%(line)s

.. toctree::
   :caption: %(title)s
   :maxdepth: 1

   %(pages)s
"""
# What antsibull-docs puts before a list of plugins, and what the pages of a kind of plugin are called.
PLUGIN_INDEX = ".. _plugin_index_for_"
PLUGINS = re.compile(r"^\.\. toctree::\n    :maxdepth: 1\n    :hidden:\n\n((?:    \w+\n)+)", re.MULTILINE)
KINDS = {"module": "Modules", "callback": "Callback", "lookup": "Lookup", "role": "Roles"}
# The theme shows the headings of a page beside it, and complains of a second list of them in red.
CONTENTS = re.compile(r"^\.\. contents::.*\n(?: +:.*\n)*", re.MULTILINE)


def main() -> None:
    """Build it into ``.cache``, or end with what is wrong."""
    problems = build(SITE, ROOT / ".cache" / "site-source")
    if problems:
        sys.exit(problems)
    print((SITE / "index.html").as_uri())


def build(site: Path, source: Path) -> str:
    """Write the site, and what it is made of, into two folders. Return what is wrong, empty if nothing is."""
    for folder in (site, source):
        shutil.rmtree(folder, ignore_errors=True)
    # antsibull-docs refuses a folder that others can write to.
    source.mkdir(mode=0o755, parents=True)
    return write_pages(source) or write_site(source, site)


def write_pages(source: Path) -> str:
    """Write what the site is made of. Return what is wrong."""
    pages = ["--use-current", "--squash-hierarchy", "--fail-on-error", "--no-add-antsibull-docs-version"]
    # Ansible lists no roles of collections in a hidden folder, so not those in .cache.
    with tempfile.TemporaryDirectory() as collections:
        dev.arrange_collection(Path(collections))
        command = ["antsibull-docs", "collection", *pages, "--dest-dir", str(source), "zerotrust.zpa"]
        problems = run(command, ANSIBLE_COLLECTIONS_PATH=collections)
    if problems:
        return problems
    for page in source.rglob("*.rst"):
        page.write_text(CONTENTS.sub("", page.read_text("utf-8")), "utf-8")
    index = source / "index.rst"
    sections = yaml.safe_load((DOCSITE / "extra-docs.yml").read_text("utf-8"))["sections"]
    index.write_text(first_page(sections, index.read_text("utf-8")), "utf-8")
    copy_files(DOCSITE / "rst", source / "docsite")
    shutil.copytree(SETTINGS, source, dirs_exist_ok=True)
    return ""


def write_site(source: Path, site: Path) -> str:
    """Make HTML of the pages. Return what is wrong."""
    strict = ["--fail-on-warning", "--keep-going", "--quiet", "--fresh-env"]
    return run(["sphinx-build", "-b", "html", *strict, str(source), str(site)], ZPA_SITE_RELEASE=VERSION)


def first_page(sections: Sequence[dict[str, Any]], index: str) -> str:
    """Return the first page, of the sections of guides and the index that antsibull-docs makes."""
    guides = [section(one["title"], ["docsite/" + page for page in one["toctree"]]) for one in sections]
    plugins = PLUGINS.sub(short_titles, index[index.index(PLUGIN_INDEX) :])
    by_subject = site_index.by_subject((ROOT / "README.md").read_text("utf-8"))
    return FIRST_PAGE % (VERSION, by_subject, "\n".join(guides), plugins, section("Changes", ["changelog"]))


def section(title: str, pages: Sequence[str]) -> str:
    return SECTION % {"title": title, "line": "-" * len(title), "pages": "\n   ".join(pages)}


def short_titles(plugins: re.Match[str]) -> str:
    """Return a list of pages with the names of their plugins as titles, and their kind above it."""
    pages = [line.strip() for line in plugins[1].splitlines()]
    kind = KINDS[pages[0].rpartition("_")[2]]
    listed = "\n".join("   %s <%s>" % (page.rpartition("_")[0], page) for page in pages)
    return ".. toctree::\n   :caption: %s\n   :hidden:\n\n%s\n" % (kind, listed)


def copy_files(guides: Path, into: Path) -> None:
    """Copy what guides show and offer, which antsibull-docs leaves behind."""
    shutil.copytree(guides, into, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.rst"))


def run(words: Sequence[str], **environment: str) -> str:
    """Run a tool that is installed beside this Python. Return what it printed if it failed, else nothing."""
    tools = Path(sys.executable).parent
    path = os.pathsep.join([str(tools), os.environ.get("PATH", os.defpath)])
    done = subprocess.run(
        [tools / words[0], *words[1:]],
        env={**os.environ, **environment, "PATH": path},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.stdout or "%s failed." % words[0] if done.returncode else ""


if __name__ == "__main__":
    main()
