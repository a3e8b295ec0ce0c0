# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts from outside, as far as anybody can use them or see them. Pure, and private to this collection."""

from __future__ import annotations

import re
import typing as t

NO_CHARACTER = "\ufffd"
_HALVES = re.compile("[\ud800-\udfff]")

# What nobody sees, or what a terminal obeys: controls (C0, DEL, C1), what has no width or stands for a letter
# that is not there, what turns the direction of text around, ends of lines, halves, and what is no character.
_HIDDEN = (
    "\x00-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
) + "".join("%c%c" % (plane | 0xFFFE, plane | 0xFFFF) for plane in range(0x10000, 0x110000, 0x10000))
# They join letters or choose the form of one. In writing that has them, and in emoji, they are part of it.
_JOINERS, _FORMS = "\u034f\u200c\u200d", "\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
# The letters and signs that they can stand beside: none of Latin, Greek or Cyrillic, where they only hide.
_BESIDE = "[^\x00-\u058f%s%s%s]" % (_HIDDEN, _JOINERS, _FORMS)
_UNSEEN = re.compile(
    f"[{_HIDDEN}]"
    f"|(?!(?<={_BESIDE})[{_JOINERS}](?={_BESIDE})|(?<={_BESIDE}\ufe0f)\u200d(?={_BESIDE})"
    f"|(?<=(?:{_BESIDE}|[\xa9\xae]))[{_FORMS}]|(?<=[0-9#*])\ufe0f(?=\u20e3))[{_JOINERS}{_FORMS}]"
)
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
# Of a text that can have several lines.
LAYOUT = "\n\t"

# What is told of a text that somebody else wrote, and of a whole message.
LONGEST_TEXT = 300
LONGEST_MESSAGE = 20000


class Whole(t.NamedTuple):
    """A value without halves of characters, and the paths at which there were some."""

    value: t.Any
    paths: list[str]


def without_halves(value: t.Any, path: str = "") -> Whole:
    """Return a value with a mark for each half of a character, which no text in UTF-8 can hold.

    Names of options are not told: no option has such a name.
    """
    if isinstance(value, str):
        return Whole(mended(value), [path]) if has_halves(value) else Whole(value, [])
    if isinstance(value, dict):
        named = {mended(key) if has_halves(str(key)) else str(key): entry for key, entry in value.items()}
        found = {
            key: without_halves(entry, "%s.%s" % (path, key) if path else key) for key, entry in named.items()
        }
        paths = [place for one in found.values() for place in one.paths]
        return Whole({key: one.value for key, one in found.items()}, paths)
    if isinstance(value, list):
        entries = [without_halves(entry, "%s[%d]" % (path, place)) for place, entry in enumerate(value)]
        return Whole([one.value for one in entries], [place for one in entries for place in one.paths])
    return Whole(value, [])


def has_halves(text: str) -> bool:
    """Whether there are halves of characters in a text."""
    return not text.isascii() and bool(_HALVES.search(text))


def mended(text: t.Any) -> str:
    """Return a text with a mark for each half of a character."""
    return _HALVES.sub(NO_CHARACTER, str(text))


def cut(text: t.Any, longest: int = LONGEST_TEXT, keep: str = "") -> str:
    """Return a text that can be told: visible, and no longer than it is of use. ``keep``: see ``visible``.

    Secrets must be hidden before: half of one would not be known as one any more.
    """
    text = str(text)
    if len(text) <= longest:
        return visible(mended(text), keep)
    return "%s [... %d characters more]" % (visible(mended(text[:longest]), keep), len(text) - longest)


def visible(text: str, keep: str = "", spell: t.Callable[[str], str] | None = None) -> str:
    r"""Return a text for people, with what cannot be seen as an escape: ``\n``, ``\u001b``, ``\u202e``.

    So nothing moves a cursor, sets a title, turns a line around, or makes two names look like one. Text of
    any script stays as it is. ``keep``: what stays as well, LAYOUT where there can be several lines.
    ``spell`` makes other escapes.
    """
    if text.isascii() and text.isprintable():
        return text
    if "\n" in keep and "\n" in text:
        # What is in one line says nothing of another one, and most lines are as they should be.
        return "\n".join([visible(line, keep, spell) for line in text.split("\n")])
    escape = spell or _escape
    return _UNSEEN.sub(lambda found: found[0] if found[0] in keep else escape(found[0]), text)


def in_json(character: str) -> str:
    r"""Return a character as JSON can always say it: ``\u003d``, two of them for one beyond 16 bits."""
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join("\\u%04x" % int.from_bytes(units[at : at + 2], "big") for at in range(0, len(units), 2))


def visible_in(value: t.Any) -> t.Any:
    """Return data of JSON types for people, with lines and tabs as they are, keys included."""
    if isinstance(value, str):
        return visible(value, LAYOUT)
    if isinstance(value, dict):
        return {visible_in(key): visible_in(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [visible_in(entry) for entry in value]
    return value


def _escape(character: str) -> str:
    code = ord(character)
    return _SHORT.get(character) or ("\\u%04x" if code < 0x10000 else "\\U%08x") % code
