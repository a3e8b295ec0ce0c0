# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the module as the others run, and tells meanwhile how far it is.

What was encrypted alone in a configuration is kept out of the result, and of the log of the system.
"""

from __future__ import annotations

import typing as t

from ansible.utils.unsafe_proxy import wrap_var
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.module import SECRET_TEXTS
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.apply import DONE, PLANNED
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.summary import diff_of
from ansible_collections.zerotrust.zpa.plugins.modules import zpa_config
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._declared_at import with_places
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._folder_in_task import (
    TakesFolder,
    data_in,
    secrets_in,
    unreadable,
    without_short,
)
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._in_process import InProcessAction
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._in_short import with_short_form
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._light import plain
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._progress import progress_of
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._scope import host_of

OF_FOLDERS = ("config", "access_tests")


class ActionModule(TakesFolder, InProcessAction):
    module = zpa_config

    def run(self, tmp: t.Any = None, task_vars: t.Any = None) -> dict[str, t.Any]:
        refusal = unreadable(*(self._task.args.get(name) for name in OF_FOLDERS))
        variables = task_vars or {}
        with progress_of(self, variables):
            result = refusal or super().run(tmp, variables)
        return with_short_form(self, host_of(variables), result)

    def _run(self, tmp: t.Any, variables: t.Any) -> dict[str, t.Any]:
        config = self._task.args.get("config")
        given = {name: self._task.args.get(name) for name in OF_FOLDERS}
        self.data = data_in(given)
        secrets = {text for name in given for text in secrets_in(given[name], name in self.data)}
        if secrets:
            self._task.args = {**self._task.args, SECRET_TEXTS: sorted(secrets)}
        result: dict[str, t.Any] = without_short(secrets, super()._run(tmp, variables))
        # The arguments of a task go back with its result.
        others = {name: value for name, value in self._task.args.items() if name not in self.data}
        self._task.args = {**self._task.args, **plain(others, secrets)}
        if secrets and "plan" in result:
            # In words a secret that is short is no value any more.
            told = [step for step in result["plan"] if step["status"] in (PLANNED, DONE)]
            result["diff"] = wrap_var(diff_of(told))
        return with_places(result, config)


# What ansible-lint calls.
main = ActionModule.lint
