# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tests of access in the folder of a tenant: they declare nothing, and each knows its file and line."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible_collections.zerotrust.zpa.plugins.lookup.tenant_folder import LookupModule
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._folder_in_task import UnreadableFolder
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._folder_yaml import FolderError
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._tenant_files import files_to_write

GROUPS = "segment_groups:\n  - name: Money\n"
TESTS = """\
access_tests:
  - name: Money is for Finance
    who:
      idp: Okta
      scim_groups: []
    what:
      segment_groups: [Money]
    expect: block
"""


def told(folder: Path, **options: object) -> object:
    plugin = LookupModule(loader=DataLoader())
    with mock.patch.multiple(plugin, set_options=mock.DEFAULT, get_option=options.get):
        return plugin.run([str(folder)], {})[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "segment_groups.yml").write_text(GROUPS, "utf-8")
    (tmp_path / "access_tests.yml").write_text(TESTS, "utf-8")
    return tmp_path


def test_tests_are_told_apart_from_what_is_declared(folder: Path) -> None:
    assert told(folder) == {"segment_groups": [{"name": "Money"}]}
    assert told(folder, access_tests=True) == [
        {
            "name": "Money is for Finance",
            "who": {"idp": "Okta", "scim_groups": []},
            "what": {"segment_groups": ["Money"]},
            "expect": "block",
            "place": "%s/access_tests.yml, line 2" % folder,
        }
    ]


def test_a_folder_without_tests_has_none(tmp_path: Path) -> None:
    (tmp_path / "segment_groups.yml").write_text(GROUPS, "utf-8")
    assert told(tmp_path, access_tests=True) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("expect: block", "expect: deny", "access_tests[0].expect: "),
        ("expect: block", "", "access_tests[0].expect: is missing"),
        ("scim_groups: []", "scim_group: []", "access_tests[0].who.scim_group: "),
        ("segment_groups: [Money]", "segmnts: [Money]", "access_tests[0].what.segmnts: "),
        ("name: Money is for Finance", "place: here", "access_tests[0].place: "),
    ],
)
def test_what_is_no_test_is_an_error_with_its_file_and_line(
    folder: Path, old: str, new: str, problem: str
) -> None:
    (folder / "access_tests.yml").write_text(TESTS.replace(old, new), "utf-8")
    with pytest.raises(UnreadableFolder) as caught:
        told(folder)
    assert str(caught.value).startswith("%s/access_tests.yml, line 2: %s" % (folder, problem))


def test_an_export_leaves_tests_where_they_are(folder: Path) -> None:
    config = {"segment_groups": [{"name": "Money"}]}
    assert [file.name for file in files_to_write(str(folder), config, None)] == ["segment_groups.yml"]
    (folder / "access_tests.yml").write_text(TESTS + GROUPS, "utf-8")
    with pytest.raises(FolderError, match="access_tests"):
        files_to_write(str(folder), config, None)
