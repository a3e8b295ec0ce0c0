# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The JSON Schema of the folder of a tenant: what editors say of a file is what the collection says of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from ansible_collections.zerotrust.zpa.plugins.lookup import tenant_folder
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.sections import (
    CONFIG,
    SECTIONS,
)
from ansible_collections.zerotrust.zpa.plugins.modules import zpa_config
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._folder_yaml import FolderError
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._tenant_files import rendered
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._tenant_folder import OWN, TOP, read_folder
from support.cases import OBJECTS
from support.guides import DOCUMENTS, blocks_of, place_of
from support.playbooks import ROOT
from support.specs import argument_spec
from support.tenants import TestTenant
from support.wrong_types import WRONG, given_wrong
from zpa_emulator.company import LARGE, seed

SCHEMA = json.loads((ROOT / "docs/docsite/rst/tenant_folder.schema.json").read_text("utf-8"))
EDITOR = jsonschema.Draft7Validator(SCHEMA)
SPEC = {CONFIG: argument_spec("zpa_config")[CONFIG]}
KINDS = [section.path for section in SECTIONS]
# Options of modules for one object that say nothing of the object.
NOT_DECLARED = ("move_to", "reveal", "rule_order", "policy_type")
# Values that are taken in more than one form, and others that are none, for options of each type.
FORMS: list[tuple[str, Any]] = [
    *((kind, value) for kind, value, _words in WRONG if kind != "path"),
    ("str", 5),
    ("str", 0),
    ("str", ""),
    # No text of the collection has it, so that nothing is masked where it is given for a secret.
    ("str", " zq8 "),
    ("int", "900"),
    ("int", " 1800 "),
    ("int", "1_800"),
    ("int", 900.0),
    ("int", -5),
    ("int", 10**12),
    ("int", ""),
    ("float", "48.8"),
    ("float", 48),
    ("float", "-1e1"),
    ("float", 1000),
    ("float", ""),
    *(("bool", value) for value in ("yes", "Off", " y ", "T", "0", 0, 1, 0.0, 2.5, "on", "nope")),
    ("list", "a, b"),
    ("list", 5),
    ("list", ""),
    ("list", ["a", 5]),
    ("list", ["a", ""]),
    ("list", ["a", None]),
    ("list", ["a", True]),
    ("list", ["a", 1.5]),
    ("list", [["a"]]),
    ("list", '["a"]'),
    ("dict", "value=1"),
    ("dict", '{"value": 1}'),
    ("entry", None),
    ("entry", "{}"),
    ("dicts", []),
    *((kind, None) for kind in ("str", "int", "float", "bool", "list", "choices", "dict")),
]


def complaints(content: Any) -> dict[str, str]:
    """Return what an editor says of a file, by the places."""
    return {
        CONFIG + error.json_path.removeprefix("$"): "%s: %s" % (error.validator, error.message)
        for error in EDITOR.iter_errors(content)
    }


def is_about_what_is_missing(error: jsonschema.ValidationError) -> bool:
    is_either = error.validator == "anyOf" and "required" in error.validator_value[0]
    return error.validator == "required" or is_either


def is_told(path: str, problems: dict[str, str]) -> bool:
    """Whether something is said of a place, of what is around it or inside of it.

    Of an operand without a type the collection says that and no more.
    """
    operand = re.match(r".*\.operands\[\d+\]", path)
    around = operand[0] if operand else path
    return any(one.startswith(around) or path.startswith(one) for one in problems)


def refused(zpa: TestTenant, config: Any) -> dict[str, str]:
    """Return what the module says of a configuration, by the places."""
    result = zpa.run("zpa_config", True, config=config)
    return {problem.split(": ")[0]: problem for problem in result.get("problems", [])}


def test_the_schema_is_one() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)


def test_every_key_has_a_description_that_reads_without_markup() -> None:
    def texts(found: Any, path: str) -> Iterator[tuple[str, str]]:
        for name, below in found.get("properties", {}).items():
            yield "%s.%s" % (path, name), below.get("description", "")
            yield from texts(below, "%s.%s" % (path, name))
            yield from texts(below.get("items", {}), "%s.%s[]" % (path, name))

    found = dict(texts(SCHEMA, ""))
    assert len(found) > 500
    assert [path for path, text in found.items() if not text] == []
    assert [path for path, text in found.items() if re.search(r"\b[A-Z]\(|#module|\bconfig\.", text)] == []


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.path)
def test_each_list_proposes_the_options_of_its_entries(section: Any) -> None:
    found = SCHEMA
    for name in section.path.split("."):
        found = found["properties"][name]
    shown = {name for name, below in found["items"]["properties"].items() if "doNotSuggest" not in below}
    assert shown == set(section.entry_spec)


def test_editors_ignore_letter_case_where_the_collection_does() -> None:
    groups = {"app_connector_groups": [{"name": "A", "dns_query_type": word} for word in ("ipv4", " IPV4 ")]}
    assert complaints(groups) == {}


@pytest.mark.generated
@pytest.mark.parametrize(
    ("kind", "value"), FORMS, ids=["%s-%s" % (kind, str(value)[:20]) for kind, value in FORMS]
)
def test_editors_and_the_collection_agree_on_each_form_of_a_value(
    zpa: TestTenant, kind: str, value: Any
) -> None:
    """The value stands at each option of its type at once.

    Editors complain nowhere else than the collection does, and everywhere where it does of the type.
    """
    places: list[tuple[str, Any]] = []
    config = given_wrong(SPEC, kind, value, "", places).get(CONFIG, {})
    errors = [error for error in EDITOR.iter_errors(config) if not is_about_what_is_missing(error)]
    told = {CONFIG + error.json_path.removeprefix("$"): error.message for error in errors}
    problems = refused(zpa, config)
    assert {path: told[path] for path in told if not is_told(path, problems)} == {}
    of_type = {
        path for path, words in problems.items() if "option takes" in words or "is not one of" in words
    }
    assert {path: problems[path] for path in of_type if path not in told} == {}


# A file, the place of which an editor complains, and what the collection says of the same file.
BAD: dict[str, tuple[str, str, str]] = {
    "a misspelled kind": ("segment_group: []", "", "unknown key 'segment_group'. Keys can be"),
    "a capital X": ("X-hours: 1", "", "A key that declares nothing begins with x-"),
    "a misspelled policy type": ("policy_rules: {acces: []}", "policy_rules", "unknown policy type 'acces'"),
    "a kind without a list": ("segment_groups:", "segment_groups", "segment_groups is no list."),
    "a kind with a mapping": ("segment_groups: {name: A}", "segment_groups", "segment_groups is no list."),
    "rules without a policy type": (
        "policy_rules: [{name: A}]",
        "policy_rules",
        "policy_rules is no mapping. Its keys can be",
    ),
    "no mapping at all": ("- name: A", "", "is no mapping. Its keys can be"),
    "a text in place of an object": (
        "segment_groups: [Finance]",
        "segment_groups[0]",
        "config.segment_groups[0]: is 'Finance', and the option takes a dictionary",
    ),
    "an object without a name": (
        "segment_groups: [{enabled: true}]",
        "segment_groups[0]",
        "config.segment_groups[0].name: give the name of the segment group, or its id.",
    ),
    "a key in a list of the wrong kind": (
        "provisioning_keys: [{name: Berlin}]",
        "provisioning_keys[0]",
        "config.provisioning_keys[0].association_type: give it",
    ),
    "a misspelled option": (
        "segment_groups: [{name: A, descripton: B}]",
        "segment_groups[0]",
        "config.segment_groups[0].descripton: there is no such option. Near matches: 'description'.",
    ),
    "a key of one's own within an object": (
        "segment_groups: [{name: A, x-owner: B}]",
        "segment_groups[0]",
        "config.segment_groups[0].x-owner: there is no such option.",
    ),
    "a name that YAML takes for false": (
        "segment_groups: [{name: Off}]",
        "segment_groups[0].name",
        "segment_groups[0].name: is written Off, which YAML reads as false.",
    ),
    "a template, which is none here": (
        "segment_groups: [{name: A, enabled: '{{ is_on }}'}]",
        "segment_groups[0].enabled",
        "config.segment_groups[0].enabled: is '{{ is_on }}', and the option takes true or false.",
    ),
    "a word that is no choice": (
        "segment_groups: [{name: A, state: gone}]",
        "segment_groups[0].state",
        "config.segment_groups[0].state: 'gone' is not one of present, absent.",
    ),
    "a word of a field": (
        "app_connector_groups: [{name: A, dns_query_type: IPV5}]",
        "app_connector_groups[0].dns_query_type",
        "config.app_connector_groups[0].dns_query_type: 'IPV5' is not one of",
    ),
    "a number out of range": (
        "app_connector_groups: [{name: A, latitude: 91}]",
        "app_connector_groups[0].latitude",
        "config.app_connector_groups[0].latitude: 91.0 is not a number from -90 to 90.",
    ),
    "a number between steps": (
        "app_connector_groups: [{name: A, upgrade_time_in_secs: 1000}]",
        "app_connector_groups[0].upgrade_time_in_secs",
        "config.app_connector_groups[0].upgrade_time_in_secs: 1000 is not a number from 0 to 85500 in steps",
    ),
    "a country of three letters": (
        "app_connector_groups: [{name: A, country_code: USA}]",
        "app_connector_groups[0].country_code",
        "config.app_connector_groups[0].country_code: 'USA' is not a country code",
    ),
    "a port that is none": (
        "application_segments: [{name: A, tcp_ports: [http]}]",
        "application_segments[0].tcp_ports[0]",
        "config.application_segments[0].tcp_ports[0]: 'http' is no port",
    ),
    "a part of a segment without its key": (
        "application_segments: [{name: A, browser_access: [{application_port: 443}]}]",
        "application_segments[0].browser_access[0]",
        "config.application_segments[0].browser_access[0].domain: is missing.",
    ),
    "an empty name of another object": (
        "segment_groups: [{name: A, applications: ['']}]",
        "segment_groups[0].applications[0]",
        "config.segment_groups[0].applications[0]: is empty. Give a name or an id",
    ),
    "an option of another policy type": (
        "policy_rules: {access: [{name: A, isolation_profile: B}]}",
        "policy_rules.access[0]",
        "config.policy_rules.access[0].isolation_profile: ",
    ),
    "the place of a rule": (
        "policy_rules: {access: [{name: A, rule_order: 1}]}",
        "policy_rules.access[0]",
        "config.policy_rules.access[0].rule_order: ",
    ),
    "a condition without operands": (
        "policy_rules: {access: [{name: A, conditions: [{operator: OR}]}]}",
        "policy_rules.access[0].conditions[0]",
        "config.policy_rules.access[0].conditions[0].operands: is empty.",
    ),
    "an operand without a type": (
        "policy_rules: {access: [{name: A, conditions: [{operands: [{objects: [SAP]}]}]}]}",
        "policy_rules.access[0].conditions[0].operands[0]",
        "config.policy_rules.access[0].conditions[0].operands[0].object_type: is missing.",
    ),
    "a pair with one side": (
        "policy_rules: {access: [{name: A, conditions: [{operands: [{object_type: SAML, entries: "
        "{lhs: Email}}]}]}]}",
        "policy_rules.access[0].conditions[0].operands[0].entries",
        "config.policy_rules.access[0].conditions[0].operands[0].entries[0].rhs: is missing or empty.",
    ),
    "a duration in words": (
        "policy_rules: {timeout: [{name: A, action: RE_AUTH, reauth_timeout: a day}]}",
        "policy_rules.timeout[0].reauth_timeout",
        "config.policy_rules.timeout[0].reauth_timeout: 'a day' is not a duration.",
    ),
}


@pytest.mark.parametrize(("text", "place", "said"), BAD.values(), ids=BAD.keys())
def test_editors_complain_at_the_place_of_what_the_collection_refuses(
    zpa: TestTenant, tmp_path: Path, text: str, place: str, said: str
) -> None:
    (tmp_path / "bad.yml").write_text(text, "utf-8")
    assert list(complaints(yaml.safe_load(text))) == [".".join(filter(None, (CONFIG, place)))]
    try:
        folder = read_folder(str(tmp_path), lambda path: Path(path).read_text("utf-8"), str)
    except FolderError as error:
        problems = error.problems
    else:
        problems = zpa.run("zpa_config", True, config=folder.config)["problems"]
    assert len([problem for problem in problems if said in problem]) == 1, problems


def declared_by_cases() -> Iterator[Any]:
    for subject in OBJECTS:
        for name, case in subject.cases.items():
            given = {**subject.where, **case.options}
            options = {name: given[name] for name in given if name not in NOT_DECLARED}
            key = subject.resource.list_key
            yield pytest.param({key: [options]}, id="%s-%s" % (subject.key, name))


@pytest.mark.generated
@pytest.mark.parametrize("content", list(declared_by_cases()))
def test_editors_take_what_any_test_of_a_kind_declares(content: dict[str, Any]) -> None:
    assert complaints(content) == {}


def exported(zpa: TestTenant) -> dict[str, Any]:
    """Return what an export of everything writes, by the names of its files."""
    result = zpa.run("zpa_config", state="gathered", kinds=KINDS)
    files = rendered(result["config"])
    return {name: yaml.safe_load(text.replace("!unsafe ", "")) for name, text in files.items()}


def test_editors_take_an_export_of_every_kind(zpa: TestTenant) -> None:
    seed(zpa.tenant, LARGE.scaled(0.01))
    files = exported(zpa)
    assert len(files) == len(SECTIONS)
    assert {name: complaints(content) for name, content in files.items() if complaints(content)} == {}


@pytest.mark.parametrize("subject", OBJECTS, ids=lambda subject: subject.key)
def test_editors_take_an_export_of_what_any_test_of_a_kind_is_about(zpa: TestTenant, subject: Any) -> None:
    subject.furnish(zpa)
    subject.prepare(zpa)
    found = [complaints(content) for content in exported(zpa).values()]
    assert not any(found), found


def is_of_folder(content: Any) -> bool:
    return (
        isinstance(content, dict)
        and bool(content)
        and all(str(key) in TOP or str(key).startswith(OWN) for key in content)
    )


def is_template(value: Any) -> bool:
    return isinstance(value, str) and "{{" in value


def configurations(content: Any) -> Iterator[Any]:
    """Yield what stands for a configuration anywhere in a file."""
    if is_of_folder(content):
        # Folders have no templates. Of a playbook, what stands in the place of a whole list is one.
        yield {key: value for key, value in content.items() if not is_template(value)}
    for below in (
        content.values() if isinstance(content, dict) else content if isinstance(content, list) else ()
    ):
        yield from configurations(below)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_editors_take_what_guides_show(document: str) -> None:
    texts = {block.line: block.content for block in blocks_of(place_of(document)) if block.language == "yaml"}
    assert {
        line: found
        for line, text in texts.items()
        for content in configurations(yaml.safe_load(text))
        if (found := complaints(content))
    } == {}


def test_editors_take_what_examples_show() -> None:
    examples = [yaml.safe_load(plugin.EXAMPLES) for plugin in (zpa_config, tenant_folder)]
    shown = list(configurations(examples))
    assert shown
    assert not any(map(complaints, shown))
