# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The commands that the README and the emulator's README promise."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from zpa_emulator import Emulator

ROOT = Path(__file__).resolve().parents[2]
CUSTOMER = "216196257331281920"


def test_the_demo_shows_who_gains_access_refuses_a_mistake_and_ends_with_nothing_left_to_do() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "demo.py"],
        env={**os.environ, "ZPA_CLOUD": "MOON", "ANSIBLE_STDOUT_CALLBACK": "minimal"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line for line in done.stdout.splitlines() if "of them writes." in line] == [
        "20 requests, 0 of them writes.",
        "19 requests, 0 of them writes.",
        "36 requests, 5 of them writes.",
        "19 requests, 0 of them writes.",
    ]
    gained, refused, applied, again = done.stdout.split("\n=== ")[1:]
    assert "- gained: salaries.corp.example.com:443 for" in gained
    assert "scim_groups Finance, blocked before (no rule), is allowed now" in gained
    assert "scim_groups Engineering is allowed by rule 'Engineering'" in refused
    assert "scim_groups Finance is blocked: no rule matches" in refused
    assert "Refused, as expected" in refused
    assert "changed=1" in applied
    assert "changed=0" in again
    assert "Everything was as it should be" in again
    assert max(map(len, done.stdout.splitlines())) < 800
    assert "To point the same playbook at a real tenant" in done.stdout


def test_an_emulator_tells_in_a_line_that_its_port_is_taken(emulator: Emulator) -> None:
    port = emulator.base_url.rpartition(":")[2]
    done = subprocess.run(
        [sys.executable, ROOT / "tests" / "emulator", "--port", port],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].endswith(
        "error: --port: %s is taken, perhaps by another emulator. Give another port, or 0." % port
    )


@pytest.fixture
def base_url(tmp_path: Path) -> Iterator[str]:
    """The emulator as one command starts it."""
    command = [sys.executable, ROOT / "tests" / "emulator", "--port", "0"]
    files = ["--log", tmp_path / "log", "--ready-file", tmp_path / "ready"]
    with subprocess.Popen([*command, *files], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        printed = dict(line.split() for line in (process.stdout.readline(), process.stdout.readline()))
        try:
            yield printed["base_url"]
        finally:
            process.terminate()
    assert process.returncode == 0


def control(base_url: str, path: str) -> str:
    return "%s/_emulator/customers/%s/%s" % (base_url, CUSTOMER, path)


def sign_in(base_url: str) -> requests.Response:
    form = {"client_id": "emulator-client-id", "client_secret": "emulator-client-secret"}
    return requests.post(base_url + "/signin", data=form, timeout=10)


def groups(base_url: str) -> requests.Response:
    headers = {"Authorization": "Bearer " + sign_in(base_url).json()["access_token"]}
    url = "%s/mgmtconfig/v1/admin/customers/%s/segmentGroup" % (base_url, CUSTOMER)
    return requests.get(url, headers=headers, timeout=10)


def test_the_emulator_starts_with_the_example_company(base_url: str) -> None:
    assert requests.get(base_url + "/_emulator/health", timeout=10).json() == {"customers": [CUSTOMER]}
    assert "Finance" in [group["name"] for group in groups(base_url).json()["list"]]


def test_the_emulator_says_in_a_file_that_it_is_ready(base_url: str, tmp_path: Path) -> None:
    assert groups((tmp_path / "ready").read_text("utf-8")).status_code == 200


def test_the_emulator_writes_its_log_without_credentials(base_url: str, tmp_path: Path) -> None:
    groups(base_url)
    text = (tmp_path / "log").read_text("utf-8")
    assert [json.loads(line)["method"] for line in text.splitlines()] == ["POST", "GET"]
    assert "emulator-client-secret" not in text


def test_the_emulator_shows_and_forgets_its_log(base_url: str) -> None:
    groups(base_url)
    assert [entry["status"] for entry in requests.get(control(base_url, "log"), timeout=10).json()] == [
        200,
        200,
    ]
    requests.delete(control(base_url, "log"), timeout=10)
    assert requests.get(control(base_url, "log"), timeout=10).json() == []


def test_the_emulator_takes_faults_quirks_and_limits(base_url: str) -> None:
    fault = {"kind": "status", "where": "/segmentGroup", "status": 503}
    assert requests.post(control(base_url, "faults"), json=fault, timeout=10).status_code == 204
    assert [groups(base_url).status_code, groups(base_url).status_code] == [503, 200]
    quirks = {"pages_as_count": True}
    assert requests.put(control(base_url, "quirks"), json=quirks, timeout=10).status_code == 204
    assert groups(base_url).json()["totalPages"] == "5"
    limits = {"enabled": True}
    assert requests.put(control(base_url, "rate_limits"), json=limits, timeout=10).status_code == 204
    assert [groups(base_url).status_code for number in range(21)] == [200] * 20 + [429]


def test_the_emulator_takes_another_customer(base_url: str) -> None:
    seed = {"customer_id": "42", "segment_groups": [{"name": "Only one"}]}
    assert requests.post(base_url + "/_emulator/customers", json=seed, timeout=10).status_code == 201
    assert "42" in requests.get(base_url + "/_emulator/health", timeout=10).json()["customers"]
