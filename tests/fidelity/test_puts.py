# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the emulator's PUT does to what its body leaves out, by the quirk ``put``."""

from __future__ import annotations

from typing import Any

import pytest
from support.policies import add_rule
from support.tenants import TestTenant
from support.wire import V1, V2, Wire
from zpa_emulator.state import AS_RECORDED, KEEPS, REPLACES, Quirks

# The path, the API version, and which of the keys stay after an update with a name alone.
GONE: set[str] = set()
CASES = [
    ("segmentGroup", V1, REPLACES, GONE),
    ("segmentGroup", V1, AS_RECORDED, {"configSpace"}),
    ("segmentGroup", V1, KEEPS, {"configSpace", "description", "somethingNew"}),
    ("segmentGroup", V2, REPLACES, GONE),
    ("segmentGroup", V2, AS_RECORDED, {"configSpace", "description"}),
    ("segmentGroup", V2, KEEPS, {"configSpace", "description", "somethingNew"}),
    ("appConnectorGroup", V1, REPLACES, GONE),
    ("appConnectorGroup", V1, AS_RECORDED, {"description", "location"}),
    ("appConnectorGroup", V1, KEEPS, {"description", "location", "latitude", "somethingNew"}),
    ("policyRule", V2, REPLACES, GONE),
    ("policyRule", V2, AS_RECORDED, GONE),
    ("policyRule", V2, KEEPS, {"description", "disabled", "somethingNew"}),
]
LOOKED_AT = {"configSpace", "description", "location", "latitude", "disabled", "somethingNew"}


@pytest.mark.parametrize(("path", "root", "put", "stays"), CASES)
def test_an_update_with_a_name_alone_leaves_what_the_quirk_says(
    zpa: TestTenant, path: str, root: str, put: str, stays: set[str]
) -> None:
    extra: dict[str, Any] = {"description": "Old"}
    if path == "segmentGroup":
        stored = zpa.add_group("Main", **extra)
    elif path == "appConnectorGroup":
        stored = zpa.add_connector_group("Main", **extra)
    else:
        stored = add_rule(zpa, "Main", disabled="1", **extra)
    stored["somethingNew"] = "x"
    zpa.tenant.quirks.put = put
    wire, where = Wire(zpa), "%s/%s" % (path, stored["id"])
    if path == "policyRule":
        policy_set = wire.get("policySet/policyType/ACCESS_POLICY")["id"]
        where = "policySet/%s/rule/%s" % (policy_set, stored["id"])
    body = {"name": "Main", **({"action": "ALLOW"} if path == "policyRule" else {})}
    wire.put(where, body, root)
    assert LOOKED_AT & set(zpa.tenant.table(path)[stored["id"]]) == stays


def test_another_meaning_is_refused() -> None:
    with pytest.raises(ValueError, match="replaces, as recorded, keeps"):
        Quirks(put="sometimes")
