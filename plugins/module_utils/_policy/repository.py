# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the rules of one policy type are found, written and moved. Private to this collection."""

from __future__ import annotations

import contextlib
import typing as t
from types import MappingProxyType

from .._client.client import Client, JsonObject
from .._client.forms import is_id_on_wire
from .._engine.listed_store import ListedStore
from .._engine.plan import CREATE, DELETE, NOTHING, UPDATE, Plan, predict
from .._engine.source import Source
from .._engine.table import Table
from .._errors import (
    ApiError,
    ChangedMeanwhile,
    ConnectionFailed,
    InconsistentRead,
    after_write,
)
from .._schema.field_type import NOTHING_SET, Record, Reference, whole
from .._schema.metadata import text
from .._schema.record import is_default, is_restricted, name_of
from . import ordering
from .condition_names import ConditionNames
from .conditions import version_of
from .policy_sets import policy_set_id
from .policy_types import POLICY_TYPES
from .receivers import POLICY_OF_RECEIVERS, receivers_by_rule
from .rule import POLICY_GROUP, POLICY_GROUP_NAME, policy_rule
from .rule_options import doubts_of_rule, mistaken_words, unfit_rule
from .with_conditions import WithConditions

ORDER, ENABLED = "rule_order", "enabled"
NEW = "new"
NOT_SHOWN = (
    "The API does not show the rule '%s' (id %s), which it has listed or made. Somebody else may have "
    "deleted it, or it shows late: run the task again."
)
PART_STAYS = (
    "name: '%s' is the rule of %s, and goes with it alone. Delete that with zpa_lss_config, or take its "
    "conditions away there."
)
PART_CHANGES = (
    "name: '%s' is the rule of %s, and a task of zpa_lss_config can declare it otherwise. Declare it there "
    "alone."
)
# Of the two credentials a rule has one: giving one takes the other away.
RIVALS = (("credential", "credential_pool"), ("credential_pool", "credential"))


class PolicyStore(WithConditions, ListedStore):
    """The rules of one policy type, in one policy set; read as a whole, once until one is written."""

    # A new place of one is a new place of others.
    stands_alone = False

    def __init__(
        self,
        client: Client,
        policy_type: str,
        source: Source | None = None,
        names: ConditionNames | None = None,
    ) -> None:
        super().__init__(client, policy_rule(policy_type), source)
        self._policy_type = policy_type
        self._read: tuple[Table | None, int] = (None, 0)
        self._rules: list[JsonObject] = []
        self._placed: list[ordering.Placed] = []
        self._set_id = ""
        # What is doubted of the last plan.
        self._doubts: list[str] = []
        # Keys that are known to be in lists and not in the answer for one rule.
        self._only_listed: set[str] = set()
        # The ids of the rules that were made here.
        self._made: set[str] = set()
        # The log receivers by the ids of their rules, once somebody has asked for them.
        self._receivers: t.Mapping[str, Reference] | None = None
        self.names = names or ConditionNames(self.source, foresees=True)

    @property
    def whereabouts(self) -> dict[str, t.Any]:
        return {"policy_type": self._policy_type}

    # -- Reading ---------------------------------------------------------------------------------

    @property
    def table(self) -> Table:
        return self.source.table(self.resource.kind, "list %s rules" % self._policy_type)

    def rules(self) -> list[JsonObject]:
        """Return all rules in their order."""
        table = self.table
        if self._read[0] is not table or self._read[1] != table.changes:
            self._read = (table, table.changes)
            self._rules = in_order(table.in_scope)
            self._placed = _placed(self._rules)
        return self._rules

    def placed(self) -> list[ordering.Placed]:
        """Return all rules as the order sees them."""
        self.rules()
        return list(self._placed)

    def why_unordered(self) -> str:
        """Return why the order of these rules cannot be set, a sentence without a subject, or ""."""
        rules = self.rules()
        if len(self.table.records) != len(rules):
            return (
                "the API lists rules of other microtenants among them, so that places cannot be counted. "
                "Set microtenant_id, or order them in the admin portal."
            )
        grouped = next((rule for rule in rules if rule.get(POLICY_GROUP) not in NOTHING_SET), None)
        if grouped is None:
            return ""
        return (
            "some of them are in policy groups, for example '%s' in '%s'. ZPA orders these first, and no "
            "document tells what a new order does to them. Order the rules in the admin portal, and declare "
            "the order that they have then, or none."
            % (name_of(grouped), text(grouped.get(POLICY_GROUP_NAME) or grouped[POLICY_GROUP]))
        )

    def elsewhere(self, object_id: str) -> str:
        for policy_type in POLICY_TYPES:
            records = self.source.listed(policy_rule(policy_type).kind, "list %s rules" % policy_type)
            for record in records if policy_type != self._policy_type else ():
                if str(record["id"]) == object_id:
                    return "%s rule '%s'" % (policy_type, name_of(record))
        return ""

    def alone(self, object_id: str, name: str) -> JsonObject | None:
        self._policy_set_of_all()
        return self._single(object_id)

    def look_for(self, options: t.Mapping[str, t.Any]) -> None:
        """Read all rules again before the first one is created: no search finds a rule by its name."""
        self._read_again_once()

    def refresh(self, object_id: str, name: str) -> None:
        """Nothing: an update of a rule reads it first in any case."""

    def list_anew(self) -> Table:
        """See ``ListedStore``. Rules are counted: the list is believed from then on, whatever was written."""
        self.source.forget_writes(self.resource.kind)
        return self.table

    def read_back(self, plan: Plan, object_id: str, name: str) -> JsonObject | None:
        found = self._single(object_id)
        if found is not None and ORDER in plan.after and "ruleOrder" not in found:
            self.forget()
            ids = [str(rule["id"]) for rule in self.rules()]
            found["ruleOrder"] = str(ids.index(object_id) + 1 if object_id in ids else "")
        elif found is not None and ORDER in plan.foreseen:
            found.setdefault("ruleOrder", str(plan.foreseen[ORDER]))
        return found

    def _single(self, rule_id: str) -> JsonObject | None:
        path = self._path_of_rule({"id": rule_id})
        try:
            found = self.client.get(path)
        except ApiError as error:
            if error.not_found:
                return None
            raise
        if not isinstance(found, dict) or str(found.get("id")) != rule_id:
            detail = "the answer does not show the rule asked for"
            raise ConnectionFailed(detail, "GET", self.client.full_path(path))
        return found

    # -- Planning --------------------------------------------------------------------------------

    def complete(self, plan: Plan, problems: list[str]) -> Plan:
        self._doubts = []
        drafted, odd = self.taken_drafts()
        plan = self._without_rival(plan)
        self._refuse_part(plan, problems)
        if plan.operation == CREATE:
            plan = plan._replace(foreseen={ORDER: ordering.end_of(self.placed()) + 1})
        if plan.operation == NOTHING:
            return plan
        if plan.operation == DELETE:
            return self._told(plan, set(plan.before))
        self._check_place(plan, problems)
        before = self.resource.decode(plan.current) if plan.current else {}
        after = predict(self.resource, plan)
        if plan.operation == CREATE or _changed(plan) - {ORDER}:
            problems += mistaken_words(odd, before.get("conditions") or (), self.names.words)
            problems += unfit_rule(self._policy_type, before, after)
        if problems:
            return plan
        for doubt in doubts_of_rule(self._policy_type, before, after, odd):
            self._warn((plan.current or {}).get("id"), after.get("name"), doubt)
        # What stays may be the reason of a refusal as well, and so may what it lacks.
        self._doubts = unfit_rule(self._policy_type, {}, after)
        self._doubts += doubts_of_rule(self._policy_type, {}, after, odd)
        plan = self._told(plan, _changed(plan))
        had, has = (side.get("conditions") or () for side in (before, plan.after))
        for doubt in self.doubts_of_values(drafted, had, has):
            self._warn((plan.current or {}).get("id"), after.get("name"), doubt)
            self._doubts.append(doubt)
        return plan

    def part_of(self, record: Record) -> str:
        """See ``Store.part_of``. Rules of log receivers are declared with these."""
        if self._policy_type != POLICY_OF_RECEIVERS:
            return ""
        if self._receivers is None:
            self._receivers = receivers_by_rule(self.source)
        receiver = self._receivers.get(str(record["id"]))
        return "log receiver '%s'" % receiver.name if receiver else ""

    def _refuse_part(self, plan: Plan, problems: list[str]) -> None:
        """Refuse to delete a rule that is a part of something else, and warn of other changes of it."""
        whole = self.part_of(plan.current) if plan.current and plan.operation in (UPDATE, DELETE) else ""
        if whole and plan.operation == DELETE:
            problems.append(PART_STAYS % (name_of(plan.current or {}), whole))
        elif whole:
            rule = plan.current or {}
            self._warn(rule["id"], name_of(rule), PART_CHANGES % (name_of(rule), whole))

    def _without_rival(self, plan: Plan) -> Plan:
        present = self.resource.decode(plan.current) if plan.current else {}
        for given, rival in RIVALS:
            is_given = plan.after.get(given) is not None and plan.after.get(rival) is None
            if is_given and present.get(rival) is not None:
                return plan._replace(
                    operation=UPDATE,
                    before={**plan.before, rival: present[rival]},
                    after={**plan.after, rival: None},
                )
        return plan

    def _check_place(self, plan: Plan, problems: list[str]) -> None:
        wanted = plan.after.get(ORDER)
        if wanted is None or plan.before.get(ORDER) == wanted:
            return
        if self.why_unordered():
            problems.append("rule_order: %s" % self.why_unordered())
            return
        rules = self.placed()
        rule_id = str(plan.current["id"]) if plan.current else NEW
        if not plan.current:
            rules.insert(ordering.end_of(rules), ordering.Placed(NEW, str(plan.after.get("name"))))
        ordering.put_at(rules, rule_id, wanted, problems)

    def _told(self, plan: Plan, changed: t.AbstractSet[str]) -> Plan:
        """Return the plan with names in what changes."""
        before, after = dict(plan.before), dict(plan.after)
        present = self.resource.decode(plan.current) if plan.current else {}
        for field in self.resource.fields:
            if field.name not in changed:
                continue
            for side in (before, after):
                value = side.get(field.name)
                if value:
                    owner = field.owner_in({**present, **side})
                    side[field.name] = self.names.told_value(field.type, value, owner)
        return plan._replace(before=before, after=after)

    def told(
        self, values: t.Mapping[str, t.Any], beside: t.Mapping[str, t.Any] = MappingProxyType({})
    ) -> dict[str, t.Any]:
        """Names that nobody has read yet are not worth a request: what changes has its own already."""
        return dict(values)

    # -- Writing ---------------------------------------------------------------------------------

    def create(self, plan: Plan) -> JsonObject:
        body = self.resource.create_body(plan.after, self.client.settings.microtenant_id)
        path = "policySet/%s/rule" % self._policy_set(None)
        with explained(self._doubts):
            created = self._post(path, body, version_of(body.get("conditions")), plan.after)
        self._made.add(str(created["id"]))
        created.setdefault("policySetId", self._set_id)
        created.setdefault("ruleOrder", str(plan.foreseen.get(ORDER, "")))
        if plan.after.get(ENABLED) is False and self.resource.field(ENABLED).read(created):
            self._switch_off(created)
        wanted = plan.after.get(ORDER)
        if wanted is not None and str(created.get("ruleOrder")) != str(wanted):
            self._move_after("created", str(created["id"]), wanted)
        return created

    def _switch_off(self, created: JsonObject) -> None:
        """Switch a new rule off that shall not be on for a moment longer than it must.

        No document says whether a creation obeys ``disabled``. Its answer may just not show it.
        """
        with after_write("The rule itself was created, and could not be switched off: it is on"):
            found = self._once_single(created)
            if self.resource.field(ENABLED).read(found):
                self.update(Plan(UPDATE, found, {ENABLED: True}, {ENABLED: False}))

    def update(self, plan: Plan) -> None:
        current = plan.current or {}
        self._policy_set(current)
        changed = _changed(plan)
        if changed - {ORDER}:
            # A list can leave out what the answer for one rule shows, and an update clears what it lacks.
            alone = self._once_single(current)
            body = self.resource.update_body(self._whole(current, alone), plan.after)
            path, version = self._path_of_rule(current), version_of(body.get("conditions"))
            with explained(self._doubts):
                self._put(path, body, version, is_new=str(current["id"]) in self._made)
        if ORDER in changed:
            self._move_after("updated", str(current["id"]), plan.after[ORDER])

    def _once_single(self, rule: t.Mapping[str, t.Any]) -> JsonObject:
        """Return the answer for one rule alone, which can come later than that it exists."""
        found = self.once_shown(lambda: self._single(str(rule["id"])))
        if found is None:
            raise InconsistentRead(NOT_SHOWN % (name_of(rule), rule["id"]))
        return found

    def _whole(self, listed: t.Mapping[str, t.Any], alone: JsonObject) -> JsonObject:
        """Return a rule with what its own answer lacks and the list shows.

        That is what only lists show, or what somebody else has emptied since: the list of now tells.
        """
        lacking = {key for key in listed if key not in alone and key not in self.resource.read_only}
        if not lacking <= self._only_listed:
            now = Source(self.client).table(self.resource.kind).with_id(str(listed["id"])) or {}
            self._only_listed |= lacking & now.keys()
            listed = now
        return {**{key: listed[key] for key in lacking & listed.keys()}, **alone}

    def delete(self, plan: Plan) -> None:
        self.client.delete(self._path_of_rule(plan.current or {}))

    def _move_after(self, done: str, rule_id: str, place: int) -> None:
        with after_write("The rule itself was %s, but could not be moved to place %d" % (done, place)):
            self.move(rule_id, place)

    def move(self, rule_id: str, place: int) -> None:
        """Put one rule at a place. Raises what ``Client.put`` does.

        Above a restricted rule a single rule cannot be put, not even one that is there already: then
        all rules are given their order.
        """
        rules = self.rules()
        moved = self.with_id(rule_id) or {}
        if is_default(moved) or any(map(is_restricted, rules[place - 1 :])):
            self.arrange(self._with_at(rule_id, name_of(moved), place))
            return
        path = "policySet/%s/rule/%s/reorder/%d" % (self._policy_set_of_all(), rule_id, place)
        # Beside a new rule another one can be moved as well, to a place that is as new.
        self._put(path, None, is_new=bool(self._made))

    def _put(self, path: str, body: t.Any, version: str = "v1", is_new: bool = False) -> None:
        """Send a ``PUT``. What is new may not be known yet where that arrives, and gets a little time."""
        refusals: list[ApiError] = []

        def send() -> bool | None:
            try:
                self.client.put(path, body, version)
            except ApiError as error:
                if not (is_new and error.not_found):
                    raise
                refusals.append(error)
                return None
            return True

        if not self.once_shown(send):
            raise refusals[-1]

    def _with_at(self, rule_id: str, name: str, place: int) -> list[str]:
        """Return the ids of all rules as they are now, with one of them at a place."""

        def look() -> list[ordering.Placed] | None:
            self.forget()
            rules = self.placed()
            return rules if any(rule.id == rule_id for rule in rules) else None

        rules = self.once_shown(look)
        if rules is None:
            raise InconsistentRead(NOT_SHOWN % (name, rule_id))
        problems: list[str] = []
        order = ordering.put_at(rules, rule_id, place, problems)
        if problems:
            raise ChangedMeanwhile("Rules changed since it was planned to move one: %s" % " ".join(problems))
        return order

    def arrange(self, rule_ids: t.Sequence[str]) -> None:
        """Give all rules a new order, by their ids. Raises what ``Client.put`` does."""
        self.client.put("policySet/%s/reorder" % self._policy_set_of_all(), list(rule_ids))

    def _path_of_rule(self, record: t.Mapping[str, t.Any]) -> str:
        return "policySet/%s/rule/%s" % (self._policy_set(record), record["id"])

    def _policy_set_of_all(self) -> str:
        return self._policy_set(next(iter(self.rules()), None))

    def _policy_set(self, record: t.Mapping[str, t.Any] | None) -> str:
        """Return the id of the policy set, which a rule may tell."""
        if not self._set_id:
            told = (record or {}).get("policySetId")
            self._set_id = str(told) if is_id_on_wire(told) else ""
        if not self._set_id:
            self._set_id = policy_set_id(self.client, self._policy_type)
        return self._set_id


@contextlib.contextmanager
def explained(doubts: t.Sequence[str]) -> t.Iterator[None]:
    """Add to a refusal of the API what documents do not have of the rule, or demand: that may be why."""
    try:
        yield
    except ApiError as error:
        if doubts and error.is_bad_request and not error.already_exists:
            error.hint("What no document has may be the reason: %s" % " ".join(doubts))
        raise


def in_order(rules: t.Iterable[JsonObject]) -> list[JsonObject]:
    """Return rules by their order, or in the API's order unless each tells a place of its own.

    In policy groups, where these are in use, places are counted anew.
    """

    def place(rule: JsonObject) -> int:
        return whole(rule.get("ruleOrder")) or 0

    found = list(rules)
    told = {place(rule) for rule in found if whole(rule.get("ruleOrder")) is not None}
    return sorted(found, key=place) if len(told) == len(found) else found


def _placed(rules: t.Iterable[JsonObject]) -> list[ordering.Placed]:
    """Return rules as the order sees them."""
    return [
        ordering.Placed(
            str(rule["id"]),
            name_of(rule),
            is_restricted=is_restricted(rule),
            is_default=is_default(rule),
        )
        for rule in rules
    ]


def _changed(plan: Plan) -> set[str]:
    return {name for name, value in plan.after.items() if plan.before.get(name) != value}
