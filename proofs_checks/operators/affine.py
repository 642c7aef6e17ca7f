r"""Mixing is the only affine operator that ranks.

F affine in p and ranking (A1) at a temperature ⇔ F(p) = a p + (1 − a)u with 0 < a ≤ 1: mixing at 1/a. So an
affine operator cannot sharpen.
Proof. On the simplex F(p) = Ap with a column-stochastic matrix A, since Σp = 1 absorbs the constant. Ties are
kept (`ties`), so (A_i − A_k)·p = 0 whenever p_i = p_k; at the vertices e_l, l ≠ i, k, and at (e_i + e_k)/2 this
leaves A_i − A_k = a_ik(e_i − e_k), and adding two such differences shows that all a_ik are one a. Then
A_i = a e_i + b for every i, and columns that sum to one give b = (1 − a)/V. A1 needs a > 0; A ≥ 0 off the diagonal
needs a ≤ 1. Conversely mixing is affine, so that it commutes with expectation: E F_T(p̂) = F_T(E p̂). ∎
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations, permutations

import numpy as np
from sympy import Expr, Integer, Matrix, Rational, Symbol, eye, ones, solve, symbols

from numerics.axioms import Softener
from numerics.chance import stream
from numerics.enclosure import ball
from numerics.montecarlo import Simulation, simulate
from numerics.operators.mixing import mixing as soften
from numerics.operators.power import power as soften_by_power
from numerics.simplex import Array
from proofs_checks.machine.checks import all_equal, all_steps, equal, z_test
from proofs_checks.machine.claim import Claim, control, leg
from proofs_checks.machine.evidence import Evidence, Witness
from proofs_checks.machine.rocq.leg import formal
from theory.axioms import Softening
from theory.operators.mixing import mixing
from theory.operators.power import power
from theory.simplex import T, explicit

claim = Claim(
    statement=r"F_T \text{ affine in } p \text{ and A1} \iff F_T(p) = a p + (1 - a) u, \quad 0 < a \le 1",
    scope="V >= 2, the closed simplex, one temperature at a time",
    reads={"S5.families": "lemma"},
    rests_on=("operators.ties",),
    expect="proved",
)

Pairs = Callable[[int], Sequence[tuple[int, int]]]
SIZES = (2, 3, 4, 5)
STRANGERS = 300
WEIGHTS = [Rational(w, 10) for w in (-5, 0, 1, 5, 10, 11, 20)]


def every_pair(V: int) -> list[tuple[int, int]]:
    return list(combinations(range(V), 2))


def kernel(V: int, pairs: Sequence[tuple[int, int]]) -> tuple[Matrix, list[Symbol]]:
    """The column-stochastic matrices with (A_i − A_k)·x = 0 at the vertices x of {p_i = p_k}, and what stays free."""
    A = Matrix(V, V, symbols(f"a:{V * V}", real=True))
    equations = [sum(A[:, c]) - 1 for c in range(V)]
    for i, k in pairs:
        difference = A[i, :] - A[k, :]
        equations += [difference[c] for c in range(V) if c not in (i, k)] + [difference[i] + difference[k]]
    solved = A.subs(solve(equations, list(A), dict=True)[0])
    return solved, sorted(solved.free_symbols, key=str)


@leg("identity", covers="V = 2, 3, 4, 5: every column-stochastic matrix that keeps all ties, entries symbolic")
def kernels(pairs: Pairs = every_pair) -> Evidence:
    freedom = []
    for V in SIZES:
        A, free = kernel(V, pairs(V))
        freedom.append(f"{len(free)} at V = {V}")
        entry = A[0, 0] - A[1, 0]  # this is a, if A = a·1 + (1 − a)/V·J
        gap = (A - entry * eye(V) - (1 - entry) / V * ones(V, V)).expand()
        if not gap.is_zero_matrix:
            at = {symbol: Rational(1, 5) if n else Rational(2, 5) for n, symbol in enumerate(free)}
            off = max(abs(value) for value in gap.subs(at))
            says = f"A = {A.subs(at).tolist()} keeps the ties asked of it and is no mixing"
            return Evidence("refutes", {"V": V, "free": len(free)}, Witness({"V": V}, off, says))
    return Evidence("supports", {"free parameters": ", ".join(freedom)})


@leg("identity", covers="V = 2, 3, 4, 5: theory's mixing is the matrix a·1 + (1 − a)/V·J, and a = 1/T")
def members(weight: Callable[[Expr], Expr] = lambda T: 1 / T) -> Evidence:
    def entry(V: int, r: int, c: int) -> Evidence:
        column = mixing(explicit([int(row == c) for row in range(V)]), T)
        return equal(column[r + 1], weight(T) * int(r == c) + (1 - weight(T)) / V)

    def matrix(V: int) -> Evidence:
        return all_steps(*((f"({r}, {c})", lambda r=r, c=c: entry(V, r, c)) for r in range(V) for c in range(V)))

    return all_steps(*((f"V = {V}", lambda V=V: matrix(V)) for V in SIZES))


@leg(
    "exact",
    covers="a in {-1/2, 0, 1/10, 1/2, 1, 11/10, 2}, V = 2, 3, 4, 5: a law of every law, ranked, exactly for 0 < a <= 1",
)
def weights(upper: Expr = Integer(1)) -> Evidence:
    cases = []
    for V in SIZES:
        for a in WEIGHTS:
            A = a * eye(V) + (1 - a) / V * ones(V, V)
            softens = min(A) >= 0 and A[0, 0] > A[1, 0]
            cases.append(({"V": V, "a": a}, Integer(1 if softens else 0), Integer(1 if 0 < a <= upper else 0)))
    return all_equal(cases)


Exact = list[list[Fraction]]
Points = Callable[[int, int, int], Exact]


def reversal(A: Exact, points: Points) -> Fraction:
    """The largest (A_k − A_i)·x over pairs and points x with x_i ≥ x_k: positive if A reverses an order near x."""
    V = len(A)
    pairs = permutations(range(V), 2)
    return max(
        sum(((A[k][c] - A[i][c]) * x[c] for c in range(V)), Fraction(0)) for i, k in pairs for x in points(V, i, k)
    )


def vertices(V: int, i: int, k: int) -> Exact:
    """The vertices of {p in the simplex: p_i ≥ p_k}, where a linear form takes its least value."""
    corners = [[Fraction(int(c == v)) for c in range(V)] for v in range(V) if v != k]
    return [*corners, [Fraction(int(c in (i, k)), 2) for c in range(V)]]


def corners_only(V: int, i: int, k: int) -> Exact:
    return vertices(V, i, k)[:-1]


def stranger(rng: np.random.Generator, V: int) -> Exact:
    """A column-stochastic matrix that is no mixing: mixing at a rate of its own for each class, plus some noise."""
    rates = [Fraction(int(r), 10) for r in rng.permutation(9)[:V] + 1]
    noise = [[Fraction(int(w)) for w in row] for row in rng.integers(1, 1000, (V, V))]
    columns = [sum(noise[r][c] for r in range(V)) for c in range(V)]
    e = Fraction(int(rng.integers(0, 2)), 10 ** int(rng.integers(1, 5)))
    own = [[rates[c] * int(r == c) + (1 - rates[c]) / V for c in range(V)] for r in range(V)]
    return [[(1 - e) * own[r][c] + e * noise[r][c] / columns[c] for c in range(V)] for r in range(V)]


@leg(
    "exact",
    covers="300 random column-stochastic rational matrices that are no mixing, V = 3, 4, 5: each reverses an order",
)
def non_members(points: Points = vertices, seed: int = 0) -> Evidence:
    rng = stream(seed, "operators.affine", "non_members")
    found = []
    for n in range(STRANGERS):
        A = stranger(rng, V=3 + n % 3)
        assert all(sum(column) == 1 and min(column) >= 0 for column in zip(*A, strict=True))
        assert _unequal(A) > 0
        found.append(reversal(A, points))
        if found[-1] <= 0:
            says = f"no order is reversed at the points looked at, yet A_ii − A_ki varies by {_unequal(A)}"
            return Evidence("refutes", {"matrices": len(found)}, Witness({"A": A}, _unequal(A), says))
    return Evidence("supports", {"matrices": len(found), "least reversal": f"{float(min(found)):.3g}"})


def _unequal(A: Exact) -> Fraction:
    """How far A is from a·1 + (1 − a)/V·J: the spread of A_ii − A_ki."""
    gaps = [A[i][i] - A[k][i] for i, k in permutations(range(len(A)), 2)]
    return max(gaps) - min(gaps)


CHUNK, CHUNKS = 20_000, 10
RATIONAL_TEACHER = [Rational(6, 10), Rational(3, 10), Rational(1, 10)]
TEACHER, DRAWS, AT = np.array(RATIONAL_TEACHER, dtype=np.float64), 8, 2.0


@leg("monte_carlo", covers="E F_T(p̂) = F_T(p), frequencies p̂ of 8 draws from (0.6, 0.3, 0.1), T = 2, first entry")
def commutes_with_expectation(F: Softener = soften, theory: Softening = mixing, seed: int = 0) -> Evidence:
    def first(rng: np.random.Generator, replicates: int) -> Array:
        return F(rng.multinomial(DRAWS, TEACHER, size=replicates) / DRAWS, AT)[:, 0]

    simulation = Simulation(first, ("operators.affine", "commutes"), CHUNK)
    return z_test(
        simulate(simulation, seed, most=CHUNKS).estimate(),
        float(ball(theory(explicit(RATIONAL_TEACHER), Integer(2))[1])),
    )


control(kernels, "ties with the last class need not be kept", pairs=lambda V: list(combinations(range(V - 1), 2)))
control(weights, "a up to 3/2", upper=Rational(3, 2))
control(members, "weight 1/T²", weight=lambda T: 1 / T**2)
control(non_members, "order asked for at the vertices of the simplex only", points=corners_only)
control(commutes_with_expectation, "power, which is not affine", F=soften_by_power, theory=power)
control(commutes_with_expectation, "T wrong by 5 %", F=lambda p, T: soften(p, 1.05 * T))

affine = formal("operators.affine", covers="every V >= 2, every operator on the closed simplex")
