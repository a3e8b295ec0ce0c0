# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values of another type than an option takes, for each type of option and wherever one of it belongs."""

from __future__ import annotations

from typing import Any

from ansible_collections.zerotrust.zpa.plugins.module_utils._glue.connection import (
    ARGUMENT_SPEC as CONNECTION,
)

from .specs import Spec

Options = dict[str, Any]
HUSH = "hush-7"
SECRET = "is no text. YAML takes what looks like a number"
QUOTES = "What begins with a bracket needs quotes."
# By the type of the option: what is given, how it is told, and what is said beside.
WRONG: list[tuple[str, Any, str]] = [
    ("str", [HUSH], "is the list ['%s'], and the option takes a text. %s" % (HUSH, QUOTES)),
    ("str", [[HUSH]], "is a list, and the option takes a text. " + QUOTES),
    ("str", {"note": HUSH}, "is a dictionary (note), and the option takes a text. " + QUOTES),
    (
        "str",
        {"id": "7", "x": HUSH},
        "is a dictionary (id, x), and the option takes a text. Write the id alone",
    ),
    ("str", True, "is true, which YAML makes of words such as On, Yes and true without quotes."),
    ("str", 1.1, "is 1.1, a number that YAML makes of texts such as 1.10"),
    ("path", ["/srv"], "is the list ['/srv'], and the option takes a text."),
    ("path", {"a": 1}, "is a dictionary (a), and the option takes a text."),
    ("choices", "presnt", "'presnt' is not one of "),
    ("choices", ["present"], "the list ['present'] is not one of "),
    ("choices", {"a": 1}, "a dictionary (a) is not one of "),
    ("choices", False, "false is not one of "),
    ("int", "ten", "is 'ten', and the option takes a whole number."),
    ("int", "5,5", "is '5,5', and the option takes a whole number."),
    ("int", [5], "is the list [5], and the option takes a whole number."),
    ("int", {"a": 5}, "is a dictionary (a), and the option takes a whole number."),
    ("int", float("inf"), "is inf, and the option takes a whole number."),
    ("int", True, "is true, and the option takes a number."),
    ("float", "48,8", "is '48,8', and the option takes a number. Write the decimals behind a point: 48.8."),
    ("float", "north", "is 'north', and the option takes a number."),
    ("float", [48.8], "is the list [48.8], and the option takes a number."),
    ("float", {"a": 5}, "is a dictionary (a), and the option takes a number."),
    ("float", 10**400, "is a number of more than 100 digits, and the option takes a number."),
    ("float", False, "is false, and the option takes a number."),
    ("bool", "perhaps", "is 'perhaps', and the option takes true or false."),
    ("bool", "", "is '', and the option takes true or false."),
    ("bool", ["yes"], "is the list ['yes'], and the option takes true or false."),
    ("bool", {"a": True}, "is a dictionary (a), and the option takes true or false."),
    ("bool", 2, "is 2, and the option takes true or false."),
    ("dict", "some text", "is 'some text', and the option takes a dictionary"),
    ("dict", ["some text"], "is the list ['some text'], and the option takes a dictionary"),
    ("dict", True, "is true, and the option takes a dictionary"),
    ("list", {"a": 1}, "is a dictionary (a), and the option takes a list of texts"),
    ("dicts", "a, b, c", "is 'a, b, c', and the option takes a list of dictionaries"),
    ("dicts", "name=a", "is 'name=a', and the option takes a list of dictionaries"),
    ("dicts", '[{"a": ', "is '[{\"a\": ', and the option takes a list of dictionaries"),
    ("dicts", "", "is '', and the option takes a list of dictionaries"),
    ("dicts", {"a": 1}, "is a dictionary (a), and the option takes a list of dictionaries"),
    ("dicts", True, "is true, and the option takes a list of dictionaries"),
    ("dicts", 7, "is 7, and the option takes a list of dictionaries"),
    ("entry", "some text", "is 'some text', and the option takes a dictionary"),
    ("entry", ["some text"], "is the list ['some text'], and the option takes a dictionary"),
    ("entry", 7, "is 7, and the option takes a dictionary"),
]
# Where a dictionary is understood: one pair alone, and a key in JWK form.
UNDERSTOOD = ("entries", "private_key")


def kind_of(option: Options) -> str:
    """Return what is to be tried at an option, which says what it takes."""
    type_ = str(option.get("type", "str"))
    if type_ == "list":
        return "dicts" if option.get("options") else "list"
    return "choices" if option.get("choices") else type_


def given_wrong(spec: Spec, kind: str, value: Any, path: str, wrong: list[tuple[str, Options]]) -> Options:
    """Return options with a value wherever one of a kind belongs. Adds the paths and their options."""
    options: Options = {}
    for name, option in spec.items():
        where, inside = path + name, option.get("options")
        entry = {**option, "type": option.get("elements", "raw")}
        if value == "" and where in CONNECTION:
            continue  # counts as not given
        if kind == kind_of(option) and not (isinstance(value, dict) and name in UNDERSTOOD):
            options[name] = value
            wrong.append((where, option))
        elif inside and kind == "entry" and option["type"] == "list":
            options[name] = [value]
            wrong.append((where + "[0]", option))
        elif inside and option["type"] == "list":
            options[name] = [given_wrong(inside, kind, value, where + "[0].", wrong)]
        elif inside:
            options[name] = given_wrong(inside, kind, value, where + ".", wrong)
        elif option.get("type") == "list" and kind == kind_of(entry):
            options[name] = [value]
            wrong.append((where + "[0]", option))
    return options
