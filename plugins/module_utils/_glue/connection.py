# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connection options: their argument spec, their checks, and the settings that they make.

The only place that reads the environment. Private to this collection.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import typing as t
from urllib.parse import unquote, urlsplit

from ansible.module_utils.errors import AnsibleFallbackNotFound

from .._client.clouds import CLOUDS, endpoints
from .._client.settings import Settings
from .._model.fields import is_id, spelled
from .._texts import NO_CHARACTER
from .._version import VERSION
from .._words import near_matches
from .texts import is_blank

CACHE_FOLDER = "zerotrust.zpa"
DEFAULT_CLOUD = "PRODUCTION"
_HOST_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
LONGEST_WAIT = 86400
ADDRESSES = ("base_url", "auth_url")
LOOPBACK = ("localhost", "127.0.0.1", "::1")


def environment_value(*names: str) -> str:
    """Fallback of an option: the first variable that is set and not empty.

    AWX sets a variable to the empty string where a field of a credential is left empty. What is not UTF-8
    in it becomes a mark by which it is refused.
    """
    for name in names:
        value = os.environ.get(name, "").strip()
        if value:
            return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    raise AnsibleFallbackNotFound


def _option(*variables: str, **spec: t.Any) -> dict[str, t.Any]:
    return {"type": "str", "fallback": (environment_value, list(variables)), **spec}


ARGUMENT_SPEC: dict[str, dict[str, t.Any]] = {
    "client_id": _option("ZSCALER_CLIENT_ID", "ZPA_CLIENT_ID"),
    "client_secret": _option("ZSCALER_CLIENT_SECRET", "ZPA_CLIENT_SECRET", no_log=True),
    "private_key": _option("ZSCALER_PRIVATE_KEY", no_log=True),
    "customer_id": _option("ZPA_CUSTOMER_ID"),
    "microtenant_id": _option("ZPA_MICROTENANT_ID"),
    "vanity_domain": _option("ZSCALER_VANITY_DOMAIN"),
    "cloud": _option("ZSCALER_CLOUD", "ZPA_CLOUD", default=DEFAULT_CLOUD),
    "access_token": _option("ZPA_ACCESS_TOKEN", no_log=True),
    "base_url": _option("ZPA_BASE_URL"),
    "auth_url": _option("ZPA_AUTH_URL"),
    "validate_certs": _option("ZPA_VALIDATE_CERTS", type="bool", default=True),
    "ca_path": _option("ZPA_CA_PATH", type="path"),
    "timeout": _option("ZPA_TIMEOUT", type="int", default=30),
    "max_wait": _option("ZPA_MAX_WAIT", type="int", default=300),
    "token_cache": _option("ZPA_TOKEN_CACHE", type="bool", default=True, no_log=False),
}


SECRETS = tuple(name for name, spec in ARGUMENT_SPEC.items() if spec.get("no_log"))


def with_usable_secrets(options: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return options without blank secrets, and with a key in JWK form as the text that it was.

    A blank would be masked wherever there is one. Of a text in JSON that comes from a template
    ansible-core before 2.19 makes a dictionary, all words in which would be masked.
    """
    given = {name: value for name, value in options.items() if not (name in SECRETS and is_blank(value))}
    if isinstance(given.get("private_key"), dict):
        given["private_key"] = json.dumps(given["private_key"])
    return given


def wrong_connection(options: t.Mapping[str, t.Any]) -> list[str]:
    """Return what is wrong with the connection options, each problem a full sentence.

    Options may be of a wrong type: that is found elsewhere and must not stop this.
    """
    given = _given(options)
    return [problem for check in _CHECKS for problem in check(given)]


def settings_of(options: t.Mapping[str, t.Any], ansible_version: str) -> Settings:
    """Return the settings that checked connection options make."""
    given = _given(options)
    vanity_domain = given.get("vanity_domain")
    where = endpoints(
        given.get("cloud", DEFAULT_CLOUD).upper(), vanity_domain, given.get("base_url"), given.get("auth_url")
    )
    uses_key = not given.get("access_token") and given.get("private_key")
    return Settings(
        api_root=where.api_root,
        token_url=where.token_url,
        customer_id=given["customer_id"],
        client_id=given.get("client_id", ""),
        client_secret=given.get("client_secret", ""),
        private_key=_key_text(given["private_key"]) if uses_key else "",
        access_token=given.get("access_token", ""),
        oneapi=bool(vanity_domain),
        microtenant_id=given.get("microtenant_id", ""),
        verify=given["validate_certs"] and (given.get("ca_path") or True),
        timeout=given["timeout"],
        max_wait=given["max_wait"],
        cache_folder=_cache_folder() if given["token_cache"] else "",
        user_agent="zerotrust.zpa/%s ansible-core/%s" % (VERSION, ansible_version),
    )


def insecure_addresses(settings: Settings) -> list[str]:
    """Return a warning for each host to which credentials would travel in clear."""
    urls = {urlsplit(url) for url in (settings.api_root, settings.token_url)}
    return [
        "%s://%s is not encrypted: credentials and tokens can be read on the way. Use https."
        % (url.scheme, url.netloc)
        for url in sorted({url._replace(path="", query="") for url in urls})
        if url.scheme != "https" and url.hostname not in LOOPBACK
    ]


def passwords_of_proxies() -> set[str]:
    """Return the passwords of the proxies that the environment names, also as they are sent to them."""
    found: set[str] = set()
    for name, value in os.environ.items():
        login = _login_in(value)
        if name.lower().endswith("_proxy") and login:
            user, _colon, password = login.partition(":")
            sent = "%s:%s" % (unquote(user), unquote(password))
            found |= {
                password,
                unquote(password),
                base64.b64encode(sent.encode("utf-8", "surrogateescape")).decode(),
            }
    return found - {""}


def passwords_in_addresses(options: t.Mapping[str, t.Any]) -> set[str]:
    """Return what stands before the hosts of addresses, which is refused, and must not be shown."""
    logins = [_login_in(str(options.get(name) or "")) for name in ADDRESSES]
    return {login.partition(":")[2] or login for login in logins if login}


def _login_in(address: str) -> str:
    """Return what stands before the host of an address: a user, a colon and a password, or nothing."""
    before = address.rpartition("@")[0]
    return before.partition("//")[2] or before


def _given(options: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """The connection options that say something: neither null nor, trimmed, empty.

    One that is given empty, as a look-up of a variable that is not set does, falls back like one
    that is not given.
    """
    given = {}
    for name, spec in ARGUMENT_SPEC.items():
        value = options.get(name)
        value = value.strip() if isinstance(value, str) else value
        if value == "":
            with contextlib.suppress(AnsibleFallbackNotFound):
                value = environment_value(*spec["fallback"][1])
        if value not in (None, ""):
            given[name] = value
    return given


def _missing(name: str, what: str = "is missing") -> str:
    variables = " or ".join(ARGUMENT_SPEC[name]["fallback"][1])
    return (
        "%s: %s. Set it in the task, in module_defaults (group/zerotrust.zpa.all) or in the "
        "environment (%s)." % (name, what, variables)
    )


def _wrong_text(given: t.Mapping[str, t.Any]) -> t.Iterator[str]:
    for name, value in given.items():
        if isinstance(value, str) and NO_CHARACTER in value:
            yield (
                "%s: holds what is no text in UTF-8. Look at the option or variable that it comes from."
                % name
            )


def _wrong_tenant(given: t.Mapping[str, t.Any]) -> t.Iterator[str]:
    customer_id = given.get("customer_id")
    if customer_id is None:
        yield _missing("customer_id")
    elif not re.fullmatch(r"[A-Za-z0-9_-]+", str(customer_id)):
        yield "customer_id: '%s' is not the id of a tenant, which is a decimal number." % customer_id
    microtenant_id = given.get("microtenant_id")
    if microtenant_id is not None and not is_id(microtenant_id):
        yield (
            "microtenant_id: '%s' is not an id of a microtenant, which is a decimal number; 0 is "
            "the Default microtenant. Names are not accepted here." % microtenant_id
        )


def _wrong_credentials(given: t.Mapping[str, t.Any]) -> t.Iterator[str]:
    if "access_token" in given:
        if not re.fullmatch(r"[!-~]+", str(given["access_token"])):
            yield (
                "access_token: holds blanks, line breaks or other characters that no token has. Give "
                "the token alone."
            )
        return
    if "client_id" not in given:
        yield _missing("client_id")
    if "client_secret" in given and "private_key" in given:
        yield (
            "client_secret: is given together with private_key, and only one of them can be used. "
            "Remove one, also from the environment (ZSCALER_CLIENT_SECRET, ZPA_CLIENT_SECRET, "
            "ZSCALER_PRIVATE_KEY)."
        )
    elif "private_key" in given:
        if "vanity_domain" not in given:
            yield _missing("vanity_domain", "is missing, and private_key signs in to OneAPI only")
        if not _key_text(given["private_key"]):
            yield (
                "private_key: is neither a key in PEM or JWK form nor the path of a file that can "
                "be read. Give one of these."
            )
    elif "client_secret" not in given:
        yield _missing("client_secret", "is missing, and so are private_key and access_token")


def _wrong_place(given: t.Mapping[str, t.Any]) -> t.Iterator[str]:
    cloud = str(given.get("cloud", ""))
    if cloud and cloud.upper() not in CLOUDS:
        yield (
            "cloud: '%s' is not a cloud of ZPA. Choose one of %s, or leave it out and set base_url "
            "and auth_url.%s" % (cloud, ", ".join(CLOUDS), near_matches(cloud, CLOUDS))
        )
    vanity_domain = str(given.get("vanity_domain", ""))
    if vanity_domain and not _HOST_LABEL.fullmatch(vanity_domain):
        yield (
            "vanity_domain: '%s' is not the first part of a sign-in address alone. For "
            "https://acme.zslogin.net it is acme." % vanity_domain
        )
    for name in ADDRESSES:
        if name in given and not _is_address(str(given[name])):
            yield (
                "%s: '%s' is not an address such as https://zpa.example.com, without a user or password."
                % (name, given[name])
            )


def _is_address(text: str) -> bool:
    try:
        url = urlsplit(text)
        return url.scheme in ("http", "https") and bool(url.hostname) and "@" not in url.netloc
    except ValueError:
        return False


def _wrong_limits(given: t.Mapping[str, t.Any]) -> t.Iterator[str]:
    for name, least in (("timeout", 1), ("max_wait", 0)):
        seconds = given.get(name)
        if isinstance(seconds, int) and (isinstance(seconds, bool) or not least <= seconds <= LONGEST_WAIT):
            sentence = "%s: %s is not a number of seconds from %d to %d."
            yield sentence % (name, spelled(seconds), least, LONGEST_WAIT)
    ca_path = given.get("ca_path")
    if isinstance(ca_path, str) and not os.path.exists(ca_path):
        yield "ca_path: '%s' does not exist. Give a file of CA certificates in PEM form." % ca_path


_CHECKS = (_wrong_text, _wrong_tenant, _wrong_credentials, _wrong_place, _wrong_limits)


def _key_text(private_key: str) -> str:
    """The key itself, read from its file if a path is given; empty where it cannot be read."""
    if "-----BEGIN" in private_key or private_key.startswith("{"):
        return private_key
    try:
        with open(os.path.expanduser(private_key), encoding="ascii") as stream:
            return stream.read()
    except (OSError, ValueError):
        return ""


def _cache_folder() -> str:
    """Where tokens are kept: ZPA_TOKEN_CACHE_DIR, or a folder in the XDG cache directory."""
    chosen = os.environ.get("ZPA_TOKEN_CACHE_DIR")
    if chosen:
        return os.path.abspath(os.path.expanduser(chosen))
    parent = os.environ.get("XDG_CACHE_HOME") or ""
    if not os.path.isabs(parent):
        parent = os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(parent, CACHE_FOLDER) if os.path.isabs(parent) else ""
