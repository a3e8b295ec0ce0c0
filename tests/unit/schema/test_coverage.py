# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which entries of ``domainNames`` cover a host."""

from __future__ import annotations

import ipaddress
from fnmatch import fnmatchcase
from itertools import product

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.coverage import (
    are_shared,
    closeness_to,
    closest,
    is_pattern,
    wrong_host,
)
from hypothesis import given
from hypothesis import strategies as st

HOST = "www.hr.corp.example.com"


@pytest.mark.parametrize(
    "entry",
    [
        HOST,
        "WWW.hr.Corp.example.com",
        HOST + ".",
        "*.hr.corp.example.com",
        ".hr.corp.example.com",
        "*.example.com",
        ".COM",
        "*",
        ".",
        "*.*",
        "w?w.hr.corp.example.com",
        "*w*.hr.corp.example.com",
        "www*.example.com",
        "www.hr.corp.example.*",
    ],
)
def test_a_name_is_covered_by_itself_by_what_is_above_it_and_by_patterns(entry: str) -> None:
    assert closest([entry], HOST) == [entry]


@pytest.mark.parametrize(
    "entry",
    [
        "hr.corp.example.com",
        "a.www.hr.corp.example.com",
        "*." + HOST,
        "*.r.corp.example.com",
        "r.corp.example.com",
        "w?.hr.corp.example.com",
        "psl*.hr.corp.example.com",
        "wwwxhr.corp.example.com",
        "10.0.0.0/8",
        "0.0.0.0/0",
        "",
    ],
)
def test_a_name_is_covered_by_nothing_else(entry: str) -> None:
    assert closest([entry], HOST) == []


def test_a_wildcard_means_what_is_below_a_name_and_not_the_name() -> None:
    assert closest(["*.example.com", ".example.com"], "example.com") == []


@pytest.mark.parametrize("entry", ["10.1.2.3", "10.1.2.3/32", "10.1.2.0/24", "10.1.2.9/24", "0.0.0.0/0"])
def test_an_address_is_covered_by_itself_and_by_ranges_with_it(entry: str) -> None:
    assert closest([entry], "10.1.2.3") == [entry]


@pytest.mark.parametrize(
    "entry", ["10.1.2.4", "10.1.3.0/24", "*", "*.2.3", "10.1.2.*", "::/0", "10.1.2.0/33"]
)
def test_an_address_is_covered_by_nothing_that_is_for_names(entry: str) -> None:
    assert closest([entry], "10.1.2.3") == []


def test_addresses_of_both_sorts_are_known_by_their_value() -> None:
    assert closest(["2001:DB8::/32", "2001:db8:0::1", "10.0.0.0/8"], "2001:db8::1") == [
        "2001:db8:0::1",
        "2001:DB8::/32",
    ]


def test_the_name_comes_before_patterns_these_before_deeper_wildcards_and_everything_is_last() -> None:
    in_order = [
        HOST,
        "www*.hr.corp.example.com",
        "w*.example.com",
        "*.hr.corp.example.com",
        "*.example.com",
        ".com",
        "*",
    ]
    assert closest(reversed(in_order), HOST) == in_order


def test_a_narrower_range_comes_before_a_wider_one() -> None:
    in_order = ["10.1.2.3", "10.1.2.0/24", "10.1.0.0/16", "0.0.0.0/0"]
    assert closest(reversed(in_order), "10.1.2.3") == in_order


def test_both_spellings_of_a_wildcard_are_equally_close() -> None:
    close = closeness_to(HOST)
    assert close("*.example.com") is not None
    assert close("*.example.com") == close(".example.com")


# -- The vendor's own examples, from the page about Multimatch ---------------------------------------------


@pytest.mark.parametrize(
    ("host", "chain"),
    [
        ("server1.db.hr.c", ["server1.db.hr.c", "*.db.hr.c", "*.hr.c", "*.c"]),
        ("server2.db.hr.c", ["*.db.hr.c", "*.hr.c", "*.c"]),
        ("server2.ui.hr.c", ["*.ui.hr.c", "*.hr.c", "*.c"]),
    ],
)
def test_chains_of_wildcards_are_those_of_the_vendor(host: str, chain: list[str]) -> None:
    entries = ["*.com", "*.c", "*.hr.c", "*.ui.hr.c", "*.db.hr.c", "server1.db.hr.c"]
    assert closest(entries, host) == chain


# -- Against a reading that is naive and slow ------------------------------------------------------------

LABELS = ["a", "b", "ab", "w1"]
EVERY_NAME = [".".join(parts) for size in (1, 2, 3, 4) for parts in product(LABELS, repeat=size)]
# Each pair of ranges of the strategy differs by one of these.
EVERY_HOST = ["10.0.%d.%d" % (last % 3, last) for last in range(256)]
EVERY_HOST += [str(ipaddress.ip_address(1 << bit)) for bit in range(32)]
EVERY_HOST += [str(ipaddress.ip_address((10 << 24) ^ (1 << bit))) for bit in range(32)]

names = st.sampled_from(EVERY_NAME)
addresses = st.integers(0, 255).map(lambda last: "10.0.%d.%d" % (last % 3, last))
entries = st.one_of(
    names,
    names.map(str.upper),
    names.map("*.".__add__),
    names.map(".".__add__),
    st.text("ab1.*?", min_size=1, max_size=6),
    addresses,
    st.builds(lambda address, size: "%s/%d" % (address, size), addresses, st.integers(0, 32)),
)


def is_below(name: str, suffix: str) -> bool:
    """Whether taking labels from the front of a name, one at least, leaves the suffix."""
    _first, _dot, rest = name.partition(".")
    return bool(rest) and (rest == suffix or is_below(rest, suffix))


def naively_covers(entry: str, host: str) -> bool:
    entry = entry.lower()
    entry = entry.rstrip(".") or "."
    if host[0].isdigit():
        try:
            return ipaddress.ip_address(host) in ipaddress.ip_network(entry, strict=False)
        except ValueError:
            return False
    if entry in ("*", ".", "*.*") or entry == host:
        return True
    suffix = entry[2:] if entry.startswith("*.") else entry[1:] if entry.startswith(".") else ""
    if suffix and "*" not in suffix and "?" not in suffix:
        return is_below(host, suffix)
    return fnmatchcase(host, entry)


@given(st.lists(entries, max_size=8), st.one_of(names, addresses))
def test_what_covers_a_host_is_what_a_naive_reading_says(given_entries: list[str], host: str) -> None:
    expected = sorted(entry for entry in given_entries if naively_covers(entry, host))
    assert sorted(closest(given_entries, host)) == expected


@given(st.lists(entries, max_size=8), st.one_of(names, addresses))
def test_no_entry_comes_before_one_that_covers_only_a_part_of_it(given_entries: list[str], host: str) -> None:
    # How patterns rank the documents leave open.
    found = [entry for entry in closest(given_entries, host) if not is_pattern(entry)]
    universe = EVERY_HOST if host[0].isdigit() else EVERY_NAME
    covered = [{other for other in universe if naively_covers(entry, other)} for entry in found]
    assert all(not first > later for place, first in enumerate(covered) for later in covered[place + 1 :])


@given(st.lists(entries, max_size=8), st.one_of(names, addresses))
def test_neither_the_order_of_entries_nor_letter_case_decides(given_entries: list[str], host: str) -> None:
    close = closeness_to(host)
    other = closeness_to(host.upper())
    ranks = [close(entry) for entry in closest(given_entries, host)]
    assert ranks == [close(entry) for entry in closest(reversed(given_entries), host)]
    assert [close(entry) for entry in given_entries] == [other(entry.upper()) for entry in given_entries]


# -- What a host is --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["a", "erp.corp.example.com", "ERP.corp.", "_sip.x.y", "10.1.2.3", "::1", "münchen.de"]
)
def test_a_name_or_an_address_is_a_host(text: str) -> None:
    assert wrong_host(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        ".",
        "https://x.y",
        "x.y:443",
        "x.y/z",
        "*.x.y",
        "x y",
        "a..b",
        "10.0.0.0/8",
        "10.1.2",
        "-a.b",
        "a" * 254,
    ],
)
def test_nothing_else_is(text: str) -> None:
    assert "is no host" in wrong_host(text)


@pytest.mark.parametrize(
    ("one", "other", "are"),
    [
        ("a.example.com", "A.example.com.", True),
        ("a.example.com", "b.example.com", False),
        ("a.example.com", "*.example.com", True),
        ("a.b.example.com", ".example.com", True),
        ("*.example.com", ".example.com", True),
        ("*.b.example.com", "*.example.com", True),
        ("example.com", "*.example.com", False),
        ("a.example.com", "*", True),
        ("10.1.0.0/16", "10.1.0.0/16", True),
    ],
)
def test_names_are_shared_if_they_are_the_same_or_a_wildcard_covers_one(
    one: str, other: str, are: bool
) -> None:
    assert are_shared([one, "x.test"], [other, "y.test"]) is are
    assert are_shared([other, "y.test"], [one, "x.test"]) is are
