# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of a whole tenant that are about access, and what they mean together. Pure, private.

What they are needed for is big, and most tasks do not ask for it.
"""

from __future__ import annotations

import typing as t

from .sections import wrong_numbers

OFF, REPORT, ENFORCE, AUDIT = "off", "report", "enforce", "audit"
GAINED_OPTION, STEPS_OPTION = "max_access_gained", "max_access_steps"
ACCESS_COUNTS = (GAINED_OPTION, STEPS_OPTION)
ACCESS_BOUNDS = ((GAINED_OPTION, 0, None), (STEPS_OPTION, 1, None))
ACCESS_OPTIONS: dict[str, dict[str, t.Any]] = {
    "access": {"type": "str", "choices": [OFF, REPORT, ENFORCE, AUDIT]},
    # Their options are checked where they are needed.
    "access_tests": {"type": "list", "elements": "dict", "default": []},
    GAINED_OPTION: {"type": "int"},
    STEPS_OPTION: {"type": "int"},
    "access_matrix": {"type": "path"},
}
Options = t.Mapping[str, t.Any]


def access_mode(options: Options) -> str:
    """Return what is done about access. What has to hold that is given is meant to hold."""
    given = options.get("access")
    if given:
        return str(given)
    if options.get("access_tests") or options.get(GAINED_OPTION) is not None:
        return ENFORCE
    return REPORT if options.get("access_matrix") else OFF


def access_prepared(options: dict[str, t.Any]) -> dict[str, t.Any]:
    """Return options as given, with ``off`` as a text, which YAML takes for a bool, and without blanks."""
    given = options.get("access")
    if given is False or (isinstance(given, str) and given.strip() == "False"):
        options = {**options, "access": OFF}
    return {
        name: value
        for name, value in options.items()
        if not (name in ACCESS_OPTIONS and isinstance(value, str) and not value.strip())
    }


def wrong_access_options(options: Options, gathers: bool) -> list[str]:
    """Return which of these options have nothing that they could be about."""
    given = [name for name in ACCESS_OPTIONS if options.get(name) not in (None, [])]
    if access_mode(options) == OFF:
        return []
    if gathers:
        return ["%s: has no meaning with state=gathered, which plans nothing. Leave it out." % given[0]]
    if options.get("config") is None:
        return ["%s: is about what config brings about, and there is none. Leave it out." % given[0]]
    return wrong_numbers(options, ACCESS_BOUNDS)
