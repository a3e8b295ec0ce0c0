# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists in pages: whatever a server says of itself, and whatever others write meanwhile."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client import pages as pages_room
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.pages import (
    READINGS,
    Endless,
    Page,
    Pages,
)
from hypothesis import given
from hypothesis import strategies as st

Counts = Callable[[int, int], "tuple[int | None, int | None]"]
# What servers say of a list of so many pages and objects.
COUNTS: dict[str, Counts] = {
    "right": lambda pages, objects: (pages, objects),
    "no count of objects": lambda pages, objects: (pages, None),
    "0 objects": lambda pages, objects: (pages, 0),
    "no counts": lambda pages, objects: (None, None),
    "objects for pages": lambda pages, objects: (objects, objects),
    "objects for pages and nothing else": lambda pages, objects: (objects, None),
    "pages for objects": lambda pages, objects: (pages, pages),
    "one page": lambda pages, objects: (1, objects),
    "pages without end": lambda pages, objects: (999, objects),
    "too many objects": lambda pages, objects: (pages, objects + 700),
    "no pages but objects": lambda pages, objects: (None, objects),
}


@dataclass
class Server:
    """A list in pages of a size that nobody asked for. ``events``: what others do before a request."""

    objects: list[int]
    size: int = 2
    counts: str = "right"
    events: dict[int, Callable[[list[int]], object]] = field(default_factory=dict)
    requests: list[int] = field(default_factory=list)

    def fetch(self, number: int) -> Page:
        self.requests.append(number)
        self.events.get(len(self.requests), lambda objects: None)(self.objects)
        found = self.objects[(number - 1) * self.size : number * self.size]
        told = COUNTS[self.counts](-(-len(self.objects) // self.size), len(self.objects))
        return Page([{"id": one} for one in found], *told)

    def read(self) -> tuple[list[int], bool]:
        records, held_still = Pages(self.fetch).read()
        return [record["id"] for record in records], held_still


def scripted(*pages: Page) -> tuple[list[int], list[int]]:
    """Return the ids of a list whose pages come in this order, the last for ever, and what was asked for."""
    answers, asked = list(pages), []

    def fetch(number: int) -> Page:
        asked.append(number)
        return answers.pop(0) if len(answers) > 1 else answers[0]

    records, _held_still = Pages(fetch).read()
    return [record["id"] for record in records], asked


def by_number(*pages: Page) -> tuple[list[int], list[int]]:
    """Return the ids of a list that holds still, the last page being that of all numbers after it, and
    what was asked for.
    """
    asked: list[int] = []

    def fetch(number: int) -> Page:
        asked.append(number)
        return pages[min(number, len(pages)) - 1]

    records, held_still = Pages(fetch).read()
    assert held_still
    return [record["id"] for record in records], asked


def page(*ids: int, pages: int | None = None, count: int | None = None) -> Page:
    return Page([{"id": one} for one in ids], pages, count)


@pytest.mark.parametrize("counts", COUNTS)
@pytest.mark.parametrize("length", range(8))
def test_a_list_that_holds_still_is_read_whole_whatever_a_server_says_of_it(counts: str, length: int) -> None:
    server = Server(list(range(length)), counts=counts)
    assert server.read() == (list(range(length)), True)


@pytest.mark.parametrize("length", range(8))
def test_a_list_that_holds_still_costs_its_pages(length: int) -> None:
    server = Server(list(range(length)))
    server.read()
    assert server.requests == list(range(1, max(1, -(-length // 2)) + 1))


def test_a_list_without_counts_of_objects_costs_all_but_its_last_page_again() -> None:
    server = Server(list(range(5)), counts="no count of objects")
    server.read()
    assert server.requests == [1, 2, 3, 1, 2]


@pytest.mark.parametrize("counts", COUNTS)
def test_an_object_deleted_on_a_page_that_was_read_costs_no_other_one(counts: str) -> None:
    server = Server([1, 2, 3, 4, 5], counts=counts, events={2: lambda objects: objects.remove(1)})
    found, held_still = server.read()
    assert held_still
    assert found == [2, 3, 4, 5]


@pytest.mark.parametrize("counts", COUNTS)
def test_the_only_object_of_the_last_page_is_not_lost(counts: str) -> None:
    server = Server([1, 2, 3], counts=counts, events={2: lambda objects: objects.remove(1)})
    assert server.read() == ([2, 3], True)


@pytest.mark.parametrize("counts", COUNTS)
def test_an_object_that_moves_to_the_end_costs_no_other_one(counts: str) -> None:
    server = Server([1, 2, 3, 4, 5, 6], counts=counts, events={2: lambda all: all.append(all.pop(0))})
    assert sorted(server.read()[0]) == [1, 2, 3, 4, 5, 6]


@given(
    length=st.integers(0, 12),
    size=st.integers(1, 4),
    counts=st.sampled_from(sorted(COUNTS)),
    deletions=st.dictionaries(st.integers(2, 12), st.integers(0, 11), max_size=4),
)
def test_what_was_there_all_the_time_is_found_whatever_is_deleted(
    length: int, size: int, counts: str, deletions: dict[int, int]
) -> None:
    def delete(place: int) -> Callable[[list[int]], object]:
        return lambda objects: objects.pop(place) if place < len(objects) else None

    events = {when: delete(place) for when, place in deletions.items()}
    server = Server(list(range(length)), size, counts, events)
    found, _held_still = server.read()
    assert set(server.objects) <= set(found)
    assert len(found) == len(set(found))


@given(
    length=st.integers(0, 12),
    counts=st.sampled_from(sorted(COUNTS)),
    additions=st.dictionaries(st.integers(2, 12), st.integers(0, 11), max_size=4),
)
def test_what_was_there_all_the_time_is_found_whatever_is_added(
    length: int, counts: str, additions: dict[int, int]
) -> None:
    def add(when: int, place: int) -> Callable[[list[int]], object]:
        return lambda objects: objects.insert(place, 100 + when)

    events = {when: add(when, place) for when, place in additions.items()}
    server = Server(list(range(length)), counts=counts, events=events)
    assert set(range(length)) <= set(server.read()[0])


def test_a_list_that_never_holds_still_is_what_came_in_any_reading() -> None:
    objects = list(range(40))
    events = {when: (lambda objects: objects.pop(0)) for when in range(2, 99)}
    server = Server(objects, 10, events=events)
    found, held_still = server.read()
    assert not held_still
    assert server.requests.count(1) == READINGS
    assert set(server.objects) <= set(found)


def test_an_empty_page_before_the_last_one_is_not_the_end() -> None:
    told = {"pages": 3, "count": 5}
    first, last = page(1, 2, **told), page(5, **told)
    found, asked = scripted(first, page(**told), last, first, page(3, 4, **told), last)
    assert found == [1, 2, 3, 4, 5]
    assert asked == [1, 2, 3, 1, 2, 3]


@pytest.mark.parametrize("counts", ["no counts", "no count of objects"])
def test_a_server_that_answers_a_page_by_an_earlier_one_later_on_ends_as_well(counts: str) -> None:
    server = Server([1, 2, 3, 4, 5], counts=counts)

    def fetch(number: int) -> Page:
        assert len(server.requests) < 100
        return server.fetch(1 if number == 2 and len(server.requests) > 3 else number)

    records, _held_still = Pages(fetch).read()
    assert {record["id"] for record in records} == {1, 2, 3, 4, 5}


@pytest.mark.parametrize("counts", ["right", "0 objects", "no count of objects"])
def test_a_page_that_is_empty_in_every_reading_is_told(counts: str) -> None:
    server = Server([1, 2, 3, 4, 5, 6], counts=counts)
    pages = Pages(lambda number: server.fetch(number)._replace(**({"records": []} if number == 2 else {})))
    records, held_still = pages.read()
    assert ([record["id"] for record in records], held_still) == ([1, 2, 5, 6], True)
    assert pages.has_hole


def test_pages_without_a_hole_have_none() -> None:
    pages = Pages(Server([1, 2, 3], counts="pages without end").fetch)
    pages.read()
    assert not pages.has_hole


def test_a_server_that_filters_pages_is_believed_once_it_says_the_same_again() -> None:
    told = {"pages": 3, "count": 6}
    assert by_number(page(1, 2, **told), page(**told), page(5, **told)) == ([1, 2, 5], [1, 2, 3, 1, 2])


def test_a_server_to_which_the_number_of_a_page_means_nothing_has_one_page() -> None:
    assert scripted(page(1, 2, pages=9)) == ([1, 2], [1, 2])


def test_a_server_that_shows_the_last_page_for_all_beyond_it_has_no_more() -> None:
    assert by_number(page(1, 2, pages=9), page(3, pages=9)) == ([1, 2, 3], [1, 2, 3, 1])


def test_of_an_object_that_came_twice_the_latest_reading_tells() -> None:
    names = itertools.count()
    objects = [1, 2, 3]
    calls = itertools.count(1)

    def fetch(number: int) -> Page:
        if next(calls) == 2:
            objects.remove(1)
        found = objects[(number - 1) * 2 : number * 2]
        return Page([{"id": one, "name": next(names)} for one in found], -(-len(objects) // 2), len(objects))

    records, _held_still = Pages(fetch).read()
    assert [record["id"] for record in records] == [2, 3]
    assert min(record["name"] for record in records) >= 2


@pytest.mark.parametrize("pages", [None, 10**9])
def test_pages_without_end_are_an_error(monkeypatch: pytest.MonkeyPatch, pages: int | None) -> None:
    monkeypatch.setattr(pages_room, "MOST_PAGES", 50)
    ids = itertools.count()
    with pytest.raises(Endless):
        Pages(lambda number: page(next(ids), pages=pages)).read()
    assert next(ids) == 50


def test_objects_without_end_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages_room, "MOST_OBJECTS", 50)
    ids = itertools.count()
    with pytest.raises(Endless):
        Pages(lambda number: page(*(next(ids) for _one in range(10)))).read()
    assert next(ids) == 50
