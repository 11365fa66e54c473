"""What stands between the rows of a table: details, titles of sections, the end of a page.

A row is given and handed back as its lines; `between.yaml` has most of the words.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise

from training.data import raw
from training.material.values import Values
from training.pages.cells import Grid
from training.pages.lines import PAGE

_SOURCES = {"transactions": "accounts", "results": "laboratory"}  # of what stands below rows
_TITLES = {"results": ("laboratory", "panels"), "charges": ("between", "charged")}  # of parts
SOLD = ("line_items", "lines", "items")  # tables of what is sold
_WORDS = ("purpose", "description", "test")  # columns of words
_ABROAD = ("USD", "GBP", "CHF", "SEK", "EUR")  # money of movements abroad


def detailed(grid: Grid, rows: list[list[str]]) -> list[list[str]]:
    """Lines below some rows or all, in one form or a few."""
    values, rng = grid.values, grid.values.rng
    source = _SOURCES.get(grid.table.name, "between")
    booked = source == "accounts"
    forms: list[str] = raw(source)["details"][values.language]
    if grid.table.name in SOLD:
        forms = [*forms, *raw("between")["below_goods"][values.language]]
    if any(len(row) > 1 for row in rows):  # below descriptions that go on, what does not go on
        forms = [one for one in forms if one[0].isupper() and "{" in one] or forms
    indent = None if rng.random() < 0.5 else rng.choice((0, 0, 2, 6))
    share = rng.choice((0.3, 1.0))
    count = rng.choice((1, 1, 2, 2, 3, 4) if booked else (1, 2, 3))
    some = rng.sample(forms, min(len(forms), count))
    more = booked and rng.random() < 0.4  # of some movements more is told than of others
    lines = []
    for number, row in enumerate(rows):
        lines.append(row)
        if rng.random() < share and grid.is_row(number):
            told = rng.sample(some, rng.randint(1, len(some))) if more else some
            inset = " " * (_start(grid, number, row) if indent is None else indent)
            lines[-1] = [*row, *(inset + _filled(values, one) for one in told)]
    return lines


def _start(grid: Grid, number: int, row: list[str]) -> int:
    """Where the words of a row begin on its first line."""
    cells = grid.table.lines[number][0]
    words = next((cells[key].text for key in _WORDS if key in cells), "")
    return max(0, row[0].find(words[:12]))


def sectioned(grid: Grid, rows: list[list[str]]) -> list[list[str]]:
    """Titles above some of the rows, as if a section began there."""
    values, rng = grid.values, grid.values.rng
    source, part = _TITLES.get(grid.table.name, ("between", "sections"))
    few = {one.key for one in grid.table.columns} == {"description", "amount"}
    part = "charged" if source == "between" and few and rng.random() < 0.6 else part
    titles: list[str] = raw(source)[part][values.language]
    count = rng.choice((1, 1, 2, 3)) if len(rows) > 2 else 1
    starts = rng.sample(range(len(rows)), min(count, len(titles), len(rows)))
    if len(starts) > 1 or rng.random() < 0.3:  # the first section begins with the first row
        starts[0] = 0
    chosen = (_filled(values, one) for one in rng.sample(titles, len(starts)))
    titled = dict(zip(starts, chosen, strict=True))
    headed = [[titled[at], *row] if at in titled else row for at, row in enumerate(rows)]
    if len(starts) > 1 and rng.random() < 0.5:
        _sum_up(grid, headed, titled)
    return headed


def under_titles(grid: Grid, rows: list[list[str]], head: list[str]) -> list[list[str]]:
    """The rows with the head below the title of each part, which stands at the margin."""
    return [
        [*(line.strip() for line in row), *head] if grid.is_title(number) else row
        for number, row in enumerate(rows)
    ]


def _sum_up(grid: Grid, rows: list[list[str]], titled: dict[int, str]) -> None:
    """Below each section what its rows come to, which end where the next begins."""
    form = grid.values.rng.choice(raw("between")["sums"][grid.values.language])
    last = max((at for at in range(len(rows)) if grid.is_row(at)), default=-1) + 1
    for start, end in pairwise(sorted((*titled, last))):
        if sum_ := _sum(grid, end, start):
            label = form.format(title=titled[start])
            width = max(len(label) + 2, max(map(len, rows[end - 1])) - len(sum_))
            rows[end - 1] = [*rows[end - 1], f"{label:<{width}}{sum_}"]


def numbered(grid: Grid, rows: list[list[str]], numbers: list[str]) -> list[list[str]]:
    """The numbers of articles above or below what they are, on lines of their own; "" for none."""
    rng = grid.values.rng
    form = rng.choice(raw("between")["numbered"][grid.values.language])
    above = rng.random() < 0.5
    inset = rng.choice((None, None, 0, 2))
    lines = []
    for at, (row, number) in enumerate(zip(rows, numbers, strict=True)):
        indent = " " * (_start(grid, at, row) if inset is None else inset)
        line = [indent + form.format(number=number)] if number else []
        lines.append([*line, *row] if above else [*row, *line])
    return lines


def over_pages(grid: Grid, rows: list[list[str]], head: list[str]) -> list[str]:
    """The lines of more than three rows with a page break among them.

    A sum may be carried over it, and `head` be repeated behind it.
    """
    values, rng = grid.values, grid.values.rng
    at = rng.randint(2, len(rows) - 1)
    before = [line for row in rows[:at] for line in row]
    after = [line for row in rows[at:] for line in row]
    carried, resumed = [], []
    if rng.random() < 0.6 and not grid.table.between:
        source = "accounts" if grid.table.name == "transactions" else "between"
        words = rng.choice(raw(source)["carried"][values.language])
        amount = _sum(grid, at) if rng.random() < 0.5 else ""
        carried = [f"{words}   {amount}".strip()]
        resumed = carried if amount and rng.random() < 0.5 else []
    again = head if rng.random() < 0.6 else []
    return [*before, *carried, PAGE, *again, *resumed, *after]


def _sum(grid: Grid, at: int, start: int = 0) -> str:
    """The amounts above line `at`, from `start` on, together, or the balance there; "" where no
    row has one.
    """
    rows = [row for row, is_row in grid.table.lines[start:at] if is_row]
    if rows and "balance" in rows[-1]:
        return rows[-1]["balance"].text
    amounts = [row["amount"].value for row in rows if "amount" in row]
    whole = sum((one for one in amounts if isinstance(one, Decimal)), Decimal(0))
    return grid.values.amount(whole, bare=True).text if whole else ""


def _filled(values: Values, text: str) -> str:
    """The text with made-up days, codes and the like for its marks."""
    made: dict[str, Callable[[], str]] = {
        "{day}": lambda: values.near(60).text,
        "{code}": lambda: values.code("CON S 4").text,
        "{place}": lambda: values.city().text,
        "{small}": lambda: str(values.rng.randint(1000, 9999)),
        "{who}": lambda: values.company().text,
        "{iban}": lambda: values.iban().text,
        "{sum}": lambda: values.digits(values.price(2, 400)),
        "{foreign}": lambda: values.rng.choice(
            [one for one in _ABROAD if one != values.locale.currency]
        ),
    }
    for mark, make in made.items():
        while mark in text:
            text = text.replace(mark, make(), 1)
    return text
