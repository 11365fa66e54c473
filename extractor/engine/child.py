"""An engine in a process of its own, which may die without taking anything along.

llama.cpp is native code: on a bad input or a bad file it may abort, and the system may kill it for
its memory. A supervising thread starts the process (`python -m extractor.engine`), reads what it
says, and starts another when it has died. What was asked and not answered is asked again, each
request alone, so that the one that kills is told from those that were beside it: the second death
is its failure and nobody else's.
"""

from __future__ import annotations

import json
import signal
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any, Final

from extractor import pipes
from extractor.engine import wire
from extractor.errors import Cancelled, EngineError, ExtractorError, ModelNotLoadable
from extractor.generation import Completion, EngineInfo, LoadOptions, Request, Segment

LOAD_SECONDS: Final = 600.0  # a large model on a slow disk, and its calibration
ASK_SECONDS: Final = 600.0  # for what has no time limit of its own
GRACE: Final = 30.0  # seconds of silence beyond a request's time limit: the process hangs
_WATCH_SECONDS: Final = 0.5
_KEPT_COUNTS: Final = 64  # of prompts that are counted again for every document
_KEPT_CHARACTERS: Final = 20_000
_ENVIRONMENT: Final = {"GGML_NO_BACKTRACE": "1"}  # else an abort starts a debugger


@dataclass(slots=True, eq=False)
class _Call:
    """Something that was asked and not answered yet."""

    number: int
    frame: bytes
    seconds: float  # of silence after which the process is taken for hung
    on_text: Callable[[str], None] | None = None
    future: Future[Any] = field(default_factory=Future)
    sent: float | None = None  # when the present process was given it
    deaths: int = 0  # of processes that had it
    told: int = 0  # characters given to `on_text`
    again: int = 0  # of those, to come once more from a fresh process
    lock: threading.RLock = field(default_factory=threading.RLock)

    def hear(self, piece: str) -> None:
        """The next text of the reply, unless nobody listens any more."""
        passed = min(len(piece), self.again)
        self.again -= passed
        with self.lock:
            if self.on_text is None or passed == len(piece) or self.future.done():
                return
            self.told += len(piece) - passed
            try:
                self.on_text(piece[passed:])
            except Exception as error:  # noqa: BLE001 - the future carries it to the caller
                self.future.set_exception(error)

    def answer(self, value: Any) -> None:
        with self.lock:
            if not self.future.done():
                self.future.set_result(value)

    def fail(self, error: BaseException) -> None:
        with self.lock:
            if not self.future.done():
                self.future.set_exception(error)


class ChildEngine:
    """See the module and `extractor.generation.Engine`. Loading begins at once; `info` waits."""

    def __init__(
        self, path: Path, sha256: str, options: LoadOptions, name: str, *, grace: float = GRACE
    ) -> None:
        self._path = path
        self._load = json.dumps(wire.load_to_json(path, sha256, options, name)).encode()
        self._grace = grace
        self._info: Future[EngineInfo] = Future()
        self._numbers = count(1)
        self._calls: dict[int, _Call] = {}
        self._counts: dict[tuple[Segment, ...], int] = {}
        self._changed = threading.Condition()
        self._child: pipes.Child | None = None
        self._ready = False  # the child has its model
        self._heard = 0.0  # when the child last said something
        self._hung = False
        self._closed = threading.Event()
        self._supervisor = threading.Thread(target=self._supervise, name="engine", daemon=True)
        self._watch = threading.Thread(target=self._watch_over, name="engine-watch", daemon=True)
        self._supervisor.start()
        self._watch.start()

    # -- what the floors above ask

    @property
    def info(self) -> EngineInfo:
        """Waits until the model is loaded. Raises ModelNotLoadable or ConfigError."""
        return self._info.result()

    @property
    def pid(self) -> int | None:
        """Of the present process."""
        child = self._child
        return None if child is None else child.pid

    def count_tokens(self, segments: Sequence[Segment]) -> int:
        key = tuple(segments)
        if key in self._counts:
            return self._counts[key]
        found: int = self._ask("count", segments=wire.segments_to_json(key)).result()
        short = sum(len(segment.text) for segment in key) <= _KEPT_CHARACTERS
        if short and len(self._counts) < _KEPT_COUNTS:
            self._counts[key] = found
        return found

    def check_grammar(self, grammar: str) -> None:
        self._ask("check", grammar=grammar).result()

    def submit(self, request: Request) -> Future[Completion]:
        seconds = ASK_SECONDS if request.timeout is None else request.timeout + self._grace
        asked = wire.request_to_json(request)
        return self._ask("submit", request.on_text, seconds, request=asked)

    def cancel(self, future: Future[Completion]) -> None:
        """As the protocol says; the future is done when this returns."""
        with self._changed:
            call = next((one for one in self._calls.values() if one.future is future), None)
            if call is None:
                return
            self._calls.pop(call.number)
            if call.sent is not None:
                self._say({"do": "cancel", "id": call.number})
            self._send_on()
        call.fail(Cancelled("cancelled"))

    def close(self) -> None:
        self._closed.set()
        child = self._child
        if child is not None:
            child.kill()  # first: a thread may hold the lock while it writes to it
        with self._changed:
            calls = list(self._calls.values())
            self._calls.clear()
            self._changed.notify_all()
        for call in calls:
            call.fail(Cancelled("cancelled"))
        self._supervisor.join()
        self._watch.join()

    # -- asking

    def _ask(
        self,
        what: str,
        on_text: Callable[[str], None] | None = None,
        seconds: float = ASK_SECONDS,
        **told: Any,
    ) -> Future[Any]:
        number = next(self._numbers)
        frame = json.dumps({"do": what, "id": number, **told}).encode()
        call = _Call(number, frame, seconds, on_text)
        call.future.set_running_or_notify_cancel()
        with self._changed:
            if self._closed.is_set():
                raise EngineError("the engine is closed")
            if self._info.done():
                self._info.result()  # raises what kept the model from loading
            self._calls[number] = call
            self._send_on()
            self._changed.notify_all()
        return call.future

    def _send_on(self) -> None:
        """Gives the process what it has not been given; what a death made suspect, one by one."""
        if not self._ready:
            return
        waiting = [call for call in self._calls.values() if call.sent is None]
        suspects = [call for call in self._calls.values() if call.deaths]
        if suspects:
            waiting = [] if any(call.sent for call in self._calls.values()) else suspects[:1]
        for call in waiting:
            call.sent = monotonic()
            self._write(call.frame)

    def _say(self, frame: dict[str, Any]) -> None:
        if self._ready:
            self._write(json.dumps(frame).encode())

    def _write(self, frame: bytes) -> None:
        assert self._child is not None
        with suppress(OSError):  # the supervisor finds the process dead
            self._child.send(frame)

    # -- the supervising thread

    def _supervise(self) -> None:
        while self._wanted():
            try:
                self._live_once()
            except OSError as error:
                told = f"no process can be started for it: {error.strerror}"
                self._refuse(ModelNotLoadable(told, at=str(self._path)))
        if not self._info.done():
            self._info.set_exception(Cancelled("cancelled"))

    def _live_once(self) -> None:
        """One process, from its start to its end."""
        with tempfile.TemporaryFile() as stderr:
            child = pipes.Child("extractor.engine", environment=_ENVIRONMENT, stderr=stderr)
            try:
                loaded = self._attend(child)
            finally:
                with self._changed:
                    self._ready = False
                    self._child = None
                    child.discard()
            stderr.seek(0)
            said = stderr.read().decode(errors="replace")
        if not self._closed.is_set():
            self._bury(child.wait(), said, loaded=loaded)

    def _wanted(self) -> bool:
        """Waits until there is something to do; False when there never will be."""
        with self._changed:
            if not self._info.done():
                return not self._closed.is_set()
            if self._info.exception() is not None:
                return False
            self._changed.wait_for(lambda: self._closed.is_set() or self._calls)
            return not self._closed.is_set()

    def _attend(self, child: pipes.Child) -> bool:
        """Has a process load the model, then takes what it says until it dies.

        Returns whether it came so far.
        """
        with self._changed:
            self._heard = monotonic()
            self._hung = False
            self._child = child
            if self._closed.is_set():
                return False
        with suppress(EOFError, OSError):
            child.send(self._load)
            loaded = json.loads(child.receive())
            if "error" in loaded:
                self._refuse(pipes.error_from_json(loaded["error"]))
                return False
            with self._changed:
                if not self._info.done():
                    self._info.set_result(wire.info_from_json(loaded["value"]))
                self._ready = True
                self._send_on()
            while True:
                self._take(json.loads(child.receive()))
        return self._ready

    def _take(self, frame: dict[str, Any]) -> None:
        self._heard = monotonic()
        for number, piece in frame.get("text", {}).items():
            call = self._calls.get(int(number))
            if call is not None:
                call.hear(piece)
        if "id" not in frame:
            return
        with self._changed:
            call = self._calls.pop(frame["id"], None)
            self._send_on()
        if call is None:
            return  # it was cancelled
        if "error" in frame:
            call.fail(pipes.error_from_json(frame["error"]))
        else:
            value = frame["value"]
            call.answer(wire.completion_from_json(value) if isinstance(value, dict) else value)

    def _refuse(self, error: ExtractorError) -> None:
        """The model cannot be loaded: at the first time for good, later for what waits now."""
        with self._changed:
            calls = list(self._calls.values())
            self._calls.clear()
            if not self._info.done():
                self._info.set_exception(error)
            else:
                error = EngineError(
                    f"the engine died and cannot be started again: {error}", hint=error.hint
                )
        for call in calls:
            call.fail(error)

    def _bury(self, code: int, said: str, *, loaded: bool) -> None:
        """Charges a death to what the process had or kept waiting; what had two is given up."""
        how = "it no longer answered" if self._hung else _told(code, said)
        if not self._info.done():
            hint = "do not use this file; fetch it again from where it came"
            told = f"loading it failed: {how}"
            self._refuse(ModelNotLoadable(told, at=str(self._path), hint=hint))
            return
        with self._changed:
            calls = self._calls.values()
            had = [call for call in calls if call.sent is not None or not loaded]
            for call in had:
                call.sent = None
                call.deaths += 1
                call.again = call.told
            lost = [call for call in had if call.deaths > 1]
            for call in lost:
                self._calls.pop(call.number)
        hint = _MEMORY if code == -signal.SIGKILL and not self._hung else _FAULT
        for call in lost:
            call.fail(EngineError(f"the engine died twice on this document: {how}", hint=hint))

    # -- the watching thread

    def _watch_over(self) -> None:
        """Kills a process that says nothing for longer than what it was asked may take."""
        while not self._closed.wait(_WATCH_SECONDS):
            child, now = self._child, monotonic()
            if child is None:
                continue
            if self._ready:
                sent = [call for call in list(self._calls.values()) if call.sent is not None]
                late = any(now - max(self._heard, call.sent or 0.0) > call.seconds for call in sent)
            else:
                late = now - self._heard > LOAD_SECONDS
            if late:
                self._hung = True
                child.kill()


_MEMORY: Final = "it may lack memory: close other programs, use a smaller --n-ctx or another model"
_FAULT: Final = "llama.cpp fails on it: use another model, or leave this document out"


def _told(code: int, said: str) -> str:
    """How a process ended, with the last line that it wrote to stderr."""
    how = pipes.ending(code)
    if code == -signal.SIGKILL:
        how += " (out of memory?)"
    lines = said.strip().splitlines()
    return f"{how}: {lines[-1].strip()}" if lines else how
