# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An analysis in figures and in sentences for people, and whether it may stand. Pure, private."""

from __future__ import annotations

import typing as t

from .._words import quoted
from .who import says_who_asks

# So many sentences of a kind are in a message; the result has all.
MOST_TOLD = 5
Data = t.Mapping[str, t.Any]
Figures = t.Dict[str, int]

OUTCOMES = {
    "ALLOW": "allowed",
    "DENY": "blocked",
    "REQUIRE_APPROVAL": "allowed with an approval",
    "DIRECT": "reached without ZPA",
    "NONE": "blocked",
}
# One, and several.
OF_RULES = {
    "never_match": ("never matches", "never match"),
    "redundant": ("is redundant", "are redundant"),
    "everyone": ("lets everyone in", "let everyone in"),
}
OF_REQUEST = ("host", "port", "protocol")


def figures_of(data: Data) -> Figures:
    """Return how many results of each sort there are."""
    changes, tests = data.get("changes", ()), data.get("tests", ())
    return {
        **{
            name: sum(change["direction"] == name for change in changes)
            for name in ("gained", "lost", "other")
        },
        **{name: len(data.get(name, ())) for name in ("never_match", "redundant", "everyone")},
        "tests_passed": sum(test["passed"] is True for test in tests),
        "tests_failed": sum(test["passed"] is False for test in tests),
        "tests_undecided": sum(test["passed"] is None for test in tests),
        "not_decided": len(data["not_decided"]),
    }


def why_refused(data: Data, most_gained: int | None) -> list[str]:
    """Return why access is not as it has to be, sentences; none where it is.

    ``most_gained``: how many changes may let somebody in, None for any number. What is not decided might be
    one more, so that it counts as too many.
    """
    problems = [_of_test(test) for test in data.get("tests", ()) if test["passed"] is not True]
    gained = [change for change in data.get("changes", ()) if change["direction"] == "gained"]
    if most_gained is None or "changes" not in data:
        return problems
    if len(gained) > most_gained:
        problems.append(
            "max_access_gained: %d changes would let somebody in, and at most %d may. %s"
            % (len(gained), most_gained, " ".join(_first([_of_change(change) for change in gained])))
        )
    elif data["not_decided"]:
        problems.append(
            "max_access_gained: not everything is decided, so that more may be gained than is known. Raise "
            "max_steps."
        )
    return problems


def message(data: Data) -> str:
    """Return what a person wants to know first: figures, then changes and tests, a line each."""
    figures = figures_of(data)
    parts = []
    if "changes" in data:
        told = ["%s %d" % (name, figures[name]) for name in ("gained", "lost", "other") if figures[name]]
        parts.append("Access: %s." % (", ".join(told) or "nothing changes"))
    if data.get("tests"):
        tests = len(data["tests"])
        parts.append("Tests: %d of %d pass." % (figures["tests_passed"], tests))
    rules = [
        "%d %s" % (figures[name], words[figures[name] > 1])
        for name, words in OF_RULES.items()
        if figures[name]
    ]
    parts += ["Rules: %s." % ", ".join(rules)] if rules else []
    if figures["not_decided"]:
        parts.append("Not decided: %d." % figures["not_decided"])
    lines = [
        *_first([_of_test(test) for test in data.get("tests", ()) if test["passed"] is not True]),
        *_first([_of_change(change) for change in data.get("changes", ())]),
        *_first([_of_decision(decision) for decision in data.get("decisions", ())]),
    ]
    return "\n- ".join([" ".join(parts) or "No rule is of no use, and none lets everyone in.", *lines])


def _first(sentences: t.Sequence[str]) -> list[str]:
    more = ["%d more." % (len(sentences) - MOST_TOLD)] if len(sentences) > MOST_TOLD else []
    return [*sentences[:MOST_TOLD], *more]


def _of_change(change: Data) -> str:
    witness = change["witness"]
    doubt = " This depends on what is not documented." if change["depends_on"] else ""
    return "%s: %s, %s before (%s), is %s now (%s), for example. Since %s.%s" % (
        change["direction"],
        _request(witness),
        OUTCOMES[change["from"]],
        _by(witness["rule_before"]),
        OUTCOMES[change["to"]],
        _by(witness["rule_after"]),
        " and ".join(change["because"]) or "other rules decide",
        doubt,
    )


def _by(rule: str | None) -> str:
    return "rule '%s'" % rule if rule else "no rule"


def _of_test(test: Data) -> str:
    where = "%s: " % test["place"] if test.get("place") else ""
    said = "%stest '%s'" % (where, test["name"])
    if test["passed"] is None:
        return "%s is not decided. Raise max_steps." % said
    if test["nothing_fits"]:
        return "%s fails: nothing fits what it is about." % said
    witness = test["witness"]
    return "%s fails: it expects %s, but %s is %s by %s." % (
        said,
        test["expect"],
        _request(witness),
        OUTCOMES[witness["outcome"]],
        _by(witness["rule"]),
    )


def _of_decision(decision: Data) -> str:
    rule = decision["rules"].get("access", {}).get("rule")
    segments = quoted(decision["segments"]) or "none"
    return "%s is %s by %s (segment: %s)." % (
        _request(decision["request"]),
        OUTCOMES[decision["outcome"]],
        decision["bypassed_by"] or _by(rule),
        segments,
    )


def _request(witness: Data) -> str:
    """Return a request in words: ``payroll.corp:443 for idp Corp; scim_groups Contractors``."""
    port = ":%s" % witness["port"] if witness.get("port") else ""
    protocol = " (%s)" % witness["protocol"] if witness.get("protocol") not in (None, "tcp") else ""
    who = {
        name: value
        for name, value in witness.items()
        if name not in (*OF_REQUEST, "rule_before", "rule_after", "rule", "outcome", "approved")
    }
    return "%s%s%s for %s" % (witness["host"], port, protocol, says_who_asks(who))
