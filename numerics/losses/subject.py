"""A loss under audit, as questions call it: logits of a student and a teacher in, numbers and gradients out.

Laws are given as logits, which are handed over in the form that the loss takes: logits, log-probabilities or
probabilities. Two laws alone are a batch of one example (of one token, where it takes batches of sequences).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_softmax, softmax

from numerics.errors import said
from numerics.losses.calls import CallError, Form, Given, Kind, RefusedError, Returned, Setting
from numerics.precision import BFLOAT16, FLOAT16, FLOAT64, Precision, real, stored
from numerics.simplex import Array, InputError

ROUNDINGS, FEW_ROUNDINGS = 1e3, 16  # how many a value may be off by; in half precision, where more would excuse all
HALF = 1e-4  # from which eps on a precision is half
TELLING = 1e-6  # of a usual value: less may be what an epsilon within the loss leaves
SEEN = 8  # pairs that tell the precision of what it is given
USUAL, SPREAD = 64, 1.5  # pairs that tell the usual value, and the standard deviation of their logits
EXAMPLES, TOKENS = 2, 3  # of a batch that tells which shapes it takes: no two of its sizes are equal
IGNORED = -100  # a label that leaves out its token, as torch's losses have it


class Subject:
    """A loss with its setting.

    `eps` is that of the coarsest precision its values have, and `scale` a usual value of it, in absolute terms.
    Raises InputError, in one line, where it cannot be called at all.
    """

    def __init__(
        self,
        call: Callable[[Given], Returned],
        name: str,
        setting: Setting,
        watch: Callable[[int, float], None] = lambda V, T: None,
    ) -> None:
        self.name, self.setting, self.calls = name, setting, 0
        self.precision: Precision = FLOAT64
        self.scale, self.sequences, self.takes_sequences, self.repeated = 1.0, False, False, 1
        self._call, self._watch = call, watch

    @property
    def eps(self) -> float:
        """From 1 to the next number of its precision."""
        return self.precision.eps

    @property
    def tolerance(self) -> float:
        """Below which a difference of values may be rounding."""
        return (FEW_ROUNDINGS if self.is_half else ROUNDINGS) * self.eps * self.scale

    @property
    def is_half(self) -> bool:
        """Whether its values are those of half precision."""
        return self.eps > HALF

    @property
    def telling(self) -> float:
        """From which on a difference of values tells something."""
        return max(self.tolerance, TELLING * self.scale)

    def batch(
        self,
        z: Array,
        v: Array,
        *,
        mask: NDArray[np.int64] | None = None,
        labels: NDArray[np.int64] | None = None,
        T: float | None = None,
        arguments: Mapping[str, Any] | None = None,
        kind: Kind | None = None,
        gradients: bool = False,
        moved: Array | None = None,
    ) -> Returned:
        """What it makes of logits of shape (..., V), the student's entries `moved`. Raises RefusedError."""
        setting = self.setting
        T = setting.T if T is None else T
        if mask is None and setting.mask:
            mask = np.ones(z.shape[:-1], np.int64)
        if labels is None and setting.labels:
            labels = np.argmax(v, axis=-1).astype(np.int64)
        arguments = {**setting.arguments, **(arguments or {})}
        student = formed(z, setting.student) + (0.0 if moved is None else moved)
        kind = kind or setting.base
        given = Given(student, formed(v, setting.teacher), T, mask, labels, arguments, kind, gradients)
        self._watch(z.shape[-1], 0.0 if T is None else T)
        self.calls += 1
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                returned = self._call(given)
        except InputError:
            raise
        except Exception as error:
            raise RefusedError(str(error) if isinstance(error, CallError) else said(error), z, v) from error
        finally:
            self._watch(0, 0.0)
        if returned.values.dtype.kind != "f":
            raise InputError(f"{self.name}: returned {returned.values.dtype}, not floats")
        return returned

    def value(self, z: Array, v: Array, **how: Any) -> float:
        """The sum of what it makes of two laws alone, shape (V,) each."""
        return float(np.sum(self.batch(*self.alone(z, v), **how).values, dtype=np.float64))

    def values(self, z: Array, v: Array, **how: Any) -> Array:
        """The same of several pairs, shape (n, V) each, one at a time."""
        return np.array([self.value(one, other, **how) for one, other in zip(z, v, strict=True)])

    def gradient(self, z: Array, v: Array, **how: Any) -> Array:
        """Of `value` in the student's logits, shape (V,): by differences of second order."""
        step = 1e-6 * max(1.0, float(np.abs(z).max())) if self.precision is FLOAT64 else 1e-2
        moved = step * np.eye(len(z))
        with np.errstate(invalid="ignore"):
            return np.array([self.value(z + d, v, **how) - self.value(z - d, v, **how) for d in moved]) / (2 * step)

    def alone(self, z: Array, v: Array) -> tuple[Array, Array]:
        """Two laws as a batch; as `repeated` equal tokens where the loss looks at pairs of neighbours."""
        one = (1, 1) if self.sequences else (1,)
        times = (1, self.repeated, 1) if self.sequences else (1, 1)
        return np.tile(z.reshape(*one, -1), times), np.tile(v.reshape(*one, -1), times)

    def settle(self, V: int, seed: int) -> None:
        """Find out which shapes it takes, what it returns, its precision and its usual size.

        Raises InputError where it takes none, or returns what is no array of real numbers.
        """
        refusals, accepted = [], []
        for sequences in (False, True):
            try:
                self.batch(*pairs((EXAMPLES, TOKENS) if sequences else (EXAMPLES,), V, seed))
                self.sequences = sequences
                self.value(*(rows[0] for rows in pairs((1,), V, seed)))
            except RefusedError as refusal:
                refusals.append(str(refusal))
            else:
                accepted.append(sequences)
        if not accepted:
            raise InputError(f"{self.name}: raised {refusals[0]} for a batch of {EXAMPLES} and V = {V}")
        self.takes_sequences = True in accepted
        self.sequences = self.takes_sequences and (self.setting.mask or self.setting.labels or False not in accepted)
        z, v = pairs((EXAMPLES, TOKENS) if self.sequences else (EXAMPLES,), V, seed)
        found = self.batch(z, v)
        named_shape(found.values.shape, z.shape, self.name)
        whole, again = (float(np.sum(of.values, dtype=np.float64)) for of in (found, self.batch(z, v)))
        if whole != again and not (np.isnan(whole) and np.isnan(again)):
            raise InputError(
                f"{self.name}: two calls with the same input differ, {whole:.6g} and {again:.6g}: switch dropout off, "
                "or fix its seed"
            )
        several = self.values(*pairs((USUAL,), V, seed))
        if self.sequences and not (np.isfinite(several) & (several != 0)).any():
            self.repeated = 2  # one token alone is none where labels stand for the token before
            several = self.values(*pairs((USUAL,), V, seed))
        finite = several[np.isfinite(several)]
        if not len(finite):
            raise InputError(f"{self.name}: no value is finite for logits drawn around zero, V = {V}")
        if not finite.any():
            mixes = "is zero for one example, and not for several: is a softmax taken over another axis than the last?"
            raise InputError(f"{self.name}: {mixes if whole else 'is zero for all logits drawn: nothing can be told'}")
        self.scale = max(float(np.median(np.abs(finite))), np.finfo(np.float64).tiny)
        self._judge(finite, found.dtype)
        self._look_at_inputs(V, seed)

    def _look_at_inputs(self, V: int, seed: int) -> None:
        """Values that do not change with the last bits of logits are those of logits in half precision."""
        z, v = pairs((SEEN,), V, seed + 11)
        before = self.values(z, v)

        def same(bits: int) -> bool:
            return bool((self.values(z * (1 + 2.0**-bits), v) == before).mean() > 0.5)

        if same(17) and not same(5):
            self.precision = BFLOAT16 if same(13) else FLOAT16

    def _judge(self, values: Array, dtype: np.dtype[Any]) -> None:
        for precision in (stored(dtype), real(values, dtype)):
            if precision.bits < self.precision.bits:
                self.precision = precision


def named_shape(returned: tuple[int, ...], given: tuple[int, ...], name: str) -> tuple[str, ...]:
    """The axes that what came back still has, of a batch of shape (examples, classes) or (examples, tokens, classes).

    Raises InputError for another shape.
    """
    axes = ("examples", "tokens", "classes") if len(given) == 3 else ("examples", "classes")
    for kept in range(len(given) + 1):
        if returned == given[:kept] or (kept == 0 and returned == (1,)):
            return axes[:kept]
    raise InputError(f"{name}: returned shape {returned} of a batch of shape {given}")


def formed(logits: Array, form: Form) -> Array:
    """Logits in the form that a side takes."""
    if form == "logits":
        return logits
    return np.asarray(log_softmax(logits, axis=-1) if form == "log-probabilities" else softmax(logits, axis=-1))


def pairs(shape: tuple[int, ...], V: int, seed: int, spread: float = SPREAD) -> tuple[Array, Array]:
    """Logits of students and teachers, drawn around zero, shape (*shape, V) each."""
    rng = np.random.Generator(np.random.PCG64([seed, V, *shape]))
    z, v = rng.normal(0.0, spread, (2, *shape, V))
    return z, v
