"""The workbench: a terminal to extract and review documents in.

bench.py      what is on the workbench, without its screens
desk.py       the documents; conductor.py the pipeline; library.py documents to look at
reviews.py    what people said about fields
screens/      the workspace and what opens over it; rows, page, fields, queue: their widgets
"""

from __future__ import annotations

from collections.abc import Sequence

from extractor.config import Settings


def run_workbench(settings: Settings, paths: Sequence[str] = (), schema: str | None = None) -> None:
    """Opens the workbench on files and folders and returns when it is left."""
    from extractor.tui.app import Workbench
    from extractor.tui.picture import picture_widget

    picture_widget()  # asks the terminal what it can show, while it still answers

    Workbench(settings, paths, schema).run()
