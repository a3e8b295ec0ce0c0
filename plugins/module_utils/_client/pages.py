# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A list that comes in pages, as it is when it holds still. Private to this collection.

While somebody else deletes an object of a page that was read, the first one of the next page slips into it
and is on neither. So a list of several pages counts only if something shows that it did not move:

- as many objects came as each page says that there are (``totalCount``), none of them twice, and no page
  was empty before another: that costs nothing more;
- where counts are missing or say otherwise, the same pages come again. The last one need not be asked for:
  what slips into it leaves another one.

What a server says of itself is believed only as far as it fits: counts can be missing, 0 or wrong,
``totalPages`` too large, too small or the number of objects, pages smaller than asked for, the order any, and
``page`` may mean nothing, so that the same objects come for ever. One thing stays open: an object deleted on
a page that was read and another one created on a page to come, while counts are right. Then one that was
there all the time can be missing, which is why nobody creates anything without looking for its name.
"""

from __future__ import annotations

import typing as t

from .._errors import ConnectionFailed, WrongAnswer
from .forms import is_id_on_wire, is_scalar, is_scalar_or_none
from .search import unescape

JsonObject = t.Dict[str, t.Any]

PAGE_SIZE = 500
# How many objects a page has that is asked for so, or without a size: nothing may follow it, or more.
FULL_PAGES = (PAGE_SIZE, 20)
READINGS = 4
MOST_PAGES = 10000
MOST_OBJECTS = 200000


class Page(t.NamedTuple):
    """The records of one page, and how many pages and objects there are (None: not told)."""

    records: t.List[JsonObject]
    total_pages: int | None
    total_count: int | None

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(str(record["id"]) for record in self.records)

    @property
    def is_all(self) -> bool:
        """Whether no other page can follow, if this is the first one."""
        if not self.records:
            return (self.total_pages or 0) <= 1
        return self.total_pages is not None and self.total_pages <= 1 and not self.promises(len(self.records))

    @property
    def pages_left(self) -> int | None:
        """How many pages follow the first one, as far as that is told."""
        return None if self.total_pages is None else max(0, self.total_pages - 1)

    def promises(self, count: int) -> bool:
        """Whether there are more than so many objects."""
        return (self.total_count or 0) > count


class Endless(Exception):
    """A list that does not end."""


class Pages:
    """A list. ``fetch`` returns a page by its number, from 1 on."""

    def __init__(self, fetch: t.Callable[[int], Page]) -> None:
        self._fetch = fetch
        self._first: Page | None = None
        # Whether a page had nothing in every reading although others follow it.
        self.has_hole = False

    @property
    def first(self) -> Page:
        """The first page, read once."""
        if self._first is None:
            self._first = self._fetch(1)
        return self._first

    def read(self) -> tuple[list[JsonObject], bool]:
        """Return all records, each once and in the server's order, and whether they held still.

        If they never did, what came in any reading is there: what is missing would be created once more,
        and what is gone by now is read again before it is written. Raises Endless.
        """
        if self.first.is_all:
            return _each_once([self.first]), True
        reading = _Reading(self.first)
        reading.go_on(self._fetch)
        readings = [reading]
        while not _is_proven(readings) and len(readings) < READINGS:
            reading = _Reading(self._fetch(1))
            if _is_like(readings[-1], reading, self._fetch) and not _has_forgotten(readings):
                self.has_hole = readings[-1].has_hole
                return _each_once(readings[-1].pages), True
            readings.append(reading)
        if _is_proven(readings):
            return _each_once(readings[-1].pages), True
        return _each_once(page for one in reversed(readings) for page in one.pages), False


class Listing:
    """A list of a tenant, of which the first page may be enough.

    ``doubt``: takes a sentence if it may not be as it was read.
    """

    def __init__(self, doubt: t.Callable[[str], None], pages: Pages, path: str) -> None:
        self._doubt = doubt
        self._pages = pages
        self._path = path

    @property
    def first(self) -> Page:
        return self._pages.first

    def all(self) -> list[JsonObject]:
        """Return all records, each once, in the API's order."""
        try:
            records, held_still = self._pages.read()
        except Endless:
            raise ConnectionFailed(
                "the list does not end: there are more than %d objects or %d pages. Nothing of it is used. "
                "Look whether base_url is right, and what stands between here and the API"
                % (MOST_OBJECTS, MOST_PAGES),
                "GET",
                self._path,
            ) from None
        if not held_still:
            self._doubt(
                "The list %s changed while it was read, in each of %d readings. What came in any of them is "
                "used. Look who else writes, and run the task again." % (self._path, READINGS)
            )
        if self._pages.has_hole:
            self._doubt(
                "The list %s has an empty page before its last one, each time that it is read. What belongs "
                "there is not known: look whether objects are missing." % self._path
            )
        return records


class LongList(Exception):
    """A list has more pages than it is worth."""

    def __init__(self, pages_left: int | None) -> None:
        super().__init__(pages_left)
        self.pages_left = pages_left or 0


def _is_proven(readings: t.Sequence[_Reading]) -> bool:
    """Whether nothing can have moved in the last reading."""
    return readings[-1].is_proven and not _has_forgotten(readings)


def _has_forgotten(readings: t.Sequence[_Reading]) -> bool:
    """Whether the number of a page means nothing to the server by now, and did before."""
    last = readings[-1]
    return last.is_repeated and any(len(one.pages) > len(last.pages) for one in readings)


class _Reading:
    """The pages of a list as they came one after the other."""

    def __init__(self, first: Page) -> None:
        self.pages = [first]
        self.is_over = first.is_all
        self._seen = set(first.ids)
        # By these a server is known that sends a page again whatever number it is asked for.
        self._known = {first.ids}
        self._overlaps = len(self._seen) != len(first.ids)
        self._is_barren = not first.ids
        self._has_gap = False
        self._told_pages = first.total_pages or 0
        # Whether it ended with a page that had come before.
        self.is_repeated = False

    @property
    def is_proven(self) -> bool:
        """Whether nothing can have moved: one page is read at once, of more the counts tell."""
        if len(self.pages) == 1:
            return True
        counts = {page.total_count for page in self.pages}
        return bool(self._seen) and counts == {len(self._seen)} and not (self._overlaps or self._has_gap)

    @property
    def has_hole(self) -> bool:
        """Whether a page has nothing and a later one has something."""
        last = max((place for place, page in enumerate(self.pages) if page.records), default=0)
        return not all(page.records for page in self.pages[:last])

    def go_on(self, fetch: t.Callable[[int], Page]) -> None:
        """Read what follows. Raises Endless."""
        while not self.is_over:
            self.add(fetch(len(self.pages) + 1))

    def add(self, page: Page) -> None:
        """Add the page that follows. Raises Endless."""
        ids = page.ids
        if ids and ids in self._known:
            self.is_over = self.is_repeated = True
            return
        new = set(ids) - self._seen
        was_barren, self._is_barren = self._is_barren, not new
        self._has_gap = self._has_gap or (was_barren and bool(new))
        self._overlaps = self._overlaps or len(new) != len(ids)
        self._known.add(ids)
        self._seen |= new
        self.pages.append(page)
        if len(self.pages) >= MOST_PAGES or len(self._seen) >= MOST_OBJECTS:
            raise Endless
        self._told_pages = max(self._told_pages, page.total_pages or 0)
        is_told_last = 0 < self._told_pages <= len(self.pages)
        if new:
            is_read_again = self._has_gap or self._overlaps
            self.is_over = is_told_last and (is_read_again or not page.promises(len(self._seen)))
        else:
            # One page can be empty by mistake, or since what was on it moved to others.
            is_complete = 0 < (page.total_count or 0) <= len(self._seen)
            self.is_over = was_barren or is_told_last or (not ids and (is_complete or not self._told_pages))


def _is_like(before: _Reading, again: _Reading, fetch: t.Callable[[int], Page]) -> bool:
    """Go on with a reading until it is known whether the list is as it was before, and return that."""
    wanted = [page.ids for page in before.pages]
    while wanted and not wanted[-1]:
        wanted.pop()
    if len(wanted) == len(before.pages):
        # It was the last page: nothing came after it that could have slipped.
        wanted.pop()
    while (
        not again.is_over
        and len(again.pages) < len(wanted)
        and again.pages[-1].ids == wanted[len(again.pages) - 1]
    ):
        again.add(fetch(len(again.pages) + 1))
    if [page.ids for page in again.pages] == wanted:
        return True
    again.go_on(fetch)
    return [page.ids for page in again.pages] == [page.ids for page in before.pages]


def _each_once(pages: t.Iterable[Page]) -> list[JsonObject]:
    """Return the records of pages, of those with the same id the first."""
    found: dict[str, JsonObject] = {}
    for page in pages:
        for record in page.records:
            found.setdefault(str(record["id"]), record)
    return list(found.values())


def read_page(answer: t.Any, path: str, of_texts: bool = False, without_id: str = "") -> Page:
    """Return a page of a list.

    An answer that is no list at all must not pass for an empty one: objects would be created twice.
    """
    page = Page(answer, 1, None)
    if isinstance(answer, dict) and {"list", "totalPages", "totalCount"} & set(answer):
        counts = _number(answer.get("totalPages")), _number(answer.get("totalCount"))
        page = Page(answer.get("list") or [], *counts)
    if of_texts and isinstance(page.records, list):
        texts: list[t.Any] = page.records
        page = page._replace(records=[_as_record(text) for text in texts if text not in (None, "")])
    if without_id and isinstance(page.records, list):
        # What is no object stays as it is, and is refused.
        page = page._replace(records=[_with_id(record, without_id) for record in page.records])
    if not isinstance(page.records, list) or not all(_has_id(record) for record in page.records):
        raise WrongAnswer("the answer is not a list as the API documents it", "GET", path)
    if page.total_count == 0 and (page.total_pages or 0) <= 1 and len(page.records) in FULL_PAGES:
        # Recorded: 0 objects beside objects. What miscounts these can miscount pages.
        return page._replace(total_pages=None, total_count=None)
    return page


def _as_record(wire: t.Any) -> t.Any:
    """Return an object for a text of a list. What is none stays as it is."""
    text = str(wire).lower() if isinstance(wire, bool) else wire
    return {"id": unescape(str(text)), "name": text} if is_scalar(text) else wire


def _with_id(record: t.Any, object_id: str) -> t.Any:
    has_none = isinstance(record, dict) and record.get("id") in (None, "")
    return {**record, "id": object_id} if has_none else record


def _has_id(record: t.Any) -> bool:
    if not isinstance(record, dict):
        return False
    return is_id_on_wire(record.get("id")) and is_scalar_or_none(record.get("name"))


def _number(text: t.Any) -> int | None:
    try:
        return int(text)
    except (TypeError, ValueError, OverflowError):
        return None
