# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Builds the collection's tarball from the last commit: ``python3 tools/dev.py build``.

The same commit gives the same bytes, wherever and whenever it is built: ``ansible-galaxy`` takes files in the
order of the disk and notes the hour, so its tarball is packed again.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / ".cache" / "dist"
# Whatever the configuration of git makes of the ends of lines.
ARCHIVE = ("-c", "core.autocrlf=false", "-c", "core.eol=lf", "archive", "--format=tar", "HEAD")
MANIFEST, FILES = "MANIFEST.json", "FILES.json"


def main() -> None:
    """Build into ``.cache/dist``, and print where it is and its hash."""
    tarball = build(DIST)
    for change in uncommitted():
        print("Not in it, for it is not committed: %s" % change)
    print("%s\nSHA-256 %s, %d KiB" % (tarball, sha256(tarball.read_bytes()), tarball.stat().st_size // 1024))


def build(folder: Path, root: Path = ROOT) -> Path:
    """Build the last commit of a checkout, and return its tarball, alone in a folder. Exits without one."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as temporary:
        tree = Path(temporary) / "tree"
        with tarfile.open(fileobj=io.BytesIO(_git(root, *ARCHIVE))) as archive:
            # Early releases of Python 3.10 and 3.11 have no filters. What git packs needs none.
            safely = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
            archive.extractall(tree, **safely)  # noqa: S202 (git has packed it just now)
        tool = Path(sys.executable).parent / "ansible-galaxy"
        command: list[str | Path] = [tool, "collection", "build", "--output-path", temporary]
        subprocess.run(command, cwd=tree, check=True, stdout=subprocess.DEVNULL)
        (built,) = Path(temporary).glob("*.tar.gz")
        tarball = folder / built.name
        tarball.write_bytes(packed_again(built.read_bytes(), time_of_commit(root)))
    return tarball


def packed_again(tarball: bytes, time: int) -> bytes:
    """Return a collection's tarball with its files in the order of their names, all of one time.

    ``time``: seconds since 1970. ``MANIFEST.json`` names the hash of ``FILES.json``, which lists the files,
    so both are written anew.
    """
    with tarfile.open(fileobj=io.BytesIO(tarball)) as packed:
        members = {member.name: member for member in packed}
        contents = {name: _content(packed, member) for name, member in members.items()}
    listed = json.loads(contents[FILES])
    listed["files"].sort(key=lambda entry: str(entry["name"]))
    contents[FILES] = _json(listed)
    manifest = json.loads(contents[MANIFEST])
    manifest["file_manifest_file"]["chksum_sha256"] = sha256(contents[FILES])
    contents[MANIFEST] = _json(manifest)
    written = io.BytesIO()
    with (
        gzip.GzipFile(filename="", fileobj=written, mode="wb", mtime=time) as zipped,
        tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as packed,
    ):
        for name in sorted(members, key=lambda name: (name not in (MANIFEST, FILES), name)):
            member = members[name]
            member.mtime, member.size = time, len(contents[name])
            member.pax_headers = {}
            packed.addfile(member, io.BytesIO(contents[name]))
    return written.getvalue()


def time_of_commit(root: Path) -> int:
    """The seconds since 1970 of the last commit, or what SOURCE_DATE_EPOCH says."""
    return int(os.environ.get("SOURCE_DATE_EPOCH") or _git(root, "log", "-1", "--format=%ct"))


def uncommitted() -> list[str]:
    """What differs from the last commit, a path each."""
    return [line[3:] for line in _git(ROOT, "status", "--porcelain").decode().splitlines()]


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _content(packed: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = packed.extractfile(member) if member.isfile() else None
    return file.read() if file else b""


def _json(value: Any) -> bytes:
    return json.dumps(value, indent=1).encode()


def _git(root: Path, *words: str) -> bytes:
    if not shutil.which("git"):
        sys.exit("The tarball is made of a commit: install git.")
    done = subprocess.run(["git", *words], cwd=root, capture_output=True, check=False)
    if done.returncode:
        sys.exit(
            "The tarball is made of a commit: git %s: %s" % (" ".join(words), done.stderr.decode().strip())
        )
    return done.stdout


if __name__ == "__main__":
    main()
