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
  - What the files hold is data. Nothing in it is a template.
  - Files whose names end in C(.yml) or C(.yaml) count. Hidden files and folders, whose names begin with a
    dot, do not. Files encrypted with Ansible Vault are decrypted.
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
seealso:
  - module: zerotrust.zpa.zpa_config
"""

EXAMPLES = r"""
- name: Bring a tenant to what a folder declares
  zerotrust.zpa.zpa_config:
    config: "{{ lookup('zerotrust.zpa.tenant_folder', 'tenant') }}"
"""

RETURN = r"""
_raw:
  description: The configuration of each folder, or the sentences.
  type: list
  elements: raw
  sample:
    - segment_groups:
        - {name: Finance apps, enabled: true}
"""

import os
import typing as t

from ansible.errors import AnsibleError, AnsibleLookupError
from ansible.module_utils.common.text.converters import to_native
from ansible.plugins.lookup import LookupBase
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._tenant_folder import FolderError, read_folder


class LookupModule(LookupBase):
    def run(self, terms: list[t.Any], variables: t.Any = None, **kwargs: t.Any) -> list[t.Any]:
        self.set_options(var_options=variables, direct=kwargs)
        sentences = self.get_option("sentences")
        found: list[t.Any] = []
        for term in terms:
            try:
                folder = read_folder(os.path.expanduser(str(term)), self._read)
            except FolderError as error:
                raise AnsibleLookupError(str(error)) from None
            found += [folder.config] if sentences is None else map(folder.located, sentences)
        return found

    def _read(self, path: str) -> str:
        try:
            # What the file lookup of ansible-core uses on its oldest supported release as well.
            content = self._loader._get_file_contents(os.path.abspath(path))[0]  # type: ignore[union-attr,unused-ignore]
        except (AnsibleError, OSError) as error:
            raise FolderError(["%s: cannot be read: %s" % (path, to_native(error))]) from None
        text: str = content.decode("utf-8")
        return text
