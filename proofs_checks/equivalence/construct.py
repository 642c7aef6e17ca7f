r"""Two operators, one student: below full capacity an operator that moves its rows has a twin, another on the data.

F moves every row strictly towards u, at first order at T = 1 and in 1/T as T → ∞ (power, mixing, and Legendre
families do whose g has a positive, finite slope on (0, 1); power at T³ does not, and there this construction fails),
and for V ≥ 3 so do the gaps between its sorted entries. With features of rank d below the number of distinct rows
p(x_i), away from ties, F has a twin
G_T(p) = F_T(p) + (T − 1)/T³ Σ_i w_i(p) D_i, w_i a bump at row i, ΦᵀD = 0, rows of D summing to zero. G satisfies A1–A5
on T ≥ 1 if D is small enough, it differs from F on the data, and makes the same linear and the same softmax student,
for all T ≥ 1 at once.
Proof. Targets differ by (T − 1)/T³ D, whose moments are zero. G_1 = F_1, both tend to u, and in β = 1/T the bump has
the factor β²(1 − β), of smaller order than what F moves; so that where F moves a law strictly towards u and keeps gaps
open, G does with D small. For V = 2: q_1 > 1/2 rises in β if the slope of F_1 exceeds |D| times that of β²(1 − β). ∎
These are what this profile (T − 1)/T³ needs; another may do with less. An operator that scales the sorted gaps of three
classes by β and β³ satisfies A1–A5 for T ≥ 1, and on rows (.6, .3, .1), (.55, .3, .15), (.3, .6, .1), (.25, .6, .15),
with features (1, t, t²), has no twin with it: the second gap becomes β³g + β²(1 − β)x, and closes for hot T wherever
x < 0.
"""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
from scipy.spatial.distance import pdist
from sympy import Expr, Integer, Inverse, Matrix, MatrixSymbol, Rational, Symbol, ZeroMatrix, symbols

from numerics.axioms import jump
from numerics.chance import stream
from numerics.equivalence import rms
from numerics.features import drawn
from numerics.operator import Operator
from numerics.prover import decide_positive
from numerics.rational import kernel, rank, students
from numerics.registry import operator
from numerics.simplex import Array
from numerics.students import linear_students, softmax_students
from numerics.sweeping import sweep
from numerics.twins import twin
from proofs_checks.axiom_table import MOVED, measure
from proofs_checks.machine.checks import Cases, all_equal, all_positive, all_steps, equal, over_boxes
from proofs_checks.machine.claim import Claim, control, leg
from proofs_checks.machine.evidence import Evidence
from proofs_checks.machine.formula import Formula
from theory import equivalence as theory
from theory.operators.power import power
from theory.simplex import T, explicit

claim = Claim(
    statement=Formula(
        r"\mathrm{rank}\,\Phi < N \implies F_T + @pace \sum_i w_i D_i \text{ is a twin of } F \text{ for some } D",
        pace=theory.bend,
    ),
    scope="T >= 1, V >= 2, linear and softmax students; a twin satisfies A1–A5, differs on the data, and makes the "
    "same student at every T >= 1",
    hypotheses={
        "distinct": "rows are distinct",
        "no_ties": "rows are apart from ties (V = 2: p ≠ u)",
        "few_features": "fewer independent features than rows",
        "first_order": "F moves every row strictly towards u, at first order in T − 1 at 1 and in 1/T at infinity",
        "gaps": "V >= 3: the gaps between sorted entries open at first order in 1/T, too",
    },
    reads={"S4.identical": "repairs"},
    rests_on=("equivalence.linear", "equivalence.softmax"),
    expect="supported",
)

N, d, V = symbols("N d V", integer=True, positive=True)
PHI, F, A = MatrixSymbol("Phi", N, d), MatrixSymbol("F", N, V), MatrixSymbol("A", N, V)
b = Symbol("b")
Pace = Callable[[Expr], Expr]


@leg("identity", covers="moments at every T, N, d, V symbols; no bump at T = 1, and its order as T → ∞")
def moments(unseen: bool = True, pace: Pace = theory.bend) -> Evidence:
    """Φᵀ(F + bD) = ΦᵀF for D = A − Φ(ΦᵀΦ)⁻¹ΦᵀA; b(1) = 0, T·b → 0: of smaller order than 1/T, at which F leaves u."""
    D = A - PHI * Inverse(PHI.T * PHI) * PHI.T * A if unseen else A
    moved = (PHI.T * (F + b * D) - PHI.T * F).expand().doit()
    return all_steps(
        ("equal moments", lambda: equal(Integer(int(moved == ZeroMatrix(d, V))), Integer(1))),
        ("nothing at T = 1", lambda: equal(pace(Integer(1)), Integer(0))),
        ("smaller order than 1/T", lambda: equal((T * pace(T)).limit(T, float("inf")), Integer(0))),
    )


ROWS = ((16, 9), (9, 4), (4, 1))  # over their sums; at T = 2 power takes the roots
Rows = tuple[tuple[int, int], ...]
FEATURES, NULL = ((1, 0), (1, 1), (1, 2)), (1, -2, 1)
EPSILON, RADIUS = Rational(1, 20), Rational(1, 50)


@leg(
    "enclosure",
    covers="V = 2, rows (16, 9)/25, (9, 4)/13, (4, 1)/5, every law in their bumps, every T >= 1: q_1 rises in 1/T, "
    "so that ranking and entropy hold",
)
def rises(epsilon: Expr = EPSILON, heat: Callable[[Expr], Expr] = lambda beta: beta) -> Evidence:
    """`heat` is 1 over the temperature at which power is taken, in β = 1/T."""
    beta, p, w = Symbol("beta", positive=True), Symbol("p", positive=True), Symbol("w", nonnegative=True)
    decisions = []
    for row, along in zip(ROWS, NULL, strict=True):
        at = Rational(row[0], sum(row))
        q = power(explicit([p, 1 - p]), 1 / heat(beta))[1] + w * along * epsilon * theory.bend(1 / beta).expand()
        assert q.subs(beta, 0) == Rational(1, 2)  # and from there q_1 rises
        box = {beta: (0, 1), p: (at - RADIUS, at + RADIUS), w: (0, 1)}
        decisions.append(decide_positive(q.diff(beta), box))
    return over_boxes(*decisions)


@leg("exact", covers="the same rows at T = 2, in fractions: targets differ, least-squares students do not")
def in_fractions(features: tuple[tuple[int, ...], ...] = FEATURES, rows: Rows = ROWS) -> Evidence:
    """Some D is not seen: of rows that differ, and are no ties, as equal rows have one target and a tie stays one."""
    apart = [row for row in dict.fromkeys(rows) if row[0] != row[1]]
    together = [[phi for phi, row in zip(features, rows, strict=True) if row == one] for one in apart]
    unseen = kernel([[sum(column) for column in zip(*phis, strict=True)] for phis in together])
    if not unseen:
        return all_equal([({"rows": rows, "D": "none is unseen"}, Integer(0), Integer(1))])
    roots = [(Fraction(round(x**0.5)), Fraction(round(y**0.5))) for x, y in ROWS]
    assert all((x * x, y * y) == row for (x, y), row in zip(roots, ROWS, strict=True))
    shift = Fraction(1, 20) * Fraction(1, 8)  # ε (T − 1)/T³ at T = 2
    own = [[x / (x + y), y / (x + y)] for x, y in roots]
    twins = [[q[0] + shift * a, q[1] - shift * a] for q, a in zip(own, NULL, strict=True)]
    assert all(q != r and sum(q) == sum(r) == 1 for q, r in zip(own, twins, strict=True))
    said = [Matrix(students(features, table)) for table in (own, twins)]
    return all_equal(({"entry": n}, x, y) for n, (x, y) in enumerate(zip(*said, strict=True)))


COLD = ((12, 6, 2), (11, 6, 3), (6, 12, 2), (5, 12, 3))  # over 20


@leg(
    "exact", covers="V = 3, four rows, features (1, t, t²): some D keeps both sorted gaps open at every T, in fractions"
)
def room(orders: tuple[int, int] = (1, 1)) -> Evidence:
    """Gap k of F opens like β^orders[k], and D adds to it β²(1 − β) times D_s − D_t; beyond order 2 that must not be
    < 0.

    D is a null vector of the features, times a law's d with Σd = 0. Where it may not be negative for one row nor, with
    the other sign, for another, D_s = D_t: so many equations for d.
    """
    (unseen,), asked = kernel([[1, t, t * t] for t in range(4)]), [[1, 1, 1]]
    for slow in (gap for gap in (0, 1) if orders[gap] > 2):
        pairs = {
            (*sorted(range(3), key=lambda c, row=row: -row[c])[slow : slow + 2], x > 0)
            for row, x in zip(COLD, unseen, strict=True)
        }
        asked += [[(c == a) - (c == b) for c in range(3)] for a, b, up in pairs if up and (a, b, False) in pairs]
    found = Integer(min(3 - rank(asked), 1))
    return all_equal([({"orders": orders, "equations for d": asked}, found, Integer(1))])


SIZES = ((20, 5, 2), (40, 10, 3), (60, 20, 5), (100, 30, 10))  # N, d, V
WARM, DENSE = 1.5, tuple(1 / np.linspace(0.02, 1, 40)[::-1])
AROUND = (0.0, 0.1, 0.5, 0.9)  # shares of a bump's reach
REACH, WITHIN = 1e-3, 0.5  # a bump's reach: so far, and no farther than this share of the way to a face


@leg(
    "search",
    covers="power, mixing and Tsallis 1.5; N, d, V = 20, 5, 2; 40, 10, 3; 60, 20, 5; 100, 30, 10: "
    "targets more than 0.01 apart in total variation at T = 1.5, students from different starts less than 1e-12, with "
    "the first class's difference as one more feature more than 0.003, and the axioms hold in the bumps at 40 "
    "temperatures from 1 to 50",
)
def built(unseen: bool = True, leak: float = 0.0, telling: bool = True, leap: float = 0.0, seed: int = 0) -> Evidence:
    """The feature more is one that tells nothing unless `telling`; the twin leaps by `leap` at a temperature."""

    def cases() -> Cases:
        for (n, features, classes), name in PROBLEMS:
            rng = stream(seed, "equivalence.construct", n, name)
            p, phi, own = rng.dirichlet(np.full(classes, 2.0), n), drawn(rng, n, features), operator(name)
            G = twin(own, p, phi if unseen else phi[:, :-1])
            one, other = own(p, WARM), G(p, WARM * (1 + leak))
            at = {"operator": name, "N": n, "d": features, "V": classes}
            apart = float(np.abs(one - other).sum(axis=-1).mean() / 2)
            yield at, apart - 1e-2, f"targets are {apart:.2g} apart in total variation"
            for gap in trained_apart(rng, phi, one, other):
                yield at, 1e-12 - gap, f"students are {gap:.2g} apart"
            more = np.hstack([phi, (one - other)[:, :1] if telling else phi[:, :1]])
            gap = float(rms(linear_students(more, one).predictions - linear_students(more, other).predictions))
            yield at, gap - 3e-3, f"one feature more leaves students {gap:.2g} apart"
            laws = around(rng, p)
            # a bump as high as |one − other| dies out half-way to the nearest row; a path has length 2 at most
            steep = 4 * float(np.abs(one - other).max()) / float(pdist(p, "cityblock").min())

            def leaping(p: Array, T: Array, G: Operator = G) -> Array:
                return G(p, T) + leap * (np.asarray(T) > 1.2 * WARM)[..., None]

            measures = {"continuity": jump(leaping, heat=1.6, within=MOVED + 2**-40 * steep)}
            for axiom in ("ranking", "continuity", "entropy", "identity", "boundary"):
                judge = measures.get(axiom) or measure(G, axiom)
                worst = sweep(judge, [laws], DENSE if axiom in ("ranking", "entropy") else (1.0, WARM))
                yield {**at, "axiom": axiom, "T": worst.T}, -worst.excess, f"{axiom} is broken by {worst.excess:.2g}"

    return all_positive(cases())


PROBLEMS = [(size, name) for size in SIZES for name in ("power", "mixing", "tsallis:1.5")]


def trained_apart(rng: np.random.Generator, phi: Array, one: Array, other: Array) -> tuple[float, float]:
    """How far linear and softmax students are apart, the softmax ones from two starts."""
    linear = linear_students(phi, one).predictions - linear_students(phi, other).predictions
    said = [softmax_students(phi, q, start=rng.standard_normal(q.shape)).predictions for q in (one, other)]
    return float(rms(linear)), float(rms(said[0] - said[1]))


def around(rng: np.random.Generator, p: Array) -> Array:
    """Laws up to a bump's reach away from each row."""
    v = rng.standard_normal((len(AROUND), *p.shape))
    v -= v.mean(axis=-1, keepdims=True)
    v /= np.abs(v).sum(axis=-1, keepdims=True)
    reach = np.minimum(REACH, WITHIN * p.min(axis=-1, keepdims=True))
    return (p + np.array(AROUND)[:, None, None] * reach * v).reshape(-1, p.shape[-1])


control(moments, "a difference that the features see", unseen=False)
control(moments, "a bump that lasts", pace=lambda t: (t - 1) / t**2 + 1 / t)
control(rises, "a bump four times as high", epsilon=4 * EPSILON)
control(in_fractions, "one feature more", drops="few_features", features=tuple((*row, row[1] ** 2) for row in FEATURES))
control(in_fractions, "a row twice", drops="distinct", rows=((16, 9), (16, 9), (4, 1)))
control(in_fractions, "a tie", drops="no_ties", rows=((1, 1), (9, 4), (4, 1)))
control(rises, "power at T³", drops="first_order", heat=lambda beta: beta**3, epsilon=-EPSILON)
control(room, "the second gap opens like β³", drops="gaps", orders=(1, 3))
control(built, "one feature that it does not know of", unseen=False)
control(built, "a feature more that tells nothing", telling=False)
control(built, "a leap of 1/100 at a temperature", leap=0.01)
control(built, "T off by one part in 10^11", leak=1e-11)
