# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What zpa_user_portal does beyond what all kinds do: ZPA makes domain names of its own."""

from __future__ import annotations

from support.cases.user_portal import LABEL, MADE, add
from support.tenants import TestTenant

OTHERS = {"domain": "corp.example.com", "ext_domain_name": "-x.b.zscalerportal.net"}


def test_what_zpa_makes_something_else_of_is_sent_once_and_never_compared(zpa: TestTenant) -> None:
    made = zpa.run("zpa_user_portal", name="Staff", **LABEL, **OTHERS)
    assert {key: made["user_portal"][key] for key in MADE} == MADE
    assert zpa.writes[0].body["domain"] == OTHERS["domain"]
    assert OTHERS.keys().isdisjoint(made["diff"]["after"])
    again = zpa.run("zpa_user_portal", name="Staff", **LABEL, **OTHERS)
    assert again["changed"] is False
    assert again["user_portal"] == made["user_portal"]
    told = "which ZPA works out from ext_label and ext_domain"
    assert [told in str(warning) for warning in again["warnings"]] == [True, True]


def test_an_update_says_that_zscaler_manages_the_certificate_as_no_answer_does(zpa: TestTenant) -> None:
    zpa.run("zpa_user_portal", name="Staff", **LABEL)
    zpa.run("zpa_user_portal", name="Staff", description="new")
    assert [entry.body.get("managedByZs") for entry in zpa.writes] == [True, True]
    add(zpa, "Own")
    zpa.run("zpa_user_portal", name="Own", description="new")
    assert "managedByZs" not in zpa.writes[-1].body


def test_a_certificate_beside_a_domain_of_zscaler_is_refused_before_it_is_written(zpa: TestTenant) -> None:
    refused = zpa.run("zpa_user_portal", name="Staff", **LABEL, certificate="Main")
    assert "a domain that Zscaler manages does not go with a certificate" in refused["msg"]
    assert zpa.writes == []
