"""The library in two calls."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from command import FIELDS, write_invoices

import extractor
from extractor import Extractor, SchemaError, Status, extract


def test_importing_the_package_loads_nothing() -> None:
    code = "import sys, extractor; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"pydantic", "llama_cpp", "numpy", "rich", "extractor.pipeline"}
    assert heavy.isdisjoint(done.stdout.split())


def test_every_public_name_is_there() -> None:
    assert all(getattr(extractor, name) is not None for name in dir(extractor))
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        extractor.nothing  # noqa: B018


def test_one_document(tmp_path: Path) -> None:
    (path,) = write_invoices(tmp_path / "inbox", 1)
    record = extract(path, FIELDS)
    assert record.source.path == str(path)
    assert record.data is not None
    assert set(record.fields) == {"/vendor", "/invoice_number", "/issued", "/total"}


def test_several_documents_by_one_loaded_model(tmp_path: Path) -> None:
    paths = write_invoices(tmp_path / "inbox", 2)
    with Extractor(FIELDS, cache=False) as extractor:
        records = list(extractor.run([*paths, tmp_path / "missing.txt"]))
    status = {record.source.path: record.status for record in records}
    assert status[str(tmp_path / "missing.txt")] is Status.FAILED
    assert len(status) == 3
    with pytest.raises(RuntimeError, match="in a with block"):
        extractor.run(paths)


def test_mistakes_are_found_before_a_model_is_loaded() -> None:
    with pytest.raises(SchemaError, match="no ready schema 'invoise'"):
        Extractor("invoise", model="nowhere")
