r"""A student of full capacity tells all operators apart that differ on its data.

rank Φ = N: F ≡ G exactly when F(p_i) = G(p_i) for every example.
Proof. Rank N is a right inverse A of Φ, ΦA = I. If Φᵀ(F − G) = 0 then F − G = (ΦA)ᵀ(F − G) = Aᵀ Φᵀ(F − G) = 0. ∎
With rank Φ < N some a ≠ 0 has Φᵀa = 0, and interior targets can be moved along a without the student noticing.
"""

import numpy as np
from sympy import Identity, Integer, MatrixExpr, MatrixSymbol, Rational, ZeroMatrix, symbols

from numerics.chance import stream
from numerics.equivalence import partition
from numerics.features import drawn
from numerics.rational import kernel
from numerics.registry import operators
from numerics.simplex import Array
from numerics.twins import twin
from proofs_checks.machine.checks import Cases, all_equal, all_positive
from proofs_checks.machine.claim import Claim, Whole, control, leg
from proofs_checks.machine.evidence import Evidence, Witness
from proofs_checks.machine.rocq.leg import formal_parts
from proofs_checks.teachers import ROWS, on_teachers

claim = Claim(
    statement=r"\mathrm{rank}\,\Phi = N \implies (F \equiv G \iff F(p_i) = G(p_i) \text{ for every } i)",
    scope="linear students under squared loss, softmax students under KL (targets in the open simplex), every N, d, V",
    hypotheses={"full_rank": "as many independent features as examples"},
    reads={"S4.identical": "limits"},
    rests_on=("equivalence.linear",),
    expect="proved",
    parts={
        "linear": r"\text{linear students: } F \equiv G \iff F(p_i) = G(p_i) \text{ for every } i",
        "softmax": r"\text{softmax students: } F \equiv G \iff F(p_i) = G(p_i) \text{ for every } i",
    },
)

EXAMPLES, FEW = 20, 3
N, d, V = symbols("N d V", integer=True, positive=True)
PHI, A, D = MatrixSymbol("Phi", N, d), MatrixSymbol("A", d, N), MatrixSymbol("D", N, V)


@leg("identity", covers=Whole("N, d, V are symbols; a right inverse of the features is what rank N means"))
def right_inverse(product: MatrixExpr = Identity(N)) -> Evidence:
    """Aᵀ(ΦᵀD) is (ΦA)ᵀD = D; and moments that are zero give Aᵀ0 = 0."""
    regrouped = ((PHI * A).T * D).doit() - (A.T * (PHI.T * D)).doit()
    recovered = (product.T * D).doit()
    if regrouped.doit() == ZeroMatrix(N, V) == (A.T * ZeroMatrix(d, V)).doit() and recovered == D:
        return Evidence("supports", {"identity": "Aᵀ(ΦᵀD) = D"})
    return Evidence("refutes", {}, Witness({"ΦA": product}, Rational(1), f"Aᵀ(ΦᵀD) = {recovered}"))


@leg(
    "exact", covers="N <= 7, d <= 7, integer features of every rank: their kernel in fractions is zero for rank N alone"
)
def kernels(least: int = 0, short: int = 0, seed: int = 0) -> Evidence:
    """Rank N − `short` is taken for enough."""
    cases = []
    for rows in range(1, 8):
        for rank in range(1, rows + 1):
            rng = stream(seed, "equivalence.full_capacity", rows, rank)
            left = np.tri(rows, rank, dtype=int) * rng.integers(1, 3, rank)
            right = rng.integers(-2, 3, (rank, 7)) * (np.arange(7) >= rank) + np.eye(rank, 7, dtype=int)
            cases.append(
                (
                    {"N": rows, "rank": rank},
                    Integer(len(kernel((left @ right).tolist()))),
                    Integer((rows - rank) * (rank + short < rows) + least),
                )
            )
    return all_equal(cases)


@on_teachers(
    "the first 20, T = 2, N features: no two operators that differ share a student, power and a twin of it among them",
    names=ROWS,
)
def all_apart(p: Array, features: int = EXAMPLES, longer: float = 1.0, seed: int = 0) -> Evidence:
    rows, power = p[:EXAMPLES], operators()["power"]
    table = drawn(stream(seed, "equivalence.full_capacity", "drawn"), len(rows), len(rows))
    maps = [*operators().values(), twin(power, rows, table[:, :FEW])]  # told from power by one feature more
    targets = np.stack([F(rows, 2.0) for F in maps])

    def cases() -> Cases:
        for loss in ("squared", "kl"):
            found = partition(table[:, :features], targets, loss)
            differ = {(a, b) for a, b in zip(*np.nonzero(found.targets > 1e-9), strict=True)}
            together = {(a, b) for members in found.classes for a in members for b in members if a != b}
            yield {"loss": loss}, float(not differ & together) - 0.5, f"{loss}: classes {found.classes}"
            lost = float(np.abs(longer * found.students - found.targets).max())
            yield {"loss": loss}, 3e-13 - lost, f"{loss}: distances of students and of targets differ by {lost:.2g}"

    return all_positive(cases())


control(right_inverse, "no right inverse", product=PHI * A)
control(kernels, "one dimension more", least=1)
control(kernels, "rank N − 1 taken for enough", drops="full_rank", short=1)
control(all_apart, "three features, which do not tell power and its twin apart", features=FEW)
control(all_apart, "distances of students 2 parts in 10^12 longer", longer=1 + 2e-12)

COVERED = {"linear": "linear students: every N, d and V", "softmax": "softmax students: every N, d and V"}
theorems = formal_parts("equivalence.full_capacity", COVERED)
