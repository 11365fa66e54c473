"""Labels and their values, in the styles of forms and letters.

Styles in `HELD_OUT` are never trained on.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

from training.pages.lines import columns, glued, wrapped

Pairs = Sequence[tuple[str, str]]
Style = Callable[[random.Random, Pairs], list[str]]


def write_pairs(
    rng: random.Random, pairs: Pairs, *, amounts: bool = False, held_out: bool = False
) -> list[str]:
    """Lines that state the pairs; values of several lines are written on one."""
    flat = [(label, value.replace("\n", rng.choice((", ", " ")))) for label, value in pairs]
    if not flat:
        return []
    styles = HELD_OUT if held_out else FOR_AMOUNTS if amounts else FOR_FACTS
    if rng.random() < 0.25 and len(flat) > 4 and not held_out:
        cut = rng.randint(2, len(flat) - 2)
        return rng.choice(styles)(rng, flat[:cut]) + rng.choice(styles)(rng, flat[cut:])
    return rng.choice(styles)(rng, flat)


def _rows(rng: random.Random, pairs: Pairs, sizes: Sequence[int]) -> Iterator[Pairs]:
    """A few side by side at a time; how many is drawn anew for each row."""
    at = 0
    while at < len(pairs):
        row = pairs[at : at + rng.choice(sizes)]
        at += len(row)
        yield row


def _colons(rng: random.Random, pairs: Pairs) -> list[str]:
    separator = rng.choice((": ", ": ", ": ", ":", ":  ", " : ", " - ", ":   "))
    return [f"{label.rstrip(':')}{separator}{value}" for label, value in pairs]


def _plain(rng: random.Random, pairs: Pairs) -> list[str]:
    separator = rng.choice((" ", "  ", "   ", "\t", "      "))
    return [f"{label}{separator}{value}" for label, value in pairs]


def _above(rng: random.Random, pairs: Pairs) -> list[str]:
    mark = rng.choice(("", "", ":"))
    return [line for label, value in pairs for line in (f"{label}{mark}", value)]


def _aligned(rng: random.Random, pairs: Pairs) -> list[str]:
    width = max(len(label) for label, _ in pairs) + rng.randint(2, 12)
    if rng.random() < 0.4:
        right = max(len(value) for _, value in pairs)
        return [f"{label:<{width}}{value:>{right}}" for label, value in pairs]
    return [f"{label:<{width}}{value}" for label, value in pairs]


def _several(rng: random.Random, pairs: Pairs) -> list[str]:
    separator = rng.choice((": ", ": ", "  ", " "))
    gap = " " * rng.randint(3, 8)
    return [
        gap.join(f"{label}{separator}{value}" for label, value in row)
        for row in _rows(rng, pairs, (2, 2, 3))
    ]


def _columns(rng: random.Random, pairs: Pairs) -> list[str]:
    lines: list[str] = []
    bar = rng.random() < 0.25
    for row in _rows(rng, pairs, (2, 3, 3, 4)):
        lines += map(" | ".join, zip(*row, strict=True)) if bar else columns(row, 3)
    return lines


def _piped(rng: random.Random, pairs: Pairs) -> list[str]:
    outer = rng.random() < 0.5
    return [f"| {label} | {value} |" if outer else f"{label} | {value}" for label, value in pairs]


def _after(_rng: random.Random, pairs: Pairs) -> list[str]:
    return [f"{value} ({label})" for label, value in pairs]


def _indented(rng: random.Random, pairs: Pairs) -> list[str]:
    inset = " " * rng.randint(2, 8)
    late = rng.random() < 0.3  # a blank line before the value
    return [
        line
        for label, value in pairs
        for line in (f"{label.rstrip(':')}:", *([""] if late else []), f"{inset}{value}")
    ]


def _numbered(rng: random.Random, pairs: Pairs) -> list[str]:
    form = rng.choice(("{}. ", "{}) ", "({}) ", "{}  "))
    separator = rng.choice((": ", "  ", " "))
    return [
        f"{form.format(at)}{label.rstrip(':')}{separator}{value}"
        for at, (label, value) in enumerate(pairs, 1)
    ]


def _centred(rng: random.Random, pairs: Pairs) -> list[str]:
    """Labels end where values begin."""
    width = max(len(label) for label, _ in pairs)
    mark = rng.choice((": ", "  ", " : ", "   "))
    return [f"{label.rstrip(':'):>{width}}{mark}{value}" for label, value in pairs]


def _joined(rng: random.Random, pairs: Pairs) -> list[str]:
    """Several on a line that runs on: No. 12 · Date 5 May · Due 4 June."""
    mark = rng.choice((" · ", " | ", "; ", ", ", " / ", " – ", " • "))
    separator = rng.choice((": ", ": ", " ", " "))
    whole = mark.join(glued(f"{label}{separator}{value}") for label, value in pairs)
    return wrapped(whole, rng.choice((60, 80, 100)))


def _leaders(rng: random.Random, pairs: Pairs) -> list[str]:
    """A line to write on leads from the label to the value."""
    mark, width = rng.choice(("_", "_", "-", " .", "…")), rng.randint(24, 44)
    close = rng.choice((" ", " ", ""))
    return [
        f"{label} {mark * max(3, (width - len(label)) // len(mark))}{close}{value}"
        for label, value in pairs
    ]


def _footed(rng: random.Random, pairs: Pairs) -> list[str]:
    """Values over their labels, as above lines for signatures: side by side, or one by one with
    blank lines between.
    """
    lines: list[str] = []
    gap, rule = rng.randint(3, 8), rng.random() < 0.3
    for row in _rows(rng, pairs, rng.choice(((2, 2, 3), (2, 3, 4), (1,)))):
        blocks = []
        for label, value in row:
            width = max(len(label), len(value))
            blocks.append([value, *(["_" * width] if rule else []), label])
        lines += [*columns(blocks, gap), ""]
    return lines


def _even(rng: random.Random, pairs: Pairs) -> list[str]:
    """Colons below each other, as typewriters had them."""
    width = max(len(label.rstrip(":")) for label, _ in pairs) + rng.choice((0, 1, 3))
    mark = rng.choice((": ", " : ", " :", ":  "))
    return [f"{label.rstrip(':'):<{width}}{mark}{value}" for label, value in pairs]


def _halves(rng: random.Random, pairs: Pairs) -> list[str]:
    """The first half at the left, the others at the right, each in columns of its own."""
    cut = (len(pairs) + 1) // 2
    mark = rng.choice((":", "", ""))
    blocks: list[list[str]] = []
    for half in (pairs[:cut], pairs[cut:]):
        blocks += [[f"{label.rstrip(':')}{mark}" for label, _ in half], [text for _, text in half]]
    gap = rng.randint(2, 4)
    return columns(blocks, [gap, gap + rng.randint(1, 8), gap, 0])


def _bulleted(rng: random.Random, pairs: Pairs) -> list[str]:
    form = rng.choice(
        ("• {}: {}", "- {}: {}", "* {}: {}", "- **{}:** {}", "**{}:** {}", "→ {}: {}")
    )
    return [form.format(label.rstrip(":"), value) for label, value in pairs]


def _pointed(rng: random.Random, pairs: Pairs) -> list[str]:
    """A sign between label and value, or brackets around the label."""
    form = rng.choice(("{} → {}", "{} » {}", "{} > {}", "[{}] {}", "{} / {}", "{}; {}"))
    return [form.format(label.rstrip(":"), value) for label, value in pairs]


def _headed(rng: random.Random, pairs: Pairs) -> list[str]:
    """Up to seven labels on a line, their values on the next: the band of an invoice."""
    lines: list[str] = []
    rule = rng.choice("-=_") if rng.random() < 0.3 else ""
    for row in _rows(rng, pairs, (4, 5, 6, 7)):
        band = columns([[label, value] for label, value in row], rng.randint(2, 5))
        width = max(map(len, band))
        lines += [band[0], rule * width, band[1]] if rule else band
    return lines


def _inset(rng: random.Random, pairs: Pairs) -> list[str]:
    """Far at the right, as sums below a table; the last between rules, at times."""
    lines = _aligned(rng, pairs)
    left = " " * rng.randint(18, 56)
    rule = rng.choice("-=") * max(map(len, lines)) if rng.random() < 0.3 else ""
    lines = [*lines[:-1], rule, lines[-1]] if rule else lines
    return [left + line for line in [*lines, rule] if line]


def _parted(rng: random.Random, pairs: Pairs) -> list[str]:
    """The sign of the currency in a column of its own."""
    rows = []
    for label, value in pairs:
        sign, _, number = value.partition(" ")
        rows.append((label, sign, number) if number and sign.isalpha() else (label, "", value))
    return columns([*zip(*rows, strict=True)], rng.randint(3, 9), right=(False, False, True))


def _broken(rng: random.Random, pairs: Pairs) -> list[str]:
    """A narrow column of labels, the long ones on two lines; a value stands beside the first line
    of its label or beside the last.
    """
    width, gap, low = rng.randint(10, 18), rng.randint(2, 6), rng.random() < 0.3
    left: list[str] = []
    right: list[str] = []
    for label, value in pairs:
        parts = wrapped(label, width) or [""]
        rest = [""] * (len(parts) - 1)
        left += parts
        right += [*rest, value] if low else [value, *rest]
    return columns([left, right], gap)


def _codes(rng: random.Random, count: int) -> list[str]:
    """Numbers as the fields of official forms have them, with gaps and letters."""
    number, codes, lettered = 0, [], rng.random() < 0.5
    while len(codes) < count:
        number += rng.choice((1, 1, 1, 1, 2, 3, 9))
        letters = rng.choice(("", "", "a", "ab", "abc")) if lettered else ""
        codes += [f"{number}{letter}" for letter in letters] or [str(number)]
    return codes[:count]


def _cells_of_form(rng: random.Random, pairs: Pairs) -> list[str]:
    """Labels behind the numbers of their fields, two or three to a line, values on the next."""
    form = rng.choice(("{} {}", "{}  {}", "{}. {}", "Box {} {}", "({}) {}", "[{}] {}"))
    codes = _codes(rng, len(pairs))
    cells = [
        (form.format(code, label), value) for code, (label, value) in zip(codes, pairs, strict=True)
    ]
    gap, inset = rng.randint(3, 8), " " * rng.choice((0, 0, 2, 3))
    lines: list[str] = []
    for row in _rows(rng, cells, rng.choice(((1, 2), (2, 2, 3), (2, 3, 4)))):
        lines += columns([[label, inset + value] for label, value in row], gap)
    return lines


def _lines_of_form(rng: random.Random, pairs: Pairs) -> list[str]:
    """A numbered line for each, with the number once more before the value, as tax forms print."""
    before = rng.choice(("", "", "", "Line ", "Ln ", "Zeile "))
    width = max(len(label) for label, _ in pairs) + rng.randint(3, 16)
    mark, again = rng.choice((" ", " ", "_")), rng.random() < 0.6
    lines = []
    for code, (label, value) in zip(_codes(rng, len(pairs)), pairs, strict=True):
        room = mark * (width - len(label) - 1)
        lines.append(f"{before}{code:<4}{label} {room} {f'{code}  ' if again else ''}{value}")
    return lines


def _equals(rng: random.Random, pairs: Pairs) -> list[str]:
    mark = rng.choice((" = ", " => ", "::", " ~ "))
    return [f"{label}{mark}{value}" for label, value in pairs]


def _dotted(_rng: random.Random, pairs: Pairs) -> list[str]:
    return [f"{label} {'.' * max(3, 30 - len(label))} {value}" for label, value in pairs]


def _below(_rng: random.Random, pairs: Pairs) -> list[str]:
    return [line for label, value in pairs for line in (value, label)]


def _sentence(_rng: random.Random, pairs: Pairs) -> list[str]:
    return [" ".join(f"The {label.lower()} is {value}." for label, value in pairs)]


FOR_FACTS: tuple[Style, ...] = (
    *(_colons, _colons, _colons, _colons, _plain, _plain, _above, _above, _aligned, _aligned),
    *(_several, _several, _columns, _columns, _columns, _piped, _after),
    *(_indented, _numbered, _centred, _joined, _leaders, _footed, _footed),
    *(_even, _even, _halves, _halves, _bulleted, _pointed, _headed),
    *(_broken, _broken, _cells_of_form, _lines_of_form),
)
FOR_AMOUNTS: tuple[Style, ...] = (
    *(_colons, _aligned, _aligned, _aligned, _plain, _plain, _piped, _centred, _above, _leaders),
    *(_inset, _inset, _parted, _columns, _headed, _even, _several, _halves),
    *(_cells_of_form, _lines_of_form),
)
HELD_OUT: tuple[Style, ...] = (_equals, _dotted, _below, _sentence)
