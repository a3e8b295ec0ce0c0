# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Certificates that are not what they should be, proxies, and redirects, as modules meet them."""

from __future__ import annotations

import datetime
import itertools
import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
from support.exhaustive.network import connect_proxy, context_of, listening, redirecting
from support.exhaustive.secrecy import SPELLINGS, found_in
from support.modules import run_module
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator

GROUP = "zpa_segment_group"
LATE = datetime.datetime(2090, 1, 1, tzinfo=datetime.timezone.utc)
PAST = datetime.datetime(2001, 1, 1, tzinfo=datetime.timezone.utc)
PROXY_PASSWORD = "pAsSwOrDofTheProxy%41"
IN_ADDRESS = "pAsSwOrDofTheProxy%2541"
PROXY_SECRETS = {PROXY_PASSWORD, SPELLINGS["Base64"]("somebody:" + PROXY_PASSWORD)}


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def bundle(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the authority that signs the certificates of these tests."""
    path = tmp_path_factory.mktemp("authority") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of another authority."""
    path = tmp_path_factory.mktemp("stranger") / "ca.pem"
    trustme.CA().cert_pem.write_to_path(str(path))
    return path


CERTIFICATES: dict[str, Callable[[trustme.CA], trustme.LeafCert]] = {
    "good": lambda authority: authority.issue_cert("127.0.0.1", not_after=LATE),
    "of another host": lambda authority: authority.issue_cert("zpa.example.com", not_after=LATE),
    "of another address": lambda authority: authority.issue_cert("127.0.0.2", not_after=LATE),
    "expired": lambda authority: authority.issue_cert("127.0.0.1", not_before=PAST, not_after=PAST),
    "not valid yet": lambda authority: authority.issue_cert("127.0.0.1", not_before=LATE, not_after=LATE),
    "of nobody": lambda authority: trustme.CA().issue_cert("127.0.0.1", not_after=LATE),
}


@pytest.fixture(scope="module")
def servers(authority: trustme.CA) -> Iterator[dict[str, Emulator]]:
    """An emulator for each certificate."""
    running = {
        name: Emulator(certificate=context_of(issue(authority))) for name, issue in CERTIFICATES.items()
    }
    for server in running.values():
        server.__enter__()
    yield running
    for server in running.values():
        server.__exit__()


@pytest.fixture
def at(servers: dict[str, Emulator], tmp_path: Path) -> Callable[[str], TestTenant]:
    """Gives a tenant behind a certificate."""
    return lambda certificate: new_tenant(servers[certificate], tmp_path / "tokens")


# What is told of each certificate, in the words of one version of OpenSSL or another.
REFUSED = {
    "of another host": "mismatch",
    "of another address": "mismatch",
    "expired": "expired",
    "not valid yet": "not yet valid",
    "of nobody": "self-signed|self signed|local issuer",
}


@pytest.mark.parametrize("certificate", REFUSED)
def test_a_wrong_certificate_is_refused_with_its_fault_before_anything_is_sent(
    certificate: str, at: Callable[[str], TestTenant], bundle: Path
) -> None:
    zpa = at(certificate)
    result = zpa.group(name="Finance", ca_path=str(bundle))
    assert result["failed"]
    assert any(words in result["msg"] for words in REFUSED[certificate].split("|")), result["msg"]
    assert zpa.tenant.log == []


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
@pytest.mark.parametrize("certificate", CERTIFICATES)
def test_any_certificate_does_where_none_is_checked(
    certificate: str, at: Callable[[str], TestTenant], stranger: Path
) -> None:
    zpa = at(certificate)
    assert zpa.group(name="Finance", validate_certs=False).get("changed")
    # Switched off is switched off, whatever else is said of authorities.
    assert zpa.group(name="Sales", validate_certs=False, ca_path=str(stranger)).get("changed")


# Which authorities are named where, and whether a good certificate is trusted then. An option goes before the
# environment. None is in the list of the system.
NAMED: dict[str, tuple[str, str, bool]] = {
    "nowhere": ("", "", False),
    "the right one as option": ("right", "", True),
    "another as option": ("other", "", False),
    "the right one in the environment": ("", "right", True),
    "another in the environment": ("", "other", False),
    "the right one as option, another in the environment": ("right", "other", True),
    "another as option, the right one in the environment": ("other", "right", False),
}


@pytest.mark.parametrize("named", NAMED)
@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_the_authority_that_is_named_decides(
    named: str,
    variable: str,
    at: Callable[[str], TestTenant],
    bundle: Path,
    stranger: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    option, in_environment, is_trusted = NAMED[named]
    files = {"right": str(bundle), "other": str(stranger)}
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    if in_environment:
        monkeypatch.setenv(variable, files[in_environment])
    zpa = at("good")
    result = zpa.group(name="Finance", ca_path=files.get(option))
    assert result.get("changed", False) is is_trusted, result.get("msg")
    assert bool(zpa.tenant.log) is is_trusted


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_no_check_means_none_although_the_environment_names_an_authority(
    at: Callable[[str], TestTenant], stranger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(stranger))
    assert at("good").group(name="Finance", validate_certs=False).get("changed")


# -- A proxy ------------------------------------------------------------------------------------------------


def through(
    zpa: TestTenant, proxy: str, bundle: Path, variable: str = "HTTPS_PROXY", **more: str
) -> dict[str, Any]:
    environment = {**zpa.environment, variable: proxy, "ZPA_CA_PATH": str(bundle), **more}
    return run_module(GROUP, {"name": "Finance"}, False, environment)


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_everything_goes_through_the_proxy_of_the_environment(
    variable: str, at: Callable[[str], TestTenant], bundle: Path
) -> None:
    zpa = at("good")
    with connect_proxy() as (address, seen):
        assert through(zpa, address, bundle, variable)["changed"]
    hosts = {entry.line.split()[1] for entry in seen}
    assert hosts == {zpa.emulator.base_url.removeprefix("https://")}


def test_the_certificate_behind_a_proxy_is_checked(at: Callable[[str], TestTenant], stranger: Path) -> None:
    zpa = at("good")
    with connect_proxy() as (address, seen):
        result = through(zpa, address, stranger)
    assert "the server's certificate is not trusted" in result["msg"]
    assert seen
    assert zpa.tenant.log == []


def with_login(address: str, name: str = "somebody", password: str = IN_ADDRESS) -> str:
    return address.replace("//", "//%s:%s@" % (name, password))


def test_a_proxy_gets_its_password_and_the_output_does_not(
    at: Callable[[str], TestTenant], bundle: Path
) -> None:
    with connect_proxy("somebody:" + PROXY_PASSWORD) as (address, seen):
        result = through(at("good"), with_login(address), bundle)
    assert result["changed"]
    assert {entry.password for entry in seen} == {"somebody:" + PROXY_PASSWORD}
    assert not found_in({"result": json.dumps(result)}, PROXY_SECRETS)


@pytest.mark.parametrize("status", [403, 407, 502])
def test_a_proxy_that_refuses_is_told_without_its_password(
    status: int, at: Callable[[str], TestTenant], bundle: Path
) -> None:
    zpa = at("good")
    with connect_proxy("somebody:else", status) as (address, seen):
        result = through(zpa, with_login(address), bundle)
    assert "the proxy of the environment" in result["msg"]
    assert seen
    assert zpa.tenant.log == []
    assert not found_in({"result": json.dumps(result)}, PROXY_SECRETS)


WRONG_PROXIES = {
    "not well-formed": "http://somebody:%s@[::1",
    "port that is none": "http://somebody:%s@127.0.0.1:port",
    "host that is none": "http://somebody:%s@zpa.invalid:3128",
    "nobody listens": "http://somebody:%s@127.0.0.1:1",
    "another scheme": "ftp://somebody:%s@127.0.0.1:1",
    "no scheme": "somebody:%s@127.0.0.1:1",
    "SOCKS": "socks5://somebody:%s@127.0.0.1:1",
}


@pytest.mark.parametrize("proxy", WRONG_PROXIES)
def test_a_proxy_that_cannot_be_used_is_told_without_its_password(
    proxy: str, at: Callable[[str], TestTenant], bundle: Path
) -> None:
    zpa = at("good")
    result = through(zpa, WRONG_PROXIES[proxy] % IN_ADDRESS, bundle)
    assert result["failed"]
    assert "defect of the collection" not in result["msg"]
    assert not found_in({"result": json.dumps(result)}, PROXY_SECRETS)
    assert zpa.tenant.log == []


@pytest.mark.parametrize("exception", ["127.0.0.1", "*", "zpa.example.com,127.0.0.1", "127.0.0.0/8"])
@pytest.mark.parametrize("variable", ["NO_PROXY", "no_proxy"])
def test_a_host_that_the_environment_excepts_needs_no_proxy(
    exception: str, variable: str, at: Callable[[str], TestTenant], bundle: Path
) -> None:
    with connect_proxy() as (address, seen):
        result = through(at("good"), address, bundle, **{variable: exception})
    assert result["changed"]
    assert seen == []


@pytest.mark.parametrize("exception", ["127.0.0.2", "zpa.example.com", ""])
def test_another_exception_is_none(exception: str, at: Callable[[str], TestTenant], bundle: Path) -> None:
    with connect_proxy() as (address, seen):
        result = through(at("good"), address, bundle, NO_PROXY=exception)
    assert result["changed"]
    assert seen


# -- Redirects -----------------------------------------------------------------------------------------------

TOKEN = "t0kenOfTheSession"
TARGETS = ("another host", "another host without encryption", "the same host", "the same host again")
REDIRECTS = list(
    itertools.product((301, 302, 303, 307, 308), TARGETS, ("sign-in", "read", "write"), (False, True))
)


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_no_redirect_is_followed(
    authority: trustme.CA, bundle: Path, tmp_path: Path, exhaustive: bool
) -> None:
    """Neither the token nor the secret goes elsewhere, and the user is told which options to look at."""
    wrong: list[Any] = []
    for case in REDIRECTS:
        if not exhaustive and zlib.crc32(repr(case).encode()) % 6:
            continue
        status, target, phase, is_encrypted = case
        certificate = context_of(CERTIFICATES["good"](authority)) if is_encrypted else None
        with listening() as (elsewhere, came):
            to = {
                "another host": "%s/signin" % elsewhere,
                "another host without encryption": elsewhere.replace("127.0.0.1", "localhost") + "/",
                "the same host": "/moved",
                "the same host again": "",
            }[target]
            with redirecting(status, to, phase, TOKEN, certificate) as (host, asked):
                options = {
                    "base_url": host,
                    "client_id": "the-client",
                    "client_secret": "Left7KqRight9Zp",
                    "customer_id": "1",
                    "name": "New",
                    "ca_path": str(bundle),
                }
                result = run_module(GROUP, options, False, {"ZPA_TOKEN_CACHE_DIR": str(tmp_path / host[-5:])})
        number = {"sign-in": 1, "read": 2, "write": 3}[phase]
        is_right = len(asked) == number and came == [] and "check base_url and auth_url" in result["msg"]
        if not is_right or found_in({"result": json.dumps(result)}, {TOKEN, "Left7KqRight9Zp"}):
            wrong.append((case, asked, came, result))
    assert wrong == []
