"""What a loss does with a batch: how it is reduced, what masked positions count, what becomes of micro-batches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from numerics.losses.findings import Finding, inconclusive, not_asked, refuted, supported, witness
from numerics.losses.subject import IGNORED, RefusedError, Subject, named_shape, pairs
from numerics.simplex import Array

Over = Literal["sum", "mean", "other", "each"]
COPIES, EMPTY, WITHIN = 3, -80.0, 1e-6
LENGTHS = (4, 2)  # tokens of two sequences that count


@dataclass(frozen=True)
class Reduction:
    """How values are put together over examples, tokens and classes.

    "each" where one is returned for each; None where a batch has no such axis, or where it cannot be told.
    """

    examples: Over
    tokens: Over | None
    classes: Over | None


def reduction(subject: Subject, V: int, seed: int) -> Reduction:
    """Told by copies: of n equal examples a sum is n times that of one, and a mean is the same.

    Of classes that neither side gives a probability a mean falls as their number rises.
    """
    z, v = (rows[0] for rows in pairs((1,), V, seed))
    sequences = subject.takes_sequences

    def copied(examples: int, tokens: int) -> float:
        shape = (examples, tokens, 1) if sequences else (examples, 1)
        return float(np.sum(subject.batch(np.tile(z, shape), np.tile(v, shape)).values, dtype=np.float64))

    given = np.tile(z, (2, COPIES, 1) if sequences else (2, 1))
    kept = named_shape(subject.batch(given, given).values.shape, given.shape, subject.name)
    one = copied(1, 1)
    tokens: Over | None = None
    if sequences:
        tokens = "each" if "tokens" in kept else _over(copied(1, COPIES) / one, COPIES)
    examples: Over = "each" if "examples" in kept else _over(copied(COPIES, 1) / one, COPIES)
    return Reduction(examples, tokens, "each" if "classes" in kept else _over_classes(subject, z, v))


def _over(ratio: float, count: int) -> Over:
    if abs(ratio - count) < WITHIN * count:
        return "sum"
    return "mean" if abs(ratio - 1) < WITHIN else "other"


def _over_classes(subject: Subject, z: Array, v: Array) -> Over | None:
    empty = np.full(len(z), EMPTY)
    try:
        ratio = subject.value(np.append(z, empty), np.append(v, empty)) / subject.value(z, v)
    except RefusedError:
        return None
    if abs(ratio - 1) < WITHIN:
        return "sum"
    return "mean" if abs(ratio - 0.5) < WITHIN else None


def _without_mask(subject: Subject, V: int, seed: int) -> str:
    """Why tokens cannot be left out; empty where they can."""
    if not (subject.setting.mask or subject.setting.labels):
        return "no mask was named"
    if not subject.sequences:
        return "it takes no sequences of tokens"
    try:
        _total(subject, *pairs((1, 2), V, seed), np.array([[True, False]]))
    except RefusedError as refusal:
        return f"a label of {IGNORED} is refused: {refusal}"
    return ""


def masked(subject: Subject, V: int, seed: int) -> Finding:
    """Does what stands at masked positions, or how many there are, change the loss?"""
    why = _without_mask(subject, V, seed)
    if why:
        return not_asked(why)
    width = max(LENGTHS)
    z, v = pairs((len(LENGTHS), width), V, seed)
    count = np.arange(width) < np.array(LENGTHS)[:, None]
    before = _total(subject, z, v, count)
    scope = f"{len(LENGTHS)} sequences of {' and '.join(map(str, LENGTHS))} tokens that count"
    other, far = pairs((len(LENGTHS), width), V, seed + 1, spread=5.0)
    away = np.where(count[..., None], z, other), np.where(count[..., None], v, far)
    after = _total(subject, *away, count)
    place = z[0, 0], v[0, 0]
    if not abs(after - before) <= subject.telling:
        says = f"the loss is {before:.6g}, and {after:.6g} with other logits at masked positions"
        return refuted(scope, witness(subject, *place, before, says))
    more = 3
    longer, further = (np.concatenate([of, extra[:, :more]], axis=1) for of, extra in ((z, other), (v, far)))
    padded = _total(subject, longer, further, np.pad(count, ((0, 0), (0, more))))
    if not abs(padded - before) <= subject.telling:
        says = f"the loss is {before:.6g}, and {padded:.6g} with {more} more masked positions behind each sequence"
        return refuted(scope, witness(subject, *place, before, says))
    return supported(scope)


def _total(subject: Subject, z: Array, v: Array, count: NDArray[np.bool_]) -> float:
    """The sum of what is returned where some positions count."""
    return float(np.sum(_with(subject, z, v, count), dtype=np.float64))


def _with(subject: Subject, z: Array, v: Array, count: NDArray[np.bool_]) -> NDArray[np.float64]:
    labels = None
    if subject.setting.labels:
        labels = np.where(count, np.argmax(v, axis=-1), IGNORED).astype(np.int64)
    mask = count.astype(np.int64) if subject.setting.mask else None
    return subject.batch(z, v, mask=mask, labels=labels).values


def accumulation(subject: Subject, V: int, seed: int, found: Reduction) -> Finding:
    """Do losses of unequal micro-batches make that of the whole: as a sum, or a mean with some weights?"""
    if found.examples == "each":
        return not_asked("it returns a value for each example")
    if not _without_mask(subject, V, seed):
        z, v = pairs((len(LENGTHS), max(LENGTHS)), V, seed)
        count = np.arange(max(LENGTHS)) < np.array(LENGTHS)[:, None]
        parts = [slice(0, 1), slice(1, 2)]
        tokens = np.array(LENGTHS, dtype=np.float64)
        what = f"micro-batches of {' and '.join(map(str, LENGTHS))} tokens"
    else:
        shape = (4, 2) if subject.sequences else (4,)
        z, v = pairs(shape, V, seed)
        count = np.ones(shape, dtype=bool)
        parts, tokens, what = [slice(0, 3), slice(3, 4)], np.array([3.0, 1.0]), "micro-batches of 3 and 1 examples"
    whole = _total(subject, z, v, count)
    each = np.array([_total(subject, z[part], v[part], count[part]) for part in parts])
    examples = np.array([part.stop - part.start for part in parts], dtype=np.float64)
    ways = {
        "they add up": each.sum(),
        "their mean is the whole's": each.mean(),
        "weighted by examples they are": each @ examples / examples.sum(),
        "weighted by tokens that count they are": each @ tokens / tokens.sum(),
    }
    right = [says for says, value in ways.items() if abs(value - whole) <= subject.telling]
    if right:
        plain = (
            ""
            if abs(each.mean() - whole) <= subject.telling or right[0] == "they add up"
            else (f"; their plain mean is off by {abs(each.mean() / whole - 1):.2g} of it")
        )
        return supported(f"{what}: {right[0]}{plain}")
    if abs(whole) <= subject.telling:
        return inconclusive(f"{what}: the whole is zero")
    says = (
        f"{what} have the losses {each[0]:.6g} and {each[1]:.6g}, and both together {whole:.6g}: neither their sum "
        "nor a mean by examples or tokens"
    )
    return refuted(what, witness(subject, z.reshape(-1, V)[0], v.reshape(-1, V)[0], whole, says))
