# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads a folder of YAML files as the configuration of a tenant. Private to this collection."""

from __future__ import annotations

import functools
import os
import re
import typing as t
from types import MappingProxyType

import yaml
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.options import ACCESS_TESTS
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.collector import looking_rarely
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.complaints import complaints, without_echoes
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.exact import exactness
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.unquoted import (
    TEXTS,
    Leaf,
    leaves,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.sections import (
    CONFIG,
    RULES,
    SECTIONS,
    config_argument_spec,
    prepared,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._texts import visible
from ansible_collections.zerotrust.zpa.plugins.module_utils._words import near_matches

from ._folder_listing import MEND, list_folder
from ._folder_yaml import MISREAD, FolderError, Loader, SealedFile, Unseal, content_bit_by_bit, yaml_problem
from ._yaml_plain import NotPlain, plain_content

LISTS = tuple(section.path for section in SECTIONS)
# What a folder has beside what it declares: tests of who reaches what.
TESTS = "access_tests"
TOP = (*dict.fromkeys(path.split(".")[0] for path in LISTS), TESTS)
TYPES = tuple(path.partition(".")[2] for path in LISTS if "." in path)
SPEC = {**config_argument_spec()[CONFIG]["options"], TESTS: ACCESS_TESTS}
# What begins a key that declares nothing: what it holds is there to be given an anchor.
OWN = "x-"
# A key that somebody may have meant so: as other programs write theirs, or almost as here.
ALMOST_OWN = re.compile(r"[^a-z0-9]*x?[^a-z0-9]+(.*)", re.IGNORECASE | re.DOTALL)
# Where a null says nothing at all, so that somebody must have meant the word.
NEVER_NULL = ("name", "lhs", "rhs")

PLACE_OF_TEST = "place"

# Takes a path and returns what the file holds, decrypted if need be.
ReadFile = t.Callable[[str], str]


class EntryPlace(t.NamedTuple):
    """Where an entry of a list comes from. ``position``: its place in the list of the file.

    ``options``: the line of each option that it has. What is merged into it is where the anchor is.
    """

    file: str
    line: int
    position: int
    options: t.Mapping[str, int] = MappingProxyType({})


class TenantFolder(t.NamedTuple):
    """What a folder declares. ``places``: of the entries of each list, as of ``policy_rules.access``.

    ``access_tests``: each with its file and line.
    """

    config: dict[str, t.Any]
    places: dict[str, list[EntryPlace]]
    access_tests: t.Sequence[dict[str, t.Any]] = ()

    def located(self, sentence: str) -> str:
        """Return a sentence with the file and the line wherever it has a place of the configuration."""
        return ENTRY.sub(self._located, sentence)

    def _located(self, found: re.Match[str]) -> str:
        spot = self.spot(found)
        if spot is None:
            return found[0]
        place = (visible(spot.file), spot.options.get(found[3], spot.line), found[1], spot.position)
        return "%s, line %d: %s[%d]" % place + (".%s" % found[3] if found[3] else "")

    def spot(self, found: re.Match[str]) -> EntryPlace | None:
        """Return where an entry comes from that ``ENTRY`` has found, None if it is none of these."""
        places, number = self.places.get(found[1], ()), int(found[2])
        return places[number] if number < len(places) else None


# The place of an entry in a sentence: its list, its number and the option.
ENTRY = re.compile(r"\b%s\.((?:%s\.)?[a-z_]+)\[(\d+)\](?:\.([a-z_]+))?" % (CONFIG, RULES))


def read_folder(folder: str, read_file: ReadFile, unseal: Unseal) -> TenantFolder:
    """Return what the YAML files of a folder declare, their lists joined in the order of their paths.

    What was encrypted alone is ``Vaulted``. Raises FolderError with everything that is wrong, or what
    ``read_file`` raises.
    """
    if not os.path.isdir(folder):
        reason = "is no folder" if os.path.exists(folder) else "does not exist"
        raise FolderError(["%s: %s. Correct the path." % (folder, reason)])
    found = TenantFolder({}, {})
    listing = list_folder(folder)
    problems = listing.problems + [
        "%s: is empty. Remove it, or bring back what belongs there, such as a submodule or a mounted folder."
        % path
        for path in listing.empty
    ]
    if not listing.files and not problems:
        problems.append("%s: has no YAML file. Their names end in .yml or .yaml." % folder)
    # Reading made twice as many objects as it keeps, and Python would go through all of them again and again.
    with looking_rarely():
        for path in listing.files:
            _add_file(found, problems, os.path.join(folder, path), read_file, unseal)
    tests = _tests_of(found, problems)
    if problems:
        raise FolderError(problems)
    return found._replace(access_tests=tests)


def _tests_of(found: TenantFolder, problems: list[str]) -> list[dict[str, t.Any]]:
    """Take the tests out of what is declared, and return them. Adds to ``problems`` what is none."""
    tests: list[dict[str, t.Any]] = []
    for test, place in zip(found.config.pop(TESTS, ()), found.places.pop(TESTS, ()), strict=True):
        where = "%s, line %d" % (place.file, place.line)
        path = "%s[%d]" % (TESTS, place.position)
        if not isinstance(test, dict):
            problems.append("%s: %s: is no dictionary. Give who, what and expect." % (where, path))
            continue
        spec = {name: option for name, option in ACCESS_TESTS["options"].items() if name != PLACE_OF_TEST}
        wrong = without_echoes(list(complaints(spec, test, path + ".")))
        problems += ["%s: %s" % (where, sentence) for sentence in wrong]
        tests.append({**test, PLACE_OF_TEST: where})
    return tests


def _add_file(
    found: TenantFolder, problems: list[str], path: str, read_file: ReadFile, unseal: Unseal
) -> None:
    """Add what a file declares, or what is wrong with it."""
    try:
        loader = Loader(read_file(path))
        node = loader.get_single_node()
        try:
            content = plain_content(loader, node) if node else None
        except NotPlain:
            content = content_bit_by_bit(SealedFile(path, unseal), loader, node, problems)
    except FolderError as error:
        problems += error.problems
        return
    except OSError as error:
        problems.append("%s: cannot be read: %s. %s" % (path, error.strerror, MEND))
        return
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problems.append("%s: %s" % (path, yaml_problem(error)))
        return
    if node is None or not isinstance(content, dict):
        problems.append("%s: is no mapping. Its keys can be %s." % (path, _either(TOP)))
        return
    if not _is_exact()(dict(_declaring(content))):
        problems += _miswritten(path, content, node)
    for key, value in _declaring(content):
        if key not in TOP:
            hint = near_matches(str(key), TOP) + _meant_as_own(str(key))
            problems.append("%s: unknown key '%s'. Keys can be %s.%s" % (path, key, _either(TOP), hint))
        elif key != RULES:
            _add_list(found, problems, path, key, value, node)
        elif not isinstance(value, dict):
            problems.append("%s: %s is no mapping. Its keys can be %s." % (path, key, _either(TYPES)))
        else:
            for policy_type, rules in _declaring(value):
                if policy_type in TYPES:
                    _add_list(found, problems, path, "%s.%s" % (RULES, policy_type), rules, node)
                else:
                    hint = near_matches(str(policy_type), TYPES) + _meant_as_own(str(policy_type))
                    problems.append(
                        "%s: unknown policy type '%s' in %s. It can be %s.%s"
                        % (path, policy_type, RULES, _either(TYPES), hint)
                    )
        if key == RULES and value == {}:
            found.config.setdefault(RULES, {})


@functools.cache
def _is_exact() -> t.Callable[[t.Any], bool]:
    return exactness({name: option for name, option in SPEC.items() if name != TESTS})


def _declaring(content: dict[t.Any, t.Any]) -> list[tuple[t.Any, t.Any]]:
    """Return the keys and values of a mapping but for those that begin with ``x-``."""
    return [pair for pair in content.items() if not str(pair[0]).startswith(OWN)]


def _meant_as_own(key: str) -> str:
    """Return a sentence for a key that may be meant to declare nothing, with a blank before it, or ""."""
    found = ALMOST_OWN.fullmatch(key)
    if not found or not found[1]:
        return ""
    return " A key that declares nothing begins with x-, for example '%s%s'." % (OWN, found[1])


def _miswritten(path: str, content: dict[str, t.Any], root: yaml.Node) -> t.Iterator[str]:
    """Yield a sentence for each text that YAML took for something else, since it has no quotes."""
    prepared({CONFIG: content})
    for leaf in leaves(SPEC, content):
        if leaf.takes not in TEXTS or isinstance(leaf.value, str):
            continue
        node = _node_at(root, leaf.way)
        if not isinstance(node, yaml.ScalarNode) or not _is_another(leaf, node):
            continue
        value = "nothing" if leaf.value is None else str(leaf.value)
        yield MISREAD % (
            path,
            node.start_mark.line + 1,
            leaf.path,
            node.value,
            value.lower() if isinstance(leaf.value, bool) else value,
        )


def _is_another(leaf: Leaf, node: yaml.ScalarNode) -> bool:
    """Whether the value of a text is none, or a number that is not what is written."""
    if leaf.value is None:
        # Nothing at all after the colon is no word.
        return bool(node.value) and (leaf.key in NEVER_NULL or isinstance(leaf.key, int))
    return isinstance(leaf.value, (bool, float)) or (
        isinstance(leaf.value, int) and node.value != str(leaf.value)
    )


def _node_at(root: yaml.Node, way: t.Iterable[t.Union[str, int]]) -> yaml.Node | None:
    """Return the node at the end of a way of keys and places."""
    node: yaml.Node | None = root
    for step in way:
        if isinstance(node, yaml.MappingNode) and isinstance(step, str):
            # What is merged comes first, and is overridden by what follows.
            node = next((child for parent, child in reversed(node.value) if parent.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
        # Elsewhere one dictionary stands for a list.
    return node


def _add_list(
    found: TenantFolder, problems: list[str], path: str, name: str, value: t.Any, root: yaml.Node
) -> None:
    if not isinstance(value, list):
        hint = " [] is an empty one." if value is None else " Begin each entry with a dash."
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
        EntryPlace(path, entry.start_mark.line + 1, position, _lines_in(entry))
        for position, entry in enumerate(node.value)
    )


def _lines_in(entry: yaml.Node) -> dict[str, int]:
    """Return the line of each key of a mapping. What is merged comes first, and what follows overrides it."""
    if not isinstance(entry, yaml.MappingNode):
        return {}
    return {str(key.value): key.start_mark.line + 1 for key, _value in entry.value}


def _either(words: t.Sequence[str]) -> str:
    return "%s or %s" % (", ".join(words[:-1]), words[-1])
