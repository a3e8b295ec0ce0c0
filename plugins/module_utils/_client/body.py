# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The bodies of answers, as far as they may go. Pure, and private to this collection.

A compressed answer can be a thousand times as large as what travels, and the libraries unpack it before
anybody can look. So it is unpacked here, with a limit.
"""

from __future__ import annotations

import json
import typing as t
import zlib

MEBIBYTE = 1 << 20
# A page of 500 segments with two thousand domains each is as large as that.
LARGEST_ANSWER = 64 * MEBIBYTE
# More than any error says, and little enough to be read as a whole: half of it could not be understood.
LARGEST_ERROR = 32 * MEBIBYTE
CHUNK = 1 << 16

# What is asked for. The reader of zlib takes gzip and one form of "deflate"; the bare one has no header.
ENCODINGS = "gzip, deflate"
_PACKED = ("gzip", "x-gzip", "deflate")
_GZIP = b"\x1f\x8b"
_ANY_HEADER = 32 + zlib.MAX_WBITS

# What a text in JSON has wherever there may be half of a character: an escape, or the bytes of one.
_MAYBE_HALVES = (b"\\ud", b"\\uD", b"\xed")


class TooLarge(Exception):
    """A body that goes beyond its limit. ``begun``: what there is up to there."""

    def __init__(self, begun: bytearray) -> None:
        super().__init__()
        self.begun = begun


def read_body(chunks: t.Iterable[bytes], encoding: str, limit: int) -> bytearray:
    """Return a body of at most ``limit`` bytes. Raises TooLarge, or ValueError if it cannot be unpacked."""
    unpacker = _unpacker(encoding.strip().lower())
    body = bytearray()
    for chunk in chunks:
        for piece in unpacker(chunk, limit):
            body += piece
            if len(body) > limit:
                del body[limit:]
                raise TooLarge(body)
    return body


def _unpacker(encoding: str) -> t.Callable[[bytes, int], t.Iterator[bytes]]:
    if encoding in ("", "identity"):
        return lambda chunk, most: iter((chunk,))
    if encoding not in _PACKED:
        raise ValueError(encoding)
    return _Zlib().pieces


class _Zlib:
    """Unpacks what comes in chunks, never more than asked for at once."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(_ANY_HEADER)
        self._has_begun = self._has_ended = False

    def pieces(self, chunk: bytes, most: int) -> t.Iterator[bytes]:
        """Yield what is in a chunk, in pieces of a limited size. Raises ValueError."""
        size = min(most, MEBIBYTE)
        piece = b""
        while chunk or len(piece) == size:
            if self._has_ended:
                # A gzip file may have several parts. What else comes behind it is nothing.
                if not chunk.startswith(_GZIP):
                    return
                self._stream, self._has_ended = zlib.decompressobj(_ANY_HEADER), False
            piece = self._unpacked(chunk, size)
            yield piece
            self._has_ended = self._stream.eof
            chunk = self._stream.unused_data if self._has_ended else self._stream.unconsumed_tail

    def _unpacked(self, chunk: bytes, size: int) -> bytes:
        try:
            piece = self._stream.decompress(chunk, size)
        except zlib.error as error:
            if self._has_begun:
                raise ValueError(str(error)) from None
            self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
            self._has_begun = True
            return self._unpacked(chunk, size)
        self._has_begun = True
        return piece


def decoded(body: bytes | bytearray) -> t.Any:
    """Return what a body in JSON says. Raises ValueError or RecursionError.

    What is no text in UTF-8 is replaced, but for halves of characters, which are.
    """
    return json.loads(text_of(body))


def text_of(body: bytes | bytearray) -> str:
    """Return the text of a body."""
    try:
        return body.decode("utf-8-sig", "surrogatepass")
    except UnicodeDecodeError:
        return body.decode("utf-8", "replace")


def may_hold_halves(body: bytes | bytearray) -> bool:
    """Whether it is worth to look for halves of characters in the texts of a body."""
    return any(mark in body for mark in _MAYBE_HALVES)
