"""Documents in a row: read ahead, worked on side by side, handed over in their order.

    conveyor = Conveyor(sources, read, work, read_ahead=4)
    for result in conveyor.results(side_by_side=4):
        ...

What takes long holds back nothing but the handing over of what stands behind it: threads go on
with the next documents, up to a bound. Work may put further documents right behind the one it is
about. A document in several parts may have them done by threads that find none to begin.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import islice
from time import monotonic
from typing import Generic, TypeVar

from extractor.document import Document
from extractor.sources import Source

Result = TypeVar("Result")

BEGUN = 4  # documents for each thread that may be begun and not handed over yet


@dataclass(slots=True, eq=False)
class Place(Generic[Result]):
    """A document in the row."""

    source: Source
    reading: Future[Document] | None = None
    taken: bool = False  # a thread works on it, or has
    done: bool = False
    result: Result | None = None  # None: there is nothing to hand over
    fault: BaseException | None = None

    def give_up(self) -> None:
        """Nobody waits for it any more."""
        if self.reading is not None:
            self.reading.cancel()


@dataclass(slots=True, eq=False)
class _Shared:
    """Work on a document that several threads may do a step of."""

    step: Callable[[], bool]
    helpers: int = 0  # threads, besides its own, that are at it
    over: bool = False  # there is nothing left to begin
    fault: BaseException | None = None  # of a helper


class Conveyor(Generic[Result]):
    """See the module. It reads from the start; its threads live from `results` until `close`."""

    def __init__(
        self,
        sources: Iterable[Source],
        read: Callable[[Source], Future[Document]],
        work: Callable[[Place[Result], Future[Document]], Result | None],
        *,
        read_ahead: int,
        leave: Callable[[], None] = lambda: None,
    ) -> None:
        """`read_ahead` documents are read before a thread wants them; each thread calls `leave`
        before it ends.
        """
        self._row: deque[Place[Result]] = deque(Place(source) for source in sources)
        self._read = read
        self._work = work
        self._ahead = read_ahead
        self._begun = 1
        self._leave = leave
        self._stopped = False
        self._left_out = False
        self._shared: list[_Shared] = []
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._read_on()

    @property
    def complete(self) -> bool:
        """Whether the row came to its end, with nothing left out."""
        return not (self._row or self._left_out)

    def results(self, side_by_side: int) -> Iterator[Result]:
        """Each result in the order of the row; a fault of the work is raised in its place.

        One at a time is strictly that: nothing is begun before the result before it was taken.
        """
        self._begun = 1 if side_by_side == 1 else BEGUN * side_by_side
        for number in range(side_by_side):
            thread = threading.Thread(target=self._serve, name=f"document-{number}", daemon=True)
            thread.start()
            self._threads.append(thread)
        while (place := self._head()) is not None:
            if place.fault is not None:
                raise place.fault
            if place.result is not None:
                yield place.result
            with self._changed:
                self._row.popleft()
                self._changed.notify_all()

    def insert(self, behind: Place[Result], sources: Sequence[Source]) -> None:
        """Puts documents right behind one that is being worked on."""
        with self._changed:
            at = self._row.index(behind) + 1
            for offset, source in enumerate(sources):
                self._row.insert(at + offset, Place(source))
            self._changed.notify_all()

    def together(self, step: Callable[[], bool]) -> None:
        """For a document's thread: calls `step` again and again until it gives False. Threads that
        find no document to begin do so too: nothing else is held up by it.

        Returns when no step is under way any more; raises what any of them has raised.
        """
        shared = _Shared(step)
        with self._changed:
            self._shared.append(shared)
            self._changed.notify_all()
        try:
            while not shared.over and step():
                pass
        finally:
            with self._changed:
                self._shared.remove(shared)
                self._changed.wait_for(lambda: not shared.helpers)
        if shared.fault is not None:
            raise shared.fault

    def stop(self) -> None:
        """Begins nothing more; what was begun is finished and handed over."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def close(self, seconds: float) -> None:
        """Stops, and waits for the threads at most so long."""
        self.stop()
        deadline = monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, deadline - monotonic()))
        with self._changed:
            for place in self._row:
                place.give_up()

    # -- the consumer's side

    def _head(self) -> Place[Result] | None:
        """The first of the row once it is done; None at the end of the row."""
        with self._changed:
            while self._row:
                head = self._row[0]
                if head.done:
                    return head
                if self._stopped and not head.taken:
                    self._row.popleft().give_up()
                    self._left_out = True
                else:
                    self._changed.wait()
            return None

    # -- the threads' side

    def _serve(self) -> None:
        try:
            while (task := self._take()) is not None:
                if isinstance(task, _Shared):
                    self._help(task)
                else:
                    self._do(task)
        finally:
            self._leave()

    def _do(self, place: Place[Result]) -> None:
        try:
            assert place.reading is not None
            place.result = self._work(place, place.reading)
        except BaseException as fault:  # noqa: BLE001 - raised where the results are taken
            place.fault = fault
        with self._changed:
            place.reading = None  # a document may be large, its record is not
            place.done = True
            self._changed.notify_all()

    def _help(self, shared: _Shared) -> None:
        more = False
        try:
            more = shared.step()
        except BaseException as fault:  # noqa: BLE001 - raised by the document's own thread
            shared.fault = fault
        with self._changed:
            shared.helpers -= 1
            shared.over = shared.over or not more
            self._changed.notify_all()

    def _take(self) -> Place[Result] | _Shared | None:
        """The next document to work on as soon as there may be one, or a step of another's work;
        None when all is over.
        """
        with self._changed:
            while not self._stopped:
                self._read_on()
                for place in islice(self._row, self._begun):
                    if not place.taken:
                        place.taken = True
                        return place
                for shared in self._shared:
                    if not shared.over:
                        shared.helpers += 1
                        return shared
                self._changed.wait()
            return None

    def _read_on(self) -> None:
        """Has the first documents that are not done yet read."""
        ahead = len(self._threads) + self._ahead
        for place in self._row:
            if place.done:
                continue
            if ahead == 0:
                return
            ahead -= 1
            if place.reading is None:
                place.reading = self._read(place.source)
