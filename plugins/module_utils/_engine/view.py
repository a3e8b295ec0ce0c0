# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the items of one loop know together of a tenant: each list is read once. Private to this collection.

A view tells what is as declared, and in check mode what would change. It never leads to a write: what is to
change is looked for and planned again, from what the tenant has by then.
"""

from __future__ import annotations

import typing as t
from collections import Counter

from .._client.client import Client, JsonObject
from .._client.pages import LongList
from .._client.settings import Settings
from .._client.token_cache import AccessToken
from .._client.watch import Watch
from .._errors import ApiError, RequestError
from .._schema.field_type import Record
from .._schema.kind import Kind
from .._schema.resource import Resource
from .._schema.unlisted import NOT_LISTED
from . import finder
from .index import Index
from .mode import carried_out
from .plan import Plan
from .searching import Searching
from .source import ListKey

if t.TYPE_CHECKING:
    from . import sparing

# How many pages more than the first one a list may have for each time that something was looked for in it.
PAGES_A_LOOK = 4


class NotFromView(Exception):
    """What a view cannot answer, or must not."""


class ChangesAhead(NotFromView):
    """Something is to be changed, which is planned from what the tenant has by now."""


def _ask_the_tenant() -> None:
    raise ChangesAhead


class Viewing(Searching):
    """The lists of a view: read whole where that pays, searched until then."""

    def __init__(self, client: Client) -> None:
        super().__init__(client)
        self._looks: t.Counter[ListKey] = Counter()
        self._pages_left: dict[ListKey, int] = {}

    def among(self, kind: Kind, tokens: t.Collection[str], members: t.Collection[str] = ()) -> Index:
        if tokens and self.pays(kind):
            return self.table(kind).index
        return super().among(kind, tokens, members)

    def some(
        self, kind: Kind, wishes: t.Collection[sparing.Wish], members: t.Collection[str] = ()
    ) -> list[JsonObject]:
        if wishes and self.pays(kind):
            return self.table(kind).records
        return super().some(kind, wishes, members)

    def pays(self, kind: Kind) -> bool:
        """Whether the list of a kind is there, after it was read if it is short for what is looked for in it.

        A list of one page costs what a search does. Of a longer one nobody knows whether as much will be
        looked for in it, so that it is read once enough was.
        """
        key = self._key(kind)
        if self.has(kind):
            return True
        looks = self._looks[key]
        self._looks[key] += 1
        most = PAGES_A_LOOK * looks
        if self._pages_left.get(key, 0) > most:
            return False
        try:
            self._keep(kind, finder.everything(self.client, kind, refused=self._lacks, most=most))
        except LongList as found:
            self._pages_left[key] = found.pages_left
            return False
        return True

    def before_changes(self) -> None:
        carried_out(self.client, None, _ask_the_tenant)

    def keep_up(self, resource: Resource, plan: Plan, record: Record | None, stands_alone: bool) -> None:
        if not plan.changes:
            return
        kind = resource.kind
        object_id = str((record or plan.current or {}).get("id") or "")
        changed = {name for name, value in plan.after.items() if plan.before.get(name) != value}
        # What belongs to one alone is taken from another.
        moves_others = any(resource.field(name).is_exclusive for name in changed)
        is_known = bool(object_id) and stands_alone and not moves_others and not kind.wrong_by_id
        if is_known and self.has(kind) and self._is_shown(kind, record or {}):
            self.remember(kind, object_id, dict(record) if record else None)
        else:
            self.forget_writes(kind)

    def _is_shown(self, kind: Kind, record: Record) -> bool:
        """Whether the list shows all that an object shows by its id, as far as that can be known."""
        listed = self.table(kind).records
        own = [key for key in kind.unlisted if key in record]
        return all(any(known.get(key, NOT_LISTED) is not NOT_LISTED for known in listed) for key in own)


class Following(Searching):
    """Looks at the tenant as it is, and tells a view what is written."""

    def __init__(self, client: Client, viewing: Viewing) -> None:
        super().__init__(client)
        self._viewing = viewing
        # Whether the view knows all that was written.
        self.is_followed = False

    def keep_up(self, resource: Resource, plan: Plan, record: Record | None, stands_alone: bool) -> None:
        self._viewing.keep_up(resource, plan, record, stands_alone)
        self.is_followed = True


class Reused(Client):
    """The connection of one task after another with the same settings."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        # The token that was asked for here: the next task finds it kept.
        self._obtained: AccessToken | None = None
        # What was wrong with the place where tokens are kept.
        self._complaints: list[str] = []

    def serve(
        self,
        read_only: bool,
        warn: t.Callable[[str], None],
        keep_secret: t.Callable[[str], None],
        watch: Watch,
    ) -> None:
        """Be the connection of another task. Of the last one it finds the token, what was wrong with keeping
        it, and nothing else.
        """
        self.read_only, self.warn, self._keep_secret, self._watch = read_only, warn, keep_secret, watch
        self._transport.hide_only(self.settings.secrets())
        self.begin_answers()
        self._kept, self._obtained = self._obtained or self._kept, None
        self._has_been_let_in = False
        if self._kept and not self._kept.is_valid(self._clock()):
            self._token, self._kept = "", None
        if self._token:
            keep_secret(self._token)
            for complaint in self._complaints:
                warn(complaint)

    def begin_answers(self) -> None:
        """Know nothing of the answers before: nobody was told of them who reads from now on."""
        self._halves, self._withheld = None, None

    def _sign_in(self, refused: str = "") -> None:
        self._complaints, warn = [], self.warn

        def warn_and_remember(complaint: str) -> None:
            self._complaints.append(complaint)
            warn(complaint)

        self.warn = warn_and_remember
        try:
            super()._sign_in(refused)
        finally:
            self.warn = warn

    def _ask_for_token(self, keep: t.Callable[[AccessToken], None] = lambda token: None) -> str:
        def keep_and_remember(token: AccessToken) -> None:
            self._obtained = token
            keep(token)

        return super()._ask_for_token(keep_and_remember)


class Onlooker(Reused):
    """The connection of a task, to look at the tenant before it does. What fails is not tried again here, and
    a list of which there are doubts is not kept.

    ``may_read``: whether anything may be asked for. ``failures``: of requests, also of the same connection
    for another microtenant, otherwise than that there is nothing, whatever became of that.
    """

    def __init__(self, client: Client) -> None:
        vars(self).update(vars(client))
        self.may_read = False
        self.failures: list[RequestError] = []

    def _call(self, *arguments: t.Any, **more: t.Any) -> t.Any:
        if not self.may_read:
            raise NotFromView
        try:
            return super()._call(*arguments, **more)
        except RequestError as error:
            is_answer = isinstance(error, ApiError) and (error.not_found or error.is_not_there)
            if not is_answer:
                self.failures.append(error)
            raise

    def doubt(self, sentence: str) -> None:
        raise NotFromView(sentence)

    def _tell(self, message: str) -> None:
        """Of what an answer shows everybody is to be told who reads it."""
        raise NotFromView(message)


class View:
    """What is known of a tenant by one connection since ``born``, in seconds of any clock."""

    def __init__(self, client: Client, born: float) -> None:
        self.born = born
        self.warnings: list[str] = []
        self.client = Onlooker(client)
        self.source = Viewing(self.client)
        # Whether the API has failed at it: what waits for that shall not wait twice.
        self.is_in_trouble = False

    def follower(self, client: Client) -> Following:
        """Return the lists of a task that looks at the tenant itself."""
        return Following(client, self.source)

    def borrow(self, client: Client, may_read: bool) -> None:
        """Read by the connection of another task."""
        vars(self.client).update(vars(client))
        self.warnings.clear()
        self.client.failures.clear()
        self.client.may_read = may_read
        self.client.warn = self.warnings.append
        self.client.settings = client.settings._replace(max_wait=0)
        self.client.begin_answers()

    def give_back(self, client: Client) -> None:
        """Let the connection of the task know the access token that was asked for, and what came of that."""
        for name in ("_token", "_kept", "_obtained", "_complaints", "_has_been_let_in"):
            setattr(client, name, getattr(self.client, name))
