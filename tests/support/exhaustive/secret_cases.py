# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every way to sign in, with every kind of secret, and every way in which that can go wrong."""

from __future__ import annotations

import itertools
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from .hostile import ANSWERS, WHERE, HostileServer
from .secrecy import SECRETS, Keys

# In which spelling a server says what it knows. A log of requests has them as forms, a traceback as Python.
SAID = (
    *("as it is", "JSON", "Python", "address", "form", "HTML"),
    *("address in an address", "JSON for pages", "HTML by numbers", "Base64"),
)
SIGN_INS = ("API key", "OneAPI secret", "OneAPI key", "OneAPI key in a file", "access token")
WITH_KEYS = ("OneAPI key", "OneAPI key in a file")
# What no token has is refused before it is sent.
TOKENS = [name for name, secret in SECRETS.items() if re.fullmatch(r"[!-~]+", secret)]
T = TypeVar("T")


class Case(NamedTuple):
    """A sign-in with a kind of secret, and an answer to one of its requests in a spelling."""

    sign_in: str
    kind: str
    where: str
    how: str
    said: str

    def __str__(self) -> str:
        return ", ".join(self)


def cases_of(sign_in: str, keys: Keys) -> Iterator[Case]:
    """Return all cases of a sign-in.

    A token that is given needs no request for one. What is sent in place of a key has no letters that
    anything spells in another way.
    """
    kinds: Iterable[str] = TOKENS if sign_in == "access token" else SECRETS
    kinds = keys.spellings if sign_in in WITH_KEYS else kinds
    where = WHERE[1:] if sign_in == "access token" else WHERE
    said = SAID[:1] if sign_in in WITH_KEYS else SAID
    return itertools.starmap(Case, itertools.product([sign_in], kinds, where, ANSWERS, said))


def sample(cases: Iterable[T], number: int, in_full: bool) -> list[T]:
    """Return every case, or always the same ones, one in ``number``."""
    return [case for case in cases if in_full or zlib.crc32(str(case).encode()) % number == 0]


def options_of(sign_in: str, kind: str, keys: Keys, folder: Path) -> tuple[dict[str, Any], str]:
    """Return options that sign in, and the secret in them. A key in a file is written into the folder."""
    secret = keys.spellings.get(kind) or SECRETS[kind]
    client = {"client_id": "the-client", "customer_id": "216196257331281920"}
    if sign_in == "access token":
        return {"customer_id": client["customer_id"], "access_token": secret}, secret
    if sign_in != "API key":
        client["vanity_domain"] = "acme"
    if sign_in == "OneAPI key":
        return {**client, "private_key": secret}, secret
    if sign_in == "OneAPI key in a file":
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / ("%08x.pem" % zlib.crc32(kind.encode()))
        file.write_text(secret, "ascii", newline="")
        return {**client, "private_key": str(file)}, secret
    return {**client, "client_secret": secret}, secret


# The environment variable of each option that signs in, or says where.
VARIABLES = {
    "client_id": "ZPA_CLIENT_ID",
    "customer_id": "ZPA_CUSTOMER_ID",
    "vanity_domain": "ZSCALER_VANITY_DOMAIN",
    "private_key": "ZSCALER_PRIVATE_KEY",
    "client_secret": "ZPA_CLIENT_SECRET",
    "access_token": "ZPA_ACCESS_TOKEN",
}
# With a vanity domain these have others.
ONEAPI_VARIABLES = {"client_id": "ZSCALER_CLIENT_ID", "client_secret": "ZSCALER_CLIENT_SECRET"}


def variables_for(credentials: dict[str, Any]) -> dict[str, Any]:
    """Return credentials as variables of the environment."""
    names = {**VARIABLES, **(ONEAPI_VARIABLES if "vanity_domain" in credentials else {})}
    return {names[name]: value for name, value in credentials.items()}


ANALYSIS: tuple[str, dict[str, Any]] = (
    "zpa_access_analysis",
    {"explain": [{"host": "wiki.example", "port": 443}], "enforce": True},
)
# Modules that get as far as the request of a case.
MODULES: dict[str, tuple[tuple[str, dict[str, Any]], ...]] = {
    "sign-in": (("zpa_config", {"state": "gathered", "kinds": ["segment_groups"]}), ANALYSIS),
    "read": (("zpa_segment_group_info", {}), ANALYSIS),
    "write": (("zpa_segment_group", {"name": "New", "enabled": True}),),
}


def task_of(case: Case, server: HostileServer) -> tuple[str, dict[str, Any]]:
    """Return a module for a case and its options, but for those that sign in. It never waits."""
    modules = MODULES[case.where]
    module, options = modules[zlib.crc32(("by " + str(case)).encode()) % len(modules)]
    address = server.address(case.where, case.how, case.said)
    return module, {**options, "base_url": address, "max_wait": 0}
