# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes the configuration of a tenant as YAML files: always the same bytes. Private to this collection."""

from __future__ import annotations

import os
import re
import typing as t

import yaml
from ansible_collections.zerotrust.zpa.plugins.module_utils._files import write_files
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.sections import (
    Section,
    chosen,
    list_in,
)

from ._folder_listing import list_folder
from ._folder_yaml import FolderError, what_is_sealed
from ._tenant_folder import LISTS, TESTS
from ._yaml_plain import TEXT, UNSAFE

HEADER = """\
---
# %s.
# Written by the role zerotrust.zpa.zpa_export, read by zerotrust.zpa.zpa_tenant.
"""
# The same in every version of YAML only if quoted, beyond what the library quotes itself: numbers, also with
# signs, bases and bounds that only some versions know, and words in any case.
AMBIGUOUS = re.compile(r"[-+]?[.0-9][\w.,:+-]*|y|n|yes|no|on|off|true|false|null", re.ASCII | re.IGNORECASE)
# What nobody sees in a file, or takes for something else: characters that control, that no font shows, that
# turn the direction of a line, and blanks that look like the common one. They are written as escapes.
UNSEEN_CHARACTERS = (
    "\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u1680\u17b4"
    "\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff"
    "\uffa0\ufff0-\ufffc\ufffe\uffff\U000110bd\U000110cd\U00013430-\U0001345f\U0001bca0-\U0001bcaf"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
UNSEEN = re.compile("[%s]" % UNSEEN_CHARACTERS)
ESCAPED = re.compile(r'["\\\n%s]' % UNSEEN_CHARACTERS)
SHORT_ESCAPES = {'"': r"\"", "\\": r"\\", "\n": r"\n", "\t": r"\t"}
# Blanks that a block of lines would not show.
UNSEEN_BLANKS = re.compile(r"\A\s| \n| \Z")
# What Ansible takes for a template wherever it reads a file of variables, unless the tag tells it not to.
TEMPLATE = re.compile(r"\A#jinja2:|\{[{%#]")


class _Dumper(yaml.SafeDumper):
    """Indents lists, as yamllint wants it, keeps lines whole and texts readable."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: t.Any) -> bool:
        return True

    def write_double_quoted(self, text: str, split: bool = True) -> None:
        """Write what can be seen as it is, and the rest as escapes. The library escapes others."""
        self.write_indicator('"%s"' % ESCAPED.sub(_escape, text), True)


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    code = ord(character)
    form = "\\x%02X" if code < 0x100 else "\\u%04X" if code < 0x10000 else "\\U%08X"
    return SHORT_ESCAPES.get(character) or form % code


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = None
    if UNSEEN.search(text):
        style = '"'
    elif "\n" in text:
        style = '"' if UNSEEN_BLANKS.search(text) else "|"
    elif AMBIGUOUS.fullmatch(text):
        style = "'"
    return dumper.represent_scalar(UNSAFE if TEMPLATE.search(text) else TEXT, text, style)


_Dumper.add_representer(str, _represent_text)
_Dumper.add_multi_representer(str, _represent_text)


def file_of(path: str) -> str:
    """Return the file of a list: ``policy_rules/access.yml`` for ``policy_rules.access``."""
    return os.path.join(*path.split(".")) + ".yml"


def rendered(config: t.Mapping[str, t.Any]) -> dict[str, str]:
    """Return the files of a configuration, by their paths in the folder."""
    files = {}
    for section in chosen(None):
        value = list_in(config, section.path)
        if value is not None:
            files[file_of(section.path)] = HEADER % section.title + _dumped(section, value)
    return files


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
    # PyYAML knows no kinds of numbers and texts but Python's own.
    for kind in (str, bool, int, float):
        if isinstance(value, kind):
            return kind(value)
    return value


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
        sealed = what_is_sealed(file.before)
        if sealed:
            problems.append(
                "%s: %s, and the export would write that in the clear. Move it, or export to another folder. "
                "Nothing was written." % (path, sealed)
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
    others = sorted(
        name
        for name in set(listing.files) - set(files) - kept
        if not _has_tests_alone(os.path.join(folder, name))
    )
    if others:
        yield (
            "%s: has YAML files that this export does not write: %s. The role zpa_tenant would read them as "
            "well. Move or delete them, or export to another folder. Nothing was written."
            % (folder, ", ".join(others))
        )


def _has_tests_alone(path: str) -> bool:
    """Whether a file has tests of access and declares nothing."""
    keys = re.findall(r"^([^\s#-][^:\n]*):", _text(path), re.MULTILINE)
    return keys == [TESTS]


def _text(path: str) -> str:
    """Return what a file holds; nothing where there is none."""
    if not os.path.isfile(path):
        return ""
    with open(path, encoding="utf-8", errors="replace", newline="") as file:
        return file.read()


def write_all(files: t.Iterable[File]) -> None:
    """Write files and the folders that they are in, all or none. A link stays one. Raises NotWritten."""
    # As any files and folders of text, whatever the umask.
    write_files({os.path.realpath(file.path): file.after.encode("utf-8") for file in files}, 0o644, 0o755)
