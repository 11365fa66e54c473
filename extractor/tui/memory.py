"""What the workbench remembers between starts, beside the run log: how it looked.

A file that is missing or damaged is no more than nothing remembered.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from extractor.config import Settings

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
    file = _file(settings)
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f"{NAME}.tmp")
    partial.write_text(json.dumps({"theme": theme}) + "\n", "utf-8")
    partial.replace(file)


def _file(settings: Settings) -> Path:
    return settings.paths.run_log.with_name(NAME)
