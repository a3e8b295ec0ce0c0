# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes the configuration of a tenant as YAML files: always the same bytes. Private to this collection."""

from __future__ import annotations

import os
import re
import typing as t

import yaml
from ansible_collections.zerotrust.zpa.plugins.module_utils._model.configuration import (
    Section,
    chosen,
)

from ._tenant_folder import LISTS, FolderError, list_folder

HEADER = """\
---
# %s.
# Written by the role zerotrust.zpa.zpa_export, read by zerotrust.zpa.zpa_tenant.
"""
# The same in every version of YAML only if quoted, beyond what the library quotes itself.
AMBIGUOUS = re.compile(r"[-+]?\.?[0-9][\w.:+-]*|[yYnN]|\.(inf|nan)", re.ASCII | re.IGNORECASE)
# Come back only if quoted and escaped.
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")
# Blanks that a block of lines would not show.
UNSEEN_BLANKS = re.compile(r"\A\s| \n| \Z")


class _Dumper(yaml.SafeDumper):
    """Indents lists, as yamllint wants it, keeps lines whole and texts readable."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: t.Any) -> bool:
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = None
    if UNSEEN.search(text):
        style = '"'
    elif "\n" in text:
        style = '"' if UNSEEN_BLANKS.search(text) else "|"
    elif AMBIGUOUS.fullmatch(text):
        style = "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_Dumper.add_representer(str, _represent_text)
_Dumper.add_multi_representer(str, _represent_text)


def file_of(path: str) -> str:
    """Return the file of a list: ``policy_rules/access.yml`` for ``policy_rules.access``."""
    return os.path.join(*path.split(".")) + ".yml"


def rendered(config: t.Mapping[str, t.Any]) -> dict[str, str]:
    """Return the files of a configuration, by their paths in the folder."""
    files = {}
    for section in chosen(None):
        value: t.Any = config
        for key in section.path.split("."):
            value = value.get(key) if isinstance(value, t.Mapping) else None
        if value is not None:
            files[file_of(section.path)] = HEADER % _title(section) + _dumped(section, value)
    return files


def _title(section: Section) -> str:
    if section.policy_type:
        return "The rules of the policy type %s of a ZPA tenant, in their order" % section.policy_type
    return "The %ss of a ZPA tenant" % section.resource.kind.noun


def _dumped(section: Section, entries: t.Sequence[t.Any]) -> str:
    content: t.Any = _plain(entries)
    for key in reversed(section.path.split(".")):
        content = {key: content}
    return yaml.dump(
        content,
        Dumper=_Dumper,
        allow_unicode=True,
        default_flow_style=False,
        indent=2,
        sort_keys=False,
        width=float("inf"),
    )


def _plain(value: t.Any) -> t.Any:
    """Return a value without what Ansible knows about it."""
    if isinstance(value, t.Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return str(value) if isinstance(value, str) else value


class File(t.NamedTuple):
    """A file that a folder lacks or has otherwise. ``name``: its path in it. ``before``: what it held."""

    name: str
    path: str
    before: str
    after: str


def files_to_write(folder: str, config: t.Mapping[str, t.Any], kinds: t.Collection[str] | None) -> list[File]:
    """Return the files that a folder needs to hold a configuration.

    Raises FolderError if that would go wrong. ``kinds``: what the configuration was asked for.
    """
    files = rendered(config)
    problems = [*_others(folder, files, kinds)]
    found = []
    for name, content in files.items():
        path = os.path.join(folder, name)
        file = File(name, path, _text(path), content)
        if file.before.startswith("$ANSIBLE_VAULT"):
            problems.append(
                "%s: is encrypted, and the export would write it in the clear. Move it, or export to another "
                "folder. Nothing was written." % path
            )
        if file.before != file.after:
            found.append(file)
    if problems:
        raise FolderError(problems)
    return found


def _others(folder: str, files: t.Collection[str], kinds: t.Collection[str] | None) -> t.Iterator[str]:
    """Yield a sentence if a folder has YAML files that would declare objects beside these, or might.

    The files of kinds that are not exported this time may stay.
    """
    listing = list_folder(folder)
    yield from listing.problems
    asked = {file_of(section.path) for section in chosen(kinds)}
    kept = {file_of(path) for path in LISTS} - asked
    others = sorted(set(listing.files) - set(files) - kept)
    if others:
        yield (
            "%s: has YAML files that this export does not write: %s. The role zpa_tenant would read them as "
            "well. Move or delete them, or export to another folder. Nothing was written."
            % (folder, ", ".join(others))
        )


def _text(path: str) -> str:
    """Return what a file holds; nothing where there is none."""
    if not os.path.isfile(path):
        return ""
    with open(path, encoding="utf-8", errors="replace", newline="") as file:
        return file.read()


def write_file(file: File) -> None:
    """Write a file, and the folders that it is in. It is never there by half.

    What a run that was killed leaves is hidden, so that it is no part of the tenant.
    """
    path = os.path.realpath(file.path)
    folder, name = os.path.split(path)
    _make_folder(folder)
    part = os.path.join(folder, ".%s.%d.part" % (name, os.getpid()))
    try:
        with open(part, "w", encoding="utf-8", newline="") as stream:
            stream.write(file.after)
        os.chmod(part, 0o644)
        os.replace(part, path)
    finally:
        if os.path.exists(part):
            os.unlink(part)


def _make_folder(path: str) -> None:
    if not os.path.isdir(path):
        _make_folder(os.path.dirname(path))
        os.mkdir(path)
        os.chmod(path, 0o755)  # noqa: S103  (as any folder of text)
