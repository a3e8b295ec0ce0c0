# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module of a whole tenant. Private to this collection."""

from __future__ import annotations

import typing as t

from .._client.client import Client
from .._client.pace import Pace
from .._tenant.apply import bring_about_config
from .._tenant.export import gathered_config
from .._tenant.sections import (
    GATHERED,
    config_argument_spec,
    prepared,
    wrong_config_options,
)
from .module import run_long
from .progress import ProgressFile


def run_config_module() -> None:
    """Run the module that plans and applies, or gathers, the configuration of a tenant."""

    def work(client: Client, options: t.Mapping[str, t.Any], progress: ProgressFile) -> dict[str, t.Any]:
        client.pace = Pace(options["read_limit"], options["write_limit"])
        if options["state"] == GATHERED:
            return gathered_config(client, options["kinds"])
        return bring_about_config(client, options, progress)

    run_long(config_argument_spec(), wrong_config_options, work, prepared)
