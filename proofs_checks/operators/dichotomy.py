r"""No Legendre family satisfies the five axioms on the closed simplex at all temperatures.

V ≥ 3, T in (0, ∞). One of three things is so, and each costs an axiom:
- *floor*: g(0+) = −∞. As p_i → 0, c stays bounded and q_i = G((g(p_i) + c)/T) → G(−∞) = 0, at every T: faces are
  kept, and q does not tend to u.
- *ceiling*: g(1−) = ∞. As p → e_1, g(q_1) − g(q_i) = (g(p_1) − g(p_i))/T → ∞, so q → e_1, at every T.
- *finite*: with R = g(1−) − g(0+) finite, q = e_1 is optimal at every T ≤ (g(p_1) − g(p_2))/R: the multipliers of the
  other classes, g(p_1) − g(p_i) − T R, are not negative. So p_2 > p_3 come out equal, and ranking fails. ∎
"""

from collections.abc import Callable, Mapping

import numpy as np
from sympy import Expr, Integer, Rational, Symbol, limit, log, symbols

from numerics.axioms import Softener
from numerics.enclosure import ball
from numerics.legendre import Generator
from numerics.legendre import legendre as soften
from numerics.registry import operators
from numerics.sweeping import Measure, sweep, worst_of
from proofs_checks.machine.checks import ANYWHERE, all_equal, all_positive, is_positive, no_violation
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from theory.operators import legendre
from theory.operators.legendre import Potential, c, derivative, multipliers, s, tsallis
from theory.simplex import T

claim = Claim(
    statement=r"V \ge 3: \text{ no Legendre family satisfies A1–A5 on the closed } \Delta \text{ at all } T > 0",
    scope="Legendre softening, V >= 3, T > 0, the closed simplex",
    reads={"S5.families": "limits"},
    rests_on=("operators.legendre_formula",),
    expect="supported",
    parts={
        "floor": r"g(0+) = -\infty \implies F_T(p)_i = 0 \text{ where } p_i = 0",
        "ceiling": r"g(1-) = \infty \implies F_T(e_1) = e_1",
        "finite": r"\text{both finite} \implies F_T(p) = e_1 \text{ for } p_1 > p_2 > p_3 \text{ and cold } T",
    },
)

Families = Mapping[str, Potential]


def dual(s: Expr) -> Expr:
    """φ with g(s) = −log(1 − s), which is 0 at 0 and ∞ at 1."""
    return (1 - s) * log(1 - s) + s


BURG, SPARSEMAX = tsallis(Integer(0)), tsallis(Integer(2))
OPEN_FLOOR: Families = {"Burg": BURG, "alpha = 1/2": tsallis(Rational(1, 2)), "power": tsallis(Integer(1))}
OPEN_CEILING: Families = {"logit": legendre.logit, "dual": dual}


@leg("identity", part="floor", covers="Burg, alpha = 1/2, power: the limit of q_i as p_i → 0, at c = 1/3 and T = 2")
def faces(families: Families = OPEN_FLOOR) -> Evidence:
    score = Symbol("score", real=True)
    cases = []
    for name, phi in families.items():
        start = limit(derivative(phi)(s), s, 0, "+")
        entry = legendre.entry(phi, score).subs({c: Rational(1, 3), T: 2})
        cases.append(({"family": name, "g(0+)": start}, limit(entry, score, start), Integer(0)))
    return all_equal(cases)


FACE, VERTEX = np.array([[0.7, 0.3, 0.0]]), np.array([[1.0, 0.0, 0.0]])
TEMPERATURES = (0.01, 0.5, 1.0, 2.0, 100.0, 1e6)
DUAL = Generator(
    g=lambda s: -np.log1p(-s),
    inverse=lambda y: -np.expm1(-y),
    weight=lambda s: 1 - s,
    below_one=lambda s: -np.log(s),
    complement=lambda y: np.exp(-y),
    weight_below_one=lambda s: s,
    floor=0.0,
    ceiling=np.inf,
)


def moved(F: Softener) -> Measure:
    """How much q puts where p has nothing."""
    return lambda p, T: np.where(p == 0, F(p, T), 0).max(axis=-1)


@leg("search", part="floor", covers="tsallis:0, tsallis:0.5, power, logit on the face (7, 3, 0)/10; T from 0.01 to 1e6")
def faces_kept(names: tuple[str, ...] = ("tsallis:0", "tsallis:0.5", "power", "logit")) -> Evidence:
    worst = (sweep(moved(operators()[name]), [FACE], TEMPERATURES) for name in names)
    return no_violation(worst_of(worst), "a face is left")


@leg("identity", part="ceiling", covers="logit, dual: g(p_1) − g(p_2) → ∞ as p = (1 − 2h, h, h) → e_1")
def vertices(families: Families = OPEN_CEILING) -> Evidence:
    h = Symbol("h", positive=True)
    gaps = {name: derivative(phi)(1 - 2 * h) - derivative(phi)(h) for name, phi in families.items()}
    return all_equal(({"family": name}, 1 / limit(gap, h, 0, "+"), Integer(0)) for name, gap in gaps.items())


@leg("search", part="ceiling", covers="logit and dual at a vertex, V = 3; T from 0.01 to 1e6")
def vertices_kept(others: Softener | None = None) -> Evidence:
    families = [others] if others else [operators()["logit"], lambda p, T: soften(DUAL)(p, np.array([[T]]))]
    worst = (sweep(moved(F), [VERTEX], TEMPERATURES) for F in families)
    return no_violation(worst_of(worst), "a vertex is left")


@leg("identity", part="finite", covers=Whole("g enters by R and by the gap of the two largest classes only"))
def truncated(temperature: Callable[[Expr, Expr, Expr], Expr] = lambda gap, R, k: gap / R / (1 + k)) -> Evidence:
    """With q = e_1 and c = T g(1) − g(p_1), the multiplier of class 2 is gap − T R; that of class 3 is larger."""
    gap, R, k = symbols("gap R k", positive=True)
    return is_positive(
        (gap - temperature(gap, R, k) * R).factor(), "class 2 is truncated", dict.fromkeys((gap, R, k), ANYWHERE)
    )


COLD = {Integer(2): Rational(1, 4), Rational(3, 2): Rational(1, 8), Integer(3): Rational(1, 4)}
P = (Rational(7, 10), Rational(2, 10), Rational(1, 10))


@leg("exact", part="finite", covers="alpha = 3/2, 2, 3 at (7, 2, 1)/10, one cold temperature each: e_1 is optimal")
def optimal_vertex(warmer: Expr = Integer(1)) -> Evidence:
    assert sum(P) == 1
    cases = []
    for alpha, cold in COLD.items():
        phi, t = tsallis(alpha), cold * warmer
        g = derivative(phi)
        at = multipliers(phi, [g(entry) for entry in P], (1, 0, 0), t * g(Integer(1)) - g(P[0]), t)
        cases += [({"alpha": alpha, "T": t, "class": n}, ball(m), "its multiplier") for n, m in enumerate(at) if n]
    return all_positive(cases)


control(faces, "sparsemax, with g(0+) = 0", families={"sparsemax": SPARSEMAX})
control(faces_kept, "sparsemax, with g(0+) = 0", names=("tsallis:2",))
control(vertices, "sparsemax, with g(1−) = 1", families={"sparsemax": SPARSEMAX})
control(vertices_kept, "sparsemax, with g(1−) = 1", others=operators()["tsallis:2"])
control(truncated, "a warmer temperature", temperature=lambda gap, R, k: gap / R * (1 + k))
control(optimal_vertex, "four times warmer", warmer=Integer(4))
