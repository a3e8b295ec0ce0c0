# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What keeps a task from going too far, in every form in which variables bring it: kept, or refused."""

from __future__ import annotations

from typing import Any

import pytest
from support.modules import run_module
from support.tenants import TestTenant

KEPT = ["Finance, EU", "Keep me", "Keep me too"]
# Forms of the same list: what is in it.
LISTS: dict[str, tuple[Any, list[str]]] = {
    "list": (["Keep me", "Keep me too"], KEPT[1:]),
    "lines": ("Keep me\nKeep me too", KEPT[1:]),
    "lines of Windows, blank ones and blanks": ("\r\n Keep me\r\n\r\nKeep me too \r\n", KEPT[1:]),
    "lines with a comma": ("Finance, EU\nKeep me", KEPT[:2]),
    "one line": ("Keep me\n", KEPT[1:2]),
    "one line with a comma": ("Finance, EU\n", KEPT[:1]),
    "name with a comma": ("Finance, EU", KEPT[:1]),
    "names with and without commas": ("Keep me, Finance, EU", KEPT[:2]),
    "semicolons": ("Keep me; Keep me too", KEPT[1:]),
    "commas": ("Keep me, Keep me too", KEPT[1:]),
    "list of JSON": ('["Keep me", "Finance, EU"]', KEPT[:2]),
    "list of JSON in lines": ('[\n "Keep me",\n "Keep me too"\n]\n', KEPT[1:]),
    "list of Python": ("['Keep me', 'Finance, EU']", KEPT[:2]),
    "empty list of JSON": ("[]", []),
    "pattern": ("Keep*", KEPT[1:]),
    "pattern with brackets": ("[Kk]eep me", KEPT[1:2]),
    "nothing": ("", []),
    "blanks": (" \n", []),
    "null": (None, []),
}
PIECE = "looks like a list in a text, or a piece of one, and as a name it would protect nothing."
REFUSED: dict[str, tuple[Any, str]] = {
    "line break in a list": (["Keep me\nKeep me too"], "protect[0]: has a line break, which no name has."),
    "words in brackets": ("[Keep me, Keep me too]", "protect[0]: '[Keep me, Keep me too]' " + PIECE),
    "one word in brackets": ("[Keep me]", "protect[0]: '[Keep me]' " + PIECE),
    "half in quotes": ("['Keep me, 'Keep me too']", "protect[0]: "),
    "text with a list in a list": (["['Keep me', 'Keep me too']"], "protect[0]: "),
    "words in quotes": ('"Keep me", "Keep me too"', 'protect[0]: \'"Keep me", "Keep me too"\' ' + PIECE),
    "name with a comma in quotes": ('"Finance, EU"', "protect[0]: '\"Finance, EU\"' " + PIECE),
    "dictionary in a text": ("{'a': 1}", "protect[0]: '{'a': 1}' " + PIECE),
    "brackets beside commas": ("Keep me, Finance;[Prod]", "protect[2]: '[Prod]' " + PIECE),
    "lines with dashes": ("- Keep me\n- Keep me too", "protect[1]: '- Keep me too' " + PIECE),
    "lines that end in commas": ("Keep me,\nKeep me too", "protect[0]: 'Keep me,' " + PIECE),
    "empty entry": ("Keep me,,Keep me too", "protect[1]: is empty."),
    "null in a list": ([None], "protect[0]: is empty."),
    "true": (True, "protect: is true, which YAML makes of"),
    "fraction in JSON": ("[1.5]", "protect[0]: is 1.5, a number"),
    "dictionary": ({"a": 1}, "protect: is a dictionary"),
}


@pytest.fixture
def estate(zpa: TestTenant) -> TestTenant:
    for name in ("Declared", *KEPT, "Goes"):
        zpa.add_group(name)
    return zpa


def overridden(zpa: TestTenant, check: bool = False, **options: Any) -> dict[str, Any]:
    zpa.forget()
    config = {"segment_groups": [{"name": "Declared"}]}
    given = {**zpa.connection, "state": "overridden", "config": config, **options}
    return run_module("zpa_config", given, check, {"ZPA_TOKEN_CACHE_DIR": str(zpa.cache)})


def left(zpa: TestTenant) -> list[str]:
    return sorted(group["name"] for group in zpa.tenant.table("segmentGroup").values())


def said(result: dict[str, Any]) -> list[str]:
    """The warnings, in the form of any ansible-core."""
    return [
        one["event"]["msg"] if isinstance(one, dict) else one
        for one in result.get("warnings", ())
        if "protect" in str(one)
    ]


class TestProtect:
    @pytest.mark.parametrize(("given", "names"), LISTS.values(), ids=LISTS.keys())
    def test_keeps_what_it_names_in_any_form(self, estate: TestTenant, given: Any, names: list[str]) -> None:
        predicted = overridden(estate, True, protect=given)
        result = overridden(estate, protect=given)
        assert left(estate) == sorted(["Declared", *names])
        assert predicted["diff"] == result["diff"]
        assert said(result) == said(predicted) == []

    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    @pytest.mark.parametrize(("given", "problem"), REFUSED.values(), ids=REFUSED.keys())
    def test_is_refused_where_it_is_not_understood(
        self, estate: TestTenant, given: Any, problem: str, check: bool
    ) -> None:
        result = overridden(estate, check, protect=given)
        assert any(one.startswith(problem) for one in result["problems"]), result["problems"]
        assert estate.calls == []

    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_warns_of_what_fits_nothing(self, estate: TestTenant, check: bool) -> None:
        patterns = ["Finance, EU", "Keep mee", "Nobody*", "Declared"]
        assert said(overridden(estate, check, protect=patterns)) == [
            "protect[1]: 'Keep mee' is nothing that config or, in its lists, the tenant has. "
            "Near matches: 'Keep me', 'Keep me too'. The others are 'Declared', 'Finance, EU', 'Goes'.",
            "protect[2]: 'Nobody*' is nothing that config or, in its lists, the tenant has. These exist: "
            "'Declared', 'Finance, EU', 'Goes', 'Keep me', 'Keep me too'.",
        ]

    def test_tells_a_pattern_that_differs_in_letter_case_alone_what_is_near(self, estate: TestTenant) -> None:
        (warning,) = said(overridden(estate, True, protect=["KEEP ME TOO"]))
        assert "Near matches: 'Keep me too'" in warning

    def test_keeps_what_any_reading_of_a_line_names(self, estate: TestTenant) -> None:
        for name in ("Finance", "EU"):
            estate.add_group(name)
        assert said(overridden(estate, protect="Finance, EU")) == []
        assert left(estate) == ["Declared", "EU", "Finance", "Finance, EU"]

    def test_warns_of_a_part_that_fits_nothing_alone_or_with_others(self, estate: TestTenant) -> None:
        warnings = said(overridden(estate, True, protect="Keep me, Nobody, Finance, EU, Finance"))
        assert [warning.split(" is ")[0] for warning in warnings] == [
            "protect[1]: 'Nobody'",
            "protect[4]: 'Finance'",
        ]

    @pytest.mark.parametrize("way", ["pattern", "id"])
    def test_keeps_what_is_called_like_a_list(self, estate: TestTenant, way: str) -> None:
        object_id = estate.add_group("[Prod]")["id"]
        (problem,) = overridden(estate, protect=["[Prod]"])["problems"]
        assert problem.endswith("If an object has this very name, give its id, or the pattern '[[]Prod]'.")
        overridden(estate, protect=["[[]Prod]" if way == "pattern" else object_id])
        assert left(estate) == ["Declared", "[Prod]"]

    def test_does_not_warn_of_the_old_name_of_what_is_renamed_nor_of_ids(self, estate: TestTenant) -> None:
        object_id = estate.stored("Keep me")["id"]
        config = {"segment_groups": [{"id": object_id, "name": "Renamed"}, {"name": "New"}]}
        patterns = ["Keep me", "Renamed", "New", object_id]
        assert said(overridden(estate, True, config=config, protect=patterns)) == []

    def test_says_nothing_where_nothing_can_be_deleted(self, estate: TestTenant) -> None:
        assert said(overridden(estate, state="merged", protect=["Nobody"])) == []
        absent = {"segment_groups": [{"name": "Goes", "state": "absent"}]}
        assert len(said(overridden(estate, True, state="merged", config=absent, protect=["Gose"]))) == 1


class TestMaxDeletions:
    @pytest.mark.parametrize(
        ("given", "most"), [("", 10), (" ", 10), (None, 10), ("3", 3), (" 4 ", 4), (0, 0)]
    )
    def test_is_the_number_that_is_given_or_ten(self, estate: TestTenant, given: Any, most: int) -> None:
        for number in range(10):
            estate.add_group("Other %d" % number)
        result = overridden(estate, max_deletions=given)
        assert "max_deletions: 14 objects would be deleted, and at most %d may be" % most in result["msg"]
        assert estate.writes == []

    def test_names_fifty_of_many(self, estate: TestTenant) -> None:
        for number in range(60):
            estate.add_group("Other %02d" % number)
        message = overridden(estate)["msg"]
        assert "max_deletions: 64 objects would be deleted, and at most 10 may be: " in message
        assert message.count("(id ") == 50
        assert " and 14 more. Declare what shall stay" in message

    @pytest.mark.parametrize("given", [True, False, 2.5, "2.5", "ten", "unlimited", -1, "-1", [5], {}])
    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_that_is_no_number_is_refused(self, estate: TestTenant, given: Any, check: bool) -> None:
        result = overridden(estate, check, max_deletions=given)
        assert "max_deletions" in result["msg"]
        assert estate.calls == []


class TestKinds:
    @pytest.mark.parametrize(
        "given", ["segment_groups\napp_connector_groups", '["segment_groups", "app_connector_groups"]']
    )
    def test_are_taken_in_any_form(self, zpa: TestTenant, given: str) -> None:
        result = zpa.run("zpa_config", state="gathered", kinds=given)
        assert sorted(result["config"]) == ["app_connector_groups", "segment_groups"]

    @pytest.mark.parametrize("given", [[], "", " \n", "[]"])
    def test_of_an_export_are_not_empty(self, zpa: TestTenant, given: Any) -> None:
        result = zpa.run("zpa_config", state="gathered", kinds=given)
        assert result["problems"] == [
            "kinds: is empty. Name what to return, or leave the option out for everything."
        ]

    @pytest.mark.parametrize("given", ["[segment_groups, access]", "segment groups", True, [None], ["a\nb"]])
    def test_that_are_none_are_refused(self, zpa: TestTenant, given: Any) -> None:
        result = zpa.run("zpa_config", state="gathered", kinds=given)
        assert "kinds" in result["msg"]
        assert zpa.tenant.log == []

    def test_beside_a_list_of_objects_can_be_none(self, zpa: TestTenant) -> None:
        zpa.add_group("A")
        for given in ([], ""):
            result = zpa.run(
                "zpa_config", True, list_objects=True, kinds=given, config={"segment_groups": []}
            )
            assert [one["name"] for one in result["objects"]] == ["A"]
