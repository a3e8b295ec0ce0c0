# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names with runs of blanks, on a server that joins them and on one that keeps them."""

from __future__ import annotations

import pytest
from support.cases import MADE, Subject
from support.tenants import SUBSIDIARY, TestTenant
from zpa_emulator.state import DEFAULT_MICROTENANT

GIVEN, STORED = "T2  x", "T2 x"
every_kind = pytest.mark.parametrize("subject", MADE, ids=str)


def names(zpa: TestTenant, path: str) -> list[str]:
    """Return what is called how, but for the microtenants that every tenant has."""
    table = zpa.tenant.table(path)
    return sorted(table[key]["name"] for key in table.keys() - {DEFAULT_MICROTENANT, SUBSIDIARY})


class TestOnAServerThatJoinsBlanks:
    @pytest.fixture(autouse=True)
    def joins(self, zpa: TestTenant) -> None:
        zpa.tenant.quirks.tidies_names = True

    @every_kind
    def test_the_second_run_is_unchanged(self, zpa: TestTenant, subject: Subject) -> None:
        predicted = subject.create(zpa, True, name=GIVEN)
        result = subject.create(zpa, name=GIVEN)
        assert not result.get("failed"), result["msg"]
        assert (predicted["changed"], predicted["diff"]) == (result["changed"], result["diff"])
        assert "name: ZPA stores the name as 'T2 x'. Write it so" in str(result["warnings"])
        assert result[subject.key]["name"] == STORED
        zpa.forget()
        for check in (True, False):
            again = subject.create(zpa, check, name=GIVEN)
            assert again["changed"] is False
            assert "name: ZPA stores the name as 'T2 x'" in str(again["warnings"])
            # What lists need not show is not asked for where nothing is to be done.
            known = {option: value for option, value in again[subject.key].items() if value is not None}
            assert known == {option: result[subject.key][option] for option in known}
        assert zpa.writes == []
        assert names(zpa, subject.path) == [STORED]

    @every_kind
    def test_nor_is_that_of_a_configuration(self, zpa: TestTenant, subject: Subject) -> None:
        config = subject.config({"name": GIVEN, **subject.required})
        told = "config.%s[0].name: ZPA stores the name as 'T2 x'" % ".".join(subject.section)
        result = zpa.run("zpa_config", config=config, state="overridden")
        assert not result.get("failed"), result["msg"]
        assert told in str(result["warnings"])
        again = zpa.run("zpa_config", config=config, state="overridden")
        assert again["changed"] is False
        assert told in str(again["warnings"])

    @every_kind
    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_what_is_not_as_declared_is_not_guessed_at(
        self, zpa: TestTenant, subject: Subject, check: bool
    ) -> None:
        made = subject.add(zpa, STORED)
        result = subject.create(zpa, check, name=GIVEN, **subject.touched)
        assert "name: nothing is called 'T2  x'. ZPA may make 'T2 x' of it" in result["msg"]
        assert made["id"] in result["msg"]
        assert zpa.writes == []

    def test_what_was_typed_so_is_updated(self, zpa: TestTenant) -> None:
        zpa.add_group(STORED, nameWithoutTrim=GIVEN)
        assert zpa.group(name=GIVEN, description="new")["changed"]
        assert zpa.stored(STORED)["description"] == "new"
        assert zpa.group(name=GIVEN, state="absent")["changed"]

    def test_nor_is_it_renamed_in_a_configuration(self, zpa: TestTenant) -> None:
        zpa.add_group(STORED, nameWithoutTrim=GIVEN)
        config = {"segment_groups": [{"name": GIVEN, "description": "new"}]}
        result = zpa.run("zpa_config", config=config)
        assert not result.get("failed"), result["msg"]
        assert names(zpa, "segmentGroup") == [STORED]
        assert zpa.run("zpa_config", config=config)["changed"] is False

    def test_two_new_ones_of_which_one_name_can_become_are_refused_at_once(self, zpa: TestTenant) -> None:
        """As they are in every later run, where both of them mean what the first one has created."""
        config = {"segment_groups": [{"name": STORED}, {"name": GIVEN}]}
        result = zpa.run("zpa_config", config=config)
        assert "which config.segment_groups[0] is already. Declare each object once." in result["msg"]
        assert zpa.writes == []

    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_nor_is_what_was_typed_so_and_is_said_by_its_id(self, zpa: TestTenant, check: bool) -> None:
        made = zpa.add_group(STORED, nameWithoutTrim=GIVEN)
        result = zpa.group(check=check, id=made["id"], name=GIVEN)
        assert (result["changed"], zpa.writes) == (False, [])
        assert "name: ZPA stores the name as 'T2 x'" in str(result["warnings"])

    def test_a_new_name_that_is_not_kept_is_told_as_such(self, zpa: TestTenant) -> None:
        made = zpa.add_group(STORED)
        assert "leave name out, or give another value" in zpa.group(id=made["id"], name=GIVEN)["msg"]


class TestOnAServerThatKeepsThem:
    @every_kind
    def test_names_are_as_they_are(self, zpa: TestTenant, subject: Subject) -> None:
        for changed in (True, False):
            result = subject.create(zpa, name=GIVEN)
            # Of what is never shown nobody knows whether it changed.
            told = [one for one in result.get("warnings", []) if "was not compared" not in str(one)]
            assert (result["changed"], told) == (changed, [])
        assert names(zpa, subject.path) == [GIVEN]

    @pytest.mark.parametrize("state", ["present", "absent"])
    def test_what_was_typed_otherwise_is_another_object(self, zpa: TestTenant, state: str) -> None:
        zpa.add_group(STORED, nameWithoutTrim=STORED)
        zpa.group(name=GIVEN, description="new", state=state)
        assert "description" not in zpa.stored(STORED)
        assert names(zpa, "segmentGroup") == ([STORED] if state == "absent" else [GIVEN, STORED])

    @every_kind
    def test_nothing_is_deleted_by_a_name_that_it_does_not_have(
        self, zpa: TestTenant, subject: Subject
    ) -> None:
        subject.add(zpa, STORED)
        result = subject.run(zpa, name=GIVEN, state="absent")
        assert result["changed"] is False
        assert "which is the name of" in str(result["warnings"])
        assert names(zpa, subject.path) == [STORED]

    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_nothing_is_replaced_by_what_may_be_the_same(self, zpa: TestTenant, check: bool) -> None:
        zpa.add_group(STORED)
        for group, is_refused in (({}, False), ({"description": "new"}, True)):
            config = {"segment_groups": [{"name": GIVEN, **group}]}
            result = zpa.run("zpa_config", check, config=config, state="overridden")
            assert bool(result.get("failed")) is is_refused
            assert "config.segment_groups[0].name: " in str(result.get("warnings") or result["msg"])
        assert zpa.writes == []

    @every_kind
    def test_lists_that_have_such_names_tell_them_apart(self, zpa: TestTenant, subject: Subject) -> None:
        subject.add(zpa, "A   B")
        subject.add(zpa, STORED)
        assert subject.create(zpa, name=GIVEN)["changed"]
        assert names(zpa, subject.path) == ["A   B", GIVEN, STORED]

    def test_a_rename_to_such_a_name_is_one(self, zpa: TestTenant) -> None:
        made = zpa.add_group(STORED)
        result = zpa.group(id=made["id"], name=GIVEN)
        assert (result["changed"], result.get("warnings", [])) == (True, [])
        assert names(zpa, "segmentGroup") == [GIVEN]
