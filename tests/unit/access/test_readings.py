# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the documents leave open: each question changes a decision, and a change says on which it depends."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.analysis import Question, analyse
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.cells import Cutter
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.configurations import from_config
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.facts import Configuration
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.plain import Plain
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.readings import (
    ANSWERS_SAID,
    USUAL,
    Reading,
    question_of,
    touched,
)
from support.access_tenants import condition, entries, objects

ZAPP, BROWSER = "zpn_client_type_zapp", "zpn_client_type_exporter"
OFF = {"idps": [{"id": "1", "name": "A", "enableScimBasedPolicy": False, "disableSamlBasedPolicy": True}]}


def rule(action: str, *conditions: dict[str, Any], name: str = "rule", **more: Any) -> dict[str, Any]:
    return {"name": name, "action": action, "conditions": list(conditions), **more}


def group(*names: str, operator: str = "OR", idp: str = "A") -> dict[str, Any]:
    return condition(objects("SCIM_GROUP", *names, idp=idp), operator=operator)


def tenant(
    *rules: dict[str, Any],
    forwarding: tuple[dict[str, Any], ...] = (),
    segments: tuple[dict[str, Any], ...] = ({},),
    group_is_on: bool = True,
    lookups: dict[str, Any] | None = None,
) -> Configuration:
    config = {
        "application_segments": [
            {
                "name": "web",
                "enabled": True,
                "segment_group": "g",
                "domain_names": ["web.c"],
                "tcp_ports": ["443"],
                **one,
            }
            for one in segments
        ],
        "segment_groups": [{"name": "g", "enabled": group_is_on}],
        "policy_rules": {"access": list(rules), "client_forwarding": list(forwarding)},
    }
    return from_config(config, lookups)


class Open(NamedTuple):
    """A tenant and a request, and what becomes of it by default and under the other reading."""

    name: str
    configuration: Configuration
    who: dict[str, Any]
    outcomes: tuple[str, str]


WIDE = {"name": "wide", "domain_names": ["*.c"]}
ALL = rule("ALLOW")
OPEN = [
    Open("keeps_disabled", tenant(ALL, segments=({"enabled": False}, WIDE)), {}, ("ALLOW", "DENY")),
    Open("ignores_groups", tenant(ALL, group_is_on=False), {}, ("DENY", "ALLOW")),
    Open("covers_apex", tenant(ALL, segments=({"domain_names": ["*.web.c"]},)), {}, ("NONE", "ALLOW")),
    Open("fails_when_off", tenant(rule("ALLOW", group("one")), lookups=OFF), {}, ("ALLOW", "DENY")),
    Open(
        "alone_is_and",
        tenant(rule("ALLOW", group("one", operator="AND")), lookups=OFF),
        {},
        ("ALLOW", "DENY"),
    ),
    Open(
        "browsers_fail",
        tenant(rule("ALLOW", condition(entries("POSTURE", ("disk", "false"))))),
        {"client_type": BROWSER},
        ("DENY", "ALLOW"),
    ),
    Open(
        "away_is_all",
        tenant(rule("ALLOW", condition(entries("TRUSTED_NETWORK", ("hq", "false"))))),
        {"client_type": BROWSER},
        ("DENY", "ALLOW"),
    ),
    Open(
        "folds_values",
        tenant(
            rule(
                "ALLOW", condition(entries("SAML", ("team", "Red"), ("team", "red"), idp="A"), operator="AND")
            ),
        ),
        {"idp": "A", "saml": {"team": ["red"]}},
        ("DENY", "ALLOW"),
    ),
    Open(
        "bypass_wins",
        tenant(ALL, forwarding=(rule("INTERCEPT", name="in"), rule("BYPASS", name="by"))),
        {"client_type": ZAPP},
        ("ALLOW", "DIRECT"),
    ),
    Open(
        "bypass_wins",
        tenant(
            ALL,
            forwarding=(rule("BYPASS", condition(objects("APP", "ssh"))),),
            segments=({}, {"name": "ssh", "tcp_ports": ["22"]}),
        ),
        {"client_type": ZAPP},
        ("ALLOW", "DIRECT"),
    ),
    Open(
        "any_risk",
        tenant(rule("ALLOW", condition(entries("RISK_FACTOR_TYPE", ("ZIA", "HIGH"))))),
        {"risk": {"ZIA": "HIGH"}},
        ("DENY", "ALLOW"),
    ),
    Open(
        "spares_browsers",
        tenant(ALL, segments=({"bypass_type": "ALWAYS"},)),
        {"client_type": BROWSER},
        ("DIRECT", "ALLOW"),
    ),
]


@pytest.mark.parametrize("question", OPEN, ids=[one.name for one in OPEN])
def test_what_is_cut_for_one_reading_is_the_same_whatever_was_cut_before(question: Open) -> None:
    both = (question.configuration, question.configuration)
    cutter = Cutter(*both)
    for reading in (USUAL, *touched(question.configuration)):
        assert cutter.cut(reading).of == Cutter(*both).cut(reading).of


@pytest.mark.parametrize("question", OPEN, ids=[one.name for one in OPEN])
def test_an_open_question_is_answered_in_both_ways(question: Open) -> None:
    readings = [one for one in touched(question.configuration) if question_of(one) == question.name]
    assert len(readings) == 1
    request = {"host": "web.c", "port": 443, **question.who}
    outcomes = [Plain(question.configuration, one).decide(request).outcome for one in (USUAL, *readings)]
    assert tuple(outcomes) == question.outcomes


@pytest.mark.parametrize("question", OPEN, ids=[one.name for one in OPEN])
def test_a_change_that_one_reading_of_a_question_sees_is_marked_with_it(question: Open) -> None:
    after = question.configuration
    before = after._replace(policies={})
    changes = analyse(Question(after, before))["changes"]
    told = {(one["from"], one["to"], sentence) for one in changes for sentence in one["depends_on"]}
    request = {"host": "web.c", "port": 443, **question.who}
    seen: list[tuple[str, str]] = []
    for reading in (USUAL, Reading(**{question.name: True})):
        was, now = (Plain(one, reading).decide(request).outcome for one in (before, after))
        seen.append((was, now))
    assert seen[0] != seen[1]
    for transition, sentence in zip(seen, ANSWERS_SAID[question.name], strict=True):
        if transition[0] != transition[1]:
            assert (*transition, sentence) in told


def test_every_question_has_two_sentences() -> None:
    assert set(ANSWERS_SAID) == set(Reading._fields)


def test_what_is_not_touched_is_not_asked() -> None:
    assert touched(tenant(rule("ALLOW", group("one")))) == []


def test_a_connector_comes_from_one_group_under_one_reading() -> None:
    both = condition(objects("EDGE_CONNECTOR_GROUP", "east", "west"), operator="AND")
    configuration = tenant(rule("ALLOW", both))
    assert [question_of(one) for one in touched(configuration)] == ["one_connector"]
    # It can be of use, so that it is not reported.
    assert analyse(Question(configuration))["never_match"] == []
    found = analyse(Question(tenant(), configuration))["changes"]
    assert [one["depends_on"] for one in found] == [[ANSWERS_SAID["one_connector"][0]]]


def test_a_change_that_one_reading_hides_is_told_and_marked() -> None:
    """Who takes the flag of a group for nothing sees no change where it is switched off."""
    result = analyse(Question(tenant(ALL, group_is_on=False), tenant(ALL)))
    assert [(one["from"], one["to"], one["because"]) for one in result["changes"]] == [
        ("ALLOW", "DENY", ["segment group 'g' is switched off"])
    ]
    assert result["changes"][0]["depends_on"] == [ANSWERS_SAID["ignores_groups"][0]]
    assert ANSWERS_SAID["ignores_groups"][0] in result["assumptions"]


def test_a_change_under_the_other_reading_alone_is_told_and_marked() -> None:
    after = tenant(rule("ALLOW", condition(entries("POSTURE", ("disk", "false")))))
    found = {tuple(one["depends_on"]): one for one in analyse(Question(after, tenant()))["changes"]}
    assert set(found) == {(), (ANSWERS_SAID["browsers_fail"][1],)}
    browser = condition(objects("CLIENT_TYPE", BROWSER))
    after = tenant(rule("ALLOW", condition(entries("POSTURE", ("disk", "false"))), browser))
    changes = analyse(Question(after, tenant()))["changes"]
    assert [(one["to"], one["depends_on"]) for one in changes] == [
        ("ALLOW", [ANSWERS_SAID["browsers_fail"][1]])
    ]
    assert changes[0]["witness"]["client_type"] == BROWSER


def test_somebody_for_whom_a_reading_makes_a_change_is_told_apart() -> None:
    """A rule for who failed a posture is new for them in any case, and for browsers under one reading."""
    after = tenant(rule("ALLOW", condition(entries("POSTURE", ("disk", "false")))))
    changes = analyse(Question(after, tenant()))["changes"]
    assert [(one["by_default"], one["depends_on"]) for one in changes] == [
        (True, []),
        (False, [ANSWERS_SAID["browsers_fail"][1]]),
    ]
    assert changes[0]["witness"]["client_type"] == ZAPP
    assert "client_type" not in changes[1]["witness"]
    assert changes[1]["who"] == changes[0]["who"]


def test_somebody_for_whom_a_reading_makes_no_change_is_told_apart() -> None:
    failed = rule("ALLOW", condition(entries("POSTURE", ("disk", "false"))), name="failed")
    changes = analyse(Question(tenant(failed, ALL), tenant(failed)))["changes"]
    assert [(one["by_default"], one["depends_on"]) for one in changes] == [
        (True, []),
        (True, [ANSWERS_SAID["browsers_fail"][0]]),
    ]


def test_the_end_of_a_wildcard_below_a_wider_one_is_told_apart() -> None:
    """It belongs to the wider one, or to the wildcard that ends in it: nobody may reach that."""
    wide = {"name": "wide", "domain_names": ["*.c"], "segment_group": "other"}
    segments = ({"domain_names": ["*.web.c"]}, wide)
    about_wide = rule("ALLOW", condition(objects("APP", "wide")))
    changes = analyse(Question(tenant(about_wide, segments=segments), tenant(segments=segments)))["changes"]
    hosts = {tuple(one["depends_on"]): one["what"]["hosts"][0]["hosts"] for one in changes}
    assert hosts == {
        (): ["*.c"],
        (ANSWERS_SAID["covers_apex"][0],): ["web.c"],
        (ANSWERS_SAID["covers_apex"][1],): ["c"],
    }


def test_ports_on_which_readings_agree_are_told_as_certain() -> None:
    """A disabled segment has one of the ports, of which nothing is certain but the others are."""
    segments = ({"tcp_ports": ["80"], "enabled": False}, {"name": "all", "tcp_ports": ["1-1000"]})
    about_all = rule("ALLOW", condition(objects("APP", "all")))
    changes = analyse(Question(tenant(about_all, segments=segments), tenant(segments=segments)))["changes"]
    told = [(one["what"]["hosts"], one["depends_on"]) for one in changes]
    assert told == [([{"hosts": ["web.c"], "tcp": "1-1000"}], [])]


def test_a_deny_does_not_match_a_browser_for_its_posture_under_any_reading() -> None:
    configuration = tenant(
        rule("DENY", condition(entries("POSTURE", ("disk", "false")))), rule("ALLOW", name="all")
    )
    request = {"host": "web.c", "port": 443, "client_type": BROWSER}
    for reading in (USUAL, *touched(configuration)):
        assert Plain(configuration, reading).decide(request).outcome == "ALLOW"


def test_a_rule_that_asks_for_two_things_switched_off_is_not_evaluated() -> None:
    configuration = tenant(rule("ALLOW", group("one", "two", operator="AND")), lookups=OFF)
    assert Plain(configuration).decide({"host": "web.c", "port": 443}).outcome == "DENY"


def test_switching_scim_off_changes_access() -> None:
    on = {"idps": [{"id": "1", "name": "A", "enableScimBasedPolicy": True}]}
    rules = (rule("ALLOW", group("one")),)
    changes = analyse(Question(tenant(*rules, lookups=OFF), tenant(*rules, lookups=on)))["changes"]
    assert {tuple(one["because"]) for one in changes} == {("SAML or SCIM is switched on or off at 'A'",)}
    assert [(one["from"], one["to"], one["depends_on"]) for one in changes] == [
        ("DENY", "ALLOW", [ANSWERS_SAID["fails_when_off"][0]]),
        ("ALLOW", "DENY", [ANSWERS_SAID["fails_when_off"][1]]),
    ]


# -- What nobody understands -----------------------------------------------------------------------------

NEW = condition(entries("ADAPTIVE_ACCESS_PROFILE", ("id", "7")))


def test_a_condition_that_is_not_understood_hides_no_change() -> None:
    result = analyse(Question(tenant(rule("ALLOW", NEW)), tenant()))
    assert [(one["from"], one["to"]) for one in result["changes"]] == [("DENY", "ALLOW")]
    assert result["changes"][0]["undecided"] == ["ADAPTIVE_ACCESS_PROFILE id is 7"]
    assert any("not understood" in sentence for sentence in result["assumptions"])


def test_a_change_that_does_not_depend_on_it_is_certain() -> None:
    above = rule("DENY", NEW, group("one"), name="above")
    changes = analyse(Question(tenant(above, rule("ALLOW", group("two"))), tenant(above)))["changes"]
    assert [one["undecided"] for one in changes] == [[]]
    assert changes[0]["witness"]["scim_groups"] == ["two"]


def test_a_change_below_a_rule_that_may_match_everyone_is_undecided() -> None:
    above = rule("DENY", NEW, name="above")
    changes = analyse(Question(tenant(above, rule("ALLOW", group("two"))), tenant(above)))["changes"]
    assert [one["undecided"] for one in changes] == [["ADAPTIVE_ACCESS_PROFILE id is 7"]]


def test_a_rule_below_one_that_is_not_understood_is_not_dead() -> None:
    result = analyse(Question(tenant(rule("DENY", NEW), rule("ALLOW", group("two"), name="below"))))
    assert result["never_match"] == []
    assert result["everyone"] == []


def test_a_decision_tells_what_is_possible() -> None:
    configuration = tenant(rule("DENY", NEW), rule("ALLOW", name="all"))
    found = analyse(Question(configuration, explain=[{"host": "web.c", "port": 443}]))["decisions"]
    assert found[0]["possible_outcomes"] == ["ALLOW", "DENY"]
    assert found[0]["rules"]["access"]["not_understood"] == ["rule"]
