# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets in texts, however they are spelled."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.settings import Settings
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.spellings import (
    HIDDEN,
    hidden_in,
    without,
)

SECRETS = (
    "plain-secret",
    "a+b/=c d.e~f",
    "q\"u'o\\te-and-more",
    "lt<&>gt-and-more",
    "umlaut-\u00e4-\U0001f512",
    "tab\there-and-more",
)
Spell = Callable[[str], str]


def units(text: str) -> str:
    """Everything but letters and digits as JSON may escape it."""
    words = text.encode("utf-16-be")
    codes = [int.from_bytes(words[at : at + 2], "big") for at in range(0, len(words), 2)]
    return "".join(chr(code) if chr(code).isalnum() and code < 128 else "\\u%04x" % code for code in codes)


def numbered(text: str, form: str) -> str:
    return "".join(one if one.isalnum() and one.isascii() else form % ord(one) for one in text)


SPELLINGS: dict[str, Spell] = {
    "as it is": str,
    "in an address": quote,
    "in small letters": lambda text: quote(text, safe="").lower(),
    "in an address in an address": lambda text: quote(quote(text, safe=""), safe=""),
    "in an address in an address in small letters": lambda text: quote(quote(text, safe=""), safe="").lower(),
    "in a form": quote_plus,
    "in JSON": lambda text: json.dumps(text)[1:-1],
    "in JSON in JSON": lambda text: json.dumps(json.dumps(text))[3:-3],
    "in JSON for pages": units,
    "in JSON for pages in JSON": lambda text: json.dumps(units(text))[1:-1],
    "in JSON for pages in capitals": lambda text: units(text).replace("d", "D").replace("f", "F"),
    "in Python": lambda text: repr(text)[1:-1],
    "in HTML": html.escape,
    "in HTML in HTML": lambda text: html.escape(html.escape(text)),
    "in HTML by numbers": lambda text: numbered(text, "&#%d;"),
    "in HTML by hexadecimal numbers": lambda text: numbered(text, "&#x%X;"),
    "in HTML by long numbers": lambda text: numbered(text, "&#x%06x;"),
    "in HTML in JSON": lambda text: numbered(text, "\\u0026#x%X;"),
    "in HTML in an address": lambda text: quote(numbered(text, "&#%d;"), safe=""),
    "in HTML by names": lambda text: "".join(NAMES.get(one, one) for one in text),
}
NAMES = {
    "+": "&plus;",
    "/": "&sol;",
    "=": "&equals;",
    ".": "&period;",
    "<": "&lt;",
    "&": "&amp;",
    "'": "&apos;",
}
NAMES |= {'"': "&quot;", "\u00e4": "&auml;", "\t": "&Tab;", "\\": "&bsol;", ">": "&gt;"}


@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS.keys())
@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_is_found_however_it_is_spelled(secret: str, spell: Spell) -> None:
    assert without("before %s after" % spell(secret), [secret]) == "before ******** after"


BASE64: dict[str, Callable[[bytes], bytes]] = {
    "as it is": base64.b64encode,
    "for addresses": base64.urlsafe_b64encode,
    "without its end": lambda data: base64.b64encode(data).rstrip(b"="),
    "in an address": lambda data: quote(base64.b64encode(data), safe="").encode(),
    "in JSON": lambda data: base64.b64encode(data).replace(b"=", b"\\u003d").replace(b"/", b"\\/"),
}


@pytest.mark.parametrize("spell", BASE64.values(), ids=BASE64.keys())
@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("around", ["%s", "client-id:%s", "client-id2:%s", "client-id23:%s", "<%s> and more"])
def test_a_secret_is_found_in_the_middle_of_base64(
    around: str, secret: str, spell: Callable[[bytes], bytes]
) -> None:
    for said in (secret, quote(secret, safe=""), quote_plus(secret)):
        encoded = spell((around % said).encode()).decode()
        shown = without("Basic %s is wrong" % encoded, [secret])
        assert shown.startswith("Basic ") and shown.endswith(" is wrong")
        left = shown.replace("Basic ", "").replace(" is wrong", "")
        assert HIDDEN in left
        assert len(left) <= len(HIDDEN) + 2 * 8, (encoded, left)


@pytest.mark.parametrize(
    "text",
    [
        "Wind, mind and find",
        "aW4gdGhlIGVuZA== in the end",
        "a=b&c=d",
        "https://zpa.example.com/in/and/out?x=%20",
    ],
)
@pytest.mark.parametrize("secret", ["a", "in", "=", "A1", "aW4"])
def test_a_short_secret_hides_itself_alone(secret: str, text: str) -> None:
    rest = without(text, [secret]).split(HIDDEN)
    assert secret.join(rest) == text


def test_a_number_that_is_a_secret_is_hidden_and_numbers_that_hold_it_are_not() -> None:
    result = {"key 12345678": [12345678, 112345678, "x12345678", True, None, 1.5]}
    shown = {"key 12345678": [HIDDEN, 112345678, "x" + HIDDEN, True, None, 1.5]}
    assert hidden_in(result, ["12345678"]) == shown


def test_where_there_is_nothing_to_hide_data_stay_what_they_are() -> None:
    result = {"groups": [{"name": "Finance", "id": 7}]}
    assert hidden_in(result, ["some-long-secret", ""]) is result


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
