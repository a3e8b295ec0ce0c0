# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What becomes of a folder in a task: why it cannot be read, and what in it is a secret. Private.

From 2.19 on ansible-core looks through all that a lookup returns, of a large tenant for longer than it takes
to read the files. A task whose option is that lookup and nothing else gets what the folder has past it.
"""

from __future__ import annotations

import contextlib
import re
import typing as t
import uuid

from ansible.errors import AnsibleLookupError
from ansible.plugins.test.core import vault_encrypted
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.module import SHORTEST_SECRET
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._light import PLAIN_VALUES, is_plain

# What this process has decrypted alone. Up to ansible-core 2.18 a template makes plain texts of what a lookup
# returns, and the task that has the template runs in the same process.
_decrypted: set[str] = set()
UNREADABLE = "_zpa_unreadable"
# A template that is the lookup of one folder, whatever that is called, and nothing else.
ALONE = re.compile(r"""\s*\{\{\s*lookup\(\s*(['"])zerotrust\.zpa\.tenant_folder\1\s*,[^(){}]*\)\s*\}\}\s*""")
# What lookups have handed over, by the words that they returned for it; None while no task takes it.
_handed: dict[str, t.Any] | None = None
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
            given = (*words, *named.values())
            if any(isinstance(word, str) and ALONE.fullmatch(word) for word in given):
                with _taking() as handed:
                    found = above.finalize_task_arg(*words, **named)
                # What is made of several folders, or of the options of the lookup, is left to ansible-core.
                if not handed:
                    return found
                if isinstance(found, str) and found in handed:
                    return handed[found]
            return above.finalize_task_arg(*words, **named)
        except Exception as error:
            complaint = _complaint_in(error)
            if complaint is None:
                raise
            return {UNREADABLE: str(complaint)}


@contextlib.contextmanager
def _taking() -> t.Iterator[dict[str, t.Any]]:
    global _handed
    _handed = {}
    try:
        yield _handed
    finally:
        _handed = None


def handed_over(value: t.Any) -> t.Any:
    """Return what stands for plain data where the task takes it, elsewhere the data."""
    if _handed is None:
        return value
    word = "folder %s" % uuid.uuid4()
    _handed[word] = value
    return word


def _complaint_in(error: BaseException | None) -> UnreadableFolder | None:
    while error is not None and not isinstance(error, UnreadableFolder):
        error = error.__cause__ or error.__context__
    return error


def unreadable(*options: t.Any) -> Result | None:
    """Return the result of a task with options that are folders, None if all of them can be read."""
    # A folder can be in several options, each with a part of the same complaints.
    problems = dict.fromkeys(
        line
        for option in options
        if isinstance(option, dict) and UNREADABLE in option
        for line in str(option[UNREADABLE]).splitlines()
    )
    return {"failed": True, "changed": False, "msg": "\n".join(problems)} if problems else None


def remember(text: str) -> None:
    """Keep in mind that a text was encrypted alone."""
    _decrypted.add(text)


def data_in(options: t.Mapping[str, t.Any]) -> list[str]:
    """Return the names of those options of a task that are nothing but data, as what a folder has."""
    return [name for name, given in options.items() if given is not None and is_plain(given)]


def secrets_in(value: t.Any, is_data: bool = False) -> set[str]:
    """Return the texts in a value that were encrypted one by one.

    ``is_data``: whether it is known to be nothing but data, in which nothing tells that it was.
    """
    if is_data and not _decrypted:
        return set()
    found: set[str] = set()
    _add_secrets(value, found)
    return found - {""}


def _add_secrets(value: t.Any, found: set[str]) -> None:
    if isinstance(value, dict):
        for part in value.values():
            _add_secrets(part, found)
    elif isinstance(value, (list, tuple)):
        for part in value:
            _add_secrets(part, found)
    # What is of Python's own has nothing put on that would tell.
    elif type(value) in PLAIN_VALUES:
        if value in _decrypted:
            found.add(value)
    elif vault_encrypted(value) or (isinstance(value, str) and value in _decrypted):
        found.add(str(value))


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
