r"""Mixing with the uniform law satisfies the axioms on the closed simplex, for T ≥ 1, where only heat is asked of A5.

q = p/T + (1 − 1/T)u, every V ≥ 2. (For T < 1 the weights leave the simplex, so cooling is not offered, and
A5 has only its hot half, T → ∞, to ask for.)
- *ranking*: q_i − q_k = (p_i − p_k)/T.
- *continuity*: F_T(p) − F_T'(p') = (p − p')/T + (1/T − 1/T')(p' − u), so that
  ‖F_T(p) − F_T'(p')‖₁ ≤ ‖p − p'‖₁/T + 2|1/T − 1/T'|.
- *entropy*: dH/dT = (1/T) · (1/2V) Σ_{i,k} (q_i − q_k)(log q_i − log q_k), and no term is negative.
  (On a face this is for T > 1, where q is positive; H is continuous at T = 1.)
- *identity*: 1/T = 1. *Boundary*: q − u = (p − u)/T → 0. ∎
"""

from collections.abc import Callable

import numpy as np
from sympy import Expr, Integer, Rational, exp, limit, log, oo, sinh, symbols

from numerics.axioms import Softener, entropy_monotone, identity, ranking
from numerics.operators.mixing import mixing as soften
from numerics.prover import decide_positive
from numerics.rounding import ULPS, rounding
from numerics.simplex import Array
from numerics.sweeping import Measure, adversaries, sweep, worst_of
from proofs_checks import axioms
from proofs_checks.machine.checks import ANYWHERE, POINT, all_steps, equal, is_positive, no_violation, over_boxes
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.rocq.leg import formal, formal_parts
from proofs_checks.teachers import on_teachers
from theory.axioms import Softening, difference_slope, entropy_derivative
from theory.operators.mixing import mixing
from theory.simplex import Law, S, T, V, completed, entropy, explicit, generic, i

claim = Claim(
    statement=r"\mathrm{mixing} \text{ satisfies A1–A4 and the hot half of A5 on } \Delta, \text{ for } T \ge 1",
    scope="mixing, V >= 2, T >= 1, the closed simplex",
    reads={"S5.families": "repairs"},
    hypotheses={"no_cooling": "T >= 1: mixing cannot cool, since its weights leave the simplex"},
    rests_on=("operators.semigroup",),
    expect="proved",
    parts={
        "ranking": r"p_i > p_k \implies q_i > q_k",
        "continuity": r"(p, T) \mapsto q \text{ is continuous on } \Delta \times [1, \infty)",
        "entropy": r"T' > T \implies H(F_{T'}(p)) \ge H(F_T(p))",
        "identity": r"F_1(p) = p",
        "boundary": r"q \to u \text{ as } T \to \infty",
    },
)

FIRST, SECOND, HEATING = (Rational(6, 10), Rational(8, 10)), (Rational(11, 100), Rational(19, 100)), (1, 4)
STEPS = 10.0 ** -np.arange(1, 13)
TEMPERATURES = (1.0, 1.001, 1.5, 3.0, 100.0, 1e6)


def away(p: Law, T: Expr) -> Law:
    """Moves from u instead of towards it."""
    return Law(p.classes, lambda j: mixing(p, T)[j] * -1 + 2 / p.classes)


def capped(p: Array, T: float) -> Array:
    return soften(p, min(T, 1000.0))


def favoured(p: Array, T: float) -> Array:
    return soften(p, T) * (1 + 4e-15 * np.arange(p.shape[-1]))


def reversed_floats(p: Array, T: float) -> Array:
    return soften((1 - p) / (p.shape[-1] - 1), T)


@leg("identity", part="ranking", covers=Whole("V, T and every entry are symbols; entries may be zero"))
def differences(F: Softening = mixing, temperature: Expr = 1 + S) -> Evidence:
    """T = 1 + S runs over all above 1; at T = 1 q is p."""
    entry = F(generic(), temperature)[i].expand().factor()
    return all_steps(
        ("q ranks as p", lambda: is_positive(difference_slope(F), "q_i > q_k")),
        ("q is a law", lambda: is_positive(entry, "q_i > 0", {**POINT, i: 3})),
        ("T starts at 1", lambda: equal(temperature.subs(S, 0), Integer(1))),
        ("and rises as S", lambda: equal(temperature.diff(S), Integer(1))),
    )


@leg("search", part="ranking", covers="400 adversarial laws for V = 2, 3, 5, 8, faces included; T from 1 to 1e6")
def ranked(F: Softener = soften, seed: int = 0) -> Evidence:
    laws = adversaries(seed, "operators.mixing", faces=True)
    return no_violation(sweep(ranking(F), laws, TEMPERATURES), "a larger entry came out below", axioms.ranking(mixing))


@leg(
    "identity",
    part="continuity",
    covers=Whole("an identity for symbolic V, T, T' and entries, and the triangle inequality"),
)
def shift(weight: Callable[[Expr], Expr] = lambda T: 1 / T) -> Evidence:
    p, r = generic("p"), generic("r")
    moved = (p[i] - r[i]) * weight(T) + (weight(T) - weight(S)) * (r[i] - 1 / V)
    return equal(mixing(p, T)[i] - mixing(r, S)[i], moved)


def off_the_shift(weight: Callable[[float], float]) -> Measure:
    """The largest entry of q − q' − (p − p')·w(T) − (w(T) − w(T'))(p' − u), steps in both p and T."""

    def measure(p: Array, T: float) -> Array:
        excess = []
        for step in STEPS:
            p1, T1 = (1 - step) * p + step * np.roll(p, 1, axis=0), T * (1 + step)
            q, q1 = soften(p, T), soften(p1, T1)
            moved = (p - p1) * weight(T) + (weight(T) - weight(T1)) * (p1 - 1 / p.shape[-1])
            slack = rounding(p, T, q) + rounding(p1, T1, q1) + ULPS / p.shape[-1]
            excess.append((np.abs(q - q1 - moved) - slack).max(axis=-1))
        return np.max(excess, axis=0)

    return measure


@leg(
    "search",
    part="continuity",
    covers="the identity in floats: 400 adversarial laws for V = 2, 3, 5, 8, faces included; T from 1 to 1e6",
)
def shift_in_floats(weight: Callable[[float], float] = lambda T: 1 / T, seed: int = 0) -> Evidence:
    laws = adversaries(seed, "operators.mixing", faces=True)
    return no_violation(sweep(off_the_shift(weight), laws, TEMPERATURES), "the law moves otherwise")


@leg(
    "identity",
    part="entropy",
    covers=Whole(
        "a sum over pairs, none negative, for symbolic V, T, entries; q > 0 for T > 1, and H is continuous at 1"
    ),
)
def pairs(share: Expr = Integer(1)) -> Evidence:
    p = generic()
    q = mixing(p, T)
    terms = q.sum(lambda a: q.sum(lambda b: (q[a] - q[b]) * (log(q[a]) - log(q[b]))))
    x, u = symbols("x u", positive=True)  # a pair with q_k = x, q_i = x e^u; swapping the two changes nothing
    term = 2 * x * exp(u / 2) * sinh(u / 2) * u
    return all_steps(
        (
            "dH/dT is the sum over pairs",
            lambda: equal(entropy_derivative(mixing, p), share * terms / (2 * V * T), p),
        ),
        (
            "x(e^u − 1)u = 2x e^(u/2) sinh(u/2) u",
            lambda: equal(x * (exp(u) - 1) * u, term.rewrite(exp), at={x: ANYWHERE, u: ANYWHERE}),
        ),
        ("no term is negative", lambda: is_positive(term, "(q_i − q_k) log(q_i/q_k) > 0", {x: ANYWHERE, u: ANYWHERE})),
    )


@leg(
    "enclosure",
    part="entropy",
    covers="V = 3, p_1 in [6/10, 8/10], p_2 in [11/100, 19/100], T in [1, 4]: dH/dT > 0 on the whole box",
)
def box(F: Softening = mixing) -> Evidence:
    x, y = symbols("x y", positive=True)
    slope = entropy_derivative(F, completed([x, y]))
    return over_boxes(decide_positive(slope, {x: FIRST, y: SECOND, T: HEATING}))


@leg("enclosure", part="entropy", covers="V = 2, p_1 to 99/100, T in [1, 4]: H(F_T(p)) > H(p) but at u and at T = 1")
def heated(F: Softening = mixing) -> Evidence:
    """p = ((1 + x)/2, (1 − x)/2): the difference vanishes to second order in x, and to first in T − 1."""
    x = symbols("x", positive=True)
    p = explicit([(1 + x) / 2, (1 - x) / 2])
    rise = entropy(F(p, T)) - entropy(p)
    return over_boxes(decide_positive(rise, {x: (0, Rational(49, 50)), T: HEATING}, vanishing={x: 2, T: 1}))


@leg(
    "search",
    part="entropy",
    covers="400 adversarial laws for V = 2, 3, 5, 8, faces included; T from 1 to 1e6, to 1.25 T",
)
def rising(F: Softener = soften, seed: int = 0) -> Evidence:
    laws = adversaries(seed, "operators.mixing", faces=True)
    worst = sweep(entropy_monotone(F), laws, TEMPERATURES)
    return no_violation(worst, "entropy falls", axioms.entropy_monotone(mixing))


@leg("identity", part="identity", covers=Whole("V and every entry are symbols"))
def at_one(F: Softening = mixing) -> Evidence:
    p = generic()
    return equal(F(p, Integer(1))[i], p[i])


@leg("search", part="identity", covers="400 adversarial laws for V = 2, 3, 5, 8, faces included")
def unmoved(F: Softener = soften, seed: int = 0) -> Evidence:
    laws = adversaries(seed, "operators.mixing", faces=True)
    return no_violation(sweep(identity(F), laws, (1.0,)), "F_1 moves p", axioms.identity(mixing))


@leg("identity", part="boundary", covers=Whole("the limit of one entry, for symbolic V and p"))
def hot_limit(F: Softening = mixing) -> Evidence:
    p = generic()
    return equal(limit(F(p, T)[i], T, oo), 1 / V)


def distance(F: Softener) -> Measure:
    """How far ‖q − u‖₁ is from ‖p − u‖₁/T."""

    def measure(p: Array, T: float) -> Array:
        q, u = F(p, T), 1 / p.shape[-1]
        distances = np.abs(q - u).sum(axis=-1), np.abs(p - u).sum(axis=-1) / T
        return np.abs(distances[0] - distances[1]) - rounding(p, T, q).sum(axis=-1) - ULPS

    return measure


@leg(
    "search",
    part="boundary",
    covers="‖q − u‖₁ = ‖p − u‖₁/T: 400 adversarial laws for V = 2, 3, 5, 8, faces included; T from 1 to 1e6",
)
def bounds(F: Softener = soften, seed: int = 0) -> Evidence:
    laws = adversaries(seed, "operators.mixing", faces=True)
    return no_violation(sweep(distance(F), laws, TEMPERATURES), "not at ‖p − u‖₁/T from u")


@on_teachers("T from 1 to 1e6", part=tuple(claim.parts)[:1] + tuple(claim.parts)[2:])
def teacher(rows: Array, F: Softener = soften) -> Evidence:
    measures = (ranking(F), entropy_monotone(F), identity(F), distance(F))
    worst = (sweep(measure, [rows], TEMPERATURES) for measure in measures)
    return no_violation(worst_of(worst), "an axiom fails")


control(differences, "away from u", F=away)
control(differences, "cooling: T = 1/(1 + S)", drops="no_cooling", temperature=1 / (1 + S))
control(ranked, "everything made equal", F=lambda p, T: np.full_like(p, 1 / p.shape[-1]))
control((ranked, *teacher), "1 − p in place of p", F=reversed_floats)
control(shift, "weight 1/T²", weight=lambda T: 1 / T**2)
control(shift_in_floats, "weight 1/T, 6 parts in 10^14 off", weight=lambda T: (1 + 6e-14) / T)
control(pairs, "each pair counted twice", share=Integer(2))
control(box, "the temperature turned over", F=lambda p, T: mixing(p, 8 - T))
control(heated, "a temperature that falls from T = 4 to 3 + 1/3", F=lambda p, T: mixing(p, T * (19 - 4 * T) / 15))
control((rising, *teacher), "cooling in place of heating", F=lambda p, T: soften(p, 1 + 1 / T))
control(at_one, "T wrong by 1 %", F=lambda p, T: mixing(p, T * Rational(101, 100)))
for check in (unmoved, teacher):
    control(check, "entries off by 1.5 parts in 10^14", F=lambda p, T: soften(p, T) * (1 + 1.5e-14))
control(hot_limit, "the temperature capped: weight (1 + 1/T)/2", F=lambda p, T: mixing(p, 2 * T / (1 + T)))
control((bounds, *teacher), "the temperature capped at 1000", F=capped)
control(ranked, "an entry 4 parts in 10^15 larger than the one before it", F=favoured)
control(rising, "cooling, by T^(-3/10^13)", F=lambda p, T: soften(p, 2 * T**-3e-13))
control(bounds, "T off by 1.5 parts in 10^14", F=lambda p, T: soften(p, T * (1 + 1.5e-14)))

theorems = formal_parts("operators.mixing", dict.fromkeys(claim.parts, "every V, p and T >= 1"))
not_mixing = formal("operators.not_mixing", covers="T < 1: mixing leaves the simplex", part="ranking", step=True)
