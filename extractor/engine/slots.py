"""Continuous batching: what the requests in hand put into each step, and what comes of it.

A step carries the tokens of every running reply (the one just chosen, those that the grammar
dictates after it, perhaps a draft), or a piece of the prompts that are still computed, the oldest
first. A slot whose reply has ended takes the next request before the step after.

The two do not share a step. From 64 tokens on llama.cpp computes attention in tiles of 64 tokens,
and each token in a tile pays for what all the others look at: prompts are computed in whole tiles,
of one document where possible, and replies of many documents below that width.
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
from extractor.engine.drafting import (
    LONGEST,
    Acceptance,
    Guess,
    Tails,
    continuation,
    shorten,
)
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
STEP_SECONDS = 0.25  # of prompt in a step while someone listens: how long replies may stand still
SMALLEST_CHUNK = 64  # prompt tokens a step, or a multiple: the rows of a tile of attention
NARROW = 16  # tokens a step that drafts may fill: beyond, each token costs as much as it saves
KEPT = 4  # prompts after their replies, for retries
CROWD = 2_500_000  # tokens of a document times cells of others: attention passes over those too,
# which costs 3% a thousand cells (measured), and a reply gains less than that by more company
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
    limit: int  # tokens that the reply may still have
    started: float
    pending: list[int]  # tokens that the next steps append
    draft: list[int] = field(default_factory=list)  # guesses behind them, in this step only
    fed: int = 0  # the step that last took tokens of its reply
    luck: Acceptance = field(default_factory=Acceptance)  # of such guesses
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
        kept = min(KEPT, model.sequences - model.info.slots)
        self._prefixes = Prefixes(self.sequences, kept, store)
        self._waiting: deque[Job] = deque()
        self._running: list[Slot] = []
        self._prefill_rate = SMALLEST_CHUNK / STEP_SECONDS  # tokens a second, as last seen
        self._prompts_next = True
        self._tails = Tails()
        self._luck_of_tails, self._luck_of_words = Acceptance(), Acceptance()
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
            wanted = job.request.max_tokens - len(job.request.begun)
            limit = min(wanted, self._model.info.context - job.prompt.size)
            if self._running and self._crowded(job.prompt.size - job.public):
                return
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

    def _crowded(self, fresh: int) -> bool:
        """Whether so many tokens of a document are better computed when others have ended."""
        coming = sum(len(slot.pending) for slot in self._running)
        others = self.sequences.used_cells + coming
        return not self._model.gpu and fresh * others > CROWD

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
        """Replies and pieces of prompts: together where that costs nothing, else in turns, so that
        who listens is not kept waiting; else prompts first, so that many replies go on together.
        """
        for slot in list(self._running):
            if slot.reply is None and slot.job.matcher is not None:
                self._open(slot, slot.job.matcher)
        if self._model.exact:
            feeds = self._reply_feeds()
            return feeds + self._prompt_feeds(sum(len(feed.tokens) for _, feed in feeds))
        if self._prompts_next or not self._heard:
            feeds = self._prompt_feeds() or self._reply_feeds()
        else:
            feeds = self._reply_feeds() or self._prompt_feeds()
        self._prompts_next = not self._prompts_next
        return feeds

    def _reply_feeds(self) -> list[tuple[Slot, Feed]]:
        """Those that have waited longest first: their tokens may be more than fit below a tile."""
        going = [slot for slot in self._running if slot.reply is not None and slot.short]
        left = min(self._model.batch, SMALLEST_CHUNK - FULL)
        fed = []
        for slot in sorted(going, key=lambda slot: slot.fed):
            count = min(len(slot.pending), left)
            left -= count
            if count:
                fed.append((slot, count))
                slot.fed = self.counters.steps
        if not self._model.exact or len(going) == len(self._running):
            self._draft([slot for slot, count in fed if count == len(slot.pending)], left)
        return [(slot, _feed(slot, count)) for slot, count in fed]

    def _prompt_feeds(self, beside: int = 0) -> list[tuple[Slot, Feed]]:
        """The oldest prompts first; a grammar must be there before the last token."""
        prompts = [slot for slot in self._running if slot.reply is None or not slot.short]
        left = self._chunk(beside, waiting=len(prompts) < len(self._running))
        feeds = []
        for slot in prompts:
            count = min(len(slot.pending) - (slot.reply is None), left)
            left -= count
            if count:
                feeds.append((slot, _feed(slot, count)))
        return feeds

    def _chunk(self, beside: int, *, waiting: bool) -> int:
        """Prompt tokens for a step that holds `beside` others; `waiting`: replies stand still."""
        count = self._model.batch - beside
        if waiting and (self._heard or self._model.exact):
            count = min(count, max(SMALLEST_CHUNK, int(self._prefill_rate * STEP_SECONDS)))
        if self._model.exact:
            return max(1, count - (beside + count) % FULL) if count else 0
        return count - count % SMALLEST_CHUNK if count > SMALLEST_CHUNK else count

    @property
    def _heard(self) -> bool:
        """Whether someone sees a reply as it is written."""
        return any(slot.job.request.on_text is not None for slot in self._running)

    def _draft(self, replies: list[Slot], left: int) -> None:
        """Guesses behind the tokens of `replies`, at most `left`, as many as pay."""
        if self._costs is None or not self._model.divisible:
            return
        guesses = [self._guess(slot) for slot in replies]
        chances = sorted((one for guess in guesses for one in guess.chances), reverse=True)
        width = sum(len(slot.pending) for slot in replies)
        room = max(0, min(left, NARROW - width))
        count = self._costs.drafts(width, len(replies), chances[:room]) if replies else 0
        for slot, guess, tokens in zip(replies, guesses, shorten(guesses, count), strict=True):
            slot.draft, slot.luck = tokens, guess.luck

    def _guess(self, slot: Slot) -> Guess:
        assert slot.reply is not None
        most = min(LONGEST, slot.limit - slot.reply.written)
        if tail := slot.reply.tail():
            tokens, luck = self._tails.guess(slot.reply.ids, tail), self._luck_of_tails
        else:
            tokens = continuation(slot.sequence.prompt, slot.reply.ids, most)
            luck = self._luck_of_words
        return Guess(slot.reply.permitted(tokens[: max(0, most)]), luck)

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
                tail = slot.reply.tail()
                chosen = slot.reply.choose(rows[agreed])
                self._tails.learn(slot.reply.ids, tail)
                step = [chosen, *slot.reply.dictated()]
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
            slot.luck.observe(agreed, len(draft))

    def _finish_if_over(self, slot: Slot, reply: Reply) -> bool:
        if reply.complete():
            self._finish(slot, Finish.STOP)
        elif reply.written >= slot.limit:
            self._finish(slot, Finish.LENGTH)
        else:
            return False
        return True

    def _finish(self, slot: Slot, finish: Finish) -> None:
        now = time.monotonic()
        prefilled = slot.prefilled or now
        reply, begun = slot.reply, len(slot.job.request.begun)
        prompt = slot.sequence.prompt.size - begun
        self._luck_of_tails.fade()
        self._luck_of_words.fade()
        if reply is not None:
            self.counters.forced += sum(token.forced for token in reply.tokens[begun:])
            self.counters.mask_seconds += reply.mask_seconds
        completion = Completion(
            text=reply.text() if reply is not None else "",
            tokens=tuple(reply.tokens) if reply is not None else (),
            finish=finish,
            prompt_tokens=prompt,
            reused_tokens=min(slot.reused, prompt),
            prefill_seconds=prefilled - slot.started,
            decode_seconds=now - prefilled,
        )
        if finish is Finish.LENGTH and reply is not None:  # kept for who goes on with it
            ids = np.array(reply.ids[begun:], np.int32)
            slot.sequence.prompt = np.concatenate([slot.sequence.prompt, ids])
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
