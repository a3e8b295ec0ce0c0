# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""In which policy set the rules of a policy type are. Private to this collection."""

from __future__ import annotations

from .._client.client import Client
from .._client.forms import is_id_on_wire
from .._errors import ConnectionFailed, while_doing
from .policy_types import POLICY_TYPES


def policy_set_id(client: Client, policy_type: str) -> str:
    """Return the id of the policy set. Raises what the client raises."""
    path = "policySet/policyType/%s" % POLICY_TYPES[policy_type].wire
    with while_doing("look up the policy set of %s rules" % policy_type):
        found = client.get(path)
        if not isinstance(found, dict) or not is_id_on_wire(found.get("id")):
            detail = "the answer does not show the policy set"
            raise ConnectionFailed(detail, "GET", client.full_path(path))
    return str(found["id"])
