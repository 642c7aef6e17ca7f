"""Arrays whose examples lie in several files: those of a folder, in order of their names, as one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kdaudit.inputs.stored import Stored, part
from numerics.simplex import InputError

Arrays = Mapping[str, NDArray[Any] | Stored]
UNIT_NAMES = (
    "training_sets",
    "seeds",
)  # beside predictions; the first that is there says what is independent


class Joined(Stored):
    """Arrays one after the other along the axis of examples, read a part at a time: the first of two axes or of one,
    the second of three."""

    def __init__(self, arrays: Sequence[NDArray[Any] | Stored], lone: bool = False) -> None:
        self.arrays, self.lone = arrays, lone
        self.axis = 1 if arrays[0].ndim == 3 else 0
        self.ends = np.cumsum([array.shape[self.axis] for array in arrays])
        first, size = arrays[0].shape, int(self.ends[-1])
        shape = (*first[: self.axis], size, *first[self.axis + 1 :])
        self.dtype, self.shape = arrays[0].dtype, (1, *shape) if lone else shape

    def alone(self) -> Joined:
        """The same with one axis more, before the others."""
        return Joined(self.arrays, lone=True)

    def part(self, start: int, stop: int, axis: int) -> NDArray[Any]:
        """What `array[start:stop]` is along an axis, in memory."""
        if axis != self.axis + self.lone:
            return np.asarray(self)[(slice(None),) * axis + (slice(start, stop),)]
        begins = self.ends - [array.shape[self.axis] for array in self.arrays]
        stop = min(stop, int(self.ends[-1]))
        pieces = [
            part(array, max(start - begin, 0), min(stop, end) - begin, self.axis)
            for array, begin, end in zip(self.arrays, map(int, begins), map(int, self.ends), strict=True)
            if begin < stop and start < end
        ]
        joined = pieces[0] if len(pieces) == 1 else np.concatenate(pieces, axis=self.axis)
        return joined[None] if self.lone else joined

    def __array__(self, dtype: np.dtype[Any] | None = None, copy: bool | None = None) -> NDArray[Any]:
        whole = self.part(0, int(self.ends[-1]), self.axis + self.lone)
        return whole if dtype is None else whole.astype(dtype, copy=False)


def joined(folder: Path, name: str, opened: Callable[[Path, str], Arrays]) -> dict[str, NDArray[Any] | Stored]:
    """The arrays of all files of a folder, by name, those of examples joined. Raises InputError where files differ."""
    files = files_of(folder, name)
    parts = [dict(opened(file, f"{name}: {file.name}")) for file in files]
    for file, arrays in zip(files, parts, strict=True):
        if arrays.keys() != parts[0].keys():
            has, wanted = (", ".join(some) or "no name" for some in (arrays, parts[0]))
            raise InputError(f"{name}: {file.name} has {has}, and {files[0].name} has {wanted}; they must be the same")
    return {
        key: _together([arrays[key] for arrays in parts], files, f"{name}: {key}".removesuffix(": "), key)
        for key in parts[0]
    }


def files_of(folder: Path, name: str) -> list[Path]:
    """The files of a folder in order of their names, hidden ones apart. Raises InputError where there is none."""
    try:
        found = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    except OSError as error:
        raise InputError(f"{name}: cannot read {folder}: {error.strerror or error}") from error
    if not found:
        raise InputError(f"{name}: {folder} is a folder without files; give a file, or a folder of parts")
    return found


def _together(
    arrays: Sequence[NDArray[Any] | Stored], files: Sequence[Path], name: str, key: str
) -> NDArray[Any] | Stored:
    first, axis = arrays[0], 1 if arrays[0].ndim == 3 else 0
    if key in UNIT_NAMES:
        for array, file in zip(arrays, files, strict=True):
            if not np.array_equal(np.asarray(array), np.asarray(first)):
                raise InputError(f"{name}: {file.name} has other units than {files[0].name}; they must be the same")
        return first
    for array, file in zip(arrays, files, strict=True):
        apart = [size for place, size in enumerate(array.shape) if place != axis]
        if array.dtype != first.dtype or array.ndim != first.ndim or not array.ndim:
            alike = False
        else:
            alike = apart == [size for place, size in enumerate(first.shape) if place != axis]
        if not alike:
            raise InputError(
                f"{name}: {file.name} has {array.dtype} of shape {array.shape}, and {files[0].name} {first.dtype} of "
                f"shape {first.shape}; but for the number of examples they must be the same"
            )
    return Joined(arrays)
