"""The rounds: every arm answers the same documents, one arm after the other, again and again."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.engine.ledger import Ledger
from benchmarks.engine.manners import CALM, Strangers
from benchmarks.engine.workload import Case, CountTokens, Setting, make_cases

ROOT = Path(__file__).resolve().parents[2]
TRIES = 3  # of a run that others disturb


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

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

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
class Entry:
    """An arm in a heat. What answers one document at a time needs few: its rate is the same."""

    arm: str
    documents: int
    since: int  # the round in which it starts to take part, from 0


@dataclass(frozen=True, slots=True)
class Heat:
    """One kind of run within a round; its arms are compared with one another."""

    setting: Setting
    entries: tuple[Entry, ...]
    free: bool = False
    rivals: int = 0

    @property
    def mode(self) -> str:
        if self.rivals:
            return f"beside {self.rivals} busy"
        return "free" if self.free else "fixed"

    @property
    def name(self) -> str:
        return f"{self.setting.name} {self.mode}"


@dataclass(frozen=True, slots=True)
class Contest:
    """Heats of which every round holds each once, and where their results are kept."""

    heats: Sequence[Heat]
    ledger: Ledger
    tokens: CountTokens
    worker: Callable[[str], Worker]  # of an arm; started at its first call. Raises ArmFailed
    beside: Callable[[int], AbstractContextManager[None]]  # so many busy programs
    ready: Callable[[float], bool]  # whether to begin what takes so many seconds
    say: Callable[[str], None]
    calm: float = CALM  # of all cores, that others may use during a run

    def hold(self, number: int) -> bool:
        """Runs what is missing of a round, counted from 0; False where it had to stop before."""
        for index, heat in enumerate(self.heats):
            missing = self._missing(number, heat)
            if not missing:
                continue
            if not self.ready(self._expected(number, heat)):
                return False
            for entry in _turned(missing, number):
                if not any(self._run(number, index, entry, attempt) for attempt in range(TRIES)):
                    return False
        return True

    def results(self) -> Results:
        """Everything that the ledger holds."""
        results = Results()
        for kept in self.ledger.entries:
            if "failed" in kept:
                results.failed[kept["arm"]] = f"{kept['heat']}: {kept['failed']}"
            elif "run" in kept:
                setting, _, mode = kept["heat"].partition(" ")
                results.add(setting, mode, kept["arm"], Run(**kept["run"]))
        return results

    def _missing(self, number: int, heat: Heat) -> list[Entry]:
        failed = self.results().failed
        return [
            entry
            for entry in heat.entries
            if number >= entry.since
            and entry.arm not in failed
            and not self.ledger.find(round=number, heat=heat.name, arm=entry.arm)
        ]

    def _expected(self, number: int, heat: Heat) -> float:
        """Seconds that the heat took in the round before; 0 where there was none."""
        return sum(
            float(kept["took"]) for kept in self.ledger.find(round=number - 1, heat=heat.name)
        )

    def _run(self, number: int, index: int, entry: Entry, attempt: int) -> bool:
        """False where others used the machine meanwhile: such a run is not kept."""
        heat = self.heats[index]
        seed = f"{number} {index} {attempt}"  # documents that nobody has seen yet
        cases = make_cases(heat.setting, entry.documents, seed, self.tokens)
        kept: dict[str, Any] = {"round": number, "heat": heat.name, "arm": entry.arm}
        strangers, started = Strangers(), time.monotonic()
        try:
            worker = self.worker(entry.arm)
            with strangers, self.beside(heat.rivals):
                kept["run"] = asdict(worker.run(cases, free=heat.free))
        except ArmFailed as failure:
            kept["failed"] = str(failure)
        told = f"round {number + 1}: {heat.name}: {entry.arm}"
        if strangers.share > self.calm:
            self.say(f"{told}: not counted, others used {strangers.share:.0%} of the machine")
            return False
        if "run" in kept:
            self.say(f"{told}: {60 * entry.documents / kept['run']['seconds']:.1f} a minute")
        else:
            self.say(f"{told}: {kept['failed']}")
        self.ledger.add({**kept, "strangers": strangers.share, "took": time.monotonic() - started})
        return True


def _turned(entries: Sequence[Entry], by: int) -> Iterable[Entry]:
    """The arms take turns in going first."""
    by %= len(entries)
    return [*entries[by:], *entries[:by]]
