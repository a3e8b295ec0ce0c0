# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the collection can tell people, taken from its code, and what the guide says about it.

Every text of a few words in the code is a message, unless it is documentation or one of those that are
listed here with a reason. So a new message is found wherever it is raised, warned of or put together.
"""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from .playbooks import ROOT

FEWEST_WORDS = 3
# Two signs of per cent: what is put in later.
PLACEHOLDER = re.compile(r"%%?(?:\(\w+\))?[srd]")
GAP = "..."
DOTS = re.compile(r"\.{3,}")
DOCUMENTATION = ("DOCUMENTATION", "EXAMPLES", "RETURN", "INFO", "ACTIONGROUP")
# Files in which texts are something else than messages.
OTHER_FILES = {
    "plugins/doc_fragments": "documentation",
    "plugins/module_utils/_schema/countries.py": "names of countries",
    "plugins/module_utils/_resources/": "names of kinds, and the documentation of their options",
    **dict.fromkeys(
        (
            "plugins/module_utils/_access/%s.py" % name
            for name in ("analysis", "differences", "plain", "readings", "remarks", "wording")
        ),
        "the answers themselves, which their own guide describes",
    ),
    **dict.fromkeys(
        ("plugins/module_utils/_access/matrix_look.py", "plugins/module_utils/_access/matrix_page.py"),
        "a page, which explains itself",
    ),
    "plugins/module_utils/_access/sat.py": "why the solver is not asked, after which the search is",
    "plugins/plugin_utils/_yaml_remedies.py": "ends of a message, which say what to do by themselves",
    "plugins/plugin_utils/_in_short.py": "a result in short, which says nothing that it does not have",
    "plugins/plugin_utils/_drift/access_words.py": "the report itself",
    "plugins/plugin_utils/_drift/as_": "the report itself, which its own guide describes",
    "plugins/plugin_utils/_drift/kinds.py": "the report itself",
    "plugins/plugin_utils/_drift/page.py": "the report itself",
    "plugins/plugin_utils/_drift/words.py": "the report itself",
}
# Calls with texts that are something else: patterns, and names of keys, of which a guide has the table.
OTHER_CALLS = ("re.", "Unmanaged")
# What the documentation says of the option of a field.
TEXTS_OF_FIELDS = ("text", "shown")
# Methods that return documentation.
OTHER_METHODS = ("takes",)
# Texts that are something else than messages, by their beginning.
OTHER_TEXTS = {
    # What stands in frames of PEM.
    "RSA PRIVATE KEY": "_schema/pem.py",
    "EC PRIVATE KEY": "_schema/pem.py",
    # What the API says, by which it is known.
    "Resource Access Blocked": "retry.py",
    "Failed during enter Org barrier": "retry.py",
    "only through zscaler oneapi": "transport.py",
    "Tunnel connection failed": "transport.py",
    "resource input length is not valid": "_policy/reorder.py",
    "does not belong to the policySetId": "_policy/reorder.py",
    # What a request was for, which goes in front of what went wrong.
    "look up the policy set of": "_policy/repository.py, _info/references.py",
    "list ... rules": "_policy/repository.py, _tenant/referrers.py",
    # Headings and notes of what an export or a report holds.
    "---\n#": "_tenant_files.py",
    "The rules of the policy type": "_tenant_files.py",
    "The ... of a ZPA tenant": "_tenant_files.py",
    "order of the ... rules": "carry_out.py",
    "zerotrust.zpa drift report": "report.py",
    "Of ... objects that are as declared": "report.py",
    "that it failed": "findings.py, the end of a sentence",
    "that something differs": "findings.py, the end of a sentence",
    "that nothing differs": "findings.py, the end of a sentence",
    "allowed with an approval": "verdict.py",
    "reached without ZPA": "verdict.py",
    "lets everyone in": "verdict.py",
    "let everyone in": "verdict.py",
    "This depends on what is not documented.": "verdict.py",
    "other rules decide": "verdict.py",
    "...: ..., ... before (...), is ... now": "verdict.py, a change in words",
    ": no rule matches": "verdict.py, the end of a sentence",
    "... is ... (segment: ...).": "verdict.py, a decision in words",
    "Policies are taken to ask for SAML": "outlook.py, the end of an assumption",
    "a dictionary with ...": "undeclared.py, what a log says of an option",
    "a value of another form": "undeclared.py, what a log says of an option",
    "Tests: ... of ... pass.": "verdict.py",
    "Not decided: ...": "verdict.py",
    "No rule is of no use, and none lets everyone in.": "verdict.py",
    "A configuration has nothing of what Zscaler manages.": "access_module.py, an assumption",
    "The tenant as it is.": "_tenant/access.py, above a matrix",
    "The tenant as the plan leaves it.": "_tenant/access.py, above a matrix",
    "The tenant, as config would leave it": "access_module.py, above a matrix",
    # What is told while a task works, or at -vvv.
    "..., about ... second... left": "_progress.py",
    "is answered from a view": "_views.py",
    # What ansible-core says, by which it is known.
    "no vault secrets found": "tenant_folder.py",
    # Parts of messages that say little alone.
    "an email address": "emails.py, what to give",
    "portal.example.com, without a scheme, port or path": "addresses.py, what to give",
    "choose another folder": "_files.py",
    "Make room on it": "_files.py",
    "Give it the right": "_files.py",
    "Mount it so that it can be written": "_files.py",
    "Move that away": "_files.py",
    "See to that": "_files.py",
    "let ANSIBLE_LOCAL_TEMP name": "_journal.py",
    ", which is not declared": "conflicts.py",
    "or keep it": "conflicts.py",
    "or declare or protect it": "conflicts.py",
    ", or objects beside idp": "drafts.py",
    "entries: [{lhs: ": "foreign.py, what to write",
    "and idp: ": "foreign.py, what to write",
    "two letters such as US": "drafts.py",
    "[] is an empty one.": "_tenant_folder.py",
    "Mend it, remove it, or begin its name with a dot.": "_folder_listing.py",
    "Begin each entry with a dash.": "_tenant_folder.py",
    "Put the text in quotes.": "unquoted.py",
    "On, Yes and true": "unquoted.py",
    "Off, No and NO": "unquoted.py",
    "no content type": "transport.py",
    "as it was before": "_policy/reorder.py",
    "declares it.": "the role zpa_tenant",
    "... in check mode": "drift_report.py",
    "... to be created": "plan.py, what stands for an id",
    # The forms that values of the API have, for one message.
    "a text or a number": "field_type.py",
    "true or false": "scalars.py",
    "a whole number": "scalars.py",
    "a list of ": "reference_types.py, conditions.py",
    "a JSON text with a list of ": "nested_bag.py",
    "an object with an id": "reference_types.py",
    "a number with a unit": "compound.py",
    "value: 10, unit: ": "compound.py, what to write",
    # What stands for a secret, and what keeps a program from storing one.
    "(a secret, which is never shown)": "secret.py",
    "a secret is not stored": "secret.py",
}


class Message(NamedTuple):
    """A text with ``...`` where values are, and where it is: ``file:line``."""

    text: str
    place: str


def messages() -> list[Message]:
    """Return every message of the plugins and of the roles."""
    others = tuple(map(plain, OTHER_TEXTS))
    found = [*_of_plugins(), *_of_roles()]
    return [one for one in found if says_something(one.text) and not one.text.startswith(others)]


def says_something(text: str) -> bool:
    """Whether a text has words enough for a message, values not counted; two before a colon are enough."""
    words = sum(any(map(str.isalpha, word)) for word in text.split())
    return words >= FEWEST_WORDS or (words == FEWEST_WORDS - 1 and ":" in text)


def entries_of(guide: Path) -> list[str]:
    """Return the texts that a guide explains: literals in lines of their own, before an indented block."""
    lines = guide.read_text("utf-8").splitlines()
    return [
        plain(text)
        for line, following in itertools.pairwise(lines)
        if line.startswith("``") and following.startswith("    ")
        for text in re.findall(r"``(.+?)``", line)
    ]


def unused_exceptions() -> list[str]:
    """Return what is listed above and is not in the code any more."""
    texts = [plain(text) for path in _files() for _line, text in texts_of(path)]
    texts += [text for text, _place in _of_roles()]
    return [start for start in OTHER_TEXTS if not any(text.startswith(plain(start)) for text in texts)]


def plain(text: str) -> str:
    """Return a text in one line, with ``...`` where values are put in."""
    return DOTS.sub(GAP, " ".join(PLACEHOLDER.sub(GAP, text).split()))


def texts_of(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the texts of a file of code that are no documentation, with their lines."""
    tree = ast.parse(path.read_text("utf-8"))
    left_out: set[ast.AST] = set()
    for node in ast.walk(tree):
        is_string_alone = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        is_documentation = isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id in DOCUMENTATION for target in node.targets
        )
        is_other = isinstance(node, ast.Call) and ast.unparse(node.func).startswith(OTHER_CALLS)
        is_other = is_other or (isinstance(node, ast.FunctionDef) and node.name in OTHER_METHODS)
        is_text_of_field = isinstance(node, ast.keyword) and node.arg in TEXTS_OF_FIELDS
        if is_string_alone or is_documentation or is_other or is_text_of_field:
            left_out.update(ast.walk(node))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in left_out:
            yield node.lineno, node.value


def _files() -> Iterator[Path]:
    for path in sorted((ROOT / "plugins").rglob("*.py")):
        if not str(path.relative_to(ROOT)).startswith(tuple(OTHER_FILES)):
            yield path


def _of_plugins() -> Iterator[Message]:
    for path in _files():
        for line, text in texts_of(path):
            yield Message(plain(text), "%s:%d" % (path.relative_to(ROOT), line))


def _of_roles() -> Iterator[Message]:
    """Yield what tasks of roles and playbooks fail with: their texts, of templates those within quotes."""
    for folder in ("roles", "playbooks"):
        for path in sorted((ROOT / folder).rglob("*.yml")):
            for text in _failures(yaml.safe_load(path.read_text("utf-8"))):
                quoted = re.findall(r"'([^'\\]*)'", text) if "{{" in text else [text]
                for one in quoted:
                    yield Message(plain(one), str(path.relative_to(ROOT)))


def _failures(node: object) -> Iterator[str]:
    if isinstance(node, list):
        for part in node:
            yield from _failures(part)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "fail_msg" or key.endswith("_problems"):
                yield value
            elif key == "ansible.builtin.fail" and "msg" in value:
                yield value["msg"]
            else:
                yield from _failures(value)
