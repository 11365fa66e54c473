"""llama.cpp in this process, through llama-cpp-python's low-level API.

One owner thread holds the context and decodes the requests of all other threads side by side
(`slots`). What makes it fast:

* one step computes a token of every reply and a piece of the prompts that wait (`slots`);
* the beginning that prompts have in common is computed once and shared (`prefixes`);
* a mask costs microseconds: llguidance computes it, and tokens that the grammar dictates are
  appended to the next step without sampling, with logits on the last only (`replies`);
* runs of the document's words are drafted and checked in one step where that pays (`drafting`);
* grammars are compiled on a thread of their own while prompts are computed (`matchers`);
* decoding ends when the grammar is complete: there is no end-of-text pass.

A document's text is tokenised with special tokens off, so no document can close its own turn.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np

from extractor.engine.calibration import calibrate
from extractor.engine.costs import CostTable
from extractor.engine.loading import constraint_tokenizer, load_model
from extractor.engine.matchers import Matchers
from extractor.engine.prefix_store import open_store
from extractor.engine.prefixes import common_length
from extractor.engine.slots import Batcher, Job, refuse
from extractor.engine.stats import EngineStats
from extractor.errors import Cancelled, ContextOverflow, EngineError
from extractor.generation import Completion, EngineInfo, LoadOptions, Request, Segment

MINIMUM_REPLY = 16  # tokens that must fit behind a prompt


class LlamaEngine:
    """One model, one context, one owner thread. See `extractor.generation.Engine`."""

    def __init__(
        self,
        path: Path,
        sha256: str,
        options: LoadOptions,
        name: str,
        costs: CostTable | None = None,
    ) -> None:
        """Loads the model; where `options` name a folder, measures it at its first use (seconds).

        `costs` take the place of what would be measured. Raises ModelNotLoadable.
        """
        self._model = load_model(path, sha256, options, name)
        if costs is None and options.folder is not None:
            costs = calibrate(self._model, options)
        if costs is not None:
            self._model.fit_slots(costs, options)
        tokenizer = constraint_tokenizer(self._model.vocab)
        self._matchers = Matchers(tokenizer)
        self._store = open_store(self._model, options, costs)
        self._batcher = Batcher(self._model, tokenizer, costs, self._store)
        self._inbox: queue.SimpleQueue[Job | None] = queue.SimpleQueue()  # None: look again
        self._open: dict[Future[Completion], Job] = {}
        self._lock = threading.Lock()
        self._closed = False
        self._preparing = ThreadPoolExecutor(1, thread_name_prefix="engine-grammar")
        self._owner = threading.Thread(target=self._serve, name="engine", daemon=True)
        self._owner.start()

    @property
    def info(self) -> EngineInfo:
        return self._model.info

    def stats(self) -> EngineStats:
        return self._batcher.counters.snapshot()

    def count_tokens(self, segments: Sequence[Segment]) -> int:
        return len(self._model.tokenize(segments))

    def check_grammar(self, grammar: str) -> None:
        self._matchers.get(grammar)

    def submit(self, request: Request) -> Future[Completion]:
        job = Job(request)
        with self._lock:
            if self._closed:
                raise EngineError("the engine is closed")
            self._open[job.future] = job
            self._preparing.submit(self._prepare, job)
        job.future.add_done_callback(self._forget)
        return job.future

    def cancel(self, future: Future[Completion]) -> None:
        with self._lock:
            job = self._open.get(future)
        if job is not None:
            job.cancelled = True
            self._inbox.put(None)

    def close(self) -> None:
        with self._lock:
            if self._closed:
                return
            self._closed = True
        self._batcher.sequences.brake.pull()
        self._preparing.shutdown(cancel_futures=True)
        self._inbox.put(None)
        self._owner.join()
        if self._store is not None:
            self._store.close()
        self._model.free()

    def __enter__(self) -> LlamaEngine:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _forget(self, future: Future[Completion]) -> None:
        with self._lock:
            self._open.pop(future, None)

    # -- the preparing thread

    def _prepare(self, job: Job) -> None:
        """Tokens first, so that the prompt is computed while the grammar is compiled."""
        try:
            prompt = self._model.tokenize(job.request.prompt)
            prompt += [token.id for token in job.request.begun]
            room = self.info.context - len(prompt)
            if room < MINIMUM_REPLY:
                raise ContextOverflow(
                    f"a prompt of {len(prompt):,} tokens does not fit in a context of "
                    f"{self.info.context:,}",
                    hint="use a larger --n-ctx or fewer --pages",
                )
            public = self._model.tokenize_before_document(job.request.prompt)
            whole = np.array(prompt, np.int32)
            job.public = common_length(whole[:-1], np.array(public, np.int32))
            job.prompt = whole
            self._inbox.put(job)
            job.matcher = self._matchers.get(job.request.grammar)
        except Exception as error:  # noqa: BLE001 - the future carries it to the caller
            job.error = error
        self._inbox.put(None if job.prompt is not None else job)

    # -- the owner thread

    def _serve(self) -> None:
        computing = False
        while True:
            self._receive(wait=not computing)
            if self._closed:
                break
            computing = self._batcher.step()
        self._batcher.abandon(Cancelled("cancelled"))
        with self._lock:
            never_ran = list(self._open.values())
        for job in never_ran:
            refuse(job, Cancelled("cancelled"))

    def _receive(self, *, wait: bool) -> None:
        """Takes in what has arrived; with `wait`, sleeps until something has."""
        while True:
            try:
                job = self._inbox.get(block=wait)
            except queue.Empty:
                return
            wait = False
            if job is not None:
                self._batcher.add(job)
