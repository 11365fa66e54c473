"""Completions on disk: what is kept, what is refused, and what a broken directory does."""

from __future__ import annotations

import os
import pickle  # noqa: TID251  # planted here to see it refused
import resource
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from diskcache.core import MODE_PICKLE, MODE_RAW, MODE_TEXT

from extractor.cache import Cache, cache_key
from extractor.errors import StorageError
from extractor.generation import Completion, Finish, Request, Segment, Token

REQUEST = Request(
    prompt=(Segment("<|system|>", trusted=True), Segment("Invoice 17")),
    grammar='start: "{}"',
    max_tokens=64,
)
REPLY = Completion(
    text='{"vendor": "Bäckerei Öz"}',
    tokens=(Token(0, 12, 0.0, True, 7), Token(12, 27, -0.125, False, 1)),
    finish=Finish.STOP,
    prompt_tokens=40,
    reused_tokens=8,
    prefill_seconds=0.5,
    decode_seconds=0.25,
)
KEY = cache_key("engine-1", REQUEST)


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    with Cache(tmp_path / "cache") as opened:
        yield opened


def test_a_completion_comes_back_as_it_was(cache: Cache) -> None:
    assert cache.get(KEY) is None
    cache.put(KEY, REPLY)
    assert cache.get(KEY) == REPLY


def test_it_survives_being_closed(tmp_path: Path) -> None:
    with Cache(tmp_path) as first:
        first.put(KEY, REPLY)
    with Cache(tmp_path) as second:
        assert second.get(KEY) == REPLY


def test_a_reply_cut_short_by_the_clock_is_not_kept(cache: Cache) -> None:
    cache.put(KEY, replace(REPLY, finish=Finish.TIMEOUT))
    assert cache.get(KEY) is None


@pytest.mark.parametrize(
    "other",
    [
        replace(REQUEST, prompt=(Segment("<|system|>"), Segment("Invoice 17"))),
        replace(REQUEST, prompt=(Segment("<|system|>Invoice", trusted=True), Segment(" 17"))),
        replace(REQUEST, grammar='start: "[]"'),
        replace(REQUEST, max_tokens=65),
        replace(REQUEST, temperature=0.1),
        replace(REQUEST, seed=1),
    ],
)
def test_everything_that_may_change_a_reply_changes_its_key(other: Request) -> None:
    assert cache_key("engine-1", other) != KEY


def test_the_engine_is_part_of_the_key_and_the_clock_is_not() -> None:
    assert cache_key("engine-2", REQUEST) != KEY
    assert cache_key("engine-1", replace(REQUEST, timeout=5.0, on_text=print)) == KEY


def test_stats_and_clear(cache: Cache) -> None:
    for seed in range(3):
        cache.put(cache_key("engine-1", replace(REQUEST, seed=seed)), REPLY)
    assert cache.stats().entries == 3
    assert cache.stats().bytes > 0
    assert cache.clear() == 3
    assert cache.stats().entries == 0


def test_the_oldest_entries_make_room(tmp_path: Path) -> None:
    with Cache(tmp_path, size_limit=200_000) as cache:
        keys = [cache_key("engine-1", replace(REQUEST, seed=seed)) for seed in range(40)]
        for key in keys:
            cache.put(key, replace(REPLY, text=os.urandom(10_000).hex()))
        assert cache.get(keys[-1]) is not None
        assert cache.get(keys[0]) is None
        assert cache.stats().bytes < 300_000


def test_only_the_owner_may_look(tmp_path: Path) -> None:
    directory = tmp_path / "cache"
    directory.mkdir(mode=0o755)
    with Cache(directory):
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700


def plant(cache: Cache, column: str, value: object) -> None:
    """Overwrites a column of the one entry behind the cache's back."""
    with sqlite3.connect(cache.directory / "cache.db") as connection:
        connection.execute(f"UPDATE Cache SET {column} = ?", (value,))
    connection.close()


class Bomb:
    """Leaves a file behind when it is unpickled."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.trace,)


def test_a_planted_pickle_is_not_run(cache: Cache, tmp_path: Path) -> None:
    trace = tmp_path / "it-ran"
    payload = pickle.dumps(Bomb(trace))
    cache.put(KEY, REPLY)
    plant(cache, "value", payload)
    plant(cache, "mode", MODE_PICKLE)
    assert cache.get(KEY) is None
    plant(cache, "mode", MODE_RAW)
    assert cache.get(KEY) is None
    assert not trace.exists()


def test_a_planted_pickle_in_a_file_is_not_run(cache: Cache, tmp_path: Path) -> None:
    trace = tmp_path / "it-ran"
    (cache.directory / "bomb.val").write_bytes(pickle.dumps(Bomb(trace)))
    cache.put(KEY, REPLY)
    for column, value in (("mode", MODE_PICKLE), ("filename", "bomb.val"), ("value", None)):
        plant(cache, column, value)
    assert cache.get(KEY) is None
    assert not trace.exists()


def test_a_planted_file_name_is_neither_read_nor_removed(cache: Cache, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("keep me")
    cache.put(KEY, REPLY)
    for column, value in (("mode", MODE_TEXT), ("filename", str(precious)), ("value", None)):
        plant(cache, column, value)
    assert cache.get(KEY) is None
    cache.put(KEY, REPLY)
    cache.clear()
    assert precious.read_text() == "keep me"


@pytest.mark.parametrize("value", [b"", b"not zlib", b"x\x9c\x03\x00\x00\x00\x00\x01", "text", 7])
def test_a_broken_entry_is_a_miss_and_can_be_written_again(cache: Cache, value: object) -> None:
    cache.put(KEY, REPLY)
    plant(cache, "value", value)
    assert cache.get(KEY) is None
    cache.put(KEY, REPLY)
    assert cache.get(KEY) == REPLY


def test_a_file_that_is_no_database_is_named_at_open(tmp_path: Path) -> None:
    (tmp_path / "cache.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(StorageError, match="cannot open the cache") as caught:
        Cache(tmp_path)
    assert caught.value.at == str(tmp_path)
    assert "--no-cache" in str(caught.value.hint)


def test_a_directory_that_is_a_file_is_named_at_open(tmp_path: Path) -> None:
    path = tmp_path / "cache"
    path.touch()
    with pytest.raises(StorageError, match="File exists"):
        Cache(path)


@pytest.fixture
def nearly_full_disk() -> Iterator[None]:
    """No file may grow beyond 256 KiB while the test runs."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (256 * 1024, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("nearly_full_disk")
def test_a_full_disk_is_named_and_what_was_kept_stays(cache: Cache) -> None:
    cache.put(KEY, REPLY)
    large = replace(REPLY, text=os.urandom(400_000).hex())
    with pytest.raises(StorageError, match="cannot write to the cache"):
        cache.put(cache_key("engine-2", REQUEST), large)
    assert cache.get(KEY) == REPLY
    cache.put(cache_key("engine-3", REQUEST), REPLY)


def test_where_no_cache_can_be_the_hint_names_the_setting() -> None:
    with pytest.raises(StorageError) as caught, Cache(Path("/proc/extractor")):
        pass
    assert "EXTRACTOR_CACHE_DIR" in str(caught.value.hint)


def test_threads_share_one_cache(cache: Cache) -> None:
    def work(seed: int) -> bool:
        key = cache_key("engine-1", replace(REQUEST, seed=seed))
        cache.put(key, REPLY)
        found = cache.get(key) == REPLY
        cache.close()
        return found

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(work, range(40)))
    assert cache.stats().entries == 40


def test_processes_share_one_directory(tmp_path: Path) -> None:
    script = """
import sys
from dataclasses import replace
from pathlib import Path
from tests.test_cache import REPLY, REQUEST
from extractor.cache import Cache, cache_key
with Cache(Path(sys.argv[1])) as cache:
    for seed in range(20):
        cache.put(cache_key(sys.argv[2], replace(REQUEST, seed=seed)), REPLY)
"""
    root = Path(__file__).parent.parent
    running = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path), name], cwd=root)
        for name in ("one", "two")
    ]
    assert [process.wait(60) for process in running] == [0, 0]
    with Cache(tmp_path) as cache:
        assert cache.stats().entries == 40
