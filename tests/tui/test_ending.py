"""The command as it is installed, in a terminal, when it is asked to end from outside."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from command import FIELDS, children_of, command, write_invoices
from random_model import write_random_model

from benchmarks.pseudo_terminal import PseudoTerminal

LINUX = sys.platform == "linux"
PATIENCE = 2.0  # that ending may take


def gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"


@pytest.mark.skipif(not LINUX, reason="processes are looked up in /proc")
@pytest.mark.parametrize("request_to_end", [signal.SIGTERM, signal.SIGHUP, None])
@pytest.mark.parametrize("busy", [0.0, 0.5, 3.0])  # seconds into the run
def test_ends_at_once_and_leaves_no_process(
    tmp_path: Path, samples: Path, request_to_end: signal.Signals | None, busy: float
) -> None:
    for number, scan in enumerate(sorted(samples.rglob("*.png"))):
        shutil.copy(scan, tmp_path / f"{number}{scan.suffix}")
    line = command("tui", tmp_path, "--schema", "vendor?, total? float, issued? date")
    with PseudoTerminal(line) as terminal:
        terminal.wait_for("0.png")
        terminal.press("x")
        terminal.read_on(busy)
        children = children_of(terminal.pid)
        asked = time.monotonic()
        if request_to_end is None:
            terminal.hang_up()
        else:
            terminal.send(request_to_end)
        code = terminal.wait_to_end()
        assert time.monotonic() - asked < PATIENCE
        assert code == 130
        if request_to_end is not None:
            assert b"\x1b[?1049l" in terminal.drawn  # the screen before
        end = time.monotonic() + PATIENCE
        while not all(map(gone, children)) and time.monotonic() < end:
            time.sleep(0.05)
        assert all(map(gone, children))


def test_ends_with_its_terminal_where_that_signal_is_ignored() -> None:
    line = ["/bin/sh", "-c", "trap '' HUP; exec \"$@\"", "sh", *command("tui")]
    with PseudoTerminal(line) as terminal:
        terminal.wait_for("no schema")
        closed = time.monotonic()
        terminal.hang_up()
        assert terminal.wait_to_end() == 130
        assert time.monotonic() - closed < PATIENCE


@pytest.mark.parametrize("later", [0.0, 0.1, 0.3, 0.6])  # in the midst of the questions, and after
def test_ends_with_a_terminal_that_closes_before_it_is_taken_over(later: float) -> None:
    line = ["/bin/sh", "-c", "trap '' HUP; exec \"$@\"", "sh", *command("tui")]
    with PseudoTerminal(line, answer=b"") as terminal:
        terminal.wait_for("\x1b[c")
        terminal.read_on(later)
        terminal.hang_up()
        assert terminal.wait_to_end() == 130


@pytest.mark.skipif(not LINUX, reason="processes are looked up in /proc")
@pytest.mark.parametrize("loading", ["extractor.engine.vetting", "extractor.engine"])
def test_quitting_does_not_wait_for_a_model_that_is_being_loaded(
    tmp_path: Path, loading: str
) -> None:
    with stuck_in(loading, tmp_path) as (terminal, child):
        terminal.press("q")
        terminal.wait_for("A run goes on")
        terminal.press("\x1b[B\r")
        asked = time.monotonic()
        assert terminal.wait_to_end() == 0
        assert time.monotonic() - asked < PATIENCE
        assert gone(child)


@pytest.mark.skipif(not LINUX, reason="processes are looked up in /proc")
@pytest.mark.parametrize("loading", ["extractor.engine.vetting", "extractor.engine"])
def test_cancelling_all_ends_the_loading_of_a_model_and_the_next_run_loads_it_again(
    tmp_path: Path, loading: str
) -> None:
    with stuck_in(loading, tmp_path) as (terminal, child):
        asked = time.monotonic()
        terminal.press("C")
        while not gone(child) and time.monotonic() < asked + PATIENCE:
            terminal.read_on(0.01)
        assert gone(child)
        terminal.read_on(1.0)  # the run has ended by then: x pauses one that goes on
        terminal.press("x")
        assert started(loading, terminal) != child


@contextmanager
def stuck_in(loading: str, tmp_path: Path) -> Iterator[tuple[PseudoTerminal, int]]:
    """A workbench whose child loads a model and does not get on: its terminal, that child."""
    write_invoices(tmp_path / "inbox", 1)
    model = tmp_path / "slow.gguf"
    write_random_model(model, seed=1)
    line = command("tui", tmp_path / "inbox", "--schema", FIELDS, "--model", model)
    with PseudoTerminal(line) as terminal:
        terminal.wait_for("invoice-00.txt")
        terminal.press("x")
        child = started(loading, terminal)
        os.kill(child, signal.SIGSTOP)  # as a disk that does not answer
        yield terminal, child


def started(module: str, terminal: PseudoTerminal) -> int:
    """The child that runs a module, as soon as there is one."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        terminal.read_on(0.01)
        for child in children_of(terminal.pid, running=module):
            return child
    raise TimeoutError(f"{module} was not started")
