# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What of a configuration an analysis cannot take as it stands, a sentence each. Pure, private."""

from __future__ import annotations

import typing as t

from .configurations import SEGMENT_GROUPS, SEGMENTS
from .facts import ACCESS, Configuration, Segment
from .readings import operands_of
from .space import is_understood
from .who import riddle
from .wording import some_of


def remarks(*configurations: Configuration) -> list[str]:
    """Return what anybody should know who relies on an analysis of these."""
    found: dict[str, None] = {}
    for configuration in configurations:
        found.update(dict.fromkeys(_of_lists(configuration)))
        found.update(dict.fromkeys(_of_segments(configuration)))
        found.update(dict.fromkeys(_of_rules(configuration)))
    return list(found)


def of_identity_providers(
    path: str, configuration: Configuration, told: t.Sequence[t.Mapping[str, t.Any]] | None
) -> t.Iterator[str]:
    """Yield what is taken for granted of identity providers where there is no tenant to ask."""
    asked = {operand.idp for _rule, operand in operands_of(configuration) if operand.idp}
    for name in sorted(str(one["name"]).strip() for one in told or ()):
        if name not in asked:
            yield (
                "%s.identity_providers: no rule asks for anything of '%s', so that it makes no difference."
                % (
                    path,
                    name,
                )
            )
    if asked and not told:
        yield (
            "%s: policies are taken to ask for SAML and SCIM of every identity provider. Tell of others with "
            "identity_providers." % path
        )


def _of_lists(configuration: Configuration) -> t.Iterator[str]:
    for name, what in ((SEGMENTS, "segment"), (ACCESS, "access rule")):
        if name not in configuration.told:
            yield "%s: not told, so that the tenant is taken to have no %s." % (
                name if name == SEGMENTS else "policy_rules." + name,
                what,
            )


def _of_segments(configuration: Configuration) -> t.Iterator[str]:
    segments = [segment for segment in configuration.segments.values() if segment.enabled]
    dual = [segment.name for segment in segments if segment.is_dual]
    if dual:
        yield (
            "Of %s names are resolved and rules for the address asked as well (policy_style), which is not "
            "analysed." % some_of(dual)
        )
    inclusive = [segment.name for segment in segments if segment.is_inclusive]
    if inclusive:
        yield "match_style=INCLUSIVE of %s takes effect with clients that support it." % some_of(inclusive)
    homeless = [one.name for one in segments if one.group and one.group not in configuration.groups]
    if homeless and SEGMENT_GROUPS in configuration.told:
        yield "The segment group of %s is not among those that are told, and taken to be enabled." % some_of(
            homeless
        )
    for one, other, domain in _overlapping(segments):
        yield (
            "'%s' and '%s' have '%s' and ports in common, and neither is INCLUSIVE: rules for either "
            "are taken to count." % (one.name, other.name, domain)
        )


def _overlapping(segments: t.Iterable[Segment]) -> t.Iterator[tuple[Segment, Segment, str]]:
    holders: dict[str, list[Segment]] = {}
    for segment in segments:
        for domain in segment.domains if not segment.is_inclusive else ():
            holders.setdefault(domain, []).append(segment)
    for domain, sharing in holders.items():
        for place, one in enumerate(sharing):
            for other in sharing[place + 1 :]:
                if _meet(one.tcp, other.tcp) or _meet(one.udp, other.udp):
                    yield one, other, domain


def _meet(one: t.Iterable[tuple[int, int]], other: t.Iterable[tuple[int, int]]) -> bool:
    return any(low <= last and first <= high for low, high in one for first, last in other)


def _of_rules(configuration: Configuration) -> t.Iterator[str]:
    riddles = [riddle(operand) for _rule, operand in operands_of(configuration) if not is_understood(operand)]
    for said in dict.fromkeys(riddles):
        yield "%s: not understood. It can hold for any request, or for none." % said
    for kind, noun, known in (
        ("APP", "application segment", configuration.segments),
        ("APP_GROUP", "segment group", configuration.groups),
    ):
        # Where the list is not told nothing can be missing from it.
        is_told = (SEGMENTS if kind == "APP" else SEGMENT_GROUPS) in configuration.told
        missing = {
            operand.right: rule.name
            for rule, operand in operands_of(configuration)
            if operand.object_type == kind and operand.right not in known and is_told
        }
        for name, rule in sorted(missing.items()):
            yield "Rule '%s' names the %s '%s', which is not there: that never holds." % (rule, noun, name)
