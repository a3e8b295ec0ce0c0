# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What enrols with a provisioning key: what App Connectors and service edges have in common. Private.

"Configuring App Connectors Using API" and the models of the vendor's SDKs. Such a thing is a machine: ZPA
takes its name, its description and whether it is enabled, and says everything else itself. One that has never
connected shows no status, no versions and no times of a connection.
"""

from __future__ import annotations

import typing as t

from .._client.forms import seconds_lasted
from .._schema.field_type import Record, whole
from .._schema.fields import Field
from .._schema.kind import Metadata
from .._schema.metadata import COMPUTED, RECORDED, text, texts
from .._schema.narrowing import Narrowing
from .._schema.resource import Unmanaged
from .._schema.scalars import Bool, Name, Text

# Where answers show what a machine runs, once more, and what facts are called there.
HOLDERS = ("assistantVersion", "privateBrokerVersion")
ALSO = {
    "controlChannelStatus": "ctrlChannelStatus",
    "lastBrokerConnectTime": "lastConnectTime",
    "lastBrokerDisconnectTime": "lastDisconnectTime",
    "lastUpgradeTime": "lastUpgradedTime",
}
CONNECTED, DISCONNECTED, NEVER_CONNECTED = "connected", "disconnected", "never_connected"
DAY = 86400
# Without any of the three an SDK would write something else than was meant: the page sends them together.
FIELDS = (
    Field("name", "name", Name(), echoes=("nameWithoutTrim",)),
    Field("description", "description", Text(), is_always_sent=True),
    Field("enabled", "enabled", Bool(), is_always_sent=True),
)

_OF_STATUS = {
    "": NEVER_CONNECTED,
    "ZPN_STATUS_AUTHENTICATED": CONNECTED,
    "ZPN_STATUS_DISCONNECTED": DISCONNECTED,
}


def status(wire: t.Any) -> str:
    """Whether it is connected, in a word; a word of ZPA that nobody knows stays as it is."""
    said = text(wire).strip()
    return _OF_STATUS.get(said.upper(), said)


def seconds(wire: t.Any) -> int | None:
    """A time in seconds, also one that was recorded in thousandths or millionths of them."""
    found = whole(wire)
    while found is not None and found >= 10**11:
        found //= 1000
    return found


def _one_or_more(wire: t.Any) -> list[str]:
    """The page has a list, the model of an SDK a text."""
    return texts([wire] if isinstance(wire, str) and wire.strip() else wire)


class Fact(Metadata):
    """A fact that answers can also have in the object about the software, under the same key or another."""

    __slots__ = ()

    def of(self, record: Record) -> t.Any:
        holders = [record, *(record[key] for key in HOLDERS if isinstance(record.get(key), dict))]
        keys = (self.wire, ALSO.get(self.wire, self.wire))
        shown = [holder[key] for holder in holders for key in keys if holder.get(key) not in (None, "")]
        return self.read(shown[0] if shown else record.get(self.wire))


def facts() -> tuple[Metadata, ...]:
    """Return what ZPA says of one."""

    def fact(name: str, wire: str, read: t.Callable[[t.Any], t.Any] = text) -> Metadata:
        return Fact(name, wire, read)

    return (
        *RECORDED,
        fact("status", "controlChannelStatus", status),
        fact("current_version", "currentVersion"),
        fact("expected_version", "expectedVersion"),
        fact("previous_version", "previousVersion"),
        fact("manager_version", "sargeVersion"),
        fact("upgrade_status", "upgradeStatus"),
        fact("last_upgrade_time", "lastUpgradeTime", seconds),
        fact("last_connect_time", "lastBrokerConnectTime", seconds),
        fact("last_disconnect_time", "lastBrokerDisconnectTime", seconds),
        fact("start_time", "applicationStartTime", seconds),
        fact("broker", "ctrlBrokerName"),
        fact("private_ip", "privateIp"),
        fact("public_ip", "publicIp"),
        fact("platform", "platform"),
        fact("platform_detail", "platformDetail"),
        fact("runtime_os", "runtimeOS"),
        Metadata("location", "location", text),
        Metadata("fingerprint", "fingerprint", text),
        Metadata("ip_acl", "ipAcl", _one_or_more),
        Metadata("provisioning_key_id", "provisioningKeyId", text),
        Metadata("provisioning_key_name", "provisioningKeyName", text),
    )


BESIDE_OPTIONS = (Unmanaged("nameWithoutTrim", "the name as it was typed"),)
# The keys that the page and the models have beside them. "All other fields are ignored" in an update.
SAID_BY_ZPA = COMPUTED | {
    "applicationStartTime",
    "controlChannelStatus",
    "ctrlBrokerName",
    "currentVersion",
    "enrollmentCert",
    "expectedUpgradeTime",
    "expectedVersion",
    "fingerprint",
    "ipAcl",
    "issuedCertId",
    "lastBrokerConnectTime",
    "lastBrokerConnectTimeDuration",
    "lastBrokerDisconnectTime",
    "lastBrokerDisconnectTimeDuration",
    "lastUpgradeTime",
    "latitude",
    "location",
    "longitude",
    "platform",
    "platformDetail",
    "previousVersion",
    "privateIp",
    "provisioningKeyId",
    "provisioningKeyName",
    "publicIp",
    "runtimeOS",
    "sargeVersion",
    "upgradeAttempt",
    "upgradeStatus",
    "zpnSubModuleUpgradeList",
}

# -- By what they are listed -----------------------------------------------------------------------------


def narrowings(facts_of_kind: t.Sequence[Metadata], group: Field) -> tuple[Narrowing, ...]:
    """Return the options by which they are listed beside those of every kind."""
    known = {fact.name: fact for fact in facts_of_kind}

    def has_status(given: t.Any, record: Record, now: float) -> bool:
        return status(given).lower() == str(known["status"].of(record)).lower()

    def has_version(given: t.Any, record: Record, now: float) -> bool:
        return bool(text(given).strip() == known["current_version"].of(record))

    def is_gone_for(given: t.Any, record: Record, now: float) -> bool:
        since = without_contact(known, record, now)
        return since is not None and since >= given * DAY

    return (
        Narrowing(
            "status",
            (),
            "Only those with this status: V(connected), V(disconnected), V(never_connected), or a word of "
            "the API, such as V(ZPN_STATUS_DISCONNECTED). Letter case does not matter.",
            tells=has_status,
        ),
        Narrowing(
            "version",
            (),
            "Only those that run this version of the software, for example V(25.112.1).",
            tells=has_version,
        ),
        Narrowing("group", (), "Only those of this group, by its name or ID.", own=group),
        Narrowing(
            "disconnected_for_days",
            (),
            "Only those that are disconnected, and that were in contact with ZPA for the last time so many "
            "days ago or earlier.\n"
            "What has never connected is not among them: O(status=never_connected) lists that. Nor is "
            "that of which ZPA does not tell since when it has been gone. Where ZPA tells it in several "
            "ways, the shortest time counts.",
            tells=is_gone_for,
            least=0,
        ),
    )


def without_contact(known: t.Mapping[str, Metadata], record: Record, now: float) -> float | None:
    """Return for how many seconds something disconnected has had no contact, None where nobody can tell.

    Of several answers to that the least one: somebody may delete what has been gone for long.
    """
    disconnected = known["last_disconnect_time"].of(record)
    told = seconds_lasted(text(record.get("lastBrokerDisconnectTimeDuration")))
    if known["status"].of(record) != DISCONNECTED or (not disconnected and told is None):
        return None
    times = [time for time in (disconnected, known["last_connect_time"].of(record)) if time]
    lasting = [now - float(time) for time in times]
    return min(lasting if told is None else [*lasting, float(told)])
