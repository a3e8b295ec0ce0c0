# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A private key in a task, where the object has one as well as the connection. Pure and private.

Both options have the same name, and what ``module_defaults`` give a task looks as if the task gave it. So
nothing is taken for the key of an object that may be that of the connection: it would go to ZPA.
"""

from __future__ import annotations

import typing as t

from .sources import sources_of
from .texts import is_blank

OWN_KEY = "private_key"
SIGN_IN = ("access_token", "client_secret", OWN_KEY)
TAKEN_FOR_CONNECTION = (
    "%s was taken for that of the connection here, since nothing else signs in: neither client_secret nor "
    "access_token is given. Where another private key signs in, give all of the connection in the "
    "environment (ZSCALER_CLIENT_ID, ZSCALER_PRIVATE_KEY, ZSCALER_VANITY_DOMAIN) and none of it in the task: "
    "then %s is that of the object" % (OWN_KEY, OWN_KEY)
)


def is_of_object(options: t.Mapping[str, t.Any], environment: t.Mapping[str, t.Any]) -> bool:
    """Whether the private key of a task is that of its object: something else signs in, and it is another."""
    given = options.get(OWN_KEY)
    if given is None or is_blank(given):
        return False
    others = sources_of({**options, OWN_KEY: None}, environment).values
    return (
        any(others.get(name) for name in SIGN_IN) and str(others.get(OWN_KEY)).split() != str(given).split()
    )
