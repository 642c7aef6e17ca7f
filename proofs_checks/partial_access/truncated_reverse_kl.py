r"""A student whose truncated reverse KL is zero matches its teacher.

False: over the k classes K that a teacher shows, the truncated loss is Σ_K q_i log(q_i/p_i), q the student. Terms may
be negative, and add up to zero far from a match: p = (4, 1, 1)/6, K its first two classes, q = (1, 2, 3)/6 has
    (1/6) log(1/4) + (1/3) log 2 = 0,
and TV(p, q) = 1/2. It may be negative: q = (.6, .4), p = (.9, .1), k = 1 has −0.243, where the whole KL is 0.311.
With one more term for the tail, q_R log(q_R/p_R), R all other classes together, it is a KL divergence of laws on k + 1
classes: never negative, and zero only where q matches p on K. The whole KL is that plus q_R times the KL of the tails.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np
from scipy.optimize import brentq
from sympy import Expr, Integer, Rational, expand_log, log

from numerics.chance import stream
from numerics.enclosure import ball
from numerics.simplex import Array
from proofs_checks.machine.claim import Claim, control, leg
from proofs_checks.machine.evidence import Evidence, Witness

claim = Claim(
    statement=r"\textstyle\sum_{i \in K} q_i \log(q_i/p_i) = 0 \implies q = p \text{ on } K",
    scope="V >= 2, 1 <= k < V, K the top k of p, p > 0; V = 3, k = 2 refutes",
    reads={"S7.topk": "limits"},
    expect="refuted",
)

TEACHER, STUDENT, SHOWN = (4, 1, 1), (1, 2, 3), 2  # in sixths
Loss = Callable[[Sequence[Expr], Sequence[Expr], int], Expr]


def truncated(q: Sequence[Expr], p: Sequence[Expr], k: int) -> Expr:
    return sum((a * log(a / b) for a, b in zip(q[:k], p[:k], strict=True)), Integer(0))


def with_tail(q: Sequence[Expr], p: Sequence[Expr], k: int) -> Expr:
    """One more term, for all other classes together."""
    a, b = sum(q[k:], Integer(0)), sum(p[k:], Integer(0))
    return truncated(q, p, k) + a * log(a / b)


@leg("exact", covers="p = (4, 1, 1)/6, q = (1, 2, 3)/6, k = 2: the loss by the rules of logarithms, TV in fractions")
def zero(loss: Loss = truncated) -> Evidence:
    p, q = ([Rational(x, 6) for x in law] for law in (TEACHER, STUDENT))
    value = expand_log(loss(q, p, SHOWN), force=True).expand()
    apart = sum((abs(a - b) for a, b in zip(p, q, strict=True)), Integer(0)) / 2
    if value != 0:
        return Evidence("supports", {"loss": ball(value).str(8)}, note="the loss is not zero")
    says = f"the loss is (1/6) log(1/4) + (1/3) log 2 = 0, and TV(p, q) = {apart}"
    return Evidence("refutes", {"loss": "0"}, Witness({"p": p, "q": q, "k": SHOWN}, apart, says))


TOPS, BETWEEN = (7, 2, 1), (Rational(38, 100), Rational(39, 100))  # p in tenths; q_2 where q_1 = 3/10


@leg(
    "enclosure", covers="p = (7, 2, 1)/10, k = 2, q_1 = 3/10: the loss changes sign between q_2 = .38 and .39, in balls"
)
def crossing(loss: Loss = truncated) -> Evidence:
    """It is continuous in q_2, and zero in between, where TV is 2/5 at least: q_1 alone is that far from p_1."""
    p = [Rational(x, 10) for x in TOPS]
    low, high = (ball(loss([Rational(3, 10), x, Rational(7, 10) - x], p, 2)) for x in BETWEEN)
    figures = {"at .38": low.str(8), "at .39": high.str(8)}
    if not (low < 0 < high):
        return Evidence("supports", figures)
    says = (
        f"the loss is {low.str(6)} at q_2 = .38 and {high.str(6)} at .39, so zero in between, where TV is at least 2/5"
    )
    return Evidence("refutes", figures, Witness({"p": p, "q_1": "3/10", "k": 2}, p[0] - Rational(3, 10), says))


@leg(
    "search",
    covers="300 random teachers on 6 classes, k = 3: students of zero loss with TV above 1/20, by root finding",
)
def strangers(tail: bool = False, seed: int = 0) -> Evidence:
    """A student moves away from the teacher along two directions; where the loss changes sign it is zero in between."""
    rng = stream(seed, "partial_access.truncated_reverse_kl")
    found, least = 0, np.inf
    for _ in range(300):
        p = -np.sort(-rng.dirichlet(np.ones(6)))
        ends = [rng.dirichlet(np.ones(6)) for _ in range(2)]

        def at(s: float, ends: Sequence[Array] = ends, p: Array = p) -> tuple[float, float]:
            q = (1 - s) * ends[0] + s * ends[1]
            value = float((q[:3] * np.log(q[:3] / p[:3])).sum())
            if tail:
                value += float(q[3:].sum() * np.log(q[3:].sum() / p[3:].sum()))
            return value, float(np.abs(p - q).sum() / 2)

        if at(0.0)[0] * at(1.0)[0] < 0:
            s = brentq(lambda s, at=at: at(s)[0], 0.0, 1.0, xtol=1e-15)
            found, least = found + (at(s)[1] > 0.05), min(least, at(s)[1])
    if not found:
        return Evidence("supports", {"teachers": 300})
    return Evidence("refutes", {"teachers": 300, "students of zero loss": found, "least TV": float(least)})


def by_hand() -> Fraction:
    """(1/6) log(1/4) + (1/3) log 2 in units of log 2 is −2/6 + 1/3 = 0; TV is half of (3 + 1 + 2)/6."""
    assert Fraction(1, 6) * -2 + Fraction(1, 3) == 0
    p, q = (Fraction(4, 6), Fraction(1, 6), Fraction(1, 6)), (Fraction(1, 6), Fraction(2, 6), Fraction(3, 6))
    assert (q[0] / p[0], q[1] / p[1]) == (Fraction(1, 4), 2)
    return Fraction(1, 2) * sum(abs(a - b) for a, b in zip(p, q, strict=True))


for check in (zero, crossing):
    control(check, "repaired: a term for the tail", loss=with_tail)
control(strangers, "repaired: a term for the tail", tail=True)
