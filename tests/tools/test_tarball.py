# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tarball of a release: the same files are the same bytes."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import tarfile
from collections.abc import Sequence
from pathlib import Path

import pytest
import tarball

CONTENTS = {"README.md": b"Read me.\n", "plugins/a.py": b"A = 1\n", "plugins/b.py": b""}
LINK = "LICENSES/GPL.txt"
TIME = 1_700_000_000


def built(order: Sequence[str], time: int) -> bytes:
    """A tarball as ansible-galaxy makes it, with the files in an order and at a time."""
    files = {"files": [{"name": ".", "ftype": "dir"}, *({"name": name, "ftype": "file"} for name in order)]}
    listed = json.dumps(files, indent=1).encode()
    manifest = {"file_manifest_file": {"name": "FILES.json", "chksum_sha256": tarball.sha256(listed)}}
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w:gz") as packed:
        for name, content in (
            ("MANIFEST.json", json.dumps(manifest).encode()),
            ("FILES.json", listed),
            *((name, CONTENTS[name]) for name in order),
        ):
            member = tarfile.TarInfo(name)
            member.size, member.mtime = len(content), time
            packed.addfile(member, io.BytesIO(content))
        link = tarfile.TarInfo(LINK)
        link.type, link.linkname, link.mtime = tarfile.SYMTYPE, "../LICENSE", time
        packed.addfile(link)
    return written.getvalue()


@pytest.fixture
def again() -> tarfile.TarFile:
    return tarfile.open(fileobj=io.BytesIO(tarball.packed_again(built(sorted(CONTENTS), 5), TIME)))


def content(packed: tarfile.TarFile, name: str) -> bytes:
    file = packed.extractfile(name)
    assert file
    return file.read()


def test_neither_the_order_of_files_nor_the_hour_makes_a_difference() -> None:
    one = built(sorted(CONTENTS), 5)
    other = built(sorted(CONTENTS, reverse=True), 6)
    assert one != other
    assert tarball.packed_again(one, TIME) == tarball.packed_again(other, TIME)


def test_every_file_keeps_its_content(again: tarfile.TarFile) -> None:
    assert {name: content(again, name) for name in CONTENTS} == CONTENTS
    assert again.getmember(LINK).linkname == "../LICENSE"


def test_every_file_is_of_the_time_that_was_asked_for(again: tarfile.TarFile) -> None:
    assert {member.mtime for member in again} == {TIME}


def test_the_manifest_has_the_hash_of_the_list_of_files(again: tarfile.TarFile) -> None:
    manifest = json.loads(content(again, "MANIFEST.json"))
    listed = content(again, "FILES.json")
    assert manifest["file_manifest_file"]["chksum_sha256"] == tarball.sha256(listed)
    assert [file["name"] for file in json.loads(listed)["files"]] == [".", *sorted(CONTENTS)]


def git(at: Path, *words: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.com")
    program = shutil.which("git") or "git"
    subprocess.run([program, *who, *words], cwd=at, check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A small collection, committed, with a file beside that is not."""
    root = tmp_path / "checkout"
    root.mkdir()
    galaxy = "namespace: a\nname: b\nversion: 1.0.0\nreadme: README.md\nauthors: [A]\n"
    (root / "galaxy.yml").write_text(galaxy, "utf-8")
    (root / "README.md").write_text("Read me.\n", "utf-8")
    for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "Begin"]):
        git(root, *words)
    (root / "draft.md").write_text("Not yet.\n", "utf-8")
    return root


def test_what_is_committed_is_built(checkout: Path, tmp_path: Path) -> None:
    with tarfile.open(tarball.build(tmp_path / "dist", checkout)) as packed:
        assert packed.getnames() == ["FILES.json", "MANIFEST.json", "README.md"]


def test_how_git_ends_lines_makes_no_difference(checkout: Path, tmp_path: Path) -> None:
    one = tarball.build(tmp_path / "one", checkout).read_bytes()
    git(checkout, "config", "core.autocrlf", "true")
    assert tarball.build(tmp_path / "other", checkout).read_bytes() == one
