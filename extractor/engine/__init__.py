"""Engines: what loads a model and answers the requests of `extractor.generation`.

llama.py      llama.cpp in this process: the owner thread
slots.py      requests side by side in one unified KV cache
sequences.py  the cells of the cache; prefixes.py shares beginnings among them,
              prefix_store.py keeps on disk what comes before the documents
replies.py    a reply under its grammar; matchers.py keeps compiled grammars
drafting.py   guesses of what comes next
loading.py    a GGUF file as a loaded model with a context
calibration.py, costs.py, pacing.py, outlook.py: what a step costs here, and what follows from it
child.py      llama.cpp in a process of its own, which may die without harm
__main__.py   what that process does; wire.py is what crosses its pipes
scripted.py   an engine with its replies written beforehand, for tests
vetting.py    a first load of an unknown file, in a process of its own
"""

from __future__ import annotations

import os
from pathlib import Path

from extractor.generation import Engine, LoadOptions

# Threads that wait in a spin loop starve one another as soon as another program wants a core: a
# step then takes tens of times as long. Threads that sleep at once wake up late, some hundred times
# a step. So they spin for some tens of microseconds, which is what most waits take on a calm
# machine, and then sleep. OpenMP reads this once, when llama.cpp is loaded.
if "OMP_WAIT_POLICY" not in os.environ:
    os.environ["OMP_WAIT_POLICY"] = "PASSIVE"
    os.environ.setdefault("GOMP_SPINCOUNT", "2000")


def open_engine(
    path: Path, sha256: str, options: LoadOptions, *, name: str | None = None
) -> Engine:
    """Loads a GGUF file with llama.cpp; `name` is what records call it, by default the file's.

    Raises ModelNotLoadable, or ConfigError for options that exclude each other.
    """
    from extractor.engine.llama import LlamaEngine

    return LlamaEngine(path, sha256, options, name or path.stem)


def start_engine(
    path: Path, sha256: str, options: LoadOptions, *, name: str | None = None
) -> Engine:
    """The same in a process of its own, at once: `info` waits for the model, and raises what
    `open_engine` raises.
    """
    from extractor.engine.child import ChildEngine

    return ChildEngine(path, sha256, options, name or path.stem)
