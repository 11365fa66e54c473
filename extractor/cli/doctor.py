"""`extractor doctor`: what works on this machine, tried rather than assumed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Final

import typer

from extractor.cli import console
from extractor.cli.models import size

if TYPE_CHECKING:
    from extractor.config import Settings

LIBRARIES: Final = ("llama-cpp-python", "llguidance", "pypdfium2", "rapidocr", "instructor")
ENOUGH_DISK: Final = 1 << 30  # bytes


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was tried."""

    name: str
    ok: bool
    found: str
    hint: str = ""
    details: tuple[tuple[str, str], ...] = ()  # labels and values


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> int:
    """Try everything that a run needs on this machine."""
    from extractor.config import load_settings

    checks = list(_checks(load_settings()))
    if as_json:
        console.show_json([asdict(check) for check in checks])
    else:
        _show(checks)
    return console.OK if all(check.ok for check in checks) else console.INCOMPLETE


def _show(checks: list[Check]) -> None:
    from rich.console import Group, RenderableType
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    for check in checks:
        sign = Text("✓", style="green") if check.ok else Text("✗", style="red")
        told: list[RenderableType] = [Text(check.found)]
        if check.details:
            details = Table.grid(padding=(0, 2))
            details.add_column(style="dim", no_wrap=True)
            for label, value in check.details:
                details.add_row(label, value)
            told.append(details)
        if check.hint:
            told.append(Text(check.hint, style="cyan"))
        table.add_row(sign, Text(check.name, style="bold"), Group(*told))
    console.show(table)


def _checks(settings: Settings) -> Iterator[Check]:
    yield _python()
    yield _libraries()
    yield _machine()
    yield _tried("model", lambda: _model(settings), "try --model embedded, or install it again")
    yield _speed(settings)
    yield _tried("reading", _reading, "reader processes cannot start: see the message")
    yield _tried("recognition", _recognition, "scans and photos cannot be read: install it again")
    yield _tried("cache", lambda: _cache(settings), "runs need --no-cache until it can be written")
    yield _tried("run log", lambda: _run_log(settings), "set EXTRACTOR_DATA_DIR to another folder")
    yield _disk(settings)


def _tried(name: str, trial: Callable[[], str], hint: str) -> Check:
    from extractor.errors import ExtractorError

    try:
        return Check(name, ok=True, found=trial())
    except ExtractorError as error:
        return Check(name, ok=False, found=str(error), hint=error.hint or hint)
    except Exception as error:  # noqa: BLE001 - whatever is broken here is the finding
        return Check(name, ok=False, found=f"{type(error).__name__}: {error}", hint=hint)


def _python() -> Check:
    import platform
    import sys

    fits = (3, 11) <= sys.version_info[:2] <= (3, 13)
    hint = "" if fits else "use Python 3.11, 3.12 or 3.13"
    return Check("python", fits, f"{platform.python_version()} on {platform.platform()}", hint)


def _libraries() -> Check:
    from importlib.metadata import PackageNotFoundError, version

    found, missing = [], []
    for name in ("extractor", *LIBRARIES):
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    hint = f"install {', '.join(missing)}" if missing else ""
    return Check("libraries", not missing, ", ".join(found), hint)


def _machine() -> Check:
    import llama_cpp

    from extractor.engine.loading import available_memory, physical_cores, silence

    silence()
    memory = available_memory()
    parts = [f"{physical_cores()} cores"]
    parts += [f"{size(memory)} of memory free"] if memory is not None else []
    gpu = llama_cpp.llama_supports_gpu_offload()
    parts.append("llama.cpp built with a GPU" if gpu else "llama.cpp built for the CPU")
    return Check("machine", True, ", ".join(parts))


def _model(settings: Settings) -> str:
    from extractor.generation import Request, Segment
    from extractor.means import load_engine

    started = perf_counter()
    engine = load_engine(settings)
    try:
        context = engine.info.context  # waits for the model
        loaded = perf_counter()
        request = Request(
            prompt=(Segment("Answer:"),), grammar='start: "yes" | "no"\n', max_tokens=4
        )
        engine.submit(request).result()
    finally:
        engine.close()
    answered = perf_counter()
    return (
        f"{settings.model} loads in {loaded - started:.1f} s and answers in "
        f"{answered - loaded:.2f} s, context {context:,} tokens"
    )


def _speed(settings: Settings) -> Check:
    from dataclasses import replace

    details: list[tuple[str, str]] = []

    def measured() -> str:
        from extractor.engine.outlook import described, look_ahead
        from extractor.models import ModelLedger, find_model

        model = find_model(settings.model, settings.paths.models)
        digest = ModelLedger(settings.paths.models / "ledger.json").digest(model)
        outlook = look_ahead(model.path, digest, settings.load_options)
        details.extend(described(outlook))
        return f"{settings.model} on {'the GPU' if outlook.gpu else 'the CPU'}"

    check = _tried("speed", measured, "see what is said of the model")
    return replace(check, details=tuple(details))


def _reading() -> str:
    from extractor.readers import ReaderPool, ReadOptions

    started = perf_counter()
    with ReaderPool(1) as pool:
        pool.submit(b"Total 42", ReadOptions(), name="sample.txt").result()
    return f"a reader process starts and answers in {perf_counter() - started:.1f} s"


def _recognition() -> str:
    import io

    from PIL import Image, ImageDraw

    from extractor.readers import read_bytes

    page = Image.new("RGB", (640, 160), "white")
    ImageDraw.Draw(page).text((40, 50), "Invoice total 42", fill="black", font_size=48)
    buffer = io.BytesIO()
    page.save(buffer, "PNG")
    started = perf_counter()
    text = read_bytes(buffer.getvalue(), "sample.png").text.strip()
    if "42" not in text:
        raise RuntimeError(f"'Invoice total 42' is read as '{text}'")
    return f"RapidOCR reads a line in {perf_counter() - started:.1f} s"


def _cache(settings: Settings) -> str:
    from extractor.cache import Cache

    with Cache(settings.paths.cache, settings.cache_mb << 20) as cache:
        return f"{cache.stats().entries:,} entries in {settings.paths.cache}"


def _run_log(settings: Settings) -> str:
    from extractor.runlog import open_runlog

    with open_runlog(settings.paths.run_log) as log:
        return f"{len(log.runs()):,} runs in {settings.paths.run_log}"


def _disk(settings: Settings) -> Check:
    import shutil

    folder = settings.paths.run_log.parent
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    hint = "" if free >= ENOUGH_DISK else "free some space"
    return Check("disk", free >= ENOUGH_DISK, f"{size(free)} free at {folder}", hint)
