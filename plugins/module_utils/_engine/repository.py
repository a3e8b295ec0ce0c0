# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the objects of one resource are found and written. Private to this collection."""

from __future__ import annotations

import functools
import time
import typing as t
from types import MappingProxyType

from .._client.client import Client, JsonObject
from .._client.forms import is_id_on_wire
from .._errors import ApiError, InconsistentRead, InvalidInput, after_write
from .._resources.lookups import LOOKUPS
from .._schema.field_type import Record, Reference, Token
from .._schema.fields import Field
from .._schema.kind import Kind
from .._schema.record import name_of
from .._schema.resource import Resource
from .._schema.scalars import tidied
from . import finder
from .plan import NOTHING, UPDATE, Plan, fields_with_unlike_twins
from .searching import Searching
from .source import Source

READS_UNTIL_CONSISTENT = 5

Values = t.Mapping[str, t.Any]
Answer = t.TypeVar("Answer")

if t.TYPE_CHECKING:
    from .names import Names
    from .referrers import Referrer, Target

    class FindReferrers(t.Protocol):
        """Finds what names an object and is not shown by it. None where nobody has to be asked for that."""

        def __call__(
            self, source: Source, resource: Resource, record: Record, /
        ) -> t.Sequence[Referrer] | None:
            """Return what names an object."""


class Store:
    """The objects of one resource of a tenant, each under its own path.

    ``source``: where lists come from. ``find_referrers``: what is asked before a deletion. ``place``: the
    list in which an object is looked for and created. ``has_doubts``: whether a write of unknown outcome was
    sent, after which no search is believed. ``has_asked``: whether others were asked what names an object.
    """

    # Whether what is not there yet would be planned as well, so that no other task can bring it.
    _plans_all = False
    # Whether what is written of one object leaves others of its kind as they are.
    stands_alone = True

    def __init__(
        self,
        client: Client,
        resource: Resource,
        source: Source | None = None,
        find_referrers: FindReferrers | None = None,
    ) -> None:
        self.client = client
        self.resource = resource
        self.source = source or Searching(client)
        self.place = resource.kind
        self.has_doubts = False
        self.has_asked = False
        self._find_referrers = find_referrers
        # What was read to look for a name.
        self._around: dict[str, list[JsonObject]] = {}
        # What the API has asked for, and nobody gave: it is sent from then on.
        self._asked_for: dict[str, Reference] = {}
        # What was read by its id, by that.
        self._alone: dict[str, JsonObject] = {}

    @functools.cached_property
    def names(self) -> Names:
        """What is called how."""
        # A task that names nothing need not compile it.
        from .names import Names

        return Names(self.source, foresees=not self._plans_all)

    @property
    def whereabouts(self) -> dict[str, t.Any]:
        """The options that say where these objects are."""
        return {}

    @property
    def foretells(self) -> bool:
        """Whether what is planned here is planned again before it is carried out."""
        return self.source.foretells

    @property
    def lists(self) -> Source:
        """Whole lists as they are now."""
        return Source(self.client)

    def shown_referrers(self, record: Record, known: t.Container[Target] = ()) -> dict[Target, Referrer]:
        """Return what an object itself shows to name it, by name, but for what is ``known`` otherwise."""
        # For deletions alone.
        from .referrers import shown_referrers

        noun = self.resource.kind.noun
        return shown_referrers(
            self.resource, record, known, lambda kind, shown: self.names.named(kind, shown, noun)
        )

    def referrers(self, record: Record) -> t.Sequence[Referrer]:
        """Return what names an object by now and is not shown by it, as far as others can tell."""
        found = self._find_referrers and self._find_referrers(self.lists, self.resource, record)
        self.has_asked = found is not None
        return found or ()

    def forget(self) -> None:
        """Read again what is asked for next."""

    def look_in(self, options: Values, problems: list[str]) -> dict[str, t.Any]:
        """Take what options say of the place of an object, and return what they say of its identity.

        That is canonical values, without the name. What is unknown is added to ``problems``.
        """
        kind, found = self.resource.kind, {}
        if self.resource.identity == ("name",):
            return {}
        for name in self.resource.identity:
            if name != "name" and options.get(name) is not None:
                field = self.resource.field(name)
                found[name] = field.type.accept(self.resolve(field, options[name], None, problems))
        parents = [parent.option for parent in kind.parents]
        is_known = parents and all(name in found for name in parents) and not problems
        wires = [self.resource.field(name).type.encode(found[name]) for name in parents if is_known]
        self.place = kind.inside(*wires) if is_known else kind
        return found

    def with_id(self, object_id: str, name: str = "") -> JsonObject | None:
        """Return the object with this id, None where there is none; ``name`` helps to find it."""
        return self._by_id(self.place, object_id, name)

    def alone(self, object_id: str, name: str) -> JsonObject | None:
        """Read one object, None where it is gone: a list can be behind. ``name``: what it was called."""
        return self._by_id(self.place, object_id, name)

    def _by_id(self, place: Kind, object_id: str, name: str) -> JsonObject | None:
        found = finder.by_id(self.client, place, object_id, name)
        if found is not None:
            self._alone[object_id] = found
        return found

    def remember(self, object_id: str, record: JsonObject | None) -> None:
        """Keep up with a write. ``record``: the object after it, None where it is gone."""

    def refresh(self, object_id: str, name: str) -> None:
        """See to it that the object, looked for by its id, is as it is now. ``name``: what it was called."""

    def look_closer(self, record: Record, fields: t.Sequence[Field], options: Values) -> None:
        """See to it that the object, looked for by its id, shows what it has in these fields.

        ``options``: what is said of them.
        """

    def must_look_closer(self, plan: Plan) -> bool:
        """Whether an update was planned from less than the object itself shows by its id."""
        return self.resource.kind.may_list_less and not self.has_read_alone(plan.current or {})

    def has_read_alone(self, record: Record) -> bool:
        """Whether an object is as the API shows it by its id, if there is one."""
        return not record or self._alone.get(str(record["id"])) is record

    def like(self, values: Values) -> list[JsonObject]:
        """Return the objects that have the identity of these canonical values."""
        if self.resource.has_names:
            return self.named(name_of(values))
        wanted = self.resource.identity_of(values)
        return [record for record in self.all() if self.resource.identity_in(record) == wanted]

    @property
    def seen(self) -> list[JsonObject]:
        """What was read to look for names."""
        return [record for records in self._around.values() for record in records]

    def named(self, name: str) -> list[JsonObject]:
        """Return the objects with exactly this name."""
        self._around[name] = self.around(name)
        return finder.called(self.resource.kind, self._around[name], name)

    def read_around(self, name: str) -> t.Sequence[JsonObject]:
        """Return what was read to look for a name."""
        return self._around.get(name, ())

    def spelled_otherwise(self, name: str) -> list[JsonObject]:
        """Return those of what was read to look for a name that have it in another letter case."""
        return [record for record in self.read_around(name) if name_of(record).casefold() == name.casefold()]

    def around(self, name: str) -> list[JsonObject]:
        """Return objects among which those of a name are; see ``finder.around``."""
        if self.has_doubts:
            return self.all()
        found = finder.around(self.client, self.place, name)
        return (
            self.place.own(found, self.client.settings.microtenant_id) if self.place.is_inherited else found
        )

    def all(self) -> list[JsonObject]:
        """Return the objects of the place."""
        records = finder.everything(self.client, self.place)
        return self.place.own(records, self.client.settings.microtenant_id)

    def only_one_named(self, name: str) -> JsonObject | None:
        """Return the object with exactly this name. Raises InvalidInput where it is not the only one."""
        return self.only_one(name, self.named(name))

    def only_one_like(self, values: Values, is_to_be: bool = True) -> JsonObject | None:
        """Return the object with an identity. Raises InvalidInput where it is not the only one.

        ``is_to_be``: whether it shall be there. Then what is over gives way to the only one that is not.
        """
        identity, found = self.resource.identity, self.like(values)
        period = self.resource.period if is_to_be and len(found) > 1 else None
        if period:
            now = time.time()
            going_on = [one for one in found if not period.is_over(one, now)]
            found = going_on if len(going_on) == 1 else found
        option = next(iter(identity), "state")
        sentence = option + ": %d %s are the same in %s (ids %s). Set id to choose one."
        return self._only(found, sentence, " and ".join(identity))

    def only_one(self, name: str, found: t.Sequence[JsonObject]) -> JsonObject | None:
        """Return the only one of what has a name. Raises InvalidInput where there are several."""
        return self._only(found, "name: %d %s are named '%s' (ids %s). Set id to choose one.", name)

    def _only(self, found: t.Sequence[JsonObject], sentence: str, alike: str) -> JsonObject | None:
        if len(found) > 1:
            ids = ", ".join(sorted(str(record["id"]) for record in found))
            raise InvalidInput([sentence % (len(found), self.resource.kind.plural, alike, ids)])
        return found[0] if found else None

    def elsewhere(self, object_id: str) -> str:
        """Return what has this id in another list of such objects, in words; empty for nothing."""
        return ""

    def part_of(self, record: Record) -> str:
        """Return in words what an object is a part of that is managed as a whole, "" for nothing."""
        return ""

    def resolve(
        self,
        field: Field,
        given: t.Any,
        present: t.Any,
        problems: list[str],
        owner: Reference | None = None,
    ) -> t.Any:
        """Return an option with references in place of names and ids.

        ``present``: the canonical value of the field as it is. ``owner``: that to which what is referred to
        belongs. What is unknown is added to ``problems``.
        """
        if not field.type.kinds:
            return given
        found: dict[str, Reference] = {}
        batches: dict[tuple[str, str], list[Token]] = {}
        for token in field.type.tokens(given, field.name, present):
            batches.setdefault((token.owner, token.kind), []).append(token)
        if batches:
            # As above.
            from . import references
        # What nothing belongs to comes first: to it others can belong.
        for (option, kind), tokens in sorted(batches.items(), key=lambda batch: bool(batch[0][0])):
            home = found.get(option, tokens[0].owned_by) if option else owner
            texts = {token.path: token.text for token in tokens}
            # What belongs to something else by now is not what is meant.
            is_moved = bool(option) and home != tokens[0].owned_by
            known = {reference: None for token in tokens for reference in token.known if not is_moved}
            told_by = option or field.owner
            if told_by and (home is None or isinstance(home, references.Unresolved)):
                complaints = problems if home is None else []
                found.update(references.without_list(LOOKUPS[kind], texts, known, complaints, told_by))
            else:
                owner_id = home.id if home else ""
                found.update(self.names.several(kind, texts, known, problems, owner_id))
        return field.type.resolved(given, field.name, found)

    def read_back(self, plan: Plan, object_id: str, name: str) -> JsonObject | None:
        """Return the object after it was written, None where it is not there."""
        place = self.resource.kind.of(plan.current) if plan.current else self.place
        found = finder.by_id(self.client, place, object_id, name)
        for key in self.resource.kind.wrong_by_id:
            if found is not None and key not in found and key in (plan.current or {}):
                found[key] = (plan.current or {})[key]
        return found

    def put_instead(self, record: Record, found: JsonObject) -> None:
        """Know an object by more than what was read of it before."""
        if self._alone.get(str(record["id"])) is record:
            self._alone[str(record["id"])] = found

    def complete(self, plan: Plan, problems: list[str]) -> Plan:
        """Return the plan with what this kind of object adds to it, and to what is wrong."""
        for name in fields_with_unlike_twins(self.resource, plan) if plan.operation == UPDATE else ():
            self.client.warn(
                "%s: the fields behind it, which must be the same, differ on the tenant. ZPA can refuse "
                "every change while they do. Set it." % name
            )
        if plan.operation == NOTHING:
            return plan
        if self.resource.part_named and not self._plans_all:
            # As above.
            from . import naming_parts

            problems += naming_parts.missing(self, plan)
        had = self.resource.decode(plan.current) if plan.current else {}
        return plan._replace(before=self.told(plan.before, had), after=self.told(plan.after, had))

    def told(self, values: Values, beside: Values = MappingProxyType({})) -> dict[str, t.Any]:
        """Return canonical values as people are told them: with names. ``beside``: what else there is."""
        if all(self.resource.field(name).type.shows_names for name in values):
            return dict(values)
        return self.names.told(self.resource, values, beside)

    def create(self, plan: Plan) -> JsonObject:
        """Create what is planned; return the API's answer. Raises what ``Client.post`` does."""
        kind, owner = self.place, self.client.settings.microtenant_id
        if kind.roll:
            # Hardly any kind has one.
            from . import rolls

            return self._known(rolls.begin(self.client, self.resource, plan), plan.after)

        def send(values: Values) -> JsonObject:
            body = self.resource.create_body({**plan.beside, **values}, owner)
            body.update(dict.fromkeys(self.resource.customer_keys, self.client.settings.customer_id))
            self._finish(body, {}, values)
            path, version = self.resource.created_at
            return self._post(path or kind.path, body, version or kind.version, plan.after)

        return self._send(plan, send)

    def update(self, plan: Plan) -> None:
        """Update as planned. Raises what ``Client.put`` does."""
        current, kind = plan.current or {}, self.resource.kind
        path, version = kind.of(current).path_of(str(current["id"])), self.resource.update_version
        version = version or kind.version_of_one

        def send(values: Values) -> None:
            body, scoped = self.resource.update_body(current, values), self.resource.kind.scoped
            self._finish(body, current, values)
            self.client.put(path, body, version, scoped)

        self._send(plan, send)

    def _finish(self, body: JsonObject, current: Record, values: Values) -> None:
        """Put into a body what the description alone does not tell. ``current``: {} for a new object."""
        if self.resource.part_named:
            # Hardly any kind names one.
            from . import naming_parts

            naming_parts.put_id(self, body, current, values)

    def _send(self, plan: Plan, send: t.Callable[[Values], Answer]) -> Answer:
        """Send the values planned, and once more with those that the API asks for and nobody gave.

        A refusal has written nothing, so that nothing is done twice.
        """
        self.client.hide(self.resource.secrets(plan.after))
        present = self.resource.decode(plan.current or {})
        lacking = [
            field
            for field in self.resource.fields
            if field.if_asked and field.name not in plan.after and present[field.name] is None
        ]
        names = {field.name for field in lacking}
        if any(plan.after.get(field.name) for field in self.resource.handed):
            # Few tasks do.
            from . import handing

            self._asked_for.update(handing.needed(self, plan, lacking))
        sent = {name: found for name, found in self._asked_for.items() if name in names}
        try:
            return send({**sent, **plan.after})
        except ApiError as refusal:
            if not lacking:
                raise
            # Few tenants ask.
            from . import asked

            self._asked_for.update(asked.after_refusal(self, lacking, sent, refusal))
        return self._send(plan, send)

    def delete(self, plan: Plan) -> None:
        """Delete as planned. Raises what ``Client.delete`` does."""
        record = plan.current or {}
        kind = self.resource.kind.of(record)
        query = {self.resource.forced_by: "true"} if plan.is_forced else {}
        if kind.roll:
            # As above.
            from . import rolls

            rolls.end(self.client, kind, record)
            return
        self.client.delete(kind.path_of(str(record["id"])), kind.version_of_one, query, kind.scoped)

    def once_shown(self, look: t.Callable[[], Answer | None]) -> Answer | None:
        """Look for what was written until it shows: reads can be late. None where it does not in time."""
        for attempt in range(READS_UNTIL_CONSISTENT):
            if attempt:
                self.client.wait_for_consistency(attempt)
            found = look()
            if found is not None:
                return found
        return None

    def _post(self, path: str, body: JsonObject, version: str, values: Values) -> JsonObject:
        """Create, and return the new object. ``values``: the canonical ones behind the body."""
        return self._known(self.client.post(path, body, version, self.resource.kind.scoped), values)

    def _known(self, created: t.Any, values: Values) -> JsonObject:
        """Return what was created from canonical values; what the answer does not show is looked for."""
        key = self.place.roll[0] if self.place.roll else "id"
        if isinstance(created, dict) and is_id_on_wire(created.get(key)):
            return self.place.marked(created)
        self.has_doubts = True
        stored = _as_stored(values)
        forms = [values] if stored == values else [values, stored]

        def look() -> JsonObject | None:
            self.forget()
            found = next(filter(None, map(self.like, forms)), [])
            return found[0] if len(found) == 1 else None

        with after_write("The creation itself was accepted"):
            shown = self.once_shown(look)
        if shown:
            return shown
        raise InconsistentRead(
            "The API accepted the creation of %s '%s', but shows neither its id nor the object itself yet. "
            "Run the task again in a while: it will find it."
            % (self.resource.kind.noun, self.resource.title_of(values))
        )


def _as_stored(values: Values) -> Values:
    """Return canonical values with the name as a server has it that joins runs of blanks."""
    return {**values, "name": tidied(values["name"])} if "name" in values else values
