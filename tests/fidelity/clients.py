# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Clients that nobody here wrote, each in an interpreter of its own, at work on a tenant of a test."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from support.tenants import TestTenant

HERE = Path(__file__).resolve().parent
SDK, PYZSCALER = "zscaler-sdk-python", "pyzscaler"
NEWEST = "-newest"
# How the SDK signs in, and which release of it: to a test the one way is as good as another.
WAYS_OF_THE_SDK = {"API keys": SDK, "OneAPI secret": SDK, "OneAPI private key": SDK + NEWEST}
# Each client and each API once, for what the sign-in makes no difference to.
one_way_each = pytest.mark.parametrize("client", ["OneAPI secret", "pyZscaler"], indirect=True)


@dataclass(frozen=True)
class Answer:
    """What a client returned or raised."""

    told: dict[str, Any]

    @property
    def value(self) -> Any:
        assert "value" in self.told, self.told
        return self.told["value"]

    def must_succeed(self) -> Answer:
        assert "error" not in self.told, self.told
        return self

    @property
    def names(self) -> list[str]:
        return [entry["name"] for entry in self.value]

    @property
    def status(self) -> int:
        return self.told["status"]

    @property
    def refusal(self) -> tuple[int, str]:
        """Status and id."""
        assert "error" in self.told, self.told
        return self.told["status"], self.told["code"]

    @property
    def reason(self) -> str:
        return self.told["message"]

    @property
    def params(self) -> list[str]:
        return self.told["params"]

    @property
    def error(self) -> tuple[str, str]:
        """The type and the text of an exception that a client does not catch."""
        return self.told["error"], self.told["text"]

    @property
    def waits(self) -> list[float]:
        return self.told["waits"]


class Interpreter:
    """A running Python that has a client, which the command that runs the tests has installed."""

    def __init__(self, process: subprocess.Popen[str], errors: Path) -> None:
        self._process, self._errors = process, errors

    def ask(self, **job: Any) -> Answer:
        assert self._process.stdin and self._process.stdout
        print(json.dumps(marked(job)), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        assert line, self._errors.read_text("utf-8")
        return Answer(json.loads(line))


def marked(value: Any) -> Any:
    """A value with its tuples as the drivers take them: clients tell them from lists."""
    if isinstance(value, dict):
        return {key: marked(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        entries = [marked(entry) for entry in value]
        return {"tuple": entries} if isinstance(value, tuple) else entries
    return value


@contextlib.contextmanager
def started(client: str, folder: Path) -> Iterator[Interpreter]:
    variable = "ZPA_TEST_" + client.upper().replace("-", "_")
    if not os.environ.get(variable):
        pytest.fail("%s is not set. Run these tests by: python3 tools/dev.py check tests/fidelity" % variable)
    name = client.removesuffix(NEWEST).replace("-", "_")
    driver, errors = HERE / ("drive_%s.py" % name), folder / "stderr"
    # Settings and proxies of whoever runs the tests stay away, and so does the SDK's cache of answers.
    env = {"HOME": str(folder), "ZSCALER_CLIENT_CACHE_ENABLED": "false", "PYTHONDONTWRITEBYTECODE": "1"}
    pipe = subprocess.PIPE
    with (
        errors.open("w", encoding="utf-8") as stderr,
        subprocess.Popen(
            [os.environ[variable], str(driver)],
            stdin=pipe,
            stdout=pipe,
            stderr=stderr,
            cwd=folder,
            env=env,
            text=True,
        ) as process,
    ):
        yield Interpreter(process, errors)


@dataclass(frozen=True)
class Groups:
    """A client's methods for one sort of groups. ``noun``: how their names call a group."""

    client: Client
    api: str
    noun: str

    def list(self, *given: Any, **options: Any) -> Answer:
        return self.client.call(self.api, "list_%ss" % self.noun, *given, **options)

    def every_page(self) -> Answer:
        """All pages, as a list of pages. Only the SDK does not join them."""
        return self.client.call(self.api, "list_%ss" % self.noun, every_page=True)

    def find(self, name: str) -> Answer:
        """Search for a name, in the client's own way."""
        given, options = self.client.searching(name)
        return self.list(*given, **options)

    def get(self, group_id: str, *given: Any) -> Answer:
        return self.client.call(self.api, "get_%s" % self.noun, group_id, *given)

    def add(self, **options: Any) -> Answer:
        return self.client.call(self.api, "add_%s" % self.noun, **options)

    def update(self, group_id: str, **options: Any) -> Answer:
        return self.client.call(self.api, "update_%s" % self.noun, group_id, **options)

    def update_v2(self, group_id: str, **options: Any) -> Answer:
        return self.client.call(self.api, "update_%s_v2" % self.noun, group_id, **options)

    def delete(self, group_id: str, **options: Any) -> Answer:
        return self.client.call(self.api, "delete_%s" % self.noun, group_id, **options)


@dataclass(frozen=True)
class Rules:
    """A client's methods for the rules of a policy type. ``policy_type``, ``noun``: as they call it."""

    client: Client
    policy_type: str
    noun: str

    def list(self, *given: Any, **options: Any) -> Answer:
        return self._call("list_rules", self.policy_type, *given, **options)

    def get(self, rule_id: str) -> Answer:
        return self._call("get_rule", self.policy_type, rule_id)

    def add(self, *given: Any, **options: Any) -> Answer:
        return self._call("add_%s_rule" % self.noun, *given, **options)

    def add_v2(self, *given: Any, **options: Any) -> Answer:
        return self._call("add_%s_rule_v2" % self.noun, *given, **options)

    def update(self, rule_id: str, **options: Any) -> Answer:
        """Only pyZscaler keeps what it is not told to change."""
        if self.client.is_pyzscaler:
            return self._call("update_rule", self.policy_type, rule_id, **options)
        return self._call("update_%s_rule" % self.noun, rule_id, **options)

    def update_v2(self, rule_id: str, *given: Any, **options: Any) -> Answer:
        return self._call("update_%s_rule_v2" % self.noun, rule_id, *given, **options)

    def delete(self, rule_id: str) -> Answer:
        return self._call("delete_rule", self.policy_type, rule_id)

    def move(self, rule_id: str, position: str) -> Answer:
        return self._call("reorder_rule", self.policy_type, rule_id, position)

    def arrange(self, rule_ids: Sequence[str]) -> Answer:
        """Only the SDK does all at once."""
        return self._call("bulk_reorder_rules", self.policy_type, rule_ids)

    def _call(self, method: str, *given: Any, **options: Any) -> Answer:
        return self.client.call("policies", method, *given, **options)


class Client:
    """A client of a tenant. ``way``: how it signs in. ``right``, ``wrong``: secrets or private keys.

    ``sends_certificate``: releases of the SDK since 1.11 look for the certificate ``Connector`` and send it
    with each write of a connector group that gives none.
    """

    def __init__(
        self,
        interpreter: Interpreter,
        zpa: TestTenant,
        way: str,
        right: dict[str, str],
        wrong: dict[str, str],
        sends_certificate: bool = False,
    ) -> None:
        self._interpreter = interpreter
        self.zpa, self.way, self.right, self.wrong = zpa, way, right, wrong
        self.is_pyzscaler = way == "pyZscaler"
        self.uses_oneapi = way.startswith("OneAPI")
        self.sends_certificate = sends_certificate

    def sign_in(self, proof: dict[str, str]) -> Answer:
        settings: dict[str, Any] = {
            "base_url": self.zpa.emulator.base_url,
            "customer_id": self.zpa.tenant.customer_id,
            "client_id": self.zpa.client_id,
            **proof,
        }
        if not self.is_pyzscaler:
            settings["oneapi"] = self.uses_oneapi
        return self._interpreter.ask(sign_in=settings)

    def call(self, api: str, method: str, *given: Any, every_page: bool = False, **options: Any) -> Answer:
        more = {"every_page": True} if every_page else {}
        return self._interpreter.ask(api=api, method=method, given=list(given), options=options, **more)

    def searching(self, name: str) -> tuple[list[Any], dict[str, Any]]:
        """The arguments of a method that lists, which let it search for a name."""
        if self.is_pyzscaler:
            return [], {"search": "name EQ " + name}
        return [{"search": name}], {}

    @property
    def segment_groups(self) -> Groups:
        return Groups(self, "segment_groups", "group")

    @property
    def connector_groups(self) -> Groups:
        api = "connectors" if self.is_pyzscaler else "app_connector_groups"
        return Groups(self, api, "connector_group")

    @property
    def server_groups(self) -> Groups:
        return Groups(self, "server_groups", "group")

    def rules(self, policy_type: str, noun: str = "") -> Rules:
        return Rules(self, policy_type, noun or policy_type)

    def list_certificates(self, *given: Any, **options: Any) -> Answer:
        return self.call(self._certificates, "list_enrolment", *given, **options)

    def get_certificate(self, certificate_id: str) -> Answer:
        return self.call(self._certificates, "get_enrolment", certificate_id)

    @property
    def _certificates(self) -> str:
        return "certificates" if self.is_pyzscaler else "enrollment_certificates"

    @property
    def sign_ins(self) -> list[int]:
        return [entry.status for entry in self.zpa.tenant.log if entry.is_token_request]
