# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Predefined controls of AppProtection, by the versions of the rule set: some of each group.

Versions, groups, numbers and names are those of the vendor's page "Configuring AppProtection Controls Using
API", and of the rule set of OWASP, of which two controls share a name.
"""

from __future__ import annotations

from .answers import Object
from .calls import Call, Route
from .errors import invalid, not_found

VERSIONS = ("OWASP_CRS/4.8.0", "OWASP_CRS/3.3.5", "OWASP_CRS/3.3.0")
PREPROCESSORS = "Preprocessors"
_ROWS = (
    ("200002", "Failed to parse request body", PREPROCESSORS, "1"),
    ("200005", "Internal error flagged", PREPROCESSORS, "1"),
    ("911100", "Method is not allowed by policy", PREPROCESSORS, "1"),
    ("920100", "Invalid HTTP Request Line", PREPROCESSORS, "1"),
    ("920270", "Invalid character in request (null character)", "Protocol Issues", "1"),
    ("930100", "Path Traversal Attack (/../)", "Local File Inclusion", "1"),
    ("941100", "XSS Attack Detected via libinjection", "XSS", "1"),
    ("941180", "Node-Validator Deny List Keywords", "XSS", "1"),
    ("941181", "Node-Validator Deny List Keywords", "XSS", "2"),
    ("942100", "SQL Injection Attack Detected via libinjection", "SQL Injection", "1"),
    ("942480", "SQL Injection Attack Data fetch attempt", "SQL Injection", "2"),
)
_FIRST_ID = 72057594037930000
_STAMP = "1631459708"


def _control(place: int, version: str, number: str, name: str, group: str, level: str) -> Object:
    return {
        "id": str(_FIRST_ID + 100 * VERSIONS.index(version) + place),
        "modifiedTime": _STAMP,
        "creationTime": _STAMP,
        "name": name,
        "description": "This rule detects: %s" % name,
        "severity": "CRITICAL",
        "controlNumber": number,
        "version": version,
        "paranoiaLevel": level,
        "defaultAction": "BLOCK" if group == PREPROCESSORS else "PASS",
        "controlGroup": group,
    }


CONTROLS = {
    control["id"]: control
    for version in VERSIONS
    for place, row in enumerate(_ROWS)
    for control in (_control(place, version, *row),)
}


def preprocessors_of(version: str) -> list[str]:
    """The ids of the controls that no profile of a version does without."""
    return [one["id"] for one in _of(version) if one["controlGroup"] == PREPROCESSORS]


def _of(version: str) -> list[Object]:
    return [control for control in CONTROLS.values() if control["version"] == version]


def _versions(_call: Call) -> list[str]:
    return list(VERSIONS)


def _groups(call: Call) -> list[Object]:
    version = call.query.get("version", "")
    if version not in VERSIONS:
        raise invalid("version")
    wanted = call.query.get("search", "").replace("+", " ").casefold().split(" eq ", 1)
    key, value = {"controlgroup": "controlGroup"}.get(wanted[0], wanted[0]), wanted[-1]
    found = [one for one in _of(version) if len(wanted) < 2 or str(one.get(key, "")).casefold() == value]
    groups: dict[str, list[Object]] = {}
    for control in found:
        groups.setdefault(control["controlGroup"], []).append(control)
    # As documented, what is mandatory says so; of others the flag is not shown.
    return [
        {
            "controlGroup": group,
            "predefinedInspectionControls": controls,
            **({"defaultGroup": True} if group == PREPROCESSORS else {}),
        }
        for group, controls in groups.items()
    ]


def _one(_call: Call, object_id: str) -> Object:
    if object_id not in CONTROLS:
        raise not_found()
    return CONTROLS[object_id]


_PATH = "GET mgmtconfig/v1/admin inspectionControls/predefined"
ROUTES = (
    Route(_PATH + "/versions", _versions),
    Route(_PATH, _groups),
    Route(_PATH + r"/(\d+)", _one),
)
