# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tokens on disk: what is kept, how, and what is not trusted."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.zerotrust.zpa.plugins.module_utils._client.token_cache import AccessToken, TokenCache
from hypothesis import given
from hypothesis import strategies as st
from support.clients import World
from support.processes import Children, token_requests
from support.tenants import TestTenant

NOW = 1_700_000_000.0
TOKEN = AccessToken("abc.def.ghi", NOW, NOW + 3600)
KEY = TokenCache.key("https://api/signin", "id", "secret")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "zerotrust.zpa"


@pytest.fixture
def cache(folder: Path) -> TokenCache:
    return TokenCache(str(folder))


@pytest.fixture
def file(cache: TokenCache, folder: Path) -> Path:
    """The file of a token that is kept and valid."""
    cache.write(KEY, TOKEN)
    assert cache.read(KEY, NOW) == TOKEN
    return folder / KEY


def mode_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_kept_token_is_found(cache: TokenCache) -> None:
    cache.write(KEY, TOKEN)
    assert cache.read(KEY, NOW + 10) == TOKEN


def test_a_kept_token_is_found_by_another_process(cache: TokenCache, folder: Path) -> None:
    cache.write(KEY, TOKEN)
    assert TokenCache(str(folder)).read(KEY, NOW + 10) == TOKEN


def test_a_token_that_nobody_kept_is_a_miss(cache: TokenCache) -> None:
    assert cache.read(KEY, NOW) is None


def test_another_credential_has_another_file(cache: TokenCache) -> None:
    cache.write(KEY, TOKEN)
    assert cache.read(TokenCache.key("https://api/signin", "id", "other"), NOW) is None


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_only_equal_credentials_share_a_file(some: list[str], other: list[str]) -> None:
    assert (TokenCache.key(*some) == TokenCache.key(*other)) is (some == other)


def test_the_name_of_a_file_tells_nothing_about_the_credential() -> None:
    assert len(KEY) == 64
    assert set(KEY) <= set("0123456789abcdef")


def test_a_second_token_takes_the_place_of_the_first(cache: TokenCache) -> None:
    cache.write(KEY, TOKEN)
    cache.write(KEY, TOKEN._replace(access_token="new"))
    found = cache.read(KEY, NOW)
    assert found is not None
    assert found.access_token == "new"


def test_nothing_but_the_token_is_left_in_the_folder(file: Path) -> None:
    assert os.listdir(file.parent) == [file.name]  # noqa: PTH208  (names, not paths)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_only_the_user_can_read_what_is_kept_whatever_the_umask(folder: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        cache = TokenCache(str(folder))
        cache.write(KEY, TOKEN)
        with cache.lock(KEY, 0.0):
            pass
    finally:
        os.umask(before)
    assert mode_of(folder) == 0o700
    assert {path.suffix: mode_of(path) for path in folder.iterdir()} == {"": 0o600, ".lock": 0o600}


def test_a_token_can_be_forgotten(cache: TokenCache, file: Path) -> None:
    cache.forget(KEY)
    assert cache.read(KEY, NOW) is None
    assert not file.exists()


def test_to_forget_what_is_not_kept_is_no_error(cache: TokenCache) -> None:
    cache.forget(KEY)
    assert cache.read(KEY, NOW) is None


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o606, 0o644, 0o666, 0o610, 0o601, 0o777])
def test_a_file_that_others_can_touch_is_ignored(cache: TokenCache, file: Path, mode: int) -> None:
    file.chmod(mode)
    assert cache.read(KEY, NOW) is None


def test_a_file_of_another_user_is_ignored(
    cache: TokenCache, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: file.stat().st_uid + 1)
    assert cache.read(KEY, NOW) is None


def test_a_link_to_a_file_is_ignored(cache: TokenCache, file: Path) -> None:
    file.symlink_to(file.rename(file.with_name("elsewhere")))
    assert cache.read(KEY, NOW) is None


def test_a_folder_in_place_of_a_file_is_ignored(cache: TokenCache, file: Path) -> None:
    file.unlink()
    file.mkdir(0o700)
    assert cache.read(KEY, NOW) is None


def bind(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


KINDS: dict[str, Callable[[Path], object]] = {
    "pipe": os.mkfifo,
    "socket": bind,
    "link to a pipe": lambda path: (os.mkfifo("pipe"), path.symlink_to("pipe")),
    "link to nothing": lambda path: path.symlink_to("nowhere"),
    "link to a device": lambda path: path.symlink_to("/dev/zero"),
    "folder": lambda path: path.mkdir(0o700),
}


@pytest.fixture
def in_time() -> Iterator[None]:
    """What hangs fails."""
    before = signal.signal(signal.SIGALRM, lambda *arguments: pytest.fail("still waiting"))
    signal.alarm(5)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("in_time")
@pytest.mark.parametrize("make", KINDS.values(), ids=KINDS.keys())
class TestWhatIsNoFile:
    @pytest.fixture(autouse=True)
    def in_the_folder(self, cache: TokenCache, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Paths are names in the folder of the cache: that of a socket has to be short."""
        monkeypatch.chdir(folder)

    def test_in_place_of_a_token_is_a_miss(self, cache: TokenCache, make: Callable[[Path], object]) -> None:
        make(Path(KEY))
        assert cache.read(KEY, NOW) is None

    def test_in_place_of_a_token_is_replaced_if_it_can_be(
        self, cache: TokenCache, make: Callable[[Path], object]
    ) -> None:
        make(Path(KEY))
        cache.write(KEY, TOKEN)
        assert cache.read(KEY, NOW) == (None if Path(KEY).is_dir() else TOKEN)

    def test_in_place_of_a_lock_locks_nobody_out(
        self, cache: TokenCache, make: Callable[[Path], object]
    ) -> None:
        make(Path(KEY + ".lock"))
        with cache.lock(KEY, 60.0), cache.lock(KEY, 60.0):
            pass

    def test_keeps_no_client_from_its_work(
        self, folder: Path, connect: Callable[..., Any], make: Callable[[Path], object]
    ) -> None:
        client = connect(cache_folder=str(folder))
        used = client.settings
        key = TokenCache.key(used.token_url, used.client_id, used.client_secret, "")
        make(Path(key))
        os.mkfifo(key + ".lock")
        assert client.list_all("segmentGroup") == []


UNSENDABLE = ["", "with blank", "two\nlines", "tab\t", "\x00", "n\u00e9e", "\u2026", "\ud800", "x" * 16001]


@pytest.mark.parametrize("token", UNSENDABLE, ids=lambda token: ascii(token[:9]))
def test_a_token_that_cannot_be_sent_is_a_miss(cache: TokenCache, file: Path, token: str) -> None:
    file.write_text(json.dumps(TOKEN._replace(access_token=token)._asdict()))
    assert cache.read(KEY, NOW) is None


@pytest.mark.parametrize("token", UNSENDABLE, ids=lambda token: ascii(token[:9]))
def test_a_token_that_cannot_be_sent_is_not_kept(cache: TokenCache, folder: Path, token: str) -> None:
    cache.write(KEY, TOKEN._replace(access_token=token))
    assert list(folder.iterdir()) == []


def test_a_token_that_cannot_be_sent_is_replaced_by_one_that_can(
    zpa: TestTenant, connect: Callable[..., Any]
) -> None:
    connect(cache_folder=str(zpa.cache)).list_all("segmentGroup")
    (file,) = [path for path in zpa.cache.iterdir() if not path.suffix]
    kept = json.loads(file.read_text())
    file.write_text(json.dumps({**kept, "access_token": kept["access_token"] + "\r\nX-Header: 1"}))
    assert connect(cache_folder=str(zpa.cache)).list_all("segmentGroup") == []
    assert token_requests(zpa) == 2
    assert json.loads(file.read_text())["access_token"].isprintable()


CORRUPTED = {
    "empty": b"",
    "half": b'{"access_token": "abc", "obt',
    "no JSON": b"\x00\xff\xfe",
    "null": b"null",
    "a list": b"[1, 2, 3]",
    "a key is missing": b'{"access_token": "abc", "obtained_at": 1700000000.0}',
    "a key too much": b'{"access_token": "a", "obtained_at": 1.7e9, "expires_at": 1.8e9, "more": 1}',
    "no token": b'{"access_token": "", "obtained_at": 1.7e9, "expires_at": 1.8e9}',
    "texts for times": b'{"access_token": "a", "obtained_at": "1.7e9", "expires_at": "1.8e9"}',
    "not a number": b'{"access_token": "a", "obtained_at": NaN, "expires_at": NaN}',
    "endless": b'{"access_token": "a", "obtained_at": 0, "expires_at": 1' + b"0" * 400 + b"}",
    "nulls": b'{"access_token": "a", "obtained_at": null, "expires_at": null}',
}


@pytest.mark.parametrize("content", CORRUPTED.values(), ids=CORRUPTED.keys())
def test_a_corrupted_file_is_a_miss(cache: TokenCache, file: Path, content: bytes) -> None:
    file.write_bytes(content)
    assert cache.read(KEY, NOW) is None


def test_a_token_that_is_no_text_is_a_miss(cache: TokenCache, file: Path) -> None:
    file.write_text(json.dumps({"access_token": 7, "obtained_at": NOW, "expires_at": NOW + 3600}))
    assert cache.read(KEY, NOW) is None


def test_a_file_of_brackets_is_a_miss(cache: TokenCache, file: Path) -> None:
    file.write_bytes(b"[" * 60000)
    assert cache.read(KEY, NOW) is None


@pytest.mark.parametrize(
    ("since_obtained", "is_valid"),
    [(-6, False), (-5, True), (0, True), (3539, True), (3540, False), (3600, False), (7200, False)],
)
def test_a_token_serves_from_when_it_was_obtained_until_a_minute_before_its_end(
    cache: TokenCache, file: Path, since_obtained: float, is_valid: bool
) -> None:
    assert (cache.read(KEY, NOW + since_obtained) is not None) is is_valid


@pytest.mark.parametrize(("since_obtained", "is_valid"), [(53, True), (54, False)])
def test_a_short_lived_token_serves_nine_tenths_of_its_life(since_obtained: float, is_valid: bool) -> None:
    assert AccessToken("abc", NOW, NOW + 60).is_valid(NOW + since_obtained) is is_valid


@given(st.floats(0, 1e6), st.floats(-1e6, 2e6))
def test_no_token_serves_after_its_end(lifetime: float, since_obtained: float) -> None:
    token = AccessToken("abc", NOW, NOW + lifetime)
    assert not token.is_valid(NOW + since_obtained) or since_obtained < lifetime


@pytest.mark.parametrize("mode", [0o750, 0o705, 0o770, 0o707, 0o755, 0o777, 0o701])
def test_a_folder_that_others_can_enter_is_not_used(file: Path, folder: Path, mode: int) -> None:
    folder.chmod(mode)
    assert TokenCache(str(folder)).read(KEY, NOW) is None


def test_a_folder_of_another_user_is_not_used(
    file: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    assert "belongs to you" in TokenCache(str(folder)).complaint


def test_a_link_to_a_folder_is_not_used(file: Path, folder: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(folder)
    assert TokenCache(str(link)).read(KEY, NOW) is None


def test_a_file_in_place_of_the_folder_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "must be a folder" in TokenCache(str(tmp_path / "file")).complaint


@pytest.fixture
def refused(folder: Path) -> TokenCache:
    """A cache whose folder is open to others."""
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    return TokenCache(str(folder))


def test_a_folder_that_is_not_used_is_complained_about_with_its_name(
    refused: TokenCache, folder: Path
) -> None:
    assert str(folder) in refused.complaint
    assert "0700" in refused.complaint


def test_a_folder_that_is_used_is_not_complained_about(cache: TokenCache) -> None:
    assert cache.complaint == ""


def test_nothing_is_written_into_a_folder_that_is_not_used(refused: TokenCache, folder: Path) -> None:
    refused.write(KEY, TOKEN)
    refused.forget(KEY)
    with refused.lock(KEY, 0.0):
        assert list(folder.iterdir()) == []


def test_nothing_is_removed_from_a_folder_that_is_not_used(file: Path, folder: Path) -> None:
    folder.chmod(0o755)
    TokenCache(str(folder)).forget(KEY)
    assert file.exists()


def test_a_folder_that_cannot_be_made_is_a_miss_and_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = TokenCache(str(tmp_path / "file" / "below" / "cache"))
    cache.write(KEY, TOKEN)
    assert cache.read(KEY, NOW) is None


def test_a_disk_that_is_full_leaves_no_draft(
    cache: TokenCache, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    cache.write(KEY, TOKEN)
    assert list(folder.iterdir()) == []
    assert cache.complaint == (
        "The token cache %s cannot be written: the disk is full. The next task signs in again. Set "
        "ZPA_TOKEN_CACHE_DIR to another folder, or token_cache to false." % folder
    )


def test_a_draft_that_a_killed_process_left_is_no_obstacle(cache: TokenCache, folder: Path) -> None:
    (folder / ("%s.%d" % (KEY, os.getpid()))).write_text("half")
    cache.write(KEY, TOKEN)
    assert cache.read(KEY, NOW) == TOKEN


def is_locked(lock: Path) -> bool:
    with lock.open() as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def test_a_lock_keeps_others_out_until_it_is_left(cache: TokenCache, folder: Path) -> None:
    with cache.lock(KEY, 0.0):
        assert is_locked(folder / (KEY + ".lock"))
    assert not is_locked(folder / (KEY + ".lock"))


def test_a_lock_is_left_after_an_error(cache: TokenCache, folder: Path) -> None:
    with pytest.raises(ZeroDivisionError), cache.lock(KEY, 0.0):
        raise ZeroDivisionError
    assert not is_locked(folder / (KEY + ".lock"))


def test_a_lock_that_another_holds_too_long_is_not_waited_for(
    cache: TokenCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    ticks = iter(range(100))
    monkeypatch.setattr(time, "sleep", waits.append)
    monkeypatch.setattr(time, "monotonic", lambda: float(next(ticks)))
    with cache.lock(KEY, 0.0), cache.lock(KEY, 3.0):
        assert waits == [0.05, 0.05]


def test_a_lock_that_is_a_link_is_not_followed(cache: TokenCache, folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "precious"
    (folder / (KEY + ".lock")).symlink_to(target)
    with cache.lock(KEY, 0.0):
        assert not target.exists()


def test_processes_that_need_a_token_at_once_ask_for_one_together(zpa: TestTenant) -> None:
    zpa.fault("slow", "/signin", seconds=0.3, times=9)
    with Children(zpa, 4) as children:
        children.go()
        assert children.answers() == ["0\n"] * 4
    assert token_requests(zpa) == 1


def test_threads_that_need_a_token_at_once_ask_for_one_together(
    zpa: TestTenant, connect: Callable[..., Any]
) -> None:
    zpa.fault("slow", "/signin", seconds=0.2, times=9)
    clients = [connect(cache_folder=str(zpa.cache)) for number in range(8)]
    with ThreadPoolExecutor(len(clients)) as threads:
        answers = list(threads.map(lambda client: client.list_all("segmentGroup"), clients))
    assert answers == [[]] * 8
    assert token_requests(zpa) == 1


def test_processes_whose_token_expired_at_once_ask_for_one_together(
    zpa: TestTenant, connect: Callable[..., Any]
) -> None:
    clients = [connect(cache_folder=str(zpa.cache)) for number in range(4)]
    for client in clients:
        client.list_all("segmentGroup")
    zpa.emulator.api.tokens.revoke_all(zpa.client_id)
    zpa.forget()
    with ThreadPoolExecutor(len(clients)) as threads:
        list(threads.map(lambda client: client.list_all("segmentGroup"), clients))
    assert token_requests(zpa) == 1


def test_without_a_cache_every_client_asks_for_a_token(zpa: TestTenant, connect: Callable[..., Any]) -> None:
    for client in (connect(), connect()):
        client.list_all("segmentGroup")
    assert token_requests(zpa) == 2


def test_a_cache_that_is_not_used_is_a_warning_and_no_obstacle(
    zpa: TestTenant, connect: Callable[..., Any], world: World
) -> None:
    zpa.cache.mkdir(mode=0o755)
    zpa.cache.chmod(0o755)
    connect(cache_folder=str(zpa.cache)).list_all("segmentGroup")
    assert [warning for warning in world.warnings if str(zpa.cache) in warning] == world.warnings != []


def test_a_cache_that_cannot_be_written_is_a_warning_and_no_obstacle(
    zpa: TestTenant, connect: Callable[..., Any], world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    connect(cache_folder=str(zpa.cache)).list_all("segmentGroup")
    (warning,) = world.warnings
    assert warning.startswith("The token cache %s cannot be written: the disk is full. " % zpa.cache)


def test_the_cache_holds_no_credential(zpa: TestTenant, connect: Callable[..., Any]) -> None:
    connect(cache_folder=str(zpa.cache)).list_all("segmentGroup")
    kept = "".join(path.name + path.read_text() for path in zpa.cache.iterdir())
    assert "access_token" in kept
    assert zpa.client_secret not in kept
    assert zpa.client_id not in kept
