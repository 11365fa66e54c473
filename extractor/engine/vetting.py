"""The first load of an unknown GGUF file, in a process of its own.

GGUF loaders have had memory-safety bugs: a file that nobody vouches for may crash the process that
loads it. `python -m extractor.engine.vetting FILE` loads it, evaluates one token and exits 0.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from extractor.errors import ExtractorError, ModelNotLoadable
from extractor.generation import LoadOptions, Segment

SECONDS = 600  # a large model on a slow disk


def vet(path: Path) -> None:
    """Raises ModelNotLoadable if a child process cannot load `path`."""
    command = [sys.executable, "-m", "extractor.engine.vetting", str(path)]
    try:
        child = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ModelNotLoadable(
            f"loading it took more than {SECONDS} seconds", at=str(path)
        ) from None
    if child.returncode < 0:
        raise ModelNotLoadable(
            f"loading it crashed a test process (signal {-child.returncode})",
            at=str(path),
            hint="do not use this file; fetch it again from where it came",
        )
    if child.returncode:
        lines = child.stderr.strip().splitlines() or ["it cannot be loaded"]
        raise ModelNotLoadable(
            lines[-1], at=str(path), hint="fetch it again, or choose another model"
        )


def _load_once(path: Path) -> None:
    from extractor.engine.loading import load_model

    model = load_model(path, "", LoadOptions(context=64, gpu_layers=0))
    model.tokenize((Segment("a"),))
    model.free()


if __name__ == "__main__":
    try:
        _load_once(Path(sys.argv[1]))
    except ExtractorError as error:
        sys.exit(error.message)
