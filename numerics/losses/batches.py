"""What a loss does with a batch: how it is reduced, what masked positions count, what becomes of micro-batches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from numerics.losses.calls import RefusedError
from numerics.losses.findings import Finding, inconclusive, judged, not_asked, refuted, supported, witness
from numerics.losses.subject import FEW_ROUNDINGS, IGNORED, Subject, named_shape, pairs
from numerics.simplex import Array

Over = Literal["sum", "mean", "other", "each"]
SEVERAL, EMPTY, WITHIN = 3, -80.0, 1e-6
LENGTHS = np.array([4, 3, 2])  # tokens of three sequences that count
MORE = 3  # masked positions behind them


@dataclass(frozen=True)
class Reduction:
    """How values are put together over examples, tokens and classes.

    "each" where one is returned for each, "other" where it is neither sum nor mean; None where a batch has no such
    axis, or where it cannot be told.
    """

    examples: Over
    tokens: Over | None
    classes: Over | None


def reduction(subject: Subject, V: int, seed: int) -> Reduction:
    """Told by unequal examples, and by unequal tokens of one: beside the sum, and the mean, of what each has alone.

    Of classes that neither side gives a probability a mean falls as their number rises.
    """
    sequences = subject.takes_sequences
    z, v = pairs((SEVERAL,), V, seed)
    within = max(WITHIN, FEW_ROUNDINGS * subject.eps)

    def total(shape: tuple[int, ...], *rows: Array) -> float:
        student, teacher = (of.reshape(*shape, V) for of in rows)
        return float(np.sum(subject.batch(student, teacher).values, dtype=np.float64))

    if subject.repeated > 1:  # what a token counts depends on the one before
        z, v = (np.repeat(of[:, None], subject.repeated, axis=1) for of in (z, v))
    one = (1, subject.repeated) if sequences else (1,)
    alone = np.array([total(one, *pair) for pair in zip(z, v, strict=True)])
    given = np.zeros((2, SEVERAL, V) if sequences else (2, V))
    kept = named_shape(subject.batch(given, given).values.shape, given.shape, subject.name)
    tokens: Over | None = None
    if sequences and subject.repeated == 1:
        tokens = "each" if "tokens" in kept else _over(total((1, SEVERAL), z, v), alone, within)
    examples: Over = "each" if "examples" in kept else _over(total((SEVERAL, *one[1:]), z, v), alone, within)
    student, teacher = (of.reshape(-1, V)[0] for of in (z, v))
    over_classes = "each" if "classes" in kept else _over_classes(subject, student, teacher, within)
    return Reduction(examples, tokens, over_classes)


def _over(whole: float, alone: Array, within: float) -> Over:
    size = within * float(np.abs(alone).max())
    if abs(whole - alone.sum()) <= size:
        return "sum"
    return "mean" if abs(whole - alone.mean()) <= size else "other"


def _over_classes(subject: Subject, z: Array, v: Array, within: float) -> Over | None:
    empty = np.full(len(z), EMPTY)
    try:
        longer, one = subject.value(np.append(z, empty), np.append(v, empty)), subject.value(z, v)
    except RefusedError:
        return None
    if abs(longer - one) <= within * abs(one):
        return "sum"
    return "mean" if abs(2 * longer - one) <= within * abs(one) else None


@dataclass(frozen=True)
class _Batch:
    """Logits of examples of tokens, and which of these count."""

    z: Array
    v: Array
    count: NDArray[np.bool_]

    def total(self, subject: Subject) -> float:
        """The sum of what is returned."""
        return float(np.sum(subject.batch(self.z, self.v, **self.given(subject)).values, dtype=np.float64))

    def given(self, subject: Subject) -> dict[str, Any]:
        """Mask and labels, as far as it takes them."""
        found: dict[str, Any] = {}
        if subject.setting.mask:
            found["mask"] = self.count.astype(np.int64)
        if subject.setting.labels:
            found["labels"] = np.where(self.count, np.argmax(self.v, axis=-1), IGNORED).astype(np.int64)
        return found

    def part(self, examples: slice) -> _Batch:
        """Some of the examples."""
        return _Batch(self.z[examples], self.v[examples], self.count[examples])


def _unequal(V: int, seed: int) -> _Batch:
    width = int(LENGTHS.max())
    z, v = pairs((len(LENGTHS), width), V, seed)
    return _Batch(z, v, np.arange(width) < LENGTHS[:, None])


def _without_mask(subject: Subject, V: int, seed: int) -> str:
    """Why tokens cannot be left out; empty where they can."""
    if not (subject.setting.mask or subject.setting.labels):
        return "no mask was named"
    if not subject.sequences:
        return "it takes no sequences of tokens"
    try:
        _Batch(*pairs((1, 3), V, seed), np.array([[True, True, False]])).total(subject)
    except RefusedError as refused:
        return f"a label of {IGNORED} is refused: {refused}"
    return ""


def masked(subject: Subject, V: int, seed: int) -> Finding:
    """Does what stands at masked positions, or how many there are, change the loss?"""
    why = _without_mask(subject, V, seed)
    if why:
        return not_asked(why)
    batch = _unequal(V, seed)
    other, far = pairs(batch.count.shape, V, seed + 1, spread=5.0)
    here = batch.count[..., None]
    refilled = _Batch(np.where(here, batch.z, other), np.where(here, batch.v, far), batch.count)
    longer, further = (
        np.concatenate([of, extra[:, :MORE]], axis=1) for of, extra in ((batch.z, other), (batch.v, far))
    )
    padded = _Batch(longer, further, np.pad(batch.count, ((0, 0), (0, MORE))))
    before, worst = batch.total(subject), None
    scope = (
        f"sequences of {_listed(LENGTHS)} tokens that count; other logits at masked positions, and {MORE} more of these"
    )
    for changed, how in (
        (refilled, "with other logits at masked positions"),
        (padded, f"with {MORE} more masked positions behind each sequence"),
    ):
        after = changed.total(subject)
        says = f"the loss is {before:.6g}, and {after:.6g} {how}"
        again = witness(subject, changed.z, changed.v, after, says)
        also = {**batch.given(subject), "student_again": again.student, "teacher_again": again.teacher}
        also |= {f"{name}_again": value for name, value in changed.given(subject).items()}
        shown = witness(subject, batch.z, batch.v, before, says, **also)
        found = judged(subject, abs(after - before), scope, shown)
        if found.verdict == "refuted":
            return found
        worst = found if worst is None or found.verdict == "inconclusive" else worst
    assert worst is not None
    return worst


def accumulation(subject: Subject, V: int, seed: int, found: Reduction) -> Finding:
    """Do losses of unequal micro-batches make that of the whole: as a sum, or a mean with some weights?"""
    if found.examples == "each":
        return not_asked("it returns a value for each example")
    if not _without_mask(subject, V, seed):
        batch, parts = _unequal(V, seed), (slice(0, 2), slice(2, 3))
    else:
        shape = (4, 2) if subject.sequences else (4,)
        batch, parts = _Batch(*pairs(shape, V, seed), np.ones(shape, dtype=bool)), (slice(0, 3), slice(3, 4))
    whole = batch.total(subject)
    each = np.array([batch.part(part).total(subject) for part in parts])
    examples, tokens = (
        np.array([float(of(batch.part(part).count)) for part in parts]) for of in (len, np.count_nonzero)
    )
    what = f"micro-batches of {_listed(examples)} examples"
    if examples[0] * tokens[1] != examples[1] * tokens[0]:  # whole numbers: shares of examples are none of tokens
        what += f", {_listed(tokens)} tokens that count"
    ways = {
        "they add up": each.sum(),
        "weighted by examples they are the whole": each @ examples / examples.sum(),
        "weighted by tokens that count they are the whole": each @ tokens / tokens.sum(),
        "their plain mean is the whole": each.mean(),
    }
    if subject.repeated > 1:
        following = tokens - examples
        ways["weighted by tokens that follow one that counts they are the whole"] = each @ following / following.sum()
    right = [says for says, value in ways.items() if abs(value - whole) <= subject.telling]
    if right:
        off = abs(each.mean() - whole)
        plain = f"; their plain mean is off by {off / abs(whole):.2g} of it" if off > subject.telling else ""
        return supported(f"{what}: {right[0]}{plain if 'weighted' in right[0] else ''}")
    if not np.isfinite([whole, *each]).all() or abs(whole) <= subject.telling:
        return inconclusive(f"{what}: the whole is zero, or no number")
    says = (
        f"{what} have the losses {each[0]:.6g} and {each[1]:.6g}, and both together {whole:.6g}: neither their sum "
        "nor a mean by examples or tokens"
    )
    also = {**batch.given(subject), "examples": examples.tolist()}
    return refuted(what, witness(subject, batch.z, batch.v, whole, says, **also))


def _listed(numbers: NDArray[Any]) -> str:
    *first, last = (f"{x:g}" for x in numbers)
    return f"{', '.join(first)} and {last}"
