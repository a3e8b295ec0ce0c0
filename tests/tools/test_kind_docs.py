# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Modules of kinds are made from descriptions: what is derived is right, and nothing can be left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import described
import described_results
import kind_docs
import module_lists
import pytest
import yaml
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.app_connector_group import (
    APP_CONNECTOR_GROUP,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.segment_group import SEGMENT_GROUP
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.fields import Field
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.info_options import (
    info_argument_spec,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.nested import Nested
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.nested_list import NestedList
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.options import (
    argument_spec,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.reference_types import (
    ReferenceSet,
    ReferenceTo,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.resource import Resource
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.scalars import (
    Bool,
    Choice,
    Coordinate,
    Id,
    Name,
    Text,
    WholeNumber,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.secret import Secret
from described import Called
from support.playbooks import ROOT
from support.toys import APPROVAL, CONNECTOR, KEY, NOTE, RESETTABLE, SCHEDULE

GROUP = Called("segment group")
PLACE = Choice("LEFT", "RIGHT", missing="LEFT")
SIGNED = ReferenceTo("enrollment_cert")


def said(field: Field, *others: Field) -> str:
    resource = SEGMENT_GROUP._replace(fields=(field, *others))
    return " / ".join(described.option_text(resource, field, GROUP))


def said_of_result(field: Field, *, is_planned: bool = True) -> str:
    resource = SEGMENT_GROUP._replace(fields=(field,))
    return " / ".join(described_results.result_text(resource, field, GROUP, is_planned))


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (
            Field("note", "note", Text(), text="A note."),
            'A note. If omitted it is left alone, V("") removes it.',
        ),
        (
            Field("note", "note", Text(longest=9, can_be_empty=False), text="A note."),
            "A note. At most 9 characters. If omitted it is left alone.",
        ),
        (
            Field("description", "description", Text()),
            'A text that describes the segment group. If omitted it is left alone, V("") removes it.',
        ),
        (
            Field("enabled", "enabled", Bool(), create_default=False),
            "Whether the segment group is enabled. If omitted it is left alone, and a new segment group is "
            "disabled.",
        ),
        (
            Field("wide", "wide", Bool(), create_default=True, text="Whether it is wide."),
            "Whether it is wide. If omitted it is left alone, and V(true) for a new segment group.",
        ),
        (
            Field("side", "side", PLACE, required=True, text="The side."),
            "The side. One of V(LEFT) and V(RIGHT). Letter case does not matter. Required to create. If "
            "omitted afterwards it is left alone.",
        ),
        (
            Field("cert", "cert", SIGNED, if_asked="Mine", text="the certificate. It signs."),
            "The name or ID of the certificate. It signs. / If omitted it is left alone. Where the API asks "
            "for it and the segment group has none, the enrollment certificate V(Mine) is looked up and "
            "sent, which needs two more requests and is not in the diff.",
        ),
        (
            Field("apps", "apps", ReferenceSet("application_segment", most=3), text="the members."),
            "The names or IDs of the members, in any order. At most 3. If omitted they are left alone, V([]) "
            "removes them all.",
        ),
        (
            Field("profile", "profile", ReferenceTo("version_profile"), needs="own", text="the profile."),
            "The name or ID of the profile. Letter case does not matter. / Required if O(own=true). It has "
            "no effect, and causes a warning, if O(own=false).",
        ),
        (
            Field("quick", "quick", Bool(), twins=("one", "two"), text="Whether it is quick."),
            "Whether it is quick. The API has three fields for it, which must be the same. If omitted it is "
            "left alone.",
        ),
        (
            Field("place", "place", Id(), in_body=False, text="Where it is.\nNot written."),
            "Where it is. Not written.",
        ),
    ],
    ids=lambda part: part.name if isinstance(part, Field) else "",
)
def test_what_follows_from_a_field_is_said_of_its_option(field: Field, text: str) -> None:
    assert said(field).replace(" / Not", " Not") == text


def test_what_is_inside_an_option_is_said_of_its_own_options() -> None:
    members = (
        Field("site", "site", ReferenceTo("location"), is_immutable=True, text="the site."),
        Field("rooms", "rooms", ReferenceSet("location"), owner="site", text="the rooms."),
        Field("key", "key", Secret(), text="What opens it."),
    )
    field = Field("places", "places", NestedList("site", *members), text="Where it is.")
    options = described.options_of(SEGMENT_GROUP._replace(fields=(field,)), GROUP)
    assert options["places"]["description"][0].startswith("Where it is.")
    inside = {
        name: " ".join(option["description"]) for name, option in options["places"]["suboptions"].items()
    }
    assert inside["site"] == (
        "The name or ID of the site. Required in every entry. It cannot be changed: another value is "
        "refused before anything is written. If it changes, give O(places[].rooms) as well, since these "
        "belong to the location."
    )
    assert "looked up for the O(places[].site) that is given" in inside["rooms"]
    assert "and with O(places[].update_secret=always) in every run" in inside["key"]
    assert inside["update_secret"].startswith("When what ZPA never shows is written.")


@pytest.mark.parametrize("is_list", [False, True], ids=["one", "several"])
def test_what_is_inside_a_result_is_said_with_its_own_samples(is_list: bool) -> None:
    inner = Nested(Field("floor", "floor", Text(), text="The floor."))
    members = (
        Field("site", "site", ReferenceTo("location"), text="the site."),
        Field("enabled", "on", Bool(), text="Whether it is open."),
        Field("room", "room", inner, text="The room."),
        Field("key", "key", Secret(), text="What opens it."),
    )
    kind = NestedList("site", *members) if is_list else Nested(*members)
    resource = SEGMENT_GROUP._replace(fields=(Field("places", "places", kind, text="Where it is."),))
    entry = {"site": "Berlin", "enabled": True, "room": {"floor": "2"}}
    sample = {"id": "1", "microtenant_id": "2", "places": [entry] if is_list else entry}
    shown = described_results.results_of(resource, GROUP, sample, is_planned=True)["places"]
    assert (shown["type"], "sample" in shown) == ("list" if is_list else "dict", False)
    assert shown["contains"]["site"]["description"] == [
        "The name of the site, or its ID where the names cannot be read. V(null) if the API shows none."
    ]
    assert {name: below.get("sample") for name, below in shown["contains"].items()} == {
        "site": "Berlin",
        "enabled": True,
        "room": None,
    }
    assert shown["contains"]["room"]["contains"]["floor"]["sample"] == "2"
    del entry["enabled"]
    with pytest.raises(described.Undocumented, match=r"segment_group\.places\.enabled: has no sample"):
        described_results.results_of(resource, GROUP, sample, is_planned=True)


def test_what_is_inside_is_never_said_to_be_a_new_object() -> None:
    enabled = Field("enabled", "on", Bool(), create_default=False, text="Whether it is open.")
    field = Field("place", "place", Nested(enabled), create_default={"enabled": False}, text="Where it is.")
    assert said(field) == "Where it is. If omitted it is left alone."
    assert said(enabled) == (
        "Whether it is open. If omitted it is left alone, and V(false) for a new segment group."
    )


def test_what_zpa_never_shows_is_in_no_result() -> None:
    field = Field("key", "key", Secret(), text="What opens it.")
    shown = described_results.results_of(
        SEGMENT_GROUP._replace(fields=(field,)), GROUP, {"id": "1", "microtenant_id": "2"}, is_planned=True
    )
    assert set(shown) == {"id", "microtenant_id"}


def test_options_that_belong_to_each_other_name_each_other() -> None:
    partner = Field("partner", "partner", ReferenceTo("extranet_partner"), text="the partner.")
    sites = Field("sites", "sites", ReferenceSet("location"), owner="partner", text="the sites.")
    assert "If it changes, give O(sites) as well, since these belong to the extranet" in said(partner, sites)
    assert "A name can only be looked up for the O(partner) that is given or that the" in said(sites, partner)


def test_what_zpa_works_out_is_never_said_to_be_left_alone() -> None:
    text = said(Field("x", "x", Text(), in_body=False, derived_from=("a", "b"), text="The place."))
    assert "ZPA works it out from O(a) and O(b), so it need not be set" in text
    assert "left alone" not in text


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (Field("name", "name", Name()), "The name."),
        (Field("note", "note", Text(), text="A note. Or two."), "A note, empty if there is none."),
        (
            Field("note", "note", Text(), text="A note.", shown="The note."),
            "The note, empty if there is none.",
        ),
        (
            Field("north", "north", Coordinate(90), text="Degrees."),
            "Degrees. V(null) if the API shows none.",
        ),
        (
            Field("cert", "cert", SIGNED, label="certName", text="the certificate."),
            "The name of the certificate, or its ID where the API shows no name. V(null) if the API "
            "shows none.",
        ),
        (
            Field("apps", "apps", ReferenceSet("application_segment"), text="the members."),
            "The names of the members, sorted. In place of a name that is not unique among them or consists "
            "of digits stands the ID.",
        ),
        (
            Field("cert", "cert", SIGNED, text="the certificate."),
            "The name of the certificate, or its ID where the names cannot be read. V(null) if the "
            "API shows none.",
        ),
        (
            Field("quick", "quick", Bool(), twins=("one",), text="Whether it is quick."),
            "Whether it is quick. V(null) if the API's two fields disagree.",
        ),
        (Field("time", "time", WholeNumber(0, 9, 1, missing=3), text="The time."), "The time."),
    ],
    ids=lambda part: part.name if isinstance(part, Field) else "",
)
def test_what_follows_from_a_field_is_said_of_its_value(field: Field, text: str) -> None:
    assert said_of_result(field) == text


def test_only_what_check_mode_plans_can_be_unknown_to_it() -> None:
    north = Field("north", "north", Coordinate(90), derived_from=("place",), text="Degrees.")
    assert said_of_result(north).endswith(
        "V(null) if the API shows none, and where check mode cannot know it."
    )
    assert said_of_result(north, is_planned=False).endswith("V(null) if the API shows none.")


# -- What is missing -------------------------------------------------------------------------------------


def test_an_option_without_a_text_is_an_error() -> None:
    with pytest.raises(described.Undocumented, match=r"note: has no text\. Add it to its field\."):
        said(Field("note", "note", Text()))


@pytest.fixture
def kinds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of files of kinds that has one."""
    text = (kind_docs.KINDS / "segment_group.yml").read_text("utf-8")
    (tmp_path / "segment_group.yml").write_text(text, "utf-8")
    monkeypatch.setattr(kind_docs, "KINDS", tmp_path)
    return tmp_path


def without(kinds: Path, *path: str) -> kind_docs.Page:
    file = kinds / "segment_group.yml"
    page: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    place = page
    for key in path[:-1]:
        place = place[key]
    del place[path[-1]]
    file.write_text(yaml.safe_dump(page), "utf-8")
    return kind_docs.Page(SEGMENT_GROUP)


def test_a_kind_without_a_file_is_an_error(kinds: Path) -> None:
    with pytest.raises(described.Undocumented, match=r"docs/kinds/app_connector_group\.yml: is missing"):
        kind_docs.Page(APP_CONNECTOR_GROUP)


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        (("description",), r"docs/kinds/segment_group\.yml: has no description\. Add it\."),
        (("info_tasks",), r"docs/kinds/segment_group\.yml: has no info_tasks\. Add it\."),
        (("sample", "enabled"), r"segment_group\.enabled: has no sample\. Add it to docs/kinds\."),
        (
            ("metadata", "config_space"),
            r"segment_group\.yml: metadata is about .* and not about .*config_space",
        ),
    ],
    ids=lambda part: ".".join(part) if isinstance(part, tuple) else "",
)
def test_what_a_file_lacks_is_an_error(kinds: Path, path: tuple[str, ...], problem: str) -> None:
    with pytest.raises(described.Undocumented, match=problem):
        without(kinds, *path).modules()


def test_options_that_are_not_wrong_are_no_sample_of_what_is_refused(kinds: Path) -> None:
    with (kinds / "segment_group.yml").open("a", encoding="utf-8") as stream:
        stream.write("wrong: {description: fine}\n")
    with pytest.raises(described.Undocumented, match=r"nothing is wrong with the options of wrong"):
        kind_docs.Page(SEGMENT_GROUP).modules()


# -- What tells objects apart ----------------------------------------------------------------------------

SAMPLES: dict[str, Any] = {
    "id": "5",
    "name": "Berlin",
    "description": "",
    "enabled": True,
    "association_type": "app_connector_group",
    "max_usage": 5,
    "app_connector_group": "Berlin",
    "kind": "app_connector",
    "frequency_interval": "5",
    "delete_disabled": False,
    "email_ids": ["ada@example.com"],
    "applications": ["Wiki"],
    "end_time": 5,
}


def pages_of(kinds: Path, resource: Resource) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the documentation of both modules of a kind."""
    options = argument_spec(resource)
    page = {
        "version_added": "1.0.0",
        "description": ["Manages it."],
        "tasks": "- debug:\n",
        "info_tasks": "- debug:\n",
        "sample": {name: SAMPLES[name] for name in options if name in SAMPLES},
        "before": {},
        "referrer": ["Rule", "All"],
        "wrong": {"state": "present", "name": "", "id": "x"},
    }
    (kinds / (resource.key + ".yml")).write_text(yaml.safe_dump(page), "utf-8")
    texts = kind_docs.Page(resource).modules().values()
    module, info = [yaml.safe_load(text.split('"""')[1]) for text in texts]
    return module, info


@pytest.mark.parametrize("resource", [KEY, SCHEDULE, RESETTABLE, CONNECTOR, APPROVAL, NOTE])
def test_whatever_tells_objects_of_a_kind_apart_is_documented(kinds: Path, resource: Resource) -> None:
    module, info = pages_of(kinds, resource)
    has_fragment = "zerotrust.zpa.resource" in module["extends_documentation_fragment"]
    told = {*module["options"], *(described.IN_FRAGMENTS if has_fragment else ())}
    assert told == set(argument_spec(resource))
    has_fragment = "zerotrust.zpa.resource.info" in info["extends_documentation_fragment"]
    of_fragment = described.IN_INFO_FRAGMENT if has_fragment else ()
    assert {*info.get("options", ()), *of_fragment} == set(info_argument_spec(resource))


def test_what_the_path_says_is_required_and_not_left_alone(kinds: Path) -> None:
    module, info = pages_of(kinds, KEY)
    assert module["options"]["association_type"]["description"] == [
        "What it enrols. One of V(app_connector_group) and V(service_edge_group). Letter case does not "
        "matter.",
        "Required if O(id) is omitted.",
    ]
    assert info["options"]["association_type"]["description"] == [
        "Only those with this association type. One of V(app_connector_group) and "
        "V(service_edge_group). Letter case does not matter."
    ]


def test_words_that_a_text_names_are_not_named_again() -> None:
    takes = "One of V(A) and V(B). Letter case does not matter."
    assert described.not_said(takes, "For ants, V(A), or bees, V(B).") == "Letter case does not matter."
    assert described.not_said(takes, "For ants, V(A).") == takes


def test_what_cannot_be_deleted_says_so(kinds: Path) -> None:
    assert pages_of(kinds, SCHEDULE)[0]["options"]["state"]["description"] == [
        "Whether the connector schedule exists.",
        "V(absent) is refused. ZPA keeps a schedule once it is there. Set enabled to false.",
    ]
    assert pages_of(kinds, RESETTABLE)[0]["options"]["state"]["description"][1] == (
        "The API has no deletion. V(absent) brings about O(enabled=false) where there is one."
    )


# -- Files -----------------------------------------------------------------------------------------------


def test_every_file_of_a_kind_is_as_it_would_be_written() -> None:
    stale = [
        str(path.relative_to(ROOT))
        for path, text in kind_docs.wanted(ROOT, kind_docs.MANAGED).items()
        if path.read_text("utf-8") != text
    ]
    assert stale == []


def test_a_generated_file_says_so_and_from_what() -> None:
    for name in ("zpa_segment_group", "zpa_segment_group_info"):
        shebang, first, second, *_rest = (ROOT / "plugins/modules" / (name + ".py")).read_text().splitlines()
        assert shebang == "#!/usr/bin/python"
        assert first.startswith("# Generated by python3 tools/dev.py docs, from docs/kinds/segment_group.yml")
        assert second.startswith("# That is plugins/module_utils/_resources/segment_group.py: change")
    for path in ("plugins/doc_fragments/config.py", "plugins/action/zpa_segment_group.py"):
        assert (ROOT / path).read_text("utf-8").startswith("# Generated by python3 tools/dev.py docs, f")


def table(*rows: tuple[str, str]) -> str:
    told = ["| `zerotrust.zpa.%s` | %s |" % row for row in rows]
    return "\n".join(["| Module | What it does |", "| --- | --- |", *told, "", ""])


def test_rows_of_kinds_stay_in_their_tables_and_new_ones_come_into_the_last() -> None:
    first, second, role = "### Applications\n\n", "### More\n\n", "| `zerotrust.zpa.zpa_z` | a role | x |\n"
    readme = first + table(("zpa_c", "was"), ("zpa_d", "by hand")) + second + table(("zpa_e", "was")) + role
    new = {"zpa_b": "new", "zpa_c": "is now", "zpa_e": "is now"}
    assert module_lists.with_rows(readme, new) == (
        first
        + table(("zpa_c", "is now"), ("zpa_d", "by hand"))
        + second
        + table(("zpa_b", "new"), ("zpa_e", "is now"))
        + role
    )


def test_the_action_group_has_the_modules_that_say_so() -> None:
    texts = {"zpa_b": "  - zerotrust.zpa.attributes.actiongroup\n", "zpa_a": "  - zerotrust.zpa.auth\n"}
    runtime = "x: 1\naction_groups:\n  all:\n    - zpa_old\n"
    assert module_lists.with_group(runtime, module_lists.grouped(texts)) == (
        "x: 1\naction_groups:\n  all:\n    - zpa_b\n"
    )
