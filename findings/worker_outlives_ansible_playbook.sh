#!/usr/bin/env bash
# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A task can go on working when the ansible-playbook that runs it is gone.
#
# Package: ansible-core 2.16.19 and 2.19.14, from the Python package index, on Linux.
# Expected: whoever ends ansible-playbook ends its tasks. Both releases fork a worker for each task, and the code
#   of an action plugin runs in that worker.
# Behaviour: after SIGKILL and after SIGHUP the worker of either release goes on, as a child of another process.
#   After SIGTERM it goes on with 2.16.19 and ends with 2.19.14: a job that is ended politely leaves work behind
#   with the older one only.
# Source: executor/task_queue_manager.py and executor/process/worker.py of 2.19.14, which handle SIGTERM and SIGINT
#   and pass them on to the workers; 2.16.19 has no such handlers there, and neither release has one for SIGHUP.
# Output seen (whether the action was still at work when ansible-playbook had been gone for two seconds):
#   2.16.19 SIGKILL goes on
#   2.16.19 SIGHUP goes on
#   2.16.19 SIGTERM goes on
#   2.19.14 SIGKILL goes on
#   2.19.14 SIGHUP goes on
#   2.19.14 SIGTERM ends
#
# Needs Python 3.11 or 3.12 as python3, or as the first argument. Exits with 1 if the output is another one.
set -eu
python="${1:-python3}"
folder="$(mktemp -d)"
trap 'pkill -f "$folder/play.yml" || true; rm -rf "$folder"' EXIT
mkdir "$folder/action_plugins" "$folder/library"
cat > "$folder/action_plugins/tick.py" <<'ACTION'
import time
from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):
    def run(self, tmp=None, task_vars=None):
        end = time.monotonic() + 8
        while time.monotonic() < end:
            with open(self._task.args["file"], "a", encoding="ascii") as stream:
                stream.write("tick\n")
            time.sleep(0.1)
        return {"changed": True}
ACTION
printf '#!/usr/bin/python\nprint("{}")\n' > "$folder/library/tick.py"
cat > "$folder/play.yml" <<'PLAY'
- hosts: localhost
  gather_facts: false
  tasks:
    - tick:
        file: "{{ file }}"
PLAY
cat > "$folder/drive.py" <<'DRIVE'
import os, signal, subprocess, sys, time
from pathlib import Path

version, playbook, name = sys.argv[1:]
folder = Path(__file__).parent
ticks = folder / ("ticks-%s-%s" % (version, name))
command = [playbook, "-i", "localhost,", "-c", "local", str(folder / "play.yml"), "-e", "file=%s" % ticks]
environment = {**os.environ, "ANSIBLE_HOME": str(folder / "home"), "ANSIBLE_LOCALHOST_WARNING": "False"}
process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
deadline = time.monotonic() + 60
while not ticks.exists() and time.monotonic() < deadline:
    time.sleep(0.05)
process.send_signal(getattr(signal, name))
process.wait(timeout=60)
time.sleep(1)
before = ticks.stat().st_size
time.sleep(1)
print(version, name, "goes on" if ticks.stat().st_size > before else "ends", flush=True)
DRIVE
for version in 2.16.19 2.19.14; do
    "$python" -m venv "$folder/$version"
    "$folder/$version/bin/pip" --quiet --disable-pip-version-check install "ansible-core==$version"
    for name in SIGKILL SIGHUP SIGTERM; do
        "$folder/$version/bin/python" "$folder/drive.py" "$version" "$folder/$version/bin/ansible-playbook" "$name"
    done
done | tee "$folder/seen"
sed -n 's/^#   \(2\.[0-9.]* SIG[A-Z]* .*\)$/\1/p' "$0" | diff - "$folder/seen"
