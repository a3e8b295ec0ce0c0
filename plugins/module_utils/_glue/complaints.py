# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is wrong with names and types of options, with the place in the data. Private to this collection.

ansible-core looks at them as well. Its words differ between its versions, do not tell in which entry of a
list an option is, and often not what was given. So everything is looked at here before, with its own
functions for types, so that what is refused is the same.
"""

from __future__ import annotations

import typing as t

from ansible.module_utils.common import validation
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from .._schema.field_type import spelled
from .._texts import cut
from .._words import MOST_LISTED, not_one_of
from .connection import ARGUMENT_SPEC as CONNECTION
from .unquoted import NUMBERS, TEXTS, misreading

Spec = t.Mapping[str, t.Mapping[str, t.Any]]
Options = t.Mapping[str, t.Any]
# The path of an option, and the options beside it with itself.
Above = t.Tuple[str, Spec]


def _sayable(number_of: t.Callable[[t.Any], t.Any]) -> t.Callable[[t.Any], t.Any]:
    """Return the same without numbers of thousands of digits, which nobody can write, nor ansible-core."""

    def checked(value: t.Any) -> t.Any:
        number = number_of(value)
        # Raises ValueError where Python has a limit.
        str(number)
        return number

    return checked


# The types of options, what is said of each, and what ansible-core makes of a value.
TYPES: dict[str, tuple[str, t.Callable[[t.Any], t.Any]]] = {
    "bool": ("true or false", validation.check_type_bool),
    "dict": ("a dictionary", validation.check_type_dict),
    "float": ("a number", _sayable(validation.check_type_float)),
    "int": ("a whole number", _sayable(validation.check_type_int)),
    "list": ("a list", validation.check_type_list),
    "path": ("a text", validation.check_type_str),
    "str": ("a text", validation.check_type_str),
}
UNUSABLE = (AttributeError, OverflowError, SyntaxError, TypeError, ValueError)
# How much is shown of a value, and of how many entries of a list.
LONGEST_VALUE, MOST_ENTRIES = 60, 3
SECRET = (
    "is no text. YAML takes what looks like a number, a list or a word such as Yes for one. Put the text in "
    "quotes."
)
# How sentences begin that complain of what has nothing inside.
EMPTY = "names no"
FROM_JSON = (
    "Text that is JSON is read as what it says. If a template is to give it, let that end in | from_json, or "
    "take the variable itself."
)


class Complaint(t.NamedTuple):
    """What is wrong at a path, as a sentence that begins with it.

    ``text``: what stands for the value while the rest is looked at. ``lost``: the paths of what may have been
    meant by a name that no option has.
    """

    path: str
    sentence: str
    text: str = ""
    lost: tuple[str, ...] = ()

    def explains(self, other: str) -> bool:
        """Whether another sentence complains of the same thing, or of what this one has caused."""
        # What holds something wrong may be empty without it.
        above, _colon, words = other.partition(": ")
        if words.startswith(EMPTY) and self.path.startswith((above + ".", above + "[")):
            return True
        if self.lost:
            starts = [path + ":" for path in self.lost] + [path + " " for path in self.lost]
            return other.startswith(tuple(starts)) or bool(self.path and other.startswith(self.path + ":"))
        if other.startswith(tuple(self.path + sign for sign in ": .[")):
            return True
        of_list = self.path.rpartition("[")[0]
        return bool(of_list and other.startswith("%s: '%s' is" % (of_list, self.text)))


def without_echoes(found: t.Sequence[Complaint], others: t.Iterable[str] = ()) -> list[str]:
    """Return complaints and other sentences once, without those that another complaint explains."""
    return [
        sentence
        for sentence in dict.fromkeys((*(one.sentence for one in found), *others))
        if not any(one.sentence != sentence and one.explains(sentence) for one in found)
    ]


def complaints(
    spec: Spec, options: Options, path: str = "", above: tuple[Above, ...] = ()
) -> t.Iterator[Complaint]:
    """Yield what is wrong with options, at any depth. One that is null counts as not given.

    ``path``: where they are, with a dot at its end, or "" for those of a task. ``above``: the options that
    they are inside of, with all those beside each, the outermost first.
    """
    unknown = {*options}
    for name, option in spec.items():
        given = None
        for key in (name, *option.get("aliases", ())):
            if key in unknown:
                unknown.discard(key)
                given = options[key]
                if given is not None:
                    yield from _of_value(option, given, path + name, (*above, (path + name, spec)))
        if given is None and option.get("required"):
            choices = option.get("choices")
            words = " Give one of %s." % ", ".join(choices) if choices else ""
            sentence = "%s: is missing, and nothing goes without it.%s" % (path + name, words)
            yield Complaint(path + name, sentence)
    if any(options[name] is not None for name in unknown):
        yield from _of_unknown(spec, options, path, above)


def _of_unknown(spec: Spec, options: Options, path: str, above: tuple[Above, ...]) -> t.Iterator[Complaint]:
    """Yield what is wrong with names that no option has."""
    from .foreign import advice_on

    known = _names(spec)
    own = [name for name in spec if path or name not in CONNECTION]
    given = {str(name): value for name, value in options.items() if value is not None}
    elsewhere = {name: _elsewhere(name, spec, above) for name in given if name not in known}
    for advice in advice_on(given, known, own, elsewhere):
        lost = tuple(path + name for name in advice.meant if name not in given)
        names = [cut(name, LONGEST_VALUE) for name in advice.names]
        listed = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
        are_not = "there are no such options" if names[1:] else "there is no such option"
        sentence = "%s%s: %s. %s" % (path, listed, are_not, advice.sentence)
        yield Complaint(path[:-1] if lost else path + advice.names[0], sentence, "", lost)


def _elsewhere(name: str, spec: Spec, above: tuple[Above, ...]) -> tuple[str, str]:
    """Return a sentence that says where an option belongs that is at the wrong depth, and what here it is in.

    Both are "" where no other depth has the name, or several places of one have.
    """
    inside = _inside(name, spec)
    if inside:
        return "It belongs in %s." % inside, inside.partition(".")[0]
    for path, beside in reversed(above):
        if name in _names(beside):
            return "It belongs beside %s." % path, ""
    return "", ""


def _inside(name: str, spec: Spec) -> str:
    """Return the path of the only option of the least depth that has another one inside, or ""."""
    level = [(path, option["options"]) for path, option in spec.items() if option.get("options")]
    while level:
        found = [path for path, inside in level if name in _names(inside)]
        if found:
            return found[0] if len(found) == 1 else ""
        level = [
            ("%s.%s" % (path, key), option["options"])
            for path, inside in level
            for key, option in inside.items()
            if option.get("options")
        ]
    return ""


def _names(spec: Spec) -> set[str]:
    return {key for name, option in spec.items() for key in (name, *option.get("aliases", ()))}


def _of_value(
    option: t.Mapping[str, t.Any], value: t.Any, path: str, above: tuple[Above, ...]
) -> t.Iterator[Complaint]:
    type_ = option.get("type", "str")
    inside = option.get("options")
    wrong = _wrong(option, type_, value)
    if wrong and isinstance(value, bool):
        from .foreign import SWITCHES

        wrong = " ".join(filter(None, (wrong, SWITCHES.get(path))))
    if wrong:
        yield Complaint(path, "%s: %s" % (path, wrong), str(value))
    elif type_ == "list":
        entries = validation.check_type_list(value)
        one = {**option, "type": option.get("elements", "raw")}
        for place, entry in enumerate(entries):
            # A single value stands for a list of it.
            where = "%s[%d]" % (path, place) if isinstance(value, list) else path
            if entry is not None:
                yield from _of_value(one, entry, where, above)
            elif inside:
                yield Complaint(where, "%s: is empty. Fill the entry, or leave it out." % where)
    elif inside:
        yield from complaints(inside, validation.check_type_dict(value), path + ".", above)


def _wrong(option: t.Mapping[str, t.Any], type_: str, value: t.Any) -> str:
    """Return what is wrong with a value for an option of a type, without its subject, or ""."""
    if option.get("no_log"):
        return "" if is_text(value) else SECRET
    if option.get("choices") and type_ != "list":
        return _wrong_choice(option["choices"], value)
    takes = str(option.get("elements", "raw")) if type_ == "list" and not isinstance(value, list) else type_
    misread = misreading(takes, value)
    if misread:
        return misread
    if _is_of(option, type_, value):
        return ""
    said = _said(option, TYPES[type_][0])
    return "is %s, and the option takes %s.%s" % (shown(value), said, _advice(type_, value))


def is_text(value: t.Any) -> bool:
    """Whether a value is a text, or a whole number, which is one."""
    return isinstance(value, (str, int)) and not isinstance(value, bool)


def _is_of(option: t.Mapping[str, t.Any], type_: str, value: t.Any) -> bool:
    """Whether a value is of a type, or ansible-core makes one of it."""
    if type_ in TEXTS:
        return is_text(value)
    if type_ == "list" and option.get("options"):
        # Elsewhere a single value stands for a list of it.
        return isinstance(value, list)
    try:
        TYPES.get(type_, ("", bool))[1](value)
    except UNUSABLE:
        return False
    return True


def _said(option: t.Mapping[str, t.Any], said: str) -> str:
    """Return what an option takes, in words, with what is inside."""
    inside = option.get("options") or ()
    of = {"a list": " of dictionaries" if inside else " of texts"}.get(said, "")
    names = " with %s" % ", ".join(inside) if 0 < len(inside) <= MOST_LISTED else ""
    choices = ", each one of %s" % ", ".join(option["choices"]) if option.get("choices") else ""
    return said + of + names + choices


def _wrong_choice(choices: t.Sequence[str], value: t.Any) -> str:
    if is_text(value) and str(value) in choices:
        return ""
    return not_one_of(shown(value), value if isinstance(value, str) else "", choices)


def _advice(type_: str, value: t.Any) -> str:
    """Return a sentence that helps to correct a value of another type, with a blank before it, or ""."""
    if type_ in NUMBERS and isinstance(value, str):
        plain = value.strip().replace(",", ".")
        try:
            TYPES["float"][1](plain)
        except UNUSABLE:
            return ""
        if plain != value.strip():
            return " Write the decimals behind a point: %s." % plain if type_ == "float" else ""
    if type_ in TEXTS:
        given = value if isinstance(value, dict) else {}
        for key in ("id", "name"):
            if is_text(given.get(key)):
                return " Write the %s alone, %s." % (key, shown(str(given[key])))
        return " What begins with a bracket needs quotes."
    if type_ == "list" and isinstance(value, dict):
        return " Begin each entry with a dash, also if it is the only one."
    if type_ in ("list", "dict") and isinstance(value, str):
        return " " + FROM_JSON
    return ""


def shown(value: t.Any) -> str:
    """Return a value as messages show it. Of a dictionary only the keys: they are no secrets."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return spelled(value)
    if isinstance(value, str):
        return "'%s'" % cut(value, LONGEST_VALUE)
    if isinstance(value, dict):
        return "a dictionary (%s)" % cut(", ".join(map(str, value)), LONGEST_VALUE) if value else "{}"
    if isinstance(value, list):
        is_plain = 0 < len(value) <= MOST_ENTRIES and not any(isinstance(one, (dict, list)) for one in value)
        return "the list [%s]" % ", ".join(map(shown, value)) if is_plain else "a list" if value else "[]"
    return "nothing" if value is None else str(value)


def understood(spec: Spec, options: Options) -> dict[str, t.Any]:
    """Return options as ansible-core would, wherever they can be understood, with all defaults.

    For text that is none there is its text. Entries of lists that are no dictionaries stay where they are, so
    that the others keep their places.
    """
    found: dict[str, t.Any] = {}
    for name, option in spec.items():
        for key in (name, *option.get("aliases", ())):
            if options.get(key) is not None:
                value = _understood(option, option.get("type", "str"), options[key])
                if value is not None:
                    found[name] = value
    flat = {name: _without_inside(option) for name, option in spec.items()}
    checked: dict[str, t.Any] = ArgumentSpecValidator(flat).validate(found).validated_parameters
    return {**checked, **{name: value for name, value in found.items() if spec[name].get("options")}}


def _understood(option: t.Mapping[str, t.Any], type_: str, value: t.Any) -> t.Any:
    """Return a value in its type, None where it has none."""
    if type_ in TEXTS:
        return None if value is None or (option.get("no_log") and not is_text(value)) else str(value)
    if type_ not in TYPES:
        return value
    if type_ in NUMBERS and isinstance(value, bool):
        return None
    try:
        value = TYPES[type_][1](value)
    except UNUSABLE:
        return None
    if type_ == "list":
        entries = [(entry, _understood(option, option.get("elements", "raw"), entry)) for entry in value]
        return [given if entry is None else entry for given, entry in entries]
    return understood(option["options"], value) if type_ == "dict" and option.get("options") else value


def _without_inside(option: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """The option without what is inside of it; a list of anything where it is one of dictionaries."""
    inside = ("options", "elements") if option.get("options") else ()
    return {key: value for key, value in option.items() if key not in inside}
