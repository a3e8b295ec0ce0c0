# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module of a whole tenant. Private to this collection."""

from __future__ import annotations

import typing as t

from .._client.client import Client
from .._client.pace import Pace
from .._tenant.access_options import (
    ACCESS_COUNTS,
    ACCESS_OPTIONS,
    OFF,
    access_mode,
    access_prepared,
    wrong_access_options,
)
from .._tenant.apply import bring_about_config
from .._tenant.brakes import LIMITS
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
    prepared_options = prepared(access_prepared(options), (*LIMITS, *ACCESS_COUNTS))
    return with_environment(prepared_options, LIMITS_OF_ENVIRONMENT)


def _argument_spec() -> dict[str, t.Any]:
    return {**config_argument_spec(), **ACCESS_OPTIONS}


def _wrong(options: t.Mapping[str, t.Any]) -> list[str]:
    """Return what is wrong with the options of the module."""
    problems = wrong_config_options(options)
    problems += wrong_access_options(options, options.get("state") == GATHERED)
    tests = options.get("access_tests")
    if isinstance(tests, list) and tests and access_mode(options) != OFF:
        # Few tasks have any.
        from .._tenant.access import TESTS_SPEC
        from .complaints import complaints

        problems += [one.sentence for one in complaints(TESTS_SPEC, {"access_tests": tests})]
    return problems


def _with_tests(options: t.Mapping[str, t.Any]) -> t.Mapping[str, t.Any]:
    """Return options with tests of access in the types of their options."""
    if not options["access_tests"] or access_mode(options) == OFF:
        return options
    from .._tenant.access import TESTS_SPEC
    from .complaints import understood

    return {**options, **understood(TESTS_SPEC, {"access_tests": options["access_tests"]})}


def run_config_module() -> None:
    """Run the module that plans and applies, or gathers, the configuration of a tenant."""

    def work(
        client: Client, options: t.Mapping[str, t.Any], progress_file: t.Callable[[], ProgressFile]
    ) -> dict[str, t.Any]:
        client.pace = Pace(options["read_limit"], options["write_limit"])
        if options["state"] == GATHERED:
            return gathered_config(client, options["kinds"])
        return bring_about_config(client, _with_tests(options), progress_file())

    with looking_rarely():
        run_long(_argument_spec(), _wrong, work, with_limits)
