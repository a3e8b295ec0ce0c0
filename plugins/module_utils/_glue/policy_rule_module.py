# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The modules of policy rules. Private to this collection."""

from __future__ import annotations

import typing as t

from .._client.client import Client
from .._engine.searching import Searching
from .._info.rules import find_rules
from .._policy.policy_types import policy_type_named
from .._policy.reorder import bring_into_order
from .._policy.repository import PolicyStore
from .._policy.rule import policy_rule
from .._policy.rule_options import (
    policy_argument_spec,
    policy_info_argument_spec,
    policy_order_argument_spec,
    with_lists,
    wrong_policy_info_options,
    wrong_policy_options,
    wrong_policy_order_options,
)
from .module import run
from .resource_module import bring_about
from .viewing import by_view


def run_policy_rule_module() -> None:
    """Run the module that creates, updates, moves and deletes rules."""

    def work(client: Client, options: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        policy_type = policy_type_named(options["policy_type"])

        def attempt(client: Client, source: Searching | None) -> dict[str, t.Any]:
            return bring_about(PolicyStore(client, policy_type, source), options)

        return by_view(client, options, policy_rule(policy_type), attempt)

    run(policy_argument_spec(), wrong_policy_options, work, with_lists, shares=True)


def run_policy_rule_order_module() -> None:
    """Run the module that orders rules."""

    def work(client: Client, options: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        store = PolicyStore(client, policy_type_named(options["policy_type"]))
        return bring_into_order(store, options)._asdict()

    run(policy_order_argument_spec(), wrong_policy_order_options, work)


def run_policy_rule_info_module() -> None:
    """Run the module that lists rules."""

    def work(client: Client, options: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        listing = find_rules(PolicyStore(client, policy_type_named(options["policy_type"])), options)
        return {"changed": False, "policy_rules": listing.shown, "metadata": listing.metadata}

    run(policy_info_argument_spec(), wrong_policy_info_options, work)
