"""A record as JSON text."""

from __future__ import annotations

import json
import re
from typing import Final

from extractor.record import Record

# JSON allows these raw, but a terminal obeys the first and some readers break lines at the others.
_RAW: Final = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def json_text(record: Record, *, indent: int | None = None) -> bytes:
    """The record in UTF-8 without a line end; on one line unless `indent` is given."""
    text = json.dumps(record.to_json(), ensure_ascii=False, allow_nan=False, indent=indent)
    return _RAW.sub(lambda found: f"\\u{ord(found[0]):04x}", text).encode()
