# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

# ruff: noqa: E402  (plugins begin with their documentation)

DOCUMENTATION = r"""
name: tenant_folder
short_description: Read a folder of YAML files as the configuration of a tenant
version_added: 1.0.0
description:
  - Reads all YAML files of a folder and returns what they declare together, in the form of
    O(zerotrust.zpa.zpa_config#module:config).
  - The files can be arranged in any way, in subfolders as well. Each is a mapping with one or more of the
    keys of O(zerotrust.zpa.zpa_config#module:config). Lists of the same kind are joined in the order of the
    paths of their files, compared character by character. For policy rules, that is their order.
  - Keys that begin with C(x-), at the top of a file or below C(policy_rules), declare nothing. What they hold
    can be given an anchor, which is known in the rest of that file.
  - What the files hold is data. Nothing in it is a template, with the tag C(!unsafe) or without it.
  - Files whose names end in C(.yml) or C(.yaml) count. Hidden files and folders, whose names begin with a
    dot, do not. Files encrypted with Ansible Vault are decrypted, and so are single values with the tag
    C(!vault). M(zerotrust.zpa.zpa_config) hides such a value in its results.
  - M(zerotrust.zpa.zpa_config) tells of each object in which file and line it is declared, if its
    O(zerotrust.zpa.zpa_config#module:config) is what this plugin returns in the same task.
  - Everything that cannot be read is an error, as a link to nothing is, and so is an empty subfolder, or a
    name that is almost one of a YAML file, unless it is that of a copy beside its original.
  - A text that YAML takes for something else, such as C(Off) or C(1.10) without quotes, is an error, with the
    file and the line.
author:
  - zerotrust.zpa contributors (!UNKNOWN)
options:
  _terms:
    description:
      - The folder. A relative path starts at the folder in which Ansible was started.
    type: list
    elements: path
    required: true
  sentences:
    description:
      - Sentences with places of the configuration, for example C(config.segment_groups[7].applications[0]).
      - If given, they are returned in place of the configuration, with the file and the line of each place.
    type: list
    elements: str
  access_tests:
    description:
      - Whether the tests of who reaches what are returned in place of the configuration, for
        O(zerotrust.zpa.zpa_access_analysis#module:access_tests).
      - Files have them under the key C(access_tests), by habit in C(access_tests.yml). Nothing else reads
        them.
    type: bool
    default: false
    version_added: 1.1.0
seealso:
  - module: zerotrust.zpa.zpa_access_analysis
  - module: zerotrust.zpa.zpa_config
"""

EXAMPLES = r"""
- name: Bring a tenant to what a folder declares
  zerotrust.zpa.zpa_config:
    config: "{{ lookup('zerotrust.zpa.tenant_folder', 'tenant') }}"

- name: Test who reaches what by the folder alone
  zerotrust.zpa.zpa_access_analysis:
    after: "{{ lookup('zerotrust.zpa.tenant_folder', 'tenant') }}"
    access_tests: "{{ lookup('zerotrust.zpa.tenant_folder', 'tenant', access_tests=true) }}"
    enforce: true
"""

RETURN = r"""
_raw:
  description: The configuration of each folder, or its tests, or the sentences.
  type: list
  elements: raw
  sample:
    - segment_groups:
        - {name: Finance apps, enabled: true}
"""

import json
import os
import typing as t

from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase
from ansible_collections.zerotrust.zpa.plugins.plugin_utils import _declared_at
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._folder_in_task import (
    UnreadableFolder,
    handed_over,
    remember,
)
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._folder_listing import list_folder
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._folder_yaml import FolderError, Vaulted
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._tenant_folder import TenantFolder, read_folder

NO_PASSWORD = (
    "is encrypted with Ansible Vault, and no vault password was given. Give it, for example with "
    "--vault-password-file or --ask-vault-pass."
)
WRONG_PASSWORD = "is encrypted with Ansible Vault, and no vault password that was given decrypts it."
# The folder that this process has read last, and what it was then.
_last: list[t.Any] = []
DAMAGED = "is no text that Ansible Vault has encrypted, or not all of it. Encrypt it again."


class LookupModule(LookupBase):
    _has_unsealed = False

    def run(self, terms: list[t.Any], variables: t.Any = None, **kwargs: t.Any) -> list[t.Any]:
        self.set_options(var_options=variables, direct=kwargs)
        sentences = self.get_option("sentences")
        found: list[t.Any] = []
        for term in terms:
            folder = self._folder(os.path.expanduser(str(term)))
            if self.get_option("access_tests"):
                found.append(_sealed(list(folder.access_tests)))
            elif sentences is None:
                _declared_at.remember_places(str(term), folder)
                # What is encrypted stays with ansible-core, which knows what else to hide.
                config = _sealed(folder.config) if self._has_unsealed else handed_over(folder.config)
                found.append(config)
            else:
                found += map(folder.located, sentences)
        return found

    def _folder(self, path: str) -> TenantFolder:
        """Return what a folder has, read once by a task that asks for its tests as well."""
        try:
            state = (self._loader, os.path.realpath(path), _state_of(path))
            if not (_last and _last[0] == state):
                _last[:] = [state, read_folder(path, self._read, self._unseal)]
        except FolderError as error:
            raise UnreadableFolder(str(error)) from None
        folder: TenantFolder = _last[1]
        return folder

    def _read(self, path: str) -> str:
        with open(path, "rb"):
            # The system says in fewer words than Ansible why it cannot be read.
            pass
        try:
            # What the file lookup of ansible-core uses on its oldest supported release as well.
            content = self._loader._get_file_contents(os.path.abspath(path))[0]  # type: ignore[union-attr,unused-ignore]
        except AnsibleError as error:
            raise FolderError(["%s: %s" % (path, _why_sealed(error))]) from None
        text: str = content.decode("utf-8")
        return text

    def _unseal(self, text: str) -> t.Any:
        """Return an encrypted text as Ansible has it in variables. As a string it is what was encrypted."""
        loader: t.Any = self._loader
        self._has_unsealed = True
        try:
            sealed = loader.load("!vault %s" % json.dumps(text))
            remember(str(sealed))
        except (AnsibleError, UnicodeDecodeError) as error:
            raise FolderError([_why_sealed(error)]) from None
        return sealed


def _state_of(path: str) -> list[tuple[str, int, int, int]]:
    """Return what tells whether the files of a folder are those that they were, nothing where it is none."""
    if not os.path.isdir(path):
        return []
    stats = ((name, os.stat(os.path.join(path, name))) for name in list_folder(path).files)
    return [(name, one.st_mtime_ns, one.st_size, one.st_ino) for name, one in stats]


def _why_sealed(error: Exception) -> str:
    """Return why a text cannot be decrypted, which ansible-core says by words alone."""
    said = str(error)
    if "no vault secrets found" in said:
        return NO_PASSWORD
    return WRONG_PASSWORD if "could decrypt" in said else DAMAGED


def _sealed(value: t.Any) -> t.Any:
    """Return a configuration with what was encrypted as Ansible knows it."""
    if isinstance(value, dict):
        return {key: _sealed(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_sealed(part) for part in value]
    return value.sealed if isinstance(value, Vaulted) else value
