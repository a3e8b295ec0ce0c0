# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module that looks up what options refer to. Private to this collection."""

from __future__ import annotations

import typing as t

from .._client.client import Client
from .._gather import gather_references
from .._model.kinds import KINDS
from .._model.options import wrong_identity
from .module import run


def run_reference_module() -> None:
    """Run the module that lists objects of one of the kinds that options refer to."""
    spec = {"kind": {"type": "str", "required": True, "choices": sorted(KINDS)}, "name": {"type": "str"}}

    def work(client: Client, options: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        references = gather_references(client, KINDS[options["kind"]], options["name"])
        return {"changed": False, "references": references}

    run(spec, wrong_identity, work)
