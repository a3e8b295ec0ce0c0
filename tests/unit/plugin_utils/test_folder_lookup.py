# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The look-up that reads a folder in a task, with what is encrypted in it."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from ansible.errors import AnsibleError
from ansible.parsing import vault
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import VaultLib, VaultSecret
from ansible_collections.zerotrust.zpa.plugins.lookup.tenant_folder import LookupModule
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._folder_in_task import secrets_in
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._folder_listing import MEND
from support.folders import group, write

SECRET = VaultSecret(b"password")


class TestLookup:
    """``lookup('zerotrust.zpa.tenant_folder', ...)``"""

    @staticmethod
    def run(*folders: object, **options: Any) -> list[Any]:
        plugin = LookupModule(loader=DataLoader())
        with mock.patch.multiple(plugin, set_options=mock.DEFAULT, get_option=options.get):
            return plugin.run([str(folder) for folder in folders], {})

    def test_returns_the_configuration_of_each_folder(self, tmp_path: Path) -> None:
        one, two = write(tmp_path / "one", a=group("A")), write(tmp_path / "two", a=group("B"))
        assert self.run(one, two) == [
            {"segment_groups": [{"name": "A"}]},
            {"segment_groups": [{"name": "B"}]},
        ]

    def test_takes_a_path_from_where_ansible_was_started(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("HOME", str(tmp_path))
        write(tmp_path / "one", a=group("A"))
        assert self.run("one") == self.run("~/one") == self.run("./one/")

    def test_returns_sentences_with_files(self, tmp_path: Path) -> None:
        write(tmp_path, a=group("A"))
        assert self.run(tmp_path, sentences=["config.segment_groups[0]: no."]) == [
            "%s/a.yml, line 2: segment_groups[0]: no." % tmp_path
        ]

    def test_tells_what_is_wrong(self, tmp_path: Path) -> None:
        with pytest.raises(AnsibleError, match="does not exist"):
            self.run(tmp_path / "none")

    def test_a_file_that_cannot_be_read_is_told_in_the_words_of_the_system(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(tmp_path, a=group("A"))
        monkeypatch.setattr("builtins.open", mock.Mock(side_effect=PermissionError(13, "Permission denied")))
        with pytest.raises(AnsibleError) as caught:
            self.run(tmp_path)
        assert str(caught.value) == "%s/a.yml: cannot be read: Permission denied. %s" % (tmp_path, MEND)


class TestVault:
    """What is encrypted, by the file or alone, as ansible-core decrypts it."""

    @pytest.fixture(autouse=True)
    def passwords(self, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, VaultSecret]]:
        """Those that are given to this run of Ansible."""
        given: list[tuple[str, VaultSecret]] = []
        context = getattr(vault, "VaultSecretsContext", None)
        if context is not None:  # ansible-core 2.19 and newer
            monkeypatch.setattr(context, "_current", context(given))
        return given

    @staticmethod
    def sealed(text: str) -> str:
        return str(VaultLib([("default", SECRET)]).encrypt(text).decode())

    @classmethod
    def folder(cls, path: Path) -> Path:
        """Two files, one of them encrypted, and one with an encrypted text."""
        alone = "  - name: !vault |\n%s" % textwrap.indent(cls.sealed("Ada"), " " * 6)
        return write(path, alone="segment_groups:\n" + alone, file=cls.sealed(group("Bob")))

    @staticmethod
    def run(folder: Path, passwords: list[tuple[str, VaultSecret]]) -> Any:
        loader = DataLoader()
        loader.set_vault_secrets(passwords)
        plugin = LookupModule(loader=loader)
        with mock.patch.multiple(plugin, set_options=mock.DEFAULT, get_option={}.get):
            return plugin.run([str(folder)], {})[0]

    def test_is_decrypted(self, tmp_path: Path, passwords: list[tuple[str, VaultSecret]]) -> None:
        passwords += [("other", VaultSecret(b"other")), ("default", SECRET)]
        groups = self.run(self.folder(tmp_path), passwords)["segment_groups"]
        assert [str(one["name"]) for one in groups] == ["Ada", "Bob"]

    def test_what_was_encrypted_alone_is_still_known_as_a_secret(
        self, tmp_path: Path, passwords: list[tuple[str, VaultSecret]]
    ) -> None:
        passwords.append(("default", SECRET))
        assert secrets_in(self.run(self.folder(tmp_path), passwords)) == {"Ada"}

    @pytest.mark.parametrize(
        ("given", "reason"),
        [
            (
                [],
                "is encrypted with Ansible Vault, and no vault password was given. Give it, for example with "
                "--vault-password-file or --ask-vault-pass.",
            ),
            (
                [b"wrong"],
                "is encrypted with Ansible Vault, and no vault password that was given decrypts it.",
            ),
        ],
    )
    def test_without_the_password_every_secret_is_named(
        self, tmp_path: Path, passwords: list[tuple[str, VaultSecret]], given: list[bytes], reason: str
    ) -> None:
        passwords += [("default", VaultSecret(one)) for one in given]
        with pytest.raises(AnsibleError) as caught:
            self.run(self.folder(tmp_path), passwords)
        assert str(caught.value).splitlines()[1:] == [
            "- %s/alone.yml, line 2: segment_groups[0].name: %s" % (tmp_path, reason),
            "- %s/file.yml: %s" % (tmp_path, reason),
        ]

    @pytest.mark.parametrize(
        "text", ["", "no secret", "$ANSIBLE_VAULT;1.1;AES256\n3139\n", "$ANSIBLE_VAULT;9;X\nzz\n"]
    )
    def test_what_nobody_encrypted_is_no_secret(
        self, tmp_path: Path, passwords: list[tuple[str, VaultSecret]], text: str
    ) -> None:
        passwords.append(("default", SECRET))
        write(tmp_path, a="segment_groups:\n  - name: !vault %s" % json.dumps(text))
        with pytest.raises(AnsibleError, match=r"a\.yml, line 2: segment_groups\[0\]\.name: is no text that"):
            self.run(tmp_path, passwords)
