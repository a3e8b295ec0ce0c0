# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the forms of the report say of access, in lines that they share. Pure and private."""

from __future__ import annotations

import typing as t

from ansible_collections.zerotrust.zpa.plugins.module_utils._access.verdict import (
    OUTCOMES,
    decided_by,
    request_in_words,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._texts import visible

from .access import ACCESS_FIGURES, OF_ACCESS, PLAN, TENANT

Row = t.Mapping[str, t.Any]
# So many hosts, rules and names are told in a line; drift.json has all.
MOST_TOLD = 20
# What the two sides are called, by what is compared.
COMPARED_SIDES = {PLAN: ("On the tenant", "With the plan"), TENANT: ("Declared", "On the tenant")}
OTHERWISE = ("Before", "After")
COMPARISONS = {
    PLAN: "What the plan does to who reaches what.",
    TENANT: "Who reaches what on the tenant otherwise than is declared.",
}
COMPARED = "Who reaches what after the change."
GAINED, LOST, OTHER, FAILED, UNDECIDED = "gained", "lost", "other", "failed", "undecided"


class AccessMark(t.NamedTuple):
    """A sign and a word, so that nobody needs colours."""

    sign: str
    word: str


ACCESS_MARKS = {
    FAILED: AccessMark("!", "test fails"),
    UNDECIDED: AccessMark("?", "test not decided"),
    GAINED: AccessMark("+", "access gained"),
    LOST: AccessMark("\u2212", "access lost"),
    OTHER: AccessMark("\u2260", "other way"),
}


class AccessLines(t.NamedTuple):
    """A test or a change: the key in ACCESS_MARKS, what it is called, and lines of a name and a text."""

    mark: str
    title: str
    lines: list[tuple[str, str]]


def in_short_words(summary: t.Mapping[str, int]) -> str:
    """Return the figures of access in a line, nothing where nobody has looked."""
    if not summary["access_analyses"]:
        return ""
    figures = {name: summary[OF_ACCESS + name] for name in ACCESS_FIGURES}
    tests = sum(figures[name] for name in ACCESS_FIGURES[3:])
    told = "access: %(gained)d gained, %(lost)d lost" % figures
    told += ", %(other)d otherwise" % figures if figures["other"] else ""
    return told + (", %d of %d tests pass" % (figures["tests_passed"], tests) if tests else "")


def heading_of(analysis: Row) -> str:
    """Return what an analysis is about, in a sentence."""
    return COMPARISONS.get(analysis["compared"], COMPARED)


def told_of(analysis: Row) -> list[AccessLines]:
    """Return tests that do not pass, then changes, those by which somebody gains access first."""
    order = [GAINED, LOST, OTHER]
    changes = sorted(analysis["changes"], key=lambda change: order.index(change["direction"]))
    sides = COMPARED_SIDES.get(analysis["compared"], OTHERWISE)
    tests = [_test(test) for test in analysis["tests"] if test["passed"] is not True]
    return [*tests, *(_change(change, sides) for change in changes)]


def passed_of(analysis: Row) -> list[str]:
    """Return what the tests are called that pass."""
    return [visible(test["name"]) for test in analysis["tests"] if test["passed"] is True]


def remarks_of(analysis: Row) -> list[str]:
    """Return sentences about rules, and what the answers rest on."""
    together: dict[str, list[str]] = {}
    for one in analysis["removable_together"]:
        together.setdefault(one["policy_type"], []).append("'%s'" % one["rule"])
    rules = [
        # First, since a short report ends after a few of them.
        *(
            "%d rules (%s) can all be removed at once, and every answer stays the same: %s."
            % (len(names), policy_type, _listed(names))
            for policy_type, names in together.items()
            if len(names) > 1
        ),
        *("%s never matches: %s." % (_rule(one), _why_dead(one)) for one in analysis["never_match"]),
        *(
            "%s is redundant: without it every answer would be the same.%s"
            % (_rule(one), " With it goes %s." % _listed(one["settings"]) if one["settings"] else "")
            for one in analysis["redundant"]
        ),
        *(
            "Rule '%s' lets everyone in, to %s applications." % (one["rule"], one["applications"])
            for one in analysis["everyone"]
        ),
    ]
    return [
        visible(one)
        for one in [
            *rules,
            *analysis["assumptions"],
            *("Not decided: %s" % one for one in analysis["not_decided"]),
        ]
    ]


def _rule(row: Row) -> str:
    return "Rule '%s' (%s)" % (row["rule"], row["policy_type"])


def _why_dead(row: Row) -> str:
    if row["reason"] != "shadowed":
        return {"contradiction": "its conditions exclude each other"}.get(
            row["reason"], "there is nothing that it is about"
        )
    if row["alone"]:
        return "'%s' above it decides all that it is about" % row["alone"]
    return "%s above it decide all that it is about" % _listed(row["by"])


def _test(test: Row) -> AccessLines:
    lines = [("Expected", test["expect"])]
    witness = test["witness"]
    if test["nothing_fits"]:
        lines.append(("But", "nothing fits what it is about"))
    elif witness:
        lines.append(("But", "%s is %s" % (request_in_words(witness), _decided(witness, "outcome", "rule"))))
    lines += [("Depends on", one) for one in test["depends_on"]]
    lines += [("Written in", test["place"])] if test.get("place") else []
    mark = UNDECIDED if test["passed"] is None else FAILED
    return _visible(AccessLines(mark, str(test["name"]), lines))


def _decided(row: Row, outcome: str, rule: str) -> str:
    return "%s%s" % (OUTCOMES.get(row[outcome], row[outcome]), decided_by(row[rule]))


def _change(change: Row, sides: tuple[str, str]) -> AccessLines:
    witness = {
        **change["witness"],
        "from": change["from"],
        "to": change["to"],
    }
    request = {key: value for key, value in witness.items() if key not in ("from", "to")}
    lines = [
        (sides[0], _decided(witness, "from", "rule_before")),
        (sides[1], _decided(witness, "to", "rule_after")),
        *(("Who", _whom(whom, sides)) for whom in change["who"]),
        ("What", _what(change["what"])),
        ("For example", request_in_words(request)),
        *(("Reason", one) for one in change["because"]),
        *(("Depends on", one) for one in change["depends_on"]),
        *(("Not understood", one) for one in change["undecided"]),
    ]
    names = change["what"]["segments_after"] or change["what"]["segments_before"]
    return _visible(AccessLines(change["direction"], _listed(names) or str(witness["host"]), lines))


def _whom(whom: Row, sides: tuple[str, str]) -> str:
    side = sides[whom["when"] == "after"]
    rule = "whom rule '%s' decides" % whom["rule"] if whom["rule"] else "whom no rule decides"
    told = "%s (%s: %s)" % (whom["conditions"], side[:1].lower() + side[1:], rule)
    for key, words in (("only_those_of", "only those of"), ("not_those_of", "but not those of")):
        if whom[key]:
            others = ["rule '%s' (%s)" % (one["rule"], one["conditions"]) for one in whom[key]]
            more = " and of others" if whom["and_more_rules"] else ""
            told += ", %s %s%s" % (words, ", ".join(others), more)
    return told


def _what(what: Row) -> str:
    return "; ".join(
        "%s (%s)"
        % (
            _listed(one["hosts"]),
            "; ".join("%s %s" % pair for pair in one.items() if pair[0] != "hosts"),
        )
        for one in what["hosts"][:MOST_TOLD]
    ) + (" and more" if len(what["hosts"]) > MOST_TOLD else "")


def _listed(names: t.Sequence[str]) -> str:
    more = " and %d more" % (len(names) - MOST_TOLD) if len(names) > MOST_TOLD else ""
    return ", ".join(names[:MOST_TOLD]) + more


def _visible(told: AccessLines) -> AccessLines:
    return AccessLines(
        told.mark, visible(told.title), [(name, visible(str(text))) for name, text in told.lines]
    )
