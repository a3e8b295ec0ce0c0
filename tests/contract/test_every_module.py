# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What holds for every module: documentation, specification and files agree."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.zerotrust.zpa.plugins.module_utils._info.reference_options import (
    FORMER_NAMES,
    LISTED,
    REFERENCE_KINDS,
)
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._in_process import InProcessAction
from support.cases import OBJECTS, Subject
from support.closures import closure
from support.policies import add_rule, asking_for, furnish
from support.tenants import TestTenant
from zpa_emulator.policy_seeds import add_deception_rule

ROOT = Path(__file__).resolve().parents[2]
# They do what roles need where Ansible runs, and connect to nothing.
HANDS_OF_ROLES = {"zpa_audit_report", "zpa_config_files"}
MODULES = sorted({path.stem for path in (ROOT / "plugins" / "modules").glob("*.py")} - HANDS_OF_ROLES)
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


def test_the_action_group_has_every_module_that_connects() -> None:
    runtime = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text("utf-8"))
    assert runtime["action_groups"]["all"] == MODULES


@pytest.mark.parametrize("module", MODULES)
def test_every_module_has_an_action_that_runs_it_in_process(module: str) -> None:
    prefix = "ansible_collections.zerotrust.zpa.plugins."
    action = importlib.import_module("%saction.%s" % (prefix, module)).ActionModule
    assert issubclass(action, InProcessAction)
    assert action.module.__name__ == "%smodules.%s" % (prefix, module)


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


def is_returned(part: dict[str, Any], item: dict[str, Any]) -> bool:
    """Whether a key of a result must be there, as its documentation says."""
    returned = part["returned"]
    if returned.startswith("if O(config) comes from a folder"):
        # Which no module knows: tests/integration/test_declared_at.py
        return False
    if returned.endswith(("of 500 steps at most", "of more than 500 steps")):
        # No case here has so many.
        return returned.endswith("at most")
    found = re.findall(r"(?:O\(|RV\(\w+\[\]\.)(\w+)=(\w+)\)", returned)
    assert found or returned == "success", returned
    return not found or any(item.get(key) == value for key, value in found)


def assert_documented(found: dict[str, Any], documented: dict[str, Any], where: str) -> None:
    """Check that a result has the documented keys, with the documented types."""
    for key, value in found.items():
        assert key in documented, "%s.%s is not documented" % (where, key)
        entry = documented[key]
        assert value is None or isinstance(value, TYPES[entry["type"]]), "%s.%s" % (where, key)
        items = value if isinstance(value, list) else [value]
        for item in items:
            if isinstance(item, dict) and "contains" in entry:
                promised = {name for name, part in entry["contains"].items() if is_returned(part, item)}
                assert set(item) in (promised, set()), where
                assert_documented(item, entry["contains"], "%s.%s" % (where, key))


PLACE = {"latitude": 47.3768866, "longitude": 8.541694, "location": "Zurich, Switzerland"}
CONDITIONS = [{"operands": [{"object_type": "APP", "objects": ["SAP"]}]}]
BROWSER = [{"operands": [{"object_type": "CLIENT_TYPE", "objects": ["zpn_client_type_exporter"]}]}]
# A rule of each policy type.
RULES: dict[str, dict[str, Any]] = {
    "access": {"action": "DENY"},
    "timeout": {"action": "RE_AUTH", "reauth_timeout": "8 Hours"},
    "client_forwarding": {"action": "BYPASS"},
    "inspection": {"action": "INSPECT", "inspection_profile": "inspection profiles A"},
    "isolation": {"action": "ISOLATE", "isolation_profile": "Safe browsing", "conditions": BROWSER},
    "redirection": {"action": "REDIRECT_ALWAYS", "service_edge_groups": ["Zurich edge"]},
    "capabilities": {"action": "CHECK_CAPABILITIES", "privileged_capabilities": ["FILE_UPLOAD"]},
    "credential": {"action": "INJECT_CREDENTIALS", "credential": "credentials A"},
    "siem": {"action": "LOG"},
    "clientless_session_protection": {"action": "MONITOR"},
    "protection": {"action": "PROTECT"},
    "privileged_portal": {
        "action": "CHECK_PRIVILEGED_PORTAL_CAPABILITIES",
        "privileged_portal_capabilities": ["DELETE_FILE"],
    },
}
# Configurations: one with a step of each kind, one that deletes what it does not declare, and one whose
# second step the API refuses.
MERGED: dict[str, Any] = {
    "segment_groups": [{"name": "New", "applications": ["SAP"]}, {"name": "Finance", "enabled": False}],
    "app_connector_groups": [{"name": "New", **PLACE}, {"name": "Unused", "state": "absent"}],
    "policy_rules": {
        "access": [
            {"name": "Web"},
            {"name": "New", "action": "ALLOW", "conditions": CONDITIONS},
            {"name": "Finance", "description": "d"},
        ],
        **{
            kind: [{"name": "New", **options}, {"name": "Finance", "state": "absent"}]
            for kind, options in RULES.items()
            if kind != "access"
        },
    },
}
OVERRIDDEN: dict[str, Any] = {"policy_rules": {"access": [{"name": "Web"}], "timeout": []}}
EDGE = [{"operands": [{"object_type": "CLIENT_TYPE", "objects": ["zpn_client_type_edge_connector"]}]}]
FAILING: dict[str, Any] = {
    "segment_groups": [{"name": "New"}],
    "policy_rules": {
        "isolation": [
            {"name": "New", "action": "BYPASS_ISOLATE", "conditions": EDGE},
            {"name": "Finance", "state": "absent"},
        ]
    },
}
Runs = dict[str, list[tuple[str, bool, dict[str, Any]]]]


def runs_of(subject: Subject) -> Runs:
    """Return what the modules of every kind do; rows below have more of some."""
    new = {**subject.called("New"), **subject.where, **subject.meant, **subject.required}
    nothing = subject.called("Nobody") or ({"enabled": True} if subject.can_be_off else {"id": "4711"})
    runs = [("creates", False, new), ("would create", True, new)]
    return {
        "zpa_" + subject.key: runs if subject.is_created else [("is refused", False, new)],
        "zpa_%s_info" % subject.key: [
            ("lists", False, {}),
            ("finds nothing", False, nothing),
        ],
    }


# Access of the tenant itself, and of what a configuration has.
ALONE: dict[str, Any] = {
    "segment_groups": [{"name": "Finance", "enabled": True}],
    "application_segments": [
        {
            "name": "SAP",
            "enabled": True,
            "segment_group": "Finance",
            "server_groups": ["SAP"],
            "domain_names": ["sap.corp.example.com"],
            "tcp_ports": ["443"],
        }
    ],
    "policy_rules": {"access": [{"name": "Finance", "action": "ALLOW"}]},
}
ACCESS_TEST = {"what": {"segments": ["SAP"]}, "expect": "block"}
REQUEST = {"host": "sap.corp.example.com", "port": 443, "who": {"idp": "none"}}
RUNS: Runs = {
    **{module: cases for subject in OBJECTS for module, cases in runs_of(subject).items()},
    "zpa_app_connector_group": [
        ("creates", False, {"name": "New", **PLACE}),
        ("would create", True, {"name": "New", **PLACE}),
        ("updates", False, {"name": "Zurich", "enabled": False}),
        ("deletes", False, {"name": "Unused", "state": "absent"}),
        ("is refused", False, {"name": "New"}),
        ("fails", False, {"name": "Referenced", "state": "absent"}),
    ],
    "zpa_access_analysis": [
        ("analyses", False, {"access_tests": [ACCESS_TEST], "explain": [REQUEST]}),
        ("analyses a change", True, {"config": MERGED}),
        ("compares", False, {"before": ALONE, "after": {**ALONE, "policy_rules": {"access": []}}}),
        ("is refused", False, {"access_tests": [{"what": {}, "expect": "block"}]}),
    ],
    "zpa_config": [
        ("merges", False, {"config": MERGED, "max_deletions": 20}),
        ("would merge", True, {"config": MERGED, "max_deletions": 20}),
        ("overrides", False, {"config": OVERRIDDEN, "state": "overridden"}),
        ("gathers", False, {"state": "gathered"}),
        ("gathers some", True, {"state": "gathered", "kinds": ["segment_groups", "policy_rules.timeout"]}),
        ("finds nothing to do", False, {"config": {"segment_groups": [{"name": "Finance"}]}}),
        ("is refused", False, {"config": {"segment_groups": [{"name": "New", "applications": ["x"]}]}}),
        ("fails", False, {"config": FAILING}),
    ],
    "zpa_policy_rule": [
        ("creates", False, {"name": "New", "action": "ALLOW", "conditions": CONDITIONS}),
        ("would create", True, {"name": "New", "action": "ALLOW", "conditions": CONDITIONS}),
        ("updates", False, {"name": "Finance", "custom_msg": "No."}),
        ("moves", False, {"name": "Web", "rule_order": 2}),
        ("deletes", False, {"name": "Finance", "state": "absent"}),
        ("is refused", False, {"name": "New", "action": "BYPASS", "conditions": [{"operands": []}]}),
        ("fails", False, {"name": "Zscaler Deception", "state": "absent"}),
        *(
            ("creates one of %s" % kind, False, {"name": "New", "policy_type": kind, **options})
            for kind, options in RULES.items()
        ),
    ],
    "zpa_policy_rule_info": [
        *(("lists %s rules" % kind, False, {"policy_type": kind}) for kind in RULES),
        ("finds nothing", False, {"name": "Nobody"}),
    ],
    "zpa_policy_rule_order": [
        ("orders", False, {"rules": ["Web", "Finance"]}),
        ("would order", True, {"rules": ["Web", "Finance"]}),
        ("is refused", False, {"rules": ["Nobody"]}),
        ("fails", False, {"rules": ["Web", "Zscaler Deception"]}),
    ],
    "zpa_reference_info": [("lists %s" % kind, False, asking_for(kind)) for kind in LISTED],
    "zpa_segment_group": [
        ("creates", False, {"name": "New", "applications": ["SAP"]}),
        ("would create", True, {"name": "New", "applications": ["SAP"]}),
        ("updates", False, {"name": "Finance", "enabled": False}),
        ("deletes", False, {"name": "Finance", "state": "absent"}),
        ("is refused", False, {"name": ""}),
        ("fails", False, {"name": "Referenced", "state": "absent"}),
    ],
}
CASES = [(module, *case) for module, cases in RUNS.items() for case in cases]


def test_every_module_is_run() -> None:
    assert sorted(RUNS) == MODULES


def furnish_with_rules(zpa: TestTenant) -> None:
    furnish(zpa)
    for subject in OBJECTS:
        subject.furnish(zpa)
    add_deception_rule(zpa.tenant)
    for kind in RULES:
        add_rule(zpa, "Finance", kind)
    add_rule(zpa, "Web")


def furnish_for_cases(zpa: TestTenant) -> None:
    """Make what the cases are about."""
    zpa.add_group("Finance", description="d")
    zpa.add_group("Referenced", applications=["Git"])
    zpa.add_connector_group("Unused")
    zpa.add_connector_group("Referenced")
    zpa.add_server_group("ERP servers", app_connector_groups=["Referenced"])
    furnish_with_rules(zpa)


@pytest.mark.generated
@pytest.mark.parametrize(("module", "what", "check", "options"), CASES)
def test_a_result_is_as_documented(
    zpa: TestTenant, module: str, what: str, check: bool, options: dict[str, Any]
) -> None:
    furnish_for_cases(zpa)
    zpa.tenant.quirks.undocumented_refused = what == "fails"
    common = {"changed", "failed", "msg", "invocation", "warnings", "exception"}
    result = zpa.run(module, check, **options)
    assert result.get("failed", False) is (what in ("fails", "is refused")), result.get("msg")
    assert_documented(
        {key: value for key, value in result.items() if key not in common}, block(module, "RETURN"), module
    )


@pytest.mark.parametrize("module", MODULES)
def test_samples_of_results_have_the_documented_type(module: str) -> None:
    def check(entries: dict[str, Any]) -> None:
        for key, entry in entries.items():
            # Of what an object has in one of several places, a sample has the others empty.
            is_empty = (
                "sample" in entry and entry["sample"] is None and "V(null)" in str(entry["description"])
            )
            is_typed = "contains" in entry or isinstance(entry["sample"], TYPES[entry["type"]])
            assert is_typed or is_empty, key
            check(entry.get("contains", {}))

    check(block(module, "RETURN"))


@pytest.mark.parametrize("module", [name for name in MODULES if name + "_info" in MODULES])
def test_every_object_of_a_result_tells_its_microtenant(module: str) -> None:
    key = module.removeprefix("zpa_")
    for name, result in ((module, key), (module + "_info", key + "s")):
        contains = block(name, "RETURN")[result]["contains"]
        subject = next((one for one in OBJECTS if one.key == key), None)
        which = {"id", "name"} if subject is None or subject.resource.has_names else set()
        assert {"microtenant_id", *which} <= set(contains), name


@pytest.mark.parametrize("module", [name for name in MODULES if name + "_info" in MODULES])
def test_a_module_and_its_info_module_return_the_same(module: str) -> None:
    key = module.removeprefix("zpa_")
    ours = block(module, "RETURN")[key]["contains"]
    theirs = block(module + "_info", "RETURN")[key + "s"]["contains"]
    assert {name: (part["type"], part["returned"]) for name, part in ours.items()} == {
        name: (part["type"], part["returned"]) for name, part in theirs.items()
    }


def test_the_kinds_that_are_documented_are_those_that_are_listed() -> None:
    option = block("zpa_reference_info", "DOCUMENTATION")["options"]["kind"]
    assert option["choices"] == list(REFERENCE_KINDS)
    described = [re.match(r"V\((\w+)\) lists ", line) for line in option["description"][1:]]
    assert [found[1] for found in described if found] == list(LISTED)
    former = re.findall(r"V\((\w+)\) is what V\((\w+)\) was called before", " ".join(option["description"]))
    assert dict(former) == FORMER_NAMES


def test_no_file_that_is_shipped_ignores_a_sanity_test() -> None:
    assert list((ROOT / "tests" / "sanity").glob("ignore-*")) == []


# The rooms of module_utils, top first. What policies are is above the engine, what is done with them below.
LAYERS = (
    ("_version", "_texts", "_refusals", "_words"),
    ("_errors", "_files"),
    ("_client",),
    ("_schema",),
    ("_resources",),
    (
        "_policy/object_types",
        "_policy/policy_types",
        "_policy/ordering",
        "_policy/condition",
        "_policy/condition_words",
        "_policy/conditions",
        "_policy/condition_options",
        "_policy/rule",
        "_policy/rule_options",
    ),
    ("_access",),
    ("_engine",),
    ("_policy",),
    ("_info",),
    # The list of all kinds, which what is about single objects must not import.
    ("_resources/registry",),
    ("_tenant",),
    ("_glue",),
)


def test_every_room_imports_only_what_is_above_it() -> None:
    """A module imports from its own layer or one above."""
    rank = {name: number for number, names in enumerate(LAYERS) for name in names}
    root = ROOT / "plugins" / "module_utils"
    modules = {path.relative_to(root).with_suffix("").as_posix(): path for path in root.rglob("*.py")}

    def layer(module: str) -> int:
        return rank[module] if module in rank else rank[module.partition("/")[0]]

    for name, path in modules.items():
        above = name.split("/")
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.ImportFrom):
                continue
            assert not (node.module or "").startswith("ansible_collections"), name
            if not node.level:
                continue
            base = [*above[: len(above) - node.level], *filter(None, (node.module or "").split("."))]
            for alias in node.names:
                targets = ("/".join([*base, alias.name]), "/".join(base))
                module = next(target for target in targets if target in modules)
                assert layer(module) <= layer(name), "%s imports %s" % (name, module)


def test_a_module_imports_no_code_of_what_it_does_not_manage() -> None:
    imported = closure("zpa_segment_group")
    assert "module_utils._client.transport" in imported
    assert not [name for name in imported if re.search(r"polic|condition|ordering|config|plugin_utils", name)]


@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        (r"^\s*(import requests|from requests)", {"_client/transport.py"}),
        (r"import AnsibleModule|basic import", {"_glue/module.py"}),
        (r"check_mode", {"_glue/module.py"}),
        (r"os\.environ", {"_glue/connection.py"}),
        # A module may run in the process of others, whose state it has to leave alone.
        (
            r"import (locale|logging|atexit|threading)|os\.(chdir|umask|putenv)|setdefaulttimeout",
            set(),
        ),
        (r"import signal", {"_glue/attendance.py"}),
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
