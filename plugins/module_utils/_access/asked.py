# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What people ask about: requests and tests of access, taken apart, with all that is wrong. Private, pure."""

from __future__ import annotations

import typing as t

from .._policy.object_types import CLIENT_TYPES, PLATFORMS, RISKS
from .._schema.compound import FIRST_PORT, LAST_PORT
from .._schema.countries import country_hint, is_country
from .._schema.coverage import wrong_host
from .._words import near_matches, not_one_of, suggestion
from .facts import ICMP, TCP, UDP, Atom, Configuration
from .readings import CLIENT_CONNECTORS, CLOUD_CONNECTOR, MACHINE_TUNNEL, operands_of
from .space import NAMED_LEFT
from .who import FLAGS, LEVELS, NAMES, OF_TYPE, TRAITS, VALUES, WORD, Who

EXPECTED = {"allow": "ALLOW", "block": "DENY", "require_approval": "REQUIRE_APPROVAL"}
ASKED_PROTOCOLS = (TCP, UDP, ICMP)
REQUEST_KEYS = ("name", "host", "port", "protocol", "who", "approved")
WHAT_KEYS = ("segments", "segment_groups", "host", "port", "protocol")
TEST_KEYS = ("name", "who", "what", "expect", "place")
DEFAULT_RISK = "ZIA"
NO_USER = "none"
MANAGED_BROWSER = "managed"
# The clients that something goes with.
CLIENTS_OF = {
    "posture": CLIENT_CONNECTORS,
    "trusted_networks": CLIENT_CONNECTORS,
    "machine_group": (MACHINE_TUNNEL,),
    "workload_tag_groups": (CLOUD_CONNECTOR,),
}
UNHEARD = (
    "explain[%d].who.%s: no client is told, and only Client Connector reports that. Add client_type, for "
    "example %s."
)
UNSAID = "%s: no rule names '%s', so that it makes no difference.%s"
# So many of these say what is like them: to look for it takes as long as a test.
MOST_COMPARED = 20


class Vocabulary:
    """The words that configurations have, to find out which ones a question has that they have not."""

    def __init__(
        self, configurations: t.Sequence[Configuration], known: t.Mapping[str, t.Collection[str]]
    ) -> None:
        """``known``: all names that the tenant has, by trait, where somebody asked it."""
        self._known = known
        self.segments = {key: one.name for conf in configurations for key, one in conf.segments.items()}
        self.groups = {key: one.name for conf in configurations for key, one in conf.groups.items()}
        self.owners: dict[tuple[str, str], set[str]] = {}
        self.said: dict[str, set[str]] = {}
        for configuration in configurations:
            for key, owner in configuration.attributes.items():
                self.owners.setdefault(("saml", key), set()).add(owner)
                self.owners.setdefault(("scim", key), set()).add(owner)
            for idp in configuration.idps:
                self.said.setdefault("idp", set()).add(idp)
            for _rule, operand in operands_of(configuration):
                self._note(operand)

    def _note(self, operand: Atom) -> None:
        name = OF_TYPE.get(operand.object_type)
        if name is not None:
            is_left = operand.object_type in NAMED_LEFT or TRAITS[name].form in (VALUES, LEVELS)
            self.said.setdefault(name, set()).add(operand.left if is_left else operand.right)
        if operand.object_type == "SCIM_GROUP":
            self.owners.setdefault(("scim_groups", operand.right), set()).add(operand.left)
        if operand.idp:
            self.said.setdefault("idp", set()).add(operand.idp)

    def wrong_name(self, trait: str, name: str) -> str:
        """Return why a name is none that the tenant has, "" where it is one or nobody knows."""
        if trait not in self._known or name in self._known[trait] or name in self.said.get(trait, ()):
            return ""
        return "'%s' is not known.%s" % (name, near_matches(name, sorted(self._known[trait])))

    def is_said_of(self, trait: str, name: str, who: Who) -> bool:
        """Whether a rule names it, and of a group for the same identity provider."""
        owners = self.owners.get((trait, name), set()) if trait == "scim_groups" else set()
        return self.is_said(trait, name) and (not owners or who.get("idp") in (None, *owners))

    def is_said(self, trait: str, name: str) -> bool:
        """Whether a rule names it."""
        return name in self.said.get(trait, ())


def owner_of(trait: str, name: str, who: Who, vocabulary: Vocabulary) -> str:
    """Return the identity provider of a group or an attribute, "" where nobody tells."""
    if who.get("idp") not in (None, NO_USER):
        return str(who["idp"])
    owners = vocabulary.owners.get((trait, name), set()) - {""}
    return next(iter(owners)) if len(owners) == 1 else ""


# -- What is wrong ---------------------------------------------------------------------------------------


def wrong_who(path: str, who: t.Any, vocabulary: Vocabulary) -> t.Iterator[str]:
    """Yield what is wrong with who asks, sentences that begin with a path."""
    if who is None:
        return
    if not isinstance(who, dict):
        yield "%s: is no dictionary. Give traits such as scim_groups, or leave it out for everyone." % path
        return
    for name in who:
        if name not in TRAITS:
            yield "%s.%s: is nothing that a requester has. Give one of %s.%s" % (
                path,
                name,
                ", ".join(TRAITS),
                near_matches(str(name), TRAITS),
            )
    wrong = [
        problem for name, value in who.items() if name in TRAITS for problem in _wrong_form(path, name, value)
    ]
    yield from wrong
    if not wrong:
        yield from _wrong_names(path, who, vocabulary)
        yield from _contradictions(path, who, vocabulary)


def _wrong_form(path: str, name: str, value: t.Any) -> t.Iterator[str]:
    form = TRAITS[name].form
    where = "%s.%s" % (path, name)
    if value is None:
        return
    if form == WORD and (isinstance(value, (dict, list, bool)) or not str(value).strip()):
        yield "%s: is no name. A requester has one of these." % where
    elif form == NAMES and not _is_names(value):
        yield "%s: is no list of names." % where
    elif form == FLAGS and not (
        (isinstance(value, bool) and name == "chrome")
        or (isinstance(value, dict) and all(isinstance(one, bool) for one in value.values()))
    ):
        yield "%s: is no dictionary of names with true or false." % where
    elif form == VALUES and not (isinstance(value, dict) and all(map(_is_names, value.values()))):
        yield "%s: is no dictionary of attributes with lists of values." % where
    elif form == LEVELS and not isinstance(value, (dict, str)):
        yield "%s: is no level, and no dictionary of sources with levels." % where


def _is_names(value: t.Any) -> bool:
    return isinstance(value, (list, tuple)) and all(
        isinstance(one, (str, int)) and not isinstance(one, bool) and str(one).strip() for one in value
    )


def _wrong_names(path: str, who: Who, vocabulary: Vocabulary) -> t.Iterator[str]:
    words = {"client_type": CLIENT_TYPES, "platform": PLATFORMS}
    for name, allowed in words.items():
        value = who.get(name)
        if value is not None and str(value).lower() not in allowed and not vocabulary.is_said(name, value):
            yield "%s.%s: '%s' is not one of %s.%s" % (
                path,
                name,
                value,
                ", ".join(allowed),
                near_matches(str(value), allowed),
            )
    country = who.get("country")
    if country is not None and not is_country(str(country).upper()):
        yield "%s.country: '%s' is no country. Give two letters such as US.%s" % (
            path,
            country,
            country_hint(str(country)),
        )
    for source, level in _levels(who.get("risk")).items():
        if str(level).upper() not in RISKS and not vocabulary.is_said("risk", source):
            yield "%s.risk: '%s' is not one of %s." % (path, level, ", ".join(RISKS))
    for name, trait in TRAITS.items():
        if name in words or name in ("country", "risk", "chrome") or who.get(name) is None:
            continue
        value = who[name]
        for one in [value] if trait.form == WORD else list(value):
            wrong = vocabulary.wrong_name(name, str(one)) if (name, one) != ("idp", NO_USER) else ""
            if wrong:
                yield "%s.%s: %s" % (path, name, wrong)


def _contradictions(path: str, who: Who, vocabulary: Vocabulary) -> t.Iterator[str]:
    """Yield what no requester can be at once."""
    idp, client = who.get("idp"), who.get("client_type")
    owners: dict[str, str] = {}
    for trait in ("scim_groups", "saml", "scim"):
        for name in who.get(trait) or ():
            known = vocabulary.owners.get((trait, str(name)), set()) - {""}
            if idp == NO_USER:
                yield "%s.%s: '%s' is of a user, and idp says that there is none." % (path, trait, name)
            elif idp and known and idp not in known and trait != "scim_groups":
                yield "%s.%s: '%s' is of %s, and idp is '%s'. A user comes from one of them." % (
                    path,
                    trait,
                    name,
                    " or ".join(sorted(known)),
                    idp,
                )
            elif not idp and len(known) > 1:
                yield "%s.%s: '%s' is of %s. Say which with idp." % (
                    path,
                    trait,
                    name,
                    " and ".join(sorted(known)),
                )
            elif not idp and len(known) == 1:
                owners[min(known)] = "%s '%s'" % (trait, name)
            elif not idp:
                yield "%s.%s: nobody tells of which identity provider '%s' is. Say it with idp." % (
                    path,
                    trait,
                    name,
                )
    if len(owners) > 1:
        yield "%s: %s belong to different identity providers, and a user comes from one." % (
            path,
            " and ".join(owners.values()),
        )
    is_connector = client is None or client in CLIENT_CONNECTORS
    for trait in ("posture", "trusted_networks"):
        if who.get(trait) and not is_connector:
            yield "%s.%s: %s reports none, only Client Connector does, such as %s." % (
                path,
                trait,
                client,
                CLIENT_CONNECTORS[0],
            )
    for trait, needed in (("machine_group", MACHINE_TUNNEL), ("workload_tag_groups", CLOUD_CONNECTOR)):
        if who.get(trait) and client not in (None, needed):
            yield "%s.%s: goes with client_type %s only." % (path, trait, needed)
    asked = [trait for trait in CLIENTS_OF if who.get(trait)] if client is None else []
    if asked and not set.intersection(*(set(CLIENTS_OF[trait]) for trait in asked)):
        yield "%s: %s go with different clients, and a request comes from one. Make several of it." % (
            path,
            " and ".join(asked),
        )


def wrong_request(path: str, request: t.Any, vocabulary: Vocabulary) -> t.Iterator[str]:
    """Yield what is wrong with a request to explain."""
    if not isinstance(request, dict):
        yield "%s: is no dictionary. Give host, port, protocol and who." % path
        return
    yield from _unknown_keys(path, request, REQUEST_KEYS)
    if not str(request.get("host") or "").strip():
        yield "%s.host: is missing. Give a name or an IP address." % path
    else:
        yield from _wrong_host(path, request)
    if request.get("port") is None and request.get("protocol") != ICMP:
        yield "%s.port: is missing. Give the port, or protocol: icmp, which has none." % path
    yield from _wrong_port(path, request)
    yield from wrong_who(path + ".who", request.get("who"), vocabulary)


def wrong_test(path: str, test: t.Any, vocabulary: Vocabulary) -> t.Iterator[str]:
    """Yield what is wrong with a test of access."""
    if not isinstance(test, dict):
        yield "%s: is no dictionary. Give who, what and expect." % path
        return
    yield from _unknown_keys(path, test, TEST_KEYS)
    if str(test.get("expect") or "").lower() not in EXPECTED:
        expected = str(test.get("expect") or "")
        yield not_one_of("%s.expect: '%s'" % (path, expected), expected, tuple(EXPECTED))
    yield from wrong_who(path + ".who", test.get("who"), vocabulary)
    what = test.get("what")
    where = path + ".what"
    if not isinstance(what, dict) or not any(
        what.get(name) for name in ("segments", "segment_groups", "host")
    ):
        yield "%s: says nothing. Give segments, segment_groups or a host." % where
        return
    yield from _unknown_keys(where, what, WHAT_KEYS)
    for name, known, noun in (
        ("segments", vocabulary.segments, "application segment"),
        ("segment_groups", vocabulary.groups, "segment group"),
    ):
        if what.get(name) is not None and not _is_names(what[name]):
            yield "%s.%s: is no list of names. Give a list, also of one, such as [SAP]." % (where, name)
            continue
        for one in what.get(name) or ():
            if one not in known and one not in known.values():
                advice = suggestion(str(one), known.values()) or "%d were compared." % len(known)
                yield "%s.%s: no %s is called '%s'. %s" % (where, name, noun, one, advice)
    if what.get("host"):
        yield from _wrong_host(where, what)
    elif what.get("port") is not None:
        yield "%s.port: needs a host beside it. Give host, or leave port out." % where
    yield from _wrong_port(where, what)


def _unknown_keys(path: str, given: t.Mapping[str, t.Any], known: t.Sequence[str]) -> t.Iterator[str]:
    for name in given:
        if name not in known:
            yield "%s.%s: is not known. Give one of %s.%s" % (
                path,
                name,
                ", ".join(known),
                near_matches(str(name), known),
            )


def _wrong_host(path: str, given: t.Mapping[str, t.Any]) -> t.Iterator[str]:
    wrong = wrong_host(str(given["host"]))
    if wrong:
        yield "%s.host: %s" % (path, wrong)


def _wrong_port(path: str, given: t.Mapping[str, t.Any]) -> t.Iterator[str]:
    protocol, port = given.get("protocol"), given.get("port")
    if protocol is not None and protocol not in ASKED_PROTOCOLS:
        yield "%s.protocol: '%s' is not one of %s." % (path, protocol, ", ".join(ASKED_PROTOCOLS))
    # ICMP has none, which some say with a zero.
    first = 0 if protocol == ICMP else FIRST_PORT
    if port is not None and not (str(port).isdigit() and first <= int(port) <= LAST_PORT):
        yield "%s.port: '%s' is no port. Give a number from %d to %d." % (path, port, FIRST_PORT, LAST_PORT)


def _levels(risk: t.Any) -> dict[str, str]:
    return {DEFAULT_RISK: risk} if isinstance(risk, str) else dict(risk or {})


def unsaid(whos: t.Iterable[Who], vocabulary: Vocabulary) -> list[str]:
    """Return the names of requesters that no rule has, a sentence each: nothing tells them from others."""
    found: dict[tuple[str, str], None] = {}
    for who in whos:
        for name, value in who.items():
            trait = TRAITS.get(name)
            if trait is None or value is None or name in ("client_type", "risk", "chrome"):
                continue
            for one in [value] if trait.form == WORD else list(value):
                if one != NO_USER and not vocabulary.is_said_of(name, str(one), who):
                    found[name, str(one)] = None
    return [
        UNSAID % (name, one, _near(name, one, vocabulary) if place < MOST_COMPARED else "")
        for place, (name, one) in enumerate(found)
    ]


def _near(name: str, given: str, vocabulary: Vocabulary) -> str:
    return near_matches(given, sorted(vocabulary.said.get(name, ())))


def unheard(requests: t.Iterable[t.Mapping[str, t.Any]]) -> t.Iterator[str]:
    """Yield what requests have that nobody reports, since it is not told which client asks."""
    for place, request in enumerate(requests):
        who = request.get("who") or {}
        for trait in ("posture", "trusted_networks"):
            if who.get(trait) and not who.get("client_type"):
                yield UNHEARD % (place, trait, CLIENT_CONNECTORS[0])


# -- Taken apart -----------------------------------------------------------------------------------------


def settled(who: Who, vocabulary: Vocabulary) -> dict[str, t.Any]:
    """Return who asks with nothing left to guess: the identity provider, words as they are compared."""
    found = {name: value for name, value in who.items() if value is not None}
    if "idp" not in found:
        owners = {
            owner
            for trait in ("scim_groups", "saml", "scim")
            for name in found.get(trait) or ()
            for owner in (owner_of(trait, str(name), who, vocabulary),)
            if owner
        }
        if len(owners) == 1:
            found["idp"] = next(iter(owners))
    if isinstance(found.get("chrome"), bool):
        found["chrome"] = {MANAGED_BROWSER: found["chrome"]}
    for name, form in (("country", str.upper), ("platform", str.lower), ("client_type", str.lower)):
        if name in found:
            found[name] = form(str(found[name]))
    if "risk" in found:
        found["risk"] = {source: str(level).upper() for source, level in _levels(found["risk"]).items()}
    return found


def values_in(whos: t.Iterable[Who]) -> t.Iterator[tuple[str, str]]:
    """Yield attributes with the values that are said of requesters."""
    for who in whos:
        for trait in ("saml", "scim"):
            for attribute, values in (who.get(trait) or {}).items():
                yield from ((str(attribute), str(value)) for value in values)


def as_plain(who: Who) -> dict[str, t.Any]:
    """Return who asks as one request has it: without a user there is no identity provider."""
    return {name: value for name, value in who.items() if (name, value) != ("idp", NO_USER)}
