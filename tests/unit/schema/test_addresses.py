# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts of a form: host names, addresses, subnets."""

from __future__ import annotations

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.addresses import (
    HOST_NAME,
    IP_ADDRESS,
    SUBNET,
    Form,
    FormedText,
)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (HOST_NAME, "portal.example.com"),
        (HOST_NAME, "portal"),
        (HOST_NAME, " portal.example.com "),
        (HOST_NAME, ""),
        (IP_ADDRESS, "192.168.1.1"),
        (IP_ADDRESS, "2001:db8::1"),
        (IP_ADDRESS, ""),
        (SUBNET, "192.168.1.0/24"),
        (SUBNET, "192.168.1.7/24"),
        (SUBNET, "2001:db8::/32"),
        (SUBNET, ""),
    ],
)
def test_what_has_the_form_is_taken(form: Form, text: str) -> None:
    assert list(FormedText(form).oddities(text, "option")) == []


@pytest.mark.parametrize(
    ("form", "text", "noun"),
    [
        (HOST_NAME, "https://portal.example.com", "host name"),
        (HOST_NAME, "portal.example.com:443", "host name"),
        (HOST_NAME, "portal.example.com/", "host name"),
        (HOST_NAME, "*.example.com", "host name"),
        (HOST_NAME, "two words", "host name"),
        (IP_ADDRESS, "192.168.1", "IP address"),
        (IP_ADDRESS, "192.168.1.0/24", "IP address"),
        (IP_ADDRESS, "portal.example.com", "IP address"),
        (SUBNET, "192.168.1.0/33", "subnet"),
        (SUBNET, "192.168.1.1-192.168.1.9", "subnet"),
    ],
)
def test_what_has_another_form_is_told_with_one_that_is_right(form: Form, text: str, noun: str) -> None:
    (problem,) = FormedText(form).oddities(text, "option")
    assert problem.startswith("option: '%s' is no %s. Give " % (text, noun))


def test_what_an_object_has_already_is_taken() -> None:
    text = "https://portal.example.com"
    assert list(FormedText(HOST_NAME).oddities(text, "domain", wanted=text, present=text)) == []


def test_an_empty_host_name_is_told_where_there_must_be_one() -> None:
    (problem,) = FormedText(HOST_NAME, can_be_empty=False).oddities(" ", "domain")
    assert problem.startswith("domain: is empty.")
