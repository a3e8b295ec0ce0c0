# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What becomes of a folder in a task: why it cannot be read, and what in it is a secret. Private."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleLookupError
from ansible.plugins.test.core import vault_encrypted
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.module import SHORTEST_SECRET

# What this process has decrypted alone. Up to ansible-core 2.18 a template makes plain texts of what a lookup
# returns, and the task that has the template runs in the same process.
_decrypted: set[str] = set()
UNREADABLE = "_zpa_unreadable"
HIDDEN = "********"
Result = t.Dict[str, t.Any]


class UnreadableFolder(AnsibleLookupError):
    """A folder that is no configuration. Its text begins with the file and the line."""


class TakesFolder:
    """For an action plugin with an option that is given by ``tenant_folder``.

    From 2.19 on ansible-core puts three sentences of its own before what a lookup complains about. So the
    complaint becomes the value of the option, and is told by the action. Releases that know no such hook, or
    will call it otherwise, tell their sentences.
    """

    @classmethod
    def finalize_task_arg(cls, *words: t.Any, **named: t.Any) -> t.Any:
        """Return an argument of the task without templates."""
        above: t.Any = super()
        try:
            return above.finalize_task_arg(*words, **named)
        except Exception as error:
            complaint = _complaint_in(error)
            if complaint is None:
                raise
            return {UNREADABLE: str(complaint)}


def _complaint_in(error: BaseException | None) -> UnreadableFolder | None:
    while error is not None and not isinstance(error, UnreadableFolder):
        error = error.__cause__ or error.__context__
    return error


def unreadable(option: t.Any) -> Result | None:
    """Return the result of a task whose option is a folder that cannot be read, None if it is not."""
    if isinstance(option, dict) and UNREADABLE in option:
        return {"failed": True, "changed": False, "msg": str(option[UNREADABLE])}
    return None


def remember(text: str) -> None:
    """Keep in mind that a text was encrypted alone."""
    _decrypted.add(text)


def secrets_in(value: t.Any) -> set[str]:
    """Return the texts in a value that were encrypted one by one."""
    if isinstance(value, dict):
        return {text for part in value.values() for text in secrets_in(part)}
    if isinstance(value, (list, tuple)):
        return {text for part in value for text in secrets_in(part)}
    is_secret = vault_encrypted(value) or (isinstance(value, str) and value in _decrypted)
    return {str(value)} - {""} if is_secret else set()


def without_short(secrets: t.Collection[str], value: t.Any) -> t.Any:
    """Return a result without the secrets that are too short for a module to hide them wherever they are."""
    short = {text for text in secrets if len(text) < SHORTEST_SECRET}
    return _without(short, value) if short else value


def _without(secrets: t.Collection[str], value: t.Any) -> t.Any:
    if isinstance(value, dict):
        return {key: _without(secrets, part) for key, part in value.items()}
    if isinstance(value, list):
        return [_without(secrets, part) for part in value]
    return HIDDEN if isinstance(value, str) and value in secrets else value
