# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether access may become what a change makes of it."""

from __future__ import annotations

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.verdict import may_let_in


@pytest.mark.parametrize(
    ("direction", "was", "now", "undecided", "counts"),
    [
        ("gained", "DENY", "ALLOW", [], True),
        ("gained", "REQUIRE_APPROVAL", "ALLOW", [], True),
        ("lost", "ALLOW", "DENY", [], False),
        ("other", "DENY", "DIRECT", [], True),
        ("other", "REQUIRE_APPROVAL", "DIRECT", [], True),
        ("other", "ALLOW", "DIRECT", [], False),
        ("other", "DIRECT", "ALLOW", [], False),
        ("lost", "ALLOW", "DENY", ["rule 'New' asks for NEW_THING"], True),
    ],
)
def test_what_may_let_somebody_in_under_any_answer_counts(
    direction: str, was: str, now: str, undecided: list[str], counts: bool
) -> None:
    change = {"direction": direction, "from": was, "to": now, "undecided": undecided}
    assert may_let_in(change) is counts
