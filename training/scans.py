"""Fills the store of scanned documents, which training and evaluation read from.

Recognition takes seconds, so it is done beforehand: `python -m training.scans --first 0 --every 200
--count 300` scans every 200th document of training, and stops and goes on at any time.
"""

from __future__ import annotations

import argparse
import random
import time

from training import render
from training.generate import Split, sample


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=0, help="number of the first document")
    parser.add_argument("--every", type=int, default=200, help="one of so many is scanned")
    parser.add_argument("--count", type=int, default=300, help="documents to scan")
    parser.add_argument("--split", type=Split, default=Split.TRAIN, choices=list(Split))
    asked = parser.parse_args()
    began, made = time.monotonic(), 0
    for index in range(asked.first, asked.first + asked.every * asked.count, asked.every):
        lines = sample(index, asked.split).lines
        if not render.is_stored(lines):
            render.document(lines, render.Medium.SCAN, random.Random(index))
            made += 1
    print(f"{made} documents scanned in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
