"""The worker side of `ReaderPool`: read documents off a pipe, one at a time."""

from __future__ import annotations

import contextlib
import json
import os
import sys

from extractor.errors import ExtractorError, ReaderCrashed
from extractor.readers import codec
from extractor.readers.options import MIB
from extractor.readers.reading import read_bytes


def _answer(request: bytes, data: bytes) -> tuple[dict[str, object], bool]:
    """The reply to one request, and whether the process is still sound after it."""
    asked = json.loads(request)
    options = codec.options_from_json(asked["options"])
    memory = options.limits.memory
    try:
        _limit_memory(memory)
        document = read_bytes(data, asked["name"], options)
        return {"document": codec.document_to_json(document)}, True
    except MemoryError:
        error: ExtractorError = ReaderCrashed(
            f"needs more than the memory limit of {memory / MIB:g} MiB",
            at=asked["name"],
            hint="raise the limit, or read fewer pages with --pages",
        )
        return {"error": codec.error_to_json(error)}, False
    except RecursionError:
        error = ReaderCrashed("nested too deeply to be read", at=asked["name"])
        return {"error": codec.error_to_json(error)}, False
    except ExtractorError as failed:
        return {"error": codec.error_to_json(failed)}, True


def _limit_memory(memory: int) -> None:
    """Let an allocation beyond `memory` bytes of address space fail in this process."""
    with contextlib.suppress(ImportError, ValueError, OSError):  # no such limit on this system
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _die_with_parent() -> None:
    """Ask Linux to kill this process when the thread that started it ends."""
    if sys.platform == "linux":
        import ctypes
        import signal

        PR_SET_PDEATHSIG = 1
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def main() -> None:
    """Serve requests until the pipe closes."""
    _die_with_parent()
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a native library prints must not mix with the answers
    codec.send(answers, b"ready")
    with contextlib.suppress(EOFError, BrokenPipeError):
        sound = True
        while sound:
            request, data = codec.receive(requests), codec.receive(requests)
            answer, sound = _answer(request, data)
            codec.send(answers, json.dumps(answer).encode())
    os._exit(0)  # native threads and finalizers have nothing left to say


if __name__ == "__main__":
    main()
