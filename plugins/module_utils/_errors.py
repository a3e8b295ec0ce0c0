# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can go wrong, as types. Private to this collection.

Every error says in one message what to do about it, and ``details()`` gives the same facts as
result keys for playbooks. No error ever holds a request body, a header or a credential. What others wrote
is cut here to what can be of use and made visible: the words of the API, names, and any message as a whole.
"""

from __future__ import annotations

import contextlib
import typing as t

from ._refusals import DENIED, INVALID, MISSING, ODDLY_TYPED, STALE, TROUBLE, is_taken, meaning_of
from ._texts import LAYOUT, LONGEST_MESSAGE, cut

MOST_PARAMS = 20


class ZpaError(Exception):
    """Base of everything that this collection raises on purpose.

    ``may_have_written``: whether the object in question may be another by now than it was.
    """

    may_have_written = False

    def __init__(self, message: str) -> None:
        super().__init__(cut(message, LONGEST_MESSAGE, LAYOUT))

    def hint(self, advice: str) -> None:
        """Add what the user can do about it."""
        self.args = ("%s. %s" % (str(self.args[0]).rstrip("."), advice),)

    def details(self) -> dict[str, t.Any]:
        """Facts for the task's result, beside ``msg``: JSON types only."""
        return {}


class InvalidInput(ZpaError):
    """Options that cannot be carried out. Holds every problem found, each a full sentence."""

    def __init__(self, problems: t.Sequence[str]) -> None:
        self.problems = [cut(problem, LONGEST_MESSAGE) for problem in problems]
        if len(self.problems) == 1:
            message = self.problems[0]
        else:
            listed = "".join("\n- " + problem for problem in self.problems)
            message = "%d problems were found, nothing was written:%s" % (len(self.problems), listed)
        super().__init__(message)
        # All of them are told, however many there are.
        self.args = (message,)

    def details(self) -> dict[str, t.Any]:
        return {"problems": self.problems}


class RestrictedObject(ZpaError):
    """A change to an object that belongs to Zscaler Deception or to Zscaler itself."""


class WriteInCheckMode(ZpaError):
    """A write was asked of a client that only reads: always a defect of this collection."""


class RequestError(ZpaError):
    """A request that failed. Knows the method and the path, never the query, headers or body.

    ``doing`` says in the user's words what it was for; see ``while_doing``.
    """

    def __init__(self, message: str, method: str, path: str) -> None:
        super().__init__(message)
        self.method = method
        self.path = cut(path)
        self.doing = ""

    def __str__(self) -> str:
        message = super().__str__()
        return "Cannot %s: %s" % (self.doing, message) if self.doing else message

    def details(self) -> dict[str, t.Any]:
        return {"method": self.method, "path": self.path}


class StatusError(RequestError):
    """A failed request with what its answer said.

    ``status``: the HTTP status, 0 where there was no answer. ``error_id`` (the body's ``id``, for
    example ``resource.referenced``), ``reason`` and ``params`` are the body's own words.
    """

    def __init__(
        self,
        message: str,
        method: str,
        path: str,
        status: int = 0,
        error_id: str = "",
        reason: str = "",
        params: t.Sequence[str] = (),
    ) -> None:
        super().__init__(message, method, path)
        self.status = status
        self.error_id = cut(error_id)
        self.reason = cut(reason)
        self.params = _told(params)

    def details(self) -> dict[str, t.Any]:
        said = {key: getattr(self, key) for key in ("status", "error_id", "reason", "params")}
        return {**super().details(), **{key: value for key, value in said.items() if value}}


class SignInFailed(StatusError):
    """No access token could be had."""


class ConnectionFailed(RequestError):
    """No usable answer came, and nothing can have been written."""


class WrongAnswer(ConnectionFailed):
    """An answer came, and it is not about what was asked."""


class UncertainWrite(StatusError):
    """A write was sent and its outcome is unknown: look before sending it again.

    ``asked``: the seconds that the API wants its client to wait first, if it said so. ``is_given_up``:
    whether it was looked for and sent again as often as it is worth.
    """

    asked: float | None = None
    is_given_up = False
    may_have_written = True

    @classmethod
    def because(cls, error: StatusError, asked: float | None = None) -> UncertainWrite:
        """Return the doubt that an error answer to a write leaves."""
        said = (error.status, error.error_id, error.reason, error.params)
        lost = cls(str(error), error.method, error.path, *said)
        lost.asked = asked
        return lost


class UnexpectedAnswer(ZpaError):
    """The API showed an object in a form that no document describes. Nothing is guessed from it.

    ``record``: the object, ``key``: what it shows otherwise, ``form``: the form that this should have.
    """

    def __init__(self, record: t.Mapping[str, t.Any], key: str, form: str) -> None:
        super().__init__(
            "The API shows '%s' (id %s) in a form that is not documented: %s is not %s. Nothing is guessed "
            "from it. Look at the object in the admin portal."
            % (record.get("name"), record.get("id"), key, form)
        )


class InconsistentRead(ZpaError):
    """The API accepted a write, but reading the object back shows something else.

    ``ids``: those of the objects, where it is about single ones.
    """

    may_have_written = True

    def __init__(self, message: str, ids: t.Sequence[str] = ()) -> None:
        super().__init__(message)
        self.ids = ids


class ChangedMeanwhile(ZpaError):
    """Somebody else changed an object after it was planned what to do with it, and that was not done."""


class ApiError(StatusError):
    """The API answered with an error.

    ``from_api``: whether the answer can be the API's, and not the page of a proxy or a wrong host.
    """

    def __init__(
        self,
        method: str,
        path: str,
        status: int,
        error_id: str = "",
        reason: str = "",
        params: t.Sequence[str] = (),
        from_api: bool = True,
    ) -> None:
        origin = "HTTP %d" % status + (", %s" % cut(error_id) if error_id else "")
        message = "%s (%s)" % (cut(reason).rstrip(".") or "no reason given", origin)
        super().__init__(message, method, path, status, error_id, reason, params)
        self.from_api = from_api
        self._meaning = meaning_of(status, error_id)

    @property
    def not_found(self) -> bool:
        """Whether the object does not exist. A 404 that is no JSON is somebody else's page."""
        return self._meaning == MISSING and self.from_api

    @property
    def is_not_there(self) -> bool:
        """Whether this is how the API refuses a list that the tenant does not have, as without a licence.

        The page of a proxy is no such refusal, nor what passes by itself.
        """
        return self._meaning in (MISSING, DENIED, INVALID) and self.from_api

    @property
    def is_denied(self) -> bool:
        """Whether it is a matter of rights."""
        return self._meaning == DENIED

    @property
    def is_bad_request(self) -> bool:
        """Whether the request is wrong in itself, or names what does not exist. Another one may do."""
        return self._meaning == INVALID or self.not_found

    @property
    def is_unreadable(self) -> bool:
        """Whether the API cannot read the request: something in it has another type than it should."""
        return self.error_id == ODDLY_TYPED

    @property
    def is_stale(self) -> bool:
        """Whether the request was made for other objects than there are now."""
        return self._meaning == STALE or self.not_found

    @property
    def is_trouble(self) -> bool:
        """Whether the API itself has failed."""
        return self._meaning == TROUBLE

    @property
    def already_exists(self) -> bool:
        """Whether the answer may mean that an object of this name, or its like, exists. Look for it."""
        return is_taken(self.status, self.error_id, self.reason)


class Abandoned(ZpaError):
    """The task was to end before it was done: nobody waits for it, or a signal said so.

    ``has_written``: whether it had written anything by then.
    """

    def __init__(self, reason: str, has_written: bool = False) -> None:
        done = "What it was writing then is complete, and it wrote nothing more"
        super().__init__("%s. %s" % (reason, done if has_written else "Nothing was written"))


class ConfigurationFailed(ZpaError):
    """A step of a configuration failed. ``result`` tells of all steps, each with its status."""

    def __init__(self, error: ZpaError, result: t.Mapping[str, t.Any]) -> None:
        statuses = [step["status"] for step in result["plan"]]
        super().__init__(
            "%s. Of %d steps %d were taken before that, and %d were not tried. Run the task again once the "
            "cause is mended: it goes on from there."
            % (str(error).rstrip("."), len(statuses), statuses.count("done"), statuses.count("not_tried"))
        )
        self._details = {**error.details(), **result}

    def add(self, facts: t.Mapping[str, t.Any]) -> None:
        """Tell more of it."""
        self._details = {**self._details, **facts}

    def details(self) -> dict[str, t.Any]:
        return self._details


class StillNamed(ZpaError):
    """What others name is not deleted. ``error_id`` and ``params`` are as the API would answer."""

    def __init__(self, doing: str, named_by: str, params: t.Sequence[str]) -> None:
        super().__init__(
            "Cannot %s: it is named by %s. ZPA deletes nothing that something else names, so nothing was "
            "sent. Take it out of these, or delete them first." % (doing, named_by)
        )
        self._params = list(params)

    def details(self) -> dict[str, t.Any]:
        return {"error_id": "resource.referenced", "params": self._params}


OUTCOME_UNKNOWN = "A write was sent before that, and its outcome is unknown: run the task again to find out"


@contextlib.contextmanager
def after_write(advice: str, kind: type[ZpaError] = ZpaError) -> t.Iterator[None]:
    """Add to an error of a ``kind`` what is known of the write before it."""
    try:
        yield
    except kind as error:
        error.hint(advice)
        error.may_have_written = True
        raise


@contextlib.contextmanager
def while_doing(what: str) -> t.Iterator[None]:
    """Tell every failed request inside what it was for: ``update segment group 'Finance'``."""
    try:
        yield
    except RequestError as error:
        error.doing = error.doing or cut(what)
        raise
    except Abandoned as error:
        if not error.may_have_written:
            error.hint("Not done: %s" % what)
        raise


def _told(params: t.Sequence[str]) -> list[str]:
    """Return what an answer names, as far as anybody would read it."""
    more = len(params) - MOST_PARAMS
    return [cut(param) for param in params[:MOST_PARAMS]] + (["... %d more" % more] if more > 0 else [])
