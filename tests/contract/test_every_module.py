# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What holds for every module: documentation, specification and files agree."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.tenants import TestTenant

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py"))
GALAXY = yaml.safe_load((ROOT / "galaxy.yml").read_text("utf-8"))
TYPES = {"str": str, "int": int, "float": float, "bool": bool, "dict": dict, "list": list}


def block(module: str, name: str) -> Any:
    """Return a documentation block of a module, parsed."""
    tree = ast.parse((ROOT / "plugins" / "modules" / (module + ".py")).read_text("utf-8"))
    for node in tree.body:
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id == name
        ):
            return yaml.safe_load(ast.literal_eval(node.value))
    raise LookupError(name)


def test_the_action_group_has_every_module() -> None:
    runtime = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text("utf-8"))
    assert runtime["action_groups"]["all"] == MODULES


@pytest.mark.parametrize("module", MODULES)
def test_every_module_documents_the_action_group_and_the_connection(module: str) -> None:
    fragments = block(module, "DOCUMENTATION")["extends_documentation_fragment"]
    assert {"zerotrust.zpa.auth", "zerotrust.zpa.attributes.actiongroup"} <= set(fragments)


@pytest.mark.parametrize("module", [name for name in MODULES if name.endswith("_info")])
def test_every_info_module_reads_only(module: str) -> None:
    assert "zerotrust.zpa.attributes.info" in block(module, "DOCUMENTATION")["extends_documentation_fragment"]


def test_the_version_is_that_of_the_collection() -> None:
    source = (ROOT / "plugins" / "module_utils" / "_version.py").read_text("utf-8")
    assert 'VERSION = "%s"' % GALAXY["version"] in source


def assert_documented(found: dict[str, Any], documented: dict[str, Any], where: str) -> None:
    """Check that a result has the documented keys, with the documented types."""
    for key, value in found.items():
        assert key in documented, "%s.%s is not documented" % (where, key)
        entry = documented[key]
        assert value is None or isinstance(value, TYPES[entry["type"]]), "%s.%s" % (where, key)
        items = value if isinstance(value, list) else [value]
        for item in items:
            if isinstance(item, dict) and "contains" in entry:
                assert set(item) in (set(entry["contains"]), set()), where
                assert_documented(item, entry["contains"], "%s.%s" % (where, key))


PLACE = {"latitude": 47.3768866, "longitude": 8.541694, "location": "Zurich, Switzerland"}
RUNS: dict[str, list[tuple[str, bool, dict[str, Any]]]] = {
    "zpa_app_connector_group": [
        ("creates", False, {"name": "New", **PLACE}),
        ("would create", True, {"name": "New", **PLACE}),
        ("updates", False, {"name": "Zurich", "enabled": False}),
        ("deletes", False, {"name": "Zurich", "state": "absent"}),
        ("is refused", False, {"name": "New"}),
        ("fails", False, {"name": "Referenced", "state": "absent"}),
    ],
    "zpa_app_connector_group_info": [("lists", False, {}), ("finds nothing", False, {"name": "Nobody"})],
    "zpa_reference_info": [("lists", False, {"kind": "version_profile"})],
    "zpa_segment_group": [
        ("creates", False, {"name": "New", "applications": ["SAP"]}),
        ("would create", True, {"name": "New", "applications": ["SAP"]}),
        ("updates", False, {"name": "Finance", "enabled": False}),
        ("deletes", False, {"name": "Finance", "state": "absent"}),
        ("is refused", False, {"name": ""}),
        ("fails", False, {"name": "Referenced", "state": "absent"}),
    ],
    "zpa_segment_group_info": [("lists", False, {}), ("finds nothing", False, {"name": "Nobody"})],
}
CASES = [(module, *case) for module, cases in RUNS.items() for case in cases]


def test_every_module_is_run() -> None:
    assert sorted(RUNS) == MODULES


@pytest.mark.parametrize(("module", "what", "check", "options"), CASES)
def test_a_result_is_as_documented(
    zpa: TestTenant, module: str, what: str, check: bool, options: dict[str, Any]
) -> None:
    zpa.add_group("Finance", description="d")
    zpa.add_group("Referenced", applications=["Git"])
    zpa.add_connector_group("Zurich")
    zpa.add_connector_group("Referenced")
    zpa.add_server_group("ERP servers", app_connector_groups=["Referenced"])
    common = {"changed", "failed", "msg", "invocation", "warnings", "exception"}
    result = zpa.run(module, check, **options)
    assert_documented(
        {key: value for key, value in result.items() if key not in common}, block(module, "RETURN"), module
    )


@pytest.mark.parametrize("module", MODULES)
def test_samples_of_results_have_the_documented_type(module: str) -> None:
    def check(entries: dict[str, Any]) -> None:
        for key, entry in entries.items():
            assert "contains" in entry or isinstance(entry["sample"], TYPES[entry["type"]]), key
            check(entry.get("contains", {}))

    check(block(module, "RETURN"))


def test_no_file_that_is_shipped_ignores_a_sanity_test() -> None:
    assert list((ROOT / "tests" / "sanity").glob("ignore-*")) == []


def test_every_layer_imports_only_what_is_above_it() -> None:
    """The layers of module_utils, top first; a module imports from its own layer or one above."""
    layers = [
        ("_version", "_errors"),
        ("_client",),
        ("_model",),
        ("_lookup",),
        ("_references", "_plan"),
        ("_apply",),
        ("_converge", "_gather"),
        ("_glue",),
    ]
    rank = {name: number for number, names in enumerate(layers) for name in names}
    root = ROOT / "plugins" / "module_utils"
    for path in root.rglob("*.py"):
        parts = path.relative_to(root).with_suffix("").parts
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert not (node.module or "").startswith("ansible_collections"), path.name
            if isinstance(node, ast.ImportFrom) and node.level:
                above = [*parts[: len(parts) - node.level], *(node.module or node.names[0].name).split(".")]
                assert rank[above[0]] <= rank[parts[0]], "%s imports %s" % (path.name, above)


@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        (r"^\s*(import requests|from requests)", {"_client/transport.py"}),
        (r"import AnsibleModule|basic import", {"_glue/module.py", "_glue/connection.py"}),
        (r"check_mode", {"_glue/module.py"}),
        (r"os\.environ", {"_glue/connection.py"}),
    ],
)
def test_one_room_knows_one_thing(words: str, allowed: set[str]) -> None:
    root = ROOT / "plugins" / "module_utils"
    found = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if re.search(words, path.read_text("utf-8"), re.MULTILINE)
    }
    assert found == allowed
