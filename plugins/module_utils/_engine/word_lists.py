# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lists of words that a tenant has: client types, platforms, risk scores. Private to this collection."""

from __future__ import annotations

from .._client.client import Client
from .._client.forms import is_scalar
from .._errors import ConnectionFailed, while_doing
from .._resources.lookups import WORDS


def words_of(client: Client, kind: str) -> dict[str, str]:
    """Return words and what they are called, which for an array is the same. ``kind``: a key of WORDS."""
    path, version = WORDS[kind]
    with while_doing("list %ss" % kind.replace("_", " ")):
        answer = client.get(path, version, scoped=False)
        if isinstance(answer, dict):
            return {str(word): name if isinstance(name, str) else str(word) for word, name in answer.items()}
        if isinstance(answer, list) and all(map(is_scalar, answer)):
            return {str(word): str(word) for word in answer}
        raise ConnectionFailed("the answer is not a list of words", "GET", client.full_path(path, version))
