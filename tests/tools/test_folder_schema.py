# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The JSON Schema of the folder of a tenant follows from the descriptions of kinds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import bounds
import folder_schema
import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.sections import SECTIONS


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


def test_what_a_type_tells_people_it_tells_editors() -> None:
    def types(fields: Any) -> Iterator[Any]:
        for field in fields:
            yield field.type
            yield from types(field.type.fields)

    found = {kind.__class__: kind for section in SECTIONS for kind in types(section.resource.fields)}
    told = [kind for kind in found.values() if kind.takes()]
    # An empty path is one as well, the place of a rule is that in its list, and PEM can have text around it.
    only_for_people = {"UrlPath", "Place", "CertificateChain"}
    assert {type(kind).__name__ for kind in told if not bounds.bounds(kind)} <= only_for_people
    assert len(told) > 10
