r"""Greedy students of n atoms: Frank-Wolfe's law 1/n, with its constant.

f convex and L-smooth on the hull of atoms of diameter D. θ_{n+1} = θ_n + γ_n(a_n − θ_n), a_n the atom of least
⟨∇f(θ_n), a⟩, γ_n = 2/(n + 2), from an atom: after n steps f(θ_n) − min f ≤ 2LD²/(n + 2), n ≥ 1,
the minimum over the hull.
Proof. h_n = f(θ_n) − min f: smoothness and convexity give h_{n+1} ≤ (1 − γ_n)h_n + γ_n² LD²/2. If h_n ≤ 2LD²/(n + 2)
the right side is at most 2LD² (n + 1)/(n + 2)², less than 2LD²/(n + 3); and γ_0 = 1 gives h_1 ≤ LD²/2. ∎
"""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
from sympy import Expr, Integer, Rational, Symbol, symbols

from numerics.chance import stream
from numerics.registry import operator
from numerics.simplex import Array
from proofs_checks.checks import ANYWHERE, Cases, all_of, certain, equal, holds
from proofs_checks.claim import Claim, Whole, control, leg
from proofs_checks.evidence import Evidence
from proofs_checks.teachers import ROWS, on_teachers
from theory import convergence as theory

claim = Claim(
    statement=r"f(\theta_n) - \min_{\mathrm{hull}} f \le \frac{2 L D^2}{n + 2}",
    scope="f convex and L-smooth on the hull of atoms of diameter D, n >= 1 steps of 2/(n + 2) from an atom",
    hypotheses=("the loss is convex and smooth", "the best atom is found at each step"),
    reads={"S3": "repaired"},
    expect="proved",
)

Bound = Callable[..., Expr]
n, size = symbols("n size", positive=True)  # size = L D²


def bound(size: Expr, n: Expr) -> Expr:
    return 2 * size / (n + 2)


@leg("identity", covers=Whole("L D² and n are symbols; an induction whose step and start are these two inequalities"))
def induction(bound: Bound = bound) -> Evidence:
    """What the step leaves short of the bound: 2LD²/((n + 2)²(n + 3)) > 0; the first step leaves LD²/2, any start."""
    step, gap = theory.greedy(bound(size, n), 2 / (n + 2), size), Symbol("h", positive=True)
    first = theory.greedy(gap, Integer(1), size)
    short = 2 * size / ((n + 2) ** 2 * (n + 3))
    at = {n: Integer(3), size: ANYWHERE}
    return all_of(
        ("the step", lambda: equal(bound(size, n + 1) - step, short, at=at)),
        ("is short of the bound", lambda: holds(short, "2LD²/((n + 2)²(n + 3)) > 0", at)),
        ("the start", lambda: holds(bound(size, Integer(1)) - first, "2LD²/3 > LD²/2", at)),
    )


@leg(
    "exact", covers="‖θ − t‖² on the simplex, 20 rational targets, V = 2 to 6, n = 1 to 30, in fractions: L = 2, D² = 2"
)
def simplex(pace: Callable[[int], Fraction] = lambda n: Fraction(2, n + 2), seed: int = 0) -> Evidence:
    def cases() -> Cases:
        for problem in range(20):
            rng = stream(seed, "convergence.greedy", problem)
            V = int(rng.integers(2, 7))
            weights = rng.integers(1, 9, V).tolist()
            target = [Fraction(w, sum(weights)) for w in weights]
            theta = [Fraction(int(c == 0)) for c in range(V)]
            for step in range(31):
                if step:
                    error = sum(((x - y) ** 2 for x, y in zip(theta, target, strict=True)), Fraction(0))
                    says = f"the error is {float(error):.3g}"
                    yield {"n": step, "V": V}, Rational(2 * 4, step + 2) - Rational(error), says
                slopes = [x - y for x, y in zip(theta, target, strict=True)]
                atom = slopes.index(min(slopes))
                theta = [x + pace(step) * (int(c == atom) - x) for c, x in enumerate(theta)]

    return certain(cases())


@on_teachers(
    "the mean softened row at T = 2 from mixtures of other rows: n = 1 to 200, ‖θ − t‖², D measured", names=ROWS
)
def mixtures(p: Array, tighter: float = 1.0) -> Evidence:
    """Atoms are all rows but the last ten, the target the mean of their softened rows: inside their hull or not."""
    q = operator("power")(p[:60], 2.0)
    atoms, target = q[:-10], q.mean(axis=0)
    gram = atoms @ atoms.T
    squares = np.diag(gram)
    square_diameter = float((squares[:, None] + squares - 2 * gram).max())
    weights = least(gram, atoms @ target)
    lowest = float(((atoms.T @ weights - target) ** 2).sum())
    theta, cases = atoms[0].copy(), []
    for step in range(200):
        atom = int(np.argmin(atoms @ (theta - target)))
        theta += 2 / (step + 2) * (atoms[atom] - theta)
        over = float(((theta - target) ** 2).sum()) - lowest
        limit = tighter * 4 * square_diameter / (step + 3)  # L = 2
        cases.append(({"n": step + 1}, limit - over, f"{over:.3g} over the least, the bound {limit:.3g}"))
    return certain(cases)


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
control(simplex, "a constant step", pace=lambda _: Fraction(1, 2))
control(mixtures, "a thousandth of the bound", tighter=0.001)
