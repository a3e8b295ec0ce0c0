# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options that come to a module past ansible-core, in the same process. Private to this collection.

ansible-core looks at each dictionary of its arguments while it reads them, and copies all of them once more.
Of the configuration of a large tenant that takes long, and what is nothing but data comes out as it went in.
"""

from __future__ import annotations

import json
import typing as t

from .texts import KEY_MARK, keys_in

# Options as JSON, "" where all come through ansible-core: whoever runs a module in process sets it.
given = ""


class Taken(t.NamedTuple):
    """Options by their names, for the module alone, and the private keys in them."""

    options: dict[str, t.Any]
    keys: set[str]


def take() -> Taken:
    """Return what comes so."""
    options: dict[str, t.Any] = json.loads(given) if given else {}
    # JSON spells this mark as it is.
    return Taken(options, keys_in(options) if KEY_MARK in given else set())
