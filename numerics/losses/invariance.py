"""Is a loss blind to what does not matter: shifts of logits, the order of classes?"""

from __future__ import annotations

import numpy as np

from numerics.losses.findings import Finding, inconclusive, not_asked, refuted, supported, witness
from numerics.losses.subject import Subject, pairs

PAIRS, SHIFTS = 8, (3.0, -40.0)


def shift(subject: Subject, classes: tuple[int, ...], seed: int) -> Finding:
    """Does a number added to all logits of a side change it?"""
    sides = [side for side in ("student", "teacher") if getattr(subject.setting, side) == "logits"]
    if not sides:
        return not_asked("neither side is given logits")
    scope = f"{' and '.join(sides)}: all logits {' or '.join(f'{by:+g}' for by in SHIFTS)}"
    within = None
    for V in classes:
        z, v = pairs((PAIRS,), V, seed)
        before = subject.values(z, v)
        for side in sides:
            for by in SHIFTS:
                moved = (z + by, v) if side == "student" else (z, v + by)
                gaps = np.abs(subject.values(*moved) - before)
                n = int(np.argmax(np.nan_to_num(gaps, nan=np.inf)))
                allowed = subject.telling * max(1.0, abs(by) / 4)
                if not gaps[n] <= allowed:
                    after = subject.value(moved[0][n], moved[1][n])
                    says = f"the loss is {before[n]:.6g}, and {after:.6g} with {by:+g} on all logits of the {side}"
                    return refuted(scope, witness(subject, z[n], v[n], float(before[n]), says))
                if gaps[n] > subject.tolerance * max(1.0, abs(by) / 4):
                    within = gaps[n]
    if within is not None:
        return inconclusive(f"it changes by {within:.2g}, no more than an epsilon within it may leave")
    return supported(scope)


def order(subject: Subject, classes: tuple[int, ...], seed: int) -> Finding:
    """Do classes in another order, on both sides, change it?"""
    scope = "classes of both sides in another order"
    rng = np.random.Generator(np.random.PCG64(seed))
    for V in classes:
        z, v = pairs((PAIRS,), V, seed)
        before = subject.values(z, v)
        for turn in (np.arange(V)[::-1], rng.permutation(V)):
            after = subject.values(z[:, turn], v[:, turn])
            n = int(np.argmax(np.nan_to_num(np.abs(after - before), nan=np.inf)))
            if not abs(after[n] - before[n]) <= subject.telling:
                moved = ", ".join(map(str, turn[:8] + 1)) + (", …" if V > 8 else "")
                says = f"the loss is {before[n]:.6g}, and {after[n]:.6g} with classes in the order {moved}"
                return refuted(scope, witness(subject, z[n], v[n], float(before[n]), says))
    return supported(scope)
