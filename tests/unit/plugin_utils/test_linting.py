# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is told of the arguments of a task that is not run, by the ``main`` that ansible-lint calls."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue import module as glue
from ansible_collections.zerotrust.zpa.plugins.plugin_utils import _linting

pytestmark = pytest.mark.generated

PLUGINS = Path(__file__).resolve().parents[3] / "plugins"
MODULES = sorted(path.stem for path in (PLUGINS / "modules").glob("*.py"))
SPEC = {"kind": {"choices": ["a", "b"], "aliases": ["sort"]}}
# What a template can stand for: all of a value, or a piece of it.
TEMPLATES = ["{{ one }}", "{% if one %}1{% endif %}", "0{# a remark #}"]


def plugin(module: str) -> Any:
    return importlib.import_module("ansible_collections.zerotrust.zpa.plugins.action." + module)


def told(monkeypatch: pytest.MonkeyPatch, module: str, **arguments: Any) -> str:
    """Return the message about the arguments of a task of a module, empty where there is none."""
    printed = io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps({"ANSIBLE_MODULE_ARGS": arguments})))
    with contextlib.redirect_stdout(printed), pytest.raises(SystemExit) as end:
        plugin(module).main()
    assert bool(end.value.code) is bool(printed.getvalue())
    return str(json.loads(printed.getvalue())["msg"]) if printed.getvalue() else ""


@pytest.mark.parametrize("module", MODULES)
def test_an_option_that_no_module_has_is_told(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    assert "nmae" in told(monkeypatch, module, nmae="Finance")
    assert "nmae" in told(monkeypatch, module, nmae="{{ name }}")


@pytest.mark.parametrize("module", MODULES)
def test_nothing_is_told_of_what_module_defaults_and_the_environment_can_give(
    monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    monkeypatch.setenv("ZPA_TIMEOUT", "soon")
    assert told(monkeypatch, module) == ""


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_have_nothing_wrong(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    source = (PLUGINS / "modules" / (module + ".py")).read_text("utf-8")
    (examples,) = re.findall(r'^EXAMPLES = r"""\n(.*?)^"""', source, re.MULTILINE | re.DOTALL)
    tasks = [task for play in yaml.safe_load(examples) for task in play.get("tasks", [play])]
    ours = [task["zerotrust.zpa." + module] or {} for task in tasks if "zerotrust.zpa." + module in task]
    assert ours
    for arguments in ours:
        assert told(monkeypatch, module, **arguments) == ""


def templates_of(option: dict[str, Any], template: str) -> list[Any]:
    """Return values of an option with a template at each depth."""
    inside = dict.fromkeys(option.get("options", ()), template)
    values: list[Any] = [template]
    if inside:
        values.append([inside] if option.get("type") == "list" else inside)
    elif option.get("type") == "list":
        values.append([template, template])
    return values


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("module", MODULES)
def test_a_template_can_stand_for_any_option(
    monkeypatch: pytest.MonkeyPatch, module: str, template: str
) -> None:
    specs: list[Any] = []
    read = _linting.wrong_arguments
    monkeypatch.setattr(
        _linting, "wrong_arguments", lambda spec, *rest: specs.append(spec) or read(spec, *rest)
    )
    assert told(monkeypatch, module) == ""
    for name, option in specs[0].items():
        for value in templates_of(option, template):
            assert told(monkeypatch, module, **{name: value}) == "", name
    assert told(monkeypatch, module, _raw_params=template) == ""


def test_whatever_is_wrong_is_told_at_once_with_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = [
        {"name": "{{ one }}"},
        {"enabld": True, "conditions": [{"negated": "maybe", "operator": "{{ o }}"}]},
    ]
    config = {"policy_rules": {"access": rules, "acess": "{{ more }}"}, "segment_groups": [{"name": False}]}
    said = told(monkeypatch, "zpa_config", state="mergd", config=config)
    assert "state: 'mergd' is not one of merged, overridden, gathered." in said
    assert "config.policy_rules.access[1].enabld: there is no such option." in said
    assert "config.policy_rules.acess: there is no such option." in said
    assert "config.policy_rules.access[1].conditions[0].negated: is 'maybe', and the option takes" in said
    assert "config.segment_groups[0].name: is false, which YAML makes of words such as Off" in said
    # Where ansible-lint finds these words it looks for an option of the task, and ends if there is none.
    assert not re.search(r"(argument|option) '.*' is of type|value of .* must be one of:", said)


def test_an_alias_is_known() -> None:
    assert _linting.wrong_arguments(SPEC, dict, {"sort": "a"}) == []
    assert len(_linting.wrong_arguments(SPEC, dict, {"sort": "c"})) == 1


def test_a_secret_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    said = told(monkeypatch, "zpa_segment_group", client_secret=["p4ssw0rd"])
    assert said.startswith("client_secret: is no text.")
    assert "p4ssw0rd" not in said


def test_the_module_runs_as_before_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    before = glue.ZpaModule
    told(monkeypatch, "zpa_segment_group", nmae="x")
    assert glue.ZpaModule is before


@pytest.mark.parametrize("module", MODULES)
def test_a_task_that_runs_does_not_import_what_lints(module: str) -> None:
    prefix = "ansible_collections.zerotrust.zpa.plugins."
    script = "import sys, %saction.%s; assert '%splugin_utils._linting' not in sys.modules" % (
        prefix,
        module,
        prefix,
    )
    environment = {**os.environ, "PYTHONPATH": os.environ["ANSIBLE_COLLECTIONS_PATH"]}
    subprocess.run([sys.executable, "-c", script], env=environment, check=True)


def test_a_template_in_a_list_does_not_move_what_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    conditions = ["{{ first }}", {"operands": ["{{ x }}", {"objekts": ["{{ y }}", "SAP"]}]}]
    said = told(monkeypatch, "zpa_policy_rule", name="x", policy_type="access", conditions=conditions)
    assert said.startswith("conditions[1].operands[1].objekts: there is no such option.")
    kinds = ["{{ first }}", "segment_group"]
    assert told(monkeypatch, "zpa_config", config={}, kinds=kinds).startswith("kinds[1]: 'segment_group' is")
