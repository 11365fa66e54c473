"""The library in two calls."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from command import FIELDS, write_invoices
from PIL import Image

import extractor
from extractor import Extractor, SchemaError, Status, extract
from extractor.evaluation import compare, gold_path, load_gold
from extractor.record import FieldState


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


def test_a_photo_of_which_facts_are_missed_is_for_review(samples: Path) -> None:
    photo = samples / "id_card" / "driving-licence-photo.jpg"
    record = extract(photo, "id_card")
    wrong = [one for one in compare(record, load_gold(gold_path(photo))) if not one.right]
    assert record.status is (Status.REVIEW if wrong else Status.OK)


def test_of_a_page_recognised_badly_the_record_says_so_and_doubts_its_nulls(
    samples: Path, tmp_path: Path
) -> None:
    """A card photographed from too far away."""
    with Image.open(samples / "id_card" / "personalausweis-muster.png") as card:
        far = card.convert("L").resize((card.width * 11 // 20, card.height * 11 // 20))
    grain = np.random.default_rng(1).normal(0, 10, (far.height, far.width))
    pixels = np.clip(np.asarray(far) + grain, 0, 255).astype(np.uint8)
    Image.fromarray(pixels).save(tmp_path / "far.png")
    record = extract(tmp_path / "far.png", "id_card")
    assert record.status is Status.REVIEW
    assert record.warnings[0].startswith("page 1: recognised badly (confidence 0.")
    nulls = [one.confidence for one in record.fields.values() if one.state is FieldState.ABSENT]
    assert nulls
    assert max(nulls) < 0.85


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
