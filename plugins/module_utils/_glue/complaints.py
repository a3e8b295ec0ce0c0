# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ansible-core finds wrong with options, with the place in the data. Private to this collection.

Its own messages about an option inside a list do not tell in which entry of the list it is. So each
entry is checked alone, by the same code.
"""

from __future__ import annotations

import typing as t

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.common.validation import check_type_dict

Spec = t.Mapping[str, t.Mapping[str, t.Any]]


class Checked(t.NamedTuple):
    """What is wrong, each a sentence with its path, and the options as far as they could be understood."""

    problems: list[str]
    options: dict[str, t.Any]


def check(spec: Spec, options: t.Mapping[str, t.Any], path: str = "") -> Checked:
    """Find options of a wrong type, form or name. One that is null counts as not given, as everywhere.

    Entries that are no dictionaries stay in their lists, so that the others keep their places.
    """
    flat = {name: _without_inside(option) for name, option in spec.items()}
    given = {name: value for name, value in options.items() if value is not None}
    try:
        unusable, checked = {}, ArgumentSpecValidator(flat).validate(given)
    except (OverflowError, TypeError):
        unusable = _unusable(flat, given)
        usable = {name: value for name, value in given.items() if name not in unusable}
        checked = ArgumentSpecValidator(flat).validate(usable)
    found = checked.validated_parameters
    problems = ["%s.%s" % (path, text) if path else text for text in unusable.values()]
    problems += ["%s: %s" % (path, text) if path else text for text in map(_sentence, checked.errors.errors)]
    for name, option in spec.items():
        inside, where = option.get("options"), "%s.%s" % (path, name) if path else name
        if inside and isinstance(found.get(name), dict):
            more, found[name] = check(inside, found[name], where)
            problems += more
        elif inside and isinstance(found.get(name), list):
            for place, entry in enumerate(found[name]):
                more, found[name][place] = _check_entry(inside, entry, "%s[%d]" % (where, place))
                problems += more
    return Checked(problems, found)


def _unusable(spec: Spec, given: t.Mapping[str, t.Any]) -> dict[str, str]:
    """Return a sentence for each option that ansible-core cannot cope with, as an infinite number."""
    found = {}
    for name in given.keys() & spec.keys():
        try:
            ArgumentSpecValidator({name: spec[name]}).validate({name: given[name]})
        except (OverflowError, TypeError):
            is_of, takes = type(given[name]).__name__, spec[name].get("type", "str")
            sentence = "%s: is of type %s, with a value that cannot be used. The option takes: %s."
            found[name] = sentence % (name, is_of, takes)
    return found


def _check_entry(spec: Spec, entry: t.Any, path: str) -> tuple[list[str], t.Any]:
    try:
        return check(spec, check_type_dict(entry), path)
    except TypeError:
        return ["%s: is of type %s, and not a dictionary of options." % (path, type(entry).__name__)], entry


def _without_inside(option: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """The option without what is inside of it; a list of anything where it is one of dictionaries."""
    inside = ("options", "elements") if option.get("options") else ()
    return {key: value for key, value in option.items() if key not in inside}


def _sentence(error: Exception) -> str:
    """The message about one option, with the words that it leaves to its caller."""
    unsupported = type(error).__name__ == "UnsupportedError"
    return "%s%s" % ("Unsupported options: " if unsupported else "", error.args[0])
