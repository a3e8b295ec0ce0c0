# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Giving a secret of ZPA to who has asked for it: in the result, or in a file. Private to this collection."""

from __future__ import annotations

import functools
import os
import stat
import typing as t

from .._engine import mode
from .._engine.plan import Plan
from .._engine.reconcile import Converged, converge
from .._engine.repository import Store
from .._errors import InvalidInput, ZpaError
from .._files import UNTOUCHED, NotWritten, refuse_fixed, try_out, write_files, writing
from .._schema.field_type import REVEAL
from .._schema.revealed import Revealed

Options = t.Mapping[str, t.Any]
RIGHTS = 0o600

NOT_TO_BE_HAD = (
    "%s: there is no file %s, and it cannot be written: %s. Bring the file back, or delete the %s and create "
    "it anew."
)
NOT_COMPARED = "%s: the file is left as it is. Nobody can tell whether it is up to date: %s."
NOT_TOLD = "%s: the result has no %s of %s '%s': %s."
LOST = "%s: the %s '%s' (id %s) was created, but no answer has shown its %s, which is lost. %s"
NOT_SAVED = "%s: the %s '%s' (id %s) was %s, but the file did not get its %s: %s %s"
GONE_BY_NOW = "The %s is lost. %s"
TOLD_AGAIN = "Run the task again then, which writes it as long as ZPA shows it: %s."
NO_FOLDER = "%s: there is no folder %s. Make it first, or give another path."
HAS_NONE = "%s: without %s there will be no %s. Give that as well, or leave this out."
SAVED = "%s: the %s was told before that, and is in %s"
GONE_WITH_IT = "%s: the %s was told before that, and is lost. %s"
NO_FILE, OTHER_CONTENT, OTHER_RIGHTS = "no file", "other content", "other rights"
NOT_READ = "what this user cannot read"


def wrong_dest(revealed: Revealed, options: Options) -> t.Iterator[str]:
    """Yield what is wrong with the path of the file, before anything is asked of ZPA.

    A folder that is not there is not: an earlier task may make it.
    """
    option, path = revealed.dest, options.get(revealed.dest)
    if not isinstance(path, str):
        return
    folder = os.path.dirname(os.path.abspath(path))
    if not path.strip():
        yield "%s: is empty. Give the path of a file, or leave the option out." % option
    elif os.path.isdir(path):
        yield "%s: %s is a folder. Give the path of a file in it." % (option, path)
    elif os.path.exists(path) and not os.path.isfile(path):
        yield "%s: %s is no ordinary file. Give the path of one, or of none that is there." % (option, path)
    elif os.path.isdir(folder) and not os.access(folder, os.W_OK | os.X_OK):
        yield "%s: this user cannot write in %s. Give it the right to, or give another path." % (
            option,
            folder,
        )
    elif _is_kept_by_another(path, folder):
        yield "%s: %s belongs to another user, and nobody else can replace it. Give another path." % (
            option,
            path,
        )
    elif os.path.isdir(folder):
        try:
            with writing(path):
                refuse_fixed(path)
        except NotWritten as error:
            yield "%s: %s" % (option, error)


def _is_kept_by_another(path: str, folder: str) -> bool:
    """Whether there is a file that only its owner can replace, as in ``/tmp``."""
    try:
        above, own = os.stat(folder), os.lstat(path)
    except OSError:
        return False
    return bool(above.st_mode & stat.S_ISVTX) and os.geteuid() not in (0, own.st_uid, above.st_uid)


def converge_and_reveal(store: Store, options: Options) -> tuple[Converged, dict[str, t.Any]]:
    """Bring an object to its declared state. Return that, and what a result has more: its secret on demand.

    Raises what ``converge`` does, InvalidInput where the file could not be written anyhow, and ZpaError.
    """
    revealed = t.cast(Revealed, store.resource.revealed)
    withheld, path, is_told = store.client.withheld, options.get(revealed.dest), options.get(REVEAL) is True
    folder = os.path.dirname(os.path.abspath(path or ""))
    if path is not None and not os.path.isdir(folder):
        missing = NO_FOLDER % (revealed.dest, folder)
        if not mode.foresees(store.client, missing):
            raise InvalidInput([missing])
    if revealed.is_asked_for(options):
        withheld.ask(is_told)

    def before_writing(plan: Plan) -> None:
        if plan.is_new and revealed.is_asked_for(options) and not revealed.is_there(plan.after):
            option = REVEAL if path is None else revealed.dest
            raise InvalidInput([HAS_NONE % (option, revealed.needs, revealed.what)])
        is_known = plan.is_new or withheld.kept(str((plan.current or {}).get("id"))) is not None
        if not (path is None or is_known or revealed.is_once or os.path.exists(path)):
            raise InvalidInput(
                [NOT_TO_BE_HAD % (revealed.dest, path, revealed.hidden, store.resource.kind.noun)]
            )
        if path is not None and plan.changes and not (revealed.is_once and plan.current):
            # Once it is created or hidden nobody else tells what the file does not get.
            mode.carried_out(store.client, None, lambda: _try_out(revealed, path))

    try:
        outcome = converge(store, options, before_writing)
    except ZpaError as error:
        if revealed.is_once and withheld.all_kept:
            _rescue(revealed, path, withheld.all_kept[-1], error)
        raise
    secret = withheld.kept(str(outcome.shown.get("id")))
    if revealed.is_once and withheld.all_kept:
        # The answer to a creation need not show an id.
        secret = withheld.all_kept[-1]
    result = {**_beside(store, revealed, outcome), **({revealed.result: secret} if is_told else {})}
    is_lost = functools.partial(_is_lost, store, revealed, outcome, revealed.is_asked_for(options), secret)
    if mode.carried_out(store.client, False, is_lost):
        store.client.warn(_lost(store, revealed, options, outcome))
        return outcome, result
    has_one = revealed.is_there(outcome.shown)
    if revealed.is_once and outcome.is_new and has_one and not revealed.is_asked_for(options):
        noun, module = store.resource.kind.noun, store.resource.module
        store.client.warn(revealed.unasked(outcome.shown.get("name"), noun, module))
    if is_told and secret is None and not outcome.is_new and not revealed.is_once:
        named = (store.resource.kind.noun, outcome.shown.get("name"))
        store.client.warn(NOT_TOLD % (REVEAL, revealed.what, *named, revealed.hidden))
    if path is None or (revealed.is_once and not (outcome.is_new and has_one)):
        return outcome, result
    if secret is None and not outcome.is_new:
        store.client.warn(NOT_COMPARED % (revealed.dest, revealed.hidden))
        return outcome, result
    lacks = _lacks(path, secret)
    if not lacks:
        return outcome, result

    def write() -> None:
        try:
            write_files({path: _bytes_of(secret)}, mode=RIGHTS)
        except NotWritten as error:
            failure = ZpaError(_not_saved(store, revealed, outcome, error))
            failure.may_have_written = outcome.changed
            raise failure from None

    mode.carried_out(store.client, None, write)
    diff = {
        **outcome.diff,
        "before": {**outcome.diff["before"], revealed.dest: "%s: %s" % (path, lacks)},
        "after": {**outcome.diff["after"], revealed.dest: "%s: the %s" % (path, revealed.what)},
    }
    return outcome._replace(changed=True, diff=diff), result


def _try_out(revealed: Revealed, path: str) -> None:
    """Raises InvalidInput."""
    try:
        try_out(path)
    except NotWritten as error:
        raise InvalidInput(["%s: %s" % (revealed.dest, error)]) from None


def _rescue(revealed: Revealed, path: str | None, secret: str, error: ZpaError) -> None:
    """Do what is left to do for a secret that is told once, where the task fails after that.

    What was created may not show yet, and the next task finds it there.
    """
    if path is not None:
        try:
            write_files({path: _bytes_of(secret)}, mode=RIGHTS)
        except NotWritten as failure:
            error.hint("%s: %s" % (revealed.dest, _reason(failure)))
        else:
            error.hint(SAVED % (revealed.dest, revealed.what, path))
            return
    error.hint(GONE_WITH_IT % (REVEAL if path is None else revealed.dest, revealed.what, revealed.lost))


def _beside(store: Store, revealed: Revealed, outcome: Converged) -> dict[str, t.Any]:
    """Return what stands beside the secret of what was created, None where nobody knows it."""
    key, facts = revealed.beside
    found = store.client.withheld.beside
    holder = found.get(str(outcome.shown.get("id"))) or next(iter(found.values()), None)
    told = {name: holder.get(wire) for name, wire in facts} if holder else None
    return {key: told} if key else {}


def _is_lost(
    store: Store, revealed: Revealed, outcome: Converged, is_asked_for: bool, secret: str | None
) -> bool:
    """Whether an object was created that has a secret, and no answer has shown that."""
    seen = store.client.withheld.seen
    is_seen = bool(seen) if revealed.is_once else str(outcome.shown.get("id")) in seen
    if is_asked_for:
        is_seen = secret is not None
    return outcome.is_new and revealed.is_there(outcome.shown) and not is_seen


def _lost(store: Store, revealed: Revealed, options: Options, outcome: Converged) -> str:
    option = revealed.dest if options.get(revealed.dest) is not None else REVEAL
    noun, name, object_id = store.resource.kind.noun, outcome.shown.get("name"), outcome.shown.get("id")
    return LOST % (option, noun, name, object_id, revealed.what, revealed.lost)


def _not_saved(store: Store, revealed: Revealed, outcome: Converged, error: NotWritten) -> str:
    """Say that a file did not get its secret, what became of the object, and whether the secret is lost."""
    reason = _reason(error)
    if not outcome.changed:
        return "%s: %s" % (revealed.dest, reason)
    is_lost = revealed.is_once
    remedy = GONE_BY_NOW % (revealed.what, revealed.lost) if is_lost else TOLD_AGAIN % revealed.hidden
    done = "created" if outcome.is_new else "updated"
    named = (store.resource.kind.noun, outcome.shown.get("name"), outcome.shown.get("id"))
    return NOT_SAVED % (revealed.dest, *named, done, revealed.what, reason, remedy)


def _reason(error: NotWritten) -> str:
    """Return why the file is not written. Of others there is nothing to tell."""
    return str(error).replace(UNTOUCHED, "")


def _bytes_of(secret: str | None) -> bytes:
    """What a file gets. No answer is refused for half a character in it."""
    return str(secret).encode("utf-8", "surrogatepass")


def _lacks(path: str, secret: str | None) -> str:
    """Return in words why a file has to be written, "" where it has not. ``secret``: None if it will come."""
    try:
        with open(path, "rb") as stream:
            rights = stat.S_IMODE(os.fstat(stream.fileno()).st_mode)
            content = stream.read(len(_bytes_of(secret)) + 3)
    except FileNotFoundError:
        return NO_FILE
    except OSError:
        return NOT_READ
    if secret is None or _bytes_of(secret) not in (content, content.rstrip()):
        return OTHER_CONTENT
    return OTHER_RIGHTS if rights & 0o077 else ""
