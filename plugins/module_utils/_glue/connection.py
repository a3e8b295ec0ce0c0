# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connection options: their argument spec, their checks, and the settings that they make.

The only place that reads the environment. Private to this collection.
"""

from __future__ import annotations

import base64
import os
import re
import typing as t
from urllib.parse import unquote, urlsplit

from .._client.clouds import CLOUDS, endpoints
from .._client.forms import is_sendable
from .._client.settings import Settings
from .._schema.field_type import is_id, spelled
from .._texts import NO_CHARACTER
from .._version import VERSION
from .._words import near_matches
from .sources import API_KEY, CREDENTIAL, ONEAPI, Sources, sources_of, variable_text

CACHE_FOLDER = "zerotrust.zpa"
DEFAULT_CLOUD = "PRODUCTION"
_HOST_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
LONGEST_WAIT = 86400
ADDRESSES = ("base_url", "auth_url")
LOOPBACK = ("localhost", "127.0.0.1", "::1")
NEVER_MIXED = (
    " They are of the other way of signing in, or belong to another vanity domain, and parts of two "
    "credentials are never mixed."
)


def environment_value(name: str) -> str:
    """Return what a variable of the environment says, nothing where it is not set."""
    return variable_text(os.environ.get(name))


def with_environment(options: dict[str, t.Any], variables: t.Mapping[str, str]) -> dict[str, t.Any]:
    """Return options with what the environment says of those that are not given. ``variables``: by option."""
    told = {option: environment_value(variable) for option, variable in variables.items()}
    return {**options, **{name: text for name, text in told.items() if text and options.get(name) is None}}


ARGUMENT_SPEC: dict[str, dict[str, t.Any]] = {
    "client_id": {"type": "str"},
    "client_secret": {"type": "str", "no_log": True},
    "private_key": {"type": "str", "no_log": True},
    "customer_id": {"type": "str"},
    "microtenant_id": {"type": "str"},
    "vanity_domain": {"type": "str"},
    "cloud": {"type": "str", "default": DEFAULT_CLOUD},
    "access_token": {"type": "str", "no_log": True},
    "base_url": {"type": "str"},
    "auth_url": {"type": "str"},
    "validate_certs": {"type": "bool", "default": True},
    "ca_path": {"type": "path"},
    "timeout": {"type": "int", "default": 30},
    "max_wait": {"type": "int", "default": 300},
    "token_cache": {"type": "bool", "default": True, "no_log": False},
}


SECRETS = tuple(name for name, spec in ARGUMENT_SPEC.items() if spec.get("no_log"))


def with_connection(
    options: t.Mapping[str, t.Any], has_own_key: bool = False
) -> tuple[dict[str, t.Any], Sources]:
    """Return the options of a task with what the environment says of the connection, and what is whose.

    ``has_own_key``: whether the object of the task has a private key as well. Then that is what the options
    have, and ``sources`` that of the connection.
    """
    own = {name: value for name, value in options.items() if name not in ARGUMENT_SPEC}
    if not has_own_key:
        sources = sources_of(options, os.environ)
        return {**own, **sources.values}, sources
    # Few kinds have one.
    from .own_key import OWN_KEY, is_of_object

    is_own = is_of_object(options, os.environ)
    sources = sources_of({**options, OWN_KEY: None} if is_own else options, os.environ)
    connection = {name: value for name, value in sources.values.items() if name != OWN_KEY}
    return {**own, **connection, **({OWN_KEY: options[OWN_KEY]} if is_own else {})}, sources


def wrong_connection(options: t.Mapping[str, t.Any], sources: Sources) -> list[str]:
    """Return what is wrong with the connection options, each problem a full sentence.

    Options may be of a wrong type: that is found elsewhere and must not stop this.
    """
    given = _given(options)
    return [*sources.problems, *(problem for check in _CHECKS for problem in check(given, sources))]


def settings_of(options: t.Mapping[str, t.Any], sources: Sources, ansible_version: str) -> Settings:
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
        sources=sources.used,
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
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        login = _login_in(os.environ[name])
        if login:
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
    """The connection options that say something: neither null nor, trimmed, empty."""
    given = {}
    for name in ARGUMENT_SPEC:
        value = options.get(name)
        value = value.strip() if isinstance(value, str) else value
        if value not in (None, ""):
            given[name] = value
    return given


def _missing(name: str, sources: Sources, what: str = "is missing") -> str:
    variables = sources.variables_of(name)
    if sources.of_task and name in (*CREDENTIAL, "vanity_domain"):
        # One that is set is what its author had in mind.
        variable = next((one for one in variables if one in sources.unused), variables[0])
        is_half = variable in ONEAPI.values() and "vanity_domain" not in sources.values
        return (
            "%s: %s. The task, or its module_defaults, gives %s, and then nothing that belongs to it comes "
            "from the environment. Give this there as well, for example as "
            "\"{{ lookup('ansible.builtin.env', '%s') }}\"%s, or give none of it there.%s"
            % (
                name,
                what,
                " and ".join(sources.of_task),
                variable,
                " with vanity_domain, which says that it is of OneAPI" if is_half else "",
                sources.not_used,
            )
        )
    is_mixed = name in CREDENTIAL and not {*ONEAPI.values(), *API_KEY.values()}.isdisjoint(sources.unused)
    return (
        "%s: %s. Set it in the task, in module_defaults (group/zerotrust.zpa.all) or in the "
        "environment (%s).%s%s"
        % (name, what, " or ".join(variables), sources.not_used, NEVER_MIXED if is_mixed else "")
    )


def _wrong_text(given: t.Mapping[str, t.Any], sources: Sources) -> t.Iterator[str]:
    for name, value in given.items():
        if isinstance(value, str) and NO_CHARACTER in value:
            yield (
                "%s: holds what is no text in UTF-8. Look at the option or variable that it comes from."
                % name
            )


def _wrong_tenant(given: t.Mapping[str, t.Any], sources: Sources) -> t.Iterator[str]:
    customer_id = given.get("customer_id")
    if customer_id is None:
        yield _missing("customer_id", sources)
    elif not re.fullmatch(r"[A-Za-z0-9_-]+", str(customer_id)):
        yield "customer_id: '%s' is not the id of a tenant, which is a decimal number." % customer_id
    microtenant_id = given.get("microtenant_id")
    if microtenant_id is not None and str(microtenant_id).isdigit() and not is_id(microtenant_id):
        yield (
            "microtenant_id: '%s' is neither the id of a microtenant nor a name, which has more than digits. "
            "Give one of the two; 0 is the Default microtenant." % microtenant_id
        )


def _wrong_credentials(given: t.Mapping[str, t.Any], sources: Sources) -> t.Iterator[str]:
    if "access_token" in given:
        if not is_sendable(str(given["access_token"])):
            yield (
                "access_token: holds blanks, line breaks or other characters that no token has, or is longer "
                "than any. Give the token alone."
            )
        return
    if "client_id" not in given:
        yield _missing("client_id", sources)
    if "client_secret" in given and "private_key" in given:
        yield (
            "client_secret: is given together with private_key, and only one of them can be used. "
            "Remove one: the first is from %s, the second from %s."
            % (sources.place_of("client_secret"), sources.place_of("private_key"))
        )
    elif "private_key" in given:
        if "vanity_domain" not in given:
            yield _missing("vanity_domain", sources, "is missing, and private_key signs in to OneAPI only")
        if not _key_text(given["private_key"]):
            yield (
                "private_key: is neither a key in PEM or JWK form nor the path of a file that can "
                "be read. Give one of these."
            )
    elif "client_secret" not in given:
        yield _missing("client_secret", sources, "is missing, and so are private_key and access_token")


def _wrong_place(given: t.Mapping[str, t.Any], sources: Sources) -> t.Iterator[str]:
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


def _wrong_limits(given: t.Mapping[str, t.Any], sources: Sources) -> t.Iterator[str]:
    for name, least in (("timeout", 1), ("max_wait", 0)):
        seconds = given.get(name)
        if isinstance(seconds, int) and (isinstance(seconds, bool) or not least <= seconds <= LONGEST_WAIT):
            sentence = "%s: %s is not a number of seconds from %d to %d."
            yield sentence % (name, spelled(seconds), least, LONGEST_WAIT)
    ca_path = given.get("ca_path")
    if isinstance(ca_path, str) and not (os.path.isfile(ca_path) or os.path.isdir(ca_path)):
        yield (
            "ca_path: '%s' does not exist, or is no file. Give one of CA certificates in PEM form." % ca_path
        )


_CHECKS = (_wrong_text, _wrong_tenant, _wrong_credentials, _wrong_place, _wrong_limits)


def _key_text(private_key: str) -> str:
    """The key itself, read from its file if a path is given; empty where it cannot be read."""
    if "-----BEGIN" in private_key or private_key.startswith("{"):
        return private_key
    path = os.path.expanduser(private_key)
    try:
        # A pipe can be read only once, if at all.
        if not os.path.isfile(path):
            return ""
        with open(path, encoding="ascii") as stream:
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
