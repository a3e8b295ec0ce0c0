# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the module as the others run, with options that folders give.

What was encrypted alone in a configuration is kept out of the result, and of the log of the system.
"""

from __future__ import annotations

import typing as t

from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.access_module import CONFIGURATIONS
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.module import SECRET_TEXTS
from ansible_collections.zerotrust.zpa.plugins.modules import zpa_access_analysis
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._folder_in_task import (
    TakesFolder,
    secrets_in,
    unreadable,
    without_short,
)
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._in_process import InProcessAction
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._in_short import with_short_form
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._scope import host_of

OF_FOLDERS = (*CONFIGURATIONS, "access_tests")


class ActionModule(TakesFolder, InProcessAction):
    module = zpa_access_analysis

    def run(self, tmp: t.Any = None, task_vars: t.Any = None) -> dict[str, t.Any]:
        refusal = unreadable(*(self._task.args.get(name) for name in OF_FOLDERS))
        result = refusal or super().run(tmp, task_vars)
        return with_short_form(self, host_of(task_vars or {}), result)

    def _run(self, tmp: t.Any, variables: t.Any) -> dict[str, t.Any]:
        secrets = {text for name in OF_FOLDERS for text in secrets_in(self._task.args.get(name))}
        if secrets:
            self._task.args = {**self._task.args, SECRET_TEXTS: sorted(secrets)}
        result: dict[str, t.Any] = without_short(secrets, super()._run(tmp, variables))
        return result


# What ansible-lint calls.
main = ActionModule.lint
