"""A program in a terminal of its own: keys go in, what it draws comes out.

    with PseudoTerminal([sys.executable, "-m", "extractor", "tui"]) as terminal:
        terminal.wait_for("no schema")
        terminal.press("q")
        assert terminal.wait_to_end() == 0

All three standard streams of the program are the terminal.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Final, Self

PLAIN: Final = b"\x1b[?62;22c"  # the attributes of a terminal that shows text in colour
_ATTRIBUTES_ASKED: Final = b"\x1b[c"
_LOOK_SECONDS: Final = 0.01


class PseudoTerminal:
    """Starts `line` as the leader of a session whose controlling terminal this is.

    `cell` is the size of a character in pixels. `answer` is sent when the program asks for the
    terminal's attributes, as every terminal is asked. What is in `environment` comes on top of
    that of this process. For one thread.
    """

    def __init__(
        self,
        line: list[str],
        *,
        rows: int = 40,
        columns: int = 140,
        cell: tuple[int, int] = (0, 0),
        answer: bytes = PLAIN,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.drawn = bytearray()  # since the start
        self._answer = answer
        self._pressed = 0  # how much had been drawn at the last key
        self._code: int | None = None
        self._ours: int | None
        self._ours, theirs = pty.openpty()
        size = struct.pack("HHHH", rows, columns, columns * cell[0], rows * cell[1])
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, size)
        kept = {name: text for name, text in os.environ.items() if name not in ("COLUMNS", "LINES")}
        # Not a fork, which a process with threads had better leave. A leader that opens a terminal
        # is controlled by it: when it closes, the program is told.
        self.pid = os.posix_spawn(
            line[0],
            line,
            {**kept, "TERM": "xterm-256color", **(environment or {})},
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.ttyname(theirs), os.O_RDWR, 0),
                (os.POSIX_SPAWN_DUP2, 0, 1),
                (os.POSIX_SPAWN_DUP2, 0, 2),
            ],
            setsid=True,
            setsigdef=[signal.SIGHUP],  # ignored where this process runs under `nohup`
        )
        os.close(theirs)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._code is None:
            self.send(signal.SIGKILL)
            os.waitpid(self.pid, 0)
        self.hang_up()

    def press(self, keys: str) -> None:
        self._pressed = len(self.drawn)
        assert self._ours is not None
        os.write(self._ours, keys.encode())

    def wait_for(self, words: str, seconds: float = 60.0) -> float:
        """Seconds until `words` have been drawn, all at once, since the last key.

        Raises TimeoutError.
        """
        sought, started = words.encode(), time.perf_counter()
        while self.drawn.find(sought, self._pressed) < 0:
            if self._ours is None or time.perf_counter() - started > seconds:
                told = bytes(self.drawn[-600:])
                raise TimeoutError(f"{words!r} was not drawn within {seconds:g} s, but {told!r}")
            self._take(_LOOK_SECONDS)
        return time.perf_counter() - started

    def read_on(self, seconds: float) -> None:
        """Takes what is drawn in the next seconds."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self._take(left)

    def rest(self, seconds: float) -> None:
        """Takes what is drawn until nothing has been for so long."""
        while self._take(seconds):
            pass

    def send(self, request: signal.Signals) -> None:
        os.kill(self.pid, request)

    def hang_up(self) -> None:
        """Closes the terminal, as a window or a connection is closed."""
        if self._ours is not None:
            os.close(self._ours)
            self._ours = None

    def wait_to_end(self, seconds: float = 60.0) -> int:
        """The exit code, once all is drawn; negative for a signal. Raises TimeoutError."""
        end = time.perf_counter() + seconds
        while self._code is None:
            self._take(_LOOK_SECONDS)
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            if ended:
                self._code = os.waitstatus_to_exitcode(status)
            elif time.perf_counter() > end:
                raise TimeoutError(f"it has not ended within {seconds:g} s")
        self.rest(0.0)
        return self._code

    def _take(self, seconds: float) -> bool:
        """What has been drawn, after waiting for it; False if nothing was."""
        if self._ours is None:
            time.sleep(seconds)
            return False
        if not select.select([self._ours], [], [], seconds)[0]:
            return False
        try:
            fresh = os.read(self._ours, 65536)
        except OSError:  # how Linux tells that the other side is closed
            fresh = b""
        if not fresh:
            self.hang_up()
        elif _ATTRIBUTES_ASKED in fresh:
            os.write(self._ours, self._answer)
        self.drawn += fresh
        return bool(fresh)
