# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The kinds of a report beyond those that the registry describes. Private to this collection."""

from __future__ import annotations

RULE, RULE_ORDER, CONFIGURATION = "policy_rule", "policy_rule_order", "configuration"
# The module that declares nothing, and that a report has all the same.
ANALYSIS = "zpa_access_analysis"
