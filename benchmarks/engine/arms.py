"""Who takes part, and with which flags: the same model, threads and cache layout for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.engine.setup import Parts

CONTEXT = 8192  # tokens of one request
STEP = 512  # prompt tokens a step
CHATML = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n"
    "{{ message['content'] }}<|im_end|>\n{% endfor %}<|im_start|>assistant\n"
)
_LAUNCHER = Path(__file__).parent / "drivers" / "server_without_vision.py"


@dataclass(frozen=True, slots=True)
class Arm:
    """One way to run the folder."""

    name: str
    driver: str  # module of drivers/
    about: str
    options: Mapping[str, Any]
    needs: tuple[str, ...] = ()  # parts of the set-up
    ours: bool = False
    batched: bool = False
    settings: frozenset[str] = frozenset()  # names of settings it runs in; empty: all
    extra: Mapping[str, str] = field(default_factory=dict)  # environment


def all_arms(parts: Parts, threads: int) -> list[Arm]:
    """Every arm, in the order of the report."""
    model = str(parts.model)
    tuned = {"n_threads": threads, "n_threads_batch": threads, "n_batch": STEP, "flash_attn": True}
    main = frozenset({"500"})
    return [
        Arm(
            "instructor",
            "instructor_llama",
            "instructor over llama-cpp-python's Llama, its defaults",
            {"model": model, "n_ctx": CONTEXT},
            ("tools",),
        ),
        Arm(
            "instructor docs",
            "instructor_llama",
            "the same as instructor's documentation sets it up, with prompt lookup",
            {"model": model, "n_ctx": 2048, "draft": True, "logits_all": True},
            ("tools",),
            settings=main,
        ),
        Arm(
            "instructor tuned",
            "instructor_llama",
            "all cores, flash attention, batch 512, the prompt's beginning kept",
            {"model": model, "n_ctx": CONTEXT, "n_ubatch": STEP, **tuned},
            ("tools",),
        ),
        *(_llama_server(parts, slots, threads) for slots in (4, 8)),
        Arm(
            "guidance",
            "with_guidance",
            "guidance, its own fast-forwarding on",
            {"model": model, "n_ctx": 2048, **tuned},
            ("tools",),
            settings=main,
        ),
        Arm(
            "outlines",
            "with_outlines",
            "outlines; its automata are built before the clock starts",
            {"model": model, "n_ctx": 2048, **tuned},
            ("tools",),
            settings=main,
        ),
        _python_server(parts, threads),
        *(
            Arm(
                f"ours {'batch' if slots != 1 else 'single'} {'grounded' if grounded else 'plain'}",
                "ours",
                f"{'all slots' if slots != 1 else 'one slot'}, "
                f"{'the document' if grounded else 'the schema'}'s grammar",
                {
                    "model": model,
                    "grounded": grounded,
                    "slots": slots,
                    "threads": threads,
                    "context": CONTEXT,
                    "folder": str(parts.folder / "calibration"),
                },
                ours=True,
                batched=slots != 1,
            )
            for slots in (1, 0)
            for grounded in (False, True)
        ),
    ]


def _llama_server(parts: Parts, slots: int, threads: int) -> Arm:
    cells = CONTEXT + (slots - 1) * 4608
    flags = f"-np {slots} -c {cells} -t {threads} -tb {threads} -b 2048 -ub {STEP}".split()
    flags += ["-fa", "on", "-kvu", "--metrics", "--host", "127.0.0.1", "--port", "{port}"]
    return Arm(
        f"llama-server {slots}",
        "server",
        f"llama.cpp's own server, {slots} slots, unified cache, through instructor's OpenAI client",
        {
            "command": [str(parts.server), "-m", str(parts.model), *flags],
            "clients": 2 * slots,
            "tokens": str(parts.model),
        },
        ("server", "tools"),
        batched=True,
    )


def _python_server(parts: Parts, threads: int) -> Arm:
    script = parts.source / "examples" / "server" / "server.py"
    config = {
        "model": {
            "alias": "model",
            "path": str(parts.model),
            "n_ctx": CONTEXT + 7 * 4608,
            "n_seq_max": 8,
            "n_batch": STEP,
            "n_ubatch": STEP,
            "threads": threads,
            "threads_batch": threads,
            "kv_unified": True,
            "flash_attn": True,
            "max_output_tokens": 1024,
            "chat_template": CHATML,
            "response_schema": {
                "type": "object",
                "properties": {
                    "role": {"const": "assistant"},
                    "content": {"type": "string", "x-regex": "^([^<]*)"},
                },
            },
        }
    }
    return Arm(
        "python server",
        "server",
        "the batching server among llama-cpp-python's examples, 8 sequences",
        {
            "command": [str(parts.python), str(_LAUNCHER), str(script), "-C", "{config}"],
            "clients": 16,
            "tokens": str(parts.model),
            "config": config,
        },
        ("source", "tools"),
        batched=True,
        settings=frozenset({"500"}),
    )


def without(parts: Parts, arm: Arm) -> str | None:
    """Why an arm cannot run; None where it can."""
    return next((parts.missing[part] for part in arm.needs if part in parts.missing), None)


def interpreter(parts: Parts, arm: Arm, own: Path) -> Path:
    """Ours runs in the project's environment, the others in one with their libraries."""
    return own if arm.ours else parts.python
