r"""Greedy students of n atoms: Frank-Wolfe's law 1/n, with its constant.

f convex and L-smooth on the hull of atoms of diameter D. θ_{n+1} = θ_n + γ_n(a_n − θ_n), a_n the atom of least
⟨∇f(θ_n), a⟩, γ_n = 2/(n + 2), from an atom: after n steps f(θ_n) − min f ≤ 2LD²/(n + 2), n ≥ 1,
the minimum over the hull.
Proof. h_n = f(θ_n) − min f: smoothness and convexity give h_{n+1} ≤ (1 − γ_n)h_n + γ_n² LD²/2. If h_n ≤ 2LD²/(n + 2)
the right side is at most 2LD² (n + 1)/(n + 2)², less than 2LD²/(n + 3); and γ_0 = 1 gives h_1 ≤ LD²/2. ∎
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from sympy import Expr, Integer, Rational, Symbol, symbols

from numerics.chance import stream
from numerics.convergence import greedy
from numerics.registry import operator
from numerics.simplex import Array
from proofs_checks.machine.checks import ANYWHERE, Cases, all_equal, all_positive, all_steps, equal, is_positive
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from proofs_checks.machine.rocq.leg import formal
from proofs_checks.teachers import ROWS, on_teachers
from theory import convergence as theory


def bound(size: Any, n: Any) -> Any:
    return 2 * size / (n + 2)


claim = Claim(
    statement=Formula(r"f(\theta_n) - \min_{\mathrm{hull}} f \le @bound", where={"size": "L D^2"}, bound=bound),
    scope="f on R^d convex and L-smooth on the hull of atoms of diameter D, n >= 1 steps of 2/(n + 2) from an atom",
    hypotheses={
        "convex": "the loss is convex",
        "smooth": "it is L-smooth",
        "best_atom": "the best atom is found at each step",
    },
    reads={"S3.rate": "repairs"},
    expect="proved",
)

Bound = Callable[..., Expr]
n, size = symbols("n size", positive=True)  # size = L D²


@leg("identity", covers=Whole("L D² and n are symbols; an induction whose step and start are these two inequalities"))
def induction(bound: Bound = bound) -> Evidence:
    """What the step leaves short of the bound: 2LD²/((n + 2)²(n + 3)) > 0; the first step leaves LD²/2, any start."""
    step, gap = theory.greedy(bound(size, n), 2 / (n + 2), size), Symbol("h", positive=True)
    first = theory.greedy(gap, Integer(1), size)
    short = 2 * size / ((n + 2) ** 2 * (n + 3))
    at = {n: Integer(3), size: ANYWHERE}
    return all_steps(
        ("the step", lambda: equal(bound(size, n + 1) - step, short, at=at)),
        ("is short of the bound", lambda: is_positive(short, "2LD²/((n + 2)²(n + 3)) > 0", at)),
        ("the start", lambda: is_positive(bound(size, Integer(1)) - first, "2LD²/3 > LD²/2", at)),
    )


Pace = Callable[[int], Fraction]


def frank_wolfe(step: int) -> Fraction:
    return Fraction(2, step + 2)


def of_vertices(V: Expr, n: Expr) -> Expr:
    return 2 * (2 * n + 1) / (3 * n * (n + 1)) - 1 / V


@leg("exact", covers="‖θ − u‖² from the 40 vertices of a simplex, n = 1 to 40: the error in closed form, in fractions")
def vertices(
    error: Bound = lambda V, n: 2 * (2 * n + 1) / (3 * n * (n + 1)) - 1 / V, pace: Pace = frank_wolfe
) -> Evidence:
    """Each step takes a new vertex; θ_n gives the k-th of n the weight 2k/(n(n + 1)). No θ of n atoms has less than
    1/n − 1/V: 1/n is the exact order, and 2LD²/(n + 2) = 8/(n + 2) six times the error for large n < V."""
    V, cases = 40, []
    centre = np.full(V, Fraction(1, V))
    atoms = np.array([[Fraction(int(r == c)) for c in range(V)] for r in range(V)])
    for n, theta in enumerate(greedy(atoms, lambda x: x - centre, V, pace), start=1):
        found = Rational(sum((x - Fraction(1, V)) ** 2 for x in theta))
        assert Fraction(1, n) - Fraction(1, V) <= Fraction(found.p, found.q), "less than n atoms can have"
        cases.append(({"n": n}, found, error(Integer(V), Integer(n))))
    return all_equal(cases)


Loss = Callable[[Array], tuple[Callable[[Array], Any], Callable[[Array], Array], Fraction]]


def square(t: Array) -> tuple[Callable[[Array], Any], Callable[[Array], Array], Fraction]:
    return lambda x: sum((x - t) ** 2), lambda x: x - t, Fraction(0)


def saddle(t: Array) -> tuple[Callable[[Array], Any], Callable[[Array], Array], Fraction]:
    """−x_1²/4 − x_2²: L = 2, least −1 at e_2; steps from e_1 stay there."""
    w = np.array([Fraction(1, 4), Fraction(1), *[Fraction(0)] * (len(t) - 2)])
    return lambda x: -sum(w * x**2), lambda x: -w * x, Fraction(-1)


def largest_entry(t: Array) -> tuple[Callable[[Array], Any], Callable[[Array], Array], Fraction]:
    """2 max x, which is convex: from e_1 steps go back and forth to e_2, and max x stays at 1/2 or above."""
    return lambda x: 2 * max(x), lambda x: (np.arange(len(x)) == np.argmax(x)) * Fraction(1), Fraction(2, len(t))


def worst_atom(t: Array) -> tuple[Callable[[Array], Any], Callable[[Array], Array], Fraction]:
    return lambda x: sum((x - t) ** 2), lambda x: t - x, Fraction(0)


@leg(
    "exact", covers="‖θ − t‖² on the simplex, 20 rational targets, V = 2 to 6, n = 1 to 30, in fractions: L = 2, D² = 2"
)
def simplex(pace: Pace = frank_wolfe, loss: Loss = square, seed: int = 0) -> Evidence:
    """`loss` gives of a target the loss, what the best atom is chosen by, and the minimum."""

    def cases() -> Cases:
        for problem in range(20):
            rng = stream(seed, "convergence.greedy", problem)
            V = int(rng.integers(2, 7))
            weights = rng.integers(1, 9, V).tolist()
            target = np.array([Fraction(w, sum(weights)) for w in weights])
            atoms = np.array([[Fraction(int(r == c)) for c in range(V)] for r in range(V)])
            value, along, least = loss(target)
            for n, theta in enumerate(greedy(atoms, along, 30, pace), start=1):
                error = Rational(value(theta) - least)
                yield {"n": n, "V": V}, bound(Integer(4), Integer(n)) - error, f"the error is {float(error):.3g}"

    return all_positive(cases())


@on_teachers(
    "the mean softened row at T = 2 from mixtures of other rows: n = 1 to 200, ‖θ − t‖², D measured", names=ROWS
)
def mixtures(p: Array, pace: Pace = frank_wolfe) -> Evidence:
    """Atoms are all rows but the last ten, the target the mean of their softened rows: inside their hull or not."""
    q = operator("power")(p[:60], 2.0)
    atoms, target = q[:-10], q.mean(axis=0)
    gram = atoms @ atoms.T
    squares = np.diag(gram)
    square_diameter = float((squares[:, None] + squares - 2 * gram).max())
    weights = least(gram, atoms @ target)
    lowest = float(((atoms.T @ weights - target) ** 2).sum())
    cases, closest = [], 0.0
    thetas = greedy(atoms, lambda theta: theta - target, 200, lambda step: float(pace(step)))
    for n, theta in enumerate(thetas, start=1):
        over = float(((theta - target) ** 2).sum()) - lowest
        limit = float(bound(2 * square_diameter, n))
        closest = max(closest, over / limit)
        cases.append(({"n": n}, limit - over, f"{over:.3g} over the least, the bound {limit:.3g}"))
    found = all_positive(cases)
    return Evidence(found.outcome, {"closest to the bound": closest, **found.figures}, found.witness, found.note)


def least(gram: Array, along: Array) -> Array:
    """Weights on the simplex that minimise wᵀGw − 2⟨along, w⟩ at most, by nonnegative least squares."""
    from scipy.optimize import nnls  # noqa: PLC0415

    values, vectors = np.linalg.eigh(gram)
    kept = values > 1e-12 * values[-1]
    root = (vectors[:, kept] * np.sqrt(values[kept])).T
    right = (vectors[:, kept] / np.sqrt(values[kept])).T @ along
    heavy = 1e4  # on Σw = 1
    weights, _ = nnls(np.vstack([root, heavy * np.ones((1, len(gram)))]), np.append(right, heavy))
    return weights / weights.sum()


control(induction, "2 % less", bound=lambda size, n: Rational(98, 100) * bound(size, n))
control(vertices, "2 % off", error=lambda V, n: Rational(102, 100) * of_vertices(V, n))
control(vertices, "steps 1/(n + 1)", pace=lambda step: Fraction(1, step + 1))
for check in (simplex, mixtures):
    control(check, "a constant step", pace=lambda _: Fraction(1, 2))
control(simplex, "−x_1²/4 − x_2²", drops="convex", loss=saddle)
control(simplex, "2 max x", drops="smooth", loss=largest_entry)
control(simplex, "the worst atom in place of the best", drops="best_atom", loss=worst_atom)

greedy_law = formal(
    "convergence.greedy_law", covers="every finite dimension, every loss and set of atoms, every n", bound=bound
)
