r"""Targets softened from n draws are unbiased exactly under affine operators.

p̂ are the frequencies of n draws from p, F a map of the closed simplex into itself, one temperature. For one n ≥ 1 and
every p, E F(p̂) = F(p) ⇔ F is affine in p. (Of those that rank mixing alone is: `affine`, which this does not use.)
Proof. An affine F commutes with expectation. Conversely let p_0 = p, and let p_{t+1} be frequencies of n draws from p_t
(the chain of Wright and Fisher): F(p_t) is a martingale. The chain moves on the finite grid of multiples of 1/n, and
ends in a vertex e_i, since every class may be lost for good: it does so in e_i with probability p_i, as p_t,i is a
martingale too. So F(p) = Σ p_i F(e_i). (For n = 1 that is the equation itself.) ∎
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np
from sympy import Expr, Integer, Rational, Symbol

from numerics.axioms import Softener
from numerics.bias_variance import compositions, frequencies, outcomes
from numerics.montecarlo import Simulation, simulate
from numerics.operators.mixing import mixing as soften_by_mixing
from numerics.operators.power import power as soften_by_power
from numerics.rational import rank
from numerics.simplex import Array
from proofs_checks.machine.checks import POINT, all_equal, equal, z_test
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.rocq.leg import formal
from theory.partial_access import of_one_draw
from theory.simplex import Law, generic

claim = Claim(
    statement=r"\mathbb E F(\hat p) = F(p) \text{ for every } p \iff F \text{ is affine}",
    scope="one n >= 1, one temperature, V >= 2, F defined on the closed simplex",
    reads={"S7.text": "lemma"},
    hypotheses={
        "every_law": "every p is asked for, not one alone",
        "drawn": "the teacher is known from n independent draws",
    },
    expect="proved",
)


@leg("identity", covers=Whole("n = 1, V and p symbols; for every n by the martingale of the chain, in words"))
def one_draw(weight: Callable[[Expr], Expr] = lambda p: p) -> Evidence:
    """E F(p̂)_i = Σ_j p_j f_j, f_j = F(e_j)_i: on a segment from p to r it is the mixture of its ends."""
    p, r, f, s = generic("p"), generic("r"), generic("f"), Symbol("s", positive=True)

    def expected(entry: Callable[[Expr], Expr]) -> Expr:
        return of_one_draw(Law(p.classes, lambda j: weight(entry(j))), f)

    moved = expected(lambda j: (1 - s) * p[j] + s * r[j])
    straight = (1 - s) * expected(lambda j: p[j]) + s * expected(lambda j: r[j])
    values = [Rational(1, 5), Rational(2), Rational(1, 3)]
    return equal(moved, straight, at={**POINT, s: Rational(1, 3), "f": values})


SIZES = ((2, 2), (2, 5), (3, 2), (3, 4), (4, 3))  # V, n


Cell = tuple[int, ...]
Laws = Callable[[Sequence[Cell]], Sequence[Cell]]


def table(V: int, n: int, laws: Laws = tuple, known: bool = False) -> list[list[Fraction]]:
    """The equations E F(p̂) = F(p) at p on the grid of multiples of 1/n, one a row, in the values of F there.

    With `known` p̂ is p itself.
    """
    grid = list(compositions(n, V))
    rows = []
    for counts in laws(grid):
        p = [Fraction(c, n) for c in counts]
        row = dict.fromkeys(grid, Fraction(0))
        for found, chance in [(counts, Fraction(1))] if known else outcomes(n, p):
            row[found] += chance
        row[counts] -= 1
        rows.append([row[cell] for cell in grid])
    return rows


@leg(
    "exact",
    covers="V = 2, n = 2, 5; V = 3, n = 2, 4; V = 4, n = 3: the equations on the grid have V free values, and no more",
)
def solutions(laws: Laws = tuple, known: bool = False, free: int = 0) -> Evidence:
    """Affine functions have V free values, those at the vertices; by elimination over fractions."""
    cases = []
    for V, n in SIZES:
        rows = table(V, n, laws, known)
        freedom = len(rows[0]) - rank(rows)
        cases.append(({"V": V, "n": n}, Integer(freedom), Integer(V + free)))
    return all_equal(cases)


@leg("exact", covers="the same V and n: every affine function on the grid solves them; squares of entries do not")
def members(order: int = 1) -> Evidence:
    """F(p) = p_1^order on the grid; E p̂_1 = p_1."""
    cases = []
    for V, n in SIZES:
        grid = list(compositions(n, V))
        values = [Fraction(cell[0], n) ** order for cell in grid]
        for cell, row in zip(grid, table(V, n), strict=True):
            gap = sum((w * x for w, x in zip(row, values, strict=True)), Fraction(0))
            cases.append(({"V": V, "n": n, "p": cell}, Rational(gap), Integer(0)))
    return all_equal(cases)


TEACHER, DRAWS, HEAT = np.array([0.6, 0.3, 0.1]), 8, 2.0


@leg("monte_carlo", covers="mixing at T = 2, 8 draws from (0.6, 0.3, 0.1): the mean of the first entry is its target's")
def mixing(F: Softener = soften_by_mixing, seed: int = 0) -> Evidence:
    return biased(F, float(soften_by_mixing(TEACHER, HEAT)[0]), "mixing", seed)


def biased(F: Softener, derived: float, name: str, seed: int) -> Evidence:
    def statistics(rng: np.random.Generator, size: int) -> Array:
        return F(frequencies(rng, DRAWS, TEACHER, size), HEAT)[:, 0]

    simulation = Simulation(statistics, ("partial_access.unbiased", name), 20_000)
    return z_test(simulate(simulation, seed, most=10).estimate(), derived)


def of_vertices(grid: Sequence[Cell]) -> list[Cell]:
    """One law in the middle and the vertices, where the equation says nothing."""
    vertices = [cell for cell in grid if max(cell) == sum(cell)]
    return [*vertices, next(cell for cell in grid if max(cell) < sum(cell))]


control(one_draw, "squares of probabilities", weight=lambda p: p**2)
control(solutions, "one law alone is asked for", drops="every_law", laws=of_vertices)
control(solutions, "p itself is known", drops="drawn", known=True)
control(solutions, "one more free value", free=1)
control(members, "squares of entries", order=2)
control(mixing, "power", F=soften_by_power)

unbiased = formal("partial_access.unbiased", covers="every V, n and map of the simplex")
