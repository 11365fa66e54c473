"""The child's side of `ChildEngine`: llama.cpp behind two pipes.

The main thread takes what is asked, the engine's own threads work, and one more thread writes: a
parent that is slow to read must not hold up the decoding.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, BinaryIO

from extractor import pipes
from extractor.engine import open_engine, wire
from extractor.errors import EngineError, ExtractorError
from extractor.generation import Completion, Engine

FRAME_SECONDS = 0.02  # text is told this often: smooth to the eye, and no frame for each token


class _Outbox:
    """What is to be said to the parent; pieces of text are gathered for a moment."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._text: dict[int, str] = {}
        self._answers: deque[Callable[[], dict[str, Any]]] = deque()
        self._changed = threading.Condition()
        threading.Thread(target=self._write, name="outbox", daemon=True).start()

    def text(self, number: int, piece: str) -> None:
        with self._changed:
            self._text[number] = self._text.get(number, "") + piece
            self._changed.notify()

    def answer(self, make: Callable[[], dict[str, Any]]) -> None:
        """`make` gives the frame; it is called by the thread that writes."""
        with self._changed:
            self._answers.append(make)
            self._changed.notify()

    def _write(self) -> None:
        with contextlib.suppress(OSError):  # the parent is gone: the main thread finds out too
            while True:
                for frame in self._next():
                    pipes.send(self._stream, json.dumps(frame).encode())

    def _next(self) -> list[dict[str, Any]]:
        """The text so far, then the answers; waits for either."""
        with self._changed:
            self._changed.wait_for(lambda: self._text or self._answers)
            if not self._answers:
                self._changed.wait_for(lambda: self._answers, timeout=FRAME_SECONDS)
            text, self._text = self._text, {}
            answers = list(self._answers)
            self._answers.clear()
        return [*([{"text": text}] if text else []), *(make() for make in answers)]


class _Server:
    """Does what the parent asks."""

    def __init__(self, engine: Engine, outbox: _Outbox) -> None:
        self._engine = engine
        self._outbox = outbox
        self._running: dict[int, Future[Completion]] = {}

    def take(self, frame: dict[str, Any]) -> None:
        number = frame["id"]
        match frame["do"]:
            case "submit":
                self._submit(number, frame["request"])
            case "cancel":
                future = self._running.get(number)
                if future is not None:
                    self._engine.cancel(future)
            case "count":
                segments = wire.segments_from_json(frame["segments"])
                self._answer(number, lambda: self._engine.count_tokens(segments))
            case "check":
                self._answer(number, lambda: self._engine.check_grammar(frame["grammar"]))

    def _submit(self, number: int, asked: dict[str, Any]) -> None:
        request = wire.request_from_json(asked, partial(self._outbox.text, number))
        future = self._engine.submit(request)
        self._running[number] = future
        future.add_done_callback(lambda done: self._finish(number, done))

    def _finish(self, number: int, done: Future[Completion]) -> None:
        self._running.pop(number, None)
        self._outbox.answer(
            lambda: {"id": number, **_told(lambda: wire.completion_to_json(done.result()))}
        )

    def _answer(self, number: int, ask: Callable[[], Any]) -> None:
        frame = {"id": number, **_told(ask)}
        self._outbox.answer(lambda: frame)


def _told(ask: Callable[[], Any]) -> dict[str, Any]:
    """What came of asking: a value, or an error as JSON."""
    try:
        return {"value": ask()}
    except ExtractorError as error:
        return {"error": pipes.error_to_json(error)}
    except Exception as fault:  # noqa: BLE001 - the parent tells it
        told = EngineError(f"a fault of the engine: {type(fault).__name__}: {fault}")
        return {"error": pipes.error_to_json(told)}


def main() -> None:
    """Loads the model that the first frame names, and serves until the pipe closes."""
    requests, answers = pipes.parent()
    path, sha256, options, name = wire.load_from_json(json.loads(pipes.receive(requests)))
    engines: list[Engine] = []

    def load() -> dict[str, Any]:
        engines.append(open_engine(path, sha256, options, name=name))
        return wire.info_to_json(engines[0].info)

    pipes.send(answers, json.dumps(_told(load)).encode())
    with contextlib.suppress(EOFError):
        if engines:
            server = _Server(engines[0], _Outbox(answers))
            while True:
                server.take(json.loads(pipes.receive(requests)))
    os._exit(0)  # native threads and finalizers have nothing left to say


if __name__ == "__main__":
    main()
