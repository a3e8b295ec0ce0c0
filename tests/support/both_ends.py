# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Segments in groups, declared from either end."""

from __future__ import annotations

from typing import Any

from support.tenants import TestTenant


def config(zpa: TestTenant, check: bool = False, state: str = "merged", **lists: Any) -> dict[str, Any]:
    zpa.forget()
    return zpa.run(
        "zpa_config",
        check,
        config=lists,
        state=state,
        max_deletions=100,
    )


def bring_about(zpa: TestTenant, state: str = "merged", **lists: Any) -> dict[str, Any]:
    """Apply what check mode foretells; the second run changes nothing. ``methods``: of what was written."""
    foretold = config(zpa, True, state, **lists)
    assert "failed" not in foretold, foretold["msg"]
    assert zpa.writes == []
    done = config(zpa, False, state, **lists)
    assert "failed" not in done, done["msg"]
    told = [[{**step, "id": "", "status": ""} for step in one["plan"]] for one in (foretold, done)]
    assert told[0] == told[1]
    done["methods"] = [one.method for one in zpa.writes]
    assert len({(one.method, one.path, str(one.body)) for one in zpa.writes}) == len(zpa.writes)
    again = config(zpa, False, state, **lists)
    assert (again.get("msg"), again["changed"], zpa.writes) == (None, False, [])
    return done


def new(name: str, **options: Any) -> dict[str, Any]:
    """A segment that does not exist."""
    domain = name.replace(" ", "").lower() + ".example.com"
    return {
        "name": name,
        "enabled": True,
        "domain_names": [domain],
        "tcp_ports": ["443"],
        "server_groups": [],
        **options,
    }
