"""The worker side of `ReaderPool`: read documents off a pipe, one at a time."""

from __future__ import annotations

import contextlib
import json
import os

from extractor import pipes
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
        return {"error": pipes.error_to_json(error)}, False
    except RecursionError:
        error = ReaderCrashed("nested too deeply to be read", at=asked["name"])
        return {"error": pipes.error_to_json(error)}, False
    except ExtractorError as failed:
        return {"error": pipes.error_to_json(failed)}, True


def _limit_memory(memory: int) -> None:
    """Let an allocation beyond `memory` bytes of address space fail in this process."""
    with contextlib.suppress(ImportError, ValueError, OSError):  # no such limit on this system
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))


def main() -> None:
    """Serve requests until the pipe closes."""
    requests, answers = pipes.parent()
    pipes.send(answers, b"ready")
    with contextlib.suppress(EOFError, BrokenPipeError):
        sound = True
        while sound:
            request, data = pipes.receive(requests), pipes.receive(requests)
            answer, sound = _answer(request, data)
            pipes.send(answers, json.dumps(answer).encode())
    os._exit(0)  # native threads and finalizers have nothing left to say


if __name__ == "__main__":
    main()
