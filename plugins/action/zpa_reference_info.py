# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from ansible_collections.zerotrust.zpa.plugins.modules import zpa_reference_info
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._in_process import InProcessAction


class ActionModule(InProcessAction):
    module = zpa_reference_info


# What ansible-lint calls.
main = ActionModule.lint
