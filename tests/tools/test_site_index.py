# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The first page of the site leads by subject, as the README does."""

from __future__ import annotations

import dev
import site_index

README = """\
### Applications

| Module | What it does |
| --- | --- |
| `zerotrust.zpa.zpa_segment_group` | manages `segment` groups |
| `zerotrust.zpa.zpa_segment_group_info` | lists segment groups |
| `zerotrust.zpa.zpa_reference_info` | lists what options refer to |

| Role | What it does | Playbook |
| --- | --- | --- |
| `zerotrust.zpa.zpa_tenant` | brings a tenant to a folder | `zerotrust.zpa.tenant` |

| You want to | Read |
| --- | --- |
| begin | [Getting started][getting_started], [Signing in][authentication] |
"""


def test_a_subject_has_its_modules_and_what_lists_them_beside() -> None:
    lines = site_index.by_subject(README).splitlines()
    assert "Applications" in lines
    assert (
        "- :doc:`zpa_segment_group <zpa_segment_group_module>`, :doc:`_info <zpa_segment_group_info_module>`"
        ": manages ``segment`` groups"
    ) in lines
    assert "- :doc:`zpa_reference_info <zpa_reference_info_module>`: lists what options refer to" in lines
    assert "- :doc:`zpa_tenant <zpa_tenant_role>`: brings a tenant to a folder" in lines


def test_what_somebody_wants_leads_to_guides() -> None:
    assert (
        "- begin: :doc:`Getting started <docsite/guide_getting_started>`, "
        ":doc:`Signing in <docsite/guide_authentication>`"
    ) in site_index.by_subject(README).splitlines()


def test_all_modules_of_the_readme_are_there() -> None:
    readme = (dev.ROOT / "README.md").read_text("utf-8")
    page = site_index.by_subject(readme)
    names = site_index.PLUGIN.findall(readme)
    assert [name for name, _text in names if "<%s_" % name not in page] == []
    assert page.count("docsite/guide_") == readme.count("blob/main/docs/docsite/rst/guide_")
