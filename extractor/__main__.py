"""`python -m extractor` and the `extractor` command."""

from __future__ import annotations

import sys


def main() -> int:
    """Runs the command line and gives its exit code."""
    from extractor.cli import run_cli

    return run_cli()


if __name__ == "__main__":
    sys.exit(main())
