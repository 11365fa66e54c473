"""Typing faster than the workbench answers."""

from __future__ import annotations

import asyncio

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.containers import Vertical

from extractor.tui.typed import TypedLine, TypedText


class Form(App[None]):
    def compose(self) -> ComposeResult:
        with Vertical(), Vertical():
            yield TypedLine("before", select_on_focus=False)
            yield TypedText("before", tab_behavior="focus")


BURST = ["ctrl+u", "a", "b", "backspace", "c", "left", "d"]


@pytest.mark.parametrize("kind", [TypedLine, TypedText])
def test_keys_that_arrive_at_once_act_in_their_order(kind: type[TypedLine | TypedText]) -> None:
    async def text_after_the_burst() -> str:
        app = Form()
        async with app.run_test() as pilot:
            field = app.query_one(kind)
            field.focus()
            await pilot.press("end")
            for key in BURST:  # none waits for what the one before it has done
                app.post_message(events.Key(key, key if len(key) == 1 else None))
            for _ in range(3):
                await pilot.press("home")  # comes after them, and is waited for
            return field.value if isinstance(field, TypedLine) else field.text

    assert asyncio.run(text_after_the_burst()) == "adc"
