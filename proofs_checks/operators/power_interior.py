r"""Power satisfies the five axioms on the open simplex, and four of them on the closed one.

q = power_T(p), T > 0, β = 1/T, every V ≥ 2.
- *ranking*, on Δ: log(q_i/q_k) = β log(p_i/p_k), and zeros stay zeros.
- *continuity*, jointly in (p, T), on Δ: with weights w_i = p_i^β and D = Σ w ≥ V^(−β) (some p_i ≥ 1/V),
  q_i − q'_i = (w_i − w'_i)/D + q'_i (D' − D)/D, so ‖q − q'‖₁ ≤ 2‖w − w'‖₁/D; and for s, t in [0, 1]
  |s^β − t^β| ≤ max(1, β)|s − t|^min(1, β) (`power_modulus`), |s^β − s^β'| ≤ |β − β'|/(e·min(β, β')): all tends to 0,
  zeros included.
- *entropy*, on Δ: dH/dT = Var_q(log p)/T³ ≥ 0, over the support (`entropy_rate`).
- *identity*, on Δ: p_i^1 / Σ p_j^1 = p_i.
- *boundary*, on Δ° only (`power_boundary`): with gap = log(p_k/p_i), q_i/q_k = exp(−gap/T) → 1 as
  T → ∞, so |q_i − 1/V| ≤ (exp(R/T) − 1)/V with R = log(max p/min p); and → 0 as T → 0+ when gap > 0, so
  that what lies outside argmax p is at most V exp(−g/T), g the gap to the runner-up. ∎
"""

from collections.abc import Callable, Sequence

import numpy as np
from sympy import E, Expr, Rational, diff, exp, limit, log, oo, simplify, sinh, solve, symbols

from numerics.axioms import Softener, continuity, entropy_monotone, identity, ranking
from numerics.operators.power import power as soften
from numerics.prover import decide_positive
from numerics.rounding import rounding
from numerics.simplex import Array
from numerics.sweeping import Measure, adversaries, sweep, worst_of
from proofs_checks import axioms
from proofs_checks.machine.checks import ANYWHERE, all_equal, all_steps, equal, is_positive, no_violation, over_boxes
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.rocq.leg import formal, formal_parts
from proofs_checks.operators.power_modulus import Raised, raised
from proofs_checks.teachers import on_teachers
from theory.axioms import Softening, entropy_derivative, gap, log_ratio_slope, ratio_limits, tied_ratio
from theory.operators.power import power
from theory.simplex import Law, S, T, V, explicit, generic, i

claim = Claim(
    statement=r"\mathrm{power} \text{ satisfies A1–A5 on } \Delta^\circ \text{ and A1–A4 on } \Delta",
    scope="power, V >= 2, T > 0; boundary where every class has positive probability, the rest on the closed simplex",
    reads={"S5.axioms": "repairs", "S5.families": "lemma"},
    hypotheses={"positive": "every class has positive probability (for the boundary axiom)"},
    rests_on=("operators.entropy_rate", "operators.power_modulus", "operators.semigroup"),
    expect="proved",
    parts={
        "ranking": r"p_i > p_k \implies q_i > q_k",
        "continuity": r"(p, T) \mapsto q \text{ is continuous on } \Delta \times (0, \infty)",
        "entropy": r"T' > T \implies H(F_{T'}(p)) \ge H(F_T(p))",
        "identity": r"F_1(p) = p",
        "boundary": r"q \to u \text{ as } T \to \infty, \quad q \to \text{uniform on } \arg\max p \text{ as } T \to 0+",
    },
)

MODULUS_TEMPERATURES = (0.2, 1.0, 1.5, 4.0, 100.0)
TEMPERATURES = (0.01, 0.2, 1.0, 1.001, 3.0, 100.0, 1e6)
GAPS, HEATING = (Rational(1, 2), 2), (1, 3)
ZEROS, INSIDE = [Rational(2, 3), Rational(1, 3), Rational(0)], [Rational(w, 6) for w in (3, 2, 1)]


def drawn(seed: int, faces: bool = True) -> list[Array]:
    return adversaries(seed, "operators.power_interior", faces=faces)


def reversed_power(p: Law, T: Expr) -> Law:
    return power(Law(p.classes, lambda j: 1 / p[j]), T)


def favoured(p: Array, T: float) -> Array:
    return soften(p, T) * (1 + 4e-15 * np.arange(p.shape[-1]))


def reversed_floats(p: Array, T: float) -> Array:
    return soften((1 - p) / (p.shape[-1] - 1), T)


@leg(
    "identity",
    part="ranking",
    covers=Whole("V, T and every entry are symbols; a zero has weight 0^(1/T) = 0 whatever the others, as at one law"),
)
def ratios(F: Softening = power) -> Evidence:
    at_zeros = lambda c: F(explicit(ZEROS), T)[c]  # noqa: E731
    return all_steps(
        ("log(q_i/q_k) is a multiple > 0 of log(p_i/p_k)", lambda: is_positive(log_ratio_slope(F), "q ranks as p")),
        ("zeros stay zeros", lambda: all_equal([({"p": ZEROS}, at_zeros(3), Rational(0))])),
        ("positive entries stay positive", lambda: is_positive(at_zeros(2), "q_2 > 0")),
    )


@leg("search", part="ranking", covers="400 adversarial laws for V = 2, 3, 5, 8, faces included; T from 0.01 to 1e6")
def ranked(F: Softener = soften, seed: int = 0) -> Evidence:
    return no_violation(sweep(ranking(F), drawn(seed), TEMPERATURES), "a larger came out below", axioms.ranking(power))


@leg("identity", part="continuity", covers=Whole("a modulus for every V that tends to 0, faces included"))
def modulus_steps(F: Softening = power, peak: Callable[[Expr], Expr] = lambda b: 1 / (E * b)) -> Evidence:
    """The steps of the bound: b and g stand for exponents, e^(−u) for a number in [0, 1], d for |p − p'|."""
    p, r = generic("p"), generic("r")
    w, w1 = p[i] ** (1 / T), r[i] ** (1 / S)
    D, D1 = p.sum(lambda j: p[j] ** (1 / T)), r.sum(lambda j: r[j] ** (1 / S))
    s, b, u, g, d = symbols("s b u g d", positive=True)
    top, at = solve(diff(-(s**b) * log(s), s), s)[0], dict.fromkeys((b, u, g), ANYWHERE)
    grown = 2 * exp(u * g / 2) * sinh(u * g / 2)
    bounds = [2 * V**b * (V * moved + V * d * peak(b)) for moved in (d**b, b * d)]  # b < 1 and b ≥ 1
    return all_steps(
        ("q − q' in terms of w − w'", lambda: equal(F(p, T)[i] - F(r, S)[i], (w - w1) / D + w1 / D1 * (D1 - D) / D)),
        ("s^b |log s| is largest at e^(−1/b)", lambda: equal(top, exp(-1 / b), at=at)),
        ("and is 1/(e b) there", lambda: equal(simplify(-(top**b) * log(top)), peak(b), at=at)),
        ("e^ug − 1 = 2 e^(ug/2) sinh(ug/2)", lambda: equal(exp(u * g) - 1, grown.rewrite(exp), at=at)),
        ("> 0: x^b ≥ x for b ≤ 1, x^b ≤ x for b ≥ 1, D ≥ V^−b", lambda: is_positive(grown, "e^ug > 1", at)),
        ("the modulus tends to 0", lambda: all_equal(({"b": b}, limit(c, d, 0, "+"), Rational(0)) for c in bounds)),
    )


def modulus(raised: Raised) -> Callable[[Array, Array, float, float], Array]:
    def bound(p: Array, p1: Array, T: float, T1: float) -> Array:
        V, b, b1 = p.shape[-1], 1 / T, 1 / T1
        moved = raised(np.abs(p - p1), b).sum(axis=-1)
        return 2 * V**b * (moved + V * abs(b - b1) / (np.e * min(b, b1)))

    return bound


@leg(
    "search",
    part="continuity",
    covers="the modulus itself: 400 adversarial laws for V = 2, 3, 5, 8, faces included; T from 0.2 to 100",
)
def moduli(raised: Raised = raised, seed: int = 0) -> Evidence:
    worst = sweep(continuity(soften, modulus(raised)), drawn(seed), MODULUS_TEMPERATURES)
    return no_violation(worst, "moves by more than the modulus")


@leg(
    "identity",
    part="entropy",
    covers=Whole("dH/dT is a mean of squares under q, over T³, for symbolic V, T and entries"),
)
def centred_square(F: Softening = power) -> Evidence:
    p = generic()
    q = F(p, T)
    mean = q.mean(lambda j: log(p[j]))
    return equal(entropy_derivative(F, p), q.mean(lambda j: (log(p[j]) - mean) ** 2) / T**3)


def wedge(F: Softening) -> Expr:
    """dH/dT for V = 3 with log-gaps a and b, p ∝ (1, e^−a, e^−(a+b)): differentiated, not in the form above."""
    a, b = symbols("a b", positive=True)
    return entropy_derivative(F, explicit([Rational(1), exp(-a), exp(-a - b)]))  # power needs no normalised p


@leg("enclosure", part="entropy", covers="V = 3, log-gaps in [1/2, 2], T in [1, 3]: dH/dT > 0 on the whole box")
def box(F: Softening = power) -> Evidence:
    a, b = symbols("a b", positive=True)
    return over_boxes(decide_positive(wedge(F), {a: GAPS, b: GAPS, T: HEATING}))


@leg("search", part="entropy", covers="400 adversarial laws, V = 2 to 8, faces included; T from 0.01 to 1e6, to 1.25 T")
def rising(F: Softener = soften, seed: int = 0) -> Evidence:
    return no_violation(
        sweep(entropy_monotone(F), drawn(seed), TEMPERATURES), "entropy falls", axioms.entropy_monotone(power)
    )


@leg("identity", part="identity", covers=Whole("V and every entry are symbols, p sums to one"))
def at_one(F: Softening = power) -> Evidence:
    p = generic()
    return equal(F(p, Rational(1))[i], p[i], p)


@leg("search", part="identity", covers="400 adversarial laws for V = 2, 3, 5, 8, faces included")
def unmoved(F: Softener = soften, seed: int = 0) -> Evidence:
    return no_violation(sweep(identity(F), drawn(seed), (1.0,)), "F_1 moves p", axioms.identity(power))


@leg("identity", part="boundary", covers=Whole("the ratios of all pairs decide the limits, whatever V"))
def limits(F: Softening = power, p: Sequence[Expr] = INSIDE) -> Evidence:
    cold, hot = ratio_limits(F)
    heated = [limit(q, T, oo) for q in F(explicit(p), T).entries]
    return all_steps(
        ("q_i/q_k → 0 as T → 0+, if p_i < p_k", lambda: equal(cold, Rational(0), at={gap: ANYWHERE})),
        ("q_i/q_k → 1 as T → ∞", lambda: equal(hot, Rational(1), at={gap: ANYWHERE})),
        ("q_i/q_k = 1 at every T, if p_i = p_k", lambda: equal(tied_ratio(F), Rational(1))),
        ("q → u, at one law", lambda: all_equal(({"p": p}, q, Rational(1, 3)) for q in heated)),
    )


def favouring(p: Law, T: Expr) -> Law:
    """Power, weighed by class number where it is cold: the limits are those of power, but for ties."""
    q = power(p, T)
    return Law(p.classes, lambda j: q[j] * (1 + j / (1 + T)))


def distance(F: Softener, order: float) -> Measure:
    """How far q is beyond the two bounds, with T^order in place of T."""

    def measure(p: Array, T: float) -> Array:
        q, classes, top = F(p, T), p.shape[-1], p == p.max(axis=-1, keepdims=True)
        spread = np.log(p.max(axis=-1)) - np.log(p.min(axis=-1))
        runner_up = np.where(top, 0, p).max(axis=-1)
        with np.errstate(divide="ignore", over="ignore"):
            hot = np.expm1(spread / T**order) / classes
            cold = classes * np.exp(-(np.log(p.max(axis=-1)) - np.log(runner_up)) / T)
        off = np.abs(q - 1 / classes).max(axis=-1) - hot
        outside = np.where(top, 0, q).sum(axis=-1) - cold
        return np.maximum(off, outside) - rounding(p, T, q).max(axis=-1)

    return measure


@leg("search", part="boundary", covers="the bounds: 400 adversarial interior laws, V = 2, 3, 5, 8; T from 0.01 to 1e6")
def bounds(F: Softener = soften, order: float = 1.0, seed: int = 0) -> Evidence:
    worst = sweep(distance(F, order), drawn(seed, faces=False), TEMPERATURES)
    return no_violation(worst, "further from its limit than the bound")


@on_teachers("T from 0.01 to 1e6", part=("ranking", "entropy", "identity", "boundary"))
def teacher(rows: Array, F: Softener = soften) -> Evidence:
    measures = (ranking(F), entropy_monotone(F), identity(F), distance(F, 1.0))
    worst = (sweep(measure, [rows], TEMPERATURES) for measure in measures)
    return no_violation(worst_of(worst), "an axiom fails")


control(ratios, "1/p in place of p", F=reversed_power)
control(ranked, "everything made equal", F=lambda p, T: np.full_like(p, 1 / p.shape[-1]))
control((ranked, *teacher), "1 − p in place of p", F=reversed_floats)
control(modulus_steps, "the peak of s^b |log s| at 1/b", peak=lambda b: 1 / b)
control(modulus_steps, "another operator: p itself", F=lambda p, T: p)
control(moduli, "Lipschitz in p, at every T", raised=lambda gap, b: max(1.0, b) * gap)
control(centred_square, "1/p in place of p, at 2T", F=lambda p, T: reversed_power(p, 2 * T))
control(box, "the temperature turned over", F=lambda p, T: power(p, 1 / T))
control((rising, *teacher), "cooling in place of heating", F=lambda p, T: soften(p, 1 / T))
control(at_one, "T wrong by 1 %", F=lambda p, T: power(p, T * Rational(101, 100)))
control((unmoved, *teacher), "T off by 1.5 parts in 10^14", F=lambda p, T: soften(p, T * (1 + 1.5e-14)))
control(limits, "ties split by class number", F=favouring)
control(limits, "temperature never below 1", F=lambda p, T: power(p, 1 + T))
control(limits, "temperature saturates at 2", F=lambda p, T: power(p, 2 * T / (1 + T)))
control(limits, "a class without probability", drops="positive", p=ZEROS)
control((bounds, *teacher), "temperature saturates at 1000", F=lambda p, T: soften(p, min(T, 1000.0)))
control(bounds, "no colder than 1", F=lambda p, T: soften(p, max(T, 1.0)))
control(bounds, "a rate of 1/T²", order=2.0)
control(ranked, "an entry 4 parts in 10^15 larger than the one before it", F=favoured)
control(rising, "cooling, by T^(-1.3/10^13)", F=lambda p, T: soften(p, 2 * T**-1.3e-13))
control(bounds, "a rate of T^-1.02", order=1.02)
control(bounds, "2 % warmer", F=lambda p, T: soften(p, 1.02 * T))

EVERY = "every V, every T > 0, every p of the closed simplex (boundary: of the open one)"
theorems = formal_parts("operators.power_interior", dict.fromkeys(claim.parts, EVERY))
power_cold = formal("operators.power_cold", covers="cooling on faces, every V and p", part="boundary", step=True)
