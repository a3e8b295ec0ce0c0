# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report as JUnit XML, a test case for each object. Pure and private to this collection."""

from __future__ import annotations

import typing as t
from collections import Counter
from xml.sax.saxutils import escape, quoteattr

from ansible_collections.zerotrust.zpa.plugins.module_utils._texts import visible

from .access import TENANT
from .access_words import ACCESS_MARKS, FAILED, GAINED, UNDECIDED, AccessLines, passed_of, remarks_of, told_of
from .findings import AS_DECLARED, ERROR, UNMANAGED
from .words import (
    MARKS,
    Row,
    connection_of,
    declared_in,
    in_words,
    kind_of,
    mark_of,
    sentences,
    shown_name_of,
    verdict_of,
)

SUITE = "zerotrust.zpa drift"
LIMIT = "max_access_gained:"


def as_junit(document: Row) -> str:
    """Return the report as test cases: drift fails, an error is one, what nobody declared is skipped.

    Where what nobody declared counts as drift, it fails as well.
    """
    cases = [(tenant, list(_cases(tenant, document["unmanaged_is_drift"]))) for tenant in document["tenants"]]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<!-- %s -->" % visible(verdict_of(document)),
        _open("testsuites", name=SUITE, **_totals([case for _tenant, found in cases for case in found])),
    ]
    for tenant, found in cases:
        totals = _totals(found)
        name = visible(tenant["name"])
        lines.append(_open("testsuite", name=name, **totals, timestamp=document["generated_at"][:-1]))
        lines += [case.text for case in found]
        remarks = [remark for analysis in tenant["access"] for remark in remarks_of(analysis)]
        noted = [visible(note) for note in tenant["notes"]]
        notes = "\n".join([in_words(tenant["summary"]), *remarks, *noted])
        lines += ["<system-out>%s</system-out>" % escape(notes), "</testsuite>"]
    return "\n".join([*lines, "</testsuites>", ""])


class _Case(t.NamedTuple):
    """A test case. ``outcome``: the name of the element in it, empty if it passed."""

    outcome: str
    text: str


def _totals(cases: t.Sequence[_Case]) -> dict[str, str]:
    count = Counter(case.outcome for case in cases)
    return {
        "tests": str(len(cases)),
        "failures": str(count["failure"]),
        "errors": str(count["error"]),
        "skipped": str(count["skipped"]),
        "time": "0",
    }


def _cases(tenant: Row, unmanaged_is_drift: bool) -> t.Iterator[_Case]:
    taken: Counter[tuple[str, str]] = Counter()
    for analysis in tenant["access"]:
        yield from _access_cases(tenant, analysis, taken)
    for finding in tenant["objects"]:
        mark = mark_of(finding)
        outcome = {AS_DECLARED: "", ERROR: "error"}.get(mark, "failure")
        yield _case(tenant, finding, taken, outcome, mark, "\n".join(_details(finding)))
    for row in tenant["unmanaged"]:
        outcome = "failure" if unmanaged_is_drift else "skipped"
        yield _case(tenant, row, taken, outcome, UNMANAGED, "")


def _access_cases(tenant: Row, analysis: Row, taken: Counter[tuple[str, str]]) -> t.Iterator[_Case]:
    """Yield a case for each test, and for each change.

    A change fails where it is drift, or one too many. What a plan may change is skipped.
    """
    classname = visible("%s.access" % tenant["name"])

    def opened(title: str) -> str:
        return _open("testcase", classname=classname, name=_untaken(classname, title, taken), time="0")

    for name in passed_of(analysis):
        yield _Case("", opened("test: %s" % name)[:-1] + "/>")
    is_over = analysis["enforced"] and any(one.startswith(LIMIT) for one in analysis["refused"])
    for one in told_of(analysis):
        is_drift = analysis["compared"] == TENANT or (is_over and one.mark == GAINED)
        outcome = {FAILED: "failure", UNDECIDED: "error"}.get(one.mark, "failure" if is_drift else "skipped")
        word = "test" if one.mark in (FAILED, UNDECIDED) else one.mark
        yield _Case(outcome, "%s%s</testcase>" % (opened("%s: %s" % (word, one.title)), _why(one, outcome)))


def _why(one: AccessLines, outcome: str) -> str:
    type_of = {} if outcome == "skipped" else {"type": one.mark}
    said = "%s: %s" % (ACCESS_MARKS[one.mark].word, one.title)
    details = "\n".join("%s: %s" % line for line in one.lines)
    return "%s%s</%s>" % (_open(outcome, message=said, **type_of), escape(details), outcome)


def _case(
    tenant: Row, row: Row, taken: Counter[tuple[str, str]], outcome: str, mark: str, details: str
) -> _Case:
    parts = [tenant["name"], row["kind"], *([row["policy_type"]] if row["policy_type"] else [])]
    classname, name = visible(".".join(parts)), shown_name_of(row) or kind_of(row)
    where = connection_of(row)
    name = _untaken(classname, "%s (%s)" % (name, where) if where else name, taken)
    file, _colon, line = (row.get("place") or "").rpartition(":")
    place = {"file": visible(file), "line": line} if file and line.isdigit() else {}
    opened = _open("testcase", classname=classname, name=name, time="0", **place)
    if not outcome:
        return _Case(outcome, opened[:-1] + "/>")
    said = "%s: %s" % (MARKS[mark].word, MARKS[mark].meaning)
    message = {"message": said if mark != ERROR else visible(row["message"] or said)}
    type_of = {} if outcome == "skipped" else {"type": mark}
    inner = "%s%s</%s>" % (_open(outcome, **message, **type_of), escape(details), outcome)
    return _Case(outcome, "%s%s</testcase>" % (opened, inner))


def _untaken(classname: str, name: str, taken: Counter[tuple[str, str]]) -> str:
    """Return a name that no other case has: viewers take two with the same for one that ran twice."""
    taken[classname, name] += 1
    if taken[classname, name] == 1:
        return name
    return _untaken(classname, "%s (no. %d)" % (name, taken[classname, name]), taken)


def _details(finding: Row) -> t.Iterator[str]:
    if finding["message"]:
        yield visible(finding["message"], keep="\n")
    for what, found, declared in sentences(finding):
        yield "%s:" % what if not finding["moves"] else "%s: %s" % (what, found)
        if not finding["moves"]:
            yield from ["  found:    %s" % found] if found else []
            yield from ["  declared: %s" % declared] if declared else []
    if declared_in(finding):
        yield "Declared in: %s" % declared_in(finding)
    elif finding["task"]:
        place = " (%s)" % visible(finding["place"]) if finding["place"] else ""
        yield "Task: %s%s" % (visible(finding["task"]), place)


def _open(element: str, **attributes: str) -> str:
    return "<%s>" % " ".join([element, *("%s=%s" % (key, quoteattr(attributes[key])) for key in attributes)])
