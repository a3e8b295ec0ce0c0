# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every type of field, with values of it: a new type is a row of TYPES, or of HIDDEN."""

from __future__ import annotations

import functools
from decimal import Decimal
from typing import Any, NamedTuple

from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.condition import Condition, Operand
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.conditions import Conditions
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.lss_config import NameOrNone
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.provisioning_key import (
    Addresses,
    Exportable,
    IdOfOther,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.addresses import (
    HOST_NAME,
    DomainName,
    FormedText,
    Port,
    UrlPath,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.compound import (
    FlaggedWordList,
    Number,
    PortRanges,
    Quantity,
    ReferenceIds,
    SharedWith,
    TextSet,
    WordList,
    merged,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.controls import (
    ControlList,
    Edition,
    ForAllControls,
    ReferenceByNumber,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.domains import AuthDomains, DomainNames
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.emails import Email, EmailSet
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.entry_rules import EntryRule
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.field_type import FieldType, Reference
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.fields import Field
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.handed import HandedTexts
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.identity import InPath, Parent
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.load_balancing import LoadBalancing
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.moments import LAST_SECOND, Moment
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.nested import (
    Nested,
    NestedInParts,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.nested_bag import BagInText, NestedBag
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.nested_list import NestedList
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.number_choice import NumberChoice
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.optional_reference import ReferenceOrNone
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.owned_list import OwnedList
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.pem import CertificateChain, PrivateKey
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.reference_types import (
    DetailedReference,
    DetailedSet,
    EmbeddedReference,
    ReferenceSet,
    ReferenceTo,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.scalars import (
    Bool,
    Choice,
    Coordinate,
    CountryCode,
    Degrees,
    Duration,
    Enabled,
    Id,
    Name,
    NumberFlag,
    Place,
    Text,
    WholeNumber,
    Word,
    WordFlag,
    WordOrNone,
    WordSet,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.secret import Secret, WriteOnly
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.switched import Switched
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.verbatim import (
    Exact,
    ExactText,
    NewerWord,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.working_hours import (
    Cron,
    TimeOfDay,
    WorkingHours,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.written import (
    Color,
    PemCertificates,
    ReferenceById,
    ReferencesById,
    SmallChoice,
)
from hypothesis import strategies as st
from zpa_emulator.certificate_texts import made

texts = st.text(st.characters(exclude_characters="&", exclude_categories=("Cs",))).map(str.strip)
words = st.from_regex(r"[A-Z_]{1,9}", fullmatch=True)
ids = st.integers(1, 10**18).map(str)
references = st.builds(Reference, ids, st.sampled_from(["", "a", "b", "77", "c d"]))
ports = st.integers(1, 65535)
ranges = st.lists(st.tuples(ports, ports).map(sorted).map(tuple), max_size=5).map(merged)
scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text())
junk = st.recursive(
    st.one_of(scalars, st.sampled_from([10**400, "1e999", "%s", "-0", "8000-80", "10 miles"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.one_of(st.text(), st.sampled_from(["id", "domain", "port", "value", "unit", "from", "to"])),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=6,
)

INNER = Nested(
    Field("partner", "zpnErId", ReferenceTo("extranet_partner"), label="ziaErName"),
    Field("locations", "locationDTO", ReferenceSet("extranet_location"), owner="partner"),
    Field("note", "note", Text()),
)
APART = NestedInParts(
    Field("enabled", "enabled", Bool()),
    *(field._replace(inside="box") for field in INNER.fields),
)
SWITCHED = Switched(
    Field("enabled", "enabled", Bool()),
    Field("value", "value", Number()),
    Field("unit", "unit", WordOrNone("MILES", "KMS")),
)
ENTRY = (
    Field("domain", "domain", Name()),
    Field("port", "applicationPort", WholeNumber(1, 65536, 1, missing=443)),
    Field("certificate", "certificateId", ReferenceTo("certificate"), label="certificateName"),
    Field("inside", "box", INNER),
    Field("cname", "cname", Text(), is_computed=True),
)
ENTRIES = NestedList("domain", *ENTRY)
OWNED = OwnedList(
    "domain",
    *ENTRY,
    carrier=("box", "apps"),
    removed=("box", "gone"),
    also=("port",),
    rules=(
        EntryRule("port", ("port", "certificate"), lambda values: values.get("port") == 0, "is 0."),
        EntryRule("port", ("port",), lambda values: values.get("port") == -1, "is -1.", can_be_had=False),
    ),
)
BALANCE = LoadBalancing()
CONTROLS = [
    ControlList(Field("control", "id", kind("control"), label="number"))
    for kind in (ReferenceTo, ReferenceByNumber)
]
HOURS = WorkingHours(
    Field("start_time", "startTime", TimeOfDay()),
    Field("start_time_cron", "startTimeCron", Cron()),
    Field("time_zone", "timeZone", Text()),
)
times_of_day = st.from_regex(r"([01]\d|2[0-3]):[0-5]\d", fullmatch=True).map(TimeOfDay().decode)
crons = st.from_regex(r"0 0 (1?[0-9]) \? \* (mon,tue|FRI,MON|SUN)", fullmatch=True).map(Cron().decode)
INNER_OPTIONS = st.fixed_dictionaries(
    {"partner": references, "locations": st.lists(references, max_size=2), "note": texts}
)
ENTRY_OPTIONS = st.fixed_dictionaries(
    {
        "domain": texts.filter(bool),
        "port": st.integers(1, 65535),
        "certificate": references,
        "inside": INNER_OPTIONS,
    }
)

BAG = (Field("domain", "domain", Name(), required=True), Field("names", "names", TextSet()))
BAG_OPTIONS = st.fixed_dictionaries(
    {"domain": texts.filter(bool), "names": st.lists(texts.filter(bool), max_size=2)}
)


class Row(NamedTuple):
    type: FieldType
    values: st.SearchStrategy[Any]
    is_an_option: bool = True

    @property
    def called(self) -> str:
        return type(self.type).__name__


def full(kind: FieldType, option: Any) -> Any:
    return kind.over(kind.accept(option), None)


def in_a_frame(body: str) -> str:
    return PemCertificates().decode("-----BEGIN CERTIFICATE-----%s-----END CERTIFICATE-----" % body)


CERTIFICATES = [made(name).certificate.strip() for name in ("a.example.com", "b.example.com")]
TYPES = [
    Row(Text(), texts),
    Row(Name(), texts.filter(bool)),
    Row(NameOrNone(), texts.filter(bool)),
    Row(ExactText(), texts.filter(bool).map(Exact)),
    Row(NewerWord("zpn_audit_log"), st.sampled_from(["zpn_audit_log", "zpn_newer_log"])),
    Row(Id(), ids),
    Row(Moment(), st.integers(1, LAST_SECOND)),
    Row(
        EmailSet(1),
        st.frozensets(st.from_regex(r"[a-zA-Z]{1,4}@[a-z]{1,4}", fullmatch=True).map(Email), min_size=1),
    ),
    Row(TimeOfDay(), times_of_day),
    Row(Cron(), crons),
    Row(
        HOURS,
        st.fixed_dictionaries(
            {"start_time": times_of_day, "start_time_cron": crons, "time_zone": texts.filter(bool)}
        ).map(functools.partial(full, HOURS)),
    ),
    *(
        Row(kind, st.lists(BAG_OPTIONS, max_size=3).map(functools.partial(full, kind)))
        for kind in (NestedBag("domain", *BAG), BagInText("domain", *BAG, carrier="rules"))
    ),
    Row(SmallChoice("none", "all", missing="none"), st.sampled_from(["none", "all"])),
    Row(ReferenceById("banner"), references),
    Row(ReferencesById("region", least=2), st.frozensets(references, min_size=2, max_size=4)),
    Row(Color(), st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)),
    Row(PemCertificates(), st.from_regex(r"[A-Za-z0-9+/]{1,200}", fullmatch=True).map(in_a_frame)),
    Row(
        CertificateChain(),
        st.lists(st.sampled_from(CERTIFICATES), min_size=1, max_size=3).map("\n".join),
    ),
    Row(IdOfOther(), ids),
    Row(Bool(), st.booleans()),
    Row(Exportable(missing=True), st.booleans()),
    Row(Enabled(), st.booleans()),
    Row(NumberFlag(), st.booleans()),
    Row(WordFlag(), st.booleans()),
    Row(WordOrNone("MILES", "KMS"), st.sampled_from(["MILES", "KMS", ""])),
    Row(Choice("MONDAY", "TUESDAY", missing="TUESDAY"), st.sampled_from(["MONDAY", "TUESDAY"])),
    Row(CountryCode(), st.sampled_from(["US", "CH"])),
    Row(WholeNumber(0, 86400, 900, missing=66600), st.integers(0, 95).map(lambda quarter: quarter * 900)),
    Row(NumberChoice(5, 7, 14, missing=5), st.sampled_from([5, 7, 14])),
    Row(Place(), st.integers(1, 10**9)),
    Row(Duration(600), st.integers(-1, 10**17)),
    Row(WordSet("words", "A"), st.frozensets(words)),
    Row(Word(), words),
    Row(
        Coordinate(90),
        st.decimals(-90, 90, places=6).map(lambda exact: Degrees(Decimal(repr(float(exact))))),
    ),
    Row(ReferenceTo("certificate"), references),
    Row(ReferenceOrNone("certificate"), references),
    Row(EmbeddedReference("certificate"), references),
    Row(DetailedReference("certificate"), references),
    Row(ReferenceSet("application_segment"), st.frozensets(references)),
    Row(DetailedSet("application_segment"), st.frozensets(references)),
    Row(ReferenceIds("application_segment"), st.frozensets(references)),
    Row(SharedWith("microtenant"), st.frozensets(references)),
    Row(InPath(Parent("kind", "wire", (("one", "ONE"), ("two", "TWO")))), st.sampled_from(["one", "two"])),
    Row(FlaggedWordList("A"), st.frozensets(words.filter(lambda word: word != "NONE"))),
    Row(FormedText(HOST_NAME), texts),
    Row(DomainName(), texts.filter(bool).map(str.lower).map(str.strip)),
    Row(Port(), ports),
    Row(UrlPath(), texts.filter(bool)),
    Row(WordList("A"), st.frozensets(words.filter(lambda word: word != "NONE"))),
    Row(DomainNames(most=2000), st.frozensets(texts.filter(bool).map(str.lower).map(str.strip))),
    Row(AuthDomains(), st.frozensets(texts.filter(bool)).map(AuthDomains().decode)),
    Row(TextSet(), st.frozensets(texts.filter(bool))),
    Row(Addresses(), st.frozensets(texts.filter(bool))),
    Row(TextSet(folds_case=True), st.frozensets(texts.filter(bool).map(str.lower).map(str.strip))),
    Row(PortRanges(), ranges),
    Row(PortRanges(is_flat=True), ranges),
    *(
        Row(kind, st.builds(kind.accept, st.builds(lambda value: "%s kms" % value, st.integers(0, 10**9))))
        for kind in (Quantity("MILES", "KMS", in_text=True), Quantity("MILES", "KMS", in_two_keys=False))
    ),
    Row(Number(), st.floats(0, 10**9).map(Number().accept)),
    Row(
        Quantity("MILES", "KMS"),
        st.builds(
            lambda value, unit: Quantity("MILES", "KMS").accept({"value": value, "unit": unit}),
            st.floats(0, 10**9),
            st.sampled_from(["miles", "KMS"]),
        ),
    ),
    Row(
        APART,
        st.builds(lambda option, on: full(APART, {**option, "enabled": on}), INNER_OPTIONS, st.booleans()),
    ),
    Row(
        SWITCHED,
        st.fixed_dictionaries(
            {
                "enabled": st.booleans(),
                "value": st.floats(0, 10**9),
                "unit": st.sampled_from(["MILES", "kms"]),
            }
        ).map(functools.partial(full, SWITCHED)),
    ),
    Row(INNER, st.one_of(st.none(), INNER_OPTIONS.map(lambda option: full(INNER, option)))),
    *(
        Row(
            kind, st.lists(ENTRY_OPTIONS, max_size=3, unique_by=told_apart).map(functools.partial(full, kind))
        )
        for kind, told_apart in (
            (ENTRIES, lambda entry: entry["domain"]),
            (OWNED, lambda entry: (entry["domain"], entry["port"])),
        )
    ),
    Row(
        BALANCE,
        st.lists(
            st.fixed_dictionaries(
                {"server_group": references, "weight": st.integers(0, 1000), "passive": st.booleans()}
            ),
            max_size=3,
            unique_by=lambda entry: entry["server_group"],
        ).map(functools.partial(full, BALANCE)),
    ),
    Row(Edition(), texts.filter(bool).map(Edition().decode)),
    Row(ReferenceByNumber("control"), references),
    Row(
        ForAllControls("A", "B"),
        st.dictionaries(st.sampled_from(["A", "B", "C_D"]), st.sampled_from(["PASS", "BLOCK"])).map(
            lambda said: frozenset("%s:%s" % one for one in said.items())
        ),
    ),
    *(
        Row(
            kind,
            st.lists(
                st.fixed_dictionaries(
                    {
                        "control": references,
                        "action": st.sampled_from(["PASS", "BLOCK"]),
                        "action_value": texts,
                    }
                ),
                max_size=3,
                unique_by=lambda entry: entry["control"],
            ).map(functools.partial(full, kind)),
        )
        for kind in CONTROLS
    ),
    Row(
        Conditions(),
        st.frozensets(
            st.builds(
                lambda operands: Condition("OR", False, operands),
                st.frozensets(st.builds(lambda one: Operand("APP", "id", one), ids), min_size=1),
            ),
            max_size=2,
        ),
        # Options are drafts first, which the rules' own store makes conditions of.
        is_an_option=False,
    ),
]
# They show nothing that could be compared.
HIDDEN = [Secret(), PrivateKey("certificate"), HandedTexts(), WriteOnly()]
