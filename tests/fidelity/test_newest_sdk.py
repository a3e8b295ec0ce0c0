# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the newest release of zscaler-sdk-python does otherwise than the one before; how it signs in.

All tests of the SDK that sign in to OneAPI by a private key are tests of this release as well.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fidelity.clients import NEWEST, SDK, WAYS_OF_THE_SDK, Client

ZURICH = {"name": "Zurich", "latitude": "47.3768866", "longitude": "8.541694", "location": "Zurich"}


@pytest.fixture(params=WAYS_OF_THE_SDK)
def newest(request: pytest.FixtureRequest, clients: Callable[..., Client]) -> Client:
    client = clients(request.param, SDK + NEWEST)
    assert client.sign_in(client.right).told == {"waits": []}
    return client


def test_it_signs_in_and_keeps_a_group(newest: Client) -> None:
    group = newest.segment_groups.add(name="Finance", enabled=True).value
    assert newest.segment_groups.list().names == ["Finance"]
    assert newest.segment_groups.delete(group["id"]).status == 204


def test_it_looks_for_the_certificate_of_a_connector_group_and_sends_it(newest: Client) -> None:
    added = newest.connector_groups.add(**ZURICH).value
    assert added["enrollment_cert_id"] == newest.zpa.tenant.find("enrollmentCert", "Connector")["id"]
    lines = ["%s %s" % (entry.method, entry.path.rpartition("/")[2]) for entry in newest.zpa.calls]
    assert lines == ["GET enrollmentCert", "POST appConnectorGroup"]


def test_it_reads_the_summary_of_microtenants(newest: Client) -> None:
    newest.zpa.add_microtenant("Subsidiary", object_id="216196257331290001")
    listed = newest.call("microtenants", "get_microtenant_summary").value
    assert [(entry["id"], entry["name"]) for entry in listed] == [
        ("216196257331290001", "Subsidiary"),
        ("0", "Default"),
    ]
