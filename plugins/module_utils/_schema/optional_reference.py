# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Another object to which one may refer, or not. Pure and private to this collection."""

from __future__ import annotations

import typing as t

from .field_type import Reference, Token
from .reference_types import ReferenceTo


class ReferenceOrNone(ReferenceTo):
    """Another object, where one can do without: an empty text takes it away."""

    nothing = ""

    def tokens(self, option: t.Any, path: str, present: Reference | None = None) -> t.Iterator[Token]:
        return super().tokens(option, path, present) if str(option).strip() else iter(())

    def resolved(self, option: t.Any, path: str, found: t.Mapping[str, Reference]) -> t.Any:
        return found.get(path, Reference(""))

    def accept(self, option: t.Any) -> t.Any:
        return option if isinstance(option, Reference) and option.id else None

    def wrong(self, option: t.Any) -> str:
        return ""
