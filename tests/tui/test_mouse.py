"""The workbench by the mouse: everything that keys reach can be clicked."""

from __future__ import annotations

from pathlib import Path

from driving import INVOICE, drive, extract, workbench
from textual import events
from textual.pilot import Pilot
from textual.widget import Widget

from extractor.document import Span
from extractor.tui.app import Workbench
from extractor.tui.page import MARGIN


def cell_of(app: Workbench, words: str) -> tuple[int, int]:
    """Where on the page pane some words are drawn."""
    page = app.workspace.page
    assert page.document is not None
    start = page.document.text.index(words)
    row = next(page._sheet.rows_of(Span(start, start + 1)))
    piece = next(one for one in page._sheet.lines[row] if one.start <= start < one.end)
    return MARGIN + piece.column - page.scroll_offset.x, row - page.scroll_offset.y


async def wheel(pilot: Pilot[None], widget: Widget, lines: int) -> None:
    """Turns the wheel over a widget."""
    region = widget.region
    for _ in range(lines):
        event = events.MouseScrollDown(
            widget,
            x=region.x + 2,
            y=region.y + 2,
            delta_x=0,
            delta_y=1,
            button=0,
            shift=False,
            meta=False,
            ctrl=False,
            screen_x=region.x + 2,
            screen_y=region.y + 2,
        )
        pilot.app.screen._forward_event(event)
        await pilot.pause()
    await pilot.wait_for_scheduled_animations()


def test_a_click_goes_to_a_document_and_to_a_field(folder: Path) -> None:
    async def steps(app: Workbench, pilot: Pilot[None]) -> None:
        await extract(app, pilot)
        space = app.workspace
        await pilot.click("#queue", offset=(6, 1))
        await pilot.pause(0.3)
        assert space.path is not None
        assert space.path.endswith("brook.txt")
        await pilot.click("#fields", offset=(8, 5))
        assert space.fields.has_focus
        assert space.fields.current is not None
        assert space.fields.current.pointer == "/total"
        await pilot.double_click("#fields", offset=(8, 5))
        assert space.editor.display, "a double click edits"

    drive(workbench(folder), steps)


def test_a_click_on_a_value_of_the_page_goes_to_its_field(folder: Path) -> None:
    async def steps(app: Workbench, pilot: Pilot[None]) -> None:
        await extract(app, pilot)
        await pilot.click("#page", offset=cell_of(app, "15.50"))
        assert app.workspace.fields.current is not None
        assert app.workspace.fields.current.pointer == "/lines/1/amount"

    drive(workbench(folder), steps)


def test_words_are_dragged_over_to_be_the_value(folder: Path) -> None:
    async def steps(app: Workbench, pilot: Pilot[None]) -> None:
        await extract(app, pilot)
        await pilot.press("3")
        space = app.workspace
        space.fields.select("/vendor")
        await pilot.press("p")
        await pilot.mouse_down("#page", offset=cell_of(app, "Mill"))
        await pilot.hover("#page", offset=cell_of(app, "Lane"))
        await pilot.mouse_up("#page", offset=cell_of(app, "Lane"))
        await pilot.press("enter")
        row = next(row for row in space.fields.rows if row.pointer == "/vendor")
        assert row.value == "Mill Lane,"

    drive(workbench(folder), steps)


def test_the_wheel_scrolls_what_is_under_it(folder: Path) -> None:
    for number in range(60):
        (folder / f"more-{number:02d}.txt").write_text(INVOICE)
    (folder / "acme.txt").write_text(INVOICE * 9)

    async def steps(app: Workbench, pilot: Pilot[None]) -> None:
        for widget in (app.workspace.queue, app.workspace.page):
            await wheel(pilot, widget, 3)
            assert widget.scroll_offset.y > 2

    drive(workbench(folder), steps)


def test_tabs_are_clicked_where_there_is_room_for_one_pane(folder: Path) -> None:
    async def steps(app: Workbench, pilot: Pilot[None]) -> None:
        for column, name in ((17, "#middle"), (26, "#right"), (3, "#left")):
            await pilot.click("#tabs", offset=(column, 0))
            assert app.workspace.query_one(name).display

    drive(workbench(folder), steps, (80, 24))
