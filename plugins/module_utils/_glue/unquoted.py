# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What YAML made of texts that had no quotes. Pure, and private to this collection.

Without quotes YAML reads ``Off`` as false and ``1.10`` as the number 1.1, and ansible-core would make the
texts ``False`` and ``1.1`` of these: other names, which exist or do not. So an option that takes a text takes
a text, or a whole number, which reads the same unless somebody wrote it in an odd way.
"""

from __future__ import annotations

import datetime
import typing as t

from ansible.module_utils.common.validation import check_type_dict

Spec = t.Mapping[str, t.Mapping[str, t.Any]]
Way = t.Tuple[t.Union[str, int], ...]

TEXTS, NUMBERS = ("str", "path"), ("int", "float")
QUOTES = "Put the text in quotes."
# Operands whose right side is what users have in an attribute.
LITERAL = ("SAML", "SCIM")
# What is no moment, and has none inside.
LASTING = (str, int, float, type(None))
SPELLED_AS = {True: "On, Yes and true", False: "Off, No and NO"}


class Leaf(t.NamedTuple):
    """A value of an option that has no options inside, or an entry of a list of such.

    ``path``: as messages say it. ``way``: the keys and places to it as they are given, aliases among them.
    ``holder[key]`` is the value.
    """

    path: str
    way: Way
    option: t.Mapping[str, t.Any]
    holder: t.Any
    key: t.Any

    @property
    def value(self) -> t.Any:
        return self.holder[self.key]

    @property
    def takes(self) -> str:
        """The type of the option, of a list that of its entries; empty if only some words are allowed.

        Of these ansible-core tells the whole list.
        """
        given = str(self.option.get("type", "str"))
        of = str(self.option.get("elements", "raw")) if given == "list" else given
        return "" if self.option.get("choices") else of


def unfolded(spec: Spec, options: dict[str, t.Any]) -> dict[str, t.Any]:
    """Return options, changed in place, with each value in its form wherever ansible-core takes another one.

    A dictionary can come as text, and a list as what JSON or Python writes for one: surveys and variables of
    a command line are texts, and so is what a template returns since ansible-core 2.19. At commas
    ansible-core would cut it. What is null counts as not given, and in a list of texts as empty: what
    ansible-core makes of it differs between its versions.
    """
    for name, option in spec.items():
        for key in (name, *option.get("aliases", ())):
            if key not in options:
                continue
            value = options[key]
            if value is None:
                del options[key]
            elif option.get("type") == "list":
                options[key] = _unfolded_list(option, value)
            else:
                options[key] = _unfolded(option, value)
    return options


def _unfolded_list(option: t.Mapping[str, t.Any], value: t.Any) -> t.Any:
    if isinstance(value, str):
        from .._tenant.brakes import in_brackets

        read = in_brackets(value.strip())
        value = value if read is None else read
    if isinstance(value, str) and option.get("options"):
        # One dictionary alone stands for a list of it as a text only.
        alone = _unfolded(option, value) if value.strip().startswith("{") else value
        return value if isinstance(alone, str) else [alone]
    return [_unfolded(option, entry) for entry in value] if isinstance(value, list) else value


def _unfolded(option: t.Mapping[str, t.Any], value: t.Any) -> t.Any:
    inside = option.get("options")
    if inside is None:
        return "" if value is None else value
    if isinstance(value, str):
        try:
            value = check_type_dict(value.strip())
        except TypeError:
            return value
    return unfolded(inside, value) if isinstance(value, dict) else value


def leaves(spec: Spec, options: t.Mapping[str, t.Any], path: str = "", way: Way = ()) -> t.Iterator[Leaf]:
    """Yield every value of options, at any depth. What has not the form of its option is left out."""
    for name, option in spec.items():
        for key in (name, *option.get("aliases", ())):
            if key in options:
                where = "%s.%s" % (path, name) if path else name
                yield from _leaves(option, Leaf(where, (*way, key), option, options, key))


def _leaves(option: t.Mapping[str, t.Any], leaf: Leaf) -> t.Iterator[Leaf]:
    value, inside = leaf.value, option.get("options")
    if isinstance(value, list) and option.get("type") == "list":
        entry_option = {**option, "type": option.get("elements", "raw")}
        for place in range(len(value)):
            entry = Leaf("%s[%d]" % (leaf.path, place), (*leaf.way, place), entry_option, value, place)
            yield from _leaves(entry_option, entry)
    elif inside is None:
        yield leaf
    elif isinstance(value, dict):
        yield from leaves(inside, value, leaf.path, leaf.way)


def misreading(takes: str, value: t.Any) -> str:
    """Return what is wrong with a value for an option of a type, a sentence without its subject, or ""."""
    if isinstance(value, bool):
        word = str(value).lower()
        if takes in NUMBERS:
            return "is %s, and the option takes a number." % word
        if takes in TEXTS:
            sentence = "is %s, which YAML makes of words such as %s without quotes. %s"
            return sentence % (word, SPELLED_AS[value], QUOTES)
    if takes in TEXTS and isinstance(value, float):
        return "is %s, a number that YAML makes of texts such as 1.10 and 1:30.5 without quotes. %s" % (
            value,
            QUOTES,
        )
    return ""


def numerals(every: t.Iterable[Leaf], options: t.Mapping[str, t.Any]) -> t.Iterator[str]:
    """Yield a sentence for each whole number where only a text makes sense, which may have been another one.

    That are names, and what users have in an attribute. An id is written without quotes as well.
    """
    for leaf in every:
        if leaf.takes in TEXTS and isinstance(leaf.value, int) and not isinstance(leaf.value, bool):
            name = leaf.path.rpartition(".")[2]
            if name == "name" or (name == "rhs" and _operand_of(leaf, options) in LITERAL):
                yield (
                    "%s: is the number %d. If it was written as 010, 1:30 or 0x1F, for example, that is "
                    "another text. Put it in quotes." % (leaf.path, leaf.value)
                )


def _operand_of(leaf: Leaf, options: t.Any) -> str:
    """The type of the operand that an entry is in; the way to its side ends in entries, a place, rhs."""
    for key in leaf.way[: -len(("entries", 0, "rhs"))]:
        options = options[key]
    return str(options.get("object_type", "")).strip().upper() if isinstance(options, dict) else ""


def moments(value: t.Any, path: str = "") -> t.Iterator[str]:
    """Yield a sentence for each moment in what a task gives, which no option takes.

    On its way to a module it becomes a text, which is not the one that somebody wrote. That of a date is.
    """
    if isinstance(value, (dict, t.Mapping)):
        for key, entry in value.items():
            if not isinstance(entry, LASTING):
                yield from moments(entry, "%s.%s" % (path, key) if path else str(key))
    elif isinstance(value, (list, tuple)):
        for place, entry in enumerate(value):
            if not isinstance(entry, LASTING):
                yield from moments(entry, "%s[%d]" % (path, place))
    elif isinstance(value, datetime.datetime):
        # What it is may be a secret.
        yield "%s: is a moment, which YAML makes of a date with a time without quotes. %s" % (path, QUOTES)
