# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The stores of all lists of a configuration, on one reading of the tenant. Private to this collection."""

from __future__ import annotations

import typing as t

from .._engine.listed_store import ListedStore
from .._engine.source import Source
from .._policy.condition_names import ConditionNames
from .._policy.repository import PolicyStore
from .._policy.ruled_store import ListedReceivers
from .sections import Section


class Stores:
    """One store a list, made when it is asked for; they share the lists and the names of the tenant."""

    def __init__(self, source: Source) -> None:
        self.client = source.client
        self.source = source
        self.names = ConditionNames(source)
        self._stores: dict[str, ListedStore] = {}

    def of(self, section: Section) -> ListedStore:
        """Return the store of a list."""
        if section.path not in self._stores:
            self._stores[section.path] = self._open(section)
        return self._stores[section.path]

    def rules_of(self, section: Section) -> PolicyStore:
        """Return the store of a list of rules."""
        return t.cast(PolicyStore, self.of(section))

    def _open(self, section: Section) -> ListedStore:
        if section.is_ordered:
            return PolicyStore(self.client, section.name, self.source, self.names)
        if section.resource.rule:
            return ListedReceivers(self.client, section.resource, self.source, names=self.names)
        return ListedStore(self.client, section.resource, self.source)
