"""What the shell offers for schemas and models; a mistake elsewhere must not disturb it."""

from __future__ import annotations

from extractor.errors import ExtractorError


def schema_names(incomplete: str) -> list[str]:
    """Ready schemas whose names begin so."""
    from extractor.config import load_settings
    from extractor.schema import ready_schemas

    try:
        found = ready_schemas([load_settings().paths.schemas])
    except ExtractorError:
        return []
    return [one.name for one in found if one.name.startswith(incomplete)]


def model_names(incomplete: str) -> list[str]:
    """Installed models whose names begin so."""
    from extractor.config import load_settings
    from extractor.models import installed

    try:
        found = list(installed(load_settings().paths.models))
    except (ExtractorError, OSError):
        return []
    return [one.name for one in found if one.name.startswith(incomplete)]
