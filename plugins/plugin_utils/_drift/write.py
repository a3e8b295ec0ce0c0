# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes the files of a report. Private to this collection."""

from __future__ import annotations

import os
import typing as t

from ansible_collections.zerotrust.zpa.plugins.module_utils._files import write_files

from .as_html import as_html
from .as_json import as_json
from .as_junit import as_junit
from .as_markdown import as_markdown

FORMS: t.Dict[str, t.Callable[[t.Mapping[str, t.Any]], str]] = {
    "drift.json": as_json,
    "drift.xml": as_junit,
    "drift.html": as_html,
    "drift.md": as_markdown,
}


def write_report(document: t.Mapping[str, t.Any], folder: str) -> list[str]:
    """Write drift.json, drift.xml, drift.html and drift.md to a folder, and return their paths in this order.

    The folder is made if need be. All files are there as a whole, or as they were before. Raises NotWritten.
    """
    contents = {os.path.join(folder, name): form(document).encode("utf-8") for name, form in FORMS.items()}
    write_files(contents)
    return list(contents)
