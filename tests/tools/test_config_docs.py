# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documentation of a whole tenant is made from that of single objects, and is complete."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import config_docs
import pytest
import yaml
import yaml_text
from ansible_collections.zerotrust.zpa.plugins.doc_fragments.config import ModuleDocFragment
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.policy_types import POLICY_TYPES
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.sections import (
    SECTIONS,
    Section,
    config_argument_spec,
)

SPEC = config_argument_spec()["config"]
DOCUMENTED = yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"]
SECTION = {section.path: section for section in SECTIONS}
FACTS = ("type", "elements", "required", "choices", "default", "aliases")

Pair = tuple[str, Mapping[str, Any], Mapping[str, Any]]


def pairs(path: str, option: Mapping[str, Any], documented: Mapping[str, Any]) -> Iterator[Pair]:
    """Return an option as specified and as documented, then all below it."""
    yield path, option, documented
    for name in sorted({*option.get("options", {}), *documented.get("suboptions", {})}):
        below = option.get("options", {}).get(name, {}), documented.get("suboptions", {}).get(name, {})
        yield from pairs("%s%s.%s" % (path, "[]" * (option.get("type") == "list"), name), *below)


PAIRS = list(pairs("config", SPEC, DOCUMENTED["config"]))


def described(path: str) -> str:
    """Return the description of an option, in one line."""
    return " ".join(next(documented["description"] for known, _spec, documented in PAIRS if known == path))


def test_the_fragment_is_what_the_tool_writes() -> None:
    assert config_docs.FRAGMENT.read_text("utf-8") == config_docs.fragment(), "run python3 tools/dev.py docs"


def test_the_fragment_documents_one_option() -> None:
    assert list(DOCUMENTED) == ["config"]
    assert len(PAIRS) > 200


@pytest.mark.parametrize(("path", "option", "documented"), PAIRS, ids=[pair[0] for pair in PAIRS])
def test_every_option_is_documented_as_it_is_specified(
    path: str, option: Mapping[str, Any], documented: Mapping[str, Any]
) -> None:
    assert all(text.strip() for text in documented["description"])
    assert documented["description"]
    assert {fact: documented.get(fact) for fact in FACTS} == {fact: option.get(fact) for fact in FACTS}
    assert set(documented) <= {"description", "suboptions", *FACTS}
    assert ("suboptions" in documented) is ("options" in option)


def test_every_reference_leads_to_an_option() -> None:
    known = {re.sub(r"\[\]", "", path) for path, _option, _documented in PAIRS} | set(config_argument_spec())
    found = re.findall(r"\bO\(([^)=]+)", ModuleDocFragment.DOCUMENTATION)
    assert found
    for reference in found:
        module, is_elsewhere, option = reference.partition("#module:")
        if is_elsewhere:
            options = config_docs.module_options(module.rpartition(".")[2])
            *outer, last = option.replace("[]", "").split(".")
            for name in outer:
                options = options[name]["suboptions"]
            assert last in options
        else:
            assert reference.replace("[]", "") in known


@pytest.mark.parametrize(("name", "row"), POLICY_TYPES.items(), ids=list(POLICY_TYPES))
def test_a_rule_is_documented_with_what_its_policy_type_allows(name: str, row: Any) -> None:
    entry = "config.policy_rules.%s[]" % name
    for path, words in (
        (entry + ".action", row.actions),
        (entry + ".conditions[].operands[].object_type", row.object_types),
    ):
        last = next(documented["description"] for known, _spec, documented in PAIRS if known == path)[1:]
        said = next(text for text in last if re.match("Such rules|One of|Always|No document", text))
        assert re.findall(r"V\((\w+)\)", said) == list(words)
        assert said.startswith("No document") is (not words)
    for path, _spec, documented in PAIRS:
        if path.startswith(entry) and path.count(".") == 3:
            assert not re.search(r"For V\(\w+\) rules", " ".join(documented["description"]))


def test_what_only_some_policy_types_have_reads_well_at_home() -> None:
    assert "Such rules need it for O(config.policy_rules.isolation[].action=ISOLATE)." in described(
        "config.policy_rules.isolation[].isolation_profile"
    )
    assert described("config.policy_rules.access[].extranet_enabled") == (
        "Whether the rule is for an extranet. If omitted it is left alone."
    )


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("Not with O(name).", "Not with O(config.policy_rules.siem[].name)."),
        ("O(action=LOG) is", "O(config.policy_rules.siem[].action=LOG) is"),
        ("O(conditions[].operands[].idp)", "O(config.policy_rules.siem[].conditions[].operands[].idp)"),
        ("(or any, see O(id))", "(or any, see O(config.policy_rules.siem[].id))"),
        ("O(rule_order)", "O(zerotrust.zpa.zpa_policy_rule#module:rule_order)"),
        ("O(policy_type=siem)", "O(zerotrust.zpa.zpa_policy_rule#module:policy_type=siem)"),
        ("O(conditions[].nothing)", "O(zerotrust.zpa.zpa_policy_rule#module:conditions[].nothing)"),
        ("O(a.b.c#module:d)", "O(a.b.c#module:d)"),
        (r"O(name=a\)b) V(name) M(a.b.c)", r"O(config.policy_rules.siem[].name=a\)b) V(name) M(a.b.c)"),
    ],
)
def test_references_lead_to_where_an_option_is(text: str, moved: str) -> None:
    assert config_docs.moved_references(text, SECTION["policy_rules.siem"], "zpa_policy_rule") == moved


def test_an_option_without_a_description_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    options = config_docs.module_options("zpa_policy_rule")
    del options["conditions"]["suboptions"]["operands"]["suboptions"]["idp"]["description"]
    monkeypatch.setattr(config_docs, "module_options", lambda module: options)
    with pytest.raises(config_docs.Undocumented, match=r"siem\.conditions\[\]\.operands\[\]\.idp: no descr"):
        config_docs.described_entry(SECTION["policy_rules.siem"])


def test_a_list_without_a_description_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(config_docs.LISTS, "policy_rules.siem")
    with pytest.raises(config_docs.Undocumented, match=r"config\.policy_rules\.siem: .* Add it to LISTS"):
        config_docs.fragment()


def test_no_list_is_described_that_does_not_exist() -> None:
    of_rules = {path for path, section in SECTION.items() if section.is_ordered}
    assert set(config_docs.LISTS) == {"config", "policy_rules", *of_rules}


def test_any_text_survives_the_yaml() -> None:
    texts = ["A: b.", "# c", "'d' " * 60, "V([]): " * 40, "- e", "no", 'f \\ "g"']
    texts = [text.strip() for text in texts]
    lines = list(yaml_text.entries({"option": {"description": texts, "type": "str", "default": "no"}}, 0))
    assert yaml.safe_load("\n".join(lines)) == {
        "option": {"description": texts, "type": "str", "default": "no"}
    }
    assert max(map(len, lines)) <= yaml_text.WIDTH


@pytest.fixture
def somewhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(config_docs.dev, "ROOT", tmp_path)
    monkeypatch.setattr(config_docs, "FRAGMENT", tmp_path / "config.py")
    return tmp_path / "config.py"


def call(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    monkeypatch.setattr(sys, "argv", ["config_docs.py", *words])
    config_docs.main()


def test_check_writes_nothing_and_fails_if_it_is_stale(
    somewhere_else: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SystemExit, match=r"config\.py is stale\. Run: python3 tools/dev\.py docs"):
        call(monkeypatch, "--check")
    assert not somewhere_else.exists()
    call(monkeypatch)
    assert somewhere_else.read_text("utf-8") == config_docs.fragment()
    call(monkeypatch, "--check")
    somewhere_else.write_text("old", "utf-8")
    with pytest.raises(SystemExit, match="stale"):
        call(monkeypatch, "--check")
    assert somewhere_else.read_text("utf-8") == "old"


def test_what_is_missing_is_said_plainly(somewhere_else: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(section: Section) -> None:
        raise config_docs.Undocumented("siem.x: no description.")

    monkeypatch.setattr(config_docs, "described_entry", fail)
    with pytest.raises(SystemExit, match=r"siem\.x: no description\."):
        call(monkeypatch)
    assert not somewhere_else.exists()
