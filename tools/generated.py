# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What generated files have in common: they are written, or compared with what would be written."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import dev
from described import Undocumented

COMMAND = "python3 tools/dev.py docs"


def write_or_check(make: Callable[[], Mapping[Path, str]], what: str) -> None:
    """Write files, or fail with ``--check`` if one is not as it would be written."""
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("--check", action="store_true", help="write nothing, fail if a file is stale")
    check = parser.parse_args().check
    try:
        files = make()
    except Undocumented as problem:
        sys.exit(str(problem))
    stale = {
        path: text for path, text in files.items() if not path.exists() or path.read_text("utf-8") != text
    }
    names = ", ".join(str(path.relative_to(dev.ROOT)) for path in stale)
    if stale and check:
        sys.exit("%s is stale. Run: %s" % (names, COMMAND))
    for path, text in stale.items():
        path.write_text(text, "utf-8")
    print("%s: written" % names if stale else "%d files are up to date" % len(files))
