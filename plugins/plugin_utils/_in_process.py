# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a module in the controller's own worker process. Private to this collection.

Starting an interpreter and compiling everything that a module imports costs more than its work. A worker
is a fork of the controller, which imported the module when it loaded the action plugin. What runs is the
module itself, on its own AnsibleModule: it reads its arguments and prints its result as it does in a
process of its own, so that there is one implementation.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import io
import json
import logging
import multiprocessing
import os
import sys
import threading
import traceback
import typing as t
from types import ModuleType

from ansible import constants
from ansible.errors import AnsibleError
from ansible.module_utils import basic
from ansible.module_utils.common import warnings as module_warnings
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action.normal import ActionModule as NormalAction
from ansible.utils.display import Display
from ansible.utils.vars import merge_hash
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.transport import REQUESTS_ERROR
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.watch import Watch
from ansible_collections.zerotrust.zpa.plugins.module_utils._errors import InvalidInput
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue import attendance, past_core, viewing
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.collector import looking_rarely
from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.unquoted import moments
from ansible_collections.zerotrust.zpa.plugins.plugin_utils import _journal, _views
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._light import json_of, unsafe
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._scope import host_of
from ansible_collections.zerotrust.zpa.plugins.plugin_utils._shown import for_people

display = Display()
module_json: t.Any = importlib.import_module("ansible.module_utils.common.json")
clean: t.Any = importlib.import_module("ansible.vars.clean")
# ansible-core 2.19 and newer name the form in which data travels.
HAS_PROFILES, PROFILE = hasattr(basic, "_ANSIBLE_PROFILE"), "legacy"
# It also has what tells whether code runs in the controller, where warnings are shown, not returned.
CORE: t.Any = importlib.import_module("ansible.module_utils._internal") if HAS_PROFILES else None

SWITCH = "zpa_in_process"
VIEW_SECONDS = "zpa_view_seconds"
# What the interpreter, the C library, OpenSSL or urllib3 read once. Here they have read it already.
READ_ONCE = (
    *("PYTHON", "LD_", "DYLD_", "LC_", "LANG", "TZ", "OPENSSL_", "SSLKEYLOGFILE"),
    *("RES_OPTIONS", "LOCALDOMAIN", "HOSTALIASES"),
)
LOCAL = ("localhost", "127.0.0.1", "::1")
# The most seconds that a worker has to deliver its result once it was told to end: the controller that told
# it may not take results any more, and a large one fills the pipe to it.
DELIVERY = 10.0
Variables = t.Mapping[str, t.Any]


class InProcessAction(NormalAction):
    """An action plugin that runs ``module`` in process, or as any module where that could differ."""

    module: ModuleType
    # The options of which it is known that they are nothing but data.
    data: t.Collection[str] = ()

    @classmethod
    def lint(cls) -> None:
        """Tell what is wrong with the arguments of a task that is not run: the ``main`` of a plugin."""
        linting = importlib.import_module("ansible_collections.zerotrust.zpa.plugins.plugin_utils._linting")
        linting.lint_module(cls.module)

    def run(self, tmp: t.Any = None, task_vars: Variables | None = None) -> dict[str, t.Any]:
        end_without_controller()
        variables = task_vars or {}
        # What a worker has made it sends to the controller, and ends.
        with looking_rarely(keeps=bool(_controller())):
            result = _journal.run_or_only_check(self, host_of(variables), lambda: self._run(tmp, variables))
            return for_people(result)

    def _run(self, tmp: t.Any, variables: Variables) -> dict[str, t.Any]:
        others = {name: given for name, given in self._task.args.items() if name not in self.data}
        problems = list(moments(others))
        if problems:
            return {"failed": True, "msg": str(InvalidInput(problems)), "problems": problems}
        environment: dict[str, t.Any] = {}
        reason = self._why_apart(variables) or self._why_not_with(environment)
        how = "runs as a module: %s" % reason if reason else "runs in process"
        display.vvv("%s %s" % (self._task.action, how), host=self._play_context.remote_addr)
        if reason:
            # What it writes, others do not know.
            self._share_nothing()
            result: dict[str, t.Any] = super().run(tmp, variables)
            return result
        # What the base class of all action plugins does first.
        begun = super(NormalAction, self).run(tmp, dict(variables))
        merged: dict[str, t.Any] = merge_hash(begun, self._run_here(variables, environment))
        return merged

    def _why_apart(self, variables: Variables) -> str:
        """Return why the module needs a process of its own, empty where it does not."""
        if SWITCH in variables and not boolean(self._templar.template(variables[SWITCH]), strict=False):
            return "%s is false" % SWITCH
        if self._connection.transport != "local":
            return "the connection is %s" % self._connection.transport
        if self._task.delegate_to and self._task.delegate_to not in LOCAL:
            return "it is delegated to %s" % self._task.delegate_to
        if self._task.async_val:
            return "it is asynchronous"
        if self._connection.become:
            return "it becomes another user"
        try:
            interpreter = self._interpreter(variables)
        except AnsibleError:  # the run as a module falls back, or tells what is wrong
            return "its interpreter is not known"
        if interpreter and not interpreter.startswith("auto") and not _is_this(interpreter):
            return "its interpreter is another one, %s" % interpreter
        if REQUESTS_ERROR:
            return "requests is missing in the controller's Python"
        return ""

    def _interpreter(self, variables: Variables) -> str:
        """Return the interpreter that a module process would have, as ansible-core finds it.

        Empty, or a word that begins with "auto", if any will do.
        """
        host = self._task.delegate_to
        own = variables.get("ansible_delegated_vars", {}).get(host, variables)
        found = constants.config.get_config_value("INTERPRETER_PYTHON", variables=own)
        return str(self._templar.template(found) if "{" in str(found) else found)

    def _why_not_with(self, environment: dict[str, t.Any]) -> str:
        """Fill in the environment of the task, and return why it cannot be had here, empty where it can."""
        self._compute_environment_string(environment)
        for name in map(str, environment):
            if name.startswith(READ_ONCE) or not name.isidentifier():
                return "its environment sets %s" % name
        return ""

    def _compute_environment_string(self, raw_environment_out: t.Any = None) -> str:
        """Add to the environment of a module who waits for it, where it can see these processes.

        An asynchronous one is detached from them on purpose.
        """
        own: str = super()._compute_environment_string(raw_environment_out)
        is_seen = self._connection.transport == "local" and not self._task.async_val
        if raw_environment_out is not None or not is_seen:
            return own
        awaiting = attendance.described(*filter(None, (_controller(), os.getpid())))
        told: str = self._connection._shell.env_prefix(**{attendance.VARIABLE: awaiting})
        return ("%s %s" % (told, own)).strip()

    def _run_here(self, variables: Variables, environment: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        arguments = dict(self._task.args)
        self._update_module_args(self._task.action, arguments, variables)
        # Relative paths mean what they mean to a module of a local connection.
        folder = self._loader.get_basedir()
        past = json_of({name: arguments[name] for name in self.data})
        through = {name: given for name, given in arguments.items() if not past or name not in self.data}
        views = self._views(variables, environment)
        with _replaced(viewing, given=views):
            printed = _attended(lambda: run_main(self.module, encoded(through), environment, folder, past))
        if views and views.told:
            display.vvv("%s %s" % (self._task.action, views.told), host=self._play_context.remote_addr)
        return self._parsed(printed)

    @staticmethod
    def _share_nothing() -> None:
        global shared
        shared = None

    def _views(self, variables: Variables, environment: t.Mapping[str, t.Any]) -> _views.Views | None:
        """Return what the items of the loop share that this is an item of, None where it shares nothing.

        A task that is tried again waits for what others do.
        """
        global shared
        task = self._task
        is_shared = task.loop is not None and not task.until and task.retries is None
        seconds = self._seconds_of_views(variables) if is_shared else 0
        key = (task._uuid, seconds, tuple(sorted((name, str(value)) for name, value in environment.items())))
        if not seconds:
            shared = None
        elif shared is None or shared[0] != key:
            shared = (key, _views.Views(seconds))
        if shared:
            shared[1].told = ""
        return shared[1] if shared else None

    def _seconds_of_views(self, variables: Variables) -> float:
        """Return for how long a view is believed. Raises AnsibleError for what is no such number."""
        if VIEW_SECONDS not in variables:
            return _views.SECONDS
        given = self._templar.template(variables[VIEW_SECONDS])
        try:
            seconds = float(given)
        except (TypeError, ValueError):
            seconds = -1.0
        if isinstance(given, bool) or not 0 <= seconds <= _views.MOST_SECONDS:
            raise AnsibleError(
                "%s: is %r. Give a number of seconds from 0, which turns views off, to %d."
                % (VIEW_SECONDS, given, _views.MOST_SECONDS)
            )
        return seconds

    def _parsed(self, printed: str) -> dict[str, t.Any]:
        """Return what a module printed as the result of the task, in which nothing is a template."""
        parse: t.Any = self._parse_returned_data
        response = {"stdout": printed, "stdout_lines": [], "stderr": "", "stderr_lines": [], "rc": 0}
        parsed = parse(response, PROFILE) if HAS_PROFILES else parse(response)
        if isinstance(parsed, dict):  # up to ansible-core 2.20
            clean.remove_internal_keys(parsed)
            return parsed if HAS_PROFILES else dict(unsafe(parsed))
        parsed.remove_internal_keys()
        result: dict[str, t.Any] = parsed.as_result_dict(for_round_trip=True)
        return result


# What the items of a loop share, and by which task and setting they do: a worker runs one task.
shared: tuple[tuple[t.Any, ...], _views.Views] | None = None
# Why this process was told to end, if it was: no other item, and no other try, begins in it then.
told = ""


def _attended(work: t.Callable[[], str]) -> str:
    """Return what ``work`` does, ended in good order where nobody waits for it or a signal tells it to."""
    global told
    watch = Watch([why_alone], told)
    with _replaced(attendance, given=watch), attendance.heeding(watch):
        printed = work()
    told = watch.reason
    if told:
        _deliver_in_time()
        end_without_controller()
    return printed


def _controller() -> int:
    """Return the number of the process that this one was forked from as its worker, 0 where it is none."""
    parent = multiprocessing.parent_process()
    return parent.pid or 0 if parent else 0


def why_alone() -> str:
    """Return why nobody waits for what this process does, nothing where somebody does.

    A process whose parent has ended has another one at once.
    """
    return attendance.HAS_ENDED if _controller() not in (0, os.getppid()) else ""


def end_without_controller() -> None:
    """End this process if its controller has ended: there is nobody to take a result, or to do more for."""
    if why_alone():
        raise SystemExit(1)


def _deliver_in_time() -> None:
    """End this process, which was told to end, if it is still there after a while."""
    if _controller():
        timer = threading.Timer(DELIVERY, os._exit, [1])
        timer.daemon = True
        with attendance.for_the_main_thread():
            timer.start()


@functools.cache
def _is_this(interpreter: str) -> bool:
    """Whether an interpreter is the one that runs the controller, in the same virtual environment.

    A link can lead to the folder of that, as one called current does.
    """
    given, own = (os.path.abspath(path) for path in (interpreter, sys.executable))
    folders = {os.path.realpath(os.path.dirname(path)) for path in (given, own)}
    return os.path.realpath(given) == os.path.realpath(own) and len(folders) == 1


def run_main(
    module: ModuleType,
    arguments: bytes,
    environment: t.Mapping[str, t.Any],
    folder: str = ".",
    past: str = "",
) -> str:
    """Run the entry point of a module in a folder, and return what it prints.

    ``past``: options that do not go through ansible-core, as JSON. An exception becomes the result of a
    failed module. What ends a task from outside, as its timeout does, is raised.
    """
    try:
        return printed_by(module, arguments, environment, folder, past)
    except Exception as error:
        msg = "%s failed: %s: %s" % (module.__name__.rpartition(".")[2], type(error).__name__, error)
        return json.dumps({"failed": True, "msg": msg, "exception": traceback.format_exc()})


def printed_by(
    module: ModuleType,
    arguments: bytes,
    environment: t.Mapping[str, t.Any],
    folder: str = ".",
    past: str = "",
) -> str:
    """Run the entry point of a module in a folder, and return what it prints, or raise what it raises.

    The state of the process is put back: environment, output, working directory, logging, and what
    ansible-core keeps for the one module of a process.
    """
    printed = io.StringIO()
    fresh = {
        name: type(getattr(module_warnings, name))() for name in ("_global_warnings", "_global_deprecations")
    }
    with contextlib.ExitStack() as stack:
        stack.enter_context(
            _replaced(basic, _ANSIBLE_ARGS=arguments, _ANSIBLE_PROFILE=PROFILE, _PARSED_MODULE_ARGS={})
        )
        stack.enter_context(_replaced(past_core, given=past))
        stack.enter_context(_replaced(module_warnings, **fresh))
        stack.enter_context(_replaced(CORE, is_controller=False))
        stack.enter_context(_in_place(environment, folder))
        stack.enter_context(contextlib.redirect_stdout(printed))
        # Libraries warn here, which nobody reads of a module that ends as it should.
        stack.enter_context(contextlib.redirect_stderr(io.StringIO()))
        stack.callback(logging.disable, logging.root.manager.disable)
        logging.disable()
        with contextlib.suppress(SystemExit):
            module.main()
    return printed.getvalue()


@contextlib.contextmanager
def _replaced(owner: t.Any, **values: t.Any) -> t.Iterator[None]:
    """Give a module other values of those of its variables that it has."""
    kept = {name: getattr(owner, name) for name in values if hasattr(owner, name)}
    try:
        for name in kept:
            setattr(owner, name, values[name])
        yield
    finally:
        for name, value in kept.items():
            setattr(owner, name, value)


@contextlib.contextmanager
def _in_place(environment: t.Mapping[str, t.Any], folder: str) -> t.Iterator[None]:
    """Add to the environment, and work in a folder."""
    kept, was_in = _environment(), os.getcwd()
    try:
        os.environ.update({str(name): str(value) for name, value in environment.items()})
        os.chdir(folder)
        yield
    finally:
        os.chdir(was_in)
        if _environment() != kept:
            os.environ.clear()
            os.environ.update({os.fsdecode(name): os.fsdecode(value) for name, value in kept.items()})


def _environment() -> dict[t.Any, t.Any]:
    """Return the environment, in bytes where Python keeps it so: to decode all of it takes a while."""
    return dict(getattr(os.environ, "_data", os.environ))


def encoded(arguments: dict[str, t.Any]) -> bytes:
    """Return arguments in the form in which they travel to a module."""
    options: dict[str, t.Any] = {"cls": module_json.AnsibleJSONEncoder, "vault_to_text": True}
    if HAS_PROFILES:
        encoder = module_json.get_module_encoder(PROFILE, module_json.Direction.CONTROLLER_TO_MODULE)
        options = {"cls": encoder}
    return json.dumps({"ANSIBLE_MODULE_ARGS": arguments}, **options).encode()
