# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a plugin imports of the collection. Of a module, each task that runs it as one compiles all of it."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

PREFIX = "ansible_collections.zerotrust.zpa.plugins."
SCRIPT = """
import importlib, json, sys
importlib.import_module(sys.argv[1])
files = {name: getattr(module, "__file__", None) for name, module in sys.modules.items()}
print(json.dumps({name: file for name, file in files.items() if file}))
"""


@functools.cache
def closure(name: str, folder: str = "modules") -> Mapping[str, int]:
    """Return what a process that imports a plugin has imported of the collection, with its lines.

    Names are those below the folder of plugins.
    """
    environment = {**os.environ, "PYTHONPATH": os.environ["ANSIBLE_COLLECTIONS_PATH"]}
    command = [sys.executable, "-c", SCRIPT, "%s%s.%s" % (PREFIX, folder, name)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    files = {name: file for name, file in json.loads(done.stdout).items() if name.startswith(PREFIX)}
    return {
        name.removeprefix(PREFIX): len(Path(file).read_text("utf-8").splitlines())
        for name, file in files.items()
    }
