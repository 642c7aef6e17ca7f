r"""What a published row leaves unknown where the temperature is not told.

Power: the teacher p at T and the teacher in proportion to p^c at cT publish the same, for every c > 0: T is never found
from published rows alone, however many. One row whose teacher is known, and not uniform, gives it: T is log(p_i/p_k)
over log(q_i/q_k). Mixing: T lies in [1, 1/(1 − V q_min)], and every T in it is possible.
Proof. (p^c)^(1/(cT)) is p^(1/T), normalised. p_min = T q_min − (T − 1)/V ≥ 0 ⇔ T(1 − V q_min) ≤ 1; at such T all
entries T q_i − (T − 1)/V are nonnegative and sum to 1. ∎
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
from sympy import Expr, Integer, Rational, log, symbols

from numerics.chance import stream
from numerics.laws import adversarial
from numerics.operators.power import power as soften
from numerics.simplex import Array
from proofs_checks.machine.checks import POINT, Cases, all_nonnegative, all_steps, equal
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence, Witness
from proofs_checks.machine.formula import Formula
from proofs_checks.machine.rocq.leg import formal_parts
from theory.operators.mixing import mixing
from theory.operators.power import power
from theory.simplex import Law, T, V, generic, i, k


def hottest(V: Any, least: Any) -> Any:
    """The largest T that mixing can have had."""
    return 1 / (1 - V * least)


claim = Claim(
    statement=Formula(
        r"\text{power: } T \text{ is not found from } q; \quad \text{mixing: } 1 \le T \le @hottest",
        hottest=hottest,
        where={"least": r"q_{\min}"},
    ),
    scope="V >= 2; power with T > 0 and any c > 0; mixing with T >= 1; q not uniform",
    reads={"S8.privacy": "lemma"},
    expect="proved",
    parts={
        "power": r"F_{cT}(p^c/\textstyle\sum p^c) = F_T(p), \text{ and } T = \log(p_i/p_k)/\log(q_i/q_k)",
        "mixing": Formula(
            r"T q - (T - 1)u \in \Delta \iff T \le @hottest", hottest=hottest, where={"least": r"q_{\min}"}
        ),
    },
)

c, q = symbols("c q", positive=True)
Scale = Callable[[Expr], Expr]


@leg("identity", part="power", covers=Whole("V, T, c and every entry are symbols"))
def same(heat: Scale = lambda c: c) -> Evidence:
    """The teacher in proportion to p^c, softened at heat(c) T; and T from one row whose teacher is known."""
    p = generic()
    total = p.sum(lambda j: p[j] ** c)
    other = Law(p.classes, lambda j: p[j] ** c / total)
    at = {**POINT, c: Integer(2), q: Rational(1, 5)}
    softened = power(p, T)
    return all_steps(
        ("published alike", lambda: equal(power(other, heat(c) * T)[i], softened[i], at=at)),
        ("T from one row", lambda: equal((log(softened[i]) - log(softened[k])) * T, log(p[i]) - log(p[k]), at=at)),
    )


Hottest = Callable[[Any, Any], Any]


@leg("identity", part="mixing", covers=Whole("V, T and q_min are symbols: where the least entry is zero; all sum to 1"))
def ends(hottest: Hottest = hottest) -> Evidence:
    """The least entry of T q − (T − 1)u falls in T, as q_min < 1/V, and is 0 at the end."""
    entry = T * q - (T - 1) / V
    p = generic()
    at = {**POINT, q: Rational(1, 5)}
    back = T * mixing(p, T)[i] - (T - 1) / V
    return all_steps(
        ("the least entry is 0 there", lambda: equal(entry.subs(T, hottest(V, q)).simplify(), Integer(0), at=at)),
        ("it falls in T as far as q_min is below 1/V", lambda: equal(entry.diff(T), q - 1 / V, at=at)),
        ("the inverse of mixing", lambda: equal(back, p[i], at=at)),
    )


@leg("exact", part="mixing", covers="laws in twelfths on three classes: T at, 1 % below and 1 % above the end")
def around(hottest: Hottest = hottest) -> Evidence:
    """At the end and below it T q − (T − 1)u is a law; beyond it is none."""

    def cases() -> Cases:
        for weights in product(range(1, 11), repeat=2):
            if not sum(weights) < 12:
                continue
            row = [Fraction(w, 12) for w in (*weights, 12 - sum(weights))]
            if len(set(row)) == 1:
                continue
            end = Fraction(str(hottest(Integer(3), Rational(min(row)))))
            for share, sign in ((Fraction(99, 100), 1), (Fraction(1), 1), (Fraction(101, 100), -1)):
                heat = end * share
                least = min(heat * x - (heat - 1) / 3 for x in row)
                yield {"q": row, "T": heat}, sign * least, f"the least entry is {least}"

    return all_nonnegative(cases())


@leg(
    "search", part="power", covers="2,000 adversarial laws for V = 3, 20 each, T = 1/2 to 5, c = 1/2 to 3: rows, and T"
)
def floats(heat: Callable[[float], float] = lambda c: c, seed: int = 0) -> Evidence:
    worst, tried = 0.0, 0
    for classes in (3, 20):
        rows = np.maximum(
            adversarial(stream(seed, "privacy.unknown_temperature", classes), 2000, classes, faces=False), 1e-60
        )
        rows /= rows.sum(axis=1, keepdims=True)
        for t, power_of in product((0.5, 2.0, 5.0), (0.5, 1.5, 3.0)):
            raised = soften(rows, 1 / power_of)
            off = np.abs(soften(raised, heat(power_of) * t) - soften(rows, t)).max()
            worst, tried = max(worst, float(off), float(misjudged(rows, t).max())), tried + len(rows)
    figures = {"examples": tried, "worst distance": worst}
    if worst <= 3e-12:  # rounding, of rows within 1e-3 of uniform for the most part: a third was seen at four seeds
        return Evidence("supports", figures)
    return Evidence("refutes", figures, Witness({"V": (3, 20)}, worst, "the two rows differ, or T comes out otherwise"))


def misjudged(rows: Array, t: float) -> Array:
    """How far T is from log(p_max/p_min)/log(q_max/q_min), relatively, where the row is not nearly uniform."""
    q = soften(rows, t)
    spread = np.log(rows.max(axis=1) / rows.min(axis=1))
    clear = (spread > 1e-3) & (q.min(axis=1) > 0)
    found = spread[clear] / np.log(q.max(axis=1) / q.min(axis=1))[clear]
    return np.abs(found / t - 1)


control((same, floats), "T in place of cT", heat=lambda c: 1)
control(floats, "T off by two parts in 10^11", heat=lambda c: c * (1 + 2e-11))
control((ends, around), "1/(1 − q_min)", hottest=lambda V, least: 1 / (1 - least))
control(around, "2 % more", hottest=lambda V, least: hottest(V, least) * Rational(102, 100))

COVERED = {"power": "every V, p, T > 0 and c > 0", "mixing": "every V, T >= 1 and q that is not uniform"}
theorems = formal_parts("privacy.unknown_temperature", COVERED, hottest=hottest)
