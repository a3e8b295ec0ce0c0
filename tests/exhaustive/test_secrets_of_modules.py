# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No module returns a secret, whatever the secret is made of and whatever a server says."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue import module as glue
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.access_module import CONFIGURATIONS
from ansible_collections.zerotrust.zpa.plugins.modules import zpa_access_analysis, zpa_segment_group_info
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._in_process import encoded, run_main
from support.exhaustive.hostile import HostileServer
from support.exhaustive.secrecy import KEY_SPELLINGS, SECRETS, SPELLINGS, Found, Keys, found_in
from support.exhaustive.secret_cases import (
    SAID,
    SIGN_INS,
    TOKENS,
    WITH_KEYS,
    cases_of,
    options_of,
    sample,
    task_of,
    variables_for,
)
from support.exhaustive.secret_counts import Counts, counting
from support.exhaustive.showing import ShowingServer, shown_cases
from support.modules import run_module

GROUP = "zpa_segment_group"


@pytest.fixture(scope="module")
def counts(exhaustive: bool) -> Iterator[Counts]:
    """What the tests of this file count, shown at their end if they are run in full."""
    yield from counting(exhaustive, "Secrets of modules", "what", "cases", "leaks")


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)


@pytest.fixture
def server() -> Iterator[HostileServer]:
    with HostileServer() as running:
        yield running


def run(
    module: str, options: dict[str, Any], credentials: dict[str, Any], tokens: Path, in_environment: bool
) -> dict[str, Any]:
    """Run a module with its credentials as options, or in the environment."""
    environment = {"ZPA_TOKEN_CACHE_DIR": str(tokens)}
    if in_environment:
        environment.update(variables_for(credentials))
        return run_module(module, options, False, environment)
    return run_module(module, {**options, **credentials}, False, environment)


def summary(leaks: list[tuple[str, Found]]) -> str:
    """A few leaks, and how many there are."""
    shown = ["%s: %s" % (case, found) for case, found in leaks[:10]]
    return "\n".join(["%d leaks" % len(leaks), *shown])


@pytest.mark.parametrize("sign_in", SIGN_INS)
def test_nothing_that_a_server_says_brings_a_secret_out(
    sign_in: str, keys: Keys, server: HostileServer, tmp_path: Path, exhaustive: bool, counts: Counts
) -> None:
    leaks: list[tuple[str, Found]] = []
    cases = sample(cases_of(sign_in, keys), 40 if sign_in in WITH_KEYS else 250, exhaustive)
    for case in cases:
        credentials, secret = options_of(sign_in, case.kind, keys, tmp_path / "keys")
        module, options = task_of(case, server)
        in_environment = zlib.crc32(("given" + str(case)).encode()) % 2 == 0
        server.received.clear()
        server.given.clear()
        result = run(module, options, credentials, tmp_path / "tokens", in_environment)
        leaks += [
            (str(case), found)
            for found in found_in({"result": json.dumps(result)}, {secret, *server.secrets})
        ]
    counts.add("answers to " + sign_in, len(cases), len(leaks))
    assert not leaks, summary(leaks)


def test_nothing_that_a_server_says_brings_a_secret_out_that_it_shows(
    keys: Keys, tmp_path: Path, exhaustive: bool, counts: Counts
) -> None:
    """A provisioning key, or the first password of a microtenant, wherever else it says that."""
    leaks: list[tuple[str, Found]] = []
    credentials, _secret = options_of("OneAPI secret", "letters", keys, tmp_path)
    cases = sample(shown_cases(), 60, exhaustive)
    with ShowingServer() as server:
        for case in cases:
            module, options = server.told(case)
            if zlib.crc32(("asked" + str(case)).encode()) % 2:
                options[case.what + "_dest"] = str(tmp_path / "dest")
            result = run(module, options, credentials, tmp_path / "tokens", False)
            texts = {"result": json.dumps(result)}
            leaks += [(str(case), found) for found in found_in(texts, {server.secret})]
            (tmp_path / "dest").unlink(missing_ok=True)
    counts.add("secrets that are shown", len(cases), len(leaks))
    assert not leaks, summary(leaks)


# -- A defect of the collection -----------------------------------------------------------------------------

# Where it strikes.
PLACES: dict[str, tuple[Any, str]] = {
    "options are checked": (glue, "wrong_connection"),
    "settings are made": (glue, "settings_of"),
    "the module works": (Client, "listing"),
}
ERRORS: dict[str, Callable[[str], Exception]] = {
    "KeyError": KeyError,
    "ValueError": ValueError,
    "OSError": lambda text: OSError(5, "Input/output error", text),
    "of an error": lambda text: ValueError({"caused by": [KeyError(text)]}),
    "UnicodeEncodeError": lambda text: UnicodeEncodeError(
        "ascii", text + "é", len(text), len(text) + 1, text
    ),
}


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize("place", PLACES)
def test_no_defect_brings_a_secret_out(
    place: str,
    said: str,
    keys: Keys,
    server: HostileServer,
    tmp_path: Path,
    code_patch: pytest.MonkeyPatch,
    exhaustive: bool,
    counts: Counts,
) -> None:
    leaks: list[tuple[str, Found]] = []
    kinds = [(sign_in, kind) for sign_in in ("API key", "OneAPI secret") for kind in SECRETS]
    # A key in a file is not read before settings are made.
    with_keys = WITH_KEYS if place == "the module works" else WITH_KEYS[:1]
    kinds += [(sign_in, kind) for sign_in in with_keys for kind in keys.spellings]
    kinds += [("access token", kind) for kind in TOKENS]
    all_cases = [(sign_in, kind, error) for sign_in, kind in kinds for error in ERRORS]
    cases = sample(all_cases, 20, exhaustive)
    for sign_in, kind, error in cases:
        credentials, secret = options_of(sign_in, kind, keys, tmp_path / "keys")

        def break_down(*given: Any, **more: Any) -> None:
            raise ERRORS[error](SPELLINGS[said](secret))  # noqa: B023  (is called before they change)

        with code_patch.context() as broken:
            broken.setattr(*PLACES[place], break_down)
            options = {"base_url": server.address("read", "cut"), "max_wait": 0}
            given = encoded({**options, **credentials, "_ansible_check_mode": False})
            printed = run_main(
                zpa_segment_group_info, given, {"ZPA_TOKEN_CACHE_DIR": str(tmp_path / "tokens")}
            )
        result = json.loads(printed)
        assert result["failed"]
        case = "%s, %s, %s" % (sign_in, kind, error)
        leaks += [(case, found) for found in found_in({"result": json.dumps(result)}, {secret})]
    counts.add("defects while %s, %s" % (place, said), len(cases), len(leaks))
    assert not leaks, summary(leaks)


# -- A configuration that is only looked at ----------------------------------------------------------------

# How a configuration is given, and what becomes of the password in it.
FORMS: dict[str, Callable[[dict[str, Any]], Any]] = {"data": lambda config: config, "a text": json.dumps}
HOLDERS: dict[str, Callable[[str], dict[str, Any]]] = {
    "as it is": lambda secret: {"password": secret},
    "in a list": lambda secret: {"password": [secret]},
    "in a dictionary": lambda secret: {"password": {"value": secret}},
    "beside what is wrong": lambda secret: {"password": secret, "user_nme": secret},
    "misspelled": lambda secret: {"pasword": secret},
}


@pytest.mark.parametrize("holder", HOLDERS)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("option", CONFIGURATIONS)
def test_a_password_in_a_configuration_is_neither_returned_nor_logged(
    option: str,
    form: str,
    holder: str,
    keys: Keys,
    server: HostileServer,
    tmp_path: Path,
    code_patch: pytest.MonkeyPatch,
    counts: Counts,
) -> None:
    """ansible-core knows nothing of what is inside of these options."""
    lines: list[str] = []
    code_patch.setattr("syslog.syslog", lambda *given: lines.append(str(given[-1])))
    code_patch.setattr("ansible.module_utils.basic.has_journal", False)
    leaks: list[tuple[str, Found]] = []
    credentials, _secret = options_of("OneAPI secret", "letters", keys, tmp_path)
    for kind, secret in SECRETS.items():
        entry = {"name": "Root", "credential_type": "PASSWORD", **HOLDERS[holder](secret)}
        config = {
            "application_segments": [],
            "policy_rules": {"access": []},
            "pra_credentials": [entry],
        }
        options = {option: FORMS[form](config), "base_url": server.address("read", "401 reason")}
        options.update({"after": config} if option == "before" else {})
        given = encoded({**options, **credentials, "max_wait": 0, "_ansible_check_mode": False})
        printed = run_main(zpa_access_analysis, given, {"ZPA_TOKEN_CACHE_DIR": str(tmp_path / "tokens")})
        result = json.loads(printed)
        # From ansible-core 2.22 on for the controller alone, which takes it out.
        result.pop("_ansible_new_secrets", None)
        told = {"result": json.dumps(result), "log": "\n".join(lines)}
        leaks += [(kind, found) for found in found_in(told, {secret})]
        lines.clear()
    counts.add("passwords in %s, %s, %s" % (option, form, holder), len(SECRETS), len(leaks))
    assert not leaks, summary(leaks)


@pytest.mark.parametrize("spelling", ["PEM", "PEM with CR", "PEM with blanks around", "PEM in one line"])
@pytest.mark.parametrize("in_file", [True, False], ids=["file", "text"])
def test_no_single_line_of_a_key_comes_out(
    spelling: str,
    in_file: bool,
    keys: Keys,
    server: HostileServer,
    tmp_path: Path,
    code_patch: pytest.MonkeyPatch,
) -> None:
    """A parser tells the line that it does not understand."""
    line = keys.pem.splitlines()[7]

    def break_down(*given: Any, **more: Any) -> None:
        raise ValueError("not understood: %s" % line)

    code_patch.setattr(Client, "listing", break_down)
    sign_in = "OneAPI key in a file" if in_file else "OneAPI key"
    credentials, _secret = options_of(sign_in, spelling, keys, tmp_path / "keys")
    options = {"base_url": server.address("read", "cut")}
    result = run("zpa_segment_group_info", options, credentials, tmp_path / "tokens", False)
    assert not found_in({"result": json.dumps(result)}, {line})


# -- What is not wrong at all ------------------------------------------------------------------------------


TEXT = "An {empty} text,  with two blanks and [brackets]"


@pytest.mark.parametrize("spelling", KEY_SPELLINGS)
def test_a_key_hides_nothing_but_itself(
    spelling: str, keys: Keys, server: HostileServer, tmp_path: Path
) -> None:
    credentials, _secret = options_of("OneAPI key", spelling, keys, tmp_path)
    options = {"base_url": server.address("read", "slow"), "name": "New", "description": TEXT}
    server.may_go.set()
    environment = {"ZPA_TOKEN_CACHE_DIR": str(tmp_path / "tokens")}
    result = run_module(GROUP, {**options, **credentials}, True, environment)
    assert result["diff"]["after"]["description"] == TEXT


def test_a_short_secret_is_hidden_in_other_words_as_well(
    keys: Keys, server: HostileServer, tmp_path: Path
) -> None:
    """As ansible-core hides it, wherever its letters are: what is shown is not what is sent."""
    credentials, _secret = options_of("API key", "letters", keys, tmp_path)
    options = {"base_url": server.address("read", "slow"), "name": "Finance", "description": "final"}
    server.may_go.set()
    environment = {"ZPA_TOKEN_CACHE_DIR": str(tmp_path / "tokens")}
    result = run_module(GROUP, {**options, **credentials, "client_secret": "fin"}, True, environment)
    assert result["diff"]["after"]["description"] == "********al"
    assert result["diff"]["after"]["name"] == "Finance"


@pytest.mark.parametrize("name", ["client_secret", "private_key", "access_token"])
@pytest.mark.parametrize(
    "wrap", [lambda secret: [secret], lambda secret: {"value": secret}], ids=["list", "dict"]
)
def test_a_secret_of_a_wrong_type_is_not_shown(
    name: str, wrap: Callable[[str], Any], keys: Keys, server: HostileServer, tmp_path: Path
) -> None:
    credentials, _secret = options_of("OneAPI secret", "letters", keys, tmp_path)
    wrong = {**credentials, "client_secret": None, name: wrap(SECRETS["letters"])}
    options = {"base_url": server.address("sign-in", "401 reason"), "max_wait": 0}
    result = run("zpa_segment_group_info", options, wrong, tmp_path / "tokens", False)
    assert not found_in({"result": json.dumps(result)}, {SECRETS["letters"]})


@pytest.mark.parametrize("kind", sorted(set(SECRETS) - set(TOKENS)))
def test_a_token_that_is_refused_for_its_letters_is_not_shown(
    kind: str, keys: Keys, server: HostileServer, tmp_path: Path
) -> None:
    credentials, secret = options_of("access token", kind, keys, tmp_path)
    options = {"base_url": server.address("read", "cut")}
    result = run("zpa_segment_group_info", options, credentials, tmp_path / "tokens", False)
    assert result["failed"] or kind == "line break at the end"
    assert not found_in({"result": json.dumps(result)}, {secret})


@pytest.mark.parametrize("sign_in", SIGN_INS)
def test_the_log_of_the_system_gets_no_secret(
    sign_in: str, keys: Keys, server: HostileServer, tmp_path: Path, code_patch: pytest.MonkeyPatch
) -> None:
    """Every module tells it its options."""
    lines: list[str] = []
    code_patch.setattr("syslog.syslog", lambda *given: lines.append(str(given[-1])))
    code_patch.setattr("ansible.module_utils.basic.has_journal", False)
    kind = "PEM" if sign_in in WITH_KEYS else "url"
    credentials, secret = options_of(sign_in, kind, keys, tmp_path)
    options = {"base_url": server.address("read", "500 reason"), "max_wait": 0}
    run("zpa_segment_group_info", options, credentials, tmp_path / "tokens", False)
    assert any("customer_id" in line for line in lines)
    assert not found_in({"log": "\n".join(lines)}, {secret, *server.secrets})
