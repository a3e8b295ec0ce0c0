# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a module's own ``main()`` in this process, over real HTTP, and returns what it prints."""

from __future__ import annotations

import importlib
import json
import os
from typing import Any
from unittest import mock

from ansible_collections.zerotrust.zpa.plugins.plugin_utils.in_process import encoded, printed_by

MODULES = "ansible_collections.zerotrust.zpa.plugins.modules"


def run_module(
    name: str, arguments: dict[str, Any], check: bool = False, environment: dict[str, str] | None = None
) -> dict[str, Any]:
    """Return the result of a module, run as the action plugins of the collection run it in process.

    ``environment`` replaces the variables that it could read.
    """
    module = importlib.import_module("%s.%s" % (MODULES, name))
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("ZPA_", "ZSCALER_"))}
    with mock.patch.dict(os.environ, kept, clear=True):
        printed = printed_by(module, encoded({**arguments, "_ansible_check_mode": check}), environment or {})
    return json.loads(printed.strip().splitlines()[-1])
