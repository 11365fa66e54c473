"""Documents of the workbench's tests, and screens that hold still."""

from __future__ import annotations

from pathlib import Path

import pytest
from driving import INVOICE
from textual.widgets import Input


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two invoices in the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EXTRACTOR_JOBS", "1")
    monkeypatch.setenv("EXTRACTOR_DATA_DIR", "data")  # relative, as screens show where it is
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "acme.txt").write_text(INVOICE)
    (docs / "brook.txt").write_text(INVOICE.replace("7731", "7732").replace("ACME", "Brook"))
    return Path("docs")


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cursors that do not blink: a screen is the same at any moment."""
    monkeypatch.setattr(Input, "cursor_blink", False)
