# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sets and the flags that say whether they are empty, where the two disagree. Pure and private."""

from __future__ import annotations

import typing as t

from .resource import Resource

# What is said where a set and the flag that says whether it is empty disagree: by whether the flag is on, and
# by which of the two the options give. The other one is that of the object.
DISAGREEING = {
    (
        True,
        "both",
    ): "%(set)s: has entries, and %(flag)s=true goes with none. Give [] for it, or set %(flag)s to false.",
    (True, "set"): "%(set)s: has entries, but the %(noun)s has %(flag)s=true, which goes with none. "
    "Set %(flag)s to false as well, or leave %(set)s out.",
    (True, "flag"): "%(set)s: the %(noun)s has entries, and %(flag)s=true goes with none. "
    "Give [] for it as well, or leave %(flag)s out.",
    (False, "both"): "%(set)s: has no entry, and %(flag)s=false needs one. Give names or ids.",
    (False, "set"): "%(set)s: has no entry, but the %(noun)s has %(flag)s=false, which needs one. "
    "Set %(flag)s to true as well, or leave %(set)s out.",
    (False, "flag"): "%(set)s: the %(noun)s has no entry, and %(flag)s=false needs one. "
    "Give names or ids as well, or leave %(flag)s out.",
}


def disagreeing_options(
    resource: Resource,
    options: t.Mapping[str, t.Any],
    present: t.Mapping[str, t.Any],
    wanted: t.Mapping[str, t.Any],
) -> t.Iterator[str]:
    """Yield what sets and the flags that say whether they are empty would say to each other.

    What neither the options nor the object say is not known.
    """
    for field in resource.fields:
        if not field.unless:
            continue
        given, flag = options.get(field.name), options.get(field.unless)
        members = present.get(field.name) if given is None else given
        is_on = present.get(field.unless) if flag is None else flag
        is_known = isinstance(is_on, bool) and isinstance(members, (list, frozenset))
        if not is_known or bool(members) is not is_on:
            continue
        is_kept = given is None or wanted.get(field.name) == present.get(field.name)
        if is_kept and present.get(field.unless) is is_on:
            continue
        told = "both" if flag is not None and given is not None else "set" if flag is None else "flag"
        said = {"set": field.name, "flag": field.unless, "noun": resource.kind.noun}
        yield DISAGREEING[is_on, told] % said
