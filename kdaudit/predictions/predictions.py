"""Predictions in files of NumPy's, read a block at a time; what is wrong with them is one line."""

from __future__ import annotations

import mmap
from collections.abc import Sequence
from threading import local
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_softmax

from kdaudit.inputs.arrays import Source, only, opened
from kdaudit.inputs.stored import Stored, part
from numerics.compiled import Look, look
from numerics.decomposition import Units
from numerics.simplex import SLACK, Array, InputError, distributions

FIRST = 100  # examples that are looked at before anything else
UNIT_NAMES = ("training_sets", "seeds")  # of arrays in an .npz; the first that is there says what is independent


class Predictions:
    """Rows of a model: shape (seeds, examples, classes), in a file or in memory, and their independent units.

    `kind` says what names the units: training_sets, seeds, units (given beside the array), or nothing; `name` is what
    messages call the model. Raises InputError for a file or an array that is not such rows.
    """

    def __init__(
        self, source: Source, name: str, *, logits: bool = False, units: Sequence[int | str] | None = None
    ) -> None:
        self.name, self.logits = name, logits
        arrays = opened(source, name)
        self.rows = _floats(only(arrays, name, UNIT_NAMES), name)
        if self.rows.ndim == 2:
            self.rows = self.rows.alone() if isinstance(self.rows, Stored) else self.rows[None]
        if self.rows.ndim != 3 or self.rows.shape[-1] < 2 or 0 in self.rows.shape:
            raise InputError(
                f"{name}: has shape {self.rows.shape}, not (seeds, examples, classes) with 2 classes or more"
            )
        self.kind = "units" if units is not None else next((key for key in UNIT_NAMES if key in arrays), "")
        said = None if not self.kind else np.asarray(arrays[self.kind] if units is None else units)
        seeds = self.rows.shape[0]
        if logits and _are_laws(part(self.rows, 0, FIRST, 1)[0]):
            raise InputError(f"{name}: with --logits, yet its rows are probabilities, which sum to one; leave it out")
        if said is not None and (said.shape != (seeds,) or said.dtype.kind not in "iuUS"):
            what = f"not {said.dtype} of shape {said.shape}"
            raise InputError(f"{name}: names of units must be integers or strings of shape ({seeds},), {what}")
        self.units = Units.named(range(seeds) if said is None else said.tolist())

    @property
    def shape(self) -> tuple[int, int, int]:
        seeds, examples, classes = self.rows.shape
        return seeds, examples, classes

    def block(self, start: int, stop: int) -> tuple[Array, Array | None]:
        """Probabilities of some examples, float64 of shape (seeds, stop − start, V), and their logarithms if known.

        Raises InputError for a row that is no distribution: which seed, which example, and what is wrong.
        """
        block = part(self.rows, start, stop, 1)
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
        return p, log_p

    def look(self, start: int, q: Array) -> Look:
        """Examples from `start` on, one a target q, in one compiled pass; for probabilities. Raises as `block` does."""
        stop = start + len(q)
        if isinstance(self.rows, Stored):
            found = look(np.ascontiguousarray(self.rows.part(start, stop, 1)), 0, q)
        else:
            found = look(np.asarray(self.rows), start, q)
        if not (found.low.min() >= 0 and np.abs(found.total - 1).max() <= _slack(self.rows)):  # a NaN fails both
            _checked(part(self.rows, start, stop, 1), self.name, start)
        return found

    def forget(self) -> None:
        """Give back the pages of a mapped array that have been read."""
        _forget(self.rows)

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
        array = only(opened(source, self.name), self.name, ())
        if labels:
            if array.dtype.kind not in "iu" or array.ndim != 1:
                raise InputError(
                    f"labels: need integers of shape (examples,), not {array.dtype} of shape {array.shape}"
                )
            array = np.asarray(array)
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
            law = np.zeros((stop - start, self.classes))
            law[np.arange(stop - start), part(self.rows, start, stop, 0)] = 1.0
            return law
        return _checked(part(self.rows, start, stop, 0)[None], "target", start, seeds=False)[0]

    def forget(self) -> None:
        """Give back the pages of a mapped array that have been read."""
        _forget(self.rows)


def _floats(array: NDArray[Any] | Stored, name: str) -> NDArray[Any] | Stored:
    if array.dtype.kind != "f":
        raise InputError(f"{name}: expected floating-point numbers, got dtype {array.dtype}")
    return array


def _are_laws(rows: NDArray[Any]) -> bool:
    return bool(rows.min() >= 0 and np.abs(rows.sum(axis=-1, dtype=np.float64) - 1).max() < 1e-3)


_SCRATCH = local()


def _double(block: NDArray[Any]) -> Array:
    """A copy in float64, in memory that the thread has used before: fresh pages cost more than the copying."""
    held = getattr(_SCRATCH, "held", None)
    if held is None or held.size < block.size:
        held = _SCRATCH.held = np.empty(block.size)
    copy = held[: block.size].reshape(block.shape)
    np.copyto(copy, block)
    return copy


def _slack(block: NDArray[Any] | Stored) -> float:
    """How far rows of these floats may be from summing to one."""
    return SLACK.get(block.dtype.name, SLACK["float64"])


def _checked(block: NDArray[Any], name: str, start: int, *, seeds: bool = True) -> Array:
    """A block as float64, each row a distribution; InputError says which is not. A model's is good until its next."""
    p, low = _double(block) if seeds else block.astype(np.float64), block.min()
    total = p.sum(axis=-1)
    if low >= 0 and np.abs(total - 1).max() <= _slack(block):  # a NaN fails both
        return p
    for seed, rows in enumerate(block):
        for row, law in enumerate(rows):
            where = f"seed {seed}, example {start + row}" if seeds else f"example {start + row}"
            distributions(law, f"{name}: {where}")
    raise AssertionError


def _forget(rows: NDArray[Any] | Stored) -> None:
    """Let the system take back the pages of an array that the user mapped, which would count as memory."""
    mapped = getattr(rows, "_mmap", None)
    if mapped is not None and hasattr(mmap, "MADV_DONTNEED"):
        mapped.madvise(mmap.MADV_DONTNEED)
