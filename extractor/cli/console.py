"""The one place that writes to stderr, tells errors and knows exit codes; stdout is data.

`guarded` stands around every command: whatever leaves it becomes one clear line and an exit code.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from extractor.errors import ExtractorError
from extractor.signals import INTERRUPTED

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from typer import TyperException

OK: Final = 0
INCOMPLETE: Final = 1  # some document is partial or failed
_PIPED_WIDTH: Final = 160  # columns of a table that goes to a file or another program


@cache
def stderr() -> Console:
    """Where people are spoken to."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def stdout() -> Console:
    """For answers that are tables; they go to stdout because they were asked for."""
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else _PIPED_WIDTH)


def show(*renderables: RenderableType) -> None:
    """Prints an answer for a person."""
    console = stdout()
    for one in renderables:
        console.print(one)


def show_json(value: Any) -> None:
    """Prints an answer for a program."""
    text = json.dumps(value, indent=2, ensure_ascii=False, default=str)
    sys.stdout.write(_encodable(text) + "\n")


@contextmanager
def held_back() -> Iterator[None]:
    """Keeps what libraries write to stderr off a live view, and shows it when that is gone."""
    console = stderr()
    sys.stderr.flush()
    screen = os.dup(2)
    with tempfile.TemporaryFile() as held, os.fdopen(screen, "w", encoding="utf-8") as drawn:
        os.dup2(held.fileno(), 2)
        console.file = drawn
        try:
            yield
        finally:
            console.file = sys.stderr
            sys.stderr.flush()
            drawn.flush()
            os.dup2(screen, 2)
            held.seek(0)
            said = held.read().decode("utf-8", "replace").strip()
    if said:
        note(said)


def note(text: str) -> None:
    """A line on stderr that needs no action."""
    line("", "", text)


def warn(text: str) -> None:
    """A line on stderr about something that may need action."""
    line("warning: ", "yellow", text)


def tell(error: ExtractorError) -> None:
    """The error on one line, what it quotes below it, then what to do about it."""
    first, *quoted = error.message.split("\n")
    where = f" ({error.at.strip()})" if error.at else ""
    line("error: ", "bold red", "\n".join([first + where, *quoted]))
    if error.hint:
        line(" hint: ", "cyan", error.hint)


def line(label: str, style: str, text: str) -> None:
    """A line on stderr behind a coloured label; what may come from a document is neutralised."""
    from rich.text import Text

    from extractor.guard import printable

    stderr().print(Text.assemble((label, style), printable(text, lines=True)), soft_wrap=True)


def guarded(command: Callable[[], object], *, debug: bool) -> int:
    """Runs a command to its exit code: what it returns, or what the error it raises stands for."""
    from typer import Abort, TyperException

    try:
        code = command()
        sys.stdout.flush()
    except ExtractorError as error:
        if debug:
            stderr().print_exception()
        tell(error)
        return error.exit_code
    except TyperException as error:
        if error.format_message():  # a group without a command has shown its help instead
            tell(_usage(error))
        return error.exit_code
    except (KeyboardInterrupt, Abort):
        note("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of stdout has left; the interpreter must not find out when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return INCOMPLETE
    except Exception as error:  # noqa: BLE001 - the last stop before the person
        if debug:
            stderr().print_exception()
        tell(_unexpected(error, debug=debug))
        return 1
    return code if isinstance(code, int) else OK


def _usage(error: TyperException) -> ExtractorError:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "extractor"
    message = error.format_message().rstrip(".")
    return ExtractorError(message[:1].lower() + message[1:], hint=f"see: {command} --help")


def _unexpected(error: Exception, *, debug: bool) -> ExtractorError:
    first = (str(error).strip() or "no message").split("\n")[0]
    if isinstance(error, OSError) and error.strerror:
        place = error.filename if isinstance(error.filename, str) else None
        return ExtractorError(error.strerror, at=place)
    hint = None if debug else f"this is a fault of extractor; its traceback is in {_kept(error)}"
    return ExtractorError(f"unexpected {type(error).__name__}: {first}", hint=hint)


def _kept(error: Exception) -> Path:
    """Writes the traceback to a file of its own."""
    import traceback

    with tempfile.NamedTemporaryFile(
        "w", prefix="extractor-error-", suffix=".txt", delete=False, encoding="utf-8"
    ) as file:
        file.writelines(traceback.format_exception(error))
    return Path(file.name)


def _encodable(text: str) -> str:
    """`text` without the lone surrogates that a file name may hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
