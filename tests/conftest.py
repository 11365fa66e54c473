"""What all tests share: no test reads or writes the user's own files, and one engine serves all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor.engine import open_engine
from extractor.generation import Engine, LoadOptions
from extractor.models import EMBEDDED_FILE, EMBEDDED_SHA256


@pytest.fixture(autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings, cache, run log and models of this test live in a folder of its own."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    monkeypatch.setenv("EXTRACTOR_DATA_DIR", str(home / "data"))
    monkeypatch.setenv("EXTRACTOR_CACHE_DIR", str(home / "cache"))


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """The embedded model, loaded by llama.cpp."""
    loaded = open_engine(EMBEDDED_FILE, EMBEDDED_SHA256, LoadOptions())
    yield loaded
    loaded.close()


@pytest.fixture
def samples() -> Path:
    return Path(__file__).parent.parent / "samples"
