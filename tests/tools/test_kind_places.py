# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists of kinds among texts that people write are made from the list of managed kinds."""

from __future__ import annotations

import kind_places
import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.registry import (
    MANAGED,
    in_write_order,
)
from kind_places import Place, written
from support.playbooks import ROOT


def test_every_list_is_what_the_tool_writes() -> None:
    stale = [
        str(path.relative_to(ROOT))
        for path, text in kind_places.wanted(ROOT, in_write_order(MANAGED)).items()
        if path.read_text("utf-8") != text
    ]
    assert stale == [], "run python3 tools/dev.py docs"


@pytest.mark.parametrize("place", kind_places.PLACES, ids=lambda place: place.path)
def test_a_list_that_was_written_can_be_written_again(place: Place) -> None:
    text = (ROOT / place.path).read_text("utf-8")
    once = written(text, place, [*MANAGED, MANAGED[0]._replace(key="gadget")])
    assert written(once, place, in_write_order(MANAGED)) == text


def test_a_list_that_has_lost_its_surroundings_is_named() -> None:
    place = Place("README.md", r"\nkinds: (?P<it>.*)", str)
    with pytest.raises(LookupError, match=r"README\.md: nothing is around the list of kinds"):
        written("nothing\n", place, MANAGED)


def test_what_is_around_a_list_stays() -> None:
    place = Place("README.md", r"\nkinds: (?P<it>.*) and rules", lambda kinds: str(len(kinds)))
    assert written("all\nkinds: none and rules\n", place, MANAGED) == "all\nkinds: %d and rules\n" % len(
        MANAGED
    )
