# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rooms of the house: what is decided in one place is decided there, and names mean one thing."""

from __future__ import annotations

import ast
import os
import subprocess
from collections.abc import Iterator

import dev
from support.playbooks import ROOT

PLUGINS = ROOT / "plugins"
ROOMS = PLUGINS / "module_utils"
TREES = {
    path.relative_to(PLUGINS).as_posix(): ast.parse(path.read_text("utf-8"))
    for path in sorted(PLUGINS.rglob("*.py"))
}


def read_attributes(tree: ast.AST, *names: str) -> Iterator[str]:
    """Yield the attributes of these names that code reads, as they are written."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in names and isinstance(node.ctx, ast.Load):
            yield ast.unparse(node)


# -- Check mode ------------------------------------------------------------------------------------------


def test_check_mode_is_asked_in_one_place_of_the_engine_and_where_the_client_writes() -> None:
    asked = [
        (name, attribute)
        for name, tree in TREES.items()
        for attribute in read_attributes(tree, "read_only")
        # Of a resource that says which keys an update does not carry.
        if (
            attribute in ("self.read_only", "client.read_only") and name != "module_utils/_schema/resource.py"
        )
        or attribute.endswith(".client.read_only")
    ]
    assert asked == [
        ("module_utils/_client/client.py", "self.read_only"),
        ("module_utils/_engine/mode.py", "client.read_only"),
    ]


def test_a_task_is_asked_for_its_check_mode_in_one_place_on_either_side() -> None:
    asked = [
        (name, attribute) for name, tree in TREES.items() for attribute in read_attributes(tree, "check_mode")
    ]
    assert asked == [
        ("module_utils/_glue/module.py", "module.check_mode"),
        ("plugin_utils/_scope.py", "task.check_mode"),
    ]


def test_who_forces_check_mode_says_so() -> None:
    forcing = [
        (name, function.name)
        for name, tree in TREES.items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute) and node.attr == "check_mode" and isinstance(node.ctx, ast.Store)
    ]
    assert forcing == [("plugin_utils/_journal.py", "run_in_forced_check_mode")]


# -- What is private -------------------------------------------------------------------------------------


def test_what_is_shared_by_plugins_is_private() -> None:
    shared = [PLUGINS / folder for folder in ("module_utils", "plugin_utils")]
    assert [
        path.name for folder in shared for path in folder.iterdir() if not path.name.startswith("_")
    ] == []


# -- What a room keeps to itself -------------------------------------------------------------------------


def test_the_numbers_of_http_statuses_stay_below_the_client() -> None:
    """Above it, what a refusal means is asked of the error."""
    knowing = ("module_utils/_client/", "module_utils/_refusals.py", "module_utils/_errors.py")
    above = {
        name: tree
        for name, tree in TREES.items()
        if name.startswith("module_utils/") and not name.startswith(knowing)
    }
    asked = [(name, said) for name, tree in above.items() for said in read_attributes(tree, "status")]
    compared = [
        (name, ast.unparse(node))
        for name, tree in above.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        for number in ast.walk(node)
        if isinstance(number, ast.Constant) and isinstance(number.value, int) and 100 < number.value < 600
    ]
    assert (asked, compared) == ([], [])


def test_no_file_imports_another_one_in_a_circle() -> None:
    """Not even within a function, where Python would take it."""
    imported = {name: {file for file, _name in imports_of(name)} for name in TREES}
    left = dict(imported)
    while True:
        # What imports nothing that is left is in no circle, nor what is not imported by any of that.
        ends = {name for name, others in left.items() if not others & left.keys()}
        ends |= left.keys() - {other for others in left.values() for other in others}
        if not ends:
            break
        left = {name: others for name, others in left.items() if name not in ends}
    assert {name: sorted(others & left.keys()) for name, others in left.items()} == {}


def imports_of(name: str) -> Iterator[tuple[str, str]]:
    """Yield the files of plugins from which a file imports, wherever in it, each with the name."""
    above = name.split("/")[:-1]
    prefix = "ansible_collections.zerotrust.zpa.plugins"
    for node in ast.walk(TREES[name]):
        if not isinstance(node, ast.ImportFrom):
            continue
        said = node.module or ""
        if node.level:
            base = [*above[: len(above) - node.level + 1], *filter(None, said.split("."))]
        elif said.startswith(prefix):
            base = said[len(prefix) + 1 :].split(".")
        else:
            continue
        for alias in node.names:
            files = ("/".join([*base, alias.name]) + ".py", "/".join(base) + ".py")
            yield from [(file, alias.name) for file in files if file in TREES][:1]


# -- Names -----------------------------------------------------------------------------------------------

# What every plugin that takes options has, and nobody but its own file means.
OF_PLUGINS = {"main", "ARGUMENT_SPEC"}


def meanings_of(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the public names that a file defines, each with its value, which of a definition is its own."""
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name, ast.dump(node)
            continue
        targets = node.targets if isinstance(node, ast.Assign) else ()
        for target in (node.target,) if isinstance(node, ast.AnnAssign) else targets:
            names = target.elts if isinstance(target, ast.Tuple) else (target,)
            value = getattr(node, "value", None)
            is_apart = isinstance(value, ast.Tuple) and isinstance(target, ast.Tuple)
            values = value.elts if is_apart else [value] * len(names)
            for one, its_value in zip(names, values, strict=True):
                if isinstance(one, ast.Name) and its_value is not None:
                    yield one.id, ast.unparse(its_value)


def test_a_name_that_is_imported_means_one_thing_everywhere() -> None:
    imported = {(file, said) for name in TREES for file, said in imports_of(name)}
    meanings: dict[str, dict[str, str]] = {}
    for file, tree in TREES.items():
        if file.startswith(("module_utils/", "plugin_utils/", "action/")):
            for said, meaning in meanings_of(tree):
                meanings.setdefault(said, {})[file] = meaning
    assert {
        said: sorted(files)
        for said, files in meanings.items()
        if not said.startswith("_")
        and said not in OF_PLUGINS
        and len(set(files.values())) > 1
        and any((file, said) in imported for file in files)
    } == {}


# -- Names of objects ------------------------------------------------------------------------------------


def test_ids_get_their_names_in_one_place() -> None:
    """Types say what of a value is a reference; nobody else gives one its name."""
    giving = {
        name
        for name, tree in TREES.items()
        if not name.startswith("module_utils/_schema/")
        for called in read_attributes(tree, "with_references")
        if called != "super().with_references"
    }
    assert giving == {"module_utils/_engine/names.py", "module_utils/_tenant/renames.py"}


# -- Policies --------------------------------------------------------------------------------------------


def test_whole_tenant_code_does_not_ask_which_list_is_one_of_rules() -> None:
    """A list says itself what it does otherwise."""
    in_tenant = {name: tree for name, tree in TREES.items() if name.startswith("module_utils/_tenant/")}
    asked = [
        (name, said) for name, tree in in_tenant.items() for said in read_attributes(tree, "policy_type")
    ]
    named = [
        (name, node.id)
        for name, tree in in_tenant.items()
        for test in ast.walk(tree)
        if isinstance(test, (ast.If, ast.IfExp))
        for node in ast.walk(test.test)
        if isinstance(node, ast.Name) and node.id in ("policy_type", "RuleSection")
    ]
    assert (asked, named) == ([], [])


def test_the_engine_knows_no_kind_by_its_key() -> None:
    knowing = {
        (name, ast.unparse(node))
        for name, tree in TREES.items()
        if name.startswith("module_utils/_engine/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare) and "resource.key" in ast.unparse(node)
    }
    assert knowing == set()


# The oldest Python that modules run on.
OLDEST = (3, 8)
# Imports each file of what modules are made of. Where Ansible is not there, what needs it says so.
IMPORT_ALL = """
import importlib, pathlib, sys
collections = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(collections))
for file in sorted((collections / "ansible_collections/zerotrust/zpa/plugins/module_utils").rglob("*.py")):
    name = ".".join(file.relative_to(collections).with_suffix("").parts)
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name.split(".")[0] != "ansible":
            raise
"""


def test_the_oldest_python_at_hand_imports_all_that_modules_are_made_of() -> None:
    oldest = dev.pythons()[min(version for version in dev.pythons() if version >= OLDEST)]
    command = [oldest, "-c", IMPORT_ALL, os.environ["ANSIBLE_COLLECTIONS_PATH"]]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
