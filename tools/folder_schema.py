# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes the JSON Schema of the files of a tenant's folder, by which editors check and complete them.

Descriptions, types and choices are those of the documentation of ``zpa_config``; which values there are
beyond these, the types of fields say. It is of draft 7, which every editor understands: the YAML language
server takes newer ones only since its release 1.20, and was seen to check and complete with this one in its
releases 1.15.0 and 1.25.0. What the collection takes of a new object, the schema takes, in each form.
``--check`` writes nothing and fails if the file is not what would be written.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import dev
from bounds import bounds as bounds_of
from config_docs import described_lists, module_options
from generated import write_or_check

dev.arrange_collection()
sys.path.insert(0, str(dev.COLLECTIONS))

from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.policy_types import (  # noqa: E402  (found only once its folder is on the path)
    POLICY_TYPES,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.sections import (  # noqa: E402  (as above)
    CONFIG,
    RULES,
    SECTIONS,
    Section,
    config_argument_spec,
)

SCHEMA = dev.ROOT / "docs" / "docsite" / "rst" / "tenant_folder.schema.json"
TITLE = "A file of the folder of a ZPA tenant"
DESCRIPTION = (
    "What the role zerotrust.zpa.zpa_tenant applies and zerotrust.zpa.zpa_export writes. A key that begins "
    "with x- declares nothing."
)
TESTS = "access_tests"
OWN = {"^x-": {"description": "Declares nothing, and is there for anchors."}}
# What encrypts a value alone, as a text in place of any.
VAULT = r"^\$ANSIBLE_VAULT;"
# How texts can say what is none, as ansible-core reads them.
SPELLED = {
    "int": r"^\s*[-+]?\d+(_\d+)*(\.0*)?\s*$",
    "float": r"^\s*[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?\s*$",
    "bool": r"^\s*(y|yes|on|1|true|t|n|no|off|0|false|f)\s*$",
    "list": r"^\s*[\[{]",
    "dict": r"^\s*\{|=",
}
LIMITS = ("minimum", "maximum", "exclusiveMaximum", "multipleOf")
Schema = dict[str, Any]
Documented = Mapping[str, Any]


def main() -> None:
    write_or_check(lambda: {SCHEMA: text()}, "Write the JSON Schema of the folder of a tenant.")


def text() -> str:
    """Return the text of the schema."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def schema() -> Schema:
    """Return the schema of one file."""
    lists = described_lists(CONFIG, config_argument_spec()[CONFIG])["suboptions"]
    sections = {section.path: section for section in SECTIONS}
    properties: Schema = {
        name: of_list(sections[name], documented) for name, documented in lists.items() if name != RULES
    }
    rules = {
        name: of_list(sections["%s.%s" % (RULES, name)], documented)
        for name, documented in lists[RULES]["suboptions"].items()
    }
    properties[RULES] = {
        "type": "object",
        "description": plain(lists[RULES]["description"], RULES),
        **mapping_of(rules),
        "patternProperties": OWN,
    }
    properties[TESTS] = of_tests()
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": TITLE,
        "description": DESCRIPTION,
        "type": "object",
        **mapping_of(properties),
        "patternProperties": OWN,
    }


def of_tests() -> Schema:
    """Return the schema of tests of access. Where each stands nobody writes."""
    documented = module_options("zpa_access_analysis")[TESTS]
    written = {name: one for name, one in documented["suboptions"].items() if name != "place"}
    required = [name for name, one in written.items() if one.get("required")]
    entry = {
        "type": "object",
        **mapping_of(options(written, {}, TESTS + "[].")),
        "required": required,
    }
    return {"type": "array", "description": plain(documented["description"], ""), "items": entry}


def mapping_of(properties: Mapping[str, Schema]) -> Schema:
    return {"properties": dict(properties), "additionalProperties": False}


def of_list(section: Section, documented: Documented) -> Schema:
    """Return the schema of a list, with its entries."""
    where = "%s.%s[]." % (CONFIG, section.path)
    bounds = {field.name: bounds_of(field.type) for field in section.resource.fields}
    if section.is_ordered:
        bounds = of_policy_type(section.name, bounds)
    resource = section.resource
    own = {"required": [*resource.identity]}
    entry = {
        "type": "object",
        **mapping_of(options(documented["suboptions"], {"properties": bounds}, where)),
        **(own if resource.kind.is_one else {"anyOf": [own, {"required": ["id"]}]}),
    }
    return {"type": "array", "description": plain(documented["description"], where), "items": entry}


def of_policy_type(name: str, bounds: Mapping[str, Schema]) -> dict[str, Schema]:
    """Return what rules of one policy type take: other actions and object types are the API's business."""
    row = POLICY_TYPES[name]
    given = json.loads(json.dumps(bounds))
    given["action"] = {**given["action"], "examples": [*row.actions]}
    if row.object_types:
        operand = given["conditions"]["items"]["properties"]["operands"]["items"]
        operand["properties"]["object_type"]["examples"] = sorted(row.object_types)
    return given


def options(documented: Mapping[str, Documented], bounds: Schema, where: str) -> dict[str, Schema]:
    """Return the schemas of options, and of their other names, which editors do not propose."""
    found = {}
    for name, option in documented.items():
        one = of_option(option, bounds.get("properties", {}).get(name, {}), where)
        found[name] = one
        for alias in option.get("aliases", ()):
            found[alias] = {**one, "description": "The same as %s." % name, "doNotSuggest": True}
    return found


def of_option(option: Documented, bounds: Schema, where: str) -> Schema:
    """Return the schema of an option. Nothing, as null, is the same as leaving it out."""
    told = {"description": plain(option["description"], where)}
    if "default" in option:
        told["default"] = option["default"]
    return {**told, **or_null(value(option, bounds, where))}


def value(option: Documented, bounds: Schema, where: str) -> Schema:
    """Return the schema of the values of an option. A text can hold a list or a dictionary."""
    kind = option.get("type", "str")
    if kind == "list":
        return list_of(option, bounds, where)
    if kind == "raw":
        return {"type": ["object", "string", "boolean"]}
    if kind == "dict" and "suboptions" not in option:
        return {"type": ["object", "string"], "pattern": SPELLED["dict"]}
    if kind == "dict":
        return {"type": ["object", "string"], **inside(option, bounds, where), "pattern": SPELLED["dict"]}
    return scalar(kind, option, bounds)


def inside(option: Documented, bounds: Schema, where: str) -> Schema:
    """Return what a dictionary has inside."""
    required = {"required": bounds["required"]} if "required" in bounds else {}
    return {**mapping_of(options(option["suboptions"], bounds, where)), **required}


def list_of(option: Documented, bounds: Schema, where: str) -> Schema:
    """Return the schema of a list. Of texts one alone stands for it, and one with commas for several."""
    entry = {**option, "type": option.get("elements", "str")}
    below = bounds.get("items", {})
    limits = {key: bounds[key] for key in ("minItems", "maxItems") if key in bounds}
    lists = {"items": value(entry, below, where), **limits}
    if entry["type"] != "dict":
        return {"type": ["array", "string", "integer"], **lists}
    if "entry_values" in option.get("aliases", ()):
        # Of pairs one alone stands for a list of it.
        alone = inside(entry, below, where)
        return {"type": ["array", "object", "string"], **lists, **alone, "pattern": SPELLED["list"]}
    return {"type": ["array", "string"], **lists, "pattern": SPELLED["list"]}


def scalar(kind: str, option: Documented, bounds: Schema) -> Schema:
    """Return the schema of a single value: of a number, true and false also as a text that says it."""
    if "choices" in option:
        return {"enum": [*option["choices"]]}
    if "enum" in bounds:
        words = "|".join(re.sub(r"([.*+?()\[\]{}|\\^$])", r"\\\1", str(word)) for word in bounds["enum"])
        texts = {"type": "string", "pattern": text_like(r"^\s*(%s)\s*$" % words)}
        return {"anyOf": [{"enum": [word for word in bounds["enum"] if word != ""]}, texts]}
    limits = {key: bounds[key] for key in LIMITS if key in bounds}
    if kind in SPELLED:
        types = {"bool": ["boolean", "integer"], "int": ["integer"], "float": ["number"]}[kind]
        limits = {"minimum": 0, "maximum": 1} if kind == "bool" else limits
        return {"type": [*types, "string"], **limits, "pattern": text_like(SPELLED[kind])}
    pattern = {"pattern": text_like(bounds["pattern"])} if "pattern" in bounds else {}
    text = {"type": ["string", "integer", *bounds.get("also", ())], **limits, **pattern}
    return {"anyOf": [{"enum": bounds["examples"]}, text]} if bounds.get("examples") else text


def or_null(schema: Schema) -> Schema:
    if "enum" in schema:
        return {"enum": [*schema["enum"], None]}
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}
    return {**schema, "type": [*schema["type"], "null"]}


def text_like(pattern: str) -> str:
    """Return a pattern in which letter case means nothing, which JSON Schema cannot say, also of a secret."""

    def both(found: re.Match[str]) -> str:
        said = found[0]
        return "[%s%s]" % (said, said.swapcase()) if len(said) == 1 and said.isalpha() else said

    spelled = re.sub(r"\\.|\[[^\]]*\]|.", both, pattern)
    return spelled if pattern == r"\S" else "%s|%s" % (spelled, VAULT)


MARKUP = re.compile(r"\b(RV|[BCEILMOPRUV])\(((?:[^()\\]|\\.)*)\)")


def plain(paragraphs: str | Sequence[str], where: str) -> str:
    """Return a description as a text. ``where``: the path of the entry, which its options go without."""
    given = [paragraphs] if isinstance(paragraphs, str) else paragraphs
    return "\n".join(MARKUP.sub(lambda found: shown(found[1], found[2], where), one) for one in given)


def shown(markup: str, content: str, where: str) -> str:
    """Return what markup of the documentation shows, without it."""
    said = re.sub(r"\\(.)", r"\1", content)
    if markup == "O":
        return said.partition("#module:")[2] or said.removeprefix(where).removeprefix(CONFIG + ".")
    if markup in ("M", "P"):
        return said.partition("#")[0]
    if markup in ("L", "R"):
        return said.rpartition(",")[0].strip()
    return said


if __name__ == "__main__":
    main()
