# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The only place that knows AnsibleModule. Private to this collection."""

from __future__ import annotations

import inspect
import sys
import traceback
import typing as t
from types import MappingProxyType

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

try:
    from ansible.module_utils.secrets import register_secrets  # type: ignore[import-not-found,unused-ignore]
except ImportError:  # before ansible-core 2.22

    def register_secrets(values: t.Iterable[str]) -> None:
        """Do without."""


from .._client.client import Client
from .._client.spellings import HIDDEN, hidden_in, without
from .._client.transport import REQUESTS_ERROR
from .._errors import ApiError, InvalidInput, ZpaError
from .._schema.field_type import IS_WRONG, is_id
from .._schema.record import DEFAULT_MICROTENANT
from .._texts import visible, visible_in, without_halves
from . import viewing
from .attendance import watching
from .complaints import Complaint, complaints, understood, without_echoes
from .connection import (
    ARGUMENT_SPEC,
    SECRETS,
    insecure_addresses,
    passwords_in_addresses,
    passwords_of_proxies,
    settings_of,
    with_connection,
    wrong_connection,
)
from .sources import TASK
from .texts import keys_in
from .unquoted import Way, leaves, numerals, unfolded

if t.TYPE_CHECKING:
    from .progress import ProgressFile

# What a result says in sentences, beside what is data.
SENTENCES = ("not_listed", "not_carried")

NO_SUCH_MICROTENANT = (
    "What the API calls microtenantId is microtenant_id, which is '%s' and comes from %s. No microtenant "
    "that this API client sees may have this id: zpa_microtenant_info lists them"
)

Options = t.Mapping[str, t.Any]
# Does what a module is for. It is given what returns where to tell how far it is.
LongWork = t.Callable[[Client, Options, t.Callable[[], "ProgressFile"]], t.Dict[str, t.Any]]
Prepare = t.Callable[[t.Dict[str, t.Any]], t.Dict[str, t.Any]]

# An argument that is no option: texts in the others that are secrets, which only the controller can know.
SECRET_TEXTS = "_zpa_secret_texts"
# A shorter one is in too many others for a result to be of use without it, but not for a log.
SHORTEST_SECRET = 4
# The option that is the configuration of a whole tenant.
LARGE = "config"


class ZpaModule(AnsibleModule):
    """An AnsibleModule that reports every problem with its options at once.

    ``wrong`` checks the module's own options; those of the connection are added. ``prepare`` gets
    the options as they are given, before anything is checked. ``is_alone``: whether options need no
    connection, so that nothing of it can be wrong. ``undeclared``: options of whose inside ansible-core
    knows nothing, and what they have inside.
    """

    def __init__(
        self,
        argument_spec: dict[str, t.Any],
        wrong: t.Callable[[Options], list[str]],
        prepare: Prepare = lambda options: options,
        is_alone: t.Callable[[Options], bool] = lambda options: False,
        undeclared: t.Mapping[str, Options] = MappingProxyType({}),
    ) -> None:
        self._wrong = wrong
        self._prepare = prepare
        self._is_alone = is_alone
        self._has_own_key = "private_key" in argument_spec
        self._undeclared = undeclared
        self._is_ready = False
        self._warned: list[str] = []
        self._exact: list[tuple[Way, list[t.Any]]] = []
        try:
            super().__init__(argument_spec={**argument_spec, **ARGUMENT_SPEC}, supports_check_mode=True)
        except (OverflowError, TypeError) as error:
            # What ansible-core cannot cope with is wrong; anything else would be a defect.
            self._fail_of_options([])
            self.fail_of_defect(error)
        self.no_log_values -= self._short_secrets
        self._is_ready = True
        self._fail_of_options([])
        for warning in self._numerals:
            self.warn(warning)

    def _load_params(self) -> None:
        super()._load_params()
        secrets = set(map(str, self.params.pop(SECRET_TEXTS, ())))
        self._hide(secrets)
        self._short_secrets = {secret for secret in secrets if len(secret) < SHORTEST_SECRET}
        self.no_log_values.update(keys_in(self.params))
        if LARGE in self.argument_spec:
            # Others have hardly anything that comes so, or that need not be looked at once more by everybody.
            from . import past_core
            from .exact import exact_lists

            past = past_core.take()
            self.params.update(past.options)
            self.no_log_values.update(past.keys)
            self._exact = list(exact_lists(self.argument_spec, self.params))
        for way, _entries in self._exact:
            self._put(way, [])
        connected, self.sources = with_connection(self.params, self._has_own_key)
        self.no_log_values.update(filter(None, [self.connection["private_key"]]) if self._has_own_key else ())
        whole, self._halves = without_halves(connected)
        self.params = self._prepare(unfolded(self.argument_spec, whole))
        if self._undeclared:
            # Only one module has any.
            from .undeclared import secret_texts

            for name, inside in self._undeclared.items():
                self._hide(secret_texts(inside, self.params.get(name)))
        self._numerals = list(numerals(leaves(self.argument_spec, self.params), self.params))
        given = {key: value for key, value in self.params.items() if not key.startswith("_ansible_")}
        self._wrong_options: list[Complaint] = list(complaints(self.argument_spec, given))
        self._understood: dict[str, t.Any] = {}
        if self._wrong_options:
            self._understood = understood(self.argument_spec, given)
            # ansible-core gets what it will not stop at.
            self.params = {key: value for key, value in self.params.items() if key not in given}
            self.params.update(
                {key: value for key, value in self._understood.items() if key in ARGUMENT_SPEC}
            )

    @property
    def connection(self) -> dict[str, t.Any]:
        """The options with those of the connection where the object has some of the same name."""
        given: dict[str, t.Any] = self.params
        if not self._has_own_key:
            return given
        return {**given, "private_key": self.sources.values.get("private_key")}

    def _hide(self, secrets: t.Iterable[str]) -> None:
        found = set(secrets)
        self.no_log_values.update(found)
        register_secrets(found)

    def _put(self, way: Way, entries: list[t.Any]) -> None:
        place = self.params
        for name in way[:-1]:
            place = place[name]
        place[way[-1]] = entries

    def _put_back(self) -> None:
        for way, entries in self._exact:
            self._put(way, entries)

    def _log_invocation(self) -> None:
        self._put_back()
        params = self.params
        # ansible-core would look for secrets in what Python makes of lists and dictionaries, and there some
        # of their characters are spelled in another way.
        logged = {name: value for name, value in self._outlined(is_log=True).items() if value is not None}
        self.params = hidden_in(logged, self.no_log_values)
        super()._log_invocation()
        self.params = params

    def _outlined(self, is_log: bool = False) -> dict[str, t.Any]:
        """Return the options without secrets that ansible-core does not know, and what no log needs."""
        given: dict[str, t.Any] = {**self.params}
        if self._undeclared:
            from .undeclared import in_outline

            given.update((name, in_outline(given.get(name))) for name in self._undeclared)
        if is_log and LARGE in self.argument_spec and given.get(LARGE):
            from .undeclared import counted

            given[LARGE] = counted(given[LARGE])
        return given

    def fail_json(self, msg: str, **facts: t.Any) -> t.NoReturn:
        """Fail with secrets hidden, however an error spells them, and with everything visible.

        Ansible shows all that a failed task returns. While AnsibleModule checks options, its first complaint
        is replaced by all of them.
        """
        found = getattr(self, "validation_result", None)
        if not self._is_ready and found is not None and found.error_messages:
            self._fail_of_options(found.error_messages)
        # The annotations of ansible-core 2.16 do not say that this ends the task.
        end: t.Callable[..., t.NoReturn] = super().fail_json
        # ansible-core 2.19 and newer show a traceback where somebody asks for it, older ones wherever one is.
        shows_it_if_asked = "exception" in inspect.signature(end).parameters
        if shows_it_if_asked and sys.exc_info()[0] and "exception" not in facts:
            facts["exception"] = traceback.format_exc()
        end(**visible_in(self._without_secrets({"msg": msg, **facts})))

    def exit_json(self, **result: t.Any) -> t.NoReturn:
        """End the task well. What the result holds as data is what the tenant has, but for secrets."""
        told = {key: visible_in(result[key]) for key in SENTENCES if key in result}
        end: t.Callable[..., t.NoReturn] = super().exit_json
        end(**self._without_secrets({**result, **told}))

    def warn(self, warning: str, *more: t.Any, **facts: t.Any) -> None:
        # ansible-core can warn before it knows of secrets, and up to 2.18 told the same again.
        text = visible(without(str(warning), getattr(self, "no_log_values", ())))
        if text not in self._warned:
            self._warned.append(text)
            super().warn(text, *more, **facts)

    def _without_secrets(self, result: dict[str, t.Any]) -> dict[str, t.Any]:
        """Return a result without secrets, and with the options, which AnsibleModule would add as they are.

        ansible-core 2.21 and newer want these only if somebody asks for them, and say so beside the options.

        Up to ansible-core 2.21 it hides what it knows as well, as far as it is spelled as it knows it. Later
        ones leave that to the controller, which does not know what a module learns.
        """
        told = {"invocation": {"module_args": self._shown_options()}} if self._shows_options else {}
        shown: dict[str, t.Any] = hidden_in({**told, **result}, self.no_log_values)
        return shown

    @property
    def _shows_options(self) -> bool:
        return bool(getattr(self, "_inject_invocation", True))

    def _shown_options(self) -> dict[str, t.Any]:
        return {
            name: HIDDEN if name in SECRETS and value else as_given(value)
            for name, value in self._outlined().items()
        }

    def _fail_of_options(self, of_core: list[str]) -> None:
        """End the task if there are any problems with its options. Of each thing one is enough.

        ``of_core``: what ansible-core says, which counts where nothing was found before it.
        """
        self._is_ready = True
        if self._wrong_options:
            self.params = self._understood
        self._put_back()
        try:
            others = self._problems()
        except Exception as error:
            self.fail_of_defect(error)
        problems = without_echoes(self._wrong_options, others if self._wrong_options else of_core + others)
        if problems:
            self.fail(InvalidInput(problems))

    def fail(self, error: ZpaError) -> t.NoReturn:
        """End the task with an error and its facts."""
        if (
            self._has_own_key
            and "private_key" in str(error)
            and self.sources.origins.get("private_key") == TASK
        ):
            from .own_key import TAKEN_FOR_CONNECTION

            error.hint(TAKEN_FOR_CONNECTION)
        written = {"changed": True} if error.may_have_written else {}
        self.fail_json(msg=str(error), **{**written, **error.details()})

    def fail_of_defect(self, error: Exception) -> t.NoReturn:
        """End the task with an error that nobody foresaw. It is told wherever the module runs."""
        self.fail_json(
            msg="A defect of the collection ended the task, please report it with what -vvv shows: %s: %s. "
            "Look at the tenant with --check --diff before you go on." % (type(error).__name__, error),
            exception=traceback.format_exc(),
        )

    def progress_file(self) -> ProgressFile:
        """Return where to tell how far the work is. Without a folder of Ansible nobody reads it."""
        # Only what takes long tells it.
        from .progress import ProgressFile

        # The property ``tmpdir`` would make a folder where there is none, and warn of that.
        return ProgressFile(getattr(self, "_tmpdir", None))

    def _problems(self) -> list[str]:
        self.no_log_values.update(passwords_in_addresses(self.params), passwords_of_proxies())
        halves = [
            "%s: holds half a character, which no text does. Write it again." % at for at in self._halves
        ]
        of_connection = [] if self._is_alone(self.params) else wrong_connection(self.connection, self.sources)
        told = {**self.params, IS_WRONG: True} if self._wrong_options else self.params
        return halves + of_connection + self._wrong(told)


def as_given(value: t.Any) -> t.Any:
    """Return an option without those inside of it that are not given: most of a whole tenant are not."""
    if isinstance(value, dict):
        return {name: as_given(inside) for name, inside in value.items() if inside is not None}
    if isinstance(value, list):
        return [as_given(entry) for entry in value]
    return value


def run(
    argument_spec: dict[str, t.Any],
    wrong: t.Callable[[Options], list[str]],
    work: t.Callable[[Client, Options], dict[str, t.Any]],
    prepare: Prepare = lambda options: options,
    is_scoped: bool = True,
    shares: bool = False,
) -> None:
    """Run a module: check its options, do its ``work`` with a client, report what it returns.

    The client of a check mode run cannot write. ``is_scoped``: whether the work is in a microtenant.
    ``shares``: whether it shares its client with the other items of a loop.
    """
    run_long(
        argument_spec,
        wrong,
        lambda client, options, progress: work(client, options),
        prepare,
        is_scoped,
        shares,
    )


def run_long(
    argument_spec: dict[str, t.Any],
    wrong: t.Callable[[Options], list[str]],
    work: LongWork,
    prepare: Prepare = lambda options: options,
    is_scoped: bool = True,
    shares: bool = False,
) -> None:
    """Run a module as ``run`` does, with work that can tell how far it is."""
    finish(ZpaModule(argument_spec, wrong, prepare), work, is_scoped, shares)


def finish(
    module: ZpaModule,
    work: LongWork,
    is_scoped: bool = True,
    shares: bool = False,
) -> t.NoReturn:
    """Do the work of a module, and end it with what that returns or raises."""
    if REQUESTS_ERROR:
        module.fail_json(msg=missing_required_lib("requests"), exception=REQUESTS_ERROR)
    try:
        result = _do(module, work, is_scoped, shares)
    except ZpaError as error:
        module.fail(error)
    except Exception as error:
        module.fail_of_defect(error)
    module.exit_json(**result)


def _do(
    module: ZpaModule,
    work: LongWork,
    is_scoped: bool,
    shares: bool,
) -> dict[str, t.Any]:
    version: str = module.ansible_version  # type: ignore[attr-defined]
    settings = settings_of(module.connection, module.sources, version)
    if not is_scoped:
        settings = settings._replace(microtenant_id="")
    module.no_log_values.update(settings.secrets())
    for warning in insecure_addresses(settings):
        module.warn(warning)
    with watching() as watch:
        task = (module.check_mode, module.warn, module.no_log_values.add)
        shared = viewing.given if shares else None
        client = shared.connect(settings, *task, watch) if shared else Client(settings, *task, watch=watch)
        # Also of those that are not written yet, an answer that is cut would show a part.
        client.hide(frozenset(module.no_log_values))
        try:
            return work(_in_place(client), module.params, module.progress_file)
        except ApiError as error:
            if "microtenantId" in (*error.params, *error.reason.split()) and settings.microtenant_id:
                place = module.sources.place_of("microtenant_id")
                error.hint(NO_SUCH_MICROTENANT % (settings.microtenant_id, place))
            raise
        finally:
            if not shared:
                client.close()


def _in_place(client: Client) -> Client:
    """Return the connection for its microtenant, which may be said by name."""
    if is_id(client.settings.microtenant_id or DEFAULT_MICROTENANT):
        return client
    # Most connections say none, or its id.
    from .._engine.whereabouts import in_its_microtenant

    return in_its_microtenant(client)
