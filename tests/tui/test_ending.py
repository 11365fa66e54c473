"""The command as it is installed, in a terminal, when it is asked to end from outside."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import shutil
import signal
import struct
import sys
import termios
import time
from pathlib import Path

import pytest
from command import children_of, command

LINUX = sys.platform == "linux"
SECONDS = 40.0  # a busy machine starts slowly
PATIENCE = 2.0  # that ending may take


class Pty:
    """A command in a terminal of its own, which remembers all that was shown."""

    def __init__(self, line: list[str]) -> None:
        self.pid, self._terminal = pty.fork()
        if not self.pid:
            os.environ["TERM"] = "xterm-256color"
            signal.signal(signal.SIGHUP, signal.SIG_DFL)  # ignored where the tests run under nohup
            os.execv(line[0], line)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 140, 0, 0))
        self.shown = b""
        self.code: int | None = None

    def press(self, keys: bytes) -> None:
        os.write(self._terminal, keys)

    def wait_for(self, words: bytes) -> None:
        end = time.monotonic() + SECONDS
        while words not in self.shown:
            assert time.monotonic() < end, self.shown[-2000:]
            self._look()

    def seconds_to_end(self, request: signal.Signals | None) -> float:
        """From the signal, or with None from the closing of the terminal, to the end."""
        started = time.monotonic()
        if request is None:
            os.close(self._terminal)
        else:
            os.kill(self.pid, request)
        while self.code is None and time.monotonic() < started + SECONDS:
            if request is not None:
                self._look()
            else:
                time.sleep(0.01)
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            if ended:
                self.code = os.waitstatus_to_exitcode(status)
        return time.monotonic() - started

    def _look(self) -> None:
        if select.select([self._terminal], [], [], 0.02)[0]:
            try:
                said = os.read(self._terminal, 65536)
            except OSError:  # the other side is gone
                return
            self.shown += said
            if b"\x1b[c" in said:
                os.write(self._terminal, b"\x1b[?1;2c")

    def close(self) -> None:
        if self.code is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)


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
    opened = Pty(command("tui", tmp_path, "--schema", "vendor?, total? float, issued? date"))
    try:
        opened.wait_for(b"0.png")
        opened.press(b"x")
        opened._look()
        time.sleep(busy)
        children = children_of(opened.pid)
        assert opened.seconds_to_end(request_to_end) < PATIENCE
        assert opened.code == 130
        if request_to_end is not None:
            assert b"\x1b[?1049l" in opened.shown  # the screen before
        end = time.monotonic() + PATIENCE
        while not all(map(gone, children)) and time.monotonic() < end:
            time.sleep(0.05)
        assert all(map(gone, children))
    finally:
        opened.close()
