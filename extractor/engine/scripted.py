"""An engine whose replies are written beforehand: for tests, and for trying a schema."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future

from extractor.errors import EngineError
from extractor.generation import Completion, EngineInfo, Finish, Request, Segment, Token

Script = Sequence[str | Exception] | Callable[[Request], str]


class ScriptedEngine:
    """Answers each request with the next reply of a script, or with what a function says.

    `requests` keeps what was asked. A reply is one token of probability `exp(logprob)`. The
    function is called on the thread that asks; with several `slots` by several at a time.
    """

    def __init__(
        self,
        script: Script,
        *,
        profile: str = "plain",
        context: int = 4096,
        logprob: float = -0.1,
        slots: int = 1,
    ) -> None:
        self.requests: list[Request] = []
        self._script = script
        self._logprob = logprob
        self._info = EngineInfo(
            name="scripted",
            sha256="0" * 64,
            context=context,
            profile=profile,
            chat_template=None,
            fingerprint="scripted",
            slots=slots,
        )

    @property
    def info(self) -> EngineInfo:
        return self._info

    def count_tokens(self, segments: Sequence[Segment]) -> int:
        """One token for every four characters."""
        return sum(-(-len(segment.text) // 4) for segment in segments)

    def check_grammar(self, grammar: str) -> None:
        return None

    def submit(self, request: Request) -> Future[Completion]:
        future: Future[Completion] = Future()
        number = len(self.requests)
        self.requests.append(request)
        try:
            future.set_result(self._completion(request, self._reply(request, number)))
        except Exception as error:  # noqa: BLE001 - the future carries it to the caller
            future.set_exception(error)
        return future

    def cancel(self, future: Future[Completion]) -> None:
        future.cancel()

    def close(self) -> None:
        return None

    def _reply(self, request: Request, number: int) -> str:
        if callable(self._script):
            return self._script(request)
        if number >= len(self._script):
            raise EngineError(f"the script has no reply number {number + 1}")
        reply = self._script[number]
        if isinstance(reply, Exception):
            raise reply
        return reply

    def _completion(self, request: Request, text: str) -> Completion:
        if request.on_text is not None:
            request.on_text(text)
        return Completion(
            text=text,
            tokens=(Token(0, len(text.encode()), self._logprob, forced=False, id=0),),
            finish=Finish.STOP,
            prompt_tokens=self.count_tokens(request.prompt),
            reused_tokens=0,
            prefill_seconds=0.0,
            decode_seconds=0.0,
        )
