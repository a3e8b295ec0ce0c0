# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What all answers have in common: pages, order of names, escaped texts."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from .errors import invalid, refuse
from .state import Quirks

Object = dict[str, Any]
DEFAULT_PAGE_SIZE, LARGEST_PAGE = 20, 500


def paged(
    found: Sequence[Any],
    query: dict[str, str],
    quirks: Quirks,
    show: Callable[[Any], Any] = lambda entry: entry,
    numbers: bool = False,
) -> Object:
    """Return the page of a list that a query asks for. ``numbers``: counts are numbers, not texts."""
    number = max(1, _whole(query.get("page"), 1))
    size = _whole(query.get("pagesize"), DEFAULT_PAGE_SIZE)
    if not 1 <= size <= LARGEST_PAGE:
        raise invalid("pagesize")
    pages = len(found) if quirks.pages_as_count else -(-len(found) // size)
    form: Callable[[int], Any] = int if numbers else str
    answer: Object = {"totalPages": form(pages)}
    if not quirks.no_total_count:
        answer["totalCount"] = form(len(found))
    page = found[(number - 1) * size : number * size]
    if page:
        answer["list"] = [show(entry) for entry in page]
    return answer


def by_name(entry: Object) -> tuple[str, str]:
    """The key that lists are sorted by: case, blanks and hyphens are ignored first."""
    name = entry.get("name", "")
    return _without_blanks(name), name


@lru_cache(maxsize=100_000)
def _without_blanks(name: str) -> str:
    return re.sub(r"[\s-]+", "", name).casefold()


def escaped(answer: Object, quirks: Quirks) -> Object:
    if not quirks.escaped_text:
        return answer
    texts: Object = {key: html.escape(answer[key]) for key in ("name", "description") if key in answer}
    return {**answer, **texts}


def json_object(body: Any) -> Object:
    if not isinstance(body, dict):
        raise refuse("bad.request", "The provided request is invalid")
    return body


def _whole(text: str | None, default: int) -> int:
    try:
        return int(text) if text else default
    except ValueError:
        raise refuse("bad.request", "The provided request is invalid") from None
