# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tenants that ask for a field that others do not want, and refusals by words that no option has."""

from __future__ import annotations

from typing import Any

import pytest
from support.policies import add_rule
from support.tenants import TestTenant

PATH = "appConnectorGroup"
PLACE: dict[str, Any] = {"latitude": 37.3382082, "longitude": -121.8863286, "location": "San Jose, US"}
CONNECTOR, CLIENT = "6573", "6572"
MICROTENANT = "216196257331290001"
# Not the sign-in.
POSTED = "POST .*mgmtconfig"
ASKED = {"params": ["signingCertId"], "id": "missing.mandatory.params", "reason": "Missing mandatory params"}


@pytest.fixture
def strict(zpa: TestTenant) -> TestTenant:
    """A tenant that asks for the certificate, with an old group that has none."""
    zpa.add_connector_group("Old", description="d")
    zpa.tenant.quirks.asks_for_certificate = True
    return zpa


def sent(zpa: TestTenant) -> list[str]:
    return ["%s %s" % (entry.method, entry.path.split("/")[6]) for entry in zpa.calls]


def certificate_lists(zpa: TestTenant) -> int:
    return sum(entry.path.endswith("/enrollmentCert") for entry in zpa.calls)


class TestATenantThatAsksForTheCertificate:
    @pytest.mark.parametrize(
        "options", [{"name": "New", **PLACE}, {"name": "Old", "description": "new"}], ids=["create", "update"]
    )
    def test_gets_the_one_of_connectors(self, strict: TestTenant, options: dict[str, Any]) -> None:
        predicted = strict.connector_group(check=True, **options)
        result = strict.connector_group(**options)
        assert not result.get("failed"), result["msg"]
        assert (predicted["changed"], predicted["diff"]) == (result["changed"], result["diff"])
        assert "enrollment_cert" not in result["diff"]["after"]
        assert result["app_connector_group"]["enrollment_cert"] == "Connector"
        assert strict.stored(options["name"], PATH)["enrollmentCertId"] == CONNECTOR
        strict.forget()
        assert strict.connector_group(**options)["changed"] is False
        assert strict.writes == []

    @pytest.mark.parametrize(
        "options",
        [{"name": "New", **PLACE}, {"name": "Edges", "description": "new"}],
        ids=["create", "update"],
    )
    def test_gets_the_one_of_service_edges(self, strict: TestTenant, options: dict[str, Any]) -> None:
        strict.add_service_edge_group("Edges")
        result = strict.run("zpa_service_edge_group", **options)
        assert not result.get("failed"), result["msg"]
        assert result["service_edge_group"]["enrollment_cert"] == "Service Edge"
        strict.forget()
        assert strict.run("zpa_service_edge_group", **options)["changed"] is False
        assert strict.run("zpa_service_edge_group", name=options["name"], location="Bern")["changed"] is True
        assert [entry.method for entry in strict.writes] == ["PUT"]

    def test_is_asked_again_once(self, strict: TestTenant) -> None:
        strict.connector_group(name="New", **PLACE)
        wanted = ["GET " + PATH, "POST " + PATH, "GET enrollmentCert", "POST " + PATH, "GET " + PATH]
        assert sent(strict) == wanted

    def test_gets_the_one_that_is_declared_at_once(self, strict: TestTenant) -> None:
        result = strict.connector_group(name="New", enrollment_cert="Client", **PLACE)
        assert result["app_connector_group"]["enrollment_cert"] == "Client"
        assert [entry.body["enrollmentCertId"] for entry in strict.writes] == [CLIENT]

    def test_gets_the_one_that_a_group_has(self, strict: TestTenant) -> None:
        strict.stored("Old", PATH)["enrollmentCertId"] = CLIENT
        strict.connector_group(name="Old", description="new")
        assert [entry.body["enrollmentCertId"] for entry in strict.writes] == [CLIENT]

    def test_gets_the_one_that_a_group_has_in_a_run_that_has_looked_one_up(self, strict: TestTenant) -> None:
        strict.stored("Old", PATH)["enrollmentCertId"] = CLIENT
        groups = [{"name": "New", **PLACE}, {"name": "Old", "description": "new"}]
        strict.run("zpa_config", config={"app_connector_groups": groups})
        held = [strict.stored(group["name"], PATH)["enrollmentCertId"] for group in groups]
        assert held == [CONNECTOR, CLIENT]

    @pytest.mark.parametrize("kind", ["cut_before", "cut_after"])
    @pytest.mark.parametrize("skip", [0, 1], ids=["the first", "the second"])
    def test_makes_one_group_whichever_answer_is_lost(self, strict: TestTenant, kind: str, skip: int) -> None:
        strict.fault(kind, POSTED, skip=skip)
        assert strict.connector_group(name="New", **PLACE)["changed"]
        names = [group["name"] for group in strict.tenant.table(PATH).values()]
        assert names.count("New") == 1

    def test_is_asked_once_for_a_whole_configuration(self, strict: TestTenant) -> None:
        groups = [{"name": "New %d" % number, **PLACE} for number in range(3)]
        config = {"app_connector_groups": [*groups, {"name": "Old", "description": "new"}]}
        predicted = strict.run("zpa_config", True, config=config)
        strict.forget()
        result = strict.run("zpa_config", config=config)
        assert not result.get("failed"), result["msg"]
        assert result["diff"] == predicted["diff"]
        assert certificate_lists(strict) == 1
        assert [entry.method for entry in strict.writes] == ["POST"] * 4 + ["PUT"]
        assert strict.run("zpa_config", config=config)["changed"] is False

    @pytest.mark.parametrize("options", [{"name": "New", **PLACE}, {"name": "Old", "description": "new"}])
    def test_and_has_none_of_that_name_is_told_which_option_it_is(
        self, strict: TestTenant, options: dict[str, Any]
    ) -> None:
        del strict.tenant.table("enrollmentCert")[CONNECTOR]
        result = strict.connector_group(**options)
        assert "asks for enrollment_cert, and 'Connector', which is sent where it is" in result["msg"]
        assert "Set enrollment_cert to the name or id of another one" in result["msg"]
        assert result["params"] == ["signingCertId"]
        assert len(strict.writes) == 1

    def test_and_shows_no_certificates_says_why(self, strict: TestTenant) -> None:
        strict.fault(
            "status", "GET .*enrollmentCert", status=403, body={"id": "x.y", "reason": "No."}, times=9
        )
        result = strict.connector_group(name="New", **PLACE)
        assert "Missing mandatory params" in result["msg"]
        assert "Cannot list enrollment certificates: No (HTTP 403, x.y)" in result["msg"]

    def test_and_refuses_what_it_got_says_what_was_sent(self, strict: TestTenant) -> None:
        strict.fault("status", POSTED, status=400, body=ASKED, times=9)
        result = strict.connector_group(name="New", **PLACE)
        assert len(strict.writes) == 2
        assert "'Connector' was sent for enrollment_cert" in result["msg"]

    @pytest.mark.parametrize("options", [{}, {"enrollment_cert": CONNECTOR}], ids=["looked up", "given"])
    def test_may_show_a_microtenant_that_of_the_tenant(
        self, strict: TestTenant, options: dict[str, Any]
    ) -> None:
        certificates = [{"id": CONNECTOR, "name": "Connector", "microtenantName": "Default"}]
        body = {"totalPages": 1, "list": certificates}
        strict.fault("status", "GET .*enrollmentCert", status=200, body=body, times=9)
        result = strict.connector_group(name="New", microtenant_id=MICROTENANT, **PLACE, **options)
        assert not result.get("failed"), result["msg"]
        assert result["app_connector_group"]["enrollment_cert"] == "Connector"

    def test_by_other_words_is_understood(self, zpa: TestTenant) -> None:
        reason = "One or more input fields enrollmentCertId are not valid."
        zpa.fault("status", POSTED, status=400, body={"id": "invalid.resource.argument", "reason": reason})
        result = zpa.connector_group(name="New", **PLACE)
        assert result["app_connector_group"]["enrollment_cert"] == "Connector"


class TestTheCertificate:
    """Is told by its name."""

    def test_in_a_diff(self, zpa: TestTenant) -> None:
        zpa.add_connector_group("Old", enrollmentCertId=CLIENT)
        result = zpa.connector_group(name="Old", enrollment_cert="Connector")
        assert result["diff"]["before"] == {"name": "Old", "enrollment_cert": "Client"}
        assert result["diff"]["after"] == {"name": "Old", "enrollment_cert": "Connector"}
        assert result["app_connector_group"]["enrollment_cert"] == "Connector"
        assert zpa.connector_group(name="Old", enrollment_cert=CONNECTOR)["changed"] is False

    def test_in_every_result_alike(self, zpa: TestTenant) -> None:
        zpa.add_connector_group("Old", enrollmentCertId=CLIENT)
        shown = zpa.connector_group(name="Old")["app_connector_group"]
        assert shown["enrollment_cert"] == "Client"
        assert zpa.connector_groups()["app_connector_groups"] == [shown]
        gathered = zpa.run("zpa_config", state="gathered", kinds=["app_connector_groups"])
        (entry,) = gathered["config"]["app_connector_groups"]
        assert entry["enrollment_cert"] == "Client"

    def test_in_the_plan_of_a_configuration(self, zpa: TestTenant) -> None:
        zpa.add_connector_group("Old", enrollmentCertId=CLIENT)
        config = {"app_connector_groups": [{"name": "Old", "enrollment_cert": "Connector"}]}
        (step,) = zpa.run("zpa_config", config=config)["plan"]
        assert [step[side]["enrollment_cert"] for side in ("before", "after")] == ["Client", "Connector"]

    def test_costs_one_request_for_all_groups_and_none_without_certificates(self, zpa: TestTenant) -> None:
        for number in range(3):
            zpa.add_connector_group("Group %d" % number, enrollmentCertId=CLIENT)
        zpa.connector_groups()
        assert certificate_lists(zpa) == 1
        zpa.add_connector_group("Bare")
        zpa.forget()
        zpa.connector_group(name="Bare")
        assert sent(zpa) == ["GET " + PATH]

    @pytest.mark.parametrize("module", ["zpa_app_connector_group", "zpa_app_connector_group_info"])
    def test_keeps_its_id_where_names_cannot_be_read(self, zpa: TestTenant, module: str) -> None:
        zpa.add_connector_group("Old", enrollmentCertId=CLIENT)
        zpa.fault("status", "GET .*enrollmentCert", status=403, body={"id": "x.y", "reason": "No."}, times=9)
        result = zpa.run(module, name="Old")
        (shown,) = result.get("app_connector_groups") or [result["app_connector_group"]]
        assert shown["enrollment_cert"] == CLIENT
        (warning,) = result["warnings"]
        assert "enrollment_cert: is shown by its id, since the names cannot be read" in str(warning)


class TestARefusal:
    """Is told in terms of options, whatever the API calls them."""

    @pytest.mark.parametrize(
        ("param", "said"),
        [
            ("versionProfileId", "Correct version_profile, which the API calls versionProfileId."),
            ("tcpQuickAckAssistant", "Correct tcp_quick_ack, which the API calls tcpQuickAckAssistant."),
            (
                "siemConnectorGroup",
                "Correct lss_app_connector_group, which the API calls siemConnectorGroup.",
            ),
            ("microtenantId", "Correct microtenant_id, which the API calls microtenantId."),
            ("location", "Correct location."),
        ],
    )
    def test_of_a_group(self, zpa: TestTenant, param: str, said: str) -> None:
        zpa.fault("status", POSTED, status=400, body={"params": [param], "id": "x.y", "reason": "Bad"})
        result = zpa.connector_group(name="New", **PLACE)
        assert said in result["msg"] + "."
        assert result["params"] == [param]

    @pytest.mark.parametrize(
        ("param", "said"),
        [
            ("addedApps", "Correct applications, which the API calls addedApps."),
            ("tcpKeepAliveEnabled", None),
        ],
    )
    def test_of_a_segment_group(self, zpa: TestTenant, param: str, said: str | None) -> None:
        zpa.add_group("Old")
        zpa.fault("status", "PUT ", status=400, body={"params": [param], "id": "x.y", "reason": "Bad"})
        message = zpa.group(name="Old", description="new")["msg"] + "."
        assert message.endswith(said or "Bad (HTTP 400, x.y).")

    @pytest.mark.parametrize(
        ("param", "option"),
        [
            ("customMsg", "custom_msg"),
            ("disabled", "enabled"),
            ("zpnIsolationProfileId", None),
            ("conditions[0].operands[1].lhs", "conditions"),
            ("extranetDTO", "extranet_partner or extranet_locations or extranet_location_groups"),
        ],
    )
    @pytest.mark.parametrize("as_config", [False, True], ids=["module", "configuration"])
    def test_of_a_rule(self, zpa: TestTenant, param: str, option: str | None, as_config: bool) -> None:
        add_rule(zpa, "Old")
        zpa.fault("status", "PUT ", status=400, body={"params": [param], "id": "x.y", "reason": "Bad"})
        rule = {"name": "Old", "description": "new"}
        if as_config:
            result = zpa.run("zpa_config", config={"policy_rules": {"access": [rule]}})
        else:
            result = zpa.run("zpa_policy_rule", **rule)
        assert ("Correct %s" % option in result["msg"]) is (option is not None)

    def test_whose_reason_alone_names_the_field(self, zpa: TestTenant) -> None:
        reason = "One or more input fields dnsQueryType are not valid and disabled."
        zpa.fault("status", POSTED, status=400, body={"id": "x.y", "reason": reason})
        message = zpa.connector_group(name="New", **PLACE)["msg"]
        assert message.endswith("Correct dns_query_type, which the API calls dnsQueryType")

    def test_to_delete_is_about_other_objects(self, zpa: TestTenant) -> None:
        zpa.add_group("Old")
        body = {"params": ["Application", "id"], "id": "resource.referenced", "reason": "In use."}
        zpa.fault("status", "DELETE ", status=400, body=body)
        assert "Correct " not in zpa.group(name="Old", state="absent")["msg"]
