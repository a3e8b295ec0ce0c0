# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes the files of a report. Private to this collection."""

from __future__ import annotations

import os
import tempfile
import typing as t

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

    The folder is made if need be. Each file is there as a whole or as it was before. Raises OSError.
    """
    contents = {os.path.join(folder, name): form(document) for name, form in FORMS.items()}
    os.makedirs(folder, exist_ok=True)
    for path, content in contents.items():
        _write(path, content.encode("utf-8"))
    return list(contents)


def _write(path: str, content: bytes) -> None:
    """Write a file beside, with the rights that a new file has, and let it take the place of the old one."""
    with tempfile.TemporaryDirectory(prefix=".drift-", dir=os.path.dirname(path) or ".") as beside:
        written = os.path.join(beside, "new")
        with open(written, "wb") as file:
            file.write(content)
        os.replace(written, path)
