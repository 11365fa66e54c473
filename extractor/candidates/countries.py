"""Countries by ISO 3166 code, with the names that en, de, fr, es, it and nl documents use."""

from __future__ import annotations

_TABLE = """
AT AUT Austria|Österreich|Autriche|Oostenrijk
DE DEU Germany|Deutschland|Allemagne|Alemania|Germania|Duitsland
"""

COUNTRIES: dict[str, tuple[str, tuple[str, ...]]] = {
    line[:2]: (line[3:6], tuple(line[7:].split("|"))) for line in _TABLE.split("\n") if line
}
