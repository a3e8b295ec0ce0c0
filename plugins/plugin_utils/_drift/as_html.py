# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report as a page: one file that asks nothing of any network. Pure and private to this collection."""

from __future__ import annotations

import json
import typing as t
from html import escape

from ansible_collections.zerotrust.zpa.plugins.module_utils._texts import visible

from .access_words import ACCESS_MARKS, heading_of, in_short_words, passed_of, remarks_of, told_of
from .findings import AS_DECLARED, CREATE, DELETE, ERROR, REORDER, UNMANAGED, UPDATE
from .kinds import KIND_NAMES
from .page import POLICY, SCRIPT, STYLE
from .words import (
    MARKS,
    Row,
    connection_of,
    counts_of,
    declared_in,
    in_words,
    kind_of,
    mark_of,
    moved,
    shown_name_of,
    verdict_of,
)

FOUND, DECLARED = "found", "declared"
# What is said of values, so that nobody needs colours.
SIDES = {FOUND: "\u2212 On the tenant", DECLARED: "+ Declared"}
OF_ITEMS = {FOUND: "\u2212", DECLARED: "+"}
# The colours of what there is to say of access.
CLASSES = {"failed": "error", "undecided": "error", "gained": UPDATE, "lost": DELETE, "other": REORDER}
ACCESS, LIMIT = "access", "max_access_gained:"
Lines = t.Iterator[str]


def as_html(document: Row) -> str:
    """Return the report as a page."""
    title = "Drift report: %d drifted, %d errors, %d unmanaged" % tuple(
        document["summary"][key] for key in ("drifted", "errors", "unmanaged")
    )
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta http-equiv="Content-Security-Policy" content="%s">' % escape(POLICY),
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            "<title>%s</title>" % escape(title),
            "<style>%s</style>" % STYLE,
            "</head>",
            "<body>",
            '<a class="skip" href="#tenants">Skip to the objects</a>',
            *_head(document),
            *_filter(document),
            '<main id="tenants">',
            *(line for n, tenant in enumerate(document["tenants"], 1) for line in _tenant(tenant, n)),
            "</main>",
            "<script>%s</script>" % SCRIPT,
            "</body>",
            "</html>",
            "",
        ]
    )


# -- Above the objects -----------------------------------------------------------------------------------


def _head(document: Row) -> Lines:
    yield "<header>"
    yield "<h1>Drift report</h1>"
    yield '<p class="verdict">%s</p>' % escape(verdict_of(document))
    yield '<p class="quiet">Made at <time>%s</time> with zerotrust.zpa %s.%s</p>' % (
        escape(document["generated_at"]),
        escape(document["collection_version"]),
        " What nobody declared counts as drift." if document["unmanaged_is_drift"] else "",
    )
    shown = [(mark, count) for mark, count in counts_of(document["summary"]) if count]
    if shown:
        yield "<table><caption>How many objects</caption>"
        for mark, count in shown:
            yield '<tr><th scope="row">%s</th><td class="number">%d</td><td>%s</td></tr>' % (
                _mark(mark),
                count,
                MARKS[mark].meaning,
            )
        yield "</table>"
    if document["summary"]["access_analyses"]:
        yield "<p>%s.</p>" % in_short_words(document["summary"]).capitalize()
    yield '<nav aria-label="Contents"><ul>'
    for number, tenant in enumerate(document["tenants"], 1):
        # Of a single one the table says it.
        counts = ": %s" % in_words(tenant["summary"]) if len(document["tenants"]) > 1 else ""
        name = escape(visible(tenant["name"]))
        yield '<li><a href="#tenant-%d"><bdi>%s</bdi></a>%s' % (number, name, counts)
        yield "<ul>"
        if tenant["access"]:
            yield '<li><a href="#tenant-%d-access">Access</a></li>' % number
        for key, heading, rows in _parts(tenant):
            if rows:
                yield '<li><a href="#tenant-%d-%s">%s</a> (%d)</li>' % (number, key, heading, len(rows))
        yield "</ul></li>"
    yield "</ul></nav>"
    yield "</header>"


def _filter(document: Row) -> Lines:
    """Yield the form that chooses what is shown, hidden until there is a script to obey it."""
    entries = [
        (row["kind"], mark_of(row) if "status" in row else UNMANAGED)
        for tenant in document["tenants"]
        for row in [*tenant["objects"], *tenant["unmanaged"]]
    ]
    kinds, marks = {kind for kind, _mark_ in entries}, {mark for _kind, mark in entries} - {AS_DECLARED}
    told = {
        one.mark
        for tenant in document["tenants"]
        for analysis in tenant["access"]
        for one in told_of(analysis)
    }
    yield '<form id="filter" role="search" aria-label="What is shown" hidden>'
    yield '<label class="search">Search <input type="search" name="words" autocomplete="off"></label>'
    yield "<fieldset><legend>Kind</legend>"
    yield from [_box("kind", ACCESS, "access")] if told else []
    yield from (_box("kind", kind, escape(KIND_NAMES[kind])) for kind in KIND_NAMES if kind in kinds)
    yield "</fieldset>"
    yield "<fieldset><legend>What it is</legend>"
    yield from (_box("mark", mark, _access_mark(mark)) for mark in ACCESS_MARKS if mark in told)
    yield from (_box("mark", mark, _mark(mark)) for mark in MARKS if mark in marks)
    yield "</fieldset>"
    yield '<button type="reset">Show all</button>'
    yield '<p id="shown" role="status"></p>'
    yield "</form>"


def _box(name: str, value: str, label: str) -> str:
    box = '<input type="checkbox" name="%s" value="%s" checked autocomplete="off">' % (name, value)
    return "<label>%s %s</label>" % (box, label)


def _access_mark(mark: str) -> str:
    return '<span class="mark %s">%s %s</span>' % ((CLASSES[mark], *ACCESS_MARKS[mark]))


def _mark(mark: str) -> str:
    return '<span class="mark %s">%s %s</span>' % (mark, MARKS[mark].sign, MARKS[mark].word)


# -- Tenants ---------------------------------------------------------------------------------------------


def _parts(tenant: Row) -> list[tuple[str, str, list[Row]]]:
    """Return the sections of a tenant: key, heading, rows."""
    objects = tenant["objects"]
    drifted = [row for row in objects if mark_of(row) not in (AS_DECLARED, ERROR)]
    return [
        ("drift", "Drift", drifted),
        ("errors", "Errors", [row for row in objects if row["status"] == ERROR]),
        ("unmanaged", "Unmanaged", tenant["unmanaged"]),
        ("as-declared", "As declared", [row for row in objects if row["status"] == AS_DECLARED]),
    ]


def _tenant(tenant: Row, number: int) -> Lines:
    at = "tenant-%d" % number
    yield '<section aria-labelledby="%s">' % at
    yield '<h2 id="%s"><bdi>%s</bdi></h2>' % (at, escape(visible(tenant["name"])))
    if tenant["access"]:
        yield from _access(at + "-access", tenant["access"])
    if tenant["notes"]:
        yield "<ul>"
        yield from ("<li>%s</li>" % escape(visible(note)) for note in tenant["notes"])
        yield "</ul>"
    for key, heading, rows in _parts(tenant):
        if rows:
            yield from _section("%s-%s" % (at, key), heading, rows, key)
    yield "</section>"


def _access(at: str, analyses: t.Sequence[Row]) -> Lines:
    """Yield what there is to say of access: what is wrong first, and what it rests on last."""
    yield '<section aria-labelledby="%s">' % at
    yield '<h3 id="%s">Access</h3>' % at
    for analysis in analyses:
        told = told_of(analysis)
        yield "<p>%s%s</p>" % (heading_of(analysis), "" if told else " Nothing changes, and no test fails.")
        if len(analyses) > 1:
            whose = ", ".join(filter(None, [visible(analysis["task"]), connection_of(analysis)]))
            yield '<p class="quiet">%s</p>' % escape(whose)
        for refused in analysis["refused"] if analysis["enforced"] else ():
            if refused.startswith(LIMIT):
                yield "<p><strong>%s</strong></p>" % escape(visible(refused))
        for one in told:
            yield '<article data-kind="%s" data-mark="%s">' % (ACCESS, one.mark)
            yield "<h4>%s <bdi>%s</bdi></h4>" % (_access_mark(one.mark), escape(one.title))
            yield '<dl class="one">'
            for name, text in one.lines:
                yield "<dt>%s</dt><dd>%s</dd>" % (escape(name), escape(text))
            yield "</dl></article>"
        for heading, texts in (
            ("Tests that pass", passed_of(analysis)),
            ("Rules of no use, and what this rests on", remarks_of(analysis)),
        ):
            if texts:
                yield "<details><summary>%s (%d)</summary><ul>" % (heading, len(texts))
                yield from ("<li>%s</li>" % escape(text) for text in texts)
                yield "</ul></details>"
    yield "</section>"


def _section(at: str, heading: str, rows: t.Sequence[Row], key: str) -> Lines:
    yield '<section aria-labelledby="%s" data-group>' % at
    yield '<h3 id="%s">%s (%d)</h3>' % (at, heading, len(rows))
    if key == "as-declared":
        yield "<details><summary>Show them</summary>"
        yield from _list(rows, AS_DECLARED)
        yield "</details>"
    elif key == "unmanaged":
        yield "<p>They are on the tenant, and nobody declared them.</p>"
        yield from _list(rows, UNMANAGED)
    else:
        for row in rows:
            yield from _article(row)
    yield "</section>"


def _list(rows: t.Iterable[Row], mark: str) -> Lines:
    yield '<ul class="plain">'
    # Of what is as declared there can be thousands, and nothing in the way says more than the heading.
    is_marked = mark != AS_DECLARED
    for row in rows:
        data = 'data-kind="%s" %s' % (
            escape(row["kind"]),
            'data-mark="%s"' % mark if is_marked else "data-same",
        )
        shown = "%s " % _mark(mark) if is_marked else ""
        known = ["ID %s" % visible(row["id"])] if row["id"] else []
        known += [connection_of(row)] if row["connection"] else []
        quiet = ' <span class="quiet">%s</span>' % escape(", ".join(known)) if known else ""
        yield "<li %s>%s%s%s</li>" % (data, shown, _title(row), quiet)
    yield "</ul>"


def _title(row: Row) -> str:
    name = shown_name_of(row)
    return escape(kind_of(row)) + (" <bdi>%s</bdi>" % escape(name) if name else "")


# -- Objects ---------------------------------------------------------------------------------------------


def _article(finding: Row) -> Lines:
    mark = mark_of(finding)
    yield '<article data-kind="%s" data-mark="%s">' % (escape(finding["kind"]), mark)
    yield "<h4>%s %s</h4>" % (_mark(mark), _title(finding))
    if finding["message"]:
        yield '<p class="text">%s</p>' % escape(visible(finding["message"], keep="\n"))
    yield from _differences(finding)
    told = ["ID %s" % finding["id"]] if finding["id"] else []
    told += [connection_of(finding)] if finding["connection"] else []
    if declared_in(finding):
        told.append("declared in %s" % declared_in(finding))
    elif finding["task"] or finding["place"]:
        place = " (%s)" % finding["place"] if finding["place"] else ""
        told.append("task: %s%s" % (finding["task"] or "without a name", place))
    if told:
        yield '<p class="quiet">%s</p>' % escape(visible(", ".join(told)))
    yield "</article>"


def _differences(finding: Row) -> Lines:
    operation = finding["operation"]
    if operation == REORDER:
        yield from _order(finding)
    elif operation == UPDATE:
        yield "<dl>"
        for one in finding["differences"]:
            yield "<dt>%s</dt>" % escape(visible(one["option"]))
            yield _side(FOUND, one["found"], one["declared"])
            yield _side(DECLARED, one["declared"], one["found"])
        yield "</dl>"
    elif operation in (CREATE, DELETE):
        side = DECLARED if operation == CREATE else FOUND
        yield '<div class="side %s"><b>%s</b><dl class="one">' % (side, SIDES[side])
        for option, value in finding[side].items():
            # Its name is the title already.
            if (option, value) != ("name", finding["name"]):
                yield "<dt>%s</dt><dd>%s</dd>" % (escape(visible(option)), _value(value, value, ""))
        yield "</dl></div>"


def _side(side: str, value: t.Any, other: t.Any) -> str:
    return '<dd class="side %s"><b>%s</b>%s</dd>' % (side, SIDES[side], _value(value, other, OF_ITEMS[side]))


def _value(value: t.Any, other: t.Any, sign: str) -> str:
    """Return a value. Entries of a list that the other side has not get a sign."""
    if value is None or value in ("", [], {}):
        return "<i>%s</i>" % ("none" if value is None else "empty")
    if isinstance(value, str):
        return '<span class="text">%s</span>' % escape(visible(value, keep="\n"))
    if isinstance(value, list):
        others = other if isinstance(other, list) else []
        return "<ul>%s</ul>" % "".join(
            "<li>%s%s</li>" % ("" if one in others or one == other else sign + " ", _value(one, one, sign))
            for one in value
        )
    if isinstance(value, dict) and len(value) == 1:
        ((key, one),) = value.items()
        return "%s: %s" % (escape(visible(key)), _value(one, one, sign))
    if isinstance(value, dict):
        return "<ul>%s</ul>" % "".join(
            "<li>%s: %s</li>" % (escape(visible(key)), _value(one, one, sign)) for key, one in value.items()
        )
    return escape(json.dumps(value))


def _order(finding: Row) -> Lines:
    moves = finding["moves"]
    if moves:
        yield "<p>What moves:</p><ul>"
        for move in moves:
            yield "<li><bdi>%s</bdi>: %s</li>" % (escape(visible(move["name"])), moved(move))
        yield "</ul>"
    names = {move["name"] for move in moves}
    yield '<details><summary>The whole order</summary><div class="orders">'
    for side in (FOUND, DECLARED):
        yield "<div><b>%s</b><ol>" % SIDES[side].partition(" ")[2]
        for name in finding[side].get("rules", ()):
            moving, sign = (' class="moving"', "\u2195 ") if name in names else ("", "")
            yield "<li%s>%s<bdi>%s</bdi></li>" % (moving, sign, escape(visible(name)))
        yield "</ol></div>"
    yield "</div></details>"
