# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A tenant in memory: its objects, API clients, faults, quirks and request log."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from .builtin import builtin_tables

DEFAULT_MICROTENANT, MICROTENANTS = "0", "microtenants"
MODIFIED_BY = "216196257331282070"
READ_LIMIT, WRITE_LIMIT, WINDOW = 20, 10, 10.0
# What a PUT means for what its body leaves out: it is gone; some of it is, as recorded; it stays.
REPLACES, AS_RECORDED, KEEPS = PUTS = ("replaces", "as recorded", "keeps")

# What becomes of an application in a segment that an update leaves out without deleting it.
ORPHANED, STAY, GONE = LEFT_OUT = ("orphaned", "stay", "gone")
# Which applications in segments a list of segments shows.
DOCUMENTED, ALL, NONE = APPS_IN_LISTS = ("documented", "all", "none")
# What deletes a segment that something names: forceDelete takes the links away; nothing does.
UNLINKS, REFUSED = FORCED = ("unlinks", "refused")
PORT_ORDERS = ("sorted", "as sent", "merged")
# What an update does that changes a field which should never change.
_REFUSED, IGNORED, TAKEN = FIXED = (REFUSED, "ignored", "taken")
SPELLINGS = ("both", "userCodes", "user_codes")
PREFIXES = ("both", "associationType", "none")
NO_SCHEDULE = ("not found", "empty")
# Under which keys reads show the rule of a log receiver.
RULE_AS_READ, RULE_AS_WRITTEN, BOTH = RULES_OF_RECEIVERS = ("policyRule", "policyRuleResource", "both")
CHOICES = {
    "put": PUTS,
    "left_out_apps": LEFT_OUT,
    "apps_in_lists": APPS_IN_LISTS,
    "force_delete": FORCED,
    "ports": PORT_ORDERS,
    "fixed_fields": FIXED,
    "no_schedule": NO_SCHEDULE,
    "user_codes_key": SPELLINGS,
    "user_codes_at": PREFIXES,
    "receivers_show": RULES_OF_RECEIVERS,
}


@dataclass
class ApiClient:
    """A credential: a secret for both sign-ins, or the public key of OneAPI."""

    client_id: str
    client_secret: str = ""
    public_key: str = ""


@dataclass
class Fault:
    """Something that goes wrong on request.

    ``kind``: ``status`` (with ``status`` and ``body``), ``throttle`` (429 with ``retry_after``),
    ``slow`` (``seconds`` before the request is handled), ``late`` (``seconds`` between its effect and
    the answer), ``cut_before`` and ``cut_after`` (the connection is cut before or after the request
    took effect), ``truncated`` (half of the answer), ``text`` (``body`` instead of JSON), ``expired``
    (the token is), ``changed`` (``change`` makes another status and body of those of the answer).
    It strikes ``times`` requests whose ``METHOD path`` matches ``where``, after ``skip`` others.
    ``on_strike`` is called when it does, before the request is handled: for tests in the same process.
    """

    kind: str
    where: str = ""
    times: int = 1
    skip: int = 0
    status: int = 500
    body: Any = None
    retry_after: str | None = None
    seconds: float = 0.0
    change: Callable[[int, Any], tuple[int, Any]] | None = None
    on_strike: Callable[[], object] | None = None

    def strikes(self, request_line: str) -> bool:
        if self.times < 1 or not re.search(self.where, request_line):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.times -= 1
        if self.on_strike:
            self.on_strike()
        return True


@dataclass
class Quirks:
    """Behaviours that the sources report of some servers or times, off unless asked for.

    ``pages_as_count``: ``totalPages`` equals the number of objects (old examples);
    ``no_total_count``: ``totalCount`` is missing (old examples);
    ``escaped_text``: names and descriptions come back HTML-escaped;
    ``blind_search``: special characters defeat the search;
    ``deaf_search``: a search is not obeyed: the list comes;
    ``absent_means_all``: an absent microtenantId means all microtenants on reads;
    ``long_coordinates``: decimals come back with the noise of a binary number;
    ``older_shape``: resources that have an older shape, and rules, are shown in it;
    ``shuffled_conditions``: rules show conditions and operands in another order than written;
    ``put``: what an update does to what its body leaves out, one of PUTS;
    ``undocumented_refused``: rules may only be what some document or client names for their policy type;
    ``asks_for_certificate``: App Connector groups are written with an enrollment certificate only;
    ``tidies_names``: runs of blanks in names are joined, as blanks at their ends are cut off anyhow;
    ``own_message``: what a rule without a message says;
    ``late_reads``: how many reads do not show a new object or rule yet;
    ``left_out_apps``: what becomes of applications in a segment that an update leaves out, one of LEFT_OUT;
    ``apps_in_lists``: which applications in segments a list of segments shows, one of APPS_IN_LISTS;
    ``plain_delete_refused``: a segment in a segment group is deleted by force only;
    ``force_delete``: what a forced deletion of a segment does to what names it, one of FORCED;
    ``ports``: how ranges of ports are read back, one of PORT_ORDERS;
    ``ports_cleared_by_both``: an empty list of ports in one form alone clears nothing;
    ``weights_lost``: an update of a segment makes all weights of its server groups 0;
    ``numbers_in_bulk``: the bulk change of the match style takes ids as numbers only;
    ``shared_shown``: microtenants see the segments that are shared with them;
    ``older_multimatch``: PRA applications and inspection by ZIA keep segments from INCLUSIVE as well;
    ``portal_rules``: segments that the portal's page rules out are refused;
    ``unlicensed``: flags of segments that the customer has no licence for;
    ``content_goes``: a group is deleted with the machines and the keys in it, a microtenant with all of it;
    ``inherited_shown``: reads in a microtenant show what the Default one has as well;
    ``left_in_bulk``: how many of the machines that are deleted together stay, without a word;
    ``no_schedule``: what a read of a schedule says that nobody has made, one of NO_SCHEDULE;
    ``plain_user_codes``: user codes that are given to a group come back as texts, not as objects;
    ``silent_code_status``: the status of user codes does not say which were given to a group;
    ``user_codes_key``, ``user_codes_at``: how a request spells the key and the path of user codes, one of
    SPELLINGS, PREFIXES;
    ``silent_schedule``: the creation of a schedule is answered without a body;
    ``fixed_fields``: what an update of a key does to its group and its certificate, one of FIXED;
    ``hides_new_key``: a key that cannot be exported is not in the answer to its creation either;
    ``usage_below``: a key may be used more often than it may be;
    ``refuses_keys``: machines enrol by user codes, and no provisioning key is made;
    ``refused_key_types``: types of groups whose keys the customer cannot even list;
    ``shows_leaf_alone``: of a certificate with those that have signed it, it alone is shown;
    ``receivers_show``: where reads show the rule of a log receiver, one of RULES_OF_RECEIVERS;
    ``silent_receiver_lists``: lists of log receivers show no rules;
    ``thin_lists``: lists show of each object its id, its name and whether it is enabled, no more.
    """

    pages_as_count: bool = False
    no_total_count: bool = False
    escaped_text: bool = False
    blind_search: bool = False
    deaf_search: bool = False
    absent_means_all: bool = False
    long_coordinates: bool = False
    older_shape: bool = False
    shuffled_conditions: bool = False
    put: str = AS_RECORDED
    undocumented_refused: bool = False
    asks_for_certificate: bool = False
    tidies_names: bool = False
    own_message: str = ""
    late_reads: int = 0
    left_out_apps: str = ORPHANED
    apps_in_lists: str = DOCUMENTED
    plain_delete_refused: bool = False
    force_delete: str = UNLINKS
    ports: str = "sorted"
    ports_cleared_by_both: bool = False
    weights_lost: bool = False
    numbers_in_bulk: bool = False
    shared_shown: bool = False
    older_multimatch: bool = False
    portal_rules: bool = False
    unlicensed: tuple[str, ...] = ()
    content_goes: bool = False
    inherited_shown: bool = False
    left_in_bulk: int = 0
    no_schedule: str = "not found"
    silent_schedule: bool = False
    plain_user_codes: bool = False
    silent_code_status: bool = False
    user_codes_key: str = "both"
    user_codes_at: str = "both"
    fixed_fields: str = REFUSED
    hides_new_key: bool = False
    usage_below: bool = False
    refuses_keys: bool = False
    refused_key_types: tuple[str, ...] = ()
    shows_leaf_alone: bool = False
    receivers_show: str = RULE_AS_READ
    silent_receiver_lists: bool = False
    thin_lists: bool = False

    def __post_init__(self) -> None:
        for quirk, choices in CHOICES.items():
            if getattr(self, quirk) not in choices:
                raise ValueError(
                    "%s: %r is not one of %s." % (quirk, getattr(self, quirk), ", ".join(choices))
                )


@dataclass
class LogEntry:
    """One request as it came in. ``status`` 0: no answer was sent. No headers, no credentials."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    status: int = 0
    fault: str = ""
    user_agent: str = ""
    time: float = field(default_factory=time.time)

    @property
    def is_token_request(self) -> bool:
        return self.path.endswith(("/signin", "/oauth2/v1/token"))

    @property
    def is_write(self) -> bool:
        return self.method != "GET" and not self.is_token_request and not self.is_question

    @property
    def is_question(self) -> bool:
        """Whether it asks by POST, and changes nothing."""
        return self.method == "POST" and self.path.endswith("/usercodes/status")

    def __str__(self) -> str:
        query = "&".join("%s=%s" % pair for pair in self.query.items())
        return "%s %s%s -> %d" % (self.method, self.path, "?" + query if query else "", self.status)


class Throttle:
    """Twenty reads and ten writes in ten seconds, counted from the first call."""

    def __init__(self) -> None:
        self._windows: dict[bool, tuple[float, int]] = {}

    def seconds_to_wait(self, is_write: bool, now: float) -> int:
        """Count a request; 0 if it may pass, else the seconds until the next may."""
        begun, count = self._windows.get(is_write, (now, 0))
        if now - begun >= WINDOW:
            begun, count = now, 0
        if count >= (WRITE_LIMIT if is_write else READ_LIMIT):
            return max(1, int(begun + WINDOW - now + 0.999))
        self._windows[is_write] = (begun, count + 1)
        return 0


def new_stamp() -> dict[str, Any]:
    """When something came, and by whom."""
    now = str(int(time.time()))
    return {"modifiedTime": now, "creationTime": now, "modifiedBy": MODIFIED_BY}


def change_stamp() -> dict[str, Any]:
    """When something changed, and by whom."""
    return {"modifiedTime": str(int(time.time())), "modifiedBy": MODIFIED_BY}


_MICROTENANT = {"enabled": True, "privilegedApprovalsEnabled": True}


def microtenant_of(entry: dict[str, Any]) -> str:
    return str(entry.get("microtenantId", DEFAULT_MICROTENANT))


class Names(MutableMapping[str, str]):
    """The names of the microtenants of a table by their ids. A new one is made by giving it a name."""

    def __init__(self, table: dict[str, dict[str, Any]]) -> None:
        self._table = table

    def __getitem__(self, key: str) -> str:
        return str(self._table[key]["name"])

    def __setitem__(self, key: str, name: str) -> None:
        made = {"id": key, **new_stamp(), **_MICROTENANT, "criteriaAttribute": "AuthDomain"}
        self._table.setdefault(key, made)["name"] = name

    def __delitem__(self, key: str) -> None:
        del self._table[key]

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._table))

    def __len__(self) -> int:
        return len(self._table)


class Tenant:
    """Everything of one customer. Objects are kept in their wire form, by resource path and id.

    ``spoken_for``: the ids that a seed gives, which no other object gets.
    ``default_version_profile``: the id of the one that the server picks for connector groups.
    ``auth_domains``: those that microtenants can be made for.
    """

    _ids = itertools.count(216196257331300001)

    def __init__(self, customer_id: str) -> None:
        self.customer_id = customer_id
        self.clients: dict[str, ApiClient] = {}
        self.tables: dict[str, dict[str, dict[str, Any]]] = builtin_tables(customer_id)
        self.auth_domains = ("corp.example.com", "example.net", "example.org", "%s.zslogin.net" % customer_id)
        # Of the first administrators of microtenants, by the ids of these: no answer shows them again.
        self.first_passwords: dict[str, str] = {}
        self.spoken_for: frozenset[str] = frozenset()
        self.default_version_profile = "0"
        self.faults: list[Fault] = []
        self.quirks = Quirks()
        self.throttle: Throttle | None = None
        self.hidden: dict[str, int] = {}
        # What canonical names of applications for browsers begin with.
        self.cname_numbers = itertools.count(1)
        # The emergency access users who have been deactivated, by their ids.
        self.ended_users: dict[str, dict[str, Any]] = {}
        # The seconds since 1970 by which approvals begin and end.
        self.clock: Callable[[], float] = time.time
        # How often a list in no order was read.
        self.turns = itertools.count()
        # Provisioning keys have shorter ids than other objects.
        self.key_numbers = itertools.count(58856)
        self.log: list[LogEntry] = []

    @property
    def microtenants(self) -> Names:
        return Names(self.table(MICROTENANTS))

    @property
    def user_codes(self) -> dict[str, dict[str, Any]]:
        """Those that machines show, each with its sort of groups and, once it was given to one, the group."""
        return self.table("userCode")

    def table(self, path: str) -> dict[str, dict[str, Any]]:
        return self.tables.setdefault(path, {})

    def new_id(self) -> str:
        return next(text for text in map(str, Tenant._ids) if text not in self.spoken_for)

    def new_uuid(self) -> str:
        return str(UUID(int=int(self.new_id()), version=4))

    def add(
        self,
        path: str,
        values: dict[str, Any],
        microtenant_id: str | None = None,
        object_id: str | None = None,
    ) -> dict[str, Any]:
        """Keep a new object of a resource, unchecked, and return it. ValueError: another has its id."""
        entry = {"id": str(object_id or self.new_id()), **new_stamp(), **values}
        if entry["id"] in self.table(path):
            raise ValueError("%s: the object_id %s is given twice." % (path, entry["id"]))
        if microtenant_id:
            entry["microtenantId"] = microtenant_id
        self.table(path)[entry["id"]] = entry
        return entry

    def made(self, entry: dict[str, Any]) -> None:
        """Note what a request has created: reads can be late to show it."""
        self.hidden[entry["id"]] = self.quirks.late_reads

    def shows(self, entry: dict[str, Any]) -> bool:
        """Whether a read shows an object by now. Each look is a read."""
        left = self.hidden.get(entry["id"], 0)
        if left:
            self.hidden[entry["id"]] = left - 1
        return not left

    def tidied(self, name: str) -> str:
        """A name as it is stored."""
        return " ".join(name.split()) if self.quirks.tidies_names else name.strip()

    def fault_for(self, request_line: str) -> Fault | None:
        return next((fault for fault in self.faults if fault.strikes(request_line)), None)

    @property
    def writes(self) -> list[LogEntry]:
        return [entry for entry in self.log if entry.is_write]

    @property
    def calls(self) -> list[LogEntry]:
        """The logged requests that are not about tokens."""
        return [entry for entry in self.log if not entry.is_token_request]

    def find(self, path: str, name: str) -> dict[str, Any]:
        """Return the stored object of this name, for tests to look at and to alter."""
        return next(found for found in self.table(path).values() if found.get("name") == name)

    def dump_log(self) -> list[dict[str, Any]]:
        return [asdict(entry) for entry in self.log]
