# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files are written together or not at all, and what keeps one from being written is told in a sentence."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils import _files
from ansible_collections.zerotrust.zpa.plugins.module_utils._files import (
    NotWritten,
    append,
    try_out,
    write_files,
    writing,
)

SIZE = 262144  # of the fixture disk


def everything(folder: Path) -> dict[str, bytes]:
    """What is below a folder: files with their content, folders with nothing."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in folder.rglob("*")
    }


def fails(function: str, number: int, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the call of a function of ``os`` with a number fail, counted from 1, and those after it not."""
    real, calls = getattr(os, function), iter(range(1, 1000))

    def call(*words: Any, **keywords: Any) -> Any:
        if next(calls) == number:
            raise OSError(code, os.strerror(code))
        return real(*words, **keywords)

    monkeypatch.setattr(_files.os, function, call)


def refused(contents: dict[str, bytes]) -> str:
    with pytest.raises(NotWritten) as caught:
        write_files(contents)
    assert caught.value.__cause__ is not None
    return str(caught.value)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A folder with two files."""
    write_files({str(tmp_path / "a"): b"old a", str(tmp_path / "sub" / "b"): b"old b"})
    return tmp_path


def new(folder: Path) -> dict[str, bytes]:
    return {str(folder / name): b"new " + name.encode() for name in ("a", "sub/b", "more/deep/c")}


def test_files_and_their_folders_are_written_and_nothing_beside(old: Path) -> None:
    write_files(new(old))
    assert everything(old) == {
        "a": b"new a",
        "sub": b"",
        "sub/b": b"new sub/b",
        "more": b"",
        "more/deep": b"",
        "more/deep/c": b"new more/deep/c",
    }


def test_rights_are_those_that_are_asked_for_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        write_files({str(tmp_path / "x" / "own"): b""})
        write_files({str(tmp_path / "y" / "all"): b""}, 0o644, 0o755)
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*")}
    assert modes == {"x": 0o700, "own": 0o600, "y": 0o755, "all": 0o644}


@pytest.fixture
def open_to_all() -> Iterator[None]:
    """Files get all the rights that are asked for."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("open_to_all")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644])
def test_what_is_still_being_written_is_for_its_owner_alone(
    tmp_path: Path, mode: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    real = os.fchmod

    def look(descriptor: int, wanted: int) -> None:
        seen.append(stat.S_IMODE(os.fstat(descriptor).st_mode))
        real(descriptor, wanted)

    monkeypatch.setattr(_files.os, "fchmod", look)
    write_files({str(tmp_path / "own"): b"secret"}, mode)
    assert seen == [0o600]
    assert stat.S_IMODE((tmp_path / "own").stat().st_mode) == mode


@pytest.mark.usefixtures("open_to_all")
def test_so_is_the_copy_of_an_old_file_that_cannot_have_two_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    real = shutil.copystat

    def look(source: Any, dest: Any, **more: Any) -> None:
        seen.append(stat.S_IMODE(Path(dest).stat().st_mode))
        real(source, dest, **more)

    own, other = str(tmp_path / "own"), str(tmp_path / "other")
    write_files({own: b"secret", other: b"secret"}, 0o600)
    fails("link", 1, errno.EPERM, monkeypatch)
    monkeypatch.setattr("shutil.copystat", look)
    write_files({own: b"another", other: b"another"}, 0o600)
    assert seen == [0o600]
    assert everything(tmp_path) == {"own": b"another", "other": b"another"}


def test_a_file_is_tried_out_without_a_trace(tmp_path: Path) -> None:
    write_files({str(tmp_path / "old"): b"old"})
    try_out(str(tmp_path / "old"))
    try_out(str(tmp_path / "new"))
    with pytest.raises(NotWritten, match="file name too long"):
        try_out(str(tmp_path / ("n" * 250)))
    assert everything(tmp_path) == {"old": b"old"}


def test_a_single_file_is_replaced_that_can_neither_be_read_nor_have_two_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As that of another user in a folder of this one. There is nothing that would have to come back."""

    def refuse(*words: Any, **more: Any) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    write_files({str(tmp_path / "own"): b"old"})
    fails("link", 1, errno.EPERM, monkeypatch)
    monkeypatch.setattr("shutil.copy2", refuse)
    write_files({str(tmp_path / "own"): b"new"})
    assert everything(tmp_path) == {"own": b"new"}


@pytest.mark.parametrize(("code", "told"), [(errno.EPERM, "not the right to"), (errno.EACCES, "")])
def test_what_nobody_can_replace_is_told_when_it_is_tried_out(
    tmp_path: Path, code: int, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Immutable, that is. Who may not write to a file can still replace it."""
    write_files({str(tmp_path / "own"): b"old"})
    fails("open", 2, code, monkeypatch)
    with pytest.raises(NotWritten, match=told) if told else contextlib.nullcontext():
        try_out(str(tmp_path / "own"))
    assert everything(tmp_path) == {"own": b"old"}


def test_so_is_what_is_mounted_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files({str(tmp_path / "own"): b"old"})
    monkeypatch.setattr("os.path.ismount", lambda path: True)
    with pytest.raises(NotWritten, match=r"it is a mount of its own.*Mount its folder, or choose another"):
        try_out(str(tmp_path / "own"))


# A call of each kind for each file, of the second one if it can be: the first is done then.
@pytest.mark.parametrize(
    ("function", "number"),
    [("open", 1), ("open", 2), ("fsync", 1), ("fsync", 3), ("mkdir", 1), ("mkdir", 2)]
    + [("replace", number) for number in (1, 2, 3)],
)
@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (errno.ENOSPC, "the disk is full. Make room on it, or choose another folder."),
        (errno.EDQUOT, "the quota of this user is used up. Make room, or choose another folder."),
        (
            errno.EROFS,
            "the file system can only be read. Mount it so that it can be written, or choose another folder.",
        ),
        (errno.EACCES, "this user has not the right to. Give it the right, or choose another folder."),
        (errno.EIO, "input/output error. See to that, or choose another folder."),
    ],
)
def test_what_cannot_be_written_leaves_everything_as_it_was(
    old: Path, function: str, number: int, code: int, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(old)
    fails(function, number, code, monkeypatch)
    sentence = refused(new(old))
    assert sentence.startswith(tuple(name + ": cannot be written: " for name in new(old)))
    assert sentence.endswith(": %s All files are as they were before." % reason)
    assert everything(old) == before


def test_old_files_come_back_where_a_file_cannot_have_two_names(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(old)
    fails("link", 1, errno.EPERM, monkeypatch)
    fails("replace", 3, errno.ENOSPC, monkeypatch)
    refused(new(old))
    assert everything(old) == before


def test_what_cannot_come_back_is_named(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(source: str, target: str, real: Any = os.replace) -> None:
        if target.endswith("c") or source.endswith(".kept"):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(source, target)

    monkeypatch.setattr(_files.os, "replace", refuse)
    assert refused(new(old)).endswith("These are new all the same: %s/a, %s/sub/b." % (old, old))


def test_what_ends_the_run_meanwhile_leaves_everything_as_it_was(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end(*words: Any) -> None:
        raise KeyboardInterrupt

    before = everything(old)
    monkeypatch.setattr(_files.os, "replace", end)
    with pytest.raises(KeyboardInterrupt):
        write_files(new(old))
    assert everything(old) == before


@pytest.mark.parametrize(("blocking", "reason"), [("more", "is none"), ("a", "it is a folder")])
def test_what_is_in_the_way_is_told(tmp_path: Path, blocking: str, reason: str) -> None:
    (tmp_path / blocking).touch() if blocking == "more" else (tmp_path / blocking).mkdir()
    before = everything(tmp_path)
    assert "%s. Move that away, or" % reason in refused(new(tmp_path))
    assert everything(tmp_path) == before


def test_a_full_disk_leaves_everything_as_it_was(disk: Path) -> None:
    write_files({str(disk / "a"): b"old a"})
    before = everything(disk)
    contents = {str(disk / "a"): b"new a", str(disk / "sub" / "b"): b"x" * 2 * SIZE}
    assert refused(contents) == (
        "%s/sub/b: cannot be written: the disk is full. Make room on it, or choose another folder. All files "
        "are as they were before." % disk
    )
    assert everything(disk) == before


def test_what_is_appended_to_a_full_disk_is_not_there_by_half(disk: Path) -> None:
    path = disk / "journal"
    path.write_bytes(b"one\n")
    with pytest.raises(NotWritten) as caught:
        append(str(path), b"x" * 2 * SIZE, "name another one")
    assert str(caught.value) == (
        "%s: cannot be written: the disk is full. Make room on it, or name another one." % path
    )
    assert path.read_bytes() == b"one\n"
    append(str(path), b"two\n")
    assert path.read_bytes() == b"one\ntwo\n"


def test_a_sentence_is_told_once() -> None:
    with pytest.raises(NotWritten) as caught, writing("outer"), writing("inner"):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert str(caught.value).startswith("inner: cannot be written: the disk is full.")


def left_by(process: int, folder: Path, name: str) -> list[Path]:
    paths = [folder / (".%s.%d.0.%s" % (name, process, end)) for end in ("part", "kept")]
    for path in paths:
        path.write_text("old")
    return paths


def ended_process() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def test_what_a_killed_run_has_left_of_a_file_is_removed_when_it_is_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_files, "LEFT_SECONDS", -1)
    left = left_by(ended_process(), tmp_path, "a.yml")
    others = left_by(ended_process(), tmp_path, "b.yml") + left_by(os.getppid(), tmp_path, "a.yml")
    _files.write_files({str(tmp_path / "a.yml"): b"new"})
    assert not any(path.exists() for path in left)
    assert all(path.exists() for path in others)


def test_what_may_be_of_a_run_elsewhere_stays_for_an_hour(tmp_path: Path) -> None:
    left = left_by(ended_process(), tmp_path, "a.yml")
    _files.write_files({str(tmp_path / "a.yml"): b"new"})
    assert all(path.exists() for path in left)
