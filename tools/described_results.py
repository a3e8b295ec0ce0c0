# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the description of a kind says in the documentation of its results. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from described import (
    COMMON,
    NUMBERS,
    TYPES,
    Called,
    Undocumented,
    can_be_emptied,
    first_sentence,
    is_list,
    joined,
    kind_of,
    paragraphs,
)

from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.fields import Field  # isort: skip
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.resource import Resource  # isort: skip


def results_of(
    resource: Resource, called: Called, sample: Mapping[str, Any], is_planned: bool
) -> dict[str, dict[str, Any]]:
    """Return the documentation of what results show of an object.

    ``sample``: an object as results show it. ``is_planned``: whether it can be one that check mode plans.
    """
    null = "The ID, V(null) for %s that check mode would create." % called.one
    is_planned = is_planned and not resource.not_created
    shown = {}
    if not resource.kind.is_one:
        shown["id"] = result(resource, [null if is_planned else "The ID."], {"type": "str"}, sample, "id")
    shown.update(fields_shown(resource, called, sample, is_planned))
    of_microtenant = "The ID of its microtenant, V(null) for the Default microtenant if none was asked for."
    shown["microtenant_id"] = result(resource, [of_microtenant], {"type": "str"}, sample, "microtenant_id")
    return shown


def fields_shown(
    resource: Resource, called: Called, sample: Mapping[str, Any], is_planned: bool
) -> dict[str, dict[str, Any]]:
    """Return what is said of values in results; of those with fields of their own at any depth."""
    shown = {}
    for field in resource.fields:
        if not field.type.is_shown:
            continue
        text = result_text(resource, field, called, is_planned)
        found = shown[field.name] = result(resource, text, field.type.option, sample, field.name)
        if field.type.fields:
            # Its samples are those of what it contains.
            of_all = found.pop("sample")
            first = next(iter(of_all), {}) if isinstance(of_all, list) else of_all
            inner = resource._replace(key="%s.%s" % (resource.key, field.name), fields=field.type.fields)
            found["contains"] = fields_shown(inner, called, first, is_planned)
    return shown


def result(
    resource: Resource, text: Sequence[str], option: Mapping[str, Any], sample: Mapping[str, Any], name: str
) -> dict[str, Any]:
    if name not in sample:
        raise Undocumented("%s.%s: has no sample. Add it to docs/kinds." % (resource.key, name))
    value = sample[name]
    found = {
        "description": list(text),
        "returned": "success",
        "type": "float" if option["type"] == "float" else TYPES.get(type(value), option["type"]),
        "sample": value,
    }
    if "elements" in option:
        found["elements"] = option["elements"]
    return found


def result_text(resource: Resource, field: Field, called: Called, is_planned: bool) -> list[str]:
    """Return what is said of a value in results, in paragraphs."""
    text = field.shown or ("" if field.text else COMMON.get(field.name, ("", ""))[1])
    first, *more = (text or first_sentence(paragraphs(field, called)[0])[0]).split("\n")
    if kind_of(field) and not first[0].isupper():
        unnamed = "the API shows no name" if field.label else "the names cannot be read"
        one = "The name of %s, or its ID where " + unnamed + "."
        names = "The names of %s, sorted." if is_list(field) else one
        sentence, rest = first_sentence(first)
        first = names % sentence.removesuffix(".") + rest
    if can_be_emptied(field) and not is_list(field) and field.type.show(field.type.decode(None)) == "":
        first = first.removesuffix(".") + ", empty if there is none."
    first = " ".join([first, *ids_text(field)])
    return joined([first, *more, null_text(resource, field, is_planned)])


def ids_text(field: Field) -> list[str]:
    if not kind_of(field) or field.type.option.get("elements") != "str":
        return []
    return ["In place of a name that is not unique among them or consists of digits stands the ID."]


def null_text(resource: Resource, field: Field, is_planned: bool) -> str:
    """Return when a value is null."""
    found = []
    if field.needs:
        told = any(fact.wire == field.label for fact in resource.metadata)
        found.append("where ZPA chooses it." + (" RV(metadata) tells which it has chosen." if told else ""))
    elif field.twins:
        found.append("if the API's %s fields disagree." % NUMBERS[1 + len(field.twins)])
    elif field.type.show(field.type.decode(None)) is None:
        unknown = ", and where check mode cannot know it" if field.derived_from and is_planned else ""
        found.append("if the API shows none%s." % unknown)
    return "V(null) " + found[0] if found else ""
