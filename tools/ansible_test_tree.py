# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs ``ansible-test`` without containers, from a checkout at any path.

It insists on a real folder ``ansible_collections/<namespace>/<name>`` that no ignore rule hides,
takes the interpreters it finds on PATH, and fetches pip's installer from the network. So it gets
a copy with a git repository of its own, a PATH of real interpreters, and an installer that takes
pip from the interpreter itself.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

GET_PIP = """\
import ensurepip, glob, os, runpy, sys, sysconfig
folders = [os.path.join(os.path.dirname(ensurepip.__file__), "_bundled")]
folders.append(sysconfig.get_config_var("WHEEL_PKG_DIR") or "/usr/share/python-wheels")  # Fedora, Debian
wheels = [wheel for folder in folders for wheel in glob.glob(os.path.join(folder, "pip-*.whl"))]
sys.path.insert(0, wheels[0])
unsupported = ("--no-setuptools", "--no-wheel")
sys.argv = ["pip", "install", "--upgrade"] + [word for word in sys.argv[1:] if word not in unsupported]
runpy.run_module("pip", run_name="__main__", alter_sys=True)
"""
NOTHING_RAN = "All targets skipped"


def ansible_test(
    root: Path, venv: Path, pythons: Mapping[tuple[int, ...], str], *commands: Sequence[str]
) -> None:
    """Run ``ansible-test`` with each of some arguments; exit if it fails or if it ran nothing."""
    if not shutil.which("git"):
        sys.exit("ansible-test looks at what git knows: install git.")
    work = root / ".cache" / "ansible-test"
    tree = work / "ansible_collections" / "zerotrust" / "zpa"
    home = work / "home"
    _copy(root, tree)
    _place_pip_installer(venv, home)
    real = [str(Path(python).parent) for python in pythons.values()]
    path = os.pathsep.join([str(venv / "bin"), *real, "/usr/local/bin", "/usr/bin", "/bin"])
    env = {**os.environ, "HOME": str(home), "PATH": path, "LC_ALL": "C.UTF-8"}
    env.pop("ANSIBLE_COLLECTIONS_PATH", None)
    env.setdefault("PIP_CONFIG_FILE", _pip_configuration())
    for arguments in commands:
        _run([str(venv / "bin" / "ansible-test"), *arguments], tree, env)


def _run(command: Sequence[str], tree: Path, env: Mapping[str, str]) -> None:
    print("+ " + " ".join(command), flush=True)
    process = subprocess.Popen(
        command, cwd=tree, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout is not None
    output = ""
    for line in process.stdout:
        output += line
        print(line, end="", flush=True)
    if process.wait() != 0 or NOTHING_RAN in output:
        sys.exit("ansible-test failed" if NOTHING_RAN not in output else "ansible-test ran nothing")


def _copy(root: Path, tree: Path) -> None:
    """Bring the tree up to what git knows or would add, uncommitted changes included."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    shutil.rmtree(tree, ignore_errors=True)
    for name in filter(None, listed):
        source = root / name
        if source.is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, tree / name)
    subprocess.run(["git", "init", "--quiet"], cwd=tree, check=True)


def _place_pip_installer(venv: Path, home: Path) -> None:
    """Put the stand-in under the names that this ansible-test looks for."""
    cache = home / ".ansible" / "test" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    for source in venv.glob("lib/python*/site-packages/ansible_test/_internal/python_requirements.py"):
        for version in re.findall(r"pip='([0-9.]+)'", source.read_text("utf-8")):
            (cache / ("get_pip_%s.py" % version.replace(".", "_"))).write_text(GET_PIP, "utf-8")


def _pip_configuration() -> str:
    """The user's pip configuration, which a HOME of our own would hide."""
    for name in (".config/pip/pip.conf", ".pip/pip.conf"):
        path = Path(os.path.expanduser("~"), name)  # noqa: PTH111 (the other fails without a home)
        if path.exists():
            return str(path)
    return os.devnull
