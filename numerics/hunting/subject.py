"""The map under audit, as the hunt calls it: laws in, rows out, its faults in one line.

A map of logits is given log p, or log p with a number added to every entry, which makes no other law.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from numerics.errors import said
from numerics.operator import Operator
from numerics.precision import BFLOAT16, FLOAT64, Precision, real, stored
from numerics.rounding import Tolerance
from numerics.simplex import Array, InputError

REPEATED = 8
AGAIN, SMALL = 512, 2048  # calls that are made twice, and of how many numbers at most
PROBED = 64  # laws on which the precision of values is found


class MapError(Exception):
    """What a map raised, as one line, where more than one way of calling it was tried."""


class Subject:
    """A map from an array of shape (..., V) and a temperature to an array of the same shape, whatever its floats.

    Calling it with laws of shape (n, V) returns float64. `precision` is the coarsest that was found in what came back,
    whatever type that was stored in, and `tolerance` speaks of it. A registered `operator` brings its own allowance.
    Raises InputError, with the input in its message, when the map raises, or returns what is no array of real
    floats of that shape. The rows handed in are a copy, and `meddles` says whether it was written to.
    """

    def __init__(
        self,
        function: Callable[[Array, float], Any],
        name: str,
        *,
        operator: Operator | None = None,
        logits: bool = False,
        watch: Callable[[int, float], None] = lambda V, T: None,
    ) -> None:
        self.name, self.logits, self.calls, self.meddles = name, logits, 0, False
        self.precision, self.dtype = FLOAT64, np.dtype(np.float64)
        self._function, self._operator, self._watch = function, operator, watch
        self._allowance = operator and operator.allowance
        self._kept: list[tuple[Array, float, Array]] = []
        self._stride = 1  # every so many calls are kept, to be made again
        self.tolerance = Tolerance(allowance=self._allowance)

    def __call__(self, laws: Array, T: float) -> Array:
        return self._called(self.inputs(laws), T)

    def shifted(self, laws: Array, T: float, by: float) -> Array:
        """What a map of logits makes of log p + `by`."""
        return self._called(self.inputs(laws) + by, T)

    def inputs(self, laws: Array) -> Array:
        """What the map is given of laws: these, or their logarithms."""
        if not self.logits:
            return laws
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(laws))

    def _called(self, rows: Array, T: float) -> Array:
        with _unwarned():
            return self._softened(rows, T)

    def _softened(self, rows: Array, T: float) -> Array:
        given = rows.copy()
        self._watch(rows.shape[-1], T)
        self.calls += 1
        try:
            with np.errstate(all="ignore"):
                returned = np.array(self._function(given, float(T)))  # a copy: it may be a buffer that is filled again
            self._watch(0, T)
        except InputError:
            raise
        except MapError as error:
            raise InputError(f"{self.name}: raised {error} on {self._input(rows, T)}") from error
        except Exception as error:
            raise InputError(f"{self.name}: raised {said(error)} on {self._input(rows, T)}") from error
        self.meddles |= given.tobytes() != rows.tobytes()
        if returned.shape != rows.shape:
            raise InputError(f"{self.name}: returned shape {returned.shape} on {self._input(rows, T)}")
        if returned.dtype.kind != "f" and returned.dtype.name != BFLOAT16.name:
            raise InputError(f"{self.name}: returned {returned.dtype}, not floats, on {self._input(rows, T)}")
        self._judged_by(stored(returned.dtype), returned.dtype)
        softened = returned.astype(np.float64, copy=False)
        if self._operator is None and self.calls % self._stride == 0 and rows.size <= SMALL:
            self._kept.append((rows.copy(), T, softened))
            if len(self._kept) > AGAIN:
                self._kept, self._stride = self._kept[::2], 2 * self._stride
        return softened

    def probe(self, V: int, temperatures: Array) -> None:
        """Find the precision that values really have, at ordinary laws and temperatures."""
        laws = np.random.Generator(np.random.PCG64(V)).dirichlet(np.ones(V), PROBED)
        if self._operator is None:
            for T in temperatures:
                values = self(laws, float(T))
                self._judged_by(real(values, self.dtype), self.dtype)

    def _judged_by(self, precision: Precision, dtype: np.dtype) -> None:
        """The coarsest precision that came back counts."""
        if precision.bits < self.precision.bits:
            self.precision, self.dtype = precision, dtype
            self.tolerance = Tolerance(precision, self._allowance)

    def again(self) -> None:
        """Makes some of the calls again that were made, from first to last. Raises InputError where one differs.

        They are not counted: how many there are depends on how a hunt is shared out.
        """
        kept, self._kept, calls = self._kept, [], self.calls
        for rows, T, before in kept:
            now = self._called(rows, T)
            same = (
                (np.abs(now - before) <= 64 * self.tolerance.eps) | (now == before) | (np.isnan(now) & np.isnan(before))
            )
            if not same.all():
                raise InputError(self.differs(rows, T, before, now))
        self.calls = calls

    def differs(self, rows: Array, T: float, before: Array, now: Array) -> str:
        """Says where two calls with the same input differ."""
        first, second = (out.reshape(-1, out.shape[-1]) for out in (before, now))
        apart = np.where(np.isnan(first) == np.isnan(second), np.nan_to_num(np.abs(first - second)), np.inf)
        row = int(np.argmax(apart.max(axis=-1)))
        return (
            f"{self.name}: two calls with the same input differ, on {self._input(rows, T)}: "
            f"row {row} became [{_shown(first[row])}], and [{_shown(second[row])}]; it is no map"
        )

    def over(self, rows: Array, temperatures: Array) -> Array:
        """F_T(p) for every temperature and row, shape (temperatures, n, V); all at once of an operator."""
        if self._operator is None:
            given = self.inputs(rows)
            with _unwarned() as quiet:
                found = []
                for T in temperatures:
                    found.append(self._softened(given, float(T)))
                    if warnings.filters[:1] != quiet:  # the map has set its own, for itself alone
                        warnings.simplefilter("ignore")
                return np.stack(found)
        self._watch(rows.shape[-1], float(temperatures[0]))
        self.calls += 1
        softened = self._operator(np.broadcast_to(rows, (len(temperatures), *rows.shape)), temperatures[:, None])
        self._watch(0, 0.0)
        return softened

    def _input(self, rows: Array, T: float) -> str:
        first, of = rows.reshape(-1, rows.shape[-1])[0], " of logits" if self.logits else ""
        return f"an array{of} of shape {rows.shape} at T = {T:g}, of which the first row is [{_shown(first)}]"


@contextmanager
def _unwarned() -> Iterator[list[Any]]:
    """Nobody is warned of what a map does in between; to begin and end this takes as long as a fast map."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield list(warnings.filters[:1])


def _shown(row: Array) -> str:
    return ", ".join(f"{value:.6g}" for value in row[:8]) + (", …" if len(row) > 8 else "")


def examined(subject: Subject, V: int, T: float) -> None:
    """The same input again and again, row by row, and in three dimensions; InputError says what differs."""
    rows = np.random.Generator(np.random.PCG64(V)).dirichlet(np.ones(V), 6)
    together = subject(rows, T)
    tolerance = 64 * subject.tolerance.eps
    for _ in range(REPEATED):
        again = subject(rows, T)
        if not np.array_equal(together, again, equal_nan=True):
            raise InputError(subject.differs(subject.inputs(rows), T, together, again))
    alone = np.stack([subject(row[None], T)[0] for row in rows])
    stacked = subject(rows.reshape(2, 3, V), T).reshape(6, V)
    for other, how in ((alone, "row by row"), (stacked, "as an array of shape (2, 3, V)")):
        apart = np.nanmax(np.abs(other - together), initial=0.0)
        if apart > tolerance:
            raise InputError(
                f"{subject.name}: the same rows {how} differ by {apart:.3g}, at T = {T:g} and V = {V}: classes are "
                "the last axis, and every row is softened by itself"
            )
