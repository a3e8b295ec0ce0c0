# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs ``playbooks/demo.yml`` against an emulated company: check, apply, apply again.

Ends with an error if any run does other than it should, and stops the emulator in any case.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "emulator"))

from zpa_emulator import Emulator, Tenant  # noqa: E402  (found only once its folder is on the path)
from zpa_emulator.seeds import read_seed  # noqa: E402  (as above)

PLAYBOOK = "playbooks/demo.yml"
CHANGES, WRITES = 14, 14
NEXT = """
Everything was as it should be: the check told the truth, the second run had nothing to do.

To point the same playbook at a real tenant:

  export ZPA_CLIENT_ID=...  ZPA_CLIENT_SECRET=...  ZPA_CUSTOMER_ID=...
  export ZPA_CLOUD=PRODUCTION          # or the cloud that hosts your tenant
  # for OneAPI also: export ZSCALER_VANITY_DOMAIN=...
  export ANSIBLE_COLLECTIONS_PATH=%s
  %s playbooks/demo.yml --check --diff

Edit the lists in that playbook first: they are those of the emulated company. Without --check it
applies what it has shown.
"""


def main() -> None:
    (tenant,) = read_seed(ROOT / "tests" / "emulator" / "seeds" / "example.yml")
    with Emulator() as emulator, tempfile.TemporaryDirectory() as folder:
        emulator.add(tenant)
        env = environment(emulator, tenant, folder)
        print("\nAn emulated tenant answers at %s." % emulator.base_url)
        step("What would change?", tenant, env, "--check", "--diff", changed=CHANGES, writes=0)
        step("Apply it.", tenant, env, changed=CHANGES, writes=WRITES)
        step("Apply it again.", tenant, env, changed=0, writes=0)
    print(NEXT % tuple(map(shlex.quote, (os.environ["ANSIBLE_COLLECTIONS_PATH"], ansible_playbook()))))


def environment(emulator: Emulator, tenant: Tenant, folder: str) -> dict[str, str]:
    """Return the environment of a playbook run: the emulator's tenant and nothing of the user's."""
    client = next(iter(tenant.clients.values()))
    (Path(folder) / "ansible.cfg").touch()  # in place of the user's own
    own = {key: value for key, value in os.environ.items() if not is_of_the_user(key)}
    return {
        **own,
        "ANSIBLE_CONFIG": str(Path(folder) / "ansible.cfg"),
        "ANSIBLE_NOCOWS": "1",
        "ANSIBLE_STDOUT_CALLBACK": "default",
        "ZPA_BASE_URL": emulator.base_url,
        "ZPA_CLIENT_ID": client.client_id,
        "ZPA_CLIENT_SECRET": client.client_secret,
        "ZPA_CUSTOMER_ID": tenant.customer_id,
        "ZPA_TOKEN_CACHE_DIR": str(Path(folder) / "tokens"),
    }


def is_of_the_user(variable: str) -> bool:
    """Whether a variable would lead the playbook elsewhere than to the emulator."""
    return variable.startswith(("ZPA_", "ZSCALER_")) or variable.lower().endswith("_proxy")


def step(title: str, tenant: Tenant, env: dict[str, str], *flags: str, changed: int, writes: int) -> None:
    """Run the playbook; exit unless it changed and wrote as much as it should."""
    command = [ansible_playbook(), PLAYBOOK, *flags]
    print("\n=== %s\n$ ansible-playbook %s\n" % (title, " ".join(command[1:])), flush=True)
    tenant.log.clear()
    output = subprocess.run(
        command, cwd=ROOT, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    print(output.stdout, flush=True)
    found = len(re.findall(r"^changed: \[localhost\]( => \(item=|$)", output.stdout, re.MULTILINE))
    print("%d requests, %d of them writes." % (len(tenant.log), len(tenant.writes)), flush=True)
    if output.returncode or found != changed or len(tenant.writes) != writes:
        sys.exit(
            "The demo failed: %d objects changed with %d writes, %d and %d were expected (exit code %d)."
            % (found, len(tenant.writes), changed, writes, output.returncode)
        )


def ansible_playbook() -> str:
    return str(Path(sys.executable).parent / "ansible-playbook")


if __name__ == "__main__":
    main()
