"""The signals that ask this program to end, and the exit code of one that was asked."""

from __future__ import annotations

import signal
from typing import Final

INTERRUPTED: Final = 130
HANGUP: Final = getattr(signal, "SIGHUP", None)  # of a terminal; None where a system has none


def requests_to_end() -> tuple[signal.Signals, ...]:
    """Ctrl-C, `kill`, and a terminal that closes: that not where `nohup` has it ignored."""
    asked = (signal.SIGINT, signal.SIGTERM)
    if HANGUP is None or signal.getsignal(HANGUP) is signal.SIG_IGN:
        return asked
    return (*asked, HANGUP)
