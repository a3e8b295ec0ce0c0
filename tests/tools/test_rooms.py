# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rooms of the house: what is decided in one place is decided there, and names mean one thing."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from support.playbooks import ROOT

PLUGINS = ROOT / "plugins"
ROOMS = PLUGINS / "module_utils"
TREES = {
    path.relative_to(PLUGINS).as_posix(): ast.parse(path.read_text("utf-8"))
    for path in sorted(PLUGINS.rglob("*.py"))
}
UTILS = {name: tree for name, tree in TREES.items() if name.startswith(("module_utils/", "plugin_utils/"))}


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
