# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Microtenants as recorded, request by request, and what documents and clients say beyond that.

The recording is TestMicrotenants.yaml of zscaler/zscaler-sdk-python, in tests/integration/zpa/cassettes.
Names are other ones here.
"""

from __future__ import annotations

import copy
from typing import Any

import pytest
from support.tenants import TestTenant
from support.wire import Wire
from zpa_emulator.seeds import add_microtenant

STAMPS = {"id", "modifiedTime", "creationTime", "modifiedBy"}
BODY = {
    "name": "north",
    "description": "d",
    "enabled": True,
    "privilegedApprovalsEnabled": True,
    "criteriaAttribute": "AuthDomain",
}
DEFAULT = {
    "id": "0",
    "name": "Default",
    "description": "This is the default Microtenant for users not associated to any Microtenant",
    "enabled": True,
    "operator": "OR",
    "privilegedApprovalsEnabled": True,
}


@pytest.fixture
def wire(zpa: TestTenant) -> Wire:
    zpa.tenant.microtenants.pop("216196257331290001")
    return Wire(zpa)


def without_stamps(answer: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key not in STAMPS}


def test_the_life_of_a_microtenant_is_as_recorded(wire: Wire) -> None:
    created = wire.post("microtenants", BODY)
    assert without_stamps(created) == {**BODY, "operator": "OR"}
    path = "microtenants/" + created["id"]
    assert wire.get(path) == {**created, "scopeOrder": "1"}
    wire.put(path, {**BODY, "description": "north"})
    listed = wire.get("microtenants")
    assert listed["totalCount"] == "2"
    assert without_stamps(listed["list"][0]) == {
        **BODY,
        "description": "north",
        "operator": "OR",
        "scopeOrder": "1",
    }
    assert listed["list"][1] == {**DEFAULT, "scopeOrder": "2"}
    assert wire.get("microtenants/summary") == [
        {"id": created["id"], "name": "north", "enabled": True},
        {"id": "0", "name": "Default", "enabled": True},
    ]
    wire.delete(path)
    assert wire.get("microtenants")["list"] == [{**DEFAULT, "scopeOrder": "1"}]


def test_their_names_are_those_of_the_table_that_a_tenant_has(wire: Wire) -> None:
    tenant = wire.zpa.tenant
    tenant.tables = copy.deepcopy(tenant.tables)
    created = wire.post("microtenants", BODY)
    assert tenant.microtenants[created["id"]] == "north"


def test_one_with_domains_has_an_administrator_whose_password_is_shown_once(wire: Wire) -> None:
    body = {**BODY, "criteriaAttributeValues": ["example.net", "example.org"]}
    created = wire.post("microtenants", body)
    user = created.pop("user")
    assert user["username"] == "mtAdmin_%s@example.net" % created["id"]
    assert (user["forcePwdChange"], user["microtenantId"]) == (True, created["id"])
    assert user["password"] == wire.zpa.tenant.first_passwords[created["id"]]
    assert wire.get("microtenants/" + created["id"]) == {**created, "scopeOrder": "1"}
    assert "user" not in wire.get("microtenants")["list"][0]


@pytest.mark.parametrize(
    ("domain", "refusal"),
    [
        ("example.com", "domains.does.not.belong.to.customer"),
        ("example.net", "domains.already.exists.in.other.microtenant"),
    ],
)
def test_a_domain_is_the_customers_and_serves_one_microtenant(wire: Wire, domain: str, refusal: str) -> None:
    assert domain != "example.net" or domain in wire.get("authDomains")["authDomains"]
    add_microtenant(wire.zpa.tenant, "south", ["example.net"])
    own = add_microtenant(wire.zpa.tenant, "west", ["example.org"])
    for method, path in (("POST", "microtenants"), ("PUT", "microtenants/" + own["id"])):
        status, answer = wire.refused(method, path, {**BODY, "criteriaAttributeValues": [domain]})
        assert (status, answer["id"]) == (400, refusal)


def test_a_microtenant_may_see_what_it_inherits_and_cannot_write_it(wire: Wire) -> None:
    own = add_microtenant(wire.zpa.tenant, "west")
    group = wire.zpa.add_connector_group("everywhere")
    query = "?microtenantId=" + own["id"]
    assert "list" not in wire.get("appConnectorGroup" + query)
    wire.zpa.tenant.quirks.inherited_shown = True
    (found,) = wire.get("appConnectorGroup" + query)["list"]
    assert (found["id"], found["microtenantName"]) == (group["id"], "Default")
    path = "appConnectorGroup/%s%s" % (group["id"], query)
    assert wire.get(path)["name"] == "everywhere"
    assert wire.refused("PUT", path, {"name": "else"})[0] == 404


def test_the_default_one_is_not_written_and_one_with_something_in_it_stays(wire: Wire) -> None:
    assert wire.refused("PUT", "microtenants/0", BODY)[0] == 400
    assert wire.refused("DELETE", "microtenants/0")[0] == 400
    own = add_microtenant(wire.zpa.tenant, "west")
    wire.zpa.add_group("inside", microtenant_id=own["id"])
    refusal = wire.refused("DELETE", "microtenants/" + own["id"])[1]
    assert refusal["params"] == ["segmentGroup", "inside"]
    wire.zpa.tenant.quirks.content_goes = True
    wire.delete("microtenants/" + own["id"])
    assert not wire.zpa.tenant.table("segmentGroup")
