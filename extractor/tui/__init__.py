"""The workbench: a terminal to extract and review documents in.

bench.py      what is on the workbench, without its screens
desk.py       the documents; conductor.py the pipeline; library.py documents to look at
reviews.py    what people said about fields
screens/      the workspace and what opens over it; rows, page, fields, queue: their widgets
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from threading import Thread

from extractor.config import Settings


def run_workbench(settings: Settings, paths: Sequence[str] = (), schema: str | None = None) -> int:
    """Opens the workbench on files and folders; gives the exit code when it is left."""
    gc.disable()  # nothing of what is loaded now is garbage; the workbench turns it on again
    from extractor.tui.terminal import Terminal, ask_terminal

    # The answer may take a moment, in which the rest is imported.
    told: list[Terminal] = []
    asking = Thread(target=lambda: told.append(ask_terminal()))
    asking.start()
    from extractor.tui.app import Workbench
    from extractor.tui.ending import ended_when_asked

    asking.join()
    # The pipeline shares the interpreter with the screen; a key must not wait for its turns.
    sys.setswitchinterval(0.0005)

    app = Workbench(settings, paths, schema, terminal=told[0])
    with ended_when_asked(app):
        app.run()
    return app.return_code or 0
