"""Being asked to end from outside: by `kill`, a service manager, a terminal that closes.

The workbench is left as by its keys, but nothing is waited for long: what is finished stands in
the run log already, and children end with this process.
"""

from __future__ import annotations

import os
import select
import signal
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event as Flag
from threading import Thread, Timer
from types import FrameType
from typing import TYPE_CHECKING, Final

from extractor.signals import INTERRUPTED, requests_to_end

if TYPE_CHECKING:
    from extractor.tui.app import Workbench

SECONDS: Final = 1.0  # that all of it has to end well
_LAST_SECONDS: Final = 0.3  # that giving the terminal back may take
_LOOK_SECONDS: Final = 0.5  # how soon the watch over the terminal ends after the workbench


@contextmanager
def ended_when_asked(app: Workbench) -> Iterator[None]:
    """Ends `app` within two seconds of a signal that asks for it, or of the end of its terminal;
    for the main thread.
    """
    asked = False
    left = Flag()

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
    Thread(target=_watch_terminal, args=(left,), daemon=True).start()
    try:
        yield
    finally:
        left.set()
        for request, before in earlier.items():
            signal.signal(request, before)


def _watch_terminal(left: Flag) -> None:
    """Has this process asked to end when its terminal closes.

    SIGHUP may not come: `nohup` has it ignored, and it is sent to one session alone. Textual would
    read the end of its input again and again.
    """
    if not (hasattr(select, "poll") and sys.__stdin__):
        return
    if not stat.S_ISCHR(os.fstat(sys.__stdin__.fileno()).st_mode):  # one that is closed is no tty
        return
    watch = select.poll()
    watch.register(sys.__stdin__, 0)  # nothing but what is always told: that it closes
    while not left.is_set():
        if told := watch.poll(1000 * _LOOK_SECONDS):
            if told[0][1] & select.POLLHUP:
                os.kill(os.getpid(), signal.SIGTERM)
            return


def _break_off(app: Workbench) -> None:
    """Gives the terminal back and ends the process."""
    giving = Thread(target=app.give_terminal_back, daemon=True)  # one that is gone may block
    giving.start()
    with suppress(RuntimeError):
        giving.join(_LAST_SECONDS)
    os._exit(INTERRUPTED)
