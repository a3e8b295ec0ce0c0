# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs ``playbooks/demo.yml`` against an emulated company: check, apply, apply again."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "emulator"))

from zpa_emulator import Emulator, Tenant  # noqa: E402  (found only once its folder is on the path)
from zpa_emulator.seeds import read_seed  # noqa: E402  (as above)

PLAYBOOK = "playbooks/demo.yml"
CHANGES, WRITES = 17, 17
NEXT = """
Everything was as it should be: the check told the truth, the second run had nothing to do.

To point the same playbook at a real tenant:

  export ZPA_CLIENT_ID=...  ZPA_CLIENT_SECRET=...  ZPA_CUSTOMER_ID=...
  export ZPA_CLOUD=PRODUCTION          # or the cloud that hosts your tenant
  # for OneAPI: ZSCALER_CLIENT_ID, ZSCALER_CLIENT_SECRET, ZSCALER_CLOUD and ZSCALER_VANITY_DOMAIN
  export ANSIBLE_COLLECTIONS_PATH=%s
  %s playbooks/demo.yml --check --diff

Edit the lists in that playbook first: they are those of the emulated company. Without --check it
applies what it has shown.
"""


class Run(NamedTuple):
    """How a playbook is run."""

    command: list[str]
    folder: Path
    environment: dict[str, str]


def main() -> None:
    command = Path(sys.executable).parent / "ansible-playbook"
    play(PLAYBOOK, command, ROOT, os.environ)
    print(NEXT % tuple(map(shlex.quote, (os.environ["ANSIBLE_COLLECTIONS_PATH"], str(command)))))


def play(playbook: str, command: Path, folder: Path, environ: Mapping[str, str]) -> None:
    """Run a playbook in a folder with an ``ansible-playbook``, against an emulator that stops in any case.

    Exits if any run does other than it should.
    """
    (tenant,) = read_seed(ROOT / "tests" / "emulator" / "seeds" / "example.yml")
    with Emulator() as emulator, tempfile.TemporaryDirectory() as temporary:
        emulator.add(tenant)
        run = Run([str(command), playbook], folder, environment(emulator, tenant, temporary, environ))
        print("\nAn emulated tenant answers at %s." % emulator.base_url)
        step("What would change?", tenant, run, "--check", "--diff", changed=CHANGES, writes=0)
        step("Apply it.", tenant, run, changed=CHANGES, writes=WRITES)
        step("Apply it again.", tenant, run, changed=0, writes=0)


def environment(
    emulator: Emulator, tenant: Tenant, folder: str, environ: Mapping[str, str]
) -> dict[str, str]:
    """Return the environment of a playbook run: the emulator's tenant and nothing of the user's."""
    client = next(iter(tenant.clients.values()))
    (Path(folder) / "ansible.cfg").touch()  # in place of the user's own
    own = {key: value for key, value in environ.items() if not is_of_the_user(key)}
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


def step(title: str, tenant: Tenant, run: Run, *flags: str, changed: int, writes: int) -> None:
    """Run the playbook; exit unless it changed and wrote as much as it should."""
    command = [*run.command, *flags]
    print("\n=== %s\n$ ansible-playbook %s\n" % (title, " ".join(command[1:])), flush=True)
    tenant.log.clear()
    output = subprocess.run(
        command,
        cwd=run.folder,
        env=run.environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    print(output.stdout, flush=True)
    found = len(re.findall(r"^changed: \[localhost\]( => \(item=|$)", output.stdout, re.MULTILINE))
    print("%d requests, %d of them writes." % (len(tenant.log), len(tenant.writes)), flush=True)
    if output.returncode or found != changed or len(tenant.writes) != writes:
        sys.exit(
            "The demo failed: %d objects changed with %d writes, %d and %d were expected (exit code %d)."
            % (found, len(tenant.writes), changed, writes, output.returncode)
        )


if __name__ == "__main__":
    main()
