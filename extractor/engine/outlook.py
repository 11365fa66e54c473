"""What a model will do on this machine, from its cost table: for people who choose one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import llama_cpp

from extractor.engine.calibration import calibrate, kept_costs
from extractor.engine.costs import CostTable, Page, pages_an_hour
from extractor.engine.loading import kv_bytes_per_token, load_model
from extractor.generation import LoadOptions

USUAL: Final = Page(prompt=1000, sampled=90, forced=250)  # of an invoice in samples/
_SHOWN: Final = (1, 4, 8, 16)  # widths


@dataclass(frozen=True, slots=True)
class Outlook:
    """A model with its slots and its speed, as a run would have them now."""

    costs: CostTable
    slots: int  # replies decoded side by side
    context: int  # tokens of prompt and reply together
    kv_bytes: int  # of the keys and values of all slots
    gpu: bool  # llama.cpp is built for one, and layers go to it

    @property
    def pages_an_hour(self) -> float:
        return pages_an_hour(self.costs, self.slots, USUAL)


def look_ahead(path: Path, sha256: str, options: LoadOptions) -> Outlook:
    """Loads a vetted GGUF file and measures it, unless that was done (seconds).

    Raises ModelNotLoadable, ConfigError or EngineError.
    """
    model = load_model(path, sha256, options)
    try:
        costs = calibrate(model, options)
        model.fit_slots(costs, options)
        return Outlook(
            costs=costs,
            slots=model.info.slots,
            context=model.info.context,
            kv_bytes=llama_cpp.llama_n_ctx(model.context)
            * kv_bytes_per_token(model.model, options.kv_type),
            gpu=model.gpu,
        )
    finally:
        model.free()


def measured_outlook(path: Path, sha256: str, options: LoadOptions) -> Outlook | None:
    """The same where the model was measured already; else None, at once."""
    if kept_costs(sha256, options) is None:
        return None
    return look_ahead(path, sha256, options)


def described(outlook: Outlook) -> list[tuple[str, str]]:
    """Labels and values for a person."""
    costs, slots = outlook.costs, outlook.slots
    replies = f"{slots} replies" if slots > 1 else "1 reply"
    steps = ", ".join(f"{_milliseconds(costs.step(width))} for {width}" for width in _SHOWN)
    rows = [
        ("threads", f"{costs.threads(1)} for one reply, {costs.threads(slots)} for {slots}"),
        ("a step takes", f"{steps} side by side"),
        ("prompts", f"{costs.prefill:,.0f} tokens a second"),
        ("side by side", f"{replies}, {outlook.kv_bytes / 2**20:,.0f} MiB of keys and values"),
        (
            "estimate",
            f"{_rounded(outlook.pages_an_hour):,} pages an hour, if a page's prompt has "
            f"{USUAL.prompt:,} tokens and of its reply {USUAL.sampled} are chosen and "
            f"{USUAL.forced} dictated by the grammar",
        ),
    ]
    if not costs.calm:
        rows.append(
            ("measured", "beside other programs: it is faster, and measured again next time")
        )
    return rows


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms" if seconds < 0.01 else f"{seconds * 1000:,.0f} ms"


def _rounded(count: float) -> int:
    """Two digits: an estimate has no more."""
    return int(float(f"{count:.2g}"))
