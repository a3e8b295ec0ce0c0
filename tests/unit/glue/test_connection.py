# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connection options: where they come from, what is wrong with them, what they make."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.settings import Settings
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.connection import (
    ARGUMENT_SPEC,
    insecure_addresses,
    passwords_of_proxies,
    settings_of,
    with_connection,
    wrong_connection,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.sources import VARIABLES as VARIABLES_OF
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.sources import Sources
from hypothesis import given
from hypothesis import strategies as st

LEGACY = {"client_id": "id", "client_secret": "secret", "customer_id": "1"}
PEM = "-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----"
ONEAPI = {"client_id": "id", "private_key": PEM, "customer_id": "1", "vanity_domain": "acme"}
VARIABLES = [(name, variable) for name, known in VARIABLES_OF.items() for variable in known]
VALUES: dict[str, tuple[str, Any]] = {
    "validate_certs": ("false", False),
    "token_cache": ("no", False),
    "timeout": ("17", 17),
    "max_wait": ("0", 0),
    "ca_path": ("/ca.pem", "/ca.pem"),
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An environment that says nothing, with a home of its own."""
    for name in list(os.environ):
        if name.startswith(("ZPA_", "ZSCALER_", "XDG_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    return monkeypatch


def connected(**given_options: Any) -> tuple[dict[str, Any], Sources]:
    """The options as a module finds them once variables and defaults are added, and where they are from."""
    options, sources = with_connection(given_options)
    result = ArgumentSpecValidator(ARGUMENT_SPEC).validate(options)
    assert result.error_messages == []
    return result.validated_parameters, sources


def accepted(**given_options: Any) -> dict[str, Any]:
    return connected(**given_options)[0]


def settings(**given_options: Any) -> Settings:
    options, sources = connected(**given_options)
    assert wrong_connection(options, sources) == []
    return settings_of(options, sources, "2.18.0")


def problems(**given_options: Any) -> list[str]:
    return wrong_connection(*connected(**given_options))


def named(found: list[str]) -> list[str]:
    return [problem.split(":")[0] for problem in found]


# -- where they come from ------------------------------------------------------------------------


def test_the_options_and_their_variables_are_those_of_the_design() -> None:
    assert VARIABLES_OF == {
        "client_id": ("ZSCALER_CLIENT_ID", "ZPA_CLIENT_ID"),
        "client_secret": ("ZSCALER_CLIENT_SECRET", "ZPA_CLIENT_SECRET"),
        "private_key": ("ZSCALER_PRIVATE_KEY",),
        "customer_id": ("ZPA_CUSTOMER_ID",),
        "microtenant_id": ("ZPA_MICROTENANT_ID",),
        "vanity_domain": ("ZSCALER_VANITY_DOMAIN",),
        "cloud": ("ZSCALER_CLOUD", "ZPA_CLOUD"),
        "access_token": ("ZPA_ACCESS_TOKEN",),
        "base_url": ("ZPA_BASE_URL",),
        "auth_url": ("ZPA_AUTH_URL",),
        "validate_certs": ("ZPA_VALIDATE_CERTS",),
        "ca_path": ("ZPA_CA_PATH",),
        "timeout": ("ZPA_TIMEOUT",),
        "max_wait": ("ZPA_MAX_WAIT",),
        "token_cache": ("ZPA_TOKEN_CACHE",),
    }
    assert list(VARIABLES_OF) == list(ARGUMENT_SPEC)


@pytest.mark.parametrize("name", ["client_secret", "private_key", "access_token"])
def test_a_secret_is_never_logged(name: str) -> None:
    assert ARGUMENT_SPEC[name]["no_log"] is True


@pytest.mark.parametrize(("name", "variable"), VARIABLES)
def test_an_option_falls_back_to_its_variables(
    environment: pytest.MonkeyPatch, name: str, variable: str
) -> None:
    text, value = VALUES.get(name, ("given", "given"))
    environment.setenv(variable, text)
    assert accepted()[name] == value


@pytest.mark.parametrize(("name", "variable"), VARIABLES)
def test_a_variable_that_is_empty_counts_as_unset(
    environment: pytest.MonkeyPatch, name: str, variable: str
) -> None:
    environment.setenv(variable, "")
    assert accepted()[name] == ARGUMENT_SPEC[name].get("default")


@pytest.mark.parametrize(("name", "variable"), VARIABLES)
def test_a_task_goes_before_the_environment(
    environment: pytest.MonkeyPatch, name: str, variable: str
) -> None:
    environment.setenv(variable, VALUES.get(name, ("environment", ""))[0])
    value = {"bool": True, "int": 5, "path": "/task.pem"}.get(ARGUMENT_SPEC[name]["type"], "task")
    assert accepted(**{name: value})[name] == value


def test_defaults_are_those_of_the_design() -> None:
    assert {name: value for name, value in accepted().items() if value is not None} == {
        "cloud": "PRODUCTION",
        "validate_certs": True,
        "timeout": 30,
        "max_wait": 300,
        "token_cache": True,
    }


# -- what is wrong with them ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        LEGACY,
        ONEAPI,
        {**LEGACY, "vanity_domain": "acme"},
        {"access_token": "t", "customer_id": "1"},
        {**LEGACY, "cloud": "beta"},
        {**LEGACY, "microtenant_id": "0"},
        {**LEGACY, "base_url": "http://127.0.0.1:8765", "auth_url": "HTTPS://login"},
        {**LEGACY, "timeout": 1, "max_wait": 0},
        {**LEGACY, "vanity_domain": "acme-2"},
        {"access_token": "t", "customer_id": "1", "client_secret": "s", "private_key": "k"},
    ],
)
def test_good_options_have_no_problem(options: dict[str, Any]) -> None:
    assert problems(**options) == []


def without(options: dict[str, Any], *names: str, **changes: Any) -> dict[str, Any]:
    return {**{name: value for name, value in options.items() if name not in names}, **changes}


@pytest.mark.parametrize(
    ("options", "option", "words"),
    [
        (without(LEGACY, "customer_id"), "customer_id", "ZPA_CUSTOMER_ID"),
        (
            without(LEGACY, "client_id"),
            "client_id",
            "gives client_secret, and then nothing that belongs to it",
        ),
        (without(LEGACY, "client_secret"), "client_secret", "so are private_key and access_token"),
        (without(ONEAPI, "vanity_domain"), "vanity_domain", "private_key signs in to OneAPI only"),
        (without(ONEAPI, client_secret="s"), "client_secret", "together with private_key"),
        (without(ONEAPI, private_key="/no/such/file"), "private_key", "neither a key in PEM or JWK form"),
        (without(ONEAPI, private_key="/"), "private_key", "path of a file that can be read"),
        (without(LEGACY, microtenant_id="007"), "microtenant_id", "'007' is neither the id"),
        (without(LEGACY, cloud="MOON"), "cloud", "'MOON' is not a cloud of ZPA. Choose one of PRODUCTION"),
        (without(LEGACY, vanity_domain="acme.zslogin.net"), "vanity_domain", "it is acme"),
        (without(LEGACY, vanity_domain="https://acme"), "vanity_domain", "it is acme"),
        (without(LEGACY, base_url="zpa.example.com"), "base_url", "is not an address"),
        (without(LEGACY, base_url="ftp://zpa"), "base_url", "is not an address"),
        (without(LEGACY, base_url="https://"), "base_url", "is not an address"),
        (without(LEGACY, auth_url="zpa.example.com:8443"), "auth_url", "is not an address"),
        (without(LEGACY, timeout=0), "timeout", "0 is not a number of seconds from 1 to 86400"),
        (without(LEGACY, timeout=-1), "timeout", "-1 is not a number"),
        (without(LEGACY, max_wait=-1), "max_wait", "-1 is not a number of seconds from 0 to 86400"),
        (without(LEGACY, ca_path="/no/such/file"), "ca_path", "'/no/such/file' does not exist"),
    ],
)
def test_a_problem_names_the_option_and_the_way_out(options: dict[str, Any], option: str, words: str) -> None:
    found = problems(**options)
    assert named(found) == [option]
    assert words in found[0]


def test_all_problems_are_told_together() -> None:
    found = problems(
        microtenant_id="007",
        cloud="MOON",
        vanity_domain="a.b",
        base_url="x",
        auth_url="y",
        timeout=0,
        max_wait=-1,
    )
    assert named(found) == [
        "customer_id",
        "microtenant_id",
        "client_id",
        "client_secret",
        "cloud",
        "vanity_domain",
        "base_url",
        "auth_url",
        "timeout",
        "max_wait",
    ]


@pytest.mark.parametrize("name", ["client_id", "client_secret", "customer_id"])
@pytest.mark.parametrize("blank", ["", " ", "\n"])
def test_an_option_without_content_is_missing(name: str, blank: str) -> None:
    assert named(problems(**{**LEGACY, name: blank})) == [name]


@pytest.mark.parametrize(
    "name", ["private_key", "access_token", "microtenant_id", "vanity_domain", "base_url", "auth_url"]
)
def test_an_option_without_content_changes_nothing(name: str) -> None:
    blank = settings(**LEGACY, **{name: " "})._replace(sources="")
    assert blank._asdict() == settings(**LEGACY)._replace(sources="")._asdict()


@pytest.mark.parametrize("cloud", ["", " "])
def test_a_cloud_without_content_is_production(cloud: str) -> None:
    assert settings(**LEGACY, cloud=cloud).api_root == "https://config.private.zscaler.com"


def test_an_address_with_a_broken_bracket_is_a_problem() -> None:
    assert named(problems(**LEGACY, base_url="http://[::1")) == ["base_url"]


@pytest.mark.parametrize("token", ["first\nsecond", "pasted with …"])
def test_a_token_that_cannot_be_sent_is_a_problem(token: str) -> None:
    assert named(problems(access_token=token, customer_id="1")) == ["access_token"]


OTHERS = sorted(set(ARGUMENT_SPEC) - {"base_url", "auth_url", "private_key"})
junk = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text("ab:/. [", max_size=9), st.just([]), st.just({})
)


@given(
    st.dictionaries(
        st.sampled_from(sorted(set(ARGUMENT_SPEC) - {"base_url", "auth_url", "private_key"})), junk
    )
)
def test_options_of_a_wrong_type_stop_no_check(options: dict[str, Any]) -> None:
    found, sources = with_connection(options)
    assert all(isinstance(problem, str) for problem in wrong_connection(found, sources))


@pytest.mark.parametrize("option", ["client_secret", "private_key", "access_token"])
def test_no_problem_shows_a_secret(option: str) -> None:
    found = problems(**{"vanity_domain": "a.b", option: "T0pSecret", "private_key": "T0pSecret"})
    assert found
    assert "T0pSecret" not in "".join(found)


# -- what they make ------------------------------------------------------------------------------


def test_api_keys_make_settings() -> None:
    made = settings(**LEGACY, microtenant_id=" 7 ", timeout=5, max_wait=6)
    assert made._replace(cache_folder="", user_agent="", sources="") == Settings(
        api_root="https://config.private.zscaler.com",
        token_url="https://config.private.zscaler.com/signin",
        customer_id="1",
        client_id="id",
        client_secret="secret",
        microtenant_id="7",
        timeout=5,
        max_wait=6,
        user_agent="",
    )


def test_a_vanity_domain_means_oneapi() -> None:
    made = settings(**ONEAPI)
    assert made.oneapi
    assert made.api_root == "https://api.zsapi.net/zpa"
    assert made.token_url == "https://acme.zslogin.net/oauth2/v1/token"
    assert (made.private_key, made.client_secret) == (PEM, "")


@pytest.mark.parametrize("cloud", ["beta", "Beta", "BETA", " beta "])
def test_the_case_of_a_cloud_does_not_matter(cloud: str) -> None:
    assert settings(**LEGACY, cloud=cloud).api_root == "https://config.zpabeta.net"


def test_addresses_replace_those_of_the_cloud() -> None:
    made = settings(**LEGACY, base_url="https://proxy/", auth_url="https://login/")
    assert (made.api_root, made.token_url) == ("https://proxy", "https://login/signin")


@pytest.mark.parametrize("text", [PEM, '{"kty": "RSA"}', PEM.replace("\n", "\\n")])
def test_a_private_key_may_be_the_key_itself(text: str) -> None:
    assert settings(**{**ONEAPI, "private_key": text}).private_key == text


@pytest.mark.parametrize("place", ["%(home)s/key.pem", "~/key.pem"])
def test_a_private_key_may_be_a_path(tmp_path: Path, place: str) -> None:
    (tmp_path / "key.pem").write_text(PEM)
    assert settings(**{**ONEAPI, "private_key": place % {"home": tmp_path}}).private_key == PEM


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00"])
def test_a_file_without_a_key_is_a_problem(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key.pem").write_bytes(content)
    assert named(problems(**{**ONEAPI, "private_key": str(tmp_path / "key.pem")})) == ["private_key"]


def test_a_pipe_is_no_file_with_a_key(tmp_path: Path) -> None:
    """It can be read once, if at all, and a task would wait for it for ever."""
    os.mkfifo(tmp_path / "key.pem")
    assert named(problems(**{**ONEAPI, "private_key": str(tmp_path / "key.pem")})) == ["private_key"]


def test_a_pipe_is_no_file_with_certificates(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ca.pem")
    assert named(problems(**LEGACY, ca_path=str(tmp_path / "ca.pem"))) == ["ca_path"]


def test_a_private_key_is_not_read_where_a_token_is_given() -> None:
    made = settings(access_token="t", customer_id="1", private_key="/no/such/file")
    assert (made.access_token, made.private_key) == ("t", "")


def test_certificates_are_checked_by_default() -> None:
    assert settings(**LEGACY).verify is True


def test_certificates_are_checked_against_a_given_ca(tmp_path: Path) -> None:
    assert settings(**LEGACY, ca_path=str(tmp_path)).verify == str(tmp_path)


@pytest.mark.parametrize("ca_path", [None, "/"])
def test_certificates_are_not_checked_where_that_is_wanted(ca_path: str | None) -> None:
    assert settings(**LEGACY, validate_certs=False, ca_path=ca_path).verify is False


def test_the_user_agent_names_the_collection_and_ansible() -> None:
    assert settings(**LEGACY).user_agent.startswith("zerotrust.zpa/")
    assert settings(**LEGACY).user_agent.endswith(" ansible-core/2.18.0")


@pytest.mark.parametrize(
    ("variables", "folder"),
    [
        ({}, "%(home)s/.cache/zerotrust.zpa"),
        ({"XDG_CACHE_HOME": "/xdg"}, "/xdg/zerotrust.zpa"),
        ({"XDG_CACHE_HOME": ""}, "%(home)s/.cache/zerotrust.zpa"),
        ({"XDG_CACHE_HOME": "relative"}, "%(home)s/.cache/zerotrust.zpa"),
        ({"ZPA_TOKEN_CACHE_DIR": "/chosen", "XDG_CACHE_HOME": "/xdg"}, "/chosen"),
        ({"ZPA_TOKEN_CACHE_DIR": "~/chosen"}, "%(home)s/chosen"),
        ({"ZPA_TOKEN_CACHE_DIR": ""}, "%(home)s/.cache/zerotrust.zpa"),
    ],
)
def test_tokens_are_kept_where_the_environment_says(
    environment: pytest.MonkeyPatch, tmp_path: Path, variables: dict[str, str], folder: str
) -> None:
    for name, value in variables.items():
        environment.setenv(name, value)
    assert settings(**LEGACY).cache_folder == folder % {"home": tmp_path}


def test_no_token_is_kept_where_that_is_not_wanted() -> None:
    assert settings(**LEGACY, token_cache=False).cache_folder == ""


# -- addresses in clear --------------------------------------------------------------------------


def warnings(api_root: str, token_url: str) -> list[str]:
    return insecure_addresses(Settings(api_root, token_url, "1"))


@pytest.mark.parametrize(
    "host", ["https://zpa", "http://localhost:8765", "http://127.0.0.1:8765", "http://[::1]:8765"]
)
def test_an_encrypted_or_local_address_is_no_warning(host: str) -> None:
    assert warnings(host, host + "/signin") == []


def test_an_address_in_clear_is_a_warning_for_each_host_once() -> None:
    assert warnings("http://zpa:8080/zpa", "http://zpa:8080/signin") == [
        "http://zpa:8080 is not encrypted: credentials and tokens can be read on the way. Use https."
    ]


def test_two_hosts_in_clear_are_two_warnings() -> None:
    found = warnings("http://zpa", "http://login/signin")
    assert [warning.split()[0] for warning in found] == ["http://login", "http://zpa"]


@pytest.mark.parametrize(
    ("api_root", "token_url"),
    [("https://zpa", "http://login/signin"), ("http://login", "https://zpa/signin")],
)
def test_one_host_in_clear_is_one_warning(api_root: str, token_url: str) -> None:
    assert [warning.split()[0] for warning in warnings(api_root, token_url)] == ["http://login"]


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "all_proxy"])
def test_the_password_of_a_proxy_is_a_secret_as_it_is_written_meant_and_sent(
    environment: pytest.MonkeyPatch, variable: str
) -> None:
    environment.setenv(variable, "http://us%40er:p%40ss@proxy.example.com:3128")
    sent = base64.b64encode(b"us@er:p@ss").decode()
    assert passwords_of_proxies() == {"p%40ss", "p@ss", sent}


def test_a_key_that_a_template_made_a_dictionary_is_the_text_that_it_was() -> None:
    text = '{"kty": "RSA", "d": "secret"}'
    assert with_connection({"private_key": {"kty": "RSA", "d": "secret"}})[0]["private_key"] == text
    assert with_connection({"private_key": text, "name": "x"})[0] == {"private_key": text, "name": "x"}


@pytest.mark.parametrize("name", ["client_secret", "private_key", "access_token"])
def test_a_secret_that_is_blank_is_not_given(name: str) -> None:
    assert with_connection({name: " ", "name": " "})[0] == {"name": " "}
