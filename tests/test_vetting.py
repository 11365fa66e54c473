"""Model files that nobody vouches for: loaded once in a process that may crash, or be given up."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest
from command import children_of
from random_model import write_random_model

from extractor.engine.vetting import vet
from extractor.errors import Cancelled, ModelNotLoadable
from extractor.models import EMBEDDED_FILE, ModelLedger, find_model


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_random_model(tmp_path / "noise.gguf", seed=1)
    return tmp_path / "noise.gguf"


def during(work: Callable[[], object], do: Callable[[int], None]) -> None:
    """Runs `work`, and beside it `do` with the process that it starts."""

    def meet() -> None:
        end = time.monotonic() + 20
        while time.monotonic() < end:
            for child in children_of(os.getpid(), running="extractor.engine.vetting"):
                return do(child)

    beside = Thread(target=meet)
    beside.start()
    try:
        work()
    finally:
        beside.join()


def test_a_good_file_is_loaded_once(path: Path, tmp_path: Path) -> None:
    model, ledger = find_model(str(path), tmp_path), ModelLedger(tmp_path / "ledger.json")
    ledger.vet(model)
    started = time.monotonic()
    ModelLedger(tmp_path / "ledger.json", given_up=lambda: True).vet(model)
    assert time.monotonic() - started < 0.1, "it is known"


def test_a_cut_file_is_refused(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100_000])
    with pytest.raises(ModelNotLoadable) as caught:
        vet(path)
    assert caught.value.at == str(path)
    assert "Traceback" not in caught.value.message
    assert caught.value.hint == "fetch it again, or choose another model"


def test_a_crash_is_told(path: Path) -> None:
    with pytest.raises(ModelNotLoadable, match=r"a test process \(killed by SIGSEGV\)") as caught:
        during(lambda: vet(path), lambda child: os.kill(child, signal.SIGSEGV))
    assert caught.value.hint is not None
    assert caught.value.hint.startswith("do not use this file")


def test_who_gives_up_waits_neither_for_a_process_nor_for_a_digest(path: Path) -> None:
    stopped: list[int] = []

    def stop(child: int) -> None:
        os.kill(child, signal.SIGSTOP)
        stopped.append(child)

    with pytest.raises(Cancelled):
        during(lambda: vet(path, given_up=lambda: bool(stopped)), stop)
    assert stopped[0] not in children_of(os.getpid())
    ledger = ModelLedger(path.with_name("ledger.json"), given_up=lambda: True)
    with pytest.raises(Cancelled):
        ledger.digest(find_model(str(path), path.parent))
    assert ledger.digest(find_model(str(EMBEDDED_FILE), path.parent)), "it need not be read"
