# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names that end in the cloud, which people leave out."""

from __future__ import annotations

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.every_lookup import EVERY
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.field_type import Reference
from support.resolving import Resolved
from support.tenants import TestTenant

POSTURE = EVERY["posture_profile"]


def postures(zpa: TestTenant, *names: str, cloud: str | None = None) -> None:
    """Let the tenant have posture profiles of these names and no others; each is known by its name."""
    table = zpa.tenant.table("posture")
    table.clear()
    for number, name in enumerate(names, 1):
        record = {"id": str(number), "name": name, "postureUdid": "udid of " + name}
        table[str(number)] = {**record, "zscalerCloud": cloud} if cloud else record


THREE, TWO = "(zscalerthree.net)", "(zscalertwo.net)"


@pytest.mark.parametrize(
    ("names", "token", "found"),
    [
        (["Disk " + THREE], "Disk", "Disk " + THREE),
        (["Disk " + THREE], "Disk " + THREE, "Disk " + THREE),
        (["Disk " + THREE, "Disk " + TWO], "Disk " + TWO, "Disk " + TWO),
        (["Disk " + THREE, "Disk"], "Disk", "Disk"),
        (["Disk " + THREE, "Disk " + TWO, "Disk"], "Disk", "Disk"),
        (["Run (backup.exe) " + THREE, "Run " + THREE], "Run (backup.exe)", "Run (backup.exe) " + THREE),
        (["Run (backup.exe)", "Run " + THREE], "Run", "Run " + THREE),
    ],
)
def test_an_exact_name_goes_first_and_the_cloud_can_be_left_out(
    zpa: TestTenant, client: Client, names: list[str], token: str, found: str
) -> None:
    postures(zpa, *names)
    assert Resolved(client, token, kind=POSTURE).names == [found]


@pytest.mark.parametrize(
    ("names", "token", "near"),
    [
        (["Run " + THREE], "Run (backup.exe)", ""),
        (["Run (backup.exe) " + THREE], "Run", ""),
        (["Run (backup.exe)"], "Run", ""),
        (["Run (zoom.us)"], "Run", ""),
        (["Disk encrypted " + THREE], "Disk encryptd", "'Disk encrypted (zscalerthree.net)'"),
        (["Disk " + THREE], "Disk " + TWO, "'Disk (zscalerthree.net)'"),
    ],
)
def test_no_bracket_of_what_is_given_is_left_out(
    zpa: TestTenant, client: Client, names: list[str], token: str, near: str
) -> None:
    postures(zpa, *names)
    (problem,) = Resolved(client, token, kind=POSTURE).problems
    assert "no posture profile has the name or id '%s'" % token in problem
    assert near in problem


def test_a_name_in_two_clouds_is_ambiguous(zpa: TestTenant, client: Client) -> None:
    postures(zpa, "Disk " + THREE, "Disk " + TWO)
    assert Resolved(client, "Disk", kind=POSTURE).problems == [
        "applications[0]: 2 posture profiles are named 'Disk', but for the cloud. Give the whole name of the "
        "one you mean: 'Disk (zscalerthree.net)', 'Disk (zscalertwo.net)'."
    ]


@pytest.mark.parametrize(
    ("cloud", "name", "is_found"),
    [
        ("zscalerthree", "Disk (zscalerthree.net)", True),
        ("ZscalerThree.net", "Disk (zscalerthree.net)", True),
        ("acme", "Disk (acme.example)", True),
        ("zscalerthree", "Disk (zscalertwo.net)", False),
        ("zscalerthree", "Disk (backup.exe)", False),
    ],
)
def test_the_object_says_which_bracket_is_its_cloud(
    zpa: TestTenant, client: Client, cloud: str, name: str, is_found: bool
) -> None:
    postures(zpa, name, cloud=cloud)
    assert bool(Resolved(client, "Disk", kind=POSTURE).ids) is is_found


def test_a_member_makes_no_name_without_its_cloud_unambiguous(zpa: TestTenant, client: Client) -> None:
    postures(zpa, "Disk " + THREE, "Disk " + TWO)
    known = (Reference("udid of Disk " + TWO, "Disk " + TWO),)
    assert "are named 'Disk'" in Resolved(client, "Disk", known=known, kind=POSTURE).problems[0]
    assert Resolved(client, "Disk " + TWO, known=known, kind=POSTURE).ids == [known[0].id]


@pytest.mark.parametrize(
    "lacking", [{}, {"postureUdid": None}, {"postureUdid": ""}], ids=["no", "null", "empty"]
)
def test_what_lacks_the_key_by_which_rules_refer_to_it_cannot_be_meant(
    zpa: TestTenant, client: Client, lacking: dict[str, str | None]
) -> None:
    postures(zpa)
    zpa.tenant.table("posture")["7"] = {"id": "7", "name": "Disk", **lacking}
    found = Resolved(client, "Disk", "7", "None", kind=POSTURE)
    assert found.ids == []
    assert found.problems == [
        "applications[%d]: no posture profile has the name or id '%s'. "
        "There are no posture profiles to choose from." % (place, token)
        for place, token in enumerate(("Disk", "7", "None"))
    ]
