# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The JSON Schema of the folder of a tenant follows from the descriptions of kinds."""

from __future__ import annotations

import re

import folder_schema
import pytest


def test_the_schema_is_what_the_tool_writes() -> None:
    assert folder_schema.SCHEMA.read_text("utf-8") == folder_schema.text(), "run python3 tools/dev.py docs"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Sets O(config.segment_groups[].enabled=true).", "Sets enabled=true."),
        ("As O(config.app_connector_groups[].location) says.", "As app_connector_groups[].location says."),
        ("See O(zerotrust.zpa.zpa_policy_rule#module:policy_type).", "See policy_type."),
        (
            "As M(zerotrust.zpa.zpa_config) and P(a.b.c#lookup) do.",
            "As zerotrust.zpa.zpa_config and a.b.c do.",
        ),
        ("One of V(A\\)) and C(b).", "One of A) and b."),
        ("Read L(the page, https://example.com).", "Read the page."),
        ("NAT(no markup), an API (neither).", "NAT(no markup), an API (neither)."),
    ],
)
def test_descriptions_are_told_without_markup(markup: str, text: str) -> None:
    assert folder_schema.plain([markup], "config.segment_groups[].") == text


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [
        (r"^\s*(IPv4|A\.B)\s*$", ["ipV4", " a.b ", "$ANSIBLE_VAULT;1.1;AES256"], ["ipv", "axb", "vault"]),
        (r"^[A-Z]\d$", ["A1"], ["a1", "AA"]),
        (r"\S", ["a", " a"], ["", " "]),
    ],
)
def test_patterns_of_texts_ignore_letter_case_and_let_secrets_pass(
    pattern: str, good: list[str], bad: list[str]
) -> None:
    made = folder_schema.text_like(pattern)
    assert [bool(re.search(made, text)) for text in good + bad] == [True] * len(good) + [False] * len(bad)
