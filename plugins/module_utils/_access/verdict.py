# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An analysis in figures and in sentences for people, and whether it may stand. Pure, private."""

from __future__ import annotations

import typing as t

from .._words import quoted
from .facts import ALLOW, DIRECT
from .who import says_who_asks

# So many sentences of a kind are in a message; the result has all.
MOST_TOLD = 5
# The option that allows more work, and the one that limits what is gained.
MAX_STEPS, MAX_GAINED = "max_steps", "max_access_gained"
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


def why_refused(data: Data, most_gained: int | None, steps_option: str = MAX_STEPS) -> list[str]:
    """Return why access is not as it has to be, sentences; none where it is.

    ``most_gained``: how many changes may let somebody in, None for any number. What is not decided might be
    one more, so that it counts as too many. ``steps_option``: the option that allows more work.
    """
    tests = data.get("tests", ())
    problems = [told_of_test(test, steps_option) for test in tests if test["passed"] is not True]
    if most_gained is None or "changes" not in data:
        return problems
    letting_in = [change for change in data["changes"] if may_let_in(change)]
    if len(letting_in) > most_gained:
        problems.append(
            "%s: %d change%s would let somebody in, and at most %d may. %s%s"
            % (
                MAX_GAINED,
                len(letting_in),
                "s" * (len(letting_in) > 1),
                most_gained,
                "%sThe first one is " % _about(letting_in) if len(letting_in) > 1 else "It is this one: ",
                told_of_change(letting_in[0]),
            )
        )
    elif data["not_decided"]:
        problems.append(
            "%s: not everything is decided, so that more may be gained than is known. Raise %s."
            % (MAX_GAINED, steps_option)
        )
    return problems


def _about(changes: t.Sequence[Data]) -> str:
    """Return a sentence that names the segments which changes are about, with a blank behind it, or ""."""
    names = dict.fromkeys(
        name
        for change in changes
        for name in change["what"]["segments_after"] or change["what"]["segments_before"]
    )
    more = " and %d more" % (len(names) - MOST_TOLD) if len(names) > MOST_TOLD else ""
    return "They are about %s%s. " % (quoted([*names][:MOST_TOLD]), more) if names else ""


def refusal(refused: t.Sequence[str]) -> list[str]:
    """Return as many of the reasons why access is not as it has to be as somebody reads at once."""
    tests = [problem for problem in refused if not problem.startswith(MAX_GAINED)]
    more = "%d more tests do not pass. They are in refused of the result." % (len(tests) - MOST_TOLD)
    return [
        *tests[:MOST_TOLD],
        *([more] if len(tests) > MOST_TOLD else []),
        *(problem for problem in refused if problem not in tests),
    ]


def may_let_in(change: Data) -> bool:
    """Whether a change gives somebody more than before under any answer to what is not known.

    What bypasses ZPA is asked by nobody any more, and what is not understood may be more than it seems.
    """
    if change["direction"] == "gained" or change["undecided"]:
        return True
    return change["to"] == DIRECT and change["from"] not in (ALLOW, DIRECT)


def message(data: Data, steps_option: str = MAX_STEPS) -> str:
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
        *_first(
            [told_of_test(test, steps_option) for test in data.get("tests", ()) if test["passed"] is not True]
        ),
        *_first([told_of_change(change) for change in data.get("changes", ())]),
        *_first([_of_decision(decision) for decision in data.get("decisions", ())]),
    ]
    return "\n- ".join([" ".join(parts) or "No rule is of no use, and none lets everyone in.", *lines])


def _first(sentences: t.Sequence[str]) -> list[str]:
    more = ["%d more." % (len(sentences) - MOST_TOLD)] if len(sentences) > MOST_TOLD else []
    return [*sentences[:MOST_TOLD], *more]


def told_of_change(change: Data) -> str:
    """Return a change as a sentence, with its witness."""
    witness = change["witness"]
    doubt = " This depends on what is not documented." if change["depends_on"] else ""
    return "%s: %s, %s before (%s), is %s now (%s), for example. Reason: %s.%s" % (
        change["direction"],
        request_in_words(witness),
        OUTCOMES[change["from"]],
        by_rule(witness["rule_before"]),
        OUTCOMES[change["to"]],
        by_rule(witness["rule_after"]),
        " and ".join(change["because"]) or "other rules decide",
        doubt,
    )


def by_rule(rule: str | None) -> str:
    return "rule '%s'" % rule if rule else "no rule"


def decided_by(rule: str | None) -> str:
    """Return what decides, to be set behind the outcome."""
    return " by %s" % by_rule(rule) if rule else ": no rule matches"


def told_of_test(test: Data, steps_option: str = MAX_STEPS) -> str:
    where = "%s: " % test["place"] if test.get("place") else ""
    said = "%stest '%s'" % (where, test["name"])
    if test["passed"] is None:
        return "%s is not decided. Raise %s." % (said, steps_option)
    if test["nothing_fits"]:
        return "%s fails: nothing fits what it is about." % said
    witness = test["witness"]
    return "%s fails: it expects %s, but %s is %s%s." % (
        said,
        test["expect"],
        request_in_words(witness),
        OUTCOMES[witness["outcome"]],
        decided_by(witness["rule"]),
    )


def _of_decision(decision: Data) -> str:
    rule = decision["rules"].get("access", {}).get("rule")
    segments = quoted(decision["segments"]) or "none"
    return "%s is %s%s (segment: %s)." % (
        request_in_words(decision["request"]),
        OUTCOMES[decision["outcome"]],
        " by %s" % decision["bypassed_by"] if decision["bypassed_by"] else decided_by(rule),
        segments,
    )


def request_in_words(witness: Data) -> str:
    """Return a request in words: ``payroll.corp:443 for idp Corp; scim_groups Contractors``."""
    port = ":%s" % witness["port"] if witness.get("port") else ""
    protocol = " (%s)" % witness["protocol"] if witness.get("protocol") not in (None, "tcp") else ""
    who = {
        name: value
        for name, value in witness.items()
        if name not in (*OF_REQUEST, "rule_before", "rule_after", "rule", "outcome", "approved")
    }
    return "%s%s%s for %s" % (witness["host"], port, protocol, says_who_asks(who))
