# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Field types of what is written in a form of its own: colours, certificates, what answers show otherwise.

Pure and private.
"""

from __future__ import annotations

import re
import typing as t

from .._client.forms import is_scalar
from .compound import SharedWith
from .field_type import FieldType, Reference
from .pem import framed
from .reference_types import EmbeddedReference
from .scalars import Choice, Text

_COLOR = re.compile(r"#[0-9a-f]{6}")
_PEM = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]+)-----END \1-----")


class Color(FieldType):
    """A colour as ``#RRGGBB``, in any letter case: digits stay, letters are small ones in results."""

    can_be_had = True

    def decode(self, wire: t.Any) -> str:
        return "" if wire is None else str(wire).strip().lower()

    def wrong(self, option: t.Any) -> str:
        if not self.decode(option) or _COLOR.fullmatch(self.decode(option)):
            return ""
        return "'%s' is not a colour of the form #RRGGBB." % option

    def takes(self) -> str:
        return "As V(#RRGGBB), letter case does not matter."


class PemCertificates(Text):
    """Certificates in PEM, compared by what is in them: neither their lines nor texts around them matter."""

    def decode(self, wire: t.Any) -> str:
        found = _PEM.findall("" if wire is None else str(wire))
        shown = [framed(label, "".join(body.split())) for label, body in found]
        return "\n".join(shown) if shown else super().decode(wire)

    def wrong(self, option: t.Any) -> str:
        labels = {label for label, _body in _PEM.findall(str(option))}
        if any("PRIVATE KEY" in label for label in labels):
            return "has a private key, which does not belong there. Give the certificate alone."
        return (
            ""
            if labels == {"CERTIFICATE"}
            else "has no certificate in PEM. Give its text, from -----BEGIN on."
        )

    def takes(self) -> str:
        return "In PEM. What is around certificates does not matter, nor do their lines."


class SmallChoice(Choice):
    """One of a few words, which the wire has in small letters."""

    def decode(self, wire: t.Any) -> str:
        return super().decode(wire).lower()

    def wrong(self, option: t.Any) -> str:
        if str(option).strip().lower() in self._allowed:
            return ""
        return "'%s' is not one of %s." % (option, ", ".join(self._allowed))


class ReferenceById(EmbeddedReference):
    """Another object that is written by its id alone, and that answers show under another key."""

    shows_names = False
    has_two_forms = True

    def has_form(self, wire: t.Any) -> bool:
        return is_scalar(wire) or super().has_form(wire)

    def decode(self, wire: t.Any) -> Reference | None:
        return super().decode({"id": wire} if is_scalar(wire) else wire)

    def encode(self, value: Reference | None) -> t.Any:
        return "" if value is None else value.id


class ReferencesById(SharedWith):
    """A set of other objects, likewise. ``least``: how many there have to be."""

    has_two_forms = True

    def __init__(self, kind: str, least: int = 0) -> None:
        super().__init__(kind, least=least)

    def again(self, wire: t.Any) -> t.Any:
        return self.encode(self.decode(wire))

    def is_kept(self, sent: t.Any, found: t.Any) -> bool:
        return bool(sent == found)
