"""Child processes of this program, and what crosses the pipes to them: frames, errors as JSON.

Nothing that crosses can run code. A child ends when its parent does: it reads the end of its
input, and on Linux the kernel sees to it even where the child is busy. Ctrl-C in a terminal is for
the parent alone.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import struct
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

import extractor.errors
from extractor.errors import ExtractorError

_LENGTH = struct.Struct(">Q")


class Child:
    """`python -m MODULE` with pipes to its input and output.

    On Linux it is killed when the thread that makes it ends: that must be one that lives long.
    """

    def __init__(
        self,
        module: str,
        *,
        environment: Mapping[str, str] | None = None,
        stderr: int | IO[bytes] = subprocess.DEVNULL,
    ) -> None:
        root = str(Path(__file__).resolve().parents[1])
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        self._process = subprocess.Popen(
            # -P: a document's folder, where the person may stand, is no place to import from
            [sys.executable, "-P", "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            env={**os.environ, **(environment or {}), "PYTHONPATH": os.pathsep.join(paths)},
            process_group=0,
        )
        self._requests = cast(BinaryIO, self._process.stdin)
        self._answers = cast(BinaryIO, self._process.stdout)

    @property
    def pid(self) -> int:
        return self._process.pid

    def send(self, frame: bytes) -> None:
        """Raises OSError when the child is gone."""
        send(self._requests, frame)

    def receive(self) -> bytes:
        """Raises EOFError when the child is gone."""
        return receive(self._answers)

    def speaks(self, seconds: float) -> bool:
        """Whether its first frame has begun, or it is gone, within so long."""
        return bool(select.select([self._answers], [], [], seconds)[0])

    def kill(self) -> int:
        """Ends the process and reaps it; gives its return code.

        May be called again, and from another thread.
        """
        self._process.kill()
        return self._process.wait()

    def wait(self) -> int:
        """Its return code, when it has ended by itself."""
        return self._process.wait()

    def discard(self) -> None:
        """Kills, and gives back the pipes; for the thread that reads from them."""
        self.kill()
        for pipe in (self._requests, self._answers):
            with contextlib.suppress(OSError):  # unsent bytes have nowhere to go
                pipe.close()


def parent() -> tuple[BinaryIO, BinaryIO]:
    """In a child: what the parent says, and where to answer it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with_parent()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a native library prints must not mix with the answers
    return sys.stdin.buffer, answers


def _die_with_parent() -> None:
    """Asks Linux to kill this process when the thread that started it ends."""
    if sys.platform == "linux":
        import ctypes

        PR_SET_PDEATHSIG = 1
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def send(stream: BinaryIO, frame: bytes) -> None:
    stream.write(_LENGTH.pack(len(frame)))
    stream.write(frame)
    stream.flush()


def receive(stream: BinaryIO) -> bytes:
    """The next frame. Raises EOFError when the other side is gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    length = _LENGTH.unpack(head)[0]
    frame = stream.read(length)
    if len(frame) < length:
        raise EOFError
    return frame


def error_to_json(error: ExtractorError) -> dict[str, Any]:
    return {
        "kind": type(error).__name__,
        "message": error.message,
        "at": error.at,
        "hint": error.hint,
    }


def error_from_json(value: dict[str, Any]) -> ExtractorError:
    """An error of the same class with the same words."""
    kind = getattr(extractor.errors, value["kind"], None)
    if not (isinstance(kind, type) and issubclass(kind, ExtractorError)):
        kind = ExtractorError
    return kind(value["message"], at=value["at"], hint=value["hint"])


def ending(code: int) -> str:
    """How a process ended, by its return code: "killed by SIGSEGV", "exit code 1"."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"killed by signal {-code}"
