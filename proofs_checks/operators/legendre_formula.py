r"""The formula of Legendre softening.

p is in the open simplex, where g(p_i) is finite. F_T(p) = argmin over Δ of T Σφ(q_i) − Σ g(p_i) q_i; φ is strictly
convex and continuous on [0, 1], φ(0) = ∞ allowed, g = φ' continuous and strictly increasing on (0, 1), G its inverse,
0 below g(0+) and 1 above g(1−). Then q_i = G((g(p_i) + c)/T), with c such that Σq = 1. On a face the objective may be
infinite everywhere (Burg's φ = −log s at (7, 3, 0)/10, where g(0) = −∞): there F is meant by continuity.
Proof. The Lagrangian of Σq = 1 is separable, and each class adds a convex function of its q_i. So the conditions
T g(q_i) = g(p_i) + c where q_i > 0, T g(0+) ≥ g(p_i) + c where q_i = 0, are necessary and sufficient. ∎
"""

from collections.abc import Callable

from sympy import Expr, Function, Integer, Rational, Symbol, solve

from numerics.enclosure import ball
from proofs_checks.machine.checks import all_steps, equal, equal_for_every_function, rounds_to
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.rocq.leg import formal
from theory.operators import legendre
from theory.operators.legendre import c, q, tsallis
from theory.simplex import T

claim = Claim(
    statement=r"\arg\min_{q \in \Delta} T \sum \varphi(q_i) - \sum g(p_i) q_i :\ q_i = G\bigl((g(p_i) + c)/T\bigr)",
    scope="phi strictly convex, continuous on [0, 1] (phi(0) = ∞ allowed), differentiable on (0, 1), "
    "V >= 2, T > 0, p in the open simplex",
    reads={"S5.families": "lemma"},
    expect="proved",
)

score, phi = Symbol("score", real=True), Function("phi")
POINT = {T: Integer(2), c: Rational(1, 3), score: Rational(1, 5), q: Rational(1, 4)}


@leg("identity", covers=Whole("phi is a symbol for a function, and so are T, c and the score"))
def optimality(lagrangian: Callable[..., Expr] = legendre.objective) -> Evidence:
    """The slope of what a class adds to the Lagrangian is T g(q) − score − c, and its curvature T g'(q) > 0."""
    adds = lagrangian(phi, score)
    return all_steps(
        ("stationary", lambda: equal_for_every_function(phi, adds.diff(q) - (T * phi(q).diff(q) - score - c), POINT)),
        ("convex", lambda: equal_for_every_function(phi, adds.diff(q, 2) - T * phi(q).diff(q, 2), POINT)),
    )


@leg("identity", covers="Tsallis for alpha = 0, 1/2, 3/2, 2, 3 and logit: the entry that theory solves is that formula")
def solved(shift: Expr = Integer(0)) -> Evidence:
    """g(q) = (score + c)/T at the q that solves the condition, symbolic in T and c."""
    potentials = {f"tsallis:{a}": tsallis(Rational(a)) for a in ("0", "1/2", "3/2", "2", "3")}
    steps = []
    for name, family in {**potentials, "logit": legendre.logit}.items():
        total = Symbol("y", negative=True) if name in ("tsallis:0", "tsallis:1/2") else Symbol("y", positive=True)
        entry = legendre.entry(family, score).subs(score, total - c)
        back = (T * legendre.derivative(family)(entry + shift) - total).simplify()
        steps.append((name, lambda back=back, y=total: equal(back, Integer(0), at={**POINT, y: Rational(-1, 3)})))
    return all_steps(*steps)


SCORES = (Integer(-2), Integer(0), Rational(1, 2))
ENTMAX = (
    (Integer(1), ("0.0486", "0.3592", "0.5922")),
    (Rational(3, 2), ("0", "0.3260", "0.6740")),
    (Integer(2), ("0", "0.25", "0.75")),
)


def entmax(alpha: Expr, shift: Expr = Integer(0)) -> list[Expr]:
    """α-entmax of (−2, 0, 1/2), which is Legendre softening of those scores at T = 1; for α > 1 the first is truncated.

    c is solved from Σq = 1 over the support; that the first entry is truncated is its condition of optimality.
    """
    inverse = legendre.entry(tsallis(alpha), score).subs(T, 1)
    kept = [inverse.subs(score, at) for at in (SCORES if alpha == 1 else SCORES[1:])]
    levels = solve(sum(kept) - 1 - shift, c)
    if alpha == 1:
        return [entry.subs(c, *levels) for entry in kept]
    (level,) = [level for level in levels if all(ball(at + level) > 0 for at in SCORES[1:])]
    assert ball(SCORES[0] + level) < 0  # g(0+) = 0 for α > 1
    return [Integer(0), *(entry.subs(c, level) for entry in kept)]


@leg("published", covers="softmax, 1.5-entmax and sparsemax of (−2, 0, 0.5), as printed in the README of entmax")
def printed_entmax(shift: Expr = Integer(0)) -> Evidence:
    """deep-spin/entmax, README: .0486 .3592 .5922, then 0 .3260 .6740 and 0 .25 .75."""
    cases = []
    for alpha, row in ENTMAX:
        values = entmax(alpha, shift)
        cases += [(f"{alpha}-entmax, class {n}", ball(v), t) for n, (v, t) in enumerate(zip(values, row, strict=True))]
    return rounds_to(cases)


control(optimality, "a quadratic pull", lagrangian=lambda phi, score: T * phi(q) - score * q**2 - c * q)
control(optimality, "T on the wrong term", lagrangian=lambda phi, score: phi(q) - T * score * q - c * q)
control(solved, "q a thousandth too large", shift=Rational(1, 1000))
control(printed_entmax, "entries that sum to 1.001", shift=Rational(1, 1000))
control(printed_entmax, "entries that sum to 0.999", shift=-Rational(1, 1000))

legendre_formula = formal("operators.legendre_formula", covers="every V, potential, p of the open simplex and T > 0")
