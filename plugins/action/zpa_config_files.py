# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs where Ansible runs: one task for all files, without a connection to the host."""

from __future__ import annotations

import os
import typing as t

from ansible.plugins.action import ActionBase
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import InvalidInput
from ansible_collections.zerotrust.zpa.plugins.module_utils._files import NotWritten
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.complaints import complaints, without_echoes
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.brakes import with_brakes
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.sections import KIND_CHOICES
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._folder_in_task import (
    TakesFolder,
    secrets_in,
    unreadable,
)
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._folder_yaml import FolderError
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._journal import refused, standing_in_audit
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._scope import OUTSIDE, UNCLEAR, host_of, is_check
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._shown import for_people
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._tenant_files import (
    File,
    files_to_write,
    write_all,
)

ARGUMENT_SPEC: dict[str, dict[str, t.Any]] = {
    "dir": {"type": "path", "required": True},
    "config": {"type": "dict", "required": True},
    "kinds": {"type": "list", "elements": "str", "choices": list(KIND_CHOICES)},
}


SEALED = (
    "config: has values that Ansible Vault has encrypted, and the export would write them in the clear. "
    "Nothing was written."
)


class ActionModule(TakesFolder, ActionBase):
    _requires_connection = False

    def run(self, tmp: t.Any = None, task_vars: t.Any = None) -> dict[str, t.Any]:
        return for_people(self._run(super().run(tmp, task_vars), task_vars))

    def _run(self, result: dict[str, t.Any], task_vars: t.Any) -> dict[str, t.Any]:
        given = self._task.args.get("config")
        refusal = unreadable(given)
        if refusal or secrets_in(given):
            return {**result, **(refusal or {"failed": True, "changed": False, "msg": SEALED})}
        self._task.args = with_brakes(dict(self._task.args))
        problems = without_echoes(list(complaints(ARGUMENT_SPEC, self._task.args)))
        if problems:
            return {**result, "failed": True, "msg": str(InvalidInput(problems)), "problems": problems}
        options = self.validate_argument_spec(argument_spec=ARGUMENT_SPEC)[1]
        folder, host = os.path.abspath(options["dir"]), host_of(task_vars)
        standing = standing_in_audit(self._task, host)
        if standing == UNCLEAR:
            return {**result, **refused(host)}
        try:
            files = files_to_write(folder, options["config"], options["kinds"])
            if not is_check(self._task) and standing == OUTSIDE:
                write_all(files)
        except (FolderError, NotWritten) as error:
            return {**result, "failed": True, "changed": False, "msg": str(error)}
        return {
            **result,
            "changed": bool(files),
            "dir": folder,
            "files": [file.name for file in files],
            "diff": [_block(file) for file in files],
        }


def _block(file: File) -> dict[str, str]:
    return {
        "before_header": file.path,
        "before": file.before,
        "after_header": file.path,
        "after": file.after,
    }


def main() -> None:
    """Tell ansible-lint what is wrong with the arguments of a task."""
    # Not imported where the task runs.
    from ansible_collections.zerotrust.zpa.plugins.plugin_utils._linting import lint

    lint(ARGUMENT_SPEC, with_brakes)
