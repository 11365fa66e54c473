"""Placed words become two readings: lines across the page, and blocks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extractor.document import Box
from extractor.readers.layout import Layout, Piece, lay_out

SIZE = 10.0
ADVANCE = 5.0  # of a letter


def line(text: str, x: float, y: float) -> list[Piece]:
    """Words of `text` set from (x, y) in a typewriter face."""
    pieces = []
    at = 0
    for word in text.split(" "):
        left = x + at * ADVANCE
        box = Box(left, y, left + len(word) * ADVANCE, y + SIZE)
        pieces.append(Piece(word, box))
        at += len(word) + 1
    return pieces


def block(lines: list[str], x: float, y: float, pitch: float = 12.0) -> list[Piece]:
    return [p for row, text in enumerate(lines) for p in line(text, x, y + row * pitch)]


def readings(layout: Layout) -> list[str]:
    return [" ".join(layout.words[i][1].text for i in words) for words in layout.blocks]


def test_words_of_a_row_read_from_left_to_right() -> None:
    pieces = line("Total", 50, 100) + line("Amount due", 50, 80) + line("EUR", 80, 100.5)
    assert lay_out(pieces).text == "Amount due\nTotal EUR"


def test_a_gap_between_columns_shows_as_two_spaces_or_more() -> None:
    near, far = line("1", 100, 50), line("9.99", 480, 50)
    assert lay_out(line("Bolt", 50, 50) + near + far).text == "Bolt  1    9.99"


def test_a_paragraph_ends_with_a_blank_line() -> None:
    pieces = line("First", 50, 50) + line("still first", 50, 62) + line("Second", 50, 100)
    assert lay_out(pieces).text == "First\nstill first\n\nSecond"


def test_an_address_beside_other_lines_is_one_block() -> None:
    address = block(["Acme GmbH", "Hauptstr. 5", "10115 Berlin"], 50, 50)
    facts = block(["Invoice 42", "Date 2024-05-01", "Customer 7"], 350, 50)
    layout = lay_out(address + facts)
    assert layout.text.split("\n")[0] == "Acme GmbH    Invoice 42"
    assert "Acme GmbH Hauptstr. 5 10115 Berlin" in readings(layout)


def test_columns_of_prose_are_read_one_after_the_other() -> None:
    left = [f"left {n} runs on with many common words" for n in "abcdef"]
    right = [f"right {n} goes on with other common words" for n in "abcdef"]
    head = line("A title over both of the columns that is rather long for a title", 60, 30)
    pieces = head + block(left, 50, 60) + block(right, 320, 63)
    text = lay_out(pieces).text
    assert text.index("left f") < text.index("right a")
    assert text.startswith("A title")


SIDE = ["Contact", "0151 5550142", "renata@post.example", "54999 Harwick", "Skills"]
SIDE += ["Surveying", "Welding", "First aid"]
JOBS = ["2020 - today  Head gardener", "Harwick Estates", "Beds, glasshouses and a crew of four"]
JOBS += ["2014 - 2020  Gardener", "Orchard Row Nursery", "Grafting, pruning, sales on Saturdays"]


def cells(rows: list[str], starts: list[float], y: float, pitch: float) -> list[Piece]:
    """Rows whose cells, two spaces apart, stand at `starts`."""
    return [
        piece
        for number, row in enumerate(rows)
        for at, cell in zip(starts, row.split("  "), strict=False)
        for piece in line(cell, at, y + number * pitch)
    ]


def test_a_side_column_with_lines_of_its_own_is_read_by_itself() -> None:
    side = block(SIDE, 30, 104, pitch=13.5)
    layout = lay_out(line("Renata Kowalczyk", 220, 50) + side + cells(JOBS, [220, 310], 100, 15))
    text = layout.text.split("\n")
    assert text[0] == "Renata Kowalczyk"
    at = text.index("Harwick Estates")
    assert text[at + 1] == JOBS[2]
    assert text.index("Skills") == text.index("Contact") + 4


def test_a_table_whose_cells_stand_in_the_middle_of_their_rows_stays_one() -> None:
    pieces: list[Piece] = []
    for row in range(6):
        pieces += block([f"Article {row} with a name", "that needs two lines"], 50, 100 + 34 * row)
        pieces += cells([f"{row + 1}  9.99"], [250, 300], 106 + 34 * row, 12)
        pieces += block([f"in the {row}. week", "from stock"], 380, 100 + 34 * row + 3, 11)
    first = lay_out(pieces).text.split("\n\n")[0]
    assert "that needs two lines" in first
    assert "9.99" in first


def test_a_table_whose_columns_do_not_share_a_baseline_stays_one() -> None:
    names = ["Glucose", "Urea", "Sodium", "Potassium", "Chloride", "Calcium", "Albumin"]
    values = [f"{n}.5  mg/dL" for n in range(7)]
    pieces = block(names, 50, 60, pitch=13.5) + cells(values, [200, 300], 62.4, 13.5)
    assert lay_out(pieces).text.split("\n")[3].split() == ["Potassium", "3.5", "mg/dL"]


def test_columns_of_figures_stay_a_table() -> None:
    names = [f"Item number {n} in the list" for n in "abcdef"]
    prices = [f"{n}.00 EUR" for n in range(6)]
    text = lay_out(block(names, 50, 60) + block(prices, 400, 60)).text
    assert text.split("\n")[2].split() == [
        "Item",
        "number",
        "c",
        "in",
        "the",
        "list",
        "2.00",
        "EUR",
    ]


def test_level_frames_decide_where_words_lie_in_print_that_does_not() -> None:
    upwards = [
        Piece("Side", Box(10, 80, 20, 100), frame=Box(0, 10, 20, 20)),
        Piece("note", Box(10, 50, 20, 75), frame=Box(25, 10, 50, 20)),
    ]
    assert lay_out(upwards).text == "Side note"


boxes = st.tuples(st.floats(0, 500), st.floats(0, 800), st.floats(1, 120), st.floats(4, 30)).map(
    lambda v: Box(v[0], v[1], v[0] + v[2], v[1] + v[3])
)
words = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=9)


@given(st.lists(st.builds(Piece, words, boxes), max_size=40))
def test_no_word_is_lost_or_doubled_in_either_reading(pieces: list[Piece]) -> None:
    layout = lay_out(pieces)
    assert sorted(id(piece) for _, piece in layout.words) == sorted(map(id, pieces))
    assert sorted(i for block in layout.blocks for i in block) == list(range(len(pieces)))
    assert all(layout.text.startswith(piece.text, at) for at, piece in layout.words)
    assert layout.text.split() == [piece.text for _, piece in layout.words]
