# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of a resource: their argument spec, and what is wrong with given ones. Pure, private."""

from __future__ import annotations

import typing as t
from types import MappingProxyType

from .field_type import ALWAYS, FORCE, IS_WRONG, RECREATE, UPDATE_SECRET, is_id, is_uuid
from .fields import Field
from .identity import NEW_NAME
from .kind import Kind
from .resource import Resource
from .traits import given_in, traits_of

WRITTEN = (
    "%s: was written without knowing whether it changed, since ZPA never shows it: with update_secret=always "
    "every run does so and reports a change. Set update_secret=on_create once it is as it should be."
)
NOT_WRITTEN = (
    "%s: was not compared and not written, since ZPA never shows it: whether it changed nobody can know. Set "
    "update_secret=always to write it."
)
PRESENT = "present"
ABSENT = "absent"
GIVE_IT = "%s: give it: it tells one %s from another."
GIVE_IT_OR_ID = "%s: give it, or the id: it tells one %s from another."
LACKS = "%s: is missing. ZPA creates no %s without it."
LACKS_OF_NEW = (
    "%s: is missing. '%s' would be a new %s, and ZPA creates none without it. Add it, or correct the name."
)

FIXED = "%s: is %s and not %s, and ZPA never changes it. Leave it out, or %s."
UNCHANGED = "%s: is %s and not %s, and nothing is known to change it. %s"
NO_ID = "id: '%s' is not an id of ZPA, which is a decimal number. Use name for a name."
NO_ID_OR_UUID = "id: '%s' is not an id of ZPA, which is a decimal number or a UUID. Use name for a name."


def module_argument_spec(resource: Resource) -> dict[str, t.Any]:
    """Return the argument spec of the module that manages one object, connection left out."""
    own = {**(resource.moves.spec if resource.moves else {})}
    return {**argument_spec(resource), **own, **(resource.revealed.spec if resource.revealed else {})}


def argument_spec(resource: Resource) -> dict[str, t.Any]:
    """Return the argument spec of one object of a resource, in its module and in configurations."""
    spec: dict[str, t.Any] = {"state": {"type": "str", "choices": [PRESENT, ABSENT], "default": PRESENT}}
    if not resource.kind.is_one:
        spec["id"] = {"type": "str"}
    if can_get_new_name(resource):
        spec[NEW_NAME] = {"type": "str"}
    if resource.forced_by:
        spec[FORCE] = {"type": "bool", "default": False}
    if resource.can_be_anew:
        spec[RECREATE] = {"type": "bool", "default": False}
    for field in resource.fields:
        spec.update(field.type.options(field.name))
    return spec


def can_get_new_name(resource: Resource) -> bool:
    """Whether an object is renamed by its old name: what no task can create is there under one."""
    return resource.has_names and bool(resource.not_created)


def wrong_options(resource: Resource, options: t.Mapping[str, t.Any]) -> list[str]:
    """Return what is wrong with the options of a resource whatever the tenant has, each a full sentence.

    Options may be of a wrong type: that is found elsewhere and must not stop this. What an object of the
    tenant can have all the same is left to ``odd_options``, unless something else is wrong: here, or where
    ``IS_WRONG`` says so.
    """
    problems = _wrong_in_any_case(resource, options)
    return problems + (odd_options(resource, options) if problems or options.get(IS_WRONG) else [])


def _wrong_in_any_case(resource: Resource, options: t.Mapping[str, t.Any]) -> list[str]:
    # An object without a name can be given back by its id.
    nameless = options if options.get("id") is None else {**options, "name": None}
    problems = wrong_identity(nameless, resource.kind)
    problems += _wrong_for_identity(resource, options)
    for field in given_in(options, resource.fields):
        problems += field.type.mistakes(options[field.name], field.name)
    problems += misplaced_options(resource, options, options)
    if options.get("state") == ABSENT:
        return problems
    return problems + [
        "%s: is missing, and %s=true needs it. Give a name or an id." % (field.name, field.needs)
        for field in traits_of(resource.fields).needing
        if options.get(field.needs) is True and options.get(field.name) is None
    ]


def _wrong_for_identity(resource: Resource, options: t.Mapping[str, t.Any]) -> t.Iterator[str]:
    """Yield what is wrong with what says which object is meant, and what shall become of it."""
    noun, is_absent = resource.kind.noun, options.get("state") == ABSENT
    for name in resource.identity if options.get("id") is None else ():
        if options.get(name) is not None:
            continue
        if name == "name":
            yield "name: give the name of the %s, or its id." % noun
        else:
            said = GIVE_IT if resource.kind.is_one else GIVE_IT_OR_ID
            yield said % (name, noun)
    if is_absent and resource.not_deleted:
        yield "state: absent is not possible for %s. %s" % (resource.kind.plural, resource.not_deleted)
    new_name = options.get(NEW_NAME)
    if new_name is None:
        return
    if options.get("id") is not None:
        yield "new_name: has no meaning beside id. Give the new name as name, or leave id out."
    if is_absent:
        yield "new_name: has no meaning with state=absent. Leave it out."
    if not str(new_name).strip():
        yield "new_name: is empty. Give a name, or leave the option out."


def odd_options(
    resource: Resource,
    options: t.Mapping[str, t.Any],
    present: t.Mapping[str, t.Any] | None = None,
    wanted: t.Mapping[str, t.Any] = MappingProxyType({}),
    is_same: bool = False,
) -> list[str]:
    """Return what is wrong with options unless the object is so: what the API showed can be given back.

    ``present``: its canonical values as it is, ``wanted``: those that the options mean. ``is_same``: whether
    the object has all of these, so that they go together as well as they did.
    """
    problems: list[str] = []
    have, odd = present or {}, traits_of(resource.fields).odd
    for field in given_in(options, resource.fields):
        name = field.name
        if is_same and name not in odd and name in wanted and have.get(name) is not None:
            continue
        # The name is told anyhow.
        if name != "name" or options.get("id") is not None:
            problems += field.type.oddities(options[name], name, wanted.get(name), have.get(name))
    if traits_of(resource.fields).exclusive:
        # Hardly any kind has such a set.
        from .unless import disagreeing_options

        problems += disagreeing_options(resource, options, have, wanted)
    if is_same:
        return problems
    if present is None and not wanted:
        return problems + clashing_options(resource, options, None, _as_said(resource, options))
    values = {**(resource.decode({}) if present is None else present), **wanted}
    return problems + clashing_options(resource, options, present, values)


def clashing_options(
    resource: Resource,
    options: t.Mapping[str, t.Any],
    present: t.Mapping[str, t.Any] | None,
    values: t.Mapping[str, t.Any],
    is_certain: bool = True,
) -> list[str]:
    """Return which options do not go with each other or with what else the object has, or may not.

    ``present``: its canonical values as it is, None if it must be created; ``values``: as it would be.
    """
    rows = [row for row in resource.exclusions if row.is_certain is is_certain]
    return [told for row in rows for told in row.broken(options, present, values, resource.kind.noun)]


def _as_said(resource: Resource, options: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return canonical values of the options that exclude each other, as far as they say it themselves."""
    sides = [side for row in resource.exclusions for side in (row.one, row.other)]
    given = [(side, options[side.option]) for side in sides if options.get(side.option) is not None]
    return {side.option: side.said(said, resource.field(side.option).type) for side, said in given}


def misplaced_options(
    resource: Resource, options: t.Mapping[str, t.Any], values: t.Mapping[str, t.Any]
) -> list[str]:
    """Return which options are not those of the list that an object is in.

    ``values``: what says that list: the same options, or the canonical values of the object.
    """
    rows = [
        (field.name, field.under.parent.option, field.under.words, field.under.word_in(values))
        for field in traits_of(resource.fields).placed
        if field.under and options.get(field.name) is not None
    ]
    rows += [
        (field.name, option, words, resource.field(option).type.accept(values[option]))
        for field in traits_of(resource.fields).placed
        for option, words in (field.only_with,)
        if option and options.get(field.name) not in (None, "") and values.get(option) is not None
    ]
    return [
        "%s: goes with %s=%s, and not with %s. Leave it out, or correct %s."
        % (name, option, " or ".join(words), word, option)
        for name, option, words, word in rows
        if word and word not in words
    ]


def fixed_options(
    resource: Resource, options: t.Mapping[str, t.Any], present: t.Mapping[str, t.Any], wanted: t.Any
) -> list[str]:
    """Return which options differ from what ZPA never changes, each with what to do.

    ``present``: the canonical values of the object as it is. ``wanted``: those that the options mean.
    """
    noun = resource.kind.noun
    anew = " while nothing has used it, which recreate=true does" if resource.used_by else ""
    sentence = UNCHANGED if resource.not_updated else FIXED
    advice = resource.not_updated or "delete the %s and create it anew%s" % (noun, anew)
    return [
        sentence % (field.name, field.type.in_words(had), field.type.in_words(wanted[field.name]), advice)
        for field in traits_of(resource.fields).fixed
        for had in (present.get(field.name),)
        if wanted.get(field.name, had) != had and (field.is_immutable or field.type.is_final(had))
    ]


def is_to_plan(field: Field, options: t.Mapping[str, t.Any], is_there: bool) -> bool:
    """Whether an option says what shall be. ``is_there``: whether the object exists.

    A secret is written to what exists only on demand: whether it changed nobody knows.
    """
    if options.get(field.name) is None or options.get(field.needs) is False or field.is_worked_out:
        return False
    return field.type.is_shown or bool(field.handed) or not is_there or options.get(UPDATE_SECRET) == ALWAYS


def fields_to_plan(resource: Resource, options: t.Mapping[str, t.Any], is_there: bool) -> list[Field]:
    """Return the fields of which options say what shall be."""
    always = traits_of(resource.fields).always
    return [
        field
        for field in given_in(options, resource.fields)
        if field.name in always or is_to_plan(field, options, is_there)
    ]


def uncertain_options(resource: Resource, options: t.Mapping[str, t.Any], is_there: bool) -> list[str]:
    """Return a warning for each secret of an object that existed: nobody knows whether it changed."""
    secret = traits_of(resource.fields).secret if is_there else ()
    given = [field for field in secret if options.get(field.name) is not None]
    return [
        sentence % field.name
        for field in given
        for sentence in (WRITTEN if is_to_plan(field, options, is_there) else NOT_WRITTEN,)
    ]


def useless_options(resource: Resource, options: t.Mapping[str, t.Any]) -> list[str]:
    """Return a warning for each option that says nothing beside the others."""
    return [
        "%s: has no effect beside %s=false: ZPA chooses it then." % (field.name, field.needs)
        for field in traits_of(resource.fields).needing
        if options.get(field.needs) is False and options.get(field.name) is not None
    ]


def doubtful_options(
    resource: Resource,
    options: t.Mapping[str, t.Any],
    before: t.Mapping[str, t.Any],
    after: t.Mapping[str, t.Any],
) -> list[str]:
    """Return a warning for what the API may refuse of a change. ``before``, ``after``: canonical values."""
    return [
        warning
        for field in traits_of(resource.fields).doubtful
        if options.get(field.name) is not None and field.name in after
        for warning in field.type.doubts(
            options[field.name], field.name, after[field.name], before.get(field.name)
        )
    ]


def missing_options(
    resource: Resource, options: t.Mapping[str, t.Any], present: t.Mapping[str, t.Any] | None
) -> list[str]:
    """Return what the options of an object that shall exist lack.

    ``present``: its canonical values as it is, None if it must be created.
    """
    noun, name = resource.kind.noun, options.get("name") if resource.has_names else None
    problems = []
    for field in traits_of(resource.fields).due:
        given = options.get(field.name)
        is_due = not field.under or field.under.word_in(options) in field.under.words
        if present is None and given is None and is_due and field.is_needed(_choices(resource, options)):
            # The name may be that of nothing by mistake: an update needs none of this.
            missing = LACKS % (field.name, noun) if name is None else LACKS_OF_NEW % (field.name, name, noun)
            problems.append(missing)
        if present is None and given is None and field.unless and options.get(field.unless) is False:
            problems.append(
                "%s: is missing, and %s=false needs it. Give names or ids." % (field.name, field.unless)
            )
        needed = options.get(field.needs) if field.needs else None
        if field.needs and given is not None and needed is None and not (present or {}).get(field.needs):
            problems.append(
                "%s: has an effect only with %s=true, which neither the task nor the %s has. Add it."
                % (field.name, field.needs, noun)
            )
    return problems


def _choices(resource: Resource, options: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return the canonical values of the choices with which alone other options mean something."""
    names = {field.only_with[0] for field in resource.fields} - {""}
    return {
        name: resource.field(name).type.accept(options[name])
        for name in names
        if options.get(name) is not None
    }


def wrong_identity(options: t.Mapping[str, t.Any], kind: Kind | None = None) -> list[str]:
    problems, has_uuids = [], bool(kind and kind.has_uuids)
    object_id, name = options.get("id"), options.get("name")
    is_any = bool(kind and kind.roll and str(object_id).strip())
    if object_id is not None and not (is_any or is_id(object_id) or (has_uuids and is_uuid(object_id))):
        problems.append((NO_ID_OR_UUID if has_uuids else NO_ID) % object_id)
    if name is not None and not str(name).strip():
        problems.append("name: is empty. Give a name, or leave the option out.")
    return problems
