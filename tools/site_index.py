# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the first page of the site has of the README: guides by what somebody wants, modules by subject. Pure.

The README has these tables, and tests hold that nothing is missing there. So the site does not have its own.
"""

from __future__ import annotations

import re

WANTED = "You want to"
# Rows of tables: what somebody wants and links to guides; what a module or a role is called and does.
GUIDES = re.compile(r"^\| ([^|`]+) \| ((?:\[[^|]+\]\[\w+\](?:, )?)+) \|$", re.MULTILINE)
GUIDE = re.compile(r"\[([^\]]+)\]\[(\w+)\]")
SUBJECT = re.compile(r"^### (.+)\n\n\| Module \| .*\n\| --- .*\n((?:\| .*\n)+)", re.MULTILINE)
ROLES = re.compile(r"^\| Role \| .*\n\| --- .*\n((?:\| .*\n)+)", re.MULTILINE)
PLUGIN = re.compile(r"^\| `zerotrust\.zpa\.(zpa_\w+)` \| ([^|]+?) \|", re.MULTILINE)


def by_subject(readme: str) -> str:
    """Return sections for the first page, made of the tables of the README."""
    guides = ["- %s: %s" % (wanted, guide_links(links)) for wanted, links in GUIDES.findall(readme)]
    subjects = [
        heading(title, "~") + listed(rows, "module", but_for_info=True)
        for title, rows in SUBJECT.findall(readme)
    ]
    roles = [listed(rows, "role") for rows in ROLES.findall(readme)]
    return "\n".join(
        [
            heading(WANTED, "-") + "\n".join(guides) + "\n",
            heading("Modules by subject", "-")
            + "Beside a module that manages something, one with ``_info`` behind its name lists it.\n",
            *subjects,
            heading("Roles", "~") + "".join(roles),
        ]
    )


def heading(title: str, line: str) -> str:
    return "%s\n%s\n\n" % (title, line * len(title))


def guide_links(links: str) -> str:
    return ", ".join(
        ":doc:`%s <docsite/guide_%s>`" % (text, reference) for text, reference in GUIDE.findall(links)
    )


def listed(rows: str, kind: str, but_for_info: bool = False) -> str:
    """Return a list of plugins; one that lists what another manages stands beside that."""
    found = dict(PLUGIN.findall(rows))
    lines = []
    for name, text in found.items():
        if but_for_info and name.removesuffix("_info") in found and name.endswith("_info"):
            continue
        links = [":doc:`%s <%s_%s>`" % (name, name, kind)]
        if but_for_info and name + "_info" in found:
            links.append(":doc:`_info <%s_info_%s>`" % (name, kind))
        lines.append("- %s: %s" % (", ".join(links), re.sub("`", "``", text)))
    return "\n".join(lines) + "\n"
