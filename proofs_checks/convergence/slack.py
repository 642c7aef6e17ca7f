r"""Stages whose students fall short of the optimum: errors ε_k add up, and the rate 1/n survives errors of that order.

In the tube of `tracking` (radius r, a = ρ^m, an ℓ-Lipschitz path), let stage k end at most ε_k farther from its optimum
than its gradient steps do. With e_0 the error at the start,
    e_n ≤ aⁿ e_0 + Σ_k a^{n−k}(aℓ/n + ε_k),
and the iterates stay in the tube if (ℓ/n + ε)/(1 − a) ≤ r, ε the largest ε_k, and e_0 ≤ (aℓ/n + ε)/(1 − a). So with
ε_k ≤ c/n the error is at most (aℓ + c)/(n(1 − a)) + aⁿe_0: O(1/n). Without contraction (a = 1) the errors add up.
Proof. e_k ≤ a(e_{k−1} + ℓ/n) + ε_k, solved by the sum. If e_{k−1} ≤ (aℓ/n + ε)/(1 − a) then e_k is, too, and a stage
starts e_{k−1} + ℓ/n ≤ (ℓ/n + ε)/(1 − a) ≤ r away. ∎
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
from sympy import IndexedBase, Integer, Rational, Sum, symbols

from numerics.chance import stream
from numerics.homotopy import ridge
from proofs_checks.machine.checks import Cases, all_equal, all_positive, all_steps, equal
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from proofs_checks.machine.rocq.leg import formal
from theory.convergence import a, ell
from theory.simplex import V, k


def term(a: Any, n: Any, k: Any, ell: Any, short: Any, stages: Any) -> Any:
    """What stage k adds to the bound after n of `stages` stages."""
    return a ** (n - k) * (a * ell / stages + short)


def settled(a: Any, ell: Any, n: Any, worst: Any) -> Any:
    """The bound that no stage leaves, for errors of at most `worst`."""
    return (a * ell / n + worst) / (1 - a)


claim = Claim(
    statement=Formula(
        r"e_n \le a^n e_0 + \sum_{k=1}^n @term \text{, and } \le @settled \text{ if } e_0 \text{ is, } "
        r"\varepsilon = \max_k \varepsilon_k",
        where={"short": r"\varepsilon_k", "worst": r"\varepsilon", "ell": r"\ell", "stages": "n"},
        term=term,
        settled=settled,
    ),
    scope="the tube of tracking with radius r, stages of m >= 1 steps that end at most eps_k short, 0 <= a < 1, R^d",
    hypotheses={
        "small_errors": "every student falls short by at most eps_k",
        "contraction": "a stage contracts: a < 1 (for the bound that does not grow with n)",
        "within_tube": "(ell/n + eps)/(1 − a) <= r and e_0 <= (a ell/n + eps)/(1 − a)",
    },
    reads={"S3.converges": "repairs", "S3.rate": "repairs"},
    rests_on=("homotopy.tracking",),
    expect="proved",
)

Term = Callable[..., Any]


@leg("identity", covers=Whole("a, ell, n, every eps_k and e_0 are symbols: one stage more of the sum, by induction"))
def induction(term: Term = term, settled: Term = settled) -> Evidence:
    """e ↦ a(e + ℓ/n) + ε takes the sum up to k to the sum up to k + 1, and leaves `settled` where it is."""
    short, e0, N = IndexedBase("d", positive=True), *symbols("e_0 N", positive=True)
    stages = V  # the symbol up to which sums run
    bound = lambda last: a**last * e0 + Sum(term(a, last, k, ell, short[k], N), (k, 1, stages))  # noqa: E731
    after = a * (bound(stages) + ell / N) + short[stages + 1]
    more = bound(stages + 1) + term(a, stages + 1, stages + 1, ell, short[stages + 1], N)
    fixed = settled(a, ell, N, e0)
    at = {a: Rational(1, 3), ell: Integer(2), e0: Rational(1, 7), N: Integer(5), V: 3}
    at |= {"d": [Rational(1), Rational(1, 2), Rational(1, 3), Rational(1, 5)]}
    return all_steps(
        ("a stage more", lambda: equal(after, more, at=at)),
        ("the settled bound stays", lambda: equal(a * (fixed + ell / N) + e0, fixed, at=at)),
        ("a stage starts within r", lambda: equal(fixed + ell / N, (ell / N + e0) / (1 - a), at=at)),
    )


@leg(
    "exact",
    covers="a line with mu = 1, a = 1/3 and 9/10, n = 1 to 12, errors that add: the bound is attained, in fractions",
)
def attained(term: Term = term, unsaid: bool = False) -> Evidence:
    """θ²/2 along s, students pushed back by ε_k = k/(10n); from an error of 1/5 at the start. `unsaid` leaves ε out."""
    cases = []
    for share, stages in product((Fraction(1, 3), Fraction(9, 10)), range(1, 13)):
        error, sum_of_terms = Fraction(1, 5), Fraction(1, 5) * share**stages
        for stage in range(1, stages + 1):
            short = Fraction(stage, 10 * stages)
            error = share * (error + Fraction(1, stages)) + short
            sum_of_terms += Fraction(term(share, stages, stage, 1, 0 if unsaid else short, stages))
        cases.append(({"a": share, "n": stages}, Rational(error), Rational(sum_of_terms)))
    return all_equal(cases)


@leg(
    "exact",
    covers="the ridge of numerics with mu = 1/10, L = 1, r = 8/5, m = 2: errors of eps at every stage, in fractions",
)
def within(wider: Fraction = Fraction(1), short: Fraction = Fraction(1, 20), kept: Fraction | None = None) -> Evidence:
    """n the least for which (ℓ/n + ε)/(1 − a) ≤ r; the error never exceeds the settled bound. `wider` takes the tube
    for larger than it is; `kept` is what a stage leaves where it does not contract."""
    mu, L, r, length, rate = Fraction(1, 10), Fraction(1), Fraction(8, 5), Fraction(20), Fraction(20, 11)
    share = (1 - rate * mu) ** 2
    stages = -int(-length // (wider * r * (1 - share) - short))
    slope, limit = ridge(mu, L, r), settled(share, length, stages, short)

    def cases() -> Cases:
        off = Fraction(0)
        for stage in range(1, stages + 1):
            off += length / stages
            for _ in range(2):
                off -= rate * slope(off) if kept is None else (1 - kept) * off
            off += short
            yield {"stage": stage, "n": stages}, Rational(limit - off), f"off by {float(off):.4g}"

    return all_positive(cases())


@leg(
    "search",
    covers="300 quadratics in 5 dimensions, condition 10, random errors of 1/n at most, n = 8, 32, 128, m = 1, 3",
)
def quadratics(term: Term = term, larger: float = 1.0, seed: int = 0) -> Evidence:
    """Each stage ends at a point drawn within ε of where its steps end; `larger` times what is said."""
    rng = stream(seed, "convergence.slack")
    spectrum = np.concatenate([np.ones((300, 1)), rng.uniform(1, 10, (300, 3)), np.full((300, 1), 10.0)], axis=1)
    v, w = rng.standard_normal((2, 300, 5))
    speed = max(float(np.linalg.norm(v + 2 * s * w, axis=-1).max()) for s in np.linspace(0, 1, 101))
    rho, rate = 9 / 11, 2 / 11

    def cases() -> Cases:
        for stages, inner in product((8, 32, 128), (1, 3)):
            theta, eps = np.zeros((300, 5)), 1.0 / stages
            for stage in range(1, stages + 1):
                s = stage / stages
                for _ in range(inner):
                    theta = theta - rate * spectrum * (theta - s * v - s * s * w)
                push = rng.standard_normal((300, 5))
                theta = theta + larger * eps * push / np.linalg.norm(push, axis=-1, keepdims=True)
            error = float(np.linalg.norm(v + w - theta, axis=-1).max())
            limit = sum(float(term(rho**inner, stages, stage, speed, eps, stages)) for stage in range(1, stages + 1))
            yield {"n": stages, "m": inner}, limit - error, f"the error is {error:.4g}, the bound {limit:.4g}"

    return all_positive(cases())


control(induction, "errors contracted too", term=lambda a, n, k, ell, e, N: a ** (n - k) * a * (ell / N + e))
control(induction, "ε left out of the settled bound", settled=lambda a, ell, n, e: settled(a, ell, n, 0))
control(attained, "ε left out of the sum", unsaid=True, drops="small_errors")
control(attained, "2 % off", term=lambda *at: Fraction(51, 50) * term(*at))
control(within, "a tube 1.5 times as wide: too few stages", wider=Fraction(3, 2), drops="within_tube")
control(within, "no contraction", kept=Fraction(1), drops="contraction")
control(quadratics, "errors ten times as large", larger=10.0)

slack = formal("convergence.slack", covers="every finite dimension, loss, path, m and n", term=term, settled=settled)
