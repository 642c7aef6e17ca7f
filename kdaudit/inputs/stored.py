"""Arrays that lie in files, read a part at a time."""

from __future__ import annotations

import os
import weakref
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.simplex import InputError


class Stored:
    """An array in a file, of which parts are read. Of a file that is cut short meanwhile, InputError says so.

    (Reading a mapped file there would end the process.)
    """

    def __init__(
        self, path: Path, name: str, dtype: np.dtype[Any], shape: tuple[int, ...], fortran: bool, offset: int
    ) -> None:
        self.path, self.name, self.dtype, self.shape = path, name, dtype, shape
        self._fortran, self._offset = fortran, offset
        self._file = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)

    @property
    def ndim(self) -> int:
        return len(self.shape)

    @property
    def size(self) -> int:
        return prod(self.shape)

    def alone(self) -> Stored:
        """The same with one axis more, before the others."""
        return Stored(self.path, self.name, self.dtype, (1, *self.shape), self._fortran, self._offset)

    def chosen(self, kept: NDArray[np.intp]) -> Stored:
        """The same with these places of its second axis alone, in ascending order."""
        return _Chosen(self, kept)

    def part(self, start: int, stop: int, axis: int) -> NDArray[Any]:
        """What `array[start:stop]` is along an axis, in memory."""
        shape, along = (self.shape[::-1], self.ndim - 1 - axis) if self._fortran else (self.shape, axis)
        length, outer = min(stop, shape[along]) - start, prod(shape[:along])
        each = prod(shape[along + 1 :]) * self.dtype.itemsize  # bytes of one place along the axis
        read = np.empty((*shape[:along], length, *shape[along + 1 :]), self.dtype)
        into = read.reshape(-1).view(np.uint8).data
        for n in range(outer):
            mine = into[n * length * each : (n + 1) * length * each]
            self._read(mine, self._offset + (n * shape[along] + start) * each)
        return read.transpose() if self._fortran else read

    def _read(self, into: memoryview, place: int) -> None:
        done = 0
        while done < len(into):
            new = os.preadv(self._file, [into[done:]], place + done)
            if not new:
                raise InputError(f"{self.name}: {self.path} was cut short while it was read")
            done += new

    def __array__(self, dtype: np.dtype[Any] | None = None, copy: bool | None = None) -> NDArray[Any]:
        whole = self.part(0, self.shape[0], 0) if self.ndim else self.alone().part(0, 1, 0).reshape(())
        return whole if dtype is None else whole.astype(dtype, copy=False)


class _Chosen(Stored):
    """Some places of the second axis of an array in a file."""

    def __init__(self, whole: Stored, kept: NDArray[np.intp]) -> None:
        self.dtype, self.shape = whole.dtype, (whole.shape[0], len(kept), *whole.shape[2:])
        self._whole, self._kept = whole, kept

    def part(self, start: int, stop: int, axis: int) -> NDArray[Any]:
        """What `array[:, start:stop]` is of the places that are kept."""
        if axis != 1:
            raise ValueError("chosen places are read along the second axis")
        places = self._kept[start:stop]
        block = self._whole.part(int(places[0]), int(places[-1]) + 1, 1)
        return np.ascontiguousarray(block[:, places - places[0]])


def part(array: NDArray[Any] | Stored, start: int, stop: int, axis: int) -> NDArray[Any]:
    """What `array[start:stop]` is along an axis."""
    if isinstance(array, Stored):
        return array.part(start, stop, axis)
    return np.asarray(array[(slice(None),) * axis + (slice(start, stop),)])
