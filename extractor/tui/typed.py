"""Fields that a person types into, whose keys take effect in the order they are pressed.

Textual lets characters act in the field at once, but bound keys (backspace, Ctrl-U, Enter) only
after they have gone up through all its parents. Where a model keeps the machine busy, what is
typed next overtakes them and is deleted in place of what was meant.
"""

from __future__ import annotations

from textual import events
from textual.widget import Widget
from textual.widgets import Input, TextArea


class TypedLine(Input):
    """One line."""

    async def _on_key(self, event: events.Key) -> None:
        await _act_at_once(self, event)


class TypedText(TextArea):
    """Several lines."""

    async def _on_key(self, event: events.Key) -> None:
        await _act_at_once(self, event)


async def _act_at_once(field: Widget, event: events.Key) -> None:
    """Does what a key is bound to in the field; other keys are left to the classes above it."""
    for binding in field._bindings.key_to_bindings.get(event.key, ()):
        if not binding.priority and await field.app.run_action(binding.action, field):
            event.stop()
            event.prevent_default()
            return
