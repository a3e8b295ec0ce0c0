# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every secret that objects have, as their descriptions say, and tasks that could bring one out."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.registry import MANAGED
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.field_type import UPDATE_SECRET
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.fields import Field
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.options import argument_spec
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.pem import PrivateKey
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.resource import Resource
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.secret import Secret
from support.cases import OBJECTS
from support.cases.case import Subject
from support.tenants import TestTenant
from zpa_emulator.certificate_texts import made

from .echoing import HOWS, SHOWN, THROUGH
from .hostile import ANSWERS
from .secrecy import SECRETS, Keys
from .secret_cases import SAID

NAME, THERE = "New", "There"
# A text of several lines, of which each is a secret.
LINES = "lines"
CREATE, UPDATE, AGAIN, DELETE = TASKS = ("create", "update", "again", "delete")


class Holder(NamedTuple):
    """A kind with secrets in ``fields``, none where ZPA makes one. ``beside``: what else a task says."""

    subject: Subject
    fields: tuple[Field, ...]
    beside: tuple[tuple[str, Any], ...]

    @property
    def resource(self) -> Resource:
        return self.subject.resource

    def __str__(self) -> str:
        chosen = [
            str(value) for field in self.fields if field.only_with[0] for _name, value in self.beside[:1]
        ]
        return " ".join([self.subject.key, *chosen[:1]])


def secret_fields(resource: Resource) -> tuple[Field, ...]:
    return tuple(field for field in resource.fields if isinstance(field.type, Secret))


def holders() -> Iterator[Holder]:
    """Yield each kind that has secrets, once for each choice that decides which."""
    for subject in OBJECTS:
        fields = secret_fields(subject.resource)
        chosen = sorted({field.only_with for field in fields if field.only_with[0]}, key=str)
        switches = {(name, value) for name, values in chosen for value in values}
        for name, value in sorted(switches):
            those = tuple(field for field in fields if value in field.only_with[1])
            yield Holder(subject, those, ((name, value), *_places(subject, name, value)))
        if fields and not switches:
            yield Holder(subject, fields, tuple(subject.required.items()))
        if subject.resource.revealed:
            yield Holder(subject, (), tuple(subject.required.items()))


def _places(subject: Subject, switch: str, value: str) -> Iterator[tuple[str, Any]]:
    """Yield what else such an object must have, as the table of the kind says it."""
    for name, given in subject.required.items():
        field = subject.resource.field(name)
        if name != switch and field and value in (field.only_with[1] or (value,)):
            yield name, given


HOLDERS = tuple(holders())


class Case(NamedTuple):
    """A task with secrets of a kind and an answer that repeats them. ``is_wide``: as a part of a tenant."""

    holder: int
    kind: str
    task: str
    is_wide: bool
    where: str
    how: str
    said: str

    def __str__(self) -> str:
        way = "config" if self.is_wide else "module"
        return ", ".join((str(HOLDERS[self.holder]), *self[1:3], way, *self[4:]))


def kinds_of(holder: Holder) -> tuple[str, ...]:
    """Which secrets are tried: of a certificate its key in each spelling, of others any text."""
    if not holder.fields:
        return ("made by ZPA",)
    if any(isinstance(field.type, PrivateKey) for field in holder.fields):
        return ("PEM", "PEM with CR", "PEM with blanks around")
    return (*SECRETS, LINES)


def all_cases() -> Iterator[Case]:
    for number, holder in enumerate(HOLDERS):
        tasks = TASKS if holder.fields else (CREATE, AGAIN)
        for kind, task, is_wide in itertools.product(kinds_of(holder), tasks, (False, True)):
            for how in HOWS:
                if how in (THROUGH, SHOWN):
                    yield Case(number, kind, task, is_wide, "write", how, SAID[0])
                else:
                    yield from (
                        Case(number, kind, task, is_wide, where, how, said)
                        for where in (("read", "write", "reread") if how in ANSWERS else ("write",))
                        for said in SAID
                    )


def told(case: Case, keys: Keys, number: int = 0) -> tuple[dict[str, Any], set[str]]:
    """Return the options of a case and the secrets in them. ``number``: which of its kind it is about."""
    holder = HOLDERS[case.holder]
    options: dict[str, Any] = {"name": name_of(case.task, number), **dict(holder.beside)}
    for field in holder.fields:
        options[field.name] = _text(field, case.kind, keys, options)
    secrets = {str(options[field.name]) for field in holder.fields}
    if case.task == DELETE:
        options["state"] = "absent"
    elif case.task in (UPDATE, AGAIN) and UPDATE_SECRET in argument_spec(holder.resource):
        options[UPDATE_SECRET] = "always"
    return options, secrets


def name_of(task: str, number: int) -> str:
    return "%s %d" % (THERE if task in (UPDATE, DELETE) else NAME, number)


def task_of(case: Case, options: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the module of a case and its options."""
    resource = HOLDERS[case.holder].resource
    if case.is_wide:
        return "zpa_config", {"config": {resource.list_key: [options]}}
    return "zpa_" + resource.key, options


def add_there(zpa: TestTenant, number: int, name: str) -> None:
    """Let a tenant have an object of a holder, which tasks change or delete."""
    holder = HOLDERS[number]
    secret = {field.name for field in holder.fields}
    found = [
        (holder.resource.field(option), value) for option, value in holder.beside if option not in secret
    ]
    values = {field.wire: value for field, value in found if field and field.name != "certificate"}
    holder.subject.add(zpa, name, **values)


def _text(field: Field, kind: str, keys: Keys, options: dict[str, Any]) -> str:
    if isinstance(field.type, PrivateKey):
        # One of a certificate is looked at by ZPA, which wants the key of the certificate.
        key = made("web.example.com", "ca.example.com").key
        return {
            "PEM": key,
            "PEM with CR": key.replace("\n", "\r\n"),
            "PEM with blanks around": "\n  %s  \n" % key,
        }[kind]
    if kind == LINES:
        return keys.pem
    # Those of a task differ, and say nothing that other texts say.
    return "%sOf%07d" % (SECRETS[kind], len(options))


def tried() -> set[tuple[str, str]]:
    """Return each option that tasks here have, and each secret that ZPA makes, by its kind."""
    own = {(one.resource.key, field.name) for one in HOLDERS for field in one.fields}
    made_by_zpa = {one.resource for one in HOLDERS if not one.fields}
    return own | {(one.key, one.revealed.result) for one in made_by_zpa if one.revealed}


def described() -> set[tuple[str, str]]:
    """Return what ansible-core is told to be a secret wherever it is in a kind, and what kinds reveal."""
    own = {(one.key, name) for one in MANAGED for name in _unlogged(argument_spec(one))}
    return own | {(one.key, one.revealed.result) for one in MANAGED if one.revealed}


def _unlogged(spec: Mapping[str, Any]) -> Iterator[str]:
    for name, option in spec.items():
        if option.get("no_log"):
            yield name
        yield from _unlogged(option.get("options") or {})
