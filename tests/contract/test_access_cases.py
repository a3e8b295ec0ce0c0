# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Worked cases as the module answers them, without a connection."""

from __future__ import annotations

import pytest
from support import access_cases
from support.access_results import Result, analysed, told_segments

OF_REQUEST = ("host", "port", "protocol", "approved")


@pytest.mark.parametrize("name", access_cases.NAMES)
def test_every_worked_case_has_its_answers(name: str) -> None:
    case = access_cases.load(name)
    states = {when: access_cases.config_of(case[when]) for when in ("before", "after") if when in case}
    asked = [(ask.get("state", "before"), ask) for ask in case["ask"]]
    for when, config in states.items():
        asks = [ask for state, ask in asked if state == when and ask["question"] != "changed_access"]
        requests = [ask for ask in asks if "request" in ask]
        result = analysed(after=config, explain=[explained(ask["request"]) for ask in requests])
        for ask, decision in zip(requests, result["decisions"], strict=True):
            assert told_of(decision, ask["answer"]) == ask["answer"], ask
        for ask in asks:
            if "request" not in ask:
                assert RULES_OF[ask["question"]](result, ask) == ask["answer"], ask
    for ask in (ask for _state, ask in asked if ask["question"] == "changed_access"):
        changes = analysed(**states)["changes"]
        certain = [one for one in changes if one["by_default"]]
        assert (
            sorted({"%s -> %s" % (one["from"], one["to"]) for one in certain}) == ask["answer"]["transitions"]
        )
        assert sorted({name for one in certain for name in told_segments(one)}) == ask["answer"]["segments"]


def explained(request: Result) -> Result:
    who = {key: value for key, value in request.items() if key not in OF_REQUEST and value is not None}
    asked = {key: request[key] for key in OF_REQUEST if key in request}
    return {**asked, "who": {"idp": "none", **who} if request.get("idp", "") is None else who}


def told_of(decision: Result, answer: Result) -> Result:
    """Return of a decision what an answer has. Policies of which nobody is asked decide nothing."""
    rules = {policy: {"rule": None, "action": None} for policy in answer.get("rules", ())}
    rules.update({policy: {"rule": None, "action": None} for policy in ("isolation", "inspection")})
    rules.update(decision["rules"])
    told = {
        "status": decision["status"],
        "segments": decision["segments"],
        "outcome": decision["outcome"],
        "rules": {policy: rules[policy]["rule"] for policy in answer.get("rules", ())},
        **{policy: rules[policy]["action"] for policy in ("isolation", "inspection")},
    }
    return {key: value for key, value in told.items() if key in answer}


def never_match(result: Result, ask: Result) -> list[Result]:
    policy = ask.get("policy", "access")
    return [
        {key: one[key] for key in ("rule", "reason", "by", "alone")}
        for one in result["never_match"]
        if one["policy_type"] == policy
    ]


def redundant(result: Result, ask: Result) -> list[str]:
    return [one["rule"] for one in result["redundant"] if one["policy_type"] == ask.get("policy", "access")]


def removable_together(result: Result, ask: Result) -> list[str]:
    policy = ask.get("policy", "access")
    return [one["rule"] for one in result["removable_together"] if one["policy_type"] == policy]


def everyone(result: Result, ask: Result) -> list[Result]:
    return [{"rule": one["rule"], "apps": one["applications"]} for one in result["everyone"]]


RULES_OF = {
    "never_matches": never_match,
    "redundant": redundant,
    "removable_together": removable_together,
    "allows_everyone": everyone,
}
