# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every place that must know a kind of object is asked whether it knows each that is managed."""

from __future__ import annotations

import functools
import importlib
import itertools
import json
import re
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

import jsonschema
import pytest
import yaml
from ansible_collections.zerotrust.zpa.plugins.doc_fragments.config import ModuleDocFragment
from ansible_collections.zerotrust.zpa.plugins.module_utils._info.reference_options import LISTED
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.every_lookup import EVERY
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.registry import (
    MANAGED,
    in_write_order,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.kind import Kind
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.options import argument_spec
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.resource import Resource
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.sections import config_argument_spec
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.as_html import as_html
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.as_junit import as_junit
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.as_markdown import as_markdown
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.findings import (
    TaskResult,
    kind_of_module,
    tenants_of,
)
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.kinds import KIND_NAMES, KIND_ORDER
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.report import report
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.tasks import task_result
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._in_process import InProcessAction
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._tenant_files import file_of, rendered
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._tenant_folder import LISTS
from support.cases import OBJECTS
from support.closures import closure
from support.drift import NOON, about
from support.playbooks import ROOT
from support.tenants import TestTenant
from zpa_emulator.rules import RESOURCES

pytestmark = pytest.mark.generated

PREFIX = "ansible_collections.zerotrust.zpa.plugins."
SCHEMA = json.loads((ROOT / "docs/docsite/rst/drift_report.schema.json").read_text("utf-8"))
# One that nobody has made any place for.
GADGET = Resource(Kind("gadget", "gadget"), "gadget", MANAGED[0].fields, (), frozenset())
Place = Callable[[Resource, TestTenant], bool]
# Of these nobody has recorded requests and answers: a page of the vendor and models of SDKs tell of them.
NOT_RECORDED = (
    *("app_connector", "service_edge", "connector_schedule", "c2c_ip_range", "private_cloud_group"),
    *("pra_credential_pool", "isolation_profile", "emergency_access_user", "lss_config"),
)


def text_of(path: str) -> str:
    file = ROOT / path
    return file.read_text("utf-8") if file.exists() else ""


def data_of(path: str) -> Any:
    return yaml.safe_load(text_of(path))


@functools.cache
def documentation_of(plugin: str) -> dict[str, Any]:
    """Return what a plugin documents, nothing where there is none."""
    found = re.search(r'^DOCUMENTATION = r"""\n(.*?)^"""', text_of("plugins/%s.py" % plugin), re.S | re.M)
    return yaml.safe_load(found[1]) if found else {}


def modules_of(resource: Resource) -> tuple[str, str]:
    return resource.module, resource.module + "_info"


def sees(plugin: str, resource: Resource) -> bool:
    """Whether the documentation of a plugin leads to the module of a kind."""
    named = [entry.get("module") for entry in documentation_of(plugin)["seealso"]]
    return "zerotrust.zpa." + resource.module in named


# -- Reports ---------------------------------------------------------------------------------------------


def a_task(module: str) -> SimpleNamespace:
    """A task as an action and a callback get to see it."""
    return SimpleNamespace(
        action="zerotrust.zpa." + module,
        resolved_action=None,
        args={"name": "Found"},
        environment={},
        get_name=lambda: "Look",
        get_path=lambda: "audit.yml:7",
    )


def of_tasks(resource: Resource) -> dict[str, Any]:
    """The report of a task of the module, as a journal keeps what it finds."""
    diff = {"before": {"name": "Found", "enabled": True}, "after": {"name": "Found", "enabled": False}}
    result = {"changed": True, "diff": diff, resource.key: {"id": "7", "name": "Found"}}
    kept = task_result(a_task(resource.module), "production", result, False)
    return report(tenants_of([kept]), NOON)


def of_folder(resource: Resource) -> dict[str, Any]:
    """The report of a whole configuration, which finds an object that nobody declared."""
    row = {"kind": resource.key, "name": "Found", "id": "7", "standing": "unmanaged"}
    result = {"plan": [], "objects": [row], "not_listed": []}
    return report(tenants_of([TaskResult("zpa_config", result, {}, about())]), NOON)


def is_reported(document: dict[str, Any], resource: Resource) -> bool:
    """Whether a report tells what it should, in the form that is promised."""
    (tenant,) = document["tenants"]
    found = [*tenant["objects"], *tenant["unmanaged"]]
    is_promised = jsonschema.Draft202012Validator(SCHEMA).is_valid(document)
    return is_promised and [(row["kind"], row["id"]) for row in found] == [(resource.key, "7")]


def runs_in_process(resource: Resource) -> bool:
    """Whether the module has the action plugin without which no audit and no callback hears of it."""
    try:
        action = importlib.import_module("%saction.%s" % (PREFIX, resource.module)).ActionModule
    except ImportError:
        return False
    return issubclass(action, InProcessAction)


def is_declared_by_its_task(resource: Resource) -> bool:
    """Whether what a task declares is not unmanaged for another task, and both are reported."""
    choices = {parent.option: parent.choices[0][0] for parent in resource.kind.parents}
    said = {name: choices.get(name, "Found") for name in resource.identity}
    row = {"kind": resource.key, "name": resource.title_said(said), "id": "7", "standing": "unmanaged"}
    whole = TaskResult("zpa_config", {"plan": [], "objects": [row]}, {}, about())
    failed = TaskResult(resource.module, {"failed": True, "msg": "No."}, said, about())
    (tenant,) = tenants_of([whole, failed])
    return tenant.unmanaged == [] and [one.kind for one in tenant.findings] == [resource.key]


# -- Texts -----------------------------------------------------------------------------------------------


def has_row(path: str, *words: str) -> bool:
    """Whether a table or a list of a page has a line with all these words."""
    return any(all(word in line for word in words) for line in text_of(path).splitlines())


def paths_of(resource: Resource) -> list[str]:
    """Return the paths of the lists of a kind."""
    choices = [[wire for _word, wire in parent.choices] for parent in resource.kind.parents]
    return [resource.kind.inside(*wires).path for wires in itertools.product(*choices)]


def is_emulated(resource: Resource) -> bool:
    """Whether its lists are rows of the emulator, or the path at which each object is."""
    rows = {path for path, rules in RESOURCES.items() if rules.writable}
    return rows >= {*paths_of(resource)} or resource.kind.single[0] in rows


def line_of(path: str, *words: str) -> str:
    """Return the line of a page that has all these words."""
    return next(line for line in text_of(path).splitlines() if all(word in line for word in words))


def is_in_fidelity(resource: Resource, names: str) -> bool:
    paths = sorted((ROOT / "tests" / "fidelity").glob(names))
    said = "|".join(re.escape(path) for path in paths_of(resource))
    word = re.compile(r"\b(%s)\b" % said)
    return any(word.search(path.read_text("utf-8")) for path in paths)


def lists_of_role(path: str, *keys: str) -> Any:
    found = data_of(path)
    for key in keys:
        found = found[key]
    return found


def is_audited(resource: Resource, lists: Iterable[str]) -> bool:
    """Whether what nobody declared is looked for in a list, but for what enrols by itself."""
    return (resource.list_key in lists) is not bool(resource.not_created)


def is_documented_as_reference(resource: Resource) -> bool:
    if not resource.has_names:
        return resource.key not in LISTED
    kind = documentation_of("modules/zpa_reference_info")["options"]["kind"]
    said = "V(%s) lists " % resource.key
    return resource.key in kind["choices"] and any(line.startswith(said) for line in kind["description"])


# -- The places ------------------------------------------------------------------------------------------

PLACES: dict[str, Place] = {
    "the write order": lambda kind, zpa: kind in in_write_order(MANAGED),
    "a look-up by name": lambda kind, zpa: (
        kind.key in EVERY and (kind.named_under != "" or EVERY[kind.key] is kind.kind)
    ),
    # zpa_config
    "the list of zpa_config": lambda kind, zpa: (
        config_argument_spec()["config"]["options"].get(kind.list_key, {}).get("options")
        == argument_spec(kind)
    ),
    "the documentation of the list of zpa_config": lambda kind, zpa: (
        "\n      %s:\n        description:\n" % kind.list_key in ModuleDocFragment.DOCUMENTATION
    ),
    "the option kinds of zpa_config": lambda kind, zpa: (
        kind.list_key in documentation_of("modules/zpa_config")["options"]["kinds"]["choices"]
    ),
    "the option kinds of zpa_config_files": lambda kind, zpa: (
        kind.list_key in documentation_of("modules/zpa_config_files")["options"]["kinds"]["choices"]
    ),
    "what zpa_config says it brings": lambda kind, zpa: (
        kind.kind.plural in documentation_of("modules/zpa_config")["description"][0]
    ),
    "the order in the notes of zpa_config": lambda kind, zpa: (
        kind.kind.plural in documentation_of("modules/zpa_config")["notes"][0]
    ),
    "see also of zpa_config": lambda kind, zpa: sees("modules/zpa_config", kind),
    # folders, exports, roles
    "a file of the tenant folder": lambda kind, zpa: (
        kind.list_key in LISTS and file_of(kind.list_key) in rendered({kind.list_key: []})
    ),
    "an export": lambda kind, zpa: (
        [*zpa.run("zpa_config", state="gathered", kinds=[kind.list_key]).get("config", {})] == [kind.list_key]
    ),
    "the keys of a folder in guide_concepts": lambda kind, zpa: has_row(
        "docs/docsite/rst/guide_concepts.rst", "* - ``%s``" % kind.list_key
    ),
    "the defaults of zpa_audit": lambda kind, zpa: is_audited(
        kind, lists_of_role("roles/zpa_audit/defaults/main.yml", "zpa_audit_kinds")
    ),
    "the options of zpa_audit": lambda kind, zpa: is_audited(
        kind,
        lists_of_role(
            "roles/zpa_audit/meta/argument_specs.yml",
            *("argument_specs", "main", "options", "zpa_audit_kinds", "default"),
        ),
    ),
    "what zpa_audit takes an empty text for": lambda kind, zpa: is_audited(
        kind, lists_of_role("roles/zpa_audit/vars/main.yml", "zpa_audit_every_kind")
    ),
    "the README of zpa_audit": lambda kind, zpa: is_audited(
        kind, re.findall(r"'(\w+)'", line_of("roles/zpa_audit/README.md", "`zpa_audit_kinds`"))
    ),
    # reports
    "the name of the kind in reports": lambda kind, zpa: KIND_NAMES.get(kind.key) == kind.kind.noun,
    "the order of kinds in reports": lambda kind, zpa: kind.key in KIND_ORDER,
    "an audit by tasks, and its journal": lambda kind, zpa: (
        runs_in_process(kind) and is_reported(of_tasks(kind), kind)
    ),
    "an audit by folder": lambda kind, zpa: is_reported(of_folder(kind), kind),
    "an audit by both": lambda kind, zpa: runs_in_process(kind) and is_declared_by_its_task(kind),
    "the schema of reports": lambda kind, zpa: kind.key in SCHEMA["$defs"]["kind"]["enum"],
    "the filter of pages": lambda kind, zpa: (
        kind.key in KIND_NAMES and 'name="kind" value="%s"' % kind.key in as_html(of_tasks(kind))
    ),
    "reports for pull requests": lambda kind, zpa: (
        kind.key in KIND_NAMES and kind.kind.noun in as_markdown(of_tasks(kind))
    ),
    "reports for CI": lambda kind, zpa: (
        "%s.%s" % ("production", kind.key) in as_junit(of_tasks(kind)) and kind.key in KIND_NAMES
    ),
    "the guide to reports": lambda kind, zpa: has_row(
        "docs/docsite/rst/guide_drift_report.rst", "``%s``" % kind.key, "``configuration``"
    ),
    "see also of the callback": lambda kind, zpa: sees("callback/drift_report", kind),
    # zpa_reference_info
    "the kinds of zpa_reference_info": lambda kind, zpa: (kind.key in LISTED) is kind.has_names,
    "the documentation of zpa_reference_info": lambda kind, zpa: is_documented_as_reference(kind),
    "see also of zpa_reference_info": lambda kind, zpa: sees("modules/zpa_reference_info", kind),
    # modules and their documentation
    "the modules": lambda kind, zpa: all(
        documentation_of("modules/" + name).get("module") == name for name in modules_of(kind)
    ),
    "the action plugins": lambda kind, zpa: all(
        (ROOT / "plugins" / "action" / (name + ".py")).exists() for name in modules_of(kind)
    ),
    "the action group": lambda kind, zpa: (
        {*modules_of(kind)} <= {*data_of("meta/runtime.yml")["action_groups"]["all"]}
    ),
    "the texts of the documentation": lambda kind, zpa: bool(data_of("docs/kinds/%s.yml" % kind.key)),
    "the README": lambda kind, zpa: all(
        has_row("README.md", "| `zerotrust.zpa.%s` |" % name) for name in modules_of(kind)
    ),
    # tests
    "the emulator": lambda kind, zpa: is_emulated(kind),
    "the README of the emulator": lambda kind, zpa: any(
        has_row("tests/emulator/README.md", "`%s`" % path)
        for path in (kind.kind.path.replace("%s", "{type}"), *paths_of(kind))
    ),
    "the table of cases, and with it the laws": lambda kind, zpa: (
        [
            subject.path in (*paths_of(kind), kind.kind.single[0])
            for subject in OBJECTS
            if subject.key == kind.key
        ]
        == [True]
    ),
    "fidelity to the clients of others": lambda kind, zpa: is_in_fidelity(kind, "test_clients*.py"),
    "fidelity to recorded traffic": lambda kind, zpa: (
        kind.key in NOT_RECORDED or is_in_fidelity(kind, "test_recorded*.py")
    ),
    "the life of an object as a playbook": lambda kind, zpa: bool(
        text_of("tests/integration/targets/%s/tasks/main.yml" % kind.module)
    ),
}


def forgotten(kind: Resource, zpa: TestTenant) -> list[str]:
    """Return the places that do not know a kind."""
    return [place for place, knows in PLACES.items() if not knows(kind, zpa)]


@pytest.mark.parametrize("kind", MANAGED, ids=lambda kind: kind.key)
def test_every_place_knows_every_kind(kind: Resource, zpa: TestTenant) -> None:
    assert forgotten(kind, zpa) == [], "%s is forgotten there" % kind.key


def test_a_kind_that_is_made_up_is_known_nowhere(zpa: TestTenant) -> None:
    """So no place is asked in vain."""
    assert forgotten(GADGET, zpa) == list(PLACES)


def test_the_tables_of_cases_come_in_the_order_in_which_kinds_are_written() -> None:
    assert [subject.key for subject in OBJECTS] == [kind.key for kind in in_write_order(MANAGED)]


def test_every_module_that_declares_something_is_audited_as_its_kind() -> None:
    modules = [path.stem for path in sorted((ROOT / "plugins" / "modules").glob("*.py"))]
    audited = {module: kind_of_module(module) for module in modules}
    assert {kind for kind in audited.values() if kind} == {*KIND_NAMES}
    silent = [module for module, kind in audited.items() if not kind and not module.endswith("_info")]
    assert silent == ["zpa_access_analysis", "zpa_audit_report", "zpa_config_files"]


def test_the_content_for_awx_names_no_kinds_that_could_be_missing() -> None:
    """Its job templates run the roles, which know all. What comes by itself has a clean-up of its own."""
    created = [kind for kind in MANAGED if not kind.not_created]
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "extensions" / "awx").rglob("*.yml"))]
    assert texts
    assert [kind.list_key for kind in created if any(kind.list_key in text for text in texts)] == []


# -- What a task for one object has to compile -----------------------------------------------------------

OF_KINDS = {name for kind in MANAGED for name in modules_of(kind)}
# Files and lines of a task about one segment group, rounded up. More kinds are no reason to raise them. What
# the items of a loop share is part of each task, and so is what hides a key wherever somebody puts it.
MOST_FILES, MOST_LINES = 52, 10250


def described_in(names: Iterable[str]) -> list[str]:
    """Return the kinds whose descriptions are among what is imported."""
    rooms = {kind.key: "_policy" if kind.rule else "_resources" for kind in MANAGED}
    return [key for key, room in rooms.items() if "module_utils.%s.%s" % (room, key) in names]


@pytest.mark.parametrize("module", sorted(OF_KINDS))
def test_a_module_imports_the_description_of_its_own_kind_alone(module: str) -> None:
    assert described_in(closure(module)) == [module.removeprefix("zpa_").removesuffix("_info")]
    assert "module_utils._resources.registry" not in closure(module)


@pytest.mark.parametrize("module", ["zpa_policy_rule", "zpa_policy_rule_order", "zpa_reference_info"])
def test_a_module_for_what_is_no_kind_imports_no_description_of_one(module: str) -> None:
    assert described_in(closure(module)) == []
    assert "module_utils._resources.registry" not in closure(module)


def test_a_task_in_process_that_is_not_reported_needs_no_list_of_kinds() -> None:
    found = closure("zpa_segment_group", "action")
    assert "plugin_utils._journal" in found
    assert described_in(found) == ["segment_group"]
    assert "module_utils._resources.registry" not in found


def test_the_module_of_a_whole_tenant_imports_every_description() -> None:
    assert described_in(closure("zpa_config")) == [kind.key for kind in MANAGED]


def test_a_task_for_one_object_compiles_no_more_than_it_did() -> None:
    found = closure("zpa_segment_group")
    assert len(found) <= MOST_FILES
    assert sum(found.values()) <= MOST_LINES
