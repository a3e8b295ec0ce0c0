# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of modules at random, made from their own argument specs: sensible ones, then broken ones."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from ansible.module_utils import basic
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.object_types import OBJECT_TYPES
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.policy_types import POLICY_TYPES
from hypothesis import strategies as st
from support.cases import OBJECTS, Subject, objects_but
from support.policies import Id
from support.specs import Spec

Options = dict[str, Any]
Draw = Callable[[st.SearchStrategy[Any]], Any]


# -- Sensible options ------------------------------------------------------------------------------------

PLACE = {"latitude": 47.3768866, "longitude": 8.541694, "location": "Zurich, Switzerland"}
APP = [{"operands": [{"object_type": "APP", "objects": ["SAP", "Payroll"]}]}]
PEOPLE = [
    {
        "operator": "OR",
        "operands": [
            {"object_type": "SCIM_GROUP", "entries": [{"lhs": "Okta", "rhs": "Engineering"}]},
            {"object_type": "SAML", "idp": "Okta", "entries": [{"lhs": "Email", "rhs": "a@example.com"}]},
        ],
    }
]
BROWSER = [{"operands": [{"object_type": "CLIENT_TYPE", "objects": ["zpn_client_type_exporter"]}]}]


def _life(subject: Subject) -> dict[str, list[Options]]:
    """Tasks for a kind that has none below, whose tenant has one called Main."""
    module, where = "zpa_" + subject.key, subject.where
    if not subject.resource.has_names:
        tasks: list[Options] = [
            {**where, **subject.meant, **given} for given in (subject.required, subject.other)
        ]
        return {module: tasks, module + "_info": [{}, {**where}]}
    return {
        module: [
            {**where, "name": "New", **subject.required},
            {**where, "name": "Main", **subject.touched},
            {"id": Id(subject.path, "Main"), "name": "Renamed"},
            {**where, "name": "Unused", "state": "absent"},
        ],
        module + "_info": [{}, {"name": "Main"}, {"search": "name LIKE a"}],
    }


# A configuration that can be analysed without a tenant, and somebody in it.
ALONE: Options = {
    "application_segments": [
        {
            "name": "SAP",
            "enabled": True,
            "segment_group": "Finance apps",
            "domain_names": ["sap.example.com"],
            "tcp_ports": ["443"],
        }
    ],
    "segment_groups": [{"name": "Finance apps", "enabled": True}],
    "policy_rules": {"access": [{"name": "Web", "action": "ALLOW", "conditions": APP}]},
    "identity_providers": [{"name": "Okta", "scim": False}],
}
WHO: Options = {
    "client_type": "zpn_client_type_zapp",
    "idp": "Okta",
    "scim_groups": ["Engineering"],
    "saml": {"Email": ["a@example.com"]},
    "posture": {"Disk encrypted": True},
    "risk": "LOW",
}
# Tasks to begin with, so that much of what is made from them is nearly right.
TASKS: dict[str, list[Options]] = {
    **{module: tasks for subject in OBJECTS for module, tasks in _life(subject).items()},
    "zpa_access_analysis": [
        {"after": ALONE},
        {"after": ALONE, "before": ALONE, "max_access_gained": 0, "enforce": True},
        {"after": ALONE, "explain": [{"host": "sap.example.com", "port": 443, "who": WHO}]},
        {
            "after": ALONE,
            "access_tests": [
                {"name": "one", "who": WHO, "what": {"segments": ["SAP"]}, "expect": "block"},
                {"what": {"host": "sap.example.com"}, "expect": "allow"},
            ],
        },
        {"explain": [{"host": "sap.example.com", "port": 443, "who": {"idp": "Okta"}}]},
        {"config": {"policy_rules": {"access": [{"name": "New", "action": "ALLOW", "conditions": APP}]}}},
    ],
    "zpa_app_connector_group": [
        {"name": "New", **PLACE},
        {"name": "Zurich", "enabled": False, "upgrade_day": "monday"},
        {"id": Id("appConnectorGroup", "Zurich"), "name": "Renamed"},
        {"name": "Unused", "state": "absent"},
    ],
    "zpa_app_connector_group_info": [{}, {"name": "Zurich"}, {"search": "name LIKE u"}],
    "zpa_config": [
        {"config": {"segment_groups": [{"name": "New", "applications": ["SAP"]}, {"name": "Finance"}]}},
        *(
            {"config": subject.config({"name": "New", **subject.required}, {"name": "Unused"})}
            for subject in objects_but("segment_group")
        ),
        {
            "config": {
                "policy_rules": {
                    "access": [{"name": "Web"}, {"name": "New", "action": "ALLOW", "conditions": APP}],
                    "timeout": [{"name": "Finance", "reauth_timeout": "8 Hours"}],
                }
            }
        },
        {"config": {"policy_rules": {"isolation": [{"name": "Finance", "conditions": BROWSER}]}}},
        {"config": {"policy_rules": {"access": [{"name": "Finance"}]}}, "state": "overridden"},
        {"state": "gathered"},
    ],
    "zpa_policy_rule": [
        {"name": "New", "action": "ALLOW", "conditions": APP},
        {"name": "Web", "conditions": PEOPLE, "custom_msg": "No."},
        {"name": "Web", "rule_order": 2},
        {"id": Id("policyRule", "Guests"), "name": "Visitors"},
        {"name": "Guests", "state": "absent"},
        {"name": "Finance", "policy_type": "timeout", "reauth_timeout": "8 Hours"},
        {"name": "New", "policy_type": "isolation", "action": "BYPASS_ISOLATE", "conditions": BROWSER},
    ],
    "zpa_policy_rule_info": [{}, {"name": "Web"}, {"action": "allow"}, {"policy_type": "siem"}],
    "zpa_policy_rule_order": [{"rules": ["Web", "Finance"]}, {"rules": ["Guests"], "unlisted": "last"}],
    "zpa_reference_info": [{"kind": "idp"}, {"kind": "scim_group", "idp": "Okta"}, {"kind": "country"}],
    "zpa_segment_group": [
        {"name": "New", "applications": ["SAP"]},
        {"name": "Finance", "enabled": False, "applications": ["Payroll", "Jira"]},
        {"id": Id("segmentGroup", "Finance"), "name": "Renamed"},
        {"name": "Web apps", "state": "absent"},
    ],
    "zpa_segment_group_info": [{}, {"name": "Finance"}, {"search": "name EQ Finance", "enabled": True}],
}
# Values that say something, by the name of the option.
VALUES: dict[str, list[Any]] = {
    "name": ["New", "Finance", "Web", "Zurich", "Referenced", "Zscaler Deception"],
    "id": [Id("segmentGroup", "Finance"), Id("policyRule", "Web"), Id("appConnectorGroup", "Zurich"), "7"],
    "applications": ["SAP", "Payroll", Id("application", "Jira"), "Nothing"],
    "policy_type": [*POLICY_TYPES, "GLOBAL_POLICY"],
    "action": sorted({action for row in POLICY_TYPES.values() for action in row.actions}),
    "object_type": [*OBJECT_TYPES, "app"],
    "objects": ["SAP", "Finance apps", "zpn_client_type_zapp", "CH", "mac", "Okta", "Headquarters"],
    "lhs": ["Okta", "id", "Email", "department", "Disk encrypted", "ZIA", "CH", "windows", "managed"],
    "rhs": ["Engineering", "true", "false", "LOW", "a@example.com", "Finance"],
    "idp": ["Okta", "Azure", "Legacy", Id("idp", "Okta")],
    "rules": ["Web", "Finance", "Guests", "Zscaler Deception", Id("policyRule", "Web")],
    "operator": ["AND", "OR"],
    "search": ["name LIKE a", "enabled EQ true", "id GT 1"],
    "app_connector_groups": ["Frankfurt", "Paris"],
    "app_server_groups": ["ERP servers", "Paris servers"],
    "service_edge_groups": ["Zurich edge"],
    "isolation_profile": ["Safe browsing"],
    "inspection_profile": ["inspection profiles A"],
    "credential": ["credentials A"],
    "credential_pool": ["credential pools A"],
    "reauth_timeout": ["8 Hours", "never", "600", "1 minute"],
    "reauth_idle_timeout": ["30 Minutes", "0"],
    "privileged_capabilities": ["FILE_UPLOAD", "share_session"],
    "privileged_portal_capabilities": ["DELETE_FILE"],
    "rule_order": [1, 2, 3, 4, 99],
    "country_code": ["CH", "us"],
    "expect": ["allow", "block", "require_approval"],
    "host": ["sap.example.com", "10.1.2.3", "*.example.com"],
    "protocol": ["tcp", "udp", "icmp"],
    "platform": ["windows", "mac"],
    "client_type": ["zpn_client_type_zapp", "zpn_client_type_exporter"],
    "risk": ["LOW", {"ZIA": "HIGH"}],
    "chrome": [True, {"managed": False}],
    "upgrade_day": ["sunday", "FRIDAY"],
    "upgrade_time_in_secs": [900, 66600, 1],
    "dns_query_type": ["IPV4", "ipv6"],
    "version_profile": ["Default", "Previous Default"],
    "latitude": [47.3768866, -33.8688197, "45.0", 90],
    "longitude": [8.541694, 180, "-122.6048473"],
    "protect": ["Break*", "Web"],
    "max_deletions": [0, 1, 100],
    "read_limit": [1000],
    "write_limit": [1000],
    "microtenant_id": ["0", "216196257331290001"],
    "timeout": [5, 30],
    "max_wait": [0, 10],
    "cloud": ["BETA", "production"],
    "vanity_domain": ["acme"],
}
TEXTS = ["", "Old", "R&D <us>", "New"]


def some_options(draw: Draw, spec: Spec, most: int) -> Options:
    """Some of the options of a spec, with values that are nearly right."""
    names = draw(st.lists(st.sampled_from(sorted(spec)), max_size=most, unique=True))
    return {name: _value(draw, name, spec[name]) for name in names if name not in UNTOUCHED}


def _value(draw: Draw, name: str, option: dict[str, Any]) -> Any:
    inside = option.get("options")
    if option["type"] == "dict":
        return some_options(draw, inside or {}, 3)
    if option["type"] == "list" and inside:
        return [some_options(draw, inside, 5) for _place in range(draw(st.integers(1, 2)))]
    one = _scalar(name, option)
    return draw(st.lists(one, max_size=3)) if option["type"] == "list" else draw(one)


def _scalar(name: str, option: dict[str, Any]) -> st.SearchStrategy[Any]:
    if name in VALUES:
        return st.sampled_from(VALUES[name])
    if option.get("choices"):
        return st.sampled_from(option["choices"])
    if option["type"] == "bool":
        return st.sampled_from([True, False, "yes", "no"])
    return st.sampled_from([0, 1, 900] if option["type"] in ("int", "float") else TEXTS)


# -- Hostile values --------------------------------------------------------------------------------------

# Without an address of the API a module would go out into the world.
UNTOUCHED = ("base_url", "auth_url")
NUMBERS = [0, 1, -1, 2**31, 2**63, -(2**63), 10**30, 1.5, -0.0, 1e308, math.nan, math.inf, -math.inf]
NUMBER_LIKE = ["0x10", "1e3", "1e999", "007", "-1", "+1", "1_000", "9" * 19, "9" * 30, str(2**64), "inf", "²"]
OTHER_DIGITS = ["١٢٣", "\uff11\uff12", "½", "Ⅷ"]
YAML_LIKE = ["yes", "no", "on", "~", "null", "2024-01-01", "[1, 2]", '{"a": 1}', "a=b", "a,b", "- a", "!!map"]
BLANK = ["", " ", "\t\n", "\u00a0", "\u200b", "\u2028"]
CONTROLS = ["\0", "\x1b[31m", "a\nb", "a\r\nb", "\x7f", "\ufeff", "\u202eecnaniF"]
HALF_CHARACTERS = ["\ud800", "a\udcffb"]
# ansible-core 2.19 and newer do not let them through to a module.
SURROGATES = [] if hasattr(basic, "_ANSIBLE_PROFILE") else HALF_CHARACTERS
LOOKALIKES = ["F\u0456nance", "\uff26inance", "Finance\u200b", "FINANCE", "Fin\u0430nce", "e\u0301", "\u1e9e"]
CODE = ["{{ lookup('env', 'HOME') }}", "{% raw %}", "b'bytes'", "' OR 1=1", "<b>", "&lt;b&gt;", "%2e", "%s%n"]
PATHS = ["../../x", "a/b", "?q=1&x", "#", "a;b", "/etc", "~"]
LONG = ["x" * 300, "x" * 70_000, "9" * 5_000]
NESTED: Any = "deep"
for _level in range(40):
    NESTED = [NESTED] if _level % 2 else {"a": NESTED}
BAGS: list[Any] = [
    [],
    {},
    [[]],
    [None],
    [""],
    [{}],
    {"a": {"b": []}},
    {"": ""},
    {"id": 1},
    {"operands": None},
    {"lhs": [], "rhs": {}},
    [1, "1", True],
    ["x"] * 3_000,
    [{}] * 1_000,
    NESTED,
]
TEXTS_THAT_HURT = [
    *(NUMBER_LIKE + OTHER_DIGITS + YAML_LIKE + BLANK + CONTROLS + SURROGATES),
    *(LOOKALIKES + CODE + PATHS + LONG),
    "Default_Rule",
    "Zscaler Deception",
]
HOSTILE = st.one_of(
    st.sampled_from(TEXTS_THAT_HURT),
    st.sampled_from(TEXTS_THAT_HURT),
    st.sampled_from(BAGS),
    st.sampled_from(NUMBERS),
    st.sampled_from([None, True, False]),
    st.text(max_size=8),
)
STRANGE_KEYS = ["colour", "", " ", "Name", "name ", "1", "n\u0430me", "a.b", "values", *SURROGATES]


class Place(NamedTuple):
    """A place in options: what holds it, and its key or index there."""

    holder: Any
    key: Any

    @property
    def value(self) -> Any:
        return self.holder[self.key]

    def put(self, value: Any) -> None:
        self.holder[self.key] = value


def places(value: Any) -> list[Place]:
    """Return every place inside a value, at any depth, but not more than there is time for."""

    def walk(node: Any) -> Iterator[Place]:
        keys: Any = node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
        for key in keys:
            yield Place(node, key)
            yield from walk(node[key])

    return [place for _number, place in zip(range(200), walk(value), strict=False)]


def _replace(draw: Draw, place: Place) -> None:
    place.put(copy.deepcopy(draw(HOSTILE)))


def _wrap(draw: Draw, place: Place) -> None:
    place.put([place.value])


def _unwrap(draw: Draw, place: Place) -> None:
    value = place.value
    place.put(value[0] if isinstance(value, list) and value else {"x": value})


def _as_text(draw: Draw, place: Place) -> None:
    place.put(str(place.value))


def _drop(draw: Draw, place: Place) -> None:
    del place.holder[place.key]


def _double(draw: Draw, place: Place) -> None:
    if isinstance(place.holder, list):
        place.holder.append(copy.deepcopy(place.value))
    else:
        place.put([copy.deepcopy(place.value), place.value])


def _add_strange_key(draw: Draw, place: Place) -> None:
    if isinstance(place.holder, dict):
        place.holder[draw(st.sampled_from(STRANGE_KEYS))] = copy.deepcopy(draw(HOSTILE))


BREAKERS = (*[_replace] * 4, _wrap, _unwrap, _as_text, _drop, _double, _add_strange_key)


@st.composite
def options_of(draw: Draw, module: str, spec: Spec) -> Options:
    """Options for a module: a task, a few more options, and up to three things that are wrong with them."""
    options = copy.deepcopy(draw(st.sampled_from(TASKS[module])))
    options.update(some_options(draw, spec, 2))
    for name in draw(st.lists(st.sampled_from(sorted(set(spec) - set(UNTOUCHED))), max_size=1)):
        options.setdefault(name, copy.deepcopy(draw(HOSTILE)))
    for _number in range(draw(st.sampled_from((0, 1, 1, 1, 2, 3)))):
        found = places(options)
        if found:
            draw(st.sampled_from(BREAKERS))(draw, draw(st.sampled_from(found)))
    return options
