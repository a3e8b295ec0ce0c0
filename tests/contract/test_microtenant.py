# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Microtenants, beyond what every kind does."""

from __future__ import annotations

from typing import Any

import pytest
from support.tenants import SUBSIDIARY, TestTenant
from zpa_emulator.state import MICROTENANTS

check_and_real = pytest.mark.parametrize("check", [True, False], ids=["check", "real"])


def microtenant(zpa: TestTenant, check: bool = False, **options: Any) -> dict[str, Any]:
    return zpa.run("zpa_microtenant", check, **options)


def configured(zpa: TestTenant, check: bool = False, **options: Any) -> dict[str, Any]:
    return zpa.run("zpa_config", check, **options)


def test_what_decides_of_users_is_always_sent(zpa: TestTenant) -> None:
    microtenant(zpa, name="Retail")
    microtenant(zpa, name="Retail", enabled=True)
    created, updated = zpa.writes
    assert created.body["criteriaAttribute"] == updated.body["criteriaAttribute"] == "AuthDomain"


def test_what_else_may_decide_some_day_goes_back_as_it_came(zpa: TestTenant) -> None:
    zpa.add_microtenant("Retail", criteriaAttribute="AuthDomain2")
    microtenant(zpa, name="Retail", description="d")
    assert zpa.writes[0].body["criteriaAttribute"] == "AuthDomain2"


def test_the_place_among_others_does_not_go_back(zpa: TestTenant) -> None:
    zpa.add_microtenant("Retail")
    microtenant(zpa, name="Retail", description="d")
    assert "scopeOrder" not in zpa.writes[0].body


@pytest.mark.parametrize("given", ["0", SUBSIDIARY, "Subsidiary", "Nowhere"])
def test_no_request_is_for_a_microtenant(zpa: TestTenant, given: str) -> None:
    result = microtenant(zpa, name="Retail", microtenant_id=given)
    microtenant(zpa, name="Retail", description="d", microtenant_id=given)
    microtenant(zpa, id=result["microtenant"]["id"], name="Shops", microtenant_id=given)
    zpa.run("zpa_microtenant_info", microtenant_id=given)
    assert result["microtenant"]["microtenant_id"] is None
    assert {entry.query.get("microtenantId") for entry in zpa.calls} == {None}
    assert "microtenantId" not in zpa.writes[0].body


# -- The Default one ---------------------------------------------------------------------------------------


@check_and_real
@pytest.mark.parametrize(
    "options", [{"description": "d"}, {"state": "absent"}, {"id": "0", "enabled": False}]
)
def test_the_default_microtenant_is_never_changed(
    zpa: TestTenant, check: bool, options: dict[str, Any]
) -> None:
    result = microtenant(zpa, check, **{"name": "Default", **options})
    assert "microtenant 'Default': ZPA makes it itself, and neither changes nor deletes it." in result["msg"]
    assert zpa.writes == []


def test_the_default_microtenant_is_as_declared_if_it_is(zpa: TestTenant) -> None:
    result = microtenant(zpa, name="Default", enabled=True)
    assert (result["changed"], result["microtenant"]["id"]) == (False, "0")
    assert result["metadata"]["0"]["restricted"] is True


def test_older_lists_show_it_without_an_id(zpa: TestTenant) -> None:
    page = {"list": [{"name": "Default", "enabled": True}], "totalPages": "1"}
    zpa.fault("status", "/microtenants", status=200, body=page)
    assert microtenant(zpa, name="Default")["microtenant"]["id"] == "0"


@check_and_real
def test_another_one_of_its_name_is_not_created_where_no_list_has_it(zpa: TestTenant, check: bool) -> None:
    del zpa.tenant.table(MICROTENANTS)["0"]
    assert "reserved for the one that ZPA makes itself" in microtenant(zpa, check, name="Default")["msg"]
    assert zpa.writes == []


def test_nothing_deletes_it_for_want_of_a_declaration(zpa: TestTenant) -> None:
    result = configured(zpa, state="overridden", config={"microtenants": []})
    assert [(step["operation"], step["name"]) for step in result["plan"]] == [("delete", "Subsidiary")]


# -- What is inside ----------------------------------------------------------------------------------------


def fill(zpa: TestTenant) -> None:
    zpa.add_group("Shops", object_id="41", microtenant_id=SUBSIDIARY)
    zpa.add_application_server("Till", object_id="42", microtenant_id=SUBSIDIARY)


SAID = (
    "Cannot delete microtenant 'Subsidiary': in it are segment group 'Shops' (id 41), application server "
    "'Till' (id 42). No document tells what becomes of them, so nothing was sent. Delete them first, or move "
    "them elsewhere."
)


@check_and_real
def test_it_is_not_deleted_while_anything_is_inside(zpa: TestTenant, check: bool) -> None:
    fill(zpa)
    assert microtenant(zpa, check, name="Subsidiary", state="absent")["msg"] == SAID
    assert zpa.writes == []


@check_and_real
@pytest.mark.parametrize(
    ("options", "path"),
    [
        (
            {"config": {"microtenants": [{"name": "Subsidiary", "state": "absent"}]}},
            "config.microtenants[0]",
        ),
        ({"state": "overridden", "config": {"microtenants": []}}, "config.microtenants"),
    ],
    ids=["declared", "not declared"],
)
def test_no_configuration_deletes_it_either(
    zpa: TestTenant, check: bool, options: dict[str, Any], path: str
) -> None:
    fill(zpa)
    assert configured(zpa, check, **options)["problems"] == ["%s: %s" % (path, SAID)]
    assert zpa.writes == []


def test_what_belongs_to_others_is_not_inside(zpa: TestTenant) -> None:
    """Servers never say whose they are, and with this quirk lists have those of all microtenants."""
    zpa.add_application_server("Ours")
    zpa.add_group("Ours")
    zpa.tenant.quirks.absent_means_all = True
    assert microtenant(zpa, name="Subsidiary", state="absent")["changed"]


def test_rules_that_zpa_makes_itself_are_not_inside(zpa: TestTenant) -> None:
    zpa.run("zpa_policy_rule_info", microtenant_id=SUBSIDIARY)
    assert microtenant(zpa, name="Subsidiary", state="absent")["changed"]


def test_a_segment_that_is_shared_with_it_names_it(zpa: TestTenant) -> None:
    shared = {"sharedToMicrotenants": [{"id": SUBSIDIARY, "name": "Subsidiary"}]}
    zpa.add_application_segment("Books", object_id="51", sharedMicrotenantDetails=shared)
    said = microtenant(zpa, name="Subsidiary", state="absent")["msg"]
    assert "it is named by application segment 'Books' (id 51)" in said


# -- Whole tenants -----------------------------------------------------------------------------------------


def test_a_microtenant_has_no_microtenants(zpa: TestTenant) -> None:
    gathered = configured(zpa, state="gathered", microtenant_id="Subsidiary")
    assert "microtenants" not in gathered["config"]
    refused = configured(zpa, config={"microtenants": []}, state="overridden", microtenant_id="Subsidiary")
    assert refused["problems"] == [
        "config.microtenants: belongs to the tenant as a whole, and the connection is for one of its "
        "microtenants. Leave it out, or take microtenant_id away."
    ]


def test_a_tenant_without_microtenants_is_exported_all_the_same(zpa: TestTenant) -> None:
    refusal = {"id": "authz.featureflag.permission.denied", "reason": "Feature flag disabled"}
    zpa.fault("status", "/microtenants", status=401, body=refusal)
    gathered = configured(zpa, state="gathered")
    assert "microtenants" not in gathered["config"]
    assert "microtenants: left out, since the API does not list it" in gathered["not_carried"][0]


def test_a_segment_is_shared_with_what_the_same_plan_creates(zpa: TestTenant) -> None:
    zpa.add_group("Web")
    config = {
        "application_segments": [
            {
                "name": "Books",
                "segment_group": "Web",
                "domain_names": ["books.example.com"],
                "tcp_ports": [443],
                "shared_with": ["Retail"],
            }
        ],
        "microtenants": [{"name": "Retail"}],
    }
    assert configured(zpa, True, config=config)["changed"]
    assert configured(zpa, config=config)["summary"]["created"] == 2
    assert not configured(zpa, config=config)["changed"]


# -- Domains -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", ["*.example.net", "https://example.net", "a@example.net", ""])
def test_what_is_no_domain_is_refused_before_anything_is_written(zpa: TestTenant, given: str) -> None:
    result = microtenant(zpa, name="Retail", criteria_attribute_values=[given])
    (problem,) = result["problems"]
    assert problem.startswith("criteria_attribute_values")
    assert zpa.writes == []


def test_a_domain_that_is_none_of_the_tenant_is_told_as_an_option(zpa: TestTenant) -> None:
    zpa.tenant.auth_domains = ("example.net",)
    result = microtenant(zpa, name="Retail", criteria_attribute_values=["example.com"])
    assert result["error_id"] == "domains.does.not.belong.to.customer"
    assert result["msg"].endswith("Correct criteria_attribute_values")
    assert len(zpa.writes) == 1


def test_each_domain_that_is_none_is_told_with_its_place(zpa: TestTenant) -> None:
    given = ["@example.com", "example.net", "a b"]
    problems = zpa.run("zpa_microtenant", name="Retail", criteria_attribute_values=given)["problems"]
    assert [problem.partition(" is no ")[0] for problem in problems] == [
        "criteria_attribute_values[0]: '@example.com'",
        "criteria_attribute_values[2]: 'a b'",
    ]


def test_a_domain_of_another_one_that_no_list_shows_is_told_as_an_option(zpa: TestTenant) -> None:
    refusal = {"id": "domains.already.exists.in.other.microtenant", "reason": "One or more domains exist."}
    zpa.fault("status", "POST .*/microtenants", status=400, body=refusal)
    result = microtenant(zpa, name="Retail", criteria_attribute_values=["example.net"])
    assert result["msg"].endswith("Correct criteria_attribute_values")


# -- A domain serves one microtenant -------------------------------------------------------------------------

TAKEN = (
    "criteria_attribute_values[1]: 'example.net' is what microtenant 'Shops' (id 71) has already, and one "
    "alone can have it. Take it away there first, or leave it out here."
)


@check_and_real
@pytest.mark.parametrize("is_there", [False, True], ids=["new", "there"])
def test_a_domain_that_another_one_has_is_refused_before_anything_is_written(
    zpa: TestTenant, check: bool, is_there: bool
) -> None:
    zpa.add_microtenant("Shops", object_id="71", criteriaAttributeValues=["Example.net"])
    if is_there:
        zpa.add_microtenant("Retail")
    given = {"criteria_attribute_values": ["example.org", "example.net"]}
    assert microtenant(zpa, check, name="Retail", **given)["problems"] == [TAKEN]
    config = {"microtenants": [{"name": "Retail", **given}]}
    assert configured(zpa, check, config=config)["problems"] == ["config.microtenants[0]." + TAKEN]
    assert zpa.writes == []


def moved(zpa: TestTenant, *entries: dict[str, Any], check: bool = False, **options: Any) -> dict[str, Any]:
    """Apply a configuration to a tenant in which Shops has example.net and Plain has example.org."""
    zpa.add_microtenant("Shops", object_id="71", criteriaAttributeValues=["example.net"])
    zpa.add_microtenant("Plain", object_id="72", criteriaAttributeValues=["example.org"])
    return configured(zpa, check, config={"microtenants": list(entries)}, **options)


def having(name: str, *domains: str) -> dict[str, Any]:
    return {"name": name, "criteria_attribute_values": list(domains)}


@pytest.mark.parametrize(
    "entries",
    [
        [having("Shops"), having("Plain", "example.org", "example.net")],
        [having("Plain", "example.org", "example.net"), having("Shops")],
        [having("Retail", "example.net"), having("Shops")],
        [having("Retail", "example.org"), having("Plain", "example.net"), having("Shops")],
    ],
    ids=["given up first", "taken first", "taken by a new one", "one after the other"],
)
def test_a_domain_moves_in_one_run_in_whatever_order_it_is_declared(
    zpa: TestTenant, entries: list[dict[str, Any]]
) -> None:
    result = moved(zpa, *entries)
    assert "failed" not in result, result["msg"]
    after = {
        one["name"]: one.get("criteriaAttributeValues", []) for one in zpa.tenant.table(MICROTENANTS).values()
    }
    assert all(after[one["name"]] == sorted(one["criteria_attribute_values"]) for one in entries)
    assert not configured(zpa, config={"microtenants": entries})["changed"]


@check_and_real
@pytest.mark.parametrize(
    ("entries", "problem"),
    [
        (
            [{"name": "Shops", "state": "absent"}, having("Retail", "example.net")],
            "config.microtenants[1].criteria_attribute_values[0]: 'example.net' is what microtenant 'Shops' "
            "(id 71) has when this is written; deletions come last. Declare it without that and absent in "
            "another task.",
        ),
        (
            [having("Shops", "example.org"), having("Plain", "example.net")],
            "config.microtenants[1].criteria_attribute_values[0]: 'example.net' is what microtenant 'Shops' "
            "(id 71) has, which gets something in turn. Do it in two tasks: take both away first.",
        ),
        (
            [having("Retail", "example.com"), having("New", "Example.com")],
            "config.microtenants[1].criteria_attribute_values[0]: 'Example.com' is declared for 'Retail' as "
            "well, config.microtenants[0], and one alone can have it. List it once.",
        ),
    ],
    ids=["what goes", "swapped", "twice"],
)
def test_a_domain_that_one_run_cannot_move_is_refused_before_anything_is_written(
    zpa: TestTenant, check: bool, entries: list[dict[str, Any]], problem: str
) -> None:
    zpa.tenant.auth_domains = ("example.com", "example.net", "example.org")
    assert moved(zpa, *entries, check=check)["problems"] == [problem]
    assert zpa.writes == []
