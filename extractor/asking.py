"""The windows of one document, asked side by side as if one came after the other.

Whichever thread is free takes the next window (`step`). Windows begin in their order; what is told
of a later one waits until those before it are done; while the tokens of the document suffice, each
reply gets what it would have got in turn. So what comes of it does not depend on who was faster.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from threading import Event as Flag
from threading import Lock

from extractor.allowance import Allowance
from extractor.candidates import (
    Candidates,
    find_candidates,
    for_leaf,
    verbatim_pieces,
    verbatim_text,
)
from extractor.conversation import CIRCLES, Answering, Conversation
from extractor.document import Document, Span
from extractor.errors import Cancelled, ExtractorError
from extractor.events import AttemptStarted, Event, Listener, TextArrived
from extractor.generation import Finish, Prior
from extractor.grammar import Offer
from extractor.grounding import Grounding, confidence, ground_record, to_field
from extractor.merging import WindowResult
from extractor.passages import Window, window_text
from extractor.pointers import path_in_schema
from extractor.prior import weigh_windows
from extractor.record import Attempt, Field, FieldState
from extractor.schema.tree import Origin, leaves

Step = Callable[[], bool]  # does a part of some work; False when none is left to begin


def alone(step: Step) -> None:
    """Does all of some work on the calling thread."""
    while step():
        pass


@dataclass(slots=True)
class Answer:
    """What came of asking about a window."""

    attempts: list[Attempt] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)  # why there is no whole answer
    result: WindowResult | None = None
    overflowed: bool = False  # its reply did not fit into the context behind the window


class Asking:
    """See the module. `step` may be called by several threads; what it raises ends the work."""

    def __init__(
        self,
        document: Document,
        windows: Sequence[Window],
        answering: Answering,
        *,
        free: bool,
        tokens: int,
        deadline: float,
        listener: Listener,
        cancelled: Flag,
    ) -> None:
        """`free` decodes without grounding; at most `tokens` are generated, and nothing is asked
        after `deadline` (time.monotonic()).
        """
        self.answers: list[Answer] = []  # of the windows that were begun, in their order
        self.cap: str | None = None  # the setting that kept the rest from being asked
        self._document = document
        self._windows = windows
        self._answering = answering
        self._free = free
        self._deadline = deadline
        self._cancelled = cancelled
        self._candidates = find_candidates(document)
        self._priors = self._weighed()
        self._allowance = Allowance(tokens)
        self._turns = _Turns(listener)
        self._beginning = Lock()

    @property
    def overflowed(self) -> bool:
        """Whether a reply did not fit into the context, so that smaller windows would help."""
        return any(answer.overflowed for answer in self.answers)

    @property
    def windows(self) -> int:
        """That are to be asked about."""
        return len(self._windows)

    def step(self) -> bool:
        """Asks about the next window. Raises Cancelled, or whatever the listener raises."""
        with self._beginning:
            number = len(self.answers) + 1
            if self.cap is not None or number > len(self._windows):
                return False
            taken = self._allowance.take(self._answering.first_tokens)
            if any(answer.result is not None for answer in self.answers):
                self.cap = self._cap_passed(taken)
                if self.cap is not None:
                    self._allowance.settle(taken, used=0)
                    return False
            answer = Answer()
            self.answers.append(answer)
        try:
            self._ask(number, answer, taken)
        finally:
            self._turns.end(number)
        return True

    def _cap_passed(self, taken: int) -> str | None:
        """The cap of the document that is used up, by the name of its setting."""
        if time.monotonic() > self._deadline:
            return "seconds_per_document"
        return None if taken else "tokens_per_document"

    def _ask(self, number: int, answer: Answer, taken: int) -> None:
        document, window = self._document, self._windows[number - 1]
        count, path = len(self._windows), document.path
        here = self._candidates.within(window.spans)
        conversation = Conversation(
            answering=self._answering,
            text=window_text(document, window),
            offer=None if self._free else self._offer(window, here),
            deadline=self._deadline,
            allowance=self._allowance,
            taken=taken,
            prior=self._priors[number - 1],
            check_relations=count == 1,
            cancelled=self._cancelled,
            on_attempt=lambda again: self._turns.tell(
                number, AttemptStarted(path, number, count, again)
            ),
            on_text=lambda text: self._turns.tell(number, TextArrived(path, text)),
        )
        try:
            conversation.run()
        except Cancelled:
            raise
        except ExtractorError as error:
            answer.errors.append(str(error))
        answer.attempts = conversation.attempts
        if conversation.storage_error is not None:
            answer.warnings.append(f"not cached: {conversation.storage_error}")
        if conversation.finish is not Finish.STOP:
            answer.errors.append(_cut_short(conversation.finish, conversation.limit))
            answer.overflowed = conversation.overflowed
        answer.result = self._grounded(conversation, window)

    def _offer(self, window: Window, here: Candidates) -> Offer:
        return Offer(
            pieces=verbatim_pieces(verbatim_text(self._document, window.spans)),
            values=cache(lambda leaf: [one.json for one in for_leaf(leaf, here)]),
            own_words=self._answering.profile.writes_freely,
        )

    def _weighed(self) -> Sequence[Prior | None]:
        """For each window what the layout says of the values, where the model is to be told."""
        network, root = self._answering.network, self._answering.schema.root
        if network is None or self._free:
            return [None] * len(self._windows)
        return weigh_windows(network, self._document, self._candidates, root, self._stretches())

    def _stretches(self) -> Iterator[Sequence[Span]]:
        """Of each window. Raises Cancelled, for many windows are weighed before one is asked."""
        for window in self._windows:
            if self._cancelled.is_set():
                raise Cancelled("cancelled")
            yield window.spans

    def _grounded(self, conversation: Conversation, window: Window) -> WindowResult | None:
        """What the window says and where; None if it was not answered at all."""
        draft, root = conversation.draft, self._answering.schema.root
        if not draft.data:
            return None
        grounded = ground_record(
            self._document, root, draft.data, self._candidates, within=window.spans
        )
        fields = {
            place: to_field(one, _confidence(one, draft.probabilities.get(place)))
            for place, one in grounded.items()
        }
        if not (self._free or self._answering.profile.writes_freely):
            free = {path for path, leaf in leaves(root) if leaf.origin is Origin.FREE}
            fields |= {place: _UNWRITTEN for place in fields if path_in_schema(place) in free}
        if not draft.complete:
            fields |= {place: _UNANSWERED for place in fields if place not in draft.texts}
        return WindowResult(window, draft.data, fields)


class _Turns:
    """Passes on what is told of windows: of one at a time, in their order."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._turn = 1
        self._over: set[int] = set()
        self._waiting: defaultdict[int, list[Event]] = defaultdict(list)
        self._telling = Lock()

    def tell(self, number: int, event: Event) -> None:
        with self._telling:
            if number == self._turn:
                self._listener(event)
            else:
                self._waiting[number].append(event)

    def end(self, number: int) -> None:
        """Of a window: nothing more is told of it."""
        with self._telling:
            self._over.add(number)
            while self._turn in self._over:
                self._turn += 1
                for event in self._waiting.pop(self._turn, ()):
                    self._listener(event)


def _confidence(grounding: Grounding, probability: float | None) -> float:
    return confidence(
        grounding.state,
        probability=probability,
        similarity=grounding.similarity,
        recognition=grounding.recognition,
    )


_UNANSWERED = Field(
    state=FieldState.INVALID, confidence=0.0, problem="not answered: the reply was cut short"
)
_UNWRITTEN = Field(
    state=FieldState.ABSENT,
    confidence=0.0,
    problem="not asked: this model has no words of its own, a larger one (--model) does",
)


def _cut_short(finish: Finish, limit: str) -> str:
    """Why a reply is not whole, and what to do."""
    if finish is Finish.TIMEOUT:
        return "the time for this document ended in the middle of a reply"
    if limit == CIRCLES:
        return "the reply said the same again and again and was cut off; try another model"
    return f"the reply was cut off at its token limit; raise {limit}"
