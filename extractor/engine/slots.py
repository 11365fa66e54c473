"""Continuous batching: what the requests in hand put into each step, and what comes of it.

A step carries the tokens of every running reply (the one just chosen, those that the grammar
dictates after it, perhaps a draft) and a piece of the prompts that are still computed, the oldest
first. A slot whose reply has ended takes the next request before the step after.
"""

from __future__ import annotations

import time
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field

import llama_cpp
import llguidance
import numpy as np
from numpy.typing import NDArray

from extractor.engine.costs import CostTable
from extractor.engine.drafting import Acceptance, best_length, continuation
from extractor.engine.loading import LoadedModel
from extractor.engine.pacing import Pacer
from extractor.engine.prefix_store import PrefixStore
from extractor.engine.prefixes import Prefixes
from extractor.engine.replies import Reply
from extractor.engine.sequences import Aborted, Feed, Sequence, Sequences
from extractor.engine.stats import Counters
from extractor.errors import Cancelled, EngineError, ExtractorError
from extractor.generation import Completion, Finish, Request

SHORT = 32  # tokens in hand: a reply that goes on; more is computed like a prompt
STEP_SECONDS = 0.25  # of prompt in a step while replies run: how long they may stand still
SMALLEST_CHUNK = 64  # prompt tokens a step; fewer cost more each
FULL = 4  # tokens in a step are kept at multiples of this: the rows of a matrix kernel


@dataclass(slots=True, eq=False)
class Job:
    """A request on its way. `prompt` and `matcher` come from the preparing thread."""

    request: Request
    future: Future[Completion] = field(default_factory=Future)
    prompt: NDArray[np.int32] | None = None
    public: int = 0  # tokens of the prompt before its document
    matcher: llguidance.LLMatcher | None = None
    error: Exception | None = None  # why it cannot be answered
    cancelled: bool = False


@dataclass(slots=True, eq=False)
class Slot:
    """A request that has a place in the context."""

    job: Job
    sequence: Sequence
    reused: int  # tokens of the prompt that were there
    limit: int  # tokens of the reply
    started: float
    pending: list[int]  # tokens that the next steps append
    draft: list[int] = field(default_factory=list)  # guesses behind them, in this step only
    reply: Reply | None = None  # None until its grammar is compiled
    prefilled: float | None = None

    @property
    def short(self) -> bool:
        return len(self.pending) <= SHORT

    @property
    def reserved(self) -> int:
        """Cells that it may still take."""
        return self.sequence.prompt.size + self.limit - self.sequence.length

    @property
    def overdue(self) -> bool:
        timeout = self.job.request.timeout
        return timeout is not None and time.monotonic() - self.started > timeout


class Batcher:
    """Waiting and running requests, a step at a time. Owned by the engine's thread."""

    def __init__(
        self,
        model: LoadedModel,
        tokenizer: llguidance.LLTokenizer,
        costs: CostTable | None,
        store: PrefixStore | None,
    ) -> None:
        self._model = model
        self._tokenizer = tokenizer
        self._costs = costs
        # several threads wait for one another in every step; one is never held up by a neighbour
        self._pacer = Pacer(costs) if costs is not None and model.threads > 1 else None
        self._threads = model.threads
        self.sequences = Sequences(model)
        self._prefixes = Prefixes(self.sequences, model.sequences - model.info.slots, store)
        self._waiting: deque[Job] = deque()
        self._running: list[Slot] = []
        self._prefill_rate = SMALLEST_CHUNK / STEP_SECONDS  # tokens a second, as last seen
        self._acceptance = Acceptance()
        self.counters = Counters()

    def add(self, job: Job) -> None:
        self._waiting.append(job)

    def step(self) -> bool:
        """One step for all that run; False where nothing can be computed now."""
        self._let_go()
        self._admit()
        feeds = self._feeds()
        if not feeds:
            return False
        self._pace(sum(len(feed.tokens) for _, feed in feeds))
        started = time.perf_counter()
        try:
            rows = self.sequences.step([feed for _, feed in feeds])
        except (Aborted, EngineError) as failure:
            self.abandon(Cancelled("cancelled") if isinstance(failure, Aborted) else failure)
            return True
        self._measure(feeds, time.perf_counter() - started)
        row = 0
        for slot, feed in feeds:
            if feed.outputs:
                self._take(slot, rows[row : row + feed.outputs])
                row += feed.outputs
        return True

    def abandon(self, error: ExtractorError) -> None:
        """Ends every request with `error` and forgets what the context holds."""
        self.sequences.forget()
        self._prefixes.forget()
        for slot in self._running:
            slot.job.future.set_exception(error)
        self._running.clear()
        for job in self._waiting:
            refuse(job, error)
        self._waiting.clear()

    # -- who runs

    def _let_go(self) -> None:
        """Ends what was cancelled, took too long or cannot be answered."""
        for slot in list(self._running):
            if slot.job.cancelled:
                self._end(slot, Cancelled("cancelled"))
            elif slot.job.error is not None:
                self._end(slot, slot.job.error)
            elif slot.overdue:
                self._finish(slot, Finish.TIMEOUT)
        for job in [job for job in self._waiting if job.cancelled or job.error is not None]:
            self._waiting.remove(job)
            refuse(job, job.error or Cancelled("cancelled"))

    def _admit(self) -> None:
        """Gives free slots to the requests that wait, in their order where there is room."""
        for job in list(self._waiting):
            if len(self._running) >= self._model.info.slots:
                return
            assert job.prompt is not None
            limit = min(job.request.max_tokens, self._model.info.context - job.prompt.size)
            sequence = self._place(job.prompt, job.public, limit)
            if sequence is None:
                continue
            self._waiting.remove(job)
            if not job.future.set_running_or_notify_cancel():
                self._release(sequence)
                continue
            reused = sequence.length
            self.counters.reused += reused
            slot = Slot(
                job,
                sequence,
                reused,
                limit,
                started=time.monotonic(),
                pending=job.prompt[reused:].tolist(),
            )
            self._running.append(slot)

    def _place(self, prompt: NDArray[np.int32], public: int, limit: int) -> Sequence | None:
        room = prompt.size + limit + sum(slot.reserved for slot in self._running)
        if not self._model.divisible:
            fits = room <= self.sequences.free_cells
            return self.sequences.begin(prompt) if fits else None
        running = [slot.sequence for slot in self._running]
        return self._prefixes.begin(prompt, public, running, room)

    def _release(self, sequence: Sequence) -> None:
        if self._model.divisible:
            self._prefixes.keep(sequence)
        else:
            self.sequences.end(sequence)

    # -- what a step holds

    def _feeds(self) -> list[tuple[Slot, Feed]]:
        """Replies first, then pieces of prompts; a grammar must be there before the last token."""
        for slot in list(self._running):
            if slot.reply is None and slot.job.matcher is not None:
                self._open(slot, slot.job.matcher)
        going = [slot for slot in self._running if slot.reply is not None and slot.short]
        prompts = [slot for slot in self._running if slot.reply is None or not slot.short]
        most = 0 if prompts else self._draft_length(len(going))
        left = self._model.batch
        feeds = []
        for slot in going:
            count = min(len(slot.pending), left)
            left -= count
            if most and count == len(slot.pending):
                slot.draft = self._draft(slot, min(most, left))
                left -= len(slot.draft)
            if count:
                feeds.append((slot, _feed(slot, count)))
        left = self._chunk(left, beside=self._model.batch - left)
        for slot in prompts:
            ready = len(slot.pending) - (slot.reply is None)
            count = min(ready, left)
            left -= count
            if count:
                feeds.append((slot, _feed(slot, count)))
        return feeds

    def _chunk(self, left: int, beside: int) -> int:
        """Prompt tokens for a step that holds `beside` others."""
        lull = STEP_SECONDS if beside else 4 * STEP_SECONDS
        count = min(left, max(SMALLEST_CHUNK, int(self._prefill_rate * lull)))
        return max(1, count - (beside + count) % FULL) if count else 0

    def _draft_length(self, width: int) -> int:
        if not width or not self._model.divisible:
            return 0
        return best_length(self._costs, width, self._acceptance.chance)

    def _draft(self, slot: Slot, most: int) -> list[int]:
        assert slot.reply is not None
        most = min(most, slot.limit - len(slot.reply.tokens))
        if most < 1:
            return []
        return slot.reply.permitted(continuation(slot.sequence.prompt, slot.reply.ids, most))

    # -- what comes of it

    def _open(self, slot: Slot, matcher: llguidance.LLMatcher) -> None:
        """Starts the reply; what the grammar dictates at once is computed with the prompt."""
        slot.reply = Reply(self._tokenizer, matcher, slot.job.request)
        try:
            slot.pending += slot.reply.dictated()
        except Exception as error:  # noqa: BLE001 - the future carries it to the caller
            self._end(slot, error)
            return
        self._finish_if_over(slot, slot.reply)

    def _take(self, slot: Slot, rows: NDArray[np.float32]) -> None:
        """Chooses tokens by the logits behind the last token and behind each drafted one."""
        assert slot.reply is not None
        if slot.prefilled is None:
            slot.prefilled = time.monotonic()
        draft, agreed = slot.draft, 0
        slot.draft = []
        try:
            while True:
                step = [slot.reply.choose(rows[agreed]), *slot.reply.dictated()]
                self.counters.sampled += 1
                if self._finish_if_over(slot, slot.reply):
                    break
                right = _agreement(step, draft[agreed:])
                agreed += right
                if right < len(step):
                    slot.pending = step[right:]
                    held = slot.sequence.length - len(draft) + agreed
                    self.sequences.cut(slot.sequence, held)
                    break
        except Exception as error:  # noqa: BLE001 - the future carries it to the caller
            self._end(slot, error)
        if draft:
            self.counters.drafted += len(draft)
            self.counters.accepted += agreed
            self._acceptance.observe(agreed, len(draft))

    def _finish_if_over(self, slot: Slot, reply: Reply) -> bool:
        if reply.complete():
            self._finish(slot, Finish.STOP)
        elif len(reply.tokens) >= slot.limit:
            self._finish(slot, Finish.LENGTH)
        else:
            return False
        return True

    def _finish(self, slot: Slot, finish: Finish) -> None:
        now = time.monotonic()
        prefilled = slot.prefilled or now
        reply, prompt = slot.reply, slot.sequence.prompt.size
        self._acceptance.fade()
        if reply is not None:
            self.counters.forced += sum(token.forced for token in reply.tokens)
            self.counters.mask_seconds += reply.mask_seconds
        completion = Completion(
            text=reply.text() if reply is not None else "",
            tokens=tuple(reply.tokens) if reply is not None else (),
            finish=finish,
            prompt_tokens=prompt,
            reused_tokens=slot.reused,
            prefill_seconds=prefilled - slot.started,
            decode_seconds=now - prefilled,
        )
        self._leave(slot)
        slot.job.future.set_result(completion)

    def _end(self, slot: Slot, error: Exception) -> None:
        self._leave(slot)
        slot.job.future.set_exception(error)

    def _leave(self, slot: Slot) -> None:
        self._running.remove(slot)
        self._release(slot.sequence)

    def _pace(self, width: int) -> None:
        """Takes as many threads as serve a step of `width` tokens best beside other programs."""
        if self._pacer is None:
            return
        threads = self._pacer.threads(width)
        if threads != self._threads:
            self._threads = threads
            llama_cpp.llama_set_n_threads(self._model.context, threads, threads)

    def _measure(self, feeds: list[tuple[Slot, Feed]], seconds: float) -> None:
        width = sum(len(feed.tokens) for _, feed in feeds)
        if self._pacer is not None:
            self._pacer.observe(width, self._threads, seconds)
        self.counters.steps += 1
        self.counters.tokens += width
        self.counters.seconds += seconds
        if width >= SMALLEST_CHUNK:
            self._prefill_rate += 0.3 * (width / seconds - self._prefill_rate)
        elif len(feeds) == sum(bool(feed.outputs) for _, feed in feeds):
            self.counters.decode_steps += 1
            self.counters.decode_tokens += width
            self.counters.decode_seconds += seconds


def refuse(job: Job, error: Exception) -> None:
    """Ends a request that never ran."""
    if job.future.set_running_or_notify_cancel():
        job.future.set_exception(error)


def _feed(slot: Slot, count: int) -> Feed:
    """The next `count` tokens in hand, and its draft behind the last."""
    tokens = slot.pending[:count]
    del slot.pending[:count]
    if slot.pending or slot.reply is None:
        return Feed(slot.sequence, tokens)
    return Feed(slot.sequence, tokens + slot.draft, outputs=1 + len(slot.draft))


def _agreement(step: list[int], draft: list[int]) -> int:
    """How many tokens of `step` were drafted."""
    count = 0
    for token, drafted in zip(step, draft, strict=False):
        if token != drafted:
            break
        count += 1
    return count
