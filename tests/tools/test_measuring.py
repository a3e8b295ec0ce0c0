# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which tests are measured: the folders of COVERING, and nothing else, since that costs the time again."""

from __future__ import annotations

from coverage import Coverage


def test_a_test_that_says_nothing_of_coverage_is_not_measured() -> None:
    """In a process of pytest-xdist as well, where pytest-cov begins twice."""
    assert Coverage.current() is None
