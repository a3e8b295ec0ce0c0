# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Application segments: what their row of rules cannot say."""

from __future__ import annotations

import html
from dataclasses import replace
from typing import Any

from . import sub_applications
from .answers import Object, json_object
from .errors import invalid, referenced, refuse, refuse_restricted
from .published import (
    PORT_KEYS,
    PROTOCOLS,
    both_forms,
    domains_of,
    is_pattern,
    kept_ranges,
    overlap,
    ranges_of,
    share_a_port,
)
from .references import referrers_of, refuse_if_console, unlink
from .resources import Resource
from .rules import RESOURCES
from .state import ALL, DOCUMENTED, REFUSED, REPLACES, microtenant_of
from .sub_applications import BROWSER_ACCESS, SORTS, Change, changes_in

# What the answer to a creation says of every server group, true or not.
OF_SERVER_GROUP = {
    "enabled": False,
    "configSpace": "DEFAULT",
    "extranetEnabled": False,
    "dynamicDiscovery": False,
}
# What only EXCLUSIVE segments have, with the words for it: two are documented, the others are the portal's.
ONLY_EXCLUSIVE = {
    "doubleEncrypt": "Double Encryption",
    "ipAnchored": "Source IP Anchor",
    "inspectTrafficWithZia": "Inspect Traffic with ZIA",
    "adpEnabled": "Active Directory Inspection",
    **{sort.key: sort.type for sort in SORTS.values()},
}
# The portal's page has it.
MOST_WATCHED_PORTS = 10
NOT_TOGETHER = (
    ("ipAnchored", "inspectTrafficWithZia"),
    ("ipAnchored", "doubleEncrypt"),
    ("clientlessApps", "doubleEncrypt"),
)
# Of these only an older page says so.
ONLY_ONCE = frozenset({"inspectTrafficWithZia", "praApps"})
# As the vendor's page has it of inspectTrafficWithZia: snake case behind the dot.
SKU = "feature.application.%s"


class Segments(Resource):
    """The endpoints of application segments."""

    _changes: dict[str, Change]

    # -- reading ---------------------------------------------------------------------------------

    def _in_scope(self) -> list[Object]:
        own = super()._in_scope()
        if not self._tenant.quirks.shared_shown:
            return own
        table = self._tenant.table("application").values()
        return own + [entry for entry in table if self._microtenant in shared_with(entry)]

    def _shown(self, entry: Object, by_id: bool = False) -> Object:
        answer = super()._shown(entry, by_id)
        in_lists = self._tenant.quirks.apps_in_lists
        for sort in SORTS.values():
            apps = answer.pop(sort.key, None)
            if apps and (by_id or in_lists == ALL or (in_lists == DOCUMENTED and sort is BROWSER_ACCESS)):
                answer[sort.key] = [sub_applications.in_segment(entry, app, self._tenant) for app in apps]
        owner = microtenant_of(entry)
        if self._microtenant not in (None, owner):
            own = {"id": owner, "name": self._tenant.microtenants[owner]}
            answer["sharedMicrotenantDetails"] = {"sharedFromMicrotenant": own}
        group = self._tenant.table("segmentGroup").get(entry.get("segmentGroupId", ""))
        if group:
            escape = html.escape if self._tenant.quirks.escaped_text else str
            answer["segmentGroupName"] = escape(group["name"])
        if by_id and "serverGroups" in answer:
            loads = {stub["id"]: stub for stub in entry["serverGroups"]}
            answer["serverGroups"] = [
                {"weight": "0", "passive": False, **loads[shown["id"]], **shown}
                for shown in answer["serverGroups"]
            ]
        return answer

    # -- writing ---------------------------------------------------------------------------------

    def create(self, body: Any) -> Object:
        answer = super().create(self._with_group(json_object(body)))
        entry = self._tenant.table("application")[answer["id"]]
        sub_applications.take_from_others(self._changes, self._tenant, entry["id"])
        for sort in SORTS.values():
            apps = answer.pop(sort.key, [])
            if apps and self._changes[sort.type].whole:
                answer[sort.key] = [sub_applications.in_segment(entry, app, self._tenant) for app in apps]
        answer.update(sub_applications.in_creation(entry, self._changes))
        if "serverGroups" in answer:
            answer["serverGroups"] = [{**OF_SERVER_GROUP, **stub} for stub in answer["serverGroups"]]
        return answer

    def update(self, object_id: str, body: Any, version: str) -> None:
        self._refuse_foreign(self._stored(object_id))
        super().update(object_id, body, version)
        sub_applications.take_from_others(self._changes, self._tenant, object_id)

    def delete(self, object_id: str, query: dict[str, str] | None = None) -> None:
        entry, quirks = self._stored(object_id), self._tenant.quirks
        refuse_restricted(entry)
        self._refuse_foreign(entry)
        forced = (query or {}).get("forceDelete") == "true"
        users = list(referrers_of(self._tenant, entry))
        group = self._tenant.table("segmentGroup").get(entry.get("segmentGroupId", ""))
        if quirks.plain_delete_refused and group and not forced:
            users.insert(0, ("Segment Group", group))
        if users and (not forced or quirks.force_delete == REFUSED):
            noun, user = users[0]
            raise referenced(noun, str(user.get("name", user["id"])))
        unlink(self._tenant, entry)
        del self._tenant.table("application")[object_id]

    # -- helpers ---------------------------------------------------------------------------------

    def _refuse_foreign(self, entry: Object) -> None:
        """Refuse to write what is only shared with the microtenant."""
        if self._microtenant not in (None, microtenant_of(entry)):
            raise invalid("microtenantId")

    def _checked(self, body: Object) -> Object:
        values = super()._checked(body)
        quirks = self._tenant.quirks
        if body.get("domainNames") is not None:
            values["domainNames"] = domains_of(body["domainNames"])
        for protocol in PROTOCOLS:
            ranges, both = ranges_of(body, protocol)
            if ranges or (ranges is not None and (both or not quirks.ports_cleared_by_both)):
                values.update(both_forms(ranges, protocol, quirks.ports))
        return values

    def _left_by_put(self, entry: Object, body: Object, values: Object, version: str) -> Object:
        left = super()._left_by_put(entry, body, values, version)
        if self._tenant.quirks.put == REPLACES:
            left = {key: value for key, value in left.items() if key not in PORT_KEYS}
        return left

    def _settle(self, values: Object, body: Object, entry: Object | None, owner: str) -> None:
        if not values.get("domainNames"):
            raise invalid("domainNames")
        group = self._tenant.table("segmentGroup").get(values.get("segmentGroupId", ""))
        if group and microtenant_of(group) != owner:
            raise invalid("segmentGroupId")
        self._changes = self._changes_in(body, entry)
        for sort in SORTS.values():
            refuse_if_console(self._tenant, self._changes[sort.type].deleted)
        sub_applications.settle(self._changes, values, self._tenant)
        self._settle_loads(values, entry)
        self._refuse_clashes(values)
        self._refuse_overlaps(values, entry, owner)
        super()._settle(values, body, entry, owner)

    def _with_group(self, body: Object) -> Object:
        """Return a body with the id of the segment group that it brings, which is made unless it has one."""
        group = body.get("applicationGroup")
        if not isinstance(group, dict) or body.get("segmentGroupId"):
            return body
        groups = Resource(self._tenant, RESOURCES["segmentGroup"], self._microtenant)
        return {**body, "segmentGroupId": group.get("id") or groups.create(group)["id"]}

    def _changes_in(self, body: Object, entry: Object | None) -> dict[str, Change]:
        changes = changes_in(body, self._tenant)
        if entry is None or self._tenant.quirks.put != REPLACES:
            return changes
        return {
            name: replace(change, given=[]) if change.given is None else change
            for name, change in changes.items()
        }

    def _settle_loads(self, values: Object, entry: Object | None) -> None:
        """Keep the weights of server groups, and switch balancing off where none is left."""
        before = {} if self._tenant.quirks.weights_lost else _loads(entry or {})
        stubs = [before.get(stub["id"], {"id": stub["id"]}) for stub in values.get("serverGroups", ())]
        values["serverGroups"] = stubs
        if not any(int(stub.get("weight", "0")) for stub in stubs):
            values.pop("weightedLoadBalancing", None)

    def _refuse_clashes(self, values: Object) -> None:
        quirks = self._tenant.quirks
        if values.get("matchStyle") == "INCLUSIVE":
            clashing = only_exclusive(values, quirks.older_multimatch)
            if clashing:
                raise invalid("matchStyle", *clashing)
        elif any(map(is_pattern, values["domainNames"])):
            raise invalid("domainNames")
        if values.get("adpEnabled") and values.get("autoAppProtectEnabled"):
            raise invalid("adpEnabled", "autoAppProtectEnabled")
        if values.get("selectConnectorCloseToApp") and values.get("udpPortRanges"):
            raise refuse("protocol.configuration.invalid", "The protocol configuration is not valid.")
        for key in quirks.unlicensed:
            if values.get(key):
                name, sku, customer = values["name"], SKU % snake_case(key), self._tenant.customer_id
                reason = "Cannot update config %s of %s as this is managed by SKU %s which is not enabled"
                reason = (reason + " for customer %s") % (key, name, sku, customer)
                raise refuse("config.change.not.allowed.sku.not.enabled", reason, key, name, sku, customer)
        if quirks.portal_rules:
            _refuse_by_portal(values)
        if quirks.undocumented_refused:
            apps = [app for sort in SORTS.values() for app in values.get(sort.key, ())]
            if not all(app["domain"] in values["domainNames"] for app in apps):
                raise invalid("domainNames")
            if not values.get("adpEnabled") and (values.get("tcpProtocols") or values.get("udpProtocols")):
                raise invalid("adpEnabled")

    def _refuse_overlaps(self, values: Object, entry: Object | None, owner: str) -> None:
        """Refuse what overlaps with another segment, where it did not do so before."""
        keys = ("domainNames", "matchStyle", *PORT_KEYS)
        if entry and all(entry.get(key) == values.get(key) for key in keys):
            return
        ours, style = set(values["domainNames"]), style_of(values)
        for other in self._tenant.table("application").values():
            if entry and other["id"] == entry["id"]:
                continue
            if style_of(other) != style and overlapping(values, other):
                raise refuse_style(other["name"])
            if ours.isdisjoint(other["domainNames"]) or microtenant_of(other) != owner:
                continue
            same = ours.intersection(other["domainNames"])
            if style == style_of(other) == "EXCLUSIVE" and _share_a_port(values, other):
                reason = "Domain %s is used by %s with overlapping ports." % (min(same), other["name"])
                raise refuse("domain.port.overlapping", reason, "domainNames", other["name"])


def only_exclusive(segment: Object, older: bool) -> list[str]:
    """The keys of what keeps a segment from INCLUSIVE. ``older``: see the quirk ``older_multimatch``."""
    continuous = ["healthReporting"] if segment.get("healthReporting") == "CONTINUOUS" else []
    keys = [key for key in ONLY_EXCLUSIVE if older or key not in ONLY_ONCE]
    return [key for key in keys if segment.get(key)] + continuous


def _refuse_by_portal(segment: Object) -> None:
    """Refuse what "Configuring Defined Application Segments" says cannot be."""
    ranges = [kept_ranges(segment, protocol) for protocol in PROTOCOLS]
    number = sum(high - low + 1 for low, high in (*ranges[0], *ranges[1]))
    browsed = segment.get(BROWSER_ACCESS.key, ())
    everything = "*" in segment["domainNames"]
    for keys in NOT_TOGETHER:
        if all(segment.get(key) for key in keys):
            raise invalid(*keys)
    if segment.get("healthReporting") == "CONTINUOUS" and (number > MOST_WATCHED_PORTS or everything):
        raise invalid("healthReporting")
    if segment.get("healthReporting") == "NONE" and segment.get("selectConnectorCloseToApp"):
        raise invalid("selectConnectorCloseToApp", "healthReporting")
    if everything and len(segment["domainNames"]) > 1:
        raise invalid("domainNames")
    ports = [int(app["applicationPort"]) for app in browsed]
    if not all(share_a_port([(port, port)], ranges[0]) for port in ports):
        raise invalid("applicationPort")


def shared_with(segment: Object) -> list[str]:
    """The microtenants that a segment is shared with."""
    details = segment.get("sharedMicrotenantDetails", {})
    return [entry["id"] for entry in details.get("sharedToMicrotenants", ())]


def snake_case(key: str) -> str:
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in key)


def style_of(segment: Object) -> str:
    return str(segment.get("matchStyle", "EXCLUSIVE"))


def overlapping(one: Object, other: Object) -> bool:
    """Whether two segments have domains in common."""
    theirs = set(other["domainNames"])
    if theirs.intersection(one["domainNames"]):
        return True
    wild = any(domain[0] in "*." for domain in (*one["domainNames"], *theirs))
    return wild and any(overlap(a, b) for a in one["domainNames"] for b in theirs)


def refuse_style(name: str) -> Any:
    """The refusal of a match style that an overlapping segment does not have."""
    return refuse("domain.match.style.overlapping", "The domain has another match style in %s." % name, name)


def _share_a_port(one: Object, other: Object) -> bool:
    return any(share_a_port(kept_ranges(one, name), kept_ranges(other, name)) for name in PROTOCOLS)


def _loads(segment: Object) -> dict[str, Object]:
    return {stub["id"]: stub for stub in segment.get("serverGroups", ())}
