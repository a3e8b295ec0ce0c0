# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report as JSON. Pure and private to this collection."""

from __future__ import annotations

import json
import typing as t

from ansible_collections.zerotrust.zpa.plugins.module_utils._texts import in_json, visible


def as_json(document: t.Mapping[str, t.Any]) -> str:
    """Return the report as docs/docsite/rst/drift_report.schema.json describes it.

    What cannot be seen is an escape of JSON, which stands for the same data.
    """
    return visible(json.dumps(document, indent=2, ensure_ascii=False), "\n", in_json) + "\n"
