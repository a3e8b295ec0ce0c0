# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the page of the matrix looks like and does, as CSS and JavaScript. Private to this collection.

All pairs of colours have a contrast of at least 4.5 to 1.
"""

from __future__ import annotations

MATRIX_STYLE = """
:root {
  color-scheme: light dark;
  --back: #ffffff; --text: #1b1f24; --quiet: #57606a; --line: #d0d7de; --soft: #f6f8fa; --link: #0a4fa8;
  --allow: #0b5c2d; --allow-back: #e3f5e8; --more: #7a4100; --more-back: #fff1d6;
  --deny: #9b1c1c; --deny-back: #fde8e8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #12161b; --text: #e6e9ec; --quiet: #a3adb8; --line: #39424d; --soft: #1b2128; --link: #8fc1ff;
    --allow: #7ee2a0; --allow-back: #12331f; --more: #ffca7a; --more-back: #3d2a08;
    --deny: #ffa8a8; --deny-back: #431717;
  }
}
* { box-sizing: border-box; }
html, body { height: 100%; }
body {
  margin: 0; padding: 1rem; display: flex; flex-direction: column; background: var(--back);
  color: var(--text); font: 1rem/1.5 system-ui, sans-serif;
}
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0; }
p { margin: .25rem 0; }
.quiet { color: var(--quiet); font-size: .875rem; }
:focus-visible { outline: 3px solid var(--link); outline-offset: -1px; }
form, #detail {
  background: var(--soft); border: 1px solid var(--line); border-radius: .5rem; padding: .5rem .75rem;
  margin: .5rem 0;
}
#detail { max-height: 30vh; overflow: auto; overflow-wrap: anywhere; }
label { display: inline-flex; align-items: center; gap: .4rem; margin: .2rem 1rem .2rem 0; font-weight: 600; }
input, button { font: inherit; }
input[type=search] { padding: .2rem .4rem; min-width: 0; }
#grid { flex: 1; min-height: 16rem; overflow: auto; border: 1px solid var(--line); }
#space { position: relative; }
#cells { position: absolute; border-collapse: separate; border-spacing: 0; table-layout: fixed; }
#cells th, #cells td {
  padding: 0; border-right: 1px solid var(--line); border-bottom: 1px solid var(--line);
  overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: .8125rem;
}
#cells th {
  position: sticky; background: var(--soft); text-align: left; padding: 0 .4rem; font-weight: 600;
}
#cells thead th { top: 0; z-index: 1; white-space: normal; vertical-align: top; line-height: 1.25; }
#cells tbody th { left: 0; }
#cells thead th:first-child { left: 0; z-index: 2; }
#cells button {
  width: 100%; height: 100%; border: 0; padding: 0 .4rem; text-align: left; background: none;
  color: inherit; overflow: hidden; text-overflow: ellipsis; cursor: pointer;
}
.allow { color: var(--allow); background: var(--allow-back); }
.more { color: var(--more); background: var(--more-back); }
.deny { color: var(--deny); background: var(--deny-back); }
.none { color: var(--quiet); }
[hidden] { display: none !important; }
"""

MATRIX_SCRIPT = """
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const [form, grid, space, table, status, detail] =
    ["filter", "grid", "space", "cells", "shown", "detail"].map((id) => document.getElementById(id));
  const ROW = 32, HEAD = 60, SIDE = 260, COLUMN = 190, AROUND = 3;
  const WORDS = {ALLOW: "allowed", DENY: "blocked", REQUIRE_APPROVAL: "allowed with an approval"};
  const SIGNS = {ALLOW: "+", DENY: "\\u2212", REQUIRE_APPROVAL: "?"};
  const lower = (text) => text.toLowerCase();
  const who = data.who.map(lower);
  const what = data.what.map((names) => lower(names.join("\\n")));
  const rules = data.rules.map(lower);
  const others = new Map();
  const valueAt = (row, column) => {
    const [usual, exceptions] = data.columns[column];
    if (!others.has(column)) {
      const found = new Map();
      for (let place = 0; place < exceptions.length; place += 2) {
        found.set(exceptions[place], exceptions[place + 1]);
      }
      others.set(column, found);
    }
    const value = others.get(column).get(row);
    return data.values[value === undefined ? usual : value];
  };
  let rows = [], columns = [], sought = [];
  const wordsOf = (name) => lower(form.elements[name].value).split(/\\s+/).filter(Boolean);
  const has = (text, words) => words.every((word) => text.includes(word));
  const ruleOf = ([rule]) => rule < 0 ? "no rule" : data.rules[rule];
  // Which rows and columns have a cell that is wanted. A cell that most of a column have is told by one row.
  const choose = () => {
    const [ofWho, ofRule] = [wordsOf("who"), wordsOf("rule")];
    sought = wordsOf("what");
    rows = [...who.keys()].filter((row) => has(who[row], ofWho));
    columns = [...what.keys()].filter((column) => has(what[column], sought));
    const granted = form.elements.granted.checked;
    if (ofRule.length || granted) {
      const wanted = data.values.map(([rule, outcome]) =>
        (!granted || outcome !== "DENY") && (!ofRule.length || (rule >= 0 && has(rules[rule], ofRule))));
      const numbers = new Map(data.values.map((value, number) => [value, number]));
      const kept = new Set();
      columns = columns.filter((column) => {
        let any = false;
        for (const row of rows) {
          if (wanted[numbers.get(valueAt(row, column))]) {
            kept.add(row);
            any = true;
          }
        }
        return any;
      });
      rows = rows.filter((row) => kept.has(row));
    }
    status.textContent = rows.length + " of " + who.length + " rows and " + columns.length + " of "
      + what.length + " columns are shown."
      + (data.spent ? " Not all cells are decided, since that took more work than is allowed." : "");
    space.style.height = HEAD + rows.length * ROW + "px";
    space.style.width = SIDE + columns.length * COLUMN + "px";
    draw();
  };
  const make = (name, text, parent, width, height) => {
    const made = document.createElement(name);
    made.textContent = text;
    if (width) {
      made.style.width = made.style.minWidth = made.style.maxWidth = width + "px";
    }
    if (height) {
      made.style.height = height + "px";
    }
    parent.append(made);
    return made;
  };
  // What is sought comes first.
  const called = (column, most) => {
    const names = data.what[column];
    const found = sought.length ? names.filter((name) => has(lower(name), sought)) : [];
    const first = [...found, ...names.filter((name) => !found.includes(name))];
    return first.slice(0, most).join(", ")
      + (first.length > most ? " and " + (first.length - most) + " more" : "");
  };
  const tell = (row, column) => {
    const value = valueAt(row, column), [rule, outcome, more] = value;
    detail.textContent = "";
    const head = make("p", "", detail);
    make("strong", data.who[row] + ": " + WORDS[outcome] + " by "
      + (rule < 0 ? "no rule" : "rule '" + data.rules[rule] + "' (no. " + (rule + 1) + ")") + ".", head);
    if (more) {
      make("p", "Not without more: that rule also asks for something else, for example a posture profile, "
        + "a network or a platform.", detail);
    }
    const names = data.what[column];
    make("p", names.length + (names.length > 1 ? " application segments: " : " application segment: ")
      + called(column, 200), detail);
    detail.hidden = false;
  };
  const draw = () => {
    const from = Math.max(0, Math.floor(grid.scrollTop / ROW) - AROUND);
    const left = Math.max(0, Math.floor(grid.scrollLeft / COLUMN) - AROUND);
    const seen = rows.slice(from, from + Math.ceil(grid.clientHeight / ROW) + 2 * AROUND);
    const across = columns.slice(left, left + Math.ceil(grid.clientWidth / COLUMN) + 2 * AROUND);
    table.textContent = "";
    table.style.top = from * ROW + "px";
    table.style.left = left * COLUMN + "px";
    table.setAttribute("aria-rowcount", rows.length + 1);
    table.setAttribute("aria-colcount", columns.length + 1);
    const top = make("tr", "", make("thead", "", table), 0, HEAD);
    make("th", "Who", top, SIDE, HEAD).scope = "col";
    for (const column of across) {
      const cell = make("th", called(column, 2), top, COLUMN, HEAD);
      cell.scope = "col";
      cell.title = called(column, 20);
    }
    const body = make("tbody", "", table);
    for (const row of seen) {
      const line = make("tr", "", body, 0, ROW);
      const head = make("th", data.who[row], line, SIDE, ROW);
      head.scope = "row";
      head.title = data.who[row];
      for (const column of across) {
        const value = valueAt(row, column), [rule, outcome, more] = value;
        const cell = make("td", "", line, COLUMN, ROW);
        cell.className = more ? "more" : outcome === "DENY" ? (rule < 0 ? "none" : "deny") : "allow";
        const text = SIGNS[outcome] + (more ? " with more: " : " ") + ruleOf(value);
        const button = make("button", text, cell);
        button.type = "button";
        button.title = WORDS[outcome] + ": " + ruleOf(value);
        button.addEventListener("click", () => tell(row, column));
      }
    }
  };
  let waits = false;
  const soon = () => {
    if (!waits) {
      waits = true;
      requestAnimationFrame(() => { waits = false; draw(); });
    }
  };
  grid.addEventListener("scroll", soon);
  window.addEventListener("resize", soon);
  form.addEventListener("input", choose);
  form.addEventListener("reset", () => setTimeout(choose));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = grid.hidden = false;
  choose();
})();
"""
