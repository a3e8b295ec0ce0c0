# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No secret of an object comes out: passwords, keys and passphrases of tasks, and what ZPA makes once.

Which there are follows from the descriptions of kinds. Between a task and the emulator is a gateway that
repeats them in refusals, in objects, and in what it says before a request is sent again.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from support.exhaustive.echoing import SHOWN, THROUGH, EchoingServer
from support.exhaustive.object_secrets import (
    CREATE,
    HOLDERS,
    UPDATE,
    add_there,
    all_cases,
    described,
    name_of,
    task_of,
    told,
    tried,
)
from support.exhaustive.secrecy import Found, Keys, found_in
from support.exhaustive.secret_cases import sample
from support.exhaustive.secret_counts import Counts, counting
from support.exhaustive.secret_plays import Dumper, Folders, Play, leaks_of, literal
from support.playbooks import FLAGS_OF_PATHS, NO_PACE, ROOT, run_playbook
from support.tenants import TestTenant, new_tenant


@pytest.fixture(scope="module")
def counts(exhaustive: bool) -> Iterator[Counts]:
    """What the tests of this file count, shown at their end if they are run in full."""
    yield from counting(exhaustive, "Secrets of objects", "what", "cases", "leaks")


@pytest.fixture
def server(zpa: TestTenant) -> Iterator[EchoingServer]:
    with EchoingServer(zpa.emulator.base_url) as running:
        yield running


def test_every_secret_that_a_kind_has_is_tried() -> None:
    assert tried() == described()
    assert described() >= {("pra_credential", "passphrase"), ("browser_access_certificate", "private_key")}


def summary(leaks: list[tuple[str, Found]]) -> str:
    return "\n".join(["%d leaks" % len(leaks), *("%s: %s" % leak for leak in leaks[:12])])


@pytest.mark.generated
@pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
@pytest.mark.parametrize("number", range(len(HOLDERS)), ids=list(map(str, HOLDERS)))
def test_no_module_returns_a_secret_of_an_object(
    number: int,
    check: bool,
    zpa: TestTenant,
    keys: Keys,
    server: EchoingServer,
    code_patch: pytest.MonkeyPatch,
    exhaustive: bool,
    counts: Counts,
) -> None:
    code_patch.setattr("time.sleep", lambda seconds: None)
    lines: list[str] = []
    code_patch.setattr("syslog.syslog", lambda *given: lines.append(str(given[-1])))
    code_patch.setattr("ansible.module_utils.basic.has_journal", False)
    leaks: list[tuple[str, Found]] = []
    cases = sample(
        (case for case in all_cases() if case.holder == number), 40 if exhaustive else 1500, in_full=False
    )
    for case in cases:
        tenant = new_tenant(zpa.emulator, zpa.cache)
        HOLDERS[number].subject.prepare(tenant)
        if HOLDERS[number].fields:
            add_there(tenant, number, name_of(UPDATE, 0))
        options, secrets = told(case, keys)
        server.begin(secrets, tuple(field.wire for field in HOLDERS[number].fields))
        module, given = task_of(case, options)
        more = {"base_url": server.address(case.where, case.how, case.said), "max_wait": 0}
        result = tenant.run(module, check, **given, **more)
        texts = {"result": json.dumps(result), "log": "\n".join(lines)}
        leaks += [(str(case), found) for found in found_in(texts, secrets | server.words)]
        lines.clear()
    counts.add("%s, %s" % (HOLDERS[number], "check" if check else "real"), len(cases), len(leaks))
    assert cases and not leaks, summary(leaks)


def numbers_of_plays() -> list[tuple[int, str]]:
    return [(number, path) for number in range(len(HOLDERS)) for path in FLAGS_OF_PATHS]


@pytest.mark.generated
@pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
@pytest.mark.parametrize(
    ("number", "path"),
    numbers_of_plays(),
    ids=["%s, %s" % (HOLDERS[n], path) for n, path in numbers_of_plays()],
)
def test_no_run_prints_or_leaves_a_secret_of_an_object(
    number: int,
    path: str,
    check: bool,
    zpa: TestTenant,
    keys: Keys,
    tmp_path: Path,
    exhaustive: bool,
    counts: Counts,
) -> None:
    """As printed with -vvvv, in the log of Ansible, reports, facts and whatever else is there afterwards."""
    cases = [case for case in all_cases() if case.holder == number]
    few = sample(cases, len(cases) // (40 if exhaustive else 6), in_full=False)
    few += [case for case in cases if case.how in (THROUGH, SHOWN)][:: 4 if exhaustive else 60]
    with contextlib.ExitStack() as stack:
        folders = stack.enter_context(Folders.below(tmp_path))
        HOLDERS[number].subject.prepare(zpa)
        sign_in = {name: value for name, value in zpa.connection.items() if name != "base_url"}
        play, words = Play([], {}, set()), set[str]()
        servers = []
        for place, case in enumerate(few):
            if HOLDERS[number].fields:
                add_there(zpa, number, name_of(UPDATE, place))
            options, secrets = told(case, keys, place)
            servers.append(stack.enter_context(EchoingServer(zpa.emulator.base_url)))
            servers[-1].begin(secrets, tuple(field.wire for field in HOLDERS[number].fields))
            module, given = task_of(case, options)
            address = servers[-1].address(case.where, case.how, case.said)
            play.add(
                module, {"base_url": address, "max_wait": 0}, {**given, **sign_in}, sign_in["client_secret"]
            )
            words |= secrets
        flags = [*FLAGS_OF_PATHS[path], "-vvvv", "--diff", *(["--check"] if check else [])]
        environment = folders.environment(folders.given)
        done = run_playbook(zpa, play.written(folders.given), folders.made, *flags, **environment)
        assert done.code == 0, done.output[-2000:]
        words.update(play.secrets, *(server.words for server in servers))
        leaks = leaks_of(done.output, folders, words, set())
    counts.add("playbook, %s, %s" % (HOLDERS[number], path), len(few), len(leaks))
    assert few and not leaks, "\n".join(map(str, leaks[:12]))


@pytest.mark.generated
@pytest.mark.parametrize("how", [THROUGH, SHOWN, "400 reason", "once 429 header"])
@pytest.mark.parametrize("role", ["tenant", "audit"])
def test_no_folder_brings_out_a_secret_of_an_object(
    role: str, how: str, zpa: TestTenant, keys: Keys, server: EchoingServer, tmp_path: Path
) -> None:
    """One folder with all secrets that objects have."""
    secrets: set[str] = set()
    with Folders.below(tmp_path) as folders:
        tenant = folders.given / "tenant"
        tenant.mkdir()
        lists: dict[str, list[object]] = {}
        firsts = {(case.holder, case.kind): case for case in all_cases() if case.task == CREATE}
        for place, case in enumerate(firsts.values()):
            if HOLDERS[case.holder].fields:
                options, those = told(case, keys, place)
                lists.setdefault(HOLDERS[case.holder].resource.list_key, []).append(options)
                secrets |= those
        for name, entries in lists.items():
            (tenant / (name + ".yml")).write_text(yaml.dump({name: literal(entries)}, Dumper=Dumper), "utf-8")
        server.begin(secrets)
        where = "read" if role == "audit" else "write"
        variables = {"ZPA_BASE_URL": server.address(where, how), "ZPA_MAX_WAIT": "0"}
        given = ("-e", "zpa_%s_dir=%s" % ("audit_tenant" if role == "audit" else role, tenant))
        report = ("-e", "zpa_audit_report_dir=%s" % (folders.made / "report"))
        words = (*given, *report, *NO_PACE, "-vvvv", "--diff")
        environment = {**folders.environment(), **zpa.environment, **variables}
        done = run_playbook(zpa, ROOT / "playbooks" / (role + ".yml"), folders.made, *words, **environment)
        # Nobody waits, so that a 429 is one that ends the run.
        if role == "tenant":
            assert done.code == (0 if how in (THROUGH, SHOWN) else 2), done.output[-3000:]
        leaks = leaks_of(done.output, folders, secrets, set())
    assert server.requests and not leaks, "\n".join(map(str, leaks[:12]))
