"""The process of one arm: reads a line of JSON, does what it says, answers with a line of JSON.

    {"open": "ours", "options": {...}}      -> {"opened": seconds}
    {"run": [case, ...], "free": false}     -> {"seconds": ..., "answers": [...], ...}
    {"close": true}                         -> {"closed": true}

What goes wrong is answered as {"error": ...}: an arm that fails is reported, never dropped.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.engine.drivers import Driver, open_driver
from benchmarks.engine.workload import Case


def main() -> int:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print does not mix with the answers
    driver: Driver | None = None
    for line in sys.stdin:
        order = json.loads(line)
        try:
            if "open" in order:
                driver, answer = _open(order)
            elif driver is None:
                raise RuntimeError("no driver is open")
            elif "run" in order:
                answer = _run(driver, order)
            else:
                driver.close()
                driver, answer = None, {"closed": True}
        except Exception as error:  # noqa: BLE001 - it is the answer
            answer = {"error": f"{type(error).__name__}: {str(error).strip()[:400]}"}
        print(json.dumps(answer), file=answers, flush=True)
    if driver is not None:
        driver.close()
    return 0


def _open(order: dict[str, Any]) -> tuple[Driver, dict[str, Any]]:
    started = time.perf_counter()
    driver = open_driver(order["open"], order["options"])
    return driver, {"opened": time.perf_counter() - started}


def _run(driver: Driver, order: dict[str, Any]) -> dict[str, Any]:
    cases = [Case.from_json(case) for case in order["run"]]
    free = order["free"]
    started = time.perf_counter()
    driver.prepare(cases, free)
    prepared = time.perf_counter()
    before = driver.counters()
    running = time.perf_counter()
    answers = driver.run(cases, free)
    seconds = time.perf_counter() - running
    after = driver.counters()
    return {
        "prepared": prepared - started,
        "seconds": seconds,
        "answers": [asdict(answer) for answer in answers],
        "wrong": 0 if free else sum(a.text != c.reply for a, c in zip(answers, cases, strict=True)),
        "counters": {name: after[name] - before.get(name, 0.0) for name in after},
        "peak_bytes": peak_bytes(driver.pid),
    }


def peak_bytes(pid: int) -> int:
    """The most memory that a process has held; 0 where the system does not say."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(row.split()[1]) * 1024 for row in lines if row.startswith("VmHWM:")), 0)


if __name__ == "__main__":
    sys.exit(main())
