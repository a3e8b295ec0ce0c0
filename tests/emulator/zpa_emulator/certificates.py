# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Browser Access certificates: never changed, and not deleted while anything names one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .answers import Object
from .calls import Call, Route
from .certificate_rules import BLOB, BROWSER_ACCESS_CERTIFICATE
from .certificate_texts import facts_of, is_key_of
from .errors import invalid, not_found, referenced
from .pra_rules import PORTALS
from .resources import Resource
from .sub_applications import SORTS

# What names one, beside applications in segments: the paths, and what refusals call it.
NAMING = ((PORTALS, "Portal"), ("userPortal", "User Portal"))


class Certificates(Resource):
    def update(self, object_id: str, body: Any, version: str) -> None:
        """Nobody but one client of others sends an update, and nothing is recorded of what becomes of it."""
        raise not_found()

    def delete(self, object_id: str, query: dict[str, str] | None = None) -> None:
        for noun, user in self._users(object_id):
            raise referenced(noun, user["name"])
        super().delete(object_id, query)

    def _settle(self, values: Object, body: Object, entry: Object | None, owner: str) -> None:
        super()._settle(values, body, entry, owner)
        blob = str(values.pop(BLOB))
        try:
            facts = facts_of(blob)
        except ValueError:
            raise invalid(BLOB) from None
        if not is_key_of(blob):
            raise invalid(BLOB)
        values.update(facts)

    def _finished(self, entry: Object, answer: Object) -> Object:
        found = super()._finished(entry, answer)
        text, end = str(found.get("certificate", "")), "-----END CERTIFICATE-----\n"
        if self._tenant.quirks.shows_leaf_alone and end in text:
            found["certificate"] = text[: text.index(end) + len(end)]
        return found

    def _users(self, object_id: str) -> Iterator[tuple[str, Object]]:
        for segment in self._tenant.table("application").values():
            apps = [app for sort in SORTS.values() for app in segment.get(sort.key, ())]
            if any(app.get("certificateId") == object_id for app in apps):
                yield "Application", segment
        for path, noun in NAMING:
            for one in self._tenant.table(path).values():
                if one.get("certificateId") == object_id:
                    yield noun, one


def _issued(call: Call) -> Object:
    """All that are issued, as all are here."""
    return Certificates(call.tenant, BROWSER_ACCESS_CERTIFICATE, call.microtenant).page(call.query)


CLASSES: dict[str, type[Resource]] = {BROWSER_ACCESS_CERTIFICATE.path: Certificates}
ROUTES = (
    Route(r"GET mgmtconfig/v2/admin clientlessCertificate/issued", _issued),
    Route(r"GET mgmtconfig/v[12]/admin certificate/issued", _issued),
)
