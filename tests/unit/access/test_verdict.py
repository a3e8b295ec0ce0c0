# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether access may become what a change makes of it."""

from __future__ import annotations

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._access.verdict import (
    may_let_in,
    refusal,
    why_refused,
)


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


def failing(count: int) -> list[dict[str, object]]:
    return [
        {"name": "no. %d" % number, "passed": False, "nothing_fits": True, "expect": "allow"}
        for number in range(count)
    ]


def gained(segment: str) -> dict[str, object]:
    return {
        "direction": "gained",
        "from": "DENY",
        "to": "ALLOW",
        "undecided": [],
        "because": ["rule 'New' is new"],
        "depends_on": [],
        "what": {"segments_before": [], "segments_after": [segment] if segment else []},
        "witness": {"host": "a.example", "port": 443, "rule_before": None, "rule_after": "New"},
    }


def test_a_refusal_can_be_read_at_a_glance_however_much_is_wrong() -> None:
    changes = [gained("segment %d" % number) for number in range(40)]
    refused = why_refused({"tests": failing(100), "changes": changes, "not_decided": []}, 0)
    assert len(refused) == 101
    told = refusal(refused)
    assert len(told) == 7 and max(map(len, told)) < 400
    assert told[5] == "95 more tests do not pass. They are in refused of the result."
    assert told[6].startswith(
        "max_access_gained: 40 changes would let somebody in, and at most 0 may. They are about "
        "'segment 0', 'segment 1', 'segment 2', 'segment 3', 'segment 4' and 35 more. The first one is "
        "gained: a.example:443"
    )


def test_a_refusal_of_little_has_all_of_it() -> None:
    refused = why_refused({"tests": failing(5), "changes": [gained("")], "not_decided": []}, 0)
    assert refusal(refused) == refused
    assert (
        "1 change would let somebody in, and at most 0 may. It is this one: gained: a.example:443"
        in refused[-1]
    )
