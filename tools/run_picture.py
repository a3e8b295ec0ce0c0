# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Draws the run that the README shows, with its colours: ``python3 tools/dev.py picture``.

The run is a real one: the playbook of the README with ``--check --diff``, against a tenant of the emulator.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape, unescape

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / name) for name in (".cache/collections", "tests", "tests/emulator")]

# Found only once their folders are on the path, all of them.
from support.playbooks import run_playbook  # noqa: E402
from support.tenants import TestTenant, new_tenant  # noqa: E402
from zpa_emulator import Emulator  # noqa: E402

PICTURE = ROOT / "docs" / "docsite" / "rst" / "images" / "check_diff.svg"
COMMAND = "$ ansible-playbook finance.yml --check --diff"
# The colours of a terminal by their numbers, as they are readable on the dark ground of the picture.
COLOURS = {
    "31": "#ff7b72",
    "32": "#7ee787",
    "33": "#e3b341",
    "34": "#79c0ff",
    "35": "#d2a8ff",
    "36": "#76e3ea",
}
PLAIN, GROUND = "#c9d1d9", "#0d1117"
CODE = re.compile(r"\x1b\[([\d;]*)m")
# Ansible fills the line of a heading with stars, as wide as the terminal.
STARS = re.compile(r" \*{4,}$")
# Of ordinary spaces some programs show one alone.
SPACE = "\N{NO-BREAK SPACE}"
SIZE, ADVANCE, LEADING, MARGIN = 13, 7.9, 18, 14


def main() -> None:
    with Emulator() as emulator, tempfile.TemporaryDirectory() as folder:
        PICTURE.write_text(svg(output_of_readme(emulator, Path(folder))), "utf-8")
    print("%s: %d kB" % (PICTURE.relative_to(ROOT), PICTURE.stat().st_size // 1000))


def output_of_readme(emulator: Emulator, folder: Path) -> list[str]:
    """Run the playbook of the README in check mode. Return the lines that it prints, with their colours."""
    zpa = readme_tenant(emulator, folder)
    playbook = folder / "finance.yml"
    playbook.write_text(readme_playbook(), "utf-8")
    run = run_playbook(zpa, playbook, folder, "--check", "--diff", ANSIBLE_FORCE_COLOR="1")
    if run.code:
        sys.exit(run.output)
    return [STARS.sub(" ****", line.rstrip()) for line in run.output.strip().splitlines()]


def readme_tenant(emulator: Emulator, folder: Path) -> TestTenant:
    """Return a tenant that has the group of the README, though not as it is declared."""
    zpa = new_tenant(emulator, folder / "tokens")
    zpa.add_application("SAP", "Payroll", "Expenses")
    zpa.add_group("Finance", applications=["SAP", "Expenses"])
    return zpa


def readme_playbook() -> str:
    """Return the first playbook of the README."""
    return (ROOT / "README.md").read_text("utf-8").split("```yaml\n")[1].split("```")[0]


def svg(lines: list[str]) -> str:
    """Return the picture of a terminal that shows the command and lines with codes of colours."""
    shown = [COMMAND, "", *lines]
    width = MARGIN * 2 + ADVANCE * max(len(CODE.sub("", line)) for line in shown)
    height = MARGIN * 2 + LEADING * len(shown)
    rows = "\n".join(
        '<text x="%d" y="%d">%s</text>' % (MARGIN, MARGIN + LEADING * (number + 0.75), "".join(spans(line)))
        for number, line in enumerate(shown)
        if line
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img">\n'
        "<title>%s</title>\n"
        '<rect width="100%%" height="100%%" rx="6" fill="%s"/>\n'
        '<g font-family="ui-monospace, Menlo, Consolas, monospace" font-size="%d" fill="%s">\n'
        "%s\n</g>\n</svg>\n" % (width, height, width, height, escape(COMMAND[2:]), GROUND, SIZE, PLAIN, rows)
    )


def spans(line: str) -> Iterator[str]:
    """Yield the parts of a line, each in the colour that the code before it asks for."""
    words = ["", *CODE.split(line)]
    for code, text in zip(words[::2], words[1::2], strict=True):
        colour = COLOURS.get(code.rpartition(";")[2])
        if text:
            shown = escape(text).replace(" ", SPACE)
            yield '<tspan fill="%s">%s</tspan>' % (colour, shown) if colour else shown


def lines_of(picture: str) -> list[str]:
    """Return the lines that a picture shows."""
    found = re.findall(r"<text [^>]*>(.*)</text>", picture)
    return [unescape(re.sub(r"<[^>]+>", "", line)).replace(SPACE, " ") for line in found]


if __name__ == "__main__":
    main()
