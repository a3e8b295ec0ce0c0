# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What zscaler-sdk-python and the modules of this collection share of Privileged Remote Access.

That is what is at ``praPortal``.
"""

from __future__ import annotations

from fidelity.clients import Client
from support.tenants import TestTenant


def test_what_the_sdk_makes_is_unchanged_if_it_is_declared_so(sdk: Client, zpa: TestTenant) -> None:
    declared = {"name": "portal", "domain": "pra.example.com"}
    sdk.call("pra_portal", "add_portal", **declared, enabled=True).must_succeed()
    again = zpa.run("zpa_pra_portal", **declared, enabled=True)
    assert again["changed"] is False, again
    sdk.call("pra_portal", "delete_portal", again["pra_portal"]["id"]).must_succeed()
    assert zpa.run("zpa_pra_portal", name="portal", state="absent")["changed"] is False
