r"""Renormalised targets and the ghost class empty the hidden classes; where both sides are renormalised, they are free.

Of a teacher whose classes K are shown: (1) KL(t|K‖s) over all students s is least at s = t|K alone: hidden classes get
nothing. (2) The ghost class, KL((t on K, t_R)‖s) for students with one class more, is least at s = (t on K, t_R):
hidden classes get nothing, and no token has t_R. (3) KL(t|K‖s|K) is zero for every s with s|K = t|K, whatever its mass
h outside K is.
Proof. (1), (2) KL divergences of laws are zero only at equality, and both targets are zero on hidden classes. (3) With
s = (1 − h) t|K on K, s|K is t|K. ∎
"""

from collections.abc import Callable

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax
from sympy import Integer, Rational, Symbol, log

from numerics.chance import stream
from numerics.losses.families import of_top_k
from numerics.simplex import Array
from proofs_checks.machine.checks import POINT, all_positive, all_steps, equal
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from theory.losses import kl
from theory.simplex import Law, generic

claim = Claim(
    statement=r"\arg\min_s \mathrm{KL}(t|K\,\|\,s) = t|K, \quad "
    r"\arg\min_s \mathrm{KL}((t_K, t_R)\,\|\,(s_K, s_g)) = (t_K, t_R), \quad "
    r"s|K = t|K \Rightarrow \mathrm{KL}(t|K\,\|\,s|K) = 0",
    scope="V >= 2, K a proper subset of the classes, t > 0 on K",
    reads={"S7.topk": "limits"},
    expect="derived",
)

on_K = Symbol("s_K", positive=True)
Student = Callable[[Law], Law]


def given(s: Law) -> Law:
    """A student given K, of what it has on K."""
    total = s.sum(lambda j: s[j])
    return Law(s.classes, lambda j: s[j] / total)


@leg("identity", covers=Whole("k, every entry and the student's mass on K are symbols; K are the classes of the sums"))
def pulled(seen: Student = given) -> Evidence:
    """On K the student has s_K q, q the teacher given K."""
    q = generic()
    s = Law(q.classes, lambda j: on_K * q[j])
    at = {**POINT, on_K: Rational(3, 4)}
    return all_steps(
        ("both renormalised: zero for every mass on K", lambda: equal(kl(q, seen(s)), Integer(0), q, at=at)),
        ("the target renormalised: −log s_K", lambda: equal(kl(q, s), -log(on_K), q, at=at)),
    )


def ghost(t: Array, s: Array, k: int) -> float:
    """KL((t on K, t_R)‖s), s on one class more, its last."""
    target = np.append(t[:k], 1 - t[:k].sum())
    own = np.append(s[:k], s[-1])
    return float((target * np.log(target / own)).sum())


@leg("search", covers="24 teachers on 6 classes, k = 2: where descents of students end under each, in floats")
def descents(emptied: tuple[str, ...] = ("target", "ghost"), shift: float = 0.0, seed: int = 0) -> Evidence:
    """What is left on the hidden classes after a descent, and how far the student is from its target on K."""
    rng = stream(seed, "losses.kept_minimisers")
    named = {one.name: one.of for one, _ in of_top_k(2)}
    cases = []
    for n in range(24):
        log_t = -np.sort(-log_softmax(rng.normal(0, 1.5, 6)))
        start = rng.normal(0, 1.0, 7)

        def of(name: str, z: Array, log_t: Array = log_t) -> float:
            if name == "ghost":
                return ghost(np.exp(log_t), softmax(z), 2)
            key = "forward KL of a renormalised target" if name == "target" else "renormalised forward KL"
            return float(named[key](log_t[None], log_softmax(z[:6])[None])[0])

        for name in ("target", "ghost", "both"):
            ended = minimize(lambda z, name=name: of(name, z), start, method="L-BFGS-B", options={"maxiter": 2000})
            s = softmax(ended.x if name == "ghost" else ended.x[:6])
            left, t = float(s[2:6].sum()), np.exp(log_t)
            own = s[:2] if name == "ghost" else s[:2] / s[:2].sum()
            off = float(np.abs(own - (t[:2] if name == "ghost" else t[:2] / t[:2].sum())).max())
            says = f"{name}: {left:.3g} of a student is left on hidden classes, and on K it is {off:.3g} off"
            cases.append(({"n": n}, 0.01 - left if name in emptied else left - 0.01, says))
            cases.append(({"n": n}, 0.01 - off - shift, says))
    return all_positive(cases)


control(pulled, "a student that is not renormalised", seen=lambda s: s)
control(descents, "emptied by both renormalised", emptied=("target", "ghost", "both"))
control(descents, "1 % off on K", shift=0.01)
control(descents, "nothing emptied by the ghost class", emptied=("target",))
