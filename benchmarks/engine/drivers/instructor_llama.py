"""instructor over llama-cpp-python's high-level `Llama`."""

from __future__ import annotations

from typing import Any

import instructor

from benchmarks.engine.drivers import RESERVE, Answer
from benchmarks.engine.drivers.high_level import HighLevel
from benchmarks.engine.drivers.literal import literal_model
from benchmarks.engine.workload import Case


def open_driver(model: str, draft: bool = False, **flags: Any) -> InstructorLlama:
    return InstructorLlama(model, draft, flags)


class InstructorLlama(HighLevel):
    def __init__(self, model: str, draft: bool, flags: dict[str, Any]) -> None:
        if draft:
            from llama_cpp.llama_speculative import LlamaPromptLookupDecoding

            flags |= {"draft_model": LlamaPromptLookupDecoding(num_pred_tokens=2)}
        super().__init__(model, flags)
        self._create = instructor.patch(create=self._answer, mode=instructor.Mode.JSON_SCHEMA)

    def _one(self, case: Case, free: bool) -> Answer:
        length = self._count(case.reply)
        asked: dict[str, Any] = {"messages": _messages(case), "temperature": 0.0}
        if free:
            completion: Any = self._llama.create_chat_completion_openai_v1(
                max_tokens=length, **asked
            )
        else:
            parsed: Any = self._create(
                response_model=literal_model(case),
                max_tokens=length + RESERVE,
                max_retries=1,
                **asked,
            )
            completion = parsed._raw_response
        usage = completion.usage
        text = completion.choices[0].message.content
        return Answer(text, usage.prompt_tokens, 0, usage.completion_tokens)

    def _answer(self, **asked: Any) -> Any:
        """instructor asks as OpenAI's API has it; llama-cpp-python reads only its older form.

        Passed on as it is, the schema would be ignored and the reply unconstrained.
        """
        wanted = asked.pop("response_format")
        asked["response_format"] = {
            "type": "json_object",
            "schema": wanted["json_schema"]["schema"],
        }
        return self._llama.create_chat_completion_openai_v1(**asked)


def _messages(case: Case) -> list[dict[str, str]]:
    return [
        {"role": "system", "content": case.system},
        {"role": "user", "content": case.document},
    ]
