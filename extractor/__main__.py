"""`python -m extractor` and the `extractor` command: how the process ends, asked to or not.

Being asked to end (Ctrl-C, `kill`, a service manager, a terminal that closes) is KeyboardInterrupt
to all code below: what is finished stands, children go, and the exit code is 130. Who asks again
waits for nothing.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from typing import NoReturn

from extractor.signals import HANGUP, INTERRUPTED, requests_to_end


def main() -> NoReturn:
    """Runs the command line, and ends the process with its exit code."""
    _hold_streams()
    for request in requests_to_end():
        signal.signal(request, _interrupt)
    try:
        from extractor.cli import run_cli

        code = run_cli()
    except KeyboardInterrupt:  # while modules were loaded: nothing has been begun
        code = INTERRUPTED
    # Everything is closed by now. To take the interpreter and its modules apart as well would take
    # seconds beside busy programs.
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _hold_streams() -> None:
    """Takes the place of standard streams that the process was started without.

    Else the next file to be opened would be one of them. What is written to such a stdout fails.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            nothing = os.open(os.devnull, os.O_WRONLY if name == "stderr" else os.O_RDONLY)
            if nothing != number:
                os.dup2(nothing, number)
                os.close(nothing)
            setattr(sys, name, os.fdopen(number, "w" if number else "r", encoding="utf-8"))


def _interrupt(number: int, _frame: object) -> NoReturn:
    if number == HANGUP:
        signal.signal(number, signal.SIG_IGN)  # a shell passes on what the system has told already
    for request in requests_to_end():
        signal.signal(request, lambda *_: os._exit(INTERRUPTED))
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
