# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts in options. Pure, and private to this collection."""

from __future__ import annotations

import typing as t

# What every private key in PEM has at the end of its first line.
KEY_MARK = "PRIVATE KEY-----"


def is_blank(value: t.Any) -> bool:
    """Whether a value is a text without anything to see."""
    return isinstance(value, str) and not value.strip()


def with_key(value: t.Any) -> t.Iterator[str]:
    """Yield the texts in options, at any depth, that have a private key in PEM."""
    if isinstance(value, str):
        if KEY_MARK in value:
            yield value
    elif isinstance(value, dict):
        for entry in value.values():
            yield from with_key(entry)
    elif isinstance(value, (list, tuple)):
        for entry in value:
            yield from with_key(entry)


def keys_in(options: t.Mapping[str, t.Any]) -> set[str]:
    """Return the private keys in options, each with its parts: secrets, wherever somebody has put them."""
    found = list(with_key(options))
    if not found:
        return set()
    # Hardly any task has one.
    from .._schema.pem import parts_of_key, private_keys_in

    return {part for text in found for key in private_keys_in(text) for part in parts_of_key(key)}
