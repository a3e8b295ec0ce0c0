# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets are taken out of answers wherever and however they show them."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.withheld import (
    may_show_secret,
    shown_in,
    without_shown,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.withholding import Withholding

KEY = "3|api.private.zscaler.com|q1w2e3r4t5y6u7i8o9p0+/=="
KEYS, GROUPS, MICROTENANTS = "/x/associationType/CONNECTOR_GRP/provisioningKey", "/x/group", "/x/microtenants"


def taken(answer: Any, path: str) -> tuple[Any, list[str]]:
    """What is left of an answer, and what no error shows from then on."""
    hidden: list[str] = []
    withholding = Withholding(lambda secret: None, hidden.extend)
    is_suspect = may_show_secret(json.dumps(answer).encode())
    return withholding.taken_out_of(answer, path, is_suspect), hidden


@pytest.mark.parametrize("key", ["provisioningKey", "provisioningkey", "ProvisioningKey", "provisioning_key"])
def test_in_any_letter_case(key: str) -> None:
    left, hidden = taken({"list": [{"id": "1", key: KEY}]}, KEYS)
    assert left == {"list": [{"id": "1", "provisioningKey": True}]}
    assert hidden == [KEY]


@pytest.mark.parametrize("key", ["provisioningKey", "ProvisioningKey"])
def test_in_an_object_of_another_kind(key: str) -> None:
    left, hidden = taken([{"id": "1", "keys": [{"id": "2", key: KEY}]}], GROUPS)
    assert left == [{"id": "1", "keys": [{"id": "2"}]}]
    assert hidden == [KEY]


def test_in_the_other_texts_of_its_object_but_no_name() -> None:
    answer = {"id": "1", "name": KEY, "description": "It is %s." % KEY, "provisioningKey": KEY}
    left, _hidden = taken(answer, KEYS)
    assert left == {"id": "1", "name": KEY, "description": "It is ********.", "provisioningKey": True}


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        ({"id": "1", "user": {"Password": "s3cret-A"}}, {"id": "1", "user": {"password": True}}),
        ({"id": "1", "User": {"password": "s3cret-A"}}, {"id": "1", "User": {"password": True}}),
        ({"id": "1", "password": "s3cret-A"}, {"id": "1", "password": True}),
        (
            {"id": "1", "admins": [{"password": "s3cret-A"}]},
            {"id": "1", "admins": [{"password": True}]},
        ),
    ],
)
def test_a_password_wherever_an_answer_about_microtenants_has_it(
    answer: dict[str, Any], left: dict[str, Any]
) -> None:
    assert taken(answer, MICROTENANTS) == (left, ["s3cret-A"])


@pytest.mark.parametrize(
    "text",
    [
        '{"id": "7", "provisioningKey": "Zq9-secret"}',
        '{"id": "7", "provisioningKey": "Zq9-secret',
        '{"user": {"password": "Zq9-\\"secret\\\\',
        '{"user": {"password":"a Zq9-secret b", "x": 1}}',
        "{'user': {'password': 'Zq9-secret'}}",
        json.dumps(json.dumps({"PassWord": 'Zq9-"secret'})),
        '"password": Zq9-secret}',
        "the key 3|api.private.zscaler.com|Zq9-secret012345678 is known",
        "the key 1%7capi.private.zscaler.com%7CZq9-secret012345678 is known",
        "the key 2&#x7C;api&#x2E;private&#x2E;zscaler&#x2E;com&#124;Zq9-secret012345678 is known",
    ],
)
def test_in_words_that_quote_an_answer(text: str) -> None:
    assert "Zq9" not in without_shown(text) and "secret" not in without_shown(text)


@pytest.mark.parametrize(
    "text",
    ["The password is too short.", "password: must have 8 characters", "a provisioning key: none left"],
)
def test_other_words_stay(text: str) -> None:
    assert without_shown(text) == text


def test_a_refusal_tells_which_of_its_words_are_secret() -> None:
    refusal = {"params": [{"Provisioning_Key": "a"}], "user": {"password": "b"}, "reason": "c"}
    assert sorted(shown_in(refusal)) == ["a", "b"]


@pytest.mark.parametrize("part", ["\\", "1", "1|", "%7c", '"password": "', "1|\\"])
def test_no_text_takes_long(part: str) -> None:
    began = time.process_time()
    without_shown(part * (100000 // len(part)))
    assert time.process_time() - began < 5
