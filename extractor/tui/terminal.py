"""What the terminal can show: asked once, before the application takes the terminal over.

All questions go out together and the last is one that every terminal answers (its attributes),
so a terminal that knows nothing of the others costs no waiting.
"""

from __future__ import annotations

import os
import re
import select
import struct
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

PATIENCE: Final = 0.25  # seconds; the rest is imported meanwhile
_KITTY: Final = "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"
_VERSION: Final = "\x1b[>0q"
_CELL: Final = "\x1b[16t"
_ATTRIBUTES: Final = "\x1b[c"
_KITTY_YES: Final = "\x1b_Gi=31;OK"
_ANSWER: Final = re.compile(r"\x1b\[\?([\d;]*)c")  # to the last question
_CELL_ANSWER: Final = re.compile(r"\x1b\[6;(\d+);(\d+)t")
_VERSION_ANSWER: Final = re.compile(r"\x1bP>\|(\w+)[ (](\d+)\.(\d+)")
_PLACEHOLDERS: Final = {"kitty": (0, 28), "ghostty": (1, 0)}  # pictures as characters, since when
_SIXEL: Final = "4"  # the attribute of a terminal that draws Sixel


class Graphics(StrEnum):
    """How a picture reaches the screen."""

    SIXEL = "sixel"
    KITTY = "kitty"
    BLOCKS = "half blocks"


@dataclass(frozen=True, slots=True)
class Terminal:
    """What is known of the terminal."""

    graphics: Graphics = Graphics.BLOCKS
    cell: tuple[int, int] | None = None  # width and height of a character in pixels


def ask_terminal(patience: float = PATIENCE) -> Terminal:
    """Asks the terminal of this process; one that is none, is silent or closes meanwhile shows
    half blocks.
    """
    if not (sys.__stdin__ and sys.__stdout__):
        return Terminal()
    source, target = sys.__stdin__, sys.__stdout__
    if not (source.isatty() and target.isatty()):
        return Terminal()
    with _unbuffered(source.fileno()) as possible:
        if not possible:
            return Terminal()
        told = ""
        with suppress(OSError):  # closed: whoever watches over the terminal ends the workbench
            os.write(target.fileno(), (_KITTY + _VERSION + _CELL + _ATTRIBUTES).encode())
            told = _read(source.fileno(), patience)
    cell = _window_cell(target.fileno()) or _told_cell(told)
    return Terminal(graphics_of(told), cell)


def graphics_of(told: str) -> Graphics:
    """The best way of showing pictures that an answer allows.

    Many terminals speak Kitty's protocol, but few know the pictures of it that behave as
    characters, which text can be drawn over; those are known by name and version.
    """
    answer = _ANSWER.search(told)
    if answer is not None and _SIXEL in answer[1].split(";")[1:]:
        return Graphics.SIXEL
    version = _VERSION_ANSWER.search(told)
    if version is None or version[1].lower() not in _PLACEHOLDERS or _KITTY_YES not in told:
        return Graphics.BLOCKS
    known = _PLACEHOLDERS[version[1].lower()]
    return Graphics.KITTY if (int(version[2]), int(version[3])) >= known else Graphics.BLOCKS


@contextmanager
def _unbuffered(terminal: int) -> Iterator[bool]:
    """Keys one by one and not echoed; False where a system has no such terminals, or this one is
    closed.
    """
    try:
        import termios
        import tty
    except ImportError:
        yield False
        return
    try:
        before = termios.tcgetattr(terminal)
        tty.setcbreak(terminal, termios.TCSANOW)
    except termios.error:
        yield False
        return
    try:
        yield True
    finally:
        with suppress(termios.error):  # closed meanwhile
            termios.tcsetattr(terminal, termios.TCSANOW, before)


def _read(terminal: int, patience: float) -> str:
    told = ""
    end = time.monotonic() + patience
    while (left := end - time.monotonic()) > 0 and not _ANSWER.search(told):
        if select.select([terminal], [], [], left)[0]:
            fresh = os.read(terminal, 1024)
            if not fresh:  # its end
                break
            told += fresh.decode("latin-1")
    return told


def _window_cell(terminal: int) -> tuple[int, int] | None:
    """As the system knows the window, where it knows its pixels."""
    import fcntl
    import termios

    try:
        window = fcntl.ioctl(terminal, termios.TIOCGWINSZ, bytes(8))
    except OSError:
        return None
    rows, columns, width, height = struct.unpack("HHHH", window)
    return (width // columns, height // rows) if rows and columns and width and height else None


def _told_cell(told: str) -> tuple[int, int] | None:
    found = _CELL_ANSWER.search(told)
    return (int(found[2]), int(found[1])) if found else None
