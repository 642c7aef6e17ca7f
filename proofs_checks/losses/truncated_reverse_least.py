r"""The truncated reverse KL is least, −t_K/e, at s = t/e on K, and not at a match.

Over the classes K: Σ_K s_i log(s_i/t_i) ≥ −t_K/e for every student, with equality only at s_i = t_i/e on K, the other
1 − t_K/e going to classes outside. So descent on it drives a student that matches away: at s = t it is 0.
Proof. x ↦ x log(x/t) is strictly convex, its derivative log(x/t) + 1 is zero at x = t/e, its value there −t/e; and
Σ_K t_i/e = t_K/e < 1, so that such a student is there as soon as a class lies outside K. ∎
"""

from collections.abc import Callable

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_softmax
from sympy import E, Expr, Rational, Symbol, log

from numerics.chance import stream
from numerics.enclosure import ball
from numerics.losses.families import of_top_k
from numerics.simplex import Array
from proofs_checks.machine.checks import Cases, all_positive, all_steps, equal, is_positive
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from theory.losses import reverse_term

claim = Claim(
    statement=r"\min_s \textstyle\sum_{i \in K} s_i \log(s_i/t_i) = -t_K/e, \text{ at } s_i = t_i/e \text{ on } K",
    scope="V >= 2, K a proper subset of the classes, t > 0 on K",
    reads={"S7.topk": "limits"},
    expect="derived",
)

Loss = Callable[[Array, Array], Array]
x, t = Symbol("x", positive=True), Symbol("t", positive=True)


def least(t: Expr) -> Expr:
    """A class's value at the minimum."""
    return -t / E


@leg("identity", covers=Whole("x and t are symbols: the stationary point, its value, and convexity"))
def stationary(value: Callable[[Expr], Expr] = least, place: Callable[[Expr], Expr] = lambda t: t / E) -> Evidence:
    term = reverse_term(x, t)
    at = {x: Rational(1, 3), t: Rational(1, 2)}
    return all_steps(
        ("stationary at t/e", lambda: equal(term.diff(x).subs(x, place(t)), t - t, at=at)),
        ("its value", lambda: equal(term.subs(x, place(t)), value(t), at=at)),
        ("convex", lambda: is_positive(term.diff(x, 2), "the second derivative is positive", at=at)),
    )


@leg("enclosure", covers="t from 1/10 to 1, x from t/100 to 3t beside t/e: above the least, in balls")
def above(value: Callable[[Expr], Expr] = least) -> Evidence:
    def cases() -> Cases:
        for t_ in (Rational(1, 10), Rational(1, 2), Rational(1)):
            for ratio in (
                Rational(1, 100),
                Rational(1, 5),
                Rational(36, 100),
                Rational(37, 100),
                Rational(1),
                Rational(3),
            ):
                gap = ball(ratio * t_ * log(ratio) - value(t_))
                yield {"t": t_, "x": ratio * t_}, gap, f"{gap.str(8)} above the least at x = {ratio} t"

    return all_positive(cases())


@leg("search", covers="60 teachers on 6 classes, k = 1, 2, 4: descents from a match, and random students, in floats")
def descents(constant: float = float(np.e), seed: int = 0) -> Evidence:
    """A descent in logits from the teacher itself ends at the least, which no random student passes."""
    rng = stream(seed, "losses.truncated_reverse_least")
    cases = []
    for k in (1, 2, 4):
        loss = next(one.of for one, _ in of_top_k(k) if one.name == "truncated reverse KL")
        for _ in range(20):
            v = rng.normal(0, 1.5, 6)
            log_t = log_softmax(v)
            mass = float(np.exp(np.sort(log_t)[-k:]).sum())

            def of(z: Array, loss: Loss = loss, log_t: Array = log_t) -> float:
                return float(loss(log_t[None], log_softmax(z)[None])[0])

            ended = minimize(of, v, method="BFGS")
            others = loss(np.broadcast_to(log_t, (2000, 6)), log_softmax(rng.normal(0, 3, (2000, 6)), axis=-1))
            bound = -mass / constant
            cases += [
                (
                    {"k": k, "t_K": mass},
                    1e-6 - abs(ended.fun - bound),
                    f"descent ends at {ended.fun:.9g}, not {bound:.9g}",
                ),
                ({"k": k, "t_K": mass}, float(others.min()) - bound + 1e-12, "a student is below the least"),
            ]
    return all_positive(cases)


control(stationary, "at t/3", place=lambda t: t / 3)
control(stationary, "1 part in 10^9 lower", value=lambda t: -t / E * Rational(10**9 + 1, 10**9))
control(above, "of 2 in place of e", value=lambda t: -t / 4)
control(descents, "e 1 part in 10^4 larger", constant=float(np.e) * 1.0001)
