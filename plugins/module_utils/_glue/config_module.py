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
from .collector import looking_rarely
from .connection import with_environment
from .module import run_long
from .progress import ProgressFile

# Where jobs share one tenant, their environment says how much of its limit each of them may use.
LIMITS_OF_ENVIRONMENT = {"read_limit": "ZPA_READ_LIMIT", "write_limit": "ZPA_WRITE_LIMIT"}


def with_limits(options: dict[str, t.Any]) -> dict[str, t.Any]:
    """Return options in the forms in which they are checked, with the limits that the environment has."""
    return with_environment(prepared(options), LIMITS_OF_ENVIRONMENT)


def run_config_module() -> None:
    """Run the module that plans and applies, or gathers, the configuration of a tenant."""

    def work(
        client: Client, options: t.Mapping[str, t.Any], progress_file: t.Callable[[], ProgressFile]
    ) -> dict[str, t.Any]:
        client.pace = Pace(options["read_limit"], options["write_limit"])
        if options["state"] == GATHERED:
            return gathered_config(client, options["kinds"])
        return bring_about_config(client, options, progress_file())

    with looking_rarely():
        run_long(config_argument_spec(), wrong_config_options, work, with_limits)
