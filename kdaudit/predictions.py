"""Predictions in files of NumPy's, mapped and read a block at a time; what is wrong with them is one line."""

from __future__ import annotations

import mmap
import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from threading import local
from typing import Any, BinaryIO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import ArrayLike, NDArray
from scipy.special import log_softmax

from numerics.decomposition import Units
from numerics.simplex import Array, InputError, distributions

Source = str | Path | ArrayLike
UNIT_NAMES = ("training_sets", "seeds")  # of arrays in an .npz; the first that is there says what is independent
UNPACKED = 2**28  # bytes of a compressed array that are taken into memory


class Predictions:
    """Rows of a model: shape (seeds, examples, classes), mapped from a file or in memory, and their independent units.

    `name` is what messages call it. Raises InputError for a file or an array that is not such rows.
    """

    def __init__(
        self, source: Source, name: str, *, logits: bool = False, units: Sequence[int | str] | None = None
    ) -> None:
        self.name, self.logits = name, logits
        arrays = opened(source, name)
        self.rows = _floats(_only(arrays, name, UNIT_NAMES), name)
        if self.rows.ndim == 2:
            self.rows = self.rows[None]
        if self.rows.ndim != 3 or self.rows.shape[-1] < 2 or 0 in self.rows.shape:
            raise InputError(
                f"{name}: has shape {self.rows.shape}, not (seeds, examples, classes) with 2 classes or more"
            )
        said = next((arrays[key] for key in UNIT_NAMES if key in arrays), None)
        said = said if units is None else np.asarray(units)
        self.says_units = said is not None
        seeds = len(self.rows)
        if said is not None and (said.shape != (seeds,) or said.dtype.kind not in "iuUS"):
            what = f"not {said.dtype} of shape {said.shape}"
            raise InputError(f"{name}: names of units must be integers or strings of shape ({seeds},), {what}")
        self.units = Units.named(range(seeds) if said is None else said.tolist())

    @property
    def shape(self) -> tuple[int, int, int]:
        return self.rows.shape

    def block(self, start: int, stop: int) -> tuple[Array, Array | None]:
        """Probabilities of some examples, float64 of shape (seeds, stop − start, V), and their logarithms if known.

        Raises InputError for a row that is no distribution: which seed, which example, and what is wrong.
        """
        block = np.asarray(self.rows[:, start:stop])
        if self.logits:
            z = block.astype(np.float64)
            if not np.isfinite(z).all():
                seed, row, c = map(int, np.argwhere(~np.isfinite(z))[0])
                raise InputError(
                    f"{self.name}: seed {seed}, example {start + row} has logit {z[seed, row, c]} at class {c}"
                )
            log_p = log_softmax(z, axis=-1)
            p = np.exp(log_p)
        else:
            p, log_p = _checked(block, self.name, start), None
        _forget(self.rows)
        return p, log_p

    def logarithms(self, p: Array, start: int) -> Array:
        """log p, for KL; InputError where a probability is zero."""
        with np.errstate(divide="ignore"):
            log_p = np.log(p)
        if not np.isfinite(log_p.min()):
            seed, row, c = map(int, np.argwhere(p == 0)[0])
            raise InputError(
                f"{self.name}: seed {seed}, example {start + row} gives class {c} probability zero, so that KL may be "
                "infinite; use --loss squared, or logits"
            )
        return log_p


class Target:
    """Laws of the label, from a file of probabilities, shape (examples, classes), or of labels, shape (examples,)."""

    def __init__(self, source: Source, *, labels: bool, classes: int) -> None:
        self.labels, self.classes = labels, classes
        self.name = "labels" if labels else "target"
        array = _only(opened(source, self.name), self.name, ())
        if labels:
            if array.dtype.kind not in "iu" or array.ndim != 1:
                raise InputError(
                    f"labels: need integers of shape (examples,), not {array.dtype} of shape {array.shape}"
                )
            outside = (array < 0) | (array >= classes)
            if outside.any():
                row = int(np.argmax(outside))
                raise InputError(f"labels: example {row} has label {array[row]}, outside 0 to {classes - 1}")
        elif array.ndim != 2 or array.shape[1] != classes:
            raise InputError(f"target: has shape {array.shape}, not (examples, {classes} classes)")
        self.rows = array if labels else _floats(array, "target")

    @property
    def shape(self) -> tuple[int, ...]:
        return self.rows.shape

    def block(self, start: int, stop: int) -> Array:
        """Laws of some examples, shape (stop − start, V); one-hot for labels."""
        if self.labels:
            return np.eye(self.classes)[self.rows[start:stop]]
        found = _checked(np.asarray(self.rows[None, start:stop]), "target", start, seeds=False)[0]
        _forget(self.rows)
        return found


def opened(source: Source, name: str) -> dict[str, NDArray[Any]]:
    """The arrays of a file by name, or of an array given as such; mapped where the file has them as they are.

    Raises InputError for what cannot be read, and for pickles, which are never loaded.
    """
    if not isinstance(source, str | Path):
        try:
            array = np.asarray(source)
        except ValueError as error:
            raise InputError(f"{name}: the rows differ in length") from error
        _plain(array.dtype, name)
        return {"": array}
    path = Path(source)
    try:
        with path.open("rb") as file:
            start = file.read(8)
            file.seek(0)
            if start.startswith(npy.MAGIC_PREFIX):
                return {"": _mapped(path, file, name, 0)}
            if zipfile.is_zipfile(file):
                return _members(path, file, name)
    except OSError as error:
        raise InputError(f"{name}: cannot read {path}: {error.strerror or error}") from error
    what = "a pickle, which is never loaded" if start[:1] == b"\x80" else "no array that NumPy has saved"
    what = "empty" if not start else "cut short" if start.startswith(b"PK\x03\x04") else what
    raise InputError(f"{name}: {path} is {what}; save it with numpy.save or numpy.savez")


def _members(path: Path, file: BinaryIO, name: str) -> dict[str, NDArray[Any]]:
    """The arrays of an .npz: mapped where it is not compressed, in memory where it is and they are small."""
    found = {}
    with zipfile.ZipFile(file) as archive:
        for member in archive.infolist():
            key = member.filename.removesuffix(".npy")
            if member.compress_type == zipfile.ZIP_STORED:
                file.seek(member.header_offset + 26)
                lengths = np.frombuffer(file.read(4), dtype="<u2")
                found[key] = _mapped(path, file, f"{name}: {key}", member.header_offset + 30 + int(lengths.sum()))
            elif member.file_size > UNPACKED:
                raise InputError(
                    f"{name}: {key} is compressed and has {member.file_size:,} bytes; save it with numpy.savez"
                )
            else:
                try:
                    content = archive.read(member)
                except (zipfile.BadZipFile, EOFError) as error:
                    raise InputError(f"{name}: {path} is damaged: {error}") from error
                dtype, shape, fortran, offset = _header(BytesIO(content), f"{name}: {key}", path)
                array = np.frombuffer(content, dtype, offset=offset)
                found[key] = array.reshape(shape, order="F" if fortran else "C")
    return found


def _mapped(path: Path, file: BinaryIO, name: str, offset: int) -> NDArray[Any]:
    file.seek(offset)
    dtype, shape, fortran, data = _header(file, name, path)
    needed, there = data + int(np.prod(shape)) * dtype.itemsize, path.stat().st_size
    if there < needed:
        raise InputError(f"{name}: {path} is cut short: its header promises {needed:,} bytes, and it has {there:,}")
    if 0 in shape:
        return np.empty(shape, dtype)
    return np.memmap(path, dtype, "r", data, shape, "F" if fortran else "C")


def _header(file: BinaryIO | BytesIO, name: str, path: Path) -> tuple[np.dtype[Any], tuple[int, ...], bool, int]:
    """dtype, shape, whether in Fortran's order, and where the data begin."""
    try:
        version = npy.read_magic(file)
        shape, fortran, dtype = (npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0)(file)
    except (ValueError, SyntaxError) as error:
        raise InputError(f"{name}: {path} is no array that NumPy has saved") from error
    _plain(dtype, name)
    return dtype, shape, fortran, file.tell()


def _plain(dtype: np.dtype[Any], name: str) -> None:
    if dtype.hasobject:
        raise InputError(f"{name}: an array of objects is a pickle, which is never loaded; save numbers")


def _only(arrays: dict[str, NDArray[Any]], name: str, but: Iterable[str]) -> NDArray[Any]:
    """The one array that there is, beside those of known names."""
    rest = {key: array for key, array in arrays.items() if key not in but}
    if len(rest) != 1:
        there = ", ".join(rest) or "none"
        also = f", beside {' or '.join(but)}" if but else ""
        raise InputError(f"{name}: needs one array{also}, and has {there}")
    return next(iter(rest.values()))


def _floats(array: NDArray[Any], name: str) -> NDArray[Any]:
    if array.dtype.kind != "f":
        raise InputError(f"{name}: expected floating-point numbers, got dtype {array.dtype}")
    return array


_SCRATCH = local()


def _double(block: NDArray[Any]) -> Array:
    """A copy in float64, in memory that the thread has used before: fresh pages cost more than the copying."""
    held = getattr(_SCRATCH, "held", None)
    if held is None or held.size < block.size:
        held = _SCRATCH.held = np.empty(block.size)
    copy = held[: block.size].reshape(block.shape)
    np.copyto(copy, block)
    return copy


def _checked(block: NDArray[Any], name: str, start: int, *, seeds: bool = True) -> Array:
    """A block as float64, each row a distribution; InputError says which is not. A model's is good until its next."""
    p, low = _double(block) if seeds else block.astype(np.float64), block.min()
    slack = 1e-2 if block.dtype.itemsize == 2 else 1e-5 if block.dtype.itemsize == 4 else 1e-9
    total = p.sum(axis=-1)
    if low >= 0 and np.abs(total - 1).max() <= slack:  # a NaN fails both
        return p
    for seed, rows in enumerate(block):
        for row, law in enumerate(rows):
            where = f"seed {seed}, example {start + row}" if seeds else f"example {start + row}"
            distributions(law, f"{name}: {where}")
    raise AssertionError


def _forget(rows: NDArray[Any]) -> None:
    """Let the system take back the pages of a mapped file that have been read, which would count as memory."""
    mapped = getattr(rows, "_mmap", None) or getattr(rows.base, "_mmap", None)
    if mapped is not None and hasattr(mmap, "MADV_DONTNEED"):
        mapped.madvise(mmap.MADV_DONTNEED)
