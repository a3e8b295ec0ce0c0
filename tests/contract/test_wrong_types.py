# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A value of another type than its option takes is refused once, whichever module, option and depth.

The options are those of the argument specs: each test gives a wrong value to all options of a type that a
module has, at every level, in one task.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from support.modules import run_module
from support.specs import WITH_SPEC, Spec, argument_spec
from support.tenants import TestTenant
from support.wrong_types import HUSH, SECRET, WRONG, Options, given_wrong, kind_of

SPECS = {module: argument_spec(module) for module in WITH_SPEC}


def cases() -> Iterator[Any]:
    for module, spec in SPECS.items():
        for kind, value, words in WRONG:
            wrong: list[tuple[str, Options]] = []
            options = given_wrong(spec, kind, value, "", wrong)
            # ansible-core takes a false for the one choice that YAML 1.1 reads as false.
            wrong = [one for one in wrong if value is not False or "off" not in one[1].get("choices", ())]
            if wrong:
                name = "%s-%s-%s" % (module, kind, str(value)[:20])
                yield pytest.param(module, options, wrong, words, id=name)


@pytest.mark.generated
@pytest.mark.parametrize(("module", "options", "wrong", "words"), list(cases()))
def test_a_value_of_another_type_is_told_with_its_path_and_what_is_allowed(
    zpa: TestTenant, module: str, options: Options, wrong: list[tuple[str, Options]], words: str
) -> None:
    result = run_module(module, {**zpa.connection, **options}, True, zpa.environment)
    problems = result["problems"]
    told = {path: [one for one in problems if one.startswith(path + ":")] for path, _option in wrong}
    for path, option in wrong:
        expected = SECRET if option.get("no_log") else words
        assert [one.startswith("%s: %s" % (path, expected)) for one in told[path]] == [True], (
            path,
            told[path],
        )
        if option.get("no_log"):
            assert HUSH not in "".join(told[path])
        assert not option.get("choices") or ", ".join(option["choices"]) in told[path][0]
    assert zpa.tenant.log == []


@pytest.mark.parametrize("module", WITH_SPEC)
def test_every_kind_of_option_is_tried(module: str) -> None:
    """So that an option of a type that nobody thought of is found."""

    def types(spec: Spec) -> Iterator[str]:
        for option in spec.values():
            yield kind_of(option)
            yield from types(option.get("options") or {})

    # What is taken in several forms is checked by who needs it, with a test of its own.
    assert set(types(SPECS[module])) - {"raw"} <= {kind for kind, _value, _words in WRONG}


@pytest.mark.parametrize("text", ['[{"name": "A"}]', "[{'name': 'A', 'enabled': True}]", '{"name": "A"}'])
def test_a_list_of_dictionaries_that_comes_as_text_is_read(zpa: TestTenant, text: str) -> None:
    result = zpa.run("zpa_config", False, config={"segment_groups": text})
    assert result["changed"], result
    assert zpa.stored("A")


def test_a_list_of_texts_that_comes_as_text_is_read(zpa: TestTenant) -> None:
    result = zpa.group(name="A", applications='["SAP", "Jira"]')
    assert result["segment_group"]["applications"] == ["Jira", "SAP"], result


NULLS = {
    "zpa_policy_rule": ({"conditions": [None]}, "conditions[0]"),
    "zpa_config": (
        {"config": {"policy_rules": {"access": [{"name": "A", "conditions": [{"operands": [None]}]}]}}},
        "config.policy_rules.access[0].conditions[0].operands[0]",
    ),
}


@pytest.mark.parametrize("module", NULLS)
def test_an_entry_that_is_null_is_told_with_its_place_alone(zpa: TestTenant, module: str) -> None:
    options, path = NULLS[module]
    named = {"name": "New", "policy_type": "access"} if module == "zpa_policy_rule" else {}
    result = zpa.run(module, **named, **options)
    assert result["problems"] == [path + ": is empty. Fill the entry, or leave it out."]
    assert zpa.calls == []


@pytest.mark.parametrize(
    ("config", "problem"),
    [
        ({"access": []}, "config.access: there is no such option. It belongs in policy_rules."),
        ({"segment_groups": {"name": "A"}}, "config.segment_groups: is a dictionary (name), and"),
        ({"policy_rules": {"acess": []}}, "config.policy_rules.acess: there is no such option. Near"),
        ({"policy_rules": []}, "config.policy_rules: is [], and the option takes a dictionary."),
    ],
)
def test_a_configuration_with_something_wrong_is_not_called_empty(
    zpa: TestTenant, config: dict[str, Any], problem: str
) -> None:
    (told,) = zpa.run("zpa_config", config=config)["problems"]
    assert told.startswith(problem)


def test_conditions_that_stand_a_level_too_high_are_told_where_they_belong(zpa: TestTenant) -> None:
    conditions = [{"object_type": "APP", "objects": ["SAP"]}]
    result = zpa.run("zpa_policy_rule", name="New", policy_type="access", conditions=conditions)
    assert result["problems"] == [
        "conditions[0].%s: there is no such option. It belongs in operands." % name
        for name in ("object_type", "objects")
    ]
