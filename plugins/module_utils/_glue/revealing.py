# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Giving a secret of ZPA to who has asked for it: in the result, or in a file. Private to this collection."""

from __future__ import annotations

import os
import stat
import typing as t

from .._engine import mode
from .._engine.plan import Plan
from .._engine.reconcile import Converged, converge
from .._engine.repository import Store
from .._errors import InvalidInput, ZpaError
from .._files import NotWritten, write_files
from .._schema.field_type import REVEAL
from .._schema.revealed import Revealed

Options = t.Mapping[str, t.Any]
RIGHTS = 0o600

NOT_TO_BE_HAD = (
    "%s: there is no file %s, and it cannot be written: %s. Bring the file back, or delete the %s and create "
    "it anew."
)
NOT_COMPARED = "%s: the file is left as it is. Nobody can tell whether it is up to date: %s."
LOST = "%s: the %s '%s' (id %s) was created, but no answer has shown its %s, which is lost. %s"
NO_FILE, OTHER_CONTENT, OTHER_RIGHTS = "no file", "other content", "other rights"


def wrong_dest(revealed: Revealed, options: Options) -> t.Iterator[str]:
    """Yield what is wrong with the path of the file, before anything is asked of ZPA."""
    option, path = revealed.dest, options.get(revealed.dest)
    if not isinstance(path, str):
        return
    folder = os.path.dirname(os.path.abspath(path))
    if not path.strip():
        yield "%s: is empty. Give the path of a file, or leave the option out." % option
    elif os.path.isdir(path):
        yield "%s: %s is a folder. Give the path of a file in it." % (option, path)
    elif not os.path.isdir(folder):
        yield "%s: there is no folder %s. Make it first, or give another path." % (option, folder)
    elif not os.access(folder, os.W_OK | os.X_OK):
        yield "%s: this user cannot write in %s. Give it the right to, or give another path." % (
            option,
            folder,
        )


def converge_and_reveal(store: Store, options: Options) -> tuple[Converged, dict[str, t.Any]]:
    """Bring an object to its declared state. Return that, and what a result has more: its secret on demand.

    Raises what ``converge`` does, InvalidInput where the file could not be written anyhow, and ZpaError.
    """
    revealed = t.cast(Revealed, store.resource.revealed)
    withheld, path, is_told = store.client.withheld, options.get(revealed.dest), options.get(REVEAL) is True
    if revealed.is_asked_for(options):
        withheld.ask(is_told)

    def before_writing(plan: Plan) -> None:
        is_known = plan.is_new or withheld.kept(str((plan.current or {}).get("id"))) is not None
        if not (path is None or is_known or revealed.is_once or os.path.exists(path)):
            raise InvalidInput(
                [NOT_TO_BE_HAD % (revealed.dest, path, revealed.hidden, store.resource.kind.noun)]
            )

    outcome = converge(store, options, before_writing)
    secret = withheld.kept(str(outcome.shown.get("id")))
    result = {revealed.result: secret} if is_told else {}
    if mode.carried_out(store.client, False, lambda: _is_lost(store, revealed, outcome)):
        store.client.warn(_lost(store, revealed, options, outcome))
        return outcome, result
    if path is None or (revealed.is_once and not outcome.is_new):
        return outcome, result
    if secret is None and not outcome.is_new:
        store.client.warn(NOT_COMPARED % (revealed.dest, revealed.hidden))
        return outcome, result
    lacks = _lacks(path, secret)
    if not lacks:
        return outcome, result

    def write() -> None:
        try:
            write_files({path: str(secret).encode()}, mode=RIGHTS)
        except NotWritten as error:
            told = [str(error)]
            if revealed.is_once:
                told.append(_lost(store, revealed, options, outcome))
            failure = ZpaError(" ".join(told))
            failure.may_have_written = outcome.changed
            raise failure from None

    mode.carried_out(store.client, None, write)
    diff = {
        "before": {**outcome.diff["before"], revealed.dest: "%s: %s" % (path, lacks)},
        "after": {**outcome.diff["after"], revealed.dest: "%s: the %s" % (path, revealed.what)},
    }
    return outcome._replace(changed=True, diff=diff), result


def _is_lost(store: Store, revealed: Revealed, outcome: Converged) -> bool:
    """Whether an object was created that has a secret, and no answer has shown that."""
    has_one = not revealed.needs or bool(outcome.shown.get(revealed.needs))
    return outcome.is_new and has_one and str(outcome.shown.get("id")) not in store.client.withheld.seen


def _lost(store: Store, revealed: Revealed, options: Options, outcome: Converged) -> str:
    option = revealed.dest if options.get(revealed.dest) is not None else REVEAL
    noun, name, object_id = store.resource.kind.noun, outcome.shown.get("name"), outcome.shown.get("id")
    return LOST % (option, noun, name, object_id, revealed.what, revealed.lost)


def _lacks(path: str, secret: str | None) -> str:
    """Return in words why a file has to be written, "" where it has not. ``secret``: None if it will come."""
    try:
        with open(path, "rb") as stream:
            rights = stat.S_IMODE(os.fstat(stream.fileno()).st_mode)
            content = stream.read(len(secret or "") + 3)
    except FileNotFoundError:
        return NO_FILE
    except OSError:
        return OTHER_CONTENT
    if secret is None or content.rstrip() != secret.encode():
        return OTHER_CONTENT
    return OTHER_RIGHTS if rights & 0o077 else ""
