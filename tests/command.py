"""How the tests of the command line call it: in this process, or in one of its own."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from extractor.cli import run_cli

# Optional, so that an exit code does not hang on what a small model finds.
FIELDS = "vendor?, invoice_number?, issued? date, total? float"
INVOICE = """\
ACME Ltd
1 High Street, Anytown
Invoice INV-2024-00871
Date: 14 March 2024
Total due: 1,487.50 EUR
"""


@dataclass(frozen=True)
class Result:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


def call(*arguments: str | Path, stdin: bytes = b"") -> Result:
    """Runs a command line in this process; neither stream is a terminal."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    given = io.TextIOWrapper(io.BytesIO(stdin), "utf-8")
    with redirect_stdout(out), redirect_stderr(err), patch("sys.stdin", given):
        code = run_cli([str(argument) for argument in arguments])
    out.flush()
    out.seek(0)
    return Result(code, out.read(), err.getvalue())


def command(*arguments: str | Path) -> list[str]:
    """A command line for a process of its own."""
    return [sys.executable, "-m", "extractor", *map(str, arguments)]


def call_process(*arguments: str | Path, **options: Any) -> Result:
    """Runs a command line to its end in a process of its own."""
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    done = subprocess.run(command(*arguments), text=True, timeout=120, check=False, **options)
    return Result(done.returncode, done.stdout or "", done.stderr or "")


def children_of(pid: int, running: str | None = None) -> list[int]:
    """Processes that it has started: all, or those that run a module by now."""
    line = ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="]
    told = subprocess.run(line, stdout=subprocess.PIPE, check=True)
    found = (process.split() for process in told.stdout.splitlines())
    return [
        int(child)
        for child, parent, *words in found
        if int(parent) == pid and (running is None or running.encode() in words)
    ]


def write_invoices(folder: Path, count: int) -> list[Path]:
    """Invoices that differ in their number."""
    folder.mkdir(exist_ok=True)
    paths = [folder / f"invoice-{number:02}.txt" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_text(INVOICE.replace("00871", f"{number:05}"), encoding="utf-8")
    return paths
