# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Companies that are told, made again elsewhere and compared: what tests of whole tenants at size share."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._client.pages import PAGE_SIZE
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.policy_types import POLICY_TYPES
from zpa_emulator import Emulator, LogEntry, Tenant
from zpa_emulator.certificate_texts import made
from zpa_emulator.company import MANAGED, CompanySize, seed
from zpa_emulator.company_services import PASSWORD, SERVICES
from zpa_emulator.policies import DEFAULT_RULE
from zpa_emulator.policy_types import RULES, SETS
from zpa_emulator.site_rules import MACHINES

from .tenants import TestTenant, new_tenant

# What another tenant has otherwise: ids of parts, times, and what ZPA makes up.
OF_ITS_OWN = re.compile(r"id|.*Time|modifiedBy|provisioningKey|cname|customerId")
# By what others know a posture profile, or a trusted network.
ALSO_IDS = ("postureUdid", "networkId")
# What tasks create: no machines.
MADE = frozenset((*MANAGED, *SERVICES, "connectorSchedule", "serviceEdgeSchedule")) - frozenset(MACHINES)
# A page of a large tenant can take long where a machine does much else.
UNPACED = {"read_limit": 1000000, "write_limit": 1000000, "timeout": 300}
SUB_APPLICATION_LISTS = 3
# No list shows what these have inside, so that each is asked for.
ONE_BY_ONE = "inspectionProfile"
Config = dict[str, Any]


def company(emulator: Emulator, cache: Path, size: CompanySize, bare: bool = False) -> TestTenant:
    """A tenant for a test that is that of a company; ``bare``: with nothing in it that a task can create."""
    zpa = new_tenant(emulator, cache)
    seed(zpa.tenant, size, bare)
    return zpa


def told(zpa: TestTenant, **options: Any) -> Config:
    """The configuration of a tenant as an export has it."""
    result = zpa.run("zpa_config", state="gathered", **{**UNPACED, **options})
    assert "config" in result, result
    return dict(result["config"])


def apply(zpa: TestTenant, config: Config, check: bool = False, **options: Any) -> dict[str, Any]:
    """The result of a configuration that is applied without pauses. Only its own requests are in the log."""
    zpa.forget()
    return zpa.run("zpa_config", check, config=config, **{**UNPACED, **options})


def with_passwords(config: Config) -> Config:
    """An export with what it lacks, and another tenant has to be given: passwords and keys of the company."""
    given = [
        {**one, "password": PASSWORD % number}
        for number, one in enumerate(sorted(config["pra_credentials"], key=itemgetter("name")))
    ]
    keyed = [{**one, "private_key": made(one["name"]).key} for one in config["browser_access_certificates"]]
    return {**config, "pra_credentials": given, "browser_access_certificates": keyed}


# -- What is the same ------------------------------------------------------------------------------------


def portrait(tenant: Tenant) -> dict[str, list[Any]]:
    """What a tenant has in its tables, the same for another one that differs in ids and times alone.

    In the place of ids are names. Rules are in their order, all else by name.
    """
    names: dict[str, str] = {}
    for path, table in tenant.tables.items():
        for entry in table.values():
            title = "%s '%s'" % (path, entry.get("name", entry.get("type", "")))
            keys = ("id", *ALSO_IDS)
            names.update({str(entry[key]): title for key in keys if len(str(entry.get(key, ""))) > 3})
    found = {path: sorted(_told(tenant.table(path).values(), names), key=_spelt) for path in MADE - {RULES}}
    rules = tenant.table(RULES)
    for policy_set in tenant.table(SETS).values():
        place = _spelt([policy_set["type"], _without_ids(policy_set.get("microtenantId"), names)])
        found[place] = _told((rules[rule_id] for rule_id in policy_set["rules"]), names)
    return {place: entries for place, entries in found.items() if entries}


def _told(entries: Iterable[Any], names: dict[str, str]) -> list[Any]:
    return [_without_ids(entry, names) for entry in entries]


def _without_ids(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {
            key: _without_ids(one, names)
            for key, one in value.items()
            # A timeout of 0 is none, and what is not on need not be said.
            if one != "0"
            and one is not False
            and (not OF_ITS_OWN.fullmatch(key) or (key == "id" and str(one) in names))
        }
    if isinstance(value, list):
        return sorted(_told(value, names), key=_spelt)
    return names.get(value, value) if isinstance(value, str) else value


def _spelt(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def ids_in(config: Config, tenant: Tenant) -> set[str]:
    """The ids of a tenant that its configuration has."""
    known = {object_id for table in tenant.tables.values() for object_id in table if len(object_id) > 3}
    return set(re.findall(r"[0-9a-f-]{36}|\d+", json.dumps(config))) & known


def created_twice(zpa: TestTenant) -> list[str]:
    """The names of one kind and microtenant that several objects of a tenant have."""
    seen = Counter(
        "%s '%s' in %s" % (path, entry["name"], entry.get("microtenantId", "Default"))
        for path, table in zpa.tenant.tables.items()
        for entry in table.values()
        if "name" in entry and path not in ("scimgroup", RULES)
    )
    return [name for name, count in seen.items() if count > 1]


# -- Requests --------------------------------------------------------------------------------------------


def most_requests(zpa: TestTenant) -> int:
    """How many requests read what was asked for at most: the pages of each list, and what is said apart.

    One more for each policy type, and one for each list of applications inside segments.
    """
    lists = {_list_of(entry): 0 for entry in zpa.calls if "policySet" not in entry.path}
    for path in lists:
        table = zpa.tenant.tables.get(path, {})
        lists[path] = max(1, -(-len(table) // PAGE_SIZE))
    rules = sum(-(-len(one["rules"]) // PAGE_SIZE) for one in zpa.tenant.table(SETS).values())
    return sum(lists.values()) + rules + len(POLICY_TYPES) + SUB_APPLICATION_LISTS


def reads_of_one(zpa: TestTenant) -> list[str]:
    """The requests that read a single object of a list, and not a page, although a page would tell."""
    return [str(entry) for entry in zpa.calls if _is_of_one(entry, zpa.tenant)]


def _list_of(entry: LogEntry) -> str:
    return entry.path.partition("/customers/")[2].partition("/")[2]


def _is_of_one(entry: LogEntry, tenant: Tenant) -> bool:
    path, _slash, last = _list_of(entry).rpartition("/")
    return entry.method == "GET" and path != ONE_BY_ONE and last in tenant.tables.get(path, {})


# -- A third less ----------------------------------------------------------------------------------------


def without_a_third(config: Config) -> tuple[Config, int]:
    """A configuration without every third object of it, and how many that are.

    What cannot be without one of those goes as well, and all else no longer refers to them. Microtenants
    stay, since they are not empty, and so do schedules, which every tenant has.
    """
    kept: Config = {key: list(config[key]) for key in ("microtenants", "connector_schedules")}
    gone: set[str] = set()
    for kind in ("segment_groups", "app_connector_groups", "service_edge_groups", "application_servers"):
        gone |= _every_third(config[kind])
        kept[kind] = _rest(config[kind], gone)
    gone |= _every_third(config["server_groups"])
    kept["server_groups"] = _rest(config["server_groups"], gone)
    kept["provisioning_keys"] = [
        key
        for key in config["provisioning_keys"]
        if not {key.get("app_connector_group"), key.get("service_edge_group")} & gone
    ]
    segments = config["application_segments"]
    gone |= {segment["name"] for segment in segments if segment["segment_group"] in gone}
    kept["application_segments"] = _rest(segments, gone)
    # Without one of its segments an approval is another one.
    approvals = config["pra_approvals"]
    kept["pra_approvals"] = [
        one for one in approvals[1:] if not gone.intersection(one["application_segments"])
    ]
    for kind in config:
        if kind not in (*kept, "policy_rules"):
            gone |= _every_third(config[kind][1:]) | {
                one["name"] for one in config[kind] if _needs(one, gone)
            }
            # Log receivers have conditions as rules have.
            gone |= {one["name"] for one in config[kind] if not all(_operands_left(_forget(one, gone)))}
            kept[kind] = _rest(config[kind], gone)
    kept["policy_rules"] = {
        policy_type: [rule for rule in _without_third(rules, gone) if _is_about_all(rule)]
        for policy_type, rules in config["policy_rules"].items()
    }
    return kept, count_of(config) - count_of(kept)


def count_of(config: Config) -> int:
    rules = config.get("policy_rules", {})
    lists = [*rules.values(), *(entries for key, entries in config.items() if key != "policy_rules")]
    return sum(map(len, lists))


def _without_third(rules: list[Config], gone: Collection[str]) -> list[Config]:
    # The default rule of a policy is always there.
    return [
        _forget(rule, gone) for place, rule in enumerate(rules) if place % 3 or rule["name"] == DEFAULT_RULE
    ]


def _every_third(entries: list[Config]) -> set[str]:
    return {entry["name"] for entry in entries[::3]}


def _rest(entries: list[Config], gone: Collection[str]) -> list[Config]:
    left = [_forget(entry, gone) for entry in entries if entry["name"] not in gone]
    # A group whose servers are gone finds its own.
    return [
        {**entry, "dynamic_discovery": True} if entry.get("application_servers") == [] else entry
        for entry in left
    ]


def _forget(value: Any, gone: Collection[str]) -> Any:
    if isinstance(value, dict):
        return {key: _forget(one, gone) for key, one in value.items()}
    if isinstance(value, list):
        return [_forget(one, gone) for one in value if not (isinstance(one, str) and one in gone)]
    return value


def _needs(entry: Config, gone: Collection[str]) -> bool:
    """Whether an object names one of those as the only one."""
    return any(isinstance(one, str) and one in gone for key, one in entry.items() if key != "name")


def _is_about_all(rule: Config) -> bool:
    """Whether every operand of a rule still names something, and every list."""
    lists = [rule.get(key) for key in ("app_connector_groups", "app_server_groups", "service_edge_groups")]
    return all(_operands_left(rule)) and not (
        rule.get("action", "").startswith("REDIRECT_P") and lists[2] == []
    )


def _operands_left(rule: Config) -> Iterator[bool]:
    for condition in rule.get("conditions", ()):
        for operand in condition["operands"]:
            yield operand.get("objects") != []
