# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes data of YAML that is nothing but data, as nearly all of it is. Private to this collection.

One look at each node takes the place of several: whether it is inside of itself, whether a key is there
twice, whether a tag means more than YAML says, and what it is.
"""

from __future__ import annotations

import typing as t

import yaml

TEXT = "tag:yaml.org,2002:str"
LIST, MAPPING = "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"
# What Ansible knows beyond YAML: a value that is no template.
UNSAFE = "!unsafe"
SIMPLE = tuple("tag:yaml.org,2002:" + word for word in ("bool", "float", "int", "null"))


class NotPlain(Exception):
    """There is more in it than data, or something wrong. Who looks at one thing after the other can tell."""


def plain_content(loader: t.Any, root: yaml.Node) -> t.Any:
    """Return what a node and all below it say. Raises NotPlain."""
    # What aliases stand for by the ids of nodes, None while it is not complete; and switches and numbers.
    built: dict[int, t.Any] = {}
    known: dict[tuple[str, str], t.Any] = {}

    def of(node: yaml.Node) -> t.Any:
        tag = node.tag
        if node.__class__ is yaml.ScalarNode:
            if tag in (TEXT, UNSAFE):
                return node.value
            if tag not in SIMPLE:
                raise NotPlain
            said = (tag, node.value)
            if said not in known:
                known[said] = loader.yaml_constructors[tag](loader, node)
            return known[said]
        if id(node) in built:
            if built[id(node)] is None:
                raise NotPlain
            return built[id(node)]
        built[id(node)] = None
        found: t.Any
        if node.__class__ is yaml.MappingNode and tag == MAPPING:
            found = {}
            for key, value in node.value:
                if key.tag != TEXT or key.__class__ is not yaml.ScalarNode or key.value in found:
                    raise NotPlain
                found[key.value] = of(value)
        elif node.__class__ is yaml.SequenceNode and tag == LIST:
            found = list(map(of, node.value))
        else:
            raise NotPlain
        built[id(node)] = found
        return found

    return of(root)
