# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Access tokens kept between tasks. Private to this collection.

One file for each credential, 0600, in a folder of 0700 that belongs to the user. A file or folder
that others could have written or can read is never used. File names are hashes: nothing about the
credential can be read from them. What is there and no regular file is not opened for longer than that takes
to see: a pipe would never answer.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import stat
import tempfile
import time
import typing as t

from .forms import is_sendable

CLOCK_SLACK = 5.0
LARGEST_FILE = 65536
_NEVER_WAITING = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
UNWRITTEN = (
    "The token cache %s cannot be written: %s. The next task signs in again. Set ZPA_TOKEN_CACHE_DIR to "
    "another folder, or token_cache to false."
)


class AccessToken(t.NamedTuple):
    """A token and when it was obtained and ends, in seconds since the epoch."""

    access_token: str
    obtained_at: float
    expires_at: float

    def __repr__(self) -> str:
        """Without the token: a traceback must not print it."""
        return "AccessToken(expires_at=%r)" % self.expires_at

    def is_valid(self, now: float) -> bool:
        """Whether the token can be used for a while. One from the future is of a moved clock."""
        margin = min(60.0, (self.expires_at - self.obtained_at) / 10)
        return self.obtained_at - CLOCK_SLACK <= now < self.expires_at - margin


class TokenCache:
    """Tokens by key. An unusable folder makes every look-up a miss and every store a no-op.

    ``complaint``: why tokens are not kept, if they are not.
    """

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.complaint = ""
        self._usable = self._prepare()

    @staticmethod
    def key(*parts: str) -> str:
        """Return the file name for a credential: the same parts always give the same name."""
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def read(self, key: str, now: float) -> AccessToken | None:
        """Return the token kept under ``key``, None where there is none that can be trusted."""
        if not self._usable:
            return None
        try:
            descriptor = os.open(self._path(key), os.O_RDONLY | _NEVER_WAITING)
        except OSError:
            return None
        try:
            if not _is_private(os.fstat(descriptor), stat.S_ISREG):
                return None
            token = AccessToken(**json.loads(os.read(descriptor, LARGEST_FILE)))
            return token if is_sendable(token.access_token) and token.is_valid(now) else None
        except (OSError, ValueError, TypeError, OverflowError, RecursionError):
            return None
        finally:
            os.close(descriptor)

    def write(self, key: str, token: AccessToken) -> None:
        """Keep a token that can be used. Another process sees the old file or the new one, never a part."""
        if not (self._usable and is_sendable(token.access_token)):
            return
        try:
            descriptor, draft = tempfile.mkstemp(prefix=key + ".", dir=self.folder)
            try:
                with os.fdopen(descriptor, "w") as stream:
                    json.dump(token._asdict(), stream)
                os.replace(draft, self._path(key))
            except OSError:
                os.unlink(draft)
                raise
        except OSError as error:
            # A token that is kept needs no reasons.
            from .._files import why

            self.complaint = UNWRITTEN % (self.folder, why(error)[0])

    def forget(self, key: str) -> None:
        """Drop what is kept under ``key``."""
        if self._usable:
            with contextlib.suppress(OSError):
                os.unlink(self._path(key))

    @contextlib.contextmanager
    def lock(self, key: str, patience: float) -> t.Iterator[None]:
        """Keep other processes from signing in with the same credential meanwhile.

        Waits ``patience`` seconds at most and then goes on without: one sign-in too many is
        better than a task that hangs on another's.
        """
        descriptor = None
        if self._usable:
            with contextlib.suppress(OSError):
                descriptor = os.open(
                    self._path(key) + ".lock", os.O_RDWR | os.O_CREAT | _NEVER_WAITING, 0o600
                )
                if stat.S_ISREG(os.fstat(descriptor).st_mode):
                    _wait_for(descriptor, patience)
        try:
            yield
        finally:
            if descriptor is not None:
                os.close(descriptor)

    def _path(self, key: str) -> str:
        return os.path.join(self.folder, key)

    def _prepare(self) -> bool:
        try:
            os.makedirs(os.path.dirname(self.folder), exist_ok=True)
            with contextlib.suppress(FileExistsError):
                os.mkdir(self.folder, 0o700)
            found = os.lstat(self.folder)
        except OSError as error:
            self.complaint = (
                "The token cache %s cannot be made (%s), every task signs in again. Set "
                "ZPA_TOKEN_CACHE_DIR to another folder, or token_cache to false."
                % (self.folder, error.strerror)
            )
            return False
        if _is_private(found, stat.S_ISDIR):
            return True
        self.complaint = (
            "The token cache %s is not used, every task signs in again: it must be a folder, not a "
            "link, that belongs to you with mode 0700." % self.folder
        )
        return False


def _is_private(found: os.stat_result, is_kind: t.Callable[[int], bool]) -> bool:
    return is_kind(found.st_mode) and found.st_uid == os.geteuid() and not stat.S_IMODE(found.st_mode) & 0o077


def _wait_for(descriptor: int, patience: float) -> None:
    until = time.monotonic() + patience
    while True:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                return None
            time.sleep(0.05)
