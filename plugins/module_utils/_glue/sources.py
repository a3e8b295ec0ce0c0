# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where each connection option comes from: the task or the environment. Pure, and private to this collection.

What proves who somebody is consists of several options, and is taken as a whole from one place: the id of
one client with the secret of another opens nothing. A vanity domain says how to sign in. With one the
variables of OneAPI count, without one those of API keys, as the vendor's own tools name them.
"""

from __future__ import annotations

import json
import typing as t

from ansible.module_utils.parsing.convert_bool import BOOLEANS_FALSE, BOOLEANS_TRUE

from .texts import is_blank

# What belongs together. Where the task gives any of it, none of it comes from the environment.
CREDENTIAL = ("access_token", "client_id", "client_secret", "private_key")
ONEAPI = {
    "client_id": "ZSCALER_CLIENT_ID",
    "client_secret": "ZSCALER_CLIENT_SECRET",
    "private_key": "ZSCALER_PRIVATE_KEY",
}
API_KEY = {"client_id": "ZPA_CLIENT_ID", "client_secret": "ZPA_CLIENT_SECRET"}
ACCESS_TOKEN = "ZPA_ACCESS_TOKEN"
VANITY_DOMAIN = "ZSCALER_VANITY_DOMAIN"
ONEAPI_CLOUD, API_KEY_CLOUD = "ZSCALER_CLOUD", "ZPA_CLOUD"
# The switch of the vendor's own collection and Terraform provider: true means API keys.
LEGACY_SWITCH = "ZSCALER_USE_LEGACY_CLIENT"

# The variables of each option; which of several counts, the way of signing in decides.
VARIABLES: dict[str, tuple[str, ...]] = {
    "client_id": (ONEAPI["client_id"], API_KEY["client_id"]),
    "client_secret": (ONEAPI["client_secret"], API_KEY["client_secret"]),
    "private_key": (ONEAPI["private_key"],),
    "customer_id": ("ZPA_CUSTOMER_ID",),
    "microtenant_id": ("ZPA_MICROTENANT_ID",),
    "vanity_domain": (VANITY_DOMAIN,),
    "cloud": (ONEAPI_CLOUD, API_KEY_CLOUD),
    "access_token": (ACCESS_TOKEN,),
    "base_url": ("ZPA_BASE_URL",),
    "auth_url": ("ZPA_AUTH_URL",),
    "validate_certs": ("ZPA_VALIDATE_CERTS",),
    "ca_path": ("ZPA_CA_PATH",),
    "timeout": ("ZPA_TIMEOUT",),
    "max_wait": ("ZPA_MAX_WAIT",),
    "token_cache": ("ZPA_TOKEN_CACHE",),
}
_LOOKED_FOR = (*sum(VARIABLES.values(), ()), LEGACY_SWITCH)
# What decides who signs in, how and where, in the order in which it is told.
_TOLD = (*CREDENTIAL, "vanity_domain", "cloud", "customer_id", "microtenant_id", "base_url", "auth_url")
_NAMED_IF_UNUSED = (
    *(ACCESS_TOKEN, VANITY_DOMAIN, LEGACY_SWITCH),
    *(*ONEAPI.values(), ONEAPI_CLOUD, *API_KEY.values(), API_KEY_CLOUD),
)

TASK = "task"


class Sources(t.NamedTuple):
    """The connection options that say something, and the ``origins`` of them: TASK, or a variable.

    A vanity domain that there is not can have an origin, too: where it was said that there is none.
    ``unused``: variables about signing in that are set and do not count. ``problems``: full sentences.
    """

    values: dict[str, t.Any]
    origins: dict[str, str]
    unused: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def of_task(self) -> list[str]:
        """What the task gives of a credential."""
        return [name for name in CREDENTIAL if self.origins.get(name) == TASK]

    def place_of(self, name: str) -> str:
        """Return where an option is from, as a sentence says it."""
        origin = self.origins.get(name, TASK)
        return "the task" if origin == TASK else origin

    @property
    def used(self) -> str:
        """Sentences that say where each part came from. They hold no value."""
        parts = ["%s (%s)" % (name, self.origins[name]) for name in _TOLD if name in self.values]
        if "cloud" not in self.values:
            parts.append("cloud (default)")
        if "vanity_domain" not in self.values:
            origin = self.origins.get("vanity_domain")
            parts.append("no vanity_domain" + (" (%s)" % origin if origin else ""))
        return "What was used for signing in: %s.%s" % (", ".join(parts), self.not_used)

    @property
    def not_used(self) -> str:
        """A sentence that names the variables that do not count, with a blank before it, or nothing."""
        return " Set in the environment, but not used: %s." % ", ".join(self.unused) if self.unused else ""

    def variables_of(self, name: str) -> tuple[str, ...]:
        """Return the variables in which an option is looked for, those of the way of signing in first."""
        known = VARIABLES[name]
        return known if "vanity_domain" in self.values else known[::-1]


def sources_of(options: t.Mapping[str, t.Any], environment: t.Mapping[str, t.Any]) -> Sources:
    """Return what the options of a task and the environment say of the connection.

    What is empty says nothing, as a field that AWX leaves empty, or a look-up of a variable that is not set.
    But that there is no vanity domain can be said in no other way, so that an empty one in the task means it.
    """
    texts = {name: variable_text(environment.get(name)) for name in _LOOKED_FOR}
    variables = {name: text for name, text in texts.items() if text}
    found = _Search({name: _usable(name, options.get(name)) for name in VARIABLES}, variables)
    found.vanity_domain(said=is_blank(options.get("vanity_domain")))
    found.credential()
    found.cloud()
    found.rest()
    unused = [name for name in _NAMED_IF_UNUSED if name in variables]
    switch = variables.get(LEGACY_SWITCH, "false").lower()
    if switch in BOOLEANS_FALSE:
        unused = [name for name in unused if name != LEGACY_SWITCH]
    problems = (
        ()
        if switch in (BOOLEANS_TRUE | BOOLEANS_FALSE)
        else ("%s: is neither true nor false. Set it to one of them, or take it away." % LEGACY_SWITCH,)
    )
    of_environment = set(found.origins.values())
    return Sources(
        found.values,
        found.origins,
        tuple(name for name in unused if name not in of_environment),
        problems,
    )


class _Search:
    """Fills in options one after the other. ``task``: what it gives, None for nothing."""

    def __init__(self, task: t.Mapping[str, t.Any], variables: t.Mapping[str, str]) -> None:
        self._task = {name: value for name, value in task.items() if value is not None}
        self._variables = variables
        self._is_of_task = any(name in self._task for name in CREDENTIAL)
        self._fell_back = False
        self.values: dict[str, t.Any] = {}
        self.origins: dict[str, str] = {}

    def _from_task(self, name: str) -> bool:
        if name in self._task:
            self.values[name], self.origins[name] = self._task[name], TASK
        return name in self._task

    def _from(self, name: str, variable: str) -> bool:
        if variable in self._variables:
            self.values[name], self.origins[name] = self._variables[variable], variable
        return variable in self._variables

    @property
    def _is_oneapi(self) -> bool:
        return "vanity_domain" in self.values

    @property
    def _is_another(self) -> bool:
        """Whether the task names another vanity domain than that of which the environment has the client."""
        of_environment = self._variables.get(VANITY_DOMAIN, "").casefold()
        return self._is_oneapi and of_environment not in ("", str(self.values["vanity_domain"]).casefold())

    def vanity_domain(self, said: bool) -> None:
        """``said``: whether the task says that there is none."""
        if self._from_task("vanity_domain"):
            return
        if said:
            self.origins["vanity_domain"] = TASK
        elif self._is_of_task:
            return
        elif self._variables.get(LEGACY_SWITCH, "").lower() in BOOLEANS_TRUE:
            self.origins["vanity_domain"] = LEGACY_SWITCH
        else:
            self._from("vanity_domain", VANITY_DOMAIN)

    def credential(self) -> None:
        if self._is_of_task:
            for name in CREDENTIAL:
                self._from_task(name)
        elif not self._from("access_token", ACCESS_TOKEN):
            for name, variable in self._family().items():
                self._from(name, variable)

    def _family(self) -> t.Mapping[str, str]:
        """Return the variables of the way of signing in, or, as a whole, those of the other if it has none.

        Those of OneAPI are not taken from beside a vanity domain that is not used: they belong to it.
        """
        own, other = (ONEAPI, API_KEY) if self._is_oneapi else (API_KEY, ONEAPI)
        if self._is_another:
            return {}
        if self._has(own) or (other is ONEAPI and VANITY_DOMAIN in self._variables):
            return own
        self._fell_back = self._has(other)
        return other if self._fell_back else own

    def _has(self, family: t.Mapping[str, str]) -> bool:
        return any(variable in self._variables for variable in family.values())

    def cloud(self) -> None:
        """A variable of the other way counts where it stands alone, or beside the credential that is used."""
        if self._from_task("cloud"):
            return
        own, other = (ONEAPI_CLOUD, API_KEY_CLOUD) if self._is_oneapi else (API_KEY_CLOUD, ONEAPI_CLOUD)
        if not self._is_another and self._from("cloud", own):
            return
        beside = API_KEY if self._is_oneapi else {**ONEAPI, "vanity_domain": VANITY_DOMAIN}
        if self._fell_back or not self._has(beside):
            self._from("cloud", other)

    def rest(self) -> None:
        for name, (variable, *_others) in VARIABLES.items():
            if name not in (*CREDENTIAL, "vanity_domain", "cloud") and not self._from_task(name):
                self._from(name, variable)


def _usable(name: str, value: t.Any) -> t.Any:
    """Return what an option of a task says, None if it says nothing.

    A blank secret would be masked wherever there is a blank. Of a key in JWK form that comes from a template
    ansible-core before 2.19 makes a dictionary, all words in which would be masked.
    """
    if is_blank(value):
        return None
    return json.dumps(value) if name == "private_key" and isinstance(value, dict) else value


def variable_text(value: t.Any) -> str:
    """Return what a variable says. What is not UTF-8 in it becomes a mark by which it is refused."""
    text = "" if value is None else str(value).strip()
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
