"""Is a loss blind to what does not matter: shifts of logits, the order of classes?"""

from __future__ import annotations

from itertools import product

import numpy as np

from numerics.losses.findings import Finding, judged, not_asked, supported, witness
from numerics.losses.subject import Subject, pairs
from numerics.simplex import Array

PAIRS, SHIFTS = 8, (3.0, -40.0)


def shift(subject: Subject, classes: tuple[int, ...], seed: int) -> Finding:
    """Does a number added to all logits of a side change it?"""
    sides = [side for side in ("student", "teacher") if getattr(subject.setting, side) == "logits"]
    if not sides:
        return not_asked("neither side is given logits")
    scope = f"{' and '.join(sides)}: all logits {' or '.join(f'{by:+g}' for by in SHIFTS)}"
    worst = supported(scope)
    for V, side, by in product(classes, sides, SHIFTS):
        z, v = pairs((PAIRS,), V, seed)
        moved = (z + by, v) if side == "student" else (z, v + by)
        found = _compared(
            subject, (z, v), moved, scope, f"with {by:+g} on all logits of the {side}", abs(by) / 4, shift=by, side=side
        )
        if found.verdict == "refuted":
            return found
        worst = found if found.verdict == "inconclusive" else worst
    return worst


def order(subject: Subject, classes: tuple[int, ...], seed: int) -> Finding:
    """Do classes in another order, on both sides, change it?"""
    scope = "classes of both sides in another order"
    rng = np.random.Generator(np.random.PCG64(seed))
    worst = supported(scope)
    for V in classes:
        z, v = pairs((PAIRS,), V, seed)
        for turn in (np.arange(V)[::-1], rng.permutation(V)):
            moved = ", ".join(map(str, turn[:8] + 1)) + (", …" if V > 8 else "")
            says = f"with classes in the order {moved}"
            found = _compared(subject, (z, v), (z[:, turn], v[:, turn]), scope, says, order=(turn + 1).tolist())
            if found.verdict == "refuted":
                return found
            worst = found if found.verdict == "inconclusive" else worst
    return worst


def _compared(
    subject: Subject,
    rows: tuple[Array, Array],
    others: tuple[Array, Array],
    scope: str,
    says: str,
    allowed: float = 1.0,
    **also: object,
) -> Finding:
    """Pairs that should have the same loss; those whose loss is no number are left to `finite`."""
    before, after = subject.values(*rows), subject.values(*others)
    gaps = np.where(np.isfinite(before), np.nan_to_num(np.abs(after - before), nan=np.inf), 0.0)
    n = int(np.argmax(gaps))
    says = f"the loss is {before[n]:.6g}, and {after[n]:.6g} {says}"
    shown = witness(subject, rows[0][n], rows[1][n], float(before[n]), says, **also)
    return judged(subject, float(gaps[n]), scope, shown, max(1.0, allowed))
