r"""Which targets make the same linear student: those with the same moments Σ_i q_i φ_iᵀ.

A student Wφ(x), W free, of targets q_1, …, q_N minimises L_Q(W) = Σ_i ‖Wφ_i − q_i‖². Tables F and G are equivalent when
the same weights minimise both, and that is so exactly when Σ_i (F_i − G_i)φ_iᵀ = 0.
Proof. L_F(W) − L_G(W) = −2⟨W, Σ_i (F_i − G_i)φ_iᵀ⟩ + const. Equal moments: the losses differ by a constant. One W that
minimises both: both gradients vanish there, so their difference −2 Σ_i (F_i − G_i)φ_iᵀ does. ∎
The minimisers of one loss differ by W with Wφ_i = 0 for all i, so equivalent tables have one student on the data.
Rows of D = F − G sum to zero: V − 1 of its columns are free, the last is minus their sum, and each is to lie in ker Φᵀ.
So around a table of targets in the open simplex its class has dimension (N − rank Φ)(V − 1).
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from itertools import product
from typing import Any

import numpy as np
from flint import fmpz_mat
from sympy import Expr, Integer, Matrix, Rational
from sympy.polys.matrices import DomainMatrix

from numerics.chance import stream
from numerics.equivalence import partition
from numerics.features import principal
from numerics.rational import Table, kernel, moments, rank, students
from numerics.registry import operator
from numerics.simplex import Array
from numerics.twins import twin
from proofs_checks.machine.checks import POINT, all_equal, all_positive, all_steps, equal
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from proofs_checks.machine.rocq.leg import formal
from proofs_checks.teachers import ROWS, on_teachers
from theory import equivalence as theory
from theory.simplex import Law, generic


def dimension(N: Any, V: Any, rank: Any) -> Any:
    return (N - rank) * (V - 1)


claim = Claim(
    statement=r"F \equiv G \iff \sum_i (F_i - G_i)\phi_i^\top = 0",
    scope="squared loss, W free, every N, d, V >= 2, features and targets",
    hypotheses={"interior": "targets are in the open simplex (for the dimension)"},
    reads={"S4.characterised": "repairs"},
    expect="proved",
    parts={
        "relation": r"F \equiv G \iff \Phi^\top(F - G) = 0",
        "dimension": Formula(r"\dim [F] = @dimension", where={"rank": r"\mathrm{rank}\,\Phi"}, dimension=dimension),
    },
)

SIZES = ((2, 1, 2), (3, 2, 2), (2, 3, 2), (3, 2, 3))  # N, d, V
Dimension = Callable[[Any, Any, Any], Any]


def tilted(z: theory.Outputs, q: Law, r: Law) -> Expr:
    return -2 * q.sum(lambda j: (q[j] - r[j]) * z(j))


@leg("identity", part="relation", covers=Whole("V is a symbol; outputs are linear in W, and examples add up"))
def slope(tilted: Callable[..., Expr] = tilted) -> Evidence:
    """What one target costs more than the other is linear in the outputs; the loss is convex in them."""
    z, along, q, r = theory.outputs("z"), theory.outputs("e"), generic("p"), generic("r")
    at = {**POINT, "e": [Rational(1), Rational(2), Rational(-1)]}
    bend = theory.second_derivative(theory.squared, z, along, q)
    return all_steps(
        ("a linear term", lambda: equal(theory.tilt(theory.squared, z, q, r), tilted(z, q, r), q, r)),
        ("a sum of squares", lambda: equal(bend, 2 * q.sum(lambda j: along(j) ** 2), q, at=at)),
    )


def normal(W: Matrix, features: Matrix, targets: Matrix) -> Matrix:
    return 2 * (W * features.T * features - theory.moments(features, targets))


@leg("identity", part="relation", covers="N, d, V = 2, 1, 2; 3, 2, 2; 2, 3, 2; 3, 2, 3: ∂L/∂W, every entry a symbol")
def normal_equations(equations: Callable[[Matrix, Matrix, Matrix], Matrix] = normal) -> Evidence:
    steps = []
    for N, d, V in SIZES:
        W, Phi, Q = (theory.symbols(name, *shape) for name, shape in zip("wfq", ((V, d), (N, d), (N, V)), strict=True))
        gap = theory.gradient(theory.squared, W, Phi, Q) - equations(W, Phi, Q)
        at = {s: Rational(n + 1, 3) for n, s in enumerate(sorted((*W, *Phi, *Q), key=str))}
        steps += [(f"N, d, V = {N}, {d}, {V}", lambda e=e, at=at: equal(e, Integer(0), at=at)) for e in gap]
    return all_steps(*steps)


def tables(rng: np.random.Generator, N: int, V: int) -> list[list[Fraction]]:
    """Rational laws, each entry positive."""
    rows = rng.integers(1, 30, (N, V)).tolist()
    return [[Fraction(x, sum(row)) for x in row] for row in rows]


def moved(table: Table, along: list[Fraction], c: int) -> list[list[Fraction]]:
    """The table with a little mass moved from class c to the first, along a vector of examples."""
    step = min(min(row) for row in table) / (2 * max(map(abs, along)))
    rows = [[Fraction(x) for x in row] for row in table]
    for row, a in zip(rows, along, strict=True):
        row[0] += step * a
        row[c] -= step * a
    assert min(min(row) for row in rows) > 0
    return rows


def seen(features: Table, F: Table, G: Table) -> bool:
    return moments(features, F) == moments(features, G)


@leg(
    "exact",
    part="relation",
    covers="60 rational problems, N <= 6, d <= 4, V <= 4: pairs that agree in all moments, "
    "in all but one, in the mean only, in none; students by the normal equations",
)
def solved(same: Callable[[Table, Table, Table], bool] = seen, seed: int = 0) -> Evidence:
    cases, outcomes = [], set()
    for problem in range(60):
        rng = stream(seed, "equivalence.linear", problem)
        N, d, V = int(rng.integers(3, 7)), int(rng.integers(1, 4)), int(rng.integers(2, 5))
        features = [[1, *row] for row in rng.integers(-3, 4, (N, d)).tolist()]
        F = tables(rng, N, V)
        fewer = [row[:-1] for row in features]
        others = {"none": tables(rng, N, V), "the mean": moved(F, kernel([[1]] * N)[0], V - 1)}
        others |= {
            name: moved(F, kernel(rows)[-1], 1)
            for name, rows in (("all but one", fewer), ("all", features))
            if rank(rows) < N
        }
        for name, G in others.items():
            equal_students = students(features, F) == students(features, G)
            outcomes.add((name, equal_students))
            says = bool(same(features, F, G))
            cases.append(({"problem": problem, "agree in": name}, Integer(says), Integer(equal_students)))
    assert {("all", True), ("all but one", False), ("the mean", False), ("none", False)} <= outcomes
    return all_equal(cases)


@cache
def unseen(N: int, d: int, V: int) -> int:
    """The dimension of what symbolic features do not see."""
    sees = DomainMatrix.from_Matrix(theory.relation(theory.symbols("f", N, d, positive=True), V)).to_field()
    return N * V - sees.rank()


@leg(
    "identity",
    part="dimension",
    covers=Whole(
        "one feature, one example, V a symbol: the V moments add up to zero, so "
        "that of V equations for columns in ker Φᵀ, each with N − rank Φ solutions, one follows from the others"
    ),
)
def columns(dimension: Dimension = dimension, r_at: Sequence[Expr] = POINT["r"]) -> Evidence:
    """The last column's moment from the others'; and the kernel itself for symbolic features of full rank."""
    q, r, f = generic("p"), generic("r"), theory.symbols("f", 1, 1)[0]
    steps = [
        (
            "moments add up to zero",
            lambda: equal(q.sum(lambda j: (q[j] - r[j]) * f), Integer(0), q, r, at={**POINT, "r": r_at, f: 1}),
        )
    ]
    for N, d, V in ((2, 1, 2), (3, 1, 2), (3, 2, 2), (2, 1, 3), (3, 1, 3), (2, 3, 3)):
        count = Integer(unseen(N, d, V)), Integer(dimension(N, V, min(N, d)))
        steps.append((f"N, d, V = {N}, {d}, {V}", lambda count=count: equal(*count)))
    return all_steps(*steps)


@leg(
    "exact",
    part="dimension",
    covers="N <= 7, d <= 6, V <= 6, integer features of every rank up to min(N, d): the rank of "
    "the map whose kernel is meant, without fractions",
)
def ranks(dimension: Dimension = dimension, of_features: bool = True, labels: bool = False, seed: int = 0) -> Evidence:
    """With `labels` every target is e_1: what adds up to zero and may not be negative is zero, class by class."""
    cases = []
    for N, d, V, own, found in kernels(labels, seed):
        size = own if of_features else min(d, N)
        at = {"N": N, "d": d, "V": V, "rank": size}
        cases.append((at, Integer(found), Integer(dimension(N, V, size))))
    return all_equal(cases)


@cache
def kernels(labels: bool, seed: int) -> tuple[tuple[int, int, int, int, int], ...]:
    """N, d, V, the rank of features, and the dimension of the kernel of the map."""
    found = []
    for N, d in product(range(1, 8), range(1, 7)):
        for r in range(1, min(N, d) + 1):
            rng = stream(seed, "equivalence.ranks", N, d, r)
            features = rng.integers(-2, 3, (N, r)) @ rng.integers(-2, 3, (r, d))
            if labels:
                features[:, 0] = 1
            for V in range(2, 7):
                rows = theory.relation_rows(features.tolist(), V)
                if labels:
                    rows += [[int(x == n * V + c) for x in range(N * V)] for n in range(N) for c in range(1, V)]
                found.append((N, d, V, rank(features.tolist()), N * V - fmpz_mat(rows).rank()))
    return tuple(found)


FEATURES, T = 4, 1.5


@on_teachers(
    "four principal features, power at T = 1.5, mixing, a twin that these features do not tell from power, and one "
    "that three do not: students by QR",
    names=ROWS,
    part="relation",
)
def on_rows(p: Array, drop: int = 1, shift: float = 0.0) -> Evidence:
    """The twin's student is power's; the other twin's is not, nor is mixing's."""
    features, power = principal(p, FEATURES), operator("power")
    maps = (power, twin(power, p, features), twin(power, p, features[:, : FEATURES - drop]), operator("mixing"))
    found = partition(features, np.stack([F(p, T * (1 + shift * (n == 1))) for n, F in enumerate(maps)]), "squared")
    same, other = found.students[0, 1], found.students[0, 2]
    says = f"power's student and the twin's are {same:.2g} apart, the other twin's {other:.2g}; classes {found.classes}"
    margins = [found.threshold[0, 1] - same, other - 1e4 * found.threshold[0, 2], found.targets[0, 1] - 1e4 * same]
    return all_positive(
        [({"features": FEATURES}, float(m), says) for m in (*margins, float(len(found.classes) == 3) - 0.5)]
    )


control(slope, "half of it", tilted=lambda z, q, r: tilted(z, q, r) / 2)
control(normal_equations, "moments counted twice", equations=lambda W, P, Q: normal(W, P, 2 * Q))
control(solved, "a moment left out", same=lambda P, F, G: seen([row[:-1] for row in P], F, G))
control(solved, "the mean alone", same=lambda P, F, G: seen([row[:1] for row in P], F, G))
control(columns, "V for V − 1", dimension=lambda N, V, r: (N - r) * V)
control(columns, "targets that do not sum to one", r_at=[Rational(1)] * 3)
control(ranks, "V for V − 1", dimension=lambda N, V, r: (N - r) * V)
control(ranks, "targets that are labels", drops="interior", labels=True)
control(ranks, "d for rank Φ", of_features=False)
control(on_rows, "no feature dropped", drop=0)
control(on_rows, "the twin at T off by 5 parts in 10^14", shift=5e-14)

linear_relation = formal("equivalence.linear_relation", covers="every N, d, V, features and targets", part="relation")
linear_dimension_of_class = formal(
    "equivalence.linear_dimension_of_class",
    covers="every N, d, V >= 2, features, targets in the open simplex",
    part="dimension",
    dimension=dimension,
)
