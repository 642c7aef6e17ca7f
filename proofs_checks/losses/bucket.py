r"""One class for all that was not shown: never more than the whole divergence, zero iff the kept part matches.

KL(t‖s) = [Σ_K t log(t/s) + t_R log(t_R/s_R)] + t_R KL(t|R‖s|R), R all classes outside K: the bucketed loss is the whole
less t_R times the KL of the tails, so that it never exceeds it (data processing), and it is a KL divergence of laws on
k + 1 classes: zero iff s = t on K. It says nothing of how the tail is spread.
"""

from collections.abc import Callable

import numpy as np
from scipy.special import log_softmax
from sympy import Expr, Rational, log

from numerics.chance import stream
from numerics.losses.families import kept as shown
from numerics.losses.families import kl, of_top_k
from proofs_checks.machine.checks import POINT, all_nonnegative, all_positive, equal
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from theory.losses import hidden, unseen
from theory.losses import kl as divergence
from theory.simplex import Law, generic

claim = Claim(
    statement=r"\mathrm{KL}(t\|s) = \mathrm{KL}_{K \cup \{R\}}(t\|s) + t_R\,\mathrm{KL}(t|R\,\|\,s|R)",
    scope="V >= 2, K any set of classes, R the others, t and s positive",
    reads={"S7.topk": "repairs"},
    expect="derived",
)

Weight = Callable[[Expr, Expr], Expr]


@leg("identity", covers=Whole("the number of hidden classes, their probabilities and both masses are symbols"))
def chain(weight: Weight = lambda own, other: own) -> Evidence:
    """Hidden classes have t_R q_j and s_R r_j, q and r laws: what they add is the bucket's term and t_R KL(q‖r)."""
    q, r = generic("p"), generic("r")
    whole = Law(q.classes, lambda j: hidden * q[j]), Law(q.classes, lambda j: unseen * r[j])
    bucket = hidden * (log(hidden) - log(unseen))
    at = {**POINT, hidden: Rational(1, 3), unseen: Rational(1, 4)}
    return equal(divergence(*whole), bucket + weight(hidden, unseen) * divergence(q, r), q, r, at=at)


@leg(
    "search",
    covers="5,000 pairs of laws on 3, 8 and 100 classes, k = 1, 2 and V − 1: beside the whole and Pinsker",
)
def floats(share: float = 1.0, seed: int = 0) -> Evidence:
    """It lies between 2 TV² of the laws on k + 1 classes and the whole."""
    cases = []
    for V in (3, 8, 100):
        rng = stream(seed, "losses.bucket", V)
        t, s = (log_softmax(rng.normal(0, 2, (5000, V)), axis=-1) for _ in range(2))
        whole = kl(t, s)
        for k in (1, 2, V - 1):
            loss = share * next(one.of for one, _ in of_top_k(k) if one.name == "bucketed forward KL")(t, s)
            own, other, left, rest = shown(t, s, k)
            apart = (np.abs(np.exp(own) - np.exp(other)).sum(axis=-1) + np.abs(left - rest)) / 2
            rounding = 1e-11  # in 1 − Σ, over what is left; seen: 1e-13
            cases += [
                ({"V": V, "k": k}, float((whole - loss).min()) + rounding, "the bucketed loss exceeds the whole"),
                ({"V": V, "k": k}, float((loss - 2 * apart**2).min()) + rounding, "it is below what Pinsker allows"),
            ]
    return all_positive(cases)


@leg("search", covers="1,000 teachers on 8 classes, k = 3: students that match on K and spread the rest otherwise")
def alike(off: float = 0.0, seed: int = 0) -> Evidence:
    rng = stream(seed, "losses.bucket", "alike")
    t = -np.sort(-rng.dirichlet(np.ones(8), 1000), axis=-1)
    s = t.copy()
    s[:, 3:] = t[:, 3:].sum(axis=-1, keepdims=True) * rng.dirichlet(np.ones(5), 1000)
    s[:, 0] += off
    loss = next(one.of for one, _ in of_top_k(3) if one.name == "bucketed forward KL")(np.log(t), np.log(s))
    return all_nonnegative([({"V": 8, "k": 3}, 1e-13 - float(np.abs(loss).max()), "it is not zero")])


control(chain, "the tails weighted by the student's mass", weight=lambda own, other: other)
control(floats, "1 % more", share=1.01)
control(floats, "a fifth less", share=0.8)
control(alike, "1e-3 more on the first class", off=1e-3)
