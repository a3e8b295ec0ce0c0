# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Browser Access certificates: the tenant has web.example.com, of which all is set, and an unused one."""

from __future__ import annotations

from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.browser_access_certificate import (
    BROWSER_ACCESS_CERTIFICATE,
)
from zpa_emulator.certificate_texts import facts_of, made
from zpa_emulator.policy_seeds import add_look_up

from support import read_form
from support.tenants import TestTenant

from .case import Case, Subject

PATH = "certificate"
CERTIFICATE_ID = "216196257331299944"
WEB, NEW, ISSUER = made("web.example.com", "ca.example.com"), made("new.example.com"), made("ca.example.com")
GIVEN = {"certificate": WEB.certificate, "private_key": WEB.key}
SHOWN, NEW_SHOWN = WEB.certificate.strip(), NEW.certificate.strip()
ANEW = {"certificate": NEW.certificate, "private_key": NEW.key, "recreate": True}


def in_one_line(text: str) -> str:
    """A certificate that somebody has copied without the ends of its lines, with words around."""
    begin, *body, end = text.strip().splitlines()
    return "# of the web\r\n%s\r\n%s\r\n%s\r\n# as of today\r\n" % (begin, "".join(body), end)


def add(zpa: TestTenant, name: str, object_id: str | None = None, **values: Any) -> dict[str, Any]:
    """``values`` that the kind does not have are left out."""
    own = {key: value for key, value in values.items() if key != "enabled"}
    microtenant_id = own.pop("microtenant_id", None)
    facts = {**facts_of(WEB.certificate), **own}
    return add_look_up(zpa.tenant, PATH, name, microtenant_id, object_id, **facts)


def prepare(zpa: TestTenant) -> None:
    add(zpa, "web.example.com", CERTIFICATE_ID, description="Old")
    add(zpa, "unused.example.com")


def _same(**options: Any) -> Case:
    return Case({"name": "web.example.com", **options}, {"description": "Old"}, 1, changed=False)


CASES = {
    "create with what is required": Case(
        {"name": "New", **GIVEN}, {"name": "New", "description": "", "certificate": SHOWN}, 3, prepared=False
    ),
    "create with all": Case(
        {
            "name": "New",
            "certificate": WEB.certificate + ISSUER.certificate,
            "private_key": "Bag Attributes\n    friendlyName: web\n" + WEB.key,
        },
        {"certificate": SHOWN + "\n" + ISSUER.certificate.strip()},
        3,
        prepared=False,
    ),
    "nothing to do": _same(),
    "nothing to do with all": _same(**GIVEN),
    "nothing to do by id": Case({"id": CERTIFICATE_ID, "certificate": SHOWN}, {}, 1, changed=False),
    "keep the certificate, other lines": _same(certificate=in_one_line(WEB.certificate)),
    "keep the certificate, recreate": _same(recreate=True, **GIVEN),
    "delete": Case({"name": "unused.example.com", "state": "absent"}, None, 8),
    "delete what is not there": Case({"name": "Nobody", "state": "absent"}, None, 1, changed=False),
}

BROWSER_ACCESS_CERTIFICATES = Subject(
    resource=BROWSER_ACCESS_CERTIFICATE,
    key="browser_access_certificate",
    path=PATH,
    prepare=prepare,
    fields=("name", "description", "certificate"),
    created=("name", "certificate", "private_key"),
    cases=CASES,
    add=add,
    required=GIVEN,
    list_path="clientlessCertificate/issued",
    same={"certificate": WEB.certificate},
    other=ANEW,
    answers={
        **read_form.EVERY,
        **facts_of(NEW.certificate),
        "status": "ACTIVE",
        "certChain": "",
    },
    worked_out=frozenset(facts_of(NEW.certificate)) - {"certificate"} | {"status"},
)
