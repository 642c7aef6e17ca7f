r"""Stage after stage equals one shot, where students are nested and keep what they see of the teacher.

Least squares with features Φ, then with ΦC, nested in them: the second student of the first student's predictions is
the second student of the teacher. So for softmax students with nested features under KL. No softening between.
Proof. The first student s has the teacher's moments, Φᵀs = Φᵀq. So (ΦC)ᵀs = Cᵀ(Φᵀs) = (ΦC)ᵀq, and a student of nested
features depends on its target through these moments alone (claims `linear` and `softmax` of equivalence). ∎
"""

from collections.abc import Sequence
from fractions import Fraction

from sympy import Identity, Inverse, MatMul, Matrix, MatrixExpr, MatrixSymbol, Rational

from numerics.chance import stream
from numerics.equivalence import rms
from numerics.features import principal
from numerics.rational import students
from numerics.registry import operator
from numerics.simplex import Array
from numerics.students import linear_students, softmax_students
from proofs_checks.machine.checks import all_equal, all_positive
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence, Witness
from proofs_checks.machine.rocq.leg import formal_parts
from proofs_checks.teachers import ROWS, on_teachers
from theory import homotopy as theory

claim = Claim(
    statement=r"S_{\Phi C}(S_\Phi(q)) = S_{\Phi C}(q)",
    scope="linear students under squared loss; softmax students under KL, of teachers that have one; nested "
    "features, every N and d",
    hypotheses={
        "nested": "each stage's features are nested in the last one's",
        "no_softening": "no softening between stages",
    },
    reads={"S2.iterate": "limits"},
    rests_on=("equivalence.linear", "homotopy.fidelity"),
    expect="proved",
    parts={
        "linear": r"\text{linear: } S_{\Phi C}(S_\Phi(q)) = S_{\Phi C}(q)",
        "softmax": r"\text{softmax: } S_{\Phi C}(S_\Phi(q)) = S_{\Phi C}(q)",
    },
)


OTHER = MatrixSymbol("Psi", theory.N, theory.d)


@leg(
    "identity",
    covers=Whole(
        "the features, their choice and the teacher are matrix symbols of every size; a student of either loss depends "
        "on its target through moments alone, and Φ of full rank spans what any Φ does"
    ),
)
def same_moments(second: MatrixExpr = theory.PHI * theory.CHOICE) -> Evidence:
    """(ΦC)ᵀ Φ(ΦᵀΦ)⁻¹Φᵀq = (ΦC)ᵀq; and a softmax student's own moments are Φᵀq, so the same with s for Φ(ΦᵀΦ)⁻¹Φᵀq."""
    phi, q = theory.PHI, theory.TEACHER
    staged = theory.moments(second, phi * theory.weights(phi, q)).doit()
    gram = MatMul(phi.T, phi, Inverse(phi.T * phi)).doit()
    of_linear = staged == theory.moments(second, q).doit() and gram == Identity(theory.c)
    said, choice = MatrixSymbol("S", theory.N, 1), theory.CHOICE
    of_softmax = theory.moments(second, said).doit() == (choice.T * theory.moments(phi, said)).doit()
    if of_linear and of_softmax:
        return Evidence("supports", {"identity": "(ΦC)ᵀS_Φ(q) = (ΦC)ᵀq"})
    numbers = {
        phi: Matrix([[1, 0], [1, 1], [1, 3]]),
        q: Matrix([1, 5, 2]),
        choice: Matrix([1, 2]),
        OTHER: Matrix([1, 4, 1]),
        **{theory.N: 3, theory.c: 2, theory.d: 1},
    }
    gap = (staged - theory.moments(second, q)).subs(numbers).doit()
    if gap[0] != 0:
        return Evidence("refutes", {}, Witness({"second": second}, abs(gap[0]), f"moments become {staged}"))
    return Evidence("inconclusive", note="SymPy sees no identity, and an example no difference")


@leg("exact", covers="60 rational problems, N <= 7, three stages of nested features, V = 3, in fractions")
def three_stages(shuffled: bool = False, softened: bool = False, seed: int = 0) -> Evidence:
    cases = []
    for problem in range(60):
        rng = stream(seed, "homotopy.tower", problem)
        N, d = int(rng.integers(4, 8)), int(rng.integers(3, 5))
        features = rng.integers(-3, 4, (N, d))
        features[:, 0] = 1
        q = [[Fraction(int(x)) for x in row] for row in rng.integers(1, 9, (N, 3))]
        last = features[:, :1]
        stages = [features, features[:, : d - 1], last]
        if shuffled:
            stages = [features[:, 1:], last]  # the last stage's constant is not among the first one's features
        staged: Sequence[Sequence[Fraction]] = q
        for table in stages:
            staged = students(table.tolist(), staged)
            if softened:  # halfway to the mean of each row, as mixing at T = 2 goes
                staged = [[(x + sum(row, Fraction(0)) / 3) / 2 for x in row] for row in staged]
        direct = students(last.tolist(), q)
        cases += [
            ({"problem": problem, "n": n, "class": c}, Rational(staged[n][c]), Rational(direct[n][c]))
            for n in range(N)
            for c in range(3)
        ]
    return all_equal(cases)


@on_teachers("the first 100, power at T = 2, principal features: 8, 5, 3 and 1 of them, linear and softmax", names=ROWS)
def on_rows(p: Array, warmth: float = 1.0) -> Evidence:
    q = operator("power")(p[:100], 2.0)
    features = principal(p[:100], 8)
    cases = []
    for name, fit in (("linear", linear_students), ("softmax", softmax_students)):
        staged = q
        for d in (8, 5, 3, 1):
            staged = fit(features[:, :d], staged).predictions
            if warmth != 1 and name == "softmax":
                staged = operator("power")(staged, warmth)
        gap = float(rms(staged - fit(features[:, :1], q).predictions))
        cases.append(({"students": name}, 1e-12 - gap, f"{name}: stages and one shot are {gap:.2g} apart"))
    return all_positive(cases)


control(same_moments, "features that are not nested", second=OTHER)
control(three_stages, "a constant that comes back", drops="nested", shuffled=True)
control(three_stages, "mixing at T = 2 between stages", drops="no_softening", softened=True)
control(on_rows, "softening between stages", warmth=1.1)
control(on_rows, "softening by one part in 10^11 between stages", warmth=1 + 1e-11)

COVERED = {
    "linear": "linear students: every N, d, V and target",
    "softmax": "softmax students: every N, d, V, teachers that have one",
}
theorems = formal_parts("homotopy.tower", COVERED)
