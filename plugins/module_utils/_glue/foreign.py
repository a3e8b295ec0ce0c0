# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names of options that other tools have, with what to write here. Pure, and private to this collection.

They are those of zscaler.zpacloud, of the Terraform provider zscaler/zpa, of the vendor's SDK and of the API.
Where such a tool takes an id, the option here takes a name as well and is called without the ending.
"""

from __future__ import annotations

import json
import re
import typing as t

from .._policy.object_types import OBJECT_TYPES, wire_name
from .._texts import cut
from .._words import near, near_matches, suggestion

# What is shown of a value that is to be written elsewhere.
LONGEST_VALUE = 80
# The two sides of an operand as the v1 form of a rule has them, and what stands beside them.
SIDES, IDP_KEYS = ("lhs", "rhs"), ("idp_id", "idpId")
_ENDINGS, _BEGINNINGS = ("_ids", "_id", "_names", "_name"), ("zpn_", "zpa_", "app_")

# By an option that only the place in question has: what other tools call something there, and the option.
_CALLED: dict[str, dict[str, str]] = {
    "object_type": {"type": "object_type"},
    "conditions": {
        "order": "rule_order",
        "priority": "rule_order",
        **dict.fromkeys(("position", "before", "after"), "rule_order"),
        "zpn_cbi_profile_id": "isolation_profile",
        "message": "custom_msg",
        "server_group_ids": "app_server_groups",
        "server_groups": "app_server_groups",
        "connector_group_ids": "app_connector_groups",
    },
    "latitude": {
        "tcp_quick_ack_app": "tcp_quick_ack",
        "tcp_quick_ack_assistant": "tcp_quick_ack",
        "tcp_quick_ack_read_assistant": "tcp_quick_ack",
        "signing_cert_id": "enrollment_cert",
    },
    "purge_applications": {"app_segments": "applications", "application_segments": "applications"},
    "tcp_ports": {
        "application_id": "id",
        "application_name": "name",
        "application_group": "segment_group",
        "application_to_server_group_mappings": "load_balancing",
        "clientless_apps": "browser_access",
        "clientless_app_ids": "browser_access",
        "domains": "domain_names",
        "server_group_dtos": "server_groups",
        "share_to_microtenants": "shared_with",
        "weighted_lb_config": "load_balancing",
    },
    "weight": {"id": "server_group", "name": "server_group"},
    "criteria_attribute_values": {
        "auth_domains": "criteria_attribute_values",
        "domains": "criteria_attribute_values",
    },
    "delete_disabled": {"interval": "frequency_interval", "disabled": "delete_disabled"},
    "client_id": {"zpa_cloud": "cloud", "zscaler_cloud": "cloud"},
}
NO_KEYS = "A configuration gives no keys. Leave it out, and give it to a task of zpa_provisioning_key."
NO_PASSWORDS = (
    "A configuration gives no passwords. Leave it out, and create the microtenant by a task of "
    "zpa_microtenant before, with it."
)
# The same for what has no counterpart: why, or what to do instead.
_USELESS: dict[str, dict[str, str]] = {
    "negated": dict.fromkeys(("id",), "Leave it out: a condition is known by what it says."),
    "object_type": dict.fromkeys(("id", "name"), "Leave it out: an operand is known by what it says."),
    "conditions": {
        "disabled": "Write enabled, which is true where disabled is false.",
        **dict.fromkeys(
            ("rule_order", "order", "priority", "position", "before", "after"),
            "Leave it out: the place in the list is the order.",
        ),
        "policy_type": "Leave it out: the list that the rule is in says it.",
        **dict.fromkeys(
            ("action_id", "policy_set_id", "bypass_default_rule", "default_rule", "lss_default_rule"),
            "Leave it out: ZPA sets it.",
        ),
    },
    "criteria_attribute_values": {
        "criteria_attribute": "Leave it out: it is always AuthDomain.",
        "user": "Leave it out: ZPA makes the first administrator. The password is had by password_dest or "
        "reveal of zpa_microtenant.",
        **dict.fromkeys(("password_dest", "reveal"), NO_PASSWORDS),
        **dict.fromkeys(("operator", "priority", "roles", "scope_order"), "Leave it out: ZPA sets it."),
    },
    "delete_disabled": {
        "frequency": "Leave it out: it is always days.",
        "scheduler_id": "Leave it out: there is only one of a kind.",
    },
    "grace_distance": dict.fromkeys(
        ("grace_distance_enabled", "grace_distance_value", "grace_distance_value_unit"),
        "Write grace_distance, with enabled, value and unit in it.",
    ),
    "max_usage": {
        "component_id": "Write app_connector_group or service_edge_group, which take names and ids.",
        "key_type": "Write association_type: app_connector_group for connector, service_edge_group for "
        "service_edge.",
        "provisioning_key": "Leave it out: ZPA makes it. It is had by key_dest or reveal of "
        "zpa_provisioning_key.",
        **dict.fromkeys(("key_dest", "reveal"), NO_KEYS),
        **dict.fromkeys(("ui_config", "usage_count", "zcomponent_name"), "Leave it out: ZPA sets it."),
    },
    "latitude": {
        **dict.fromkeys(
            ("city", "city_country"), "Leave it out: ZPA works it out from latitude and longitude."
        ),
        "version_profile_visibility_scope": "Leave it out: ZPA sets it.",
    },
    "purge_applications": dict.fromkeys(
        ("config_space", "policy_migrated", "tcp_keep_alive_enabled"), "Leave it out: ZPA sets it."
    ),
    "application_port": {
        "name": "Leave it out: ZPA calls an application by its domain.",
        "app_types": "Leave it out: the list that the application is in says it.",
        "enabled": "Leave it out: ZPA cannot disable one. Take it out of the list instead.",
        **dict.fromkeys(
            ("id", "app_id", "pra_app_id", "inspect_app_id", "ba_app_id"),
            "Leave it out: an application is known by its domain.",
        ),
        **dict.fromkeys(
            ("certificate_managed_by_zscaler", "cname", "ext_domain_name"), "Leave it out: ZPA sets it."
        ),
    },
    "tcp_ports": {
        **{
            protocol + ending: "Write %s_ports: a list such as [443, 8000-8010]." % protocol
            for protocol in ("tcp", "udp")
            for ending in ("_port_range", "_port_ranges")
        },
        **dict.fromkeys(
            ("common_apps_dto", "apps_config"),
            "Write browser_access, inspection_apps or pra_apps: a list of applications for each sort.",
        ),
        **dict.fromkeys(("zpn_er_id", "extranet_enabled"), "Write extranet, with enabled and partner in it."),
        "weighted_load_balancing": "Write load_balancing, a list of server groups with their weights.",
        "is_incomplete_dr_config": "Leave it out: ZPA sets it.",
    },
    "client_id": {
        "provider": "Write what is in it as options of their own, in module_defaults for all tasks.",
        "use_legacy_client": "Leave it out: with vanity_domain it is OneAPI, without it it is not.",
    },
}

# Options that are true or false in other tools, and what to write here. That two of them mean the opposite of
# each other with policy_style only the tenant can settle.
SWITCHES = {
    "icmp_access_type": "Write PING for true and NONE for false, where another tool has these.",
    "policy_style": "Write DUAL_POLICY_EVAL or NONE, whichever the tenant has.",
}


class Advice(t.NamedTuple):
    """What to write in the place of some names.

    ``names``: those that it is about; ``meant``: the options that they stand for, as far as that is known.
    """

    names: tuple[str, ...]
    sentence: str
    meant: tuple[str, ...] = ()


def advice_on(
    given: t.Mapping[str, t.Any],
    known: t.Collection[str],
    own: t.Iterable[str],
    elsewhere: t.Mapping[str, tuple[str, str]],
) -> list[Advice]:
    """Return what to write in the place of the names that no option has.

    ``given``: the options of one place, ``known``: the names that there are, aliases among them, ``own``:
    those that are worth listing, ``elsewhere``: of a name that belongs at another depth a sentence that says
    so, and the option here that it belongs in, if any.
    """
    names = [name for name in given if name not in known]
    advice = []
    if "object_type" in known and any(side in names for side in SIDES):
        advice.append(_of_pair(given))
        names = [name for name in names if name not in advice[0].names]
    return advice + [_of_name(name, known, own, elsewhere.get(name, ("", ""))) for name in names]


def _of_name(name: str, known: t.Collection[str], own: t.Iterable[str], elsewhere: tuple[str, str]) -> Advice:
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace("-", "_").casefold()
    called = [words.get(snake, "") for mark, words in _CALLED.items() if mark in known]
    meant = next((option for option in (snake, *called, *_plain(snake)) if option in known), "")
    if meant:
        is_by_id = snake.endswith(_ENDINGS) and not meant.endswith(_ENDINGS)
        takes = ", which takes names and ids" if is_by_id else ""
        return Advice((name,), "Write %s%s." % (meant, takes), (meant,))
    for mark, words in _USELESS.items():
        if mark in known and snake in words:
            return Advice((name,), words[snake])
    sentence, holder = elsewhere
    if sentence:
        return Advice((name,), sentence, (holder,) if holder else ())
    like = near(snake, known)
    told = "" if set(like) - set(own) else suggestion(snake, own)
    told = told or near_matches(snake, known).strip() or "The options are %s." % ", ".join(sorted(own))
    return Advice((name,), told, tuple(like))


def _plain(name: str) -> t.Iterator[str]:
    """Yield what an option may be called here for one that takes an id there."""
    roots = [name]
    roots += [name[: -len(ending)] for ending in _ENDINGS if name.endswith(ending)]
    for root in roots:
        for beginning in ("", *_BEGINNINGS):
            if root.startswith(beginning):
                yield root[len(beginning) :]
                yield root[len(beginning) :] + "s"


def _of_pair(operand: t.Mapping[str, t.Any]) -> Advice:
    """Return how to write an operand that has its two sides beside its object type."""
    names = tuple(name for name in operand if name in SIDES + IDP_KEYS)
    known = OBJECT_TYPES.get(wire_name(str(operand.get("object_type"))))
    left, right = (_written(operand.get(side)) for side in SIDES)
    idp = next((_written(operand[name]) for name in IDP_KEYS if name in operand), "")
    if known and known.takes_values:
        wanted = "objects: [%s]" % right
    else:
        wanted = "entries: [{lhs: %s, rhs: %s}]" % (left, right)
        if known and known.is_per_idp and idp and known != OBJECT_TYPES["SCIM_GROUP"]:
            wanted += " and idp: %s" % idp
    sentence = "Write %s in their place, with names or ids." % wanted
    return Advice(names, sentence, ("objects", "entries", "idp"))


def _written(value: t.Any) -> str:
    """Return a side as it is written in YAML; three dots where it is no single value."""
    is_one = isinstance(value, (str, int, float)) and value != ""
    return json.dumps(cut(value, LONGEST_VALUE), ensure_ascii=False) if is_one else "..."
