# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets in texts, however they are spelled."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.settings import Settings
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.spellings import spelled_in, without

SECRETS = ("plain", "a+b/=c d", "q\"u'o\\te", "lt<&>gt", "umlaut-\u00e4-\U0001f512", "tab\there")
SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in an address": quote,
    "in small letters": lambda text: quote(text, safe="").lower(),
    "in a form": quote_plus,
    "in JSON": lambda text: json.dumps(text)[1:-1],
    "in JSON in JSON": lambda text: json.dumps(json.dumps(text))[3:-3],
    "in Python": lambda text: repr(text)[1:-1],
    "in HTML": html.escape,
}


@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS.keys())
@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_is_found_however_it_is_spelled(secret: str, spell: Callable[[str], str]) -> None:
    text = "before %s after" % spell(secret)
    assert spelled_in(text, [secret]) == {spell(secret)}
    assert without(text, [secret]) == "before ******** after"


@pytest.mark.parametrize("secret", ["", "  ", "other"])
def test_what_is_no_secret_stays(secret: str) -> None:
    assert without("before plain after", [secret]) == "before plain after"


def settings(key: str) -> Settings:
    return Settings(api_root="", token_url="", customer_id="", private_key=key)


@pytest.mark.parametrize(
    "key",
    [
        "-----BEGIN PRIVATE KEY-----\n  MIIEvQIBADAN\nBgkqhkiG9w0B\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADAN\\nBgkqhkiG9w0B\\n-----END PRIVATE KEY-----",
        '{\n  "kty": "RSA",\n  "d": "MIIEvQIBADAN",\n  "p": "BgkqhkiG9w0B"\n}',
    ],
    ids=["PEM", "PEM in one line", "JWK"],
)
def test_the_parts_of_a_key_are_secrets_and_nothing_else_of_it(key: str) -> None:
    assert settings(key).secrets() == {key, "MIIEvQIBADAN", "BgkqhkiG9w0B"}
