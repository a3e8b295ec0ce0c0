# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes which kinds are managed into the files that say so and are no programs: one row a place.

They are lists among texts that people write, in documentation, roles and guides. ``--check`` writes nothing
and fails if a list is not what would be written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import dev
import yaml_text
from generated import write_or_check
from module_lists import COLLECTION

from ansible_collections.zerotrust.zpa.plugins.module_utils._info.reference_options import (  # isort: skip
    FORMER_NAMES,
    LISTED,
    REFERENCE_KINDS,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._policy.rule import (  # isort: skip
    POLICY_RULE,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.every_lookup import (  # isort: skip
    EVERY,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.registry import (  # isort: skip
    MANAGED,
    in_write_order,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.resource import (  # isort: skip
    Resource,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._tenant.sections import (  # isort: skip
    KIND_CHOICES,
    RULES,
)
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._drift.kinds import (  # isort: skip
    KIND_ORDER,
)

Resources = Sequence[Resource]
# What zpa_reference_info lists that is not said as the plural of the kind is.
LISTED_AS = {
    "client_type": "the words that V(CLIENT_TYPE) operands take",
    "country": "countries by their code, for V(COUNTRY_CODE) operands",
    "extranet_location": "the locations of an O(extranet_partner)",
    "extranet_location_group": "the location groups of an O(extranet_partner)",
    "extranet_partner": "the partners of extranets",
    "inspection_control_version": "the versions of the rule set that predefined inspection controls are of",
    "inspection_predefined_control": "the predefined inspection controls of an "
    "O(predefined_controls_version). RV(references[].name) is the number",
    "platform": "the words that V(PLATFORM) operands take",
    "policy_set": "the policy of each policy type; O(name) is a policy type",
    "risk_score": "the words that V(RISK_FACTOR_TYPE) operands take",
    "scim_attribute": "SCIM attributes of an O(idp)",
    "scim_attribute_value": "what users have as an O(attribute) of an O(idp), which V(SCIM) operands take. "
    "RV(references[].id) is the value itself",
    "scim_group": "SCIM groups of an O(idp)",
    "version_profile": "version profiles that are visible to the tenant",
}


class Place(NamedTuple):
    """A list in a file. ``around``: what it stands between, the list being the group ``it``."""

    path: str
    around: str
    text: Callable[[Resources], str]


def nouns(resources: Resources) -> str:
    """Return kinds in words, as in ``segment groups, server groups``."""
    return ", ".join(resource.kind.plural for resource in resources)


def lists(resources: Resources) -> list[str]:
    """Return the keys of a configuration, all policies being one."""
    return [*(resource.list_key for resource in resources), RULES]


def audited(resources: Resources) -> list[str]:
    """Return those of which something that nobody declares is to be told: what enrolls by itself is not."""
    return lists([resource for resource in resources if not resource.not_created])


def modules(resources: Resources) -> list[str]:
    return [*(resource.module for resource in resources), "zpa_policy_rule"]


def seealso(names: Iterable[str]) -> str:
    return "".join("  - module: %s.%s\n" % (COLLECTION, name) for name in names)


def items(words: Iterable[str], pad: str = "      ") -> str:
    return "".join("%s- %s\n" % (pad, word) for word in words)


def paragraphs(*texts: str, pad: str) -> str:
    """Return paragraphs as entries of a list in YAML."""
    return "".join("%s\n" % line for line in list(yaml_text.texts("", texts, pad))[1:])


def joined(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def listed_as(kind: str) -> str:
    return LISTED_AS.get(kind) or EVERY[kind].plural


def creatable() -> str:
    return joined([row.plural for row in EVERY.values() if row.creatable and not row.is_one])


def rows_of_lists(resources: Resources) -> str:
    row = "   * - ``%s``\n     - %s: each takes the options of :ansplugin:`%s.%s#module`\n"
    return "".join(
        row % (resource.list_key, resource.kind.plural, COLLECTION, resource.module) for resource in resources
    )


def rows_of_unmanaged(resources: Resources) -> str:
    """Return what a tenant can have and no option sets, as rows of a table."""
    row = "   * - %s\n     - ``%s``\n     - %s\n"
    return "".join(
        row % (resource.kind.noun, key.wire, key.what)
        for resource in (*resources, POLICY_RULE)
        for key in resource.unmanaged
    )


CHOICES = r"\n  kinds:\n(?:(?!  \w).*\n)*?    choices:\n(?P<it>(?:      - .*\n)+)"
SEE = r"\nseealso:\n(?P<it>(?:  - module: .*\n)+)"
# A paragraph of YAML, by what it begins with.
PARAGRAPH = r"\n(?P<it>  - %s.*\n(?:    .*\n)*)"
PLACES = (
    Place(
        "docs/docsite/rst/drift_report.schema.json",
        r'\n    "kind": {\n      "enum": (?P<it>\[[^\]]*\])',
        lambda resources: json.dumps(KIND_ORDER, indent=2).replace("\n", "\n      "),
    ),
    Place(
        "docs/docsite/rst/guide_drift_report.rst",
        r"\n   \* - ``kind``\n     - (?P<it>.*), or ``configuration``",
        lambda resources: ", ".join("``%s``" % kind for kind in KIND_ORDER[1:]),
    ),
    Place(
        "docs/docsite/rst/guide_concepts.rst",
        r"     - What its list holds\n(?P<it>(?:   \* - .*\n     - .*\n)+?)   \* - ``policy_rules``",
        rows_of_lists,
    ),
    Place(
        "docs/docsite/rst/guide_concepts.rst",
        r"     - Key of the API\n     - What it is\n(?P<it>(?:   \* - .*\n     - .*\n     - .*\n)+)",
        rows_of_unmanaged,
    ),
    Place("plugins/modules/zpa_config.py", CHOICES, lambda resources: items(KIND_CHOICES)),
    Place("plugins/modules/zpa_config_files.py", CHOICES, lambda resources: items(KIND_CHOICES)),
    Place(
        "plugins/modules/zpa_config.py",
        SEE,
        lambda resources: seealso([*modules(resources), "zpa_policy_rule_order"]),
    ),
    Place(
        "plugins/modules/zpa_config.py",
        PARAGRAPH % "Brings ",
        lambda resources: paragraphs(
            "Brings %s and policy rules of all types to what is declared, in one task, or returns what a "
            "tenant has in the form in which it is declared." % nouns(resources),
            pad="",
        ),
    ),
    Place(
        "plugins/modules/zpa_config.py",
        PARAGRAPH % "Objects are written",
        lambda resources: paragraphs(
            "Objects are written kind by kind, what refers after what it refers to. These are %s, then the "
            "rules of one policy type after the other, each followed by their order if that changes, which "
            "takes one write. Deletions come last, rules first." % nouns(resources),
            pad="",
        ),
    ),
    Place(
        "plugins/callback/drift_report.py",
        SEE,
        lambda resources: seealso(["zpa_config", *modules(resources), "zpa_policy_rule_order"]),
    ),
    Place(
        "plugins/modules/zpa_reference_info.py",
        r"\n      - What to list\.\n(?P<it>(?:      - .*\n(?:        .*\n)*)+)",
        lambda resources: paragraphs(
            *("V(%s) lists %s." % (kind, listed_as(kind)) for kind in LISTED),
            *("V(%s) is what V(%s) was called before." % names for names in FORMER_NAMES.items()),
            pad="    ",
        ),
    ),
    Place(
        "plugins/modules/zpa_reference_info.py",
        r"\n    choices:\n(?P<it>(?:      - .*\n)+)",
        lambda resources: items(REFERENCE_KINDS),
    ),
    Place(
        "plugins/modules/zpa_reference_info.py",
        PARAGRAPH % "What a playbook can create",
        lambda resources: paragraphs(
            "What a playbook can create are %s. All others have to be there before a task names them, in "
            "check mode too. There M(zerotrust.zpa.zpa_policy_rule) alone lets pass, with a warning, what "
            "could be created." % creatable(),
            pad="",
        ),
    ),
    Place(
        "plugins/modules/zpa_reference_info.py", SEE, lambda resources: seealso(sorted(modules(resources)))
    ),
    Place(
        "roles/zpa_audit/defaults/main.yml",
        r"\nzpa_audit_kinds:\n(?P<it>(?:  - .*\n)+)",
        lambda resources: items(audited(resources), "  "),
    ),
    Place(
        "roles/zpa_audit/meta/argument_specs.yml",
        r"\n      zpa_audit_kinds:\n(?:(?!      \w).*\n)*?        default:\n(?P<it>(?:          - .*\n)+)",
        lambda resources: items(audited(resources), "          "),
    ),
    Place(
        "roles/zpa_audit/vars/main.yml",
        r"\nzpa_audit_every_kind:\n(?P<it>(?:  - .*\n)+)",
        lambda resources: items(audited(resources), "  "),
    ),
    Place(
        "roles/zpa_audit/README.md",
        r"\n\| `zpa_audit_kinds` \| `(?P<it>\[.*?\])` \|",
        lambda resources: str(audited(resources)),
    ),
)


def written(text: str, place: Place, resources: Resources) -> str:
    """Return the text of a file with the list in one of its places."""
    found = re.search(place.around, text)
    if found is None:
        raise LookupError("%s: nothing is around the list of kinds: %s" % (place.path, place.around))
    return text[: found.start("it")] + place.text(resources) + text[found.end("it") :]


def wanted(root: Path, resources: Resources) -> Mapping[Path, str]:
    """Return the files that list kinds, each with its text."""
    files: dict[Path, str] = {}
    for place in PLACES:
        path = root / place.path
        text = files[path] if path in files else path.read_text("utf-8")
        files[path] = written(text, place, resources)
    return files


def main() -> None:
    write_or_check(lambda: wanted(dev.ROOT, in_write_order(MANAGED)), "Write which kinds there are.")


if __name__ == "__main__":
    main()
