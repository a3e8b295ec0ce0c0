# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What objects of all kinds name: it is not deleted, it can be freed and deleted in one plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.cases import OBJECTS
from support.policies import add_rule
from support.randomly import executed, few
from support.tenants import TestTenant, new_tenant
from zpa_emulator import Emulator
from zpa_emulator.policy_seeds import add_approval, add_console, add_look_up

CHECK = pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
WAY = pytest.mark.parametrize("way", ["module", "configuration"])
TABLES = {table.key: table for table in OBJECTS}
LISTS = [table.resource.list_key for table in OBJECTS]
RULES = "policy_rules"
Config = dict[str, Any]


class Reference(NamedTuple):
    """An object called Named of a ``kind``, and what names it, which is called Names it.

    ``add`` puts both into a tenant, and one of the kind called Other. ``referrer``: the list that has what
    names it, "" where nothing here manages that. ``free``, ``name``: options of that which let go of the
    object, and which name it. ``said``: how it is told.
    """

    kind: str
    add: Callable[[TestTenant], Any]
    said: str
    referrer: str = ""
    free: Mapping[str, Any] = MappingProxyType({})
    name: Mapping[str, Any] = MappingProxyType({})


def _in_segment_group(zpa: TestTenant) -> None:
    zpa.add_application("Names it")
    zpa.add_group("Named", applications=["Names it"])
    zpa.add_group("Other")


def _about(*groups: str, apps: Sequence[str] = ()) -> list[dict[str, Any]]:
    given = {"APP_GROUP": list(groups), "APP": list(apps)}
    operands = [{"object_type": kind, "objects": names} for kind, names in given.items() if names]
    return [{"operands": operands}] if operands else []


def _segment_group_in_rule(zpa: TestTenant) -> None:
    zpa.add_group("Named")
    operand = {"objectType": "APP_GROUP", "values": ["Named"]}
    add_rule(zpa, "Names it", conditions=[{"operands": [operand]}])


def _connector_group_in_rule(zpa: TestTenant) -> None:
    zpa.add_connector_group("Named")
    add_rule(zpa, "Names it", appConnectorGroups=["Named"])


def _connector_group_in_server_group(zpa: TestTenant) -> None:
    zpa.add_connector_group("Named")
    zpa.add_connector_group("Other")
    zpa.add_server_group("Names it", app_connector_groups=["Named"])


def _server_group_in_rule(zpa: TestTenant) -> None:
    zpa.add_server_group("Named")
    add_rule(zpa, "Names it", appServerGroups=["Named"])


def _server_group_in_application(zpa: TestTenant) -> None:
    zpa.add_group("Home")
    zpa.add_application("Names it")
    zpa.add_server_group("Named", applications=["Names it"])


def _segment_in_rule(zpa: TestTenant) -> None:
    zpa.add_application("Named")
    operand = {"objectType": "APP", "values": ["Named"]}
    add_rule(zpa, "Names it", conditions=[{"operands": [operand]}])


def _segment_in_console(zpa: TestTenant) -> None:
    domain = "desktop.example.com"
    zpa.add_application("Named", praApps=[{"domain": domain, "applicationProtocol": "RDP"}])
    add_console(zpa.tenant, "Names it", domain)


def _segment_in_approval(zpa: TestTenant) -> None:
    zpa.add_application("Named")
    add_approval(zpa.tenant, ["ada@example.com", "bob@example.com"], ["Named"])


def _segment_in_portal_link(zpa: TestTenant) -> None:
    (named,) = zpa.add_application("Named")
    add_look_up(zpa.tenant, "userPortalLink", "Names it", applicationId=named["id"])


def _server_in_server_group(zpa: TestTenant) -> None:
    for name in ("Named", "Other"):
        TABLES["application_server"].add(zpa, name)
    zpa.add_server_group("Names it", application_servers=["Named"])


ALL_REFERENCES = (
    Reference(
        "segment_group",
        _in_segment_group,
        "Application 'Names it' (id ",
        "application_segments",
        {"segment_group": "Other"},
        {"segment_group": "Named", "domain_names": ["new.example.com"]},
    ),
    Reference(
        "segment_group",
        _segment_group_in_rule,
        "access rule 'Names it' (id ",
        RULES,
        {"conditions": []},
        {"conditions": _about("Named")},
    ),
    Reference(
        "app_connector_group",
        _connector_group_in_rule,
        "access rule 'Names it' (id ",
        RULES,
        {"app_connector_groups": []},
        {"app_connector_groups": ["Named"]},
    ),
    Reference(
        "app_connector_group",
        _connector_group_in_server_group,
        "Server Group 'Names it' (id ",
        "server_groups",
        {"app_connector_groups": ["Other"]},
        {"app_connector_groups": ["Named"], "dynamic_discovery": True},
    ),
    Reference(
        "server_group",
        _server_group_in_rule,
        "access rule 'Names it' (id ",
        RULES,
        {"app_server_groups": []},
        {"app_server_groups": ["Named"]},
    ),
    Reference(
        "server_group",
        _server_group_in_application,
        "Application 'Names it' (id ",
        "application_segments",
        {"server_groups": []},
        {"server_groups": ["Named"], "segment_group": "Home", "domain_names": ["new.example.com"]},
    ),
    Reference(
        "application_segment",
        _segment_in_rule,
        "access rule 'Names it' (id ",
        RULES,
        {"conditions": []},
        {"conditions": _about(apps=["Named"])},
    ),
    Reference("application_segment", _segment_in_console, "privileged console 'Names it' (id "),
    Reference(
        "application_segment",
        _segment_in_approval,
        "privileged approval 'ada@example.com, bob@example.com; Named' (id ",
    ),
    Reference("application_segment", _segment_in_portal_link, "user portal link 'Names it' (id "),
    Reference(
        "application_server",
        _server_in_server_group,
        "server group 'Names it' (id ",
        "server_groups",
        {"application_servers": ["Other"]},
        {"application_servers": ["Named"], "dynamic_discovery": False},
    ),
)
REFERENCES = [reference for reference in ALL_REFERENCES if reference.kind in TABLES]
MANAGED = [reference for reference in REFERENCES if reference.referrer in (RULES, *LISTS)]


def ids(references: list[Reference]) -> list[str]:
    return ["%s of %s" % (one.kind, one.add.__name__.strip("_")) for one in references]


EACH = pytest.mark.parametrize("reference", REFERENCES, ids=ids(REFERENCES))
EACH_MANAGED = pytest.mark.parametrize("reference", MANAGED, ids=ids(MANAGED))
ABSENT = {"name": "Named", "state": "absent"}


def config(zpa: TestTenant, check: bool = False, **config: Any) -> dict[str, Any]:
    zpa.forget()
    return zpa.run("zpa_config", check, config=config)


def among(section: str, *entries: dict[str, Any]) -> Config:
    """The lists of a configuration with these entries of what names objects."""
    if section == RULES:
        return {RULES: {"access": [{"action": "ALLOW", **entry} for entry in entries]}}
    return {section: list(entries)}


def absent(reference: Reference) -> Config:
    return {TABLES[reference.kind].resource.list_key: [ABSENT]}


@CHECK
@WAY
@EACH
def test_what_is_named_is_not_deleted_and_what_names_it_is_told(
    zpa: TestTenant, reference: Reference, way: str, check: bool
) -> None:
    reference.add(zpa)
    zpa.forget()
    if way == "module":
        result = zpa.run("zpa_" + reference.kind, check, **ABSENT)
    else:
        result = config(zpa, check, **absent(reference))
    assert "'Named'" in result["msg"]
    assert "it is named by " in result["msg"]
    assert reference.said in result["msg"]
    assert zpa.writes == []


@CHECK
@EACH_MANAGED
def test_what_is_freed_is_deleted_in_the_same_plan(
    zpa: TestTenant, reference: Reference, check: bool
) -> None:
    reference.add(zpa)
    lists = {**absent(reference), **among(reference.referrer, {"name": "Names it", **reference.free})}
    planned = [step["operation"] for step in config(zpa, check, **lists)["plan"]]
    assert planned == ["update", "delete"]
    if not check:
        assert config(zpa, **lists)["changed"] is False


@CHECK
@EACH_MANAGED
def test_what_is_deleted_with_what_names_it_goes_after_that(
    zpa: TestTenant, reference: Reference, check: bool
) -> None:
    reference.add(zpa)
    lists = {**absent(reference), **among(reference.referrer, {"name": "Names it", "state": "absent"})}
    assert [step["name"] for step in config(zpa, check, **lists)["plan"]] == ["Names it", "Named"]


@CHECK
@EACH_MANAGED
def test_what_the_same_plan_names_is_not_deleted(zpa: TestTenant, reference: Reference, check: bool) -> None:
    reference.add(zpa)
    freed = {"name": "Names it", **reference.free}
    lists = {**absent(reference), **among(reference.referrer, freed, {"name": "New", **reference.name})}
    said = config(zpa, check, **lists)["msg"]
    place = "policy_rules.access" if reference.referrer == RULES else reference.referrer
    assert "'New' (config.%s[1]). Take it out" % place in said
    assert "'Names it'" not in said
    assert zpa.writes == []


# -- Random tenants ----------------------------------------------------------------------------------------


class Kind(NamedTuple):
    """A list of a configuration.

    ``options``: by which its objects name others, and the list of these. Conditions of rules are about
    segment groups, those of ``apps`` about segments.
    """

    section: str
    path: str
    options: dict[str, str]


ALL_KINDS = (
    Kind("segment_groups", "segmentGroup", {}),
    Kind("app_connector_groups", "appConnectorGroup", {}),
    Kind("application_servers", "server", {}),
    Kind(
        "server_groups",
        "serverGroup",
        {"app_connector_groups": "app_connector_groups", "application_servers": "application_servers"},
    ),
    Kind(
        "application_segments",
        "application",
        {"segment_group": "segment_groups", "server_groups": "server_groups"},
    ),
    Kind(
        RULES,
        "policyRule",
        {
            "app_connector_groups": "app_connector_groups",
            "app_server_groups": "server_groups",
            "conditions": "segment_groups",
            "apps": "application_segments",
        },
    ),
)
KINDS = [kind for kind in ALL_KINDS if kind.section in (RULES, *LISTS)]
NAMES = ("A", "B", "C")
PLACE = {"latitude": 47.3768866, "longitude": 8.541694, "location": "Zurich"}
# What names one object only.
SINGLE = {"segment_group"}
# What creations must say.
NEEDED = {
    "app_connector_groups": PLACE,
    "application_servers": {"address": "10.20.30.40"},
    "application_segments": {"domain_names": ["new.example.com"]},
    RULES: {"action": "ALLOW"},
}
Node = tuple[str, str]
# What each object names, by the option.
Named = dict[Node, dict[str, list[str]]]


class Case(NamedTuple):
    """A tenant and what shall become of it. ``renamed``: new names of what is declared by its id."""

    before: Named
    declared: Named
    gone: set[Node]
    renamed: dict[Node, str]
    is_overridden: bool

    @property
    def given(self) -> set[str]:
        return {section for section, _name in (*self.declared, *self.gone)}

    @property
    def staying(self) -> Named:
        """What is there afterwards, and what it names."""
        kept = {
            node: named
            for node, named in self.before.items()
            if node not in self.gone and not (self.is_overridden and node[0] in self.given)
        }
        return {**kept, **self.declared}

    @property
    def dangling(self) -> bool:
        """Whether something that stays names something that goes."""
        options = {kind.section: kind.options for kind in KINDS}
        there = self.staying
        return any(
            (options[section][option], name) not in there
            for (section, _name), named in there.items()
            for option, names in named.items()
            for name in names
        )


@st.composite
def cases(draw: Callable[[st.SearchStrategy[Any]], Any]) -> Case:
    def some(names: list[str], is_one: bool = False) -> list[str]:
        """Some names, at most one of them where an object names one only."""
        found = [name for name in names if draw(st.booleans())]
        return found[:1] if is_one else found

    def names_of(nodes: Any, section: str) -> list[str]:
        return [name for of, name in nodes if of == section]

    def named(kind: Kind, nodes: Any) -> dict[str, list[str]]:
        return {
            option: some(names_of(nodes, section), option in SINGLE)
            for option, section in kind.options.items()
        }

    before: Named = {}
    for kind in KINDS:
        before.update({(kind.section, name): named(kind, before) for name in some(list(NAMES))})
    fates = {node: draw(st.sampled_from(["left", "left", "kept", "gone"])) for node in before}
    gone = {node for node, fate in fates.items() if fate == "gone"}
    # Mostly only what stays is named, as people would write it.
    can_dangle = draw(st.integers(0, 3)) == 0
    declared: Named = {}
    for kind in KINDS:
        there = (
            {**before, **declared}
            if can_dangle
            else {node: () for node in (*before, *declared) if node not in gone}
        )
        new = {(kind.section, "New"): "kept"} if draw(st.booleans()) else {}
        for node, fate in {**fates, **new}.items():
            if node[0] != kind.section or fate != "kept":
                continue
            declared[node] = named(kind, there)
            for option in SINGLE & kind.options.keys():
                # What is said of nothing stays; what is new must say it.
                if not declared[node][option]:
                    declared[node][option] = before.get(node, {}).get(option, [])
                if node not in before and not declared[node][option]:
                    del declared[node]
    renamed = {
        node: node[1] + " renamed" for node in declared if node in before and draw(st.integers(0, 3)) == 0
    }
    return Case(before, declared, gone, renamed, draw(st.integers(0, 3)) == 0)


def build(zpa: TestTenant, before: Named) -> None:
    add = {table.resource.list_key: table.add for table in OBJECTS}
    for (section, name), named in before.items():
        if section == RULES:
            about = {"APP_GROUP": named["conditions"], "APP": named.get("apps", [])}
            operands = [{"objectType": kind, "values": names} for kind, names in about.items() if names]
            add_rule(
                zpa,
                name,
                conditions=[{"operands": operands}] if operands else [],
                appConnectorGroups=named.get("app_connector_groups", []),
                appServerGroups=named.get("app_server_groups", []),
            )
        elif section == "application_segments":
            groups = [zpa.stored(group)["id"] for group in named["segment_group"]]
            servers = [zpa.stored(group, "serverGroup")["id"] for group in named["server_groups"]]
            wire = {"serverGroups": [{"id": one} for one in servers]}
            zpa.add_application(name, **wire, **({"segmentGroupId": groups[0]} if groups else {}))
        else:
            add[section](zpa, name, **named)


def written(zpa: TestTenant, case: Case) -> Config:
    """The configuration."""
    paths = {kind.section: kind.path for kind in KINDS}
    lists: dict[str, list[dict[str, Any]]] = {section: [] for section in case.given}
    for section, name in case.gone:
        if not case.is_overridden:
            lists[section].append({"name": name, "state": "absent"})
    options = {kind.section: kind.options for kind in KINDS}
    for node, named in case.declared.items():
        section, name = node
        entry: dict[str, Any] = (
            {"name": name} if node in case.before else {"name": name, **NEEDED.get(section, {})}
        )
        if node in case.renamed:
            entry = {"id": zpa.stored(name, paths[section])["id"], "name": case.renamed[node]}
        for option, names in named.items():
            said = [case.renamed.get((options[section][option], one), one) for one in names]
            if option not in SINGLE:
                entry[option] = said
            elif said:
                entry[option] = said[0]
        if section == RULES:
            entry["conditions"] = _about(*entry["conditions"], apps=entry.pop("apps", ()))
        if section == "server_groups":
            entry["dynamic_discovery"] = not entry.get("application_servers")
        lists[section].append(entry)
    return {
        section: {"access": entries} if section == RULES else entries for section, entries in lists.items()
    }


@given(cases())
@executed(few(60))
def test_no_step_of_a_plan_that_was_accepted_is_refused(
    emulator: Emulator, tmp_path_factory: pytest.TempPathFactory, case: Case
) -> None:
    zpa: TestTenant = new_tenant(emulator, Path(tmp_path_factory.mktemp("cache")))
    build(zpa, case.before)
    options = {
        "config": written(zpa, case),
        "state": "overridden" if case.is_overridden else "merged",
        "max_deletions": 1000,
    }
    if not case.given:
        return
    planned = zpa.run("zpa_config", True, **options)
    if case.dangling:
        assert "it is named by" in planned["msg"]
        assert zpa.writes == []
        return
    assert not planned.get("failed"), planned
    done = zpa.run("zpa_config", **options)
    assert not done.get("failed"), done
    assert done["changed"] is planned["changed"]
    assert zpa.run("zpa_config", **options)["changed"] is False
