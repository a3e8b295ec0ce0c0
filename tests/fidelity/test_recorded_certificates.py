# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Browser Access certificates as recorded, request by request, and what the module makes of them.

The recording is TestBACertificates.yaml of zscaler/zscaler-sdk-python, in tests/integration/zpa/cassettes: a
creation at certificate, an answer by id, the list at clientlessCertificate/issued, a deletion. Names and keys
are other ones here. No update was recorded.
"""

from __future__ import annotations

import pytest
from support.cases.browser_access_certificate import GIVEN, WEB
from support.tenants import TestTenant
from support.wire import V2, Wire

READ = (
    *("id", "modifiedTime", "creationTime", "modifiedBy", "name", "validFromInEpochSec", "validToInEpochSec"),
    *("certificate", "issuedTo", "issuedBy", "serialNo", "publicKey", "san", "readOnly", "zscalerManaged"),
    *("cName", "microtenantName"),
)
LIST = "clientlessCertificate/issued"


def test_the_life_of_a_certificate_is_as_recorded(zpa: TestTenant) -> None:
    wire = Wire(zpa)
    created = wire.post("certificate", {"name": "web", "certBlob": WEB.blob})
    # Unlike reads, the answer to a creation does not name the microtenant.
    assert {*created, "microtenantName"} == {*READ}
    assert (created["certificate"], created["validToInEpochSec"]) == (WEB.certificate, "2082758400")
    read = wire.get("certificate/" + created["id"])
    assert read == {**created, "microtenantName": "Default"}
    listed = wire.get(LIST, V2)
    assert listed == {"totalPages": "1", "totalCount": "1", "list": [read]}
    assert not any(line in str([created, read, listed]) for line in WEB.key.splitlines())
    wire.delete("certificate/" + created["id"])
    assert "list" not in wire.get(LIST, V2)


@pytest.mark.parametrize("path", ["certificate", "certificate/issued"])
def test_other_clients_list_them_elsewhere(zpa: TestTenant, path: str) -> None:
    wire = Wire(zpa)
    wire.post("certificate", {"name": "web", "certBlob": WEB.blob})
    assert wire.get(path)["list"] == wire.get(LIST, V2)["list"]


@pytest.mark.parametrize(
    "blob", ["", WEB.certificate, WEB.key, "web"], ids=["nothing", "no key", "key alone", "words"]
)
def test_a_certificate_without_its_key_is_refused(zpa: TestTenant, blob: str) -> None:
    status, body = Wire(zpa).refused("POST", "certificate", {"name": "web", "certBlob": blob})
    assert (status, body["params"]) == (400, ["certBlob"])


def test_no_update_is_known(zpa: TestTenant) -> None:
    wire = Wire(zpa)
    made = wire.post("certificate", {"name": "web", "certBlob": WEB.blob})
    assert wire.refused("PUT", "certificate/" + made["id"], {"name": "other"})[0] == 404


def test_what_was_recorded_is_unchanged_if_it_is_declared_so(zpa: TestTenant) -> None:
    Wire(zpa).post("certificate", {"name": "web", "certBlob": WEB.blob})
    assert zpa.run("zpa_browser_access_certificate", name="web", **GIVEN)["changed"] is False


def test_the_module_asks_as_recorded(zpa: TestTenant) -> None:
    zpa.forget()
    assert zpa.run("zpa_browser_access_certificate", name="web", **GIVEN)["changed"]
    (written,) = zpa.writes
    assert (written.path.rpartition("/")[2], written.body) == (
        "certificate",
        {"name": "web", "certBlob": WEB.blob},
    )
