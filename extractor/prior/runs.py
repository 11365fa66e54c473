"""The runs of words that a verbatim value is likely to be.

Grounded decoding lets a string be any run of the document's words: too many to weigh each. People
write values as whole cells, as what follows a label, as the parts of a list, as names, codes and
phrases in a sentence, or as a block of lines; those are the runs weighed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import chain

from extractor.candidates import NUMBER_WORDS, fold, scattered_blocks
from extractor.document import Document, Span, Word
from extractor.prior.layout import Cell, Layout
from extractor.prior.phrases import find_phrases

MOST = 800  # runs of one stretch of text
_LABEL_WORDS = 7  # words that a label in the same cell may have
_BLOCK_LINES = 6
_PROSE_WORDS = 7  # of a line, from which the next may go on with its sentence
_TRIM = " \t\n,;:.|•·*-–—"
_QUOTES = "\"'“”„"
_WORD = re.compile(r"\S+")
_MARK = re.compile(r"(?:[=-]>|[:=#→])\s*|(?:\s?[._…-]){3,}\s*|\s[~>]+\s")
_PART = re.compile(
    r"\s*[,;/|:]\s+|\s+[-–—•·*/]+\s+|(?<=\w)[–—](?=\w)|\s*[()\[\]<>“”„«»\"]\s*"
    r"|(?<=\d)\s+(?:to|until|till|bis|à|au|al|hasta|tot|t/m)\s+"
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÄÖÜÉÀ])")
_STOP = re.compile(r"(?<=[a-zäöüßéèàáóúñ]{5})\.(?:\s|$)")  # no word that long is cut short
_NAME = re.compile(
    r"(?:[A-ZÄÖÜÉÈÀÁÓÚÑ][\w.&'’-]*|[A-Z]\.)"
    r"(?:\s+(?:(?:of|de|del|della|di|da|du|des|van|von|der|den|la|le|y|e|et|und|and|en|the|&)\s+){0,2}"
    r"(?:[A-ZÄÖÜÉÈÀÁÓÚÑ][\w.&'’-]*|[A-Z]\.))*"
)

_FORM = re.compile(  # of a company, behind its name
    r",\s(?:Inc|Incorporated|LLC|L\.L\.C|LLP|LP|L\.P|Ltd|Limited|Corp|Co|PLC|plc|N\.A|P\.C|S\.A|S\.p\.A"
    r"|S\.L|GmbH|AG|KG|B\.V|N\.V)\b\.?"
)
_NUMBER_OF = re.compile(NUMBER_WORDS + r"(?:\.|[°º]\.?)(?=\d)|#")
_MEASURE = re.compile(
    r"(?:(?<![\w-])[\w-]+\s\(\d+\)|\b\d[\d.,]*)\s*(?P<unit>[^\W\d_]{1,12}(?:/[^\W\d_]{1,4})?|[%°]\w?)"
    r"(?![\w/])"
)
_GROUPS = re.compile(  # as of a phone number
    r"(?<![\w.,/-])\+?(?:\(?\d[\d/-]*\)?(?: | [/-] )){1,6}\d[\d/-]*(?<=\d)(?!\w|[.,]\d)"
)
_LEAST_DIGITS = 7  # of such a number
_MASKED = re.compile(r"(?:[*•xX]{2,}[ -]?){1,4}\d{2,4}\b")  # a card's last digits
_BEGINS = re.compile(r"\*{3}|\*\*(?=\d{2,4}(?![\w*]))|[*-]\d")  # not trimmed at the beginning
_BULLET = re.compile(r"[>»›→►▸▪◦‣●■□✓✔◆○]+\s+(?=[^\W\d])|[=-]>\s+")
_SLASH = re.compile(r"\s/$")
_MONEY = re.compile(r"\d[.,]\d{2}\b")
_AT = {"@", "x", "X", "×", "à", "a", "á", "je", "per", "at", "=", ":", "-", "–"}  # before a price
_WORDY = re.compile(r"(?<!\S)[^\s\d]+(?:\s+[^\s\d]+)*")


class Shape(IntEnum):
    """How a run lies in its cell."""

    CELL = 0
    AFTER_MARK = 1  # what follows a colon, an equals sign ...
    AFTER_WORDS = 2  # what follows the first words of the cell
    PART = 3  # between commas, dashes, brackets
    WORD = 4  # one word that bears a digit, or a code
    NAME = 5  # words with capitals, in a sentence
    SENTENCE = 6
    BLOCK = 7  # several lines
    BEFORE = 8  # the cell without its last words


@dataclass(frozen=True, slots=True)
class Run:
    """A run of words as a value."""

    span: Span  # from its first word to its last; the words of a block may be scattered over it
    text: str  # its words, one space between two
    shape: Shape


def find_runs(document: Document, layout: Layout, within: Sequence[Span]) -> list[Run]:
    """Runs of each cell and blocks of lines; each stretch once, the plainest shape first."""
    found: dict[Span, Shape] = {}
    of_cells = (found_in for cell in layout.cells for found_in in _of_cell(cell))
    for stretch, shape in chain(of_cells, _of_prose(document.text, layout)):
        span = _trimmed(document.text, stretch)
        inside = document.text[span.start : span.end]
        whole = shape in (Shape.CELL, Shape.AFTER_MARK, Shape.SENTENCE)
        torn = not whole and inside.count("(") != inside.count(")")
        if not inside or torn:
            continue
        if whole or not _STOP.match(document.text, span.end - 1, span.end):
            found.setdefault(span, shape)
        if inside.endswith(".") and shape is not Shape.SENTENCE:
            found.setdefault(Span(span.start, span.end - 1), shape)
    for span in _blocks(layout):
        found.setdefault(span, Shape.BLOCK)
    if len(found) > MOST:
        order = (Shape.CELL, Shape.AFTER_MARK, Shape.NAME, Shape.PART, Shape.WORD, Shape.BLOCK)
        ranked = sorted(found.items(), key=lambda one: (*_rank(one[1], order), one[0]))
        found = dict(ranked[:MOST])
    runs = [
        Run(span, fold(document.text[span.start : span.end]), shape)
        for span, shape in sorted(found.items())
    ]
    return runs + [
        run for block in scattered_blocks(document, within) for run in _of(block, document, layout)
    ]


def _of(block: Sequence[Word], document: Document, layout: Layout) -> Iterator[Run]:
    """A block beside others: whole, without its first line, and two or three lines of it; of a long
    one, a column of a table, those lines of which one alone has cells beside it.
    """
    lines: list[list[Word]] = [[]]
    for word in block:
        if lines[-1] and "\n" in document.text[lines[-1][-1].end : word.start]:
            lines.append([])
        lines[-1].append(word)
    few = {(first, first + count) for first in range(len(lines)) for count in (2, 3)}
    if len(lines) > 2 * _BLOCK_LINES:
        full = [_has_neighbours(layout, line[0]) for line in lines]
        few = {(first, last) for first, last in few if sum(full[first:last]) == 1}
    else:
        few |= {(0, len(lines)), (1, len(lines))}
    for first, last in sorted(few):
        words = [word for line in lines[first:last] for word in line]
        if words and first + 1 < min(last, len(lines)):
            text = fold(" ".join(document.text[word.start : word.end] for word in words))
            yield Run(Span(words[0].start, words[-1].end), text, Shape.BLOCK)


def _has_neighbours(layout: Layout, word: Word) -> bool:
    cell = layout.cell_at(word.start)
    return cell is not None and len(layout.lines[cell.line]) > 1


def _rank(shape: Shape, order: tuple[Shape, ...]) -> tuple[int]:
    return (order.index(shape) if shape in order else len(order),)


def _of_cell(cell: Cell) -> Iterator[tuple[Span, Shape]]:
    text, start = cell.text, cell.span.start

    def at(first: int, last: int) -> Span:
        return Span(start + first, start + last)

    yield at(0, len(text)), Shape.CELL
    for mark in _MARK.finditer(text):
        yield at(mark.end(), len(text)), Shape.AFTER_MARK
        rest = re.split(r"\s{1,}\S+:\s", text[mark.end() :], maxsplit=1)[0]
        yield at(mark.end(), mark.end() + len(rest)), Shape.AFTER_MARK
    words = list(_WORD.finditer(text))
    if len(words) <= 14:
        for word in words[1 : _LABEL_WORDS + 1]:
            yield at(word.start(), len(text)), Shape.AFTER_WORDS
        for word in words[-4:-1]:
            yield at(0, word.end()), Shape.BEFORE
        for word in words[1:3]:
            for comma in re.finditer(", ", text[word.start() :]):
                yield at(word.start(), word.start() + comma.start()), Shape.PART
    yield from ((at(*part), Shape.PART) for part in _parts(text))
    for word in words:
        bare = word.group().strip(_TRIM + "()[]\"'")
        if _figure(bare) or (bare.isupper() and 1 < len(bare) < 12):
            first = word.start() + word.group().index(bare)
            yield at(first, first + len(bare)), Shape.WORD
            number_of = _NUMBER_OF.match(bare)
            if number_of:
                yield at(first + number_of.end(), first + len(bare)), Shape.WORD
    if sum(_figure(word.group()) for word in words) > 1:
        yield from ((at(*wordy.span()), Shape.PART) for wordy in _WORDY.finditer(text))
        yield from ((at(*thing), Shape.PART) for thing in _among_numbers(text, words))
    for masked in _MASKED.finditer(text):
        yield at(*masked.span()), Shape.WORD
    for groups in _GROUPS.finditer(text):
        if sum(map(str.isdigit, groups.group())) >= _LEAST_DIGITS:
            yield at(*groups.span()), Shape.WORD
    for measure in _MEASURE.finditer(text):
        yield at(*measure.span()), Shape.WORD
        yield at(*measure.span("unit")), Shape.WORD
    for name in _NAME.finditer(text):
        if not _STOP.search(text, name.start(), name.end() - 1):
            yield at(*name.span()), Shape.NAME
            if form := _FORM.match(text, name.end()):
                yield at(name.start(), form.end()), Shape.NAME
        for stop in _SENTENCE.finditer(text, *name.span()):
            yield at(name.start(), stop.start()), Shape.NAME
            yield at(stop.end(), name.end()), Shape.NAME
    if len(words) > 8:
        begun = 0
        for end in (*(one.span() for one in _SENTENCE.finditer(text)), (len(text), len(text))):
            yield at(begun, end[0]), Shape.SENTENCE
            begun = end[1]


def _among_numbers(text: str, words: Sequence[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """What stands between the counts and the prices of a line, numbers of its own included: the
    ware of `10 pcs Carbide end mill 8 mm @ 0.20: 2.00`.
    """
    figures = [_figure(word.group()) for word in words]
    begins = [at for at in range(1, min(4, len(words))) if any(figures[:at]) and not figures[at]]
    marks = [not text[word.start()].isalnum() for word in words]
    ends = [at for at in range(2, len(words)) if figures[at] or marks[at]]
    for begin in begins:
        for end in ends[-4:]:
            priced = any(_MONEY.search(word.group()) for word in words[begin:end])
            if begin < end and not priced and words[end - 1].group() not in _AT:
                yield words[begin].start(), words[end - 1].end()


def _figure(word: str) -> bool:
    return any(map(str.isdigit, word))


def _parts(text: str) -> Iterator[tuple[int, int]]:
    """Each part, and each two neighbours."""
    cuts = [(0, 0), *(cut.span() for cut in _PART.finditer(text)), (len(text), len(text))]
    for width in (1, 2, 3):
        for first in range(len(cuts) - width):
            if len(cuts) > 2 and width < len(cuts) - 1:
                yield cuts[first][1], cuts[first + width][0]


def _of_prose(text: str, layout: Layout) -> Iterator[tuple[Span, Shape]]:
    """Phrases of running text, and what it breaks at the end of a line."""
    for first, last in _paragraphs(layout):
        start, end = layout.lines[first][0].span.start, layout.lines[last][0].span.end
        paragraph = text[start:end]
        for low, high in find_phrases(paragraph):
            yield Span(start + low, start + high), Shape.PART
        for name in _NAME.finditer(paragraph):
            form = _FORM.match(paragraph, name.end())
            for end in (name.end(), *([form.end()] if form else [])):
                if "\n" in paragraph[name.start() : end]:
                    yield Span(start + name.start(), start + end), Shape.NAME
        for measure in _MEASURE.finditer(paragraph):
            if "\n" in measure.group():
                yield Span(start + measure.start(), start + measure.end()), Shape.WORD


def _paragraphs(layout: Layout) -> Iterator[tuple[int, int]]:
    """First and last line of each: lines of one long cell that go on in the next."""
    first: int | None = None
    for number, line in enumerate(layout.lines):
        long = len(line) == 1 and len(line[0].text.split()) >= _PROSE_WORDS
        if first is None and long:
            first = number
        if first is None:
            continue
        after = layout.lines[number + 1] if number + 1 < len(layout.lines) else []
        if not long or len(after) != 1 or layout.blocks[number + 1] != layout.blocks[number]:
            yield first, number
            first = None


def _blocks(layout: Layout) -> Iterator[Span]:
    """Whole lines that follow each other in a block, none of several cells."""
    lines = layout.lines
    for first in range(len(lines)):
        if len(lines[first]) != 1:
            continue
        for last in range(first + 1, min(len(lines), first + _BLOCK_LINES)):
            if len(lines[last]) != 1 or layout.blocks[last] != layout.blocks[first]:
                break
            yield Span(lines[first][0].span.start, lines[last][0].span.end)
            mark = lines[first][0].text.find(": ")
            if 0 < mark < 40:
                yield Span(lines[first][0].span.start + mark + 2, lines[last][0].span.end)


def _trimmed(text: str, span: Span) -> Span:
    """Without the marks around it and a bullet before it; a full stop stays where it may be an
    abbreviation's, as do a minus, the stars of a masked number, and the sign of inches.
    """
    start, end = span.start, span.end
    quoted = text.count('"', text.rfind("\n", 0, start) + 1, start) % 2 == 1
    inches = not quoted and re.fullmatch(r'[^"].*\d"', text[start:end], re.DOTALL)
    bullet = _BULLET.match(text, start, end)
    start = bullet.end() if bullet else start
    while start < end and text[start] in _TRIM + _QUOTES and not _BEGINS.match(text, start):
        start += 1
    while end > start and not inches and text[end - 1] in _TRIM.replace(".", "") + _QUOTES:
        end -= 1
    if _SLASH.search(text, start, end):
        end = len(text[: end - 1].rstrip())
    return Span(start, end)
