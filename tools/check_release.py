# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Checks what Ansible's community package and Automation Hub ask of a release: ``dev.py check-release``.

Each row of CHECKS is a condition of entry and what verifies it. All of them run, whatever fails.
"""

from __future__ import annotations

import contextlib
import functools
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import demo
import dev
import tarball
import yaml
from ansible_test_tree import ansible_test

ROOT = dev.ROOT
IMPORTER = ("galaxy-importer>=0.4.30", "reuse>=5")
PLUGIN_FOLDERS = {"action", "callback", "doc_fragments", "lookup", "module_utils", "modules", "plugin_utils"}
IN_TARBALL = re.compile(
    r"(CHANGELOG\.rst|FILES\.json|LICENSE|LICENSES|MANIFEST\.json|README\.md|requirements\.txt|REUSE\.toml|SECURITY\.md"
    r"|(changelogs|docs|extensions|meta|playbooks|plugins|roles)(/.*)?"
    r"|tests(/config\.yml|/integration(/targets(/.*)?)?)?|LICENSES/.*|\.ansible-lint)"
)
NEEDED_TO_RUN = {"meta", "playbooks", "plugins", "roles"}
NOT_IN_TARBALL = re.compile(r"(^|/)(\.(?!ansible-lint$)|__pycache__)|\.(pyc|tar\.gz|orig|rej)$|~$")
LARGEST = 1024 * 1024
README_SAYS = {
    "its purpose": "Zscaler Private Access",
    "requirements": "## Requirements",
    "installation": "ansible-galaxy collection install",
    "use cases": "## First playbook",
    "testing": "dev.py test",
    "support": "## Support",
    "release notes": "CHANGELOG",
    "the oldest Python": "3.8 and newer",
    "licence": "GPL-3.0-or-later",
    "semantic versioning": "semver.org",
    "code of conduct": "code_of_conduct",
    "forum": "forum.ansible.com",
    "issue tracker": "/issues",
}
RELATIVE_LINK = re.compile(r"\]\((?!https://|#)([^)]*)\)|^\[[^\]]+\]: (?!https://)(.*)$", re.MULTILINE)


class NotRun(Exception):
    """This machine has not what a check needs."""


Problems = Callable[[], list[str]]


class Check(NamedTuple):
    """A condition of entry. ``problems`` returns what is wrong in words, nothing if all is well."""

    title: str
    problems: Problems


def main() -> None:
    """Run every check, show each result, and exit with 1 if any has failed."""
    failed: list[str] = []
    not_run: list[str] = []
    for check in CHECKS:
        begun = time.monotonic()
        try:
            problems, result = check.problems(), "ok"
        except NotRun as error:
            problems, result = [], "not run: %s" % error
            not_run.append(check.title)
        except SystemExit as error:  # a step on the way failed, and has said why
            problems = ["a step ended with %s" % error]
        except Exception as error:
            problems = ["%s: %s" % (type(error).__name__, error)]
        if problems:
            result = "FAILED"
            failed.append(check.title)
        print("%5.0f s  %-64s %s" % (time.monotonic() - begun, check.title, result), flush=True)
        for problem in problems:
            print("         " + problem.strip().replace("\n", "\n         "), flush=True)
    passed = len(CHECKS) - len(failed) - len(not_run)
    print("%d of %d checks passed, %d failed, %d not run." % (passed, len(CHECKS), len(failed), len(not_run)))
    if not_run:
        print("Not everything was verified.")
    sys.exit(1 if failed else 0)


def committed() -> list[str]:
    """The tarball is made of the last commit, and the other checks look at the files that are there."""
    return ["%s is not committed" % path for path in tarball.uncommitted()]


def lint() -> list[str]:
    return _output_of_failed(sys.executable, ROOT / "tools" / "dev.py", "lint")


def changelog() -> list[str]:
    tool = Path(sys.executable).parent / "antsibull-changelog"
    problems = _output_of_failed(tool, "lint-changelog-yaml", CHANGES)
    if str(_galaxy()["version"]) not in _yaml("changelogs/changelog.yaml")["releases"]:
        problems.append("%s has no entry in changelogs/changelog.yaml" % _galaxy()["version"])
    left = sorted(path.name for path in (ROOT / "changelogs" / "fragments").glob("*.y*ml"))
    return problems + ["changelogs/fragments/%s is in no release" % name for name in left]


def version() -> list[str]:
    """The version is 1.0.0 or newer, and the same in the code."""
    stated = str(_galaxy()["version"])
    code = (ROOT / "plugins" / "module_utils" / "_version.py").read_text("utf-8")
    problems = []
    if not re.fullmatch(r"[1-9]\d*\.\d+\.\d+", stated):
        problems.append("galaxy.yml: version %s is not 1.0.0 or newer" % stated)
    if 'VERSION = "%s"' % stated not in code:
        problems.append("plugins/module_utils/_version.py has not the version %s" % stated)
    return problems


def tag() -> list[str]:
    """The last commit has the version for a tag."""
    done = _run(("git", "tag", "--points-at", "HEAD"), None)
    tags = [] if done.returncode else done.stdout.split()
    versions = [tag for tag in tags if re.fullmatch(r"v?\d+\.\d+\.\d+", tag)]
    if not versions:
        raise NotRun("it has no tag yet")
    stated = str(_galaxy()["version"])
    return ["the tag %s is not the version %s" % (tag, stated) for tag in versions if tag != stated]


def published() -> list[str]:
    """Links lead to the place where the collection is published."""
    if "example.com" in _galaxy()["repository"]:
        raise NotRun("galaxy.yml, README.md and docs/docsite/links.yml name no real place yet")
    return [name for name in ("README.md", "docs/docsite/links.yml") if "git.example.com" in _text(name)]


def metadata() -> list[str]:
    galaxy, runtime, tests = _galaxy(), _yaml("meta/runtime.yml"), _yaml("tests/config.yml")
    folders = {path.name for path in (ROOT / "plugins").iterdir() if path.is_dir()} - {"__pycache__"}
    required = (ROOT / _yaml("meta/execution-environment.yml")["dependencies"]["python"]).read_text("utf-8")
    wants = {
        "galaxy.yml: dependencies are not certified": not galaxy["dependencies"],
        "galaxy.yml: documentation, homepage or issues is missing": all(
            galaxy.get(key) for key in ("documentation", "homepage", "issues", "repository")
        ),
        "meta/runtime.yml: requires_ansible is missing": bool(runtime.get("requires_ansible")),
        "tests/config.yml: python_requires is missing": bool(tests["modules"].get("python_requires")),
        "plugins: unknown folders %s" % sorted(folders - PLUGIN_FOLDERS): folders <= PLUGIN_FOLDERS,
        "requirements.txt: a pin, an upper bound or ansible": not re.search(
            r"^ansible|[=~!]=|<", required, re.MULTILINE
        ),
        ".ansible-lint: a rule is skipped": _yaml(".ansible-lint").keys()
        <= {"profile", "offline", "enable_list", "exclude_paths", "mock_modules"},
    }
    return [problem for problem, is_well in wants.items() if not is_well]


def names_of_modules() -> list[str]:
    """No module is named after facts or queries; what only lists, and nothing else, ends in _info."""
    modules = {path.stem: path.read_text("utf-8") for path in (ROOT / "plugins" / "modules").glob("*.py")}
    wrong = [
        name
        for name, text in modules.items()
        if ("short_description: List " in text) != name.endswith("_info") or re.search("facts|query", name)
    ]
    return ["plugins/modules/%s.py is named wrongly" % name for name in wrong]


def readme() -> list[str]:
    text = (ROOT / "README.md").read_text("utf-8")
    missing = [subject for subject, words in README_SAYS.items() if words not in text]
    problems = ["it has nothing about %s" % subject for subject in missing]
    problems += ["the link %s is not absolute" % (one or two) for one, two in RELATIVE_LINK.findall(text)]
    if "pip install ansible" in text:
        problems.append("Automation Hub brings Ansible itself: no 'pip install ansible'")
    return problems


def pipeline() -> list[str]:
    """The tests run on each pull request and each week, with actions that nobody can exchange."""
    workflow = _yaml(".github/workflows/ci.yml")
    problems = [
        "it does not run on: %s" % on for on in ("pull_request", "schedule") if on not in workflow["on"]
    ]
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    actions = [str(step["uses"]) for step in steps if "uses" in step]
    problems += ["%s has no hash" % action for action in actions if not re.search("@[0-9a-f]{40}$", action)]
    if ".ci/run" not in [step.get("run") for step in steps]:
        problems.append("it does not run .ci/run")
    return problems


def licences() -> list[str]:
    """Every file says its licence, and all plugins have that of Ansible."""
    sources = [path for path in (ROOT / "plugins").rglob("*") if path.suffix in (".py", ".yml", ".js")]
    bare = [path for path in sources if "GPL-3.0-or-later" not in path.read_text("utf-8")]
    return _output_of_failed(_importer() / "reuse", "lint") + ["%s has no licence" % path for path in bare]


def no_ignores() -> list[str]:
    return [str(path) for path in (ROOT / "tests" / "sanity").glob("ignore*")]


def sanity_on_newest() -> list[str]:
    return _sanity(dev.test_venv())


def sanity_on_oldest() -> list[str]:
    return _sanity(_oldest())


def same_bytes() -> list[str]:
    """The tarball is the same bytes of another clone, with other rights of files and another zone of time."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        problems = _output_of_failed("git", "clone", "--quiet", ROOT, clone)
        with mock.patch.dict(os.environ, {"TZ": "Asia/Tokyo"}):
            before = os.umask(0o077)
            try:
                other = tarball.build(Path(folder) / "dist", clone).read_bytes()
            finally:
                os.umask(before)
        hashes = {tarball.sha256(other), tarball.sha256(_tarball().read_bytes())}
    if len(hashes) > 1:
        problems.append("two builds have the hashes %s" % " and ".join(sorted(hashes)))
    return problems


def contents() -> list[str]:
    built = _tarball()
    with tarfile.open(built) as packed:
        names = packed.getnames()
    problems = ["%s does not belong into the tarball" % name for name in names if not belongs(name)]
    if built.stat().st_size > LARGEST:
        problems.append("%d bytes are too many" % built.stat().st_size)
    return problems


def belongs(name: str) -> bool:
    """Whether a path may be in the tarball."""
    return bool(IN_TARBALL.fullmatch(name)) and not NOT_IN_TARBALL.search(name)


def imported() -> list[str]:
    """galaxy-importer takes the tarball without a word of warning."""
    strict = ("check_required_tags", "require_v1_or_greater", "check_changelog", "run_ansible_lint")
    own = {"GALAXY_IMPORTER_" + name.upper(): "true" for name in strict}
    path = os.pathsep.join([str(_importer()), os.environ["PATH"]])
    with tempfile.TemporaryDirectory() as folder:
        env = {**_nobody(folder), **own, "PATH": path}
        command: list[str | Path] = [_importer() / "python", "-m", "galaxy_importer.main", _tarball()]
        done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    words = [line for line in said.splitlines() if re.match("(WARNING|ERROR)", line)]
    if done.returncode or "completed successfully" not in said:
        words.append(said[-2000:])
    return words


def execution_environment() -> list[str]:
    """ansible-builder finds in the installed collection what it needs of Python."""
    with _installed() as (folder, env):
        tool = Path(sys.executable).parent / "ansible-builder"
        done = _run((tool, "introspect", "--sanitize", Path(folder) / "collections"), env)
    if done.returncode or not re.search(r"^\W*requests\b", done.stdout, re.MULTILINE):
        return ["it does not ask for requests", done.stdout]
    return []


def documented() -> list[str]:
    """ansible-doc of the empty environment knows each module and role."""
    modules = {"zerotrust.zpa.%s" % path.stem for path in (ROOT / "plugins" / "modules").glob("*.py")}
    roles = {"zerotrust.zpa.%s" % path.name for path in (ROOT / "roles").iterdir()}
    problems = []
    with _installed() as (_folder, env):
        for kind, names in (("module", modules), ("role", roles)):
            words = [EMPTY / "ansible-doc", "--list", "--json", "--type", kind, "zerotrust.zpa"]
            done = _run(words, env)
            if done.returncode:
                return [done.stdout]
            missing = names - set(json.loads(done.stdout[done.stdout.index("{") :]))
            problems += ["ansible-doc does not list %s %s" % (kind, name) for name in sorted(missing)]
    return problems


def installed_and_played() -> list[str]:
    """The tarball, alone in an empty environment, brings an emulated tenant to its declared state.

    Of the collection that is installed, only what Ansible itself looks for is left.
    """
    with _installed() as (folder, env):
        galaxy = [EMPTY / "ansible-galaxy", "collection", "verify", "--offline", "zerotrust.zpa"]
        problems = _output_of_failed(*galaxy, env=env)
        for path in (Path(folder) / "collections" / "ansible_collections" / "zerotrust" / "zpa").iterdir():
            if path.is_dir() and path.name not in NEEDED_TO_RUN:
                shutil.rmtree(path)
        said = io.StringIO()
        try:
            with contextlib.redirect_stdout(said):
                demo.play("zerotrust.zpa.demo", EMPTY / "ansible-playbook", Path(folder), env)
        except SystemExit as error:
            problems += [said.getvalue(), str(error)]
    return problems


def tested() -> list[str]:
    results = {core: dev.tested_with(core) for core in dev.CORES}
    failed = [
        "tests fail on ansible-core %d.%d" % core for core, result in results.items() if result == "failed"
    ]
    if dev.pytest(dev.test_venv(), dev.EACH_CORE):
        failed.append("tests fail on the newest ansible-core")
    not_run = ["%d.%d %s" % (*core, result) for core, result in results.items() if "not run" in result]
    if not_run and not failed:
        raise NotRun("; ".join(not_run))
    return failed


def site() -> list[str]:
    return _output_of_failed(sys.executable, ROOT / "tools" / "docs_site.py")


CHECKS = [
    Check("everything is committed", committed),
    Check("version: 1.0.0 or newer, and the same in the code", version),
    Check("version: the tag of the commit", tag),
    Check("links: they lead to where it is published", published),
    Check("changelog: antsibull-changelog, an entry for the version", changelog),
    Check("metadata: no dependencies, requires_ansible, links, folders", metadata),
    Check("modules: no facts and no queries, lists end in _info", names_of_modules),
    Check("README: what Automation Hub asks for, absolute links", readme),
    Check("CI: each pull request, each week, actions by their hashes", pipeline),
    Check("licences: REUSE, and Ansible's own for each plugin", licences),
    Check("lint: ruff, mypy, yamllint, ansible-lint, antsibull", lint),
    Check("sanity: no ignores", no_ignores),
    Check("sanity: ansible-test on the newest ansible-core", sanity_on_newest),
    Check("sanity: ansible-test on the oldest ansible-core", sanity_on_oldest),
    Check("documentation: the site is built without a warning", site),
    Check("tarball: two builds, the same bytes", same_bytes),
    Check("tarball: nothing in it that does not belong there", contents),
    Check("tarball: galaxy-importer takes it without a warning", imported),
    Check("tarball: an execution environment knows what it needs", execution_environment),
    Check("tarball: ansible-doc lists all of it where it is installed", documented),
    Check("tarball: the demo plays where nothing else is installed", installed_and_played),
    Check("tests: unit, contract, integration on each ansible-core", tested),
]

CHANGES = ROOT / "changelogs" / "changelog.yaml"
EMPTY_VENV = dev.CACHE / "empty-venv"
EMPTY = EMPTY_VENV / "bin"


def _galaxy() -> dict[str, Any]:
    return _yaml("galaxy.yml")


def _yaml(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(_text(name))
    return content


def _text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@functools.cache
def _tarball() -> Path:
    return tarball.build(tarball.DIST)


def _importer() -> Path:
    """The tools that look at a release, apart from those of every day, whose dependencies they would pin."""
    return dev.make_venv(dev.CACHE / "importer", dev.newest_python(), [], IMPORTER) / "bin"


def _oldest() -> Path:
    core = min(dev.CORES)
    if dev.CORES[core] not in dev.pythons():
        raise NotRun("ansible-core %d.%d wants Python %d.%d, which is not here" % (*core, *dev.CORES[core]))
    return dev.venv_of_core(core)


def _sanity(venv: Path) -> list[str]:
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            ansible_test(ROOT, venv, dev.pythons(), ["sanity", "--color", "no"])
    except SystemExit as error:
        return [said.getvalue()[-4000:], str(error)]
    found = re.findall(r"^WARNING: (Skipping .* Python .*)$", said.getvalue(), re.MULTILINE)
    for skipped in dict.fromkeys(found):  # each is printed again at the end
        print("         %s: %s" % (dev.core_of(venv), skipped), flush=True)
    return []


@contextlib.contextmanager
def _installed() -> Iterator[tuple[str, dict[str, str]]]:
    """A folder with the tarball in ``collections``, and the environment of somebody who has only that."""
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    requirements = [line for line in lines if not line.startswith("#")]
    dev.make_venv(EMPTY_VENV, dev.newest_python(), [], ["ansible-core", *requirements])
    # A socket of Ansible is in it, so its path is short.
    with tempfile.TemporaryDirectory() as folder:
        env = {**_nobody(folder), "PATH": os.pathsep.join([str(EMPTY), os.defpath])}
        env["ANSIBLE_COLLECTIONS_PATH"] = str(Path(folder) / "collections")
        install = ["collection", "install", "--offline", "-p", Path(folder) / "collections", _tarball()]
        problems = _output_of_failed(EMPTY / "ansible-galaxy", *install, env=env)
        if problems:
            sys.exit("\n".join(problems))
        yield folder, env


def _nobody(home: str) -> dict[str, str]:
    """The environment of somebody with an empty home, who has set nothing."""
    return {"HOME": home, "TMPDIR": home, "LC_ALL": "C.UTF-8", "ANSIBLE_LOCALHOST_WARNING": "False"}


def _output_of_failed(*words: object, env: dict[str, str] | None = None) -> list[str]:
    """Run a command and return its output if it fails, nothing if it does not."""
    done = _run(words, env)
    return [done.stdout[-4000:] or "exit code %d" % done.returncode] if done.returncode else []


def _run(words: Sequence[object], env: dict[str, str] | None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in words],
        cwd=ROOT,
        env=env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )


if __name__ == "__main__":
    main()
