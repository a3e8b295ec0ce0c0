# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the modules of all resources have in common, and what their info modules have."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  state:
    description:
      - Whether the object exists.
      - An object that others refer to cannot be deleted, unless M(zerotrust.zpa.zpa_config) takes it out of
        these, or deletes them, in the same task. The task looks for what names it, in the rules of every
        policy type as well, and fails before anything is written.
    type: str
    choices: [present, absent]
    default: present
  id:
    description:
      - The ID of the object. If omitted, it is found by its exact O(name).
      - Together with another O(name) it renames the object. With O(state=absent) a O(name) given as well
        must be the object's own; if no object has this ID there is nothing to delete, whatever has the
        O(name).
    type: str
  name:
    description:
      - The name of the object. Blanks at its ends are not part of it.
      - Required if O(id) is omitted.
    type: str
notes:
  - What is omitted is left alone. A new object then has what ZPA gives it, unless the option says what is
    sent.
  - The API may return names and descriptions escaped for HTML. What such an escape stands for and the
    escape itself therefore count as the same text.
  - An object that Zscaler Deception made is never updated or deleted. The task fails before anything
    is written.
"""

    INFO = r"""
options:
  id:
    description: Only the object with this ID.
    type: str
  name:
    description: Only the object with exactly this name.
    type: str
  search:
    description:
      - Only objects that answer a search of the API, in the form C(<field> <operator> <value>)
        with the field as the API spells it, for example V(name LIKE web).
      - The operators are V(EQ), V(NE), V(GT), V(LT), V(GE), V(LE), V(LIKE), V(CONTAINS),
        V(STARTSWITH) and V(ENDSWITH). Which of them the API supports depends on the field. V(EQ) and
        V(LIKE), which means contains, are known to work. Letter case does not matter.
    type: str
  enabled:
    description: If V(true) only enabled ones, if V(false) only disabled ones.
    type: bool
"""
