"""Entries that came out equal: closed by the map, or by floats?

A map closes a gap abruptly: a millionth of the way back and the gap is a thousand ulp wide. Where floats
close it, in underflow or in rounding, the gap is then still within a few ulp of nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from numerics.hunting.docket import Case
from numerics.hunting.subject import Subject
from numerics.simplex import Array

STEP, CLEAR, FIRST = 1e-6, 1000.0, 1e-300


def closed_by_the_map(subject: Subject, case: Case, coldest: float, hottest: float) -> bool:
    """Whether the gap opens abruptly, on the way to a law all on its larger entry, or to another temperature."""
    p = np.array(case.p)
    low, high = _pair(subject, p, case.T)
    vertex = np.zeros_like(p)
    vertex[high] = 1.0

    def gap(law: Array, T: float) -> tuple[float, float]:
        q = subject(law[None], T)[0]
        return float(q[high] - q[low]), float(np.spacing(q[high])) + underflow(subject, law, T)

    def gap_at_law(share: float) -> tuple[float, float]:
        law = (1 - share) * p + share * vertex
        return gap(law, case.T)

    def gap_at_heat(share: float, end: float) -> tuple[float, float]:
        return gap(p, float(case.T * (end / case.T) ** share))

    ways = [
        gap_at_law,
        *(lambda share, end=end: gap_at_heat(share, end) for end in (coldest, hottest) if end != case.T),
    ]
    opened = [_opens_abruptly(way) for way in ways]
    if any(opened):
        return True
    return not any(way(1.0)[0] > 0 for way in ways)  # closed wherever one looks


def _opens_abruptly(gap: Callable[[float], tuple[float, float]]) -> bool:
    """Whether the gap, zero at share 0, is many ulp wide a millionth beyond the share at which it opens."""
    if not gap(1.0)[0] > 0:
        return False
    low, high = FIRST, 1.0
    if gap(low)[0] > 0:
        return bool(gap(low)[0] > CLEAR * gap(low)[1])
    while high > low * (1 + STEP / 8):
        middle = float(np.sqrt(low * high))
        low, high = (low, middle) if gap(middle)[0] > 0 else (middle, high)
    width, ulp = gap(min(high * (1 + STEP), 1.0))
    return width > CLEAR * ulp


def _pair(subject: Subject, p: Array, T: float) -> tuple[int, int]:
    """The two entries farthest apart among those neighbours in p that came out equal."""
    order = np.argsort(p, kind="stable")
    q = subject(p[None], T)[0]
    gaps = [(p[j] - p[i], i, j) for i, j in pairwise(order) if q[i] == q[j] and p[j] > p[i]]
    if not gaps:
        return int(order[0]), int(order[-1])
    _, low, high = max(gaps)
    return int(low), int(high)


def underflow(subject: Subject, p: Array, T: float) -> float:
    """The least that floats leave between two entries: of powers that are normalised afterwards, p_max^(1/T) ≤ Σ."""
    least = subject.tolerance.tiny * subject.tolerance.eps  # the smallest subnormal
    return min(subject.tolerance.tiny + least * float(np.exp(-np.log(p.max()) / T)), 1e-12)
