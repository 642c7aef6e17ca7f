r"""Probabilities alone suffice: what the theory makes of a teacher depends on its logits only through them.

z and z' have the same softmax exactly if they differ by a constant. So what does not change when a constant is added to
every logit is a function of p. Such are softmax(z/T), the paper's temperature; the loss KL(softmax(z/T)‖softmax(s/T))
of a student s, its gradient in s, and the squared loss of probabilities; and each is computed from p by its own
formula: power, KL and (S − q)/T. The moments of targets against features, which decide the student, are linear in
these. Proof. softmax(z)_i/softmax(z)_k = e^(z_i − z_k). A constant cancels in it, and log p_i − log p_k = z_i − z_k. ∎
Not so the squared distance of logits, and its gradient s − z: it needs the mean logit, which p does not tell.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import log_softmax, softmax
from sympy import Expr, Integer, Rational, Symbol, log

from numerics.chance import stream
from numerics.operators.power import power as soften
from numerics.simplex import Array
from proofs_checks.machine.checks import POINT, all_steps, equal
from proofs_checks.machine.claim import Claim, States, Whole, control, leg
from proofs_checks.machine.evidence import Evidence, Witness
from theory.operators.power import power
from theory.simplex import T, V, generic, i, k
from theory.simplex import softmax as law_of

claim = Claim(
    statement=r"\mathrm{softmax}(z) = \mathrm{softmax}(z') \implies \text{ the same targets, losses and gradients}",
    scope="every real z, V >= 2, T > 0: softened laws, KL and squared losses of probabilities, the gradient of KL",
    reads={"S7.black_box": States("probabilities alone suffice")},
    expect="derived",
)


@dataclass(frozen=True)
class Class:
    """A class as training sees it: logits of teacher and student, the softened target, the student's probability."""

    z: Expr
    s: Expr
    q: Expr
    student: Expr


Gradient = Callable[[Class], Expr]
shift = Symbol("c", positive=True)
AT = {**POINT, shift: Rational(2), "s": [Rational(1, 4), Rational(-1, 2), Rational(1)]}


def of_probabilities(at: Class) -> Expr:
    """The gradient of KL(q‖softmax(s/T)) in a logit s of the student, times T."""
    return at.student - at.q


def of_logits(at: Class) -> Expr:
    """The gradient of ½(s − z)²."""
    return at.s - at.z


@leg("identity", covers=Whole("V, T, every logit and the constant are symbols; what is invariant is a map of p"))
def derivation(gradient: Gradient = of_probabilities) -> Evidence:
    """A constant cancels; p fixes log-ratios; and what the student is told does not move with the constant."""
    z, s = generic("z"), generic("s")
    p, moved = (law_of(lambda j, c=c: z[j] + c, V) for c in (Integer(0), shift))
    hot, hot_moved = (law_of(lambda j, c=c: (z[j] + c) / T, V) for c in (Integer(0), shift))
    student = generic("r")  # whatever it is
    told = [gradient(Class(logit, s[i], q[i], student[i])) for logit, q in ((z[i], hot), (z[i] + shift, hot_moved))]
    return all_steps(
        ("a constant cancels", lambda: equal(moved[i], p[i], at=AT)),
        ("p fixes the rest", lambda: equal(log(p[i]) - log(p[k]), z[i] - z[k], at=AT)),
        ("the target is a map of p", lambda: equal(power(p, T)[i], hot[i], at=AT)),
        ("so is what moves the student", lambda: equal(told[0], told[1], at=AT)),
    )


Told = Callable[[Array, Array, float], Array]


def from_logits(z: Array, s: Array, T: float) -> Array:
    """What a student is told, by formulas in logits: the gradient, KL and the squared loss."""
    q, own = softmax(z / T, axis=-1), softmax(s / T, axis=-1)
    kl = (q * (log_softmax(z / T, axis=-1) - log_softmax(s / T, axis=-1))).sum(axis=-1, keepdims=True)
    return np.concatenate([(own - q) / T, kl, ((own - q) ** 2).sum(axis=-1, keepdims=True)], axis=-1)


def from_distance(z: Array, s: Array, T: float) -> Array:
    """The same of a loss of logits, ½‖s − z‖²/T²."""
    gap = (s - z) / T
    half = (gap**2).sum(axis=-1, keepdims=True) / 2
    return np.concatenate([gap / T, half, half], axis=-1)


def from_probabilities(p: Array, s: Array, T: float) -> Array:
    """From the teacher's probabilities: central differences of KL(q‖·) in the student, and the losses by definition."""
    q = soften(p, T)

    def kl(at: Array) -> Array:
        student = np.exp(at / T) / np.exp(at / T).sum(axis=-1, keepdims=True)
        return (q * np.log(q / student)).sum(axis=-1)

    step = 1e-5
    moves = step * np.eye(p.shape[-1])
    gradient = np.stack([(kl(s + move) - kl(s - move)) / (2 * step) for move in moves], axis=-1)
    own = soften(np.exp(s) / np.exp(s).sum(axis=-1, keepdims=True), T)
    return np.concatenate([gradient, kl(s)[..., None], ((own - q) ** 2).sum(axis=-1, keepdims=True)], axis=-1)


@leg("search", covers="500 rows of logits for V = 2, 10, 100, T = 1/2 to 20, any mean logit: both ways, to 5e-9")
def both_ways(told: Told = from_logits, seed: int = 0) -> Evidence:
    """Logits of every mean are softmaxed, then only p is used: what the student is told by differences is the same."""
    worst, tried = 0.0, 0
    for classes in (2, 10, 100):
        rng = stream(seed, "partial_access.black_box", classes)
        z, s = rng.normal(0, 3, (2, 500, classes))
        z += rng.normal(0, 50, (500, 1))
        for T_ in (0.5, 1.0, 4.0, 20.0):
            off = np.abs(told(z, s, T_) - from_probabilities(softmax(z, axis=-1), s, T_)).max()
            worst, tried = max(worst, float(off)), tried + len(z)
    figures = {"examples": tried, "worst distance": worst}
    if worst <= 5e-9:  # of differences: rounding of KL over the step, and the step squared
        return Evidence("supports", figures)
    return Evidence("refutes", figures, Witness({"V": (2, 10, 100)}, worst, "logits tell what probabilities do not"))


control(derivation, "the gradient of squared logits", gradient=of_logits)
control(both_ways, "the squared distance of logits", told=from_distance)
control(both_ways, "T off by one part in 10^9", told=lambda z, s, T: from_logits(z, s, T * (1 + 1e-9)))
