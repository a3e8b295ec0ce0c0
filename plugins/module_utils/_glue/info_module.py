# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The info module of any resource. Private to this collection."""

from __future__ import annotations

import typing as t

from .._client.client import Client
from .._info.objects import find_objects
from .._schema.field_type import REVEAL
from .._schema.info_options import info_argument_spec, wrong_info_options
from .._schema.resource import Resource
from .module import run


def run_info_module(resource: Resource) -> None:
    """Run the module that lists objects of ``resource``."""

    def work(client: Client, options: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        is_told = options.get(REVEAL) is True
        if is_told:
            client.withheld.ask(is_told=True)
        listing = find_objects(client, resource, options)
        result = {"changed": False, resource.list_key: listing.shown, "metadata": listing.metadata}
        if is_told:
            result["revealed"] = {
                object_id: client.withheld.kept(object_id) for object_id in listing.metadata
            }
        is_for_host = any(row.is_host and options.get(row.option) is not None for row in resource.narrowed_by)
        return {**result, "covered_by": dict(listing.covered_by)} if is_for_host else result

    def wrong(options: t.Mapping[str, t.Any]) -> list[str]:
        problems = wrong_info_options(resource, options)
        if not resource.narrowed_by:
            return problems
        # Other kinds need not compile it.
        from .._info.narrowing import wrong_narrowing

        return problems + wrong_narrowing(resource, options)

    run(info_argument_spec(resource), wrong, work, is_scoped=resource.kind.scoped)
