"""The command as it is installed, in a real terminal (tmux), driven by its keys."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

SECONDS = 40.0  # a busy machine starts slowly

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


class Terminal:
    """A tmux server of its own with one pane."""

    def __init__(self, folder: Path) -> None:
        self._tmux = ["tmux", "-S", str(folder / "tmux.sock"), "-f", "/dev/null"]

    def start(self, command: str) -> None:
        self._run("new-session", "-d", "-x", "120", "-y", "32", command)

    def press(self, *keys: str) -> None:
        self._run("send-keys", *keys)

    def screen(self) -> str:
        return self._run("capture-pane", "-p")

    def close(self) -> None:
        subprocess.run([*self._tmux, "kill-server"], capture_output=True, check=False)

    def wait(self, true: Callable[[str], bool]) -> str:
        """The screen as soon as it is as expected."""
        end = time.monotonic() + SECONDS
        shown = ""
        while time.monotonic() < end:
            shown = self.screen()
            if true(shown):
                return shown
            time.sleep(0.1)
        raise AssertionError(f"the screen did not change as expected:\n{shown}")

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            [*self._tmux, *arguments], capture_output=True, check=False, text=True
        )
        return done.stdout


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    opened = Terminal(tmp_path)
    yield opened
    opened.close()


def test_extracts_and_reviews_in_a_terminal(folder: Path, terminal: Terminal) -> None:
    program = Path(sys.executable).with_name("extractor")
    command = [str(program)] if program.exists() else [sys.executable, "-m", "extractor"]
    options = ["tui", str(folder), "--schema", "vendor, total float, issued date"]
    kept = [f"{name}={value}" for name, value in os.environ.items() if "EXTRACTOR" in name]
    terminal.start(shlex.join(["env", "-u", "COLUMNS", "-u", "LINES", *kept, *command, *options]))
    terminal.wait(lambda shown: "acme.txt" in shown and "Total" in shown)

    terminal.press("x")
    terminal.wait(lambda shown: "%" in shown and "reading" not in shown and "asking" not in shown)

    terminal.press("3", "e")
    terminal.wait(lambda shown: "Enter keeps it" in shown)
    # No clearing first: a bound key takes effect after the characters typed straight behind it.
    terminal.press("-l", "Zeta")
    terminal.wait(lambda shown: "Zeta" in shown)
    terminal.press("Enter")
    terminal.wait(lambda shown: "Zeta" in shown and "edited" in shown)

    terminal.press("u")
    terminal.wait(lambda shown: "Zeta" not in shown)

    terminal.press("q")
    terminal.wait(lambda shown: not shown.strip())
