# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module that looks up what options refer to. Private to this collection."""

from __future__ import annotations

import typing as t

from .._client.client import Client
from .._info.reference_options import (
    OWNER_OPTIONS,
    named_today,
    reference_argument_spec,
    wrong_reference_options,
)
from .._info.references import find_references
from .module import run


def run_reference_module() -> None:
    """Run the module that lists objects of one of the kinds that options refer to."""

    def work(client: Client, options: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        owners = {option: options[option] for option in OWNER_OPTIONS.values()}
        references = find_references(client, named_today(options["kind"]), options["name"], owners)
        return {"changed": False, "references": references}

    run(reference_argument_spec(), wrong_reference_options, work)
