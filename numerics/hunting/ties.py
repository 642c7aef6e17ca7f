"""Entries that came out equal: closed by the map, or by floats?

A map closes a gap abruptly: a millionth of the way back and the gap is a thousand ulp wide. Where floats
close it, in underflow or in rounding, the gap is then still within a few ulp of nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from numerics.hunting.subject import Subject
from numerics.hunting.worst_cases import Case
from numerics.simplex import Array

STEP, CLEAR, FIRST, ORDINARY = 1e-6, 1000.0, 1e-300, 1e-40


def closed_by_the_map(subject: Subject, case: Case, coldest: float, hottest: float) -> bool:
    """Whether the gap opens abruptly, on the way to a law nearly all on its larger entry, or to another temperature."""
    p = np.array(case.p)
    pair = widest(p, subject(p[None], case.T)[0])
    if pair is None:
        return False
    low, high = pair
    peaked = 1e-3 * p  # not a vertex: zeros open gaps of their own
    peaked[high] += 0.999

    def gap(law: Array, T: float) -> tuple[float, float]:
        q = subject(law[None], T)[0]
        return float(q[high] - q[low]), subject.tolerance.eps * float(q[high]) + underflow(subject, law, T)

    def at_law(share: float) -> tuple[float, float]:
        return gap((1 - share) * p + share * peaked, case.T)

    def at_heat(share: float, end: float) -> tuple[float, float]:
        return gap(p, float(case.T * (end / case.T) ** share))

    ways = [lambda share, end=end: at_heat(share, end) for end in (coldest, hottest) if end != case.T]
    if _opens_abruptly(at_law, (STEP, 1.0)) or any(_opens_abruptly(way, (STEP,)) for way in ways):
        return True
    return not any(way(1.0)[0] > 0 for way in (at_law, *ways))  # closed wherever one looks


def _opens_abruptly(gap: Callable[[float], tuple[float, float]], steps: tuple[float, ...]) -> bool:
    """Whether the gap, zero at share 0, is many ulp wide soon after the share at which it opens.

    Soon is a millionth of that share; or, if entries are not about to underflow, twice the share.
    """
    if not gap(1.0)[0] > 0:
        return False
    low, high = FIRST, 1.0
    if gap(low)[0] > 0:  # it opens at once: abruptly, if by many ulp
        return bool(gap(low)[0] > CLEAR * gap(low)[1])
    # geometric halving: the share at which it opens may be as small as 1e-300
    while high > low * (1 + STEP / 8):
        middle = float(np.sqrt(low) * np.sqrt(high))  # their product would underflow
        low, high = (low, middle) if gap(middle)[0] > 0 else (middle, high)
    closed = gap(low)[1]  # an ulp where the gap is closed, which may be wider
    for step in steps:
        width, ulp = gap(min(high * (1 + step), 1.0))
        if width > CLEAR * max(ulp, closed) and (step == STEP or (high > 1e-14 and gap(high)[1] > ORDINARY)):
            return True
    return False


def widest(p: Array, q: Array) -> tuple[int, int] | None:
    """The two entries (low, high) farthest apart in p among those that came out equal; neighbours only in long rows."""
    if len(p) <= 500:  # all pairs
        apart = np.where((q[:, None] == q[None, :]), p[None, :] - p[:, None], 0.0)
        low, high = np.unravel_index(int(apart.argmax()), apart.shape)
        return (int(low), int(high)) if apart[low, high] > 0 else None
    order = np.argsort(p, kind="stable")  # all pairs of 300,000 classes would not fit
    gaps = [(p[j] - p[i], i, j) for i, j in pairwise(order) if q[i] == q[j] and p[j] > p[i]]
    return (int(max(gaps)[1]), int(max(gaps)[2])) if gaps else None


def underflow(subject: Subject, p: Array, T: float) -> float:
    """The least that floats leave between two entries: of powers that are normalised afterwards, p_max^(1/T) ≤ Σ."""
    least = subject.tolerance.tiny * subject.tolerance.eps  # the smallest subnormal
    return subject.tolerance.tiny + min(least * float(np.exp(min(-np.log(p.max()) / T, 700.0))), 1e-12)
