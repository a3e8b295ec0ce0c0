# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names in the conditions of a rule."""

from __future__ import annotations

from typing import Any

import pytest
from support.policies import add_rule, furnish
from support.rule_options import about, both, conditions, pairs, rule
from support.tenants import TestTenant
from zpa_emulator.policy_seeds import add_idp, add_look_up


class TestNames:
    @pytest.fixture
    def furnished(self, zpa: TestTenant) -> TestTenant:
        return furnish(zpa)

    def test_that_two_objects_have_are_an_error_with_their_ids(self, furnished: TestTenant) -> None:
        ids = sorted(entry["id"] for entry in furnished.add_application("Twin", "Twin"))
        operand = about("APP", "SAP", "Twin")
        (problem,) = both(furnished, name="R", action="ALLOW", **conditions(operand))["problems"]
        assert problem == (
            "conditions[0].operands[0].objects[1]: 2 application segments are named 'Twin'. "
            "Give the id of the one you mean: %s, %s." % (*ids,)
        )

    @pytest.mark.parametrize(
        ("operand", "told"),
        [
            (pairs("SCIM", "department", "x"), "2 SCIM attributes are named 'department' ("),
            (pairs("POSTURE", "Twin", "true"), "2 posture profiles are named 'Twin'. Give the id"),
        ],
    )
    def test_that_two_have_name_the_candidates(
        self, furnished: TestTenant, operand: dict[str, Any], told: str
    ) -> None:
        for number in (1, 2):
            add_look_up(furnished.tenant, "posture", "Twin", postureUdid="twin-%d" % number)
        options = conditions(operand, about("CLIENT_TYPE", "zpn_client_type_zapp"))
        (problem,) = both(furnished, name="R", action="ALLOW", **options)["problems"]
        assert problem.startswith("conditions[0].operands[0].entries[0].lhs: " + told)
        if operand["object_type"] == "SCIM":
            assert "of Okta" in problem
            assert "of Azure" in problem

    @pytest.mark.parametrize(
        ("options", "path", "near"),
        [
            (conditions(about("APP", "SAP", "Jirra")), "conditions[0].operands[0].objects[1]", "'Jira'"),
            (
                conditions(pairs("SCIM_GROUP", "Okta", "Finanz")),
                "conditions[0].operands[0].entries[0].rhs",
                "'Finance'",
            ),
            (
                conditions(pairs("SCIM_GROUP", "Octa", "Finance")),
                "conditions[0].operands[0].entries[0].lhs",
                "'Okta'",
            ),
            (
                conditions(pairs("SAML", "Email_Octa", "x")),
                "conditions[0].operands[0].entries[0].lhs",
                "'Email_Okta'",
            ),
            (
                conditions(pairs("SCIM", "tittle", "x", idp="Okta")),
                "conditions[0].operands[0].entries[0].lhs",
                "'title'",
            ),
            ({"app_connector_groups": ["Zürich"]}, "app_connector_groups[0]", "'Zurich'"),
            ({"app_server_groups": ["Paris server"]}, "app_server_groups[0]", "'Paris servers'"),
        ],
    )
    def test_that_nobody_has_are_an_error_with_near_matches(
        self, furnished: TestTenant, options: dict[str, Any], path: str, near: str
    ) -> None:
        result = rule(furnished, name="R", action="ALLOW", **options)
        (problem,) = result["problems"]
        assert problem.startswith(path + ": no ")
        assert "Near matches: " in problem
        assert near in problem
        assert furnished.writes == []

    @pytest.mark.parametrize(
        ("options", "line"),
        [
            (conditions(about("APP", "New app")), "APP is New app (does not exist yet)"),
            (conditions(about("APP_GROUP", "Finance apps", "New")), "APP_GROUP is New (does not exist yet)"),
        ],
    )
    @pytest.mark.parametrize("exists", [True, False], ids=["update", "create"])
    def test_that_an_earlier_task_may_create_are_a_warning_of_check_mode(
        self, furnished: TestTenant, options: dict[str, Any], line: str, exists: bool
    ) -> None:
        if exists:
            add_rule(furnished, "R")
        result = rule(furnished, True, name="R", action="ALLOW", **options)
        assert result.get("changed") is True, result.get("msg")
        (told,) = result["diff"]["after"]["conditions"]
        assert line in told["any of"]
        assert "In a real run that is an error, unless an earlier task creates it." in str(result["warnings"])
        assert rule(furnished, name="R", action="ALLOW", **options)["failed"]

    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    @pytest.mark.parametrize(
        ("policy_type", "options"),
        [
            ("access", {"action": "ALLOW", **conditions(about("IDP", "New"))}),
            ("access", {"action": "ALLOW", **conditions(pairs("SCIM_GROUP", "Okta", "New"))}),
            ("access", {"action": "ALLOW", **conditions(pairs("SCIM_GROUP", "New", "Finance"))}),
            ("access", {"action": "ALLOW", **conditions(pairs("SAML", "New", "x"))}),
            ("access", {"action": "ALLOW", **conditions(pairs("SCIM", "New", "x", idp="Okta"))}),
            (
                "access",
                {
                    "action": "ALLOW",
                    **conditions(
                        pairs("POSTURE", "New", "true"), about("CLIENT_TYPE", "zpn_client_type_zapp")
                    ),
                },
            ),
        ],
    )
    def test_that_no_task_can_create_are_an_error_in_both_runs(
        self, furnished: TestTenant, policy_type: str, options: dict[str, Any], check: bool
    ) -> None:
        result = rule(furnished, check, name="R", policy_type=policy_type, **options)
        assert "has the name or id 'New'" in result["msg"]
        assert furnished.writes == []

    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    def test_that_are_the_id_of_one_object_and_the_name_of_another_are_an_error(
        self, furnished: TestTenant, check: bool
    ) -> None:
        furnished.add_application("by id", object_id="4711")
        furnished.add_application("4711", object_id="99")
        result = rule(furnished, check, name="R", action="ALLOW", **conditions(about("APP", "4711")))
        assert (
            "objects[0]: '4711' is the id of the application segment 'by id' and the name of" in result["msg"]
        )
        assert furnished.writes == []

    @pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
    @pytest.mark.parametrize(
        ("code", "hint"),
        [("UK", "'GB'"), ("False", 'write "NO" in quotes'), ("Norway", "'NO' (Norway)"), ("XY1", "")],
    )
    def test_of_countries_that_are_none_are_an_error_in_both_runs(
        self, furnished: TestTenant, code: str, hint: str, check: bool
    ) -> None:
        options = conditions(about("COUNTRY_CODE", "DE", code))
        result = rule(furnished, check, name="R", action="ALLOW", **options)
        assert ".objects[1]: '%s' is nothing that COUNTRY_CODE can be" % code in result["msg"]
        assert hint in result["msg"]
        assert furnished.writes == []

    @pytest.mark.parametrize(
        ("policy_type", "options"),
        [
            ("access", {"action": "ALLOW", "app_connector_groups": ["New", "Zurich"]}),
            ("access", {"action": "ALLOW", "app_server_groups": ["New"]}),
            ("credential", {"action": "INJECT_CREDENTIALS", "credential_pool": "New"}),
            ("redirection", {"action": "REDIRECT_ALWAYS", "service_edge_groups": ["New"]}),
        ],
    )
    def test_of_options_that_an_earlier_task_may_create_too(
        self, furnished: TestTenant, policy_type: str, options: dict[str, Any]
    ) -> None:
        result = rule(furnished, True, name="R", policy_type=policy_type, **options)
        assert result.get("changed") is True, result.get("msg")
        assert "New (does not exist yet)" in str(result["diff"]["after"])
        assert len(result["warnings"]) == 1
        assert rule(furnished, name="R", policy_type=policy_type, **options)["failed"]

    @pytest.mark.parametrize(
        "options",
        [
            conditions(about("APP", "4711")),
            conditions(pairs("SAML", "4711", "x")),
            conditions(pairs("SCIM", "4711", "x", idp="Okta")),
            conditions(pairs("SCIM_GROUP", "Okta", "4711")),
            {"app_connector_groups": ["4711"]},
        ],
    )
    def test_ids_that_nobody_has_are_an_error_in_check_mode_as_well(
        self, furnished: TestTenant, options: dict[str, Any]
    ) -> None:
        (problem,) = both(furnished, name="R", action="ALLOW", **options)["problems"]
        assert "has the name or id '4711'" in problem

    @pytest.mark.parametrize(
        ("operand", "path"),
        [
            (pairs("SCIM_GROUP", "4711", "Finance"), "entries[0].lhs"),
            (pairs("SCIM", "title", "x", idp="4711"), "idp"),
            (pairs("SAML", "Email", "x", idp="4711"), "idp"),
            ({"object_type": "SCIM_GROUP", "idp": "4711", "objects": ["Finance"]}, "idp"),
        ],
        ids=["SCIM_GROUP", "SCIM", "SAML", "SCIM_GROUP by idp"],
    )
    def test_ids_of_identity_providers_that_are_none_are_named(
        self, furnished: TestTenant, operand: dict[str, Any], path: str
    ) -> None:
        for check in (True, False):
            result = rule(furnished, check, name="R", action="ALLOW", **conditions(operand))
            wanted = "conditions[0].operands[0].%s: no identity provider has the name or id '4711'" % path
            assert any(problem.startswith(wanted) for problem in result.get("problems", ())), result["msg"]

    def test_of_each_kind_are_looked_up_once(self, furnished: TestTenant) -> None:
        options = conditions(
            about("APP", "SAP", "Jira", "Git"),
            about("APP_GROUP", "Finance apps", "Web apps"),
            pairs("SAML", "Email_Okta", "x"),
            pairs("SAML", "Email", "x", idp="Azure"),
            pairs("SCIM_GROUP", "Okta", "Finance"),
            pairs("SCIM_GROUP", "Azure", "Finance"),
            pairs("SCIM", "title", "x", idp="Okta"),
            pairs("POSTURE", "Disk encrypted", "true"),
            pairs("POSTURE", "Jailbroken", "false"),
            about("CLIENT_TYPE", "zpn_client_type_zapp"),
            about("MACHINE_GRP", "machine groups A"),
            about("LOCATION", "locations A", "locations B"),
        )
        options["conditions"].append({"operands": [about("APP", "SAP", "Payroll")]})
        options["conditions"].append({"operands": [about("LOCATION", "locations C")]})
        groups = {"app_connector_groups": ["Zurich"], "app_server_groups": ["Zurich servers"]}
        result = both(furnished, name="R", action="ALLOW", **options, **groups)
        assert result["changed"], result
        furnished.forget()
        rule(furnished, True, name="R2", action="ALLOW", **options, **groups)
        paths = [entry.path.split("/customers/")[1] for entry in furnished.calls]
        assert sorted(paths) == sorted(set(paths))
        # The rules, and a list for each kind of name; of SCIM things, one for each identity provider, and of
        # the values of the attribute.
        assert len(paths) == 1 + 8 + 4 + 1

    def test_of_a_rule_that_has_them_need_no_look_up(self, furnished: TestTenant) -> None:
        options = conditions(about("APP", "SAP"), about("MACHINE_GRP", "machine groups A"))
        rule(furnished, name="R", action="ALLOW", **options, app_connector_groups=["Zurich"])
        furnished.forget()
        assert rule(furnished, name="R", **options, app_connector_groups=["Zurich"])["changed"] is False
        assert len(furnished.calls) == 1

    def test_of_saml_attributes_in_two_identity_providers_are_told_apart(self, furnished: TestTenant) -> None:
        add_idp(furnished.tenant, "Second", saml_attributes=["Email"])
        for entry in furnished.tenant.table("samlAttribute").values():
            entry["name"] = entry["samlName"]
        result = both(furnished, name="R", action="ALLOW", **conditions(pairs("SAML", "Email", "x")))
        assert "3 SAML attributes are named 'Email' (" in result["problems"][0]
        assert "Set idp to choose one" in result["problems"][0]
        for idp in ("Okta", "Azure"):
            operand = pairs("SAML", "Email", "x", idp=idp)
            assert both(furnished, name="R", action="ALLOW", **conditions(operand))["changed"]
            (shown,) = furnished.run("zpa_policy_rule_info", name="R")["policy_rules"]
            assert shown["conditions"][0]["operands"][0]["idp"] == idp
            assert rule(furnished, **shown)["changed"] is False

    def test_that_look_like_ids_are_told_by_id(self, furnished: TestTenant) -> None:
        (application,) = furnished.add_application("12345")
        result = both(furnished, name="R", action="ALLOW", **conditions(about("APP", "12345")))
        assert result["changed"]
        (operand,) = result["policy_rule"]["conditions"][0]["operands"]
        assert operand["objects"] in ([application["id"]], ["12345"])
        assert rule(furnished, **result["policy_rule"])["changed"] is False

    def test_that_come_back_escaped_are_found(self, furnished: TestTenant) -> None:
        furnished.tenant.quirks.escaped_text = True
        furnished.add_application("R&D <new>")
        options = conditions(about("APP", "R&D <new>"))
        result = both(furnished, name="R&D", action="ALLOW", custom_msg="a & b", **options)
        assert result["policy_rule"]["conditions"][0]["operands"][0]["objects"] == ["R&D <new>"]
        assert rule(furnished, name="R&D", custom_msg="a & b", **options)["changed"] is False
