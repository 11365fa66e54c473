"""Makes docs/run.svg again: what `extractor run` shows of a sample, with the embedded model.

The fonts that rich names by address are left out: a picture of ours loads nothing.
"""

from __future__ import annotations

import re
import sys
import tempfile
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

from extractor.api import Extractor
from extractor.cli.tables import record_table

HERE = Path(__file__).parent
SAMPLE = "samples/invoice/brightwell-hosting.html"
WIDTH = 100


def main() -> int:
    console = Console(record=True, width=WIDTH, file=StringIO(), force_terminal=True)
    with tempfile.TemporaryDirectory() as home:
        with Extractor("invoice", data_dir=home, cache_dir=home, cache=False) as extractor:
            (record,) = extractor.run([SAMPLE])
    console.print(Text(f"$ extractor run {SAMPLE} --schema invoice", style="bold"))
    console.print()
    console.print(record_table(record))
    picture = console.export_svg(title="extractor")
    (HERE / "run.svg").write_text(re.sub(r"@font-face \{.*?\}", "", picture, flags=re.DOTALL))
    return 0


if __name__ == "__main__":
    sys.exit(main())
