# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is wrong with the arguments of a task that is not run. Private to this collection.

The rule ``args`` of ansible-lint takes the action plugin of a module for the module itself, calls its
``main`` with the arguments that stand in the task, and tells the message that it prints. It knows no
variables, no ``module_defaults`` and no environment. So nothing is told of what is missing, nor of a value
that is a template.
"""

from __future__ import annotations

import json
import re
import sys
import typing as t
from types import ModuleType

from ansible_collections.zerotrust.zpa.plugins.module_utils._glue import module as glue
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.complaints import complaints
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.connection import ARGUMENT_SPEC
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.unquoted import unfolded

Option = t.Mapping[str, t.Any]
Spec = t.Mapping[str, Option]
Prepare = t.Callable[[t.Dict[str, t.Any]], t.Dict[str, t.Any]]

TEMPLATE = re.compile(r"{[{%#]")
# What says how an option that is given has to look.
OF_VALUES = ("type", "elements", "choices", "aliases", "no_log")


def lint_module(module: ModuleType) -> t.NoReturn:
    """Tell what is wrong with the arguments of a task of a module, and do none of its work."""

    def checked(spec: Spec, wrong: object, prepare: Prepare, *others: object) -> t.NoReturn:
        lint({**spec, **ARGUMENT_SPEC}, prepare)

    names = vars(glue)
    kept = names["ZpaModule"]
    try:
        names["ZpaModule"] = checked
        module.main()
    finally:
        names["ZpaModule"] = kept
    raise AssertionError(module.__name__)


def lint(spec: Spec, prepare: Prepare = dict) -> t.NoReturn:
    """Tell what is wrong with the arguments of a task as a module tells it, and end as a module ends."""
    problems = wrong_arguments(spec, prepare, json.load(sys.stdin)["ANSIBLE_MODULE_ARGS"])
    if problems:
        msg = " ".join(problem.rstrip(".") + "." for problem in problems)
        print(json.dumps({"failed": True, "msg": msg}))
    raise SystemExit(1 if problems else 0)


def wrong_arguments(spec: Spec, prepare: Prepare, written: Option) -> list[str]:
    """Return what is wrong with the arguments that stand in a task, each a full sentence.

    ``prepare``: as the module makes options of what is given.
    """
    spec = _of_values(spec)
    options = prepare(unfolded(spec, _literal(spec, written)))
    return [complaint.sentence for complaint in complaints(spec, options)]


def _of_values(spec: Spec) -> dict[str, dict[str, t.Any]]:
    """The spec of the same options, none of which has to be given or stands for anything if it is not."""
    found = {}
    for name, option in spec.items():
        found[name] = {key: option[key] for key in OF_VALUES if key in option}
        if option.get("options"):
            found[name]["options"] = _of_values(option["options"])
    return found


def _literal(spec: Spec, written: Option) -> dict[str, t.Any]:
    """The arguments that are written out. Of an option that nobody knows the name is enough."""
    known = {key: option for name, option in spec.items() for key in (name, *option.get("aliases", ()))}
    found = {}
    for name, value in written.items():
        # What begins so is of ansible-core, as the template of all arguments is.
        if not _is_template(name) and not name.startswith("_"):
            if name not in known:
                found[name] = ""
            elif not _is_template(value):
                found[name] = _literal_value(known[name], value)
    return found


def _literal_value(option: Option, value: t.Any) -> t.Any:
    if isinstance(value, list):
        # What a template gives keeps its place, so that messages say the right one of those behind it.
        return [_some(option) if _is_template(entry) else _literal_value(option, entry) for entry in value]
    if isinstance(value, dict) and option.get("options"):
        return _literal(option["options"], value)
    return value


def _some(option: Option) -> t.Any:
    """Return an entry of a list with which nothing is wrong."""
    is_dict = option.get("options") or option.get("elements") == "dict"
    return {} if is_dict else next(iter(option.get("choices", ())), "")


def _is_template(value: object) -> bool:
    return isinstance(value, str) and bool(TEMPLATE.search(value))
