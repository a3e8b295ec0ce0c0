# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every command of this project: ``python3 tools/dev.py --help``.

Needs Python 3.10 or newer and nothing else. What it installs and makes goes into ``.venv`` and
``.cache`` of the checkout.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
COLLECTIONS = CACHE / "collections"
OLDEST_PYTHON = (3, 10)
# The clients of others that test the emulator. They exclude each other's dependencies.
CLIENTS = {
    "zscaler-sdk-python": "zscaler-sdk-python==1.9.43",
    "zscaler-sdk-python-newest": "zscaler-sdk-python==1.11.3",
    "pyzscaler": "pyzscaler==1.6.0",
}

# The releases of ansible-core that the collection is tested with beside the newest, each with the oldest
# Python that Ansible runs on there.
CORES = {(2, 16): (3, 10), (2, 17): (3, 12), (2, 18): (3, 12), (2, 19): (3, 11), (2, 20): (3, 12)}
# Those that run no module with a Python in a path that has a blank.
WANT_NO_BLANKS = {(2, 16)}
IN_PARALLEL = ("--numprocesses", "2", "--dist", "worksteal")
# What depends on ansible-core, and so is tested with each; in an ordinary run one test in ONE_IN of one file
# in ONE_FILE_IN with one other than the newest, with every commit others.
FOR_EACH_CORE = ("tests/unit", "tests/contract", "tests/integration")
EACH_CORE = (*IN_PARALLEL, *FOR_EACH_CORE)
ONE_IN, ONE_FILE_IN = 12, 6
# What an ordinary run samples, and ``exhaust`` has in full.
SAMPLED = ("tests/exhaustive", "tests/contract", "tests/integration/test_playbooks.py", "tests/unit")
# The programs that write what follows from other files.
MADE_BY = ("kind_docs.py", "kind_places.py", "config_docs.py", "folder_schema.py", "action_plugins.py")
READY = """\
Ready:
  .venv                  everything that the tests and linters need
  .cache/collections     where Ansible finds this checkout as zerotrust.zpa
  .git/hooks/pre-commit  %s

To work in this environment, in this folder:
  . .venv/bin/activate && export ANSIBLE_COLLECTIONS_PATH="$PWD/.cache/collections"

To try it:
  pytest tests/unit/engine/test_plan.py

CONTRIBUTING.md goes on from here."""


def run(command: Sequence[object], **options: object) -> None:
    """Run a command of the project, showing it; end with its exit code if it fails."""
    words = [str(word) for word in command]
    print("+ " + " ".join(words), flush=True)
    code = subprocess.run(words, check=False, cwd=options.pop("cwd", ROOT), **options).returncode  # type: ignore[call-overload]
    if code:
        sys.exit(code)


def environment(venv: Path, **extra: str) -> dict[str, str]:
    """Return the environment of a command: the venv first, the collection where Ansible looks."""
    arranged = {
        "PATH": "%s%s%s" % (venv / "bin", os.pathsep, os.environ.get("PATH", os.defpath)),
        "VIRTUAL_ENV": str(venv),
        "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
        "ANSIBLE_LOCALHOST_WARNING": "False",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "False",
        "ANSIBLE_HOME": str(CACHE / "ansible-home"),
        "LC_ALL": "C.UTF-8",
    }
    # What Python compiles is kept: each run, and each program that tests start, would compile it again.
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**inherited, **arranged, **extra}


def arrange_collection(collections: Path | None = None, root: Path | None = None) -> None:
    """Make a checkout visible as ``ansible_collections/zerotrust/zpa``, this one unless told."""
    collections, root = collections or COLLECTIONS, root or ROOT
    link = collections / "ansible_collections" / "zerotrust" / "zpa"
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.is_symlink() or link.resolve() != root:
        link.unlink(missing_ok=True)
        link.symlink_to(root, target_is_directory=True)


@functools.cache
def pythons() -> dict[tuple[int, ...], str]:
    """Return the interpreters at hand that can make virtual environments, by version.

    None of them is of a virtual environment: one that makes itself anew would take itself away.
    """
    names = ["python3.%d" % minor for minor in range(9, 20)]
    found = [sys.executable] + [path for path in map(shutil.which, names) if path]
    pyenv = Path(os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv"))  # noqa: PTH111 (the other fails without a home)
    found += map(str, pyenv.glob("versions/*/bin/python3"))
    versions: dict[tuple[int, ...], str] = {}
    question = (
        "import ensurepip, os, sys, venv; print(*sys.version_info[:2]);"
        "print(os.path.realpath(getattr(sys, '_base_executable', sys.executable)))"
    )
    for python in found:
        asked = subprocess.run([python, "-c", question], capture_output=True, text=True, check=False)
        if asked.returncode == 0:
            version, executable = asked.stdout.splitlines()
            versions.setdefault(tuple(map(int, version.split())), executable)
    # Where there is none, making one tells what is missing.
    return versions or {sys.version_info[:2]: sys.executable}


def make_venv(
    venv: Path,
    python: str,
    requirements: Sequence[Path],
    packages: Sequence[str] = (),
    how: Sequence[str] = (),
) -> Path:
    """Make a virtual environment unless it is there as wanted, and return it; ``how`` are options of pip."""
    import one_at_a_time

    with one_at_a_time.holding(CACHE / (venv.name + ".lock")):
        return _made_venv(venv, python, requirements, packages, how)


def _made_venv(
    venv: Path, python: str, requirements: Sequence[Path], packages: Sequence[str], how: Sequence[str]
) -> Path:
    files_that_count = sorted(ROOT.glob("requirements*.txt")) if requirements else []
    text = "\n".join([str(venv), python, *packages, *(path.read_text("utf-8") for path in files_that_count)])
    stamp, wanted = venv / ".stamp", hashlib.sha256(text.encode()).hexdigest()
    if stamp.exists() and stamp.read_text("utf-8") == wanted:
        return venv
    begun = time.monotonic()
    shutil.rmtree(venv, ignore_errors=True)
    print("Making %s with %s ..." % (venv.relative_to(ROOT), python), flush=True)
    made = subprocess.run([python, "-m", "venv", str(venv)], check=False)
    if made.returncode:
        sys.exit("This Python cannot make virtual environments. On Debian: apt install python3-venv.")
    files = [word for path in requirements for word in ("--requirement", path)]
    pip = [venv / "bin" / "python", "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    run([*pip, *how, *files, *packages])
    stamp.write_text(wanted, "utf-8")
    print("... made in %.0f s" % (time.monotonic() - begun), flush=True)
    return venv


def newest_python() -> str:
    return pythons()[max(pythons())]


def demo_venv() -> Path:
    python = pythons().get(sys.version_info[:2], sys.executable)
    # Compiling all of ansible-core takes longer than the demo, which imports little of it.
    return make_venv(CACHE / "demo-venv", python, [ROOT / "requirements-demo.txt"], how=["--no-compile"])


def test_venv() -> Path:
    return make_venv(ROOT / ".venv", newest_python(), [ROOT / "requirements-dev.txt"])


def why_not(core: tuple[int, int]) -> str:
    """Return why a release of ansible-core cannot be had or used here, empty where it can."""
    if CORES[core] not in pythons():
        return "there is no Python %d.%d on this machine" % CORES[core]
    if core in WANT_NO_BLANKS and " " in str(ROOT):
        return "it runs no module with a Python in a path that has a blank"
    return ""


def venv_of_core(core: tuple[int, int]) -> Path:
    """Make the virtual environment of a release of ansible-core, for which ``why_not`` says nothing."""
    name = "%d.%d" % core
    packages = ["ansible-core~=%s.0" % name]
    requirements = [ROOT / "requirements-test.txt"]
    return make_venv(CACHE / "cores" / name, pythons()[CORES[core]], requirements, packages)


def core_of(venv: Path) -> str:
    """Return the version of the ansible-core in a virtual environment."""
    question = "from importlib.metadata import version; print(version('ansible-core'))"
    asked = subprocess.run(
        [venv / "bin" / "python", "-c", question], capture_output=True, text=True, check=True
    )
    return asked.stdout.strip()


def client_pythons() -> dict[str, str]:
    """Make environments of the clients that nobody here wrote. Return variables that name their Pythons."""
    available = pythons()
    python = available[max((version for version in available if version <= (3, 13)), default=max(available))]
    venvs = {name: make_venv(CACHE / "clients" / name, python, [], [CLIENTS[name]]) for name in CLIENTS}
    return {
        "ZPA_TEST_" + name.upper().replace("-", "_"): str(venv / "bin" / "python")
        for name, venv in venvs.items()
    }


def setup(arguments: Sequence[str]) -> None:
    """Make the checkout ready to work in: environment, collection, hook for commits."""
    import commit_hook

    venv = test_venv()
    arrange_collection()
    hook = commit_hook.install(ROOT, venv.relative_to(ROOT), CACHE / "pre-commit")
    print(READY % hook)


def demo(arguments: Sequence[str]) -> None:
    """Watch a playbook publish an application on an emulated tenant, and a mistake being refused."""
    venv = demo_venv()
    arrange_collection()
    run([venv / "bin" / "python", ROOT / "tools" / "demo.py"], env=environment(venv))


# Each is a tool of its own.
BENCHES = ("company", "names", "loops", "access")


def bench(arguments: Sequence[str]) -> None:
    """Measure seconds per task; with a word what the tool of that name says."""
    if arguments and arguments[0] not in ("tenants", *BENCHES, "--quick"):
        sys.exit("bench takes no words but: [tenants | %s] [--quick]" % " | ".join(BENCHES))
    venv = test_venv()
    arrange_collection()
    python, tools = venv / "bin" / "python", ROOT / "tools"
    if arguments[:1] and arguments[0] in BENCHES:
        run([python, tools / ("bench_%s.py" % arguments[0]), *arguments[1:]], env=environment(venv))
        return
    if arguments[:1] != ["tenants"]:
        run([python, tools / "bench.py", *arguments], env=environment(venv))
        return
    run([python, tools / "bench_tenants.py", *arguments[1:]], env=environment(venv, **client_pythons()))


def emulator(arguments: Sequence[str]) -> None:
    """Start the emulator; Ctrl-C stops it."""
    python = demo_venv() / "bin" / "python"
    # In place of this process, so that what is sent to stop it reaches the emulator.
    os.execv(python, [str(python), str(ROOT / "tests" / "emulator"), *arguments])  # noqa: S606 (no shell is wanted)


def docs(arguments: Sequence[str]) -> None:
    """Write what follows from other files: documentation of options, action plugins."""
    venv = test_venv()
    for script in MADE_BY:
        run([venv / "bin" / "python", ROOT / "tools" / script], env=environment(venv))


def site(arguments: Sequence[str]) -> None:
    """Build the site of the documentation, guides and plugins, in .cache/site."""
    venv = test_venv()
    arrange_collection()
    run([venv / "bin" / "python", ROOT / "tools" / "docs_site.py"], env=environment(venv))


def lint(arguments: Sequence[str]) -> None:
    """Check style, types, documentation and changelog; names of linters for some of it."""
    venv = test_venv()
    run([venv / "bin" / "python", ROOT / "tools" / "lint.py", *arguments], env=environment(venv))


def sanity(arguments: Sequence[str]) -> None:
    """Run ``ansible-test sanity``, which needs a copy at the path of the collection."""
    from ansible_test_tree import ansible_test

    ansible_test(ROOT, test_venv(), pythons(), ["sanity", "--color", "no", *arguments])


def check(arguments: Sequence[str]) -> None:
    """Run pytest: unit, contract, integration and fidelity tests; more words are passed on."""
    clients(())
    code = pytest(test_venv(), arguments, **client_pythons())
    if code:
        sys.exit(code)


def clients(arguments: Sequence[str]) -> None:
    """Make what some tests need beside: clients of others, and in a pipeline a browser."""
    import ci_browser

    ci_browser.install(run)
    client_pythons()


def build(arguments: Sequence[str]) -> None:
    """Build the tarball of the last commit, the same bytes each time."""
    venv = test_venv()
    run([venv / "bin" / "python", ROOT / "tools" / "tarball.py"], env=environment(venv))


def check_release(arguments: Sequence[str]) -> None:
    """Verify what Ansible's community and Automation Hub ask of a release."""
    venv = test_venv()
    arrange_collection()
    run([venv / "bin" / "python", ROOT / "tools" / "check_release.py"], env=environment(venv))


def matrix(arguments: Sequence[str]) -> None:
    """Test with each supported release of ansible-core that there is a Python for; words as for check."""
    results = {"%d.%d" % core: tested_with(core, arguments) for core in CORES}
    code = pytest(test_venv(), arguments or EACH_CORE)
    results[core_of(test_venv())] = "failed" if code else "passed"
    end_with(results)


def end_with(results: Mapping[str, str]) -> None:
    """Print how it went with each release, and exit with 1 if it failed with one."""
    for core, result in results.items():
        print("ansible-core %-8s %s" % (core, result), flush=True)
    if "failed" in results.values():
        sys.exit(1)


def tested_with(core: tuple[int, int], arguments: Sequence[str] = ()) -> str:
    """Run tests with a release of ansible-core. Return how it went, or why it was not run."""
    reason = why_not(core)
    if reason:
        return "not run: " + reason
    return "failed" if pytest(venv_of_core(core), arguments or EACH_CORE) else "passed"


def turn() -> int:
    """Return a number that is the next one with each commit: whose turn it is to be tested."""
    if not shutil.which("git"):
        return 0
    here = Path(__file__).parent
    command = ["git", "rev-list", "--count", "HEAD"]
    counted = subprocess.run(command, cwd=here, capture_output=True, text=True, check=False)
    return int(counted.stdout) if counted.returncode == 0 else 0


def tested_with_another() -> dict[str, str]:
    """Run a sample with the oldest ansible-core that there is a Python for. Return how it went with each."""
    results: dict[str, str] = {}
    sample = [*FOR_EACH_CORE]
    sample += ["--one-file-in", str(ONE_FILE_IN), "--one-in", str(ONE_IN), "--turn", str(turn())]
    for core in CORES:
        was_run = not {"passed", "failed"}.isdisjoint(results.values())
        result = "not run: python3 tools/dev.py matrix does" if was_run else tested_with(core, sample)
        results["%d.%d" % core] = result
    return results


def pytest(venv: Path, arguments: Sequence[str], **variables: str) -> int:
    """Run pytest in a virtual environment and return its exit code."""
    arrange_collection()
    command = [str(venv / "bin" / "python"), "-m", "pytest", *arguments]
    print("+ " + " ".join(command), flush=True)
    return subprocess.run(command, cwd=ROOT, env=environment(venv, **variables), check=False).returncode


def paths(arguments: Sequence[str]) -> None:
    """Compare all results of modules in process with those in processes of their own; words as for check."""
    venv = test_venv()
    arrange_collection()
    run([venv / "bin" / "python", ROOT / "tools" / "both_paths.py", *arguments], env=environment(venv))


def exhaust(arguments: Sequence[str]) -> None:
    """Run in full what every test run only samples: faults, fuzzing, load; words as for check."""
    check(["--exhaustive", "--capture", "no", *(arguments or SAMPLED)])


def another(arguments: Sequence[str]) -> None:
    """Test a sample with the oldest ansible-core that there is a Python for, with each commit another one."""
    end_with(tested_with_another())


def test(arguments: Sequence[str]) -> None:
    """Run everything: lint, sanity, pytest with the coverage bar, some of it on another ansible-core."""
    import sanity_turns

    begun = time.monotonic()
    # Each of these uses one core. The other ansible-core has an environment of its own.
    with beside("another", "lint"):
        sanity_turns.everyday(ROOT, test_venv(), pythons(), turn())
        clients(())
    sample = ["--sampled", "--turn", str(turn())]
    check([*IN_PARALLEL, *sample, "--cov", "--cov-report", "term", *arguments])
    print("All tests passed in %.0f s" % (time.monotonic() - begun), flush=True)


@contextlib.contextmanager
def beside(*commands: str) -> Iterator[None]:
    """Run commands of this program, one after the other, while something else runs that uses one core.

    What they have said is shown in the end. One that fails is the last, and fails this run as well.
    """
    done: list[subprocess.CompletedProcess[str]] = []

    def run_them() -> None:
        for command in commands:
            words = [sys.executable, str(Path(__file__).resolve()), command]
            options = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "cwd": ROOT}
            done.append(subprocess.run(words, check=False, **options))  # type: ignore[call-overload]
            if done[-1].returncode:
                return

    thread = threading.Thread(target=run_them)
    thread.start()
    try:
        yield
    finally:
        thread.join()
        for one in done:
            print(one.stdout, flush=True)
    if done[-1].returncode:
        sys.exit(done[-1].returncode)


def picture(arguments: Sequence[str]) -> None:
    """Take the pictures of the README and the guides again; needs a browser."""
    venv = test_venv()
    arrange_collection()
    for script in ("run_picture.py", "drift_picture.py"):
        run([venv / "bin" / "python", ROOT / "tools" / script], env=environment(venv))


def clean(arguments: Sequence[str]) -> None:
    """Remove everything that these commands have made."""
    import commit_hook

    commit_hook.remove(ROOT)
    for path in (ROOT / ".venv", CACHE):
        shutil.rmtree(path, ignore_errors=True)


COMMANDS: dict[str, Callable[[Sequence[str]], None]] = {
    command.__name__.replace("_", "-"): command
    for command in (
        setup,
        demo,
        test,
        lint,
        sanity,
        check,
        matrix,
        another,
        clients,
        paths,
        exhaust,
        docs,
        site,
        build,
        check_release,
        picture,
        bench,
        emulator,
        clean,
    )
}


TAKE_WORDS = ("test", "lint", "sanity", "check", "matrix", "paths", "exhaust", "bench", "emulator")


def main() -> None:
    if sys.version_info < OLDEST_PYTHON:
        sys.exit("Python %d.%d or newer is needed." % OLDEST_PYTHON)
    listed = "\n".join(
        "  %-14s %s" % (name, (COMMANDS[name].__doc__ or "").split("\n")[0]) for name in COMMANDS
    )
    parser = argparse.ArgumentParser(
        prog="python3 tools/dev.py",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="commands:\n" + listed,
    )
    parser.add_argument("command", choices=sorted(COMMANDS), metavar="command")
    words = sys.argv[1:]
    if words[:1] == ["emulator"]:
        # It has options of its own, and so a --help.
        emulator(words[1:])
        return
    arguments, rest = parser.parse_known_args(words)
    if rest and arguments.command not in TAKE_WORDS:
        parser.error("%s takes no more words: %s" % (arguments.command, " ".join(rest)))
    COMMANDS[arguments.command](rest)


if __name__ == "__main__":
    main()
