# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where log receivers are found and written, each with its rule of the log policy. Private.

No source tells what becomes of the rule where an update does not carry it, so that each carries all of it, in
the v2 form, with the id of the policy set.
"""

from __future__ import annotations

import typing as t
from types import MappingProxyType

from .._client.client import Client, JsonObject
from .._engine import finder
from .._engine.listed_store import ListedStore, SharedStore
from .._engine.plan import CREATE, DELETE, NOTHING, Plan, predict
from .._engine.repository import Values
from .._engine.source import Source
from .._resources.log_receiver import CONFIG, RULE_INSIDE
from .._resources.lookups import LOOKUPS
from .._schema.field_type import Record, Reference
from .._schema.metadata import COMPUTED
from .._schema.resource import Resource
from .._schema.scalars import Bool
from .condition_names import ConditionNames
from .conditions import version_of
from .policy_sets import policy_set_id
from .receiver_rules import doubts_of_receiver
from .receivers import POLICY_OF_RECEIVERS
from .rule_options import doubts_of_rule, mistaken_words
from .with_conditions import CONDITIONS, WithConditions

if t.TYPE_CHECKING:
    from .._engine.repository import FindReferrers

ACTION, RULE_NAME, GROUPS = "LOG", "rule_name", "app_connector_groups"
OF_RULE = (RULE_NAME, "rule_description", CONDITIONS)
ONLY_IN_V1 = (
    "conditions: the rule has something that the API shows in its older form alone, and takes with a log "
    "receiver in its newer form alone. Change the log receiver in the admin portal, or give conditions "
    "without it."
)
NOT_FOR_LOGS = (
    "app_connector_groups: '%s' does not serve the log streaming service, as ZPA shows it. Give "
    "lss_app_connector_group=true to zpa_app_connector_group, or name another one."
)


class RuledStore(WithConditions):
    """Each under its own path."""

    def __init__(
        self,
        client: Client,
        resource: Resource,
        source: Source | None = None,
        find_referrers: FindReferrers | None = None,
        names: ConditionNames | None = None,
    ) -> None:
        super().__init__(client, resource, source, find_referrers)
        self._set_id = ""
        self.names = names or ConditionNames(self.source, foresees=not self._plans_all)

    # -- Planning --------------------------------------------------------------------------------

    def complete(self, plan: Plan, problems: list[str]) -> Plan:
        drafted, odd = self.taken_drafts()
        plan = super().complete(_with_rule_name(self.resource, plan), problems)
        if plan.operation in (NOTHING, DELETE):
            return plan
        before = self.resource.decode(plan.current) if plan.current else {}
        after = predict(self.resource, plan)
        if plan.operation == CREATE or before.get(CONDITIONS) != after.get(CONDITIONS):
            problems += mistaken_words(odd, before.get(CONDITIONS) or (), self.names.words)
        if version_of((self._body(plan).get(RULE_INSIDE) or {}).get("conditions")) != "v2":
            problems.append(ONLY_IN_V1)
        if problems:
            return plan
        doubts = doubts_of_rule(POLICY_OF_RECEIVERS, before, after, odd)
        doubts += doubts_of_receiver(before, after)
        had, has = (side.get(CONDITIONS) or () for side in (before, plan.after))
        doubts += self.doubts_of_values(drafted, had, has)
        doubts += self._not_for_logs(before.get(GROUPS) or (), plan.after.get(GROUPS) or ())
        for doubt in doubts:
            self._warn((plan.current or {}).get("id"), after.get("name"), doubt)
        return plan

    def _not_for_logs(self, had: t.Collection[Reference], has: t.Iterable[Reference]) -> t.Iterator[str]:
        """Yield a doubt for each App Connector group that is new and not for logs, as lists show it."""
        kind, flag = LOOKUPS["app_connector_group"], "lssAppConnectorGroup"
        new = {group.id: group for group in has if group not in had}
        for record in self.source.seen(kind) if new else ():
            group = new.get(str(record["id"]))
            if group is None or record.get(flag, True) in (True, None) or Bool().decode(record[flag]):
                continue
            # Asked for one by its id, the API can say so of any.
            found = record if self.source.has(kind) else finder.by_id(self.client, kind, group.id, group.name)
            if found and flag in found and not Bool().decode(found[flag]):
                yield NOT_FOR_LOGS % (group.name or group.id)

    def told(self, values: Values, beside: Values = MappingProxyType({})) -> dict[str, t.Any]:
        """See ``Store.told``. Names in conditions that nobody has read are not worth a request each."""
        others = {name: value for name, value in values.items() if name != CONDITIONS}
        return {**values, **super().told(others, beside)}

    # -- Writing ---------------------------------------------------------------------------------

    def _body(self, plan: Plan) -> JsonObject:
        if plan.current:
            return self.resource.update_body(plan.current, plan.after)
        return self.resource.create_body(plan.after, "")

    def _finish(self, body: JsonObject, current: Record, values: Values) -> None:
        super()._finish(body, current, values)
        config = {key: value for key, value in body.get(CONFIG, {}).items() if key not in COMPUTED}
        if "microtenantId" in body:
            config["microtenantId"] = body.pop("microtenantId")
        body[CONFIG] = config
        rule = {key: value for key, value in (body.get(RULE_INSIDE) or {}).items() if key not in COMPUTED}
        if not (current.get(RULE_INSIDE) or _has_rule(self.resource, values)):
            body.pop(RULE_INSIDE, None)
            return
        rule.setdefault("action", ACTION)
        rule.setdefault("name", config.get("name"))
        rule.setdefault("conditions", [])
        rule["policySetId"] = str(rule.get("policySetId") or "") or self._policy_set()
        body[RULE_INSIDE] = rule

    def _policy_set(self) -> str:
        self._set_id = self._set_id or policy_set_id(self.client, POLICY_OF_RECEIVERS)
        return self._set_id


class ListedReceivers(RuledStore, ListedStore):
    """The same on a list that is read once."""


class SharedReceivers(RuledStore, SharedStore):
    """The same for one of many tasks."""


def _has_rule(resource: Resource, values: Values) -> bool:
    """Whether values say anything of a rule. Of a new log receiver without any, none is sent."""
    nothing = resource.decode({})
    return any(values.get(name, nothing[name]) != nothing[name] for name in (*OF_RULE, "operator"))


def _with_rule_name(resource: Resource, plan: Plan) -> Plan:
    """Return a plan in which a rule that is not there yet gets a name."""
    current = plan.current or {}
    if plan.operation in (NOTHING, DELETE) or current.get(RULE_INSIDE) or plan.after.get(RULE_NAME):
        return plan
    if not _has_rule(resource, plan.after):
        return plan
    name = plan.after.get("name") or resource.decode(current)["name"]
    before = {**plan.before, RULE_NAME: ""} if plan.current else plan.before
    return plan._replace(before=before, after={**plan.after, RULE_NAME: name})
