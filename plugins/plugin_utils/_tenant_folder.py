# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads a folder of YAML files as the configuration of a tenant. Private to this collection."""

from __future__ import annotations

import os
import re
import typing as t

import yaml
from ansible_collections.zerotrust.zpa.plugins.module_utils._model.configuration import (
    CONFIG,
    RULES,
    SECTIONS,
)

if t.TYPE_CHECKING:
    from yaml import SafeLoader as FastLoader
else:
    FastLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

EXTENSIONS = (".yml", ".yaml")
# What YAML can say and a configuration cannot. A date is a text like any other.
UNWANTED = ("timestamp", "binary", "set", "omap", "pairs")
INTEGER = "tag:yaml.org,2002:int"
LISTS = tuple(section.path for section in SECTIONS)
TOP = tuple(dict.fromkeys(path.split(".")[0] for path in LISTS))
TYPES = tuple(path.partition(".")[2] for path in LISTS if "." in path)

# Takes a path and returns what the file holds, decrypted if need be.
ReadFile = t.Callable[[str], str]


class FolderError(Exception):
    """A folder that is no configuration. ``problems``: a sentence for each reason, with the file."""

    def __init__(self, problems: t.Sequence[str]) -> None:
        count = "%d problems were found in the files:\n- " % len(problems) if len(problems) > 1 else ""
        super().__init__(count + "\n- ".join(problems))
        self.problems = list(problems)


class Place(t.NamedTuple):
    """Where an entry of a list comes from. ``position``: its place in the list of the file."""

    file: str
    line: int
    position: int


class TenantFolder(t.NamedTuple):
    """What a folder declares. ``places``: of the entries of each list, as of ``policy_rules.access``."""

    config: dict[str, t.Any]
    places: dict[str, list[Place]]

    def located(self, sentence: str) -> str:
        """Return a sentence with the file and the line wherever it has a place of the configuration."""
        return _ENTRY.sub(self._located, sentence)

    def _located(self, found: re.Match[str]) -> str:
        places, number = self.places.get(found[1], []), int(found[2])
        if number >= len(places):
            return found[0]
        file, line, position = places[number]
        return "%s, line %d: %s[%d]" % (file, line, found[1], position)


_ENTRY = re.compile(r"\b%s\.((?:%s\.)?[a-z_]+)\[(\d+)\]" % (CONFIG, RULES))


class _Loader(FastLoader):
    """Reads what JSON can say as well."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(UNWANTED) and tag != INTEGER]
    for first, resolvers in FastLoader.yaml_implicit_resolvers.items()
}
# Old YAML also reads 010 as eight, 18:30:00 as seconds and 1_000 as a thousand. Names are none of that.
_Loader.add_implicit_resolver(INTEGER, re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z"), list("-+0123456789"))
_Loader.yaml_constructors = {
    tag: constructor
    for tag, constructor in FastLoader.yaml_constructors.items()
    if not (tag or "").endswith(UNWANTED)
}


def read_folder(folder: str, read_file: ReadFile) -> TenantFolder:
    """Return what the YAML files of a folder declare, their lists joined in the order of their paths.

    Raises FolderError with everything that is wrong, or what ``read_file`` raises.
    """
    if not os.path.isdir(folder):
        reason = "is no folder" if os.path.exists(folder) else "does not exist"
        raise FolderError(["%s: %s." % (folder, reason)])
    found = TenantFolder({}, {})
    problems: list[str] = []
    paths = yaml_files(folder)
    if not paths:
        problems.append("%s: has no YAML file. Their names end in .yml or .yaml." % folder)
    for path in paths:
        _add_file(found, problems, os.path.join(folder, path), read_file)
    if problems:
        raise FolderError(problems)
    return found


def yaml_files(folder: str) -> list[str]:
    """Return the paths of the YAML files below a folder, relative to it, in order.

    Hidden files and folders do not count. Links are followed, in circles they are not.
    """
    found: list[str] = []
    seen: set[str] = set()
    for where, folders, files in os.walk(folder, followlinks=True):
        if os.path.realpath(where) in seen:
            folders.clear()
            continue
        seen.add(os.path.realpath(where))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [
            os.path.relpath(os.path.join(where, name), folder)
            for name in files
            if name.endswith(EXTENSIONS) and not name.startswith(".")
        ]
    return sorted(found)


def _add_file(found: TenantFolder, problems: list[str], path: str, read_file: ReadFile) -> None:
    """Add what a file declares, or what is wrong with it."""
    try:
        loader = _Loader(read_file(path))
        node = loader.get_single_node()
        _refuse_riddles(node)
        content = loader.construct_document(node) if node else None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problems.append("%s: %s" % (path, _told(error)))
        return
    if node is None or not isinstance(content, dict):
        problems.append("%s: is no mapping. Its keys can be %s." % (path, _either(TOP)))
        return
    for key, value in content.items():
        if key not in TOP:
            problems.append("%s: unknown key '%s'. Keys can be %s." % (path, key, _either(TOP)))
        elif key != RULES:
            _add_list(found, problems, path, key, value, node)
        elif not isinstance(value, dict):
            problems.append("%s: %s is no mapping. Its keys can be %s." % (path, key, _either(TYPES)))
        else:
            for policy_type, rules in value.items():
                if policy_type in TYPES:
                    _add_list(found, problems, path, "%s.%s" % (RULES, policy_type), rules, node)
                else:
                    problems.append(
                        "%s: unknown policy type '%s' in %s. It can be %s."
                        % (path, policy_type, RULES, _either(TYPES))
                    )
        if key == RULES and value == {}:
            found.config.setdefault(RULES, {})


def _add_list(
    found: TenantFolder, problems: list[str], path: str, name: str, value: t.Any, root: yaml.Node
) -> None:
    if not isinstance(value, list):
        hint = " [] is an empty one." if value is None else ""
        problems.append("%s: %s is no list.%s" % (path, name, hint))
        return
    where, dot, key = name.rpartition(".")
    lists = found.config.setdefault(where, {}) if dot else found.config
    lists.setdefault(key, []).extend(value)
    node = root
    for part in name.split("."):
        # What is merged comes first, and is overridden by what follows.
        node = [child for parent, child in node.value if parent.value == part][-1]
    found.places.setdefault(name, []).extend(
        Place(path, entry.start_mark.line + 1, position) for position, entry in enumerate(node.value)
    )


def _refuse_riddles(
    node: yaml.Node | None, above: tuple[int, ...] = (), seen: set[int] | None = None
) -> None:
    """Raise if a node is inside of itself, or a mapping has a key twice, of which YAML would drop one."""
    seen = set() if seen is None else seen
    if node is None or isinstance(node, yaml.ScalarNode):
        return
    if id(node) in above:
        raise yaml.MarkedYAMLError(
            problem="an alias is inside of what it stands for", problem_mark=node.start_mark
        )
    if id(node) in seen:
        return
    seen.add(id(node))
    inner = node.value
    if isinstance(node, yaml.MappingNode):
        inner = [value for _key, value in node.value]
        keys: set[str] = set()
        for key in (key for key, _value in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in keys:
                problem = "the key '%s' is there twice" % key.value
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=key.start_mark)
            keys.add(key.value)
    for value in inner:
        _refuse_riddles(value, (*above, id(node)), seen)


def _told(error: Exception) -> str:
    """Return what is wrong with a text, in one sentence."""
    if isinstance(error, UnicodeDecodeError):
        return "is not UTF-8."
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return "is no YAML: %s." % " ".join(str(error).split())
    mark = error.problem_mark
    words = [error.context or "", error.problem or ""]
    said = ": ".join(filter(None, words))
    return "line %d, column %d is no YAML that can be read: %s." % (mark.line + 1, mark.column + 1, said)


def _either(words: t.Sequence[str]) -> str:
    return "%s or %s" % (", ".join(words[:-1]), words[-1])
