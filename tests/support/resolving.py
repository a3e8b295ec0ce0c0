# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What names and ids were resolved to, and what was asked for that."""

from __future__ import annotations

from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.references import resolve
from ansible_collections.zerotrust.zpa.plugins.module_utils._engine.searching import Searching
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.every_lookup import EVERY
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.field_type import Reference
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.kind import Kind

KIND = EVERY["application_segment"]


class Resolved:
    """Tokens of a list resolved against a tenant: ids and names of what was found, the problems."""

    def __init__(
        self, client: Client, *tokens: str, known: tuple[Reference, ...] = (), kind: Kind = KIND
    ) -> None:
        self.problems: list[str] = []
        paths = {"applications[%d]" % place: token for place, token in enumerate(tokens)}
        found = resolve(Searching(client), kind, paths, known, self.problems)
        assert list(found) == list(paths)
        unknown = {problem.partition(":")[0] for problem in self.problems}
        self.stand_ins = {path: found[path][:2] for path in unknown}
        self.ids = [reference.id for path, reference in found.items() if path not in unknown]
        self.names = [reference.name for path, reference in found.items() if path not in unknown]
