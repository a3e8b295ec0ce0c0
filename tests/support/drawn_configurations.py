# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Random tenants, and configurations that can be carried out on them, as data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from support.policies import Id

DECEPTION, DEFAULT = "Zscaler Deception", "Default_Rule"
UNKNOWN = {"somethingNew": {"kept": [1, 2]}, "anotherNewThing": "x"}
GROUPS, SITES, RULES = "segmentGroup", "appConnectorGroup", "policyRule"
KINDS = {"segment_groups": GROUPS, "app_connector_groups": SITES}
WIRE_TYPES = {
    "access": "ACCESS_POLICY",
    "timeout": "TIMEOUT_POLICY",
    "client_forwarding": "CLIENT_FORWARDING_POLICY",
}
ACTIONS = {
    "access": ["ALLOW", "DENY"],
    "timeout": ["RE_AUTH"],
    "client_forwarding": ["BYPASS", "INTERCEPT"],
}
PLACES = {
    "zurich": {"latitude": 47.3768866, "longitude": 8.541694, "location": "Zurich, Switzerland"},
    "sydney": {"latitude": -33.8688197, "longitude": 151.2092955, "location": "Sydney"},
}
APPLICATIONS = ["App %s" % letter for letter in "ABCDEFG"]

# Names that only differ in case, or need an escape; and one that looks like an id.
GROUP_NAMES = ["Group", "group", "G & D", "Gruppe Zürich"]
NUMBER = "20240101"  # What is called so is gathered by its id, which differs from tenant to tenant.
SITE_NAMES = ["Site", "site", "Site <1>", "Site 2"]
RULE_NAMES = ["Rule", "rule", "R&R", 'Rule "2"', "Rule 3"]
NEW_NAMES = ["%s new 1", "%s new 2", "%s (new)"]


@dataclass
class Case:
    """A tenant and a configuration, with ``Id`` where an id is to be, since nobody knows it yet.

    ``rules``: of each policy type that the tenant has rules of, in their order. Their form, and that of
    groups and connector groups, is the form of options.
    """

    groups: list[dict[str, Any]]
    sites: list[dict[str, Any]]
    rules: dict[str, list[dict[str, Any]]]
    has_deception: bool
    config: dict[str, Any] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)

    def lists(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """The lists of the configuration, by their paths in it."""
        for name, entries in self.config.items():
            if name == "policy_rules":
                yield from (("policy_rules." + kind, rules) for kind, rules in entries.items())
            else:
                yield name, entries


Draw = Callable[[st.SearchStrategy[Any]], Any]
flags = st.booleans()
texts = st.sampled_from(["", "Old", "Call <us> & wait", "New"])


def some(draw: Draw, values: list[Any], least: int = 0) -> list[Any]:
    """Some of the values, in any order."""
    shuffled = draw(st.permutations(values)) if values else []
    return shuffled[: draw(st.integers(min(least, len(values)), len(values)))]


def often(draw: Draw) -> bool:
    return draw(st.integers(0, 3)) > 0


def seldom(draw: Draw) -> bool:
    return draw(st.integers(0, 4)) == 0


def draw_operand(draw: Draw, policy_type: str, groups: list[str]) -> dict[str, Any]:
    def objects(kind: str, values: list[str]) -> dict[str, Any]:
        return {"object_type": kind, "objects": some(draw, values, 1)[:3]}

    def entries(kind: str, lefts: list[str], rights: list[str], **more: Any) -> dict[str, Any]:
        pairs = [{"lhs": left, "rhs": right} for left in lefts for right in rights]
        return {"object_type": kind, **more, "entries": some(draw, pairs, 1)[:3]}

    makers = [
        lambda: objects("APP", APPLICATIONS),
        lambda: objects("CLIENT_TYPE", ["zpn_client_type_zapp", "zpn_client_type_exporter"]),
        lambda: objects("PLATFORM", ["linux", "mac", "ios"]),
        lambda: entries("SCIM_GROUP", ["Okta", "Azure"], ["Finance", "Guests"]),
        lambda: entries("SAML", ["Email_Okta", "Email_Azure"], ["a@example.com", "b"]),
        lambda: entries(
            "SCIM", ["department"], ["Finance", "x"], idp=draw(st.sampled_from(["Okta", "Azure"]))
        ),
    ]
    if groups:
        makers += [lambda: objects("APP_GROUP", groups)] * 3
    if policy_type == "access":
        makers += [
            lambda: objects("COUNTRY_CODE", ["DE", "CH", "US"]),
            lambda: objects("LOCATION", ["Location A", "Location B"]),
        ]
    if policy_type != "timeout":
        makers += [lambda: objects("MACHINE_GRP", ["Machines A", "Machines B"])]
    # Of functions Hypothesis takes the address into account, which is another one in the next run.
    return makers[draw(st.integers(0, len(makers) - 1))]()


def draw_conditions(draw: Draw, policy_type: str, groups: list[str]) -> list[dict[str, Any]]:
    return [
        {
            "operator": draw(st.sampled_from(["OR", "OR", "AND"])),
            "negated": seldom(draw),
            "operands": [
                draw_operand(draw, policy_type, groups) for _number in range(draw(st.integers(1, 3)))
            ],
        }
        for _number in range(draw(st.integers(0, 3)))
    ]


def draw_rule(
    draw: Draw, policy_type: str, name: str, groups: list[str], sites: list[str], is_whole: bool = True
) -> dict[str, Any]:
    """A rule, or some options of one that is there."""
    options: dict[str, Callable[[], Any]] = {
        "action": lambda: draw(st.sampled_from(ACTIONS[policy_type])),
        "description": lambda: draw(texts),
        "custom_msg": lambda: draw(texts),
        "conditions": lambda: draw_conditions(draw, policy_type, groups),
    }
    if policy_type == "access":
        options["app_connector_groups"] = lambda: some(draw, sites)
    if policy_type == "timeout":
        options["reauth_timeout"] = lambda: draw(st.sampled_from([172800, 3600]))
        options["reauth_idle_timeout"] = lambda: draw(st.sampled_from([600, 1200]))
    needed = {"action"} if is_whole else set()
    return {"name": name, **{key: make() for key, make in options.items() if key in needed or draw(flags)}}


def draw_site(draw: Draw, name: str, is_whole: bool = True) -> dict[str, Any]:
    options: dict[str, Any] = {
        "description": texts,
        "enabled": flags,
        "upgrade_day": st.sampled_from(["MONDAY", "SUNDAY"]),
        "dns_query_type": st.sampled_from(["IPV4", "IPV4_IPV6"]),
    }
    site = {"name": name, **{key: draw(values) for key, values in options.items() if draw(flags)}}
    place = PLACES[draw(st.sampled_from(sorted(PLACES)))]
    return {**site, **place} if is_whole or draw(flags) else site


@st.composite
def tenants(draw: Draw, more_names: tuple[str, ...] = (NUMBER,)) -> Case:
    """A tenant, and nothing declared yet."""
    owners = some(draw, [*GROUP_NAMES, *more_names], 1)
    groups = [{"name": name, "description": draw(texts), "enabled": draw(flags)} for name in owners]
    homes = [draw(st.sampled_from([*owners, *[""] * 8])) for _application in APPLICATIONS]
    for group in groups:
        group["applications"] = [
            name for name, home in zip(APPLICATIONS, homes, strict=True) if home == group["name"]
        ]
    sites = [
        {**draw_site(draw, name), "has_server_group": seldom(draw)} for name in some(draw, SITE_NAMES, 1)
    ]
    site_names = [site["name"] for site in sites]
    types = some(draw, list(WIRE_TYPES), 2)
    rules = {
        kind: [draw_rule(draw, kind, name, owners, site_names) for name in some(draw, RULE_NAMES)]
        for kind in sorted(types)
    }
    return Case(groups, sites, rules, draw(flags))


def named_by(rule: dict[str, Any]) -> set[str]:
    """The groups and connector groups that a rule names."""
    operands = [operand for entry in rule.get("conditions", ()) for operand in entry["operands"]]
    groups = [name for one in operands if one["object_type"] == "APP_GROUP" for name in one["objects"]]
    return {*groups, *rule.get("app_connector_groups", ())}


@dataclass
class Wish:
    """What becomes of one object: its entry, if it is declared, and the name that it has then."""

    name: str
    entry: dict[str, Any] | None
    final_name: str

    @property
    def is_absent(self) -> bool:
        return bool(self.entry) and self.entry.get("state") == "absent"


def draw_wish(
    draw: Draw, path: str, name: str, new_names: list[str], change: Callable[[], dict[str, Any]]
) -> Wish:
    fate = draw(st.sampled_from(["undeclared", "touched", "changed", "changed", "renamed", "absent"]))
    by = {"id": Id(path, name)} if draw(flags) else {"name": name}
    if fate == "undeclared":
        return Wish(name, None, name)
    if fate == "touched":
        return Wish(name, by, name)
    if fate == "absent":
        return Wish(name, {**by, "state": "absent"}, name)
    if fate == "renamed" and new_names:
        renamed = new_names.pop()
        return Wish(name, {**change(), "id": Id(path, name), "name": renamed}, renamed)
    return Wish(name, {**change(), **({"id": Id(path, name)} if "id" in by else {}), "name": name}, name)


@st.composite
def cases(draw: Draw, more_names: tuple[str, ...] = (NUMBER,)) -> Case:
    """A tenant, and what can be declared on it."""
    case = draw(tenants(more_names))
    is_overridden = seldom(draw) or seldom(draw)
    policies = [kind for kind in case.rules if often(draw)]
    given = {kind: often(draw) for kind in KINDS}
    if not policies and not any(given.values()):
        given["segment_groups"] = True

    def site(name: str) -> dict[str, Any]:
        return draw_site(draw, name, is_whole=False)

    wishes: dict[str, list[Wish]] = {}
    for kind, objects, title in (
        ("segment_groups", case.groups, "Group"),
        ("app_connector_groups", case.sites, "Site"),
    ):
        names = [name % title for name in NEW_NAMES]
        change = {
            "segment_groups": lambda: {
                key: draw(values)
                for key, values in (("description", texts), ("enabled", flags))
                if draw(flags)
            },
            "app_connector_groups": lambda: site(""),
        }[kind]
        wishes[kind] = [
            draw_wish(draw, KINDS[kind], one["name"], names, change)
            if given[kind]
            else Wish(one["name"], None, one["name"])
            for one in objects
        ]
        while given[kind] and names and draw(flags):
            name = names.pop()
            whole = {"name": name} if kind == "segment_groups" else draw_site(draw, name)
            wishes[kind].append(Wish("", whole, name))
    _draw_applications(draw, wishes["segment_groups"])

    def final_names(kind: str) -> list[str]:
        stay = [one for one in wishes[kind] if not one.is_absent]
        if is_overridden and given[kind]:
            stay = [one for one in stay if one.entry]
        return [one.final_name for one in stay]

    final_groups, final_sites = final_names("segment_groups"), final_names("app_connector_groups")
    for kind in policies:
        names = [name % kind for name in NEW_NAMES]

        def change_rule(kind: str = kind) -> dict[str, Any]:
            return draw_rule(draw, kind, "", final_groups, final_sites, is_whole=False)

        wishes[kind] = [
            draw_wish(draw, RULES + ":" + kind, rule["name"], names, change_rule) for rule in case.rules[kind]
        ]
        while names and draw(flags):
            name = names.pop()
            wishes[kind].append(Wish("", draw_rule(draw, kind, name, final_groups, final_sites), name))
    protect = _spare(case, wishes, given, policies, is_overridden)
    config: dict[str, Any] = {}
    for kind in KINDS:
        if given[kind]:
            entries = [one.entry for one in wishes[kind] if one.entry]
            config[kind] = draw(st.permutations(entries)) if entries else []
    for kind in policies:
        entries = [one.entry for one in wishes[kind] if one.entry]
        entries = draw(st.permutations(entries)) if entries else []
        if kind == "access" and case.has_deception and seldom(draw):
            entries = [{"name": DECEPTION}, *entries]
        if kind != "access" and seldom(draw):
            entries = [*entries, {"name": DEFAULT, "custom_msg": draw(texts)}]
        config.setdefault("policy_rules", {})[kind] = entries
    case.config = config
    case.options = {"state": "overridden" if is_overridden else "merged", "max_deletions": 100}
    if protect or draw(flags):
        case.options["protect"] = [*protect, "Nobody*"]
    return case


def _draw_applications(draw: Draw, wishes: list[Wish]) -> None:
    """Let some groups that are declared say which applications they have, none of them twice."""
    tellers = [one for one in wishes if one.entry and not one.is_absent and often(draw)]
    if not tellers:
        return
    for one in tellers:
        one.entry["applications"] = []  # type: ignore[index]
    for application in APPLICATIONS:
        home = draw(st.integers(0, len(tellers)))
        if home < len(tellers):
            tellers[home].entry["applications"].append(application)  # type: ignore[index]


def _spare(
    case: Case,
    wishes: dict[str, list[Wish]],
    given: dict[str, bool],
    policies: list[str],
    is_overridden: bool,
) -> list[Any]:
    """Keep what could not be deleted, as nobody would plan it otherwise. Return what has to be protected."""
    named: set[str] = set()
    for kind, rules in case.rules.items():
        by_name = {one.name: one for one in wishes.get(kind, ())}
        for rule in rules:
            wish = by_name.get(rule["name"])
            is_gone = wish is not None and (wish.is_absent or (is_overridden and wish.entry is None))
            entry = (wish.entry if wish else None) or {}
            if not is_gone:
                # By the names that they had: those that are declared anew name only what stays.
                parts = ("conditions", "app_connector_groups")
                named |= named_by({key: rule[key] for key in parts if key in rule and key not in entry})
    taken = {
        application
        for one in wishes["segment_groups"]
        for application in (one.entry or {}).get("applications", ())
    }
    for group in case.groups:
        if set(group["applications"]) - taken:
            named.add(group["name"])
    named |= {site["name"] for site in case.sites if site["has_server_group"]}
    protect = []
    for kind, path in KINDS.items():
        for one in wishes[kind]:
            if one.name not in named or not given[kind]:
                continue
            if one.is_absent:
                one.entry = {"name": one.name}
            elif one.entry is None and is_overridden:
                protect.append(one.name if len(protect) % 2 else Id(path, one.name))
    return protect
