"""Pictures as a terminal gets them: the bytes that are sent where Sixel or Kitty was promised."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

import pytest
from command import command
from PIL import Image

from benchmarks.pseudo_terminal import PseudoTerminal
from extractor.tui.terminal import Graphics, graphics_of

ROWS, COLUMNS, CELL = 40, 140, (10, 20)
VT340 = "\x1b[?63;1;2;4;22c"
PLAIN = "\x1b[?62;22c"
OLD_KITTY = "\x1b_Gi=31;OK\x1b\\\x1bP>|kitty(0.26.5)\x1b\\" + PLAIN
KITTY = OLD_KITTY.replace("0.26.5", "0.42.1")
WEZTERM = OLD_KITTY.replace("kitty(0.26.5)", "WezTerm 20240203")


@pytest.mark.parametrize(
    ("told", "graphics"),
    [
        (VT340, Graphics.SIXEL),
        (PLAIN, Graphics.BLOCKS),
        ("\x1b[?4c", Graphics.BLOCKS),  # a terminal of class 4 is no promise of Sixel
        (KITTY, Graphics.KITTY),
        (OLD_KITTY, Graphics.BLOCKS),
        (WEZTERM, Graphics.BLOCKS),
        (WEZTERM.replace(PLAIN, VT340), Graphics.SIXEL),
        ("", Graphics.BLOCKS),
    ],
)
def test_what_a_terminal_tells_decides_how_pictures_are_sent(told: str, graphics: Graphics) -> None:
    assert graphics_of(told) is graphics


def workbench_on(document: Path, answer: str) -> PseudoTerminal:
    line = command("tui", document, "--schema", "total float")
    return PseudoTerminal(line, rows=ROWS, columns=COLUMNS, cell=CELL, answer=answer.encode())


@pytest.fixture
def receipt(samples: Path) -> Path:
    return samples / "receipt" / "petit-fanal.pdf"


def test_sixel_pictures_stay_above_the_last_line(receipt: Path) -> None:
    with workbench_on(receipt, VT340) as terminal:
        terminal.wait_for("page 1/1")
        terminal.press("v")
        terminal.wait_for("\x1bP")
        terminal.rest(0.5)
    found = re.search(rb"\x1b\[(\d+);\d+H\x1bP[\d;]*q\"1;1;(\d+);(\d+)(.*?)\x1b\\", terminal.drawn)
    assert found is not None
    top, width, height = int(found[1]), int(found[2]), int(found[3])
    strips = -(-height // 6) * 6
    assert width <= COLUMNS * CELL[0]
    assert (top - 1) * CELL[1] + strips <= (ROWS - 1) * CELL[1], "the terminal would scroll"
    assert found[4].count(b"-") + 1 >= height // 6, "every strip of six pixels is drawn"


def test_kitty_pictures_are_whole_and_placed(receipt: Path) -> None:
    with workbench_on(receipt, KITTY) as terminal:
        terminal.wait_for("page 1/1")
        terminal.press("v")
        terminal.wait_for("U=1")
        terminal.rest(0.5)
    sent = terminal.drawn.decode("utf-8")
    commands = re.findall(r"\x1b_G([^;\x1b]*)(?:;([A-Za-z0-9+/=]*))?\x1b\\", sent)
    assert len(commands) == sent.count("\x1b_G"), "no command is broken by what is drawn beside"
    keys = [dict(pair.split("=") for pair in command.split(",")) for command, _ in commands]
    placed = next(one for one in reversed(keys) if one.get("U") == "1")
    parts = [
        part
        for one, (_, part) in zip(keys, commands, strict=True)
        if one.get("i") == placed["i"] and part
    ]
    picture = Image.open(io.BytesIO(base64.b64decode("".join(parts))))
    picture.load()
    cells = int(placed["c"]), int(placed["r"])
    assert picture.size[0] == pytest.approx(cells[0] * CELL[0], abs=CELL[0])
    assert picture.size[1] == pytest.approx(cells[1] * CELL[1], abs=CELL[1])
    assert sent.count("\U0010eeee") >= cells[0] * cells[1]
