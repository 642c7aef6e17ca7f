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
from kdaudit.inputs.parts import UNIT_NAMES
from kdaudit.inputs.stored import Stored, part
from kdaudit.predictions.remedies import are_laws, are_the_likeliest, remedy
from numerics.compiled import Look, look
from numerics.decomposition import MASKED, Units
from numerics.precision import FLOAT64, real
from numerics.simplex import Array, InputError, distributions

FIRST = 100  # examples that are looked at before anything else
MASKS = -9e3  # logits so far below the highest are masks, which code writes as −9999 where it has no infinity


class Predictions:
    """Rows of a model: shape (seeds, examples, classes), in a file or in memory, and their independent units.

    `kind` says what names the units: training_sets, seeds, units (given beside the array), or nothing; `name` is what
    messages call the model; with `alone` there is no seed to speak of. With `renormalise` rows are divided by their
    sums. `off` has how far sums of rows were from one. Raises InputError for a file or an array that is not such rows.
    """

    def __init__(
        self,
        source: Source,
        name: str,
        *,
        logits: bool = False,
        renormalise: bool = False,
        units: Sequence[int | str] | None = None,
        alone: bool = False,
    ) -> None:
        self.name, self.logits, self.renormalise, self.alone = name, logits, renormalise, alone
        self.off: list[float] = [0.0]
        self._kept: NDArray[np.intp] | None = None
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
        first = part(self.rows, 0, FIRST, 1)
        if logits and are_laws(first):
            raise InputError(f"{name}: with --logits, yet its rows are probabilities, which sum to one; leave it out")
        if logits and are_the_likeliest(first):
            raise InputError(
                f"{name}: its rows are logarithms of the likeliest {first.shape[-1]} of more classes, sorted by rank, "
                "so that places are no classes; give those of all classes, in the order of the classes"
            )
        found = [FLOAT64] if logits else [real(rows.astype(np.float64), rows.dtype) for rows in first]
        self.precision = min(found, key=lambda precision: precision.bits)  # rows of coarser ones are judged by theirs
        if said is not None and (said.shape != (seeds,) or said.dtype.kind not in "iuUS"):
            what = f"not {said.dtype} of shape {said.shape}"
            raise InputError(f"{name}: names of units must be integers or strings of shape ({seeds},), {what}")
        self.units = Units.named(range(seeds) if said is None else said.tolist())

    def choose(self, kept: NDArray[np.intp]) -> None:
        """Leave out all examples but these."""
        self._kept = kept
        self.rows = self.rows.chosen(kept) if isinstance(self.rows, Stored) else np.asarray(self.rows)[:, kept]

    def where(self, seed: int, example: int) -> str:
        """A row, as messages call it."""
        of_seed = "" if self.alone else f"seed {seed}, "
        return f"{self.name}: {of_seed}example {example if self._kept is None else self._kept[example]}"

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
            wrong = np.isnan(z) | (z == np.inf)  # −infinity is a class that is masked
            if wrong.any():
                seed, row, c = map(int, np.argwhere(wrong)[0])
                raise InputError(f"{self.where(seed, start + row)} has logit {z[seed, row, c]} at class {c}")
            if np.isneginf(z.max()) or np.isneginf(z.max(axis=-1)).any():
                seed, row = map(int, np.argwhere(np.isneginf(z.max(axis=-1)))[0])
                raise InputError(f"{self.where(seed, start + row)} has logit -inf at every class")
            log_p = log_softmax(z, axis=-1)
            log_p[log_p < MASKS] = -np.inf
            p = np.exp(log_p)
        else:
            p, log_p = self._laws(block, start), None
        return p, log_p

    def _laws(self, block: NDArray[Any], start: int) -> Array:
        """A block as float64, each row a law: as it is, or divided by its sum. It is good until the thread's next."""
        p, low = _double(block), float(block.min())
        total = p.sum(axis=-1)
        off = float(np.abs(total - 1).max())
        if self.renormalise and low >= 0 and np.isfinite(total).all() and total.min() > 0:
            p /= total[..., None]
        elif not (low >= 0 and off <= self.precision.slack(p.shape[-1])):  # a NaN fails both
            far = p[np.abs(total - 1) > self.precision.slack(p.shape[-1])]
            if not (low >= 0 and off <= real(far, block.dtype).slack(p.shape[-1])):
                self._refuse(p, start)
        self.off.append(off)
        return p

    def _refuse(self, p: Array, start: int) -> None:
        """Say which row is no law even in the precision that it has itself, and what to do."""
        for seed, rows in enumerate(p):
            for row, law in enumerate(rows):
                low, off = law.min(), abs(float(law.sum()) - 1)
                summed = off <= self.precision.slack(len(law)) or (self.renormalise and off < np.inf and law.sum() > 0)
                if not (low >= 0 and summed):
                    where = self.where(seed, start + row)
                    try:
                        distributions(law, where)
                    except InputError as error:
                        raise InputError(f"{error}{remedy(p, law)}") from error

    def look(self, start: int, q: Array) -> Look:
        """Examples from `start` on, one a target q, in one compiled pass; for probabilities. Raises as `block` does."""
        stop = start + len(q)
        if isinstance(self.rows, Stored):
            found = look(np.ascontiguousarray(self.rows.part(start, stop, 1)), 0, q)
        else:
            found = look(np.asarray(self.rows), start, q)
        off = float(np.abs(found.total - 1).max())
        if not (found.low.min() >= 0 and off <= self.precision.slack(self.shape[-1])):  # a NaN fails both
            self._laws(part(self.rows, start, stop, 1), start)
        self.off.append(off)
        return found

    def some(self, start: int, count: int) -> NDArray[Any]:
        """Rows of some examples as they are stored."""
        return part(self.rows, start, start + count, 1)

    def within(self, p: Array, q: Array, start: int, softened: str = "") -> Array:
        """p, for the reverse KL to targets q, shape (B, V); InputError where one is positive and that of q is zero."""
        infinite = (p > 0) & (q == 0)
        if infinite.any():
            seed, row, c = map(int, np.argwhere(infinite)[0])
            raise InputError(
                f"{self.where(seed, start + row)} {softened}gives class {c} probability {p[seed, row, c]:.3g} and the "
                "target zero, so that the reverse KL is infinite; use --loss kl or squared"
            )
        return p

    def forget(self) -> None:
        """Give back the pages of a mapped array that have been read."""
        _forget(self.rows)

    def logarithms(self, p: Array, log_p: Array | None, q: Array, start: int, softened: str = "") -> Array:
        """log p, for KL to targets q, shape (B, V); InputError where a probability is zero and that of q is not.

        `softened` is said before "gives" of rows that an operator has softened.
        """
        if log_p is None:
            with np.errstate(divide="ignore"):
                log_p = np.log(p)
        if log_p.min() >= MASKS:
            return log_p
        infinite = (log_p < MASKS) & (q > 0)
        if infinite.any():
            seed, row, c = map(int, np.argwhere(infinite)[0])
            raise InputError(
                f"{self.where(seed, start + row)} {softened}gives class {c} probability zero and the target "
                f"{q[row, c]:.3g}, so that KL is infinite; use --loss squared, or a target that is zero where classes "
                "are masked"
            )
        return np.where(log_p < MASKS, MASKED, log_p)


def _floats(array: NDArray[Any] | Stored, name: str) -> NDArray[Any] | Stored:
    if array.dtype.kind != "f" and array.dtype.name != "bfloat16":
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


def _forget(rows: NDArray[Any] | Stored) -> None:
    """Let the system take back the pages of an array that the user mapped, which would count as memory."""
    mapped = getattr(rows, "_mmap", None)
    if mapped is not None and hasattr(mmap, "MADV_DONTNEED"):
        mapped.madvise(mmap.MADV_DONTNEED)
