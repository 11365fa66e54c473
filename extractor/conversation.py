"""Asking a model about one stretch of a document until the answer is valid.

instructor drives the retries: it validates each reply, and puts what was wrong with it into the
next request. Underneath, every attempt after the first is a field repair (`extractor.repair`): the
good fields are dictated by the grammar and only the bad ones decoded.

instructor renders messages as Jinja2 templates when it is given a validation context, and a
document must never be rendered: none is given here.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import wait as wait_for
from dataclasses import dataclass, field, replace
from functools import partial
from importlib import import_module
from threading import Event as Flag
from typing import Any

from pydantic import RootModel, ValidationError, model_validator

from extractor.allowance import Allowance
from extractor.cache import Cache, cache_key
from extractor.errors import Cancelled, EngineError, ExtractorError, StorageError
from extractor.generation import Completion, Engine, Finish, Prior, Request
from extractor.grammar import Offer, Repair, compose
from extractor.prior import Network
from extractor.prompt import PromptProfile, Turn, build_prompt
from extractor.record import Attempt, Seconds, Tokens
from extractor.repair import Draft
from extractor.reply import goes_in_circles, read_reply, tidied
from extractor.schema import Problem, Schema, problems

logging.getLogger("instructor").setLevel(logging.CRITICAL)  # its errors reach us as exceptions

USUAL_REPLY = 1024  # tokens: the context holds places for so many beforehand
CIRCLES = "circles"  # a reply that says the same again and again is not gone on with
SMALLEST_REST = 32  # tokens of a reply that is worth going on with
_POLL_SECONDS = 0.05  # how soon a cancelled document lets go of its request


def load_libraries() -> None:
    """Imports what every conversation needs and nothing else does: a second or two, best spent
    while a model is being loaded.
    """
    import instructor

    import_module("openai.types.chat")
    instructor.patch(create=lambda **_: None, mode=instructor.Mode.JSON_SCHEMA)


@dataclass(frozen=True, slots=True)
class Answering:
    """How replies are asked for; the same for every stretch of a document."""

    schema: Schema
    engine: Engine
    cache: Cache | None = None
    max_retries: int = 2
    max_tokens: int = 4096
    temperature: float = 0.0
    seed: int = 0
    network: Network | None = None  # weighs what a document offers, for models that need it

    @property
    def first_tokens(self) -> int:
        """Tokens that a reply is given at first; a longer one is given as many again, and again."""
        return min(USUAL_REPLY, self.max_tokens)

    @property
    def profile(self) -> PromptProfile:
        info = self.engine.info
        return PromptProfile(info.profile, info.chat_template)


@dataclass(slots=True)
class Conversation:
    """The attempts at one stretch of text, and the best answer they came to."""

    answering: Answering
    text: str
    offer: Offer | None  # None leaves the model free
    deadline: float  # time.monotonic() after which nothing more is asked
    allowance: Allowance  # of tokens for all of the document
    taken: int  # of them, for the first reply
    prior: Prior | None = None
    check_relations: bool = True  # whether values must fit together; not within a part of a list
    cancelled: Flag = field(default_factory=Flag)
    on_attempt: Callable[[int], None] = lambda _number: None
    on_text: Callable[[str], None] | None = None

    draft: Draft = field(default_factory=Draft)
    attempts: list[Attempt] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    finish: Finish = Finish.STOP
    limit: str = "max_tokens"  # the setting at which a reply was cut off, or `CIRCLES`
    storage_error: StorageError | None = None
    _repair: Repair | None = None

    def run(self) -> None:
        """Asks until the answer is valid or the attempts are used up.

        Raises Cancelled, EngineError or ContextOverflow; what was answered before stays.
        """
        import instructor
        from instructor.v2.core.errors import IncompleteOutputException, InstructorRetryException

        create = instructor.patch(create=self._create, mode=instructor.Mode.JSON_SCHEMA)
        try:
            create(
                messages=[{"role": "user", "content": self.text}],
                response_model=_reply_model(self._judge),
                max_retries=self.answering.max_retries,
            )
        except IncompleteOutputException:
            pass  # `finish` tells that the reply was cut short
        except InstructorRetryException as error:
            cause = error.__cause__
            if not isinstance(cause, ValidationError):
                raise (cause or error) from None
            # else the last attempt was not valid either, and `problems` tells why

    @property
    def overflowed(self) -> bool:
        """Whether the last reply was cut off at the end of the context."""
        return self.finish is Finish.LENGTH and self.limit == "n_ctx"

    def _create(self, messages: Sequence[dict[str, str]], **_options: Any) -> Any:
        """What instructor calls for each attempt: messages in, a chat completion out."""
        turns = [
            Turn(reply["content"], error["content"])
            for reply, error in zip(messages[1::2], messages[2::2], strict=False)
        ]
        number = len(self.attempts) + 1
        self.on_attempt(number)
        if number > 1:
            self.taken = self.allowance.take(self.answering.first_tokens)
        request = self._request(turns[-1:])
        try:
            completion, cached = self._whole(request)
        except ExtractorError as error:
            self.attempts.append(
                Attempt(number=number, prompt=_prompt_text(request), error=str(error))
            )
            raise
        self.attempts.append(_attempt(number, request, completion, cached))
        self.finish = completion.finish
        reply = read_reply(completion, self.prior)
        self.draft.take(tidied(reply, self.answering.schema.root, self.text))
        if completion.finish is not Finish.STOP:
            self._find_problems()
        return _chat_completion(completion)

    def _request(self, turns: Sequence[Turn]) -> Request:
        answering, root = self.answering, self.answering.schema.root
        profile = answering.profile
        return Request(
            prompt=build_prompt(profile, root, self.text, turns),
            grammar=compose(root, profile.style, self.offer, self._repair),
            max_tokens=self.taken,
            temperature=answering.temperature,
            seed=answering.seed + len(self.attempts),
            on_text=self.on_text,
            prior=self.prior,
        )

    def _whole(self, request: Request) -> tuple[Completion, bool]:
        """A completion, and whether all of it came from the cache.

        One that is cut off at the tokens it was given goes on where it ended, up to `max_tokens`
        and what the context holds.
        """
        completion, cached = self._piece(request)
        while completion.finish is Finish.LENGTH:
            if self.deadline <= time.monotonic():
                return replace(completion, finish=Finish.TIMEOUT), cached
            self.taken = self._take_more(completion)
            if not self.taken:
                break
            length = len(completion.tokens) + self.taken
            rest, rest_cached = self._piece(
                replace(request, begun=completion.tokens, max_tokens=length)
            )
            cached = cached and rest_cached
            completion = replace(
                rest,
                prompt_tokens=completion.prompt_tokens,
                reused_tokens=completion.reused_tokens,
                prefill_seconds=completion.prefill_seconds + rest.prefill_seconds,
                decode_seconds=completion.decode_seconds + rest.decode_seconds,
            )
        return completion, cached

    def _take_more(self, cut: Completion) -> int:
        """Tokens for what follows on a completion; where there are none, `limit` says why."""
        room = self.answering.engine.info.context - cut.prompt_tokens - len(cut.tokens)
        allowed = self.answering.max_tokens - len(cut.tokens)
        if goes_in_circles(cut.text):
            self.limit = CIRCLES
            return 0
        if min(room, allowed) < SMALLEST_REST:
            self.limit = "n_ctx" if room < allowed else "max_tokens"
            return 0
        taken = self.allowance.take(min(room, allowed, USUAL_REPLY))
        if not taken:
            self.limit = "tokens_per_document"
            self.allowance.settle(taken, used=0)
        return taken

    def _piece(self, request: Request) -> tuple[Completion, bool]:
        """A completion for the tokens that were taken, and whether it came from the cache."""
        used = 0
        try:
            completion, cached = self._answer(request)
            used = len(completion.tokens) - len(request.begun)
            return completion, cached
        finally:
            self.allowance.settle(self.taken, used)

    def _answer(self, request: Request) -> tuple[Completion, bool]:
        """A completion, and whether it came from the cache."""
        answering = self.answering
        key = cache_key(answering.engine.info.fingerprint, request)
        if answering.cache is not None:
            kept = answering.cache.get(key)
            if kept is not None:
                if request.on_text is not None:
                    start = request.begun[-1].end if request.begun else 0
                    request.on_text(kept.text.encode()[start:].decode(errors="ignore"))
                return kept, True
        remaining = self.deadline - time.monotonic()
        if remaining <= 0:
            raise EngineError("the time for this document is used up (seconds_per_document)")
        if request.max_tokens <= len(request.begun):
            raise EngineError("the tokens for this document are used up (tokens_per_document)")
        future = answering.engine.submit(replace(request, timeout=remaining))
        completion = self._wait(future)
        if answering.cache is not None and self.storage_error is None:
            try:
                answering.cache.put(key, completion)
            except StorageError as error:
                self.storage_error = error
        return completion, False

    def _wait(self, future: Future[Completion]) -> Completion:
        while not wait_for([future], timeout=_POLL_SECONDS).done:
            if self.cancelled.is_set():
                self.answering.engine.cancel(future)
        if self.cancelled.is_set():
            raise Cancelled("cancelled")
        return future.result()

    # -- validation

    def _judge(self) -> str | None:
        """What is wrong with the draft, for the next request; None ends the attempts."""
        self._find_problems()
        if self.draft.settle(self.problems, partial(problems, self.answering.schema)):
            self._find_problems()
        self._repair = self.draft.next_repair(self.problems)
        if self._repair is None:
            return None
        return "; ".join(self.attempts[-1].problems)

    def _find_problems(self) -> None:
        found = problems(self.answering.schema, self.draft.data)
        self.problems = [
            problem
            for problem in found
            if problem.kind != "absent" and (self.check_relations or problem.kind == "invalid")
        ]
        told = [f"{problem.pointer}: {problem.message}" for problem in self.problems]
        self.attempts[-1] = self.attempts[-1].model_copy(update={"problems": told})


def _reply_model(judge: Callable[[], str | None]) -> type[RootModel[dict[str, Any]]]:
    """What instructor validates: any object, judged by the conversation."""

    class Reply(RootModel[dict[str, Any]]):
        @model_validator(mode="after")
        def _valid(self) -> Reply:
            complaint = judge()
            if complaint is not None:
                raise ValueError(complaint)
            return self

    return Reply


def _attempt(number: int, request: Request, completion: Completion, cached: bool) -> Attempt:
    cost = (
        Seconds()
        if cached
        else Seconds(prefill=completion.prefill_seconds, decode=completion.decode_seconds)
    )
    return Attempt(
        number=number,
        prompt=_prompt_text(request),
        reply=completion.text,
        finish=completion.finish,
        tokens=Tokens(
            prompt=completion.prompt_tokens,
            reused=completion.reused_tokens,
            generated=len(completion.tokens),
            forced=completion.forced_tokens,
        ),
        seconds=cost,
        cached=cached,
    )


def _prompt_text(request: Request) -> str:
    return "".join(segment.text for segment in request.prompt)


def _chat_completion(completion: Completion) -> Any:
    """The completion in the shape that instructor reads."""
    from openai.types.chat import ChatCompletion

    generated = len(completion.tokens)
    return ChatCompletion.model_validate(
        {
            "id": "local",
            "object": "chat.completion",
            "created": 0,
            "model": "local",
            "choices": [
                {
                    "index": 0,
                    "finish_reason": "stop" if completion.finish is Finish.STOP else "length",
                    "message": {"role": "assistant", "content": completion.text},
                }
            ],
            "usage": {
                "prompt_tokens": completion.prompt_tokens,
                "completion_tokens": generated,
                "total_tokens": completion.prompt_tokens + generated,
            },
        }
    )
