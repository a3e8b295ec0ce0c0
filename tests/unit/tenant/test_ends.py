# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a list has to do where its members say themselves where they belong."""

from __future__ import annotations

from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.field_type import Reference
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.ends import Belonging, MemberList
from hypothesis import given
from hypothesis import strategies as st

HERE, THERE = Reference("1", "Here"), Reference("2", "There")
MEMBERS = [Reference(name, name) for name in "abcdef"]
SETS = st.sets(st.sampled_from(MEMBERS)).map(frozenset)


@given(SETS, SETS, SETS, SETS, st.sets(st.sampled_from(MEMBERS)), st.booleans())
def test_the_list_and_then_the_members_bring_about_what_both_say(
    had: frozenset[Reference],
    listed: frozenset[Reference],
    new: frozenset[Reference],
    sayers: frozenset[Reference],
    gone: set[Reference],
    is_whole: bool,
) -> None:
    # What does not exist belongs to nothing yet and cannot go; what goes says nothing and is not listed.
    had, gone = had - new, gone - new
    listed, sayers = listed - gone, sayers - gone
    # A whole list agrees with what members say; one that only adds does with those that it lists.
    said = {
        one: Belonging("there", HERE if one in listed or (not is_whole and one.id in "abc") else THERE)
        for one in sayers
    }
    split = MemberList(HERE, had, listed, is_whole).without(said, gone, new)
    # The list is written.
    assert not split.written & new
    belonging = split.written if is_whole else had | split.written
    assert (belonging - had, had - belonging) == (split.added, split.removed)
    # Nobody is moved twice.
    assert not (split.added | split.removed) & (sayers | gone | new)
    # The members follow, new ones with what the list says for them.
    filled = {one for one in listed & new if one not in said}
    here = {one for one in sayers if said[one].owner == HERE}
    assert (belonging - gone - sayers) | here | filled == split.end


@given(SETS, SETS, st.booleans())
def test_a_list_of_members_that_say_nothing_is_written_as_it_is(
    had: frozenset[Reference], listed: frozenset[Reference], is_whole: bool
) -> None:
    split = MemberList(HERE, had, listed, is_whole).without({}, (), frozenset())
    assert split.is_all
    assert split.written == listed
    assert split.end == (listed if is_whole else had | listed)
