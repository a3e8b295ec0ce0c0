# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role ``zpa_audit`` with a folder: what it reports, and that it never writes to a tenant."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.audits import APPLICATIONS, FOLDER, audit, folder_of
from support.tenants import TestTenant


@pytest.mark.parametrize("flags", [(), ("--check", "--diff")], ids=["real run", "check mode"])
def test_drift_is_reported_and_nothing_is_written(
    estate: TestTenant, tmp_path: Path, flags: tuple[str, ...]
) -> None:
    found = audit(estate, tmp_path, *flags, tenant_dir=folder_of(tmp_path, FOLDER))
    assert found.run.code == 2
    assert "The report is in %s" % found.folder in found.run.output
    assert found.objects == {
        "segment_group Same": "as_declared",
        "segment_group Other": "update",
        "segment_group New": "create",
        "access a": "as_declared",
        "access b": "as_declared",
        "access access": "reorder",
    }
    assert found.unmanaged == ["Subsidiary", "Stranger", "Berlin", *APPLICATIONS, "c"]
    assert found.document["verdict"] == "drifted"


def test_the_report_is_the_same_if_modules_run_apart(estate: TestTenant, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, FOLDER)
    here = audit(estate, tmp_path, tenant_dir=folder).document
    apart = audit(estate, tmp_path, "-e", "zpa_in_process=false", tenant_dir=folder).document
    assert {**here, "generated_at": ""} == {**apart, "generated_at": ""}


def test_it_ends_well_if_all_is_as_declared(estate: TestTenant, tmp_path: Path) -> None:
    found = audit(estate, tmp_path, tenant_dir=folder_of(tmp_path, {"segment_groups": [{"name": "Same"}]}))
    assert found.run.code == 0, found.run.output
    assert found.document["verdict"] == "as_declared"


def test_what_no_run_can_mend_is_a_warning_and_no_drift(estate: TestTenant, tmp_path: Path) -> None:
    """The country follows from the place, whatever is declared."""
    folder = folder_of(tmp_path, {"app_connector_groups": [{"name": "Berlin", "country_code": "CA"}]})
    found = audit(estate, tmp_path, tenant_dir=folder)
    assert found.run.code == 0, found.run.output
    assert found.objects == {"app_connector_group Berlin": "as_declared"}
    said = " ".join(found.run.output.split())
    assert "country_code: is US, which ZPA works out from latitude and longitude, and not 'CA'" in said


def test_what_the_role_zpa_tenant_would_delete_is_drift(estate: TestTenant, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"segment_groups": [{"name": "Same"}, {"name": "Other"}]})
    found = audit(estate, tmp_path, tenant_dir=folder, state="overridden")
    assert found.objects["segment_group Stranger"] == "delete"
    assert found.unmanaged == ["Subsidiary", "Berlin", *APPLICATIONS, "a", "b", "c"]


def test_it_audits_the_folder_that_the_role_zpa_tenant_applies(estate: TestTenant, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"segment_groups": [{"name": "Same"}]})
    given = {"zpa_tenant_dir": folder, "zpa_tenant_state": "overridden", "zpa_tenant_protect": ["Stranger"]}
    found = audit(estate, tmp_path, "-e", json.dumps(given))
    assert found.objects == {"segment_group Same": "as_declared", "segment_group Other": "delete"}


def test_it_looks_for_what_nobody_declared_where_it_is_told_to(estate: TestTenant, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"segment_groups": [{"name": "Same"}]})
    found = audit(estate, tmp_path, tenant_dir=folder, kinds=["app_connector_groups"])
    assert found.unmanaged == ["Other", "Stranger", "Berlin"]


@pytest.mark.parametrize(
    ("variables", "code"),
    [({"fail_on_drift": False}, 0), ({"fail_on_drift": False, "fail_on_unmanaged": True}, 2)],
    ids=["drift", "what nobody declared"],
)
def test_what_makes_it_fail_can_be_chosen(
    estate: TestTenant, tmp_path: Path, variables: dict[str, bool], code: int
) -> None:
    found = audit(estate, tmp_path, tenant_dir=folder_of(tmp_path, FOLDER), **variables)
    assert found.run.code == code, found.run.output
    assert ("<failure" in (found.folder / "drift.xml").read_text("utf-8")) is True


def test_what_is_wrong_in_the_folder_is_told_with_file_and_line(estate: TestTenant, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"segment_groups": [{"name": "Same", "applications": ["nope"]}]})
    found = audit(estate, tmp_path, tenant_dir=folder, fail_on_drift=False)
    assert found.run.code == 2
    said = (
        "all.yml, line 2: segment_groups[0].applications[0]: no application segment has the name or id 'nope'"
    )
    assert said in found.errors[0]
    assert found.document["verdict"] == "incomplete"


def test_a_folder_that_cannot_be_read_is_an_error_of_the_report(estate: TestTenant, tmp_path: Path) -> None:
    found = audit(estate, tmp_path, tenant_dir=str(tmp_path / "nowhere"))
    assert found.run.code == 2
    assert "nowhere" in found.errors[0]


def test_a_tenant_that_does_not_answer_is_an_error_of_the_report(estate: TestTenant, tmp_path: Path) -> None:
    estate.fault("status", status=403, times=99)
    found = audit(estate, tmp_path, tenant_dir=folder_of(tmp_path, FOLDER))
    assert found.run.code == 2
    assert "HTTP 403" in found.errors[0]
