# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Takes what is written exactly as options are meant, in one pass. Private to this collection.

Nearly everything in a large configuration is: each text a text, each switch a switch, no name that no option
has. Of that ansible-core and what looks at options here would say nothing, and make nothing else of it. All
the rest is left to them.
"""

from __future__ import annotations

import typing as t

from .._texts import has_halves
from .unquoted import Way

Spec = t.Mapping[str, t.Mapping[str, t.Any]]
# Returns a value as ansible-core does, with all options inside that are not given. Raises NotExact.
Take = t.Callable[[t.Any], t.Any]
# What an option can have so that it is known here what is made of it. An alias is not its name.
_HANDLED = frozenset(("type", "elements", "options", "choices", "default", "no_log", "aliases"))
_PLAIN: dict[str, type] = {"bool": bool, "float": float, "int": int}


class NotExact(Exception):
    """Something is not written as it is meant, or wrong."""


def exact_lists(spec: Spec, options: t.Any, way: Way = ()) -> t.Iterator[tuple[Way, list[t.Any]]]:
    """Yield the lists of dictionaries inside of options in which everything is exact, and where they are.

    ``way``: where the options themselves are. A whole number in a list of texts is taken as its text, as
    everybody does: many write ports so.
    """
    for name, option in spec.items():
        given = options.get(name) if isinstance(options, dict) else None
        if given is None or not option.get("options"):
            continue
        if option.get("type") == "dict":
            yield from exact_lists(option["options"], given, (*way, name))
        elif way and given.__class__ is list:
            try:
                yield (*way, name), _taking(option, _text_or_number)(given)
            except NotExact:
                continue


def with_list(options: t.Mapping[str, t.Any], way: Way, entries: list[t.Any]) -> dict[str, t.Any]:
    """Return options with other entries of the list that is at the end of a way."""
    name = str(way[0])
    return {**options, name: with_list(options[name], way[1:], entries) if way[1:] else entries}


def exactness(spec: Spec) -> t.Callable[[t.Any], bool]:
    """Return what tells whether everything in options is."""
    take = _taking_all(spec, _text)

    def is_exact(options: t.Any) -> bool:
        try:
            take(options)
        except NotExact:
            return False
        return True

    return is_exact


def _taking_all(spec: Spec, text_in_list: Take) -> Take:
    """Return what takes a dictionary of options. ``text_in_list`` takes each text in a list of such."""
    if any(option.get("required") for option in spec.values()):
        return _refuse
    takers = {name: _taking(option, text_in_list) for name, option in spec.items()}
    omitted = tuple((name, option.get("default")) for name, option in spec.items())
    if any(isinstance(default, (dict, list)) for _name, default in omitted):
        return _refuse

    def take(given: t.Any) -> dict[str, t.Any]:
        if given.__class__ is not dict:
            raise NotExact
        try:
            found = {name: takers[name](value) for name, value in given.items()}
        except KeyError:
            raise NotExact from None
        for name, default in omitted:
            if name not in found:
                found[name] = default
        return found

    return take


def _taking(option: t.Mapping[str, t.Any], text_in_list: Take) -> Take:
    """Return what takes a value of an option."""
    kind = option.get("type", "str")
    if not _HANDLED.issuperset(option) or option.get("no_log"):
        return _refuse
    if kind == "list" and not option.get("choices"):
        elements = option.get("elements", "raw")
        one = (
            text_in_list
            if elements == "str"
            else _taking({"type": elements, "options": option.get("options")}, text_in_list)
        )
        return lambda given: _entries(given, one)
    if kind == "dict" and option.get("options"):
        return _taking_all(option["options"], text_in_list)
    if kind == "str":
        choices = option.get("choices")
        return _text if choices is None else lambda given: _one_of(choices, given)
    return _of_type(_PLAIN[kind]) if kind in _PLAIN and not option.get("choices") else _refuse


def _refuse(given: t.Any) -> t.Any:
    raise NotExact


def _of_type(type_: type) -> Take:
    def take(given: t.Any) -> t.Any:
        if given.__class__ is not type_:
            raise NotExact
        return given

    return take


def _text(given: t.Any) -> str:
    if given.__class__ is not str or has_halves(given):
        raise NotExact
    return given


def _text_or_number(given: t.Any) -> str:
    if given.__class__ is not int:
        return _text(given)
    try:
        return str(given)
    except ValueError:
        # Of thousands of digits.
        raise NotExact from None


def _one_of(choices: t.Sequence[t.Any], given: t.Any) -> t.Any:
    if given.__class__ is not str or given not in choices:
        raise NotExact
    return given


def _entries(given: t.Any, one: Take) -> list[t.Any]:
    if given.__class__ is not list:
        raise NotExact
    return list(map(one, given))
