# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""zpa_config while others write the same tenant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.client import Client
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.pages import Listing
from support.configurations import FINANCE, UNUSED, access, apply, in_short, names_of, new, run, written
from support.policies import add_rule, rules_in_order
from support.tenants import TestTenant

NOTHING_FOUND = {"totalPages": "0", "totalCount": "0"}


class TestOtherWriters:
    """Another client changes something after the lists were read: when the first object is created."""

    @pytest.fixture
    def meanwhile(self, code_patch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], None]:
        def install(act: Callable[[], Any]) -> None:
            post, pending = Client.post, [act]

            def interrupted(client: Client, *arguments: Any, **keywords: Any) -> Any:
                if pending:
                    pending.pop()()
                return post(client, *arguments, **keywords)

            code_patch.setattr(Client, "post", interrupted)

        return install

    def test_what_they_did_before_its_turn_is_not_told_as_done_here(
        self, zpa: TestTenant, meanwhile: Callable[[Callable[[], Any]], None]
    ) -> None:
        unused = zpa.add_group("Unused")
        meanwhile(lambda: zpa.tenant.table("segmentGroup").pop(unused["id"]))
        entries = [{"name": "New"}, {"name": "Unused", "state": "absent"}]
        result = run(zpa, config={"segment_groups": entries})
        assert [step["name"] for step in result["plan"]] == ["New"]
        assert [entry.method for entry in zpa.writes] == ["POST"]

    @pytest.mark.parametrize(
        ("entries", "state", "unchanged"),
        [
            ([{"name": "New"}, {"name": "Unused", "state": "absent"}], "merged", 1),
            ([{"name": "New"}], "overridden", 0),
        ],
        ids=["declared as absent", "not declared"],
    )
    def test_what_they_deleted_counts_as_unchanged_where_it_was_declared(
        self,
        zpa: TestTenant,
        meanwhile: Callable[[Callable[[], Any]], None],
        entries: list[dict[str, Any]],
        state: str,
        unchanged: int,
    ) -> None:
        unused = zpa.add_group("Unused")
        meanwhile(lambda: zpa.tenant.table("segmentGroup").pop(unused["id"]))
        result = run(zpa, config={"segment_groups": entries}, state=state)
        assert result["summary"] == {
            "created": 1,
            "updated": 0,
            "deleted": 0,
            "reordered": 0,
            "unchanged": unchanged,
        }

    def test_names_that_no_search_finds_cost_the_list_once_and_not_each(self, zpa: TestTenant) -> None:
        for number in range(510):
            zpa.add_group("Group %03d" % number)
        entries = [{"name": "Büro (%d)" % number} for number in range(8)]
        result = run(zpa, config={"segment_groups": entries})
        assert result["summary"]["created"] == 8
        assert len([call for call in zpa.calls if call.method == "GET"]) <= 4 + 8

    @pytest.mark.parametrize("change", [{"description": "Theirs"}, {"somethingNew": "theirs"}])
    @pytest.mark.parametrize(
        ("path", "name", "config"),
        [
            (
                "segmentGroup",
                "Finance",
                {"segment_groups": [{"name": "New"}, {"name": "Finance", "enabled": False}]},
            ),
            (
                "appConnectorGroup",
                "Berlin",
                {
                    "segment_groups": [{"name": "New"}],
                    "app_connector_groups": [{"name": "Berlin", "enabled": False}],
                },
            ),
            (
                "policyRule",
                "a",
                {"segment_groups": [{"name": "New"}], **access({"name": "a", "action": "DENY"})},
            ),
        ],
    )
    def test_keep_what_they_changed_of_what_is_not_declared(
        self,
        estate: TestTenant,
        meanwhile: Callable[..., None],
        path: str,
        name: str,
        config: dict[str, Any],
        change: dict[str, Any],
    ) -> None:
        meanwhile(lambda: estate.stored(name, path).update(change))
        assert apply(estate, config)["summary"]["updated"] == 1
        found = estate.stored(name, path)
        assert {key: found[key] for key in change} == change
        assert found.get("enabled") is False or found["action"] == "DENY"

    def test_keep_applications_that_they_added(
        self, estate: TestTenant, meanwhile: Callable[..., None]
    ) -> None:
        def act() -> None:
            estate.stored("Git", "application")["segmentGroupId"] = FINANCE

        meanwhile(act)
        apply(estate, {"segment_groups": [{"name": "New"}, {"name": "Finance", "description": "x"}]})
        assert estate.members("Finance") == ["Git", "Payroll", "SAP"]

    def test_who_did_it_already_are_no_problem(
        self, estate: TestTenant, meanwhile: Callable[..., None]
    ) -> None:
        meanwhile(lambda: estate.stored("Finance").update(description="New"))
        assert apply(estate, {"segment_groups": [{"name": "New"}, {"name": "Finance", "description": "New"}]})
        assert written(estate) == ["POST segmentGroup"]

    def test_who_deleted_what_is_to_be_deleted_are_no_problem(
        self, estate: TestTenant, meanwhile: Callable[..., None]
    ) -> None:
        meanwhile(lambda: estate.tenant.table("segmentGroup").pop(UNUSED))
        apply(estate, {"segment_groups": [{"name": "New"}, {"name": "Unused", "state": "absent"}]})
        assert "Unused" not in names_of(estate)

    def test_who_deleted_what_is_to_be_changed_are_told_of(
        self, estate: TestTenant, meanwhile: Callable[..., None]
    ) -> None:
        meanwhile(lambda: estate.tenant.table("segmentGroup").pop(UNUSED))
        config = {"segment_groups": [{"name": "New"}, {"name": "Unused", "description": "x"}]}
        result = run(estate, config=config)
        assert [step["status"] for step in result["plan"]] == ["done", "failed"]
        assert UNUSED in result["plan"][1]["error"]
        assert apply(estate, config)["summary"]["created"] == 1

    def test_who_had_zscaler_manage_an_object_keep_it_from_being_changed(
        self, estate: TestTenant, meanwhile: Callable[..., None]
    ) -> None:
        meanwhile(lambda: estate.stored("Finance").update(restrictedEntity=True))
        config = {"segment_groups": [{"name": "New"}, {"name": "Finance", "description": "x"}]}
        result = run(estate, config=config)
        assert "it is managed by Zscaler" in result["plan"][1]["error"]
        assert written(estate) == ["POST segmentGroup"]

    @pytest.mark.parametrize("is_late", [False, True], ids=["shown", "shown late"])
    def test_who_created_the_same_are_planned_from(
        self, estate: TestTenant, meanwhile: Callable[..., None], is_late: bool
    ) -> None:
        meanwhile(lambda: estate.add_group("Second"))
        if is_late:
            estate.fault("status", "GET .*segmentGroup", status=200, body=NOTHING_FOUND, skip=2)
        config = {"segment_groups": [{"name": "First"}, {"name": "Second", "description": "x"}]}
        result = apply(estate, config)
        assert in_short(result["plan"]) == ["create segment_group First", "update segment_group Second"]
        assert result["plan"][1]["before"] == {"description": "", "name": "Second"}
        assert result["plan"][1]["id"] == estate.stored("Second")["id"]
        assert result["summary"] == {"created": 1, "updated": 1, "deleted": 0, "reordered": 0, "unchanged": 0}
        assert "segment_groups[1].name: somebody else has created" in str(result["warnings"])
        assert written(estate).count("POST segmentGroup") == (2 if is_late else 1)
        assert apply(estate, config)["changed"] is False
        assert names_of(estate).count("Second") == 1

    @pytest.mark.parametrize("is_late", [False, True], ids=["shown", "shown late"])
    def test_who_did_all_of_it_first_leave_nothing_to_do(
        self, estate: TestTenant, code_patch: pytest.MonkeyPatch, is_late: bool
    ) -> None:
        listed = Listing.all

        def then_created(listing: Listing) -> Any:
            found = listed(listing)
            if "Second" not in names_of(estate):
                estate.add_group("Second")
            return found

        code_patch.setattr(Listing, "all", then_created)
        if is_late:
            estate.fault("status", "GET .*segmentGroup", status=200, body=NOTHING_FOUND, skip=1)
        result = apply(estate, {"segment_groups": [{"name": "Second", "enabled": True}]})
        assert (result["changed"], result["plan"], result["summary"]["unchanged"]) == (False, [], 1)
        assert len(estate.writes) == (1 if is_late else 0)

    def test_what_a_list_lost_while_it_moved_is_not_created_again(
        self, estate: TestTenant, code_patch: pytest.MonkeyPatch
    ) -> None:
        listing_of = Client.listing

        def lossy(client: Client, path: str, term: Any = None, *arguments: Any, **keywords: Any) -> Any:
            listing = listing_of(client, path, term, *arguments, **keywords)
            listed = listing.all
            if not term:
                code_patch.setattr(
                    listing, "all", lambda: [one for one in listed() if one["name"] != "Finance"]
                )
            return listing

        code_patch.setattr(Client, "listing", lossy)
        result = apply(estate, {"segment_groups": [{"name": "Finance", "description": "Old"}]})
        assert (result["changed"], written(estate)) == (False, [])

    @pytest.mark.parametrize("is_late", [False, True], ids=["before", "at the same time"])
    def test_who_created_the_same_rules_leave_the_order_as_declared(
        self, estate: TestTenant, meanwhile: Callable[..., None], is_late: bool
    ) -> None:
        """The group comes first; the rules are created when it is, or when the first rule is."""
        config = {
            "segment_groups": [{"name": "New"}] if not is_late else [],
            **access("d", new("m"), new("n"), "a"),
        }
        meanwhile(lambda: [add_rule(estate, name, action="DENY") for name in ("n", "m")])
        apply(estate, config)
        found = [name for name in rules_in_order(estate) if name in ("d", "m", "n", "a")]
        assert found == ["d", "m", "n", "a"]
        assert apply(estate, config)["changed"] is False

    def test_a_stale_hit_of_a_search_is_not_taken_for_what_this_run_renamed(self, estate: TestTenant) -> None:
        stale = {"totalPages": "1", "totalCount": "1", "list": [{"id": FINANCE, "name": "Finance"}]}
        estate.fault("status", "GET .*segmentGroup$", status=200, body=stale, skip=1)
        config = [{"id": FINANCE, "name": "Treasury"}, {"name": "Finance", "description": "New"}]
        apply(estate, {"segment_groups": config})
        assert {"Finance", "Treasury"} <= set(names_of(estate))
        assert estate.stored("Treasury")["id"] == FINANCE

    def test_who_added_a_rule_leave_the_order_as_declared(
        self, estate: TestTenant, meanwhile: Callable[..., None]
    ) -> None:
        meanwhile(lambda: add_rule(estate, "theirs"))
        apply(estate, access("d", new("n"), "a"))
        found = [name for name in rules_in_order(estate) if name in ("d", "n", "a")]
        assert found == ["d", "n", "a"]
        assert "theirs" in rules_in_order(estate)

    def test_who_added_a_rule_do_not_keep_a_new_one_from_its_place(
        self, estate: TestTenant, meanwhile: Callable[..., None]
    ) -> None:
        """A new rule that is listed last would be in its place without another write, but for them."""
        meanwhile(lambda: add_rule(estate, "theirs"))
        config = access("a", new("n"), new("m"))
        apply(estate, config)
        assert apply(estate, config)["changed"] is False
