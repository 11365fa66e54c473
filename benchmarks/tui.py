"""How quick the workbench is: in a terminal of its own, timed from key to picture.

    python benchmarks/tui.py

Opens with 5,000 files; a key while the model decodes; another page of a 300-page PDF.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.pseudo_terminal import PseudoTerminal

FILES = 5000
PAGES = 300
KEYS = 40
LETTER = (
    "Order {n} of 14 March 2024, ACME Tools Ltd, 12 Mill Lane, Leeds. "
    "Hammer 20.00 EUR, saw 15.50 EUR, total 35.50 EUR. Please pay within 30 days. "
)


def workbench(arguments: list[str], folder: Path) -> PseudoTerminal:
    """The workbench in a large terminal, with its log and caches in `folder`."""
    return PseudoTerminal(
        [sys.executable, "-m", "extractor", "tui", *arguments],
        rows=60,
        columns=200,
        environment={
            "EXTRACTOR_DATA_DIR": str(folder / "data"),
            "EXTRACTOR_CACHE_DIR": str(folder / "cache"),
            "EXTRACTOR_CACHE": "false",
        },
    )


def opening(folder: Path) -> float:
    """Seconds from the command to a queue of all files."""
    docs = folder / "many"
    docs.mkdir()
    for number in range(FILES):
        (docs / f"letter-{number:04d}.txt").write_text(LETTER.format(n=number))
    with workbench([str(docs), "--schema", "vendor, total float"], folder) as shown:
        return shown.wait_for("letter-0003")


def keys_while_decoding(folder: Path) -> list[float]:
    """Seconds from each key to its letter in the filter, while documents are extracted."""
    docs = folder / "long"
    docs.mkdir()
    for number in range(60):
        (docs / f"long-{number:02d}.txt").write_text(LETTER.format(n=number) * 30)
    taken: list[float] = []
    with workbench([str(docs), "--schema", "invoice"], folder) as shown:
        shown.wait_for("invoice_number")
        shown.press("x")
        shown.wait_for("asking")
        shown.press("/")
        shown.read_on(0.5)
        for number in range(KEYS):
            letter = chr(0x4E00 + number)  # Chinese, which nothing else on the screen is
            shown.press(letter)
            taken.append(shown.wait_for(letter))
            shown.read_on(0.15)
    return taken


def page_turns(folder: Path) -> list[float]:
    """Seconds from the key to the number of the next page."""
    path = folder / "long.pdf"
    path.write_bytes(pdf(PAGES))
    taken: list[float] = []
    with workbench([str(path), "--schema", "vendor"], folder) as shown:
        shown.wait_for(f"page 1/{PAGES}")
        shown.rest(0.5)
        for number in range(2, 42):
            shown.press("]")
            taken.append(shown.wait_for(f"{number}/{PAGES}"))
            shown.rest(0.1)
    return taken


def pdf(pages: int) -> bytes:
    """A plain PDF with forty lines on each page."""
    kids = " ".join(f"{4 + 2 * index} 0 R" for index in range(pages))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for page in range(pages):
        lines = " ".join(f"({LETTER.format(n=page)[:90]}) '" for _ in range(40))
        stream = f"BT /F1 10 Tf 14 TL 50 760 Td {lines} ET"
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * page} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    end = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{end}".encode()


def told(name: str, seconds: list[float], target: float) -> None:
    median, worst = statistics.median(seconds), sorted(seconds)[int(len(seconds) * 0.95) - 1]
    sys.stdout.write(
        f"{name:<40}{1000 * median:>7.0f} ms{1000 * worst:>9.0f} ms{1000 * target:>9.0f} ms\n"
    )


def main() -> None:
    load = os.getloadavg()[0]
    sys.stdout.write(f"load of the machine before: {load:.1f}\n")
    sys.stdout.write(f"{'':<40}{'median':>10}{'95 %':>12}{'target':>12}\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        told(f"opens with {FILES:,} files", [opening(folder)], 1.0)
        told("key to paint while decoding", keys_while_decoding(folder), 0.05)
        told(f"another page of {PAGES}", page_turns(folder), 0.1)


if __name__ == "__main__":
    main()
