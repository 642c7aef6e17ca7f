r"""Along a Legendre family a hotter law is majorised by a cooler one.

T' > T ⇒ F_T'(p) ≺ F_T(p): every sum of largest entries falls, and every Schur-concave entropy rises (Shannon, Rényi,
Tsallis, Gini). Open simplex, every φ of `legendre_formula`; on faces for the limits of laws in it, as sums are
continuous. Proof. As functions of x = g(p_i) the two entrywise maps are lines, (x + c)/T and (x + c')/T', followed by
the same nondecreasing G. The first is steeper, so that q_i(T) − q_i(T') changes sign at most once, from − to +, as
p_i grows; the sums are equal. So the sum over any set of largest classes is larger at T. ∎
"""

from collections.abc import Callable

import numpy as np
from sympy import Expr, Integer, Rational, Symbol, symbols

from numerics.axioms import HOTTER
from numerics.operator import Operator
from numerics.prover import decide_positive
from numerics.registry import operators
from numerics.simplex import Array
from numerics.sweeping import Measure, adversaries, sweep, worst_of
from proofs_checks.machine.checks import ANYWHERE, all_steps, equal, is_positive, no_violation, over_boxes
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.rocq.leg import formal
from proofs_checks.teachers import ROWS, on_teachers
from theory.axioms import entropy_derivative
from theory.operators import legendre
from theory.operators.legendre import c, tsallis
from theory.operators.power import power
from theory.simplex import S, T, explicit

claim = Claim(
    statement=r"T' > T \implies F_{T'}(p) \prec F_T(p) \text{ for Legendre softening}",
    scope="phi strictly convex, continuous on [0, 1] (phi(0) = ∞ allowed), differentiable on (0, 1), "
    "V >= 2, T > 0, the open simplex",
    reads={"S5.families": "lemma"},
    rests_on=("operators.legendre_formula",),
    expect="proved",
)

TEMPERATURES = (0.01, 0.3, 0.9, 1.0, 1.001, 3.0, 100.0, 1e6)
FAMILIES = ("logit", "tsallis:0", "tsallis:0.5", "tsallis:1.5", "tsallis:2", "tsallis:3", "power")
Warm = Callable[[float], float]


@leg(
    "identity",
    covers=Whole("two lines cross once, whatever c and c'; G increases, and the sums are equal"),
)
def crossing(hotter: Callable[[Expr], Expr] = lambda T: T + S) -> Evidence:
    """g(q_i) at T less that at T' > T grows with x = g(p_i) at the constant rate 1/T − 1/T'."""
    x = Symbol("x", real=True)
    other = Symbol("c'", real=True)
    loss = legendre.crossing(x, T, hotter(T), c, other)
    rate = (1 / T - 1 / hotter(T)).factor()
    point = {x: ANYWHERE, c: Rational(1, 3), other: Rational(1, 7), T: Integer(2), S: Integer(3)}
    return all_steps(
        ("a line in g(p_i)", lambda: equal(loss.diff(x), rate, at=point)),
        ("that rises", lambda: is_positive(rate, "1/T > 1/T'", point)),
    )


def partial_sums(F: Operator, hotter: Warm) -> Measure:
    """By how much a sum of the k largest entries rose from T to `hotter(T)`."""

    def measure(p: Array, T: float) -> Array:
        cold, hot = F(p, T), F(p, hotter(T))
        slack = F.allowance(p, T, cold).sum(axis=-1) + F.allowance(p, hotter(T), hot).sum(axis=-1)
        tops = [np.cumsum(-np.sort(-q, axis=-1), axis=-1) for q in (cold, hot)]
        return (tops[1] - tops[0]).max(axis=-1) - slack

    return measure


def sums_fall(hotter: Warm, laws: list[Array]) -> Evidence:
    found = (sweep(partial_sums(operators()[name], hotter), laws, TEMPERATURES) for name in FAMILIES)
    return no_violation(worst_of(found), "a sum of largest entries rises")


@leg(
    "search",
    covers="seven families: all partial sums; 400 adversarial laws for V = 2, 3, 5, 8, with faces",
)
def majorised(hotter: Warm = lambda T: HOTTER * T, seed: int = 0) -> Evidence:
    return sums_fall(hotter, adversaries(seed, "operators.legendre_majorization", faces=True))


@on_teachers("seven families: all partial sums", names=ROWS)
def teacher(rows: Array, hotter: Warm = lambda T: HOTTER * T) -> Evidence:
    return sums_fall(hotter, [rows])


RATIOS = (Rational(1, 4), Rational(9, 10))


@leg("identity", covers="alpha = 1, which is power, V = 2: how fast H changes, T and p symbols")
def rate_of_power(rate: Callable[..., Expr] = legendre.entropy_rate) -> Evidence:
    """By Legendre's conditions of optimality, and by differentiating the entropy of power."""
    w = Symbol("w", positive=True)
    p = explicit([Integer(1), w])  # power normalises
    found = rate(tsallis(Integer(1)), power(p, T).entries, T)
    return equal(found, entropy_derivative(power, p), at={w: Integer(3), T: Integer(2)})


control(rate_of_power, "times T for divided by it", rate=lambda phi, q, T: legendre.entropy_rate(phi, q, T) * T**2)


@leg("enclosure", covers="alpha = 0, 3/2, 3; V = 3, q ∝ (1, x, xy), x, y in [1/4, 9/10]: dH/dT > 0")
def entropy_box(sign: int = 1) -> Evidence:
    x, y = symbols("x y", positive=True)
    weights = (Integer(1), x, x * y)
    law = [w / sum(weights) for w in weights]
    rates = [sign * legendre.entropy_rate(tsallis(alpha), law, Integer(1)) for alpha in (0, Rational(3, 2), 3)]
    return over_boxes(*(decide_positive(rate, {x: RATIOS, y: RATIOS}) for rate in rates))


control(crossing, "cooling in place of heating", hotter=lambda T: T / (1 + T * S))
control(entropy_box, "entropy falls", sign=-1)
for check in (majorised, teacher):
    control(check, "cooled by 6 parts in 10^14", hotter=lambda T: T * (1 - 6e-14))

legendre_majorization = formal(
    "operators.legendre_majorization", covers="every V, potential, p of the open simplex, 0 < T < T'"
)
