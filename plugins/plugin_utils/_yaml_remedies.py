# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What to do about what a parser of YAML complains of. Pure, and private to this collection."""

from __future__ import annotations

# By words of the complaint, the first that is in it. The parser has two implementations, in C and in Python,
# and each has words of its own.
REMEDIES = {
    "unhashable key": "A text that begins with a bracket needs quotes. Templates are not filled in here.",
    "cannot start any token": "Indent with blanks, not with tabs. Quote what begins with @, ` or %.",
    "mapping values are not allowed": "Indent it as the lines beside it. Quote a text with a colon in it.",
    "found another document": "Remove the line ---, or make two files of it.",
    "unexpected end of stream": "The quote that closes a text is missing.",
    "expected": "Look at the indentation and the quotes, from the line before on.",
    "undefined alias": "A text that begins with * needs quotes.",
    "constructor for the tag": "Tags can be !unsafe and !vault. A text that begins with ! needs quotes.",
    "is there twice": "Keep one of them.",
    "inside of what it stands for": "Write out what the alias stands for.",
    "escape": "A backslash in double quotes is written twice. In single quotes it is one.",
    "character": r"Write it as an escape in double quotes, such as \x1b, or remove it.",
}


def remedy_of(complaint: str) -> str:
    """Return a sentence that says what to do about a complaint."""
    return next((remedy for words, remedy in REMEDIES.items() if words in complaint), "Correct that line.")
