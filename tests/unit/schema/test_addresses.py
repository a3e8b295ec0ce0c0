# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts of a form: host names, addresses, subnets."""

from __future__ import annotations

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.addresses import (
    HostName,
    IpAddress,
    Spelled,
    Subnet,
)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (HostName(), "portal.example.com"),
        (HostName(), "portal"),
        (HostName(), " portal.example.com "),
        (HostName(), ""),
        (IpAddress(), "192.168.1.1"),
        (IpAddress(), "2001:db8::1"),
        (IpAddress(), ""),
        (Subnet(), "192.168.1.0/24"),
        (Subnet(), "192.168.1.7/24"),
        (Subnet(), "2001:db8::/32"),
        (Subnet(), ""),
    ],
)
def test_what_has_the_form_is_taken(form: Spelled, text: str) -> None:
    assert list(form.oddities(text, "option")) == []


@pytest.mark.parametrize(
    ("form", "text", "noun"),
    [
        (HostName(), "https://portal.example.com", "host name"),
        (HostName(), "portal.example.com:443", "host name"),
        (HostName(), "portal.example.com/", "host name"),
        (HostName(), "*.example.com", "host name"),
        (HostName(), "two words", "host name"),
        (IpAddress(), "192.168.1", "IP address"),
        (IpAddress(), "192.168.1.0/24", "IP address"),
        (IpAddress(), "portal.example.com", "IP address"),
        (Subnet(), "192.168.1.0/33", "subnet"),
        (Subnet(), "192.168.1.1-192.168.1.9", "subnet"),
    ],
)
def test_what_has_another_form_is_told_with_one_that_is_right(form: Spelled, text: str, noun: str) -> None:
    (problem,) = form.oddities(text, "option")
    assert problem.startswith("option: '%s' is no %s. Give " % (text, noun))


def test_what_an_object_has_already_is_taken() -> None:
    text = "https://portal.example.com"
    assert list(HostName().oddities(text, "domain", wanted=text, present=text)) == []


def test_an_empty_host_name_is_told_where_there_must_be_one() -> None:
    (problem,) = HostName(can_be_empty=False).oddities(" ", "domain")
    assert problem.startswith("domain: is empty.")
