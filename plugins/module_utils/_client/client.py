# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A connection to one tenant: sign-in, retries, pages. Private to this collection."""

from __future__ import annotations

import copy
import random
import time
import typing as t
from urllib.parse import quote, urlencode

from .._errors import (
    OUTCOME_UNKNOWN,
    Abandoned,
    ApiError,
    ConnectionFailed,
    RequestError,
    SignInFailed,
    StatusError,
    UncertainWrite,
    WriteInCheckMode,
    after_write,
)
from .._refusals import TOKEN
from . import retry
from .pages import PAGE_SIZE, Listing, LongList, Page, Pages, read_page
from .search import PlainTerm, Term, is_searchable, unescape
from .settings import Settings
from .token_cache import AccessToken, TokenCache
from .transport import Decoded, Failure, Request, Transport
from .watch import Watch
from .withheld import is_about_secrets

if t.TYPE_CHECKING:
    from .halves import Halves
    from .pace import Pace
    from .withholding import Withholding

# What comes before the path of a resource, by the version that resources name.
ROOTS = {
    "v1": "/mgmtconfig/v1/admin/customers/%s/",
    "v2": "/mgmtconfig/v2/admin/customers/%s/",
    "userconfig": "/userconfig/v1/customers/%s/",
    "waap": "/waap-pra-config/v1/admin/customers/%s/",
    "cbi": "/cbiconfig/cbi/api/customers/%s/",
}

JsonObject = t.Dict[str, t.Any]
Query = t.Union[t.Mapping[str, str], None]


class Client:
    """Requests to one tenant, with one HTTP session and one access token.

    ``read_only`` refuses every write, which is what makes check mode pure. ``pace``, which may be set,
    spaces out requests. ``warn`` takes messages
    for the user, ``keep_secret`` values that must be masked in output. ``watch`` is asked before every
    write and while time passes whether to go on: anything can raise Abandoned. ``sleep``, ``clock``
    and ``chance`` stand for time and dice, so that tests need neither.
    """

    def __init__(
        self,
        settings: Settings,
        read_only: bool = False,
        warn: t.Callable[[str], None] = lambda message: None,
        keep_secret: t.Callable[[str], None] = lambda secret: None,
        sleep: t.Callable[[float], None] | None = None,
        clock: t.Callable[[], float] = time.time,
        chance: t.Callable[[], float] = random.random,
        watch: Watch | None = None,
    ) -> None:
        self.settings = settings
        self.read_only = read_only
        self.warn = warn
        self._keep_secret = keep_secret
        self._sleep = sleep or time.sleep
        self._clock = clock
        self._chance = chance
        self._watch = watch or Watch()
        self._transport = Transport(
            settings.user_agent, settings.verify, settings.timeout, settings.secrets()
        )
        self._halves: Halves | None = None
        self._withheld: Withholding | None = None
        self._token = settings.access_token
        # The token of now, if an earlier task has kept it, and whether it was accepted here since.
        self._kept: AccessToken | None = None
        self._has_been_let_in = False
        self.pace: Pace | None = None

    def doubt(self, sentence: str) -> None:
        """Tell that a list may not be as it was read."""
        self.warn(sentence)

    @property
    def reads(self) -> int:
        """How many reads the task has begun."""
        return self._watch.reads

    @property
    def has_written(self) -> bool:
        """Whether the task has begun to write anything."""
        return self._watch.has_written

    def _tell(self, message: str) -> None:
        """Warn as it is done by then: ``warn`` may be another one than when the client was made."""
        self.warn(message)

    def close(self) -> None:
        self._transport.close()

    def within(self, microtenant_id: str) -> Client:
        """Return the same connection for what is in another microtenant. It is closed with this one."""
        other = copy.copy(self)
        other.settings = self.settings._replace(microtenant_id=microtenant_id)
        other._halves, other._withheld = self._with_halves(), self.withheld
        return other

    def hide(self, secrets: t.Collection[str]) -> None:
        """Show these, which are going to be written, in no message, whatever the API answers."""
        self._transport.hide(secrets)
        for secret in secrets:
            self._keep_secret(secret)

    def get(self, path: str, version: str = "v1", scoped: bool = True, query: Query = None) -> t.Any:
        """Return one resource. ``path`` is relative to the tenant, for example ``segmentGroup/7``.

        Raises ApiError (``not_found`` where it does not exist) or ConnectionFailed.
        """
        return self._call("GET", path, version, scoped, query=query)

    def post(
        self, path: str, body: JsonObject, version: str = "v1", scoped: bool = True, query: Query = None
    ) -> t.Any:
        """Create; return what the API answers. Raises UncertainWrite where the outcome is unknown."""
        return self._call("POST", path, version, scoped, body, query)

    def ask(self, path: str, body: JsonObject, version: str = "v1") -> t.Any:
        """Return the answer to a question that is put by POST and, as far as sources tell, changes nothing.

        Raises what ``get`` does, and WriteInCheckMode: no source is sure enough for check mode.
        """
        return self._call("POST", path, version, True, body, is_question=True)

    def put(self, path: str, body: t.Any, version: str = "v1", scoped: bool = True) -> None:
        """Replace. The API answers without a body. Raises UncertainWrite as ``post`` does."""
        self._call("PUT", path, version, scoped, body)

    def delete(
        self,
        path: str,
        version: str = "v1",
        query: t.Mapping[str, str] | None = None,
        scoped: bool = True,
    ) -> None:
        """Delete. Raises UncertainWrite as ``post`` does."""
        self._call("DELETE", path, version, scoped, query=query)

    def listing(
        self,
        path: str,
        term: Term | PlainTerm | None = None,
        version: str = "v1",
        scoped: bool = True,
        of_texts: bool = False,
        query: t.Iterable[tuple[str, str]] = (),
        without_id: str = "",
    ) -> Listing:
        """Return a list, of which nothing is read yet. With ``term`` the server searches; the caller checks
        the hits. ``of_texts``: whether it has texts, which become objects with that id and name. ``query``:
        what else it is asked for. ``without_id``: the id of what comes without one.
        """
        full_path, which = self.full_path(path, version), dict(query)

        def fetch(number: int) -> Page:
            query = {**which, "page": str(number), "pagesize": str(PAGE_SIZE)}
            if term:
                query["search"] = str(term)
            try:
                answer = self._call("GET", path, version, scoped, query=query)
            except ApiError as error:
                if number > 1 and error.is_not_there:
                    # It is there: a page of it was.
                    detail = "page %d of the list cannot be had: %s" % (number, error)
                    raise ConnectionFailed(detail, "GET", full_path) from None
                raise
            if number > 1 and answer == {}:
                answer = []  # how a server that tells no number of pages may end a list
            return read_page(answer, full_path, of_texts, without_id)

        return Listing(self.doubt, Pages(fetch), full_path)

    def list_all(
        self,
        path: str,
        term: Term | PlainTerm | None = None,
        version: str = "v1",
        scoped: bool = True,
        of_texts: bool = False,
        without_id: str = "",
        most: int | None = None,
    ) -> list[JsonObject]:
        """Return all records of a list, each once, in the API's order.

        ``most``: how many pages may follow the first one, raises LongList where more do.
        """
        listing = self.listing(path, term, version, scoped, of_texts, (), without_id)
        if most is not None and (listing.first.pages_left or 0) > most:
            raise LongList(listing.first.pages_left)
        return listing.all()

    def named(
        self, path: str, name: str, version: str = "v1", scoped: bool = True, is_plain: bool = False
    ) -> list[JsonObject]:
        """Return every record that may have this name; the caller compares exactly.

        A search costs one request. Where the name holds characters that can hide it from the
        search, an empty answer proves nothing: then the list itself decides, whose first page
        is the whole of it on all but large tenants. ``is_plain``: the search takes the name alone.
        """
        if is_searchable(name):
            hits = self.searched(path, name, version, scoped, is_plain)
            return self.list_all(path, None, version, scoped) if hits is None else hits
        listing = self.listing(path, None, version, scoped)
        if listing.first.is_all:
            return listing.all()
        hits = self._search(path, name, version, scoped, is_plain) or []
        if any(unescape(str(record.get("name"))).strip() == name for record in hits):
            return hits
        return listing.all()

    def searched(
        self, path: str, name: str, version: str = "v1", scoped: bool = True, is_plain: bool = False
    ) -> list[JsonObject] | None:
        """Return what a search finds for a name, None where only the list can tell; see ``named``."""
        return self._search(path, name, version, scoped, is_plain) if is_searchable(name) else None

    def _search(
        self, path: str, name: str, version: str, scoped: bool, is_plain: bool
    ) -> list[JsonObject] | None:
        """Return the hits of a search by name, None where the API refuses the search itself."""
        term = PlainTerm(name) if is_plain else Term("name", "EQ", name)
        try:
            return self.list_all(path, term, version, scoped)
        except ApiError as error:
            if not error.is_bad_request:
                raise
            return None

    def new_patience(self) -> retry.Patience:
        """Return the patience for one operation: all its waiting together, at most max_wait."""
        return retry.Patience(self.settings.max_wait)

    def wait_after(self, lost: UncertainWrite, attempt: int, patience: retry.Patience) -> None:
        """Wait before a write of unknown outcome is looked after; raise ``lost`` to give up."""
        if attempt >= retry.RETRIES_OF_UNCERTAIN:
            lost.hint("Its outcome is unknown; run the task again to find out and to complete it")
            raise lost
        with after_write(OUTCOME_UNKNOWN, Abandoned):
            self._pause(Failure(lost, None, lost.asked), attempt, patience)

    def wait_for_consistency(self, attempt: int, patience: retry.Patience | None = None) -> bool:
        """Wait a moment before an object is read again that does not show a write yet.

        Return whether there was ``patience`` for that; with None there is.
        """
        seconds = retry.pause(attempt - 1, None, self._chance())
        if patience is not None:
            if patience.waited + seconds > patience.limit:
                return False
            patience.waited += seconds
        self._watch.pause(seconds, self._sleep)
        return True

    def full_path(self, path: str, version: str = "v1") -> str:
        """Return the path below the API's root, as messages show it."""
        return ROOTS[version] % quote(self.settings.customer_id, safe="") + path

    def _call(
        self,
        method: str,
        path: str,
        version: str,
        scoped: bool,
        body: t.Any = None,
        query: t.Mapping[str, str] | None = None,
        is_question: bool = False,
    ) -> t.Any:
        is_safe = is_question or method == "GET"
        if self.read_only and method != "GET":
            raise WriteInCheckMode("%s %s was asked for in check mode." % (method, path))
        parameters = dict(query or {})
        if scoped and self.settings.microtenant_id:
            parameters["microtenantId"] = self.settings.microtenant_id
        full_path = self.full_path(path, version)
        url = self.settings.api_root + full_path
        if parameters:
            url += "?" + urlencode(parameters, quote_via=quote)
        body = self._halves.put_back_into(body, path.rpartition("/")[2]) if self._halves else body
        request = Request(method, full_path, url, is_safe=is_safe, body=body)
        patience = self.new_patience()
        if not self._token:
            self._sign_in()
        try:
            answer = self._persist(request._replace(token=self._token), patience)
            self._has_been_let_in = True
            return answer
        except Failure as refused:
            self._renew(refused)
        try:
            return self._persist(request._replace(token=self._token), patience)
        except Failure as refused:
            raise self._denied(refused.error) from None

    def _persist(self, request: Request, patience: retry.Patience) -> t.Any:
        """Send until it succeeds or is not worth it. Raises Failure where a new token may help.

        What is worth so many tries gets them whatever else happened before.
        """
        attempt = 0
        tries: dict[int | None, int] = {}
        while True:
            try:
                answer = self._exchange(request)
            except Failure as failure:
                if failure.doubt:
                    raise
                tried = tries[failure.retries] = tries.get(failure.retries, 0) + 1
                if failure.retries is not None and tried > failure.retries:
                    if tried > 1:
                        failure.error.hint("Gave up after %d tries" % tried)
                    raise failure.error from None
                self._pause(failure, attempt, patience)
                attempt += 1
            else:
                told = answer.value
                if answer.may_show_secret or is_about_secrets(request.path):
                    told = self.withheld.taken_out_of(told, request.path, answer.may_show_secret)
                return self._with_halves().taken_out_of(told) if answer.may_hold_halves else told

    @property
    def withheld(self) -> Withholding:
        """What of answers nobody gets who has not asked for it."""
        if self._withheld is None:
            # Hardly any answer shows some of it.
            from .withholding import Withholding

            self._withheld = Withholding(self._keep_secret, self._transport.hide)
        return self._withheld

    def _with_halves(self) -> Halves:
        """Return what takes halves of characters out of answers, and puts them back."""
        if self._halves is None:
            # Hardly any tenant has some.
            from .halves import Halves

            self._halves = Halves(self._tell)
        return self._halves

    def _exchange(self, request: Request) -> Decoded:
        """Send when it is time. Sign-ins have limits of their own, which nobody reaches."""
        pace = self.pace if request.form is None else None
        if pace is None:
            return self._send(request)
        is_write = not request.is_safe
        seconds = pace.pause(is_write)
        if seconds:
            self._watch.pause(seconds, self._sleep)
        try:
            return self._send(request)
        finally:
            pace.count(is_write)

    def _send(self, request: Request) -> Decoded:
        """Send what is still wanted. A write that is under way is never left."""
        if request.is_safe:
            with self._watch.reading():
                return self._transport.exchange(request, self._clock())
        self._watch.before_write()
        return self._transport.exchange(request, self._clock())

    def _pause(self, failure: Failure, attempt: int, patience: retry.Patience) -> None:
        """Wait before the next try; raise where max_wait does not allow it."""
        seconds = retry.pause(attempt, failure.asked, self._chance())
        if patience.waited + seconds > patience.limit:
            advice = "Gave up after %d s, the limit being max_wait=%d"
            if failure.asked:
                advice = "The API wants %d s more after %%d s, the limit being max_wait=%%d" % failure.asked
            failure.error.hint(advice % (patience.waited, patience.limit))
            raise failure.error from None
        self._watch.pause(seconds, self._sleep)
        patience.waited += seconds

    def _renew(self, refused: Failure) -> None:
        """Get a new token once an old one is refused; raise where that cannot help.

        Where that is only possible, it is tried if the token had been kept.
        """
        if self.settings.access_token:
            if refused.doubt == TOKEN:
                from .sign_in import advise

                expired = "The given access_token has expired or is not for this tenant"
                advise(refused.error, self.settings, expired)
            raise refused.error from None
        if refused.doubt != TOKEN and not self._may_be_stale():
            raise self._denied(refused.error) from None
        self._sign_in(refused=self._token)

    def _may_be_stale(self) -> bool:
        """Whether a token can have ended unnoticed. One that was accepted goes on to be, until it ends."""
        if self._kept is None:
            return False
        return not (self._has_been_let_in and self._kept.is_valid(self._clock()))

    def _sign_in(self, refused: str = "") -> None:
        """Take a token from the cache, or ask for one; never the one that was just refused."""
        settings = self.settings
        cache = TokenCache(settings.cache_folder) if settings.cache_folder else None
        if cache is None:
            self._token = self._ask_for_token()
            return
        if cache.complaint:
            self.warn(cache.complaint)
        key = cache.key(settings.token_url, settings.client_id, settings.client_secret, settings.private_key)
        if self._take_from(cache, key, refused):
            return
        with cache.lock(key, settings.timeout):
            if self._take_from(cache, key, refused):
                return
            cache.forget(key)
            had = cache.complaint
            self._token = self._ask_for_token(lambda token: cache.write(key, token))
            if cache.complaint != had:
                self.warn(cache.complaint)

    def _take_from(self, cache: TokenCache, key: str, refused: str) -> bool:
        token = cache.read(key, self._clock())
        if token is None or token.access_token == refused:
            return False
        self._keep_secret(token.access_token)
        self._token, self._kept = token.access_token, token
        return True

    def _ask_for_token(self, keep: t.Callable[[t.Any], None] = lambda token: None) -> str:
        """Return a new access token. Raises SignInFailed, ConnectionFailed or InvalidInput."""
        # A task that finds a token need not compile it.
        from .sign_in import read_token, sign_in_failure, token_form

        now = self._clock()
        url = self.settings.token_url
        path = "/" + url.split("/", 3)[-1].split("?")[0]
        form = token_form(self.settings, now)
        self._keep_secret(form.get("client_assertion") or form["client_secret"])
        request = Request("POST", path, url, is_safe=True, form=form)
        try:
            body = self._persist(request, self.new_patience())
        except (Failure, ApiError) as refused:
            error = refused.error if isinstance(refused, Failure) else refused
            # Both are answers: what has none is raised as ConnectionFailed.
            raise sign_in_failure(t.cast(StatusError, error), path, self.settings) from None
        token = read_token(body, now)
        if token is None:
            raise SignInFailed("The sign-in was answered without an access token", "POST", path)
        self._keep_secret(token.access_token)
        self._kept = None
        keep(token)
        return token.access_token

    def _denied(self, error: RequestError) -> RequestError:
        """Return the refusal of a token that is fresh, with what to do."""
        from .sign_in import denied

        return denied(error, self.settings)
