# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How Sphinx builds the site. tools/docs_site.py starts it."""

from __future__ import annotations

import os

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

# Read by Sphinx, which names them so.
project = "zerotrust.zpa"
copyright = "zerotrust.zpa contributors"
release = os.environ["ZPA_SITE_RELEASE"]
title = "%s %s" % (project, release)
html_title = title

extensions = ["sphinx_antsibull_ext"]
default_role = "any"
nitpicky = True
# Variables of the environment have a page only where a plugin declares them to Ansible.
nitpick_ignore_regex = [("envvar", ".*")]
# What generated pages refer to in Ansible's own documentation. Nothing is fetched to find it.
ANSIBLE = "https://docs.ansible.com/ansible/latest/"
PAGES = {
    "action_plugins": "plugins/action.html",
    "ansible_configuration_settings": "reference_appendices/config.html",
    "callback_plugins": "plugins/callback.html",
    "common_return_values": "reference_appendices/common_return_values.html",
    "lookup_plugins": "plugins/lookup.html",
}

html_theme = "furo"
antsibull_ext_color_scheme = "default-autodark"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_theme_options = {"navigation_with_keys": True}
pygments_style = "ansible"
highlight_language = "YAML+Jinja"
html_copy_source = False
html_show_sphinx = False
html_use_index = False
# Options such as --check stay what they are.
smartquotes = False


def refer_to_ansible(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, text: nodes.TextElement
) -> nodes.reference | None:
    """Return a link for a label of ``PAGES``, None for any other."""
    page = PAGES.get(node["reftarget"])
    return nodes.reference("", "", text, internal=False, refuri=ANSIBLE + page) if page else None


def setup(app: Sphinx) -> None:
    app.connect("missing-reference", refer_to_ansible)
