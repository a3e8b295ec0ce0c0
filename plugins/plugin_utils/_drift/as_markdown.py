# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report as Markdown for pull requests. Pure and private to this collection."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.zerotrust.zpa.plugins.module_utils._texts import visible

from .access_words import ACCESS_MARKS, AccessLines, heading_of, passed_of, remarks_of, told_of
from .findings import AS_DECLARED, UNMANAGED
from .words import (
    MARKS,
    Row,
    connection_of,
    counts_of,
    declared_in,
    in_words,
    kind_of,
    mark_of,
    sentences,
    shown_name_of,
    verdict_of,
)

# GitHub refuses a comment of more than 65,536 characters.
LONGEST = 60000
LONGEST_VALUE = 300
MOST_REMARKS = 30
# All that means something in Markdown, HTML, or to those who look for links and people in it.
_SPECIAL = re.compile(r"[!#$%&*:<>@\[\\\]^_`{|}~]|(?<=www)\.", re.IGNORECASE)
# GitHub and others look for e-mail addresses in text that is decoded already, up to the next tag or comment.
_ENDS_TEXT = {"@": "<!---->"}
HEAD = "| | Object | What differs |\n| --- | --- | --- |"


def as_markdown(document: Row, longest: int = LONGEST) -> str:
    """Return the report as a text of at most about ``longest`` characters, which tells what it left out."""
    shown = [(mark, count) for mark, count in counts_of(document["summary"]) if count]
    lines = ["## Drift report", "", "**%s**" % verdict_of(document), ""]
    if shown:
        lines += ["| | | |", "| --- | --- | ---: |"]
        lines += [
            "| `%s` %s | %s | %d |" % (MARKS[mark].sign, MARKS[mark].word, MARKS[mark].meaning, count)
            for mark, count in shown
        ]
        lines.append("")
    length, left_out = sum(map(len, lines)), 0
    for tenant in document["tenants"]:
        part = ["### %s" % as_code(tenant["name"]), "", in_words(tenant["summary"]) + ".", ""]
        length += sum(map(len, part))
        for analysis in tenant["access"]:
            access = _access(analysis, longest - length)
            length += sum(map(len, access))
            part += access
        notes = ["- %s" % as_code(note) for note in tenant["notes"]] + [""]
        length += sum(map(len, notes))
        part += notes
        rows = [*_rows(tenant)]
        if rows:
            part.append(HEAD)
        for row in rows:
            if length + len(row) > longest:
                left_out += 1
                continue
            length += len(row)
            part.append(row)
        lines += [*part, ""]
    if left_out:
        lines += ["%d more objects are left out here. drift.html has them all." % left_out, ""]
    return "\n".join([*lines, "Made at %s." % document["generated_at"], ""])


def _access(analysis: Row, longest: int) -> list[str]:
    """Return what there is to say of access, the worst first, and how much of it is left out."""
    told = [*map(_told_row, told_of(analysis))]
    lines = ["#### Access", "", heading_of(analysis), ""]
    lines += ["| | What | Why |", "| --- | --- | --- |"] if told else ["Nothing changes, and no test fails."]
    length, left_out = sum(map(len, lines)), 0
    for row in told:
        left_out += length + len(row) > longest
        if length + len(row) <= longest:
            length += len(row)
            lines.append(row)
    lines.append("")
    lines += ["%d more are left out here. drift.html has them all." % left_out, ""] if left_out else []
    passed = passed_of(analysis)
    lines += ["%d test%s." % (len(passed), "s pass" if len(passed) > 1 else " passes"), ""] if passed else []
    remarks = remarks_of(analysis)[:MOST_REMARKS]
    lines += ["- %s" % as_code(remark) for remark in remarks if not left_out]
    return [*lines, ""]


def _told_row(told: AccessLines) -> str:
    mark = ACCESS_MARKS[told.mark]
    lines = "<br>".join("%s: %s" % (name, as_code(text)) for name, text in told.lines)
    return "| `%s` %s | %s | %s |" % (mark.sign, mark.word, as_code(told.title), lines)


def _rows(tenant: Row) -> t.Iterator[str]:
    for finding in tenant["objects"]:
        mark = mark_of(finding)
        if mark != AS_DECLARED:
            yield _row(mark, finding, "<br>".join([*_details(finding), *_where(finding)]))
    for row in tenant["unmanaged"]:
        yield _row(UNMANAGED, row, "<br>".join(_where(row)))


def _row(mark: str, row: Row, details: str) -> str:
    name = shown_name_of(row)
    called = "%s %s" % (kind_of(row), as_code(name)) if name else kind_of(row)
    return "| `%s` %s | %s | %s |" % (MARKS[mark].sign, MARKS[mark].word, called, details)


def _details(finding: Row) -> t.Iterator[str]:
    if finding["message"]:
        yield as_code(finding["message"])
    for what, found, declared in sentences(finding):
        if finding["moves"]:
            yield "%s %s" % (as_code(what), found)
        elif found and declared:
            yield "%s is %s, declared %s" % (as_code(what), as_code(found), as_code(declared))
        else:
            yield "%s: %s" % (as_code(what), as_code(found or declared))


def _where(row: Row) -> list[str]:
    told = ["on %s" % as_code(connection_of(row))] if row["connection"] else []
    return told + (["in %s" % as_code(declared_in(row))] if row.get("declared_at") else [])


def as_code(text: str) -> str:
    """Return any text as code in which nothing means anything: no markup, no table, no link, no mention."""
    shown = visible(text)
    if len(shown) > LONGEST_VALUE:
        shown = shown[:LONGEST_VALUE] + "\u2026"
    return "<code>%s</code>" % _SPECIAL.sub(_reference, shown)


def _reference(found: re.Match[str]) -> str:
    return "&#%d;%s" % (ord(found[0]), _ENDS_TEXT.get(found[0], ""))
