# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The form of the tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.policy_types import POLICY_TYPES
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.resource import Resource
from zpa_emulator.rules import RESOURCES

from support.tenants import TestTenant

# The requests that tell whether a rule names what shall be deleted, and what became of it meanwhile.
REFERRERS = len(POLICY_TYPES) + 1
# The same of what log receivers can name as well.
REFERRERS_WITH_RECEIVERS = REFERRERS + 1


def as_it_is(zpa: TestTenant, shown: dict[str, Any]) -> dict[str, Any]:
    return shown


def every_way(options: Mapping[str, Any]) -> dict[str, Any]:
    """List all that there is."""
    return {}


def as_is(zpa: TestTenant, microtenant_id: str | None = None) -> None:
    """Leave a tenant as it is."""


@dataclass(frozen=True)
class Case:
    """A declaration against the tenant that the table prepares.

    ``after``: what the fields are afterwards, None where the object is gone. ``requests``: the
    budget with a cached token. ``prepared``: whether the tenant is prepared. ``moved``: fields
    that change although they are not declared. ``beside``: those of them that are managed then.
    ``warning``: words of the only one.
    """

    options: dict[str, Any]
    after: dict[str, Any] | None
    requests: int
    prepared: bool = True
    changed: bool = True
    moved: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    warning: str = ""


class Looked(NamedTuple):
    """A spelling of a value that takes requests to be understood."""

    value: Any
    lookups: int = 1


class FieldCases(NamedTuple):
    """One option: another value and how it reads back, other spellings of the present value.

    ``empty``: the value that makes it empty, None where ZPA demands one. ``lookups``: the requests
    that resolving the other value takes. ``beside``: what must be given with it. ``moved``: as in Case.
    ``requests``: those of a change, where they are other than for most fields.
    """

    other: Any
    reads: Any
    same: tuple[Any, ...]
    empty: Any = None
    lookups: int = 0
    beside: tuple[tuple[str, Any], ...] = ()
    moved: tuple[str, ...] = ()
    managed: tuple[str, ...] = ()
    requests: int | None = None


def field_cases(
    fields: Mapping[str, FieldCases], name: str, object_id: str, requests: int = 3, looks: int = 0
) -> dict[str, Case]:
    """Return the cases of each field alone: changed by name and id, kept in each spelling, emptied.

    ``looks``: the requests that look closer at what was found by name before it is changed.
    """
    cases = {}
    for option, each in fields.items():
        beside = dict(each.beside)
        for way in ({"name": name}, {"id": object_id}):
            cases["change the %s by %s" % (option, "".join(way))] = Case(
                {**way, **beside, option: each.other},
                {option: each.reads},
                (each.requests or requests) + each.lookups + (looks if "name" in way else 0),
                moved=each.moved + each.managed,
                beside=each.managed,
            )
        for number, spelling in enumerate(each.same):
            same = spelling if isinstance(spelling, Looked) else Looked(spelling, 0)
            cases["keep the %s, spelling %d" % (option, number)] = Case(
                {"name": name, **beside, option: same.value}, {}, 1 + same.lookups, changed=False
            )
        if each.empty is not None:
            cases["empty the %s" % option] = Case(
                {"name": name, option: each.empty}, {option: each.empty}, requests + looks
            )
    return cases


def plain(spellings: tuple[Any, ...]) -> Any:
    """The first of some spellings."""
    return spellings[0].value if isinstance(spellings[0], Looked) else spellings[0]


# What something that comes by itself has, unless a test says otherwise: each task about it is a change.
COMES_WITH = {"enabled": False}


@dataclass(frozen=True)
class Subject:
    """A resource and its table.

    ``resource``: its description. ``key``: the result key of the module, whose name is ``zpa_`` and that.
    ``path``: the resource's path. ``prepare`` fills the tenant. ``fields``: the options that are fields.
    ``created``: those that every creation sets. ``derived``: those that ZPA works out, which check mode
    cannot always know. ``add`` puts an object into a tenant. ``required``: what a creation must say beside
    a name, and ``furnish`` lets a microtenant have what that names. ``where``: what every task says, which
    is where the objects are, and ``label`` what it is called. ``meant``: what tasks say in the place of a
    name unless they say an id, where there are no names, and ``way``: how it is listed then.
    ``shifting``: fields that change when other objects come, go or move. ``same``, ``other``: an option
    with the value that a new object has, and with another one. ``creation``: the requests of a creation,
    and ``tells_new`` whether its answer has an id. ``names_apart``: the lists that names in results come
    from.
    ``answers``: every key that answers are known to show, with a value that is not the usual one;
    ``worked_out``: those beside that the server works out, which no value that is written changes;
    ``formerly``: further ones that other servers, or other objects, show in the place of some.
    ``members``: with what ``add`` makes an object that has others. ``section``: its list in a configuration.
    ``list_path``: the path of its list, ``elsewhere`` of that in which others look it up.
    ``searches``: whether a list can be searched by name and more. ``always``: the ids of what is
    in the list of every tenant. ``in_diff`` turns an object as it is listed into what a diff says of it.
    ``with_names`` gives a result the names that a list shows and a result may show by id.
    """

    resource: Resource
    key: str
    path: str
    prepare: Callable[[TestTenant], None]
    fields: tuple[str, ...]
    created: tuple[str, ...]
    cases: dict[str, Case]
    add: Callable[..., dict[str, Any]]
    required: dict[str, Any]
    answers: Mapping[str, Any]
    worked_out: frozenset[str]
    formerly: frozenset[str] = frozenset()
    members: Mapping[str, Any] = field(default_factory=dict)
    furnish: Callable[..., None] = as_is
    section: tuple[str, ...] = ()
    list_path: str = ""
    elsewhere: str = ""
    derived: tuple[str, ...] = ()
    where: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""
    meant: Mapping[str, Any] = field(default_factory=dict)
    way: Callable[[Mapping[str, Any]], dict[str, Any]] = every_way
    shifting: tuple[str, ...] = ()
    same: Mapping[str, Any] = field(default_factory=lambda: {"enabled": True})
    other: Mapping[str, Any] = field(default_factory=lambda: {"enabled": False})
    creation: int = 3
    tells_new: bool = True
    names_apart: int = 0
    searches: bool = True
    always: frozenset[str] = frozenset()
    in_diff: Callable[[TestTenant, dict[str, Any]], dict[str, Any]] = as_it_is
    with_names: Callable[[TestTenant, dict[str, Any]], dict[str, Any]] = as_it_is

    def __post_init__(self) -> None:
        object.__setattr__(self, "section", self.section or (self.key + "s",))
        object.__setattr__(self, "list_path", self.list_path or self.path)

    def __str__(self) -> str:
        return self.label or self.key

    @property
    def noun(self) -> str:
        return self.resource.kind.noun

    @property
    def can_change(self) -> bool:
        """Whether ZPA changes anything of one."""
        return not self.resource.not_updated

    @property
    def is_described(self) -> bool:
        """Whether a description can be given whatever one has."""
        fields = self.resource.fields
        return any(field.name == "description" and not field.is_immutable for field in fields)

    @property
    def can_be_off(self) -> bool:
        return any(field.name == "enabled" for field in self.resource.fields)

    @property
    def looks(self) -> int:
        """How many requests look closer at what a list showed before it is changed."""
        return int(self.resource.kind.may_list_less)

    @property
    def is_bare(self) -> bool:
        """Whether its list is an array, without pages and in no order."""
        return self.path in RESOURCES and RESOURCES[self.path].is_bare

    @property
    def can_be_renamed(self) -> bool:
        """Whether ZPA changes its name."""
        return not (self.resource.has_names and self.resource.field("name").is_immutable)

    def called(self, name: str) -> dict[str, str]:
        """Options that say a name, where the kind has names."""
        return {"name": name} if self.resource.has_names else {}

    @property
    def touched(self) -> dict[str, Any]:
        """Options that change something, whatever an object has."""
        return {"description": "new"} if self.is_described else dict(self.other)

    def title(self, name: str) -> str:
        """What messages call an object with a name."""
        return self.resource.title_said({**self.where, **self.meant, "name": name})

    def own(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Options without a description, where the kind has none."""
        return {name: value for name, value in options.items() if name != "description" or self.is_described}

    def run(self, zpa: TestTenant, check: bool = False, **options: Any) -> dict[str, Any]:
        meant = {} if options.get("id") else self.meant
        return zpa.run("zpa_" + self.key, check, **{**self.where, **meant, **self.own(options)})

    @property
    def is_created(self) -> bool:
        """Whether a task can create one. What it cannot create comes by itself."""
        return not self.resource.not_created

    def create(self, zpa: TestTenant, check: bool = False, **options: Any) -> dict[str, Any]:
        """Let there be one. What comes by itself has come, with a description that is another."""
        self.furnish(zpa, options.get("microtenant_id"))
        if not self.is_created:
            self._let_come(zpa, options)
        return self.run(zpa, check, **{**self.required, **options})

    def _let_come(self, zpa: TestTenant, options: Mapping[str, Any]) -> None:
        microtenant_id = options.get("microtenant_id")
        name = zpa.tenant.tidied(options["name"])
        known = zpa.tenant.table(self.path).values()
        if all((one["name"], one.get("microtenantId")) != (name, microtenant_id) for one in known):
            self.add(zpa, name, microtenant_id=microtenant_id, description="As it came", **COMES_WITH)

    def info(self, zpa: TestTenant, check: bool = False, **options: Any) -> dict[str, Any]:
        return zpa.run("zpa_%s_info" % self.key, check, **{**self.where, **options})

    def config(self, *entries: Mapping[str, Any]) -> dict[str, Any]:
        """A configuration of these alone."""
        in_path = {parent.option: self.where[parent.option] for parent in self.resource.kind.parents}
        config: Any = [{**in_path, **self.own(entry)} for entry in entries]
        for name in reversed(self.section):
            config = {name: config}
        return dict(config)

    def entries(self, config: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The entries that a configuration has of these."""
        found: Any = config
        for name in self.section:
            found = found[name]
        return list(found)

    def listed(self, zpa: TestTenant, **options: Any) -> list[dict[str, Any]]:
        return self.but_what_is_always_there(self.info(zpa, **options)[self.key + "s"])

    def but_what_is_always_there(self, shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [one for one in shown if one.get("id") not in self.always]
