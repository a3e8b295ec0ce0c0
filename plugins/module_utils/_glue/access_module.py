# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module that tells who reaches what. Private to this collection."""

from __future__ import annotations

import re
import typing as t

from .._access.analysis import MOST_STEPS, Question, analyse
from .._access.configurations import SEGMENTS, from_config
from .._access.facts import ACCESS, Configuration
from .._access.options import (
    ACCESS_TESTS,
    EXPLAIN,
    IDENTITY_PROVIDERS,
    lookups_of,
    wrong_identity_providers,
)
from .._access.remarks import of_identity_providers
from .._access.verdict import figures_of, message, why_refused
from .._client.client import Client
from .._client.pace import Pace
from .._engine.source import Source
from .._errors import InvalidInput, ZpaError
from .._tenant.access import AccessRefused, asked_about, problems_with, write_matrix
from .._tenant.access_names import called_as_there
from .._tenant.brakes import LIMITS
from .._tenant.outlook import outlook
from .._tenant.sections import (
    CONFIG,
    MERGED,
    MOST_REQUESTS,
    OVERRIDDEN,
    RULES,
    config_argument_spec,
    prepared,
    wrong_config_options,
    wrong_numbers,
)
from . import module as glue
from .complaints import complaints, understood
from .connection import with_environment
from .exact import exact_lists, with_list
from .unquoted import unfolded

# The options that hold a configuration.
CONFIGURATIONS = ("before", "after", CONFIG)
IDPS = "identity_providers"
# The documented limit of requests that write. Nothing is written here.
WRITES = 10
WITHOUT_PLAN, WITH_TENANT = "A configuration.", "The tenant, as config would leave it if that is given."
ENVIRONMENT = {"read_limit": "ZPA_READ_LIMIT"}
COUNTS = (*LIMITS, "max_steps", "max_access_gained")
BOUNDS = (("max_access_gained", 0, None), ("max_steps", 1, None), ("read_limit", 1, MOST_REQUESTS))
MANAGED_BY_ZSCALER = (
    "A configuration has nothing of what Zscaler manages. Rules of Deception, which stand first, are taken "
    "not to be there."
)

Options = t.Mapping[str, t.Any]


class _Read(t.NamedTuple):
    """Configurations by the options that have them, each read once: in the types of options, and as facts.

    ``idps``: the identity providers that are told beside them. ``not_read``: a sentence for each list that
    the tenant does not show.
    """

    configs: dict[str, dict[str, t.Any]]
    facts: dict[str, Configuration]
    idps: dict[str, list[dict[str, t.Any]]]
    not_read: list[str]


def access_argument_spec() -> dict[str, t.Any]:
    """Return the argument spec of the module, connection left out."""
    return {
        "before": {"type": "dict"},
        "after": {"type": "dict"},
        CONFIG: {"type": "dict"},
        "state": {"type": "str", "choices": [MERGED, OVERRIDDEN], "default": MERGED},
        "protect": {"type": "list", "elements": "str", "default": []},
        "access_tests": ACCESS_TESTS,
        "explain": EXPLAIN,
        "enforce": {"type": "bool", "default": False},
        "max_access_gained": {"type": "int"},
        "matrix": {"type": "path"},
        "max_steps": {"type": "int", "default": MOST_STEPS},
        "read_limit": {"type": "int", "default": 20},
    }


def run_access_module() -> None:
    """Run the module."""
    # Needed to check options and to answer.
    read = _Read({}, {}, {}, [])

    def wrong(options: Options) -> list[str]:
        problems = _wrong(options, read)
        if _is_offline(options) and not any(problem.startswith(CONFIGURATIONS) for problem in problems):
            problems += _wrong_question(_offline(options, read), options)
        return problems

    def work(client: Client | None, options: Options) -> dict[str, t.Any]:
        if client is None:
            question = _offline(options, read)
        else:
            question = _of_tenant(client, options, read)
            problems = _wrong_question(question, options)
            if problems:
                raise InvalidInput(problems)
        data = analyse(question)
        data["assumptions"] += read.not_read
        if client is None:
            data["assumptions"].append(MANAGED_BY_ZSCALER)
            for name, facts in read.facts.items():
                data["assumptions"] += of_identity_providers(name, facts, read.idps.get(name))
        if options["matrix"]:
            write_matrix(options["matrix"], question, WITHOUT_PLAN if client is None else WITH_TENANT)
        refused = why_refused(data, options["max_access_gained"])
        result = {"changed": False, "summary": figures_of(data), "refused": refused, **data}
        if refused and options["enforce"]:
            raise AccessRefused(refused, result)
        return {**result, "msg": message(data)}

    undeclared = {name: _lists(name) for name in CONFIGURATIONS}
    module = glue.ZpaModule(access_argument_spec(), wrong, _prepared, _is_offline, undeclared)
    if not _is_offline(module.params):
        glue.finish(module, lambda client, options, progress: work(client, options))
    try:
        result = work(None, module.params)
    except ZpaError as error:
        module.fail(error)
    except Exception as error:
        module.fail_of_defect(error)
    module.exit_json(**result)


def _is_offline(options: Options) -> bool:
    return options.get("before") is not None or options.get("after") is not None


# -- Options ---------------------------------------------------------------------------------------------


def _prepared(options: dict[str, t.Any]) -> dict[str, t.Any]:
    """Return options in the forms in which they are checked: see ``prepared``."""
    options = with_environment(prepared(options, COUNTS), ENVIRONMENT)
    for name in CONFIGURATIONS:
        if options.get(name) is not None:
            spec = {CONFIG: {"type": "dict", "options": _lists(name)}}
            options[name] = prepared(unfolded(spec, {CONFIG: options[name]}))[CONFIG]
    return options


def _lists(name: str) -> dict[str, t.Any]:
    """Return what a configuration can have. A tenant tells of its identity providers itself."""
    spec: dict[str, t.Any] = config_argument_spec()[CONFIG]["options"]
    return spec if name == CONFIG else {**spec, IDPS: IDENTITY_PROVIDERS}


def _wrong(options: Options, read: _Read) -> list[str]:
    """Return what is wrong with the options, all of it, but for what only an analysis can find."""
    problems = wrong_numbers(options, BOUNDS)
    if options.get("before") is not None and options.get("after") is None:
        problems.append("before: is compared with after, which is missing. Give both.")
    if _is_offline(options) and options.get(CONFIG) is not None:
        problems.append("config: goes with what a tenant has, and not with before or after. Leave it out.")
    for name in CONFIGURATIONS:
        given = options.get(name)
        if isinstance(given, dict):
            problems += _wrong_configuration(name, given, options, read)
    return problems


def _wrong_configuration(name: str, given: dict[str, t.Any], options: Options, read: _Read) -> list[str]:
    """Return what is wrong with a configuration, as the module for a whole tenant says it."""
    spec = _lists(name)
    # Nothing is wrong with what is written exactly as it is meant, which is nearly everything.
    exact = [(way[1:], entries) for way, entries in exact_lists(spec, given, (name,))]
    rest: Options = given
    for way, _entries in exact:
        rest = with_list(rest, way, [])
    found = [one.sentence for one in complaints(spec, rest, name + ".")]
    if found:
        return found
    config = understood(spec, rest)
    for way, entries in exact:
        config = with_list(config, way, entries)
    read.configs[name] = config
    read.idps[name] = read.configs[name].pop(IDPS, None) or []
    found = wrong_identity_providers("%s.%s" % (name, IDPS), read.idps[name])
    checked: dict[str, t.Any] = {
        "state": options.get("state"),
        CONFIG: read.configs[name],
        "protect": options.get("protect") if name == CONFIG else [],
    }
    problems = found + [
        re.sub(r"\bconfig(?=[.:])", name, problem) for problem in wrong_config_options(checked)
    ]
    if problems or name == CONFIG:
        return problems
    rules = given.get(RULES) or {}
    missing = [
        path
        for path, there in ((SEGMENTS, given.get(SEGMENTS)), ("%s.%s" % (RULES, ACCESS), rules.get(ACCESS)))
        if there is None
    ]
    return [
        "%s: has no %s, without which nobody can tell who reaches what. Give the whole configuration, an "
        "empty list where there is nothing." % (name, " and no ".join(missing))
        for _once in missing[:1]
    ]


# -- Questions -------------------------------------------------------------------------------------------


def _wrong_question(question: Question, options: Options) -> list[str]:
    return problems_with(question, options.get("access_tests") or [])


def _question(options: Options, after: Configuration, before: Configuration | None) -> Question:
    return asked_about(after, before, options, options.get("max_steps"))


def _offline(options: Options, read: _Read) -> Question:
    for name in ("before", "after"):
        if options.get(name) is not None and name not in read.facts:
            read.facts[name] = from_config(read.configs[name], lookups_of(read.idps[name]))
    return _question(options, read.facts["after"], read.facts.get("before"))


def _of_tenant(client: Client, options: Options, read: _Read) -> Question:
    client.pace = Pace(options["read_limit"], WRITES)
    source = Source(client)
    planned = None
    if options[CONFIG] is not None:
        config = read.configs[CONFIG]
        # What is only looked at deletes nothing, however much it would be.
        planned = {**options, CONFIG: config, "max_deletions": MOST_REQUESTS}
    seen = outlook(client, source, planned or {})
    lookups = {"idps": seen.idps}
    before = from_config(seen.before, lookups)
    after = before if seen.after is None else from_config(seen.after, lookups)
    for sentence in seen.not_read:
        client.warn(sentence)
    read.not_read.extend(seen.not_read)
    question = _question(options, after, None if seen.after is None else before)
    return called_as_there(source, question, (seen.before, seen.after))
