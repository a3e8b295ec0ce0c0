# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A tenant as data: its lists, the options of their entries, and what is wrong with them. Pure, private.

No option of an entry is defined here: each list takes its options and their checks from the resource
that it holds.
"""

from __future__ import annotations

import re
import typing as t

from .._policy.conditions import types_not_understood
from .._policy.policy_types import ALWAYS_THERE, POLICY_TYPES
from .._policy.rule import policy_rule
from .._policy.rule_options import (
    odd_policy_options,
    odd_with_rule,
    unfit_rule,
    with_lists,
    wrong_policy_options,
    wrong_with_rule,
)
from .._resources.registry import MANAGED, in_write_order
from .._schema.field_type import IS_WRONG, Record, spelled
from .._schema.options import argument_spec, odd_options, wrong_options
from .._schema.record import is_inside_microtenant
from .._schema.resource import Resource
from .._schema.scalars import Name
from .brakes import LIMITS, with_brakes, wrong_pattern

MERGED, OVERRIDDEN, GATHERED = "merged", "overridden", "gathered"
MOST_REQUESTS = 1000000
BOUNDS = (("max_deletions", 0, None), ("read_limit", 1, MOST_REQUESTS), ("write_limit", 1, MOST_REQUESTS))
CONFIG, RULES = "config", "policy_rules"
# The place in its list says where a rule is.
SAID_BY_PLACE = ("rule_order",)

Options = t.Mapping[str, t.Any]
# An option that is a number, the least it can be, and the most, None for any.
Bounds = t.Tuple[str, int, t.Union[int, None]]


class Section(t.NamedTuple):
    """One list of a configuration. ``path``: where it is in it, for example ``policy_rules.access``.

    What one list does otherwise than others is said here, and nobody else asks which one it is.
    """

    path: str
    resource: Resource

    @property
    def is_ordered(self) -> bool:
        """Whether its objects have an order, which is that of the list. Others do not refer to these."""
        return False

    @property
    def is_told_whole(self) -> bool:
        """Whether an object with less than it has could let in more: all of it is told, or its name alone."""
        return False

    @property
    def is_always_there(self) -> bool:
        """Whether every tenant has the list."""
        return not self.resource.kind.can_lack

    @property
    def name(self) -> str:
        """What it is called where it is listed."""
        return self.path.rpartition(".")[2]

    @property
    def noun(self) -> str:
        """What one of its objects is called in messages."""
        return self.resource.kind.noun

    @property
    def title(self) -> str:
        """What its objects are, as a heading."""
        return "The %s of a ZPA tenant" % self.resource.kind.plural

    @property
    def tags(self) -> dict[str, str]:
        """What results say of its objects, beside their kind."""
        return {}

    @property
    def entry_spec(self) -> dict[str, t.Any]:
        """The argument spec of an entry: that of the module for one object, connection left out."""
        spec = argument_spec(self.resource)
        return {name: option for name, option in spec.items() if name not in SAID_BY_PLACE}

    def prepare(self, entry: dict[str, t.Any]) -> None:
        """Give the options of an entry the forms in which they are checked."""

    def wrong(self, entry: Options) -> list[str]:
        """Return what is wrong with an entry, as the module for one object finds it."""
        return wrong_options(self.resource, entry)

    def odd(self, entry: Options) -> list[str]:
        """Return what is wrong with an entry unless the object is so, as the module finds it."""
        return odd_options(self.resource, entry)

    def unfit(self, record: Record) -> list[str]:
        """Return why an object as it is could not be created so."""
        return []

    def not_understood(self, record: Record) -> list[str]:
        """Return in words what of an object is only told as it is."""
        return []


class RuleSection(Section):
    """The list of the rules of one policy type, which is its name."""

    __slots__ = ()

    @property
    def is_ordered(self) -> bool:
        return True

    @property
    def is_told_whole(self) -> bool:
        return True

    @property
    def is_always_there(self) -> bool:
        return self.name == ALWAYS_THERE

    @property
    def noun(self) -> str:
        return "%s rule" % self.name

    @property
    def title(self) -> str:
        return "The rules of the policy type %s of a ZPA tenant, in their order" % self.name

    @property
    def tags(self) -> dict[str, str]:
        return {"policy_type": self.name}

    def prepare(self, entry: dict[str, t.Any]) -> None:
        with_lists(entry)

    def wrong(self, entry: Options) -> list[str]:
        return wrong_policy_options({**entry, **self.tags})

    def odd(self, entry: Options) -> list[str]:
        return odd_policy_options({**entry, **self.tags})

    def unfit(self, record: Record) -> list[str]:
        return unfit_rule(self.name, {}, self.resource.decode(record))

    def not_understood(self, record: Record) -> list[str]:
        return types_not_understood(self.resource.decode(record)["conditions"])


class SectionWithRules(Section):
    """The list of a kind of which each object has a rule inside."""

    __slots__ = ()

    @property
    def is_told_whole(self) -> bool:
        return True

    def prepare(self, entry: dict[str, t.Any]) -> None:
        with_lists(entry)

    def wrong(self, entry: Options) -> list[str]:
        return wrong_with_rule(self.resource, entry)

    def odd(self, entry: Options) -> list[str]:
        return odd_with_rule(self.resource, entry)

    def not_understood(self, record: Record) -> list[str]:
        return types_not_understood(self.resource.decode(record).get("conditions") or ())


class DeclaredEntry(t.NamedTuple):
    """What is declared of one object. ``path``: where, for example ``config.policy_rules.access[12]``."""

    path: str
    options: Options


def number_in(path: str) -> int | None:
    """Return the number of an entry in its list, by its path; None of what is no entry."""
    return int(path[path.rfind("[") + 1 : -1]) if path.endswith("]") else None


# In the order in which they are written: what refers comes after what it refers to, rules last. What is
# deleted goes the other way.
SECTIONS = (
    *(
        (SectionWithRules if resource.rule else Section)(resource.list_key, resource)
        for resource in in_write_order(MANAGED)
    ),
    *(RuleSection("%s.%s" % (RULES, name), policy_rule(name)) for name in POLICY_TYPES),
)
KIND_CHOICES = (
    *(section.path for section in SECTIONS if not section.is_ordered),
    RULES,
    *(section.path for section in SECTIONS if section.is_ordered),
)


def config_argument_spec() -> dict[str, t.Any]:
    """Return the argument spec of the module for a whole tenant, connection left out."""
    lists: dict[str, dict[str, t.Any]] = {"": {}, RULES: {}}
    for section in SECTIONS:
        where, _dot, name = section.path.rpartition(".")
        lists[where][name] = {
            "type": "list",
            "elements": "dict",
            "options": section.entry_spec,
            # What keys are called after is no secret, though a list of them sounds like one.
            "no_log": False,
        }
    options = {**lists[""], RULES: {"type": "dict", "options": lists[RULES]}}
    return {
        "state": {"type": "str", "choices": [MERGED, OVERRIDDEN, GATHERED], "default": MERGED},
        CONFIG: {"type": "dict", "options": options},
        "kinds": {"type": "list", "elements": "str", "choices": list(KIND_CHOICES)},
        "list_objects": {"type": "bool", "default": False},
        "max_deletions": {"type": "int", "default": 10},
        "protect": {"type": "list", "elements": "str", "default": []},
        "read_limit": {"type": "int", "default": 20},
        "write_limit": {"type": "int", "default": 10},
    }


def list_in(config: t.Any, path: str) -> t.Any:
    """Return what a configuration has at the path of a list, None where that is nothing, or in no mapping."""
    for key in path.split("."):
        config = config.get(key) if isinstance(config, t.Mapping) else None
    return config


def declared(options: Options) -> list[tuple[Section, list[DeclaredEntry]]]:
    """Return the lists that a configuration gives, with their entries; empty ones are given, too.

    Parts of a wrong type are left out: that is found elsewhere.
    """
    found = []
    for section in SECTIONS:
        given = list_in(options.get(CONFIG), section.path)
        if isinstance(given, list):
            path = "%s.%s" % (CONFIG, section.path)
            entries = [DeclaredEntry("%s[%d]" % (path, place), entry) for place, entry in enumerate(given)]
            found.append((section, [entry for entry in entries if isinstance(entry.options, dict)]))
    return found


def chosen(kinds: t.Collection[str] | None) -> list[Section]:
    """Return the lists that the option ``kinds`` chooses; all where it is not given."""
    return [
        section
        for section in SECTIONS
        if kinds is None or section.path in kinds or (section.is_ordered and RULES in kinds)
    ]


def of_place(sections: t.Iterable[Section], microtenant_id: str) -> list[Section]:
    """Return the lists that a microtenant has: others belong to the tenant as a whole."""
    is_inside = is_inside_microtenant(microtenant_id)
    return [one for one in sections if one.resource.kind.scoped or not is_inside]


def prepared(options: dict[str, t.Any], numbers: t.Container[str] = LIMITS) -> dict[str, t.Any]:
    """Return options as given in the forms in which they are checked: see ``with_lists``, ``with_brakes``."""
    options = with_brakes(options, numbers)
    for section, entries in declared(options):
        for entry in entries:
            section.prepare(t.cast(t.Dict[str, t.Any], entry.options))
    return options


def wrong_config_options(options: Options) -> list[str]:
    """Return what is wrong with the options of the module for a whole tenant."""
    problems = _wrong_limits(options)
    if options.get("state") == GATHERED:
        if options.get(CONFIG) is not None:
            problems.append("config: has no meaning with state=gathered, which returns it. Leave it out.")
        if options.get("list_objects"):
            problems.append("list_objects: has no meaning with state=gathered, which lists everything.")
        if options.get("kinds") == []:
            problems.append("kinds: is empty. Name what to return, or leave the option out for everything.")
        return problems
    if options.get("kinds") is not None and not options.get("list_objects"):
        problems.append(
            "kinds: has a meaning only with state=gathered or list_objects=true. Leave it out: the lists of "
            "config say the kinds."
        )
    given = declared(options)
    lists_anyhow = options.get("list_objects") and options.get("kinds")
    if _is_nothing(options.get(CONFIG)) and not lists_anyhow:
        problems.append(
            "config: names no kind of object. Give at least one list: %s, or one of %s."
            % (
                ", ".join(section.path for section in SECTIONS if not section.is_ordered),
                ", ".join(section.path for section in SECTIONS if section.is_ordered),
            )
        )
    for section, entries in given:
        for entry in entries:
            problems += [below(entry.path, problem) for problem in section.wrong(entry.options)]
        problems += _declared_twice(section.resource, entries)
    if not problems and not options.get(IS_WRONG):
        return []
    odd = (
        below(entry.path, problem)
        for section, entries in given
        for entry in entries
        for problem in section.odd(entry.options)
    )
    return problems + [problem for problem in odd if problem not in problems]


def _is_nothing(given: t.Any) -> bool:
    """Whether nothing is given, not even an empty list."""
    if isinstance(given, dict):
        return all(map(_is_nothing, given.values()))
    return given is None


def _wrong_limits(options: Options) -> list[str]:
    problems = wrong_numbers(options, BOUNDS)
    protect = options.get("protect")
    for place, pattern in enumerate(protect if isinstance(protect, list) else ()):
        wrong = wrong_pattern(str(pattern))
        if wrong:
            problems.append("protect[%d]: %s" % (place, wrong))
    return problems


def wrong_numbers(options: Options, bounds: t.Iterable[Bounds]) -> list[str]:
    """Return which options are less or more than they can be."""
    problems = []
    for name, least, most in bounds:
        given = options.get(name)
        if isinstance(given, int) and given < least:
            problems.append("%s: %s is less than %d." % (name, spelled(given), least))
        if isinstance(given, int) and most is not None and given > most:
            problems.append("%s: %s is more than %d." % (name, spelled(given), most))
    return problems


def _declared_twice(resource: Resource, entries: t.Iterable[DeclaredEntry]) -> t.Iterator[str]:
    seen: dict[tuple[str, t.Any], str] = {}
    for entry in entries:
        object_id = entry.options.get("id")
        which = resource.says_which if object_id is None else "id"
        key = resource.key_said(entry.options) if object_id is None else Name().decode(object_id)
        earlier = entry.path if key is None else seen.setdefault((which, key), entry.path)
        if earlier != entry.path:
            said = entry.options[which] if which in ("id", "name") else resource.title_said(entry.options)
            yield "%s.%s: '%s' is declared already, as %s. Declare each object once." % (
                entry.path,
                which,
                said,
                earlier,
            )


_OPTION = re.compile(r"[a-z_]+( or [a-z_]+)*[:.\[]")


def below(path: str, sentence: str) -> str:
    """Return a sentence about an entry, which may begin with the path of an option, as one about ``path``."""
    return ("%s.%s" if is_about_option(sentence) else "%s: %s") % (path, sentence)


def is_about_option(sentence: str) -> bool:
    """Whether a sentence begins with the path of an option."""
    return bool(_OPTION.match(sentence))
