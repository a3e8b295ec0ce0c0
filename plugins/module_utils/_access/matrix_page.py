# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The matrix of who reaches what as a page: one file that asks nothing of any network. Pure, private.

Hundreds of requesters by thousands of applications are a million cells, of which the page makes those that
are in sight. Its data has each answer once, and of a column what most have and who has something else.
"""

from __future__ import annotations

import base64
import hashlib
import json
import typing as t
from collections import Counter
from html import escape

from .._texts import visible
from .._version import VERSION
from .facts import DENY, Configuration
from .matrix import Matrix, matrix_of
from .matrix_look import MATRIX_SCRIPT, MATRIX_STYLE
from .search import Budget

NO_RULE = (-1, DENY, False)
Data = t.Dict[str, t.Any]


def matrix_page(configuration: Configuration, steps: int, steps_of_question: int, heading: str) -> str:
    """Return the page. ``steps``: how much work is allowed; where that is not enough the page says so."""
    budget = Budget(steps, steps_of_question)
    data = page_data(matrix_of(configuration, budget), budget.left <= 0)
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta http-equiv="Content-Security-Policy" content="%s">' % escape(MATRIX_POLICY),
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            "<title>Who reaches what</title>",
            "<style>%s</style>" % MATRIX_STYLE,
            "</head>",
            "<body>",
            "<header>",
            "<h1>Who reaches what</h1>",
            "<p>%s</p>" % escape(heading),
            '<p class="quiet">A row is somebody on Client Connector who has nothing else that rules ask for. '
            "Where that is not enough, a cell tells the first rule that lets in who has more. "
            "A column is what rules do not tell apart. Rules of client forwarding, and what bypasses ZPA by "
            "itself, are not part of it. Made with zerotrust.zpa %s.</p>" % escape(VERSION),
            "<noscript><p><strong>This page needs scripts.</strong></p></noscript>",
            "</header>",
            '<form id="filter" role="search" aria-label="What is shown" hidden>',
            '<label>Who <input type="search" name="who" autocomplete="off"></label>',
            '<label>What <input type="search" name="what" autocomplete="off"></label>',
            '<label>Rule <input type="search" name="rule" autocomplete="off"></label>',
            '<label><input type="checkbox" name="granted" autocomplete="off"> Only who gets in somewhere'
            "</label>",
            '<button type="reset">Show all</button>',
            '<p id="shown" role="status"></p>',
            "</form>",
            '<section id="detail" aria-live="polite" aria-label="The chosen cell" hidden></section>',
            '<div id="grid" tabindex="0" role="region" aria-label="Matrix" hidden><div id="space">'
            '<table id="cells"></table></div></div>',
            '<script type="application/json" id="data">%s</script>' % _as_json(data),
            "<script>%s</script>" % MATRIX_SCRIPT,
            "</body>",
            "</html>",
            "",
        ]
    )


def page_data(matrix: Matrix, is_spent: bool) -> Data:
    """Return what the page is made of, as JSON can say it.

    ``values``: rule, outcome and whether more is needed, each once; ``columns``: for each entry of ``what``
    the number of the value that most have, and who has which other one, by turns.
    """
    values: dict[tuple[int, str, bool], int] = {NO_RULE: 0}
    columns: list[list[t.Any]] = []
    by_column: list[dict[int, int]] = [{} for _segments in matrix.what]
    for row, cells in enumerate(matrix.cells):
        for column, value in cells.items():
            by_column[column][row] = values.setdefault(value, len(values))
    for found in by_column:
        counts = Counter(found.values())
        counts[0] += len(matrix.who) - len(found)
        usual = max(counts, key=lambda value: (counts[value], -value))
        others = [
            part
            for row in range(len(matrix.who))
            if found.get(row, 0) != usual
            for part in (row, found.get(row, 0))
        ]
        columns.append([usual, others])
    return {
        "who": [visible(who_in_words(one)) for one in matrix.who],
        "what": [list(map(visible, names)) for names in matrix.what],
        "rules": list(map(visible, matrix.rules)),
        "values": list(values),
        "columns": columns,
        "spent": is_spent,
    }


def who_in_words(who: t.Mapping[str, t.Any]) -> str:
    """Return what a row is called."""
    if not who:
        return "Anyone"
    idp = who["idp"]
    for group in who.get("scim_groups", ()):
        return "SCIM group %s (%s)" % (group, idp)
    for kind in ("saml", "scim"):
        for name, values in who.get(kind, {}).items():
            return "%s %s = %s (%s)" % (kind.upper(), name, ", ".join(values), idp)
    return "Anyone of %s" % idp


def _as_json(data: Data) -> str:
    """Return data so that nothing in it ends the element that holds it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _source_of(text: str) -> str:
    return "'sha256-%s'" % base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


MATRIX_POLICY = "default-src 'none'; style-src %s; script-src %s; base-uri 'none'; form-action 'none'" % (
    _source_of(MATRIX_STYLE),
    _source_of(MATRIX_SCRIPT),
)
