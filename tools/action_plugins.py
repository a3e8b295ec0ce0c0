# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes the action plugin that runs a module in process, for each module that has none.

Ansible finds an action plugin by the name of its module. One that routes many names to one plugin, as
``meta/runtime.yml`` can, is loaded in each task anew, which takes longer than the work of a task.
``--check`` writes nothing and fails if one is missing.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import dev

TEMPLATE = """\
# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from ansible_collections.zerotrust.zpa.plugins.modules import %(module)s
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._in_process import InProcessAction


class ActionModule(InProcessAction):
    module = %(module)s


# What ansible-lint calls.
main = ActionModule.lint
"""


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the action plugins that are missing.")
    parser.add_argument("--check", action="store_true", help="write nothing, fail if one is missing")
    check = parser.parse_args().check
    plugins = missing(dev.ROOT / "plugins")
    names = ", ".join(str(path.relative_to(dev.ROOT)) for path in plugins)
    if plugins and check:
        sys.exit("%s: missing. Run: python3 tools/dev.py docs" % names)
    for path in plugins:
        path.write_text(TEMPLATE % {"module": path.stem}, "utf-8")
    print("%s: written" % names if plugins else "every module has an action plugin")


def missing(plugins: Path) -> list[Path]:
    """Return the action plugins that modules lack, in a folder of plugins."""
    wanted = [plugins / "action" / module.name for module in sorted((plugins / "modules").glob("*.py"))]
    return [path for path in wanted if not path.exists()]


if __name__ == "__main__":
    main()
