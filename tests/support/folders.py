# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Folders of YAML files as tests write them, and what is read of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.registry import MANAGED, in_write_order
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._folder_yaml import FolderError
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._tenant_folder import TenantFolder, read_folder

KEYS = ", ".join(resource.list_key for resource in in_write_order(MANAGED)) + ", policy_rules or access_tests"


def write(folder: Path, **files: str) -> Path:
    """Write files; in names, two underscores stand for a folder."""
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".yml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def unseal(text: str) -> str:
    """Stand in for Ansible Vault: what is encrypted is written backwards."""
    if not text.startswith("$"):
        raise FolderError(["is no secret."])
    return text[:0:-1]


def read(folder: Path) -> TenantFolder:
    return read_folder(str(folder), lambda path: Path(path).read_bytes().decode("utf-8"), unseal)


def problems(folder: Path) -> list[str]:
    with pytest.raises(FolderError) as caught:
        read(folder)
    return [problem.replace(str(folder), "FOLDER") for problem in caught.value.problems]


def names(folder: Path, kind: str = "segment_groups") -> list[str]:
    return [entry["name"] for entry in read(folder).config[kind]]


def group(*names: str) -> str:
    return "segment_groups:\n" + "".join("  - name: %s\n" % name for name in names)
