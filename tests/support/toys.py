# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Kinds that nothing of the collection manages, told from each other by more or less than a name.

They are as near to those of ZPA as what tells them apart needs.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from ansible_collections.zerotrust.zpa.plugins.module_utils._client.settings import Settings
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.field_type import FieldType
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.fields import Field
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.identity import InPath, Parent
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.kind import Kind, Metadata
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.metadata import COMPUTED, RECORDED, text
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.nested_list import NestedList
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.reference_types import (
    ReferenceSet,
    ReferenceTo,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.resource import Resource
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.scalars import (
    Bool,
    Choice,
    Name,
    Text,
    WholeNumber,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.unlisted import Parts

from .scripted import Answer, Received, ScriptedServer

ASSOCIATION = Parent(
    "association_type",
    "associationType",
    (("app_connector_group", "CONNECTOR_GRP"), ("service_edge_group", "SERVICE_EDGE_GRP")),
)
KEY = Resource(
    kind=Kind("provisioning key", "associationType/%s/provisioningKey", parents=(ASSOCIATION,)),
    key="provisioning_key",
    fields=(
        Field(
            ASSOCIATION.option, ASSOCIATION.wire, InPath(ASSOCIATION), in_body=False, text="What it enrols."
        ),
        Field("name", "name", Name()),
        Field(
            "max_usage",
            "maxUsage",
            WholeNumber(1, 1000001, 1, missing=1),
            required=True,
            text="How often it can be used.",
        ),
        Field("enabled", "enabled", Bool(), create_default=True),
        Field(
            "app_connector_group",
            "zcomponentId",
            ReferenceTo("app_connector_group"),
            label="zcomponentName",
            text="the group of what enrols",
        ),
    ),
    metadata=RECORDED,
    read_only=COMPUTED | {"id", "zcomponentName"},
)

OF_WHAT = Parent(
    "kind", "scheduleOf", (("app_connector", "connectorSchedule"), ("service_edge", "serviceEdgeSchedule"))
)
SCHEDULE = Resource(
    kind=Kind("connector schedule", "%s", parents=(OF_WHAT,), is_one=True),
    key="connector_schedule",
    fields=(
        Field(OF_WHAT.option, OF_WHAT.wire, InPath(OF_WHAT), in_body=False, text="What is looked after."),
        Field("enabled", "enabled", Bool(), create_default=True),
        Field(
            "frequency_interval",
            "frequencyInterval",
            Choice("5", "7", "14", "30", "60", "90", missing="5"),
            create_default="5",
            text="After how many days.",
        ),
        Field(
            "delete_disabled", "deleteDisabled", Bool(), create_default=False, text="Whether that counts too."
        ),
    ),
    metadata=RECORDED,
    read_only=COMPUTED,
    key_fields=(),
    not_deleted="ZPA keeps a schedule once it is there. Set enabled to false.",
)
# The same where there is something to do about what shall be absent.
RESETTABLE = SCHEDULE._replace(not_deleted="", reset=(("enabled", False),))

# Of nothing that ZPA has: it is there from the beginning, and has no id.
SETTINGS = Resource(
    kind=Kind("page of settings", "settings", is_one=True, has_single=False),
    key="settings",
    fields=(Field("enabled", "enabled", Bool()), Field("description", "description", Text())),
    metadata=RECORDED,
    read_only=COMPUTED,
    key_fields=(),
    not_created="ZPA makes it with the tenant.",
    not_deleted="Set enabled to false.",
)

CONNECTOR = Resource(
    kind=Kind("App Connector", "connector"),
    key="app_connector",
    fields=(
        Field("name", "name", Name()),
        Field("description", "description", Text()),
        Field("enabled", "enabled", Bool()),
    ),
    metadata=RECORDED,
    read_only=COMPUTED,
    not_created="It appears once a machine has enrolled with a provisioning key.",
)


class Mails(FieldType):
    """A set of addresses, in any letter case."""

    option: ClassVar[dict[str, Any]] = {"type": "list", "elements": "str"}

    def has_form(self, wire: Any) -> bool:
        return isinstance(wire, list)

    def decode(self, wire: Any) -> frozenset[str]:
        return frozenset(str(mail).strip().lower() for mail in wire or ())

    def encode(self, value: Any) -> list[str]:
        return sorted(value)

    def show(self, value: Any, beside: Any = None) -> list[str]:
        return sorted(value)


APPROVAL = Resource(
    kind=Kind("privileged approval", "approval"),
    key="pra_approval",
    fields=(
        Field("email_ids", "emailIds", Mails(), text="Whom it lets in."),
        Field(
            "applications", "applications", ReferenceSet("application_segment"), text="what it lets them into"
        ),
        Field("end_time", "endTime", WholeNumber(1, 10**12, 1, missing=0), required=True, text="Until when."),
    ),
    metadata=RECORDED,
    read_only=COMPUTED,
    key_fields=("email_ids", "applications"),
)

# Of nothing that ZPA has: each group has a list of its own.
GROUP = Parent("app_connector_group", "ofGroup", kind="app_connector_group")
NOTE = Resource(
    kind=Kind("note", "appConnectorGroup/%s/note", parents=(GROUP,)),
    key="note",
    fields=(
        Field(GROUP.option, GROUP.wire, ReferenceTo("app_connector_group"), in_body=False, text="the group"),
        Field("name", "name", Name()),
        Field("description", "description", Text()),
    ),
    metadata=RECORDED,
    read_only=COMPUTED,
)

# Of nothing that ZPA has: its list shows less than the answer by id, and its doors are listed apart.
DOORS = Parts("doors", "site/getPartsByType", (("partType", "DOOR"),), "siteId", frozenset({"id", "domain"}))
SITE = Resource(
    kind=Kind("site", "site", unlisted=("doors", "guests", "color"), parts=(DOORS,), may_list_less=True),
    key="site",
    fields=(
        Field("name", "name", Name()),
        Field("description", "description", Text()),
        Field(
            "doors",
            "doors",
            NestedList(
                "domain",
                Field("domain", "domain", Name(), text="Where it is."),
                Field("port", "port", Text(), text="Its port."),
                Field("lock", "lock", Text(), text="Its lock."),
                ignored=("name", "siteId"),
            ),
            text="The doors.",
        ),
        Field("guests", "guests", Mails(), text="Who is let in."),
        Field("connectors", "connectors", ReferenceSet("app_connector_group"), text="what serves it"),
    ),
    metadata=(*RECORDED, Metadata("color", "color", text)),
    read_only=COMPUTED,
)

Record = dict[str, Any]
ROOT = "/mgmtconfig/v1/admin/customers/1/"


class ToyServer(ScriptedServer):
    """Lists of objects by their paths, of which nothing is checked but what tells objects apart.

    ``lists``: objects by path and id; ``single``: what is there once or not at all. ``lacking``: paths that
    the tenant does not have. ``tells_made``: whether the answer to a creation shows what was made.
    ``loses``: how many writes take effect without an answer that says so. ``before_write`` is called first.
    ``unlisted``: the keys that no list shows. ``of_doors``: those that the list of doors shows.
    ``stale``: what lists show of an object in the place of what it has, by id; ``doors_as_listed``: the same
    of a door. ``failing``: paths at which the server fails.
    """

    def __init__(self) -> None:
        super().__init__([])
        self.lists: dict[str, dict[str, Record]] = {
            "associationType/CONNECTOR_GRP/provisioningKey": {},
            "associationType/SERVICE_EDGE_GRP/provisioningKey": {},
            "connector": {},
            "approval": {},
            "application": {},
            "appConnectorGroup": {},
            "appConnectorGroup/31/note": {},
            "appConnectorGroup/32/note": {},
            "site": {},
        }
        self.unlisted: set[str] = set(SITE.kind.unlisted)
        self.of_doors = {"id", "name", "domain", "port", "lock", "siteId"}
        self.stale: dict[str, Record] = {}
        self.doors_as_listed: dict[str, Record] = {}
        self.single: dict[str, Record] = {"connectorSchedule": {}, "serviceEdgeSchedule": {}, "settings": {}}
        self.lacking: set[str] = set()
        self.failing: set[str] = set()
        self.tells_made = True
        self.loses = 0
        self.before_write: Callable[[], None] = lambda: None
        self._ids = iter(map(str, range(1001, 2000)))
        self._lock = threading.Lock()

    def settings(self, **changes: Any) -> Settings:
        """Settings of a client of this server, with a token that it takes."""
        usual = Settings(self.base_url, self.base_url, "1", access_token="t0ken", timeout=5)
        return usual._replace(**changes)

    def add(self, path: str, **values: Any) -> str:
        """Put an object into a list, and return its id."""
        object_id = values.setdefault("id", next(self._ids))
        self.lists[path][object_id] = values
        return str(object_id)

    @property
    def writes(self) -> list[str]:
        """The writes received, each as verb and path."""
        return [
            "%s %s" % (one.method, urlsplit(one.path).path[len(ROOT) :])
            for one in self.received
            if one.method != "GET"
        ]

    @property
    def reads(self) -> list[str]:
        return [urlsplit(one.path).path[len(ROOT) :] for one in self.received if one.method == "GET"]

    def _answer(self, received: Received) -> Answer:
        with self._lock:
            self.received.append(received)
            if received.method != "GET":
                self.before_write()
            answer = self._obey(received)
            if received.method != "GET" and answer.status < 300 and self.loses:
                self.loses -= 1
                return Answer(504)
            return answer

    def _obey(self, received: Received) -> Answer:
        url = urlsplit(received.path)
        path = url.path[len(ROOT) :]
        body = json.loads(received.body) if received.body else {}
        if path in self.lacking:
            return _refused(403, "not.licensed")
        if path in self.failing:
            return Answer(500)
        if path.partition("/")[0] in self.single:
            return self._one(received.method, path.partition("/")[0], body)
        if path == DOORS.path:
            doors = [
                {**door, **self.doors_as_listed.get(door["id"], {})}
                for site in self.lists["site"].values()
                for door in site.get("doors", ())
            ]
            shown = [{key: value for key, value in door.items() if key in self.of_doors} for door in doors]
            return _json({"list": shown, "totalPages": "1", "totalCount": "0"})
        if path in self.lists:
            if received.method == "POST":
                return self._created(path, body)
            return self._listed(path, parse_qs(url.query).get("search", [""])[0])
        path, _slash, object_id = path.rpartition("/")
        if object_id not in self.lists.get(path, {}):
            return _refused(404, "resource.not.found")
        if received.method == "PUT":
            self.lists[path][object_id] = {**body, "id": object_id}
            return Answer(204)
        if received.method == "DELETE":
            del self.lists[path][object_id]
            return Answer(204)
        return _json(self._shown(self.lists[path][object_id]))

    def _shown(self, record: Record) -> Record:
        """An object with the names of what it refers to, as answers have them."""
        lists = {"applications": "application", "connectors": "appConnectorGroup"}
        named = {
            key: [self.lists[path][one["id"]] for one in record[key]]
            for key, path in lists.items()
            if key in record
        }
        return {**record, **named}

    def _one(self, method: str, path: str, body: Record) -> Answer:
        there = self.single[path]
        if method == "GET":
            return _json(there) if there else _refused(404, "resource.not.found")
        if method == "POST" and there:
            return _refused(400, "resource.already.exist")
        self.single[path] = {**body, "id": there.get("id") or next(self._ids)}
        if path == "settings":
            self.single[path] = body
        return _json(self.single[path]) if method == "POST" and self.tells_made else Answer(204)

    def _created(self, path: str, body: Record) -> Answer:
        name = body.get("name")
        if name and any(other["name"] == name for other in self.lists[path].values()):
            return _refused(400, "resource.already.exist")
        object_id = self.add(path, **body)
        return _json(self._shown(self.lists[path][object_id])) if self.tells_made else Answer(204)

    def _listed(self, path: str, search: str) -> Answer:
        found: Iterator[Record] = iter(self.lists[path].values())
        if search.startswith("name EQ "):
            found = (record for record in found if record.get("name") == search[len("name EQ ") :])
        return _json({"list": list(map(self._in_list, found)), "totalPages": 1})

    def _in_list(self, record: Record) -> Record:
        """An object as a list shows it."""
        shown = {**self._shown(record), **self.stale.get(str(record["id"]), {})}
        return {key: value for key, value in shown.items() if key not in self.unlisted}


def _json(value: Any) -> Answer:
    return Answer(200, json.dumps(value))


def _refused(status: int, error_id: str) -> Answer:
    return Answer(status, json.dumps({"id": error_id, "reason": "No."}))
