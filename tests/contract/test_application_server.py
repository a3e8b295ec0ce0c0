# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What application servers have beyond every other kind: they say their groups as well as these say them."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from support.tenants import TestTenant


@pytest.fixture
def zpa(zpa: TestTenant) -> TestTenant:
    zpa.add_application_server("ERP")
    zpa.add_server_group("Listed", application_servers=["ERP"])
    return zpa


def test_an_update_sends_back_the_groups_as_they_came(zpa: TestTenant) -> None:
    group = zpa.stored("Listed", "serverGroup")
    assert zpa.run("zpa_application_server", name="ERP", description="New")["changed"]
    assert zpa.writes[0].body["appServerGroupIds"] == [group["id"]]


def test_an_update_sends_the_ids_of_groups_where_the_tenant_shows_them_in_the_older_form(
    zpa: TestTenant, code_patch: pytest.MonkeyPatch
) -> None:
    """Without the key of today the server would leave its groups, on a tenant that knows it in requests."""
    group, call = zpa.stored("Listed", "serverGroup"), Client._call

    def older(client: Client, method: str, path: str, *more: Any, **keywords: Any) -> Any:
        answer = call(client, method, path, *more, **keywords)
        if method == "GET" and path.partition("/")[0] == "server":
            for shown in answer.get("list", [answer]):
                ids = shown.pop("appServerGroupIds", [])
                shown["appServerGroupAssociations"] = dict.fromkeys(ids, "Listed")
        return answer

    code_patch.setattr(Client, "_call", older)
    result = zpa.run("zpa_application_server", name="ERP", description="New")
    assert result["changed"], result["msg"]
    body = zpa.writes[0].body
    assert body["appServerGroupIds"] == [group["id"]]
    assert body["appServerGroupAssociations"] == {group["id"]: "Listed"}
