#!/usr/bin/env bash
# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The models of a clause set come to nothing, without an error, if nobody holds the solver that they come from.
#
# Package: python-sat 1.9.dev24, from the Python package index.
# Expected: enum_models() returns an iterator that keeps alive what it needs, as a file does for its lines. A solver that
#   was closed raises an error when it is asked.
# Behaviour: the iterator does not hold the solver. Where the solver is in no variable, as in a function that returns
#   Solver(...).enum_models() or in list(Solver(...).enum_models()), it is deleted before the first model and the iterator
#   ends at once. Of a solver that has left its "with" block, solve() returns None, which counts as false, and models
#   are none as well. Both read as "there is no solution" of clauses that have three.
# Source: pysat/solvers.py: each method begins with "if self.<solver>:" and does nothing else; the iterator is a
#   generator of the inner object.
# Output seen (the solver, and how many models or which answer there is):
#   glucose4 held 3, not held 0, solve() after with None
#   cadical153 held 3, not held 0, solve() after with None
#   minisat22 held 3, not held 0, solve() after with None
#
# Needs Python 3.10 or newer as python3, or as the first argument. Exits with 1 if the output is another one.
set -eu
python="${1:-python3}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install python-sat==1.9.dev24
cat > "$folder/drive.py" <<'DRIVE'
from pysat.solvers import Solver

EITHER = [[1, 2]]
for name in ("glucose4", "cadical153", "minisat22"):
    solver = Solver(name=name, bootstrap_with=EITHER)
    held = len(list(solver.enum_models()))
    solver.delete()
    loose = len(list(Solver(name=name, bootstrap_with=EITHER).enum_models()))
    with Solver(name=name, bootstrap_with=EITHER) as closed:
        assert closed.solve() is True
    print("%s held %d, not held %d, solve() after with %s" % (name, held, loose, closed.solve()))
DRIVE
"$folder/venv/bin/python" "$folder/drive.py" | tee "$folder/seen"
sed -n 's/^#   \([a-z0-9]* held .*\)/\1/p' "$0" | diff - "$folder/seen"
