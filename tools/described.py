# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the description of a kind says in the documentation of its options. Pure.

A field has the text that nobody can derive. What follows from its other properties is added here.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import dev

dev.arrange_collection()
sys.path.insert(0, str(dev.COLLECTIONS))

from ansible_collections.zerotrust.zpa.plugins.module_utils._resources.lookups import (  # noqa: E402  (found only once its folder is on the path)
    LOOKUPS,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.field_type import (  # noqa: E402  (as above)
    FORCE,
    PURGE,
    RECREATE,
    REVEAL,
    UPDATE_SECRET,
    documented,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.fields import (  # noqa: E402  (as above)
    Field,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.identity import (  # noqa: E402  (as above)
    NEW_NAME,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.info_options import (  # noqa: E402  (as above)
    info_argument_spec,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.moves import (  # noqa: E402  (as above)
    MOVE_TO,
    Moves,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.options import (  # noqa: E402  (as above)
    module_argument_spec,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.resource import (  # noqa: E402  (as above)
    Resource,
)
from ansible_collections.zerotrust.zpa.plugins.module_utils._schema.revealed import (  # noqa: E402  (as above)
    Revealed,
)

# What of an argument spec its documentation repeats.
FACTS = ("type", "elements", "required", "choices", "default", "aliases")
# The options that the doc fragments of all kinds describe.
IN_FRAGMENTS = ("state", "id", "name")
IN_INFO_FRAGMENT = ("id", "name", "search", "enabled")
# What is said of fields of every kind that have no text: of the option, and of the value in results.
COMMON = {
    "name": ("", "The name."),
    "description": ("A text that describes the %s.", "The description."),
    "enabled": ("Whether the %s is enabled.", ""),
}
# Up to this length what is said of an option is one paragraph.
SHORT = 130
NUMBERS = {2: "two", 3: "three", 4: "four"}
TYPES = {bool: "bool", int: "int", float: "float", str: "str", list: "list", dict: "dict"}


class Undocumented(Exception):
    """An option or a result has no text anywhere."""


class Called(NamedTuple):
    """How texts call an object of a kind."""

    noun: str
    # Where its options are, for references to them.
    where: str = ""
    # In a list the field that tells its entries apart.
    key: str = ""

    def within(self, where: str) -> Called:
        return self._replace(where=self.where + where)

    @property
    def one(self) -> str:
        return ("an " if self.noun[0].lower() in "aeiou" else "a ") + self.noun


# What else is said of a field, in paragraphs behind its text.
Further = Callable[[Field], Sequence[str]]


def nothing(field: Field) -> Sequence[str]:
    return ()


def options_of(
    resource: Resource, called: Called, further: Further = nothing, left_out: Sequence[str] = ()
) -> dict[str, dict[str, Any]]:
    """Return the documentation of the options of a kind, those in doc fragments left out."""
    fields = {field.name: field for field in resource.fields}
    by_itself = identity_text(resource, called)
    # A name that has a text of its own is not the fragment's.
    of_fragment = ("state",) if says_its_name(resource) else IN_FRAGMENTS
    in_fragments = of_fragment if fits_fragment(resource) else ()
    found = {}
    for name, option in module_argument_spec(resource).items():
        if name in (*in_fragments, *left_out):
            continue
        if name in fields:
            said = option_text(resource, fields[name], called, further(fields[name]))
        elif name in by_itself:
            said = by_itself[name]
        elif name == UPDATE_SECRET:
            said = secret_text(called)
        elif name == FORCE:
            said = force_text(called)
        elif name == RECREATE:
            said = recreate_text(resource, called)
        elif resource.revealed and name == REVEAL:
            said = reveal_text(resource.revealed)
        elif resource.revealed and name == resource.revealed.dest:
            said = dest_text(resource.revealed)
        elif resource.moves and name == MOVE_TO:
            found[name] = move_option(resource.moves, option)
            continue
        else:
            said = purge_text(fields, name)
        found[name] = documented_option(said, option)
        if "options" in option and name in fields:
            found[name]["suboptions"] = suboptions_of(resource, fields[name], option["options"], called)
    return found


def documented_option(said: Sequence[str], option: Mapping[str, Any]) -> dict[str, Any]:
    return {"description": list(said), **{fact: option[fact] for fact in FACTS if fact in option}}


def suboptions_of(
    resource: Resource, field: Field, spec: Mapping[str, Any], called: Called
) -> dict[str, dict[str, Any]]:
    """Return the documentation of the fields of a field, at any depth."""
    inner = {below.name: below for below in field.type.fields}
    inside = called.within(field.name + ("[]." if is_list(field) else "."))
    inside = inside._replace(key=getattr(field.type, "key", ""))
    group = resource._replace(fields=tuple(inner.values()))
    found = {}
    for name, option in spec.items():
        if name == UPDATE_SECRET:
            said = secret_text(inside)
        else:
            said = option_text(group, inner[name], inside) if name in inner else purge_text(inner, name)
        found[name] = documented_option(said, option)
        if "options" in option and name in inner:
            found[name]["suboptions"] = suboptions_of(group, inner[name], option["options"], inside)
    return found


def secret_text(called: Called) -> list[str]:
    return [
        "When what ZPA never shows is written.",
        "V(on_create) writes it to a new %s alone. V(always) writes it in every run, which reports a change "
        "each time, since nobody can know whether it is one." % called.noun,
    ]


def force_text(called: Called) -> list[str]:
    return [
        "Whether V(absent) deletes %s that others still name, such as rules." % called.one,
        "If V(false), what names it is looked for, the task fails with the names, and nothing is sent. If "
        "V(true), nothing is looked for, and ZPA is asked to delete it all the same. No document tells what "
        "becomes of what named it.",
    ]


def recreate_text(resource: Resource, called: Called) -> list[str]:
    fixed = ["O(%s)" % field.name for field in resource.fields if field.is_immutable]
    if resource.not_updated:
        return [
            "Whether %s is deleted and created anew where %s shall be another."
            % (called.one, " or ".join(fixed)),
            "Only one that nothing names: of any other the task is refused. What no option says the new one "
            "has as the old one had it, but for what ZPA never shows, which has to be given again.",
            "It is a deletion: it is told as one, and the brakes of M(zerotrust.zpa.zpa_config) hold for it.",
        ]
    return [
        "Whether %s is deleted and created anew where %s or another option shall be what ZPA never changes."
        % (called.one, ", ".join(fixed)),
        "Only one that was never used: of any other the task is refused. What no option says the new one has "
        "as the old one had it.",
        "It is a deletion: it is told as one, and the brakes of M(zerotrust.zpa.zpa_config) hold for it.",
    ]


def reveal_text(revealed: Revealed) -> list[str]:
    whose = "If V(true), the result has the %s as RV(%s)." % (revealed.what, revealed.result)
    once = (
        " Only the task that creates it can have it: ZPA shows it to nobody else." if revealed.is_once else ""
    )
    return [
        whose + once,
        "Whatever prints or keeps the result has it as well. Give the task C(no_log: true), or have it by "
        "O(%s) instead." % revealed.dest,
    ]


def dest_text(revealed: Revealed) -> list[str]:
    once = " Only the task that creates it can have it: any other leaves the file alone." * revealed.is_once
    return [
        "The path of a file that gets the %s, on the host where the module runs.%s" % (revealed.what, once),
        "Its folder must be there. It is written as a whole, only its owner can read it, and it stays as it "
        "is if it has the %s already. Check mode says whether it would be written, and warns where there is "
        "no folder, which an earlier task may make." % revealed.what,
        "A file that is there is replaced, also that of another user in a folder in which this user can "
        "write. So is a link: what it leads to is left alone.",
        "A path that is not absolute counts from where the module runs: on the controller that is the folder "
        "of the playbook, on another host mostly the home of the user.",
    ]


def move_option(moves: Moves, option: Mapping[str, Any]) -> dict[str, Any]:
    """Return the documentation of the option that moves an object to another microtenant."""
    texts = {one.option: one.text for one in moves.targets}
    return {
        **documented_option(moves.text.split("\n"), option),
        "suboptions": {
            name: documented_option([texts[name]], below) for name, below in option["options"].items()
        },
    }


def fits_fragment(resource: Resource) -> bool:
    """Whether the doc fragment of all kinds is true of one: it has a name, is renamed, and can be deleted."""
    return resource.has_names and not (resource.not_deleted or resource.reset or resource.not_updated)


def says_its_name(resource: Resource) -> bool:
    """Whether a kind says itself what its name is, as one that is known by an email address."""
    return any(field.name == "name" and field.text for field in resource.fields)


def fits_info_fragment(resource: Resource) -> bool:
    """Whether the doc fragment of what lists a kind is true of one: all that it describes is there."""
    return set(IN_INFO_FRAGMENT) <= set(info_argument_spec(resource))


def identity_text(resource: Resource, called: Called) -> dict[str, list[str]]:
    """Return what is said of the options that say which object is meant and whether it shall be there."""
    noun, which = called.noun, " and ".join("O(%s)" % name for name in resource.identity)
    state = ["Whether the %s exists." % noun]
    if resource.not_deleted:
        state.append("V(absent) is refused. " + resource.not_deleted)
    if resource.reset:
        values = resource.show(dict(resource.reset))
        brought = ", ".join("O(%s=%s)" % (name, spelled(value)) for name, value in values.items())
        state.append("The API has no deletion. V(absent) brings about %s where there is one." % brought)
    return {
        "state": state,
        "id": [
            "The ID of the %s. If omitted, it is found by %s." % (noun, which),
            "Together with another O(name) it is refused, unless O(recreate=true)."
            if resource.not_updated
            else "Together with another O(name) it is refused."
            if says_its_name(resource)
            else "Together with other values of %s it changes these." % which,
        ],
        NEW_NAME: [
            "The new name of the %s, which is found by its O(name)." % noun,
            "If nothing has that O(name) any more and something has the new one, that is it already.",
        ],
    }


def spelled(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def info_options_of(resource: Resource, called: Called) -> dict[str, dict[str, Any]]:
    """Return the documentation of the options that list a kind, those in a doc fragment left out."""
    said = {
        "id": "Only the %s with this ID." % called.noun,
        "name": "Only what has exactly this name.",
        "search": "Only those that answer a search of the API, in the form C(<field> <operator> <value>), "
        "with the field as the API spells it, for example V(enabled EQ true).",
        "enabled": "If V(true) only enabled ones, if V(false) only disabled ones.",
        **{row.option: row.text for row in resource.narrowed_by},
    }
    if resource.revealed:
        said[REVEAL] = (
            "If V(true), the result has the %s of each as RV(revealed). Whatever prints or keeps the result "
            "has them as well: give the task C(no_log: true)." % resource.revealed.what
        )
    found = {}
    for name, option in info_argument_spec(resource).items():
        if fits_info_fragment(resource) and name in IN_INFO_FRAGMENT:
            continue
        of_field = "" if name in said else "Only those with this %s." % name.replace("_", " ")
        text = said.get(name) or " ".join(filter(None, (of_field, resource.field(name).type.takes())))
        found[name] = documented_option(text.split("\n"), option)
    return found


def purge_text(fields: Mapping[str, Field], name: str) -> list[str]:
    of = name.removeprefix(PURGE)
    text = "Whether %s that O(%s) does not list are removed. If V(false), they stay."
    return [text % (LOOKUPS[kind_of(fields[of])].plural, of)]


def kind_of(field: Field) -> str:
    """Return the kind of what a field names, "" if its options are no names."""
    option = field.type.option
    names = option.get("elements", option["type"]) == "str"
    return "".join(field.type.kinds[:1]) if names else ""


def is_list(field: Field) -> bool:
    return bool(field.type.option["type"] == "list")


def option_text(resource: Resource, field: Field, called: Called, further: Sequence[str] = ()) -> list[str]:
    """Return what is said of an option, in paragraphs. ``further``: what is said behind its text."""
    first, *more = paragraphs(field, called)
    if kind_of(field):
        sentence, rest = first_sentence(first)
        whose = "The names or IDs of %s, in any order." if is_list(field) else "The name or ID of %s."
        first = (whose % sentence.removesuffix(".") + rest).strip()
    folds = " Letter case does not matter." if kind_of(field) and LOOKUPS[kind_of(field)].folds_case else ""
    first = " ".join(filter(None, (first + folds, not_said(field.type.takes(), first))))
    return joined([first, *more, *further, " ".join(facts_of(resource, field, called))])


def not_said(takes: str, text: str) -> str:
    """Return what an option takes, without its words where a text names each of them already."""
    words, dot, rest = takes.partition(". ")
    named = re.findall(r"V\([^)]*\)", words)
    is_said = words.startswith("One of ") and all(word in text for word in named)
    return rest if is_said else words + dot + rest


def joined(texts: Sequence[str]) -> list[str]:
    """Return texts as paragraphs, or as one where they are short."""
    given = [text for text in texts if text]
    return [" ".join(given)] if len(given) < 3 and sum(map(len, given)) < SHORT else given


def paragraphs(field: Field, called: Called) -> list[str]:
    common = COMMON.get(field.name, ("", ""))[0]
    text = field.text or (common % called.noun if common else "")
    if not text:
        raise Undocumented("%s: has no text. Add it to its field." % field.name)
    return text.replace("%s", called.noun).split("\n")


def first_sentence(text: str) -> tuple[str, str]:
    """Return the first sentence of a text and the rest, which begins with a blank."""
    sentence, dot, rest = text.partition(". ")
    return (sentence + ".", " " + rest) if dot else (text, "")


def facts_of(resource: Resource, field: Field, called: Called) -> list[str]:
    """Return what follows from the properties of a field."""
    found = []
    if field.twins:
        found.append("The API has %s fields for it, which must be the same." % NUMBERS[1 + len(field.twins)])
    if field.needs:
        found.append(
            "Required if O(%s=true). It has no effect, and causes a warning, if O(%s=false)."
            % (called.where + field.needs, called.where + field.needs)
        )
    if field.unless:
        found.append(
            "With O(%s=false) at least one, with V(true) none. To switch, give both."
            % (called.where + field.unless)
        )
    if field.derived_from:
        found.append(derived_text(field, called))
    elif field.is_computed:
        found.append("ZPA alone sets it. It can be given back as it is.")
    elif called.key == field.name:
        found.append("Required in every entry.")
    elif field.name != "name" and field.name in resource.identity:
        found.append("Required." if resource.kind.is_one else "Required if O(id) is omitted.")
    elif field.is_sent and not field.needs and not field.handed:
        found.append(omitted_text(field, called))
    if field.is_immutable:
        anew = " Of what was never used, O(%s=true) makes a new one." % RECREATE if resource.used_by else ""
        if resource.not_updated:
            anew = " While nothing names the %s, O(%s=true) makes a new one." % (called.noun, RECREATE)
        found.append("It cannot be changed: another value is refused before anything is written." + anew)
    if field.only_with[0]:
        option, words = field.only_with
        found.append("It goes with O(%s) %s alone." % (option, documented(words, "and")))
    if field.type.goes_with:
        found.append(
            "ZPA never shows it. It is written to a new %s alone, and belongs to O(%s): where that is the "
            "same, so is this." % (called.noun, called.where + field.type.goes_with)
        )
    elif not field.type.is_shown and not field.handed:
        found.append(
            "ZPA never shows it. It is written to a new %s, and with O(%s%s=always) in every run."
            % (called.noun, called.where, UPDATE_SECRET)
        )
    if field.if_asked:
        found.append(
            "Where the API asks for it and the %s has none, the %s V(%s) is looked up and sent, which needs "
            "two more requests and is not in the diff."
            % (called.noun, LOOKUPS[kind_of(field)].noun, field.if_asked)
        )
    if field.owner:
        found.append(
            "A name can only be looked up for the O(%s) that is given or that the %s has."
            % (called.where + field.owner, called.noun)
        )
    owned = ["O(%s)" % (called.where + other.name) for other in resource.fields if other.owner == field.name]
    if owned:
        found.append(
            "If it changes, give %s as well, since these belong to the %s."
            % (
                " and ".join(owned),
                LOOKUPS[kind_of(field)].noun if kind_of(field) else field.name.replace("_", " "),
            )
        )
    return found


def derived_text(field: Field, called: Called) -> str:
    return (
        "ZPA works it out from %s, so it need not be set and is never sent. If it is set and ZPA has worked "
        "out another one, every task warns of it, as soon as anybody can know it. Check mode cannot know it "
        "of %s that the task would create, or whose %s it would change."
        % (
            " and ".join("O(%s)" % name for name in field.derived_from),
            called.one,
            " or ".join("O(%s)" % name for name in field.derived_from),
        )
    )


def omitted_text(field: Field, called: Called) -> str:
    """Return what it means to leave an option out, and to give nothing."""
    it, is_are = ("they", "are") if is_list(field) else ("it", "is")
    text = "If omitted %s %s left alone" % (it, is_are)
    if field.usual:
        text += ", and for a new %s it is looked up by its name: %s" % (called.noun, usual_text(field))
    if field.required:
        where = ""
        option, words = field.only_with
        if field.under:
            option, words = field.under.parent.option, field.under.words
        if option:
            where = " with O(%s) %s" % (option, documented(words, "or"))
            if len(words) == 1:
                where = " with O(%s=%s)" % (option, words[0])
        text = "Required to create" + where + ". If omitted afterwards %s %s left alone" % (it, is_are)
    if field.create_default is not None and not field.type.fields:
        text += new_text(field, called)
    is_emptied = can_be_emptied(field) and not field.is_immutable and not field.unless
    if is_emptied and not (field.required and is_list(field)):
        nothing_left = ", V([]) leaves what is always there" if field.implied else ", V([]) removes them all"
        text += ', V("") removes it' if not is_list(field) else nothing_left
    return text + "."


def usual_text(field: Field) -> str:
    """Return which name a new object gets, by the choice of its parent."""
    words: dict[str, list[str]] = {}
    for word, name in field.usual:
        words.setdefault(name, []).append(word)
    *few, most = sorted(words, key=lambda name: len(words[name]))
    said = ["V(%s) for %s" % (name, documented(words[name], "and")) for name in few]
    return ", ".join([*said, "V(%s) for any other" % most])


def new_text(field: Field, called: Called) -> str:
    default = field.type.show(field.type.accept(field.create_default))
    if field.name == "enabled" and not field.text:
        return ", and a new %s is %s" % (called.noun, "enabled" if default else "disabled")
    return ", and %s for a new %s" % (code(default), "entry" if called.key else called.noun)


def code(value: Any) -> str:
    return "V(%s)" % (str(value).lower() if isinstance(value, bool) else value)


def can_be_emptied(field: Field) -> bool:
    """Whether an empty text or list is taken, and means that there is none."""
    if is_list(field):
        return not field.type.wrong([])
    return bool(field.type.option["type"] == "str") and not field.type.wrong("")


def references_in(text: str) -> list[str]:
    """Return the options that a text refers to."""
    return re.findall(r"\bO\(([\w.]+)", text)
