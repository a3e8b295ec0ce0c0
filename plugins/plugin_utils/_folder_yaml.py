# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the text of a file says as Ansible reads YAML, and what is wrong with it. Private."""

from __future__ import annotations

import functools
import operator
import re
import typing as t

import yaml
from ansible_collections.zerotrust.zpa.plugins.module_utils._texts import LAYOUT, visible

from ._yaml_plain import LIST, MAPPING, TEXT, UNSAFE
from ._yaml_remedies import remedy_of

if t.TYPE_CHECKING:
    from yaml import SafeLoader as FastLoader
else:
    FastLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

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
PLACE = "%s, line %d: %s: "
MISREAD = PLACE + "is written %s, which YAML reads as %s. Put it in quotes."
SEALED_KEY = "a key is encrypted. Encrypt its value alone, or the whole file."
SEALED_OTHER = "has the tag !vault and is no text. Encrypt each text in it, or the whole file."

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


class _Tags(yaml.resolver.Resolver):
    """Tells what a node is that has no tag."""


_Tags.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(UNWANTED) and tag != INTEGER]
    for first, resolvers in FastLoader.yaml_implicit_resolvers.items()
}
# Old YAML also reads 010 as eight, 18:30:00 as seconds and 1_000 as a thousand. Names are none of that.
_Tags.add_implicit_resolver(INTEGER, re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z"), list("-+0123456789"))


class Loader(FastLoader):
    """Reads what JSON can say as well."""

    yaml_implicit_resolvers = _Tags.yaml_implicit_resolvers
    # It is asked about each node, and most of that is asked again: keys, switches.
    resolve: t.Any = staticmethod(functools.lru_cache(maxsize=4096)(_Tags().resolve))
    # No path of a file has a tag of its own. These are called for each node, and this is the least to call.
    descend_resolver: t.Any = staticmethod(operator.is_)
    ascend_resolver: t.Any = staticmethod(dict)


Loader.yaml_constructors = {
    tag: constructor
    for tag, constructor in FastLoader.yaml_constructors.items()
    if not (tag or "").endswith(UNWANTED)
}
Loader.add_constructor(VAULTED, lambda _loader, node: node.value)


class SealedFile(t.NamedTuple):
    """A file by its path, and what opens that in it which is encrypted."""

    path: str
    unseal: Unseal


def content_bit_by_bit(file: SealedFile, loader: Loader, node: t.Any, problems: list[str]) -> t.Any:
    """Return what the file says, and add what is wrong to ``problems``. Raises YAMLError."""
    _refuse_riddles(node)
    problems += _settled(file, node, "", set())
    return loader.construct_document(node)


def _settled(file: SealedFile, node: yaml.Node, where: str, seen: set[int]) -> t.Iterator[str]:
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


def yaml_problem(error: Exception) -> str:
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
