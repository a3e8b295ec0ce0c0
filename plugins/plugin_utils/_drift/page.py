# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the page of the report looks like and does, as CSS and JavaScript. Private to this collection.

All pairs of colours have a contrast of at least 4.5 to 1.
"""

from __future__ import annotations

import base64
import hashlib

STYLE = """
:root {
  color-scheme: light dark;
  --back: #ffffff; --text: #1b1f24; --quiet: #57606a; --line: #d0d7de; --soft: #f6f8fa; --link: #0a4fa8;
  --create: #0b5c2d; --create-back: #e3f5e8; --update: #7a4100; --update-back: #fff1d6;
  --delete: #9b1c1c; --delete-back: #fde8e8; --reorder: #4b2a9b; --reorder-back: #efe9fd;
  --error: #ffffff; --error-back: #9b1c1c; --unmanaged: #1f4d7a; --unmanaged-back: #e4f0fb;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #12161b; --text: #e6e9ec; --quiet: #a3adb8; --line: #39424d; --soft: #1b2128; --link: #8fc1ff;
    --create: #7ee2a0; --create-back: #12331f; --update: #ffca7a; --update-back: #3d2a08;
    --delete: #ffa8a8; --delete-back: #431717; --reorder: #cdb8ff; --reorder-back: #2c2150;
    --error: #1a0505; --error-back: #ffa8a8; --unmanaged: #9fcbf5; --unmanaged-back: #12304b;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1rem; max-width: 68rem; background: var(--back); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
}
h1, h2, h3, h4 { line-height: 1.25; margin: 1.5rem 0 .5rem; }
h1 { font-size: 1.75rem; margin-top: 0; }
h2 { font-size: 1.4rem; border-top: 2px solid var(--line); padding-top: 1rem; margin-top: 2rem; }
h3 { font-size: 1.15rem; }
h4 { font-size: 1rem; margin: 0; }
p, ul, ol, dl, dd { margin: .25rem 0; }
ul, ol { padding-left: 1.5rem; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { position: static; }
.verdict { font-size: 1.15rem; font-weight: 600; }
caption { text-align: left; }
.quiet, caption { color: var(--quiet); font-size: .875rem; }
.mark {
  display: inline-block; padding: 0 .5rem; border-radius: .25rem; font-weight: 600; white-space: nowrap;
}
.create { color: var(--create); background: var(--create-back); }
.update, .changed { color: var(--update); background: var(--update-back); }
.delete { color: var(--delete); background: var(--delete-back); }
.reorder { color: var(--reorder); background: var(--reorder-back); }
.error { color: var(--error); background: var(--error-back); }
.unmanaged { color: var(--unmanaged); background: var(--unmanaged-back); }
.as_declared { border: 1px solid var(--line); }
table { border-collapse: collapse; margin: 1rem 0; }
th, td {
  text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0;
  border-bottom: 1px solid var(--line);
}
td.number {
  text-align: right; white-space: nowrap; overflow-wrap: normal; font-weight: 600;
  font-variant-numeric: tabular-nums;
}
form {
  background: var(--soft); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem;
  margin: 1rem 0;
}
fieldset { border: 0; margin: 0 0 .5rem; padding: 0; min-width: 0; }
legend { font-weight: 600; padding: 0; }
label {
  display: inline-flex; align-items: center; gap: .4rem; margin: .2rem 1rem .2rem 0; min-height: 1.75rem;
}
input { width: 1.15rem; height: 1.15rem; }
.search { display: flex; font-weight: 600; margin: 0 0 .5rem; }
.search input { font: inherit; flex: 1; width: auto; min-width: 0; height: auto; padding: .25rem .5rem; }
button { font: inherit; padding: .25rem .75rem; }
article {
  border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .75rem; margin: .6rem 0;
  content-visibility: auto; contain-intrinsic-size: auto 8rem;
}
article .quiet { margin: .4rem 0 0; }
dl {
  display: grid; grid-template-columns: minmax(6rem, 1fr) minmax(0, 2fr) minmax(0, 2fr); gap: .4rem;
  margin-top: .5rem;
}
dl.one { grid-template-columns: minmax(6rem, 14rem) minmax(0, 1fr); gap: .1rem .75rem; margin: 0; }
.one dt, .one dd { padding: 0; margin: 0; }
dt { font-weight: 600; grid-column: 1; padding: .25rem 0; }
.side { border-left: 4px solid; border-radius: .25rem; padding: .25rem .5rem; }
div.side { margin-top: .5rem; }
.found { color: var(--delete); background: var(--delete-back); }
.declared { color: var(--create); background: var(--create-back); }
.side > b { display: block; font-size: .8rem; }
dd ul { padding-left: 1.1rem; margin: 0; }
.text { white-space: pre-wrap; }
.orders { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1rem; }
.moving { font-weight: 700; }
summary { cursor: pointer; padding: .25rem 0; }
ul.plain { list-style: none; padding: 0; }
/* Of items of a list each that is hidden has the browser number those behind it again. */
ul.plain > li { display: block; padding: .2rem 0; }
li[data-same] { content-visibility: auto; contain-intrinsic-size: auto 1.9rem; }
[hidden] { display: none !important; }
@media (max-width: 40rem) {
  dl, dl.one { grid-template-columns: minmax(0, 1fr); }
  dt { padding-bottom: 0; }
}
@media print {
  :root {
    color-scheme: light;
    --back: #ffffff; --text: #000000; --quiet: #333333; --line: #999999; --soft: #ffffff; --link: #000000;
    --create: #0b5c2d; --create-back: #ffffff; --update: #7a4100; --update-back: #ffffff;
    --delete: #9b1c1c; --delete-back: #ffffff; --reorder: #4b2a9b; --reorder-back: #ffffff;
    --error: #9b1c1c; --error-back: #ffffff; --unmanaged: #1f4d7a; --unmanaged-back: #ffffff;
  }
  body { max-width: none; padding: 0; font-size: 10pt; }
  form, nav, .skip { display: none; }
  .mark { border: 1px solid; }
  article { break-inside: avoid; }
  article, li[data-same] { content-visibility: visible; }
  h2, h3, h4 { break-after: avoid; }
}
"""

# The page is whole without it. It shows the filter, which would do nothing alone.
SCRIPT = """
(() => {
  const form = document.getElementById("filter");
  const status = document.getElementById("shown");
  const objects = [...document.querySelectorAll("[data-mark]")];
  const declared = [...document.querySelectorAll("[data-same]")];
  const groups = [...document.querySelectorAll("[data-group]")];
  const texts = new Map();
  const textOf = (one) => {
    if (!texts.has(one)) {
      texts.set(one, one.textContent.toLowerCase());
    }
    return texts.get(one);
  };
  const apply = () => {
    const checked = [...form.querySelectorAll("input:checked")];
    const wanted = new Set(checked.map((box) => box.name + " " + box.value));
    const words = form.elements.words.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const show = (all, isWanted) => {
      let shown = 0;
      for (const one of all) {
        const is = wanted.has("kind " + one.dataset.kind) && isWanted(one)
          && words.every((word) => textOf(one).includes(word));
        if (one.hidden === is) {
          one.hidden = !is;
        }
        shown += is ? 1 : 0;
      }
      return shown;
    };
    const shown = show(objects, (one) => wanted.has("mark " + one.dataset.mark));
    const same = show(declared, () => true);
    for (const group of groups) {
      group.hidden = !group.querySelector("[data-mark]:not([hidden]), [data-same]:not([hidden])");
      const list = group.querySelector(":scope > details");
      if (list && list.dataset.searched !== String(words.length > 0)) {
        list.open = words.length > 0;
        list.dataset.searched = String(words.length > 0);
      }
    }
    const asDeclared = " " + same + " of " + declared.length + " that are as declared match as well.";
    status.textContent = shown + " of " + objects.length + " objects are shown."
      + (same < declared.length ? asDeclared : "");
  };
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll("article details")) {
      one.open = true;
    }
  });
  form.hidden = false;
  apply();
})();
"""


def source_of(text: str) -> str:
    """Return how a content security policy names an inline text."""
    return "'sha256-%s'" % base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


POLICY = "default-src 'none'; style-src %s; script-src %s; base-uri 'none'; form-action 'none'" % (
    source_of(STYLE),
    source_of(SCRIPT),
)
