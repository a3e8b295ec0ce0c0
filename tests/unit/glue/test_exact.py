# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is written exactly as options are meant becomes what ansible-core makes of it."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.exact import (
    exact_lists,
    exactness,
    with_list,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.sections import (
    SECTIONS,
    config_argument_spec,
    list_in,
)

SPEC = config_argument_spec()
RULE = {"name": "Rule", "conditions": [{"operands": [{"object_type": "APP", "objects": ["A"]}]}]}
VALUES = {"str": "A\u00e4", "bool": True, "int": 3, "float": 1.5}


def filled(option: dict[str, Any]) -> Any:
    """A value for an option in its own type, with everything inside."""
    if option.get("choices"):
        return option["choices"][-1]
    kind = option.get("type", "str")
    if option.get("options"):
        inside = {name: filled(one) for name, one in option["options"].items() if not one.get("no_log")}
        return [inside, {}] if kind == "list" else inside
    return ["A", "B"] if kind == "list" else VALUES[kind]


def given_for(path: str, entries: Any) -> dict[str, Any]:
    for key in reversed(path.split(".")):
        entries = {key: entries}
    return {"config": entries}


@pytest.mark.parametrize("path", [section.path for section in SECTIONS])
def test_an_exact_list_becomes_what_ansible_makes_of_it(path: str) -> None:
    spec = {"config": SPEC["config"]}
    section = next(one for one in SECTIONS if one.path == path)
    entries = filled({"type": "list", "options": section.entry_spec})
    given = given_for(path, [*entries, {"name": "Alone"}] if "name" in section.entry_spec else entries)
    ((way, found),) = exact_lists(spec, given)
    checked = ArgumentSpecValidator(spec).validate(copy.deepcopy(given))
    assert ".".join(way[1:]) == path
    assert not checked.error_messages
    assert found == list_in(checked.validated_parameters["config"], path)


@pytest.mark.parametrize(
    "other",
    [
        {"name": 1},
        {"name": None},
        {"name": "half \ud800"},
        {"nme": "A"},
        {"state": "gone"},
        {"conditions": RULE["conditions"][0]},
        {"conditions": [{"operands": [{"object_type": "APP", "values": ["A"]}]}]},
        {"conditions": [{"negated": "yes"}]},
        "Rule",
    ],
)
def test_a_list_with_anything_else_is_left_to_others(other: Any) -> None:
    given = given_for("policy_rules.access", [RULE, {**RULE, **other} if isinstance(other, dict) else other])
    assert list(exact_lists(SPEC, given)) == []
    assert not exactness(SPEC["config"]["options"])(given["config"])
    assert exactness(SPEC["config"]["options"])({"policy_rules": {"access": [RULE]}})


def test_whole_numbers_in_a_list_of_texts_are_their_texts_as_ansible_makes_them() -> None:
    spec = {"config": SPEC["config"]}
    given = given_for("application_segments", [{"name": "A", "tcp_ports": [443, "8000-8010"]}])
    ((_way, found),) = exact_lists(spec, given)
    checked = ArgumentSpecValidator(spec).validate(copy.deepcopy(given))
    assert found == checked.validated_parameters["config"]["application_segments"]
    assert found[0]["tcp_ports"] == ["443", "8000-8010"]
    # What looks at how texts are written has to see it.
    assert not exactness(SPEC["config"]["options"])(given["config"])


@pytest.mark.parametrize("port", [True, 1.1, None, 10**5000], ids=["switch", "decimal", "nothing", "digits"])
def test_anything_else_in_a_list_of_texts_is_left_to_others(port: Any) -> None:
    given = given_for("application_segments", [{"name": "A", "tcp_ports": ["443", port]}])
    assert list(exact_lists(SPEC, given)) == []


def test_a_list_is_put_where_another_one_is_and_that_stays() -> None:
    given = {"policy_rules": {"access": [], "isolation": [1]}, "other": 1}
    assert with_list(given, ("policy_rules", "access"), [2]) == {
        "policy_rules": {"access": [2], "isolation": [1]},
        "other": 1,
    }
    assert with_list(given, ("other",), [3])["other"] == [3]
    assert given["policy_rules"]["access"] == []


def test_nothing_outside_of_a_dictionary_is_taken() -> None:
    assert list(exact_lists({"rules": SPEC["config"]["options"]["segment_groups"]}, {"rules": []})) == []
    assert list(exact_lists(SPEC, {"config": "text"})) == []
