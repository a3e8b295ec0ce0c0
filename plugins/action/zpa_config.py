# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the module as the others run, and tells meanwhile how far it is."""

from __future__ import annotations

import typing as t

from ansible_collections.zerotrust.zpa.plugins.modules import zpa_config
from ansible_collections.zerotrust.zpa.plugins.plugin_utils.in_process import InProcessAction
from ansible_collections.zerotrust.zpa.plugins.plugin_utils.progress import progress_of


class ActionModule(InProcessAction):
    module = zpa_config

    def run(self, tmp: t.Any = None, task_vars: t.Any = None) -> dict[str, t.Any]:
        with progress_of(self, task_vars or {}):
            return super().run(tmp, task_vars)


# What ansible-lint calls.
main = ActionModule.lint
