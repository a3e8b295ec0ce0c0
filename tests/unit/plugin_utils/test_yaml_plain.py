# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""YAML that is nothing but data says the same as when it is looked at bit by bit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.zerotrust.zpa.plugins.plugin_utils import _tenant_folder
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._folder_yaml import Loader
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._tenant_files import rendered
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._yaml_plain import NotPlain, plain_content

PLAIN = """
texts: [a, 'b', "c", 1:30, 2026-01-01, 010, !unsafe '{{ x }}']
others: [1, -2, 1.5, true, No, ~, ]
empty: {list: [], mapping: {}, text: '', nothing: }
shared: &shared {name: A}
again: *shared
"""


def read(text: str) -> tuple[Any, Any]:
    loader = Loader(text)
    return loader, loader.get_single_node()


def test_plain_data_is_what_yaml_makes_of_it() -> None:
    found = plain_content(*read(PLAIN))
    loader, node = read(PLAIN.replace("!unsafe ", ""))
    assert found == loader.construct_document(node)
    assert [type(one) for one in found["others"]] == [int, int, float, bool, bool, type(None)]
    assert found["again"] is found["shared"]


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\na: 2",
        "a: &a [*a]",
        "a: &a {b: 1}\nc: {<<: *a}",
        "1: a",
        "a: !vault b",
        "a: =",
        "a: !unsafe [b]",
        "? [a]\n: b",
        "a: !!set {b}",
    ],
)
def test_what_is_more_than_data_is_left_to_others(text: str) -> None:
    with pytest.raises(NotPlain):
        plain_content(*read(text))


def test_tags_are_those_that_yaml_finds() -> None:
    words = ["a", "yes", "1", "", "~", "1.5", "=", "<<", "2026-01-01"]
    text = yaml.safe_dump(words, default_style=None)
    plain = "[%s]" % ", ".join(word for word in words if word)
    for written in (text, plain, plain):
        loader = Loader(written)
        tags = [node.tag for node in loader.get_single_node().value]
        slow = Loader(written)
        slow.resolve = super(Loader, slow).resolve  # type: ignore[method-assign]
        assert tags == [node.tag for node in slow.get_single_node().value]


def test_what_an_export_writes_is_looked_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = {"name": "{{ A }}", "action": "ALLOW", "conditions": [{"operands": [{"object_type": "APP"}]}]}
    config = {"segment_groups": [{"name": "1", "enabled": True}], "policy_rules": {"access": [rule]}}
    for name, text in rendered(config).items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")

    def again(*_given: Any) -> Any:
        raise AssertionError

    monkeypatch.setattr(_tenant_folder, "content_bit_by_bit", again)
    monkeypatch.setattr(_tenant_folder, "_miswritten", again)
    found = _tenant_folder.read_folder(str(tmp_path), lambda path: Path(path).read_text("utf-8"), again)
    assert found.config == config
