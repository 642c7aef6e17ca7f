r"""Which targets make the same softmax student: again those with the same moments Σ_i q_i φ_iᵀ.

A student softmax(Wφ(x)), W free, of targets q_1, …, q_N in the open simplex minimises L_Q(W), the sum over i of
KL(q_i‖softmax(Wφ_i)). There is a minimiser, what it says on the data is the same for all, and two tables F and G have
it in common exactly when Σ_i (F_i − G_i)φ_iᵀ = 0.
Proof. With z = Wφ, KL(q‖softmax(z)) = log Σ_j e^{z_j} − ⟨q, z⟩ + const(q), so L_F − L_G is linear in W, its slope
−Σ_i (F_i − G_i)φ_iᵀ: equal moments give losses that differ by a constant, and one W at which both gradients vanish
gives equal moments. Along e = Eφ the loss of an example bends by Var_s(e), which is zero only for e constant over
classes, where softmax does not move: so all minimisers say the same. Along e it grows, in the end, by
max_j e_j − ⟨q, e⟩ a unit, the mean under q of max e − e_j, which is zero only for such e where q > 0: so the infimum
is attained. ∎ Where targets have zeros it need not be: at q = e_1 the loss falls for ever along e_1.
"""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
from flint import arb, fmpq
from sympy import Expr, Integer, Matrix, Rational, Symbol, exp, log, oo

from numerics.chance import stream
from numerics.enclosure import ball, precision
from numerics.equivalence import partition
from numerics.features import drawn, principal
from numerics.rational import kernel, moments, rank
from numerics.recession import recedes
from numerics.registry import operator
from numerics.simplex import Array
from numerics.students import softmax_students, span
from numerics.twins import twin
from proofs_checks.machine.checks import POINT, Cases, all_equal, all_positive, all_steps, equal, is_positive
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.rocq.leg import formal
from proofs_checks.teachers import ROWS, on_teachers
from theory import equivalence as theory
from theory.simplex import Law, generic, softmax

claim = Claim(
    statement=r"F \equiv G \iff \sum_i (F_i - G_i)\phi_i^\top = 0",
    scope="KL, S = softmax(W phi), W free, every N, d, V >= 2, features; targets in the open simplex",
    hypotheses={"interior": "targets are in the open simplex: with zeros there may be no minimiser"},
    reads={"S4.characterised": "repairs"},
    expect="derived",
    parts={
        "relation": r"F \equiv G \iff \Phi^\top(F - G) = 0",
        "existence": r"q_i \in \Delta^\circ \implies \text{a student exists, one on the data}",
    },
)

SIZES = ((2, 1, 2), (2, 2, 2), (1, 2, 3))  # N, d, V


def tilted(z: theory.Outputs, q: Law, r: Law) -> Expr:
    return -q.sum(lambda j: (q[j] - r[j]) * z(j))


@leg("identity", part="relation", covers=Whole("V is a symbol; outputs are linear in W, and examples add up"))
def slope(tilted: Callable[..., Expr] = tilted) -> Evidence:
    """What one target costs more than the other is linear in the outputs."""
    z, q, r = theory.outputs("z"), generic("p"), generic("r")
    return equal(theory.tilt(theory.kl, z, q, r), tilted(z, q, r), q, r)


def moment(W: Matrix, features: Matrix, targets: Matrix) -> Matrix:
    (N, V), scores = targets.shape, features * W.T
    said = [softmax(lambda j, n=n: scores[n, int(j) - 1], Integer(V)).entries for n in range(N)]
    return theory.moments(features, Matrix(said)) - theory.moments(features, targets)


@leg("identity", part="relation", covers="N, d, V = 2, 1, 2; 2, 2, 2; 1, 2, 3: ∂L/∂W, every entry a symbol, Σq = 1")
def moment_equations(equations: Callable[[Matrix, Matrix, Matrix], Matrix] = moment) -> Evidence:
    """The gradient is the students' moments less the targets'."""
    steps = []
    for N, d, V in SIZES:
        W, Phi = theory.symbols("w", V, d), theory.symbols("f", N, d)
        free = theory.symbols("q", N, V - 1, positive=True)
        Q = free.row_join(Matrix([1 - sum(free.row(n)) for n in range(N)]))
        gap = theory.gradient(theory.kl, W, Phi, Q) - equations(W, Phi, Q)
        at = {s: Rational(n + 1, 40) for n, s in enumerate(sorted((*W, *Phi, *free), key=str))}
        steps += [(f"N, d, V = {N}, {d}, {V}", lambda e=e, at=at: equal(e, Integer(0), at=at)) for e in gap]
    return all_steps(*steps)


def laws(rng: np.random.Generator, N: int, V: int) -> list[list[Fraction]]:
    return [[Fraction(x, sum(row)) for x in row] for row in rng.integers(1, 30, (N, V)).tolist()]


def exponentiated(weights: list[list[int]], features: list[list[int]]) -> list[list[Fraction]]:
    """softmax(Wφ) for weights w_c = log 2 times integers: a table of fractions."""
    powers = [[Fraction(2) ** sum(w * f for w, f in zip(row, phi, strict=True)) for row in weights] for phi in features]
    return [[x / sum(row) for x in row] for row in powers]


H = fmpq(1, 2**40)


def minimal(features: list[list[int]], weights: list[list[int]], table: list[list[Fraction]]) -> bool:
    """Whether no weight, moved by ±2^−40, lowers Σ_i log Σ_j e^{z_ij} − ⟨q_i, z_i⟩, z = Wφ, W integers times log 2."""
    two = arb(2).log()
    q = [[fmpq(x.numerator, x.denominator) for x in row] for row in table]
    z = [[two * sum(w * f for w, f in zip(row, phi, strict=True)) for row in weights] for phi in features]
    for c in range(len(weights)):
        for a in range(len(features[0])):
            for side in (H, -H):
                change = arb(0)
                for scores, phi, law in zip(z, features, q, strict=True):
                    moved = [s + side * phi[a] if n == c else s for n, s in enumerate(scores)]
                    sums = [sum((s.exp() for s in row), arb(0)) for row in (moved, scores)]
                    change += (sums[0] / sums[1]).log() - law[c] * side * phi[a]
                if change < 0:
                    return False
                assert change >= 0 or all(phi[a] == 0 for phi in features)
    return True


@leg(
    "exact",
    part="relation",
    covers="30 rational problems, N <= 6, d <= 3, V <= 4: students known exactly, softmax of integers times log 2; "
    "targets around them along the kernel of the features, along that of fewer, along the mean's, and anywhere; losses "
    "in balls on both sides of the student",
)
def minima(dropped: int = 0, seed: int = 0) -> Evidence:
    """A known student minimises the loss of a table exactly where their moments agree, in fractions."""
    cases, outcomes = [], set()
    for problem in range(30):
        rng = stream(seed, "equivalence.softmax", problem)
        N, d, V = int(rng.integers(3, 7)), int(rng.integers(1, 3)), int(rng.integers(2, 5))
        features = [[1, *row] for row in rng.integers(-2, 3, (N, d)).tolist()]
        weights = rng.integers(-1, 2, (V, d + 1)).tolist()
        student = exponentiated(weights, features)
        fewer = [row[:-1] for row in features]
        tables = {"anywhere": laws(rng, N, V), "the mean": along(student, kernel([[1]] * N)[0])}
        tables |= {
            name: along(student, kernel(rows)[-1])
            for name, rows in (("fewer", fewer), ("features", features))
            if rank(rows) < N
        }
        for name, table in tables.items():
            seen = [row[: len(row) - dropped] for row in features]
            says = int(moments(seen, table) == moments(seen, student))
            with precision(256):
                outcomes.add((name, least := minimal(features, weights, table)))
            cases.append(({"problem": problem, "along": name}, Integer(says), Integer(int(least))))
    assert {("features", True), ("fewer", False), ("the mean", False), ("anywhere", False)} <= outcomes
    return all_equal(cases)


def along(table: list[list[Fraction]], vector: list[Fraction]) -> list[list[Fraction]]:
    """The table with mass moved from the second class to the first, along a vector of examples."""
    step = min(min(row) for row in table) / (2 * max(map(abs, vector)))
    return [[row[0] + step * a, row[1] - step * a, *row[2:]] for row, a in zip(table, vector, strict=True)]


Weight = Callable[[Law, Expr], Expr]
t = Symbol("t", positive=True)


@leg(
    "identity",
    part="existence",
    covers=Whole("V and the target are symbols; a sum of terms that are not negative vanishes when each does"),
)
def bends(weight: Weight = Law.__getitem__, top: Expr = Integer(1), bounded: bool = True) -> Evidence:
    """The loss bends by a variance; and its slope along e tends to a mean under q of max e − e_j."""
    z, e, q = theory.outputs("z"), theory.outputs("e"), generic("p")
    at = {**POINT, "e": [Rational(2), Rational(1), Rational(-1)], t: Integer(1)}
    s = softmax(z, q.classes)
    middle = s.mean(e)
    variance = s.sum(lambda j: weight(s, j) * (e(j) - middle) ** 2)
    growth = q.sum(lambda j: weight(q, j) * (e(top) - e(j)))
    # log Σ exp(z + te) = t e_top + log Σ exp(z − t(e_top − e)), whose last sum stays between e^{z_top} and Σ e^z
    rest = Symbol("rest", positive=True) if bounded else exp(t)
    return all_steps(
        ("the second derivative", lambda: equal(theory.second_derivative(theory.kl, z, e, q), variance, q, at=at)),
        ("a bounded sum is lost over t", lambda: equal((log(rest) / t).limit(t, oo), Integer(0))),
        ("the slope at infinity", lambda: equal(e(Integer(1)) - q.mean(e), growth, q, at=at)),
        ("weights are positive", lambda: is_positive(weight(q, Integer(1)), "q_j > 0")),
    )


@leg("enclosure", part="existence", covers="one example, q = (9, 1)/10: beyond z = 3 the loss of log-odds z rises")
def turns(q: Expr = Rational(9, 10)) -> Evidence:
    """d/dz of log(1 + e^z) − qz, in balls; where q = 1 it is −1/(1 + e^z) for every z, and no student is best."""
    slopes = {z: ball(1 / (1 + exp(-Integer(z))) - q) for z in (3, 30, 300)}
    return all_positive(({"q": q, "z": z}, slope, f"the slope is {slope.str(5)}") for z, slope in slopes.items())


@leg(
    "search",
    part="existence",
    covers="40 random tables, N = 12, d = 2 to 5, V = 2 to 4: no direction of recession by linear programming, "
    "and students from three starts are one",
)
def found(zeros: bool = False, shift: float = 0.0, seed: int = 0) -> Evidence:
    def cases() -> Cases:
        for problem in range(40):
            rng = stream(seed, "equivalence.softmax.found", problem)
            d, V = int(rng.integers(2, 6)), int(rng.integers(2, 5))
            features = drawn(rng, 12, d)
            q = rng.dirichlet(np.full(V, 0.3), 12)
            q = (q + 1e-6) / (1 + V * 1e-6)
            if zeros:
                q = np.eye(V)[(features[:, 1] > 0).astype(int)]
            away = recedes(span(features).basis, q)
            yield {"problem": problem}, float(not away) - 0.5, "some direction lowers the loss for ever"
            starts = [None, rng.standard_normal(q.shape), 3 * rng.standard_normal(q.shape)]
            moved = [(1 - shift * n) * q + shift * n / V for n in range(3)]
            said = [softmax_students(features, t, start=start) for t, start in zip(moved, starts, strict=True)]
            apart = max(float(np.abs(s.predictions - said[0].predictions).max()) for s in said[1:])
            yield {"problem": problem}, 2e-12 - apart, f"students from other starts are {apart:.2g} apart"

    return all_positive(cases())


FEATURES, T = 4, 1.5


@on_teachers(
    "four principal features, power at T = 1.5, mixing, a twin that these features do not tell from power, and one "
    "that three do not: students by Newton's method",
    names=ROWS,
    part="relation",
)
def on_rows(p: Array, drop: int = 1, shift: float = 0.0) -> Evidence:
    """The twin's student is power's; the other twin's is not, nor is mixing's."""
    rows = p[:150]
    features, power = principal(rows, FEATURES), operator("power")
    maps = (power, twin(power, rows, features), twin(power, rows, features[:, : FEATURES - drop]), operator("mixing"))
    seen = partition(features, np.stack([F(rows, T * (1 + shift * (n == 1))) for n, F in enumerate(maps)]), "kl")
    same, other = seen.students[0, 1], seen.students[0, 2]
    says = f"power's student and the twin's are {same:.2g} apart, the other twin's {other:.2g}; classes {seen.classes}"
    margins = [seen.threshold[0, 1] - same, other - 10 * seen.threshold[0, 2], seen.targets[0, 1] - 1e4 * same]
    return all_positive([({"features": FEATURES}, float(m), says) for m in (*margins, (len(seen.classes) == 3) - 0.5)])


control(slope, "twice it", tilted=lambda z, q, r: 2 * tilted(z, q, r))
control(moment_equations, "moments 2 % larger", equations=lambda W, P, Q: moment(W, P, Rational(102, 100) * Q))
control(minima, "a moment left out", dropped=1)
control(bends, "classes weighted alike", weight=lambda s, _: 1 / s.classes)
control(bends, "a sum that grows like e^t", bounded=False)
control(bends, "another class for the largest", top=Integer(2))
control(found, "labels that a feature separates", zeros=True)
control(on_rows, "no feature dropped", drop=0)
control(turns, "a class without probability", drops="interior", q=Integer(1))
control(found, "targets off by one part in 10^12", shift=1e-12)
control(on_rows[:1], "the twin at T off by one part in 10^12", shift=1e-12)
control(on_rows[1:], "the twin at T off by one part in 10^10", shift=1e-10)
softmax_relation = formal("equivalence.softmax_relation", covers="where a student exists", part="relation", step=True)
