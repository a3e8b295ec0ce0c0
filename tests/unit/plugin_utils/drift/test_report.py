# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report as data, and its four forms, for anything that a tenant could be called."""

from __future__ import annotations

import datetime
import html
import json
import os
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._texts import visible
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.as_html import as_html
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.as_json import as_json
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.as_junit import as_junit
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.as_markdown import as_markdown
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.findings import (
    About,
    Finding,
    TaskResult,
    Tenant,
    UnmanagedObject,
    findings_of,
    tenants_of,
)
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.report import report
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.words import NO_NAME, verdict_of
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.write import write_report
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from support.drift import NOON, access_about, drifted_report
from support.playbooks import ROOT
from support.randomly import share
from support.tenants import TestTenant

ABOUT = About("Keep it", "site.yml:3", "alpha")
SCHEMA = json.loads((ROOT / "docs" / "docsite" / "rst" / "drift_report.schema.json").read_text("utf-8"))
HOSTILE = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "a | b | c",
    "``` `code` **bold** [link](https://example.com) ![](https://example.com/x.png)",
    "@someone #1 !2 https://example.com www.example.com :smile: $x$",
    "line\nbreak\r\n| --- |",
    "\u0000\u0001\u001b[31m\ufffe\ud800",
    "\u202eevil \u200bhidden",
    "]]> --> <!-- &amp; &#0;",
    "Z\u00fcrich \u6771\u4eac \U0001f600 \u0645\u0631\u062d\u0628\u0627",
    "",
    " ",
]
# Rules that are called B are in every report about anything.
ANY_TEXT = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(), max_size=30)).filter(
    lambda text: text != "B"
)


def finding(name: str, status: str = "drifted", operation: str | None = "create", **more: Any) -> Finding:
    return Finding("segment_group", None, name, None, status, operation, host="alpha", **more)


def document(*findings: Finding, unmanaged_is_drift: bool = False, **more: Any) -> dict[str, Any]:
    tenant = Tenant(
        "alpha", list(findings), more.get("unmanaged", []), more.get("notes", []), more.get("unnamed", 0)
    )
    return report([tenant], NOON, unmanaged_is_drift)


def about_anything(text: str) -> dict[str, Any]:
    """A report in which a text is everywhere where a tenant or a playbook could bring it in."""
    order = {"before": {"rules": [text, "B"]}, "after": {"rules": ["B", text]}}
    values = {"description": text, "applications": [text], "conditions": [{"any of": [text]}], text: text}
    results: list[tuple[str, dict[str, Any]]] = [
        ("zpa_segment_group", {"diff": {"before": {}, "after": {"name": text, **values}}}),
        ("zpa_segment_group", {"diff": {"before": {"name": text, **values}, "after": {}}}),
        (
            "zpa_segment_group",
            {"diff": {"before": {"name": text, "x": text}, "after": {"name": text, "x": [text]}}},
        ),
        ("zpa_segment_group", {"failed": True, "msg": text}),
        ("zpa_policy_rule_order", {"diff": order}),
    ]
    about = About(text, "%s:3" % text, text)
    unmanaged = [UnmanagedObject("segment_group", None, text, text)]
    found = [one for module, result in results for one in findings_of(module, result, {"name": text}, about)]
    return report([Tenant(text, found, unmanaged, [text], access=[access_about(text)])], NOON)


class TestReport:
    def test_the_schema_describes_it(self, zpa: TestTenant) -> None:
        validator = jsonschema.Draft202012Validator(SCHEMA)
        for made in (drifted_report(zpa), report([], NOON), about_anything("x")):
            validator.validate(made)
            assert made.keys() == SCHEMA["properties"].keys()
            for tenant in made["tenants"]:
                for one in tenant["access"]:
                    assert one.keys() == SCHEMA["$defs"]["access"]["properties"].keys()
                for one in tenant["objects"]:
                    assert one.keys() == SCHEMA["$defs"]["object"]["properties"].keys()

    def test_it_counts(self, zpa: TestTenant) -> None:
        summary = drifted_report(zpa)["summary"]
        assert summary["drifted"] >= 25
        assert all(count for name, count in summary.items() if not name.startswith("access_"))

    def test_the_time_is_utc(self) -> None:
        zone = datetime.timezone(datetime.timedelta(hours=2))
        made = report([], datetime.datetime(2026, 3, 2, 1, 0, tzinfo=zone))
        assert made["generated_at"] == "2026-03-01T23:00:00Z"

    def test_tenants_kinds_policy_types_and_names_have_a_fixed_order(self) -> None:
        kinds = [("policy_rule", "timeout"), ("policy_rule", "access"), ("segment_group", None)]
        found = [
            Finding(kind, policy_type, name, None, "as_declared")
            for kind, policy_type in kinds
            for name in ("b", "A")
        ]
        made = report([Tenant("beta", found, [], []), Tenant("alpha", [], [], [])], NOON)
        assert [tenant["name"] for tenant in made["tenants"]] == ["alpha", "beta"]
        assert [(one["policy_type"], one["name"]) for one in made["tenants"][1]["objects"]] == [
            (policy_type, name) for _kind, policy_type in reversed(kinds) for name in ("A", "b")
        ]

    def test_what_is_only_counted_is_counted_and_said(self) -> None:
        made = document(unnamed=7)
        assert made["summary"]["as_declared"] == 7
        assert "Of 7 objects" in made["tenants"][0]["notes"][0]

    @pytest.mark.parametrize(
        ("found", "unmanaged", "counts", "verdict"),
        [
            ([], [], False, "incomplete"),
            ([finding("A", "as_declared", None)], [], False, "as_declared"),
            ([finding("A", "as_declared", None), finding("B", "error", None)], [], False, "incomplete"),
            ([finding("A"), finding("B", "error", None)], [], False, "drifted"),
            ([finding("A", "drifted", None)], [], False, "drifted"),
            ([finding("A", "as_declared", None)], ["C"], False, "as_declared"),
            ([finding("A", "as_declared", None)], ["C"], True, "drifted"),
        ],
    )
    def test_the_verdict(
        self, found: list[Finding], unmanaged: list[str], counts: bool, verdict: str
    ) -> None:
        rows = [UnmanagedObject("segment_group", None, name, None) for name in unmanaged]
        assert document(*found, unmanaged=rows, unmanaged_is_drift=counts)["verdict"] == verdict

    def test_its_verdict_is_a_sentence(self) -> None:
        two = [Tenant(name, [finding("A")], [], []) for name in ("alpha", "beta")]
        assert verdict_of(report(two, NOON)) == "Tenants differ from what is declared."
        assert verdict_of(report(two[:1], NOON)) == "The tenant differs from what is declared."
        assert verdict_of(report([], NOON)) == "Nothing was compared."
        assert verdict_of(document(finding("A", "error", None))) == "Not everything could be compared."


class TestJson:
    @given(ANY_TEXT)
    def test_it_can_be_read_back(self, text: str) -> None:
        made = about_anything(text)
        assert json.loads(as_json(made).encode("utf-8")) == made


class TestJUnit:
    def read(self, made: dict[str, Any]) -> ElementTree.Element:
        return ElementTree.fromstring(as_junit(made).encode("utf-8"))  # noqa: S314  (it was made here)

    def outcomes(self, made: dict[str, Any]) -> dict[str | None, str]:
        return {
            case.get("name"): case[0].tag if len(case) else "passed"
            for case in self.read(made).iter("testcase")
        }

    def test_drift_fails_errors_are_errors_and_the_rest_passes(self) -> None:
        rows = [UnmanagedObject("segment_group", None, "D", None)]
        found = [finding("A"), finding("B", "error", None), finding("C", "as_declared", None)]
        expected = {"A": "failure", "B": "error", "C": "passed", "D": "skipped"}
        assert self.outcomes(document(*found, unmanaged=rows)) == expected
        strict = document(*found, unmanaged=rows, unmanaged_is_drift=True)
        assert self.outcomes(strict) == {**expected, "D": "failure"}

    def test_the_numbers_are_those_of_the_cases(self, zpa: TestTenant) -> None:
        read = self.read(drifted_report(zpa))
        (suite,) = read
        for element in (read, suite):
            assert element.get("tests") == str(len(list(read.iter("testcase"))))
            for number, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
                assert element.get(number) == str(len(list(read.iter(tag))))

    def test_no_two_cases_have_the_same_name(self) -> None:
        names = [case.get("name") for case in self.read(document(*[finding("A")] * 3)).iter("testcase")]
        assert names == ["A", "A (no. 2)", "A (no. 3)"]

    def test_a_case_tells_what_differs_and_where_it_is_declared(self, zpa: TestTenant) -> None:
        cases = {case.get("name"): case for case in self.read(drifted_report(zpa)).iter("testcase")}
        case = cases["Contractors"]
        assert case.get("classname") == "production.policy_rule.access"
        assert (case.get("file"), case.get("line")) == ("audit.yml", "7")
        assert "action:\n  found:    ALLOW\n  declared: DENY\n" in "".join(case.itertext())

    @given(ANY_TEXT)
    def test_it_can_hold_anything(self, text: str) -> None:
        made = about_anything(text)
        cases = list(self.read(made).iter("testcase"))
        of_access, others = cases[:7], cases[7:]
        assert len(others) == 6
        assert {case.get("classname", "").rpartition(".")[2] for case in of_access} == {"access"}
        assert others[0].get("name") == (visible(made["tenants"][0]["name"]) or "(no name)")


class Page(HTMLParser):
    """What a page is made of: its elements, and the texts of those that hold names."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: set[str] = set()
        self.names: list[str] = []
        self.inside = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes.update(name for name, value in attrs)
        if tag == "bdi":
            self.inside = True
            self.names.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "bdi":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.names[-1] += data


class TestHtml:
    @given(ANY_TEXT)
    def test_text_stays_text(self, text: str) -> None:
        made = about_anything(text)
        page, plain = Page(as_html(made)), Page(as_html(about_anything("x")))
        assert page.elements.count("script") == page.elements.count("style") == 1
        assert set(page.elements) <= {*plain.elements, "i"}
        assert page.attributes == plain.attributes
        name = visible(made["tenants"][0]["name"])
        expected = [name if shown == "x" else shown for shown in plain.names]
        assert [shown or NO_NAME for shown in page.names] == [shown or NO_NAME for shown in expected]

    def test_it_names_nothing_outside_of_itself(self, zpa: TestTenant) -> None:
        page = as_html(drifted_report(zpa))
        assert not re.search(r"\b(?:src|srcset|action|style|onclick)=|url\(|@import|https?://", page)
        assert set(re.findall(r'href="([^"]?)', page)) == {"#"}

    def test_it_says_that_nothing_was_compared(self) -> None:
        assert "Nothing was compared." in as_html(report([], NOON))

    def test_a_large_one_is_lean(self) -> None:
        found = [
            finding(
                "Group %d" % number,
                operation="update",
                differences=[{"option": "x", "found": 1, "declared": 2}],
            )
            for number in range(3000)
        ]
        assert len(as_html(document(*found))) < 3000 * 600


class TestMarkdown:
    @given(ANY_TEXT)
    @settings(max_examples=share(100))
    def test_text_stays_text(self, text: str) -> None:
        def tokens(shown: str) -> list[str]:
            parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
            parsed = parser.parse(as_markdown(about_anything(shown)))
            every = [child for token in parsed for child in (token, *(token.children or ()))]
            return [token.type + (token.content if "html" in token.type else "") for token in every]

        allowed = {*tokens("x"), "text_special", "entity", "html_inline<!---->"}
        assert set(tokens(text)) <= allowed

    @pytest.mark.parametrize("text", ["@someone", "group#1", "!2", "https://a.example", "www.a.example"])
    def test_nothing_is_mentioned_or_linked(self, text: str) -> None:
        assert text not in as_markdown(about_anything(text))

    @pytest.mark.parametrize(
        "text",
        [
            "jdoe@example.com",
            "mailto:a.b-c@x.example.com",
            "xmpp:a@b.example",
            "www.a.example",
            "ftp://a.example",
        ],
    )
    def test_no_text_between_tags_is_an_address_of_any_kind(self, text: str) -> None:
        """As GitHub, GitLab and others read it: they decode a text first, then make links of what it has."""
        made = as_markdown(document(finding(text, declared={"name": text, "description": text})))
        decoded = [html.unescape(part) for part in re.split(r"<[^>]*>", made)]
        assert not [part for part in decoded if re.search(r"\w@\w", part)]
        assert not re.search(r"www\.|\w://", made)

    def test_a_long_value_is_cut(self) -> None:
        made = as_markdown(document(finding("A", declared={"description": "x" * 1000})))
        assert "<code>%s\u2026</code>" % ("x" * 300) in made

    def test_what_does_not_fit_is_counted(self) -> None:
        found = [finding("Group %d" % number) for number in range(3000)]
        made = as_markdown(document(*found))
        shown = made.count("| segment group")
        assert len(made) < 65536
        assert "%d more objects are left out here." % (3000 - shown) in made

    def test_it_tells_moves_and_differences(self, zpa: TestTenant) -> None:
        made = as_markdown(drifted_report(zpa))
        assert "<code>Everybody else</code> from place 1 to place 6" in made
        assert "<code>action</code> is <code>ALLOW</code>, declared <code>DENY</code>" in made


class TestFiles:
    def test_four_of_them_are_written_to_a_folder_that_is_made(self, tmp_path: Path) -> None:
        folder = tmp_path / "new" / "drift"
        paths = write_report(report([], NOON), str(folder))
        names = ["drift.json", "drift.xml", "drift.html", "drift.md"]
        assert paths == [str(folder / name) for name in names]
        assert sorted(path.name for path in folder.iterdir()) == sorted(names)

    def test_the_umask_decides_who_can_read_them(self, tmp_path: Path) -> None:
        before = os.umask(0o027)
        try:
            paths = write_report(report([], NOON), str(tmp_path))
        finally:
            os.umask(before)
        assert {Path(path).stat().st_mode & 0o777 for path in paths} == {0o640}

    def test_a_file_that_cannot_be_written_leaves_the_old_one(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write_report(report([], NOON), str(tmp_path))
        before = (tmp_path / "drift.json").read_bytes()

        def refuse(source: str, target: str) -> None:
            raise OSError("no space left")

        monkeypatch.setattr(os, "replace", refuse)
        with pytest.raises(OSError, match="no space left"):
            write_report(document(finding("A")), str(tmp_path))
        assert (tmp_path / "drift.json").read_bytes() == before
        assert len(list(tmp_path.iterdir())) == 4

    def test_none_is_written_if_one_cannot_be(self, tmp_path: Path) -> None:
        (tmp_path / "drift.html").mkdir()
        with pytest.raises(OSError, match=r"drift\.html"):
            write_report(report([], NOON), str(tmp_path))
        assert [path.name for path in tmp_path.iterdir()] == ["drift.html"]


HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


@pytest.mark.parametrize("form", [as_json, as_junit, as_html, as_markdown])
@given(st.text(st.characters() | st.sampled_from("\x1b\x9b\x7f\u202e\u200b\n\r\t"), max_size=30))
@settings(max_examples=share(100))
def test_no_form_holds_what_cannot_be_seen(form: Any, text: str) -> None:
    assert not HIDDEN.search(form(about_anything(text)))


@given(st.text(max_size=30))
@settings(max_examples=share(100))
def test_the_data_are_what_the_tenant_has(text: str) -> None:
    made = document(finding(text, declared={"name": text}))
    assert json.loads(as_json(made)) == made


def test_no_secret_of_a_connection_is_in_any_form(zpa: TestTenant) -> None:
    result = zpa.group(check=True, name="New", description="It is %s" % zpa.client_secret)
    made = report(tenants_of([TaskResult("zpa_segment_group", result, {}, ABOUT)]), NOON)
    forms = (as_json, as_junit, as_html, as_markdown)
    assert not [form for form in forms if zpa.client_secret in form(made)]
