# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is told of the words that exist, where one is given that does not."""

from __future__ import annotations

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._words import near, suggestion

MANY = ["Email_Okta_Users", "Phone_Okta_Users", *("Server %02d" % number for number in range(20))]


@pytest.mark.parametrize(
    ("given", "first"),
    [
        ("Email_Okta_User", "Email_Okta_Users"),
        ("email", "Email_Okta_Users"),
        ("Email", "Email_Okta_Users"),
        ("Phone of Okta", "Phone_Okta_Users"),
        ("Email_Okta_Users (old)", "Email_Okta_Users"),
        ("  SERVER 07", "Server 07"),
    ],
)
def test_a_word_is_found_by_its_look_its_beginning_or_a_part(given: str, first: str) -> None:
    assert near(given, MANY)[0] == first
    assert suggestion(given, MANY).startswith("Near matches: '%s'" % first)


@pytest.mark.parametrize("given", ["Quux", "", "a", "Se"])
def test_of_many_words_none_is_told_that_is_not_like_the_one_given(given: str) -> None:
    assert suggestion(given, MANY) == ""


def test_a_part_that_many_words_have_says_nothing() -> None:
    assert suggestion("my-own-server", MANY) == ""


def test_no_more_than_three_of_many_are_told() -> None:
    assert suggestion("Server", MANY).count("'Server ") == 3


def test_of_few_words_all_are_told() -> None:
    assert suggestion("Quux", ["SAP", "Jira"]) == "These exist: 'Jira', 'SAP'."


def test_of_few_words_the_likeliest_come_first() -> None:
    words = ["Jira", "Payroll", "SAP"]
    assert suggestion("payrol", words) == "Near matches: 'Payroll'. The others are 'Jira', 'SAP'."


def test_nothing_is_told_where_nothing_exists() -> None:
    assert suggestion("Quux", []) == ""


def test_a_word_is_found_by_another_way_to_write_it() -> None:
    names = {"Disk": "Disk (zscaler.net)", "Disk (zscaler.net)": "Disk (zscaler.net)"}
    assert suggestion("disc", names) == "Near matches: 'Disk (zscaler.net)'."
