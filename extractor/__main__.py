"""`python -m extractor` and the `extractor` command."""

from __future__ import annotations


def main() -> None:
    """Runs the command line."""
    from extractor.cli import run_cli

    run_cli()


if __name__ == "__main__":
    main()
