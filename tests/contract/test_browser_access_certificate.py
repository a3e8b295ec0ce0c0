# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What Browser Access certificates have beyond every other kind: none changes, and a key goes with each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from support.cases.browser_access_certificate import ANEW, GIVEN, ISSUER, NEW, WEB, add
from support.tenants import TestTenant
from zpa_emulator.certificate_texts import facts_of, made
from zpa_emulator.policy_seeds import add_look_up

PATH, NAME = "certificate", "web.example.com"
NOUN = "Browser Access certificate"
CHECK = pytest.mark.parametrize("check", [True, False], ids=["check", "real"])
WIDE = pytest.mark.parametrize("wide", [False, True], ids=["module", "config"])
SUBSIDIARY = "216196257331290001"
HOST = "books.example.com"
BROWSER = {"domain": HOST, "application_protocol": "HTTPS", "application_port": 443, "certificate": NAME}
NAMING: dict[str, tuple[str, dict[str, Any]]] = {
    "application segment": (
        "application_segment",
        {
            "name": "Books",
            "segment_group": "Apps",
            "domain_names": [HOST],
            "tcp_ports": [443],
            "browser_access": [BROWSER],
        },
    ),
    "user portal": ("user_portal", {"name": "Books", "domain": HOST, "certificate": NAME}),
    "privileged portal": ("pra_portal", {"name": "Books", "domain": HOST, "certificate": NAME}),
}
NAMES = pytest.mark.parametrize("noun", [*NAMING, "inspection"])
BODY = [WEB.key.splitlines()[1], NEW.key.splitlines()[1]]


@pytest.fixture(params=["none", "all"])
def zpa(zpa: TestTenant, request: pytest.FixtureRequest) -> TestTenant:
    """A tenant with a certificate, whose list of segments shows nothing of what is inside them, or all."""
    zpa.tenant.quirks.apps_in_lists = request.param
    zpa.add_group("Apps")
    add(zpa, NAME, description="Old")
    return zpa


def certificate(zpa: TestTenant, check: bool = False, wide: bool = False, **options: Any) -> dict[str, Any]:
    zpa.forget()
    options = {"name": NAME, **options}
    if wide:
        return zpa.run("zpa_config", check, config={"browser_access_certificates": [options]})
    result = zpa.run("zpa_browser_access_certificate", check, **options)
    assert not any(line in json.dumps(result) for line in BODY)
    return result


def let_be_named(zpa: TestTenant, noun: str, **certificate_of: Any) -> tuple[str, Mapping[str, Any]]:
    key, options = NAMING.get(noun, NAMING["application segment"])
    if noun == "inspection":
        scanned = {**BROWSER, "application_protocol": "HTTPS"}
        options = {**options, "browser_access": None, "inspection_apps": [scanned]}
    options = {name: value for name, value in options.items() if value is not None}
    result = zpa.run("zpa_" + key, **options)
    assert result.get("changed"), result
    return key, options


class TestAnother:
    """Certificate, description or name."""

    @CHECK
    @WIDE
    @pytest.mark.parametrize(
        ("option", "value", "told"),
        [
            ("certificate", NEW.certificate, "the one with the SHA-256 fingerprint"),
            ("certificate", WEB.certificate + ISSUER.certificate + NEW.certificate, "SHA-256"),
            ("description", "New", "is 'Old' and not 'New'"),
            ("description", "", "is 'Old' and not ''"),
        ],
        ids=["certificate", "chain", "description", "no description"],
    )
    def test_is_refused_with_the_way_out(
        self, zpa: TestTenant, option: str, value: str, told: str, wide: bool, check: bool
    ) -> None:
        if value.count("BEGIN") > 1:
            stored = zpa.stored(NAME, PATH)
            stored.update(facts_of(WEB.certificate + ISSUER.certificate))
        msg = certificate(zpa, check, wide, **{option: value})["msg"]
        assert "%s: is " % option in msg and told in msg
        assert "No document tells of an update of a %s, so that none is sent." % NOUN in msg
        assert "create one under another name, let what names this one name that, and delete this one" in msg
        assert "recreate=true" in msg
        assert zpa.writes == []

    @CHECK
    def test_name_by_id_is_refused_as_well(self, zpa: TestTenant, check: bool) -> None:
        object_id = zpa.stored(NAME, PATH)["id"]
        msg = certificate(zpa, check, id=object_id, name="Other")["msg"]
        assert msg.startswith(
            "name: is '%s' and not 'Other', and nothing is known to change it. No document" % NAME
        )
        assert zpa.writes == []

    @CHECK
    @WIDE
    def test_beside_what_nothing_names_is_made_anew_on_demand(
        self, zpa: TestTenant, wide: bool, check: bool
    ) -> None:
        old = zpa.stored(NAME, PATH)["id"]
        result = certificate(zpa, check, wide, **ANEW)
        assert result["changed"], result
        assert "recreate: the %s '%s' is deleted and created anew." % (NOUN, NAME) in str(result["warnings"])
        assert [entry.method for entry in zpa.writes] == ([] if check else ["DELETE", "POST"])
        if not check:
            stored = zpa.stored(NAME, PATH)
            assert (stored["certificate"], stored["description"]) == (NEW.certificate, "Old")
            assert stored["id"] != old
            assert certificate(zpa, False, wide, **ANEW)["changed"] is False

    def test_beside_what_nothing_names_is_foretold_with_both_sides(self, zpa: TestTenant) -> None:
        predicted, result = certificate(zpa, True, **ANEW), certificate(zpa, **ANEW)
        assert predicted["diff"] == result["diff"]
        assert result["diff"]["before"]["certificate"] == WEB.certificate.strip()
        assert result["diff"]["after"]["certificate"] == NEW.certificate.strip()
        assert result["diff"]["after"]["private_key"] == "(a secret, which is never shown)"

    @CHECK
    @WIDE
    @NAMES
    def test_is_never_made_anew_while_something_names_it(
        self, zpa: TestTenant, noun: str, wide: bool, check: bool
    ) -> None:
        let_be_named(zpa, noun)
        told = certificate(zpa, check, wide, **ANEW)["msg"]
        assert "Cannot delete and create anew %s '%s'" % (NOUN, NAME) in told
        assert "it is named by %s 'Books'" % noun.replace("inspection", "application segment") in told
        assert zpa.writes == []

    @CHECK
    @WIDE
    def test_is_not_made_anew_without_its_key(self, zpa: TestTenant, wide: bool, check: bool) -> None:
        msg = certificate(zpa, check, wide, **{**ANEW, "private_key": None})["msg"]
        assert "private_key: is missing. ZPA never shows it, so that" in msg
        assert zpa.writes == []

    def test_is_named_by_what_the_same_configuration_makes(self, zpa: TestTenant) -> None:
        """What comes later looks the name up again."""
        _key, portal = NAMING["user portal"]
        config = {"browser_access_certificates": [{"name": NAME, **ANEW}], "user_portals": [portal]}
        assert zpa.run("zpa_config", config=config).get("msg") is None
        assert zpa.stored("Books", "userPortal")["certificateId"] == zpa.stored(NAME, PATH)["id"]


class TestTheWayOut:
    def test_is_one_run_of_a_configuration(self, zpa: TestTenant) -> None:
        """A new one under another name, what names the old one names that, and the old one goes."""
        for noun in NAMING:
            let_be_named(zpa, noun)
        config = {
            "browser_access_certificates": [
                {"name": "web 2027", "certificate": NEW.certificate, "private_key": NEW.key},
                {"name": NAME, "state": "absent"},
            ],
            "application_segments": [
                {"name": "Books", "browser_access": [{**BROWSER, "certificate": "web 2027"}]}
            ],
            "user_portals": [{"name": "Books", "certificate": "web 2027"}],
            "pra_portals": [{"name": "Books", "certificate": "web 2027"}],
        }
        planned = zpa.run("zpa_config", True, config=config)
        done = zpa.run("zpa_config", config=config)
        assert (planned["diff"], done.get("msg")) == (done["diff"], None)
        assert [entry["name"] for entry in zpa.tenant.table(PATH).values()] == ["web 2027"]
        assert zpa.run("zpa_config", config=config)["changed"] is False

    @CHECK
    @NAMES
    def test_is_not_to_delete_what_something_names(self, zpa: TestTenant, noun: str, check: bool) -> None:
        let_be_named(zpa, noun)
        result = certificate(zpa, check, state="absent")
        named = noun.replace("inspection", "application segment")
        assert "it is named by %s 'Books'" % named in result["msg"]
        assert (result["error_id"], zpa.writes) == ("resource.referenced", [])

    @CHECK
    @NAMES
    def test_is_not_to_leave_it_out_either(self, zpa: TestTenant, noun: str, check: bool) -> None:
        let_be_named(zpa, noun)
        config: dict[str, Any] = {"browser_access_certificates": []}
        zpa.forget()
        result = zpa.run("zpa_config", check, config=config, state="overridden")
        assert "'%s'" % NAME in result["msg"] and "'Books'" in result["msg"]
        assert zpa.writes == []

    @NAMES
    def test_lets_what_names_it_go_first(self, zpa: TestTenant, noun: str) -> None:
        key, options = let_be_named(zpa, noun)
        gone = {"state": "absent"}
        config = {
            key + "s": [{"name": options["name"], **gone}],
            "browser_access_certificates": [{"name": NAME, **gone}],
        }
        zpa.forget()
        assert zpa.run("zpa_config", config=config).get("msg") is None
        assert [entry.method for entry in zpa.writes] == ["DELETE", "DELETE"]
        assert zpa.writes[-1].path.rpartition("/")[0].endswith("/certificate")


class TestWhatIsWrong:
    @CHECK
    @WIDE
    def test_is_told_together_before_any_write(self, zpa: TestTenant, wide: bool, check: bool) -> None:
        wrong = {"certificate": WEB.blob, "private_key": WEB.certificate}
        msg = certificate(zpa, check, wide, name="New", **wrong)["msg"]
        place = "config.browser_access_certificates[0]." if wide else ""
        assert place + "certificate: has a private key, which does not belong there." in msg
        assert place + "private_key: has no private key in PEM." in msg
        assert zpa.calls == []

    @WIDE
    def test_does_not_bring_the_key_out_that_is_in_another_option(self, zpa: TestTenant, wide: bool) -> None:
        told = [
            certificate(zpa, wide=wide, **{**GIVEN, "certificate": WEB.blob}),
            certificate(zpa, wide=wide, description=WEB.key.replace("\n", " ")),
            certificate(zpa, wide=wide, **{**GIVEN, "private_key": WEB.key + WEB.certificate}),
        ]
        assert not any(line in json.dumps(told) for line in BODY)

    @CHECK
    @WIDE
    def test_includes_a_new_one_without_its_key(self, zpa: TestTenant, wide: bool, check: bool) -> None:
        msg = certificate(zpa, check, wide, name="New", certificate=WEB.certificate)["msg"]
        assert "private_key: is missing. 'New' would be a new %s" % NOUN in msg
        assert zpa.writes == []

    def test_is_told_by_zpa_where_the_key_is_of_another_one(self, zpa: TestTenant) -> None:
        msg = certificate(zpa, name="New", certificate=WEB.certificate, private_key=NEW.key)["msg"]
        assert "Correct certificate or private_key, which the API calls certBlob" in msg

    def test_in_one_of_many_keeps_all_from_being_written(self, zpa: TestTenant) -> None:
        config = {
            "segment_groups": [{"name": "New"}],
            "browser_access_certificates": [{"name": "New", "certificate": WEB.certificate}],
        }
        msg = zpa.run("zpa_config", config=config)["msg"]
        assert "config.browser_access_certificates[0].private_key: is missing." in msg
        assert zpa.writes == []


class TestTheKey:
    def test_goes_out_behind_the_certificate_and_never_comes_back(self, zpa: TestTenant) -> None:
        chain = WEB.certificate + ISSUER.certificate
        result = certificate(zpa, name="New", certificate="x\n" + chain, private_key=WEB.key)
        (written,) = zpa.writes
        assert written.body == {"name": "New", "certBlob": chain + WEB.key}
        assert "private_key" not in result["browser_access_certificate"]
        assert result["diff"]["after"]["private_key"] == "(a secret, which is never shown)"

    def test_beside_the_same_certificate_is_the_same_without_a_word(self, zpa: TestTenant) -> None:
        result = certificate(zpa, **GIVEN)
        assert result["changed"] is False and "warnings" not in result

    def test_has_to_be_given_to_another_tenant_as_an_export_says(self, zpa: TestTenant) -> None:
        gathered = zpa.run("zpa_config", state="gathered", kinds=["browser_access_certificates"])
        (entry,) = gathered["config"]["browser_access_certificates"]
        assert entry == {"name": NAME, "description": "Old", "certificate": WEB.certificate.strip()}
        assert gathered["not_carried"] == [
            "browser_access_certificates[0] ('%s').private_key: is left out, since ZPA never shows it. Give "
            "it for a tenant that does not have the %s yet." % (NAME, NOUN)
        ]
        assert zpa.run("zpa_config", config=gathered["config"])["changed"] is False

    def test_of_the_connection_is_never_taken_for_it(self, zpa: TestTenant) -> None:
        """What module_defaults give looks as if the task gave it."""
        sign_in = {"client_secret": None, "vanity_domain": "acme", "private_key": NEW.key}
        result = zpa.run("zpa_browser_access_certificate", name="New", certificate=WEB.certificate, **sign_in)
        assert result["failed"] and zpa.writes == []
        assert NEW.key.splitlines()[1] not in json.dumps(result)
        assert "private_key was taken for that of the connection here" in result["msg"]

    def test_is_that_of_the_object_where_a_secret_signs_in(self, zpa: TestTenant) -> None:
        options = {"name": "Root", "credential_type": "SSH_KEY", "user_name": "root", "private_key": NEW.key}
        zpa.forget()
        assert zpa.run("zpa_pra_credential", **options)["changed"]
        assert zpa.writes[0].body["privateKey"] == NEW.key


class TestWhatZpaShows:
    def test_of_a_chain_can_be_its_first_alone(self, zpa: TestTenant) -> None:
        zpa.tenant.quirks.shows_leaf_alone = True
        chain = {"certificate": WEB.certificate + ISSUER.certificate, "private_key": WEB.key}
        assert certificate(zpa, name="New", **chain)["changed"]
        again = certificate(zpa, name="New", **chain)
        assert again["changed"] is False
        assert "certificate: ZPA shows the first of the 2 certificates alone" in str(again["warnings"])
        other = made("other.example.com").certificate + ISSUER.certificate
        assert "is the one with the SHA-256" in certificate(zpa, name="New", certificate=other)["msg"]

    def test_is_listed_at_another_path_by_other_servers(self, zpa: TestTenant) -> None:
        zpa.fault("status", "clientlessCertificate", status=404, body={"id": "resource.not.found"}, times=9)
        assert certificate(zpa, name="New", **GIVEN)["changed"]
        assert certificate(zpa, name="New", **GIVEN)["changed"] is False

    def test_tells_who_has_signed_it_and_until_when(self, zpa: TestTenant) -> None:
        result = certificate(zpa)
        (facts,) = result["metadata"].values()
        assert facts["issued_by"] == "CN=ca.example.com"
        assert (facts["valid_from"], facts["valid_to"]) == (1767225600, 2082758400)
        assert facts["subject_alternative_names"] == [NAME]
        assert len(facts["fingerprint"]) == 64


class TestMicrotenants:
    @pytest.fixture
    def there(self, zpa: TestTenant) -> dict[str, str]:
        zpa.add_microtenant("Subsidiary", object_id=SUBSIDIARY)
        zpa.tenant.quirks.inherited_shown = True
        return {"microtenant_id": SUBSIDIARY}

    @CHECK
    def test_never_delete_what_they_inherit(
        self, zpa: TestTenant, there: dict[str, str], check: bool
    ) -> None:
        assert certificate(zpa, check, state="absent", **there)["changed"] is False
        config: dict[str, Any] = {"browser_access_certificates": []}
        result = zpa.run("zpa_config", check, config=config, state="overridden", **there)
        assert (result["changed"], zpa.writes) == (False, [])

    def test_have_their_own_beside_it(self, zpa: TestTenant, there: dict[str, str]) -> None:
        made_there = certificate(zpa, **ANEW, **there)
        assert made_there["changed"] and [entry.method for entry in zpa.writes] == ["POST"]
        assert made_there["browser_access_certificate"]["microtenant_id"] == SUBSIDIARY
        assert certificate(zpa, **ANEW, **there)["changed"] is False
        listed = zpa.run("zpa_browser_access_certificate_info", **there)["browser_access_certificates"]
        assert [one["microtenant_id"] for one in listed] == [SUBSIDIARY]
        assert certificate(zpa, state="absent", **there)["changed"]
        assert [entry["certificate"] for entry in zpa.tenant.table(PATH).values()] == [WEB.certificate]

    def test_name_what_they_inherit(self, zpa: TestTenant, there: dict[str, str]) -> None:
        add_look_up(zpa.tenant, PATH, "shared.example.com")
        _key, portal = NAMING["privileged portal"]
        config = {
            "browser_access_certificates": [{"name": "own.example.com", **GIVEN}],
            "pra_portals": [
                {**portal, "certificate": "shared.example.com"},
                {**portal, "name": "Own", "certificate": "own.example.com"},
            ],
        }
        assert zpa.run("zpa_config", config=config, **there).get("msg") is None
        assert zpa.run("zpa_config", config=config, **there)["changed"] is False
