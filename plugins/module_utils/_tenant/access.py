# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a plan for a whole tenant does to access, and whether it may be carried out. Reads only. Private.

The plan that is judged is the one that is carried out, and what it is judged by is what it was made of.
"""

from __future__ import annotations

import os
import re
import typing as t

from .._access.analysis import MOST_STEPS, Question, analyse, steps_of_question, wrong_question
from .._access.configurations import from_config
from .._access.facts import Configuration
from .._access.options import ACCESS_TESTS, without_nothing
from .._access.verdict import figures_of, message, refusal, why_refused
from .._client.client import Client
from .._engine.source import Source
from .._errors import InvalidInput, ZpaError
from .._texts import cut
from .access_names import called_as_there
from .access_options import AUDIT, GAINED_OPTION, STEPS_OPTION, access_mode
from .access_spellings import asked_whole, spelled_whole, whole_names
from .outlook import access_before, outlook_of
from .plan import ConfigPlan

# What is judged, and what helps to keep rules in order.
JUDGED, REMARKED = ("changes", "tests"), ("never_match", "redundant", "removable_together", "everyone")
# What a matrix shows of a plan, and in an audit.
HEADINGS = ("The tenant as the plan leaves it.", "The tenant as it is.")
# How much of one reason a message has.
LONGEST_REASON = 1000
IN_BOTH = ("assumptions", "not_decided")

Options = t.Mapping[str, t.Any]
Data = t.Dict[str, t.Any]
TESTS_SPEC = {"access_tests": ACCESS_TESTS}


class AccessRefused(ZpaError):
    """Access is not as it has to be. Says why in a few lines; the ``result`` tells of all of it."""

    def __init__(self, problems: t.Sequence[str], result: t.Mapping[str, t.Any], ending: str = "") -> None:
        told = [cut(problem, LONGEST_REASON) for problem in refusal(problems)]
        listed = " " + told[0] if len(told) == 1 else "".join("\n- " + problem for problem in told)
        end = ("\n" if len(told) > 1 else " ") + ending if ending else ""
        super().__init__("Access is not as it has to be:%s%s" % (listed, end))
        self._result = result

    def details(self) -> dict[str, t.Any]:
        return dict(self._result)


class AccessJudge:
    """Judges a plan by what the tenant has before it. Made before there is a plan."""

    def __init__(self, client: Client, source: Source, options: Options) -> None:
        self._client, self._source, self._options = client, source, options
        self._found = access_before(source)

    def judge(self, plan: ConfigPlan) -> Data:
        """Return what a plan does to access: the results of an analysis, and ``refused``, why it may not be.

        With ``access=audit`` it is the other way round: what the tenant has is compared with what is
        declared. Raises InvalidInput for what is wrong with tests, and what the client raises.
        """
        options = self._options
        seen = outlook_of(self._found, plan)
        for sentence in seen.not_read:
            self._client.warn(sentence)
        lookups = {"idps": seen.idps}
        tenant, planned = from_config(seen.before, lookups), from_config(seen.after or {}, lookups)
        mode = access_mode(options)
        after, before = (tenant, planned) if mode == AUDIT else (planned, tenant)
        question = asked_about(after, before, options, options[STEPS_OPTION])
        question = called_as_there(self._source, question, (seen.before, seen.after))
        problems = problems_with(question, options["access_tests"])
        if problems:
            raise InvalidInput(problems)
        judged = analyse(question._replace(parts=JUDGED))
        refused = why_refused(judged, options[GAINED_OPTION], STEPS_OPTION)
        data = _with_remarks(question, judged)
        data["assumptions"] += seen.not_read
        told = message(data, STEPS_OPTION)
        if options["access_matrix"]:
            write_matrix(options["access_matrix"], question, HEADINGS[mode == AUDIT])
        return {"mode": mode, "summary": figures_of(data), "refused": refused, "msg": told, **data}


def _with_remarks(question: Question, judged: Data) -> Data:
    """Return what was judged with what there is to say of rules, which has work of its own."""
    remarked = analyse(question._replace(parts=REMARKED, tests=()))
    lists = {name: list(dict.fromkeys([*judged[name], *remarked[name]])) for name in IN_BOTH}
    return {**judged, **remarked, **lists}


def write_matrix(path: str, question: Question, heading: str) -> None:
    """Write the page that tells who reaches what after the change of a question. Raises ZpaError."""
    # Hardly any task asks for it.
    from .._access.matrix_page import matrix_page
    from .._files import NotWritten, write_files

    page = matrix_page(question.after, question.steps, steps_of_question(question.steps), heading)
    try:
        write_files({os.path.abspath(os.path.expanduser(path)): page.encode("utf-8")})
    except NotWritten as error:
        raise ZpaError("The matrix cannot be written: %s" % error) from None


def asked_about(
    after: Configuration,
    before: Configuration | None,
    options: Options,
    steps: int | None,
) -> Question:
    """Return what the options ask, with names of one spelling everywhere."""
    names = whole_names(one for one in (before, after) if one)

    def whole(name: str) -> list[t.Mapping[str, t.Any]]:
        given = without_nothing(options.get(name) or [])
        return [asked_whole(one, names) if isinstance(one, dict) else one for one in given]

    return Question(
        spelled_whole(after, names),
        spelled_whole(before, names) if before else None,
        tests=whole("access_tests"),
        explain=whole("explain"),
        steps=steps or MOST_STEPS,
    )


def problems_with(question: Question, tests: t.Sequence[t.Any]) -> list[str]:
    """Return what is wrong with a question, with the place of the test that it is about, where it has one."""
    return [_with_place(problem, tests) for problem in wrong_question(question)]


def _with_place(problem: str, tests: t.Sequence[t.Any]) -> str:
    found = re.match(r"access_tests\[(\d+)\]\.", problem)
    place = tests[int(found[1])].get("place") if found else None
    return "%s: %s" % (place, problem) if place else problem
