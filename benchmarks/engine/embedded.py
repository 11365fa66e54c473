"""The whole way with the embedded model: samples/ through the pipeline, alone and side by side.

Replies are the model's own here, so this is where the two have to agree.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.engine.contest import ROOT
from extractor.config import load_settings
from extractor.pipeline import Job, open_pipeline
from extractor.record import Record
from extractor.schema import load_schema
from extractor.sources import find_sources

SAMPLES = ROOT / "samples"


@dataclass(frozen=True, slots=True)
class EndToEnd:
    """Documents a minute, reading included; medians of the rounds."""

    one_by_one: float
    side_by_side: float
    documents: int
    differing: int  # documents whose data depends on what was decoded beside them


def measure_embedded(rounds: int) -> EndToEnd:
    """All samples `rounds` times each way, in turn; no cache."""
    seconds: dict[int, list[float]] = {1: [], 0: []}
    data: dict[int, dict[str, str]] = {}
    with tempfile.TemporaryDirectory() as home:
        for _ in range(rounds):
            for jobs, taken in seconds.items():
                records = dict[str, str]()
                taken.append(_timed(Path(home), jobs, records))
                data[jobs] = records
    count = len(data[1])
    return EndToEnd(
        one_by_one=60 * count / median(seconds[1]),
        side_by_side=60 * count / median(seconds[0]),
        documents=count,
        differing=sum(data[1][path] != data[0].get(path) for path in data[1]),
    )


def _timed(home: Path, jobs: int, records: dict[str, str]) -> float:
    """Seconds of the documents alone; the first of them has waited for the model."""
    settings = load_settings(
        model="embedded", jobs=jobs, cache=False, data_dir=home, cache_dir=home / "cache"
    )
    with open_pipeline(settings) as pipeline:
        for _ in _records(pipeline, limit=1):
            pass
        started = time.perf_counter()
        for record in _records(pipeline):
            records[record.source.path] = json.dumps(record.data, sort_keys=True)
        return time.perf_counter() - started


def _records(pipeline: Any, limit: int | None = None) -> Iterator[Record]:
    folders = [one for one in sorted(SAMPLES.iterdir()) if any(one.glob("*.expected.json"))]
    for folder in folders[:limit]:
        sources = find_sources([str(folder)], lambda: b"").sources[:limit]
        yield from pipeline.run(Job(load_schema(folder.name), sources))
