# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where a folder declares what a result tells of: the file and the line. Private to this collection.

The module knows nothing of files, and nothing of this goes to it. The task that has the lookup for a template
runs in the process that has read the folder, as ``_folder_in_task`` says, and the places stay there.
"""

from __future__ import annotations

import os
import typing as t

from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.sections import SECTIONS, list_in

from ._drift.tasks import from_here
from ._tenant_folder import ENTRY, EntryPlace, TenantFolder

KEY = "declared_at"
Result = t.Dict[str, t.Any]
# Of the entries of each list, as of ``policy_rules.access``.
Spots = t.Dict[str, t.List[EntryPlace]]
# What a list has, so that it is told from others.
Identities = t.List[t.Tuple[str, str]]

# The lists by what results say of their objects.
LIST_OF = {(one.resource.key, one.tags.get("policy_type")): one.path for one in SECTIONS}


class _Read(t.NamedTuple):
    spots: Spots
    said: t.Mapping[str, Identities]


# What this process has read, by folder.
_read: dict[str, _Read] = {}


def remember_places(path: str, folder: TenantFolder) -> None:
    """Keep in mind where a folder has what it declares, and not what it is."""
    said = {name: _said(_list_in(folder.config, name)) for name in folder.places}
    _read[os.path.realpath(os.path.expanduser(path))] = _Read(folder.places, said)


def with_places(result: Result, config: t.Any) -> Result:
    """Return a result of a whole tenant with where its configuration comes from, as far as that is known.

    Each step of the plan and each object that is declared gets ``declared_at``, a step about what nobody
    declares None. So does a result that has no plan, and in its problems the file and the line stand where
    the module has the place in the configuration. The rows of the result are changed as they are.
    """
    spots = _spots_of(config)
    if not spots:
        return result
    files = {spot.file for of_list in spots.values() for spot in of_list}
    file_of = {file: _shown(file) for file in files}
    for row in result.get("plan") or ():
        if _list_of(row) in spots:
            row[KEY] = _place_of(row, spots, file_of)
    for row in result.get("objects") or ():
        if row["entry"] is not None and _list_of(row) in spots:
            row[KEY] = _place_of(row, spots, file_of)
    if "plan" not in result and result.get("failed"):
        problems = result.get("problems") or ()
        folder = TenantFolder({}, spots)
        told = {"problems": [folder.located(problem) for problem in problems]} if problems else {}
        place = _place_of_first(problems, folder, file_of)
        return {**result, **told, "msg": folder.located(str(result.get("msg", ""))), KEY: place}
    return result


def _spots_of(config: t.Any) -> Spots:
    """Return where the entries of a configuration come from: of the lists that are as one folder has them."""
    found: dict[str, list[list[EntryPlace]]] = {}
    for folder in _read.values():
        for path, said in folder.said.items():
            given = _list_in(config, path)
            if given is not None and _said(given) == said:
                found.setdefault(path, []).append(folder.spots[path])
    return {path: spots[0] for path, spots in found.items() if len(spots) == 1}


def _list_in(config: t.Any, path: str) -> t.Sequence[t.Any] | None:
    given = list_in(config, path)
    return given if isinstance(given, (list, tuple)) else None


def _said(entries: t.Sequence[t.Any] | None) -> Identities:
    return [
        (str(entry.get("id")), str(entry.get("name"))) if isinstance(entry, t.Mapping) else ("", "")
        for entry in entries or ()
    ]


def _list_of(row: Result) -> str | None:
    return LIST_OF.get((row["kind"], row.get("policy_type")))


def _shown(file: str) -> str:
    """Return a path as it is below the working directory, or as it was given."""
    whole = os.path.abspath(file)
    shown = from_here(whole)
    return shown if shown != whole or os.path.isabs(file) else os.path.normpath(file)


def _place_of(row: Result, spots: Spots, file_of: t.Mapping[str, str]) -> Result | None:
    """Return where the object of a row is declared; of an order where the list of the rules begins."""
    of_list = spots[str(_list_of(row))]
    number = 0 if row.get("operation") == "reorder" else row["entry"]
    # What hides a secret hides a number that is one.
    if not isinstance(number, int) or number >= len(of_list):
        return None
    return _place_in(of_list[number], _differing(row), file_of)


def _differing(row: Result) -> list[str]:
    """Return the options that an update changes."""
    if row.get("operation") != "update":
        return []
    before, after = row["before"], row["after"]
    return [option for option in dict.fromkeys([*before, *after]) if before.get(option) != after.get(option)]


def _place_in(spot: EntryPlace, options: t.Iterable[str], file_of: t.Mapping[str, str]) -> Result:
    """Return a place in an entry: the line of the first of some options, that of the entry if it has none."""
    lines = {option: spot.options[option] for option in options if option in spot.options}
    return {"file": file_of[spot.file], "line": min(lines.values(), default=spot.line), "options": lines}


def _place_of_first(
    problems: t.Iterable[t.Any], folder: TenantFolder, file_of: t.Mapping[str, str]
) -> Result | None:
    """Return the place of the first of some problems that has one."""
    for problem in problems:
        for found in ENTRY.finditer(str(problem)):
            spot = folder.spot(found)
            if spot:
                return _place_in(spot, [found[3] or ""], file_of)
    return None
