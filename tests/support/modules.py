# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a module's own ``main()`` in this process, over real HTTP, and returns what it prints."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
from collections.abc import Iterator
from typing import Any
from unittest import mock

from ansible.module_utils import basic
from ansible.module_utils.common import warnings

MODULES = "ansible_collections.zerotrust.zpa.plugins.modules"


@contextlib.contextmanager
def _arguments(arguments: dict[str, Any]) -> Iterator[None]:
    """What a module finds as its arguments, on old and new ansible-core."""
    try:
        from ansible.module_utils.testing import patch_module_args
    except ImportError:
        encoded = json.dumps({"ANSIBLE_MODULE_ARGS": arguments}).encode()
        with mock.patch.object(basic, "_ANSIBLE_ARGS", encoded):
            yield
    else:
        with patch_module_args(arguments):
            yield


@contextlib.contextmanager
def _apart_from_a_controller() -> Iterator[None]:
    """Whoever imports Ansible's controller in this process turns where warnings of modules go."""
    try:
        from ansible.module_utils import _internal
    except ImportError:
        yield
    else:
        with mock.patch.object(_internal, "is_controller", False):
            yield


def run_module(
    name: str, arguments: dict[str, Any], check: bool = False, environment: dict[str, str] | None = None
) -> dict[str, Any]:
    """Return the result of a module. ``environment`` replaces the variables that it could read."""
    module = importlib.import_module("%s.%s" % (MODULES, name))
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("ZPA_", "ZSCALER_"))}
    output = io.StringIO()
    warnings._global_warnings.clear()  # a process runs one module, and this is where its warnings are
    with (
        _arguments({**arguments, "_ansible_check_mode": check}),
        _apart_from_a_controller(),
        mock.patch.dict(os.environ, {**kept, **(environment or {})}, clear=True),
        contextlib.redirect_stdout(output),
        contextlib.suppress(SystemExit),
    ):
        module.main()
    return json.loads(output.getvalue().strip().splitlines()[-1])
