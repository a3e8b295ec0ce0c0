# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs ``playbooks/demo.yml`` against an emulated company: check, a mistake, apply, apply again.

The mistake is refused, as it should be, and so the demo ends well.
"""

from __future__ import annotations

import json
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
# What the mistake is: the group has a rule that asks for no encrypted disk.
MISTAKE = "salaries_belong_to=Engineering"
WITNESS = "it expects block, but salaries.corp.example.com:443 for"
WRITES = 5
# Of a task that fails Ansible prints the whole result in one line.
LONGEST_LINE = 700
NEXT = """
Everything was as it should be: the check told what would change and who would gain access, the mistake was
refused with a request that shows it, the application was published, and the second run had nothing to do.

To point the same playbook at a real tenant:

  export ZPA_CLIENT_ID=...  ZPA_CLIENT_SECRET=...  ZPA_CUSTOMER_ID=...
  export ZPA_CLOUD=PRODUCTION          # or the cloud that hosts your tenant
  # for OneAPI: ZSCALER_CLIENT_ID, ZSCALER_CLIENT_SECRET, ZSCALER_CLOUD and ZSCALER_VANITY_DOMAIN
  export ANSIBLE_COLLECTIONS_PATH=%s
  %s playbooks/demo.yml --check --diff

Edit that playbook first: its names are those of the emulated company. Without --check it applies what it has
shown.
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
        step("What would change, and who gains access by it?", tenant, run, "--check", "--diff", changed=1)
        step(
            "A mistake: somebody puts the application into another segment group. No rule changes.",
            tenant,
            run,
            "--extra-vars",
            MISTAKE,
            refused=WITNESS,
        )
        step("Without the mistake: apply it.", tenant, run, changed=1, writes=WRITES)
        step("Apply it again.", tenant, run, changed=0)


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
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "False",
        "ANSIBLE_LOCALHOST_WARNING": "False",
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


def step(
    title: str, tenant: Tenant, run: Run, *flags: str, changed: int = 0, writes: int = 0, refused: str = ""
) -> None:
    """Run the playbook; exit unless it changed and wrote as much as it should.

    With ``refused`` it has to fail with these words, which show why.
    """
    command = [*run.command, *flags]
    print("\n=== %s\n$ ansible-playbook %s\n" % (title, " ".join(command[1:])), flush=True)
    tenant.log.clear()
    done = subprocess.run(
        command,
        cwd=run.folder,
        env=run.environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    print(readable(done.stdout), flush=True)
    print("\n%d requests, %d of them writes." % (len(tenant.log), len(tenant.writes)), flush=True)
    found = len(re.findall(r"^changed: \[localhost\]$", done.stdout, re.MULTILINE))
    as_it_should_end = done.returncode == 2 and refused in done.stdout if refused else done.returncode == 0
    if not as_it_should_end or found != changed or len(tenant.writes) != writes:
        sys.exit(
            "The demo failed: %d tasks changed with %d writes, %d and %d were expected (exit code %d)."
            % (found, len(tenant.writes), changed, writes, done.returncode)
        )
    if refused:
        print("Refused, as expected: the message names a request that would be let in. Nothing was written.")


def readable(output: str) -> str:
    """Return an output without what nobody reads on a screen.

    Before ansible-core 2.19 the message of a failure is told within its result alone, which is one long line.
    """
    return "\n".join(_readable(line, output) for line in output.splitlines())


def _readable(line: str, output: str) -> str:
    host, is_failure, result = line.partition(": FAILED! => ")
    if is_failure:
        msg = json.loads(result)["msg"]
        return host + ": FAILED!" + ("" if msg in output else "\n" + msg)
    too_many = len(line) - LONGEST_LINE
    return line if too_many <= 0 else "%s ... (%d characters more)" % (line[:LONGEST_LINE], too_many)


if __name__ == "__main__":
    main()
