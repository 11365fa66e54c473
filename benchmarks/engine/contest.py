"""The rounds: every arm answers the same documents, one arm after the other, again and again."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.engine.workload import Case, CountTokens, Setting, make_cases

ROOT = Path(__file__).resolve().parents[2]


class ArmFailed(Exception):
    """Says why."""


@dataclass(frozen=True, slots=True)
class Run:
    """One arm over the documents of one round."""

    seconds: float
    prepared: float  # seconds, not in `seconds`
    prompt_tokens: int
    reused_tokens: int
    reply_tokens: int
    wrong: int  # replies that are not the text every arm was to write
    peak_bytes: int
    counters: Mapping[str, float]
    documents: int

    @property
    def documents_a_minute(self) -> float:
        return 60 * self.documents / self.seconds


@dataclass(slots=True)
class Results:
    """Everything that was measured: by setting, mode and arm, a run a round."""

    runs: dict[tuple[str, str], dict[str, list[Run]]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)  # arm -> reason

    def add(self, setting: str, mode: str, arm: str, run: Run) -> None:
        self.runs.setdefault((setting, mode), {}).setdefault(arm, []).append(run)

    def rates(self, setting: str, mode: str, arm: str) -> list[float]:
        """Documents a minute, by round."""
        return [run.documents_a_minute for run in self.runs.get((setting, mode), {}).get(arm, [])]


class Worker:
    """The process of one arm; kept over the rounds, so that a model is loaded once."""

    def __init__(
        self, python: Path, driver: str, options: Mapping[str, Any], seconds: float
    ) -> None:
        """Raises ArmFailed."""
        self._seconds = seconds
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self._process = subprocess.Popen(
            [str(python), "-m", "benchmarks.engine.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=environment,
            text=True,
            start_new_session=True,  # it may have a server of its own: both end together
        )
        try:
            self.opened: float = self._ask({"open": driver, "options": dict(options)})["opened"]
        except ArmFailed:
            self.close()
            raise

    def run(self, cases: Sequence[Case], *, free: bool) -> Run:
        """Raises ArmFailed."""
        answer = self._ask({"run": [case.as_json() for case in cases], "free": free})
        replies = answer["answers"]
        return Run(
            seconds=answer["seconds"],
            prepared=answer["prepared"],
            prompt_tokens=sum(reply["prompt_tokens"] for reply in replies),
            reused_tokens=sum(reply["reused_tokens"] for reply in replies),
            reply_tokens=sum(reply["reply_tokens"] for reply in replies),
            wrong=answer["wrong"],
            peak_bytes=answer["peak_bytes"],
            counters=answer["counters"],
            documents=len(cases),
        )

    def close(self) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.close()
            self._process.wait(15)
        except (OSError, subprocess.TimeoutExpired):
            self._kill()
        finally:
            assert self._process.stdout is not None
            self._process.stdout.close()

    def _kill(self) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _ask(self, order: Mapping[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
        except OSError as error:
            raise ArmFailed("its process has ended") from error
        ready, _, _ = select.select([self._process.stdout], [], [], self._seconds)
        if not ready:
            self._kill()
            raise ArmFailed(f"no answer within {self._seconds:.0f} s")
        line = self._process.stdout.readline()
        if not line:
            raise ArmFailed("its process has ended")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise ArmFailed(answer["error"])
        return answer


@dataclass(frozen=True, slots=True)
class Heat:
    """One kind of run within a round."""

    setting: Setting
    documents: int
    arms: tuple[str, ...]
    free: bool = False
    rivals: int = 0
    rare: bool = False  # in the first round only

    @property
    def mode(self) -> str:
        if self.rivals:
            return f"beside {self.rivals} busy"
        return "free" if self.free else "fixed"


def compete(
    workers: Mapping[str, Worker],
    heats: Sequence[Heat],
    rounds: int,
    *,
    tokens: CountTokens,
    say: Callable[[str], None],
    beside: Callable[[int], Any],
) -> Results:
    """Runs every heat `rounds` times; the arms take turns in going first."""
    results = Results()
    for number in range(rounds):
        for index, heat in enumerate(heats):
            if heat.rare and number:
                continue
            cases = make_cases(heat.setting, heat.documents, 1000 * number + index, tokens)
            for name in _turned(heat.arms, number):
                if name not in workers or name in results.failed:
                    continue
                say(f"round {number + 1} of {rounds}: {heat.setting.name} {heat.mode}: {name}")
                try:
                    with beside(heat.rivals):
                        run = workers[name].run(cases, free=heat.free)
                except ArmFailed as failure:
                    results.failed[name] = f"{heat.setting.name} {heat.mode}: {failure}"
                else:
                    results.add(heat.setting.name, heat.mode, name, run)
    return results


def _turned(names: Sequence[str], by: int) -> Iterable[str]:
    by %= max(1, len(names))
    return [*names[by:], *names[:by]]
