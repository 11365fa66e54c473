"""The tokens in the context: sequences in one unified KV cache, and the steps that fill them.

Sequences share the cells of a common prefix, so the cells in use are counted by reference: what
the cache holds is known before a request is let in, and never exceeds what was reserved.

The order of a sequence's cells decides in which order attention adds them up, and so the last bits
of its logits. Where replies shall not depend on what is decoded beside them (`LoadedModel.exact`),
no cell is filled below another of its sequence: what a sequence gives up stays occupied until the
cache is packed anew.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence as Tokens
from dataclasses import dataclass, field

import llama_cpp
import numpy as np
from numpy.typing import NDArray

from extractor.engine.loading import LoadedModel
from extractor.errors import EngineError

SPARSE = 1024  # cells given up that are left alone: packing takes a copy of all that is held


class Aborted(Exception):
    """The brake was pulled in the middle of a step."""


@dataclass(slots=True, eq=False)
class Sequence:
    """A run of tokens in the cache; the first ones are of `prompt`."""

    number: int  # llama.cpp's id
    prompt: NDArray[np.int32]
    cells: list[int] = field(default_factory=list)  # one a token

    @property
    def length(self) -> int:
        return len(self.cells)


@dataclass(frozen=True, slots=True)
class Feed:
    """Tokens to append to a sequence in the next step."""

    sequence: Sequence
    tokens: Tokens[int]
    outputs: int = 0  # of the last so many tokens, logits are wanted


class Sequences:
    """Every sequence of a context. Owned by the engine's thread."""

    def __init__(self, model: LoadedModel) -> None:
        self._model = model
        self._cells = _Cells(model.cells)
        self._live: list[Sequence] = []
        self._numbers = list(range(model.sequences - 1, -1, -1))
        self._given_up = model.sequences  # llama.cpp's id of a sequence that holds what was left
        self._batch = _Batch(model.batch)
        self.brake = Brake(model)

    @property
    def free_cells(self) -> int:
        return self._cells.free + self._cells.given_up

    @property
    def used_cells(self) -> int:
        """Cells that every step passes over."""
        return self._cells.used

    def begin(
        self, prompt: NDArray[np.int32], donor: Sequence | None = None, shared: int = 0
    ) -> Sequence:
        """A sequence that starts with the first `shared` tokens of `donor`."""
        sequence = Sequence(self._numbers.pop(), prompt)
        self._live.append(sequence)
        if donor is not None and shared:
            _copy(self._model, donor.number, sequence.number, 0, shared)
            sequence.cells = donor.cells[:shared]
            self._cells.share(sequence.cells)
        return sequence

    def state(self, sequence: Sequence, length: int) -> bytes:
        """What llama.cpp knows after the first `length` tokens. Takes a number for the moment."""
        context, part = self._model.context, self.begin(sequence.prompt[:length], sequence, length)
        state = (ctypes.c_uint8 * llama_cpp.llama_state_seq_get_size(context, part.number))()
        llama_cpp.llama_state_seq_get_data(context, state, len(state), part.number)
        self.end(part)
        return bytes(state)

    def restore(self, prompt: NDArray[np.int32], length: int, state: bytes) -> Sequence | None:
        """A sequence whose first `length` tokens are those of `state`; None if they do not fit."""
        if self._cells.free < length:
            return None
        sequence = Sequence(self._numbers.pop(), prompt)
        self._live.append(sequence)
        buffer = (ctypes.c_uint8 * len(state)).from_buffer_copy(state)
        read = llama_cpp.llama_state_seq_set_data(
            self._model.context, buffer, len(state), sequence.number
        )
        last = llama_cpp.llama_memory_seq_pos_max(self._model.memory, sequence.number)
        if read != len(state) or last != length - 1:
            llama_cpp.llama_memory_seq_rm(self._model.memory, sequence.number, -1, -1)
            self.end(sequence)
            return None
        sequence.cells = self._cells.take(length)
        return sequence

    def cut(self, sequence: Sequence, length: int) -> None:
        """Takes back every token from `length` on. Not for models that cannot be cut."""
        if length < sequence.length:
            if self._model.exact:
                _copy(self._model, sequence.number, self._given_up, length, -1)
            llama_cpp.llama_memory_seq_rm(self._model.memory, sequence.number, length, -1)
            self._cells.drop(sequence.cells[length:], occupied=self._model.exact)
            del sequence.cells[length:]

    def end(self, sequence: Sequence) -> None:
        if self._model.divisible:
            self.cut(sequence, 0)
        else:
            if self._model.exact:
                _copy(self._model, sequence.number, self._given_up, -1, -1)
            llama_cpp.llama_memory_seq_rm(self._model.memory, sequence.number, -1, -1)
            self._cells.drop(sequence.cells, occupied=self._model.exact)
            sequence.cells = []
        self._live.remove(sequence)
        self._numbers.append(sequence.number)

    def forget(self) -> None:
        """Ends all sequences; after a failure, whatever the cache holds."""
        for sequence in list(self._live):
            self.end(sequence)
        llama_cpp.llama_memory_clear(self._model.memory, True)
        self._cells.tidy()

    def step(self, feeds: Tokens[Feed]) -> NDArray[np.float32]:
        """Appends the tokens of `feeds`; gives a row of logits for each output, in their order.

        The rows are valid until the next step. Raises Aborted, after which the sequences are as
        before (of a model that cannot be cut: lost), or EngineError, after which all are lost.
        """
        if self._model.exact:
            self._pack_where_due(sum(len(feed.tokens) for feed in feeds))
        outputs = self._batch.fill(feeds)
        code = llama_cpp.llama_decode(self._model.context, self._batch.struct)
        if code == 2:
            raise Aborted
        if code != 0:
            raise EngineError(f"llama.cpp could not decode (code {code})")
        for feed in feeds:
            feed.sequence.cells += self._cells.take(len(feed.tokens))
        if not outputs:
            llama_cpp.llama_synchronize(self._model.context)
            return np.empty((0, self._model.vocab_size), np.float32)
        pointer = llama_cpp.llama_get_logits(self._model.context)
        return np.ctypeslib.as_array(pointer, shape=(outputs, self._model.vocab_size))

    def _pack_where_due(self, coming: int) -> None:
        """Packs the cache where it has no room for `coming` tokens, or is full of leavings."""
        held = self._cells.used
        if self._cells.given_up > max(held, SPARSE) or self._cells.free < coming:
            self._pack()

    def _pack(self) -> None:
        """Moves all sequences to the front of the cache, each cell behind those before it."""
        memory, context = self._model.memory, self._model.context
        llama_cpp.llama_memory_seq_rm(memory, self._given_up, -1, -1)
        moved: list[tuple[Sequence, Sequence | None, int, ctypes.Array[ctypes.c_uint8] | None]] = []
        for sequence in self._live:
            donor, shared = None, 0
            for other, *_ in moved:
                common = _common(other.cells, sequence.cells)
                if common > shared:
                    donor, shared = other, common
            state = None
            if shared < sequence.length:
                if shared:
                    llama_cpp.llama_memory_seq_rm(memory, sequence.number, 0, shared)
                size = llama_cpp.llama_state_seq_get_size(context, sequence.number)
                state = (ctypes.c_uint8 * size)()
                llama_cpp.llama_state_seq_get_data(context, state, size, sequence.number)
            moved.append((sequence, donor, shared, state))
        llama_cpp.llama_memory_clear(memory, False)
        for sequence, donor, shared, state in moved:
            if state is not None and not llama_cpp.llama_state_seq_set_data(
                context, state, len(state), sequence.number
            ):
                raise EngineError("llama.cpp could not move a sequence in its cache")
            if donor is not None:
                _copy(self._model, donor.number, sequence.number, 0, shared)
        self._cells.tidy()


def _copy(model: LoadedModel, source: int, target: int, start: int, end: int) -> None:
    llama_cpp.llama_memory_seq_cp(model.memory, source, target, start, end)


def _common(one: list[int], other: list[int]) -> int:
    """Length of the beginning that two lists of cells share. Cells are shared from the start on."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[middle - 1] == other[middle - 1]:
            low = middle
        else:
            high = middle - 1
    return low


class _Cells:
    """Which cells of the cache are in use, and by how many sequences.

    The numbers are ours; llama.cpp places tokens where it likes. Only the count must agree.
    """

    def __init__(self, capacity: int) -> None:
        self._users = [0] * capacity
        self._unused = list(range(capacity))
        self._given_up: list[int] = []  # of no sequence, but not free before the next packing

    @property
    def free(self) -> int:
        return len(self._unused)

    @property
    def given_up(self) -> int:
        return len(self._given_up)

    @property
    def used(self) -> int:
        return len(self._users) - self.free - self.given_up

    def take(self, count: int) -> list[int]:
        taken = self._unused[len(self._unused) - count :]
        del self._unused[len(self._unused) - count :]
        for cell in taken:
            self._users[cell] = 1
        return taken

    def share(self, cells: list[int]) -> None:
        for cell in cells:
            self._users[cell] += 1

    def drop(self, cells: list[int], *, occupied: bool = False) -> None:
        left = self._given_up if occupied else self._unused
        for cell in cells:
            self._users[cell] -= 1
            if not self._users[cell]:
                left.append(cell)

    def tidy(self) -> None:
        self._unused += self._given_up
        self._given_up.clear()


class _Batch:
    """llama.cpp's batch over arrays that are filled anew for each step."""

    def __init__(self, size: int) -> None:
        self._tokens = np.zeros(size, np.int32)
        self._positions = np.zeros(size, np.int32)
        self._owners = np.zeros(size, np.int32)
        self._wanted = np.zeros(size, np.int8)
        self._one = np.ones(size, np.int32)
        self._each = np.uintp(self._owners.ctypes.data) + np.arange(size, dtype=np.uintp) * 4
        self._count = np.arange(size, dtype=np.int32)
        self.struct = llama_cpp.llama_batch(
            n_tokens=0,
            token=_pointer(self._tokens, llama_cpp.llama_token),
            pos=_pointer(self._positions, llama_cpp.llama_pos),
            n_seq_id=_pointer(self._one, ctypes.c_int32),
            seq_id=_pointer(self._each, ctypes.POINTER(llama_cpp.llama_seq_id)),
            logits=_pointer(self._wanted, ctypes.c_int8),
        )

    def fill(self, feeds: Tokens[Feed]) -> int:
        """Lays out the tokens of `feeds` one after the other; returns how many give logits."""
        end = outputs = 0
        for feed in feeds:
            start, end = end, end + len(feed.tokens)
            held = feed.sequence.length
            self._tokens[start:end] = feed.tokens
            np.add(self._count[: end - start], held, out=self._positions[start:end])
            self._owners[start:end] = feed.sequence.number
            self._wanted[start:end] = 0
            if feed.outputs:
                self._wanted[end - feed.outputs : end] = 1
                outputs += feed.outputs
        self.struct.n_tokens = end
        return outputs


def _pointer(
    array: NDArray[np.generic], kind: type[ctypes._CData]
) -> ctypes._Pointer[ctypes._CData]:
    return ctypes.cast(array.ctypes.data, ctypes.POINTER(kind))


class Brake:
    """Stops llama.cpp in the middle of a step, from any thread; for closing.

    llama.cpp asks its abort callback before each of hundreds of operations a step, on its own
    threads; a Python callback there would cost as much as a small model's step. The C library's
    `strlen` over a flag of one byte is that callback: zero while the flag is zero.
    """

    def __init__(self, model: LoadedModel) -> None:
        self._flag = ctypes.create_string_buffer(2)
        strlen = ctypes.cast(ctypes.CDLL(None).strlen, llama_cpp.ggml_abort_callback)
        data = ctypes.cast(self._flag, ctypes.c_void_p)
        llama_cpp.llama_set_abort_callback(model.context, strlen, data)

    def pull(self) -> None:
        self._flag[0] = b"\x01"
