# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finding a few objects in a list that may be long, in as few requests as can be. Private.

What a rule refers to it mostly shows by name. Of SCIM groups and some other kinds it shows ids alone, so
that names that are declared for it are compared with what these ids are called:

- the only one is read by its id: one request, however long the list;
- of several, one search is for what their names have in common; it may find others as well;
- what that does not settle is read by id, searched one by one, or in the pages that are left, whichever is
  least.

Each answer is a hint and is compared here. A search that is not obeyed answers with the first page of the
list, and that is what it is then taken for; one that is refused, or that finds nothing, is followed by the
list. A name is settled once it is that of an object to which the rule refers: whatever else has the same name
is not meant by it (``references``). What is not settled so is looked for among all that can have the name.
"""

from __future__ import annotations

import math
import typing as t

from .._client.client import Client, JsonObject
from .._client.pages import Listing, Page
from .._client.search import PlainTerm, Term, is_searchable
from .._errors import ApiError, WrongAnswer, while_doing
from .._schema.kind import EQ, LIKE, PLAIN, Kind
from .._schema.record import name_of
from . import finder

SHORTEST_PART = 2


class Wish(t.NamedTuple):
    """Something that is looked for: what a search can find of its name, empty where that is not known.

    ``is_it``: whether an object has exactly what was said, its name or its id. ``can_be``: whether it has
    enough of that. ``is_part``: whether its name can be longer than the text.
    """

    text: str
    is_it: t.Callable[[JsonObject], bool]
    can_be: t.Callable[[JsonObject], bool]
    is_part: bool = False


class Finds(t.NamedTuple):
    """What was found. ``whole``: the whole list, if that is what had to be read."""

    records: list[JsonObject]
    whole: list[JsonObject] | None


def named(kind: Kind, name: str) -> Wish:
    """Return the wish for what a name means."""
    return Wish(
        finder.without_cloud(kind, name),
        lambda record: name_of(record) == name,
        lambda record: bool(finder.called(kind, [record], name)),
        is_part=kind.has_cloud_suffix,
    )


def find(
    client: Client,
    kind: Kind,
    wishes: t.Iterable[Wish],
    members: t.Collection[str],
    seen: t.Iterable[JsonObject] = (),
) -> Finds:
    """Return objects among which is what is wished for, as far as it exists and a search finds it.

    ``members``: the ids of what a rule refers to and nobody has looked up. ``seen``: objects that were found
    before. Raises what the client does.
    """
    wanted = list(wishes)
    quest = _Quest(client, kind, wanted, members, seen)
    doing = "look up %s '%s'" % (kind.noun, wanted[0].text) if len(wanted) == 1 else "list %s" % kind.plural
    with while_doing(doing):
        quest.begin()
    return Finds(quest.records, quest.whole)


class _Quest:
    def __init__(
        self,
        client: Client,
        kind: Kind,
        wishes: t.Sequence[Wish],
        members: t.Collection[str],
        seen: t.Iterable[JsonObject],
    ) -> None:
        self._client, self._kind = client, kind
        self._open = list(wishes)
        self._members = frozenset(members)
        self._unread = set(members)
        self._found: dict[str, JsonObject] = {}
        self._tried: set[str] = set()
        self.whole: list[JsonObject] | None = None
        self._take(seen)

    @property
    def records(self) -> list[JsonObject]:
        return list(self._found.values())

    def begin(self) -> None:
        is_same = len(self._open) == len(self._members)
        if is_same and len(self._unread) == 1 and self._can_settle and self._open[0].text:
            self._read_members()
        if not self._open:
            return
        text = _common([wish.text for wish in self._open])
        is_part = len(self._open) > 1 or self._open[0].is_part
        # Names of another number are a change, of which the names that are there have to be told as well.
        is_alone = len(self._open) == 1 and not self._members and not self._kind.list_only
        term = self._term(text, is_part) if (is_same or is_alone) and is_searchable(text) else None
        listing = self._listing(term) if term else None
        page = _first_of(listing) if listing else None
        if term:
            self._tried.add(text)
        if listing is None or page is None or not page.records:
            self._go_on(self._listing(None), is_list=True)
        else:
            self._go_on(listing, is_list=False, is_obeyed=self._obeys(page, text))

    def _go_on(self, listing: Listing, is_list: bool, is_obeyed: bool = True) -> None:
        """Take the first page, and what it leaves open from where that costs least.

        ``is_list``: whether nothing was searched for. ``is_obeyed``: whether searches are.
        """
        page = listing.first
        self._take(page.records)
        if not page.is_all:
            pages, reads = page.pages_left or 0, len(self._unread)
            if self._can_settle and reads < pages and reads <= self._searches(is_obeyed):
                self._read_members()
            if self._searches(is_obeyed) < pages:
                self._search_each()
            if not self._open:
                return
        records = listing.all()
        self._take(records)
        if is_list:
            self.whole = records

    @property
    def _can_settle(self) -> bool:
        """Whether all that is open can be what the rule refers to, and is not known by name."""
        return self._kind.can_be_read and len(self._unread) >= len(self._open) > 0

    def _searches(self, is_obeyed: bool) -> float:
        """How many searches what is open takes, no end of them where they would find nothing new."""
        texts = [wish.text for wish in self._open]
        can = all(self._term(wish.text, wish.is_part) for wish in self._open)
        is_worth_it = is_obeyed and self._tried.isdisjoint(texts) and can
        return len(texts) if is_worth_it else math.inf

    def _search_each(self) -> None:
        """Search for each that is open, as long as the server does as it is told."""
        for wish in list(self._open):
            listing = self._listing(self._term(wish.text, wish.is_part))
            page = _first_of(listing)
            if page is None or not self._obeys(page, wish.text):
                return
            hits = page.records if page.is_all else listing.all()
            self._take(hits)
            # Otherwise that nothing was found proves nothing.
            if any(map(wish.can_be, hits)) or (is_searchable(wish.text) and not self._kind.list_only):
                self._open = [other for other in self._open if other is not wish]

    def _read_members(self) -> None:
        """Ask for what the rule refers to by its ids."""
        for object_id in sorted(self._unread):
            try:
                record = finder.single(self._client, self._kind, object_id)
            except (ApiError, WrongAnswer):
                break  # the list may be had all the same; where it is not, that says why
            self._take([record] if record else [])
        else:
            # What has no name but an id is not there at all.
            self._open = [wish for wish in self._open if wish.text]
        self._unread.clear()

    def _take(self, records: t.Iterable[JsonObject]) -> None:
        for record in self._kind.in_scope(records, self._client.settings.microtenant_id):
            self._found[str(record["id"])] = record
        self._unread -= self._found.keys()
        self._open = [wish for wish in self._open if not self._is_settled(wish)]

    def _is_settled(self, wish: Wish) -> bool:
        key = self._kind.refers_by
        meant = [record for record in self._found.values() if str(record.get(key)) in self._members]
        return sum(map(wish.is_it, meant)) == 1

    def _term(self, text: str, is_part: bool) -> Term | PlainTerm | None:
        """Return the search for a name or a part of names, None where there is none that is worth a try."""
        kind = self._kind
        if not text or ((kind.list_only or is_part) and not kind.hint):
            return None
        if kind.search_is_plain or kind.hint == PLAIN:
            return PlainTerm(text)
        return Term("name", LIKE if is_part else kind.hint or EQ, text)

    @staticmethod
    def _obeys(page: Page, text: str) -> bool:
        """Whether a page is what was searched for, and not simply the first one of the list."""
        return all(text.casefold() in name_of(record).casefold() for record in page.records)

    def _listing(self, term: Term | PlainTerm | None) -> Listing:
        return self._client.listing(self._kind.path, term, self._kind.version, self._kind.scoped)


def _first_of(listing: Listing) -> Page | None:
    """Return the first page of a search, None where the API fails at it: no document promises that it can."""
    try:
        return listing.first
    except (ApiError, WrongAnswer):
        return None


def _common(texts: t.Sequence[str]) -> str:
    """Return the longest text that is in all of them and can be searched for; empty where none is."""
    shortest = min(texts, key=len, default="")
    if len(set(texts)) <= 1:
        return shortest
    folded = [text.casefold() for text in texts]
    for length in range(len(shortest), SHORTEST_PART - 1, -1):
        for begin in range(len(shortest) - length + 1):
            part = shortest[begin : begin + length]
            if is_searchable(part) and all(part.casefold() in text for text in folded):
                return part
    return ""
