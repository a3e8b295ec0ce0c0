# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The words of the report that its forms share. Pure and private to this collection."""

from __future__ import annotations

import json
import typing as t

from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.summary import plan_summary
from ansible_collections.zerotrust.zpa.plugins.module_utils._texts import visible

from .access_words import in_short_words
from .beyond import RULE, RULE_ORDER
from .findings import (
    AS_DECLARED,
    CREATE,
    DELETE,
    DRIFTED,
    ERROR,
    REORDER,
    UNMANAGED,
    UPDATE,
)
from .kinds import KIND_NAMES
from .report import INCOMPLETE

Row = t.Mapping[str, t.Any]
CHANGED = "changed"


class Mark(t.NamedTuple):
    """What is said of an object, so that nobody needs colours: a sign, a word, what it means, a count."""

    sign: str
    word: str
    meaning: str
    counted: str


MARKS = {
    CREATE: Mark("+", "missing", "declared, and not on the tenant", "%d missing"),
    UPDATE: Mark("~", "different", "not on the tenant as it is declared", "%d different"),
    DELETE: Mark("\u2212", "unwanted", "on the tenant, and shall not be", "%d unwanted"),
    REORDER: Mark("\u2195", "order", "rules in another order than declared", "%d in another order"),
    CHANGED: Mark("\u2260", "differs", "different, but it is not known how", "%d somehow different"),
    ERROR: Mark("!", "error", "could not be compared", "%d with errors"),
    UNMANAGED: Mark("?", "unmanaged", "on the tenant, and declared nowhere", "%d unmanaged"),
    AS_DECLARED: Mark("=", "as declared", "on the tenant as it is declared", "%d as declared"),
}
VERDICTS = {
    DRIFTED: "The tenant differs from what is declared.",
    INCOMPLETE: "Not everything could be compared.",
    AS_DECLARED: "Everything is as declared.",
}
NO_NAME = "(no name)"


def mark_of(finding: Row) -> str:
    """Return the key in MARKS of a finding."""
    if finding["status"] == DRIFTED:
        return str(finding["operation"] or CHANGED)
    return str(finding["status"])


def kind_of(row: Row) -> str:
    """Return what an object is in words, as in ``access rule``."""
    kind, policy_type = row["kind"], row["policy_type"]
    words = (policy_type or "").replace("_", " ")
    if kind == RULE_ORDER:
        return "order of the %s rules" % words
    return ("%s %s" % (words, KIND_NAMES.get(kind, kind))).strip()


def shown_name_of(row: Row) -> str:
    """Return what an object is called, in one line. The order of rules has no name but its kind."""
    return "" if row["kind"] == RULE_ORDER else visible(row["name"]) or NO_NAME


def verdict_of(document: Row) -> str:
    """Return the verdict as a sentence."""
    summary = document["summary"]
    if document["verdict"] == INCOMPLETE and not any(summary.values()):
        return "Nothing was compared."
    if document["verdict"] == DRIFTED and summary["access_refused"]:
        settings = " %s" % VERDICTS[DRIFTED] if summary["drifted"] else ""
        return "Access is not as it has to be.%s" % settings
    if document["verdict"] == AS_DECLARED and not summary["as_declared"]:
        return "Nothing is against what has to hold of access."
    if len(document["tenants"]) > 1 and document["verdict"] == DRIFTED:
        return "Tenants differ from what is declared."
    return VERDICTS[document["verdict"]]


def counts_of(summary: t.Mapping[str, int]) -> list[tuple[str, int]]:
    """Return how many objects there are of each mark."""
    unknown = summary["drifted"] - sum(summary[key] for key in (CREATE, UPDATE, DELETE, REORDER))
    by_mark = {**summary, ERROR: summary["errors"], CHANGED: unknown}
    return [(mark, by_mark[mark]) for mark in MARKS]


def plan_summary_of(findings: t.Iterable[Row]) -> dict[str, dict[str, int]]:
    """Return how many changes there are to make, by kind and operation, as zpa_config counts steps."""
    return plan_summary(
        {**row, "kind": RULE if row["kind"] == RULE_ORDER else row["kind"]}
        for row in findings
        if row["status"] == DRIFTED and row["operation"]
    )


def in_words(summary: t.Mapping[str, int]) -> str:
    """Return the counts in a line, those of access behind the others, or alone where there are no others."""
    of_access = in_short_words(summary)
    if of_access and not any(count for _mark, count in counts_of(summary)):
        return of_access
    told = ", ".join(
        MARKS[mark].counted % count for mark, count in counts_of(summary) if count or mark != CHANGED
    )
    return "; ".join(filter(None, [told, of_access]))


def told(value: t.Any) -> str:
    """Return a value in one line: a text as it is, anything else as JSON."""
    return (
        visible(value) if isinstance(value, str) and value else visible(json.dumps(value, ensure_ascii=False))
    )


def moved(move: Row) -> str:
    """Return where a rule moves, without its name."""
    if move["from"] is None:
        return "new, at place %d" % move["to"]
    return "from place %d to place %d" % (move["from"], move["to"])


def sentences(finding: Row) -> list[tuple[str, str, str]]:
    """Return what differs, in lines of three: what, what there is, what is declared. Empty: not known."""
    if finding["operation"] == REORDER:
        return [(visible(move["name"]), moved(move), "") for move in finding["moves"]]
    if finding["operation"] == UPDATE:
        return [
            (visible(one["option"]), told(one["found"]), told(one["declared"]))
            for one in finding["differences"]
        ]
    if finding["operation"] == CREATE:
        return [(option, "", value) for option, value in _all_of(finding, "declared")]
    if finding["operation"] == DELETE:
        return [(option, value, "") for option, value in _all_of(finding, "found")]
    return []


def connection_of(row: Row) -> str:
    """Return on which tenant something was found, if one host stands for several, otherwise nothing."""
    return ", ".join("%s %s" % (visible(key), visible(value)) for key, value in row["connection"].items())


def declared_in(finding: Row) -> str:
    """Return where a folder declares something, as ``segment_groups.yml:12``; nothing of what it does not."""
    return visible(finding["place"]) if finding["declared_at"] else ""


def _all_of(finding: Row, side: str) -> t.Iterator[tuple[str, str]]:
    """Yield the options of what is there on one side alone, without its name, and what is empty."""
    for option, value in finding[side].items():
        if value not in (None, "", []) and (option, value) != ("name", finding["name"]):
            yield visible(option), told(value)
