# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Random cases that run modules, and so take their time."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings


def executed(count: int) -> settings:
    """So many random cases, the same ones in every run.

    To have a failure shrunk, add that phase: it takes minutes.
    """
    return settings(
        max_examples=count,
        derandomize=True,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
