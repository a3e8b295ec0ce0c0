# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Privileged Remote Access: what its rows of rules cannot say."""

from __future__ import annotations

from .answers import Object
from .pra_rules import PORTALS
from .resources import Resource


class Portals(Resource):
    """The endpoints of privileged portals."""

    def _shown(self, entry: Object, by_id: bool = False) -> Object:
        answer = super()._shown(entry, by_id)
        if "certificateId" in entry:
            answer["cName"] = "%s.%s.pra.p.zpa-app.net" % (entry["id"], self._tenant.customer_id)
        return answer


CLASSES: dict[str, type[Resource]] = {PORTALS: Portals}
