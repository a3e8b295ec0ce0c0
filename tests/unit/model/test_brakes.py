# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._model.brakes import (
    listed,
    with_brakes,
    wrong_pattern,
)
from hypothesis import given
from hypothesis import strategies as st

NAMES = st.lists(st.text("ab ,'\"[]*-\n", min_size=1).map(str.strip).filter(bool), min_size=1, max_size=3)


@given(NAMES)
def test_lines_are_the_names_or_refused(names: list[str]) -> None:
    text = "\n".join(["Keep me", *names])
    found = listed(text)
    if not any(map(wrong_pattern, found)):
        assert found == [line.strip() for line in text.splitlines() if line.strip()]


@given(NAMES)
def test_a_list_in_a_text_is_the_list(names: list[str]) -> None:
    assert listed(repr(names)) == names


@pytest.mark.parametrize("given", [["A"], [], None, 5, True, {"a": "b"}])
def test_what_is_no_text_is_left_alone(given: Any) -> None:
    assert listed(given) == given


@pytest.mark.parametrize("text", ["[" * 100000 + "]", "[1, 2", "{'a'}", "['a'][0]]", "[print()]"])
def test_a_text_that_is_no_list_is_kept_whole_or_split_and_never_run(text: str) -> None:
    assert "".join(listed(text)).replace(" ", "") == text.replace(",", "").replace(" ", "")


def test_other_options_are_as_they_were() -> None:
    options = {"config": {"protect": "a\nb"}, "state": "", "max_deletions": " ", "protect": "a\nb"}
    assert with_brakes(options) == {"config": {"protect": "a\nb"}, "state": "", "protect": ["a", "b"]}
