# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes files, all of them or none, and says why a file is not written. Private to this collection."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import re
import shutil
import time
import typing as t

# What a run that was killed leaves beside a file, with the number of its process, and how old that has to be
# to count as left: in a container the processes of others are not seen.
LEFT = re.compile(r"\.(.+)\.([0-9]+)\.[0-9]+\.(?:part|kept)", re.DOTALL)
LEFT_SECONDS = 3600
ELSEWHERE = "choose another folder"
UNTOUCHED = " All files are as they were before."
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
# What keeps a file from being written, and what to do about it.
REASONS = {
    errno.ENOSPC: ("the disk is full", "Make room on it"),
    errno.EDQUOT: ("the quota of this user is used up", "Make room"),
    errno.EACCES: ("this user has not the right to", "Give it the right"),
    errno.EPERM: ("this user has not the right to", "Give it the right"),
    errno.EROFS: ("the file system can only be read", "Mount it so that it can be written"),
    errno.EISDIR: ("it is a folder", "Move that away"),
    errno.EBUSY: ("it is a mount of its own, which nothing can take the place of", "Mount its folder"),
    errno.ENOTDIR: ("what should be a folder above it is none", "Move that away"),
    errno.EEXIST: ("what should be a folder above it is none", "Move that away"),
}


class NotWritten(OSError):
    """A file that cannot be written. Its text is a sentence: which file, why, and what to do."""


def why(error: OSError) -> tuple[str, str]:
    """Return what keeps a file from being written, and what to do, as parts of sentences."""
    said = str(error.strerror or error)
    return REASONS.get(error.errno or 0, (said[:1].lower() + said[1:], "See to that"))


@contextlib.contextmanager
def writing(path: str, instead: str = ELSEWHERE) -> t.Iterator[None]:
    """Turn what the system says into a sentence about a file. ``instead``: what else the user can do.

    Raises NotWritten.
    """
    try:
        yield
    except NotWritten:
        raise
    except OSError as error:
        reason, remedy = why(error)
        raise NotWritten("%s: cannot be written: %s. %s, or %s." % (path, reason, remedy, instead)) from error


class _Change(t.NamedTuple):
    """A file to come. ``part``: where it is written. ``kept``: the old one, as long as it can come back."""

    path: str
    content: bytes
    part: str
    kept: str


def write_files(
    contents: t.Mapping[str, bytes], mode: int | None = None, folder_mode: int | None = None
) -> None:
    """Write files by their paths, and make the folders that they are in: everything, or nothing at all.

    All of it is on the disk beside the old files before the first of these is replaced, and what was replaced
    comes back if another one cannot be: of the last one nothing is kept, nor of a single one, which need not
    be readable. A link is replaced. What a run that was killed leaves is hidden, and
    removed by the next one that comes an hour later.
    ``mode``: the rights of files; those of a new file where it is not given. Raises NotWritten.
    """
    changes = [_change(path, content, number) for number, (path, content) in enumerate(contents.items())]
    folders: list[str] = []
    replaced: list[_Change] = []
    try:
        for change in changes:
            with writing(change.path):
                _make_folder(os.path.dirname(change.path), folder_mode, folders)
                _write_part(change, mode)
        for change in changes[:-1]:
            with writing(change.path):
                _keep(change)
        for change in changes:
            with writing(change.path):
                os.replace(change.part, change.path)
                replaced.append(change)
    except BaseException as error:
        if len(replaced) == len(changes):
            raise
        told = _put_back(replaced, folders, [change.part for change in changes])
        if isinstance(error, NotWritten):
            raise NotWritten(str(error) + told) from error
        raise
    finally:
        _remove(change.kept for change in changes)
    for folder in {os.path.dirname(change.path) for change in changes}:
        _remove(_left_in(folder, {os.path.basename(change.path) for change in changes}))
        _sync_folder(folder)


def try_out(path: str) -> None:
    """See whether a file could be written, and leave nothing. Its folder must be there. Raises NotWritten."""
    change = _change(path, b"", 0)
    with writing(change.path):
        _write_part(change, 0o600)
        os.unlink(change.part)
        refuse_fixed(change.path)


def refuse_fixed(path: str) -> None:
    """Raise OSError for a file that nobody can replace, whatever the rights to its folder."""
    if not os.path.isfile(path) or os.path.islink(path):
        return
    if os.path.ismount(path):
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
    try:
        # Nothing is written. Who may not write to a file can still replace it, but for what is immutable.
        os.close(os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC))
    except OSError as error:
        if error.errno in (errno.EPERM, errno.EROFS):
            raise


def append(path: str, content: bytes, instead: str = ELSEWHERE) -> None:
    """Add to a file as a whole, whoever adds to it at the same time, or not at all. Raises NotWritten."""
    with writing(path, instead):
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
        try:
            with contextlib.suppress(OSError):
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            written = os.write(descriptor, content)
            if written < len(content):
                os.ftruncate(descriptor, os.fstat(descriptor).st_size - written)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        finally:
            os.close(descriptor)


def _change(path: str, content: bytes, number: int) -> _Change:
    path = os.path.abspath(path)
    folder, name = os.path.split(path)
    beside = os.path.join(folder, ".%s.%d.%d" % (name, os.getpid(), number))
    return _Change(path, content, beside + ".part", beside + ".kept")


def _make_folder(path: str, mode: int | None, made: list[str]) -> None:
    if not os.path.isdir(path):
        _make_folder(os.path.dirname(path), mode, made)
        try:
            os.mkdir(path)
        except FileExistsError:
            if os.path.isdir(path):  # another process was faster
                return
            raise
        made.append(path)
        if mode is not None:
            os.chmod(path, mode)


def _write_part(change: _Change, mode: int | None) -> None:
    if os.path.isdir(change.path) and not os.path.islink(change.path):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    # What a killed run of the same number has left.
    _remove([change.part, change.kept])
    # With fewer rights from the beginning, so that nobody reads what is still being written.
    first = 0o666 if mode is None else mode & 0o600
    with open(change.part, "wb", opener=lambda path, _flags: os.open(path, _NEW, first)) as stream:
        stream.write(change.content)
        stream.flush()
        if mode is not None:
            os.fchmod(stream.fileno(), mode)
        os.fsync(stream.fileno())


def _keep(change: _Change) -> None:
    """Give the old file a second name, or make a copy where the file system has no such thing."""
    if os.path.lexists(change.path):
        try:
            os.link(change.path, change.kept, follow_symlinks=False)
        except (OSError, NotImplementedError):
            if not os.path.islink(change.path):
                # It has the rights of the old one only when all of it is there.
                os.close(os.open(change.kept, _NEW, 0o600))
            shutil.copy2(change.path, change.kept, follow_symlinks=False)


def _put_back(replaced: t.Iterable[_Change], folders: t.Sequence[str], parts: t.Iterable[str]) -> str:
    """Bring back the state before, and return a sentence that says whether it is."""
    stayed = []
    for change in replaced:
        try:
            if os.path.lexists(change.kept):
                os.replace(change.kept, change.path)
            else:
                os.unlink(change.path)
        except OSError:
            stayed.append(change.path)
    _remove(parts)
    for folder in reversed(folders):
        with contextlib.suppress(OSError):
            os.rmdir(folder)
    return " These are new all the same: %s." % ", ".join(stayed) if stayed else UNTOUCHED


def _remove(paths: t.Iterable[str]) -> None:
    for path in paths:
        with contextlib.suppress(OSError):
            os.unlink(path)


def _left_in(folder: str, names: t.Collection[str]) -> t.Iterator[str]:
    """Yield what killed runs have left of some files of a folder."""
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):
            left = LEFT.fullmatch(name)
            if left and left[1] in names and not _is_alive(int(left[2])):
                path = os.path.join(folder, name)
                # A second name of a file has the times of that one, but for this.
                if time.time() - os.lstat(path).st_ctime > LEFT_SECONDS:
                    yield path


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        pass
    return True


def _sync_folder(path: str) -> None:
    """See to it that the new names outlast a loss of power, where the file system can do that."""
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
