# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads a folder of YAML files as the configuration of a tenant. Private to this collection."""

from __future__ import annotations

import errno
import functools
import operator
import os
import re
import stat
import typing as t
from types import MappingProxyType

import yaml
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.options import ACCESS_TESTS
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
from ansible_collections.zerotrust.zpa.plugins.module_utils._texts import LAYOUT, visible
from ansible_collections.zerotrust.zpa.plugins.module_utils._words import near_matches

from ._yaml_plain import LIST, MAPPING, TEXT, UNSAFE, NotPlain, plain_content
from ._yaml_remedies import remedy_of

if t.TYPE_CHECKING:
    from yaml import SafeLoader as FastLoader
else:
    FastLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

EXTENSIONS = (".yml", ".yaml")
# A name that somebody may take for that of a YAML file, with what its own name then is.
ALMOST = re.compile(r"#?(.+\.(?:ya?ml|json))([^a-z0-9].*)?", re.IGNORECASE | re.DOTALL)
# A misspelled ending, or that of another kind of JSON.
MISSPELLED = re.compile(r".+\.(y[^.]*|a?ml|[^.]*ya?ml[^.]*|json[^.]*)", re.IGNORECASE | re.DOTALL)
# What YAML can say and a configuration cannot. A date is a text like any other.
UNWANTED = ("timestamp", "binary", "set", "omap", "pairs")
# What YAML means by a sign that stands where a text should.
SIGNS = {
    "tag:yaml.org,2002:value": "the key of a default value",
    "tag:yaml.org,2002:merge": "the key of a merge",
}
PLAIN_TAGS = {yaml.ScalarNode: TEXT, yaml.SequenceNode: LIST, yaml.MappingNode: MAPPING}
# What is encrypted.
VAULT = ("!vault", "!vault-encrypted")
VAULTED = "!vaulted"
INTEGER = "tag:yaml.org,2002:int"
LISTS = tuple(section.path for section in SECTIONS)
# What a folder has beside what it declares: tests of who reaches what.
TESTS = "access_tests"
TOP = (*dict.fromkeys(path.split(".")[0] for path in LISTS), TESTS)
TYPES = tuple(path.partition(".")[2] for path in LISTS if "." in path)
# The names that the files and folders of an export have, without their extension.
BARE = (RULES, *(path.rpartition(".")[2] for path in LISTS))
SPEC = {**config_argument_spec()[CONFIG]["options"], TESTS: ACCESS_TESTS}
# What begins a key that declares nothing: what it holds is there to be given an anchor.
OWN = "x-"
# A key that somebody may have meant so: as other programs write theirs, or almost as here.
ALMOST_OWN = re.compile(r"[^a-z0-9]*x?[^a-z0-9]+(.*)", re.IGNORECASE | re.DOTALL)
# Where a null says nothing at all, so that somebody must have meant the word.
NEVER_NULL = ("name", "lhs", "rhs")

PLACE = "%s, line %d: %s: "
PLACE_OF_TEST = "place"
MISREAD = PLACE + "is written %s, which YAML reads as %s. Put it in quotes."

SEALED_KEY = "a key is encrypted. Encrypt its value alone, or the whole file."
MEND = "Mend it, remove it, or begin its name with a dot."
SEALED_OTHER = "has the tag !vault and is no text. Encrypt each text in it, or the whole file."

# Takes a path and returns what the file holds, decrypted if need be.
ReadFile = t.Callable[[str], str]
# Takes an encrypted text and returns it as Ansible knows it, which is as a text what was encrypted. Raises
# FolderError, with the end of a sentence.
Unseal = t.Callable[[str], t.Any]


class FolderError(Exception):
    """A folder that is no configuration. ``problems``: a sentence for each reason, with the file.

    Whoever may add a file may give it any name, and write anything into it, so they are made visible.
    """

    def __init__(self, problems: t.Sequence[str]) -> None:
        self.problems = [visible(problem, LAYOUT) for problem in problems]
        count = "%d problems were found in the files:\n- " % len(problems) if len(problems) > 1 else ""
        super().__init__(count + "\n- ".join(self.problems))


class Vaulted(str):
    """A text that was encrypted in its file. ``sealed``: as Ansible knows it, which tells it is a secret."""

    sealed: t.Any

    def __new__(cls, sealed: t.Any) -> Vaulted:
        text = super().__new__(cls, str(sealed))
        text.sealed = sealed
        return text


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


class _Loader(FastLoader):
    """Reads what JSON can say as well."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._tags: dict[str, str] = {}

    # No path of a file has a tag of its own. These are called for each node, and this is the least to call.
    descend_resolver: t.Any = staticmethod(operator.is_)
    ascend_resolver: t.Any = staticmethod(dict)

    def resolve(self, kind: type[yaml.Node], value: t.Any, implicit: t.Any) -> str:
        """Return the tag of a node that has none. What has no quotes says it by itself."""
        resolve: t.Any = super().resolve
        if kind is not yaml.ScalarNode or not implicit[0]:
            return str(resolve(kind, value, implicit))
        tag = self._tags.get(value)
        if tag is None:
            tag = self._tags[value] = str(resolve(kind, value, implicit))
        return tag


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


_Loader.add_constructor(VAULTED, lambda _loader, node: node.value)


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


class FolderListing(t.NamedTuple):
    """The paths of the YAML files below a folder, relative to it, in order.

    ``problems``: a sentence for everything that could be or hold such a file and cannot be read.
    ``empty``: the folders below it with nothing at all inside.
    """

    files: list[str]
    problems: list[str]
    empty: list[str]


def list_folder(folder: str) -> FolderListing:
    """Return what a folder has that counts; nothing if it does not exist.

    What would be passed over in silence would be deleted where everything else is declared. Only hidden files
    and folders do not count, those with names of another kind, and copies beside what they are copies of.
    Links are followed, in circles they are not.
    """
    found = FolderListing([], [], [])
    if os.path.lexists(folder):
        _list_below(found, folder, "", set())
    return found._replace(files=sorted(found.files))


def _list_below(found: FolderListing, folder: str, below: str, seen: set[str]) -> None:
    where = os.path.join(folder, below)
    real = os.path.realpath(where)
    if real in seen:
        return
    seen.add(real)
    try:
        names = sorted(os.listdir(where))
    except OSError as error:
        found.problems.append("%s: cannot be listed: %s. %s" % (where, error.strerror, MEND))
        return
    if below and not names:
        found.empty.append(where)
    for name in names:
        path = os.path.join(below, name)
        if name.startswith("."):
            continue
        try:
            mode = os.stat(os.path.join(folder, path)).st_mode
        except OSError as error:
            found.problems.append(
                "%s: cannot be read: %s. %s" % (os.path.join(folder, path), _why(error), MEND)
            )
            continue
        if stat.S_ISDIR(mode):
            _list_below(found, folder, path, seen)
        elif name.endswith(EXTENSIONS):
            if stat.S_ISREG(mode):
                found.files.append(path)
            else:
                found.problems.append(
                    "%s: is no file, but a pipe or a device. %s" % (os.path.join(folder, path), MEND)
                )
        elif _is_almost_ours(name, names):
            found.problems.append(
                "%s: is not read, since its name does not end in .yml or .yaml. Rename it, move it to "
                "another folder, or begin its name with a dot." % os.path.join(folder, path)
            )


def _why(error: OSError) -> str:
    """Return why a file is not there to be read; of a link the system says that its file is missing."""
    return "it is a link to nothing" if error.errno == errno.ENOENT else str(error.strerror)


def _is_almost_ours(name: str, beside: t.Collection[str]) -> bool:
    """Whether a file that does not count looks like one that does, and is no copy of one beside it."""
    almost = ALMOST.fullmatch(name)
    if almost:
        return not (almost[2] and almost[1] in beside)
    return name.lower() in BARE or bool(MISSPELLED.fullmatch(name))


def _add_file(
    found: TenantFolder, problems: list[str], path: str, read_file: ReadFile, unseal: Unseal
) -> None:
    """Add what a file declares, or what is wrong with it."""
    try:
        loader = _Loader(read_file(path))
        node = loader.get_single_node()
        try:
            content = plain_content(loader, node) if node else None
        except NotPlain:
            content = _content_bit_by_bit(_File(path, unseal), loader, node, problems)
    except FolderError as error:
        problems += error.problems
        return
    except OSError as error:
        problems.append("%s: cannot be read: %s. %s" % (path, error.strerror, MEND))
        return
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problems.append("%s: %s" % (path, _told(error)))
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


class _File(t.NamedTuple):
    path: str
    unseal: Unseal


def _content_bit_by_bit(file: _File, loader: _Loader, node: t.Any, problems: list[str]) -> t.Any:
    """Return what the file says, and add what is wrong to ``problems``. Raises YAMLError."""
    _refuse_riddles(node)
    problems += _settled(file, node, "", set())
    return loader.construct_document(node)


def _settled(file: _File, node: yaml.Node, where: str, seen: set[int]) -> t.Iterator[str]:
    """Let a node and all below it be what Ansible takes them for, and yield a sentence for what is none.

    That becomes a text, so that all is read.
    """
    if id(node) in seen:
        return
    seen.add(id(node))
    place = (file.path, node.start_mark.line + 1, where)
    if node.tag in VAULT and not isinstance(node, yaml.ScalarNode):
        yield PLACE % place + SEALED_OTHER
    if node.tag == UNSAFE or (node.tag in VAULT and not isinstance(node, yaml.ScalarNode)):
        node.tag = PLAIN_TAGS[type(node)]
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.tag in VAULT:
                yield PLACE % (file.path, key.start_mark.line + 1, where or "its keys") + SEALED_KEY
            if key.tag in (UNSAFE, *VAULT):
                key.tag = PLAIN_TAGS[type(key)]
            name = "%s.%s" % (where, key.value) if where else str(key.value)
            yield from _settled(file, value, name, seen)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from _settled(file, value, "%s[%d]" % (where, number), seen)
    elif node.tag in SIGNS:
        yield MISREAD % (*place, node.value, SIGNS[node.tag])
        node.tag = TEXT
    elif node.tag in VAULT:
        try:
            node.value, node.tag = Vaulted(file.unseal(node.value)), VAULTED
        except FolderError as error:
            yield PLACE % place + str(error)
            node.tag = TEXT


def what_is_sealed(text: str) -> str:
    """Return what is encrypted in a file, as the part of a sentence; nothing where nothing is."""
    if text.startswith("$ANSIBLE_VAULT"):
        return "is encrypted"
    try:
        tags = [token.value for token in yaml.scan(text, FastLoader) if isinstance(token, yaml.TagToken)]
    except yaml.YAMLError:
        return ""
    return "has values that are encrypted" if any("".join(tag) in VAULT for tag in tags) else ""


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
    """Return what is wrong with a text, and what to do."""
    if isinstance(error, UnicodeDecodeError):
        return "is not UTF-8. Save it in that encoding."
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        said = " ".join(str(error).split())
        return "is no YAML: %s. %s" % (said, remedy_of(said))
    mark = error.problem_mark
    words = [error.context or "", error.problem or ""]
    said = ": ".join(filter(None, words))
    where = (mark.line + 1, mark.column + 1)
    return "line %d, column %d is no YAML that can be read: %s. %s" % (*where, said, remedy_of(said))


def _either(words: t.Sequence[str]) -> str:
    return "%s or %s" % (", ".join(words[:-1]), words[-1])
