# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module of any resource. Private to this collection."""

from __future__ import annotations

import typing as t

from .._client.client import Client
from .._engine.reconcile import Converged, converge
from .._engine.repository import Store
from .._engine.searching import Searching
from .._engine.source import Source
from .._schema.options import argument_spec, module_argument_spec, wrong_options
from .._schema.record import is_inside_microtenant
from .._schema.resource import Resource
from .module import Prepare, run
from .viewing import by_view

if t.TYPE_CHECKING:
    from .._engine.referrers import Referrer
    from .._schema.field_type import Record

OF_THE_WHOLE = (
    "microtenant_id: %s %s belongs to the tenant as a whole, and the connection is for one of its "
    "microtenants. Give 0 to change it for all of them."
)


def run_resource_module(resource: Resource) -> None:
    """Run the module that creates, updates and deletes objects of ``resource``."""

    def work(client: Client, options: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        def attempt(client: Client, source: Searching | None) -> dict[str, t.Any]:
            return bring_about(_store(client, resource, source), options)

        return by_view(client, options, resource, attempt)

    def wrong(options: t.Mapping[str, t.Any]) -> list[str]:
        return _wrong(resource, options)

    scoped, shares = resource.kind.scoped, not resource.revealed
    run(module_argument_spec(resource), wrong, work, _prepared(resource), is_scoped=scoped, shares=shares)


def _prepared(resource: Resource) -> Prepare:
    """Return what gives options the forms in which they are checked."""
    if not resource.rule:
        return lambda options: options
    # As above.
    from .._policy.rule_options import with_lists

    return with_lists


def _wrong(resource: Resource, options: t.Mapping[str, t.Any]) -> list[str]:
    problems = wrong_options(resource, options)
    if resource.rule:
        # Hardly any kind has a rule inside.
        from .._policy.rule_options import wrong_with_rule

        problems = wrong_with_rule(resource, options)
    kind = resource.kind
    # Microtenants themselves are told apart by what a task says of them, wherever the connection is.
    if not (kind.scoped or kind.holds_others) and is_inside_microtenant(options.get("microtenant_id")):
        problems.append(OF_THE_WHOLE % ("an" if kind.noun[0] in "Aaeio" else "a", kind.noun))
    if resource.moves:
        problems += resource.moves.mistakes(argument_spec(resource), options, resource.kind.noun)
    if resource.revealed and resource.revealed.is_asked_for(options):
        # Most kinds have no secret.
        from .revealing import wrong_dest

        problems += [*resource.revealed.mistakes(options), *wrong_dest(resource.revealed, options)]
    return problems


def _store(client: Client, resource: Resource, source: Searching | None) -> Store:
    is_shared = source is not None and source.pays(resource.kind)
    if resource.rule:
        # Hardly any kind has a rule inside.
        from .._policy.ruled_store import RuledStore, SharedReceivers

        of_rules = SharedReceivers if is_shared else RuledStore
        return of_rules(client, resource, source, _find_referrers)
    if not is_shared:
        return Store(client, resource, source, _find_referrers)
    # No task needs it that is no item of a loop.
    from .._engine.listed_store import SharedStore

    return SharedStore(client, resource, source, _find_referrers)


def _find_referrers(source: Source, resource: Resource, record: Record) -> t.Sequence[Referrer] | None:
    # They know all kinds and rules, which a task that deletes nothing need not compile.
    from .._tenant.referrers import find_referrers

    if resource.kind.holds_others:
        from .._tenant.inside import refuse_full

        refuse_full(source, resource, record)
    return find_referrers(source, resource, record)


def bring_about(store: Store, options: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return the result of a module that brings one object to its declared state."""
    more: dict[str, t.Any] = {}
    outcome = _moved(store, options)
    if outcome is None and store.resource.revealed and store.resource.revealed.is_of_interest(options):
        # Most kinds have no secret.
        from .revealing import converge_and_reveal

        outcome, more = converge_and_reveal(store, options)
    outcome = outcome or converge(store, options)
    return {
        "changed": outcome.changed,
        "diff": outcome.diff,
        store.resource.key: outcome.shown,
        "metadata": outcome.metadata,
        **more,
    }


def _moved(store: Store, options: t.Mapping[str, t.Any]) -> Converged | None:
    """Return what became of an object that shall be in another microtenant, None where it is not to move."""
    moves = store.resource.moves
    if moves is None or options.get("move_to") is None:
        return None
    # Hardly any task moves anything.
    from .._engine.moving import move

    return move(store, options, moves)
