"""What the workbench remembers between starts, beside the run log: how it looked.

A file that is missing or damaged is no more than nothing remembered.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from extractor.config import Settings
from extractor.jsonfile import write_json

NAME: Final = "workbench.json"


def remembered_theme(settings: Settings) -> str | None:
    """The theme that was chosen last."""
    try:
        kept = json.loads(_file(settings).read_bytes())
    except (OSError, ValueError):
        return None
    theme = kept.get("theme") if isinstance(kept, dict) else None
    return theme if isinstance(theme, str) else None


def remember_theme(settings: Settings, theme: str) -> None:
    """Keeps it for the next start. Raises OSError."""
    write_json(_file(settings), {"theme": theme})


def _file(settings: Settings) -> Path:
    return settings.paths.run_log.with_name(NAME)
