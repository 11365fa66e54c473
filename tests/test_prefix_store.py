"""Computed prompts on disk: what is read back, what is never written, what is not believed."""

from __future__ import annotations

import hashlib
import os
import stat
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from extractor.engine.costs import CostTable, Curve
from extractor.engine.llama import LlamaEngine
from extractor.engine.prefix_store import MAGIC, PrefixStore, prefix_folder
from extractor.generation import Completion, LoadOptions, Request
from extractor.grammar import compose
from extractor.prompt import PromptProfile, build_prompt
from extractor.schema.tree import Object
from tests.random_model import write_random_model
from tests.test_engine import ROOT, STRING

SLOW = CostTable((Curve(1, (1, 2), (0.01, 0.02), 100.0),), calm=True)  # 50 tokens are worth it
FAST = CostTable((Curve(1, (1, 2), (0.01, 0.02), 1e6),), calm=True)
LETTERHEAD = "Harbour Light Books\nOak Street 12\n"
TEXTS = (f"{LETTERHEAD}Receipt Q17 of May", f"{LETTERHEAD}Receipt Z93 of June")
SHA256 = "ab" * 32
TOKENS = np.arange(10, dtype=np.int32)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "random.gguf"
    write_random_model(path, seed=3)
    return path


def ask(text: str, profile: str = "plain", root: Object = ROOT) -> Request:
    spoken = PromptProfile(profile, "{% for m in messages %}[{{ m.content }}]\n{% endfor %}")
    return Request(build_prompt(spoken, root, text), compose(root, spoken.style, None), 60)


def session(
    model: Path,
    folder: Path,
    requests: list[Request],
    *,
    costs: CostTable = SLOW,
    options: LoadOptions | None = None,
    sha256: str = SHA256,
) -> list[Completion]:
    """The replies of an engine that is loaded for them, one after the other."""
    options = replace(options or LoadOptions(), folder=folder)
    with LlamaEngine(model, sha256, options, "random", costs) as engine:
        return [engine.submit(request).result(timeout=60) for request in requests]


def files(folder: Path) -> list[Path]:
    there = prefix_folder(folder)
    return sorted(there.iterdir()) if there.is_dir() else []


def tokens_in(file: Path) -> list[int]:
    data = file.read_bytes()
    (count,) = struct.unpack_from("<I", data, len(MAGIC) + 4)
    return list(struct.unpack_from(f"<{count}i", data, len(MAGIC) + 8 + 32))


@pytest.mark.parametrize("profile", ["plain", "chat"])
@pytest.mark.parametrize("threads", [1, 2])
def test_a_second_engine_starts_where_the_first_had_been(
    model: Path, tmp_path: Path, profile: str, threads: int
):
    options = LoadOptions(threads=threads)
    requests = [ask(text, profile) for text in TEXTS]
    first = session(model, tmp_path, requests, options=options)
    assert first[0].reused_tokens == 0
    [file] = files(tmp_path)
    second = session(model, tmp_path, requests, options=options)
    assert second[0].reused_tokens == len(tokens_in(file)) > 100
    assert [reply.text for reply in second] == [reply.text for reply in first]
    if threads == 1:  # exact: not a bit depends on where the beginning came from
        assert [reply.tokens for reply in second] == [reply.tokens for reply in first]


def test_files_are_for_their_owner_alone(model: Path, tmp_path: Path):
    session(model, tmp_path, [ask(text) for text in TEXTS])
    [file] = files(tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("profile", ["plain", "chat"])
def test_nothing_of_a_document_is_written_not_even_what_documents_share(
    model: Path, tmp_path: Path, profile: str
):
    session(model, tmp_path, [ask(text, profile) for text in (*TEXTS, *TEXTS)])
    [file] = files(tmp_path)
    before = build_prompt(PromptProfile("plain"), ROOT, "")[0].text
    assert len(tokens_in(file)) <= len(before)
    other = tmp_path / "other"
    session(model, other, [ask(text, profile) for text in ("An essay.", "Some poem.")])
    assert [file.name for file in files(other)] == [file.name]
    assert files(other)[0].read_bytes() == file.read_bytes()  # whatever the documents say


def test_prompts_that_begin_with_the_document_are_never_written(model: Path, tmp_path: Path):
    text = LETTERHEAD * 8
    roots = [Object({f"field{n}": STRING}) for n in range(3)]
    replies = session(model, tmp_path, [ask(text, "compact", root) for root in roots])
    assert replies[1].reused_tokens > 100  # in memory only
    assert files(tmp_path) == []


def test_prompts_that_do_not_tell_where_the_document_starts_are_never_written(
    model: Path, tmp_path: Path
):
    silent = [
        replace(one, prompt=tuple(replace(part, document_at=None) for part in one.prompt))
        for one in map(ask, TEXTS)
    ]
    assert session(model, tmp_path, silent)[1].reused_tokens > 100
    assert files(tmp_path) == []


def test_what_is_not_shared_or_computed_at_once_is_not_written(model: Path, tmp_path: Path):
    session(model, tmp_path, [ask(TEXTS[0])])
    session(model, tmp_path, [ask(text) for text in TEXTS], costs=FAST)
    assert files(tmp_path) == []


def cut_short(data: bytes) -> bytes:
    return data[: len(data) // 2]


def damaged(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


def of_other_tokens(data: bytes) -> bytes:
    at = len(MAGIC) + 8 + 32
    return data[:at] + struct.pack("<i", 5) + data[at + 4 :]


def of_another_engine(data: bytes) -> bytes:
    at = len(MAGIC) + 8
    return data[:at] + bytes(32) + data[at + 32 :]


def refused_by_llama(data: bytes) -> bytes:
    """Sound to the last byte of our own format, and still not a state."""
    at = len(MAGIC) + 8 + 32
    (count,) = struct.unpack_from("<I", data, len(MAGIC) + 4)
    at += 4 * count
    state = data[at + 32 : len(data) - 1000]
    return data[:at] + hashlib.sha256(state).digest() + state


@pytest.mark.parametrize(
    "spoil",
    [
        cut_short,
        damaged,
        of_other_tokens,
        of_another_engine,
        refused_by_llama,
        lambda _data: b"",
        lambda _data: b"a letter to somebody",
    ],
)
def test_a_file_that_is_not_sound_is_ignored_and_replaced(
    model: Path, tmp_path: Path, spoil: Callable[[bytes], bytes]
):
    requests = [ask(text) for text in TEXTS]
    expected = session(model, tmp_path, requests)
    [file] = files(tmp_path)
    sound = file.read_bytes()
    file.write_bytes(spoil(sound))
    replies = session(model, tmp_path, requests)
    assert replies[0].reused_tokens == 0
    assert [reply.tokens for reply in replies] == [reply.tokens for reply in expected]
    assert file.read_bytes() == sound


@pytest.mark.parametrize(
    ("sha256", "options"),
    [("cd" * 32, LoadOptions()), (SHA256, LoadOptions(kv_type="q8_0")), (SHA256, LoadOptions())],
    ids=["model", "layout", "neither"],
)
def test_another_model_or_layout_finds_nothing(
    model: Path, tmp_path: Path, sha256: str, options: LoadOptions
):
    session(model, tmp_path, [ask(text) for text in TEXTS])
    reused = session(model, tmp_path, [ask(TEXTS[0])], options=options, sha256=sha256)
    assert (reused[0].reused_tokens > 0) == (sha256 == SHA256 and options == LoadOptions())


def test_a_folder_that_cannot_be_used_costs_nothing_but_the_file(model: Path, tmp_path: Path):
    tmp_path.joinpath("prefixes").write_text("a file in the way")
    replies = session(model, tmp_path, [ask(text) for text in TEXTS])
    assert replies[1].reused_tokens > 100


def test_the_disk_that_is_taken_has_a_limit_and_the_oldest_go(tmp_path: Path):
    folder = tmp_path / "prefixes"
    store = PrefixStore(folder, "engine", least=1, limit=3500)
    for number in range(3):
        store.put(TOKENS + number, lambda: b"s" * 800)
    store.close()
    for age, number in enumerate((2, 1, 0)):  # as if written in this order, long ago
        os.utime(_only(folder, TOKENS + number), (age, age))
    reader = PrefixStore(folder, "engine", least=1, limit=3500)
    assert reader.get(TOKENS + 2) == b"s" * 800  # used, so young again
    reader.put(TOKENS + 3, lambda: b"s" * 800)
    reader.put(TOKENS + 4, lambda: b"s" * 4000)  # more than all may take
    reader.close()
    left = [number for number in range(5) if reader.get(TOKENS + number) is not None]
    assert left == [0, 2, 3]
    assert sum(path.stat().st_size for path in folder.iterdir()) <= 3500


def _only(folder: Path, tokens: np.ndarray) -> Path:
    [path] = [path for path in folder.iterdir() if tokens.tobytes() in path.read_bytes()]
    return path
