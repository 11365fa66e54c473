"""Being asked to end from outside: by `kill`, a service manager, a terminal that closes.

The workbench is left as by its keys, but nothing is waited for long: what is finished stands in
the run log already, and children end with this process.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread, Timer
from types import FrameType
from typing import TYPE_CHECKING, Final

from extractor.signals import INTERRUPTED, requests_to_end

if TYPE_CHECKING:
    from extractor.tui.app import Workbench

SECONDS: Final = 1.0  # that all of it has to end well
_LAST_SECONDS: Final = 0.3  # that giving the terminal back may take


@contextmanager
def ended_when_asked(app: Workbench) -> Iterator[None]:
    """Ends `app` within two seconds of a signal that asks for it; for the main thread."""
    asked = False

    def end(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        loop = app.loop
        if loop is None:  # the terminal has not been taken over yet, or is given back already
            before = earlier[signal.Signals(number)]
            if callable(before):
                before(number, frame)
        elif not asked:
            asked = True
            late = Timer(SECONDS, _break_off, (app,))
            late.daemon = True
            late.start()
            loop.call_soon_threadsafe(lambda: app.exit(return_code=INTERRUPTED))

    earlier = {request: signal.signal(request, end) for request in requests_to_end()}
    try:
        yield
    finally:
        for request, before in earlier.items():
            signal.signal(request, before)


def _break_off(app: Workbench) -> None:
    """Gives the terminal back and ends the process."""
    giving = Thread(target=app.give_terminal_back, daemon=True)  # one that is gone may block
    giving.start()
    with suppress(RuntimeError):
        giving.join(_LAST_SECONDS)
    os._exit(INTERRUPTED)
