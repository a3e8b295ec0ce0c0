# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How guides are followed: what their code says, what would pass unseen, and how it is counted."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import tally
from support.guides import PIPELINE, Block, Reader, blocks_of, commands_of, is_named, unused
from support.tenants import TestTenant


def file(caption: str, content: str = "") -> Block:
    return Block("yaml", caption, content, 1)


@pytest.fixture
def reader(zpa: TestTenant, tmp_path: Path) -> Reader:
    return Reader(zpa, tmp_path)


def test_a_command_may_have_a_prompt_and_go_on_in_the_next_line_and_be_explained() -> None:
    content = "$ ansible-doc x\n\n# A remark.\nls \\\n  -l  # how long they are\ncat x  # exit status 1\n"
    assert list(commands_of(content)) == ["ansible-doc x", "ls -l", "cat x  # exit status 1"]


def test_code_of_markdown_is_found(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_text("Text\n\n```console\nls\n```\n\n- In a list:\n\n  ```yaml\n  - a: 1\n  ```\n", "utf-8")
    assert blocks_of(path) == [Block("console", "", "ls\n", 3), Block("yaml", "", "- a: 1\n", 9)]


@pytest.mark.parametrize(
    ("caption", "text"),
    [
        ("site.yml", "ansible-playbook site.yml --check"),
        ("tenant/web.yml", "ansible-playbook zerotrust.zpa.tenant -e zpa_tenant_dir=tenant"),
        ("tenant/web.yml", 'zpa_tenant_dir: "{{ playbook_dir }}/tenant"'),
        ("ansible.cfg", "ansible-playbook any.yml"),
    ],
)
def test_a_file_is_needed_by_what_names_it_or_its_folder(caption: str, text: str) -> None:
    assert is_named(caption, text)


@pytest.mark.parametrize(
    ("caption", "text"),
    [
        ("site.yml", "ansible-playbook other-site.yml"),
        ("tenant/web.yml", "ansible-playbook zerotrust.zpa.tenant -e zpa_tenant_state=merged"),
        ("ansible.cfg", "cat site.yml"),
    ],
)
def test_a_file_is_not_needed_by_what_names_another(caption: str, text: str) -> None:
    assert not is_named(caption, text)


def test_a_file_is_needed_by_a_file_that_is_needed() -> None:
    blocks = [file("inventory.yml", "dir: tenants/a"), file("tenants/a/x.yml"), file("left.yml", "other.yml")]
    assert unused([*blocks, file("other.yml")], ["ansible-playbook -i inventory.yml"]) == [
        "left.yml",
        "other.yml",
    ]


def test_a_pipeline_is_not_needed_by_a_command() -> None:
    assert unused([file(PIPELINE)], []) == []


@pytest.mark.parametrize(
    ("block", "what"),
    [
        (Block("", "", "x", 1), "a block of no language needs a caption"),
        (Block("json", "", "{}", 1), "a block of json needs a caption"),
        (Block("yaml", "", "a: 1", 1), "a mapping needs a caption"),
        (Block("console", "", "rm -r x", 1), "nobody knows how to run rm -r x"),
        (Block("yaml", "/etc/x.yml", "a: 1", 1), "/etc/x.yml is outside of the folder"),
        (Block("text", "", "never printed", 1), "'never printed' does not come next"),
    ],
)
def test_what_cannot_be_done_is_an_error(reader: Reader, block: Block, what: str) -> None:
    with pytest.raises(AssertionError, match=what):
        reader.do(block)


def test_lines_of_an_output_come_in_their_order(reader: Reader) -> None:
    reader.do(Block("console", "", "mkdir one two\nls\nls", 1))
    reader.do(Block("text", "", "one\n...\ntwo\ntwo\n", 1))
    with pytest.raises(AssertionError, match="'three' does not come next"):
        reader.do(Block("text", "", "two\nthree\n", 1))


def test_an_output_is_that_of_the_commands_right_before_it(reader: Reader) -> None:
    reader.do(Block("console", "", "mkdir folder\nls", 1))
    reader.do(Block("console", "", "cat /dev/null", 1))
    with pytest.raises(AssertionError, match="'older' does not come next"):
        reader.do(Block("text", "", "older\n", 1))


def test_what_is_exported_lasts_until_it_is_unset(reader: Reader) -> None:
    program = """python3 -c 'import os; print(os.environ.get("COLOUR"))'"""
    shown = ["export COLOUR=red", program, "COLOUR=blue " + program, program, "unset COLOUR", program]
    reader.do(Block("console", "", "\n".join(shown), 1))
    reader.do(Block("text", "", "red\nblue\nred\nNone\n", 1))


def test_a_command_has_to_end_as_it_is_told(reader: Reader) -> None:
    reader.do(Block("console", "", "cat nothing  # exit status 1", 1))
    with pytest.raises(AssertionError):
        reader.do(Block("console", "", "cat nothing", 1))


def test_what_several_tests_do_of_a_document_counts_once() -> None:
    tests = [[("done", ("a", "commands", 3)), ("done", ("a", "files", 1)), ("x", 1)]] * 2
    assert tally.table([*tests, [("done", ("b", "commands", 1))]]) == [
        "a: 3 commands, 1 files",
        "b: 1 commands",
        "together: 4 commands, 1 files",
    ]


def test_nothing_done_is_nothing_told() -> None:
    assert tally.table([[], [("x", 1)]]) == []
