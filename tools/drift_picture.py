# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Takes the picture of a drift report that the guides show: ``python3 tools/dev.py picture``.

The report is a real one, of a tenant of the emulator that differs from what is declared in every way.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / name) for name in (".cache/collections", "tests", "tests/emulator")]

# Found only once their folders are on the path, all of them.
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.as_html import as_html  # noqa: E402
from support.browser import Look, browsing, find_browser  # noqa: E402
from support.drift import drifted_report  # noqa: E402
from support.tenants import TestTenant, new_tenant  # noqa: E402
from zpa_emulator import Emulator  # noqa: E402

PICTURE = ROOT / "docs" / "docsite" / "rst" / "images" / "drift.png"
WIDTH, HEIGHT = 1000, 1900


def main() -> None:
    """Take it, or say why not."""
    browser = find_browser()
    if not browser:
        sys.exit("No browser was found. CONTRIBUTING.md says how to get one.")
    with Emulator() as emulator, tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "drift.html"
        page.write_text(as_html(drifted_report(new_picture_tenant(emulator, folder))), "utf-8")
        with browsing(browser) as open_page, open_page(page, Look(WIDTH, HEIGHT)) as opened:
            opened.screenshot(path=PICTURE)
    print("%s: %d kB" % (PICTURE.relative_to(ROOT), PICTURE.stat().st_size // 1000))


def new_picture_tenant(emulator: Emulator, folder: str) -> TestTenant:
    """Return a tenant with the application segments that the declared groups name."""
    zpa = new_tenant(emulator, Path(folder) / "tokens")
    zpa.add_application("SAP", "Payroll", "Expenses", "Jira", "Git")
    return zpa


if __name__ == "__main__":
    main()
