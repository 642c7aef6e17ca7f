"""What models are meant to predict: laws of the label, or labels."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kdaudit.inputs.arrays import Source, only, opened
from kdaudit.inputs.stored import Stored
from kdaudit.predictions.predictions import Predictions
from numerics.simplex import Array, InputError

LEFT_OUT = -100  # the label of examples that do not count, as torch has it


def in_order(rows: Predictions, source: Source, *, labels: bool) -> None:
    """Raises InputError where a target, or labels, say that the axes of a model's rows are in another order."""
    name = "labels" if labels else "target"
    given, (seeds, examples, classes) = only(opened(source, name), name, ()).shape, rows.shape
    found = f"{rows.name}: has {seeds:,} seeds of {examples:,} examples of {classes:,} classes, and the {name} "
    if given == ((examples,) if labels else (examples, classes)):
        return
    if seeds > 1 and given == ((seeds,) if labels else (seeds, classes)):
        raise InputError(
            f"{found}{seeds:,} examples: seeds must be the first axis, as numpy.swapaxes(x, 0, 1) has them"
        )
    if given == ((classes,) if labels else (classes, examples)):
        raise InputError(
            f"{found}{classes:,} examples: classes must be the last axis, as numpy.moveaxis(x, -2, -1) has them"
        )


class Target:
    """Laws of the label, from a file of probabilities, shape (examples, classes), or of labels, shape (examples,).

    `kept` are the examples that count: all but those of label −100.
    """

    def __init__(self, source: Source, *, labels: bool, classes: int, renormalise: bool = False) -> None:
        self.labels, self.classes = labels, classes
        self.name = "labels" if labels else "target"
        array = only(opened(source, self.name), self.name, ())
        self._laws: Predictions | None = None
        if labels:
            self.given = array.shape
            self.rows = self._integers(array)
            self.kept = np.flatnonzero(self.rows != LEFT_OUT)
            self.rows = self.rows[self.kept]
        else:
            if array.ndim != 2 or array.shape[1] != classes:
                raise InputError(f"target: has shape {array.shape}, not (examples, {classes} classes)")
            self._laws = Predictions(source, "target", renormalise=renormalise, alone=True)
            self.given, self.kept = array.shape, np.arange(array.shape[0])

    def _integers(self, array: NDArray[Any] | Stored) -> NDArray[Any]:
        if array.ndim == 2 and array.shape[1] == self.classes:
            raise InputError(
                f"labels: have shape {array.shape}: probabilities, one-hot ones too, are given with --target; or save "
                "their argmax"
            )
        if array.ndim != 1 or array.dtype.kind not in "iuf":
            raise InputError(f"labels: need integers of shape (examples,), not {array.dtype} of shape {array.shape}")
        found = np.asarray(array)
        if array.dtype.kind == "f":
            whole = bool((found == np.rint(found)).all())
            how = "all whole: save labels.astype(int)" if whole else "not whole: are these probabilities? --target"
            raise InputError(f"labels: need integers, not {array.dtype}; they are {how}")
        outside = ((found < 0) | (found >= self.classes)) & (found != LEFT_OUT)
        if outside.any():
            row = int(np.argmax(outside))
            raise InputError(
                f"labels: example {row} has label {found[row]}, outside 0 to {self.classes - 1} (and not {LEFT_OUT}, "
                "which leaves an example out)"
            )
        if (found == LEFT_OUT).all():
            raise InputError(f"labels: every label is {LEFT_OUT}, which leaves an example out")
        return found

    @property
    def examples(self) -> int:
        """How many there are to be measured."""
        return len(self.kept)

    @property
    def off(self) -> list[float]:
        """How far sums of rows were from one."""
        return [0.0] if self._laws is None else self._laws.off

    def block(self, start: int, stop: int) -> Array:
        """Laws of some examples, shape (stop − start, V); one-hot for labels."""
        if self._laws is None:
            law = np.zeros((stop - start, self.classes))
            law[np.arange(stop - start), self.rows[start:stop]] = 1.0
            return law
        return self._laws.block(start, stop)[0][0].copy()

    def forget(self) -> None:
        """Give back the pages of a mapped array that have been read."""
        if self._laws is not None:
            self._laws.forget()
