"""The first load of an unknown GGUF file, in a process of its own.

GGUF loaders have had memory-safety bugs: a file that nobody vouches for may crash the process that
loads it. `python -m extractor.engine.vetting` is told a path, loads it, evaluates one token and
tells what kept it from that.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Final

from extractor import pipes
from extractor.errors import Cancelled, ExtractorError, ModelNotLoadable
from extractor.generation import LoadOptions, Segment

SECONDS: Final = 600.0  # a large model on a slow disk
_LOOK_SECONDS: Final = 0.1


def vet(path: Path, given_up: Callable[[], bool] = lambda: False) -> None:
    """Raises ModelNotLoadable if a child process cannot load `path`, or Cancelled."""
    child = pipes.Child("extractor.engine.vetting")
    try:
        with suppress(OSError):  # it died at once, which is told below
            child.send(os.fsencode(path))
        end = monotonic() + SECONDS
        while not child.speaks(_LOOK_SECONDS):
            if given_up():
                raise Cancelled("cancelled")
            if monotonic() > end:
                told = f"loading it took more than {SECONDS:g} seconds"
                raise ModelNotLoadable(told, at=str(path))
        try:
            trouble = json.loads(child.receive())
        except EOFError:
            raise ModelNotLoadable(
                f"loading it crashed a test process ({pipes.ending(child.wait())})",
                at=str(path),
                hint="do not use this file; fetch it again from where it came",
            ) from None
    finally:
        child.discard()
    if trouble is not None:
        hint = "fetch it again, or choose another model"
        raise ModelNotLoadable(trouble, at=str(path), hint=hint)


def _trouble(path: Path) -> str | None:
    """What keeps a file from being loaded."""
    from extractor.engine.loading import load_model

    try:
        model = load_model(path, "", LoadOptions(context=64, gpu_layers=0))
        model.tokenize((Segment("a"),))
        model.free()
    except ExtractorError as error:
        return error.message
    return None


def main() -> None:
    requests, answers = pipes.parent()
    path = Path(os.fsdecode(pipes.receive(requests)))
    pipes.send(answers, json.dumps(_trouble(path)).encode())


if __name__ == "__main__":
    main()
