# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The argument specs of modules, as the modules themselves give them to ansible-core."""

from __future__ import annotations

import importlib
from typing import Any
from unittest import mock

from ansible_collections.zerotrust.zpa.plugins.module_utils._access.options import IDENTITY_PROVIDERS
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.connection import ARGUMENT_SPEC
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.module import ZpaModule
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.sections import config_argument_spec

from .cases import RESOURCES
from .modules import MODULES

Spec = dict[str, dict[str, Any]]
# Those with options that a tenant has; the others check theirs in the controller.
WITH_SPEC = (
    "zpa_access_analysis",
    "zpa_config",
    "zpa_policy_rule_order",
    "zpa_reference_info",
    *("zpa_%s%s" % (subject.key, info) for subject in RESOURCES for info in ("", "_info")),
)


def spec_inside(module: str) -> Spec:
    """Return the same with what its dictionaries can have that the module looks at by itself.

    Without what names a file: whatever it is, it would be written.
    """
    spec = argument_spec(module)
    if module == "zpa_access_analysis":
        inside: Spec = config_argument_spec()["config"]["options"]
        for name, more in (("before", IDENTITY_PROVIDERS), ("after", IDENTITY_PROVIDERS), ("config", None)):
            idps = {"identity_providers": more} if more else {}
            spec[name] = {**spec[name], "options": {**inside, **idps}}
        del spec["matrix"]
    return spec


class _Captured(Exception):
    """Carries the argument spec out of a module."""


def argument_spec(module: str) -> Spec:
    """Return the argument spec of a module, with the connection."""

    def capture(self: ZpaModule, spec: Spec, *arguments: Any) -> None:
        raise _Captured(spec)

    with mock.patch.object(ZpaModule, "__init__", capture):
        try:
            importlib.import_module("%s.%s" % (MODULES, module)).main()
        except _Captured as captured:
            return {**captured.args[0], **ARGUMENT_SPEC}
    raise AssertionError("%s checks no options" % module)
