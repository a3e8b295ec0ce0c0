# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which files of a folder count, and what only looks like one that does. Private to this collection."""

from __future__ import annotations

import errno
import os
import re
import stat
import typing as t

from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.sections import RULES, SECTIONS

EXTENSIONS = (".yml", ".yaml")
# A name that somebody may take for that of a YAML file, with what its own name then is.
ALMOST = re.compile(r"#?(.+\.(?:ya?ml|json))([^a-z0-9].*)?", re.IGNORECASE | re.DOTALL)
# A misspelled ending, or that of another kind of JSON.
MISSPELLED = re.compile(r".+\.(y[^.]*|a?ml|[^.]*ya?ml[^.]*|json[^.]*)", re.IGNORECASE | re.DOTALL)
# The names that the files and folders of an export have, without their extension.
BARE = (RULES, *(section.path.rpartition(".")[2] for section in SECTIONS))
MEND = "Mend it, remove it, or begin its name with a dot."


class FolderListing(t.NamedTuple):
    """The paths of the YAML files below a folder, relative to it, in order.

    ``problems``: a sentence for everything that could be or hold such a file and cannot be read.
    ``empty``: the folders below it with nothing at all inside.
    """

    files: list[str]
    problems: list[str]
    empty: list[str]


def list_folder(folder: str) -> FolderListing:
    """Return what a folder has that counts; nothing if it does not exist.

    What would be passed over in silence would be deleted where everything else is declared. Only hidden files
    and folders do not count, those with names of another kind, and copies beside what they are copies of.
    Links are followed, in circles they are not.
    """
    found = FolderListing([], [], [])
    if os.path.lexists(folder):
        _list_below(found, folder, "", set())
    return found._replace(files=sorted(found.files))


def _list_below(found: FolderListing, folder: str, below: str, seen: set[str]) -> None:
    where = os.path.join(folder, below)
    real = os.path.realpath(where)
    if real in seen:
        return
    seen.add(real)
    try:
        names = sorted(os.listdir(where))
    except NotADirectoryError:
        found.problems.append("%s: is no folder. Correct the path." % where.rstrip(os.sep))
        return
    except OSError as error:
        found.problems.append("%s: cannot be listed: %s. %s" % (where, error.strerror, MEND))
        return
    if below and not names:
        found.empty.append(where)
    for name in names:
        path = os.path.join(below, name)
        if name.startswith("."):
            continue
        try:
            mode = os.stat(os.path.join(folder, path)).st_mode
        except OSError as error:
            found.problems.append(
                "%s: cannot be read: %s. %s" % (os.path.join(folder, path), _why(error), MEND)
            )
            continue
        if stat.S_ISDIR(mode):
            _list_below(found, folder, path, seen)
        elif name.endswith(EXTENSIONS):
            if stat.S_ISREG(mode):
                found.files.append(path)
            else:
                found.problems.append(
                    "%s: is no file, but a pipe or a device. %s" % (os.path.join(folder, path), MEND)
                )
        elif _is_almost_ours(name, names):
            found.problems.append(
                "%s: is not read, since its name does not end in .yml or .yaml. Rename it, move it to "
                "another folder, or begin its name with a dot." % os.path.join(folder, path)
            )


def _why(error: OSError) -> str:
    """Return why a file is not there to be read; of a link the system says that its file is missing."""
    return "it is a link to nothing" if error.errno == errno.ENOENT else str(error.strerror)


def _is_almost_ours(name: str, beside: t.Collection[str]) -> bool:
    """Whether a file that does not count looks like one that does, and is no copy of one beside it."""
    almost = ALMOST.fullmatch(name)
    if almost:
        return not (almost[2] and almost[1] in beside)
    return name.lower() in BARE or bool(MISSPELLED.fullmatch(name))
