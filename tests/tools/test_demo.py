# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the demo shows of what Ansible prints."""

from __future__ import annotations

import demo

RESULT = (
    r'fatal: [localhost]: FAILED! => {"access": {}, "changed": false, "msg": "Refused.\nOne test fails."}'
)


def test_of_a_result_in_one_line_the_message_is_shown() -> None:
    assert demo.readable(RESULT) == "fatal: [localhost]: FAILED!\nRefused.\nOne test fails."


def test_a_message_that_stands_before_its_result_is_shown_once() -> None:
    error = "[ERROR]: Task failed: Refused.\nOne test fails."
    assert demo.readable("%s\n%s" % (error, RESULT)) == error + "\nfatal: [localhost]: FAILED!"


def test_a_long_line_is_cut() -> None:
    assert demo.readable("x" * 5000).endswith("x ... (%d characters more)" % (5000 - demo.LONGEST_LINE))
