# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which segments a host and a port belong to: the vendor's chains, and cells that leave no host out."""

from __future__ import annotations

import random
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.cells import Cutter
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.configurations import from_config
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.facts import Configuration
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.plain import Plain
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.readings import USUAL, Reading
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.coverage import closest


def tenant(*segments: dict[str, Any], groups: dict[str, bool] | None = None) -> Configuration:
    """Segments with all TCP ports, enabled and exclusive unless they say otherwise."""
    return from_config(
        {
            "application_segments": [
                {
                    "name": one["domain_names"][0],
                    "enabled": True,
                    "segment_group": "g",
                    "tcp_ports": ["1-65535"],
                    **one,
                }
                for one in segments
            ],
            "segment_groups": [
                {"name": name, "enabled": is_on} for name, is_on in (groups or {"g": True}).items()
            ],
        }
    )


def domain(name: str, style: str = "EXCLUSIVE", **more: Any) -> dict[str, Any]:
    return {"domain_names": [name], "match_style": style, **more}


def inclusive(name: str, **more: Any) -> dict[str, Any]:
    return domain(name, "INCLUSIVE", **more)


def keys(configuration: Configuration, host: str, port: int = 443, reading: Reading = USUAL) -> list[str]:
    return list(Plain(configuration, reading).select(host, port, "tcp").keys)


HR = (inclusive("*.db.hr.c"), domain("*.ui.hr.c"), inclusive("*.hr.c"), domain("*.c"))
LONG = (
    inclusive("server1.db.hr.c"),
    inclusive("*.db.hr.c"),
    inclusive("*.hr.c"),
    domain("*.c"),
    inclusive("*.com"),
)
STOP = (domain("server1.db.hr.c"), inclusive("*.db.hr.c"), inclusive("*.hr.c"), domain("*.c"))
FIRST = (inclusive("server2.ui.hr.c"), domain("*.ui.hr.c"), inclusive("*.hr.c"), domain("*.c"))


@pytest.mark.parametrize(
    ("segments", "host", "matching"),
    [
        (HR, "server1.db.hr.c", ["*.db.hr.c", "*.hr.c"]),
        (HR, "server2.ui.hr.c", ["*.ui.hr.c"]),
        (LONG, "server1.db.hr.c", ["*.db.hr.c", "*.hr.c", "server1.db.hr.c"]),
        (STOP, "server1.db.hr.c", ["server1.db.hr.c"]),
        (STOP, "server2.db.hr.c", ["*.db.hr.c", "*.hr.c"]),
        (FIRST, "server2.ui.hr.c", ["server2.ui.hr.c"]),
    ],
)
def test_the_chains_of_the_vendor_match_as_its_page_says(
    segments: tuple[dict[str, Any], ...], host: str, matching: list[str]
) -> None:
    assert keys(tenant(*segments), host) == matching


def test_patterns_match_together_with_the_wildcard_above_the_exclusive_one() -> None:
    segments = [
        inclusive(name, tcp_ports=["22"])
        for name in ("important-server*", "important-server?", "important-*")
    ]
    configuration = tenant(*segments, inclusive("*.eu.example.com"), domain("*.example.com"))
    # "?" stands for one character, so that a longer name is not its own.
    assert keys(configuration, "important-server1.eu.example.com", 22) == [
        "*.eu.example.com",
        "important-*",
        "important-server*",
    ]
    assert keys(configuration, "important-server1", 22) == [
        "important-*",
        "important-server*",
        "important-server?",
    ]


def test_a_port_that_the_closest_domain_lacks_is_nobodys() -> None:
    configuration = tenant(domain("*.example.com"), domain("www.example.com", tcp_ports=["8843"]))
    found = Plain(configuration).select("www.example.com", 80, "tcp")
    assert (found.fit, found.keys) == ("port_mismatch", ())


@pytest.mark.parametrize(
    ("host", "key"), [("10.1.2.3", "10.1.0.0/16"), ("10.2.0.1", "10.0.0.0/8"), ("10.1.9.9", "10.1.9.9")]
)
def test_an_address_belongs_to_the_narrowest_network(host: str, key: str) -> None:
    assert keys(
        tenant(domain("10.0.0.0/8"), domain("10.1.0.0/16"), domain("10.1.9.9"), domain("*")), host
    ) == [key]


def test_icmp_has_a_switch_of_its_own() -> None:
    plain = Plain(tenant(domain("a.c", icmp_access_type="PING"), domain("b.c")))
    assert [plain.select(host, 0, "icmp").fit for host in ("a.c", "b.c")] == ["matched", "port_mismatch"]


def test_bypass_of_one_segment_is_of_the_name_whatever_the_port() -> None:
    configuration = tenant(
        {"name": "one", "domain_names": ["a.c"], "tcp_ports": ["443"]},
        {"name": "other", "domain_names": ["a.c"], "tcp_ports": ["22"], "bypass_type": "ALWAYS"},
    )
    assert Plain(configuration).select("a.c", 443, "tcp").fit == "bypass"


def test_a_disabled_segment_gives_its_hosts_to_a_wider_one_or_keeps_them() -> None:
    configuration = tenant(domain("*.c"), domain("a.c", enabled=False))
    assert keys(configuration, "a.c") == ["*.c"]
    kept = Plain(configuration, Reading(keeps_disabled=True)).select("a.c", 443, "tcp")
    assert (kept.keys, kept.open) == (("a.c",), ())


def test_the_segments_of_a_disabled_group_are_blocked_or_not() -> None:
    configuration = tenant(domain("a.c"), groups={"g": False})
    found = [
        Plain(configuration, one).select("a.c", 443, "tcp") for one in (USUAL, Reading(ignores_groups=True))
    ]
    assert [(one.keys, one.open) for one in found] == [(("a.c",), ()), (("a.c",), ("a.c",))]


def test_a_wildcard_covers_its_own_name_under_one_reading() -> None:
    configuration = tenant(domain("*.a.c"), domain("*.c"))
    assert [keys(configuration, "a.c", reading=one) for one in (USUAL, Reading(covers_apex=True))] == [
        ["*.c"],
        ["*.a.c"],
    ]


# -- Cells -----------------------------------------------------------------------------------------------

NAMES = (
    "a.x.test",
    "b.x.test",
    "ab.x.test",
    "x.test",
    "z.y.x.test",
    "y.x.test",
    "q.test",
    "web1",
    "web1.x.test",
    "webab.y.x.test",
)
ADDRESSES = ("10.0.0.0", "10.0.0.1", "10.0.0.3", "10.0.0.9", "10.0.1.1", "2001:db8::1", "192.0.2.1")
ENTRIES = (
    "a.x.test",
    "*.x.test",
    ".y.x.test",
    "*",
    "web*",
    "web?.x.test",
    "*b.x.test",
    "10.0.0.0/24",
    "10.0.0.0/30",
    "10.0.0.1",
    "2001:db8::/32",
)


@pytest.mark.parametrize("seed", range(60))
def test_every_host_is_in_a_cell_of_its_own_segments(seed: int) -> None:
    dice = random.Random(seed)
    segments = []
    for number in range(dice.randint(1, 5)):
        names = dice.sample(ENTRIES, dice.randint(1, 2))
        is_pattern = any("*" in name[1:] or "?" in name or name == "*b.x.test" for name in names)
        style = "INCLUSIVE" if is_pattern else dice.choice(("INCLUSIVE", "EXCLUSIVE"))
        ports = dice.choice((["443"], ["22", "443"], ["1-100"], ["50-1000"]))
        segments.append(
            {"name": "s%d" % number, "domain_names": names, "match_style": style, "tcp_ports": ports}
        )
    configuration = tenant(*segments)
    plain = Plain(configuration)
    cells = Cutter(configuration, configuration).cut(USUAL)
    assert cells.is_complete
    for host in (*NAMES, *ADDRESSES):
        for port in (22, 50, 80, 443, 1000):
            found = plain.select(host, port, "tcp")
            assert not found.keys or (found, found) in cells.of, (host, port)
    for (selection, _same), listed in cells.of.items():
        for cell in listed:
            assert all(plain.select(cell.sample, port, cell.protocol) == selection for port in cell.ports)


@pytest.mark.parametrize("seed", range(40))
def test_hosts_belong_to_the_domains_that_cover_them_most_closely(seed: int) -> None:
    """Two ways to find the closest entries agree."""
    dice = random.Random(seed)
    entries = dice.sample(ENTRIES, dice.randint(1, 6))
    configuration = tenant(*(inclusive(name) for name in entries))
    for host in (*NAMES, *ADDRESSES):
        assert keys(configuration, host) == sorted(closest(entries, host))
